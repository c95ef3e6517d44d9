//! Grades a lesson: for each check a fresh program on a fresh port, played with by bots.

use std::io;
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use async_std::future::timeout;
use async_std::net::{TcpListener, TcpStream};
use async_std::task::spawn_blocking;
use futures_lite::{AsyncReadExt, AsyncWriteExt};

use crate::bot::{
    self, Environment, Pace, Problem, Scenario, TeachersDoor, Verdict, dismiss, play, play_and_stay,
};
use crate::link::{Address, LinkError, Trust, allow_open_files, sleep};
use crate::locale::Locale;
use crate::say;
use crate::server::CONSOLE_SOCKET;

use super::check_failure::{CheckFailure, OUTPUT_GRACE};
use super::crash::crash;
use super::launch::Launch;
use super::lesson::{Check, Lesson, LessonError};
use super::output::OutputLine;
use super::process::has_run_out;
use super::program::{Program, build};
use super::sandbox::Sandbox;
use super::start_failure::StartFailure;
use super::topics::breaks;

/// How long a bot waits for what must come: the pages promise 2 s.
const PATIENCE: Duration = Duration::from_millis(2500);
/// How long it waits for what only a remark is about, which keeps nobody from going on.
const REMARK_PATIENCE: Duration = Duration::from_millis(500);
/// How much longer it waits for each moment that the machine itself takes, and at most: many gradings
/// at once may share few processors.
const SLACK_FOR_DELAY: u32 = 20;
const MAX_SLACK: Duration = Duration::from_secs(12);
/// How many files and connections one grading may have open.
const FILES: u64 = 128;
/// How long one scenario may take in all.
const LIMIT: Duration = Duration::from_secs(60);

/// What is graded.
#[derive(Clone, Debug)]
pub enum Target {
    /// A program that is started for each check.
    Program(Launch),
    /// A server that runs already.
    Address(Address),
}

/// How much of a lesson is graded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// Every check.
    Whole,
    /// The checks up to the first that fails.
    FirstFailure,
}

/// What came of a check.
#[derive(Debug)]
pub enum Outcome {
    /// It is as it should be.
    Passed,
    /// It is not.
    Failed(Box<CheckFailure>),
    /// It cannot be seen from outside.
    Unverified,
    /// Not tried: the program does not even start, or the first failure was enough.
    Untried,
}

/// A check, and what came of it.
#[derive(Debug)]
pub struct Checked {
    /// The check.
    pub check: Check,
    /// What came of it.
    pub outcome: Outcome,
    /// What the program said of an error in itself, though it passed.
    pub crashed: Option<String>,
}

/// A lesson, and what came of its checks.
#[derive(Debug)]
pub struct Graded {
    /// The lesson's number.
    pub lesson: usize,
    /// Its checks, in order.
    pub checked: Vec<Checked>,
    /// How long it took.
    pub took: Duration,
}

