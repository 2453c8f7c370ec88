-- What format 2 has beside the tables of format 1: the lives of orders, and pictures to look back with.

CREATE TABLE order_changes (
    id              INTEGER PRIMARY KEY,
    at              INTEGER NOT NULL,
    order_seq       INTEGER NOT NULL,
    state           TEXT NOT NULL,
    filled          TEXT NOT NULL,
    venue_order_id  TEXT,
    reason          TEXT NOT NULL
) STRICT;

-- zlib, against the picture of the time `base` if there is one; what is inside is for the program that wrote it.
CREATE TABLE pictures (
    at              INTEGER PRIMARY KEY,
    version         INTEGER NOT NULL,
    base            INTEGER,
    bytes           BLOB NOT NULL
) STRICT;

CREATE INDEX requests_failed ON requests (sent_at) WHERE outcome <> 'ok';

CREATE INDEX alerts_raised ON alerts (raised_at);

CREATE VIEW v_order_changes AS SELECT
    strftime('%Y-%m-%d %H:%M:%f', at / 1e6, 'unixepoch') AS at_utc,
    order_seq, state, filled, venue_order_id, reason
FROM order_changes;
