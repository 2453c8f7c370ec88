//! The read model: the whole contract between the core and every face.
