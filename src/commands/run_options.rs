//! Everything a run needs to know: flags over file over defaults, checked as a whole.

use std::fmt;
use std::num::NonZeroU32;
use std::path::Path;
use std::str::FromStr;

use secrecy::SecretString;

use super::cli::RunArgs;
use super::failure::Failure;
use super::going_live::{Promotion, live_key};
use super::{config, output, wiring};
use crate::config::{AlertSettings, DataRoot, FeedKind, Settings, SoakFolder, VenueUrl, venue_key};
use crate::model::{Span, Time, TradingMode};
use crate::notify::NotifyRules;

/// Longest run, as in the configuration.
const LENGTH_MAX: Span = Span::from_secs(366 * 86_400);

/// Seconds between two lines of status where nobody watches: a week of them takes 2 MiB instead of 120.
const STATUS_EVERY_S_IN_BACKGROUND: u32 = 60;

/// Everything a run needs to know.
#[derive(Clone, Debug)]
pub struct RunOptions {
    /// What is configured, with the flags already in it.
    pub settings: Settings,
    /// The file that they are from, if there is one.
    pub config: Option<std::path::PathBuf>,
    /// The soak's folder, which may not exist yet.
    pub folder: SoakFolder,
    /// How fast the soak clock runs.
    pub speed: Speed,
    /// When virtual time begins; on a day of its own if nothing is said.
    pub begin: Option<Time>,
    /// What the person sees.
    pub face: Face,
    /// Seconds between two lines of status.
    pub status_every_s: u32,
    /// When it ends.
    pub until: Until,
    /// Who trades.
    pub agent: AgentChoice,
    /// The bundle that is to open the door to real money.
    pub live_bundle: Option<std::path::PathBuf>,
    /// That the door is open; none on paper.
    pub(super) promotion: Option<Promotion>,
    /// The venue's key; `None` for the embedded exchange, or where one on this machine needs none.
    pub key: Option<SecretString>,
    /// Which alerts leave the box; none in virtual time.
    pub alerts: NotifyRules,
}

/// How fast the soak clock runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Speed {
    /// Real time, over real sockets.
    #[default]
    Real,
    /// Virtual time, this many times as fast as real time at most.
    Times(NonZeroU32),
    /// Virtual time, as fast as it goes.
    Max,
    /// Virtual time, as fast as it goes until it is the machine's, and with it from then on.
    CatchUp,
}

/// What the person sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Face {
    /// A line of status per second on standard error, the result on standard output.
    Lines,
    /// A line of JSON per interval on standard output, the last one with the result.
    Json,
    /// Nothing: the dashboard of the same process has the terminal.
    Silent,
}

/// When a run ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Until {
    /// When this much time has passed on the soak clock, or when the feed ends before.
    Length(Span),
    /// When the recording has no more rows.
    FeedEnds,
}

/// Who trades.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AgentChoice {
    /// The built-in moving-average crossover.
    Crossover,
    /// Nobody.
    Nobody,
    /// The program started by this command line.
    Command(String),
}

impl RunOptions {
    /// The options of `args`.
    ///
    /// # Errors
    ///
    /// The configuration is refused, or what the flags say cannot be together.
    pub(super) fn of(args: RunArgs) -> Result<Self, Failure> {
        let mut settings = config::load(args.config.as_deref())?;
        going_live(&mut settings, &args)?;
        settings.feed.kind = args.feed.unwrap_or(settings.feed.kind);
        settings.soak.seed = args.seed.unwrap_or(settings.soak.seed);
        settings.soak.length = args.length.unwrap_or(settings.soak.length);
        if !(Span::from_secs(1) <= settings.soak.length && settings.soak.length <= LENGTH_MAX) {
            return Err(Failure::usage(format!(
                "--length {} is not between 1s and 366d",
                settings.soak.length
            )));
        }
        let configured =
            if settings.rules.agent.enabled { AgentChoice::Crossover } else { AgentChoice::Nobody };
        let agent = args.agent.or(args.agent_command.map(AgentChoice::Command)).unwrap_or(configured);
        settings.rules.agent.enabled = agent == AgentChoice::Crossover;

        let root = args.data.folder.or_else(|| settings.soak.data.as_ref().map(Into::into));
        let root = DataRoot::resolve(root.as_deref())?;
        let name = match args.name.or_else(|| settings.soak.name.clone()) {
            Some(name) => name,
            None => root.free_name(settings.feed.kind.word())?,
        };
        settings.soak.name = Some(name.clone());
        let length = settings.soak.length;
        let speed = args.speed.unwrap_or_default();
        let options = Self {
            live_bundle: args.live,
            promotion: None,
            key: match settings.soak.mode {
                TradingMode::Paper => key(&settings)?,
                // That it is missing is one of the reasons that are told together.
                TradingMode::Live => live_key(&settings).and_then(Result::ok),
            },
            alerts: alerts(&settings.alerts, speed)?,
            config: args.config,
            folder: root.soak(&name),
            speed,
            begin: args.begin,
            face: if args.json { Face::Json } else { Face::Lines },
            status_every_s: if args.in_background { STATUS_EVERY_S_IN_BACKGROUND } else { 1 },
            until: if args.until_feed_ends { Until::FeedEnds } else { Until::Length(length) },
            agent,
            settings,
        };
        options.check()?;
        Ok(options)
    }

