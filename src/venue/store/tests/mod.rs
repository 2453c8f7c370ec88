//! Tests of the store: what comes back, what is refused, and what a kill leaves.

mod crash;
mod refusals;
mod restored;

use std::path::{Path, PathBuf};

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

use super::{Store, StoreError};
use crate::model::{Markets, Time};
use crate::paper::tests::identity::{Command, commands, odd_exchange, run};
use crate::paper::tests::{keyed, market, ticket, trade};
use crate::paper::{Exchange, Terms};

fn open(path: &Path) -> Result<(Store, Exchange), StoreError> {
    let new = odd_exchange();
    Store::open(path, new.markets(), new.terms().clone())
}

/// A folder of its own and the path of a store in it.
fn place() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("venue.db");
    (folder, path)
}

/// The same commands in every process, at least `count` of them.
fn same_commands(count: usize) -> Vec<Command> {
    let mut runner = TestRunner::deterministic();
    let mut all = Vec::new();
    while all.len() < count {
        all.extend(commands().new_tree(&mut runner).unwrap().current());
    }
    all
}

/// Runs the commands and saves after every fourth, so that a transaction holds several calls.
fn run_and_save(commands: &[Command], store: &mut Store, exchange: &mut Exchange) {
    for commands in commands.chunks(4) {
        let mut changes = Vec::new();
        for command in commands {
            run(exchange, command, &mut changes);
        }
        store.save(&changes).unwrap();
    }
}

fn ask(store: &Store, query: &str) -> String {
    store.connection().query_row(query, [], |row| row.get(0)).unwrap()
}
