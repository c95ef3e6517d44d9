//! `sala bot swarm`: a crowd of bots that loads a class and counts every line.

use std::io::{self, Write};
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use clap::builder::RangedU64ValueParser;
use comfy_table::Cell;
use futures_lite::future::block_on;
use indicatif::ProgressBar;

use crate::classroom::Secret;
use crate::load::{self, MAX_CLIENTS, MIN_SIZE, Plan, Progress, Report};
use crate::locale::Locale;
use crate::say;
use crate::server::asked_to_stop;
use crate::wire::CLIENT_LINE_MAX;

use super::super::common::{Common, TrustArgs, address};
use super::super::failure::Failure;
use super::super::progress_bar;
use super::super::table::{self, number};

const MORE: &str = "\
Examples:
  a server to load, and a swarm at full speed:
    sala server --no-limits --no-journal
    sala bot swarm --addr :7777 --clients 200 --senders 10 --messages 1000
  latency at a steady rate:
    sala bot swarm --addr :7777 --clients 200 --senders 1 --messages 500 --rate 100
  do bots that never read delay the others?
    sala bot swarm --addr :7777 --clients 50 --senders 5 --messages 2000 --slow 3
  are lines lost while others join and leave? (the result as JSON)
    sala bot swarm --addr :7777 --clients 50 --senders 5 --messages 500 --churn 20 --json
  a class of browsers, at its TLS address:
    sala bot swarm --addr wss://10.0.0.7:7778#sha256:… --code CODE --clients 300 --senders 30 --messages 20

Without --no-limits a server accepts 5 lines a second from each person, 1000 connections, and 200
from one address.

With --json, prints one object on one line: clients, senders, size_bytes, messages, unsaid, owed,
deliveries, lost, repeated, out_of_order, garbled, p50_us, p99_us, max_us, join_s, joins_per_s,
speaking_s, deliveries_per_s, connections_lost, first_loss, refused, first_refusal, slow,
slow_cut, visits, cpu_s, cpu_us_per_delivery, cpu_share, stalled, interrupted.

Exit code 1 if anything was lost, repeated, out of order, garbled or refused, or if a bot was
disconnected.";

/// Load-test a class with many bots and verify every delivered line
///
/// Reports lines lost, repeated or out of order, latency, deliveries per second, and the CPU time
/// of the swarm itself.
#[derive(Debug, clap::Args)]
#[command(after_help = MORE)]
pub(super) struct Args {
    /// Address of the class
    #[arg(long, value_name = "ADDR", env = "SALA_ADDR")]
    addr: String,
    #[command(flatten)]
    trust: TrustArgs,
    /// Class code, if the server asks for one
    #[arg(long, value_name = "CODE", env = "SALA_CLASS_CODE", hide_env_values = true)]
    code: Option<String>,
    /// Number of bots that stay and verify every line
    #[arg(long, value_name = "N", env = "SALA_SWARM_CLIENTS", value_parser = RangedU64ValueParser::<usize>::new().range(1..=MAX_CLIENTS as u64))]
    clients: usize,
    /// Number of these bots that send
    #[arg(long, value_name = "S", env = "SALA_SWARM_SENDERS", value_parser = RangedU64ValueParser::<usize>::new().range(..=MAX_CLIENTS as u64))]
    senders: usize,
    /// Number of lines that each sender sends
    #[arg(long, value_name = "M", env = "SALA_SWARM_MESSAGES", value_parser = RangedU64ValueParser::<u32>::new().range(..=MAX_MESSAGES))]
    messages: u32,
    /// Lines per second from all senders together [default: as fast as --window allows]
    #[arg(long, value_name = "R", env = "SALA_SWARM_RATE", value_parser = rate)]
    rate: Option<f64>,
    /// Size of each line in bytes
    #[arg(long, value_name = "BYTES", default_value_t = 64, env = "SALA_SWARM_SIZE", value_parser = RangedU64ValueParser::<usize>::new().range(MIN_SIZE as u64..=CLIENT_LINE_MAX as u64))]
    size: usize,
    /// Maximum number of lines sent but not yet received by the slowest bot
    #[arg(long, value_name = "W", default_value_t = 64, env = "SALA_SWARM_WINDOW", value_parser = RangedU64ValueParser::<usize>::new().range(1..=MAX_WINDOW))]
    window: usize,
    /// Spread the joins over this time [default: as fast as the server allows]
    #[arg(long, value_name = "SECONDS", default_value_t = 0, hide_default_value = true, env = "SALA_SWARM_RAMP", value_parser = clap::value_parser!(u64).range(..=86_400))]
    ramp: u64,
    /// Number of additional bots that join and never read
    #[arg(long, value_name = "K", default_value_t = 0, env = "SALA_SWARM_SLOW", value_parser = RangedU64ValueParser::<usize>::new().range(..=MAX_CLIENTS as u64))]
    slow: usize,
    /// Number of additional bots, of which this many leave and rejoin per second
    #[arg(long, value_name = "R", default_value_t = 0, env = "SALA_SWARM_CHURN", value_parser = RangedU64ValueParser::<usize>::new().range(..=MAX_CLIENTS as u64))]
    churn: usize,
    /// Print the result as JSON
    #[arg(long)]
    json: bool,
}

