//! What a limit means, by example and by property.

use proptest::prelude::*;

use super::*;

const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);

fn limit(text: &str) -> Limit {
    Limit::parse(text).unwrap_or_else(|| panic!("{text}"))
}

#[test]
fn limits_are_a_number_and_a_span() {
    for (text, told) in [
        ("20/h", "20/h"),
        ("5/5m", "5/5m"),
        ("3/1h", "3/h"),
        ("10/60s", "10/m"),
        ("1000/s", "1000/s"),
        ("10/24h", "10/d"),
        ("1/90s", "1/90s"),
    ] {
        assert_eq!(limit(text).to_string(), told);
        assert_eq!(limit(told), limit(text));
    }
    for bad in [
        "",
        "20",
        "20/",
        "/h",
        "0/h",
        "-1/h",
        "+1/h",
        "1.5/h",
        "20/hour",
        "20/1h30m",
        "20/0m",
        "1001/s",
        "1/31d",
        " 1/h",
        "1/h ",
        "1/h/m",
        "99999999999/d",
    ] {
        assert!(Limit::parse(bad).is_none(), "{bad}");
    }
}

#[test]
fn the_default_limits_are_those_of_the_guide() {
    let told: Vec<String> = Limited::ALL.iter().map(|limited| limited.default_limit().to_string()).collect();
    assert_eq!(told, ["10/5m", "30/5m", "20/h", "20/5m", "1/m", "3/h", "10/d", "2000/h", "20/5m", "300/h"]);
}

#[test]
fn a_whole_bucket_has_the_burst_and_then_one_at_a_time() {
    let five = limit("5/5m");
    let mut whole_at = Timestamp::from_millis(0);
    for _ in 0..5 {
        whole_at = five.take(whole_at, NOW).unwrap();
    }
    assert_eq!(whole_at, NOW.plus(Duration::from_secs(300)));
    assert_eq!(five.take(whole_at, NOW), Err(Duration::from_secs(60)));
    let later = NOW.plus(Duration::from_millis(59_999));
    assert_eq!(five.take(whole_at, later), Err(Duration::from_millis(1)));
    let in_a_minute = NOW.plus(Duration::from_secs(60));
    let emptied = five.take(whole_at, in_a_minute).unwrap();
    assert!(five.take(emptied, in_a_minute).is_err());
    let whole_again = NOW.plus(Duration::from_secs(360));
    assert_eq!(five.take(emptied, whole_again), five.take(Timestamp::from_millis(0), whole_again));
}

/// Every instant up to a minute beyond empty counts; the next is that of a clock that was ahead and was set back.
#[test]
fn a_clock_that_was_ahead_empties_a_bucket_once_at_the_most() {
    let five = limit("5/5m");
    let ahead = |ms: u64| NOW.plus(Duration::from_millis(ms));
    for (taken_at, then) in [
        (ahead(60_000), Ok(ahead(180_000))),
        (ahead(240_000), Err(Duration::from_secs(60))),
        // The pause of one, and the minute by which clocks may differ: nobody waits longer.
        (ahead(300_000), Err(Duration::from_secs(120))),
        (ahead(300_001), Ok(ahead(60_000))),
        (ahead(86_400_000), Ok(ahead(60_000))),
        (Timestamp::from_millis(i64::MAX - 1), Ok(ahead(60_000))),
    ] {
        let whole_at = five.take(Timestamp::from_millis(0), taken_at).unwrap();
        assert_eq!(five.take(whole_at, NOW), then, "{taken_at:?}");
    }
    assert_eq!(five.latest(NOW), ahead(360_000));
}

#[test]
fn a_network_is_one_address_or_what_one_customer_may_have() {
    let names = |client: &str| -> Vec<(String, u32)> {
        networks(client.parse().unwrap()).into_iter().map(|network| (network.name, network.times)).collect()
    };
    assert_eq!(names("192.0.2.7"), [("192.0.2.7".to_owned(), 1)]);
    assert_eq!(names("::ffff:192.0.2.7"), names("192.0.2.7"));
    assert_eq!(names("2001:db8:1:2:3:4:5:6"), [("2001:db8:1:2::/64".to_owned(), 1), ("2001:db8:1::/48".to_owned(), 8)]);
}

