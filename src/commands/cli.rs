//! The grammar of the command line. It is a promise: verbs and flags are added, never changed.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use super::alert::AlertVerb;
use super::drill::DrillArgs;
use super::evidence::EvidenceVerb;
use super::gate::GateArgs;
use super::load::LoadArgs;
use super::record::RecordArgs;
use super::regress::RegressArgs;
use super::replay::ReplayArgs;
use super::report::ReportArgs;
use super::run_options::{AgentChoice, Speed};
use super::sim::SimArgs;
use super::verify::VerifyArgs;
use crate::config::{FeedKind, SoakName};
use crate::model::{Span, Time};

/// Soak an autonomous trading agent on paper, and prove that the run was sound.
///
/// Without a verb a soak is started: the embedded paper exchange, the synthetic market, the built-in
/// agent.
#[derive(Debug, Parser)]
#[command(name = "soak", version, args_conflicts_with_subcommands = true)]
pub(super) struct Cli {
    /// What to do; starting a soak if nothing is said.
    #[command(subcommand)]
    pub(super) verb: Option<Verb>,
    /// The flags of `run`, for when no verb is given.
    #[command(flatten)]
    pub(super) run: RunArgs,
}

/// The verbs.
#[derive(Debug, Subcommand)]
pub(super) enum Verb {
    /// Start a soak, or go on with an interrupted one of the same name
    Run(Box<RunArgs>),
    /// Watch a running soak on the dashboard, or look back at one that has ended
    #[cfg(feature = "tui")]
    Attach(AttachArgs),
    /// List the soaks in the data folder
    List(DataArgs),
    /// Show how a soak is
    Status(StatusArgs),
    /// End a soak
    Stop(OperateArgs),
    /// Trip the breaker: cancel resting orders, add no exposure
    Trip(OperateArgs),
    /// Arm the breaker again after a trip
    Reset(ResetArgs),
    /// Hold entries back; closing goes on
    Pause(OperateArgs),
    /// End a pause
    Resume(OperateArgs),
    /// Trip the breaker and close every position
    Flatten(OperateArgs),
    /// Try out or acknowledge alerts, and see how they leave
    #[command(subcommand)]
    Alert(AlertVerb),
    /// Rehearse failures: crashes, storms, partitions, full disks
    Drill(DrillArgs),
    /// Put a multiple of a soak's requests on a paper venue and measure
    Load(LoadArgs),
    /// Decide go or no-go, item by item: 0 is GO, 1 NO-GO, 2 could not judge
    Gate(GateArgs),
    /// Try worlds from seeds, with faults, and look at every law in every step
    Sim(SimArgs),
    /// Import, list and gather what the gate judges by
    #[command(subcommand)]
    Evidence(EvidenceVerb),
    /// Cut a session of market data out of a soak, running or ended
    Record(RecordArgs),
    /// Run the agent over a session, or look back at a soak that has ended or at the trace of a seed
    Replay(Box<ReplayArgs>),
    /// Run every session of a folder against what is expected of the agent
    Regress(RegressArgs),
    /// Write the report of a soak: a page, Markdown, JSON, or a bundle for somebody else
    Report(ReportArgs),
    /// Check a soak's journal, or a bundle on any machine
    Verify(VerifyArgs),
    /// Serve the paper exchange alone, for any client
    Venue(VenueArgs),
    /// Check or print a configuration
    #[command(subcommand)]
    Config(ConfigVerb),
    /// Look whether this machine is ready for a week
    Doctor(DoctorArgs),
    /// Print a script that completes this command in a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

/// Flags of `run`.
#[derive(Debug, Default, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is one flag of the command line")]
pub(super) struct RunArgs {
    /// Read this configuration
    #[arg(long, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
    /// Name the soak; without it: synthetic-1, synthetic-2, …
    #[arg(long)]
    pub(super) name: Option<SoakName>,
    #[command(flatten)]
    pub(super) data: DataArgs,
    /// Print lines of status instead of a dashboard
    #[arg(long)]
    pub(super) headless: bool,
    /// Run in the background; `soak attach`, `soak status` and `soak stop` reach it
    #[arg(long, conflicts_with = "foreground")]
    pub(super) detach: bool,
    /// Keep the soak and its dashboard in one process: the soak ends with it
    #[arg(long, conflicts_with = "headless")]
    pub(super) foreground: bool,
    #[cfg(feature = "tui")]
    #[command(flatten)]
    pub(super) screen: ScreenArgs,
    // Given by --detach to the process that it starts.
    #[arg(long, hide = true)]
    pub(super) in_background: bool,
    /// Trade with real money, proven by this bundle of the paper soak; the account's name is asked for
    #[arg(long, value_name = "BUNDLE")]
    pub(super) live: Option<PathBuf>,
    /// Where ticks come from: synthetic, synthetic:SEED, recording:FILE or venue
    #[arg(long)]
    pub(super) feed: Option<FeedKind>,
    /// How long to run, on the soak clock: 60s, 12h, 7d
    #[arg(long, value_name = "SPAN")]
    pub(super) length: Option<Span>,
    /// How fast: 1 is real time over sockets, 1000 or max is virtual time; catch-up too, until it is now
    #[arg(long)]
    pub(super) speed: Option<Speed>,
    /// When virtual time begins, in UTC: 2026-01-31, or 2026-01-31T03:14:07Z
    #[arg(long, value_name = "TIME")]
    pub(super) begin: Option<Time>,
    /// The seed of everything drawn by chance
    #[arg(long, value_parser = clap::value_parser!(u64).range(..=i64::MAX.unsigned_abs()))]
    pub(super) seed: Option<u64>,
    /// Which agent: crossover or none
    #[arg(long)]
    pub(super) agent: Option<AgentChoice>,
    // Shown in the help as soon as agents in other processes can connect.
    #[arg(long, value_name = "COMMAND", hide = true, conflicts_with = "agent")]
    pub(super) agent_command: Option<String>,
    /// Run until the recording has no more rows, whatever its length
    #[arg(long, conflicts_with = "length")]
    pub(super) until_feed_ends: bool,
    /// Print status as lines of JSON; the last one is the result
    #[arg(long)]
    pub(super) json: bool,
}

/// Arguments of `attach`.
#[cfg(feature = "tui")]
#[derive(Debug, Args)]
pub(super) struct AttachArgs {
    /// The soak; the only running one if left out
    pub(super) name: Option<SoakName>,
    #[command(flatten)]
    pub(super) data: DataArgs,
    /// Watch only: no key acts on the soak
    #[arg(long)]
    pub(super) read_only: bool,
    #[command(flatten)]
    pub(super) screen: ScreenArgs,
    /// Draw the dashboard once into this SVG file instead of the terminal
    #[arg(long, value_name = "FILE")]
    pub(super) svg: Option<PathBuf>,
    /// The size of that drawing, in columns and rows
    #[arg(long, value_name = "COLSxROWS", default_value = "120x40", requires = "svg")]
    pub(super) size: DrawingSize,
}

/// How the dashboard looks.
#[cfg(feature = "tui")]
#[derive(Clone, Debug, Default, Args)]
pub(super) struct ScreenArgs {
    /// Its theme; T cycles through all of them
    #[arg(long, value_name = "THEME")]
    pub(super) theme: Option<String>,
    /// Most frames drawn per second when no key is pressed
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=30))]
    pub(super) fps: Option<u16>,
    /// Use ASCII characters only
    #[arg(long)]
    pub(super) ascii: bool,
}

