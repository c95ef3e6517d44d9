//! `sala trace`: what goes over the wire, between any client and any server.

use std::convert::Infallible;
use std::io::{self, IsTerminal, Write};
use std::panic::resume_unwind;
use std::path::PathBuf;
use std::thread;

use async_channel::Receiver;
use colored::Color;
use futures_lite::future::or;

use crate::bot::escaped;
use crate::link::{Address, KnownHosts, Trust};
use crate::locale::Locale;
use crate::say;
use crate::server::{ListenError, asked_to_stop, listen_plain};
use crate::trace::{Event, Format, Row, Saver, Side, relay, with_names};

use super::common::{Common, DataArgs, TrustArgs, address};
use super::failure::{Failure, aside};
use super::printer::Printer;
use super::runtime::block_on;

/// How many ports are tried after the default one.
const MORE_PORTS: u16 = 100;
/// Rows on their way to the screen and the files.
const QUEUE: usize = 256;
/// The colours of connections, by turns.
const COLORS: [Color; 6] =
    [Color::Cyan, Color::Yellow, Color::Green, Color::Magenta, Color::Blue, Color::BrightRed];
/// How many lines of a terminal a row may fill.
const TERMINAL_LINES: usize = 4;

/// Show the bytes between any client and any server
///
/// Listens, connects each client to TARGET, and prints one row for each read of a socket: seconds
/// since the start, the connection and the person's name, the direction, and the bytes, with \n, \r
/// and \xff for what cannot be printed. Two lines in one row came in one segment. Secrets that are
/// typed are shown as well.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  sala trace 127.0.0.1:7777                          then: nc 127.0.0.1 7779
  sala trace --listen :9000 :7777 --save lesson.svg --save lesson.pcapng
  sala trace 'tls://192.168.0.10:7778#sha256:…'      the clients' side stays in the clear
  SSLKEYLOGFILE=keys.txt sala trace tls://…          for Wireshark, which records the target's side

Ctrl-C ends the trace and completes the files.")]
pub(super) struct Args {
    /// The server: host:port, tls://host:port, or a ticket
    target: String,
    /// Address on which to listen [default: 127.0.0.1:7779, or the next free port]
    #[arg(long, value_name = "ADDR", env = "SALA_LISTEN")]
    listen: Option<String>,
    /// Let other machines connect: they are relayed in the clear
    #[arg(long)]
    open: bool,
    /// Save the rows as .svg, .html, .jsonl or .pcapng; may be repeated
    #[arg(long, value_name = "FILE")]
    save: Vec<PathBuf>,
    #[command(flatten)]
    trust: TrustArgs,
    #[command(flatten)]
    data: DataArgs,
}

pub(super) fn run(args: &Args, common: Common) -> Result<(), Failure> {
    let locale = common.lang;
    let target = address(&args.target, locale)?;
    let folder = args.data.folder(locale).ok();
    let known_hosts = folder.as_deref().map(KnownHosts::within);
    let trust = Trust { log_keys: true, ..args.trust.trust(known_hosts) };
    let savers = savers(&args.save, locale)?;
    block_on(1, trace(args, common, target, trust, savers))
}

/// Creates the files, so that one that cannot be written is told before anything is traced.
fn savers(paths: &[PathBuf], locale: Locale) -> Result<Vec<Saver>, Failure> {
    let saver = |path: &PathBuf| {
        let file = path.display().to_string();
        let format = Format::of(path).ok_or_else(|| {
            let words = say!(locale, "trace-format", file = &file, endings = Format::ENDINGS);
            Failure::Misused(words)
        })?;
        Saver::create(path, format, locale).map_err(|error| unwritable(&file, &error, locale))
    };
    paths.iter().map(saver).collect()
}

fn unwritable(file: &str, error: &io::Error, locale: Locale) -> Failure {
    Failure::Failed(say!(locale, "picture-unwritable", file = file, why = error.to_string()))
}

