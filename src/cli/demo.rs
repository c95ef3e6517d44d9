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
use super::console::forward;
use super::failure::{Failure, aside};
use super::prompt::{self, Shown};

/// The port that is tried first, and how many after it.
const PORT: u16 = 7777;
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
    #[command(flatten)]
    shown: Shown,
}

/// Opens the class, says how others come in, and ends it when the person leaves.
pub(super) fn run(args: Args, common: Common) -> Result<(), Failure> {
    let locale = common.lang;
    let name = args.name.map(|text| name("--name", &text, locale)).transpose()?.or_else(login);
    let (listen, more) = (format!("127.0.0.1:{PORT}"), MORE_PORTS.to_string());
    let arguments = ["server", "--temporary", "--listen", &listen, "--more-ports", &more];
    let arguments = arguments.into_iter().chain(["--lang", locale.tag()]).map(OsString::from);
    let mut server = ServerProcess::start(arguments, locale)?;
    tell_how_to_join(server.address(), locale);
    let misused = |error: AddressError| Failure::Failed(error.explain(locale));
    let address: Address = server.address().parse().map_err(misused)?;
    let config = Config {
        name,
        reconnect: false,
        aside: server.take_warnings().map(forward),
        ..prompt::config(address, Role::Student, args.shown, common)
    };
    prompt::run(&config)?;
    server.stop(locale)
}

fn tell_how_to_join(address: &str, locale: Locale) {
    let (host, port) = address.rsplit_once(':').unwrap_or((address, ""));
    if port != PORT.to_string() {
        aside(&say!(locale, "demo-port-taken", taken = PORT.to_string(), port = port));
    }
    aside(&say!(locale, "demo-join-client", address = address));
    aside(&say!(locale, "demo-join-nc", host = host, port = port));
}

/// The person's login, if it is a name that a student may bear.
fn login() -> Option<Name> {
    let name = Name::new(&whoami::username().ok()?).ok()?;
    (!name.is_reserved()).then_some(name)
}
