//! What classes there are, and what a class is.

use std::io;

use comfy_table::{Attribute, Cell};

use crate::journal::{Class, Held, Location, Reader};
use crate::locale::Locale;
use crate::say;

use super::super::common::{Common, class_label, class_named, moment};
use super::super::failure::{Failure, aside};
use super::super::table::{self, number};

#[derive(Debug, clap::Args)]
pub(super) struct ShowArgs {
    /// Name of the class, in any case
    class: String,
}

pub(super) fn list(place: &Location, common: Common) -> Result<(), Failure> {
    let locale = common.lang;
    let all = classes(place, locale)?;
    if all.is_empty() {
        aside(&say!(locale, "class-none"));
    }
    let row = |class: &Class| {
        let last = class.meetings.last().map(|held| moment(held.opened, locale));
        let state = if class.archived { say!(locale, "class-archived") } else { String::new() };
        vec![
            Cell::new(class_label(&class.name, locale)),
            number(class.meetings.len()),
            Cell::new(last.unwrap_or_default()),
            number(class.roster.len()),
            Cell::new(state),
        ]
    };
    let headings = [
        "class-column-class",
        "class-column-meetings",
        "class-column-last",
        "class-column-roster",
        "class-column-state",
    ];
    print(&headings, all.iter().map(row), common)
}

pub(super) fn show(args: &ShowArgs, place: &Location, common: Common) -> Result<(), Failure> {
    let locale = common.lang;
    let class = class_named(classes(place, locale)?, &args.class, locale)?;
    let row = |held: &Held| {
        let minutes = held.until.duration_since(held.opened).as_secs() / 60;
        vec![
            number(held.place),
            Cell::new(moment(held.opened, locale)),
            Cell::new(ending(held, locale)),
            number(minutes),
            number(held.people),
            number(held.lines),
        ]
    };
    if class.meetings.is_empty() {
        aside(&say!(locale, "class-no-meetings", class = class_label(&class.name, locale)));
    }
    let headings = [
        "class-column-number",
        "class-column-opened",
        "class-column-ended",
        "class-column-minutes",
        "class-column-people",
        "class-column-lines",
    ];
    print(&headings, class.meetings.iter().map(row), common)
}

/// The classes of a journal.
fn classes(place: &Location, locale: Locale) -> Result<Vec<Class>, Failure> {
    let read = Reader::open(place).and_then(|reader| reader.classes());
    read.map_err(|error| Failure::Failed(error.explain(locale)))
}

fn ending(held: &Held, locale: Locale) -> String {
    let until = moment(held.until, locale);
    if held.ended { until } else { say!(locale, "class-not-ended", until = until) }
}

fn print(
    headings: &[&str],
    rows: impl Iterator<Item = Vec<Cell>>,
    common: Common,
) -> Result<(), Failure> {
    let mut table = table::new(common.color.on(&io::stdout()));
    let heading = |key: &str| Cell::new(say!(common.lang, key));
    table.set_header(headings.iter().map(|key| heading(key).add_attribute(Attribute::Bold)));
    table.add_rows(rows);
    if table.row_count() > 0 {
        table::print(&mut io::stdout().lock(), &mut table)?;
    }
    Ok(())
}
