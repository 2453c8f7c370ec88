//! The gate can fail: facts that are all GO, and each broken in turn.

mod extras;
mod good;
mod imported;
mod keys;
mod limits;
mod stale;

use super::*;
use crate::gate::{Facts, RunFacts};
use crate::model::{Span, StagePrices, StageTime};
use good::{good, named};

/// Whatever `change` breaks, it is `item` that says so, and it alone.
#[track_caller]
fn breaks(item: Item, status: ChecklistStatus, evidence: &str, change: impl FnOnce(&mut Facts)) {
    let mut facts = good();
    change(&mut facts);
    let judgement = judge(&facts);
    assert_eq!(judgement.verdict, Verdict::NoGo);
    let red: Vec<_> = judgement.items.iter().filter(|one| one.judged.status != ChecklistStatus::Go).collect();
    let said: Vec<_> = red.iter().map(|one| (one.item, one.judged.evidence.as_str())).collect();
    assert_eq!(said, [(item, evidence)]);
    assert_eq!(red.iter().map(|one| one.judged.status).collect::<Vec<_>>(), [status]);
    assert!(red.iter().all(|one| !one.judged.next.is_empty()), "nothing is told that turns it green");
    assert!(evidence.chars().count() <= 72, "{} characters", evidence.chars().count());
}

/// Whatever `change` does, nothing is broken by it.
#[track_caller]
fn keeps(change: impl FnOnce(&mut Facts)) {
    let mut facts = good();
    change(&mut facts);
    let judgement = judge(&facts);
    let red = judgement.items.iter().filter(|one| one.judged.status != ChecklistStatus::Go);
    assert_eq!(red.map(|one| (one.item, &one.judged.evidence)).collect::<Vec<_>>(), []);
    assert_eq!(judgement.verdict, Verdict::Go);
}

#[test]
fn good_facts_are_go_and_every_item_says_by_what() {
    let judgement = judge(&good());
    let said: Vec<_> = judgement.items.iter().map(|one| one.judged.evidence.as_str()).collect();
    assert_eq!(
        said,
        [
            "93.4% of 5000 lines at 1a2b3c4",
            "4 of 4 drills held, 120 tests passed, 2 left out",
            "7d 03h healthy, no gaps, result 1.2%",
            "80 a minute, p99 120ms, none dropped",
            "5 of 5 held, slowest recovery 12s",
            "3 sessions as expected",
            "books agree; stuck seen in 5.9s, told, acknowledged",
            "limit 3%, tripped, told, flat after 2s, held",
            "from $VENUE_KEY, 812 places searched",
            "10% first, 4 steps of 2d 00h",
            "none ever was",
            "the cash agrees to the cent",
            "3 pages delivered and acknowledged",
            "60 MiB of memory, 9000 MiB of disk free, clock 15ms off",
            "the venue is paper",
        ]
    );
    assert!(judgement.items.iter().all(|one| one.judged.next.is_empty() && one.judged.at.is_some()));
    assert_eq!(judgement.verdict, Verdict::Go);
}

#[test]
fn a_made_up_stage_is_told_by_the_verdict_and_by_what_is_made_up_of_it() {
    #[track_caller]
    fn check(stage: Stage, go: Option<&str>, no_go: Option<&str>, told: [&str; 2]) {
        let mut facts = good();
        facts.plan.as_mut().unwrap().stage = stage;
        let judgement = judge(&facts);
        assert_eq!((judgement.verdict, judgement.caveat().as_deref()), (Verdict::Go, go));
        let evidence = |wanted: Item| {
            let one = judgement.items.iter().find(|one| one.item == wanted).unwrap();
            one.judged.evidence.clone()
        };
        assert_eq!([evidence(Item::SevenDays), evidence(Item::Resources)], told);
        facts.evidence.clear();
        assert_eq!(judge(&facts).caveat().as_deref(), no_go);
        facts.run.seven_days.healthy = Span::from_secs(60);
        let waits = judge(&facts).items.into_iter().find(|one| one.item == Item::SevenDays).unwrap();
        assert_eq!(waits.judged.evidence.contains("virtual time"), stage.time == StageTime::Virtual);
    }
    let real =
        ["7d 03h healthy, no gaps, result 1.2%", "60 MiB of memory, 9000 MiB of disk free, clock 15ms off"];
    let virtual_ones = [
        "7d 03h of virtual time healthy, no gaps, result 1.2%",
        "simulated: 60 MiB of memory, 9000 MiB of disk free, clock 15ms off",
    ];
    check(Stage { time: StageTime::Real, prices: StagePrices::Venue }, None, None, real);
    check(
        Stage::default(),
        Some("on virtual time and synthetic prices: opens only an exchange on this machine"),
        Some("on virtual time and synthetic prices"),
        virtual_ones,
    );
    check(
        Stage { time: StageTime::Real, prices: StagePrices::Recorded },
        Some("on recorded prices: opens only an exchange on this machine"),
        Some("on recorded prices"),
        real,
    );
    assert_eq!(judge(&Facts { plan: None, ..good() }).caveat(), None);
}

