//! `sala lab watch`: grades again whenever a file is saved.

use std::ffi::OsStr;
use std::fs::{self, FileType};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use async_channel::{Receiver, Sender};
use futures_lite::{FutureExt, future};
use notify::event::EventKind;
use notify::{Config, PollWatcher, RecommendedWatcher, RecursiveMode, Watcher};
use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};

use crate::lab::{Launch, Lesson, Target};
use crate::link::sleep;
use crate::locale::Locale;
use crate::say;

use super::super::common::Common;
use super::super::failure::{Failure, aside};
use super::super::runtime::block_on;
use super::grading::{build, grade_all, until_stopped};
use super::hint;
use super::source::{Lessons, SourceArgs};
use super::target::CommandArgs;

/// How often files are looked at where the system does not tell of changes.
const POLL: Duration = Duration::from_secs(2);
/// What a terminal gives for Ctrl-D where it gives each key.
const END_OF_TRANSMISSION: u8 = 4;
/// Editors save in several steps: so long nothing more has to change.
const SETTLING: Duration = Duration::from_millis(200);
/// How many events may wait; what is beyond them says nothing new.
const WAITING: usize = 64;
/// The endings of files that programs are written in. Others may be what a program itself writes.
const SOURCES: [&str; 24] = [
    "py", "rs", "c", "h", "cc", "cpp", "hpp", "go", "java", "kt", "cs", "js", "mjs", "ts", "rb",
    "php", "lua", "hs", "ml", "ex", "exs", "pl", "zig", "swift",
];
/// The names of others that count.
const OTHERS: [&str; 3] = ["lab.toml", "Cargo.toml", "Makefile"];

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
}

/// What one reacts to.
enum Event {
    Saved,
    Key(u8),
}

/// Grades, and waits for what comes, until somebody has enough.
pub(super) fn run(args: &Args, source: &SourceArgs, common: Common) -> Result<(), Failure> {
    let locale = common.lang;
    let lessons = source.read(locale)?;
    let lesson = lessons.find(args.number, locale)?;
    let launch = args.command.launch(locale)?;
    let (events, incoming) = async_channel::bounded(WAITING);
    let _watchers = Watchers::new(&launch.folder, &events, locale)?;
    let _keys = Keys::listen(events);
    block_on(1, watch(lesson, &lessons, launch, &incoming, common))
}

/// What somebody who watches wants next.
enum Call<'l> {
    /// The program has changed.
    Again,
    /// The same once more.
    Repeat,
    /// Another lesson.
    Next(&'l Lesson),
    /// No more.
    Quit,
}

async fn watch(
    first: &Lesson,
    lessons: &Lessons,
    launch: Launch,
    incoming: &Receiver<Event>,
    common: Common,
) -> Result<(), Failure> {
    let locale = common.lang;
    let folder = launch.folder.clone();
    let target = Target::Program(launch);
    let mut lesson = first;
    loop {
        // A save in the midst of it counts.
        let graded = digest(&folder);
        let grading = async {
            if build(&target, common).await? {
                grade_all(&[lesson], &lessons.all, &target, common).await?;
            }
            keys_words(locale)?;
            future::pending().await
        };
        let call = called(incoming, &folder, graded, lesson, lessons, locale);
        match until_stopped(locale, call.or(grading)).await? {
            Call::Again => writeln!(io::stdout(), "\n{}", say!(locale, "lab-saved"))?,
            Call::Repeat => writeln!(io::stdout())?,
            Call::Next(next) => lesson = next,
            Call::Quit => return Ok(()),
        }
    }
}

