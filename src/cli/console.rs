//! `sala console`: the teacher's prompt of a running class.

use std::ffi::OsString;
use std::io::{self, Write};
use std::os::unix::net::UnixStream;

use crate::classroom::Role;
use crate::client::{Config, Leave};
use crate::link::Address;
use crate::say;
use crate::server::CONSOLE_SOCKET;

use super::child::ServerProcess;
use super::common::{Common, DataArgs};
use super::failure::{Failure, aside};
use super::prompt::{self, Shown};

/// Open the teacher's console of the class running on this machine
///
/// Where a teacher's password is set, it asks for it.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
/exit leaves the console and the class goes on; /close or Ctrl-D ends the class.

Examples:
  sala console
  echo /who | sala console --data /srv/class")]
pub(super) struct Args {
    #[command(flatten)]
    data: DataArgs,
    #[command(flatten)]
    shown: Shown,
}

pub(super) fn run(args: &Args, common: Common) -> Result<(), Failure> {
    let leave = Leave::EndClass { by_word: false };
    prompt::run(&Config { leave, ..config(&args.data, args.shown, common)? })?;
    Ok(())
}

/// Offers the console of the class that is open in that folder already; `false` if none is.
pub(super) fn offer(data: &DataArgs, common: Common) -> Result<bool, Failure> {
    if UnixStream::connect(data.folder(common.lang)?.join(CONSOLE_SOCKET)).is_err() {
        return Ok(false);
    }
    aside(&say!(common.lang, "console-open-already"));
    // Someone who does not want it presses Ctrl-C, or has closed their input.
    if io::stdin().read_line(&mut String::new()).is_ok_and(|count| count > 0) {
        run(&Args { data: data.clone(), shown: Shown::default() }, common)?;
    }
    Ok(true)
}

/// Opens a class in a child process, with the arguments of this one, and its console here. The class
/// outlives this process. `more` is an argument that was settled here.
pub(super) fn run_with_server(
    data: &DataArgs,
    more: Option<&str>,
    common: Common,
) -> Result<(), Failure> {
    let more = more.into_iter().chain(["--outlive"]).map(OsString::from);
    let arguments = std::env::args_os().skip(1).chain(more);
    let server = ServerProcess::start(arguments, common.lang)?;
    for line in &server.announced {
        // Standard output may be closed; the class goes on.
        let _ = writeln!(io::stdout(), "{line}");
    }
    aside(&say!(common.lang, "console-hint", options = data.as_options()));
    let config = Config {
        leave: Leave::EndClass { by_word: true },
        aside: Some(server.warnings.clone()),
        ..config(data, Shown::default(), common)?
    };
    server.attend(&config, || ())
}

fn config(data: &DataArgs, shown: Shown, common: Common) -> Result<Config, Failure> {
    let folder = data.folder(common.lang)?;
    let address = Address::Unix(folder.join(CONSOLE_SOCKET));
    Ok(Config {
        label: Some(say!(common.lang, "teacher-name")),
        past: Some(0),
        history_file: Some(folder.join("history")),
        reconnect: false,
        ..prompt::config(address, Role::Teacher, shown, common)
    })
}
