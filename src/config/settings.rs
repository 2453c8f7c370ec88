//! Everything that can be configured, with its default.

use std::num::NonZeroU16;
use std::path::Path;

use rust_decimal::Decimal;

use super::source::Source;
use super::{AlertSettings, ConfigError, FeedKind, GameDaySettings, Problem, SoakName, print, read};
use crate::model::{
    ANSWER_WITHIN, CONNECT_WITHIN, GateRules, Money, RampRules, Rate, Rules, Span, TradingMode,
};
use crate::paper::Terms;

/// What was read from a file, and what a person should know about it.
#[derive(Clone, Debug, Default)]
pub struct Loaded {
    /// The settings.
    pub settings: Settings,
    /// Warnings; the settings hold all the same.
    pub warnings: Vec<Problem>,
}

/// Everything that can be configured.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// The run itself.
    pub soak: SoakSettings,
    /// What of the agent is not yet in [`Rules`].
    pub agent: AgentSettings,
    /// What the engine is bound by. `rules.agent.bar` stands only for a bar of fixed length; take
    /// the whole from [`Settings::rules_with`].
    pub rules: Rules,
    /// Where ticks come from.
    pub feed: FeedSettings,
    /// Which venue is spoken to.
    pub venue: VenueSettings,
    /// How the paper exchange fills and charges.
    pub paper: PaperSettings,
    /// The limits that the gate judges by.
    pub gate: GateRules,
    /// The steps from a small share of the capital to all of it.
    pub ramp: RampRules,
    /// The log for people.
    pub logs: LogSettings,
    /// Faults that are injected on purpose while the soak runs.
    pub game_day: GameDaySettings,
    /// Which alerts leave the box, and how.
    pub alerts: AlertSettings,
}

/// The run itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SoakSettings {
    /// Its name; `None` for an automatic one.
    pub name: Option<SoakName>,
    /// How long it runs, on the soak clock.
    pub length: Span,
    /// The seed of everything drawn by chance around the engine.
    pub seed: u64,
    /// The data folder; `None` for the environment's.
    pub data: Option<String>,
    /// Whether orders are executed with real money.
    pub mode: TradingMode,
}

/// What of the agent is decided when the run begins.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AgentSettings {
    /// The tree or the binary of an agent that is not built in, which its fingerprint is taken of.
    pub source: Option<String>,
    /// Length of its bars.
    pub bar: BarLength,
}

/// How long the agent's bars are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BarLength {
    /// What suits the feed.
    #[default]
    Auto,
    /// Always this.
    Fixed(Span),
}

/// Where ticks come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedSettings {
    /// The source.
    pub kind: FeedKind,
    /// A silence longer than this, in all markets at once, stops the soak clock.
    pub gap_after: Span,
    /// Ticks a second of the synthetic market, over all its markets together.
    pub ticks_per_s: NonZeroU16,
}

/// Which venue is spoken to, and how patiently.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VenueSettings {
    /// Its address.
    pub url: VenueUrl,
    /// The address of its stream; `None` for the one that belongs to `url`.
    pub stream_url: Option<String>,
    /// The environment variable that holds the key.
    pub key_env: String,
    /// Where the live account is traded; `None` for `url`.
    pub live_url: Option<VenueUrl>,
    /// The address of its stream; `None` for the one that belongs to the live address.
    pub live_stream_url: Option<String>,
    /// The environment variable that holds the live account's key. None by default: a key that happens to lie
    /// in the environment is never traded with, somebody has to have named it.
    pub live_key_env: Option<String>,
    /// The live account's name, which the operator types before a live run begins.
    pub live_account: Option<String>,
    /// Longest wait for a connection.
    pub connect_timeout: Span,
    /// Longest wait for a complete answer, connection included.
    pub total_timeout: Span,
}

/// A venue's address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum VenueUrl {
    /// The paper exchange inside this process.
    #[default]
    Embedded,
    /// `https://…`, or `http://…` on this machine.
    Url(String),
}

