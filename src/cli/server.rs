//! `sala server`: opens a classroom.

use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::time::Duration;

use clap::builder::{
    ArgPredicate, BoolishValueParser, NonEmptyStringValueParser, RangedU64ValueParser,
};
use clap::{ArgGroup, Subcommand};
use futures_lite::FutureExt;
use jiff::SignedDuration;
use jiff::tz::TimeZone;
use tracing::level_filters::LevelFilter;
use tracing_appender::non_blocking::WorkerGuard;
use tracing_subscriber::EnvFilter;

use crate::classroom::{Config, Flood, Limits};
use crate::journal::Options;
use crate::locale::Locale;
use crate::say;
use crate::server::{CertificateFiles, ListenError, Server, ServerError, Setup, asked_to_stop};

use super::announce::Announcement;
use super::class_code::class_code;
use super::common::Common;
use super::console::run_with_server;
use super::data_folder::{DataArgs, KeyArgs};
use super::failure::{Failure, aside};
use super::password;
use super::runtime::block_on;

const EXAMPLES: &str = "\
Examples:
  sala server                                  a class on this machine alone
  sala server --classroom                      for the network: encrypted, with a code to ask for
                                               and a ticket to come in
  sala server --listen 0.0.0.0:7777 --open     for the network: anyone comes in and reads along
  sala server --lang en --no-journal           in English, nothing is kept
  sala server --listen 127.0.0.1:0 --data DIR  on any free port, with a folder of its own";

