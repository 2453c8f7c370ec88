//! The whole world in one thread under virtual time.
