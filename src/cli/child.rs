//! A server as a child process: the prompt cannot share a process with it, because it takes over
//! SIGINT and fails with file descriptors above 1023.

use std::env;
use std::ffi::OsString;
use std::io::{self, BufRead, BufReader, Write};
use std::process::{Child, ChildStderr, Command, ExitStatus, Stdio};
use std::thread;

use async_channel::{Receiver, WeakSender};

use crate::client::{Config, Ended, Leave};
use crate::locale::Locale;
use crate::say;

use super::failure::Failure;
use super::prompt;

/// How many warnings may wait to be shown.
const WAITING: usize = 64;

/// A running `sala server`. It ends with this process unless it was started with `--outlive`: then it
/// ends when it is told to.
#[derive(Debug)]
pub(super) struct ServerProcess {
    child: Child,
    /// What it printed when it opened, a line per listener first.
    pub(super) announced: Vec<String>,
    /// Its warnings, for the prompt to show.
    pub(super) warnings: Receiver<String>,
    /// Adds to the warnings while the server runs.
    pub(super) notices: WeakSender<String>,
}

impl ServerProcess {
    /// Starts `sala` with the arguments of a server and waits until it listens.
    /// The error is what the server said if it could not open.
    pub(super) fn start(
        arguments: impl IntoIterator<Item = OsString>,
        locale: Locale,
    ) -> Result<Self, Failure> {
        let broken = |error: io::Error| failed(&error.to_string(), locale);
        let mut server = Self::spawn(arguments).map_err(broken)?;
        if server.announced.is_empty() {
            let (words, status) = server.last_words().map_err(broken)?;
            return Err(match status.code() {
                Some(2) => Failure::Misused(words),
                _ => Failure::Failed(words),
            });
        }
        Ok(server)
    }

    fn spawn(arguments: impl IntoIterator<Item = OsString>) -> io::Result<Self> {
        let mut child = Command::new(env::current_exe()?)
            .args(arguments)
            .arg("--attached")
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
        let (warnings, notices) = forward(child.stderr.take());
        Ok(Self { child, announced, warnings, notices })
    }

    /// Waits for the server's end and returns its last warning, which was not shown.
    fn last_words(&mut self) -> io::Result<(String, ExitStatus)> {
        let mut words = String::new();
        while let Ok(line) = self.warnings.recv_blocking() {
            words = line;
        }
        let words = words.strip_prefix("sala: ").unwrap_or(&words).to_owned();
        Ok((words, self.child.wait()?))
    }

    /// The address at the end of the first announced line.
    pub(super) fn address(&self) -> &str {
        let line = self.announced.first().map_or("", String::as_str);
        line.rsplit(' ').next().unwrap_or(line)
    }

    /// The address of the page, if it is served.
    pub(super) fn page(&self) -> Option<&str> {
        let words = self.announced.iter().filter_map(|line| line.rsplit(' ').next());
        words.into_iter().find(|word| word.starts_with("http://"))
    }

    /// Runs a prompt in front of the server until the person leaves or the class is over, and
    /// ends the class; `left` is called in between.
    pub(super) fn attend(mut self, config: &Config, left: impl FnOnce()) -> Result<(), Failure> {
        let mut ended = match prompt::run(config) {
            // The server's own error says more than the connection's.
            Err(_) if !self.is_running() => return self.stop(config.locale),
            ended => ended?,
        };
        // A suspended terminal does not read and is disconnected, but the class goes on: reconnect.
        while ended == Ended::ByServer && self.is_running() {
            ended = prompt::run(config).unwrap_or(Ended::Left);
        }
        left();
        if ended == Ended::HungUp && matches!(config.leave, Leave::EndClass { .. }) {
            // One that outlives this process is not told to end by that.
            drop(self.child.stdin.take());
            return Ok(());
        }
        self.stop(config.locale)
    }

    /// A line, or the end of its standard input, ends it; a line also one that outlives this process.
    fn tell_to_end(&mut self) {
        if let Some(mut stdin) = self.child.stdin.take() {
            // It may have ended already.
            let _ = stdin.write_all(b"\n");
        }
    }

    /// Whether it still runs; a server ends within moments after its class.
    fn is_running(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// Ends the class, if it has not ended, and waits for the server's own end.
    fn stop(mut self, locale: Locale) -> Result<(), Failure> {
        self.tell_to_end();
        let why = match self.last_words() {
            Ok((_, status)) if status.success() => return Ok(()),
            Ok((words, _)) if !words.is_empty() => return Err(Failure::Failed(words)),
            Ok((_, status)) => status.to_string(),
            Err(error) => error.to_string(),
        };
        Err(failed(&why, locale))
    }
}

fn failed(why: &str, locale: Locale) -> Failure {
    Failure::Failed(say!(locale, "child-failed", why = why))
}

/// The lines of a stream until it ends, and a way to add to them until then.
fn forward(stream: Option<ChildStderr>) -> (Receiver<String>, WeakSender<String>) {
    let (sender, receiver) = async_channel::bounded(WAITING);
    let notices = sender.downgrade();
    thread::spawn(move || {
        let lines = stream.map(|stream| BufReader::new(stream).lines());
        for line in lines.into_iter().flatten().map_while(Result::ok) {
            if sender.send_blocking(line).is_err() {
                return;
            }
        }
    });
    (receiver, notices)
}

impl Drop for ServerProcess {
    fn drop(&mut self) {
        if self.child.stdin.is_some() {
            self.tell_to_end();
            let _ = self.last_words();
        }
    }
}
