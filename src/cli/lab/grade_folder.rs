//! `sala lab grade-folder`: a student's folder, graded for `sala lab report` in a process of its own.

use std::io::{self, Write};
use std::path::PathBuf;
use std::time::Duration;

use futures_lite::FutureExt;
use serde::{Deserialize, Serialize};

use crate::bot::shortened;
use crate::lab::{
    Assignment, Depth, Launch, Lesson, Sandbox, StartFailure, Target, grade, prepare, take_in,
};
use crate::link::sleep;
use crate::locale::Locale;
use crate::say;
use crate::wire::clean;

use super::super::common::Common;
use super::super::failure::Failure;
use super::super::runtime::block_on;
use super::grading::until_stopped;
use super::sandbox::entered;
use super::source::SourceArgs;
use super::target::StartArgs;

/// How often it prints an empty line, so that `report` knows that it works.
const BEAT: Duration = Duration::from_secs(1);
/// The longest note, in characters.
const NOTE: usize = 300;

/// Grade a folder for `report`: prints what is known so far as JSON, a line each
#[derive(Debug, clap::Args)]
#[command(hide = true)]
pub(super) struct Args {
    folder: PathBuf,
    #[arg(long)]
    upto: usize,
    #[command(flatten)]
    start: StartArgs,
}

/// What is known about a folder.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Row {
    /// Whether each lesson passed, as far as the grader could tell.
    pub(super) passed: Vec<Option<bool>>,
    /// The first thing that is wrong.
    pub(super) note: String,
    /// That is the grader's own trouble.
    pub(super) trouble: bool,
    /// Nothing more will be known.
    pub(super) is_complete: bool,
}

impl Row {
    /// How many lessons passed.
    pub(super) fn total(&self) -> usize {
        self.passed.iter().filter(|passed| **passed == Some(true)).count()
    }

    fn print(&self) -> io::Result<()> {
        writeln!(io::stdout(), "{}", serde_json::to_string(self)?)
    }
}

pub(super) fn run(args: &Args, source: &SourceArgs, common: Common) -> Result<(), Failure> {
    let locale = common.lang;
    let lessons = source.read(locale)?;
    let wanted: Vec<&Lesson> =
        lessons.all.iter().filter(|lesson| lesson.number <= args.upto).collect();
    let mut row = Row { passed: vec![None; wanted.len()], ..Row::default() };
    let sandbox = entered()?;
    let grading = async {
        if let Err(note) = grade_folder(args, sandbox, &wanted, locale, &mut row).await? {
            row.note = note;
        }
        row.note = shortened(&clean(&row.note), NOTE);
        row.is_complete = true;
        Ok(row.print()?)
    };
    let beating = async {
        loop {
            writeln!(io::stdout())?;
            sleep(BEAT).await;
        }
    };
    block_on(1, until_stopped(locale, grading.or(beating)))
}

/// How the folder's program is started, in a box if this process is in one; in the error, why that
/// cannot be known.
async fn launch(args: &Args, sandbox: Option<Sandbox>, locale: Locale) -> Result<Launch, String> {
    let whole = args.folder.canonicalize().unwrap_or_else(|_| args.folder.clone());
    let folder = match &sandbox {
        Some(sandbox) => take_in(sandbox, &whole).await.map_err(|why| why.explain(locale))?,
        None => whole.clone(),
    };
    let launch = Assignment::read(&folder).and_then(|own| own.launch(&folder));
    // Nobody looks for a copy that is gone.
    let [copy, own] = [&folder, &whole].map(|path| path.display().to_string());
    let launch = launch.map_err(|error| error.explain(locale).replace(&copy, &own))?;
    let launch = args.start.apply(launch);
    Ok(Launch { sandbox: sandbox.map(|sandbox| (sandbox, whole)), ..launch })
}

/// Grades lesson after lesson; in the result, what keeps the folder from being graded.
async fn grade_folder(
    args: &Args,
    sandbox: Option<Sandbox>,
    lessons: &[&Lesson],
    locale: Locale,
    row: &mut Row,
) -> io::Result<Result<(), String>> {
    let in_box = sandbox.is_some();
    let built = match launch(args, sandbox, locale).await {
        Ok(launch) => {
            let built = prepare(&Target::Program(launch), None).await;
            built.map_err(|(start_failure, _)| {
                match (start_failure.explain(locale), start_failure) {
                    (why, StartFailure::NotBuilt(_)) if in_box => {
                        say!(locale, "lab-box-build", why = why)
                    }
                    (why, _) => why,
                }
            })
        }
        Err(why) => Err(why),
    };
    let target = match built {
        Ok(target) => target,
        Err(why) => {
            row.passed.fill(Some(false));
            return Ok(Err(why));
        }
    };
    for (at, lesson) in lessons.iter().enumerate() {
        let graded = match grade(lesson, &target, Depth::FirstFailure, |_| {}).await {
            Ok(graded) => graded,
            Err(trouble) => {
                row.trouble = true;
                return Ok(Err(trouble.explain(locale)));
            }
        };
        row.passed[at] = Some(graded.has_passed());
        if row.note.is_empty()
            && let Some(failed) = graded.first_failure()
        {
            let sentence = failed.check.sentence.in_words(locale);
            let why = graded.start_failure().map(|start_failure| start_failure.explain(locale));
            let why = why.unwrap_or_else(|| match graded.crash() {
                Some(words) => format!("{sentence} ({words})"),
                None => sentence.to_owned(),
            });
            row.note = say!(locale, "lab-note", number = lesson.number, why = why);
        }
        // What has never started passes nothing else; what has may have been slow for once.
        if graded.start_failure().is_some() && row.total() == 0 {
            row.passed.fill(Some(false));
            break;
        }
        row.print()?;
    }
    Ok(Ok(()))
}