/// Columns and rows.
#[cfg(feature = "tui")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct DrawingSize {
    pub(super) columns: u16,
    pub(super) rows: u16,
}

#[cfg(feature = "tui")]
impl std::str::FromStr for DrawingSize {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let read = |text: &str| text.parse::<u16>().ok().filter(|count| (1..=500).contains(count));
        let size = text.split_once('x').and_then(|(columns, rows)| Some((read(columns)?, read(rows)?)));
        let (columns, rows) =
            size.ok_or_else(|| format!("{text:?} is not a size: write columns and rows, such as 120x40"))?;
        Ok(Self { columns, rows })
    }
}

/// Where soaks live.
#[derive(Debug, Default, Args)]
pub(super) struct DataArgs {
    /// The data folder instead of the one that `SOAK_DATA` names
    #[arg(long = "data", value_name = "DIR")]
    pub(super) folder: Option<PathBuf>,
}

/// Arguments of `status`.
#[derive(Debug, Args)]
pub(super) struct StatusArgs {
    /// The soak; the only running one if left out
    pub(super) name: Option<SoakName>,
    #[command(flatten)]
    pub(super) data: DataArgs,
    /// Print one JSON object
    #[arg(long)]
    pub(super) json: bool,
}

/// Arguments of the verbs that act on a running soak.
#[derive(Debug, Args)]
pub(super) struct OperateArgs {
    /// The soak; the only running one if left out
    pub(super) name: Option<SoakName>,
    #[command(flatten)]
    pub(super) data: DataArgs,
    /// Why, for the record
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub(super) reason: String,
}