async fn trace(
    args: &Args,
    common: Common,
    target: Address,
    trust: Trust,
    savers: Vec<Saver>,
) -> Result<(), Failure> {
    let locale = common.lang;
    let (listen, more) = match &args.listen {
        Some(listen) => (listen.as_str(), 0),
        None => ("127.0.0.1:7779", MORE_PORTS),
    };
    let listen = if listen.starts_with(':') { format!("127.0.0.1{listen}") } else { listen.into() };
    let listener = listen_plain(&listen, more, args.open).map_err(|error| match error {
        ListenError::NotOpen(address, _) => {
            Failure::Failed(say!(locale, "trace-not-open", address = address))
        }
        error => Failure::Failed(error.explain(locale)),
    })?;
    let failed = |error: io::Error| Failure::System(error.to_string());
    let at = listener.local_addr().map_err(failed)?.to_string();
    let stop = asked_to_stop(1).map_err(failed)?;
    aside(&say!(locale, "trace-listening", at = &at, target = target.place()));
    let (rows_tx, rows_rx) = async_channel::bounded(QUEUE);
    let (ended_tx, ended_rx) = async_channel::bounded::<Infallible>(1);
    let rows = rows_rx.clone();
    let shown = thread::spawn(move || {
        let _ended = ended_tx;
        show(&rows, common, savers)
    });
    let ended = async {
        let _ = ended_rx.recv().await;
    };
    or(or(stop, ended), relay(listener, target, trust, locale, rows_tx)).await;
    rows_rx.close();
    shown.join().unwrap_or_else(|panic| resume_unwind(panic))
}

/// Prints and saves rows until there are no more, or nobody reads what is printed. Then every file is
/// completed, and the first failure is the result.
fn show(rows: &Receiver<Row>, common: Common, mut savers: Vec<Saver>) -> Result<(), Failure> {
    let (locale, mut out) = (common.lang, io::stdout());
    let rows_shown = Rows::new(common);
    let mut count = 0;
    let mut result = Ok(());
    let failed = |saver: &Saver, error: &io::Error| {
        Err(unwritable(&saver.path().display().to_string(), error, locale))
    };
    for row in with_names(std::iter::from_fn(|| rows.recv_blocking().ok())) {
        count += 1;
        savers.retain_mut(|saver| {
            let added = saver.add(&row);
            added.map_err(|error| result = failed(saver, &error)).is_ok()
        });
        if let Err(error) = rows_shown.write(&mut out, &row) {
            result = result.and(Err(error.into()));
            break;
        }
    }
    for mut saver in savers {
        match saver.finish() {
            Ok(()) => {
                let file = saver.path().display().to_string();
                let saved = count - saver.left_out();
                aside(&say!(locale, "trace-saved", file = file, count = saved));
            }
            Err(error) => result = result.and(failed(&saver, &error)),
        }
    }
    result
}

/// How rows look.
struct Rows {
    printer: Printer,
    /// How many characters of a text are shown.
    letters: usize,
}

impl Rows {
    fn new(common: Common) -> Self {
        let (columns, _) = termimad::terminal_size();
        let terminal = io::stdout().is_terminal();
        let letters = if terminal { usize::from(columns) * TERMINAL_LINES } else { usize::MAX };
        Self { printer: Printer::on_stdout(common), letters }
    }

    fn write(&self, out: &mut impl Write, row: &Row) -> io::Result<()> {
        let (printer, locale) = (self.printer, self.printer.locale);
        let (arrow, text) = match &row.event {
            Event::Opened { client, .. } => {
                (" ", printer.dim(&say!(locale, "trace-opened", client = client.to_string())))
            }
            Event::Unreachable(why) => (Side::Server.arrow(), printer.paint(why, Color::Red)),
            Event::Bytes { from, bytes } => {
                (from.arrow(), crate::bot::shortened(&escaped(bytes), self.letters))
            }
            Event::Finished { from } => {
                let words = say!(locale, "trace-finished");
                (from.arrow(), printer.dim(&format!("FIN · {words}")))
            }
            Event::Reset { from } => {
                let words = format!("RST · {}", say!(locale, "trace-reset"));
                (from.arrow(), printer.paint(&words, Color::Red))
            }
            Event::Broken { from, why } => (from.arrow(), printer.paint(why, Color::Red)),
        };
        let person = row.person.as_deref().unwrap_or_default();
        let who = format!("#{:<3} {person:<10}", row.connection);
        let color = COLORS[usize::try_from(row.connection).unwrap_or(0) % COLORS.len()];
        let at = printer.dim(&format!("{:10.4}", row.at.as_secs_f64()));
        let (who, arrow) = (printer.paint(&who, color), printer.paint(arrow, color));
        writeln!(out, "{at}  {who} {arrow} {text}")
    }
}
