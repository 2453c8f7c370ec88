//! A market made of chance: seeded, endless, and shaped like a market instead of a random walk.
//!
//! The logarithm of each price is a common factor times the market's sensitivity (the single-index
//! model, Sharpe 1963) plus a part of its own. Around that:
//!
//! | what is seen in markets (Cont 2001) | what makes it here |
//! |---|---|
//! | calm days, trends, violent hours | a Markov chain of regimes (Hamilton 1989), [`regime`] |
//! | volatility comes in clusters | log-volatility reverts to its mean on two time scales (Scott 1987; Chernov et al. 2003), [`weather`] |
//! | fat tails, sudden moves | compound Poisson jumps (Merton 1976), rarely a cascade that unfolds over a minute |
//! | unrest after a shock | each jump raises volatility, which then decays (Lillo and Mantegna 2003) |
//! | momentum | a drift within trending regimes |
//! | bounce between bid and offer | a trade is at one of the two (Roll 1984), [`crate::market::SyntheticMarket::half_spread_bp`] |
//! | buyers follow buyers | the taker's side persists (Lillo and Farmer 2004) |
//! | few huge trades, many small ones | sizes have a power-law tail of exponent 3/2 (Gopikrishnan et al. 2000) |
//! | prices stay in the world | a slow pull back to the first price, half-life 30 days |
//!
//! The past is made by running the same process backwards from the start: a stationary process of
//! this kind looks the same in both directions once drifts and jumps are turned round. So a history
//! of any length ends exactly where the ticks begin.
//!
//! Invariant: only operations that give the same bits on every machine are used: `+ - * /` and
//! square roots (IEEE 754), and `libm` for the rest; the stream of chance is `ChaCha8`.

mod asset;
mod dice;
mod feed;
mod grid;
mod pace;
mod path;
mod regime;
mod settings;
#[cfg(test)]
mod tests;
mod weather;

pub use feed::Synthetic;
pub use settings::{Publish, SyntheticMarket, SyntheticSettings};
