//! Styles by their meaning. Panels name a token, never a colour.

mod catalogue;
mod error;
mod parse;
mod token;
mod value;

pub use catalogue::Themes;
pub use error::ThemeError;
pub use parse::parse;
pub use token::Theme;

#[cfg(test)]
mod tests;
