//! What is taken for a key, what is not, and that none is ever shown.
