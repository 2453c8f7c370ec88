//! An exchange in a process of its own, and what it was made to hold.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, ChildStderr, Command, Stdio};

use rust_decimal::Decimal;

/// An exchange over the synthetic market, gone at the end of the test.
pub(crate) struct Venue {
    /// Its address.
    pub(crate) url: String,
    child: Child,
    folder: tempfile::TempDir,
    /// Held so that its words go somewhere.
    _words: BufReader<ChildStderr>,
}

impl Venue {
    /// One that plays a live venue.
    pub(crate) fn live() -> Self {
        Self::start(&["--play-live"])
    }

    /// One that is paper and says so.
    pub(crate) fn paper() -> Self {
        Self::start(&[])
    }

    fn start(more: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_soak"));
        command.args(["venue", "--listen", "127.0.0.1:0", "--feed", "synthetic:7", "--data", "venue"]);
        command.args(more).env_clear().env("HOME", folder.path()).current_dir(folder.path());
        let mut child = command.stdin(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let mut words = BufReader::new(child.stderr.take().unwrap());
        let mut line = String::new();
        words.read_line(&mut line).unwrap();
        let url = line.split(' ').find(|word| word.starts_with("http://"));
        let Some(url) = url.map(str::to_owned) else { panic!("no address of the venue in {line:?}") };
        Self { url, child, folder, _words: words }
    }

    /// How many orders it was ever sent.
    pub(crate) fn orders(&self) -> i64 {
        self.database().query_row("SELECT count(*) FROM orders", [], |row| row.get(0)).unwrap()
    }

    /// The largest exposure that it ever held: after each fill, every position at its market's last fill.
    pub(crate) fn exposure_max(&self) -> Decimal {
        let db = self.database();
        let sql = "SELECT symbol, side, fills.price, fills.quantity FROM fills \
                   JOIN orders ON orders.number = order_number ORDER BY fills.number";
        let mut query = db.prepare(sql).unwrap();
        let text = |row: &rusqlite::Row<'_>, at| row.get::<_, String>(at).unwrap();
        let fills = query.query_map([], |row| Ok([0, 1, 2, 3].map(|at| text(row, at)))).unwrap();
        let (mut held, mut most) = (BTreeMap::<String, (Decimal, Decimal)>::new(), Decimal::ZERO);
        for fill in fills {
            let [symbol, side, price, quantity] = fill.unwrap();
            let quantity: Decimal = quantity.parse().unwrap();
            let position = held.entry(symbol).or_default();
            position.0 += if side == "buy" { quantity } else { -quantity };
            position.1 = price.parse().unwrap();
            most = most.max(held.values().map(|(held, price)| held.abs() * price).sum());
        }
        most
    }

    fn database(&self) -> rusqlite::Connection {
        let path: PathBuf = self.folder.path().join("venue/venue.db");
        rusqlite::Connection::open_with_flags(path, rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap()
    }
}

impl Drop for Venue {
    fn drop(&mut self) {
        // The test is over either way.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
