//! The last look before a request leaves: it was let go, and then waited for the disk.

use super::Rig;
use crate::event::{Input, JournalStatus, OperatorCommand, Purpose, Route};
use crate::model::{BreakerLevel, Side, Span};

/// What an entry that was let go meets at the door after `meanwhile`, and a close.
#[track_caller]
fn check(meanwhile: impl Fn(&mut Rig), entry: Option<&str>, close: Option<&str>) {
    for (purpose, expect) in [(Purpose::Entry, entry), (Purpose::Exit, close)] {
        let mut rig = Rig::trading();
        if purpose == Purpose::Exit {
            rig.hold_one();
            rig.intent(Purpose::Exit, Side::Sell, None);
        } else {
            rig.intent(Purpose::Entry, Side::Buy, Some("1"));
        }
        let order = rig.take(Route::Order);
        assert_eq!(rig.state.holds_back(&order, rig.now), None, "nothing has happened yet");
        meanwhile(&mut rig);
        assert_eq!(rig.state.holds_back(&order, rig.now), expect, "{}", purpose.as_str());
    }
}

#[test]
fn what_waited_for_the_disk_is_looked_at_again() {
    let too_old = Some("older than its time to live");
    check(|_| {}, None, None);
    check(|rig| rig.after(Span::from_secs(10)), None, None);
    check(|rig| rig.after(Span::from_millis(10_001)), too_old, too_old);
    let trip = OperatorCommand::Raise(BreakerLevel::Tripped);
    check(|rig| rig.operator(trip.clone(), "enough"), Some("the breaker is tripped"), None);
    let failing = JournalStatus::Failing { reason: "no room".to_owned() };
    check(|rig| rig.input(Input::Journal(failing.clone())), Some("the journal takes no writes"), None);
    let crash = Some("no market order leaves in a crash");
    check(|rig| rig.tick("80"), crash, crash);
}

#[test]
fn questions_and_cancels_always_leave() {
    let mut rig = Rig::trading();
    rig.operator(OperatorCommand::Raise(BreakerLevel::Tripped), "enough");
    rig.after(Span::from_secs(60));
    assert!(!rig.requests.is_empty());
    assert!(rig.requests.iter().all(|request| rig.state.holds_back(request, rig.now).is_none()));
}