    fn check(&self) -> Result<(), Failure> {
        let feed = &self.settings.feed.kind;
        let mode = self.settings.soak.mode;
        let embedded = *self.settings.venue.address(mode).url == VenueUrl::Embedded;
        if let FeedKind::Recording { file } = feed
            && mode == TradingMode::Paper
        {
            readable(file)?;
        }
        if self.until == Until::FeedEnds && !matches!(feed, FeedKind::Recording { .. }) {
            let cause = format!("--until-feed-ends needs a feed that ends, and {feed} does not");
            return Err(Failure::usage(cause).hint("use --feed recording:FILE, or --length"));
        }
        if *feed == FeedKind::Venue && embedded {
            let cause = "--feed venue needs a venue; the embedded exchange has no stream of its own";
            return Err(Failure::usage(cause).hint("set venue.url in the configuration"));
        }
        if self.speed != Speed::Real && !embedded {
            let cause = "--speed other than 1 runs in virtual time, which an outside venue does not keep";
            return Err(Failure::usage(cause).hint("leave --speed out, or venue.url"));
        }
        if self.begin.is_some() && self.speed == Speed::Real {
            let cause = "--begin says when virtual time begins, and --speed 1 keeps the machine's time";
            return Err(Failure::usage(cause).hint("give --speed max or --speed catch-up too"));
        }
        if self.begin.is_some() && !matches!(feed, FeedKind::Synthetic { .. }) {
            let cause = format!("--begin is for the synthetic market; {feed} has times of its own");
            return Err(Failure::usage(cause).hint("leave --begin out, or --feed"));
        }
        Ok(())
    }
}

/// Takes in what `args` say of real money.
///
/// # Errors
///
/// The configuration lacks something for it, or the feed is not the venue's own.
fn going_live(settings: &mut Settings, args: &RunArgs) -> Result<(), Failure> {
    if args.live.is_some() {
        settings.soak.mode = TradingMode::Live;
    }
    if settings.soak.mode == TradingMode::Paper {
        return Ok(());
    }
    let lacks = settings.lacks_for_live();
    if !lacks.is_empty() {
        let lines: Vec<_> = lacks.iter().map(|lack| format!("{}: {}", lack.key, lack.text)).collect();
        return Err(Failure::usage(lines.join("\n")).hint("assets/soak.toml shows every key of [venue]"));
    }
    if args.feed.as_ref().is_some_and(|feed| *feed != FeedKind::Venue) || args.until_feed_ends {
        let cause = "a live run takes its prices from the venue that it trades at";
        return Err(Failure::usage(cause).hint("leave --feed and --until-feed-ends out"));
    }
    // What the file says of feeds and of faults on purpose is for the paper run.
    settings.feed.kind = FeedKind::Venue;
    settings.game_day.enabled = false;
    Ok(())
}

/// The ways out of the box; nothing leaves in virtual time, so that no secret is asked for.
fn alerts(settings: &AlertSettings, speed: Speed) -> Result<NotifyRules, Failure> {
    if speed == Speed::Real {
        return wiring::alerts(settings);
    }
    if !settings.sinks.is_empty() {
        output::words("warning: in virtual time no alert leaves the box; a simulated pager takes them");
    }
    Ok(NotifyRules::default())
}

/// The key for the venue, if it is one that may want one.
pub(super) fn key(settings: &Settings) -> Result<Option<SecretString>, Failure> {
    match &settings.venue.url {
        VenueUrl::Embedded => Ok(None),
        // A paper exchange on this machine may want none; https means somebody else's.
        VenueUrl::Url(url) if url.starts_with("http://") => Ok(venue_key(&settings.venue.key_env).ok()),
        VenueUrl::Url(_) => Ok(Some(venue_key(&settings.venue.key_env)?)),
    }
}

/// Asked before anything is made, so that a slip in a path leaves nothing behind.
pub(super) fn readable(file: &Path) -> Result<(), Failure> {
    let opened = std::fs::File::open(file).and_then(|file| file.metadata());
    match opened {
        Ok(found) if found.is_dir() => {
            Err(Failure::usage(format!("the recording {} is a folder", file.display())))
        }
        Ok(_) => Ok(()),
        Err(cause) => Err(Failure::usage(format!("cannot read the recording {}: {cause}", file.display()))),
    }
}

impl FromStr for Speed {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "1" => Ok(Self::Real),
            "max" => Ok(Self::Max),
            "catch-up" => Ok(Self::CatchUp),
            _ => text
                .parse()
                .map(Self::Times)
                .map_err(|_| "write 1, a larger whole number, max, or catch-up".into()),
        }
    }
}

impl FromStr for AgentChoice {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "crossover" => Ok(Self::Crossover),
            "none" => Ok(Self::Nobody),
            _ => Err("write crossover or none".into()),
        }
    }
}

impl fmt::Display for Speed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Real => f.write_str("1"),
            Self::Times(times) => write!(f, "{times}"),
            Self::Max => f.write_str("max"),
            Self::CatchUp => f.write_str("catch-up"),
        }
    }
}
