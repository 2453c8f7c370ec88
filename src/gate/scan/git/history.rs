//! Keys in the history: every object is searched once, and what is found gets the oldest commit that has it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::id::Id;
use super::object::ObjectKind;
use super::objects::Objects;
use crate::gate::scan::contents::mode_of;
use crate::gate::scan::detector::{Hit, Mark, Mode};
use crate::gate::scan::exceptions::Within;
use crate::gate::scan::lines::{Gathering, lines_of};
use crate::gate::source::{Kind, Repository, walk};

/// Folders entered to name what was found; beyond that it is told by its object.
const TREES_MAX: usize = 500_000;

/// Deepest folder entered.
const DEPTH_MAX: usize = 64;

/// Different strings told of one object: a list of keys needs no list of lines.
const MARKS_MAX: usize = 100;

/// A commit, the oldest first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Commit {
    time: i64,
    id: Id,
    tree: Id,
}

/// What was found in a file's contents.
type Hits = BTreeMap<Id, Vec<(u64, Mark)>>;

/// Searches the history of `repository`, and its own folder: settings with tokens in them, hooks, messages.
pub(in crate::gate::scan) fn search(gathering: &mut Gathering<'_>, repository: &Repository) {
    let mut stores = vec![repository.shared.clone()];
    for folder in own_folders(repository) {
        let mut files = Vec::new();
        let skip = |path: &Path| path.file_name().is_some_and(|name| name == "objects" || name == "lfs");
        let mut look = |path: &Path, kind: Kind| {
            if kind == Kind::File {
                files.push(path.to_owned());
            }
            true
        };
        walk(&folder, &skip, &mut look, &mut |path, error| {
            gathering.unsearched(&format!(".git {}", path.display()), &error.kind().to_string());
        });
        for file in files {
            // A repository within, such as that of a submodule.
            let store = folder.join(&file).parent().map(Path::to_owned).unwrap_or_default();
            if file.file_name().is_some_and(|name| name == "HEAD") && store.join("objects").is_dir() {
                stores.push(store);
            }
            gathering.file(&folder.join(&file), &format!("agent .git/{}", file.display()), Within::Elsewhere);
        }
    }
    stores.sort();
    stores.dedup();
    let id_bytes = repository.id_bytes().unwrap_or(20);
    for store in stores {
        if store.join("shallow").is_file() {
            gathering.unsearched("the agent's history", "the clone is shallow: older commits are not in it");
        }
        objects(gathering, &store.join("objects"), id_bytes);
    }
}

/// The folders of a repository itself; for a second work tree there are two.
fn own_folders(repository: &Repository) -> Vec<std::path::PathBuf> {
    if repository.own.starts_with(&repository.shared) {
        vec![repository.shared.clone()]
    } else {
        vec![repository.shared.clone(), repository.own.clone()]
    }
}

fn objects(gathering: &mut Gathering<'_>, folder: &Path, id_bytes: usize) {
    let mut troubles = Vec::new();
    let mut trouble = |path: &Path, cause: String| troubles.push((path.display().to_string(), cause));
    let mut objects = Objects::open(folder, id_bytes, &mut trouble);
    let (mut commits, mut hits, mut whole) = (Vec::new(), Hits::new(), true);
    let wanted = |kind| kind != ObjectKind::Tree;
    let mut look = |kind: ObjectKind, id: &Id, bytes: &[u8]| {
        gathering.searched += 1;
        whole = gathering.budget.take(bytes.len());
        if kind == ObjectKind::Commit {
            commits.extend(commit(id, bytes));
        }
        let mode = mode_of(bytes);
        let mut found: Vec<Hit> = Vec::new();
        gathering.detector.search(bytes, mode, &mut |hit| found.push(hit));
        if found.is_empty() {
            return whole;
        }
        if kind == ObjectKind::Blob {
            hits.insert(id.clone(), firsts(lines_of(bytes, 1, &found), mode));
            return whole;
        }
        let what = if kind == ObjectKind::Tag { "tag" } else { "commit" };
        for hit in found {
            gathering.found(
                &format!("agent {what} {}, its message", id.short()),
                Within::Elsewhere,
                &hit.mark(bytes),
            );
        }
        whole
    };
    objects.each(&wanted, &mut look, &mut trouble);
    for (path, cause) in troubles {
        gathering.unsearched(&format!("the agent's history, {path}"), &cause);
    }
    if !whole {
        gathering.unsearched("the agent's history", "the limit of bytes or time is reached");
    }
    commits.sort();
    tell(gathering, name(&mut objects, &commits, hits));
}

