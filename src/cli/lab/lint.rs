//! `sala lab lint`: what is wrong with lessons, for their authors.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::builder::RangedU64ValueParser;
use futures_util::stream::{self, StreamExt};

use crate::lab::{
    Files, Finding, Lesson, LessonSource, absorb, golden_files, materialize, mistakes, proofread,
    trials,
};
use crate::locale::Locale;
use crate::say;
use crate::wire::clean;

use super::super::common::Common;
use super::super::failure::Failure;
use super::super::runtime::block_on;
use super::grading::{of_trouble, until_stopped};
use super::source::{Lessons, SourceArgs, authors_folder, open, unknown_language};

/// For authors: check that starters fail, solutions pass, and pages and hints are complete
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  sala lab lint                      the lessons in lessons/
  sala lab lint --only 5             one of them
  sala lab lint --only 5 --diff      also show each mistake as a diff
  sala lab lint --write              also store what learners are told about the mistakes
  sala lab lint --materialize DIR    write every program into DIR, whole
  sala lab lint --absorb DIR         take back the programs that were changed there")]
pub(super) struct Args {
    /// Folder of the lessons
    #[arg(value_name = "DIR", default_value = "lessons", conflicts_with = "lessons")]
    folder: PathBuf,
    /// Only this lesson
    #[arg(long, value_name = "N")]
    only: Option<usize>,
    /// Run only programs in this language; may be repeated
    #[arg(long = "in", value_name = "LANGUAGE")]
    languages: Vec<String>,
    /// Save the current messages about the broken programs; review them afterwards
    #[arg(long)]
    write: bool,
    /// Show each mistake as the change that it makes to the solution
    #[arg(long, short = 'v')]
    diff: bool,
    /// Write whole programs into this new or empty folder, and do nothing else
    #[arg(long, value_name = "DIR", conflicts_with = "absorb")]
    materialize: Option<PathBuf>,
    /// Take programs that were changed in this folder back into the lessons, and do nothing else
    #[arg(long, value_name = "DIR")]
    absorb: Option<PathBuf>,
    /// Do not run programs
    #[arg(long)]
    no_run: bool,
    /// Number of programs to run at once
    #[arg(long, value_name = "N", default_value_t = 16, env = "SALA_JOBS", value_parser = RangedU64ValueParser::<usize>::new().range(1..=64))]
    jobs: usize,
    /// Folder in which builds are kept between runs
    #[arg(long, value_name = "DIR", env = "SALA_LAB_CACHE")]
    cache: Option<PathBuf>,
}

pub(super) fn run(args: &Args, source: &SourceArgs, common: Common) -> Result<(), Failure> {
    let locale = common.lang;
    let folder = authors_folder(source, &args.folder, locale)?;
    let mut lessons = open(&folder, locale)?;
    if let Some(only) = args.only {
        lessons.find(only, locale)?;
        lessons.all.retain(|lesson| lesson.number == only);
    }
    let is_known = |id: &String| lessons.source.languages().iter().any(|own| own.id == *id);
    if !args.languages.iter().all(is_known) {
        return Err(unknown_language(&lessons.source, locale));
    }
    if let Some(whole) = &args.materialize {
        return materialize_into(whole, &lessons, locale);
    }
    if let Some(whole) = &args.absorb {
        return absorb_from(whole, &folder, &lessons, locale);
    }
    if args.diff {
        lessons.all.iter().try_for_each(|lesson| print_diffs(&lessons.source, lesson))?;
    }
    let mut found = proofread(&lessons.source, &lessons.all);
    found.retain(|finding| !(args.write && finding.is_golden()));
    found.iter().try_for_each(|finding| tell(finding, common))?;
    let mut tried = 0;
    if !args.no_run {
        let trying = try_all(args, &folder, &lessons, common, &mut found, &mut tried);
        block_on(1, until_stopped(locale, trying))?;
    }
    let (all, wrong) = (lessons.all.len(), found.len());
    if wrong > 0 {
        return Err(Failure::Failed(say!(locale, "lab-lint-failed", count = wrong)));
    }
    let words = say!(locale, "lab-lint-passed", lessons = all, programs = tried);
    Ok(writeln!(io::stdout(), "{words}")?)
}

