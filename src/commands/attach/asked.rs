//! The soak as the dashboard asks it.

use std::path::PathBuf;

use super::Watching;
use crate::link::{ControlClient, ControlReply, ControlRequest, LinkError};
use crate::runtime::Archive;
use crate::tui::msg::Core;

/// The soak as the dashboard asks it: by its control socket, one connection for each request, and by its
/// journal once it has ended.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub(super) folder: PathBuf,
    pub(super) watching: Watching,
}

impl Core for Asked {
    fn request(&mut self, request: &ControlRequest) -> Result<ControlReply, String> {
        if self.watching == Watching::ReadOnly && matches!(request, ControlRequest::Act { .. }) {
            return Err("this dashboard is read-only; nothing was done".to_owned());
        }
        let asked = ControlClient::connect(&self.folder).and_then(|mut client| client.call(request));
        match (asked, request) {
            (Err(LinkError::NotRunning { .. }), ControlRequest::Ask(question)) => {
                let told = Archive::open(&self.folder).and_then(|mut archive| archive.answer(question));
                told.map(|told| ControlReply::Told(Box::new(told))).map_err(|error| error.to_string())
            }
            (asked, _) => asked.map_err(|error| error.to_string()),
        }
    }
}
