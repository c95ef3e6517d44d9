//! Failures of a command, and their exit codes.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::error::ErrorKind;

use crate::wire::clean;

#[derive(Debug)]
pub(super) enum Failure {
    /// It tried and failed. Exit code 1.
    Failed(String),
    /// Invalid arguments or input. Exit code 2.
    Misused(String),
    /// The system did not let the kit try. Exit code 3.
    System(String),
    /// A signal of this number asked it to end. Exit code as a shell gives it: 128 and the number.
    Interrupted(i32, String),
    /// Standard output was closed (`| head`): exit code 0, no message.
    OutputClosed,
}

impl Failure {
    /// Prints the message and returns the exit code.
    pub(super) fn report(self) -> ExitCode {
        match self {
            Self::Failed(message) => tell(&message, 1),
            Self::Misused(message) => tell(&message, 2),
            Self::System(message) => tell(&message, 3),
            Self::Interrupted(signal, message) => {
                tell(&message, u8::try_from(128 + signal).unwrap_or(1))
            }
            Self::OutputClosed => ExitCode::SUCCESS,
        }
    }
}

/// Only for writing to standard output; other errors get a message of their own.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::OutputClosed,
            _ => Self::Failed(format!("stdout: {error}")),
        }
    }
}

impl From<csv::Error> for Failure {
    fn from(error: csv::Error) -> Self {
        match error.into_kind() {
            csv::ErrorKind::Io(error) => error.into(),
            other => io::Error::other(format!("{other:?}")).into(),
        }
    }
}

/// A line that is indented belongs to the one above.
fn tell(message: &str, code: u8) -> ExitCode {
    for line in message.lines() {
        let whose = if line.starts_with(' ') { "" } else { "sala: " };
        aside(&format!("{whose}{line}"));
    }
    ExitCode::from(code)
}

/// A message on standard error, which may be closed. It may quote a file or a server: escape sequences
/// are removed.
pub(super) fn aside(words: &str) {
    for line in words.split('\n') {
        let _ = writeln!(io::stderr(), "{}", clean(line));
    }
}

/// Prints help and version as they are, and an error in the arguments in one line.
pub(super) fn usage(error: &clap::Error) -> ExitCode {
    match error.kind() {
        ErrorKind::DisplayHelp
        | ErrorKind::DisplayVersion
        | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            // Nothing can be said if this cannot be printed.
            let _ = error.print();
            ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2))
        }
        _ => tell(&format!("{}; see --help", in_one_line(error)), 2),
    }
}

/// What the parser says is wrong with the arguments.
pub(super) fn in_one_line(error: &clap::Error) -> String {
    let text = error.to_string();
    let words = text.split("\n\nUsage:").next().unwrap_or_default();
    let words = words.split("\n\nFor more information").next().unwrap_or_default();
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    line.strip_prefix("error: ").unwrap_or(&line).to_owned()
}