/// The number of a line has seven digits.
const MAX_MESSAGES: u64 = 9_999_999;
const MAX_WINDOW: u64 = 1_000_000;

/// Lines a second; 0 is no limit.
fn rate(text: &str) -> Result<f64, String> {
    let rate = text.parse().ok().filter(|rate: &f64| rate.is_finite() && *rate >= 0.0);
    rate.ok_or_else(|| format!("{text} is not in 0.."))
}

impl Args {
    fn plan(&self, locale: Locale) -> Result<Plan, Failure> {
        let addr = address(&self.addr, locale)?;
        let (senders, clients) = (self.senders, self.clients);
        if senders > clients {
            let words =
                say!(locale, "swarm-too-many-senders", senders = senders, clients = clients);
            return Err(Failure::Misused(words));
        }
        let bots = clients + self.slow + self.churn;
        if bots > MAX_CLIENTS {
            let words = say!(locale, "swarm-too-many-bots", bots = bots, max = MAX_CLIENTS);
            return Err(Failure::Misused(words));
        }
        Ok(Plan {
            addr,
            trust: self.trust.trust(None),
            code: self.code.as_deref().map(Secret::new),
            clients,
            senders,
            messages: self.messages,
            rate: self.rate.filter(|rate| *rate > 0.0),
            size: self.size,
            window: self.window,
            ramp: Duration::from_secs(self.ramp),
            slow: self.slow,
            churn: self.churn,
        })
    }
}

pub(super) fn run(args: &Args, common: Common) -> Result<(), Failure> {
    let locale = common.lang;
    let plan = args.plan(locale)?;
    let asked_to_end = asked_to_end(locale)?;
    let bar = progress_bar::with_template("{msg} [{wide_bar}] {pos}/{len} {eta}");
    let (joining, speaking) = (say!(locale, "swarm-joining"), say!(locale, "swarm-speaking"));
    let report = load::run(&plan, &mut |progress| {
        match progress {
            Progress::Joining { joined, of } => show(&bar, &joining, joined as u64, of as u64),
            Progress::Speaking { received, of } => show(&bar, &speaking, received, of),
        }
        match asked_to_end.load(Ordering::Relaxed) {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        }
    });
    bar.finish_and_clear();
    let report = report.map_err(|error| Failure::Failed(error.explain(locale)))?;
    let mut out = io::stdout().lock();
    match args.json {
        true => writeln!(out, "{}", serde_json::to_string(&report).map_err(io::Error::from)?)?,
        false => print_table(&mut out, &report, locale)?,
    }
    out.flush()?;
    verdict(&report, locale)
}

/// Turns true when a signal asks for the end: what was measured until then is still told.
fn asked_to_end(locale: Locale) -> Result<Arc<AtomicBool>, Failure> {
    let failed =
        |error: io::Error| Failure::Failed(say!(locale, "swarm-system", error = error.to_string()));
    let asked = Arc::new(AtomicBool::new(false));
    let (signal, told) = (asked_to_stop(1).map_err(failed)?, Arc::clone(&asked));
    thread::Builder::new()
        .spawn(move || {
            block_on(signal);
            told.store(true, Ordering::Relaxed);
        })
        .map_err(failed)?;
    Ok(asked)
}

