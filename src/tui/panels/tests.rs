//! Panels as they stand on the screen, from the three pictures.

mod screens;
