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
use futures_lite::future::pending;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use rustix::process::{getpgrp, setsid};
use rustix::termios::tcgetpgrp;
use tracing::level_filters::LevelFilter;
use tracing::warn;
use tracing_appender::non_blocking::{ErrorCounter, WorkerGuard};
use tracing_subscriber::EnvFilter;

use crate::classroom::{Config, Flood, Limits, bundled};
use crate::journal::{Losses, Options};
use crate::link::CertificateFiles;
use crate::locale::Locale;
use crate::say;
use crate::server::{
    ListenError, Server, ServerError, Setup, Web, asked_to_stop, outlive_terminal,
};

use super::announce::Announcement;
use super::class_code::{AUTO, class_code};
use super::common::{Common, DataArgs, KeyArgs};
use super::console;
use super::failure::{Failure, aside};
use super::log_file::Log;
use super::meeting::{MeetingArgs, tell_that_it_goes_on};
use super::password;
use super::runtime::block_on;

const EXAMPLES: &str = "\
Examples:
  sala server                                  a class on this machine only
  sala server --classroom                      for the network: encrypted, with a class code and
                                               a ticket to join by
  sala server --listen 0.0.0.0:7777 --open     for the network: anyone can join and read along
  sala server --web 0.0.0.0:7780 --open        the same by browser: the page, in the clear
  sala server --lang en --no-journal           in English, keeping no journal
  sala server --listen 127.0.0.1:0 --data DIR  on any free port, with its own data folder";

/// What --web takes in place of an address, and the address.
pub(super) const WEB_AUTO: &str = "auto";
const WEB_ADDRESS: &str = "127.0.0.1:7780";
/// How many ports are tried after that one.
const MORE_WEB_PORTS: u16 = 100;

