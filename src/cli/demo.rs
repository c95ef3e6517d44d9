//! `sala demo`: a class in one terminal, in one command.

use std::convert::Infallible;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use async_channel::{Receiver, Sender, WeakSender};

use crate::bot::{Environment, Failure as Failed, Pace, Scenario, Verdict, perform, read};
use crate::classroom::Role;
use crate::client::{Config, has_prompt};
use crate::link::Trust;
use crate::locale::Locale;
use crate::name::Name;
use crate::say;

use super::child::ServerProcess;
use super::common::{Common, address, name, temporary_folder};
use super::failure::{Failure, aside};
use super::prompt::{self, Shown};
use super::runtime::block_on;
use super::scenarios::{Gathered, drawn, gather};
use super::server::WEB_AUTO;

/// How many ports are tried after the one that was asked for.
const MORE_PORTS: u16 = 100;
/// How long a bot waits for another, where a person or a busy machine may be slow.
const PATIENCE: Duration = Duration::from_secs(30);
/// The same without a terminal.
const PATIENCE_UNATTENDED: Duration = Duration::from_secs(5);
/// Speed of the bots without a terminal.
const FULL_SPEED: f64 = 10_000.0;
/// The speeds at which a person can follow.
const SPEEDS: std::ops::RangeInclusive<f64> = 0.1..=100.0;

/// Show a class with bots in this terminal
///
/// Three bots join, talk, ask for a times table and answer when spoken to. Join in or watch. The
/// class and its journal are deleted when you leave. Without a terminal the bots play their script
/// once, at full speed, and lines from standard input are said in the class.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  sala demo
  sala demo --name ana --lang en --speed 2
  sala demo --script my-class.feature
  printf 'oi\\n/tabuada 7\\n' | sala demo")]
pub(super) struct Args {
    /// Name to join with [default: your login]
    #[arg(long, value_name = "NAME", env = "SALA_NAME")]
    name: Option<String>,
    /// Port to listen on, or one of the next if it is taken; 0 picks a free port
    #[arg(long, value_name = "PORT", default_value_t = 7777, env = "SALA_PORT")]
    port: u16,
    /// Feature file with a single scenario for the bots [default: bots/demo.feature or bots/demo-en.feature
    /// if it exists, otherwise a built-in one]
    #[arg(long, value_name = "FILE", env = "SALA_SCRIPT", conflicts_with = "no_bots")]
    script: Option<PathBuf>,
    /// Speed of the bots: 2 is twice a person's typing speed
    #[arg(long, value_name = "FACTOR", default_value_t = 1.0, env = "SALA_SPEED", value_parser = speed)]
    speed: f64,
    /// Run without bots
    #[arg(long)]
    no_bots: bool,
    #[command(flatten)]
    shown: Shown,
}

fn speed(text: &str) -> Result<f64, String> {
    let speed = text.parse().ok().filter(|speed| SPEEDS.contains(speed));
    speed.ok_or_else(|| format!("{text} is not in {}..={}", SPEEDS.start(), SPEEDS.end()))
}

pub(super) fn run(args: Args, common: Common) -> Result<(), Failure> {
    let locale = common.lang;
    let script = (!args.no_bots).then(|| script(args.script.as_deref(), locale)).transpose()?;
    let name = args.name.map(|text| name("--name", &text, locale)).transpose()?;
    let bots = script.as_ref().map_or_else(Vec::new, Scenario::names);
    let is_bots = |name: &Name| {
        bots.iter().any(|bot| bot.confusable().is_confusable_with(&name.confusable()))
    };
    if let Some(taken) = name.as_ref().filter(|name| is_bots(name)) {
        return Err(Failure::Misused(say!(locale, "demo-name-taken", name = taken.as_str())));
    }
    let name = name.or_else(login).filter(|name| !is_bots(name));
    // The server removes it, and so does this process: one of them may be killed.
    let folder = temporary_folder(&std::env::temp_dir(), locale)?;
    let (listen, more) = (format!("127.0.0.1:{}", args.port), MORE_PORTS.to_string());
    let arguments = ["server", "--temporary", "--listen", &listen, "--more-ports", &more];
    let arguments = arguments.into_iter().chain(["--web", WEB_AUTO]);
    let arguments = arguments.chain(["--lang", locale.tag(), "--data"]);
    let arguments = arguments.map(OsString::from).chain([folder.path().into()]);
    let server = ServerProcess::start(arguments, locale)?;
    tell_how_to_join(server.address(), server.page(), args.port, locale);
    let address = address(server.address(), locale)?;
    let config = Config {
        name,
        past: Some(0),
        reconnect: false,
        aside: Some(server.warnings.clone()),
        ..prompt::config(address.clone(), Role::Student, args.shown, common)
    };
    let Some(script) = script else { return server.attend(&config, || ()) };
    aside(&say!(locale, "demo-bots", script = script.file.display().to_string()));
    let (speed, patience) =
        if has_prompt() { (args.speed, PATIENCE) } else { (FULL_SPEED, PATIENCE_UNATTENDED) };
    let environment = Environment {
        address,
        trust: Trust::default(),
        teacher: None,
        code: None,
        program: None,
        patience,
        slack: Duration::ZERO,
        pace: Pace::Human { speed },
    };
    let show = Show::prepare(script, environment, server.notices.clone(), locale);
    let config = Config { came_in: Some(show.begin), stay: Some(show.playing), ..config };
    let mut failed = None;
    server.attend(&config, || failed = show.failed.try_recv().ok())?;
    failed.map_or(Ok(()), |words| Err(Failure::Failed(words)))
}

