//! The venue's books and the soak's, read as a person would read them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rusqlite::{Connection, OpenFlags, Row};
use rust_decimal::Decimal;

/// A fill: id, client order id, symbol, side, price, quantity, fee, liquidity.
type Fill = (String, String, String, String, Decimal, Decimal, Decimal, String);

/// An order at the venue.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Placed {
    pub(crate) id: String,
    pub(crate) filled: Decimal,
}

/// What the venue has.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct VenueBooks {
    /// Orders by our key.
    pub(crate) orders: BTreeMap<String, Placed>,
    pub(crate) fills: BTreeSet<Fill>,
    /// The order of each idempotency key.
    pub(crate) keys: BTreeMap<String, i64>,
}

/// An order in the journal's table.
#[derive(Debug)]
pub(crate) struct Promised {
    pub(crate) key: String,
    pub(crate) venue_id: Option<String>,
    pub(crate) purpose: String,
    pub(crate) created_at: i64,
    pub(crate) state: String,
    pub(crate) filled: Decimal,
}

/// What the soak has.
#[derive(Debug)]
pub(crate) struct OurBooks {
    pub(crate) orders: BTreeMap<i64, Promised>,
    pub(crate) fills: BTreeSet<Fill>,
    /// Gaps because the process was down.
    pub(crate) downtimes: u64,
}

impl VenueBooks {
    /// What is in the store at `path`, also while it is written.
    pub(crate) fn read(path: &Path) -> Self {
        let db = open(path);
        let sql = "SELECT client_order_id, 'ord_' || number, filled FROM orders";
        let orders =
            rows(&db, sql, |row| (text(row, 0), Placed { id: text(row, 1), filled: decimal(row, 2) }));
        let count = orders.len();
        let orders: BTreeMap<_, _> = orders.into_iter().collect();
        assert_eq!(orders.len(), count, "an order was sent twice");
        let sql = "SELECT id, client_order_id, symbol, side, price, quantity, fee, liquidity FROM fill_list";
        let keys =
            rows(&db, "SELECT key, order_number FROM idempotency", |row| (text(row, 0), row.get(1).unwrap()));
        Self { orders, fills: fills(&db, sql), keys: keys.into_iter().collect() }
    }

    /// No key has two orders, and no order has two keys.
    #[track_caller]
    pub(crate) fn is_once_each(&self) {
        assert!(self.keys.keys().eq(self.orders.keys()), "keys {:?}, orders {:?}", self.keys, self.orders);
        let numbers: BTreeSet<_> = self.keys.values().collect();
        assert_eq!(numbers.len(), self.keys.len(), "two keys have one order: {:?}", self.keys);
    }
}

impl OurBooks {
    /// What is in the journal in the folder `soak`.
    pub(crate) fn read(soak: &Path) -> Self {
        let db = open(&soak.join("journal.db"));
        let sql = "SELECT order_seq, client_order_id, venue_order_id, purpose, created_at, state, filled FROM orders";
        let orders = rows(&db, sql, |row| {
            let order = Promised {
                key: text(row, 1),
                venue_id: row.get(2).unwrap(),
                purpose: text(row, 3),
                created_at: row.get(4).unwrap(),
                state: text(row, 5),
                filled: decimal(row, 6),
            };
            (row.get(0).unwrap(), order)
        });
        let sql = "SELECT fill_id, client_order_id, symbol, side, price, quantity, fee, liquidity FROM fills";
        let downtimes = "SELECT count(*) FROM gaps WHERE reason = 'process was down'";
        let downtimes = rows(&db, downtimes, |row| row.get::<_, i64>(0).unwrap())[0];
        Self {
            orders: orders.into_iter().collect(),
            fills: fills(&db, sql),
            downtimes: downtimes.unsigned_abs(),
        }
    }

    /// Entries promised after `moment`, in microseconds.
    pub(crate) fn entries_after(&self, moment: i64) -> usize {
        self.orders.values().filter(|order| order.purpose == "entry" && order.created_at > moment).count()
    }
}

/// Every order of ours has an ending that the venue's books bear out, and the fills are the same.
#[track_caller]
pub(crate) fn agree(ours: &OurBooks, venue: &VenueBooks) {
    venue.is_once_each();
    assert_eq!(ours.fills, venue.fills, "the fills differ");
    for (seq, order) in &ours.orders {
        let placed = venue.orders.get(&order.key);
        match (order.state.as_str(), placed) {
            ("filled" | "cancelled", Some(placed)) => {
                assert_eq!(order.venue_id.as_ref(), Some(&placed.id), "order {seq}");
                assert_eq!(order.filled, placed.filled, "order {seq}: {order:?}");
            }
            ("dropped" | "refused", None) => assert!(order.filled.is_zero(), "order {seq}: {order:?}"),
            _ => panic!("order {seq} is {order:?} with us and {placed:?} at the venue"),
        }
    }
    let known: BTreeSet<_> = ours.orders.values().map(|order| order.key.as_str()).collect();
    assert!(
        venue.orders.keys().all(|key| known.contains(key.as_str())),
        "the venue has an order not of ours"
    );
}

fn open(path: &Path) -> Connection {
    Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap()
}

fn rows<T>(db: &Connection, sql: &str, read: impl Fn(&Row<'_>) -> T) -> Vec<T> {
    let mut statement = db.prepare(sql).unwrap();
    statement.query_map([], |row| Ok(read(row))).unwrap().collect::<Result<_, _>>().unwrap()
}

fn fills(db: &Connection, sql: &str) -> BTreeSet<Fill> {
    let read = |row: &Row<'_>| {
        let money = [4, 5, 6].map(|column| decimal(row, column));
        let [id, key, symbol, side] = [0, 1, 2, 3].map(|column| text(row, column));
        (id, key, symbol, side, money[0], money[1], money[2], text(row, 7))
    };
    let all = rows(db, sql, read);
    let set: BTreeSet<_> = all.iter().cloned().collect();
    assert_eq!(set.len(), all.len(), "a fill is there twice");
    set
}

fn text(row: &Row<'_>, column: usize) -> String {
    row.get(column).unwrap()
}

fn decimal(row: &Row<'_>, column: usize) -> Decimal {
    text(row, column).parse::<Decimal>().unwrap().normalize()
}
