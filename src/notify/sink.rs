//! The ways out of the box.

use std::path::PathBuf;

use secrecy::SecretString;

use super::command::Command;
use super::webhook::Webhook;
use super::{Notice, SendFailure};
use crate::clock::Clock;
use crate::event::{AlertRecord, Severity};
use crate::model::Span;

/// Who is told what, and how often.
#[derive(Clone, Debug)]
pub struct NotifyRules {
    /// An alert that nobody acknowledges is told again after this, then after twice as long, and so on.
    pub repeat_first: Span,
    /// The longest time between two such repetitions.
    pub repeat_max: Span,
    /// The ways out, each with a name of its own.
    pub sinks: Vec<Sink>,
}

impl Default for NotifyRules {
    fn default() -> Self {
        Self { repeat_first: Span::from_secs(300), repeat_max: Span::from_secs(4 * 3_600), sinks: Vec::new() }
    }
}

/// One way out of the box.
#[derive(Clone, Debug)]
pub struct Sink {
    /// What people call it.
    pub name: String,
    /// Which alerts go out there. A test alert goes out everywhere.
    pub severities: Vec<Severity>,
    /// How.
    pub way: Way,
}

/// How a notice leaves.
#[derive(Clone, Debug)]
pub enum Way {
    /// To an address.
    Webhook(Webhook),
    /// To a program on this machine.
    Command(Command),
}

/// What a way is made of.
#[derive(Debug)]
pub enum WaySettings {
    /// To an address.
    Webhook {
        /// `https://…`, or `http://…` on this machine.
        url: String,
        /// What messages are signed with.
        secret: SecretString,
    },
    /// To a program on this machine.
    Command {
        /// The program.
        program: PathBuf,
        /// Its arguments, each as it is.
        arguments: Vec<String>,
    },
}

/// Why a sink cannot be used. Policy of every variant: refuse to start. None shows an address or a secret.
#[derive(Debug, thiserror::Error)]
pub enum SinkError {
    /// The address is none.
    #[error("the webhook of the sink {name} is no address: {reason}")]
    Address {
        /// The sink.
        name: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The address would carry alerts in the open.
    #[error("the webhook of the sink {name} is not encrypted: write https://, or http:// on this machine")]
    Unencrypted {
        /// The sink.
        name: String,
    },
    /// No client could be made, for want of root certificates for one.
    #[error("the webhook of the sink {name} cannot be reached from this machine: {reason}")]
    Client {
        /// The sink.
        name: String,
        /// What the library said.
        reason: String,
    },
}

impl Sink {
    /// The sink `name`, which may take `timeout` for each notice.
    ///
    /// # Errors
    /// The address is none, or not encrypted, or no client can be made for it.
    pub fn new(
        name: &str,
        severities: Vec<Severity>,
        way: WaySettings,
        timeout: Span,
    ) -> Result<Self, SinkError> {
        let way = match way {
            WaySettings::Webhook { url, secret } => Way::Webhook(Webhook::new(name, &url, secret, timeout)?),
            WaySettings::Command { program, arguments } => {
                Way::Command(Command::new(program, arguments, timeout))
            }
        };
        Ok(Self { name: name.to_owned(), severities, way })
    }

    /// Whether `alert` goes out here. A sink is not told that it fails itself.
    #[must_use]
    pub fn wants(&self, alert: &AlertRecord) -> bool {
        let about_itself = alert.kind == "delivery" && alert.subject == self.name;
        let routed = alert.kind == "test" || self.severities.contains(&alert.severity);
        routed && !about_itself
    }

    /// Sends one notice of the soak called `soak`, and waits no longer than its time-out for the end.
    ///
    /// Cancel safety: dropping the future loses the answer; a webhook may have been reached, a command is
    /// killed.
    ///
    /// # Errors
    /// Why it was not taken.
    pub async fn send(&self, notice: &Notice, soak: &str, clock: Clock) -> Result<(), SendFailure> {
        match &self.way {
            Way::Webhook(webhook) => webhook.send(&notice.body(soak), clock).await,
            Way::Command(command) => command.run(&notice.body(soak), &notice.variables(soak), clock).await,
        }
    }
}
