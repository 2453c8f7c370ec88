//! Panels as they stand on the screen, from the three pictures.

mod any_area;
mod screens;
mod styles;