/// Waits until something else is wanted than what is going on. What is only looked at, such as a
/// hint, is shown meanwhile.
async fn called<'l>(
    incoming: &Receiver<Event>,
    folder: &Path,
    graded: u64,
    lesson: &Lesson,
    lessons: &'l Lessons,
    locale: Locale,
) -> Result<Call<'l>, Failure> {
    let mut pending = None;
    loop {
        let event = match pending.take() {
            Some(event) => event,
            None => incoming.recv().await.unwrap_or(Event::Key(b'q')),
        };
        match event {
            Event::Saved => {
                pending = settle(incoming).await;
                if digest(folder) != graded {
                    return Ok(Call::Again);
                }
            }
            Event::Key(b'h') => hint::print(&mut io::stdout().lock(), lesson, false, locale)?,
            Event::Key(b'n') => {
                let next = lessons.all.iter().find(|other| other.number == lesson.number + 1);
                match next {
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

/// What the sources of a folder hold. A file that cannot be read is as if it were not there.
fn digest(folder: &Path) -> u64 {
    let mut hasher = DefaultHasher::new();
    digest_below(folder, folder, &mut hasher);
    hasher.finish()
}

fn digest_below(root: &Path, folder: &Path, hasher: &mut DefaultHasher) {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<(PathBuf, FileType)> =
        entries.filter_map(|entry| Some((entry.path(), entry.file_type().ok()?))).collect();
    paths.sort_by(|a, b| a.0.cmp(&b.0));
    for (path, kind) in paths {
        let below = path.strip_prefix(root).unwrap_or(&path);
        if kind.is_dir() && !is_aside(below) {
            digest_below(root, &path, hasher);
        } else if kind.is_file() && is_source(below) {
            path.hash(hasher);
            fs::read(&path).unwrap_or_default().hash(hasher);
        }
    }
}

/// Waits until nothing has changed for a moment; gives what else happened meanwhile.
async fn settle(incoming: &Receiver<Event>) -> Option<Event> {
    loop {
        let changed = async { incoming.recv().await.ok() };
        let quiet = async {
            sleep(SETTLING).await;
            None
        };
        match changed.or(quiet).await {
            Some(Event::Saved) => {}
            other => return other,
        }
    }
}

fn keys_words(locale: Locale) -> io::Result<()> {
    let words = if io::stdin().is_terminal() { "lab-keys" } else { "lab-waiting" };
    writeln!(io::stdout(), "{}", say!(locale, words))
}

/// What tells of saved files: the system, and a look now and then where the system says nothing, as
/// for folders of another machine.
struct Watchers {
    _system: Option<RecommendedWatcher>,
    _poll: PollWatcher,
}

impl Watchers {
    fn new(folder: &Path, events: &Sender<Event>, locale: Locale) -> Result<Self, Failure> {
        let handler = || {
            let (events, folder) = (events.clone(), folder.to_owned());
            move |event: notify::Result<notify::Event>| {
                if event.is_ok_and(|event| is_save(&event, &folder)) {
                    // If many wait, this one says nothing new.
                    let _ = events.try_send(Event::Saved);
                }
            }
        };
        let system = RecommendedWatcher::new(handler(), Config::default()).and_then(|mut own| {
            own.watch(folder, RecursiveMode::Recursive)?;
            Ok(own)
        });
        let config = Config::default().with_poll_interval(POLL).with_compare_contents(true);
        let poll = PollWatcher::new(handler(), config).and_then(|mut own| {
            own.watch(folder, RecursiveMode::Recursive)?;
            Ok(own)
        });
        let poll = poll.map_err(|error| {
            let (path, why) = (folder.display().to_string(), error.to_string());
            Failure::System(say!(locale, "lab-not-watched", path = path, why = why))
        })?;
        if let Err(error) = &system {
            aside(&say!(locale, "lab-only-polled", why = error.to_string()));
        }
        Ok(Self { _system: system.ok(), _poll: poll })
    }
}

fn is_save(event: &notify::Event, folder: &Path) -> bool {
    let changes =
        matches!(event.kind, EventKind::Create(_) | EventKind::Modify(_) | EventKind::Any);
    changes && event.paths.iter().any(|path| is_source(path.strip_prefix(folder).unwrap_or(path)))
}

/// Is it the path of a source, as seen from the program's folder?
fn is_source(path: &Path) -> bool {
    let by_name = path.file_name().is_some_and(|name| OTHERS.iter().any(|other| name == *other));
    let ending = path.extension().and_then(|ending| ending.to_str());
    !is_aside(path) && (by_name || ending.is_some_and(|ending| SOURCES.contains(&ending)))
}

/// Is it hidden, or in a folder of what is built?
fn is_aside(path: &Path) -> bool {
    let aside = |part: &OsStr| {
        part.as_encoded_bytes().starts_with(b".") || part == "target" || part == "node_modules"
    };
    path.components().any(|part| aside(part.as_os_str()))
}

/// A terminal that gives each key as it is pressed, until this is dropped.
struct Keys(Option<Termios>);

impl Keys {
    /// Reports keys, if standard input is a terminal.
    fn listen(events: Sender<Event>) -> Self {
        let Ok(before) = tcgetattr(io::stdin()) else { return Self(None) };
        let mut single = before.clone();
        single.local_modes -= LocalModes::ICANON | LocalModes::ECHO;
        if tcsetattr(io::stdin(), OptionalActions::Now, &single).is_err() {
            return Self(None);
        }
        thread::spawn(move || {
            let mut key = [0];
            while io::stdin().read_exact(&mut key).is_ok() {
                if events.send_blocking(Event::Key(key[0])).is_err() {
                    return;
                }
            }
        });
        Self(Some(before))
    }
}

impl Drop for Keys {
    fn drop(&mut self) {
        if let Some(before) = &self.0 {
            // A terminal that is gone needs nothing.
            let _ = tcsetattr(io::stdin(), OptionalActions::Now, before);
        }
    }
}
