//! What crosses the wire: the JSON of requests, answers and stream messages, both directions.
//!
//! The client reads leniently (unknown members are ignored, everything optional may be missing) but
//! never guesses: a number keeps its source text, a word it does not know is an error. The server
//! writes the full form: decimals as strings, times in milliseconds.
//!
//! Invariant: every text that came from outside is neutralised before it leaves this folder.

mod account;
mod error;
mod exact;
mod fill;
mod list;
mod market;
mod order;
mod problem;
mod retry_after;
mod stream;
mod text;
mod tick;
mod time;

pub(crate) use account::{BalanceAnswer, HealthAnswer, PositionAnswer};
pub(crate) use error::WireError;
pub(crate) use exact::Exact;
pub(crate) use fill::FillAnswer;
pub(crate) use list::{FillList, OrderList, PositionList, fills_page, orders_page, positions_list};
pub(crate) use market::{MarketAnswer, MarketList, MarketsBody};
pub(crate) use order::{OrderAnswer, OrderBody};
pub(crate) use problem::Problem;
pub(crate) use retry_after::{RetryHeaders, retry_after};
pub(crate) use stream::{ClientMessage, ServerMessage, StreamFrame};
pub(crate) use text::{TEXT_LENGTH_MAX, WireText};
pub(crate) use tick::{TickAnswer, TickText};
pub(crate) use time::WireTime;
