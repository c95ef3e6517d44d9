//! `sala lab report`: a whole class, a folder each.

use std::ffi::OsString;
use std::io::{self, Write};
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::thread::available_parallelism;
use std::time::Duration;

use clap::builder::RangedU64ValueParser;
use futures_util::stream::{self, StreamExt};

use crate::lab::{Lesson, OutputLine, Sandbox, Watched, fetch_crates, watch_over};
use crate::locale::Locale;
use crate::say;
use crate::wire::clean;

use super::super::common::Common;
use super::super::failure::Failure;
use super::super::progress_bar;
use super::super::runtime::block_on;
use super::super::sheet::{Sheet, SheetArgs};
use super::super::table::{self, number};
use super::grade_folder::Row;
use super::grading::until_stopped;
use super::sandbox::SandboxArgs;
use super::source::SourceArgs;
use super::target::StartArgs;

/// A folder's grader that prints nothing for this long does not work any more.
const SILENCE: Duration = Duration::from_secs(30);

/// Grade the folders of a whole class, one row per folder
///
/// Starts each program as its lab.toml says and grades it again, ignoring recorded progress. Each
/// folder is copied into a box of its own, and the copy is built and graded there.
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
    /// Print CSV as each folder is done, with 1 for passed and 0 for not passed
    #[arg(long)]
    csv: bool,
    #[command(flatten)]
    sheet: SheetArgs,
    /// Grade lessons 1 to N
    #[arg(long, value_name = "N")]
    upto: Option<usize>,
    /// Number of folders to grade at once [default: number of processors]
    #[arg(long, value_name = "N", env = "SALA_JOBS", value_parser = RangedU64ValueParser::<usize>::new().range(1..=64))]
    jobs: Option<usize>,
    #[command(flatten)]
    start: StartArgs,
    #[command(flatten)]
    sandbox: SandboxArgs,
}

pub(super) fn run(args: &Args, source: &SourceArgs, common: Common) -> Result<(), Failure> {
    let locale = common.lang;
    let lessons = source.read(locale)?;
    if let Some(last) = args.upto {
        lessons.find(last, locale)?;
    }
    let wanted = |lesson: &&Lesson| args.upto.is_none_or(|last| lesson.number <= last);
    let class = Class {
        // Notes beside the folders are nobody's.
        folders: args.folders.iter().filter(|path| path.is_dir() || !path.exists()).collect(),
        lessons: lessons.all.iter().filter(wanted).collect(),
        source,
        start: &args.start,
        sandbox: args.sandbox.of_others(locale)?,
        locale,
    };
    if class.sandbox.is_some()
        && class.folders.iter().any(|folder| folder.join("Cargo.toml").exists())
    {
        fetch_crates(&lessons.source);
    }
    let Some(first) = args.folders.first().filter(|_| class.folders.is_empty()) else {
        return report(args, &class, common);
    };
    let path = first.display().to_string();
    Err(Failure::Misused(say!(locale, "lab-no-folder", path = path)))
}

/// What is to be graded.
struct Class<'a> {
    folders: Vec<&'a PathBuf>,
    lessons: Vec<&'a Lesson>,
    source: &'a SourceArgs,
    start: &'a StartArgs,
    sandbox: Option<Sandbox>,
    locale: Locale,
}

/// Grades the folders and prints a row for each.
fn report(args: &Args, class: &Class<'_>, common: Common) -> Result<(), Failure> {
    let mut rows = Vec::new();
    let jobs = args.jobs.unwrap_or_else(|| available_parallelism().map_or(1, NonZero::get));
    let done = if args.csv {
        let mut sheet = class.sheet(args.sheet)?;
        block_on(
            1,
            until_stopped(
                class.locale,
                class.grade(jobs, &mut rows, |folder, row| class.write(&mut sheet, folder, row)),
            ),
        )
    } else {
        let done =
            block_on(1, until_stopped(class.locale, class.grade(jobs, &mut rows, |_, _| Ok(()))));
        // What is known is worth having, also of a class that was not graded to its end.
        let printed = class.print(&mut rows, common);
        done.and(printed)
    };
    done?;
    class.verdict(&rows)
}

