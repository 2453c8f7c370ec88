//! Bytes and keys: the only part of the dashboard that knows a terminal.