/// What kept the grader itself from its work.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.explain(Locale::En))]
pub enum Trouble {
    /// The system lets it have no folder, no port, no certificate, no process.
    System(#[from] io::Error),
    /// It can open only a limited number of files and connections.
    FewFiles(u64),
    /// The server that is to be graded cannot be reached.
    Unreachable(LinkError),
    /// The lesson's scenarios cannot be read.
    Lesson(#[from] LessonError),
}

impl Trouble {
    /// What happened, in one line for a person.
    pub fn explain(&self, locale: Locale) -> String {
        match self {
            Self::System(error) => say!(locale, "lab-trouble", why = error.to_string()),
            Self::FewFiles(limit) => {
                say!(locale, "lab-few-files", limit = limit.to_string(), needed = FILES.to_string())
            }
            Self::Unreachable(LinkError::Refused(at)) => {
                say!(locale, "lab-nobody", at = at.place())
            }
            Self::Unreachable(error) => error.explain(locale),
            Self::Lesson(error) => error.explain(locale),
        }
    }
}

impl Graded {
    /// Is all that the lesson asks for there, and seen to be? Remarks do not count.
    pub fn has_passed(&self) -> bool {
        self.asked_for().all(|checked| matches!(checked.outcome, Outcome::Passed))
    }

    /// Did something that the lesson asks for fail?
    pub fn has_failed(&self) -> bool {
        self.first_failure().is_some()
    }

    /// The first check that failed, remarks aside.
    pub fn first_failure(&self) -> Option<&Checked> {
        self.asked_for().find(|checked| matches!(checked.outcome, Outcome::Failed(_)))
    }

    /// Why the program cannot be played with at all, if it cannot.
    pub fn start_failure(&self) -> Option<&StartFailure> {
        self.checked.iter().find_map(|checked| match &checked.outcome {
            Outcome::Failed(failure) => failure.start_failure(),
            _ => None,
        })
    }

    /// What the program has died of in the first check that failed, if it has.
    pub fn crash(&self) -> Option<&str> {
        match &self.first_failure()?.outcome {
            Outcome::Failed(failure) => failure.crash(),
            _ => None,
        }
    }

    fn asked_for(&self) -> impl Iterator<Item = &Checked> {
        self.checked.iter().filter(|checked| !checked.check.remark)
    }
}

/// Grades a lesson; `seen` hears of each check as soon as something came of it.
pub async fn grade(
    lesson: &Lesson,
    target: &Target,
    depth: Depth,
    mut seen: impl FnMut(&Checked),
) -> Result<Graded, Trouble> {
    let began = Instant::now();
    // Several gradings may go on at once.
    allow_open_files(FILES).map_err(Trouble::FewFiles)?;
    let scenarios = lesson.scenarios()?;
    let mut checked: Vec<Checked> = Vec::new();
    let mut enough = false;
    for check in &lesson.manifest.checks {
        let (outcome, crashed) = if enough {
            (Outcome::Untried, None)
        } else {
            grade_check(lesson, check, &scenarios, target).await?
        };
        let failed = matches!(outcome, Outcome::Failed(_)) && !check.remark;
        enough = enough || is_hopeless(&outcome) || (failed && depth == Depth::FirstFailure);
        checked.push(Checked { check: check.clone(), outcome, crashed });
        checked.last().into_iter().for_each(&mut seen);
    }
    Ok(Graded { lesson: lesson.number, checked, took: began.elapsed() })
}

/// Builds what is to be graded, if it has to be built; in a box, a copy of it as it is now.
pub async fn prepare(
    target: &Target,
    sandbox: Option<&Sandbox>,
) -> Result<Target, (StartFailure, Vec<OutputLine>)> {
    let mut target = target.clone();
    if let Target::Program(launch) = &mut target {
        if let Some(sandbox) = sandbox {
            let from = launch.folder.clone();
            let copied = take_in(sandbox, &from).await;
            launch.folder = copied.map_err(|start_failure| (start_failure, Vec::new()))?;
            launch.sandbox = Some((sandbox.clone(), from));
        }
        build(launch).await?;
    }
    Ok(target)
}

/// Copies a folder into the box that this process is in; gives where it is there.
pub async fn take_in(sandbox: &Sandbox, folder: &Path) -> Result<PathBuf, StartFailure> {
    let (sandbox, folder) = (sandbox.clone(), folder.to_owned());
    Ok(spawn_blocking(move || sandbox.take_in(&folder)).await?)
}

/// Will nothing else pass either?
fn is_hopeless(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Failed(failure) if failure.start_failure().is_some())
}

/// Grades one check; gives also what the program said of an error in itself, if it passed.
pub async fn grade_check(
    lesson: &Lesson,
    check: &Check,
    scenarios: &[Scenario],
    target: &Target,
) -> Result<(Outcome, Option<String>), Trouble> {
    let own = lesson.of_check(scenarios, check);
    // What nothing is played for has not been seen.
    let nothing = if own.is_empty() { Outcome::Unverified } else { Outcome::Passed };
    let (mut outcome, mut crashed) = (nothing, None);
    for scenario in own {
        let (played, words) = match target {
            Target::Program(launch) => play_fresh(lesson, check, scenario, launch).await?,
            Target::Address(address) => (play_there(lesson, check, scenario, address).await?, None),
        };
        crashed = crashed.or(words);
        match played {
            Outcome::Passed => {}
            Outcome::Unverified => outcome = Outcome::Unverified,
            failed => return Ok((failed, None)),
        }
    }
    Ok((outcome, crashed))
}

/// What came of one scenario, and what the program said of an error in itself.
type Played = (Outcome, Option<String>);

/// Ends a program when its grader is gone, for any reason.
struct Guard(Arc<Program>);

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.end();
    }
}

async fn play_fresh(
    lesson: &Lesson,
    check: &Check,
    scenario: &Scenario,
    launch: &Launch,
) -> Result<Played, Trouble> {
    let mut played = try_fresh(lesson, check, scenario, launch).await?;
    // A port that was free a moment ago may have been taken by somebody else; one that is written
    // into the program is taken again.
    if matches!(&played.0, Outcome::Failed(failure) if failure.start_failure() == Some(&StartFailure::PortInUse))
    {
        played = try_fresh(lesson, check, scenario, launch).await?;
    }
    Ok(played)
}

