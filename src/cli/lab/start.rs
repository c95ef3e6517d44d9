//! `sala lab start`: a folder to begin in.

use std::io::{self, Write};
use std::path::PathBuf;

use crate::lab::copy_starter;
use crate::say;
use crate::wire::clean;

use super::super::common::Common;
use super::super::failure::Failure;
use super::source::{SourceArgs, of_assignment, unknown_language};

/// Copy a lesson's starter into a folder
///
/// Existing files are not overwritten. The starter comes with lab.toml, which says how the program
/// is started; edit it as you like. To go on with your own program you need no starter. In most
/// languages there is one for lesson 1 only.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  sala lab start 1 minha-sala               in Python
  sala lab start 1 --in java minha-sala     in Java")]
pub(super) struct Args {
    /// Lesson number
    #[arg(value_name = "N")]
    number: usize,
    /// Folder for the program, created if it does not exist
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Programming language of the starter [default: the first of lessons/languages.toml]
    #[arg(long = "in", value_name = "LANGUAGE")]
    language: Option<String>,
}

pub(super) fn run(args: &Args, source: &SourceArgs, common: Common) -> Result<(), Failure> {
    let locale = common.lang;
    let lessons = source.read(locale)?;
    let lesson = lessons.find(args.number, locale)?;
    let languages = lessons.source.languages();
    let wanted = args.language.as_ref().map(|id| id.to_lowercase());
    let is_wanted = |id: &String| wanted.as_ref().is_none_or(|wanted| wanted == id);
    let language = languages.iter().find(|language| is_wanted(&language.id));
    let language = language.ok_or_else(|| unknown_language(&lessons.source, locale))?;
    let copied = copy_starter(&lessons.source, lesson, language, &args.folder);
    let copied = copied.map_err(|error| of_assignment(&error, locale))?;
    let folder = args.folder.display().to_string();
    let files = copied.files.join(", ");
    let words = say!(
        locale,
        "lab-started",
        folder = folder.as_str(),
        files = files.as_str(),
        number = lesson.number
    );
    Ok(writeln!(io::stdout().lock(), "{}", clean(&words))?)
}
