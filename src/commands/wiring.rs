//! Where options meet the runtime and the simulation.

use std::io;
use std::num::NonZeroU32;
use std::path::Path;
use std::time::Duration;

use color_eyre::eyre::Report;
use secrecy::SecretString;
use tracing_subscriber::filter::LevelFilter;

use super::evidence::ScanAtStart;
use super::failure::{Exit, Failure};
use super::run_options::{AgentChoice, Face, RunOptions, Speed, Until};
use super::venue::VenueOptions;
use super::{agent, output};
use crate::clock::Clock;
use crate::config::{AlertSettings, FeedKind, LogLevel, REHEARSALS_MAX, Settings, VenueUrl, sink_secret};
use crate::market::{Feed, Recording, SyntheticSettings};
use crate::model::{Markets, Span, Stage, StagePrices, StageTime, Symbol, TradingMode};
use crate::notify::{NotifyRules, Sink, WaySettings};
use crate::runtime::{
    Console, FeedSource, GameDayPlan, Labels, Pace, Plan, RunError, VenuePlan, Voice, run_live, run_virtual,
    serve_venue,
};
use crate::snapshot::Ended;
use crate::venue::{VenueClient, VenueSettings};

/// Bars of the synthetic market: short, so that a newcomer sees trades at once.
const BAR_SYNTHETIC: Span = Span::from_secs(5);

/// Bars over a venue's own stream.
const BAR_TICKS: Span = Span::from_secs(60);

/// Times that a venue is asked for its markets before a run is refused: with the second between two of
/// them enough for a venue that starts now, and not too long for a person who mistyped its address.
const MARKETS_TRIES: u32 = 6;

/// Time between two of these questions.
const MARKETS_TRY_EVERY: Duration = Duration::from_secs(1);

/// Threads that serve sockets beside the pump's own.
const WORKERS: usize = 2;

/// Runs a soak to its end.
///
/// # Errors
///
/// The soak could not begin, or ended by a fault.
pub(super) fn run(options: &RunOptions) -> Result<Exit, Failure> {
    if let AgentChoice::Command(_) = options.agent {
        let cause = "agents in processes of their own cannot be soaked by this version yet";
        return Err(Failure::usage(cause).hint("--agent crossover is the built-in one"));
    }
    let clock = Clock::start();
    runtime()?.block_on(async {
        let plan = plan(options, clock).await?;
        let mut console = console(options);
        // In virtual time a week is over before a search is.
        let fingerprints = || plan.to_prove.fingerprints.clone();
        let _scan = matches!(plan.pace, Pace::Real).then(|| ScanAtStart::begin(options, fingerprints()));
        let ended = match plan.pace {
            Pace::Real => run_live(plan, clock, &mut console).await,
            Pace::Times(_) | Pace::Max | Pace::CatchUp => run_virtual(plan, clock, &mut console).await,
        };
        let result = ended.map_err(told)?;
        match (result.ended, result.fault) {
            (Ended::Fault, why) => Err(Failure::fault(why.unwrap_or_else(|| "the soak broke".to_owned()))
                .hint("the fault stands in its journal; once the cause is gone, begin anew under another --name")),
            _ => Ok(Exit::Fine),
        }
    })
}

/// Serves the paper exchange until the process is told to end.
///
/// # Errors
///
/// The exchange could not be served, or its feed broke.
pub(super) fn venue(options: &VenueOptions) -> Result<Exit, Failure> {
    let settings = &options.settings;
    let (source, _) = source(&settings.feed.kind, settings.soak.seed)?;
    if let Some(faults) = &options.faults {
        super::venue::refuse_strangers(faults, source.markets())?;
    }
    let terms = settings.terms();
    let clock = Clock::start();
    let mut words = io::stderr();
    let (place, faults) = ((options.folder.as_path(), options.listen), options.faults.as_ref());
    runtime()?
        .block_on(serve_venue(place, source, terms, faults, options.plays, clock, &mut words))
        .map_err(told)?;
    Ok(Exit::Fine)
}

