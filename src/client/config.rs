//! A client's settings, and how it ends.

use std::convert::Infallible;
use std::io;
use std::path::PathBuf;
use std::time::Duration;

use async_channel::{Receiver, Sender};

use crate::classroom::{Role, Secret};
use crate::link::{Address, LinkError, Trust};
use crate::locale::Locale;
use crate::name::Name;
use crate::say;

pub(super) const CONNECT_LIMIT: Duration = Duration::from_secs(10);

/// The settings of a client.
#[derive(Debug)]
pub struct Config {
    /// Where the classroom is.
    pub address: Address,
    /// Which certificates are accepted there, with TLS.
    pub trust: Trust,
    /// The name to join with; otherwise the person is asked.
    pub name: Option<Name>,
    /// The class code, in case it is asked for; otherwise the person is asked.
    pub code: Option<Secret>,
    /// The prompt's label while the person has no name.
    pub label: Option<String>,
    /// The language of the client's own messages, and of the commands that it sends.
    pub locale: Locale,
    /// Whether to colour.
    pub color: bool,
    /// Whether each line begins with the time.
    pub timestamps: bool,
    /// How many past lines to ask for on joining; otherwise 10 in a terminal and none in a script.
    pub past: Option<usize>,
    /// Where typed lines are kept between runs.
    pub history_file: Option<PathBuf>,
    /// Whether to reconnect when the connection is lost.
    pub reconnect: bool,
    /// What leaving means.
    pub leave: Leave,
    /// Whose commands are completed.
    pub role: Role,
    /// Lines from elsewhere, shown among those of the class.
    pub aside: Option<Receiver<String>>,
    /// Told when the person is in the room.
    pub came_in: Option<Sender<()>>,
    /// Without a terminal: the end of the input takes effect only once this has closed.
    pub stay: Option<Receiver<Infallible>>,
}

/// What Ctrl-D and a second Ctrl-C do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leave {
    /// Leave the room.
    Quit,
    /// End the class, after asking.
    EndClass {
        /// So does `/exit`.
        by_word: bool,
    },
}

/// How a client ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// The server closed the connection on purpose.
    ByServer,
    /// The person left, or their input ended.
    Left,
    /// The terminal was closed.
    HungUp,
    /// The standard output was closed.
    OutputClosed,
}

/// Why a client failed.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.explain(Locale::En))]
pub enum ClientError {
    /// No connection.
    Link(#[from] LinkError),
    /// The connection was lost.
    Lost,
    /// The server refused the name, and there is no person to ask for another.
    NameRefused,
    /// This many lines were refused, not sent or perhaps not delivered.
    Unsaid(u64),
    /// The class code is wrong, and there is no person to ask for another.
    CodeRefused,
    /// The terminal or the standard output failed.
    Output(#[from] io::Error),
}

impl ClientError {
    /// The error in one line.
    pub fn explain(&self, locale: Locale) -> String {
        match self {
            Self::Link(error) => error.explain(locale),
            Self::Lost => say!(locale, "client-lost-for-good"),
            Self::NameRefused => say!(locale, "client-name-refused"),
            Self::Unsaid(count) => say!(locale, "client-unsaid", count = *count),
            Self::CodeRefused => say!(locale, "client-code-refused"),
            Self::Output(error) => say!(locale, "client-output", error = error.to_string()),
        }
    }
}
