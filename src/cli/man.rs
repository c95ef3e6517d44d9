//! `sala man`: the manual pages, for who makes packages.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::Command;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, roman};

use crate::locale::Locale;

use super::common::Common;
use super::failure::Failure;
use super::help::{in_words, localized};

/// Write the manual pages of all commands into a folder, in the language of --lang
#[derive(Debug, clap::Args)]
#[command(hide = true)]
pub(super) struct Args {
    /// Folder for the pages
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

pub(super) fn run(args: &Args, common: Common, command: Command) -> Result<(), Failure> {
    let mut command = command.disable_help_subcommand(true);
    command.build();
    fs::create_dir_all(&args.folder)?;
    Ok(write(&localized(command, common.lang), &args.folder, common.lang)?)
}

fn write(command: &Command, folder: &Path, locale: Locale) -> io::Result<()> {
    for subcommand in command.get_subcommands().filter(|it| !it.is_hide_set()) {
        write(subcommand, folder, locale)?;
    }
    let man = Man::new(command.clone()).source(concat!("sala ", env!("CARGO_PKG_VERSION")));
    fs::write(folder.join(man.get_filename()), page(&man, command, locale)?)
}

fn page(man: &Man, command: &Command, locale: Locale) -> io::Result<String> {
    let mut page = Vec::new();
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    if command.get_subcommands().any(|it| !it.is_hide_set()) {
        man.render_subcommands_section(&mut page)?;
    }
    if let Some(more) = command.get_after_help() {
        examples(&more.to_string()).to_writer(&mut page)?;
    }
    let page = String::from_utf8_lossy(&page);
    let headings = ["NAME", "SYNOPSIS", "DESCRIPTION"].map(|heading| format!(".SH {heading}"));
    let lines = page.lines().map(|line| match headings.iter().any(|heading| heading == line) {
        true => format!(".SH {}\n", in_words(&line[4..], locale)),
        false => format!("{line}\n"),
    });
    Ok(lines.collect())
}

/// What stands below the options, in lines as they are: "Examples:", and the examples.
fn examples(more: &str) -> Roff {
    let (heading, lines) = more.split_once('\n').unwrap_or((more, ""));
    let mut section = Roff::new();
    section.control("SH", [heading.trim_end_matches(':').to_uppercase().as_str()]);
    section.control("nf", []);
    for line in lines.lines() {
        section.text([roman(line)]);
    }
    section.control("fi", []);
    section
}
