//! `sala server`: opens a classroom.

use std::io::{self, IsTerminal, Write};
use std::net::SocketAddr;
use std::time::Duration;

use clap::builder::NonEmptyStringValueParser;
use jiff::tz::TimeZone;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::EnvFilter;

use crate::classroom::{Config, Limits};
use crate::journal::Options;
use crate::locale::Locale;
use crate::say;
use crate::server::{ListenError, Server, ServerError, Setup, asked_to_stop};

use super::common::Common;
use super::console::run_with_server;
use super::data_folder::{DataArgs, KeyArgs};
use super::failure::Failure;
use super::runtime::block_on;

const EXAMPLES: &str = "\
Examples:
  sala server                                  a class on this machine alone
  sala server --listen 0.0.0.0:7777            a class for the network
  sala server --lang en --no-journal           in English, nothing is kept
  sala server --listen 127.0.0.1:0 --data DIR  on any free port, with a folder of its own";

/// Open a classroom
///
/// With a terminal, the teacher's console opens in it; otherwise what happens goes to standard
/// error. SIGINT and SIGTERM end the class.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Args {
    /// Where to listen; port 0 takes a free one; may be given again for more addresses
    #[arg(
        long,
        value_name = "HOST:PORT",
        default_value = "127.0.0.1:7777",
        env = "SALA_LISTEN",
        value_delimiter = ',',
        value_parser = NonEmptyStringValueParser::new()
    )]
    pub(super) listen: Vec<String>,
    #[command(flatten)]
    data: DataArgs,
    #[command(flatten)]
    key: KeyArgs,
    /// Keep no journal
    #[arg(long, env = "SALA_NO_JOURNAL")]
    no_journal: bool,
    /// The journal's file may not grow beyond so many MiB
    #[arg(long, value_name = "MIB", env = "SALA_JOURNAL_MAX", value_parser = clap::value_parser!(u64).range(1..))]
    journal_max: Option<u64>,
    /// How many people may be connected at once
    #[arg(long, value_name = "N", default_value_t = Limits::default().people, env = "SALA_MAX_PEOPLE")]
    max_people: usize,
    /// How many of them from one address; a whole class may share one
    #[arg(long, value_name = "N", default_value_t = Limits::default().per_address, env = "SALA_MAX_PER_ADDRESS")]
    max_per_address: usize,
    /// How long a newcomer may take to give a name
    #[arg(long, value_name = "SECONDS", default_value_t = Limits::default().naming.as_secs(), env = "SALA_NAME_SECONDS")]
    name_seconds: u64,
    /// Lift the limits to people, addresses and lines per second
    #[arg(long, env = "SALA_NO_LIMITS")]
    no_limits: bool,
    /// How many threads serve the connections
    #[arg(long, value_name = "N", default_value_t = 1, env = "SALA_THREADS", value_parser = clap::value_parser!(u16).range(1..=64))]
    threads: u16,
    /// Stop when standard input ends, log warnings only: for the process that started this one
    #[arg(long, hide = true)]
    attached: bool,
}

impl Args {
    fn setup(&self, common: Common) -> Result<Setup, Failure> {
        let limits = Limits {
            people: self.max_people,
            per_address: self.max_per_address,
            naming: Duration::from_secs(self.name_seconds),
            flood: true,
        };
        let options =
            Options { max_bytes: self.journal_max.map(|mebibytes| mebibytes * 1024 * 1024) };
        Ok(Setup {
            addresses: self.listen.clone(),
            place: self.key.place(self.data.folder(common.lang)?),
            class: Config {
                locale: common.lang,
                time_zone: TimeZone::system(),
                limits: if self.no_limits { limits.lifted() } else { limits },
                recorded: !self.no_journal,
            },
            journal: (!self.no_journal).then_some(options),
        })
    }
}

/// Opens the class and stays until it ends.
pub(super) fn run(args: &Args, common: Common) -> Result<(), Failure> {
    if !args.attached && io::stdin().is_terminal() && io::stdout().is_terminal() {
        return run_with_server(&args.data, common);
    }
    log_to_stderr(args, common);
    let locale = common.lang;
    let setup = args.setup(common)?;
    block_on(args.threads.into(), async {
        let stop = asked_to_stop().map_err(|error| {
            Failure::Failed(say!(locale, "signals-failed", why = error.to_string()))
        })?;
        let server = Server::open(setup).map_err(|error| failure(&error, locale))?;
        let addresses = server.addresses()?;
        // Whoever reads this may have gone; the class is not for them.
        let _ = announce(&addresses, locale, args.attached);
        let attached = args.attached;
        let stop = async move {
            if attached {
                futures_lite::future::or(stop, end_of_input()).await;
            } else {
                stop.await;
            }
        };
        match server.run(stop).await {
            0 => Ok(()),
            lost => Err(Failure::Failed(say!(locale, "server-lost-records", count = lost))),
        }
    })
}

fn failure(error: &ServerError, locale: Locale) -> Failure {
    let words = error.explain(locale);
    match error {
        ServerError::Listen(ListenError::Address { .. }) => Failure::Misused(words),
        _ => Failure::Failed(words),
    }
}

fn log_to_stderr(args: &Args, common: Common) {
    let level = if args.attached { LevelFilter::WARN } else { LevelFilter::INFO };
    let filter = EnvFilter::builder()
        .with_default_directive(level.into())
        .with_env_var("SALA_LOG")
        .from_env_lossy();
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .with_ansi(common.color.on(&io::stderr()))
        .with_target(false)
        .init();
}

/// One line for each listener that ends with its address; then, for those that listen on every
/// address, the machine's own.
fn announce(addresses: &[SocketAddr], locale: Locale, attached: bool) -> io::Result<()> {
    let mut out = io::stdout().lock();
    for address in addresses {
        writeln!(out, "{}", say!(locale, "server-open", address = address.to_string()))?;
    }
    for address in addresses.iter().filter(|address| address.ip().is_unspecified()) {
        let own = if_addrs::get_if_addrs().unwrap_or_default();
        for ip in own.iter().map(if_addrs::Interface::ip) {
            if ip.is_loopback() || ip.is_ipv4() != address.is_ipv4() {
                continue;
            }
            let address = SocketAddr::new(ip, address.port()).to_string();
            writeln!(out, "{}", say!(locale, "server-open-network", address = address))?;
        }
    }
    if attached {
        writeln!(out)?;
    }
    out.flush()
}

/// Done when standard input ends.
async fn end_of_input() {
    let (reading, ended) = async_channel::bounded::<()>(1);
    std::thread::spawn(move || {
        // Whatever comes is thrown away; an error is an end, too.
        let _ = io::copy(&mut io::stdin().lock(), &mut io::sink());
        drop(reading);
    });
    let _ = ended.recv().await;
}
