//! `sala bot run`: plays scenarios and reports on them.

use std::io;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use clap::builder::{BoolishValueParser, RangedU64ValueParser};
use futures_lite::FutureExt;
use futures_util::stream::{self, StreamExt};

use crate::bot::{Environment, Pace, Scenario, Selection, TeachersDoor, play};
use crate::classroom::Secret;
use crate::link::{Address, Link};
use crate::locale::Locale;
use crate::say;
use crate::server::{CONSOLE_SOCKET, asked_to_end};

use super::super::common::{Common, TrustArgs, address, temporary_folder};
use super::super::failure::Failure;
use super::super::printer::Printer;
use super::super::progress_bar;
use super::super::runtime::block_on;
use super::super::scenarios::{Gathered, Mistake, drawn, gather};
use super::opening::{Opening, options};
use super::report::{Missing, Outcome, Played, Reporter, Run, Tally};
use super::report_files::ReportArgs;

/// Play scenarios, each in a classroom of its own
///
/// Prints one line per scenario and, for a scenario that fails, everything that its bots saw.
/// Tags choose the options of the server: @lang-en is --lang en, @no-limits is --no-limits.
/// Scenarios tagged @slow or @demo are played only when --tags names them.
///
/// A file with an error does not keep the others from being played.
/// Exit code: 0 if all passed, 1 if any failed, 2 if a file has an error.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  sala bot run                                 every scenario below bots/
  sala bot run talk.feature --lang en          one file, in a class that speaks English
  sala bot run bots --tags '@door or @names'   some of them, by their tags
  sala bot run bots --addr 127.0.0.1:7777      in a classroom that is already open
  sala bot run bots --web                      by WebSocket, as browsers do
  sala bot run bots --junit report.xml         with a report for CI")]
pub(super) struct Args {
    /// Feature files, or folders that contain them
    #[arg(value_name = "PATH", default_value = "bots")]
    paths: Vec<PathBuf>,
    /// Play the scenarios one after another in this open classroom: host:port, tls://, ws:// or
    /// wss://host:port, or a ticket
    #[arg(long, value_name = "HOST:PORT", env = "SALA_ADDR")]
    addr: Option<String>,
    /// Have the bots come in by WebSocket, as browsers do
    #[arg(long, conflicts_with = "addr")]
    web: bool,
    #[command(flatten)]
    trust: TrustArgs,
    /// With --addr: data folder of that server, needed by scenarios with a teacher
    #[arg(long, value_name = "DIR", requires = "addr")]
    data: Option<PathBuf>,
    /// With --addr: class code, if the server asks for one
    #[arg(long, value_name = "CODE", env = "SALA_CLASS_CODE", hide_env_values = true)]
    code: Option<String>,
    /// Only scenarios with these tags, as in '@talk and not @door'
    #[arg(long, value_name = "EXPRESSION")]
    tags: Option<Selection>,
    /// Number of scenarios to play at once
    #[arg(long, value_name = "N", default_value_t = 4, env = "SALA_JOBS", value_parser = RangedU64ValueParser::<usize>::new().range(1..=64))]
    jobs: usize,
    /// How long a bot waits for an expected line
    #[arg(long, value_name = "SECONDS", default_value_t = 2, env = "SALA_PATIENCE", value_parser = clap::value_parser!(u64).range(1..=3600))]
    patience: u64,
    /// Fail if a scenario is skipped
    #[arg(long, env = "SALA_NO_SKIPS", value_parser = BoolishValueParser::new())]
    no_skips: bool,
    #[command(flatten)]
    reports: ReportArgs,
}

/// Where the scenarios are played.
enum Place {
    /// Each in a classroom whose data is somewhere in this folder; `true`: by WebSocket.
    Own(tempfile::TempDir, bool),
    /// All in this one.
    There(Box<Environment>),
}

impl Place {
    /// Do the bots come in by WebSocket?
    fn is_web(&self) -> bool {
        match self {
            Self::Own(_, by_web) => *by_web,
            Self::There(it) => matches!(it.address, Address::Ws { .. } | Address::Wss { .. }),
        }
    }
}

/// Plays what was asked for, reports, and fails if a scenario did or a file could not be read.
pub(super) fn run(args: &Args, common: Common) -> Result<(), Failure> {
    let locale = common.lang;
    let Gathered { scenarios, mistakes } = chosen(args, common)?;
    let place = place(args, common)?;
    args.reports.prepare(locale)?;
    let reporter = Reporter(Printer::on_stdout(common));
    let began = Instant::now();
    let mut run = Run { played: Vec::new(), mistakes };
    let mut done = Ok(());
    if !scenarios.is_empty() {
        done = block_on(1, play_all(scenarios, &place, args, common, reporter, &mut run.played));
        // Where nobody reads it any more, the reports and the exit code still tell.
        let _ = reporter.sum_up(&mut io::stdout().lock(), run.tally(), began.elapsed());
    }
    args.reports.write(&run, began.elapsed(), locale)?;
    done?;
    let Tally { failed, skipped, errors, .. } = run.tally();
    let all = run.played.len();
    if let Place::There(environment) = &place
        && skipped == all
    {
        reach(environment, locale)?;
    }
    let skipped = if args.no_skips { skipped } else { 0 };
    let failed = (failed > 0).then(|| say!(locale, "bots-failed", failed = failed, all = all));
    let skipped = (skipped > 0).then(|| say!(locale, "bots-no-skips", count = skipped));
    let failed = [failed, skipped].into_iter().flatten().reduce(|one, other| one + "\n" + &other);
    match (errors, failed) {
        (0, None) => Ok(()),
        (0, Some(words)) => Err(Failure::Failed(words)),
        (_, words) => {
            let words = words.into_iter().chain([drawn(&run.mistakes)]);
            Err(Failure::Misused(words.collect::<Vec<_>>().join("\n")))
        }
    }
}

