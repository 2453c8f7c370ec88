//! The dashboard drawn once, into a file.

use std::path::Path;
use std::sync::mpsc::channel;
use std::time::Duration;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::follow::follow;
use super::{Screen, Watching};
use crate::clock::Clock;
use crate::commands::cli::DrawingSize;
use crate::commands::failure::{Exit, Failure};
use crate::commands::output;
use crate::config::SoakFolder;
use crate::link::{Broadcast, SoakState, ViewerNews};
use crate::tui::msg::{Msg, Stamped};
use crate::tui::run::Dashboard;
use crate::tui::terminal::svg;

/// How long a drawing waits for the soak's picture.
const DRAWING_TIMEOUT: Duration = Duration::from_secs(5);

/// Draws what the dashboard shows now into `file`.
///
/// # Errors
///
/// There is no picture, or the file cannot be written.
pub(super) fn draw(
    soak: &SoakFolder,
    screen: Screen,
    size: DrawingSize,
    file: &Path,
) -> Result<Exit, Failure> {
    let name = soak.name();
    let mut model = screen.model(name.as_str(), (size.columns, size.rows), Watching::ReadOnly);
    let (heard, news) = channel();
    let folder = soak.path().to_owned();
    let listener = std::thread::Builder::new().name("soak-listener".to_owned());
    listener.spawn(move || follow(&folder, move |news| heard.send(news).is_ok()))?;
    let clock = Clock::start();
    let (mut pictured, mut led_to) = (false, false);
    // What does not run says so after its last picture, and the drawing says it too.
    let mut said = matches!(SoakState::of(soak.path()), SoakState::Running { .. });
    while !(pictured && led_to && said) {
        let Ok(news) = news.recv_timeout(DRAWING_TIMEOUT) else {
            return Err(Failure::no(format!(
                "{name} gave no picture within {} s",
                DRAWING_TIMEOUT.as_secs()
            ))
            .hint(format!("soak status {name} says how it is")));
        };
        match &news {
            ViewerNews::Heard(Broadcast::Picture(_)) => pictured = true,
            ViewerNews::Heard(Broadcast::History(_)) => led_to = true,
            ViewerNews::Over { .. } | ViewerNews::Lost { .. } if pictured => said = true,
            ViewerNews::Over { text } | ViewerNews::Lost { text, .. } => {
                return Err(Failure::no(text.clone()));
            }
            ViewerNews::Connected { .. } | ViewerNews::Heard(_) => {}
        }
        model.update(&Stamped { at: clock.now(), msg: Msg::News(news) });
    }
    let area = Rect::new(0, 0, size.columns, size.rows);
    let mut frame = Buffer::empty(area);
    model.draw(area, &mut frame);
    let ground = model.ground();
    std::fs::write(file, svg(&frame, ground, &format!("the dashboard of {name}")))
        .map_err(|error| Failure::no(format!("cannot write {}: {error}", file.display())))?;
    output::line(&file.display().to_string())?;
    Ok(Exit::Fine)
}
