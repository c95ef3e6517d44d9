//! How a command ends when it could not do what it was asked.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::error::ErrorKind;

use crate::wire::clean;

/// Why a command did not do its work.
#[derive(Debug)]
pub(super) enum Failure {
    /// It tried and failed: one line for the person. Exit code 1.
    Failed(String),
    /// It was asked for something that cannot be. Exit code 2.
    Misused(String),
    /// What was asked could not be tried, and the kit itself is why. Exit code 3.
    Trouble(String),
    /// Nobody reads standard output any more (`| head`): not worth a word.
    OutputClosed,
}

impl Failure {
    /// Tells the person and gives the exit code.
    pub(super) fn report(self) -> ExitCode {
        match self {
            Self::Failed(message) => tell(&message, 1),
            Self::Misused(message) => tell(&message, 2),
            Self::Trouble(message) => tell(&message, 3),
            Self::OutputClosed => ExitCode::SUCCESS,
        }
    }
}

/// Writing to standard output is the only input or output that is passed on without a word of
/// its own.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::OutputClosed,
            _ => Self::Failed(format!("stdout: {error}")),
        }
    }
}

/// A message may quote a file or a server: nothing in it moves or colours the terminal.
fn tell(message: &str, code: u8) -> ExitCode {
    message.lines().for_each(|line| aside(&format!("sala: {}", clean(line))));
    ExitCode::from(code)
}

/// A line of words about the data, on standard error. If nobody reads them, nothing is lost.
pub(super) fn aside(words: &str) {
    let _ = writeln!(io::stderr(), "{words}");
}

/// Prints help and version as they are, and a mistake in the arguments in one line.
pub(super) fn usage(error: &clap::Error) -> ExitCode {
    match error.kind() {
        ErrorKind::DisplayHelp
        | ErrorKind::DisplayVersion
        | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            // Nothing can be said if this cannot be printed.
            let _ = error.print();
            ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2))
        }
        _ => {
            let text = error.to_string();
            let words = text.split("\n\nUsage:").next().unwrap_or_default();
            let words = words.split("\n\nFor more information").next().unwrap_or_default();
            let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
            let line = line.strip_prefix("error: ").unwrap_or(&line);
            tell(&format!("{line}; see --help"), 2)
        }
    }
}