/// How the paper exchange fills and charges.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaperSettings {
    /// Fee of a fill that rested in the book.
    pub maker_fee: Rate,
    /// Fee of a fill that took from the book.
    pub taker_fee: Rate,
    /// Half the distance between bid and ask, where the feed tells only trades.
    pub half_spread: Rate,
    /// How much worse than the quote a market order fills.
    pub slippage: Rate,
}

/// The log for people.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogSettings {
    /// The least important line that is written.
    pub level: LogLevel,
}

/// How much the log says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LogLevel {
    /// What went wrong.
    Error,
    /// And what may go wrong.
    Warn,
    /// And what happened.
    #[default]
    Info,
    /// And why.
    Debug,
    /// And every step.
    Trace,
}

impl Settings {
    /// Reads and checks `file`.
    ///
    /// # Errors
    ///
    /// The file cannot be read, or holds problems: then all of them at once.
    pub fn load(file: &Path) -> Result<Loaded, ConfigError> {
        read::settings(&Source::read(file)?)
    }

    /// Reads and checks `text`, which messages call `file`.
    ///
    /// # Errors
    ///
    /// The text holds problems: all of them at once.
    pub fn parse(file: &Path, text: &str) -> Result<Loaded, ConfigError> {
        read::settings(&Source { file: file.into(), text: text.into() })
    }

    /// The effective configuration as TOML, in one fixed form. It never holds a key.
    #[must_use]
    pub fn print(&self) -> String {
        print::settings(self)
    }

    /// The rules for the engine, with bars of `auto_bar` where the file leaves their length open.
    #[must_use]
    pub fn rules_with(&self, auto_bar: Span) -> Rules {
        let mut rules = self.rules.clone();
        rules.agent.bar = match self.agent.bar {
            BarLength::Auto => auto_bar,
            BarLength::Fixed(span) => span,
        };
        rules
    }

    /// How the paper exchange fills and charges.
    #[must_use]
    pub fn terms(&self) -> Terms {
        Terms {
            initial_balance: self.initial_balance(),
            maker_fee: self.paper.maker_fee,
            taker_fee: self.paper.taker_fee,
            half_spread: self.paper.half_spread,
            slippage: self.paper.slippage,
            ..Terms::default()
        }
    }

    /// Paper money that the account starts with; the reconciler and the paper exchange share it.
    #[must_use]
    pub fn initial_balance(&self) -> Money {
        self.rules.reconcile.initial_balance
    }
}

impl Default for SoakSettings {
    fn default() -> Self {
        Self {
            name: None,
            length: Span::from_secs(7 * 86_400),
            seed: 1,
            data: None,
            mode: TradingMode::Paper,
        }
    }
}

impl Default for FeedSettings {
    fn default() -> Self {
        let ticks_per_s = NonZeroU16::MIN.saturating_add(9);
        Self { kind: FeedKind::Synthetic { seed: None }, gap_after: Span::from_secs(600), ticks_per_s }
    }
}

impl Default for VenueSettings {
    fn default() -> Self {
        Self {
            url: VenueUrl::Embedded,
            stream_url: None,
            key_env: "PURPLE_FLEA_API_KEY".into(),
            live_url: None,
            live_stream_url: None,
            live_key_env: None,
            live_account: None,
            connect_timeout: CONNECT_WITHIN,
            total_timeout: ANSWER_WITHIN,
        }
    }
}

impl Default for PaperSettings {
    fn default() -> Self {
        let basis_points = |count| Rate::new(Decimal::new(count, 4));
        Self {
            maker_fee: basis_points(2),
            taker_fee: basis_points(5),
            half_spread: basis_points(1),
            slippage: basis_points(1),
        }
    }
}

impl LogLevel {
    /// The word in the configuration.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warn => "warn",
            Self::Info => "info",
            Self::Debug => "debug",
            Self::Trace => "trace",
        }
    }
}
