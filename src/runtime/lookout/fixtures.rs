//! The folders of fixtures that evidence names, looked at all the time and read when they have changed.

use std::collections::BTreeMap;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use crate::gate::Evidence;
use crate::gate::fixtures::{FixturesNow, fixtures_in, fixtures_now};

/// What is known of a file without reading it: its number, its length, and when it and its place were changed.
type Stamp = (u64, u64, (i64, i64), (i64, i64));

/// What was seen of each folder.
#[derive(Debug, Default)]
pub(super) struct FixturesWatch {
    seen: BTreeMap<String, Seen>,
}

#[derive(Debug)]
struct Seen {
    stamps: BTreeMap<PathBuf, Option<Stamp>>,
    /// Whether the stamps had changed at the last look: a later change may bear the same stamp.
    is_settling: bool,
    now: FixturesNow,
}

impl FixturesWatch {
    /// What each folder that `evidence` names is now.
    pub(super) fn look(&mut self, evidence: &[Evidence]) -> BTreeMap<String, FixturesNow> {
        let folders = evidence.iter().filter_map(|one| one.finding.fixtures_folder());
        let before = std::mem::take(&mut self.seen);
        for folder in folders {
            let (path, stamps) = (Path::new(folder), stamps(Path::new(folder)));
            let seen = match before.get(folder) {
                Some(seen) if seen.stamps == stamps && !seen.is_settling => {
                    Seen { stamps, is_settling: false, now: seen.now.clone() }
                }
                seen => {
                    let is_settling = seen.is_none_or(|seen| seen.stamps != stamps);
                    Seen { stamps, is_settling, now: fixtures_now(path) }
                }
            };
            self.seen.insert(folder.to_owned(), seen);
        }
        self.seen.iter().map(|(folder, seen)| (folder.clone(), seen.now.clone())).collect()
    }
}

/// The stamps of all fixtures in `folder`; none where there is no such folder, or nothing in it.
fn stamps(folder: &Path) -> BTreeMap<PathBuf, Option<Stamp>> {
    let found = fixtures_in(folder).unwrap_or_default().into_iter();
    let files = found.flat_map(|fixture| fixture.sessions.into_iter().chain(fixture.expectations));
    let stamp = |path: &Path| {
        let about = path.metadata().ok()?;
        let (changed, moved) = ((about.mtime(), about.mtime_nsec()), (about.ctime(), about.ctime_nsec()));
        Some((about.ino(), about.len(), changed, moved))
    };
    files.map(|path| (path.clone(), stamp(&path))).collect()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::gate::Finding;
    use crate::model::{Fingerprints, Time};

    fn naming(folder: &Path) -> Evidence {
        Evidence {
            name: "regression".to_owned(),
            finding: Finding::Regression {
                sessions: 1,
                failed: Vec::new(),
                fixtures: String::new(),
                folder: Some(folder.display().to_string()),
            },
            taken_at: Time::EPOCH,
            origin: "soak regress".to_owned(),
            fingerprints: Fingerprints::default(),
        }
    }

    #[test]
    fn a_changed_a_moved_and_a_gone_fixture_are_seen() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("sessions");
        fs::create_dir(&folder).unwrap();
        for name in ["bull.soakrec", "bull.toml"] {
            fs::write(folder.join(name), name).unwrap();
        }
        let (evidence, mut watch) = ([naming(&folder)], FixturesWatch::default());
        let mut look = || watch.look(&evidence).into_values().next().unwrap();
        let first = look();
        assert!(matches!(first, FixturesNow::Read { .. }), "{first:?}");
        assert_eq!([look(), look()], [first.clone(), first.clone()]);
        fs::write(folder.join("bull.toml"), "bull.TOML").unwrap();
        let second = look();
        assert_ne!(second, first, "of the same length");
        fs::write(folder.join("bull.toml"), "bull.toml").unwrap();
        assert_eq!(look(), first, "what holds the same bytes is the same");
        fs::rename(folder.join("bull.toml"), folder.join("bear.toml")).unwrap();
        assert_ne!(look(), first);
        fs::remove_file(folder.join("bear.toml")).unwrap();
        fs::remove_file(folder.join("bull.soakrec")).unwrap();
        assert!(matches!(look(), FixturesNow::Unread { .. }));
        fs::remove_dir(&folder).unwrap();
        assert_eq!(look(), FixturesNow::Gone);
        assert!(
            watch.look(&[]).is_empty() && watch.seen.is_empty(),
            "what no evidence names is not looked at"
        );
    }
}
