//! Failures of a command, and their exit codes.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::error::ErrorKind;

use crate::locale::Locale;
use crate::say;
use crate::wire::clean;

use super::color::ColorChoice;
use super::help;

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
    /// Another process has told what failed, and ended with this code.
    Reported(u8),
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
            Self::Reported(code) => ExitCode::from(code),
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
pub(super) fn usage(error: &clap::Error, locale: Locale) -> ExitCode {
    match error.kind() {
        ErrorKind::DisplayHelp
        | ErrorKind::DisplayVersion
        | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            let is_colored = match error.use_stderr() {
                true => ColorChoice::Auto.on(&io::stderr()),
                false => ColorChoice::Auto.on(&io::stdout()),
            };
            let page = help::page(error, locale, is_colored);
            // Nothing can be said if this cannot be printed.
            let _ = match error.use_stderr() {
                true => io::stderr().write_all(page.as_bytes()),
                false => io::stdout().write_all(page.as_bytes()),
            };
            ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2))
        }
        _ => {
            let mistake = help::mistake(error, locale);
            tell(&say!(locale, "usage-see-help", mistake = mistake), 2)
        }
    }
}