/// Arguments of `reset`.
#[derive(Debug, Args)]
pub(super) struct ResetArgs {
    /// The soak; the only running one if left out
    pub(super) name: Option<SoakName>,
    #[command(flatten)]
    pub(super) data: DataArgs,
    /// Why it is safe to trade again, for the record
    #[arg(long, value_name = "TEXT", required = true, value_parser = clap::builder::NonEmptyStringValueParser::new())]
    pub(super) reason: String,
}

/// What a file of faults looks like.
const FAULTS_EXAMPLE: &str = "\
A file of faults has one window for each, counted from when the exchange can be reached:

    seed = 7                # who is struck, where not all are; 1 if left out

    [[fault]]
    from = \"30s\"
    for = \"1m\"
    fault = \"reply_lost\"  # the order is executed, its answer is not heard
    share = \"0.2\"         # one in five; all if left out
    routes = [\"order\"]    # all if left out
    label = \"lossy line\"

    [[fault]]
    from = \"2m\"
    for = \"30s\"
    fault = { rate_limited = { retry_after = { seconds = \"5s\" } } }

    [[fault]]
    from = \"3m\"
    for = \"10s\"
    fault = { price_jump = { by = \"-0.4\" } }
    symbol = \"BTC\"

Example: soak venue --listen 127.0.0.1:8787 --faults faults.toml";

/// Flags of `venue`.
#[derive(Debug, Args)]
#[command(after_long_help = FAULTS_EXAMPLE)]
pub(super) struct VenueArgs {
    /// The address to listen at
    #[arg(long, default_value = "127.0.0.1:8787", value_name = "ADDRESS")]
    pub(super) listen: SocketAddr,
    /// Where its prices come from: synthetic, synthetic:SEED or recording:FILE
    #[arg(long)]
    pub(super) feed: Option<FeedKind>,
    /// The folder of its account, orders and fills
    #[arg(long, value_name = "DIR")]
    pub(super) data: Option<PathBuf>,
    /// Read fees and balance from this configuration
    #[arg(long, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
    /// Let go wrong what this file says, and when (--help shows one)
    #[arg(long, value_name = "FILE")]
    pub(super) faults: Option<PathBuf>,
    /// Play a live venue: say that execution is real, to rehearse going live
    #[arg(long)]
    pub(super) play_live: bool,
}

/// What to do with a configuration.
#[derive(Debug, Subcommand)]
pub(super) enum ConfigVerb {
    /// Name every problem in a file, or print ok
    Check {
        /// The file
        file: PathBuf,
    },
    /// Print what is in force, defaults included, as TOML
    Print {
        /// The file; the defaults alone if left out
        file: Option<PathBuf>,
    },
}

/// Flags of `doctor`.
#[derive(Debug, Args)]
pub(super) struct DoctorArgs {
    #[command(flatten)]
    pub(super) data: DataArgs,
    /// Look with this configuration
    #[arg(long, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
    /// Print one JSON object
    #[arg(long)]
    pub(super) json: bool,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_grammar_holds_together() {
        Cli::command().debug_assert();
    }

    #[test]
    fn running_needs_no_verb() {
        let without = Cli::try_parse_from(["soak", "--headless", "--seed", "7"]).unwrap();
        assert!(without.verb.is_none() && without.run.headless && without.run.seed == Some(7));
        let with = Cli::try_parse_from(["soak", "run", "--headless", "--seed", "7"]).unwrap();
        assert!(matches!(with.verb, Some(Verb::Run(args)) if args.headless && args.seed == Some(7)));
    }

    #[test]
    fn a_reset_needs_a_reason() {
        assert!(Cli::try_parse_from(["soak", "reset", "a"]).is_err());
        assert!(Cli::try_parse_from(["soak", "reset", "a", "--reason", ""]).is_err());
        assert!(Cli::try_parse_from(["soak", "reset", "a", "--reason", "feed mended"]).is_ok());
    }
}
