//! The async shell: the only place that spawns and selects.
