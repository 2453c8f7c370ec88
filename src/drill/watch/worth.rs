//! What the account was worth, how far it fell, and how much of it was at stake.

use super::Seen;
use crate::model::{Money, Rate};

/// The extremes of the account's worth.
#[derive(Debug, Default)]
pub(super) struct Worth {
    equity: Money,
    exposure: Money,
    peak: Money,
    pub(super) loss_max: Rate,
    pub(super) exposure_max: Rate,
}

impl Worth {
    pub(super) fn took_in(&mut self, seen: &Seen<'_>) {
        let ledger = seen.engine.ledger();
        let (equity, exposure) = (ledger.equity(), ledger.exposure());
        if (equity, exposure) == (self.equity, self.exposure) {
            return;
        }
        (self.equity, self.exposure) = (equity, exposure);
        self.peak = self.peak.max(equity);
        self.loss_max = self.loss_max.max((self.peak - equity).share_of(self.peak));
        self.exposure_max = self.exposure_max.max(exposure.share_of(equity));
    }
}
