//! Paper trading for seven days, by the soak clock: only time with market data and the process up.

use serde::{Deserialize, Serialize};

use crate::engine::State;
use crate::gate::Judged;
use crate::model::{Span, Time};

/// The founding document's "7+ days".
const ENOUGH: Span = Span::from_secs(7 * 86_400);

/// What it is judged by.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(in crate::gate) struct Facts {
    /// The moment.
    at: Time,
    /// Time that counts.
    healthy: Span,
    /// How many gaps there were, and how long they were together.
    gaps: (u64, Span),
    /// Why the soak cannot go on, if it cannot.
    fault: Option<String>,
}

impl From<&State> for Facts {
    fn from(state: &State) -> Self {
        let clock = state.clock();
        Self {
            at: state.at(),
            healthy: clock.healthy(),
            gaps: (clock.gap_count(), clock.gap_total()),
            fault: state.fault().map(str::to_owned),
        }
    }
}

pub(in crate::gate) fn judge(facts: &Facts) -> Judged {
    if let Some(fault) = &facts.fault {
        let next = "mend it; soak run of the same name goes on";
        return Judged::no_go(format!("FAULT: {fault}"), next, facts.at);
    }
    let gaps = match facts.gaps {
        (0, _) => "no gaps".to_owned(),
        (1, total) => format!("1 gap {total}"),
        (count, total) => format!("{count} gaps {total}"),
    };
    if facts.healthy >= ENOUGH {
        return Judged::go(format!("{} healthy, {gaps}", facts.healthy), facts.at);
    }
    // Whole minutes from the first on, so that the line changes once a minute.
    let healthy = match facts.healthy.as_secs() {
        secs if secs < 60 => "under a minute".to_owned(),
        secs if secs < 3_600 => format!("{}m", secs / 60),
        _ => facts.healthy.to_string(),
    };
    Judged::wait(format!("{healthy} of 7d, {gaps}"), "let it run until 7d are healthy").judged_at(facts.at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gate::ChecklistStatus::{self, Go, NoGo, Wait};

    #[track_caller]
    fn check(healthy: i64, gaps: (u64, i64), fault: Option<&str>, expect: (ChecklistStatus, &str)) {
        let judged = judge(&Facts {
            at: Time::EPOCH,
            healthy: Span::from_secs(healthy),
            gaps: (gaps.0, Span::from_secs(gaps.1)),
            fault: fault.map(str::to_owned),
        });
        assert_eq!((judged.status, judged.evidence.as_str()), expect);
        assert_eq!((judged.next.is_empty(), judged.at), (judged.status == Go, Some(Time::EPOCH)));
    }

    #[test]
    fn it_is_go_at_seven_healthy_days_and_not_a_second_before() {
        const DAY: i64 = 86_400;
        check(0, (0, 0), None, (Wait, "under a minute of 7d, no gaps"));
        check(119, (0, 0), None, (Wait, "1m of 7d, no gaps"));
        check(2 * DAY + 13 * 3_600, (1, 42), None, (Wait, "2d 13h of 7d, 1 gap 42s"));
        check(7 * DAY - 1, (3, 300), None, (Wait, "6d 23h of 7d, 3 gaps 5m 00s"));
        check(7 * DAY, (0, 0), None, (Go, "7d 00h healthy, no gaps"));
        check(9 * DAY, (1, 42), None, (Go, "9d 00h healthy, 1 gap 42s"));
        check(9 * DAY, (0, 0), Some("real money"), (NoGo, "FAULT: real money"));
        check(5, (0, 0), Some("real money"), (NoGo, "FAULT: real money"));
    }
}
