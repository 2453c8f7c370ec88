//! What is to be run: everything decided before the first tick.

use std::path::PathBuf;

use sha2::{Digest, Sha256};
use tracing_subscriber::filter::LevelFilter;

use super::GameDayPlan;
use crate::event::{Genesis, Input};
use crate::market::{Feed, Recording, Synthetic, SyntheticSettings};
use crate::model::{ANSWER_WITHIN, CONNECT_WITHIN, Markets, Rules, SoakId, Span, Time};
use crate::notify::NotifyRules;
use crate::paper::Terms;
use crate::snapshot::Vitals;
use crate::venue::VenueSettings;

/// When the synthetic market begins under virtual time if nobody says when: 2026-01-01T00:00:00Z.
const VIRTUAL_BEGIN: Time = Time::from_millis(1_767_225_600_000);

/// One run of one soak.
#[derive(Debug)]
pub struct Plan {
    /// The soak's name.
    pub name: String,
    /// Its folder.
    pub folder: PathBuf,
    /// The numbers it is bound by.
    pub rules: Rules,
    /// The seed of everything drawn by chance around the engine.
    pub seed: u64,
    /// How long it runs, on the soak clock; none until the feed ends or somebody stops it.
    pub length: Option<Span>,
    /// A silence of all markets longer than this stops the soak clock.
    pub gap_after: Span,
    /// How fast time passes.
    pub pace: Pace,
    /// Which venue is traded at.
    pub venue: VenuePlan,
    /// The least important line of the log.
    pub log_level: LevelFilter,
    /// What screens call its parts.
    pub labels: Labels,
    /// Which alerts leave the box, in real time only.
    pub alerts: NotifyRules,
    /// What it was set out to prove, and the limits that it is judged by.
    pub to_prove: crate::model::Plan,
}

/// What screens call the parts of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Labels {
    /// Where it trades: `embedded`, or the venue's host.
    pub venue: String,
    /// Where prices come from, as on the command line: `synthetic:7`.
    pub feed: String,
    /// Who trades: `crossover`, `none`.
    pub agent: String,
    /// The variable that the venue's key was taken from; none when the venue needs none.
    pub key_env: Option<String>,
    /// The whole configuration in force, as TOML without secrets; kept beside the journal. Empty where there
    /// is none.
    pub configuration: String,
}

/// How fast time passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// As it does: real sockets, real clock.
    Real,
    /// So many times faster, in the simulated world.
    Times(u32),
    /// As fast as the machine can, in the simulated world.
    Max,
    /// As fast as the machine can until virtual time is the machine's, and with it from then on.
    CatchUp,
}

/// Which venue is traded at.
#[derive(Debug)]
pub enum VenuePlan {
    /// The paper exchange in this process, over this feed.
    Embedded {
        /// Where its ticks come from, until the folder is opened with it.
        source: Option<FeedSource>,
        /// The markets that the ticks are of.
        markets: Markets,
        /// How it fills and charges.
        terms: Terms,
        /// What is injected on purpose, and whether people may add to it; none where nothing may be.
        game_day: Option<GameDayPlan>,
        /// How long it is waited for: until connected, and until the whole answer is there.
        within: (Span, Span),
    },
    /// An exchange elsewhere, with its own market data.
    External {
        /// How it is reached.
        settings: VenueSettings,
        /// The markets to trade there.
        markets: Markets,
    },
}

/// Where the embedded exchange's ticks come from.
#[derive(Debug)]
pub enum FeedSource {
    /// The synthetic market.
    Synthetic {
        /// Its seed.
        seed: u64,
        /// Its markets and rates.
        settings: SyntheticSettings,
        /// Its markets as a table.
        markets: Markets,
        /// When it begins under virtual time, if somebody says so.
        begin: Option<Time>,
    },
    /// A recording.
    Recording(Box<Recording>),
}

impl FeedSource {
    /// The synthetic market of `seed`.
    #[must_use]
    pub fn synthetic(seed: u64, settings: SyntheticSettings) -> Self {
        let markets = Markets::new(settings.markets.iter().map(|market| market.market.clone()));
        Self::Synthetic { seed, settings, markets, begin: None }
    }

    /// The same, beginning at `at` under virtual time. A recording begins when it did.
    #[must_use]
    pub fn beginning(mut self, at: Option<Time>) -> Self {
        if let Self::Synthetic { begin, .. } = &mut self {
            *begin = at;
        }
        self
    }

    /// When somebody has said that it begins.
    pub(super) const fn asked_begin(&self) -> Option<Time> {
        match self {
            Self::Synthetic { begin, .. } => *begin,
            Self::Recording(_) => None,
        }
    }

    /// The markets that the ticks are of.
    #[must_use]
    pub fn markets(&self) -> &Markets {
        match self {
            Self::Synthetic { markets, .. } => markets,
            Self::Recording(recording) => recording.markets(),
        }
    }

