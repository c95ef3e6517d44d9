//! `sala lab watch`: grades again whenever a file is saved.

use std::io::{self, IsTerminal, Read, Write};
use std::thread;
use std::time::Duration;

use async_channel::{Receiver, Sender};
use async_signal::{Signal, Signals};
use futures_lite::{FutureExt, StreamExt, future};
use rustix::process::{Signal as Kill, getpgrp, getpid, getsid, kill_process};
use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};

use crate::lab::{Lesson, Sandbox, Target};
use crate::link::sleep;
use crate::locale::Locale;
use crate::say;

use super::super::common::Common;
use super::super::failure::{Failure, aside};
use super::super::runtime::block_on;
use super::grading::{build, grade_all, until_stopped};
use super::hint;
use super::sandbox::SandboxArgs;
use super::saves::Saves;
use super::source::{Lessons, SourceArgs};
use super::target::CommandArgs;

/// How often files are looked at where the system does not tell of changes.
const POLL: Duration = Duration::from_secs(2);
/// What a terminal gives for Ctrl-D where it gives each key.
const END_OF_TRANSMISSION: u8 = 4;
/// Editors save in several steps: so long nothing more has to change.
const SETTLING: Duration = Duration::from_millis(200);
/// A program that writes all the time must not keep a save from being seen.
const SETTLING_LIMIT: Duration = Duration::from_secs(1);
/// How many events may wait; what is beyond them says nothing new.
const WAITING: usize = 64;

/// Grade a program again whenever you save; keys: r again, h hint, n next lesson, q quit
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  sala lab watch 1 -- python3 servidor.py
  sala lab watch 1                          with the command in lab.toml")]
pub(super) struct Args {
    /// Lesson number
    #[arg(value_name = "N")]
    number: usize,
    #[command(flatten)]
    command: CommandArgs,
    #[command(flatten)]
    sandbox: SandboxArgs,
}

/// What one reacts to.
enum Event {
    Changed,
    Key(u8),
    /// Ctrl-Z.
    Suspend,
    Resumed,
}

/// Grades, and waits for what comes, until somebody has enough.
pub(super) fn run(args: &Args, source: &SourceArgs, common: Common) -> Result<(), Failure> {
    let locale = common.lang;
    let lessons = source.read(locale)?;
    let lesson = lessons.find(args.number, locale)?;
    let launch = args.command.launch(locale)?;
    let sandbox = args.sandbox.of_own(locale)?;
    let (events, incoming) = async_channel::bounded(WAITING);
    let changes = events.clone();
    // If many wait, this one says nothing new.
    let tell = move || _ = changes.try_send(Event::Changed);
    let (saves, told) = Saves::watch(&launch.folder, tell);
    if let Err(error) = told {
        aside(&say!(locale, "lab-only-polled", why = error.to_string()));
    }
    let signals = Signals::new([Signal::Tstp, Signal::Cont]).map_err(|error| {
        Failure::System(say!(locale, "bots-no-signals", why = error.to_string()))
    })?;
    let keys = Keys::listen(events);
    let mut watch = Watch { incoming, signals, saves, keys, sandbox, lessons: &lessons, common };
    let target = Target::Program(launch);
    block_on(1, until_stopped(locale, watch.run(lesson, &target)))
}

/// What somebody who watches wants next.
enum Call<'l> {
    /// The program has changed.
    Again,
    /// The same once more.
    Repeat,
    /// Another lesson.
    Next(&'l Lesson),
    /// Nothing for now: the grading is over.
    Rest,
    /// The shell, until it continues this.
    Suspend,
    /// No more.
    Quit,
}

struct Watch<'l> {
    incoming: Receiver<Event>,
    signals: Signals,
    saves: Saves,
    keys: Keys,
    sandbox: Option<Sandbox>,
    lessons: &'l Lessons,
    common: Common,
}

impl<'l> Watch<'l> {
    async fn run(&mut self, first: &'l Lesson, target: &Target) -> Result<(), Failure> {
        let locale = self.common.lang;
        let mut lesson = first;
        let mut at_rest = false;
        loop {
            let (common, all, sandbox) = (self.common, &self.lessons.all, self.sandbox.clone());
            let grading = async {
                if at_rest {
                    return future::pending().await;
                }
                if let Some(built) = build(target, sandbox.as_ref(), common).await? {
                    grade_all(&[lesson], all, &built, common).await?;
                }
                Ok(Call::Rest)
            };
            let call = self.called(lesson, at_rest).or(grading).await?;
            match call {
                Call::Rest if self.saves.after_graded() => saved(locale)?,
                Call::Rest => {
                    keys_words(locale)?;
                    at_rest = true;
                    continue;
                }
                Call::Suspend => {
                    self.suspend().await;
                    if at_rest {
                        continue;
                    }
                }
                Call::Again => saved(locale)?,
                Call::Repeat => writeln!(io::stdout())?,
                Call::Next(next) => lesson = next,
                Call::Quit => return Ok(()),
            }
            at_rest = false;
        }
    }

