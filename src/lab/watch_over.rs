//! Runs a command of the kit's own below a keeper: it may be killed or stopped by what it grades.

use std::env;
use std::ffi::OsString;
use std::io;
use std::iter;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::link::sleep;

use super::keeper::{self, Ending};
use super::output::{Output, OutputLine};
use super::process::{End, Process};
use super::sandbox::Sandbox;

/// How often it is looked at.
const GLANCE: Duration = Duration::from_millis(50);
/// How long the last of what it has printed is waited for.
const LAST_OUTPUT: Duration = Duration::from_secs(1);

/// How much of what it prints is kept: a line may hold whole conversations.
const MAX_BYTES: usize = 64 * 1024 * 1024;
const MAX_LINE: usize = 8 * 1024 * 1024;

/// How a command has ended that was watched over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Watched {
    /// By itself, or by a signal that somebody sent.
    Ended(Ending),
    /// It printed nothing for too long, and was ended.
    Silent,
    /// Its keeper is gone, or something that it started could not be ended.
    Escaped,
}

/// Runs `sala` with these arguments, in a box if there is one, until it ends or prints nothing for
/// this long; gives also what it printed. Dropped, it ends the command with all that it has started.
///
/// # Errors
/// It cannot be started.
pub async fn watch_over(
    arguments: impl IntoIterator<Item = OsString>,
    sandbox: Option<&Sandbox>,
    silence: Duration,
) -> io::Result<(Watched, Vec<OutputLine>)> {
    let output = Arc::new(Output::with_room(MAX_BYTES, MAX_LINE));
    let own = match sandbox {
        Some(sandbox) => sandbox.around(arguments)?,
        None => {
            let mut own = Command::new(env::current_exe()?);
            own.args(arguments);
            own
        }
    };
    let command = keeper::command(iter::once(own.get_program()).chain(own.get_args()), None)?;
    let mut process = Process::start(command, false, &output)?;
    let began = Instant::now();
    let watched = loop {
        if let Some(ending) = process.ending() {
            break Watched::Ended(ending);
        }
        if process.is_unwatched() {
            break Watched::Escaped;
        }
        if output.last_at().unwrap_or(began).elapsed() > silence {
            break Watched::Silent;
        }
        sleep(GLANCE).await;
    };
    let watched = if process.end() == End::Clean { watched } else { Watched::Escaped };
    output.await_end(LAST_OUTPUT);
    Ok((watched, output.lines()))
}
