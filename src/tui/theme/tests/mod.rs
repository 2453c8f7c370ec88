//! Themes as files, and as eyes see them.

mod eyes;
mod files;
