//! What the loop draws on.

use std::io;

use ratatui::buffer::Buffer;
use ratatui::style::Style;

/// Columns and rows of a screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// Columns.
    pub columns: u16,
    /// Rows.
    pub rows: u16,
}

/// What the loop draws on: a terminal, or a screen in memory. An error means that it is gone.
pub trait Surface {
    /// How large it is now.
    ///
    /// # Errors
    /// It is gone.
    fn size(&mut self) -> io::Result<Size>;

    /// Shows `frame`, over `ground` where it says nothing about colour. Returns how many bytes were
    /// written: none when nothing differs from what is shown.
    ///
    /// # Errors
    /// It is gone.
    fn paint(&mut self, frame: &Buffer, ground: Style) -> io::Result<usize>;

    /// Forgets what is shown, so that the next frame is painted whole.
    fn forget(&mut self);

    /// Switches the mouse on or off.
    ///
    /// # Errors
    /// It is gone.
    fn set_mouse(&mut self, mouse: Mouse) -> io::Result<()>;

    /// Leaves the terminal to the shell and asks the system to stop this process. The process may
    /// still run for a moment when this returns, or go on because nobody is there to continue it.
    ///
    /// # Errors
    /// It is gone.
    fn suspend(&mut self) -> io::Result<()>;

    /// Takes the terminal again. Does no harm when it was never left.
    ///
    /// # Errors
    /// It is gone.
    fn resume(&mut self) -> io::Result<()>;
}

/// Whether the mouse is heard.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mouse {
    /// It selects text, as the terminal does it.
    #[default]
    Off,
    /// Clicks and the wheel come as messages.
    On,
}
