//! Why a program cannot be graded at all, and what its learner is told of that.

use std::env;
use std::fs::{self, File};
use std::io::{self, Read};
use std::net::IpAddr;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use rustix::io::Errno;

use crate::locale::Locale;
use crate::say;

use super::crash::last_words;
use super::keeper::Ending;
use super::launch::Launch;
use super::output::{OutputLine, shown};
use super::sandbox::{Excess, NotCopied};

/// How much of a file is looked at for its first line.
const HEAD: u64 = 256;
/// What systems say of a port that somebody else has.
const IN_USE: [&str; 5] = [
    "address already in use",
    "eaddrinuse",
    "addrinuse",
    "endereço já em uso",
    "only one usage of each socket address",
];

/// Why a program cannot be graded at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StartFailure {
    /// The folder that it is started in is gone.
    NoFolder(String),
    /// There is no such program.
    NotFound(String),
    /// The system does not start it: what, and why.
    NotStarted(String, String),
    /// The file that was to be started cannot be.
    Unusable(Flaw, String),
    /// What interprets it is not there: the file, and what it names.
    NoInterpreter(String, String),
    /// What builds it failed.
    NotBuilt(Ending),
    /// What builds it did not come to an end: after how many seconds.
    BuildTooLong(u64),
    /// It has ended before it listened: how, and what it said last.
    Ended(Ending, Option<String>),
    /// It has ended its keeper, or starts processes faster than they can be ended.
    Escaped,
    /// It has taken more than it may, and was ended.
    Excess(Excess),
    /// Its folder has more in it than is graded in a box.
    TooLarge,
    /// This file of its folder cannot be read: which, and why.
    NotCopied(String, String),
    /// The port that it wants is somebody else's.
    PortInUse,
    /// It listens on this port, and not on the one that it was given.
    Elsewhere(u16),
    /// It listens on its port at this address, where the bots do not come.
    OtherAddress(IpAddr),
    /// It receives datagrams (UDP) on its port, and no connections (TCP).
    Datagrams,
    /// It has ended, and goes on in a process that it has left behind.
    Background,
    /// It runs and does not listen: after how many seconds.
    NotListening(u64),
}

/// What keeps the system from starting a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// It is a folder.
    Folder,
    /// It is in the program's folder, where a name without a `/` is not looked for.
    NoSlash,
    /// Nobody may execute it.
    NotExecutable,
    /// Its first line ends in `\r\n`, and no interpreter has a name with `\r`.
    CarriageReturn,
    /// It is neither for this machine nor has it a first line with `#!`.
    Format,
}

impl Flaw {
    fn key(self) -> &'static str {
        match self {
            Self::Folder => "lab-flaw-folder",
            Self::NoSlash => "lab-flaw-no-slash",
            Self::NotExecutable => "lab-flaw-not-executable",
            Self::CarriageReturn => "lab-flaw-carriage-return",
            Self::Format => "lab-flaw-format",
        }
    }
}

impl StartFailure {
    /// Why the system did not start a command.
    pub fn of_error(launch: &Launch, words: &[String], error: &io::Error) -> Self {
        if !launch.folder.is_dir() {
            return Self::NoFolder(launch.folder.display().to_string());
        }
        let program = words.first().map_or("", String::as_str);
        let of_error = || match error.kind() {
            io::ErrorKind::NotFound => Self::NotFound(shown(program)),
            _ if error.raw_os_error() == Some(Errno::NOEXEC.raw_os_error()) => {
                Self::Unusable(Flaw::Format, shown(program))
            }
            _ => Self::NotStarted(shown(program), error.to_string()),
        };
        of_file(&launch.folder, program).unwrap_or_else(of_error)
    }

    /// Why a program ended before it listened.
    pub fn of_ending(launch: &Launch, ending: Ending, said: &[OutputLine]) -> Self {
        let is_in_use = said.iter().any(|said| {
            let line = String::from_utf8_lossy(&said.line).to_lowercase();
            IN_USE.iter().any(|words| line.contains(words))
        });
        if is_in_use {
            return Self::PortInUse;
        }
        // What `env` and shells end with when they cannot start something.
        let not_started = matches!(ending, Ending::Code(126 | 127));
        let mut words = launch.command.iter().filter(|_| not_started);
        let of_program = words.next().and_then(|word| of_file(&launch.folder, word));
        // A shell reads a script as it is, but not what stands in it.
        let of_scripts = || words.find_map(|word| of_head(&launch.folder.join(word), word));
        of_program
            .or_else(of_scripts)
            .unwrap_or_else(|| Self::Ended(ending, last_words(said, ending, &launch.folder)))
    }

    /// How the program has ended, if that is it.
    pub fn ending(&self) -> Option<Ending> {
        match self {
            Self::Ended(ending, _) => Some(*ending),
            _ => None,
        }
    }