    /// When the soak over it begins, for a run that begins at `now`: a recording begins with its
    /// first row and the synthetic market, under virtual time, on the same day unless somebody says when.
    #[must_use]
    pub fn begins_at(&self, pace: Pace, now: Time) -> Time {
        match (pace, self) {
            (Pace::Real, _) => now,
            (_, Self::Synthetic { begin, .. }) => begin.unwrap_or(VIRTUAL_BEGIN),
            (_, Self::Recording(recording)) => recording.survey().first,
        }
    }

    /// The time of a recording's first row; the synthetic market has none, as it lives in the soak's
    /// own time.
    #[must_use]
    pub fn first_row(&self) -> Option<Time> {
        match self {
            Self::Synthetic { .. } => None,
            Self::Recording(recording) => Some(recording.survey().first),
        }
    }

    /// The feed of a soak that began at `began_at`.
    #[must_use]
    pub fn open(self, began_at: Time) -> Box<dyn Feed> {
        match self {
            Self::Synthetic { seed, settings, .. } => Box::new(Synthetic::new(seed, began_at, settings)),
            Self::Recording(recording) => recording,
        }
    }
}

impl VenuePlan {
    /// The markets that are traded.
    #[must_use]
    pub fn markets(&self) -> &Markets {
        match self {
            Self::Embedded { markets, .. } | Self::External { markets, .. } => markets,
        }
    }

    /// The embedded exchange over `source`.
    #[must_use]
    pub fn embedded(source: FeedSource, terms: Terms) -> Self {
        let markets = source.markets().clone();
        let within = (CONNECT_WITHIN, ANSWER_WITHIN);
        Self::Embedded { source: Some(source), markets, terms, game_day: None, within }
    }

    /// The same with other time-outs of the embedded exchange. A venue elsewhere has them in its settings.
    #[must_use]
    pub fn with_timeouts(mut self, connect: Span, total: Span) -> Self {
        if let Self::Embedded { within, .. } = &mut self {
            *within = (connect, total);
        }
        self
    }

    /// The same with faults that are injected on purpose. A venue elsewhere stays as it is: what reaches it
    /// is never broken on purpose.
    #[must_use]
    pub fn with_game_day(mut self, plan: GameDayPlan) -> Self {
        if let Self::Embedded { game_day, .. } = &mut self {
            *game_day = Some(plan);
        }
        self
    }

    /// What is injected on purpose.
    pub(super) const fn game_day(&self) -> Option<&GameDayPlan> {
        match self {
            Self::Embedded { game_day, .. } => game_day.as_ref(),
            Self::External { .. } => None,
        }
    }

    /// Takes the feed's source out, to be opened.
    pub(super) fn take_source(&mut self) -> Option<FeedSource> {
        match self {
            Self::Embedded { source, .. } => source.take(),
            Self::External { .. } => None,
        }
    }

    /// Whether the venue runs on this machine.
    #[must_use]
    pub fn is_local(&self) -> bool {
        match self {
            Self::Embedded { .. } => true,
            Self::External { settings, .. } => settings.is_loopback(),
        }
    }
}

impl Plan {
    /// What the soak begins with, over the embedded exchange's `feed` if there is one.
    #[must_use]
    pub fn genesis(&self, soak: SoakId, feed: Option<&dyn Feed>) -> Genesis {
        let slow = usize::from(self.rules.agent.slow);
        let history = feed.map_or_else(Vec::new, |feed| feed.history(self.rules.agent.bar, slow));
        Genesis {
            soak,
            rules: self.rules.clone(),
            markets: self.venue.markets().clone(),
            gap_after: self.gap_after,
            history,
            seed: self.seed,
            venue_is_local: self.venue.is_local(),
        }
    }

    /// What it was set out to prove, as the input after each start.
    pub(super) fn set_out(&self) -> Input {
        Input::Plan(Box::new(self.to_prove.clone()))
    }

    /// What pictures of the run say beside what the engine knows.
    pub(super) fn vitals(&self) -> Vitals {
        let Labels { venue, feed, agent, key_env, .. } = self.labels.clone();
        let (name, length) = (self.name.clone(), self.length);
        Vitals { name, length, venue, feed, agent, key_env, ..Vitals::default() }
    }

    /// Ids that tell this soak's orders from every other's. Under virtual time the exchange is new
    /// and its own, so the id comes from what is run and two runs of it are the same to the byte;
    /// in real time it comes from the moment.
    #[must_use]
    pub fn soak_id(&self, moment: Time) -> SoakId {
        let what = match self.pace {
            Pace::Real => format!("{} {} {}", self.name, moment.as_micros(), std::process::id()),
            Pace::Times(_) | Pace::Max | Pace::CatchUp => {
                let rehearsed = self.venue.game_day().map(|plan| format!(" {plan:?}")).unwrap_or_default();
                format!("{} {:?} {:?}{rehearsed}", self.seed, self.rules, self.venue.markets())
            }
        };
        let digest = Sha256::digest(what.as_bytes());
        let number = digest.iter().take(5).fold(0_u64, |number, byte| (number << 8) | u64::from(*byte));
        SoakId::new(&format!("{number:010x}"))
    }
}