/// Open a classroom
///
/// In a terminal, the teacher's console opens; otherwise events are logged to standard error.
/// SIGINT and SIGTERM end the class; it outlives its terminal, and "sala console" comes back to it.
#[derive(Debug, clap::Args)]
#[command(
    after_help = EXAMPLES,
    args_conflicts_with_subcommands = true,
    group = ArgGroup::new("encrypted").args(["classroom", "tls_listen"]).multiple(true)
)]
pub(super) struct Args {
    #[command(subcommand)]
    action: Option<Action>,
    /// File with options by their names [default: sala/config.toml in ~/.config]; "sala config" tells more
    #[arg(long, value_name = "FILE", env = "SALA_CONFIG")]
    config: Option<PathBuf>,
    /// Short for --tls-listen 0.0.0.0:7778 --class-code auto --qr; each can still be overridden
    #[arg(long, env = "SALA_CLASSROOM", value_parser = BoolishValueParser::new())]
    classroom: bool,
    /// Address of the page for browsers, in the clear, repeatable; "auto": 127.0.0.1:7780 or the next free
    /// port [default: auto; none with --listen, --tls-listen or --classroom]
    // Before --listen, whose default would count as given.
    #[arg(
        long,
        value_name = "HOST:PORT|auto",
        default_value = WEB_AUTO,
        hide_default_value = true,
        default_value_ifs([
            ("listen", ArgPredicate::IsPresent, None),
            ("tls_listen", ArgPredicate::IsPresent, None),
            ("classroom", ArgPredicate::Equals("true".into()), None),
        ]),
        env = "SALA_WEB",
        value_delimiter = ',',
        value_parser = NonEmptyStringValueParser::new()
    )]
    web: Vec<String>,
    /// Address to listen on, repeatable; port 0 picks a free port
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
    /// Address to listen on with TLS, repeatable; without --listen, only TLS is served
    #[arg(
        long,
        value_name = "HOST:PORT",
        default_value_if("classroom", "true", "0.0.0.0:7778"),
        env = "SALA_TLS_LISTEN",
        value_delimiter = ',',
        value_parser = NonEmptyStringValueParser::new()
    )]
    tls_listen: Vec<String>,
    /// Serve no page, not even at the TLS addresses
    #[arg(long, env = "SALA_NO_WEB", value_parser = BoolishValueParser::new())]
    no_web: bool,
    /// Another name by which browsers reach this server, such as a proxy's; repeatable
    #[arg(
        long,
        value_name = "NAME",
        env = "SALA_WEB_HOST",
        value_delimiter = ',',
        value_parser = NonEmptyStringValueParser::new()
    )]
    web_host: Vec<String>,
    /// TLS certificate in PEM [default: cert.pem in the data folder, generated on first use]
    #[arg(id = "cert", long = "cert", value_name = "FILE", env = "SALA_CERT", requires_all = ["cert_key", "encrypted"])]
    certificate: Option<PathBuf>,
    /// Private key of the TLS certificate in PEM (not the journal's: that is --key-file)
    #[arg(id = "cert_key", long = "key", value_name = "FILE", env = "SALA_KEY", requires = "cert")]
    certificate_key: Option<PathBuf>,
    /// Show the TLS ticket as a QR code as well
    #[arg(
        long,
        default_value_if("classroom", "true", "true"),
        env = "SALA_QR",
        value_parser = BoolishValueParser::new(),
        requires = "encrypted"
    )]
    qr: bool,
    #[command(flatten)]
    meeting: MeetingArgs,
    /// Let anyone on the network join: required beyond this machine without TLS or a class code
    #[arg(long, env = "SALA_OPEN", value_parser = BoolishValueParser::new())]
    open: bool,
    /// Code that newcomers must give: your own, "auto" for a random one, or a file's first line
    #[arg(
        long,
        value_name = "CODE|auto|file:PATH",
        default_value_if("classroom", "true", "auto"),
        env = "SALA_SERVER_CLASS_CODE",
        hide_env_values = true
    )]
    class_code: Option<String>,
    #[command(flatten)]
    data: DataArgs,
    #[command(flatten)]
    key: KeyArgs,
    /// Keep no journal
    #[arg(long, env = "SALA_NO_JOURNAL", value_parser = BoolishValueParser::new())]
    no_journal: bool,
    /// Record every input of the class in the journal, so that it can be played again
    #[arg(long, env = "SALA_RECORD", value_parser = BoolishValueParser::new(), conflicts_with = "no_journal")]
    record: bool,
    /// Maximum size of the journal in MiB
    #[arg(long, value_name = "MIB", env = "SALA_JOURNAL_MAX", value_parser = clap::value_parser!(u64).range(1..=1 << 30))]
    journal_max: Option<u64>,
    /// Permanently delete messages older than this many days; joins and leaves are kept
    #[arg(long, value_name = "DAYS", env = "SALA_KEEP_DAYS", value_parser = clap::value_parser!(u16).range(1..))]
    keep_days: Option<u16>,
    /// Maximum number of connections
    #[arg(long, value_name = "N", default_value_t = Limits::default().people, env = "SALA_MAX_PEOPLE", value_parser = RangedU64ValueParser::<usize>::new().range(1..))]
    max_people: usize,
    /// Maximum number of connections, and of arrivals at once, from one address; a whole class may share one
    #[arg(long, value_name = "N", default_value_t = Limits::default().per_address, env = "SALA_MAX_PER_ADDRESS", value_parser = RangedU64ValueParser::<usize>::new().range(1..))]
    max_per_address: usize,
    /// Time limit for a newcomer to give a name
    #[arg(long, value_name = "SECONDS", default_value_t = Limits::default().naming.as_secs(), env = "SALA_NAME_SECONDS", value_parser = clap::value_parser!(u64).range(1..=86_400))]
    name_seconds: u64,
    /// Disconnect students who send nothing for this long [default: never]
    #[arg(long, value_name = "MINUTES", env = "SALA_IDLE", value_parser = clap::value_parser!(u64).range(1..=10_080))]
    idle: Option<u64>,
    /// Number of lines that a student may send in a burst
    #[arg(long, value_name = "LINES", default_value_t = Flood::default().burst, env = "SALA_BURST", value_parser = clap::value_parser!(u32).range(1..=10_000))]
    burst: u32,
    /// Sustained rate limit, lines per second
    #[arg(long, value_name = "LINES", default_value_t = Flood::default().per_second, env = "SALA_LINES_PER_SECOND", value_parser = clap::value_parser!(u32).range(1..=1000))]
    lines_per_second: u32,
    /// Mute a student after this many rate-limit violations in a minute
    #[arg(long, value_name = "LINES", default_value_t = Flood::default().refusals, env = "SALA_MUTE_AFTER", value_parser = RangedU64ValueParser::<usize>::new().range(1..=10_000))]
    mute_after: usize,
    /// How long the mute lasts
    #[arg(long, value_name = "SECONDS", default_value_t = Flood::default().mute.as_secs(), env = "SALA_MUTE_SECONDS", value_parser = clap::value_parser!(u64).range(1..=86_400))]
    mute_seconds: u64,
    /// Disable all connection and rate limits
    #[arg(long, env = "SALA_NO_LIMITS", value_parser = BoolishValueParser::new())]
    no_limits: bool,
    /// What chance comes from: a quiz asks the same again, groups are the same
    #[arg(long, value_name = "N", hide = true)]
    seed: Option<u64>,
    /// End a class that was opened in a terminal when it has had no console for this long
    #[arg(long, value_name = "MINUTES", default_value_t = 30, env = "SALA_LINGER", value_parser = clap::value_parser!(u16).range(1..=10_080))]
    linger: u16,
    /// Number of threads that serve connections
    #[arg(long, value_name = "N", default_value_t = 1, env = "SALA_THREADS", value_parser = clap::value_parser!(u16).range(1..=64))]
    threads: u16,
    /// Stop when standard input ends and log only warnings: for the parent process
    #[arg(long, hide = true)]
    attached: bool,
    /// Go on when standard input ends without a line: for the console in front of it
    #[arg(long, hide = true, requires = "attached")]
    outlive: bool,
    /// If a port is taken, try this many of the next ones
    #[arg(long, hide = true, default_value_t = 0)]
    more_ports: u16,
    /// Tell teachers after this time that nobody has come from another machine
    #[arg(long, hide = true, value_name = "SECONDS", default_value_t = 60)]
    nobody_seconds: u64,
    /// Remove the data folder at the end
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

    /// The server's setup, with its data in `folder`. An error is about the class code.
    pub(super) fn setup(&self, folder: PathBuf, common: Common) -> Result<Setup, Failure> {
        let admission = self.meeting.admission(common.lang)?;
        let code = self.class_code.as_deref().map(|option| class_code(option, common.lang));
        let code = code.transpose()?;
        let options = Options {
            max_bytes: self.journal_max.map(|mebibytes| mebibytes * 1024 * 1024),
            keep: self.keep_days.map(|days| SignedDuration::from_hours(i64::from(days) * 24)),
            record: self.record,
            class: Some(admission.class.clone()),
            roster_only: admission.roster_only,
            start: self.meeting.start(),
        };
        let trimmed =
            |all: &[String]| all.iter().map(|address| address.trim().to_owned()).collect();
        let files = self.certificate.clone().zip(self.certificate_key.clone());
        Ok(Setup {
            addresses: trimmed(&self.listen),
            tls_addresses: trimmed(&self.tls_listen),
            certificate: files.map(|(certificate, key)| CertificateFiles { certificate, key }),
            web: (!self.no_web).then(|| self.web()),
            open: self.open,
            more_ports: self.more_ports,
            place: self.key.place(folder),
            class: Config {
                locale: common.lang,
                time_zone: bundled(TimeZone::system(), Timestamp::now()),
                limits: self.limits(),
                asks_code: code.is_some(),
                recorded: !self.no_journal,
                seed: self.seed.unwrap_or_else(|| fastrand::u64(..)),
            },
            admission,
            code,
            journal: (!self.no_journal).then_some(options),
            linger: self.outlive.then(|| Duration::from_secs(60 * u64::from(self.linger))),
        })
    }

    fn web(&self) -> Web {
        let address = |address: &String| match address.trim() {
            WEB_AUTO => WEB_ADDRESS.to_owned(),
            address => address.to_owned(),
        };
        let is_auto = self.web.iter().any(|address| address.trim() == WEB_AUTO);
        Web {
            addresses: self.web.iter().map(address).collect(),
            more_ports: if is_auto { MORE_WEB_PORTS } else { self.more_ports },
            hosts: self.web_host.iter().map(|host| host.trim().to_owned()).collect(),
        }
    }

    fn announcement(&self, server: &Server) -> io::Result<Announcement> {
        Ok(Announcement {
            plain: server.addresses()?,
            tls: server.tls_addresses()?,
            web: server.web_addresses()?,
            has_page: server.has_page(),
            board: server.board_key().map(str::to_owned),
            fingerprint: server.fingerprint(),
            qr: self.qr,
        })
    }
}