    /// What happened and what to do, in one line for a person.
    pub fn explain(&self, locale: Locale) -> String {
        match self {
            Self::NoFolder(path) => say!(locale, "lab-no-folder", path = path.as_str()),
            Self::NotFound(program) => say!(locale, "lab-not-found", program = program.as_str()),
            Self::NotStarted(program, why) => {
                say!(locale, "lab-not-started", program = program.as_str(), why = why.as_str())
            }
            Self::NotBuilt(ending) => {
                say!(locale, "lab-not-built", ending = ending.explain(locale))
            }
            Self::BuildTooLong(seconds) => {
                say!(locale, "lab-build-too-long", seconds = *seconds)
            }
            Self::Ended(ending, None) => {
                say!(locale, "lab-ended-at-once", ending = ending.explain(locale))
            }
            Self::Ended(ending, Some(words)) => {
                let ending = ending.explain(locale);
                say!(locale, "lab-ended-saying", ending = ending, words = words.as_str())
            }
            Self::Unusable(flaw, file) => say!(locale, flaw.key(), file = file.as_str()),
            Self::NoInterpreter(file, interpreter) => {
                let (file, interpreter) = (file.as_str(), interpreter.as_str());
                say!(locale, "lab-no-interpreter", file = file, interpreter = interpreter)
            }
            Self::OtherAddress(ip) => say!(locale, "lab-other-address", ip = ip.to_string()),
            Self::Datagrams => say!(locale, "lab-datagrams"),
            Self::Background => say!(locale, "lab-background"),
            Self::Escaped => say!(locale, "lab-escaped"),
            Self::Excess(excess) => excess.explain(locale),
            Self::TooLarge => say!(locale, "lab-too-large"),
            Self::NotCopied(path, why) => {
                say!(locale, "lab-file", path = path.as_str(), why = why.as_str())
            }
            Self::PortInUse => say!(locale, "lab-port-in-use"),
            Self::Elsewhere(port) => say!(locale, "lab-elsewhere", port = port.to_string()),
            Self::NotListening(seconds) => {
                say!(locale, "lab-not-listening", seconds = *seconds, more = 3 * *seconds)
            }
        }
    }
}

impl From<NotCopied> for StartFailure {
    fn from(problem: NotCopied) -> Self {
        match problem {
            NotCopied::TooLarge => Self::TooLarge,
            NotCopied::File(path, error) => {
                Self::NotCopied(shown(&path.display().to_string()), error.to_string())
            }
        }
    }
}

impl Ending {
    /// How a program has ended, in words.
    pub fn explain(&self, locale: Locale) -> String {
        match self {
            // A shell ends so when a signal has ended what it ran.
            Self::Code(code @ 129..=159) => {
                let ending = Self::Signal(code - 128).explain(locale);
                format!("{}, {ending}", say!(locale, "lab-ending-code", code = *code))
            }
            Self::Code(code) => say!(locale, "lab-ending-code", code = *code),
            Self::Signal(signal) => say!(locale, "lab-ending-signal", signal = *signal),
        }
    }
}

/// What is wrong with the file that a word of a command names, if something is.
fn of_file(folder: &Path, word: &str) -> Option<StartFailure> {
    let flawed = |flaw| Some(StartFailure::Unusable(flaw, shown(word)));
    let Some(path) = found(folder, word) else {
        let beside = folder.join(word);
        return match word {
            "" => None,
            _ if beside.is_dir() => flawed(Flaw::Folder),
            _ if beside.is_file() => flawed(Flaw::NoSlash),
            _ => None,
        };
    };
    let metadata = fs::metadata(&path).ok()?;
    if metadata.is_dir() {
        return flawed(Flaw::Folder);
    }
    if metadata.permissions().mode() & 0o111 == 0 {
        return flawed(Flaw::NotExecutable);
    }
    of_head(&path, word)
}

/// What is wrong with the first line of a script, if something is.
fn of_head(path: &Path, word: &str) -> Option<StartFailure> {
    let folder = path.parent()?;
    let mut head = Vec::new();
    File::open(path).ok()?.take(HEAD).read_to_end(&mut head).ok()?;
    let line = head.split(|byte| *byte == b'\n').next()?.strip_prefix(b"#!")?;
    if line.ends_with(b"\r") {
        return Some(StartFailure::Unusable(Flaw::CarriageReturn, shown(word)));
    }
    let line = String::from_utf8_lossy(line);
    let mut words = line.split_whitespace();
    let mut interpreter = words.next()?;
    if Path::new(interpreter).file_name()? == "env" {
        interpreter = words.find(|word| !word.starts_with('-') && !word.contains('='))?;
    }
    let is_there = found(folder, interpreter).is_some_and(|path| path.is_file());
    (!is_there).then(|| StartFailure::NoInterpreter(shown(word), shown(interpreter)))
}

/// Where the system finds a program: by its path or, for a name without `/`, in `PATH`.
fn found(folder: &Path, word: &str) -> Option<PathBuf> {
    if word.contains('/') {
        return Some(folder.join(word)).filter(|path| path.exists());
    }
    let folders = env::var_os("PATH")?;
    env::split_paths(&folders).map(|folder| folder.join(word)).find(|path| path.is_file())
}
