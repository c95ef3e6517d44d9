//! `sala lab grade-folder`: a student's folder, graded for `sala lab report` in a process of its own.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use futures_lite::FutureExt;
use serde::{Deserialize, Serialize};

use crate::lab::{
    Assignment, AssignmentError, Depth, Launch, Lesson, PROGRESS, Sandbox, Sources, StartFailure,
    Target, grade, prepare, take_in,
};
use crate::link::sleep;
use crate::locale::{Bilingual, Locale};
use crate::marks::{LessonVerdict, Status, Verdict};
use crate::say;

use super::super::common::Common;
use super::super::failure::Failure;
use super::super::runtime::block_on;
use super::evidence::{lesson_verdict, line, not_built, without};
use super::grading::until_stopped;
use super::sandbox::entered;
use super::source::{Lessons, SourceArgs};
use super::target::StartArgs;

/// How often it prints an empty line, so that `report` knows that it works.
const BEAT: Duration = Duration::from_secs(1);
/// How deep in a hand-in its program may be: archives often have a folder in a folder.
const DEPTH: usize = 3;

/// Grade a folder for `report`: prints what is found out as JSON, a line for each lesson
#[derive(Debug, clap::Args)]
#[command(hide = true)]
pub(super) struct Args {
    folder: PathBuf,
    #[arg(long)]
    upto: usize,
    #[command(flatten)]
    start: StartArgs,
}

/// A line that it prints.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Message {
    /// What came of a lesson.
    Lesson(LessonVerdict),
    /// All of it; nothing more will come.
    Done(Verdict),
    /// The grader itself cannot go on.
    Trouble(Bilingual),
}

impl Message {
    fn print(&self) -> io::Result<()> {
        writeln!(io::stdout(), "{}", serde_json::to_string(self)?)
    }
}

pub(super) fn run(args: &Args, source: &SourceArgs, common: Common) -> Result<(), Failure> {
    let locale = common.lang;
    let lessons = source.read(locale)?;
    let wanted: Vec<&Lesson> =
        lessons.all.iter().filter(|lesson| lesson.number <= args.upto).collect();
    let sandbox = entered()?;
    let grading = async {
        let mut told = Ok(());
        let verdict = grade_hand_in(args, sandbox, &wanted, |lesson| {
            told = Message::Lesson(lesson.clone()).print();
        });
        let last = match verdict.await {
            Ok(mut verdict) => {
                let started = unchanged_starter(&args.folder, &lessons, &wanted);
                if verdict.obstacle.is_none() && verdict.status() == Status::Wrong {
                    let why = |number| {
                        Bilingual::new(|locale| say!(locale, "marks-starter", number = number))
                    };
                    verdict.obstacle = started.map(why);
                }
                Message::Done(verdict)
            }
            Err(trouble) => Message::Trouble(trouble),
        };
        told?;
        Ok(last.print()?)
    };
    let beating = async {
        loop {
            writeln!(io::stdout())?;
            sleep(BEAT).await;
        }
    };
    block_on(1, until_stopped(locale, grading.or(beating)))
}

/// Grades a hand-in, or the copy of it in the box that this process is in.
async fn grade_hand_in(
    args: &Args,
    sandbox: Option<Sandbox>,
    lessons: &[&Lesson],
    told: impl FnMut(&LessonVerdict),
) -> Result<Verdict, Bilingual> {
    let whole = args.folder.canonicalize().unwrap_or_else(|_| args.folder.clone());
    let folder = match &sandbox {
        Some(sandbox) => take_in(sandbox, &whole).await,
        None => Ok(whole.clone()),
    };
    let folder = match folder {
        Ok(folder) => folder,
        Err(why) => {
            let mut verdict = Verdict::of(lessons.iter().map(|lesson| lesson.number));
            let why = Bilingual::new(|locale| line(&why.explain(locale)));
            verdict.fill(Status::NotStarting, why);
            return Ok(verdict);
        }
    };
    let launch = launch_of(&folder, &args.start);
    let sandbox = sandbox.map(|sandbox| (sandbox, whole));
    let launch = launch.map(|launch| Launch { sandbox, ..launch });
    grade_folder(&folder, launch, lessons, Depth::FirstFailure, told).await
}

/// How the program of a hand-in is started: by the `lab.toml` in it, or in the one folder below that
/// has one.
fn launch_of(folder: &Path, start: &StartArgs) -> Result<Launch, AssignmentError> {
    let own = program_folder(folder);
    let own = own.canonicalize().unwrap_or(own);
    let launch = Assignment::read(&own)?.launch(&own)?;
    Ok(start.apply(launch))
}