    /// Waits until something else is wanted than what is going on. What is only looked at, such as
    /// a hint, is shown meanwhile.
    async fn called(&mut self, lesson: &Lesson, at_rest: bool) -> Result<Call<'l>, Failure> {
        let locale = self.common.lang;
        let mut pending = None;
        loop {
            let event = match pending.take() {
                Some(event) => event,
                None => self.event().await,
            };
            match event {
                Event::Changed => {
                    pending = self.settle().await;
                    let is_save =
                        if at_rest { self.saves.at_rest() } else { self.saves.while_graded() };
                    if is_save {
                        return Ok(Call::Again);
                    }
                }
                Event::Suspend => return Ok(Call::Suspend),
                Event::Resumed => {
                    self.keys.single();
                    // What was waited for may seem to have come too late.
                    if !at_rest {
                        return Ok(Call::Repeat);
                    }
                }
                Event::Key(b'h') => hint::print(&mut io::stdout().lock(), lesson, false, locale)?,
                Event::Key(b'n') => {
                    let mut all = self.lessons.all.iter();
                    match all.find(|other| other.number == lesson.number + 1) {
                        Some(next) => return Ok(Call::Next(next)),
                        None => writeln!(io::stdout(), "{}", say!(locale, "lab-no-next"))?,
                    }
                }
                Event::Key(b'r') => return Ok(Call::Repeat),
                Event::Key(b'q' | END_OF_TRANSMISSION) => return Ok(Call::Quit),
                Event::Key(_) => {}
            }
        }
    }

    async fn event(&mut self) -> Event {
        let are_told = self.saves.are_told();
        let told = async {
            match self.incoming.recv().await {
                Ok(event) => event,
                // Without a terminal or a watcher, nobody sends.
                Err(_) => future::pending().await,
            }
        };
        let signal = async {
            match self.signals.next().await {
                Some(Ok(Signal::Tstp)) => Event::Suspend,
                Some(_) => Event::Resumed,
                None => future::pending().await,
            }
        };
        let look = async {
            if are_told {
                return future::pending().await;
            }
            sleep(POLL).await;
            Event::Changed
        };
        told.or(signal).or(look).await
    }

    /// Waits until nothing has changed for a moment; gives what else happened meanwhile.
    async fn settle(&mut self) -> Option<Event> {
        let limit = async {
            sleep(SETTLING_LIMIT).await;
            None
        };
        let settled = async {
            loop {
                let quiet = async {
                    sleep(SETTLING).await;
                    None
                };
                match async { Some(self.event().await) }.or(quiet).await {
                    Some(Event::Changed) => {}
                    other => return other,
                }
            }
        };
        settled.or(limit).await
    }

    /// Stops this process, as Ctrl-Z does, until it is continued.
    async fn suspend(&mut self) {
        // The session's first group has no shell that could continue it.
        if getsid(None).is_ok_and(|session| session == getpgrp()) {
            return;
        }
        self.keys.restore();
        if kill_process(getpid(), Kill::STOP).is_ok() {
            while !matches!(self.signals.next().await, Some(Ok(Signal::Cont)) | None) {}
        }
        self.keys.single();
    }
}

fn saved(locale: Locale) -> io::Result<()> {
    writeln!(io::stdout(), "\n{}", say!(locale, "lab-saved"))
}

fn keys_words(locale: Locale) -> io::Result<()> {
    let words = if io::stdin().is_terminal() { "lab-keys" } else { "lab-waiting" };
    writeln!(io::stdout(), "{}", say!(locale, words))
}

/// A terminal that gives each key as it is pressed, until this is dropped.
struct Keys(Option<Modes>);

struct Modes {
    before: Termios,
    single: Termios,
}

impl Keys {
    /// Reports keys, if standard input is a terminal.
    fn listen(events: Sender<Event>) -> Self {
        let Ok(before) = tcgetattr(io::stdin()) else { return Self(None) };
        let mut single = before.clone();
        single.local_modes -= LocalModes::ICANON | LocalModes::ECHO;
        let keys = Self(Some(Modes { before, single }));
        keys.single();
        thread::spawn(move || {
            let mut key = [0];
            while io::stdin().read_exact(&mut key).is_ok() {
                if events.send_blocking(Event::Key(key[0])).is_err() {
                    return;
                }
            }
        });
        keys
    }

    fn single(&self) {
        self.set(|modes| &modes.single);
    }

    fn restore(&self) {
        self.set(|modes| &modes.before);
    }

    fn set(&self, which: impl Fn(&Modes) -> &Termios) {
        if let Some(modes) = &self.0 {
            // A terminal that is gone needs nothing.
            let _ = tcsetattr(io::stdin(), OptionalActions::Now, which(modes));
        }
    }
}

impl Drop for Keys {
    fn drop(&mut self) {
        self.restore();
    }
}
