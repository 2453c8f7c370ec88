//! The vocabulary: ids, money, symbols, ticks, orders, fills, positions, time. Pure values.
//!
//! Everything else speaks in these words, so that a price can never be taken for a quantity, a
//! local order number for the venue's, or a wall-clock time for a length of time.
//!
//! Invariant: nothing here reads a clock, a file or a socket, and nothing here uses floats.

mod bar;
mod decimal;
mod fill;
mod http_date;
mod id;
mod market;
mod order;
mod patience;
mod plan;
mod position;
mod report;
mod rules;
mod symbol;
mod text;
mod tick;
mod time;

pub use bar::{Bar, History};
pub use decimal::{Money, Price, Quantity, Rate};
pub use fill::{Fill, Liquidity};
pub use id::{ClientOrderId, FillId, OrderSeq, RequestId, Seq, SoakId, VenueOrderId};
pub use market::{Market, MarketId, Markets};
pub use order::{OrderKind, OrderTicket, Side, TimeInForce, VenueOrderStatus};
pub use patience::{ANSWER_WITHIN, CONNECT_WITHIN};
pub use plan::{Fingerprints, GateRules, Plan, RampRules, Stage, StagePrices, StageTime, TradingMode};
pub use position::Position;
pub use report::{BalanceReport, Cursor, FILLS_IN_ANSWER_MAX, OrderReport, Page, PaperProof, PositionReport};
pub use rules::{
    AgentRules, BreakerLevel, BreakerRules, BudgetRules, OrderRules, ReconcileRules, RiskRules, Rules,
};
pub use symbol::{Symbol, SymbolError};
pub use text::{causes, hexadecimal, neutralise};
pub use tick::{Tick, TickKind};
pub use time::{ParseSpanError, ParseTimeError, Span, Time};

/// The exact decimal that every money type wraps.
pub use rust_decimal::Decimal;