#[test]
fn facts_and_judgement_survive_being_written_as_json() {
    let facts = good();
    let text = serde_json::to_string_pretty(&facts).unwrap();
    let read: Facts = serde_json::from_str(&text).unwrap();
    assert_eq!(read, facts);
    assert_eq!(serde_json::to_string_pretty(&read).unwrap(), text);
    let judgement = judge(&facts);
    let text = serde_json::to_string(&judgement).unwrap();
    assert_eq!(serde_json::from_str::<Judgement>(&text).unwrap(), judgement);
    assert_eq!(judge(&read), judgement);
}

#[test]
fn a_run_that_has_not_begun_can_be_written_and_is_no_go() {
    let facts = Facts { plan: None, run: RunFacts::of(&crate::engine::State::new()), ..good() };
    let read: Facts = serde_json::from_str(&serde_json::to_string(&facts).unwrap()).unwrap();
    assert_eq!(read, facts);
    let judgement = judge(&facts);
    assert_eq!(judgement.verdict, Verdict::NoGo);
    let go = judgement.items.iter().filter(|one| one.judged.status == ChecklistStatus::Go);
    assert_eq!(go.map(|one| one.item).collect::<Vec<_>>(), [Item::Unknown]);
}

#[test]
fn without_a_plan_no_item_with_a_limit_is_green() {
    let judgement = judge(&Facts { plan: None, ..good() });
    let green = judgement.items.iter().filter(|one| one.judged.status == ChecklistStatus::Go);
    assert_eq!(green.map(|one| one.item).collect::<Vec<_>>(), [Item::Unknown, Item::Drift, Item::Paper]);
}

#[test]
fn a_check_that_crashes_is_a_red_row_that_names_it() {
    for broken in Item::ALL {
        let judgement = judge_by(&good(), |item, facts| {
            assert!(item != broken, "index out of\u{1b}[2J bounds");
            judge_one(item, facts)
        });
        assert_eq!((judgement.verdict, judgement.items.len()), (Verdict::NoGo, Item::ALL.len()));
        let red: Vec<_> =
            judgement.items.iter().filter(|one| one.judged.status != ChecklistStatus::Go).collect();
        let [row] = red.as_slice() else { panic!("{red:?}") };
        assert_eq!((row.item, row.judged.status), (broken, ChecklistStatus::NoGo));
        let expect = format!("the check of {} crashed: index out of", broken.as_str());
        assert!(row.judged.evidence.starts_with(&expect), "{}", row.judged.evidence);
        assert!(!row.judged.evidence.contains('\u{1b}'));
    }
}

#[test]
fn the_table_names_every_evidence_that_it_was_made_from() {
    for evidence in good().evidence {
        let name = evidence.name.clone();
        let without = |facts: &mut Facts| facts.evidence.retain(|one| one.name != name);
        let mut facts = good();
        without(&mut facts);
        let judgement = judge(&facts);
        // A stuck position that was seen in the soak itself, a trip that held over a restart in it, and four
        // drills or a report: each of these is enough by itself.
        let spare = ["stuck-position.virtual", "latch.virtual", "tests"].contains(&name.as_str())
            || ["rate-limited", "server-error", "timeout", "malformed"]
                .iter()
                .any(|one| name.starts_with(one));
        assert_eq!(judgement.verdict == Verdict::Go, spare, "{name}");
    }
    assert!(named(&mut good(), "load").fingerprints.agent == "agent-1");
}
