//! An agent is another one as soon as anything of it is: what a link leads to, what git does not track yet, what
//! a submodule has checked out.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use soak::gate::AgentSource;

fn write(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

fn link(folder: &Path, name: &str, target: &Path) {
    std::os::unix::fs::symlink(target, folder.join(name)).unwrap();
}

/// Runs git in `folder`, with nothing of the tester's own settings; says whether there is a git.
fn git(folder: &Path, arguments: &[&str]) -> bool {
    let mut command = Command::new("git");
    command.current_dir(folder).env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command.env("GIT_CONFIG_NOSYSTEM", "1").env("HOME", folder).stdin(Stdio::null());
    let identity = ["user.name=a", "user.email=a@example.com", "protocol.file.allow=always"];
    let settings = identity.iter().flat_map(|setting| ["-c", setting]);
    match command.args(settings).args(arguments).output() {
        Ok(output) => assert!(output.status.success(), "git {arguments:?}: {output:?}"),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let _ = writeln!(std::io::stderr(), "skipped: no git here");
            return false;
        }
        Err(error) => panic!("{error}"),
    }
    true
}

/// A repository of the files of an agent.
fn repository(files: &[(&str, &str)]) -> Option<tempfile::TempDir> {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    if !git(root, &["init", "-q"]) {
        return None;
    }
    for (name, text) in files {
        write(root, name, text);
    }
    git(root, &["add", "."]);
    git(root, &["commit", "-qm", "one"]);
    Some(folder)
}

fn fingerprint(path: &Path) -> String {
    AgentSource::read(path).unwrap().fingerprint
}

/// Whether `change` makes another agent of the one in `folder`.
#[track_caller]
fn changes(folder: &Path, counts: bool, change: impl FnOnce()) {
    let before = fingerprint(folder);
    change();
    assert_eq!(fingerprint(folder) != before, counts, "{}", folder.display());
}

#[test]
fn what_a_link_leads_to_counts() {
    let outside = tempfile::tempdir().unwrap();
    write(outside.path(), "risk.py", "stop()");
    write(outside.path(), "shared/deep/size.py", "1");
    let Some(agent) = repository(&[("main.py", "buy()")]) else { return };
    let root = agent.path();
    link(root, "risk.py", &outside.path().join("risk.py"));
    link(root, "shared", &outside.path().join("shared"));
    git(root, &["add", "."]);
    changes(root, true, || write(outside.path(), "risk.py", "nothing()"));
    changes(root, true, || write(outside.path(), "shared/deep/size.py", "100"));
    changes(root, true, || write(outside.path(), "shared/new.py", "1"));
    changes(root, false, || write(outside.path(), "shared/__pycache__/new.pyc", "1"));
    changes(root, true, || std::fs::remove_file(outside.path().join("risk.py")).unwrap());

    // The same without git, and with links that lead to where they lie.
    let around = tempfile::tempdir().unwrap();
    let root = &around.path().join("agent");
    write(root, "main.py", "buy()");
    link(root, "shared", &outside.path().join("shared"));
    link(root, "self", root);
    link(root, "up", Path::new(".."));
    changes(root, true, || write(around.path(), "common.py", "x"));
    assert_eq!(AgentSource::read(root).unwrap().files, 1 + 3 + 2 + 1, "each once");
    link(&outside.path().join("shared"), "around", outside.path());
    changes(root, true, || write(outside.path(), "shared/deep/size.py", "7"));
    changes(root, true, || write(outside.path(), "beside.py", "7"));
}

#[test]
fn what_git_does_not_track_yet_counts_unless_it_is_ignored() {
    let ignored = "*.log\n/build/\n!kept.log\nnotes/**/draft-?.txt\n";
    let Some(agent) = repository(&[("bot/main.py", "import risk"), (".gitignore", ignored)]) else { return };
    let root = agent.path();
    changes(root, true, || write(root, "bot/risk.py", "stop()"));
    changes(root, true, || write(root, "bot/risk.py", "nothing()"));
    assert_eq!(AgentSource::read(root).unwrap().untracked, 1);
    for name in ["bot/a.log", "build/out.py", "notes/1/2/draft-a.txt", "bot/__pycache__/x.pyc", "target/x"] {
        changes(root, false, || write(root, name, "x"));
    }
    for name in ["bot/kept.log", "bot/build/out.py", "notes/draft-ab.txt"] {
        changes(root, true, || write(root, name, "x"));
    }
    write(root, "bot/.gitignore", "local_*\n");
    changes(root, false, || write(root, "bot/local_notes.py", "x"));
    changes(root, true, || write(root, "local_notes.py", "x"));
    write(root, ".git/info/exclude", "mine.txt\n");
    changes(root, false, || write(root, "mine.txt", "x"));
    // What is tracked counts, ignored or not.
    write(root, "bot/forced.log", "1");
    git(root, &["add", "-f", "bot/forced.log"]);
    changes(root, true, || write(root, "bot/forced.log", "2"));
    // A part of the repository has the rules of the whole.
    let bot = root.join("bot");
    changes(&bot, false, || write(root, "bot/more.log", "x"));
    changes(&bot, false, || write(root, "elsewhere.py", "x"));
    changes(&bot, true, || write(root, "bot/size.py", "x"));
}

#[test]
fn a_submodule_is_what_it_has_checked_out() {
    let Some(library) = repository(&[("lib.py", "stop()"), (".gitignore", "*.log\n")]) else { return };
    let Some(agent) = repository(&[("main.py", "import lib")]) else { return };
    let root = agent.path();
    git(root, &["submodule", "add", "-q", library.path().to_str().unwrap(), "lib"]);
    git(root, &["commit", "-qm", "two"]);
    changes(root, true, || write(root, "lib/lib.py", "nothing()"));
    changes(root, true, || write(root, "lib/new.py", "1"));
    changes(root, false, || write(root, "lib/new.log", "1"));
    // One that is not checked out is what is pinned.
    std::fs::remove_dir_all(root.join("lib")).unwrap();
    assert_eq!(AgentSource::read(root).unwrap().files, 3);
    std::fs::create_dir(root.join("lib")).unwrap();
    assert_eq!(AgentSource::read(root).unwrap().files, 3);

    // A repository that git knows nothing of is one of its own, too.
    git(root, &["clone", "-q", library.path().to_str().unwrap(), "vendored"]);
    changes(root, true, || write(root, "vendored/lib.py", "nothing()"));
    changes(root, false, || write(root, "vendored/new.log", "1"));
}

#[test]
fn what_cannot_be_read_is_refused_by_its_name() {
    let agent = tempfile::tempdir().unwrap();
    write(agent.path(), "main.py", "buy()");
    link(agent.path(), "clock", Path::new("/dev/null"));
    let error = AgentSource::read(agent.path()).unwrap_err().to_string();
    assert!(error.contains("clock") && error.contains("neither a file nor a folder"), "{error}");
    std::fs::remove_file(agent.path().join("clock")).unwrap();
    link(agent.path(), "nowhere", Path::new("nothing/there"));
    changes(agent.path(), true, || {
        std::fs::remove_file(agent.path().join("nowhere")).unwrap();
        link(agent.path(), "nowhere", Path::new("nothing/here"));
    });
}