pub(super) fn run(args: &Args, common: Common) -> Result<(), Failure> {
    if let Some(Action::Password(_)) = args.action {
        return password::run(&args.data, common);
    }
    if !args.attached && has_terminal() {
        if console::offer(&args.data, common)? {
            return Ok(());
        }
        let place = args.key.place(args.data.folder(common.lang)?);
        let more = match args.no_journal {
            true => None,
            false => args.meeting.ask_to_go_on(&place, common.lang)?,
        };
        return console::run_with_server(&args.data, more, common);
    }
    let locale = common.lang;
    let failed =
        |error: io::Error| Failure::Failed(say!(locale, "server-failed", why = error.to_string()));
    let folder = args.data.folder(locale)?;
    let (log, left_out) = start_log(args, Log::new(&folder), common);
    if args.attached {
        // The keys and the end of the terminal are for the process in front.
        setsid().map_err(|error| failed(error.into()))?;
    }
    let temporary = args.temporary.then(|| folder.clone());
    let done = block_on(args.threads.into(), async {
        let told = || warn!("{}", say!(locale, "server-hung-up"));
        let outliving = outlive_terminal(told).map_err(failed)?;
        let (stop, urged) = (asked_to_stop(1).map_err(failed)?, asked_to_stop(2).map_err(failed)?);
        let setup = args.setup(folder, common)?;
        // A code of the teacher's own is in no log.
        let made = setup.code.clone().filter(|_| args.class_code.as_deref() == Some(AUTO));
        let mut server = Server::open(setup).map_err(|error| failure(&error, locale))?;
        if let Some(code) = made {
            aside(&say!(locale, "class-code", code = code.reveal()));
        }
        if let Some(meeting) = server.meeting().filter(|_| server.goes_on()) {
            tell_that_it_goes_on(meeting, locale);
        }
        let announcement = args.announcement(&server).map_err(failed)?;
        server.show_tickets(announcement.tickets());
        server.expect_others_within(Duration::from_secs(args.nobody_seconds));
        // Standard output may be closed; the class goes on.
        let _ = announce(&announcement, locale, args.attached);
        let stop = async {
            match args.attached {
                true => stop.or(told_to_end(args.outlive)).await,
                false => stop.await,
            }
        };
        let urged = async {
            urged.await;
            None
        };
        match async { Some(server.run(stop).await) }.or(urged).or(outliving).await {
            Some(losses) if losses == Losses::default() => Ok(()),
            Some(losses) => Err(Failure::Failed(losses.explain(locale).join("\n"))),
            None => Err(Failure::Failed(say!(locale, "server-urged"))),
        }
    });
    // What the log has taken is written first.
    drop(log);
    let left_out = left_out.dropped_lines();
    if left_out > 0 {
        aside(&say!(locale, "server-log-left-out", count = left_out));
    }
    if let Some(folder) = temporary {
        // The parent process removes it as well.
        let _ = fs::remove_dir_all(folder);
    }
    done
}

