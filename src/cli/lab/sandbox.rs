//! `--sandbox`: whether programs run in a box, and `sala` again in that box's network.

use std::env;
use std::io;
use std::process::Command;
use std::time::Duration;

use clap::ValueEnum;
use futures_lite::FutureExt;

use crate::lab::{Limits, Obstacle, Sandbox, try_out};
use crate::link::sleep;
use crate::locale::Locale;
use crate::say;
use crate::server::asked_to_end;

use super::super::failure::{Failure, aside};
use super::super::runtime::block_on;

/// How often it is looked whether the one in the box has ended.
const GLANCE: Duration = Duration::from_millis(20);
/// How long it may take to end when this process is asked to.
const END_LIMIT: Duration = Duration::from_secs(5);
const MIB: u64 = 1024 * 1024;

/// Where programs run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Choice {
    /// In a box, if this machine can make one
    Auto,
    /// In a box, made by bubblewrap
    Bwrap,
    /// As any other program: with your files, your network and your processes
    None,
}

#[derive(Debug, clap::Args)]
pub(super) struct SandboxArgs {
    /// Run programs in a box, without network, your files, or more than they are allowed to take
    ///
    /// In a box a copy of the folder is graded. Default: none, for a program of your own; auto for
    /// `report`, which runs nothing without a box unless told to.
    #[arg(long, value_name = "WHICH", env = "SALA_SANDBOX")]
    sandbox: Option<Choice>,
    /// MiB of memory that a program in a box may use
    #[arg(long, value_name = "MIB", default_value_t = 2048, env = "SALA_BOX_MEMORY", value_parser = clap::value_parser!(u64).range(16..=1 << 20))]
    box_memory: u64,
    /// MiB of files that a box may hold: the copy, what is built, and all that the program writes
    #[arg(long, value_name = "MIB", default_value_t = 1024, env = "SALA_BOX_DISK", value_parser = clap::value_parser!(u64).range(1..=1 << 20))]
    box_disk: u64,
}

impl SandboxArgs {
    /// Is a box asked for?
    pub(super) fn is_wanted(&self) -> bool {
        !matches!(self.sandbox, None | Some(Choice::None))
    }

    fn limits(&self) -> Limits {
        Limits { memory: self.box_memory * MIB, disk: self.box_disk * MIB }
    }

    /// The box for each folder of others; none only where that was asked for.
    pub(super) fn of_others(&self, locale: Locale) -> Result<Option<Sandbox>, Failure> {
        if self.sandbox == Some(Choice::None) {
            return Ok(None);
        }
        let found = Sandbox::find(self.limits());
        found.map(Some).map_err(|obstacle| refused(&obstacle, locale))
    }

    /// The box that this process is in; `Err` with what it came to where there is to be one: then it is
    /// done, in the box.
    pub(super) fn of_own(&self, locale: Locale) -> Result<Option<Sandbox>, Failure> {
        if let Some(sandbox) = entered()? {
            return Ok(Some(sandbox));
        }
        let choice = self.sandbox.unwrap_or(Choice::None);
        if choice == Choice::None {
            return Ok(None);
        }
        match Sandbox::find(self.limits()) {
            Ok(sandbox) => Err(again(&sandbox, locale)?),
            Err(obstacle) if choice == Choice::Auto => {
                aside(&say!(locale, "lab-box-without", why = obstacle.explain(locale)));
                Ok(None)
            }
            Err(obstacle) => Err(refused(&obstacle, locale)),
        }
    }
}

fn refused(obstacle: &Obstacle, locale: Locale) -> Failure {
    Failure::System(say!(locale, "lab-box-refused", why = obstacle.explain(locale)))
}

/// The box that this process is in, if it is in one.
pub(super) fn entered() -> Result<Option<Sandbox>, Failure> {
    Sandbox::entered().map_err(|error| Failure::System(error.to_string()))
}

/// Runs this same command in a box, with this terminal; gives what came of it.
fn again(sandbox: &Sandbox, locale: Locale) -> Result<Failure, Failure> {
    let failed =
        |error: io::Error| Failure::System(say!(locale, "lab-trouble", why = error.to_string()));
    let stop = asked_to_end().map_err(failed)?;
    let own = sandbox.around(env::args_os().skip(1)).map_err(failed)?;
    // Ctrl-C is for the one in the box, which takes back what it has ignored until then.
    let mut shell = Command::new("sh");
    shell.args(["-c", "trap '' INT TERM HUP QUIT; exec \"$@\"", "sh"]);
    let mut child = shell.arg(own.get_program()).args(own.get_args()).spawn().map_err(failed)?;
    let ended = async {
        loop {
            if let Some(status) = child.try_wait()? {
                return Ok(status.code());
            }
            sleep(GLANCE).await;
        }
    };
    // What is asked of this process alone ends the box with it.
    let asked = async {
        let signal = stop.await;
        sleep(END_LIMIT).await;
        Ok(Some(128 + signal))
    };
    let code = block_on(1, ended.or(asked)).map_err(failed)?;
    Ok(Failure::Reported(code.and_then(|code| u8::try_from(code).ok()).unwrap_or(1)))
}

/// Try whether a program starts in the box that this is in
#[derive(Debug, clap::Args)]
#[command(hide = true)]
pub(super) struct TrialArgs {}

pub(super) fn try_sandbox() -> Result<(), Failure> {
    let sandbox = entered()?.ok_or_else(|| Failure::Misused("not in a box".to_owned()))?;
    try_out(sandbox).map_err(|error| Failure::System(error.to_string()))
}
