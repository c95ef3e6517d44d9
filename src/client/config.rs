//! What a client is told at its start, and how it ends.

use std::convert::Infallible;
use std::io;
use std::path::PathBuf;
use std::time::Duration;

use async_channel::{Receiver, Sender};

use crate::classroom::Secret;
use crate::link::{Address, LinkError, Trust};
use crate::locale::Locale;
use crate::name::Name;
use crate::say;

use super::line_helper::Entry;

/// How long a connection may take to be made.
pub(super) const CONNECT_LIMIT: Duration = Duration::from_secs(10);

/// What a client is to be like.
#[derive(Debug)]
pub struct Config {
    /// Where the classroom is.
    pub address: Address,
    /// Whose certificate is accepted there, if it speaks TLS.
    pub trust: Trust,
    /// The name to come in with; else the person is asked.
    pub name: Option<Name>,
    /// The class code, if it is asked for; else the person is asked.
    pub code: Option<Secret>,
    /// What stands before the line being typed while the person has no name.
    pub label: Option<String>,
    /// The language of the client's own words.
    pub locale: Locale,
    /// Whether to colour.
    pub color: bool,
    /// Whether each line begins with the time.
    pub timestamps: bool,
    /// How many lines of the past to ask for on coming in; else some in a terminal and none in
    /// a script.
    pub past: Option<usize>,
    /// Where the lines typed are kept between runs.
    pub history_file: Option<PathBuf>,
    /// Whether a lost connection is made again.
    pub reconnect: bool,
    /// What leaving means.
    pub leave: Leave,
    /// The commands that can be completed.
    pub commands: Vec<Entry>,
    /// Lines from elsewhere, to be shown among those of the class.
    pub aside: Option<Receiver<String>>,
    /// Told when the person is in the room.
    pub came_in: Option<Sender<()>>,
    /// Without a terminal: the end of the input counts once this has closed.
    pub stay: Option<Receiver<Infallible>>,
}

/// What Ctrl-D and a second Ctrl-C do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leave {
    /// Leave the room.
    Quit,
    /// End the class, after asking.
    EndClass {
        /// So does `/sair`.
        by_word: bool,
    },
}

/// How a client came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// The server closed the connection on purpose.
    ByServer,
    /// The person left, or their input ended.
    Left,
    /// Nobody reads what is printed any more.
    OutputClosed,
}

/// Why a client failed.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.explain(Locale::En))]
pub enum ClientError {
    /// It could not connect.
    Link(#[from] LinkError),
    /// The connection was lost.
    Lost,
    /// The server does not take the name, and nobody can be asked for another.
    NameRefused,
    /// The class code is wrong, and nobody can be asked for another.
    CodeRefused,
    /// The terminal or the standard output failed.
    Output(#[from] io::Error),
}

impl ClientError {
    /// The error in one line for a person.
    pub fn explain(&self, locale: Locale) -> String {
        match self {
            Self::Link(error) => error.explain(locale),
            Self::Lost => say!(locale, "client-lost-for-good"),
            Self::NameRefused => say!(locale, "client-name-refused"),
            Self::CodeRefused => say!(locale, "client-code-refused"),
            Self::Output(error) => say!(locale, "client-output", error = error.to_string()),
        }
    }
}
