//! The `soak` command.

fn main() {}