fn show(bar: &ProgressBar, phase: &str, at: u64, of: u64) {
    bar.set_length(of);
    if bar.message() != phase {
        bar.reset();
        bar.set_message(phase.to_owned());
    }
    bar.set_position(at);
}

fn print_table(out: &mut impl Write, report: &Report, locale: Locale) -> io::Result<()> {
    let mut table = table::new(false);
    for (key, value) in rows(report, locale) {
        table.add_row([Cell::new(say!(locale, key)), number(value)]);
    }
    table::print(out, &mut table)
}

fn rows(report: &Report, locale: Locale) -> Vec<(&'static str, String)> {
    let decimal = |number: f64, digits: usize, unit: &str| {
        format!("{}{unit}", locale.decimal(format_args!("{number:.digits$}")))
    };
    let measured = |number: Option<f64>, unit: &str| {
        number.map_or_else(|| "—".to_owned(), |number| decimal(number, 3, unit))
    };
    let millis = |micros: Option<u64>| measured(micros.map(|micros| micros as f64 / 1e3), " ms");
    let mut rows = vec![
        ("swarm-row-clients", report.clients.to_string()),
        ("swarm-row-senders", report.senders.to_string()),
        ("swarm-row-messages", report.messages.to_string()),
        ("swarm-row-deliveries", report.deliveries.to_string()),
        ("swarm-row-lost", report.lost.to_string()),
        ("swarm-row-repeated", report.repeated.to_string()),
        ("swarm-row-out-of-order", report.out_of_order.to_string()),
        ("swarm-row-garbled", report.garbled.to_string()),
        ("swarm-row-refused", report.refused.to_string()),
        ("swarm-row-connections-lost", report.connections_lost.to_string()),
        ("swarm-row-p50", millis(report.p50_us)),
        ("swarm-row-p99", millis(report.p99_us)),
        ("swarm-row-max", millis(report.max_us)),
        ("swarm-row-deliveries-per-second", decimal(report.deliveries_per_s, 0, "")),
        ("swarm-row-joins-per-second", decimal(report.joins_per_s, 0, "")),
        ("swarm-row-cpu", decimal(report.cpu_s, 3, " s")),
        ("swarm-row-cpu-per-delivery", measured(report.cpu_us_per_delivery, " µs")),
        ("swarm-row-cpu-share", decimal(report.cpu_share * 100.0, 1, " %")),
    ];
    if report.slow > 0 {
        rows.push(("swarm-row-slow", report.slow.to_string()));
        rows.push(("swarm-row-slow-cut", report.slow_cut.to_string()));
    }
    if report.visits > 0 {
        rows.push(("swarm-row-visits", report.visits.to_string()));
    }
    rows
}

/// Success, or in one line what was wrong, by its likeliest cause.
fn verdict(report: &Report, locale: Locale) -> Result<(), Failure> {
    let words = |words: &Option<String>| {
        words.clone().unwrap_or_else(|| say!(locale, "swarm-without-words"))
    };
    if report.is_clean() {
        return Ok(());
    }
    Err(Failure::Failed(if report.refused > 0 {
        let (count, words) = (report.refused, words(&report.first_refusal));
        say!(locale, "swarm-failed-refused", count = count, words = words)
    } else if report.connections_lost > 0 {
        let (count, words) = (report.connections_lost, words(&report.first_loss));
        say!(locale, "swarm-failed-cut", count = count, words = words)
    } else if report.interrupted {
        say!(locale, "swarm-failed-interrupted", unsaid = report.unsaid)
    } else if report.unsaid > 0 || report.delivery_faults() == 0 {
        say!(locale, "swarm-failed-stalled", lost = report.lost, unsaid = report.unsaid)
    } else {
        say!(
            locale,
            "swarm-failed-faults",
            lost = report.lost,
            repeated = report.repeated,
            out_of_order = report.out_of_order,
            garbled = report.garbled,
        )
    }))
}
