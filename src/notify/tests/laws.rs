//! What holds whatever happens in whatever order: nothing is lost, nothing overtakes, nothing is told twice.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::model::Time;

/// What can happen.
#[derive(Clone, Debug)]
enum Step {
    Raise(u8),
    Acknowledge(u8),
    Clear(u8),
    /// The news of the next such steps are lost until the book is brought into agreement.
    Deaf(bool),
    /// Time passes, in seconds.
    Pass(u16),
    /// The sink takes what it is sent, or not.
    Well(bool),
    /// The process is killed and started again; what was under way arrived, or not.
    Kill(bool),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        (0..4_u8).prop_map(Step::Raise),
        (0..4_u8).prop_map(Step::Acknowledge),
        (0..4_u8).prop_map(Step::Clear),
        any::<bool>().prop_map(Step::Deaf),
        (0..400_u16).prop_map(Step::Pass),
        any::<bool>().prop_map(Step::Well),
        any::<bool>().prop_map(Step::Kill),
    ]
}

type Name = (String, Time, u32);

#[derive(Default)]
struct World {
    now_s: i64,
    standing: BTreeMap<u8, AlertRecord>,
    heard_raised: Vec<(String, Time)>,
    took: Vec<Name>,
    deaf: bool,
    down: bool,
    /// What arrived, and the process was killed before it knew.
    doubled: Vec<Name>,
}

fn name(notice: &Notice) -> Name {
    (notice.alert.id.clone(), notice.alert.raised_at, notice.sequence)
}

impl World {
    fn tell(&mut self, book: &mut Book, rules: &NotifyRules, alert: &AlertRecord) {
        if !self.deaf {
            book.heed(alert, rules, at(self.now_s));
            if alert.cleared_at.is_none() && alert.acknowledged_at.is_none() {
                self.heard_raised.push((alert.id.clone(), alert.raised_at));
            }
        }
    }

    fn agree(&mut self, book: &mut Book, rules: &NotifyRules) {
        let standing: Vec<_> = self.standing.values().cloned().collect();
        book.agree(&standing, 0, rules, at(self.now_s));
        self.heard_raised.extend(standing.iter().map(|alert| (alert.id.clone(), alert.raised_at)));
    }

    fn send(&mut self, book: &mut Book, rules: &NotifyRules) {
        book.repeat_due(rules, at(self.now_s));
        while let Some(errand) = book.take_due(at(self.now_s)).pop() {
            let result = if self.down { Err(SendFailure::sink("away")) } else { Ok(()) };
            if result.is_ok() {
                self.took.push(name(&errand.notice));
            }
            book.ended(&errand, &result, at(self.now_s));
        }
    }

    fn take(&mut self, book: &mut Book, rules: &NotifyRules, step: &Step) {
        self.now_s += 1;
        let now = at(self.now_s);
        match step {
            Step::Raise(id) if !self.standing.contains_key(id) => {
                let raised = alert(&format!("unknown_order:{id}"), Severity::Warn, self.now_s);
                self.tell(book, rules, &raised);
                self.standing.insert(*id, raised);
            }
            Step::Acknowledge(id) => {
                if let Some(mut alert) = self.standing.get(id).cloned() {
                    alert.acknowledged_at = alert.acknowledged_at.or(Some(now));
                    self.standing.insert(*id, alert.clone());
                    self.tell(book, rules, &alert);
                }
            }
            Step::Clear(id) => {
                if let Some(alert) = self.standing.remove(id) {
                    self.tell(book, rules, &AlertRecord { cleared_at: Some(now), ..alert });
                }
            }
            Step::Deaf(deaf) => {
                self.deaf = *deaf;
                if !deaf {
                    self.agree(book, rules);
                }
            }
            Step::Pass(secs) => self.now_s += i64::from(*secs),
            Step::Well(well) => self.down = !well,
            Step::Kill(arrived) => {
                let written = serde_json::to_string(book).unwrap();
                for errand in book.take_due(now).into_iter().filter(|_| *arrived && !self.down) {
                    self.took.push(name(&errand.notice));
                    self.doubled.push(name(&errand.notice));
                }
                *book = serde_json::from_str::<Book>(&written).unwrap().reopened(rules);
                self.agree(book, rules);
                self.deaf = false;
            }
            Step::Raise(_) => {}
        }
        self.send(book, rules);
    }
}

proptest! {
    #[test]
    fn whatever_happens_each_alert_that_was_heard_of_arrives(steps in prop::collection::vec(step(), 0..80)) {
        let rules = rules(vec![sink("phone", &[Severity::Warn])]);
        let (mut world, mut book) = (World::default(), Book::default().reopened(&rules));
        for step in &steps {
            world.take(&mut book, &rules, step);
        }
        // The sink comes back, and is there for longer than the longest wait.
        world.down = false;
        world.take(&mut book, &rules, &Step::Deaf(false));
        world.now_s += RETRY_MAX.as_secs();
        world.send(&mut book, &rules);
        prop_assert_eq!(book.waiting(), 0);
        for (id, raised_at) in &world.heard_raised {
            let arrived = world.took.iter().any(|(told, raised, _)| (told, raised) == (id, raised_at));
            prop_assert!(arrived, "{id} raised at {raised_at} never arrived");
        }
        // Per alert the numbers grow by one; only what a kill hid comes twice.
        let mut last: BTreeMap<(String, Time), u32> = BTreeMap::new();
        for (id, raised_at, sequence) in &world.took {
            let before = last.insert((id.clone(), *raised_at), *sequence).unwrap_or(0);
            let again = before == *sequence && world.doubled.contains(&(id.clone(), *raised_at, *sequence));
            prop_assert!(*sequence == before + 1 || again, "{id}: {sequence} after {before}");
        }
    }
}
