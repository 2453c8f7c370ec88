//! What comes of what happens.

use crossterm::event::KeyEvent;

use super::model::Model;
use super::notice::Tone;
use super::overlay::Overlay;
use super::{answers, news, pointer, press};
use crate::tui::keys::{Chord, action_for};
use crate::tui::msg::{Command, Msg, Stamped};

impl Model {
    /// Takes in what happened; returns what is to be done outside.
    pub fn update(&mut self, stamped: &Stamped) -> Vec<Command> {
        self.now = stamped.at;
        self.expire();
        match &stamped.msg {
            Msg::Key(key) => self.on_key(key),
            Msg::Paste(text) => self.on_paste(text),
            Msg::Mouse(event) => pointer::moved(self, *event),
            Msg::Resized(columns, rows) => {
                self.size = (*columns, *rows);
                self.changed = true;
                Vec::new()
            }
            Msg::Continued => {
                self.changed = true;
                vec![Command::Redraw]
            }
            Msg::AskedToEnd => vec![Command::Leave(press::farewell(self))],
            Msg::News(heard) => news::heard(self, heard),
            Msg::Answered(number, answer) => answers::answered(self, *number, answer),
            Msg::Tick => {
                self.changed |= self.wants_tick();
                Vec::new()
            }
        }
    }

    /// Forgets what has stood long enough.
    fn expire(&mut self) {
        let now = self.now;
        self.changed |= self.notice.take_if(|notice| notice.is_over(now)).is_some();
        self.changed |= self.acting.once.is_some();
        if let Some(act) = self.acting.expire(now) {
            self.say(&format!("{}: no answer came, it may have been done", act.verb()), Tone::Bad);
            self.changed = true;
        }
    }

    fn on_key(&mut self, event: &KeyEvent) -> Vec<Command> {
        let Some(key) = Chord::of(event) else { return Vec::new() };
        self.changed = true;
        if let Some(action) = action_for(&self.contexts(), key) {
            return press::act(self, action, None, Some(key));
        }
        self.type_key(key);
        Vec::new()
    }

    fn type_key(&mut self, key: Chord) {
        match &mut self.overlay {
            Some(Overlay::Palette(palette)) => palette.press(key),
            Some(Overlay::Reset(form)) => drop(form.line().press(key)),
            Some(Overlay::Filter(panel, line)) => {
                line.press(key);
                let (panel, text) = (*panel, line.text().to_owned());
                self.look.set_filter(panel, &text);
            }
            Some(Overlay::Help { .. } | Overlay::Confirm(_) | Overlay::Order(_)) | None => {}
        }
    }

    /// Pasted text goes into lines of text and nowhere else: it is no key.
    fn on_paste(&mut self, text: &str) -> Vec<Command> {
        match &mut self.overlay {
            Some(Overlay::Palette(palette)) => palette.line.paste(text),
            Some(Overlay::Reset(form)) => form.paste(text),
            Some(Overlay::Filter(panel, line)) => {
                line.paste(text);
                let (panel, text) = (*panel, line.text().to_owned());
                self.look.set_filter(panel, &text);
            }
            Some(Overlay::Help { .. } | Overlay::Confirm(_) | Overlay::Order(_)) | None => return Vec::new(),
        }
        self.changed = true;
        Vec::new()
    }
}
