//! Paper trading for seven days, by the soak clock: only time with market data and the process up, since the
//! last change and the last gap that was too long; with a storm in it, and a result inside the bounds.

use serde::{Deserialize, Serialize};

use crate::engine::{Begun, Part, Period, State};
use crate::gate::Judged;
use crate::model::{Plan, Rate, Span, StageTime, Time, neutralise};

/// Most of a fault that is shown.
const FAULT_CHARS_MAX: usize = 50;

/// What it is judged by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::gate) struct Facts {
    /// The moment.
    pub(in crate::gate) at: Time,
    /// Time that counts, since the period began.
    pub(in crate::gate) healthy: Span,
    /// Why the period began; none before a plan.
    pub(in crate::gate) begun: Option<Begun>,
    /// How many gaps there were, and how long they were together.
    pub(in crate::gate) gaps: (u64, Span),
    /// The longest of the period, one that goes on among them.
    pub(in crate::gate) longest_gap: Span,
    /// Positions opened in the period.
    pub(in crate::gate) trades: u64,
    /// The largest move of a market within the window of the plan.
    pub(in crate::gate) moved: Rate,
    /// The result of the period, as a share of the initial balance.
    pub(in crate::gate) result: Rate,
    /// The deepest fall from a peak in the whole soak.
    pub(in crate::gate) drawdown: Rate,
    /// Why the soak cannot go on, if it cannot.
    pub(in crate::gate) fault: Option<String>,
}

impl From<&State> for Facts {
    fn from(state: &State) -> Self {
        let (at, clock, ledger, period) = (state.at(), state.clock(), state.ledger(), state.period());
        let going_on = clock.gap_under_way(at).map_or(Span::ZERO, |gap| gap.length());
        let ended = period.map_or(Span::ZERO, Period::longest_gap);
        let before = period.map_or(ledger.initial(), Period::equity_before);
        Self {
            at,
            healthy: period.map_or(Span::ZERO, |period| period.healthy(clock.healthy())),
            begun: period.map(|period| period.begun().clone()),
            gaps: (clock.gap_count(), clock.gap_total()),
            longest_gap: ended.max(going_on),
            trades: period.map_or(0, |period| period.trades(ledger.trades())),
            moved: state.desks().map(|(_, desk)| desk.volatility.largest()).max().unwrap_or_default(),
            result: (ledger.equity() - before).share_of(ledger.initial()),
            drawdown: state.curve().max_drawdown(),
            fault: state.fault().map(str::to_owned),
        }
    }
}

pub(in crate::gate) fn judge(facts: &Facts, plan: &Plan) -> Judged {
    let (at, rules) = (facts.at, &plan.gate);
    let no_go = |text: String, next: &str| Judged::no_go(text, next, at);
    if let Some(fault) = &facts.fault {
        let fault = neutralise(fault, FAULT_CHARS_MAX);
        return no_go(format!("FAULT: {fault}"), "mend it; soak run of the same name goes on");
    }
    if facts.longest_gap > rules.gap_max {
        let text = format!("a gap of {}, at most {}", facts.longest_gap, rules.gap_max);
        return no_go(text, "look after feed and machine; the time counts anew");
    }
    let anew = "mend the agent; its change begins the time anew";
    if facts.result < rules.pnl_min {
        let text = format!("result {}, at least {}", percent(facts.result), percent(rules.pnl_min));
        return no_go(text, anew);
    }
    if facts.result > rules.pnl_max {
        let text = format!("result {}, believed to {}", percent(facts.result), percent(rules.pnl_max));
        return no_go(text, anew);
    }
    if facts.drawdown > rules.drawdown_max {
        let text = format!("fell {}, at most {}", percent(facts.drawdown), percent(rules.drawdown_max));
        return no_go(text, "another soak, with less at risk");
    }
    if facts.healthy < rules.healthy_min {
        let wanted = format!("{} {}", plain(rules.healthy_min), time(plan));
        let text = format!("{} of {}, {}", so_far(facts.healthy), wanted.trim_end(), since(facts));
        let next = format!("let it run until {} are healthy", plain(rules.healthy_min));
        return Judged::wait(text, next).judged_at(at);
    }
    if facts.trades == 0 {
        let text = format!("{} healthy, but nothing was traded", facts.healthy);
        return Judged::wait(text, "let the agent trade; one that never does proves nothing").judged_at(at);
    }
    if facts.moved < rules.volatile_move {
        let (wanted, window) = (percent(rules.volatile_move), plain(rules.volatile_window));
        let text = format!("{} healthy, but no move of {wanted} in {window}", facts.healthy);
        return Judged::wait(text, "let it run until the market moves").judged_at(at);
    }
    let healthy = format!("{} {}healthy", facts.healthy, time(plan));
    Judged::go(format!("{healthy}, {}, result {}", since(facts), percent(facts.result)), at)
}

/// The word for time that did not pass.
const fn time(plan: &Plan) -> &'static str {
    match plan.stage.time {
        StageTime::Virtual => "of virtual time ",
        StageTime::Real => "",
    }
}

/// The time so far; in whole minutes from the first on, so that the line changes once a minute.
fn so_far(healthy: Span) -> String {
    match healthy.as_secs() {
        secs if secs < 60 => "under a minute".to_owned(),
        secs if secs < 3_600 => format!("{}m", secs / 60),
        _ => healthy.to_string(),
    }
}

/// A length as people write it in a configuration: `7d` and not `7d 00h`.
fn plain(length: Span) -> String {
    let text = length.to_string();
    let short = [" 00h", " 00m", " 00s"].iter().find_map(|zero| text.strip_suffix(zero));
    short.map_or(text.clone(), str::to_owned)
}