/// The folder with `lab.toml`.
pub(super) fn program_folder(folder: &Path) -> PathBuf {
    let files = Sources::of(folder).files;
    let is_manifest = |path: &&PathBuf| {
        path.ends_with(crate::lab::ASSIGNMENT) && path.components().count() <= DEPTH + 1
    };
    let mut below = files.iter().filter(is_manifest).filter_map(|path| path.parent());
    match (below.next(), below.next()) {
        (Some(one), None) => folder.join(one),
        _ => folder.to_owned(),
    }
}

/// Grades lesson after lesson and tells of each; in the error, what keeps the grader from its work.
pub(super) async fn grade_folder(
    folder: &Path,
    launch: Result<Launch, AssignmentError>,
    lessons: &[&Lesson],
    depth: Depth,
    mut told: impl FnMut(&LessonVerdict),
) -> Result<Verdict, Bilingual> {
    let mut verdict = Verdict::of(lessons.iter().map(|lesson| lesson.number));
    let home = launch.as_ref().map_or_else(|_| folder.to_owned(), |launch| launch.folder.clone());
    let target = match launch {
        Ok(launch) => Target::Program(launch),
        Err(_) if is_empty(folder) => {
            verdict.fill(Status::Missing, Bilingual::new(|locale| say!(locale, "marks-empty")));
            return Ok(verdict);
        }
        Err(error) => {
            verdict.fill(
                Status::NotStarting,
                Bilingual::new(|locale| why_not(&error, folder, locale)),
            );
            return Ok(verdict);
        }
    };
    if let Err((start_failure, said)) = prepare(&target, None).await {
        let (why, output) = not_built(&start_failure, &said, &home);
        let in_box = matches!(&target, Target::Program(launch) if launch.sandbox.is_some());
        let is_build = matches!(start_failure, StartFailure::NotBuilt(_));
        verdict.fill(Status::NotStarting, if in_box && is_build { in_the_box(&why) } else { why });
        verdict.output = output;
        return Ok(verdict);
    }
    for (at, lesson) in lessons.iter().enumerate() {
        let graded = grade(lesson, &target, depth, |_| {}).await;
        let graded = graded.map_err(|trouble| Bilingual::new(|locale| trouble.explain(locale)))?;
        verdict.lessons[at] = lesson_verdict(&graded, &home);
        told(&verdict.lessons[at]);
        // What has never started passes nothing else; what has may have been slow for once.
        if let Some(start_failure) = graded.start_failure().filter(|_| verdict.passed() == 0) {
            let why = Bilingual::new(|locale| line(&start_failure.explain(locale)));
            verdict.obstacle = (at == 0).then_some(why);
            verdict.lessons[at..].iter_mut().for_each(|rest| rest.status = Status::NotStarting);
            break;
        }
    }
    Ok(verdict)
}

/// In a box there is no network: what a build would fetch is missing.
fn in_the_box(why: &Bilingual) -> Bilingual {
    Bilingual::new(|locale| say!(locale, "lab-box-build", why = why.in_words(locale)))
}

/// Why there is no telling how a program starts, wherever the folder is: others may hold the same.
fn why_not(error: &AssignmentError, folder: &Path, locale: Locale) -> String {
    match error {
        AssignmentError::None(_) => say!(locale, "marks-no-manifest"),
        error => line(&without(&program_folder(folder), &error.explain(locale))),
    }
}

/// The lesson whose starter a hand-in is, without any change.
fn unchanged_starter(folder: &Path, all: &Lessons, lessons: &[&Lesson]) -> Option<usize> {
    let own = program_folder(folder);
    let has = |name: &str, bytes: &[u8]| {
        let path = own.join(name);
        let is_as_long = fs::metadata(&path).is_ok_and(|file| file.len() == bytes.len() as u64);
        is_as_long && fs::read(path).is_ok_and(|own| own == bytes)
    };
    let is_it = |lesson: &&&Lesson| {
        let languages = all.source.languages().iter();
        let starters = languages.filter_map(|own| all.source.starter(&lesson.folder, own).ok());
        let mut starters = starters.filter(|files| !files.is_empty());
        starters.any(|files| files.iter().all(|(name, bytes)| has(name, bytes)))
    };
    lessons.iter().rev().find(is_it).map(|lesson| lesson.number)
}

/// Has nothing been handed in? What the lab writes itself does not count.
pub(super) fn is_empty(folder: &Path) -> bool {
    Sources::of(folder).files.iter().all(|path| path == Path::new(PROGRESS))
}