impl Class<'_> {
    /// Grades so many folders at once; each row is given on as soon as it is there.
    async fn grade(
        &self,
        jobs: usize,
        rows: &mut Vec<(usize, Row)>,
        mut done: impl FnMut(&Path, &Row) -> io::Result<()>,
    ) -> Result<(), Failure> {
        let bar = progress_bar::counting(self.folders.len());
        let mut graded = stream::iter(self.folders.iter().enumerate())
            .map(async |(at, folder)| (at, self.grade_folder(folder).await))
            .buffer_unordered(jobs);
        while let Some((at, row)) = graded.next().await {
            bar.suspend(|| done(self.folders[at], &row))?;
            rows.push((at, row));
            bar.inc(1);
        }
        bar.finish_and_clear();
        Ok(())
    }

    /// Grades a folder in a process of its own, which what it grades may kill or stop.
    async fn grade_folder(&self, folder: &Path) -> Row {
        let mut row = Row { passed: vec![None; self.lessons.len()], ..Row::default() };
        if !folder.is_dir() {
            let path = folder.display().to_string();
            row.note = say!(self.locale, "lab-no-folder", path = path);
            return row;
        }
        let (watched, lines) =
            match watch_over(self.arguments(folder), self.sandbox.as_ref(), SILENCE).await {
                Ok(watched) => watched,
                Err(error) => {
                    row.note = say!(self.locale, "lab-trouble", why = error.to_string());
                    row.trouble = true;
                    return row;
                }
            };
        let read = |line: &OutputLine| {
            let row = serde_json::from_slice::<Row>(&line.line).ok()?;
            (row.passed.len() == self.lessons.len()).then_some(row)
        };
        row = lines.iter().rev().filter(|line| !line.error).find_map(read).unwrap_or(row);
        let why = match watched {
            Watched::Ended(_) if row.is_complete => return row,
            Watched::Ended(ending) => {
                let ending = ending.explain(self.locale);
                say!(self.locale, "lab-grader-ended", ending = ending)
            }
            Watched::Silent => {
                say!(self.locale, "lab-grader-silent", seconds = SILENCE.as_secs())
            }
            Watched::Escaped => say!(self.locale, "lab-escaped"),
        };
        row.note = format!("{why} {}", row.note).trim_end().to_owned();
        row
    }

    fn arguments(&self, folder: &Path) -> Vec<OsString> {
        let upto = self.lessons.iter().map(|lesson| lesson.number).max().unwrap_or(0);
        let mut arguments: Vec<OsString> =
            ["lab", "grade-folder", "--lang", self.locale.tag(), "--upto"].map(Into::into).into();
        arguments.push(upto.to_string().into());
        arguments.extend(self.start.arguments());
        arguments.extend(self.source.arguments());
        arguments.extend(["--".into(), folder.into()]);
        arguments
    }

    fn sheet(&self, args: SheetArgs) -> io::Result<Sheet<impl Write>> {
        let mut sheet = Sheet::new(io::stdout(), args, self.locale)?;
        let numbers = self.lessons.iter().map(|lesson| format!("lesson_{}", lesson.number));
        let head = std::iter::once("folder".to_owned()).chain(numbers);
        let head: Vec<String> = head.chain(["passed", "note"].map(str::to_owned)).collect();
        sheet.row(head.iter().map(String::as_str))?;
        Ok(sheet)
    }

    fn write(&self, sheet: &mut Sheet<impl Write>, folder: &Path, row: &Row) -> io::Result<()> {
        let (folder, total) = (folder.display().to_string(), row.total().to_string());
        let marks = row.passed.iter().map(|passed| mark(*passed, ["1", "0"]));
        let cells = std::iter::once(folder.as_str()).chain(marks);
        sheet.row(cells.chain([total.as_str(), row.note.as_str()]))
    }

    /// Prints a table of the rows, in the order of the folders.
    fn print(&self, rows: &mut [(usize, Row)], common: Common) -> Result<(), Failure> {
        let locale = self.locale;
        rows.sort_by_key(|(at, _)| *at);
        let name = |at: usize| clean(&self.folders[at].display().to_string()).into_owned();
        let mut table = table::new(common.color.on(&io::stdout()));
        let mut head = vec![say!(locale, "lab-folder").into()];
        head.extend(self.lessons.iter().map(|lesson| number(lesson.number)));
        head.push(say!(locale, "lab-total").into());
        table.set_header(head);
        for (at, row) in &*rows {
            let mut cells = vec![name(*at).into()];
            cells.extend(row.passed.iter().map(|passed| number(mark(*passed, ["✓", "·"]))));
            cells.push(number(row.total()));
            table.add_row(cells);
        }
        let mut out = io::stdout().lock();
        table::print(&mut out, &mut table)?;
        for (at, row) in rows.iter().filter(|(_, row)| !row.note.is_empty()) {
            writeln!(out, "{}: {}", name(*at), clean(&row.note))?;
        }
        Ok(())
    }

    /// What the exit code says of a class that was graded to its end.
    fn verdict(&self, rows: &[(usize, Row)]) -> Result<(), Failure> {
        if let Some((_, row)) = rows.iter().find(|(_, row)| row.trouble) {
            return Err(Failure::System(row.note.clone()));
        }
        if let Some(missing) = self.folders.iter().find(|folder| !folder.is_dir()) {
            let path = missing.display().to_string();
            return Err(Failure::Misused(say!(self.locale, "lab-no-folder", path = path)));
        }
        let all = self.lessons.len();
        match rows.iter().filter(|(_, row)| row.total() < all).count() {
            0 => Ok(()),
            failed => Err(Failure::Failed(say!(self.locale, "lab-report-failed", count = failed))),
        }
    }
}

/// One mark or the other; none where nothing is known.
fn mark(passed: Option<bool>, marks: [&'static str; 2]) -> &'static str {
    let [yes, no] = marks;
    passed.map_or("", |passed| if passed { yes } else { no })
}