/// What interrupted it: what began the time that counts, or the gaps there were.
fn since(facts: &Facts) -> String {
    match &facts.begun {
        Some(Begun::Changed(parts)) => {
            let names: Vec<_> = parts.iter().map(|part: &Part| part.as_str()).collect();
            format!("since {} changed", names.join(", "))
        }
        Some(Begun::Gap(length)) => format!("since a gap of {length}"),
        Some(Begun::Start) | None => match facts.gaps {
            (0, _) => "no gaps".to_owned(),
            (1, total) => format!("1 gap {total}"),
            (count, total) => format!("{count} gaps {total}"),
        },
    }
}

fn percent(rate: Rate) -> String {
    format!("{}%", rate.percent().round_dp(2).normalize())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gate::ChecklistStatus::{self, Go, NoGo, Wait};
    use crate::model::{Stage, StagePrices};

    const DAY: i64 = 86_400;

    #[track_caller]
    fn check(healthy: i64, change: impl FnOnce(&mut Facts), expect: (ChecklistStatus, &str)) {
        let mut facts = Facts {
            at: Time::EPOCH,
            healthy: Span::from_secs(healthy),
            begun: Some(Begun::Start),
            gaps: (0, Span::ZERO),
            longest_gap: Span::ZERO,
            trades: 1,
            moved: Rate::from_bp(200),
            result: Rate::from_bp(123),
            drawdown: Rate::ZERO,
            fault: None,
        };
        change(&mut facts);
        let stage = Stage { time: StageTime::Real, prices: StagePrices::Venue };
        let judged = judge(&facts, &Plan { stage, ..Plan::default() });
        assert_eq!((judged.status, judged.evidence.as_str()), expect);
        assert_eq!((judged.next.is_empty(), judged.at), (judged.status == Go, Some(Time::EPOCH)));
    }

    #[test]
    fn it_is_go_at_seven_healthy_days_and_not_a_second_before() {
        let gaps = |count, secs| move |facts: &mut Facts| facts.gaps = (count, Span::from_secs(secs));
        check(0, |_| {}, (Wait, "under a minute of 7d, no gaps"));
        check(60, |_| {}, (Wait, "1m of 7d, no gaps"));
        check(119, |_| {}, (Wait, "1m of 7d, no gaps"));
        check(3_600, |_| {}, (Wait, "1h 00m of 7d, no gaps"));
        check(2 * DAY + 13 * 3_600, gaps(1, 42), (Wait, "2d 13h of 7d, 1 gap 42s"));
        check(7 * DAY - 1, gaps(3, 300), (Wait, "6d 23h of 7d, 3 gaps 5m 00s"));
        check(7 * DAY, |_| {}, (Go, "7d 00h healthy, no gaps, result 1.23%"));
        check(9 * DAY, gaps(1, 42), (Go, "9d 00h healthy, 1 gap 42s, result 1.23%"));
        let fault = |facts: &mut Facts| facts.fault = Some("real money".to_owned());
        check(9 * DAY, fault, (NoGo, "FAULT: real money"));
        check(5, fault, (NoGo, "FAULT: real money"));
    }

    #[test]
    fn it_says_what_it_counts_from() {
        let since = |begun| move |facts: &mut Facts| facts.begun = Some(begun);
        let changed = Begun::Changed(vec![Part::Agent, Part::Binary]);
        check(DAY, since(changed.clone()), (Wait, "1d 00h of 7d, since agent, binary changed"));
        check(8 * DAY, since(changed), (Go, "8d 00h healthy, since agent, binary changed, result 1.23%"));
        let gap = Begun::Gap(Span::from_secs(3_900));
        check(DAY, since(gap), (Wait, "1d 00h of 7d, since a gap of 1h 05m"));
    }

    #[test]
    fn bounds_are_kept_at_their_edge_and_passed_beyond() {
        let traded = |trades| move |facts: &mut Facts| facts.trades = trades;
        check(7 * DAY, traded(0), (Wait, "7d 00h healthy, but nothing was traded"));
        check(7 * DAY - 1, traded(0), (Wait, "6d 23h of 7d, no gaps"));
        let moved = |bp| move |facts: &mut Facts| facts.moved = Rate::from_bp(bp);
        check(7 * DAY, moved(199), (Wait, "7d 00h healthy, but no move of 2% in 1h"));
        let result = |bp| move |facts: &mut Facts| facts.result = Rate::from_bp(bp);
        check(7 * DAY, result(-500), (Go, "7d 00h healthy, no gaps, result -5%"));
        check(5, result(-501), (NoGo, "result -5.01%, at least -5%"));
        check(7 * DAY, result(5_000), (Go, "7d 00h healthy, no gaps, result 50%"));
        check(5, result(5_001), (NoGo, "result 50.01%, believed to 50%"));
        let fell = |bp| move |facts: &mut Facts| facts.drawdown = Rate::from_bp(bp);
        check(7 * DAY, fell(500), (Go, "7d 00h healthy, no gaps, result 1.23%"));
        check(5, fell(501), (NoGo, "fell 5.01%, at most 5%"));
        let gap = |secs| move |facts: &mut Facts| facts.longest_gap = Span::from_secs(secs);
        check(7 * DAY, gap(3_600), (Go, "7d 00h healthy, no gaps, result 1.23%"));
        check(5, gap(3_601), (NoGo, "a gap of 1h 00m, at most 1h 00m"));
    }
}
