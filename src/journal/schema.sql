-- Format 1, and the beginning of every later one. Times are microseconds since 1970 in UTC; money is exact
-- decimal text.

CREATE TABLE soak (
    one         INTEGER PRIMARY KEY CHECK (one = 1),
    soak_id     TEXT NOT NULL,
    name        TEXT NOT NULL,
    created_at  INTEGER NOT NULL
) STRICT;

CREATE TABLE segments (
    first_seq   INTEGER PRIMARY KEY,
    count       INTEGER NOT NULL,
    encoding    TEXT NOT NULL CHECK (encoding IN ('raw', 'zlib')),
    bytes       BLOB NOT NULL
) STRICT;

CREATE TABLE chunks (
    chunk       INTEGER PRIMARY KEY,
    sha256      BLOB NOT NULL CHECK (length(sha256) = 32)
) STRICT;

CREATE TABLE checkpoints (
    seq         INTEGER PRIMARY KEY,
    at          INTEGER NOT NULL,
    version     INTEGER NOT NULL,
    state       BLOB NOT NULL
) STRICT;

-- Filled and emptied when a writer starts, so that the WAL's file has its length before an order waits for it.
CREATE TABLE room (
    bytes       BLOB NOT NULL
) STRICT;

CREATE TABLE orders (
    order_seq       INTEGER PRIMARY KEY,
    client_order_id TEXT NOT NULL,
    venue_order_id  TEXT,
    symbol          TEXT NOT NULL,
    side            TEXT NOT NULL,
    quantity        TEXT NOT NULL,
    kind            TEXT NOT NULL,
    limit_price     TEXT,
    time_in_force   TEXT,
    purpose         TEXT NOT NULL,
    created_at      INTEGER NOT NULL,
    changed_at      INTEGER NOT NULL,
    state           TEXT NOT NULL,
    filled          TEXT NOT NULL,
    reason          TEXT NOT NULL
) STRICT;

CREATE TABLE fills (
    fill_id         TEXT PRIMARY KEY,
    order_seq       INTEGER,
    venue_order_id  TEXT NOT NULL,
    client_order_id TEXT,
    symbol          TEXT NOT NULL,
    side            TEXT NOT NULL,
    price           TEXT NOT NULL,
    quantity        TEXT NOT NULL,
    fee             TEXT NOT NULL,
    liquidity       TEXT NOT NULL,
    at              INTEGER NOT NULL,
    booked_at       INTEGER NOT NULL,
    realized        TEXT NOT NULL,
    position_after  TEXT NOT NULL
) STRICT;

CREATE TABLE equity (
    at          INTEGER PRIMARY KEY,
    equity      TEXT NOT NULL,
    realized    TEXT NOT NULL,
    unrealized  TEXT NOT NULL,
    fees        TEXT NOT NULL,
    exposure    TEXT NOT NULL,
    drawdown    TEXT NOT NULL
) STRICT;

CREATE TABLE alerts (
    alert_id        TEXT NOT NULL,
    raised_at       INTEGER NOT NULL,
    kind            TEXT NOT NULL,
    subject         TEXT NOT NULL,
    severity        TEXT NOT NULL,
    text            TEXT NOT NULL,
    acknowledged_at INTEGER,
    cleared_at      INTEGER,
    PRIMARY KEY (alert_id, raised_at)
) STRICT, WITHOUT ROWID;

CREATE TABLE requests (
    request_id  INTEGER PRIMARY KEY,
    route       TEXT NOT NULL,
    lane        TEXT NOT NULL,
    order_seq   INTEGER,
    sent_at     INTEGER NOT NULL,
    latency_us  INTEGER NOT NULL,
    outcome     TEXT NOT NULL,
    detail      TEXT NOT NULL
) STRICT;

CREATE TABLE request_minutes (
    minute          INTEGER NOT NULL,
    route           TEXT NOT NULL,
    count           INTEGER NOT NULL,
    errors          INTEGER NOT NULL,
    latency_us_sum  INTEGER NOT NULL,
    latency_us_max  INTEGER NOT NULL,
    PRIMARY KEY (minute, route)
) STRICT, WITHOUT ROWID;

