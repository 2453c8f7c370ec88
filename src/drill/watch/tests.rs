//! Each measure, with a run in which it is off.