/// The bots' script, played by a thread beside the prompt.
struct Show {
    begin: Sender<()>,
    /// Closes when the script has been played.
    playing: Receiver<Infallible>,
    /// Why it stopped before its end, if there was no prompt to show that.
    failed: Receiver<String>,
}

impl Show {
    fn prepare(
        script: Scenario,
        environment: Environment,
        notices: WeakSender<String>,
        locale: Locale,
    ) -> Self {
        let (begin, begun) = async_channel::bounded(1);
        let (play, playing) = async_channel::bounded(1);
        let (fail, failed) = async_channel::bounded(1);
        thread::spawn(move || {
            if begun.recv_blocking().is_err() {
                return;
            }
            let file = script.file.display().to_string();
            let played = |verdict| {
                if let Verdict::Failed(failure) = verdict {
                    let words = stopped(&file, &failure, locale);
                    if has_prompt() {
                        // Lost if the person has left.
                        let _ = notices.upgrade().map(|notices| notices.try_send(words));
                    } else {
                        let _ = fail.try_send(words);
                    }
                }
                drop(play);
            };
            block_on(1, perform(&script, &environment, played));
        });
        Self { begin, playing, failed }
    }
}

fn stopped(file: &str, failure: &Failed, locale: Locale) -> String {
    let place = format!("{file}:{}", failure.step.line);
    let why = failure.problem.explain(&failure.who, locale);
    let step = failure.step.text.as_str();
    say!(locale, "demo-stopped", place = place, step = step, why = why)
}

/// The bots' script: the file named, the one in this folder, or the built-in one.
fn script(named: Option<&Path>, locale: Locale) -> Result<Scenario, Failure> {
    let (here, own) = match locale {
        Locale::PtBr => ("bots/demo.feature", include_str!("../../bots/demo.feature")),
        Locale::En => ("bots/demo-en.feature", include_str!("../../bots/demo-en.feature")),
    };
    let path = named.unwrap_or(Path::new(here));
    let scenarios = if named.is_some() || path.exists() {
        let Gathered { scenarios, mistakes } = gather(&[path.to_owned()], locale)?;
        if !mistakes.is_empty() {
            return Err(Failure::Misused(drawn(&mistakes)));
        }
        scenarios
    } else {
        read(Path::new(&say!(locale, "demo-own-script")), own).map_err(|errors| {
            let errors: Vec<String> = errors.iter().map(|error| error.draw(locale)).collect();
            Failure::Failed(errors.join("\n"))
        })?
    };
    let mut scenarios = scenarios.into_iter();
    match (scenarios.next(), scenarios.next()) {
        (Some(script), None) if !script.needs_teacher() => Ok(script),
        _ => {
            let path = path.display().to_string();
            Err(Failure::Misused(say!(locale, "demo-one-scenario", path = path)))
        }
    }
}

fn tell_how_to_join(address: &str, page: Option<&str>, asked: u16, locale: Locale) {
    let (host, port) = address.rsplit_once(':').unwrap_or((address, ""));
    let taken = asked.to_string();
    if asked != 0 && port != taken {
        aside(&say!(locale, "demo-port-taken", taken = taken, port = port));
    }
    if let Some(page) = page {
        aside(&say!(locale, "demo-join-page", page = page));
    }
    aside(&say!(locale, "demo-join-client", program = program(), address = address));
    aside(&say!(locale, "demo-join-nc", host = host, port = port));
}

/// How the person called this program, which may not be in the path.
fn program() -> String {
    std::env::args().next().filter(|name| name.contains('/')).unwrap_or_else(|| "sala".to_owned())
}

/// The person's login, if a student may have that name.
fn login() -> Option<Name> {
    let name = Name::new(&whoami::username().ok()?).ok()?;
    (!name.is_reserved()).then_some(name)
}
