//! What is soaked here, and the ticks that make an agent order.

use std::path::Path;

use color_eyre::eyre::{Result, eyre};
use soak::model::{
    AgentRules, BreakerLevel, BreakerRules, BudgetRules, MarketId, Markets, Rate, RiskRules, Rules, Span,
    Tick, TickKind, Time,
};
use soak::runtime::{Pace, Plan, VenuePlan};
use tracing_subscriber::filter::LevelFilter;

/// Markets of the outside venue: an agent leaves a market once in five seconds, so that orders flow
/// only when there are many to choose from.
pub(crate) const MARKETS: u16 = 120;

/// The agent's bar: each tick that comes later than this closes one.
pub(crate) const BAR: Span = Span::from_millis(10);

/// A plan for `venue` in `folder`, under rules that let the agent order all the time.
pub(crate) fn plan(folder: &Path, venue: VenuePlan, rules: Rules) -> Plan {
    Plan {
        name: "bench".to_owned(),
        folder: folder.to_owned(),
        rules,
        seed: 7,
        length: None,
        gap_after: Span::from_secs(60),
        pace: Pace::Real,
        venue,
        log_level: LevelFilter::INFO,
        labels: soak::runtime::Labels::default(),
        alerts: soak::notify::NotifyRules::default(),
        to_prove: soak::model::Plan::default(),
    }
}

/// Rules under which the agent orders at every turn of a price, in small amounts.
pub(crate) fn restless() -> Rules {
    let (all, most) = (Rate::from_bp(10_000), u16::MAX);
    Rules {
        agent: AgentRules {
            fast: 1,
            slow: 2,
            bar: BAR,
            entries_per_day_max: most,
            short: false,
            ..AgentRules::default()
        },
        risk: RiskRules { trade_max: Rate::from_bp(10), exposure_max: all, ..RiskRules::default() },
        breaker: BreakerRules {
            day_loss_max: all,
            drawdown_max: all,
            errors_in_row_max: most,
            orders_per_min_max: most,
            level: BreakerLevel::Paused,
        },
        budget: BudgetRules { rpm: most, ..BudgetRules::default() },
        ..Rules::default()
    }
}

/// A trade of plenty at a low price or a high one.
pub(crate) fn tick(market: u16, high: bool, at: Time) -> Result<Tick> {
    let price = if high { "100.20" } else { "100.00" };
    let kind = TickKind::Trade { price: price.parse()?, size: "1000".parse()?, taker: None };
    Ok(Tick { market: MarketId(market), at, kind })
}

/// `ticks` as the stream says them.
pub(crate) fn frame(markets: &Markets, ticks: &[Tick]) -> Result<String> {
    let mut texts = Vec::with_capacity(ticks.len());
    for tick in ticks {
        let market = markets.get(tick.market).ok_or_else(|| eyre!("no market {}", tick.market.0))?;
        let TickKind::Trade { price, size, .. } = tick.kind else { continue };
        texts.push(format!(
            r#"{{"symbol":"{}","price":"{price}","size":"{size}","timestamp":{}}}"#,
            market.symbol,
            tick.at.as_millis()
        ));
    }
    Ok(format!(r#"{{"type":"ticks","ticks":[{}]}}"#, texts.join(",")))
}