async fn plan(options: &RunOptions, clock: Clock) -> Result<Plan, Failure> {
    let settings = &options.settings;
    let mode = settings.soak.mode;
    let address = settings.venue.address(mode);
    let (venue, bar) = match address.url {
        VenueUrl::Embedded => {
            let (source, bar) = source(&settings.feed.kind, settings.soak.seed)?;
            let source = source.beginning(options.begin);
            let terms = settings.terms();
            let game_day = game_day(settings, source.markets())?;
            let venue = VenuePlan::embedded(source, terms)
                .with_timeouts(settings.venue.connect_timeout, settings.venue.total_timeout);
            (
                match game_day {
                    Some(plan) => venue.with_game_day(plan),
                    None => venue,
                },
                bar,
            )
        }
        VenueUrl::Url(url) => {
            let way = (url.as_str(), address.stream_url);
            let settings = external(way, settings, options.key.as_ref())?.with_mode(mode);
            let client = VenueClient::new(settings.clone(), clock).map_err(RunError::from).map_err(told)?;
            let markets = markets(&client).await?;
            (VenuePlan::External { settings, markets }, BAR_TICKS)
        }
    };
    Ok(Plan {
        name: options.folder.name().to_string(),
        folder: options.folder.path().to_owned(),
        rules: settings.rules_with(bar),
        seed: settings.soak.seed,
        length: match options.until {
            Until::Length(length) => Some(length),
            Until::FeedEnds => None,
        },
        gap_after: settings.feed.gap_after,
        pace: match options.speed {
            Speed::Real => Pace::Real,
            Speed::Times(times) => Pace::Times(NonZeroU32::get(times)),
            Speed::Max => Pace::Max,
            Speed::CatchUp => Pace::CatchUp,
        },
        venue,
        log_level: level(settings.logs.level),
        labels: labels(options),
        alerts: options.alerts.clone(),
        to_prove: to_prove(options)?,
    })
}

/// What the run is set out to prove, under limits that nobody moves while it runs.
fn to_prove(options: &RunOptions) -> Result<crate::model::Plan, Failure> {
    let settings = &options.settings;
    assert!(
        (settings.soak.mode == TradingMode::Live) == options.promotion.is_some(),
        "Invariant: a run trades with real money if the door was opened, and only then"
    );
    let (fingerprints, promoted_by) = match &options.promotion {
        Some(promotion) => (promotion.fingerprints.clone(), Some(promotion.by.clone())),
        None => (agent::fingerprints(settings)?, None),
    };
    let (mode, gate, ramp) = (settings.soak.mode, settings.gate.clone(), settings.ramp.clone());
    let time = match options.speed {
        Speed::Real => StageTime::Real,
        Speed::Times(_) | Speed::Max | Speed::CatchUp => StageTime::Virtual,
    };
    let prices = match (settings.venue.address(mode).url, &settings.feed.kind) {
        (VenueUrl::Url(_), _) | (_, FeedKind::Venue) => StagePrices::Venue,
        (VenueUrl::Embedded, FeedKind::Synthetic { .. }) => StagePrices::Synthetic,
        (VenueUrl::Embedded, FeedKind::Recording { .. }) => StagePrices::Recorded,
    };
    let stage = Stage { time, prices };
    Ok(crate::model::Plan { fingerprints, mode, stage, promoted_by, gate, ramp })
}

/// The ways out of the box, each with its secret from the environment.
pub(super) fn alerts(settings: &AlertSettings) -> Result<NotifyRules, Failure> {
    let AlertSettings { repeat_first, repeat_max, timeout, sinks } = settings;
    let sinks = sinks.iter().map(|sink| {
        let way = match (&sink.webhook, &sink.secret_env, sink.command.split_first()) {
            (Some(url), Some(variable), _) => {
                let secret = sink_secret(&sink.name, variable)?;
                WaySettings::Webhook { url: url.clone(), secret }
            }
            (None, _, Some((program, arguments))) => {
                WaySettings::Command { program: program.into(), arguments: arguments.to_vec() }
            }
            _ => return Err(Failure::usage(format!("the sink {} has no way out", sink.name))),
        };
        Sink::new(&sink.name, sink.severities.clone(), way, *timeout)
            .map_err(|error| Failure::usage(error.to_string()))
    });
    let sinks = sinks.collect::<Result<_, _>>()?;
    Ok(NotifyRules { repeat_first: *repeat_first, repeat_max: *repeat_max, sinks })
}

/// What is injected on purpose, if anything may be.
fn game_day(settings: &Settings, markets: &Markets) -> Result<Option<GameDayPlan>, Failure> {
    if !settings.game_day.enabled {
        return Ok(None);
    }
    let length = settings.soak.length;
    let windows: Vec<_> = settings.game_day.windows(length).take(REHEARSALS_MAX + 1).collect();
    if windows.len() > REHEARSALS_MAX {
        let cause = format!("[game_day] opens more than {REHEARSALS_MAX} windows in {length}");
        return Err(Failure::usage(cause).hint("open them less often, or give a shorter --length"));
    }
    let known = |symbol: &Symbol| markets.iter().any(|(_, market)| market.symbol == *symbol);
    if let Some(symbol) = windows.iter().filter_map(|window| window.symbol.as_ref()).find(|name| !known(name))
    {
        let cause = format!("[game_day] strikes {symbol}, which the feed does not have");
        let names: Vec<_> = markets.iter().map(|(_, market)| market.symbol.as_str()).collect();
        return Err(
            Failure::usage(cause).hint(format!("it has {}; without symbol all are struck", names.join(", ")))
        );
    }
    Ok(Some(GameDayPlan { seed: settings.game_day.seed, windows }))
}

