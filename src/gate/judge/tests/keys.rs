//! Searches for keys that see more or less than one another, and what is excepted.

use super::good::{good, named};
use super::{breaks, judge, keeps};
use crate::gate::ChecklistStatus::{NoGo, Wait};
use crate::gate::scan::Lookalike;
use crate::gate::{Evidence, Facts, Finding, Item};
use crate::model::Span;

const MICRO: Span = Span::from_micros(1);

/// What a search saw, to be changed.
struct Seen<'a> {
    found: &'a mut Vec<String>,
    unsearched: &'a mut Vec<String>,
    paper_key: &'a mut Option<String>,
    live_key: &'a mut Option<String>,
    places: &'a mut Vec<String>,
    excepted: &'a mut Vec<Lookalike>,
}

#[track_caller]
fn seen(evidence: &mut Evidence) -> Seen<'_> {
    let Finding::KeyScan { found, unsearched, paper_key, live_key, places, excepted, .. } =
        &mut evidence.finding
    else {
        panic!("{} is no search for keys", evidence.name)
    };
    Seen { found, unsearched, paper_key, live_key, places, excepted }
}

/// Facts with a second search beside the first, made by `change` out of it.
fn beside(change: impl FnOnce(Seen<'_>)) -> impl FnOnce(&mut Facts) {
    move |facts| {
        let mut second = named(facts, "keys").clone();
        second.name = "keys.start".to_owned();
        second.taken_at = second.taken_at + Span::from_secs(1);
        change(seen(&mut second));
        facts.evidence.push(second);
    }
}

#[test]
fn a_search_that_saw_less_takes_no_place_of_one_that_saw_more() {
    let item = Item::Key;
    keeps(beside(|_| {}));
    // The live key is known by the first alone, which was taken before the last start.
    let before = |facts: &mut Facts| facts.run.key.life_at = named(facts, "keys").taken_at + MICRO;
    let unknown = "the last search did not know the live key, one before did";
    keeps(beside(|scan| *scan.live_key = None));
    breaks(item, Wait, unknown, |facts| {
        beside(|scan| *scan.live_key = None)(facts);
        before(facts);
    });
    keeps(|facts| {
        beside(|_| {})(facts);
        before(facts);
    });
    let same = "the paper key is the live key";
    breaks(item, NoGo, same, |facts| {
        beside(|scan| (*scan.live_key, *scan.paper_key) = (None, Some("bb".to_owned())))(facts);
        before(facts);
    });
    // What the first found is over when the second saw as much, and not otherwise.
    let found = |change: fn(Seen<'_>)| {
        move |facts: &mut Facts| {
            beside(change)(facts);
            seen(named(facts, "keys")).found.push("agent.py:4".to_owned());
        }
    };
    let place = "a key in agent.py:4";
    keeps(found(|_| {}));
    breaks(item, NoGo, place, found(|scan| *scan.live_key = None));
    breaks(item, NoGo, place, found(|scan| *scan.paper_key = None));
    breaks(item, NoGo, place, found(|scan| drop(scan.places.pop())));
    breaks(item, NoGo, place, found(|scan| scan.unsearched.push("x".to_owned())));
    // What one could not search the other has.
    keeps(beside(|scan| scan.unsearched.push("x".to_owned())));
    breaks(item, Wait, "not searched: x", |facts| {
        beside(|scan| {
            scan.unsearched.push("x".to_owned());
            scan.places.push("configuration".to_owned());
        })(facts);
    });
    breaks(item, Wait, "the soak's logs and journal were not searched", |facts| {
        seen(named(facts, "keys")).places.remove(0);
    });
}

#[test]
fn what_is_excepted_is_counted_and_is_never_a_key_in_use() {
    let item = Item::Key;
    let excepting = |fingerprint: &'static str| {
        move |facts: &mut Facts| {
            let (place, kind) = ("agent tests/a.py:1".to_owned(), "secret value".to_owned());
            let one = Lookalike { place, kind, fingerprint: fingerprint.to_owned() };
            seen(named(facts, "keys")).excepted.push(one);
        }
    };
    keeps(excepting("cc"));
    let mut facts = good();
    excepting("cc")(&mut facts);
    let judged = judge(&facts).items.into_iter().find(|one| one.item == item).unwrap().judged;
    assert_eq!(judged.evidence, "from $VENUE_KEY, 812 places searched, 1 excepted");
    let covers = "an exception covers a key in use: agent tests/a.py:1";
    breaks(item, NoGo, covers, excepting("aa"));
    breaks(item, NoGo, covers, excepting("bb"));
}
