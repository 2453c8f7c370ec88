//! What happens around the soak that no input tells by itself: evidence that somebody takes meanwhile, and
//! what the process uses of its machine.
//!
//! Invariant: disks are read here, beside the crank, which only receives what was found; a disk that hangs
//! keeps the news back and nothing else.

mod fixtures;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::MissedTickBehavior;

use fixtures::FixturesWatch;

use super::machine;
use crate::event::Resources;
use crate::gate::{Evidence, Gathered, Store};
use crate::venue::VenueDates;

/// Time between two looks at the folders of evidence, which cost a few system calls: what a person who has
/// just taken some waits for.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// Looks from one sample of the machine to the next: ten minutes, a thousand samples in a week.
const LOOKS_PER_SAMPLE: u32 = 300;

/// Findings that may wait: they are rare, and whoever waits here has nothing else to do.
const FINDINGS_WAITING_MAX: usize = 4;

/// Something that was found.
#[derive(Debug)]
pub(super) enum Finding {
    /// The newest evidence of each name, because some of it, or the fixtures that it names, has changed.
    Evidence(Gathered),
    /// What the process uses.
    Resources(Box<Resources>),
}

/// Which looks are taken.
#[derive(Clone, Debug)]
pub(super) enum Scope {
    /// At the evidence.
    Evidence,
    /// At the machine too, its clock held against what the venue says of the time.
    Machine(VenueDates),
}

/// The end of the lookout that the crank holds.
#[derive(Debug)]
pub(super) struct Lookout {
    found: mpsc::Receiver<Finding>,
    task: JoinHandle<()>,
}

impl Lookout {
    /// Keeps a lookout for the soak in `soak`.
    pub(super) fn keep(soak: &Path, scope: Scope) -> Self {
        let (tell, found) = mpsc::channel(FINDINGS_WAITING_MAX);
        let mut watch = Watch::new(soak.to_owned(), scope);
        let task = tokio::spawn(async move {
            let mut ticks = tokio::time::interval(LOOK_EVERY);
            ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
            loop {
                ticks.tick().await;
                let looked = tokio::task::spawn_blocking(move || {
                    let found = watch.look();
                    (watch, found)
                });
                let Ok((back, findings)) = looked.await else { return };
                watch = back;
                for finding in findings {
                    if tell.send(finding).await.is_err() {
                        return;
                    }
                }
            }
        });
        Self { found, task }
    }

    /// The next finding; none when the lookout is gone, which a soak can do without. Cancel safe.
    pub(super) async fn next(&mut self) -> Option<Finding> {
        self.found.recv().await
    }
}

impl Drop for Lookout {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// What was seen last.
#[derive(Debug)]
struct Watch {
    soak: PathBuf,
    scope: Scope,
    store: Store,
    looks: u32,
    stamps: Option<BTreeMap<PathBuf, Option<SystemTime>>>,
    /// Whether the stamps had changed at the last look: two changes may bear the same stamp, and the later
    /// of them may have come when the files had been read.
    is_settling: bool,
    evidence: Arc<[Evidence]>,
    fixtures: FixturesWatch,
    told: Gathered,
    /// What could not be read, so that it is told once.
    troubles: Vec<String>,
}

impl Watch {
    fn new(soak: PathBuf, scope: Scope) -> Self {
        let store = Store::below(soak.parent().unwrap_or(&soak));
        Self {
            soak,
            scope,
            store,
            looks: 0,
            stamps: None,
            is_settling: false,
            evidence: Arc::default(),
            fixtures: FixturesWatch::default(),
            told: Gathered::default(),
            troubles: Vec::new(),
        }
    }

    fn look(&mut self) -> Vec<Finding> {
        let evidence = self.evidence().map(Finding::Evidence);
        let is_due = self.looks.is_multiple_of(LOOKS_PER_SAMPLE);
        self.looks = self.looks.wrapping_add(1);
        let resources = match &self.scope {
            Scope::Machine(dates) if is_due => machine::resources(&self.soak, dates),
            Scope::Machine(_) | Scope::Evidence => None,
        };
        let resources = resources.map(|resources| Finding::Resources(Box::new(resources)));
        evidence.into_iter().chain(resources).collect()
    }

    /// The evidence with what it is held against, if either is another than at the last look.
    fn evidence(&mut self) -> Option<Gathered> {
        self.read();
        let fixtures = Arc::new(self.fixtures.look(&self.evidence));
        let gathered = Gathered { newest: Arc::clone(&self.evidence), fixtures };
        if gathered == self.told {
            return None;
        }
        self.told = gathered.clone();
        Some(gathered)
    }

