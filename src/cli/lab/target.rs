//! What is graded: a command, a server that is already running, or what `lab.toml` says.

use crate::lab::{Assignment, Launch, Target};
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
}

impl CommandArgs {
    pub(super) fn launch(&self, locale: Locale) -> Result<Launch, Failure> {
        let folder = here(locale)?;
        if self.command.is_empty() {
            let launch = Assignment::read(&folder).and_then(|own| own.launch(&folder));
            return launch.map_err(|error| of_assignment(&error, locale));
        }
        Ok(Launch { build: None, command: self.command.clone(), folder })
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
}