async fn try_fresh(
    lesson: &Lesson,
    check: &Check,
    scenario: &Scenario,
    launch: &Launch,
) -> Result<Played, Trouble> {
    let failed = |failure| Ok((Outcome::Failed(Box::new(failure)), None));
    let program = match Program::start(launch, lesson.manifest.tls)? {
        Ok(program) => Guard(program),
        Err(start_failure) => {
            return failed(CheckFailure::of_start(
                start_failure,
                Vec::new(),
                &launch.folder,
                lesson,
            ));
        }
    };
    let address = match program.0.listening().await {
        Ok(address) => address,
        Err(start_failure) => {
            let said = program.0.end();
            let start_failure = program.0.start_failure().unwrap_or(start_failure);
            return failed(CheckFailure::of_start(start_failure, said, &launch.folder, lesson));
        }
    };
    let teacher = TeachersDoor::Either(program.0.data().join(CONSOLE_SOCKET));
    let environment = environment(check, address, teacher, Some(program.0.clone())).await?;
    // As much longer as the bots wait.
    let limit = LIMIT.mul_f64(environment.waiting().div_duration_f64(environment.patience));
    let mut played = timeout(limit, play_and_stay(scenario, &environment)).await.ok();
    match &mut played {
        // An error when everyone leaves is worth a remark.
        Some((Verdict::Passed, bots)) => dismiss(bots).await,
        Some((Verdict::Failed(failure), _)) if breaks(&failure.problem) => {
            sleep(OUTPUT_GRACE.saturating_sub(failure.at.elapsed())).await;
        }
        _ => {}
    }
    let ending = program.0.ending();
    let said = program.0.end();
    // Until here the bots stay: what a program prints is not about their leaving.
    let verdict = played.map(|(verdict, _)| verdict);
    let start_failure = program.0.start_failure();
    if let Some(error) = program.0.trouble() {
        return Err(error.into());
    }
    match (verdict, start_failure) {
        (_, Some(start_failure)) => {
            failed(CheckFailure::of_start(start_failure, said, &launch.folder, lesson))
        }
        (Some(Verdict::Passed), None) => Ok((Outcome::Passed, crash(&said, None, &launch.folder))),
        (None, None) => failed(CheckFailure::of_time(LIMIT, said, lesson)),
        (Some(Verdict::Failed(failure)), None) => {
            exhausted(&failure.problem)?;
            failed(CheckFailure::of_step(failure, said, ending, &launch.folder, lesson, check))
        }
    }
}

async fn play_there(
    lesson: &Lesson,
    check: &Check,
    scenario: &Scenario,
    address: &Address,
) -> Result<Outcome, Trouble> {
    let tls = matches!(address, Address::Tls { .. } | Address::Wss { .. });
    if scenario.needs_program() || (lesson.manifest.tls && !tls) {
        return Ok(Outcome::Unverified);
    }
    let environment = environment(check, address.clone(), TeachersDoor::Same, None).await?;
    let failure = match timeout(LIMIT, play(scenario, &environment)).await {
        Ok(Verdict::Passed) => return Ok(Outcome::Passed),
        Ok(Verdict::Failed(failure)) => match failure.problem {
            Problem::Unreachable(error) if !tls => return Err(Trouble::Unreachable(error)),
            _ => CheckFailure::of_step(failure, Vec::new(), None, Path::new(""), lesson, check),
        },
        Err(_) => CheckFailure::of_time(LIMIT, Vec::new(), lesson),
    };
    Ok(Outcome::Failed(Box::new(failure)))
}

/// Did a step fail because the system has run out of what the grader needs?
fn exhausted(problem: &Problem) -> Result<(), Trouble> {
    match problem {
        Problem::Unreachable(LinkError::Failed(_, error)) if has_run_out(error) => {
            Err(Trouble::System(io::Error::new(error.kind(), error.to_string())))
        }
        _ => Ok(()),
    }
}

/// How much patience the machine needs now: it grows with what a byte takes there and back.
async fn slack() -> io::Result<Duration> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let began = Instant::now();
    let mut near = TcpStream::connect(listener.local_addr()?).await?;
    let (mut far, _) = listener.accept().await?;
    let mut byte = [0];
    near.write_all(&byte).await?;
    far.read_exact(&mut byte).await?;
    far.write_all(&byte).await?;
    near.read_exact(&mut byte).await?;
    Ok(MAX_SLACK.min(began.elapsed() * SLACK_FOR_DELAY))
}

/// An error if the system has no port or connection left.
async fn environment(
    check: &Check,
    address: Address,
    teacher: TeachersDoor,
    program: Option<Arc<Program>>,
) -> io::Result<Environment> {
    Ok(Environment {
        address,
        trust: Trust::default(),
        teacher: Some(teacher),
        code: None,
        program: program.map(|program| program as Arc<dyn bot::Program>),
        patience: if check.remark { REMARK_PATIENCE } else { PATIENCE },
        slack: slack().await?,
        pace: Pace::AtOnce,
    })
}
