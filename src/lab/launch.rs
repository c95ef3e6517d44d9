//! What is typed to start a program, and what it finds in its environment.

use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::link::CertificateFiles;

use super::keeper;
use super::sandbox::{Reach, Sandbox};

/// How long a program has to begin to listen, unless it is given longer.
pub const START_LIMIT: Duration = Duration::from_secs(10);

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
    /// How long it has to begin to listen.
    pub start_limit: Duration,
    /// The box that it runs in, if it does, and the folder that it is a copy of.
    pub sandbox: Option<(Sandbox, PathBuf)>,
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
    /// What starts the program: its keeper, in the program's folder and environment.
    pub fn command(&self, environment: &ProgramEnvironment<'_>) -> io::Result<Command> {
        let words = self.command.iter().map(|word| environment.filled(word));
        let mut command = self.kept(words, Some(environment))?;
        command.envs(environment.variables());
        Ok(command)
    }

    /// What builds the program, in the same way.
    pub fn build_command(&self, words: &[String]) -> io::Result<Command> {
        self.kept(words, None)
    }

    fn kept(
        &self,
        words: impl IntoIterator<Item = impl AsRef<OsStr>>,
        environment: Option<&ProgramEnvironment<'_>>,
    ) -> io::Result<Command> {
        let words = words.into_iter().map(|word| word.as_ref().to_owned());
        let mut command = match &self.sandbox {
            None => keeper::command(words, None)?,
            Some((sandbox, from)) => {
                let data = environment.map(|environment| environment.data);
                let files = environment.and_then(|environment| environment.certificate);
                let files = files.map(|files| [files.certificate.as_path(), files.key.as_path()]);
                let reach = Reach {
                    hidden: from.parent(),
                    writable: data.as_slice(),
                    readable: files.as_ref().map_or(&[], |files| files.as_slice()),
                };
                let inside = sandbox.inside(&self.folder, reach);
                let mut command =
                    keeper::command(inside.into_iter().chain(words), Some(sandbox.limits))?;
                command.env_clear().envs(sandbox.variables());
                command
            }
        };
        // What Python prints is to be seen when it is printed, and its text is UTF-8 on any system.
        command.env("PYTHONUNBUFFERED", "1").env("PYTHONUTF8", "1");
        // Those of whoever grades are not meant for it.
        VARIABLES.iter().for_each(|name| _ = command.env_remove(name));
        command.current_dir(&self.folder);
        Ok(command)
    }
}
