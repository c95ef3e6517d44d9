//! `sala lab check`: grades a program.

use std::fs;
use std::path::{Path, PathBuf};

use crate::lab::{Depth, Graded, Lesson, Outcome, Target};
use crate::locale::Locale;
use crate::marks::{Grade, LessonInfo, Status};
use crate::say;
use crate::wire::clean;

use super::super::common::Common;
use super::super::failure::{Failure, aside};
use super::super::runtime::block_on;
use super::super::sheet::SheetArgs;
use super::evidence::drawing;
use super::export::{ClassMarks, Format, Row, write};
use super::grade_folder::{grade_folder, program_folder};
use super::grading::{build, grade_all, until_stopped};
use super::report::{MarksArgs, info};
use super::sandbox::SandboxArgs;
use super::source::{Lessons, SourceArgs, here};
use super::target::TargetArgs;

/// Grade a program, or a running server, against one or more lessons
///
/// Starts the program again for each check, on a new port. Records what has passed in
/// lab-progress.toml in this folder.
///
/// Exit code: 0 if nothing failed, 1 if something did, 2 for a wrong command line, 3 if the grader
/// itself failed.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  sala lab check 4 -- python3 servidor.py       lesson 4 alone
  sala lab check --upto 4 -- ./servidor {port}  lessons 1 to 4
  sala lab check --all                          every lesson, with the command in lab.toml
  sala lab check 4 --addr 127.0.0.1:7777        a server that is already running
  sala lab check --all --format junit -o x.xml   for another system: docs/AUTOGRADERS.md")]
pub(super) struct Args {
    /// Lesson number
    #[arg(value_name = "N")]
    number: Option<usize>,
    /// Grade lessons 1 to N
    #[arg(long, value_name = "N", conflicts_with_all = ["number", "all"])]
    upto: Option<usize>,
    /// Grade every lesson
    #[arg(long, conflicts_with = "number")]
    all: bool,
    /// Draw the first failed conversation as a sequence diagram in this file (.svg)
    #[arg(long, value_name = "FILE")]
    picture: Option<PathBuf>,
    /// Write the result for another system, instead of the report for people; records nothing
    #[arg(long, value_name = "FORMAT", conflicts_with_all = ["addr", "picture"])]
    format: Option<Format>,
    /// File for it [default: standard output]
    #[arg(long, short, value_name = "FILE", requires = "format")]
    output: Option<PathBuf>,
    #[command(flatten)]
    marks: MarksArgs,
    #[command(flatten)]
    target: TargetArgs,
    #[command(flatten)]
    sandbox: SandboxArgs,
}

pub(super) fn run(args: &Args, source: &SourceArgs, common: Common) -> Result<(), Failure> {
    let locale = common.lang;
    let lessons = source.read(locale)?;
    let chosen = chosen(args, &lessons, locale)?;
    if let Some(format) = args.format {
        return export(args, format, &chosen, &lessons, common);
    }
    let target = args.target.target(locale)?;
    let sandbox = match &target {
        Target::Program(_) => args.sandbox.of_own(locale)?,
        Target::Address(_) => None,
    };
    let grading = async {
        let built = build(&target, sandbox.as_ref(), common).await?;
        let Some(target) = built else {
            return Err(Failure::Failed(say!(locale, "lab-nothing-built")));
        };
        grade_all(&chosen, &lessons.all, &target, common).await
    };
    let graded = block_on(1, until_stopped(locale, grading))?;
    if let Some(file) = &args.picture {
        draw(file, &graded, locale)?;
    }
    let failed: Vec<String> = graded
        .iter()
        .filter(|graded| graded.has_failed())
        .map(|graded| graded.lesson.to_string())
        .collect();
    if failed.is_empty() {
        return Ok(());
    }
    Err(Failure::Failed(say!(locale, "lab-lessons-failed", lessons = failed.join(", "))))
}

/// Grades for another system: also what cannot be graded has a result there.
fn export(
    args: &Args,
    format: Format,
    chosen: &[&Lesson],
    lessons: &Lessons,
    common: Common,
) -> Result<(), Failure> {
    let locale = common.lang;
    format.accepts(&[], false, locale)?;
    // In the box of the program there is no place for the file.
    if args.sandbox.is_wanted() {
        let (option, other) = ("--format", "--sandbox");
        let why = say!(locale, "usage-conflict", option = option, other = other);
        return Err(Failure::Misused(why));
    }
    let weights = args.marks.weights(lessons, locale)?;
    let here = here(locale)?;
    let launch = args.target.launch_in(&program_folder(&here));
    let grading = async {
        let graded = grade_folder(&here, launch, chosen, Depth::Whole, |_| {}).await;
        graded.map_err(|trouble| Failure::System(trouble.in_words(locale).to_owned()))
    };
    let verdict = block_on(1, until_stopped(locale, grading))?;
    let left = verdict.lessons.iter().filter(|lesson| lesson.status != Status::Passed);
    let left: Vec<String> = left.map(|lesson| lesson.number.to_string()).collect();
    let infos: Vec<LessonInfo> = chosen.iter().map(|lesson| info(lesson)).collect();
    let folder = here.file_name().unwrap_or_default().to_string_lossy();
    let row = Row {
        folder: clean(&folder).into_owned(),
        student: None,
        grade: Grade::of(&verdict, &weights, &infos),
        verdict,
    };
    let marks = ClassMarks {
        lessons: infos,
        rows: vec![row],
        scale: weights.scale,
        sheet: SheetArgs::default(),
        locale,
        color: common.color,
    };
    write(format, &marks, args.output.as_deref())?;
    if left.is_empty() {
        return Ok(());
    }
    Err(Failure::Failed(say!(locale, "lab-lessons-failed", lessons = left.join(", "))))
}

/// Draws the first conversation that failed, if one did.
fn draw(file: &Path, graded: &[Graded], locale: Locale) -> Result<(), Failure> {
    let path = file.display().to_string();
    let drawn = graded.iter().flat_map(|graded| &graded.checked).find_map(|checked| {
        let Outcome::Failed(failure) = &checked.outcome else { return None };
        drawing(checked, failure, locale)
    });
    let Some(drawn) = drawn else {
        aside(&say!(locale, "picture-none", file = path));
        return Ok(());
    };
    fs::write(file, drawn.to_svg()).map_err(|error| {
        Failure::Failed(say!(locale, "picture-unwritable", file = &path, why = error.to_string()))
    })?;
    aside(&say!(locale, "picture-drawn", file = path));
    Ok(())
}

fn chosen<'l>(
    args: &Args,
    lessons: &'l Lessons,
    locale: Locale,
) -> Result<Vec<&'l Lesson>, Failure> {
    match (args.number, args.upto) {
        (Some(number), _) => Ok(vec![lessons.find(number, locale)?]),
        (None, Some(last)) => {
            lessons.find(last, locale)?;
            Ok(lessons.all.iter().filter(|lesson| lesson.number <= last).collect())
        }
        (None, None) if args.all => Ok(lessons.all.iter().collect()),
        (None, None) => Err(Failure::Misused(say!(locale, "lab-which"))),
    }
}
