//! Configuration: `soak.toml` in, [`Settings`] out, every problem in it named at once.
//!
//! ```text
//!   soak.toml ──source──► text ──read──► Settings ──check──► Settings, warnings
//!                                  ▲                            │
//!                               schema ◄───────print────────────┘   (config print, fingerprint)
//! ```
//!
//! One declaration in `schema` names every key with its kind and range; reading and printing both
//! walk it, so what is printed can always be read again.
//!
//! Invariant: a key of a venue is never in [`Settings`], in a message or in what is printed. It is
//! read from the environment variable that the file names, into a [`secrecy::SecretString`].

mod address;
mod check;
mod feed;
mod fingerprint;
mod folder;
mod game_day;
mod gate;
mod kind;
mod kinds;
mod live;
mod name;
mod names;
mod notify;
mod print;
mod problem;
mod published;
mod read;
mod schema;
mod secret;
mod settings;
mod source;
#[cfg(test)]
mod tests;

use address::secret_free_url;
pub use feed::{FeedKind, ParseFeedError};
pub use folder::{DataRoot, FolderError, SoakFolder};
pub use game_day::{FaultSettings, GameDaySettings, REHEARSALS_MAX};
pub use live::{Lack, VenueAddress};
pub use name::{NameError, SoakName};
pub use notify::{AlertSettings, SINKS_MAX, SecretError, SinkSettings, sink_secret};
pub use problem::{ConfigError, Problem, Weight};
pub use secret::{KeyError, holds_key, shown, venue_key};
pub use settings::{
    AgentSettings, BarLength, FeedSettings, Loaded, LogLevel, LogSettings, PaperSettings, Settings,
    SoakSettings, VenueSettings, VenueUrl,
};
