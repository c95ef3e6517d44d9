//! What is typed to start a program, and what it finds in its environment.

use std::ffi::{OsStr, OsString};
use std::io;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::link::CertificateFiles;

/// The names under which Python is found, on one machine or another.
const PYTHONS: [&[&str]; 3] = [&["python3"], &["python"], &["py", "-3"]];

/// The variables in which a program finds what it is given.
const VARIABLES: [&str; 4] = ["PORT", "DATA", "CERT", "KEY"];

/// How a learner's program is started.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Launch {
    /// How it is built, if it has to be: the program and its arguments.
    pub build: Option<Vec<String>>,
    /// How it is started; `{port}`, `{data}`, `{cert}` and `{key}` are filled in.
    pub command: Vec<String>,
    /// Where.
    pub folder: PathBuf,
}

/// What is given to a program that is started.
#[derive(Clone, Copy, Debug)]
pub struct ProgramEnvironment<'a> {
    /// The port that it has to listen on.
    pub port: u16,
    /// A folder that is kept when it starts again.
    pub data: &'a Path,
    /// The certificate that it has to show.
    pub certificate: Option<&'a CertificateFiles>,
}

impl ProgramEnvironment<'_> {
    /// The environment, by the names of their variables.
    fn variables(&self) -> Vec<(&'static str, OsString)> {
        let mut all = vec![
            ("PORT", OsString::from(self.port.to_string())),
            ("DATA", self.data.as_os_str().to_owned()),
        ];
        if let Some(CertificateFiles { certificate, key }) = self.certificate {
            all.push(("CERT", certificate.as_os_str().to_owned()));
            all.push(("KEY", key.as_os_str().to_owned()));
        }
        all
    }

    /// A word of the command with what its `{name}`s stand for.
    fn filled(&self, word: &str) -> OsString {
        let known = |(name, value): (&str, OsString)| {
            let value = value.to_string_lossy().into_owned();
            (format!("{{{}}}", name.to_lowercase()), value)
        };
        let all = self.variables().into_iter().map(known);
        all.fold(word.to_owned(), |word, (name, value)| word.replace(&name, &value)).into()
    }
}

impl Launch {
    /// Starts the program as the head of a process group of its own, its standard input empty and
    /// its output piped. `mark` is in the environment of all that it starts.
    ///
    /// # Errors
    /// The system cannot start it; that there is no such program is [`io::ErrorKind::NotFound`].
    pub fn spawn(
        &self,
        environment: &ProgramEnvironment<'_>,
        mark: (&str, &str),
    ) -> io::Result<Child> {
        let words: Vec<OsString> =
            self.command.iter().map(|word| environment.filled(word)).collect();
        spawn_found(&words, |command| {
            command.envs(environment.variables()).env(mark.0, mark.1).current_dir(&self.folder);
        })
    }

    /// Starts what builds the program, in the same way.
    ///
    /// # Errors
    /// The same.
    pub fn spawn_build(&self, words: &[String], mark: (&str, &str)) -> io::Result<Child> {
        let words: Vec<OsString> = words.iter().map(OsString::from).collect();
        spawn_found(&words, |command| {
            command.env(mark.0, mark.1).current_dir(&self.folder);
        })
    }
}

/// Starts a command; Python under whichever of its names is there.
fn spawn_found(words: &[OsString], prepare: impl Fn(&mut Command)) -> io::Result<Child> {
    let Some((program, arguments)) = words.split_first() else {
        return Err(io::ErrorKind::NotFound.into());
    };
    let spawn = |program: &[&OsStr]| {
        let (program, first) = (program[0], &program[1..]);
        let mut command = Command::new(program);
        // What Python prints is to be seen when it is printed, and its text is UTF-8 on any system.
        command.env("PYTHONUNBUFFERED", "1").env("PYTHONUTF8", "1");
        // Those of whoever grades are not meant for it.
        VARIABLES.iter().for_each(|name| _ = command.env_remove(name));
        prepare(&mut command);
        command
            .args(first)
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .process_group(0)
            .spawn()
    };
    let mut spawned = spawn(&[program]);
    let is_python = PYTHONS.iter().any(|python| OsStr::new(python[0]) == program);
    for python in PYTHONS.iter().filter(|_| is_python) {
        if !matches!(&spawned, Err(error) if error.kind() == io::ErrorKind::NotFound) {
            break;
        }
        let python: Vec<&OsStr> = python.iter().map(OsStr::new).collect();
        spawned = spawn(&python);
    }
    spawned
}
