//! `sala lab new`: the folder of a new lesson, for its author.

use std::io::{self, Write};
use std::path::PathBuf;

use crate::lab::{proofread, scaffold, write_files};
use crate::locale::Locale;
use crate::say;

use super::super::common::Common;
use super::super::failure::Failure;
use super::source::{SourceArgs, authors_folder, of_assignment, open};

/// For authors: create the folder of a new lesson and list what is left to write
///
/// docs/LESSONS.md tells how a lesson is written.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  sala lab new 14-rooms         makes lessons/14-rooms")]
pub(super) struct Args {
    /// Name of the folder: the lesson's number in two digits, a hyphen, a word
    #[arg(value_name = "NN-NAME")]
    name: String,
    /// Folder of the lessons
    #[arg(value_name = "DIR", default_value = "lessons", conflicts_with = "lessons")]
    folder: PathBuf,
}

pub(super) fn run(args: &Args, source: &SourceArgs, common: Common) -> Result<(), Failure> {
    let locale = common.lang;
    let folder = authors_folder(source, &args.folder, locale)?;
    let lessons = open(&folder, locale)?;
    let misused = |why: String| Failure::Misused(why);
    let files = scaffold(&lessons.source, &args.name);
    let files = files.map_err(|error| misused(error.explain(locale)))?;
    write_files(&files, &folder).map_err(|error| of_assignment(&error, locale))?;
    let made = folder.join(&args.name).display().to_string();
    let mut out = io::stdout().lock();
    writeln!(out, "{}", say!(locale, "lab-new-made", path = made.as_str()))?;
    print_what_is_left(&mut out, args, &folder, locale)
}

fn print_what_is_left(
    out: &mut impl Write,
    args: &Args,
    folder: &std::path::Path,
    locale: Locale,
) -> Result<(), Failure> {
    let mut lessons = open(folder, locale)?;
    lessons.all.retain(|lesson| lesson.folder == args.name);
    for finding in proofread(&lessons.source, &lessons.all) {
        writeln!(out, "{}", finding.explain(locale))?;
    }
    Ok(())
}
