//! `sala lab watch`: grades again whenever a file is saved.

use std::ffi::OsStr;
use std::fs::{self, FileType};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use async_channel::{Receiver, Sender};
use futures_lite::FutureExt;
use notify::event::EventKind;
use notify::{Config, PollWatcher, RecommendedWatcher, RecursiveMode, Watcher};
use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};

use crate::lab::{Launch, Lesson, Subject};
use crate::link::pause;
use crate::locale::Locale;
use crate::say;
use crate::server::asked_to_end;

use super::super::common::Common;
use super::super::failure::{Failure, aside};
use super::super::runtime::block_on;
use super::grading::{build, grade_all};
use super::hint;
use super::source::{Lessons, SourceArgs};
use super::subject::CommandArgs;

/// How often files are looked at where the system does not tell of changes.
const POLL: Duration = Duration::from_secs(2);
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

/// Grade a program again whenever you save; keys: h hint, n next lesson, q quit
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  sala lab watch 1 -- python3 servidor.py
  sala lab watch 1                          with the command in lab.toml")]
pub(super) struct Args {
    /// The lesson's number
    #[arg(value_name = "N")]
    number: usize,
    #[command(flatten)]
    command: CommandArgs,
}

/// What one reacts to.
enum Event {
    /// A file was saved.
    Saved,
    /// A key was pressed.
    Key(u8),
    /// Enough.
    Stop,
}

/// Grades, and waits for what comes, until somebody has enough.
pub(super) fn run(args: &Args, source: &SourceArgs, common: Common) -> Result<(), Failure> {
    let locale = common.lang();
    let lessons = source.read(locale)?;
    let lesson = lessons.find(args.number, locale)?;
    let launch = args.command.launch(locale)?;
    let (events, incoming) = async_channel::bounded(WAITING);
    let _watchers = Watchers::new(&launch.folder, &events, locale)?;
    let _keys = Keys::listen(events);
    block_on(1, watch(lesson, &lessons, launch, &incoming, common))
}

async fn watch(
    first: &Lesson,
    lessons: &Lessons,
    launch: Launch,
    incoming: &Receiver<Event>,
    common: Common,
) -> Result<(), Failure> {
    let locale = common.lang();
    let folder = launch.folder.clone();
    let subject = Subject::Program(launch);
    let mut stop = Box::pin(async_stop()?);
    let mut lesson = first;
    // What the sources were when they were graded last.
    let mut graded = None;
    loop {
        let next = async { incoming.recv().await.unwrap_or(Event::Stop) }.or(&mut stop);
        let event = if graded.is_none() {
            let built = build(&subject, common).await?;
            // What the build writes is no save.
            graded = Some(digest(&folder));
            let grading = async {
                if built {
                    grade_all(&[lesson], &lessons.all, &subject, common).await?;
                }
                Ok::<_, Failure>(None)
            };
            let interrupted = async { Ok(Some(saved_or_key(next.await, incoming).await)) };
            let event = interrupted.or(grading).await?;
            if event.is_none() {
                keys_words(locale)?;
            }
            event
        } else {
            Some(saved_or_key(next.await, incoming).await)
        };
        match event {
            None => {}
            Some(Event::Saved) if graded == Some(digest(&folder)) => {}
            Some(Event::Saved) => {
                graded = None;
                writeln!(io::stdout(), "\n{}", say!(locale, "lab-saved"))?;
            }
            Some(Event::Key(b'h')) => hint::print(&mut io::stdout().lock(), lesson, false, locale)?,
            Some(Event::Key(b'n')) => {
                let next = lessons.all.iter().find(|other| other.number == lesson.number + 1);
                match next {
                    Some(next) => (lesson, graded) = (next, None),
                    None => writeln!(io::stdout(), "{}", say!(locale, "lab-no-next"))?,
                }
            }
            Some(Event::Key(b'q' | 4) | Event::Stop) => return Ok(()),
            Some(Event::Key(_)) => {}
        }
    }
}

fn async_stop() -> io::Result<impl Future<Output = Event>> {
    let stop = asked_to_end()?;
    Ok(async move {
        stop.await;
        Event::Stop
    })
}

/// An event; of a save, when nothing has changed for a moment.
async fn saved_or_key(event: Event, incoming: &Receiver<Event>) -> Event {
    if let Event::Saved = event {
        settle(incoming).await;
    }
    event
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

/// Waits until nothing has changed for a moment.
async fn settle(incoming: &Receiver<Event>) {
    loop {
        let changed = async { incoming.recv().await.is_ok() };
        let quiet = async {
            pause(SETTLING).await;
            false
        };
        if !changed.or(quiet).await {
            return;
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
            Failure::Trouble(say!(locale, "lab-not-watched", path = path, why = why))
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
