//! The book of alerts that leave: what stands, what waits for whom, when it is told again.
//!
//! Pure: time comes in, what is to be sent goes out.
//!
//! Invariant: what the book holds of an alert agrees with the engine after [`Book::agree`], whatever was lost
//! on the way.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::backoff::doubled;
use super::line::Line;
use super::{LineView, Notice, NoticeEvent, NotifyRules, SendFailure, Sink, TEXT_CHARS_MAX};
use crate::event::{AlertRecord, Delivery, Severity};
use crate::model::{Span, Time, neutralise};

/// Alerts in the book that stand: as many as the engine keeps of all kinds. Further ones are counted.
pub const STANDING_MAX: usize = 800;

/// What is told of the alerts of one soak.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Book {
    standing: BTreeMap<String, Standing>,
    lines: BTreeMap<String, Line>,
    /// Alerts that had no place, and messages that were lost on their way here.
    dropped: u64,
}

/// An alert that stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Standing {
    alert: AlertRecord,
    /// The number of the last notice.
    sequence: u32,
    repeats: u32,
    /// When it is told again; never for notes, and for what a person has acknowledged.
    repeat_at: Option<Time>,
}

/// Something to be sent now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Errand {
    /// The sink's name.
    pub sink: String,
    /// Its number in the sink's line.
    pub number: u64,
    /// What is told.
    pub notice: Notice,
}

impl Book {
    /// The same book for a new process with the sinks of `rules`. What waited for a sink that is no longer
    /// configured is forgotten with it; a sink that is new is told of what stands.
    #[must_use]
    pub fn reopened(mut self, rules: &NotifyRules) -> Self {
        let mut lines = std::mem::take(&mut self.lines);
        for sink in &rules.sinks {
            let line = lines.remove(&sink.name).map(|mut line| {
                line.wake();
                line
            });
            let line = line.unwrap_or_else(|| self.line_of_a_new(sink));
            self.lines.insert(sink.name.clone(), line);
        }
        self
    }

    /// The line of a sink that was not there before.
    fn line_of_a_new(&self, sink: &Sink) -> Line {
        let mut line = Line::default();
        for Standing { alert, sequence, .. } in self.standing.values() {
            if sink.wants(alert) {
                let (event, at) = (NoticeEvent::Raised, alert.raised_at);
                line.push(Notice { event, sequence: *sequence, at, alert: alert.clone() });
            }
        }
        line
    }

    /// Takes in that an alert was raised, acknowledged or cleared.
    pub fn heed(&mut self, alert: &AlertRecord, rules: &NotifyRules, now: Time) {
        let known = self.standing.get(&alert.id).map(|standing| standing.alert.raised_at);
        if known.is_some_and(|raised_at| raised_at != alert.raised_at) {
            self.clear(&alert.id, now, rules);
        }
        match (alert.cleared_at, self.standing.contains_key(&alert.id)) {
            (Some(at), true) => self.clear(&alert.id, at, rules),
            // Nobody was told of it.
            (Some(_), false) => {}
            (None, false) => self.raise(alert, rules, now),
            (None, true) => self.renew(alert, rules, now),
        }
    }

    /// Brings the book into agreement with all alerts that stand, after `dropped` messages were lost.
    pub fn agree(&mut self, standing: &[AlertRecord], dropped: u64, rules: &NotifyRules, now: Time) {
        self.dropped += dropped;
        let stands = |id: &String| standing.iter().any(|alert| alert.id == *id);
        let gone: Vec<_> = self.standing.keys().filter(|id| !stands(id)).cloned().collect();
        for id in gone {
            self.clear(&id, now, rules);
        }
        for alert in standing {
            self.heed(alert, rules, now);
        }
    }

    fn raise(&mut self, alert: &AlertRecord, rules: &NotifyRules, now: Time) {
        if self.standing.len() >= STANDING_MAX {
            self.dropped += 1;
            return;
        }
        let alert = AlertRecord { text: neutralise(&alert.text, TEXT_CHARS_MAX), ..alert.clone() };
        let repeats = alert.severity > Severity::Note && alert.acknowledged_at.is_none();
        let repeat_at = repeats.then_some(now + rules.repeat_first);
        let standing = Standing { alert, sequence: 1, repeats: 0, repeat_at };
        self.queue(&standing, NoticeEvent::Raised, rules, now);
        self.standing.insert(standing.alert.id.clone(), standing);
    }

    /// The alert stands already: its words may be newer, and a person may have acknowledged it.
    fn renew(&mut self, alert: &AlertRecord, rules: &NotifyRules, now: Time) {
        let Some(standing) = self.standing.get_mut(&alert.id) else { return };
        standing.alert.text = neutralise(&alert.text, TEXT_CHARS_MAX);
        if alert.acknowledged_at.is_none() || standing.alert.acknowledged_at.is_some() {
            return;
        }
        standing.alert.acknowledged_at = alert.acknowledged_at;
        standing.repeat_at = None;
        standing.sequence += 1;
        let standing = standing.clone();
        self.queue(&standing, NoticeEvent::Acknowledged, rules, now);
    }

