//! Widths, pauses and paces, with outages and with clocks that are set back.

use super::*;

fn at(ms: i64) -> Timestamp {
    Timestamp::from_millis(1_700_000_000_000 + ms)
}

#[test]
fn a_lane_starts_with_one_mail_and_widens_with_every_success() {
    let mut lane = Lane::new(4, None);
    let widths: Vec<usize> = (0..6)
        .map(|n| {
            lane.works(at(n));
            lane.room(0, at(n))
        })
        .collect();
    assert_eq!(Lane::new(4, None).room(0, at(0)), 1);
    assert_eq!(widths, [2, 3, 4, 4, 4, 4]);
    assert_eq!(lane.room(3, at(9)), 1);
}

#[test]
fn an_outage_pauses_all_and_its_pauses_grow() {
    let mut lane = Lane::new(4, None);
    let mut now = at(0);
    let mut pauses = Vec::new();
    for _ in 0..7 {
        assert_eq!(lane.room(0, now), 1, "a single mail tries");
        let verdict = if pauses.is_empty() { Verdict::Closed } else { Verdict::StillClosed };
        assert_eq!(lane.close(Trouble::SignIn, 0, now, now, 0), verdict);
        assert_eq!(lane.room(0, now), 0);
        pauses.push(lane.opens_at(now).since(now).as_secs());
        now = lane.opens_at(now);
    }
    assert_eq!(pauses, [2, 4, 8, 16, 32, 64, 128]);
    assert_eq!(lane.outage().map(|outage| outage.since), Some(at(0)));
    assert!(lane.works(now).is_some());
    assert_eq!((lane.outage(), lane.room(0, now)), (None, 2));
}

#[test]
fn what_only_an_operator_can_mend_is_tried_less_often() {
    let longest = |trouble| outage_pause(trouble, 30, 0).as_secs();
    assert_eq!(longest(Trouble::Unreachable), 30);
    assert_eq!(outage_pause(Trouble::Unreachable, 1, 0).as_millis(), 500);
    assert_eq!(longest(Trouble::SignIn), 300);
    assert!(outage_pause(Trouble::SignIn, 1, 999).as_millis() < 2_200);
}

#[test]
fn mails_that_run_into_the_same_closed_door_count_once() {
    let mut lane = Lane::new(4, None);
    for ms in 0..4 {
        lane.close(Trouble::Unreachable, 0, at(0), at(ms), 0);
    }
    assert_eq!(lane.opens_at(at(4)), at(500));
}

#[test]
fn trouble_of_one_connection_while_others_work_narrows_the_lane() {
    let mut lane = Lane::new(4, None);
    for n in 0..4 {
        lane.works(at(n));
    }
    assert_eq!(lane.close(Trouble::Unreachable, 2, at(1), at(5), 0), Verdict::Passing);
    for _ in 0..9 {
        lane.works(at(6));
    }
    assert_eq!(lane.room(0, at(6)), 2, "it is left alone with what it takes");
    lane.works(at(60_005));
    assert_eq!(lane.room(0, at(60_005)), 3);
}

#[test]
fn mails_are_made_ready_where_neither_pace_nor_outage_decides() {
    let mut lane = Lane::new(4, None);
    lane.works(at(0));
    assert_eq!(lane.ahead(), 6, "three times as many as are on their way");
    lane.close(Trouble::Unreachable, 0, at(1), at(1), 0);
    assert_eq!(lane.ahead(), 0);
    assert_eq!(Lane::new(4, Some(10)).ahead(), 0);
}

#[test]
fn who_looks_late_may_begin_what_was_missed() {
    let mut lane = Lane::new(100, Some(10));
    for _ in 0..200 {
        lane.works(at(0));
    }
    lane.begin(4, at(0));
    assert_eq!([149, 150, 249, 250, 350, 900].map(|ms| lane.room(0, at(ms))), [0, 1, 1, 2, 3, 3]);
}