    /// Reads the evidence, if it may be another than at the last look.
    fn read(&mut self) {
        let stamps = stamps(self.store.folder());
        let has_changed = self.stamps.as_ref() != Some(&stamps);
        let is_due = has_changed || self.is_settling;
        (self.stamps, self.is_settling) = (Some(stamps), has_changed);
        if !is_due {
            return;
        }
        let (evidence, troubles) = match self.store.newest() {
            Ok((evidence, errors)) => (evidence, errors.iter().map(ToString::to_string).collect()),
            Err(error) => (Vec::new(), vec![error.to_string()]),
        };
        for trouble in troubles.iter().filter(|trouble| !self.troubles.contains(trouble)) {
            tracing::warn!(trouble, "evidence left out");
        }
        self.troubles = troubles;
        self.evidence = evidence.into();
    }
}

/// When each folder of evidence changed last; files come into them under a new name each time.
fn stamps(folder: &Path) -> BTreeMap<PathBuf, Option<SystemTime>> {
    let changed = |path: &Path| path.metadata().and_then(|about| about.modified()).ok();
    let kinds = std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    kinds.map(|kind| kind.path()).map(|path| (path.clone(), changed(&path))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gate::Finding as Found;
    use crate::model::{Fingerprints, Time};

    fn take(data: &Path, name: &str) {
        let evidence = Evidence {
            name: name.to_owned(),
            finding: Found::Tests { run: 1, failed: 0, skipped: 0 },
            taken_at: Time::EPOCH,
            origin: "soak evidence add junit".to_owned(),
            fingerprints: Fingerprints::default(),
        };
        Store::below(data).keep(&evidence, &()).unwrap();
    }

    /// The names in the evidence that the next look finds, if it finds any.
    fn seen(watch: &mut Watch) -> Option<Vec<String>> {
        let found = watch.look().into_iter().find_map(|finding| match finding {
            Finding::Evidence(evidence) => Some(evidence),
            Finding::Resources(_) => None,
        });
        found.map(|gathered| gathered.newest.iter().map(|one| one.name.clone()).collect())
    }

    #[test]
    fn evidence_is_told_when_it_comes_and_not_again() {
        let data = tempfile::tempdir().unwrap();
        let mut watch = Watch::new(data.path().join("soak"), Scope::Evidence);
        assert_eq!(seen(&mut watch), None);
        take(data.path(), "a");
        assert_eq!(seen(&mut watch), Some(vec!["a".to_owned()]));
        take(data.path(), "b");
        let both = Some(vec!["a".to_owned(), "b".to_owned()]);
        assert_eq!(seen(&mut watch), both, "also where both came within one tick of the file system's clock");
        assert_eq!([seen(&mut watch), seen(&mut watch)], [None, None]);
    }

    #[test]
    fn what_cannot_be_read_is_left_out_and_told_once() {
        let data = tempfile::tempdir().unwrap();
        take(data.path(), "a");
        let folder = data.path().join("_evidence/tests");
        std::fs::write(folder.join("b.json"), "{").unwrap();
        let mut watch = Watch::new(data.path().join("soak"), Scope::Evidence);
        assert_eq!(seen(&mut watch), Some(vec!["a".to_owned()]));
        assert!(watch.troubles.len() == 1 && watch.troubles[0].contains("b.json"), "{:?}", watch.troubles);
        std::fs::remove_file(folder.join("b.json")).unwrap();
        assert_eq!(seen(&mut watch), None);
        assert!(watch.troubles.is_empty());
    }

    #[test]
    fn the_machine_is_looked_at_at_once_and_then_every_ten_minutes() {
        let data = tempfile::tempdir().unwrap();
        let soak = data.path().join("soak");
        std::fs::create_dir(&soak).unwrap();
        let samples = |scope| {
            let mut watch = Watch::new(soak.clone(), scope);
            let looks = (0..=LOOKS_PER_SAMPLE).map(|_| !watch.look().is_empty());
            looks.enumerate().filter_map(|(look, found)| found.then_some(look)).collect::<Vec<_>>()
        };
        assert_eq!(samples(Scope::Evidence), [0_usize; 0]);
        assert_eq!(
            samples(Scope::Machine(VenueDates::default())),
            [0, usize::try_from(LOOKS_PER_SAMPLE).unwrap()]
        );
    }
}