/// What screens call the parts of the run.
fn labels(options: &RunOptions) -> Labels {
    let settings = &options.settings;
    let mode = settings.soak.mode;
    let (venue, feed) = match settings.venue.address(mode).url {
        VenueUrl::Embedded => ("embedded".to_owned(), settings.feed.kind.clone()),
        VenueUrl::Url(url) => (host(url).to_owned(), FeedKind::Venue),
    };
    let feed = match feed {
        FeedKind::Synthetic { seed: None } => FeedKind::Synthetic { seed: Some(settings.soak.seed) },
        named => named,
    };
    let agent = match &options.agent {
        AgentChoice::Crossover => "crossover",
        AgentChoice::Nobody => "none",
        AgentChoice::Command(_) => "command",
    };
    let variable = match mode {
        TradingMode::Paper => Some(settings.venue.key_env.clone()),
        TradingMode::Live => settings.venue.live_key_env.clone(),
    };
    let key_env = variable.filter(|_| options.key.is_some());
    Labels {
        venue,
        feed: feed.to_string(),
        agent: agent.to_owned(),
        key_env,
        configuration: settings.print(),
    }
}

/// The host of an address, with its port if it has one.
fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or(rest)
}

/// The venue's markets. A venue that is started together with the soak may need a moment.
///
/// Cancel safe: nothing but questions are asked.
async fn markets(client: &VenueClient) -> Result<Markets, Failure> {
    let mut tries = 1;
    loop {
        match client.markets().await {
            Ok(markets) => return Ok(markets),
            Err(error) if tries == MARKETS_TRIES => return Err(told(RunError::from(error))),
            Err(error) if tries == 1 => output::words(&format!("waiting for the venue: {error}")),
            Err(_) => {}
        }
        tries += 1;
        tokio::time::sleep(MARKETS_TRY_EVERY).await;
    }
}

/// The feed, and the bar that suits it.
pub(super) fn source(kind: &FeedKind, soak_seed: u64) -> Result<(FeedSource, Span), Failure> {
    match kind {
        FeedKind::Synthetic { seed } => {
            let seed = seed.unwrap_or(soak_seed);
            Ok((FeedSource::synthetic(seed, SyntheticSettings::default()), BAR_SYNTHETIC))
        }
        FeedKind::Recording { file } => recording(file),
        FeedKind::Venue => Err(Failure::usage("the embedded exchange needs a feed of its own")
            .hint("use --feed synthetic or --feed recording:FILE")),
    }
}

fn recording(file: &Path) -> Result<(FeedSource, Span), Failure> {
    let recording = Recording::open(file).map_err(RunError::from).map_err(told)?;
    let skipped = recording.skipped();
    if skipped.count() > 0 {
        let (count, file) = (skipped.count(), file.display());
        let rows = if count == 1 { "row" } else { "rows" };
        output::words(&format!("warning: {count} {rows} of {file} left out"));
        for row in skipped.first() {
            output::words(&format!("  {row}"));
        }
    }
    let bar = recording.survey().kind.agent_bar();
    Ok((FeedSource::Recording(Box::new(recording)), bar))
}

pub(super) fn external(
    (url, stream_url): (&str, Option<&str>),
    settings: &Settings,
    key: Option<&SecretString>,
) -> Result<VenueSettings, Failure> {
    let venue = &settings.venue;
    let build = || {
        let mut built = VenueSettings::new(url)?.with_timeouts(venue.connect_timeout, venue.total_timeout);
        if let Some(stream) = stream_url {
            built = built.with_stream_url(stream)?;
        }
        // The paper exchange wants some key, and takes any.
        Ok(built.with_key(key.cloned().unwrap_or_else(|| SecretString::from("paper"))))
    };
    build().map_err(|error: crate::venue::VenueError| told(error.into()))
}

fn level(level: LogLevel) -> LevelFilter {
    match level {
        LogLevel::Error => LevelFilter::ERROR,
        LogLevel::Warn => LevelFilter::WARN,
        LogLevel::Info => LevelFilter::INFO,
        LogLevel::Debug => LevelFilter::DEBUG,
        LogLevel::Trace => LevelFilter::TRACE,
    }
}

fn console(options: &RunOptions) -> Console {
    let voice = match options.face {
        Face::Lines | Face::Silent => Voice::Words,
        Face::Json => Voice::Json,
    };
    let (data, words): (Box<dyn io::Write + Send>, Box<dyn io::Write + Send>) = match options.face {
        Face::Silent => (Box::new(io::sink()), Box::new(io::sink())),
        Face::Lines | Face::Json => (Box::new(io::stdout()), Box::new(io::stderr())),
    };
    Console::new(voice, data, words, options.status_every_s)
}

pub(super) fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    let built = tokio::runtime::Builder::new_multi_thread().worker_threads(WORKERS).enable_all().build();
    built.map_err(|error| Report::new(error).wrap_err("start the async runtime").into())
}

/// A run that never began was asked for wrongly; one that ended early broke.
fn told(error: RunError) -> Failure {
    if error.is_usage() { Failure::usage(error.to_string()) } else { Failure::Fault(Report::new(error)) }
}
