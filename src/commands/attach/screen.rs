//! How the dashboard is to look.

use super::Watching;
use crate::commands::cli::ScreenArgs;
use crate::commands::failure::Failure;
use crate::tui::app::{Model, Rights, Setup, Tie};
use crate::tui::run::Fps;
use crate::tui::terminal::{Abilities, Depth, Glyphs};
use crate::tui::theme::{Theme, Themes};

/// How the dashboard is to look, checked before anything is begun.
#[derive(Debug)]
pub(crate) struct Screen {
    themes: Vec<Theme>,
    theme: usize,
    pub(super) fps: Fps,
    pub(super) glyphs: Glyphs,
}

impl Screen {
    /// What `args` ask for, in this terminal.
    ///
    /// # Errors
    ///
    /// There is no such theme, or the one that is asked for is written wrongly.
    pub(crate) fn of(args: &ScreenArgs) -> Result<Self, Failure> {
        let abilities = Abilities::of(variable, Glyphs::default());
        Self::with(args, abilities.map_or(Depth::True, |abilities| abilities.depth))
    }

    /// What `args` ask for, in a drawing, which has all colours.
    ///
    /// # Errors
    ///
    /// As for [`Self::of`].
    pub(super) fn drawn(args: &ScreenArgs) -> Result<Self, Failure> {
        Self::with(args, Depth::True)
    }

    fn with(args: &ScreenArgs, depth: Depth) -> Result<Self, Failure> {
        let glyphs = if args.ascii { Glyphs::Ascii } else { Glyphs::Unicode };
        let known = Themes::new(Themes::folder(variable).as_deref(), depth);
        let mut themes = Vec::new();
        let mut theme = 0;
        for name in known.names() {
            match (known.load(name), &args.theme) {
                (Ok(loaded), wanted) => {
                    if wanted.as_deref() == Some(name) {
                        theme = themes.len();
                    }
                    themes.push(loaded);
                }
                (Err(error), Some(wanted)) if wanted == name => {
                    return Err(Failure::usage(error.to_string()));
                }
                // T passes over what cannot be read.
                (Err(_), _) => {}
            }
        }
        if let Some(wanted) = args.theme.as_deref().filter(|wanted| !known.names().contains(wanted)) {
            return Err(Failure::usage(format!("there is no theme {wanted:?}"))
                .hint(format!("there are: {}", known.names().join(", "))));
        }
        Ok(Self { themes, theme, fps: args.fps.map_or_else(Fps::default, Fps::clamped), glyphs })
    }

    /// A dashboard that looks like this.
    pub(super) fn model(self, name: &str, size: (u16, u16), watching: Watching) -> Model {
        Model::new(Setup {
            name: name.to_owned(),
            themes: self.themes,
            theme: self.theme,
            size,
            rights: if watching == Watching::ReadOnly { Rights::ReadOnly } else { Rights::Full },
            tie: if watching == Watching::Foreground { Tie::Foreground } else { Tie::Attached },
        })
    }
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
