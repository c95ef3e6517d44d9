//! `sala lab report`: a whole class, a folder each.

use std::io::{self, Write};
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::thread::available_parallelism;

use clap::builder::RangedU64ValueParser;
use futures_util::stream::{self, StreamExt};

use crate::lab::{Assignment, Depth, Lesson, Target, grade, prepare};
use crate::locale::Locale;
use crate::say;
use crate::wire::clean;

use super::super::common::Common;
use super::super::failure::Failure;
use super::super::progress_bar;
use super::super::runtime::block_on;
use super::super::table::{self, number};
use super::grading::until_stopped;
use super::source::SourceArgs;

/// Grade the folders of a whole class, one row per folder
///
/// Starts each program as its lab.toml says and grades it again, ignoring recorded progress. This
/// runs other people's code: lessons/teachers.md explains how to isolate it.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  sala lab report turma/*                        a table
  sala lab report turma/* --csv > notas.csv      for a spreadsheet
  sala lab report turma/* --upto 7 --jobs 8      lessons 1 to 7, eight folders at a time")]
pub(super) struct Args {
    /// Students' folders
    #[arg(value_name = "DIR", required = true)]
    folders: Vec<PathBuf>,
    /// Print CSV, with 1 for passed and 0 for not passed
    #[arg(long)]
    csv: bool,
    /// Grade lessons 1 to N
    #[arg(long, value_name = "N")]
    upto: Option<usize>,
    /// Number of folders to grade at once [default: number of processors]
    #[arg(long, value_name = "N", env = "SALA_JOBS", value_parser = RangedU64ValueParser::<usize>::new().range(1..=64))]
    jobs: Option<usize>,
}

/// What came of a folder.
struct Row {
    folder: String,
    /// Whether each lesson passed, as far as the grader could tell.
    passed: Vec<Option<bool>>,
    /// The first thing that is wrong.
    note: String,
    /// That is the grader's own trouble.
    trouble: bool,
}

impl Row {
    fn total(&self) -> usize {
        self.passed.iter().filter(|passed| **passed == Some(true)).count()
    }
}

/// Grades the folders and prints a row for each.
pub(super) fn run(args: &Args, source: &SourceArgs, common: Common) -> Result<(), Failure> {
    let locale = common.lang;
    let lessons = source.read(locale)?;
    if let Some(last) = args.upto {
        lessons.find(last, locale)?;
    }
    let wanted = |lesson: &&Lesson| args.upto.is_none_or(|last| lesson.number <= last);
    let wanted: Vec<&Lesson> = lessons.all.iter().filter(wanted).collect();
    let mut rows = Vec::new();
    let grading = grade_class(args, &wanted, locale, &mut rows);
    let done = block_on(1, until_stopped(locale, grading));
    // What is known is worth having, also of a class that was not graded to its end.
    let printed =
        if args.csv { for_programs(&wanted, &rows) } else { for_people(&wanted, &rows, common) };
    done.and(printed)?;
    match rows.iter().find(|row| row.trouble) {
        Some(row) => Err(Failure::System(row.note.clone())),
        None => Ok(()),
    }
}

async fn grade_class(
    args: &Args,
    lessons: &[&Lesson],
    locale: Locale,
    rows: &mut Vec<Row>,
) -> Result<(), Failure> {
    let bar = progress_bar::counting(args.folders.len());
    let jobs = args.jobs.unwrap_or_else(|| available_parallelism().map_or(1, NonZero::get));
    let mut graded = stream::iter(&args.folders)
        .map(|folder| grade_folder(folder, lessons, locale))
        .buffered(jobs);
    while let Some(row) = graded.next().await {
        rows.push(row);
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(())
}

async fn grade_folder(folder: &Path, lessons: &[&Lesson], locale: Locale) -> Row {
    let mut row = Row {
        folder: folder.display().to_string(),
        passed: vec![Some(false); lessons.len()],
        note: String::new(),
        trouble: false,
    };
    let launch = Assignment::read(folder).and_then(|own| {
        let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
        own.launch(&folder)
    });
    let target = match launch {
        Ok(launch) => Target::Program(launch),
        Err(error) => return Row { note: error.explain(locale), ..row },
    };
    if let Err((start_failure, _)) = prepare(&target).await {
        return Row { note: start_failure.explain(locale), ..row };
    }
    for (lesson, passed) in lessons.iter().zip(0_usize..) {
        let graded = match grade(lesson, &target, Depth::FirstFailure, |_| {}).await {
            Ok(graded) => graded,
            // The others may still be graded.
            Err(trouble) => {
                row.passed[passed..].fill(None);
                return Row { note: trouble.explain(locale), trouble: true, ..row };
            }
        };
        row.passed[passed] = Some(graded.has_passed());
        if row.note.is_empty()
            && let Some(failed) = graded.first_failure()
        {
            let sentence = failed.check.sentence.in_words(locale);
            let why = graded.start_failure().map(|start_failure| start_failure.explain(locale));
            let why = why.unwrap_or_else(|| sentence.to_owned());
            row.note = say!(locale, "lab-note", number = lesson.number, why = why);
        }
        // What has never started passes nothing else; what has may have been slow for once.
        if graded.start_failure().is_some() && row.total() == 0 {
            break;
        }
    }
    row
}

/// One mark or the other; none where nothing is known.
fn mark(passed: Option<bool>, marks: [&'static str; 2]) -> &'static str {
    let [yes, no] = marks;
    passed.map_or("", |passed| if passed { yes } else { no })
}

fn for_people(lessons: &[&Lesson], rows: &[Row], common: Common) -> Result<(), Failure> {
    let locale = common.lang;
    let mut table = table::new(common.color.on(&io::stdout()));
    let numbers = lessons.iter().map(|lesson| number(lesson.number));
    let mut head = vec![say!(locale, "lab-folder").into()];
    head.extend(numbers);
    head.push(say!(locale, "lab-total").into());
    table.set_header(head);
    for row in rows {
        let mut cells = vec![clean(&row.folder).into()];
        cells.extend(row.passed.iter().map(|passed| number(mark(*passed, ["✓", "·"]))));
        cells.push(number(row.total()));
        table.add_row(cells);
    }
    let mut out = io::stdout().lock();
    table::print(&mut out, &mut table)?;
    for row in rows.iter().filter(|row| !row.note.is_empty()) {
        writeln!(out, "{}: {}", clean(&row.folder), clean(&row.note))?;
    }
    Ok(())
}

fn for_programs(lessons: &[&Lesson], rows: &[Row]) -> Result<(), Failure> {
    let mut table = csv::Writer::from_writer(io::stdout().lock());
    let numbers = lessons.iter().map(|lesson| format!("lesson_{}", lesson.number));
    let head = ["folder".to_owned()].into_iter().chain(numbers);
    table.write_record(head.chain(["passed".to_owned(), "note".to_owned()]))?;
    for row in rows {
        let marks = row.passed.iter().map(|passed| mark(*passed, ["1", "0"]).to_owned());
        let total = row.total().to_string();
        let cells = [row.folder.clone()].into_iter().chain(marks);
        table.write_record(cells.chain([total, row.note.clone()]))?;
    }
    Ok(table.flush()?)
}
