//! Fingerprints of trees with and without git, and commits however a repository keeps them.

use std::path::Path;
use std::process::{Command, Stdio};

use proptest::prelude::*;

use super::{AgentSource, SourceError, index};

fn write(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

/// Runs git in `folder`, with nothing of the tester's own settings; says whether there is a git.
fn git(folder: &Path, arguments: &[&str]) -> Option<String> {
    let mut command = Command::new("git");
    command.current_dir(folder).env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command.env("GIT_CONFIG_NOSYSTEM", "1").env("HOME", folder).stdin(Stdio::null());
    let identity = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "init.defaultBranch=main"];
    let output = match command.args(identity).args(arguments).output() {
        Ok(output) => output,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return None,
        Err(error) => panic!("{error}"),
    };
    assert!(output.status.success(), "git {arguments:?}: {output:?}");
    Some(String::from_utf8(output.stdout).unwrap().trim().to_owned())
}

fn fingerprint(path: &Path) -> String {
    AgentSource::read(path).unwrap().fingerprint
}

#[test]
fn a_binary_is_the_digest_of_its_bytes() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "agent", "abc");
    let source = AgentSource::read(&folder.path().join("agent")).unwrap();
    assert_eq!(source.fingerprint, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_eq!((source.files, source.commit), (1, None));
}

#[test]
fn every_name_and_byte_counts_and_nothing_else_does() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    write(root, "agent.py", "buy()");
    write(root, "lib/risk.py", "stop()");
    let first = fingerprint(root);
    write(root, "__pycache__/agent.pyc", "made again");
    write(root, "lib/node_modules/x.js", "made again");
    assert_eq!(fingerprint(root), first);
    write(root, "agent.py", "sell");
    let changed = fingerprint(root);
    assert_ne!(changed, first);
    std::fs::rename(root.join("lib/risk.py"), root.join("lib/riks.py")).unwrap();
    assert_ne!(fingerprint(root), changed);
    std::fs::rename(root.join("lib/riks.py"), root.join("lib/risk.py")).unwrap();
    assert_eq!(fingerprint(root), changed);
    std::os::unix::fs::symlink("agent.py", root.join("main.py")).unwrap();
    let linked = fingerprint(root);
    std::fs::remove_file(root.join("main.py")).unwrap();
    std::os::unix::fs::symlink("lib/risk.py", root.join("main.py")).unwrap();
    assert_ne!(fingerprint(root), linked);
}

#[test]
fn nothing_to_tell_apart_is_an_error_that_names_it() {
    let folder = tempfile::tempdir().unwrap();
    assert!(matches!(AgentSource::read(folder.path()), Err(SourceError::Empty { .. })));
    let absent = AgentSource::read(&folder.path().join("none")).unwrap_err().to_string();
    assert!(absent.contains("none") && absent.contains("No such file"), "{absent}");
}

#[test]
fn with_git_what_it_tracks_counts_and_the_commit_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    if git(root, &["init", "-q"]).is_none() {
        println!("skipped: no git here");
        return;
    }
    write(root, "agent.py", "buy()");
    write(root, "bot/a-rather-long-name-of-a-file.py", "a");
    write(root, "bot/a-rather-long-name-of-another.py", "b");
    assert_eq!(AgentSource::read(root).unwrap().commit, None, "there is no commit yet");
    git(root, &["add", "."]);
    git(root, &["commit", "-qm", "one"]);
    let commit = git(root, &["rev-parse", "HEAD"]);
    let source = AgentSource::read(root).unwrap();
    assert_eq!((source.commit.clone(), source.files), (commit.clone(), 3));
    let part = AgentSource::read(&root.join("bot")).unwrap();
    assert_eq!((part.commit, part.files), (commit.clone(), 2));

    // The fourth form of the index cuts names; packed branches, a bare id and other work trees move the commit.
    git(root, &["update-index", "--index-version", "4"]);
    git(root, &["pack-refs", "--all"]);
    assert_eq!(AgentSource::read(root).unwrap(), source);
    git(root, &["checkout", "-q", "--detach"]);
    assert_eq!(AgentSource::read(root).unwrap(), source);
    let other = tempfile::tempdir().unwrap();
    let tree = other.path().join("tree");
    git(root, &["worktree", "add", "-q", tree.to_str().unwrap(), "main"]);
    assert_eq!(AgentSource::read(&tree).unwrap(), source);
    std::fs::remove_file(tree.join("agent.py")).unwrap();
    assert_ne!(fingerprint(&tree), source.fingerprint);
}

#[test]
fn a_name_in_the_index_that_leads_out_of_the_tree_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let git = folder.path().join(".git");
    write(&git, "HEAD", "ref: refs/heads/main\n");
    let mut bytes = b"DIRC\0\0\0\x02\0\0\0\x01".to_vec();
    bytes.extend([0; 60]);
    bytes.extend([0, 4]);
    bytes.extend(b"../a\0\0\0\0\0\0");
    std::fs::write(git.join("index"), bytes).unwrap();
    let refused = AgentSource::read(folder.path()).unwrap_err().to_string();
    assert!(refused.ends_with("a name leads out of the tree"), "{refused}");
}

proptest! {
    #[test]
    fn any_bytes_are_an_index_or_an_error(
        version in 0_u32..6, count in 0_u32..9, bytes in proptest::collection::vec(any::<u8>(), 0..400),
    ) {
        let head = [b"DIRC".as_slice(), &version.to_be_bytes(), &count.to_be_bytes(), &bytes].concat();
        let _ = index::parse(&head, 20);
        let _ = index::parse(&bytes, 32);
    }
}
