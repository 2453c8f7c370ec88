//! How a run ended, in a few lines.

use super::words::{money, percent, signed};
use crate::model::{BreakerLevel, Decimal, Span, neutralise};
use crate::snapshot::{Ended, RunResult};

/// Longest line, in characters: what is longer is cut with a mark.
const LINE_CHARS_MAX: usize = 400;

/// `result` in lines.
#[must_use]
pub fn result_lines(result: &RunResult) -> Vec<String> {
    let how = match result.ended {
        Ended::Length => "ran its length".to_owned(),
        Ended::FeedEnds => "ran to the end of its feed".to_owned(),
        Ended::Stopped => "stopped; the same command goes on with it".to_owned(),
        Ended::Fault => format!("FAULT: {}", result.fault.as_deref().unwrap_or("unknown")),
    };
    let venue = result.venue_equity.map_or("nothing yet".to_owned(), money);
    let millis = i64::try_from(result.virtual_s * Decimal::ONE_THOUSAND).unwrap_or(0);
    let mut lines = vec![
        format!("{}: {how}", result.soak),
        format!(
            "  time      {} on the soak clock, in {} s",
            Span::from_millis(millis),
            result.wall_s.normalize()
        ),
        format!(
            "  equity    {}  the venue says {venue}  unexplained {}",
            money(result.equity),
            result.drift_unexplained.get().normalize()
        ),
        format!(
            "  profit    realised {}  unrealised {}  fees {}",
            signed(result.realized_pnl),
            signed(result.unrealized_pnl),
            money(result.fees)
        ),
        format!(
            "  risk      drawdown {} at most, {} within a day  exposure {} at most",
            percent(result.max_drawdown_pct),
            percent(result.max_drawdown_1d_pct),
            percent(result.exposure_pct_max)
        ),
        format!(
            "  activity  ticks {}  orders {}  fills {}  trades {}  UNKNOWN {}",
            result.ticks, result.orders, result.fills, result.trades, result.orders_unknown
        ),
        format!("  requests  {}, at most {} a minute", result.requests, result.requests_per_min_max),
        format!("  alerts    raised {}  open {}", result.alerts_raised, result.alerts_open),
    ];
    if result.breaker != BreakerLevel::Armed {
        lines.push(
            "  breaker   not armed; it stays so in the next run, until soak reset or soak resume".to_owned(),
        );
    }
    lines.push(format!("  journal   sha256 {}", result.journal_sha256));
    lines.iter().map(|line| neutralise(line, LINE_CHARS_MAX)).collect()
}
