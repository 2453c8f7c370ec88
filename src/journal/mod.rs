//! The truth on disk: every input, what people may query, checkpoints, recovery.