#[test]
fn a_rate_is_kept_to_the_mail() {
    let mut lane = Lane::new(100, Some(10));
    for _ in 0..200 {
        lane.works(at(0));
    }
    let mut begun = 0;
    for ms in 0..10_000 {
        let room = lane.room(0, at(ms)).min(5);
        lane.begin(room, at(ms));
        begun += room;
    }
    assert!((99..=104).contains(&begun), "{begun} in ten seconds");
}

#[test]
fn a_server_that_asks_to_slow_down_gets_a_gap_that_closes_again() {
    let mut lane = Lane::new(4, None);
    for n in 0..4 {
        lane.works(at(n));
    }
    lane.slow_down(at(4));
    lane.slow_down(at(5));
    assert_eq!(lane.room(0, at(1_000)), 2, "half as wide");
    let mut begun = 0;
    for ms in 1_000..2_000 {
        let room = lane.room(0, at(ms));
        lane.begin(room, at(ms));
        begun += room;
    }
    assert!((20..=26).contains(&begun), "{begun} in a second, 50 ms apart");
    for n in 0..200 {
        lane.works(at(2_000 + n));
    }
    lane.begin(50, at(3_000));
    assert_eq!(lane.room(0, at(3_000)), 4);
}

#[test]
fn each_time_that_it_is_asked_for_the_gap_doubles_and_each_success_closes_a_fifth_of_it() {
    let mut lane = Lane::new(4, None);
    let gap = |lane: &mut Lane, ms| {
        lane.begin(10, at(ms));
        (lane.opens_at(at(ms)).since(at(ms)).as_millis() + 250) / 10
    };
    for (ms, later) in [(0, 10_000), (0, 20_000), (999, 30_000)] {
        lane.slow_down(at(ms));
        assert_eq!(gap(&mut lane, later), 50);
    }
    lane.slow_down(at(40_000));
    assert_eq!(gap(&mut lane, 40_000), 100);
    lane.slow_down(at(-50_000));
    assert_eq!(gap(&mut lane, 50_000), 200, "a clock that was set back");
    lane.works(at(50_000));
    assert_eq!(gap(&mut lane, 60_000), 160);
}

#[test]
fn a_clock_set_back_ends_a_pause_and_the_next_one_counts_by_the_new_clock() {
    let mut lane = Lane::new(1, None);
    lane.begin(1, at(0));
    lane.close(Trouble::Unreachable, 0, at(0), at(0), 0);
    let before = at(-3_600_000);
    assert_eq!(lane.room(0, before), 1, "it does not wait for the clock to come by again");
    lane.begin(1, before);
    let a_bit_later = at(-3_600_000 + 5);
    lane.close(Trouble::Unreachable, 0, before, a_bit_later, 0);
    assert_eq!(lane.opens_at(a_bit_later), at(-3_600_000 + 1_005));
}

#[test]
fn a_clock_set_back_stops_no_mail() {
    for rate in [None, Some(1)] {
        let mut lane = Lane::new(4, rate);
        lane.begin(1, at(0));
        let before = at(-3_600_000);
        assert_eq!(lane.room(0, before), 1, "{rate:?}");
        lane.begin(1, before);
        assert!(lane.opens_at(before).since(before) <= Duration::from_secs(1), "{rate:?}");
        assert_eq!(lane.room(0, at(-3_600_000 + 1_000)), 1, "{rate:?}");
    }
}

#[test]
fn patience_follows_the_usual_answer() {
    let mut patience = Patience::default();
    assert_eq!(patience.now(), Duration::from_secs(8));
    assert!(!patience.is_hardly_needed(), "nothing is known yet");
    (0..200).for_each(|_| patience.answered(Duration::from_millis(5)));
    assert_eq!(patience.now(), Duration::from_secs(1));
    assert!(patience.is_hardly_needed());
    patience.answered(Duration::from_secs(45));
    assert_eq!(patience.now(), Duration::from_secs(1), "one that hangs is no measure");
    (0..60).for_each(|_| patience.answered(Duration::from_secs(3)));
    assert!(patience.now() > Duration::from_secs(10), "all that are slow are");
    assert!(!patience.is_hardly_needed());
    (0..200).for_each(|_| patience.answered(Duration::from_secs(45)));
    assert_eq!(patience.now(), Duration::from_secs(20));
}
