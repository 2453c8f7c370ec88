//! From the engine's state to the picture.

#[cfg(test)]
mod tests;

use super::checklist::checklist;
use super::view::{
    AlertView, BreakerView, DroppedView, Execution, FeedView, GameDayView, HeadroomView, JournalView,
    LatencyBucket, LatencyView, MarketView, OrderView, PnlView, PositionView, ProfitSplit, ReconcileView,
    RouteLatency, RouteUse, SNAPSHOT_VERSION, Snapshot, SoakView, VenueView, Vitals, WindowView,
};
use crate::engine::{Desk, LatencyWindow, Order, OrderState, Profit, State};
use crate::event::Route;
use crate::model::{Decimal, MarketId, OrderKind, Rate, Side, Time, TradingMode};

/// Most open windows in a picture: more than any screen names.
const WINDOWS_SHOWN_MAX: usize = 16;

/// The picture of `state`, with what only the shell knows.
#[must_use]
pub fn build(state: &State, vitals: &Vitals) -> Snapshot {
    let at = state.at();
    Snapshot {
        version: SNAPSHOT_VERSION,
        seq: state.seq(),
        at,
        soak: soak(state, vitals),
        breaker: breaker(state),
        game_day: vitals.game_day.as_deref().map(|windows| rehearsed(windows, at)),
        pnl: pnl(state),
        positions: positions(state),
        orders: state.orders().active().map(order).collect(),
        alerts: alerts(state),
        reconcile: reconcile(state),
        latency: latency(state, at),
        headroom: headroom(state),
        venue: venue(state),
        feed: feed(state),
        journal: JournalView {
            failing: state.journal_failing().map(str::to_owned),
            durable: vitals.durable,
            records_shed: vitals.records_shed,
            log_dropped: vitals.log_dropped,
        },
        dropped: DroppedView {
            intents_refused: state.counters().intents_refused,
            intents_expired: state.counters().intents_expired,
            alerts: state.alerts().dropped(),
            notices: vitals.notices_shed,
            replies_unasked: state.counters().replies_unasked,
            requests: state.outbox().dropped(),
        },
        checklist: checklist(state, vitals),
    }
}

fn soak(state: &State, vitals: &Vitals) -> SoakView {
    let clock = state.clock();
    let held_because = state.fault().or_else(|| state.entries_block()).map(str::to_owned);
    SoakView {
        name: vitals.name.clone(),
        id: state.soak().map(ToString::to_string).unwrap_or_default(),
        phase: state.phase_word().to_owned(),
        held_because,
        started_at: state.started_at(),
        healthy: clock.healthy(),
        length: vitals.length,
        gaps: clock.gap_count(),
        gap_total: clock.gap_total(),
        restarts: state.counters().restarts,
        execution: match state.trading_mode() {
            // Whatever the venue says: what is meant for real money is never shown as anything else.
            TradingMode::Live => Execution::Live,
            TradingMode::Paper if !state.is_proven() => Execution::Unproven,
            TradingMode::Paper => Execution::Paper,
        },
        venue: vitals.venue.clone(),
        key_env: vitals.key_env.clone(),
        feed: vitals.feed.clone(),
        agent: vitals.agent.clone(),
        seed: state.seed(),
        stage: state.plan().map(|plan| plan.stage),
    }
}

fn breaker(state: &State) -> BreakerView {
    let breaker = state.breaker();
    BreakerView {
        level: breaker.level(),
        // A breaker that was never moved is armed from the start.
        since: breaker.since().max(state.started_at()),
        by: breaker.by().to_owned(),
        reason: breaker.reason().to_owned(),
        flat_at: breaker.flat_at(),
        trips: breaker.trips(),
    }
}

/// What of `windows` is open at `at`.
fn rehearsed(windows: &[WindowView], at: Time) -> GameDayView {
    let open = windows.iter().filter(|window| window.from <= at && at < window.until);
    let mut open: Vec<_> = open.take(WINDOWS_SHOWN_MAX).cloned().collect();
    open.sort_by_key(|window| window.from);
    GameDayView { open }
}

fn pnl(state: &State) -> PnlView {
    let (ledger, curve, rules) = (state.ledger(), state.curve(), state.rules());
    PnlView {
        equity: ledger.equity(),
        initial: ledger.initial(),
        total: split(&ledger.profit()),
        day: split(&ledger.day_profit(state.at())),
        day_loss_pct: percent(curve.day_loss(state.at())),
        day_loss_limit_pct: percent(rules.breaker.day_loss_max),
        drawdown_pct: percent(curve.drawdown()),
        drawdown_limit_pct: percent(rules.breaker.drawdown_max),
        drawdown_max_pct: percent(curve.max_drawdown()),
        exposure_pct: percent(state.exposure_share()),
        trades: ledger.trades(),
        fills: ledger.fills_total(),
    }
}

fn split(profit: &Profit) -> ProfitSplit {
    ProfitSplit {
        net: profit.net(),
        realized: profit.realized,
        unrealized: profit.unrealized,
        fees: profit.fees,
    }
}