async fn try_all(
    args: &Args,
    folder: &Path,
    lessons: &Lessons,
    common: Common,
    found: &mut Vec<Finding>,
    tried: &mut usize,
) -> Result<(), Failure> {
    let locale = common.lang;
    let whole = |path: &PathBuf| std::path::absolute(path).unwrap_or_else(|_| path.clone());
    let cache = args.cache.as_ref().map(whole);
    let mut trials = trials(&lessons.source, &lessons.all, cache.as_deref());
    trials.retain(|trial| args.languages.is_empty() || args.languages.contains(&trial.language.id));
    let mut results =
        stream::iter(trials).map(|trial| trial.run(&lessons.source)).buffer_unordered(args.jobs);
    let (mut told, mut skipped) = (Vec::new(), BTreeSet::new());
    while let Some(result) = results.next().await {
        let result = result.map_err(|trouble| of_trouble(&trouble, locale))?;
        if let Some(missing) = result.skipped {
            if skipped.insert((missing.language.clone(), missing.lesson)) {
                writeln!(io::stdout(), "{}", missing.explain(locale))?;
            }
            continue;
        }
        *tried += 1;
        told.extend(result.told);
        let written = |finding: &&Finding| !(args.write && finding.is_golden());
        for finding in result.findings.iter().filter(written) {
            tell(finding, common)?;
            found.push(finding.clone());
        }
    }
    if args.write {
        for lesson in &lessons.all {
            let mistakes = mistakes(&lessons.source, &lesson.folder).unwrap_or_default();
            let golden = golden_files(&lessons.source, &lesson.folder, &mistakes, &told);
            write_over(&golden, folder, locale)?;
        }
    }
    Ok(())
}

/// Writes files below a folder, also where there are some.
fn write_over(files: &Files, folder: &Path, locale: Locale) -> Result<(), Failure> {
    for (path, bytes) in files {
        let path = folder.join(path);
        let made = path.parent().map_or(Ok(()), fs::create_dir_all);
        made.and_then(|()| fs::write(&path, bytes)).map_err(|error| {
            let (path, why) = (path.display().to_string(), error.to_string());
            Failure::Failed(say!(locale, "lab-file", path = path, why = why))
        })?;
    }
    Ok(())
}

fn materialize_into(whole: &Path, lessons: &Lessons, locale: Locale) -> Result<(), Failure> {
    let path = whole.display().to_string();
    let is_free = match fs::read_dir(whole) {
        Ok(mut entries) => entries.next().is_none(),
        Err(error) => error.kind() == io::ErrorKind::NotFound,
    };
    if !is_free {
        return Err(Failure::Misused(say!(locale, "lab-not-empty", path = path)));
    }
    let files = materialize(&lessons.source, &lessons.folders());
    let files = files.map_err(|error| Failure::Failed(error.explain(locale)))?;
    write_over(&files, whole, locale)?;
    let words = say!(locale, "lab-materialized", count = files.len(), path = path);
    Ok(writeln!(io::stdout(), "{words}")?)
}

fn absorb_from(
    whole: &Path,
    folder: &Path,
    lessons: &Lessons,
    locale: Locale,
) -> Result<(), Failure> {
    let read = LessonSource::open(whole);
    let read = read.map_err(|error| Failure::Misused(error.explain(locale)))?;
    let changed = absorb(&lessons.source, &lessons.folders(), read.files());
    let changed = changed.map_err(|error| Failure::Failed(error.explain(locale)))?;
    write_over(&changed, folder, locale)?;
    let mut out = io::stdout().lock();
    for path in changed.keys() {
        writeln!(out, "{}", folder.join(path).display())?;
    }
    Ok(writeln!(out, "{}", say!(locale, "lab-absorbed", count = changed.len()))?)
}

fn print_diffs(source: &LessonSource, lesson: &Lesson) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    for mistake in mistakes(source, &lesson.folder).unwrap_or_default() {
        // One that cannot be made is told by whoever proofreads.
        let Ok(change) = mistake.change(source, &lesson.folder) else { continue };
        writeln!(out, "{}: {} ({})", lesson.folder, mistake.name, mistake.about)?;
        writeln!(out, "{change}")?;
    }
    Ok(())
}

fn tell(finding: &Finding, common: Common) -> io::Result<()> {
    writeln!(io::stdout(), "{}", clean(&finding.explain(common.lang)))
}