    fn clear(&mut self, id: &str, at: Time, rules: &NotifyRules) {
        let Some(mut standing) = self.standing.remove(id) else { return };
        standing.alert.cleared_at = Some(at);
        standing.sequence += 1;
        self.queue(&standing, NoticeEvent::Cleared, rules, at);
    }

    fn queue(&mut self, standing: &Standing, event: NoticeEvent, rules: &NotifyRules, at: Time) {
        let Standing { alert, sequence, .. } = standing;
        for sink in rules.sinks.iter().filter(|sink| sink.wants(alert)) {
            if let Some(line) = self.lines.get_mut(&sink.name) {
                line.push(Notice { event, sequence: *sequence, at, alert: alert.clone() });
            }
        }
    }

    /// Puts into the lines what is to be told again at `now`.
    pub fn repeat_due(&mut self, rules: &NotifyRules, now: Time) {
        let Self { standing, lines, .. } = self;
        let due = standing.values_mut().filter(|standing| standing.repeat_at.is_some_and(|at| at <= now));
        for standing in due {
            standing.repeats = standing.repeats.saturating_add(1);
            standing.repeat_at = Some(now + repeat_after(rules, standing.repeats));
            let Standing { alert, sequence, .. } = standing;
            // Where the last word has not arrived yet, another one would say nothing new.
            let is_wanted = |sink: &&Sink| {
                let line = lines.get(&sink.name);
                sink.wants(alert) && line.is_some_and(|line| !line.will_tell(&alert.id, alert.raised_at))
            };
            let wanted: Vec<_> = rules.sinks.iter().filter(is_wanted).collect();
            if wanted.is_empty() {
                continue;
            }
            *sequence += 1;
            let event = NoticeEvent::Repeated;
            let notice = Notice { event, sequence: *sequence, at: now, alert: alert.clone() };
            for sink in wanted {
                if let Some(line) = lines.get_mut(&sink.name) {
                    line.push(notice.clone());
                }
            }
        }
    }

    /// Takes out what is to be sent at `now`: at most one notice for each sink, and none for one that has
    /// something under way. Each has to be [`Book::ended`].
    pub fn take_due(&mut self, now: Time) -> Vec<Errand> {
        let due = self.lines.iter_mut().filter_map(|(sink, line)| {
            let (number, notice) = line.take_due(now)?;
            Some(Errand { sink: sink.clone(), number, notice })
        });
        due.collect()
    }

    /// Takes in how an errand ended, and gives what the engine is to hear of it.
    pub fn ended(
        &mut self,
        errand: &Errand,
        result: &Result<(), SendFailure>,
        now: Time,
    ) -> Option<Delivery> {
        let line = self.lines.get_mut(&errand.sink)?;
        let outcome = match result {
            Ok(()) => line.taken(errand.number, &errand.notice, now),
            Err(why) => line.refused(errand.number, why, now),
        };
        let AlertRecord { id, raised_at, .. } = &errand.notice.alert;
        outcome.map(|outcome| Delivery {
            alert: id.clone(),
            raised_at: *raised_at,
            sink: errand.sink.clone(),
            outcome,
        })
    }

    /// When there is something to do next.
    #[must_use]
    pub fn next_at(&self) -> Option<Time> {
        let repeats = self.standing.values().filter_map(|standing| standing.repeat_at);
        repeats.chain(self.lines.values().filter_map(Line::due_at)).min()
    }

    /// Whether all that waits has arrived, or waits for a sink that fails.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        self.lines.values().all(Line::is_idle)
    }

    /// How many notices wait for all sinks.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.lines.values().map(Line::waiting).sum()
    }

    /// Alerts that had no place, and messages that were lost on their way here.
    #[must_use]
    pub const fn dropped(&self) -> u64 {
        self.dropped
    }

    /// What happened at `from` or later, for an engine whose journal ends about then.
    #[must_use]
    pub fn since(&self, from: Time) -> Vec<Delivery> {
        self.lines.iter().flat_map(|(sink, line)| line.since(sink, from)).collect()
    }

    /// When each sink took the first notice of this alert; none where it has not.
    #[must_use]
    pub fn told(&self, alert: &str, raised_at: Time) -> Vec<(String, Option<Time>)> {
        let told = self.lines.iter().map(|(sink, line)| (sink.clone(), line.told_at(alert, raised_at)));
        told.collect()
    }

    /// How each sink is, for people.
    #[must_use]
    pub fn lines(&self) -> Vec<LineView> {
        self.lines.iter().map(|(sink, line)| line.view(sink)).collect()
    }
}

/// How long after its `repeats`-th repetition an alert is told again.
fn repeat_after(rules: &NotifyRules, repeats: u32) -> Span {
    doubled(rules.repeat_first, repeats, rules.repeat_max)
}
