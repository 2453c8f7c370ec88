//! Styles by their meaning. Panels name a token, never a colour.

mod token;

pub use token::Theme;
