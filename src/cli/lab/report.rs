//! `sala lab report`: a whole class, a folder each.

use std::fs;
use std::io;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::thread::available_parallelism;

use clap::builder::RangedU64ValueParser;

use crate::lab::{Lesson, fetch_crates};
use crate::locale::Locale;
use crate::marks::{Grade, LessonInfo, MARKS, Status, Weights};
use crate::say;

use super::super::color::ColorChoice;
use super::super::common::{Common, DataArgs};
use super::super::failure::{Failure, aside};
use super::super::roster_file::read_roster;
use super::super::runtime::block_on;
use super::super::sheet::SheetArgs;
use super::export::{ClassMarks, Format, Row, Stream, feedback, write};
use super::fingerprint::Fingerprints;
use super::grade_folder::program_folder;
use super::grading::until_stopped;
use super::report_cache::Verdicts;
use super::report_class::{Class, GradedFolder, Kept};
use super::report_roster::{Hands, hand_ins};
use super::sandbox::SandboxArgs;
use super::source::{Lessons, SourceArgs};
use super::target::StartArgs;

/// Grade the folders of a whole class, one row per folder
///
/// Starts each program as its lab.toml says and grades it, ignoring recorded progress. Each folder
/// is copied into a box of its own, and the copy is built and graded there. Verdicts are kept in the
/// data folder, and what has not changed since is not graded again.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  sala lab report turma/*                         a table
  sala lab report turma/* --csv > notas.csv       for a spreadsheet
  sala lab report turma/* --upto 7 --jobs 8       lessons 1 to 7, eight folders at a time
  sala lab report turma/* --format html -o x.html   the class as one page
  sala lab report turma/* --roster turma.csv --format moodle -o x.csv   marks for Moodle
  sala lab report turma/* --feedback paginas      a page for each student")]
pub(super) struct Args {
    /// Students' folders
    #[arg(value_name = "DIR", required = true)]
    folders: Vec<PathBuf>,
    /// Print CSV as each folder is done, with 1 for passed and 0 for not passed
    #[arg(long)]
    csv: bool,
    /// How to write the marks
    #[arg(long, value_name = "FORMAT", default_value = "table", conflicts_with = "csv")]
    format: Format,
    /// File for the marks [default: standard output]
    #[arg(long, short, value_name = "FILE", conflicts_with = "csv")]
    output: Option<PathBuf>,
    /// Folder for a page for each student: what failed, with its conversation and a drawing
    #[arg(long, value_name = "DIR", conflicts_with = "csv")]
    feedback: Option<PathBuf>,
    /// The class's students: CSV from Moodle, Google Classroom or your school's system
    #[arg(long, value_name = "FILE", conflicts_with = "csv")]
    roster: Option<PathBuf>,
    #[command(flatten)]
    marks: MarksArgs,
    #[command(flatten)]
    sheet: SheetArgs,
    /// Grade lessons 1 to N
    #[arg(long, value_name = "N")]
    upto: Option<usize>,
    /// Number of folders to grade at once [default: number of processors]
    #[arg(long, value_name = "N", env = "SALA_JOBS", value_parser = RangedU64ValueParser::<usize>::new().range(1..=64))]
    jobs: Option<usize>,
    /// Grade every folder again, even if nothing has changed
    #[arg(long)]
    fresh: bool,
    #[command(flatten)]
    start: StartArgs,
    #[command(flatten)]
    sandbox: SandboxArgs,
    #[command(flatten)]
    data: DataArgs,
}

/// What a grade is made of.
#[derive(Debug, clap::Args)]
pub(super) struct MarksArgs {
    /// How much each lesson and remark counts [default: marks.toml, if this folder has one]
    #[arg(long, value_name = "FILE")]
    marks: Option<PathBuf>,
    /// The best grade [default: 10, unless marks.toml says otherwise]
    #[arg(long, value_name = "N", value_parser = scale)]
    scale: Option<f64>,
}

fn scale(text: &str) -> Result<f64, &'static str> {
    let scale = text.replace(',', ".").parse().ok().and_then(Weights::checked_scale);
    scale.ok_or("use a number above 0, such as 10 or 100")
}

impl MarksArgs {
    /// How much everything counts.
    pub(super) fn weights(&self, lessons: &Lessons, locale: Locale) -> Result<Weights, Failure> {
        let file = self.marks.as_deref().unwrap_or(Path::new(MARKS));
        let path = file.display().to_string();
        let mut weights = match fs::read_to_string(file) {
            Ok(text) => {
                let all: Vec<LessonInfo> = lessons.all.iter().map(info).collect();
                let weights = Weights::parse(&text, &all);
                weights.map_err(|error| Failure::Misused(error.explain(&path, locale)))?
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound && self.marks.is_none() => {
                Weights::default()
            }
            Err(error) => {
                let why = error.to_string();
                return Err(Failure::Misused(say!(locale, "lab-file", path = path, why = why)));
            }
        };
        weights.scale = self.scale.unwrap_or(weights.scale);
        Ok(weights)
    }
}

/// A lesson as marks know it.
pub(super) fn info(lesson: &Lesson) -> LessonInfo {
    let remarks = lesson.manifest.checks.iter().filter(|check| check.remark);
    LessonInfo {
        number: lesson.number,
        title: lesson.manifest.title.clone(),
        remarks: remarks.map(|check| check.id.clone()).collect(),
    }
}

pub(super) fn run(args: &Args, source: &SourceArgs, common: Common) -> Result<(), Failure> {
    let locale = common.lang;
    let lessons = source.read(locale)?;
    if let Some(last) = args.upto {
        lessons.find(last, locale)?;
    }
    let wanted = |lesson: &&Lesson| args.upto.is_none_or(|last| lesson.number <= last);
    let sandbox = args.sandbox.of_others(locale)?;
    let class = Class {
        folders: hand_ins(&args.folders),
        lessons: lessons.all.iter().filter(wanted).collect(),
        source,
        start: &args.start,
        kept: args.kept(&lessons, locale),
        sandbox,
        locale,
    };
    if let Some(first) = args.folders.first().filter(|_| class.folders.is_empty()) {
        let path = first.display().to_string();
        return Err(Failure::Misused(say!(locale, "lab-no-folder", path = path)));
    }
    args.format.accepts(&class.folders, args.roster.is_some(), locale)?;
    let weights = args.marks.weights(&lessons, locale)?;
    let hands = match &args.roster {
        Some(file) => Some(Hands::new(read_roster(file, locale)?, &class.folders, locale)),
        None => None,
    };
    let is_rust = |folder: &PathBuf| program_folder(folder).join("Cargo.toml").exists();
    if class.sandbox.is_some() && class.folders.iter().any(is_rust) {
        fetch_crates(&lessons.source);
    }
    let graded = args.grade(&class, |graded| {
        let marks = marks(args, &class, graded, hands, &weights, common);
        write(args.format, &marks, args.output.as_deref())?;
        args.feedback.as_deref().map_or(Ok(()), |folder| feedback(&marks, folder))
    })?;
    verdict(&class, &graded)
}

impl Args {
    /// The verdicts of earlier reports; without them everything is graded.
    fn kept(&self, lessons: &Lessons, locale: Locale) -> Option<Kept> {
        let options = [
            format!("upto {:?}", self.upto),
            format!("{:?}", self.start),
            format!("{:?}", self.sandbox),
        ];
        let data = self.data.folder(locale).ok()?;
        let verdicts = Verdicts::open(&data).map_err(|error| {
            let (path, why) = (data.display().to_string(), error.to_string());
            aside(&format!("sala: {}", say!(locale, "report-not-kept", path = path, why = why)));
        });
        let fingerprints = Fingerprints::new(&lessons.source, &options);
        Some(Kept { fingerprints, verdicts: verdicts.ok()?, are_read: !self.fresh })
    }

    /// Grades the class and exports what is known: of a class that was not graded to its end, too,
    /// but only for people.
    fn grade(
        &self,
        class: &Class<'_>,
        export: impl FnOnce(&[GradedFolder]) -> Result<(), Failure>,
    ) -> Result<Vec<GradedFolder>, Failure> {
        let jobs = self.jobs.unwrap_or_else(|| available_parallelism().map_or(1, NonZero::get));
        let mut graded = Vec::new();
        if self.csv {
            let mut rows = Stream::new(io::stdout(), self.sheet, &class.lessons, class.locale)?;
            let grading =
                class.grade(jobs, &mut graded, |folder| rows.write(&folder.name, &folder.verdict));
            block_on(1, until_stopped(class.locale, grading))?;
            return Ok(graded);
        }
        let grading = class.grade(jobs, &mut graded, |_| Ok(()));
        let done = block_on(1, until_stopped(class.locale, grading));
        graded.sort_by_key(|folder| folder.at);
        if done.is_ok() || self.format == Format::Table {
            let exported = export(&graded);
            done.and(exported)?;
        } else {
            done?;
        }
        Ok(graded)
    }
}

/// The marks of what was graded, and of the students who handed in nothing.
fn marks(
    args: &Args,
    class: &Class<'_>,
    graded: &[GradedFolder],
    hands: Option<Hands>,
    weights: &Weights,
    common: Common,
) -> ClassMarks {
    let lessons: Vec<LessonInfo> = class.lessons.iter().map(|lesson| info(lesson)).collect();
    let row = |folder: &GradedFolder| Row {
        folder: folder.name.clone(),
        student: hands.as_ref().and_then(|hands| hands.student(folder.at)).cloned(),
        grade: Grade::of(&folder.verdict, weights, &lessons),
        verdict: folder.verdict.clone(),
    };
    let mut rows: Vec<Row> = graded.iter().map(row).collect();
    if let Some(hands) = hands {
        rows.extend(hands.absent().map(|student| Row::absent(student, &lessons)));
    }
    ClassMarks {
        lessons,
        rows,
        scale: weights.scale,
        sheet: args.sheet,
        locale: common.lang,
        color: if args.output.is_some() { ColorChoice::Never } else { common.color },
    }
}

/// What the exit code says of a class that was graded to its end.
fn verdict(class: &Class<'_>, graded: &[GradedFolder]) -> Result<(), Failure> {
    let locale = class.locale;
    if let Some(why) = graded.iter().find_map(|folder| folder.trouble.as_ref()) {
        return Err(Failure::System(why.clone()));
    }
    if let Some(missing) = class.folders.iter().find(|folder| !folder.is_dir()) {
        let path = missing.display().to_string();
        return Err(Failure::Misused(say!(locale, "lab-no-folder", path = path)));
    }
    match graded.iter().filter(|folder| folder.verdict.status() != Status::Passed).count() {
        0 => Ok(()),
        failed => Err(Failure::Failed(say!(locale, "lab-report-failed", count = failed))),
    }
}