/// Open a classroom
///
/// With a terminal, the teacher's console opens in it; otherwise what happens goes to standard
/// error. SIGINT and SIGTERM end the class.
#[derive(Debug, clap::Args)]
#[command(
    after_help = EXAMPLES,
    args_conflicts_with_subcommands = true,
    group = ArgGroup::new("encrypted").args(["classroom", "tls_listen"]).multiple(true)
)]
pub(super) struct Args {
    #[command(subcommand)]
    action: Option<Action>,
    /// A class for a network that nobody need trust, in one word: --tls-listen 0.0.0.0:7778
    /// --class-code auto --qr, each unless you say otherwise
    #[arg(long, env = "SALA_CLASSROOM", value_parser = BoolishValueParser::new())]
    classroom: bool,
    /// Where to listen; port 0 takes a free one; may be given again for more addresses
    #[arg(
        long,
        value_name = "HOST:PORT",
        default_value = "127.0.0.1:7777",
        default_value_ifs([
            ("tls_listen", ArgPredicate::IsPresent, None),
            ("classroom", ArgPredicate::Equals("true".into()), None),
        ]),
        env = "SALA_LISTEN",
        value_delimiter = ',',
        value_parser = NonEmptyStringValueParser::new()
    )]
    pub(super) listen: Vec<String>,
    /// Where to listen for the encrypted channel (TLS); without --listen, there alone
    #[arg(
        long,
        value_name = "HOST:PORT",
        default_value_if("classroom", "true", "0.0.0.0:7778"),
        env = "SALA_TLS_LISTEN",
        value_delimiter = ',',
        value_parser = NonEmptyStringValueParser::new()
    )]
    tls_listen: Vec<String>,
    /// A certificate for the encrypted channel, in PEM [default: cert.pem and cert.key in the data
    /// folder, made on first use]
    #[arg(id = "cert", long = "cert", value_name = "FILE", env = "SALA_CERT", requires_all = ["cert_key", "encrypted"])]
    certificate: Option<PathBuf>,
    /// The certificate's private key, in PEM (the journal's is --key-file)
    #[arg(id = "cert_key", long = "key", value_name = "FILE", env = "SALA_KEY", requires = "cert")]
    certificate_key: Option<PathBuf>,
    /// Draw the ticket of the encrypted channel as a QR code
    #[arg(
        long,
        default_value_if("classroom", "true", "true"),
        env = "SALA_QR",
        value_parser = BoolishValueParser::new(),
        requires = "encrypted"
    )]
    qr: bool,
    /// Let anyone on the network come in: needed for an address beyond this machine that is not
    /// encrypted, or where no class code is asked for
    #[arg(long, env = "SALA_OPEN", value_parser = BoolishValueParser::new())]
    open: bool,
    /// Ask newcomers for this code: one of your own, "auto" for a new one, "file:PATH" for the
    /// first line of a file
    #[arg(
        long,
        value_name = "CODE|auto|file:PATH",
        default_value_if("classroom", "true", "auto"),
        env = "SALA_SERVER_CLASS_CODE"
    )]
    class_code: Option<String>,
    #[command(flatten)]
    data: DataArgs,
    #[command(flatten)]
    key: KeyArgs,
    /// Keep no journal
    #[arg(long, env = "SALA_NO_JOURNAL", value_parser = BoolishValueParser::new())]
    no_journal: bool,
    /// The journal's file may not grow beyond so many MiB
    #[arg(long, value_name = "MIB", env = "SALA_JOURNAL_MAX", value_parser = clap::value_parser!(u64).range(1..=1 << 30))]
    journal_max: Option<u64>,
    /// Delete for good what was said more than so many days ago; entries stay
    #[arg(long, value_name = "DAYS", env = "SALA_KEEP_DAYS", value_parser = clap::value_parser!(u16).range(1..))]
    keep_days: Option<u16>,
    /// How many people may be connected at once
    #[arg(long, value_name = "N", default_value_t = Limits::default().people, env = "SALA_MAX_PEOPLE", value_parser = RangedU64ValueParser::<usize>::new().range(1..))]
    max_people: usize,
    /// How many of them from one address; a whole class may share one
    #[arg(long, value_name = "N", default_value_t = Limits::default().per_address, env = "SALA_MAX_PER_ADDRESS", value_parser = RangedU64ValueParser::<usize>::new().range(1..))]
    max_per_address: usize,
    /// How long a newcomer may take to give a name
    #[arg(long, value_name = "SECONDS", default_value_t = Limits::default().naming.as_secs(), env = "SALA_NAME_SECONDS", value_parser = clap::value_parser!(u64).range(1..=86_400))]
    name_seconds: u64,
    /// Let go of students who send no line for so long [default: never]
    #[arg(long, value_name = "MINUTES", env = "SALA_IDLE", value_parser = clap::value_parser!(u64).range(1..=10_080))]
    idle: Option<u64>,
    /// How many lines a student may send at once
    #[arg(long, value_name = "LINES", default_value_t = Flood::default().burst, env = "SALA_BURST", value_parser = clap::value_parser!(u32).range(1..=10_000))]
    burst: u32,
    /// How many lines a second for ever
    #[arg(long, value_name = "LINES", default_value_t = Flood::default().per_second, env = "SALA_LINES_PER_SECOND", value_parser = clap::value_parser!(u32).range(1..=1000))]
    lines_per_second: u32,
    /// So many lines too many in a minute mute a student
    #[arg(long, value_name = "LINES", default_value_t = Flood::default().refusals, env = "SALA_MUTE_AFTER", value_parser = RangedU64ValueParser::<usize>::new().range(1..=10_000))]
    mute_after: usize,
    /// For how long
    #[arg(long, value_name = "SECONDS", default_value_t = Flood::default().mute.as_secs(), env = "SALA_MUTE_SECONDS", value_parser = clap::value_parser!(u64).range(1..=86_400))]
    mute_seconds: u64,
    /// Lift the limits to people, addresses and lines per second
    #[arg(long, env = "SALA_NO_LIMITS", value_parser = BoolishValueParser::new())]
    no_limits: bool,
    /// How many threads serve the connections
    #[arg(long, value_name = "N", default_value_t = 1, env = "SALA_THREADS", value_parser = clap::value_parser!(u16).range(1..=64))]
    threads: u16,
    /// Stop when standard input ends, log warnings only: for the process that started this one
    #[arg(long, hide = true)]
    attached: bool,
    /// Take one of the next so many ports where one is taken
    #[arg(long, hide = true, default_value_t = 0)]
    more_ports: u16,
    /// Remove the data folder when the class is over
    #[arg(long, hide = true)]
    temporary: bool,
}

#[derive(Debug, Subcommand)]
enum Action {
    Password(password::Args),
}

impl Args {
    fn limits(&self) -> Limits {
        let flood = Flood {
            burst: self.burst,
            per_second: self.lines_per_second,
            refusals: self.mute_after,
            mute: Duration::from_secs(self.mute_seconds),
        };
        let limits = Limits {
            people: self.max_people,
            per_address: self.max_per_address,
            naming: Duration::from_secs(self.name_seconds),
            idle: self.idle.map(|minutes| Duration::from_secs(60 * minutes)),
            flood: Some(flood),
        };
        if self.no_limits { limits.lifted() } else { limits }
    }

