-- The paper exchange's store, version 1. Amounts are decimal texts, exact; times are microseconds
-- since 1970-01-01 UTC. There are no foreign keys: a fill is written before its order, and a deferred
-- key makes SQLite scan all fills for every order; opening the store checks much more. A changed table means a new user_version and a migration.
PRAGMA application_id = 0x536F566E;  -- "SoVn": a soak's venue
PRAGMA user_version = 1;

CREATE TABLE account (
    id        INTEGER PRIMARY KEY CHECK (id = 1),
    paid_in   TEXT NOT NULL,
    realized  TEXT NOT NULL,             -- before fees
    fees      TEXT NOT NULL
) STRICT;

CREATE TABLE markets (
    symbol         TEXT PRIMARY KEY,
    place          INTEGER NOT NULL,
    price_step     TEXT NOT NULL,
    quantity_step  TEXT NOT NULL,
    quantity_min   TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE orders (
    number           INTEGER PRIMARY KEY,  -- ord_{number} on the wire
    client_order_id  TEXT,
    symbol           TEXT NOT NULL,
    side             TEXT NOT NULL CHECK (side IN ('buy', 'sell')),
    price            TEXT,                 -- of a limit order
    time_in_force    TEXT NOT NULL CHECK (time_in_force IN ('market', 'gtc', 'ioc', 'post_only')),
    reduce_only      INTEGER NOT NULL CHECK (reduce_only IN (0, 1)),
    asked            TEXT NOT NULL,        -- units in the request
    quantity         TEXT NOT NULL,        -- units to fill: less where reduce-only cut it
    filled           TEXT NOT NULL,
    status           TEXT NOT NULL,
    placed_us        INTEGER NOT NULL,
    changed_us       INTEGER NOT NULL
) STRICT;

CREATE TABLE fills (
    number        INTEGER PRIMARY KEY,     -- fil_{number} on the wire
    order_number  INTEGER NOT NULL,
    price         TEXT NOT NULL,
    quantity      TEXT NOT NULL,
    fee           TEXT NOT NULL,
    liquidity     TEXT NOT NULL CHECK (liquidity IN ('maker', 'taker')),
    at_us         INTEGER NOT NULL
) STRICT;

CREATE TABLE positions (
    symbol    TEXT PRIMARY KEY,
    quantity  TEXT NOT NULL,               -- short is negative
    cost      TEXT NOT NULL,               -- signed price × quantity of what is open
    marked    TEXT NOT NULL                -- the mark when it last changed
) STRICT, WITHOUT ROWID;

CREATE TABLE idempotency (
    key           TEXT PRIMARY KEY,
    order_number  INTEGER NOT NULL,
    status        TEXT NOT NULL,           -- these three: the order in the first answer
    quantity      TEXT NOT NULL,
    fills         INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE VIEW order_list AS
SELECT 'ord_' || number AS id, client_order_id, symbol, side, time_in_force, price, quantity, filled,
       status, datetime(placed_us / 1000000, 'unixepoch') AS placed,
       datetime(changed_us / 1000000, 'unixepoch') AS changed
FROM orders;

CREATE VIEW fill_list AS
SELECT 'fil_' || fills.number AS id, 'ord_' || order_number AS order_id, client_order_id, symbol, side,
       fills.price, fills.quantity, fee, liquidity, datetime(at_us / 1000000, 'unixepoch') AS at
FROM fills JOIN orders ON orders.number = order_number;