/// Nobody has come in yet: is there a classroom at all?
fn reach(environment: &Environment, locale: Locale) -> Result<(), Failure> {
    let limit = Duration::from_secs(10).max(environment.patience);
    let link = block_on(1, Link::connect(&environment.address, &environment.trust, limit));
    link.map(drop).map_err(|error| Failure::Failed(error.explain(locale)))
}

/// The scenarios that are wanted, and what is wrong with files and with the tags of scenarios.
fn chosen(args: &Args, common: Common) -> Result<Gathered, Failure> {
    let locale = common.lang;
    let selection = args.tags.clone().unwrap_or_default();
    let Gathered { scenarios, mut mistakes } = gather(&args.paths, locale)?;
    let (mut chosen, mut held_back) = (Vec::new(), None);
    for scenario in scenarios {
        if let Err(what) = Opening::of(&scenario, common) {
            mistakes.push(Mistake::in_line(&scenario.file, scenario.line, what));
        } else if selection.admits(&scenario) {
            chosen.push(scenario);
        } else if selection.wants(&scenario) {
            held_back = held_back.or(selection.held_back(&scenario).map(str::to_owned));
        }
    }
    match held_back {
        _ if !chosen.is_empty() || !mistakes.is_empty() => {
            Ok(Gathered { scenarios: chosen, mistakes })
        }
        Some(tag) => Err(Failure::Misused(say!(locale, "bots-none-but-named", tag = tag))),
        None => Err(Failure::Misused(say!(locale, "bots-none"))),
    }
}

fn place(args: &Args, common: Common) -> Result<Place, Failure> {
    let locale = common.lang;
    let Some(addr) = &args.addr else {
        return Ok(Place::Own(temporary_folder(&std::env::temp_dir(), locale)?, args.web));
    };
    let console = |data: &PathBuf| Address::Unix(data.join(CONSOLE_SOCKET));
    let teacher = args.data.as_ref().map(|data| TeachersDoor::Console(console(data)));
    Ok(Place::There(Box::new(Environment {
        address: address(addr, locale)?,
        trust: args.trust.trust(None),
        teacher,
        code: args.code.as_deref().map(Secret::new),
        program: None,
        patience: Duration::from_secs(args.patience),
        slack: Duration::ZERO,
        pace: Pace::AtOnce,
    })))
}

/// Plays scenarios, some at a time, and reports on each in their order. `played` has those that
/// came to their end, also when the others do not.
async fn play_all(
    scenarios: Vec<Scenario>,
    place: &Place,
    args: &Args,
    common: Common,
    reporter: Reporter,
    played: &mut Vec<Played>,
) -> Result<(), Failure> {
    let locale = common.lang;
    let stop = asked_to_end().map_err(|error| {
        Failure::Failed(say!(locale, "bots-no-signals", why = error.to_string()))
    })?;
    let jobs = if matches!(place, Place::Own(..)) { args.jobs } else { 1 };
    let bar = progress_bar::counting(scenarios.len());
    let mut results = stream::iter(scenarios)
        .map(|scenario| play_one(scenario, place, args.patience, common))
        .buffered(jobs);
    let playing = async {
        while let Some(one) = results.next().await {
            let one = one?;
            let report = || reporter.report(&mut io::stdout().lock(), &one);
            match bar.suspend(report).map_err(Failure::from) {
                // Nobody reads on (`| head`), and the rest is played all the same.
                Err(Failure::OutputClosed) | Ok(()) => {}
                failed => return failed,
            }
            bar.inc(1);
            let unreachable = one.unreachable(locale);
            played.push(one);
            if let Some(words) = unreachable {
                return Err(Failure::Failed(words));
            }
        }
        Ok(())
    };
    let stopped = async {
        let signal = stop.await;
        Err(Failure::Interrupted(signal, say!(locale, "bots-interrupted")))
    };
    let done = playing.or(stopped).await;
    bar.finish_and_clear();
    done
}

async fn play_one(
    scenario: Scenario,
    place: &Place,
    patience: u64,
    common: Common,
) -> Result<Played, Failure> {
    let locale = common.lang;
    let began = Instant::now();
    let outcome = match place {
        _ if scenario.needs_program() => Outcome::Skipped(Missing::Program),
        _ if scenario.needs_bytes() && place.is_web() => Outcome::Skipped(Missing::Bytes),
        Place::Own(parent, by_web) => {
            let folder = temporary_folder(parent.path(), locale)?;
            let opening = Opening::of(&scenario, common).map_err(Failure::Misused)?;
            let patience = Duration::from_secs(patience);
            let verdict = opening.play(&scenario, folder.path(), *by_web, patience, locale).await?;
            Outcome::Verdict(verdict)
        }
        Place::There(environment) => match missing(&scenario, environment) {
            Some(missing) => Outcome::Skipped(missing),
            None => Outcome::Verdict(play(&scenario, environment).await),
        },
    };
    Ok(Played { scenario, outcome, took: began.elapsed() })
}

/// Why a scenario cannot be played in a classroom that is already open.
fn missing(scenario: &Scenario, environment: &Environment) -> Option<Missing> {
    let options = options(&scenario.tags);
    if !options.is_empty() {
        let words: Vec<_> = options.iter().map(|option| option.to_string_lossy()).collect();
        return Some(Missing::Options(words.join(" ")));
    }
    if scenario.password().is_some() {
        return Some(Missing::Password);
    }
    (scenario.needs_teacher() && environment.teacher.is_none()).then_some(Missing::Console)
}
