//! `sala demo`: a class in one terminal, in one command.

use std::ffi::OsString;

use crate::classroom::Role;
use crate::client::Config;
use crate::link::{Address, AddressError};
use crate::locale::Locale;
use crate::name::Name;
use crate::say;

use super::child::ServerProcess;
use super::client::name;
use super::common::Common;
use super::failure::{Failure, aside};
use super::prompt::{self, Shown};

/// How many ports are tried after the one that was asked for.
const MORE_PORTS: u16 = 100;

/// Show a class in this terminal: a server of its own, with you in it
///
/// The class and its journal are gone when you leave. Without a terminal it reads lines from
/// standard input and ends with it.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  sala demo
  sala demo --name ana --lang en
  printf 'oi\\n/tabuada 7\\n' | sala demo")]
pub(super) struct Args {
    /// Come in with this name instead of your login
    #[arg(long, value_name = "NAME", env = "SALA_NAME")]
    name: Option<String>,
    /// The port to listen on, or one of the next if it is taken; 0 for any free one
    #[arg(long, value_name = "PORT", default_value_t = 7777, env = "SALA_PORT")]
    port: u16,
    #[command(flatten)]
    shown: Shown,
}

/// Opens the class, says how others come in, and ends it when the person leaves.
pub(super) fn run(args: Args, common: Common) -> Result<(), Failure> {
    let locale = common.lang;
    let name = args.name.map(|text| name("--name", &text, locale)).transpose()?.or_else(login);
    // The server removes it, and so does this process: one of them may be killed.
    let folder = tempfile::tempdir().map_err(|error| {
        Failure::Failed(say!(locale, "demo-no-folder", why = error.to_string()))
    })?;
    let (listen, more) = (format!("127.0.0.1:{}", args.port), MORE_PORTS.to_string());
    let arguments = ["server", "--temporary", "--listen", &listen, "--more-ports", &more];
    let arguments = arguments.into_iter().chain(["--lang", locale.tag(), "--data"]);
    let arguments = arguments.map(OsString::from).chain([folder.path().into()]);
    let server = ServerProcess::start(arguments, locale)?;
    tell_how_to_join(server.address(), args.port, locale);
    let misused = |error: AddressError| Failure::Failed(error.explain(locale));
    let address: Address = server.address().parse().map_err(misused)?;
    let config = Config {
        name,
        reconnect: false,
        aside: Some(server.warnings.clone()),
        ..prompt::config(address, Role::Student, args.shown, common)
    };
    server.attend(&config)
}

fn tell_how_to_join(address: &str, asked: u16, locale: Locale) {
    let (host, port) = address.rsplit_once(':').unwrap_or((address, ""));
    let taken = asked.to_string();
    if asked != 0 && port != taken {
        aside(&say!(locale, "demo-port-taken", taken = taken, port = port));
    }
    aside(&say!(locale, "demo-join-client", address = address));
    aside(&say!(locale, "demo-join-nc", host = host, port = port));
}

/// The person's login, if it is a name that a student may bear.
fn login() -> Option<Name> {
    let name = Name::new(&whoami::username().ok()?).ok()?;
    (!name.is_reserved()).then_some(name)
}