CREATE TABLE operator_actions (
    id          INTEGER PRIMARY KEY,
    at          INTEGER NOT NULL,
    user        TEXT NOT NULL,
    terminal    TEXT NOT NULL,
    command     TEXT NOT NULL,
    reason      TEXT NOT NULL,
    result      TEXT NOT NULL
) STRICT;

CREATE TABLE breaker (
    id          INTEGER PRIMARY KEY,
    at          INTEGER NOT NULL,
    level       TEXT NOT NULL,
    moved_by    TEXT NOT NULL,
    reason      TEXT NOT NULL
) STRICT;

CREATE TABLE gaps (
    id          INTEGER PRIMARY KEY,
    from_at     INTEGER NOT NULL,
    to_at       INTEGER NOT NULL,
    reason      TEXT NOT NULL
) STRICT;

CREATE TABLE notes (
    id          INTEGER PRIMARY KEY,
    at          INTEGER NOT NULL,
    kind        TEXT NOT NULL,
    text        TEXT NOT NULL
) STRICT;

CREATE VIEW v_orders AS SELECT
    order_seq, strftime('%Y-%m-%d %H:%M:%f', created_at / 1e6, 'unixepoch') AS created_utc,
    strftime('%Y-%m-%d %H:%M:%f', changed_at / 1e6, 'unixepoch') AS changed_utc,
    symbol, side, quantity, kind, limit_price, purpose, state, filled, client_order_id, venue_order_id, reason
FROM orders;

CREATE VIEW v_fills AS SELECT
    strftime('%Y-%m-%d %H:%M:%f', at / 1e6, 'unixepoch') AS at_utc,
    symbol, side, price, quantity, fee, liquidity, realized, position_after, order_seq, fill_id
FROM fills;

CREATE VIEW v_equity AS SELECT
    strftime('%Y-%m-%d %H:%M', at / 1e6, 'unixepoch') AS minute_utc,
    equity, realized, unrealized, fees, exposure, drawdown
FROM equity;

CREATE VIEW v_alerts AS SELECT
    strftime('%Y-%m-%d %H:%M:%f', raised_at / 1e6, 'unixepoch') AS raised_utc,
    strftime('%Y-%m-%d %H:%M:%f', acknowledged_at / 1e6, 'unixepoch') AS acknowledged_utc,
    strftime('%Y-%m-%d %H:%M:%f', cleared_at / 1e6, 'unixepoch') AS cleared_utc,
    severity, kind, subject, text
FROM alerts;

CREATE VIEW v_requests AS SELECT
    strftime('%Y-%m-%d %H:%M:%f', sent_at / 1e6, 'unixepoch') AS sent_utc,
    route, lane, order_seq, latency_us / 1000.0 AS latency_ms, outcome, detail, request_id
FROM requests;

CREATE VIEW v_request_minutes AS SELECT
    strftime('%Y-%m-%d %H:%M', minute / 1e6, 'unixepoch') AS minute_utc,
    route, count, errors, latency_us_sum / 1000.0 / count AS latency_ms_mean,
    latency_us_max / 1000.0 AS latency_ms_max
FROM request_minutes;

CREATE VIEW v_operator_actions AS SELECT
    strftime('%Y-%m-%d %H:%M:%f', at / 1e6, 'unixepoch') AS at_utc, user, terminal, command, reason, result
FROM operator_actions;

CREATE VIEW v_breaker AS SELECT
    strftime('%Y-%m-%d %H:%M:%f', at / 1e6, 'unixepoch') AS at_utc, level, moved_by, reason
FROM breaker;

CREATE VIEW v_gaps AS SELECT
    strftime('%Y-%m-%d %H:%M:%f', from_at / 1e6, 'unixepoch') AS from_utc,
    strftime('%Y-%m-%d %H:%M:%f', to_at / 1e6, 'unixepoch') AS to_utc,
    (to_at - from_at) / 1e6 AS seconds, reason
FROM gaps;

CREATE VIEW v_notes AS SELECT
    strftime('%Y-%m-%d %H:%M:%f', at / 1e6, 'unixepoch') AS at_utc, kind, text
FROM notes;