fn positions(state: &State) -> Vec<PositionView> {
    let equity = state.ledger().equity();
    let open = state.ledger().holdings().filter_map(|(id, holding)| {
        let market = state.markets().get(id)?;
        let side = holding.position.side()?;
        let entry = holding.position.entry_price();
        let mark = holding.mark.unwrap_or(entry);
        let stop = match side {
            Side::Buy => entry - entry * state.rules().risk.stop_loss,
            Side::Sell => entry + entry * state.rules().risk.stop_loss,
        };
        let distance = match side {
            Side::Buy => mark - stop,
            Side::Sell => stop - mark,
        };
        Some(PositionView {
            symbol: market.symbol.clone(),
            side,
            quantity: holding.position.quantity().abs(),
            entry,
            mark: holding.mark,
            pnl: holding.position.unrealized(mark),
            opened_at: holding.opened_at,
            stop,
            stop_distance_pct: percent(Rate::new(
                distance.get().checked_div(entry.get()).unwrap_or_default(),
            )),
            share_pct: percent(holding.position.exposure(mark).share_of(equity)),
            quarantined: state.is_quarantined(id),
            unknown: state.orders().active().any(|order| order.market == id && order.is_unknown()),
        })
    });
    open.collect()
}

fn order(order: &Order) -> OrderView {
    OrderView {
        seq: order.seq,
        symbol: order.symbol.clone(),
        side: order.side,
        quantity: order.quantity,
        filled: order.filled,
        limit_price: match order.kind {
            OrderKind::Market => None,
            OrderKind::Limit { price, .. } => Some(price),
        },
        resting: order.state == OrderState::Working,
        purpose: order.purpose,
        state: order.state_word().to_owned(),
        created_at: order.created_at,
        reason: order.reason.clone(),
    }
}

fn alerts(state: &State) -> Vec<AlertView> {
    let mut alerts: Vec<_> = state
        .alerts()
        .open()
        .map(|alert| AlertView {
            id: alert.id(),
            kind: alert.kind.as_str().to_owned(),
            severity: alert.kind.severity(),
            subject: alert.subject.clone(),
            text: alert.finding.text(),
            expected: alert.finding.expected.clone(),
            observed: Some(alert.finding.observed.clone()),
            doing: alert.finding.doing.clone(),
            raised_at: alert.raised_at,
            acknowledged_at: alert.acknowledged_at,
        })
        .collect();
    alerts.sort_by(|a, b| b.severity.cmp(&a.severity).then(a.raised_at.cmp(&b.raised_at)));
    alerts
}

fn reconcile(state: &State) -> ReconcileView {
    let reconciler = state.reconciler();
    ReconcileView {
        agreed_at: reconciler.agreed_at(),
        every: state.rules().reconcile.every,
        blind_since: reconciler.blind_since(),
        cycles: reconciler.cycles_total(),
        standing: reconciler.standing().map(|(_, standing)| standing.finding.difference()).collect(),
        orders_unknown: state.orders().unknown_count() as u64,
        drift_unexplained: state.drift_unexplained(),
    }
}

fn latency(state: &State, at: Time) -> LatencyView {
    let mut routes = Vec::new();
    let names = std::iter::once(None).chain(Route::ALL.map(Some));
    for route in names {
        for (window, word) in [(LatencyWindow::Minute, "minute"), (LatencyWindow::Soak, "soak")] {
            let summary = state.latency().summary(at, route, window);
            if summary.count == 0 {
                continue;
            }
            routes.push(RouteLatency {
                route: route.map_or("all", Route::as_str).to_owned(),
                window: word.to_owned(),
                count: summary.count,
                p50: summary.p50,
                p90: summary.p90,
                p99: summary.p99,
                p999: summary.p999,
                max: summary.max,
            });
        }
    }
    let spread = state.latency().spread(at).into_iter();
    LatencyView { routes, spread: spread.map(|(up_to, count)| LatencyBucket { up_to, count }).collect() }
}

fn headroom(state: &State) -> HeadroomView {
    let reading = state.headroom();
    HeadroomView {
        rpm: reading.limit.into(),
        used: reading.used.into(),
        free: reading.free.into(),
        peak_hour: reading.peak_hour.into(),
        peak_soak: reading.peak_soak.into(),
        rate_limited: state.counters().rate_limited,
        rate_limited_at: reading.rate_limited_at,
        normal: reading.normal.into(),
        open: reading.open.into(),
        sent_total: reading.sent_total,
        by_lane: reading.by_lane.map(u32::from),
        by_route: Route::ALL
            .into_iter()
            .zip(reading.by_route)
            .filter(|(_, reading)| reading.sent_total > 0)
            .map(|(route, reading)| RouteUse {
                route: route.as_str().to_owned(),
                used: reading.used.into(),
                limit: reading.limit.map(u32::from),
            })
            .collect(),
        peak_minutes: reading.peak_minutes.map(u32::from).to_vec(),
    }
}

fn venue(state: &State) -> VenueView {
    VenueView {
        answered_at: state.outbox().answered_at(),
        errors_in_row: state.counters().errors_in_row.into(),
        errors_total: state.counters().errors_total,
        held_until: state.held_until(),
        waiting: state.outbox().waiting_count() as u64,
        under_way: state.outbox().in_flight_count() as u64,
    }
}

fn feed(state: &State) -> FeedView {
    let feed = state.feed();
    let market = |(id, desk): (MarketId, &Desk)| {
        Some(MarketView {
            symbol: state.markets().get(id)?.symbol.clone(),
            price: desk.mark,
            at: desk.last_tick,
            stale: state.is_stale(id),
            crash: desk.crashing,
        })
    };
    FeedView {
        ticks: state.counters().ticks,
        last_tick: feed.last_tick,
        lost: feed.lost.clone(),
        markets: state.desks().filter_map(market).collect(),
        ended: feed.ended,
        conflated: feed.conflated,
    }
}

fn percent(rate: Rate) -> Decimal {
    rate.percent().round_dp(4).normalize()
}
