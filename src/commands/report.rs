//! `soak report`: a whole run as a page, as Markdown, as JSON, or as a bundle for somebody else.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::Args;

use super::cli::DataArgs;
use super::failure::{Exit, Failure};
use super::retraced::{Around, Retraced, retrace};
use super::{output, target};
use crate::bundle::{Contents, JournalMark, make};
use crate::config::{Settings, SoakFolder, SoakName};
use crate::gate::{Facts, Store};
use crate::journal::replace_private;
use crate::model::Seq;
use crate::report::{SoakReport, report_html, report_markdown};

/// Arguments of `report`.
#[derive(Debug, Args)]
pub(super) struct ReportArgs {
    /// The soak; the only running one if left out
    name: Option<SoakName>,
    #[command(flatten)]
    data: DataArgs,
    /// The file to write: .html, .md or .json says as what; standard output gets Markdown if left out
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Pack the evidence and all that is judged into one file that soak verify checks on any machine
    #[arg(long, requires = "output")]
    bundle: bool,
    /// The configuration that the soak was started with, where its folder keeps none
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

/// Writes the report that `args` ask for.
///
/// # Errors
///
/// There is no such soak, its journal cannot be read, or the file cannot be written.
pub(super) fn report(args: &ReportArgs) -> Result<Exit, Failure> {
    let form = Form::of(args)?;
    let soak = target::soak(args.name.as_ref(), &args.data)?;
    let around = Around::of(&soak, args.config.as_deref())?;
    let retraced = retrace(soak.path(), None).map_err(|error| Failure::no(error.to_string()))?;
    if !retraced.examined.is_sound() {
        output::words("warning: the journal is damaged, the report ends there; soak verify says where");
    }
    let text = match form {
        Form::Bundle => return bundle(args, &soak, around, retraced),
        Form::Html => report_html(&around.report(retraced)),
        Form::Markdown => report_markdown(&around.report(retraced)),
        Form::Json => json(&around.report(retraced))?,
    };
    match &args.output {
        Some(file) => {
            write(file, text.as_bytes())?;
            output::words(&format!("written: {}", file.display()));
        }
        None => output::line(text.trim_end())?,
    }
    Ok(Exit::Fine)
}

/// What is written.
enum Form {
    Html,
    Markdown,
    Json,
    Bundle,
}

impl Form {
    fn of(args: &ReportArgs) -> Result<Self, Failure> {
        if args.bundle {
            return Ok(Self::Bundle);
        }
        let Some(file) = &args.output else { return Ok(Self::Markdown) };
        match file.extension().and_then(|extension| extension.to_str()) {
            Some("html" | "htm") => Ok(Self::Html),
            Some("md") => Ok(Self::Markdown),
            Some("json") => Ok(Self::Json),
            _ => Err(Failure::usage(format!("{} ends in none of .html, .md and .json", file.display()))
                .hint("the ending says what is written; --bundle writes a bundle under any name")),
        }
    }
}

fn json(report: &SoakReport) -> Result<String, Failure> {
    serde_json::to_string_pretty(report).map_err(|error| Failure::Fault(error.into()))
}

/// Makes the bundle and says by what it is known again.
fn bundle(args: &ReportArgs, soak: &SoakFolder, around: Around, retraced: Retraced) -> Result<Exit, Failure> {
    let file = args.output.as_deref().unwrap_or(Path::new("soak.soakbundle"));
    let Some(head) = retraced.examined.head.clone() else {
        return Err(
            Failure::no("no bundle is made of a damaged journal").hint("soak verify says what is wrong")
        );
    };
    let facts = around.facts(&retraced.state);
    let examined = &retraced.examined;
    let journal = JournalMark {
        soak_id: examined.about.soak.as_str().to_owned(),
        inputs: (Seq(examined.last.0.min(1)), examined.last),
        reach: examined.reach,
        head,
        links: examined.links.clone(),
    };
    let contents = Contents {
        name: soak.name().to_string(),
        evidence: evidence_files(soak, &facts)?,
        configuration: configuration(&facts, around.configuration.as_deref())?,
        facts,
        journal,
        report: report_markdown(&around.report(retraced)),
    };
    let made = make(&contents).map_err(|error| Failure::no(error.to_string()))?;
    write(file, &made.bytes)?;
    output::line(&format!("{}  sha256 {}", file.display(), made.sha256))?;
    output::words(&format!(
        "keep the sha256 elsewhere: soak verify {} --expect SHA256 tells this bundle from any other\n  manifest  sha256 {}",
        file.display(),
        made.manifest_sha256
    ));
    Ok(Exit::Fine)
}

/// The configuration that the run was planned with, among those that can be had.
fn configuration(facts: &Facts, known: Option<&str>) -> Result<String, Failure> {
    let default = Settings::default();
    let Some(plan) = &facts.plan else {
        return Ok(known.map_or_else(|| default.print(), str::to_owned));
    };
    let fits = |text: &str| {
        Settings::parse(Path::new("configuration.toml"), text)
            .is_ok_and(|loaded| loaded.settings.fingerprint() == plan.fingerprints.configuration)
    };
    let printed = default.print();
    known.into_iter().chain([printed.as_str()]).find(|text| fits(text)).map(str::to_owned).ok_or_else(|| {
        Failure::usage("the configuration that the soak was started with is not known")
            .hint("--config FILE gives it; soak config print shows what a file comes to")
    })
}

/// The files of the evidence that is judged, as they lie there.
fn evidence_files(soak: &SoakFolder, facts: &Facts) -> Result<BTreeMap<String, Vec<u8>>, Failure> {
    let store = Store::below(soak.path().parent().unwrap_or(soak.path()));
    let mut files = BTreeMap::new();
    for evidence in &facts.evidence {
        let name = format!("{}/{}.json", evidence.finding.folder(), evidence.name);
        let path = store.folder().join(&name);
        let bytes = std::fs::read(&path)
            .map_err(|error| Failure::no(format!("cannot read {}: {error}", path.display())))?;
        files.insert(name, bytes);
    }
    Ok(files)
}

fn write(file: &Path, bytes: &[u8]) -> Result<(), Failure> {
    replace_private(file, bytes)
        .map_err(|error| Failure::no(format!("cannot write {}: {error}", file.display())))
}