fn any_limit() -> impl Strategy<Value = Limit> {
    (1..50_u32, 1..7_200_u64).prop_map(|(burst, seconds)| Limit { burst, per: Duration::from_secs(seconds) })
}

#[test]
fn a_limit_is_of_thirty_days_at_most_and_what_one_costs_is_rounded_up() {
    assert!(Limit::parse("1/30d").is_some() && Limit::parse("1/31d").is_none());
    let seven = limit("7/1s");
    assert_eq!((seven.burst(), seven.per()), (7, Duration::from_secs(1)));
    assert_eq!((seven.interval_ms(), seven.depth_ms()), (143, 1_001));
    assert_eq!(limit("8/1s").interval_ms(), 125);
    assert_eq!(seven.times(3), limit("21/1s"));
}

proptest! {
    /// In every window, however the takes fall: no more than the burst and what time has given.
    #[test]
    fn never_more_than_the_burst_and_what_time_has_given(
        limit in any_limit(),
        pauses in prop::collection::vec(0..600_000_u64, 1..200),
    ) {
        let (mut whole_at, mut now, mut passed) = (Timestamp::from_millis(0), NOW, Vec::new());
        for pause in pauses {
            now = now.plus(Duration::from_millis(pause));
            if let Ok(next) = limit.take(whole_at, now) {
                prop_assert!(next > whole_at);
                whole_at = next;
                passed.push(now.millis());
            }
        }
        for (first, from) in passed.iter().enumerate() {
            for (last, to) in passed.iter().enumerate().skip(first) {
                let allowed = i64::from(limit.burst) + (to - from) / limit.interval_ms();
                prop_assert!((last - first + 1) as i64 <= allowed);
            }
        }
    }

    #[test]
    fn who_waits_as_told_passes(limit in any_limit(), count in 0..100_u32) {
        let mut whole_at = Timestamp::from_millis(0);
        for _ in 0..count {
            whole_at = limit.take(whole_at, NOW).unwrap_or(whole_at);
        }
        if let Err(wait) = limit.take(whole_at, NOW) {
            prop_assert!(!wait.is_zero());
            prop_assert!(limit.take(whole_at, NOW.plus(wait)).is_ok());
            prop_assert!(limit.take(whole_at, NOW.plus(wait - Duration::from_millis(1))).is_err());
        }
    }

    /// Whatever a clock has said once: one that is right waits for one of them and a minute at the most.
    #[test]
    fn nobody_waits_until_a_clock_that_was_ahead_would_have_been_right(
        limit in any_limit(),
        count in 1..100_u32,
        ahead in 0..100_000_000_u64,
    ) {
        let then = NOW.plus(Duration::from_millis(ahead));
        let mut whole_at = Timestamp::from_millis(0);
        for _ in 0..count {
            whole_at = limit.take(whole_at, then).unwrap_or(whole_at);
        }
        let longest = Duration::from_millis(limit.interval_ms().unsigned_abs()) + Duration::from_secs(60);
        let wait = limit.take(whole_at, NOW).err().unwrap_or_default();
        prop_assert!(wait <= longest);
        prop_assert!(limit.take(whole_at, NOW.plus(wait)).is_ok());
    }

    /// Nothing is given back twice: what time has returned is not returned again.
    #[test]
    fn a_refund_undoes_the_take_and_no_more(limit in any_limit(), before in 0..50_u32, held_for in 0..10_000_000_u64) {
        let mut whole_at = Timestamp::from_millis(0);
        for _ in 0..before {
            whole_at = limit.take(whole_at, NOW).unwrap_or(whole_at);
        }
        if let Ok(taken) = limit.take(whole_at, NOW) {
            let now = NOW.plus(Duration::from_millis(held_for));
            let given_back = taken.minus(refund(limit, taken, now));
            prop_assert_eq!(given_back.max(now), whole_at.max(now));
        }
    }

    #[test]
    fn a_limit_is_read_as_it_is_told(limit in any_limit()) {
        prop_assume!(u128::from(limit.burst) <= limit.per.as_millis());
        prop_assert_eq!(Limit::parse(&limit.to_string()), Some(limit));
    }
}