/// Is there a person in front of it, as there is not behind `&`?
fn has_terminal() -> bool {
    let is_behind = tcgetpgrp(io::stdin()).is_ok_and(|group| group != getpgrp());
    io::stdin().is_terminal() && io::stdout().is_terminal() && !is_behind
}

fn failure(error: &ServerError, locale: Locale) -> Failure {
    let words = error.explain(locale);
    match error {
        ServerError::Listen(ListenError::Address(..) | ListenError::NotOpen(..)) => {
            Failure::Misused(words)
        }
        _ => Failure::Failed(words),
    }
}

/// A separate thread writes the log and drops what is not taken: a log that is not read must not stall
/// the class. Dropping the guard flushes it.
fn start_log(args: &Args, log: Log, common: Common) -> (WorkerGuard, ErrorCounter) {
    let level = if args.attached { LevelFilter::WARN } else { LevelFilter::INFO };
    let filter = EnvFilter::builder()
        .with_default_directive(level.into())
        .with_env_var("SALA_LOG")
        .from_env_lossy();
    let (log, guard) = tracing_appender::non_blocking(log);
    let left_out = log.error_counter();
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(log)
        .with_ansi(common.color.on(&io::stderr()))
        .with_target(false)
        .init();
    (guard, left_out)
}

/// Prints the announcement; for a parent process, an empty line marks its end.
fn announce(announcement: &Announcement, locale: Locale, attached: bool) -> io::Result<()> {
    let mut out = io::stdout().lock();
    announcement.print(&mut out, locale)?;
    if attached {
        writeln!(out)?;
    }
    out.flush()
}

/// Completes with the first line of standard input, or with its end unless the class outlives that.
async fn told_to_end(outlives: bool) {
    let (told, ended) = async_channel::bounded(1);
    std::thread::spawn(move || {
        // An error is an end, too.
        let has_line = io::stdin().read_line(&mut String::new()).is_ok_and(|count| count > 0);
        let _ = told.send_blocking(has_line);
    });
    let has_line = ended.recv().await.unwrap_or_default();
    if outlives && !has_line {
        pending().await
    }
}
