//! How much mail one mailbox gets because somebody asked for it. What a mailbox is: `Address::mailbox`; what it has had is
//! in the queue itself.

use std::time::Duration;

use crate::Timestamp;
use crate::limit::Limit;

/// When a mailbox may get the next mail. Unlike a bucket, which lets a burst through and one more soon after, no window
/// of a limit's length ever has more than its number. `sent_at` is when it got mail, newest first; of that, as many as
/// the largest number are enough.
pub fn free_at(limits: &[Limit], sent_at: &[Timestamp]) -> Timestamp {
    let full = |limit: &Limit| {
        let nth = usize::try_from(limit.burst()).unwrap_or(usize::MAX) - 1;
        sent_at.get(nth).map(|first| first.plus(limit.per()))
    };
    limits.iter().filter_map(full).max().unwrap_or(Timestamp::from_millis(0))
}

/// How far back it matters what a mailbox has had.
pub fn counted_for(limits: &[Limit]) -> Duration {
    limits.iter().map(|limit| limit.per()).max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);

    fn limit(text: &str) -> Limit {
        Limit::parse(text).unwrap()
    }

    #[test]
    fn a_mailbox_waits_for_the_first_of_its_number_to_be_over() {
        let limits = [limit("1/m"), limit("3/h")];
        let ago = |minutes: u64| NOW.minus(Duration::from_secs(60 * minutes));
        let free = |sent: &[Timestamp]| free_at(&limits, sent);
        assert!(free(&[]) <= NOW);
        assert_eq!(free(&[ago(0)]), NOW.plus(Duration::from_secs(60)));
        assert!(free(&[ago(1), ago(2)]) <= NOW);
        assert_eq!(free(&[ago(1), ago(2), ago(50)]), NOW.plus(Duration::from_secs(600)));
        assert!(free(&[ago(1), ago(2), ago(60)]) <= NOW);
    }

    #[test]
    fn it_matters_what_came_in_the_longest_span() {
        assert_eq!(counted_for(&[limit("1/m"), limit("10/d"), limit("3/h")]), Duration::from_secs(86_400));
        assert_eq!(counted_for(&[]), Duration::ZERO);
    }

    proptest! {
        /// However often somebody asks: no window of any of the limits has more than its number.
        #[test]
        fn no_window_has_more_mails_than_its_number(pauses in prop::collection::vec(0..2_000_000_u64, 1..200)) {
            let limits = [limit("1/m"), limit("3/h"), limit("10/d")];
            let (mut now, mut sent): (_, Vec<Timestamp>) = (NOW, Vec::new());
            for pause in pauses {
                now = now.plus(Duration::from_millis(pause));
                if free_at(&limits, &sent) <= now {
                    sent.insert(0, now);
                }
            }
            for one in limits {
                for (index, newest) in sent.iter().enumerate() {
                    let within = sent[index..].iter().filter(|at| newest.since(**at) < one.per()).count();
                    prop_assert!(within <= one.burst() as usize);
                }
            }
        }
    }
}
