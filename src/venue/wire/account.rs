//! Positions, balance and health on the wire.

use serde::{Deserialize, Serialize};

use super::{Exact, WireError, WireText};
use crate::model::{BalanceReport, Money, PaperProof, PositionReport, Price, Quantity, Symbol};

/// One position; `amount` is negative for a short one.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct PositionAnswer {
    symbol: WireText,
    amount: Exact<Quantity>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    entry_price: Option<Exact<Price>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    mark_price: Option<Exact<Price>>,
}

impl From<&PositionReport> for PositionAnswer {
    fn from(report: &PositionReport) -> Self {
        Self {
            symbol: WireText::new(report.symbol.as_str()),
            amount: Exact(report.quantity),
            entry_price: report.entry_price.map(Exact),
            mark_price: report.mark_price.map(Exact),
        }
    }
}

impl TryFrom<PositionAnswer> for PositionReport {
    type Error = WireError;

    fn try_from(answer: PositionAnswer) -> Result<Self, WireError> {
        Ok(Self {
            symbol: Symbol::new(answer.symbol.as_str())?,
            quantity: answer.amount.0,
            entry_price: answer.entry_price.map(|price| price.0),
            mark_price: answer.mark_price.map(|price| price.0),
        })
    }
}

/// A mark that the equity of a balance was computed with.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct MarkAnswer {
    symbol: WireText,
    price: Exact<Price>,
}

/// The answer of `GET /wallet/balance`. Cash and equity are both required: equity that is not said
/// cannot be compared, and taking cash for it would hide an open loss.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct BalanceAnswer {
    cash: Exact<Money>,
    equity: Exact<Money>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    realized_pnl: Option<Exact<Money>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    fees: Option<Exact<Money>>,
    #[serde(default)]
    marks: Option<Vec<MarkAnswer>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    fills_total: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    currency: Option<WireText>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    mode: Option<WireText>,
}

impl From<&BalanceReport> for BalanceAnswer {
    fn from(report: &BalanceReport) -> Self {
        let mark = |(symbol, price): &(Symbol, Price)| MarkAnswer {
            symbol: WireText::new(symbol.as_str()),
            price: Exact(*price),
        };
        Self {
            cash: Exact(report.cash),
            equity: Exact(report.equity),
            realized_pnl: report.realized_pnl.map(Exact),
            fees: report.fees.map(Exact),
            marks: Some(report.marks.iter().map(mark).collect()),
            fills_total: report.fills_total,
            currency: Some(WireText::new("USD")),
            mode: Some(WireText::new("paper")),
        }
    }
}

impl TryFrom<BalanceAnswer> for BalanceReport {
    type Error = WireError;

    fn try_from(answer: BalanceAnswer) -> Result<Self, WireError> {
        let mark = |mark: MarkAnswer| Ok((Symbol::new(mark.symbol.as_str())?, mark.price.0));
        Ok(Self {
            cash: answer.cash.0,
            equity: answer.equity.0,
            realized_pnl: answer.realized_pnl.map(|money| money.0),
            fees: answer.fees.map(|money| money.0),
            marks: answer
                .marks
                .unwrap_or_default()
                .into_iter()
                .map(mark)
                .collect::<Result<_, WireError>>()?,
            fills_total: answer.fills_total,
        })
    }
}

/// The answer of `GET /health`, as far as it tells paper from real.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct HealthAnswer {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) status: Option<WireText>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) execution: Option<WireText>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) mode: Option<WireText>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) version: Option<WireText>,
}

impl HealthAnswer {
    /// What the venue says of itself. One word for real execution outweighs any for paper.
    pub(crate) fn proof(&self) -> PaperProof {
        let words = [&self.execution, &self.mode];
        let says = |expect: &[&str]| {
            words.iter().any(|word| {
                word.as_ref().is_some_and(|word| expect.iter().any(|e| word.as_str().eq_ignore_ascii_case(e)))
            })
        };
        if says(&["real", "live"]) {
            PaperProof::SaysReal
        } else if says(&["paper"]) {
            PaperProof::SaysPaper
        } else {
            PaperProof::Silent
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn real_execution_outweighs_everything() {
        #[track_caller]
        fn check(json: &str, expect: &PaperProof) {
            assert_eq!(&serde_json::from_str::<HealthAnswer>(json).unwrap().proof(), expect, "{json}");
        }
        check(r#"{"status":"ok","execution":"real","mode":"paper"}"#, &PaperProof::SaysReal);
        check(r#"{"mode":"LIVE"}"#, &PaperProof::SaysReal);
        check(r#"{"execution":"paper"}"#, &PaperProof::SaysPaper);
        check(r#"{"mode":"paper","uptime_seconds":4}"#, &PaperProof::SaysPaper);
        check(r#"{"status":"ok","execution":null}"#, &PaperProof::Silent);
    }

    #[test]
    fn a_balance_needs_cash_and_equity() {
        let read = |json| serde_json::from_str::<BalanceAnswer>(json).is_ok();
        assert!(read(r#"{"cash":10000.1,"equity":"9999"}"#));
        assert!(!read(r#"{"cash":10000.1}"#));
        assert!(!read(r#"{"equity":1}"#));
    }
}
