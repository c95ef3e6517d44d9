//! `sala client`: a person's terminal in a class.

use clap::builder::{BoolishValueParser, RangedU64ValueParser};

use crate::classroom::{Role, Secret};
use crate::client::Config;
use crate::command::MAX_HISTORY;
use crate::link::KnownHosts;

use super::common::{Common, DataArgs, TrustArgs, address, name};
use super::failure::Failure;
use super::prompt::{self, Shown};

/// Join a class
///
/// In a terminal there is a prompt; otherwise plain lines in, plain lines out, for scripts.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  sala client                                   the class on this machine
  sala client 192.168.0.10:7777 --name ana      a class elsewhere, as ana
  sala client tls://192.168.0.10:7778           encrypted with TLS
  sala client 'tls://…#sha256:…'                with the ticket that the server shows
  printf 'oi\\n/sair\\n' | sala client --name ana   from a script")]
pub(super) struct Args {
    /// Address of the class: host:port, tls://host:port, or a ticket (tls://host:port#sha256:…)
    #[arg(default_value = "127.0.0.1:7777", env = "SALA_ADDR")]
    addr: String,
    /// Name to join with [default: ask]
    #[arg(long, value_name = "NAME", env = "SALA_NAME")]
    name: Option<String>,
    /// Class code, if the class has one [default: ask]
    #[arg(long, value_name = "CODE", env = "SALA_CLASS_CODE", hide_env_values = true)]
    code: Option<String>,
    /// Number of past lines to show on joining [default: 10 in a terminal, otherwise 0]
    #[arg(long, value_name = "N", env = "SALA_HISTORY", value_parser = RangedU64ValueParser::<usize>::new().range(..=MAX_HISTORY as u64))]
    history: Option<usize>,
    /// Do not reconnect when the connection is lost
    #[arg(long, env = "SALA_NO_RECONNECT", value_parser = BoolishValueParser::new())]
    no_reconnect: bool,
    #[command(flatten)]
    trust: TrustArgs,
    #[command(flatten)]
    shown: Shown,
    #[command(flatten)]
    data: DataArgs,
}

pub(super) fn run(args: Args, common: Common) -> Result<(), Failure> {
    let locale = common.lang;
    let address = address(&args.addr, locale)?;
    let folder = args.data.folder(locale).ok();
    let known_hosts = folder.as_deref().map(KnownHosts::within);
    prompt::run(&Config {
        trust: args.trust.trust(known_hosts),
        name: args.name.map(|text| name("--name", &text, locale)).transpose()?,
        code: args.code.as_deref().map(Secret::new),
        past: args.history,
        history_file: folder.map(|folder| folder.join("history")),
        reconnect: !args.no_reconnect,
        ..prompt::config(address, Role::Student, args.shown, common)
    })?;
    Ok(())
}