/// Where each different string stands first. Of too many one is told that nobody can have excepted.
fn firsts(lines: BTreeSet<(u64, Mark)>, mode: Mode) -> Vec<(u64, Mark)> {
    let mut firsts: Vec<(u64, Mark)> = Vec::new();
    for (line, mark) in lines {
        if firsts.iter().any(|(_, known)| *known == mark) {
            continue;
        }
        let line = if mode == Mode::Text { line } else { 0 };
        if firsts.len() >= MARKS_MAX {
            firsts.push((line, Mark { fingerprint: String::new(), ..mark }));
            break;
        }
        firsts.push((line, mark));
    }
    firsts
}

/// What is found, by path: where first, and in how many versions. What no commit has is at no path.
type Told = BTreeMap<(Option<String>, Mark), (String, u64)>;

/// Gives each of `hits` the oldest of `commits` that has it.
fn name(objects: &mut Objects, commits: &[Commit], mut hits: Hits) -> Told {
    let mut told = Told::new();
    let mut note = |path: Option<String>, place: String, line: u64, mark: Mark| {
        let place = if line == 0 { place } else { format!("{place}:{line}") };
        told.entry((path, mark)).and_modify(|known| known.1 += 1).or_insert((place, 1));
    };
    let mut seen = BTreeSet::new();
    for commit in commits {
        if hits.is_empty() || seen.len() > TREES_MAX {
            break;
        }
        let mut waiting = vec![(commit.tree.clone(), String::new(), 0)];
        while let Some((tree, path, depth)) = waiting.pop() {
            if depth > DEPTH_MAX || !seen.insert(tree.clone()) {
                continue;
            }
            let Ok(Some((ObjectKind::Tree, bytes))) = objects.find(&tree) else { continue };
            for (is_folder, name, id) in entries(&bytes, tree.0.len()) {
                let path = if path.is_empty() { name } else { format!("{path}/{name}") };
                if is_folder {
                    waiting.push((id, path, depth + 1));
                } else if let Some(lines) = hits.remove(&id) {
                    for (line, mark) in lines {
                        let place = format!("agent commit {}:{path}", commit.id.short());
                        note(Some(path.clone()), place, line, mark);
                    }
                }
            }
        }
    }
    for (id, lines) in hits {
        for (line, mark) in lines {
            let place = format!("agent object {}, which no commit has", id.short());
            note(None, place, line, mark);
        }
    }
    told
}

fn tell(gathering: &mut Gathering<'_>, told: Told) {
    for ((path, mark), (place, versions)) in told {
        let more =
            if versions == 1 { String::new() } else { format!(" (and in {} later places)", versions - 1) };
        let within = path.as_deref().map_or(Within::NoPath, Within::Path);
        gathering.found(&format!("{place}{more}"), within, &mark);
    }
}

/// Tree and time of the commit in `bytes`.
fn commit(id: &Id, bytes: &[u8]) -> Option<Commit> {
    let mut lines = bytes.split(|byte| *byte == b'\n');
    let tree = Id::of_text(lines.next()?.strip_prefix(b"tree ")?)?;
    let committer =
        lines.take_while(|line| !line.is_empty()).find_map(|line| line.strip_prefix(b"committer "))?;
    let time = committer.rsplit(|byte| *byte == b' ').nth(1)?;
    let time = std::str::from_utf8(time).ok()?.parse().unwrap_or(0);
    Some(Commit { time, id: id.clone(), tree })
}

/// What is in the tree in `bytes`: whether it is a folder, its name, its id.
fn entries(mut bytes: &[u8], id_bytes: usize) -> Vec<(bool, String, Id)> {
    let mut found = Vec::new();
    while let Some(end) = bytes.iter().position(|byte| *byte == 0) {
        let (head, rest) = bytes.split_at(end);
        let Some((id, rest)) = rest.get(1..).and_then(|rest| rest.split_at_checked(id_bytes)) else { break };
        let mut parts = head.splitn(2, |byte| *byte == b' ');
        if let (Some(mode), Some(name)) = (parts.next(), parts.next()) {
            let is_folder = mode == b"40000";
            found.push((is_folder, String::from_utf8_lossy(name).into_owned(), Id(id.to_vec())));
        }
        bytes = rest;
    }
    found
}
