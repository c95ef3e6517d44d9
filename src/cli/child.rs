//! A server of one's own, as a child process: the prompt in front must not share a process with
//! it (the prompt takes over SIGINT and cannot live with many descriptors).

use std::env;
use std::ffi::OsString;
use std::io::{self, BufRead, BufReader, Read};
use std::os::unix::process::CommandExt;
use std::process::{Child, ChildStderr, Command, Stdio};

use crate::client::{Config, Ended};
use crate::locale::Locale;
use crate::say;

use super::failure::Failure;
use super::prompt;

/// A running `sala server` that ends with this process.
#[derive(Debug)]
pub(super) struct ServerProcess {
    child: Child,
    /// What it said when it opened, a line for each listener first.
    pub(super) announced: Vec<String>,
    /// Where its warnings come from.
    warnings: Option<BufReader<ChildStderr>>,
}

impl ServerProcess {
    /// Starts `sala` with these arguments, which begin with or imply `server`, and waits until it
    /// listens.
    ///
    /// # Errors
    /// What the server said when it could not open.
    pub(super) fn start(
        arguments: impl IntoIterator<Item = OsString>,
        locale: Locale,
    ) -> Result<Self, Failure> {
        let broken = |error: io::Error| {
            Failure::Failed(say!(locale, "child-failed", why = error.to_string()))
        };
        let mut server = Self::spawn(arguments).map_err(broken)?;
        if server.announced.is_empty() {
            return Err(server.why_it_ended().map_err(broken)?);
        }
        Ok(server)
    }

    fn spawn(arguments: impl IntoIterator<Item = OsString>) -> io::Result<Self> {
        let mut child = Command::new(env::current_exe()?)
            .args(arguments)
            .arg("--attached")
            // Ctrl-C in the terminal is the prompt's.
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        let lines = child.stdout.take().map(|stdout| BufReader::new(stdout).lines());
        let announced = lines
            .into_iter()
            .flatten()
            .take_while(|line| !line.as_ref().is_ok_and(String::is_empty))
            .collect::<Result<_, _>>()?;
        let warnings = child.stderr.take().map(BufReader::new);
        Ok(Self { child, announced, warnings })
    }

    fn why_it_ended(&mut self) -> io::Result<Failure> {
        let mut words = String::new();
        if let Some(warnings) = &mut self.warnings {
            warnings.read_to_string(&mut words)?;
        }
        let words = words.trim().strip_prefix("sala: ").unwrap_or(words.trim()).to_owned();
        Ok(match self.child.wait()?.code() {
            Some(2) => Failure::Misused(words),
            _ => Failure::Failed(words),
        })
    }

    /// The server's warnings, line by line; `None` after the first call.
    pub(super) fn take_warnings(&mut self) -> Option<impl Iterator<Item = String> + use<>> {
        self.warnings.take().map(|warnings| warnings.lines().map_while(Result::ok))
    }

    /// The address at the end of the first line that was announced.
    pub(super) fn address(&self) -> &str {
        let line = self.announced.first().map_or("", String::as_str);
        line.rsplit(' ').next().unwrap_or(line)
    }

    /// Runs a prompt in front of the server until the person leaves or the class is over, and
    /// ends the class.
    ///
    /// # Errors
    /// The prompt or the server failed.
    pub(super) fn attend(mut self, config: &Config) -> Result<(), Failure> {
        let mut ended = match prompt::run(config) {
            // It is the server that failed, not the way to it.
            Err(_) if !self.is_running() => return self.stop(config.locale),
            ended => ended?,
        };
        // Someone who did not read for a while, in a suspended terminal, is let go, and the class
        // goes on: back to it. Where the class is over, there is nothing to go back to.
        while ended == Ended::ByServer && self.is_running() {
            ended = prompt::run(config).unwrap_or(Ended::Left);
        }
        self.stop(config.locale)
    }

    /// Does it still take people in? A server whose class is over ends within moments.
    fn is_running(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// Ends the class, if it has not ended, and waits for the server's own end.
    ///
    /// # Errors
    /// The server did not end well.
    fn stop(mut self, locale: Locale) -> Result<(), Failure> {
        drop(self.child.stdin.take());
        let why = match self.child.wait() {
            Ok(status) if status.success() => return Ok(()),
            Ok(status) => status.to_string(),
            Err(error) => error.to_string(),
        };
        Err(Failure::Failed(say!(locale, "child-failed", why = why)))
    }
}

impl Drop for ServerProcess {
    /// A server whose front is gone ends as well: its standard input closes.
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}
