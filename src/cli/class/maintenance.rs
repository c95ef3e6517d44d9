//! What changes a class: its name, whether it is over, whether anything is left of it.

use std::io::{self, IsTerminal};

use crate::journal::{Class, ClassKeeper, Location};
use crate::locale::Locale;
use crate::name::plain;
use crate::say;

use super::super::common::{Common, class_label, journal_failure, name};
use super::super::failure::{Failure, aside};
use super::super::help::in_words;

/// Give a class another name
#[derive(Debug, clap::Args)]
pub(super) struct RenameArgs {
    /// Name of the class, in any case
    class: String,
    /// The new name
    new: String,
}

pub(super) fn rename(args: &RenameArgs, place: &Location, common: Common) -> Result<(), Failure> {
    let locale = common.lang;
    let new = name(&in_words("NEW", locale), &args.new, locale)?;
    let (keeper, class) = find(place, &args.class, locale)?;
    keeper.rename(&class, &new).map_err(|error| journal_failure(&error, locale))?;
    let old = class_label(&class.name, locale);
    aside(&say!(locale, "class-renamed", old = old, new = new.as_str()));
    Ok(())
}

/// Archive a class that is over: no meeting can be opened, and its passes open nothing any more
///
/// The journal keeps its meetings: sala log --class reads them.
#[derive(Debug, clap::Args)]
pub(super) struct ArchiveArgs {
    /// Name of the class, in any case
    class: String,
    /// Take it out of the archive; passes stay closed
    #[arg(long, display_order = 0)]
    undo: bool,
}

pub(super) fn archive(args: &ArchiveArgs, place: &Location, common: Common) -> Result<(), Failure> {
    let locale = common.lang;
    let (mut keeper, class) = find(place, &args.class, locale)?;
    keeper.archive(&class, !args.undo).map_err(|error| journal_failure(&error, locale))?;
    let key = if args.undo { "class-taken-out" } else { "class-put-away" };
    aside(&say!(locale, key, class = class_label(&class.name, locale)));
    Ok(())
}

/// Permanently remove a class: its meetings, who came, what was said, and its roster
///
/// Older copies of the journal are not changed.
#[derive(Debug, clap::Args)]
pub(super) struct ForgetArgs {
    /// Name of the class, in any case
    class: String,
    /// Do not ask for confirmation
    #[arg(long, display_order = 0)]
    yes: bool,
}

pub(super) fn forget(args: &ForgetArgs, place: &Location, common: Common) -> Result<(), Failure> {
    let locale = common.lang;
    let (keeper, class) = find(place, &args.class, locale)?;
    let label = class_label(&class.name, locale);
    if !args.yes && !io::stdin().is_terminal() {
        return Err(Failure::Misused(say!(locale, "class-forget-yes", class = label)));
    }
    if !args.yes && !confirmed(&class, locale) {
        return Err(Failure::Failed(say!(locale, "journal-forget-not")));
    }
    keeper.forget(&class).map_err(|error| journal_failure(&error, locale))?;
    aside(&say!(locale, "class-forgotten", class = label));
    Ok(())
}

fn confirmed(class: &Class, locale: Locale) -> bool {
    let lines: usize = class.meetings.iter().map(|held| held.lines).sum();
    let (meetings, students) = (class.meetings.len(), class.roster.len());
    let class = class_label(&class.name, locale);
    aside(&say!(
        locale,
        "class-forget-ask",
        class = class,
        meetings = meetings,
        lines = lines,
        students = students
    ));
    let mut answer = String::new();
    // What cannot be read is no consent.
    let _ = io::stdin().read_line(&mut answer);
    plain(answer.trim()) == plain(&say!(locale, "journal-forget-agreed"))
}

fn find(place: &Location, text: &str, locale: Locale) -> Result<(ClassKeeper, Class), Failure> {
    let class = name(&in_words("CLASS", locale), text, locale)?;
    let keeper = ClassKeeper::open(place).map_err(|error| journal_failure(&error, locale))?;
    let found = keeper.find(&class).map_err(|error| journal_failure(&error, locale))?;
    Ok((keeper, found))
}