    /// What the server is made of, with its data in `folder`.
    ///
    /// # Errors
    /// The class code cannot be had.
    pub(super) fn setup(&self, folder: PathBuf, common: Common) -> Result<Setup, Failure> {
        let code = self.class_code.as_deref().map(|option| class_code(option, common.lang()));
        let options = Options {
            max_bytes: self.journal_max.map(|mebibytes| mebibytes * 1024 * 1024),
            keep: self.keep_days.map(|days| SignedDuration::from_hours(i64::from(days) * 24)),
        };
        let trimmed =
            |all: &[String]| all.iter().map(|address| address.trim().to_owned()).collect();
        let files = self.certificate.clone().zip(self.certificate_key.clone());
        Ok(Setup {
            addresses: trimmed(&self.listen),
            tls_addresses: trimmed(&self.tls_listen),
            certificate: files.map(|(certificate, key)| CertificateFiles { certificate, key }),
            open: self.open,
            more_ports: self.more_ports,
            place: self.key.place(folder),
            class: Config {
                locale: common.lang(),
                time_zone: TimeZone::system(),
                limits: self.limits(),
                code: code.transpose()?,
                recorded: !self.no_journal,
            },
            journal: (!self.no_journal).then_some(options),
        })
    }

    fn announcement(&self, server: &Server) -> io::Result<Announcement> {
        Ok(Announcement {
            plain: server.addresses()?,
            tls: server.tls_addresses()?,
            fingerprint: server.fingerprint(),
            qr: self.qr,
        })
    }
}

/// Opens the class and stays until it ends.
pub(super) fn run(args: &Args, common: Common) -> Result<(), Failure> {
    if let Some(Action::Password(_)) = args.action {
        return password::run(&args.data, common);
    }
    if !args.attached && io::stdin().is_terminal() && io::stdout().is_terminal() {
        return run_with_server(&args.data, common);
    }
    let _log = log_to_stderr(args, common);
    let locale = common.lang();
    let failed =
        |error: io::Error| Failure::Failed(say!(locale, "server-failed", why = error.to_string()));
    let folder = args.data.folder(locale)?;
    let temporary = args.temporary.then(|| folder.clone());
    let done = block_on(args.threads.into(), async {
        let (stop, urged) = (asked_to_stop(1).map_err(failed)?, asked_to_stop(2).map_err(failed)?);
        let setup = args.setup(folder, common)?;
        let code = setup.class.code.clone();
        let server = Server::open(setup).map_err(|error| failure(&error, locale))?;
        if let Some(code) = code {
            aside(&say!(locale, "class-code", code = code.reveal()));
        }
        // Whoever reads this may have gone; the class is not for them.
        let _ = announce(&args.announcement(&server).map_err(failed)?, locale, args.attached);
        let attached = args.attached;
        let stop = async move {
            if attached {
                stop.or(end_of_input()).await;
            } else {
                stop.await;
            }
        };
        let urged = async {
            urged.await;
            None
        };
        match async { Some(server.run(stop).await) }.or(urged).await {
            Some(0) => Ok(()),
            Some(lost) => Err(Failure::Failed(say!(locale, "server-lost-records", count = lost))),
            None => Err(Failure::Failed(say!(locale, "server-urged"))),
        }
    });
    if let Some(folder) = temporary {
        // Whoever asked for it removes it as well.
        let _ = fs::remove_dir_all(folder);
    }
    done
}

fn failure(error: &ServerError, locale: Locale) -> Failure {
    let words = error.explain(locale);
    match error {
        ServerError::Listen(ListenError::Address { .. } | ListenError::NotOpen { .. }) => {
            Failure::Misused(words)
        }
        _ => Failure::Failed(words),
    }
}

/// The log is written by a thread of its own, which drops what standard error does not take: a
/// log that nobody reads must not hold up the class. What was logged last is written when the
/// guard is dropped.
fn log_to_stderr(args: &Args, common: Common) -> WorkerGuard {
    let level = if args.attached { LevelFilter::WARN } else { LevelFilter::INFO };
    let filter = EnvFilter::builder()
        .with_default_directive(level.into())
        .with_env_var("SALA_LOG")
        .from_env_lossy();
    let (stderr, guard) = tracing_appender::non_blocking(io::stderr());
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(stderr)
        .with_ansi(common.color.on(&io::stderr()))
        .with_target(false)
        .init();
    guard
}

/// What is said of a server on standard output. For the process that started this one it ends with
/// an empty line.
fn announce(announcement: &Announcement, locale: Locale, attached: bool) -> io::Result<()> {
    let mut out = io::stdout().lock();
    announcement.print(&mut out, locale)?;
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
