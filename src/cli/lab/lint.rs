//! `sala lab lint`: what is wrong with lessons, for their authors.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::builder::RangedU64ValueParser;
use futures_util::stream::{self, StreamExt};

use crate::lab::{Finding, proofread, trials};
use crate::say;

use super::super::common::Common;
use super::super::failure::Failure;
use super::super::runtime::block_on;
use super::grading::{of_trouble, until_stopped};
use super::source::{Lessons, SourceArgs, open};

/// For authors: check that starters fail, solutions pass, and pages and hints are complete
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  sala lab lint                 the lessons in lessons/
  sala lab lint --only 5        one of them
  sala lab lint --write         and writes what learners are told about the broken programs")]
pub(super) struct Args {
    /// Folder of the lessons
    #[arg(value_name = "DIR", default_value = "lessons", conflicts_with = "lessons")]
    folder: PathBuf,
    /// Only this lesson
    #[arg(long, value_name = "N")]
    only: Option<usize>,
    /// Save the current messages about the broken programs; review them afterwards
    #[arg(long)]
    write: bool,
    /// Do not run programs
    #[arg(long)]
    no_run: bool,
    /// Number of programs to run at once
    #[arg(long, value_name = "N", default_value_t = 16, env = "SALA_JOBS", value_parser = RangedU64ValueParser::<usize>::new().range(1..=64))]
    jobs: usize,
    /// Folder in which cargo's builds are kept between runs
    #[arg(long, value_name = "DIR", env = "SALA_LAB_CACHE")]
    cache: Option<PathBuf>,
}

/// Prints what is wrong, and fails if anything is.
pub(super) fn run(args: &Args, source: &SourceArgs, common: Common) -> Result<(), Failure> {
    let locale = common.lang();
    let folder = source.folder().unwrap_or(&args.folder).to_owned();
    let mut lessons = open(&folder, locale)?;
    if let Some(only) = args.only {
        lessons.find(only, locale)?;
        lessons.all.retain(|lesson| lesson.number == only);
    }
    let whole = |path: &PathBuf| std::path::absolute(path).unwrap_or_else(|_| path.clone());
    let cache = args.cache.as_ref().map(whole);
    let mut found = proofread(&lessons.shelf, &lessons.all);
    found.iter().try_for_each(|finding| tell(finding, common))?;
    let mut tried = 0;
    if !args.no_run {
        let trying =
            try_all(args, &folder, &lessons, cache.as_deref(), common, &mut found, &mut tried);
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
    cache: Option<&Path>,
    common: Common,
    found: &mut Vec<Finding>,
    tried: &mut usize,
) -> Result<(), Failure> {
    let locale = common.lang();
    let trials = trials(&lessons.shelf, &lessons.all);
    let mut results = stream::iter(&trials)
        .map(|trial| trial.run(&lessons.shelf, cache))
        .buffer_unordered(args.jobs);
    while let Some(result) = results.next().await {
        let result = result.map_err(|trouble| of_trouble(&trouble, locale))?;
        *tried += 1;
        if args.write {
            for (path, text) in &result.golden {
                let path = folder.join(path);
                fs::write(&path, text).map_err(|error| {
                    let (path, why) = (path.display().to_string(), error.to_string());
                    Failure::Failed(say!(locale, "lab-file", path = path, why = why))
                })?;
            }
        }
        let written = |finding: &&Finding| !(args.write && finding.is_golden());
        for finding in result.findings.iter().filter(written) {
            tell(finding, common)?;
            found.push(finding.clone());
        }
    }
    Ok(())
}

fn tell(finding: &Finding, common: Common) -> io::Result<()> {
    writeln!(io::stdout(), "{}", finding.explain(common.lang()))
}
