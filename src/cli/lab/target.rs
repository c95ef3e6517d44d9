//! What is graded: a command, a server that is already running, or what `lab.toml` says.

use std::ffi::OsString;
use std::path::Path;
use std::time::Duration;

use crate::lab::{Assignment, AssignmentError, Launch, START_LIMIT, Target};
use crate::locale::Locale;

use super::super::common::address;
use super::super::failure::Failure;
use super::source::{here, of_assignment};

#[derive(Debug, clap::Args)]
pub(super) struct CommandArgs {
    /// Program to grade and its arguments [default: the command in lab.toml]
    ///
    /// It is started in this folder. The port to listen on is in the environment variable PORT and
    /// replaces {port}; likewise DATA and {data} are a folder for its files, CERT and {cert}, KEY
    /// and {key} the files of a certificate.
    #[arg(last = true, value_name = "COMMAND")]
    command: Vec<String>,
    #[command(flatten)]
    start: StartArgs,
}

/// How long programs may take to start.
#[derive(Debug, clap::Args)]
pub(super) struct StartArgs {
    /// Seconds that a program may take until it listens
    #[arg(long, value_name = "SECONDS", default_value_t = START_LIMIT.as_secs(), env = "SALA_START_LIMIT", value_parser = clap::value_parser!(u64).range(1..=3600))]
    start_limit: u64,
}

impl StartArgs {
    /// These options, for another process of this kind.
    pub(super) fn arguments(&self) -> [OsString; 2] {
        ["--start-limit".into(), self.start_limit.to_string().into()]
    }

    /// A launch with this limit.
    pub(super) fn apply(&self, launch: Launch) -> Launch {
        Launch { start_limit: Duration::from_secs(self.start_limit), ..launch }
    }
}

impl CommandArgs {
    pub(super) fn launch(&self, locale: Locale) -> Result<Launch, Failure> {
        let launch = self.launch_in(&here(locale)?);
        launch.map_err(|error| of_assignment(&error, locale))
    }

    /// How the program in this folder is started: as typed, or as its `lab.toml` says.
    fn launch_in(&self, folder: &Path) -> Result<Launch, AssignmentError> {
        if self.command.is_empty() {
            let launch = Assignment::read(folder)?.launch(folder)?;
            return Ok(self.start.apply(launch));
        }
        let (command, folder) = (self.command.clone(), folder.to_owned());
        let (build, start_limit, sandbox) = (None, START_LIMIT, None);
        Ok(self.start.apply(Launch { build, command, folder, start_limit, sandbox }))
    }
}

#[derive(Debug, clap::Args)]
pub(super) struct TargetArgs {
    /// Grade a running server (host:port or a ticket); checks that need its process are skipped
    #[arg(long, value_name = "HOST:PORT", conflicts_with = "command")]
    addr: Option<String>,
    #[command(flatten)]
    command: CommandArgs,
}

impl TargetArgs {
    pub(super) fn target(&self, locale: Locale) -> Result<Target, Failure> {
        let Some(addr) = &self.addr else {
            return self.command.launch(locale).map(Target::Program);
        };
        Ok(Target::Address(address(addr, locale)?))
    }

    /// How the program in this folder is started.
    pub(super) fn launch_in(&self, folder: &Path) -> Result<Launch, AssignmentError> {
        self.command.launch_in(folder)
    }
}
