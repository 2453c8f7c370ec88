//! The panels by name.

/// One panel. The order is that of the digits and of Tab.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Panel {
    /// Profit and loss.
    Pnl,
    /// Open positions, and resting orders.
    Positions,
    /// Reconciliation and alerts.
    Alerts,
    /// Round trips.
    Latency,
    /// Requests used and left.
    Headroom,
    /// The fifteen items of the go/no-go decision.
    Checklist,
    /// What happened.
    Events,
}

impl Panel {
    /// Every panel, in the order of digits (`1` is the first).
    pub const ALL: [Self; 7] = [
        Self::Pnl,
        Self::Positions,
        Self::Alerts,
        Self::Latency,
        Self::Headroom,
        Self::Checklist,
        Self::Events,
    ];
}
