//! Listings for people: tables and lines in their language and their time zone.

use std::io::Write;

use comfy_table::{Attribute, Cell, Table};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::classroom::{Presence, Said};
use crate::journal::Entry;
use crate::locale::Locale;
use crate::name::Name;
use crate::say;
use crate::wire::clean;

use super::super::failure::{Failure, aside};
use super::super::table::{self, number};

/// How a listing is shown.
pub(super) struct People<'z> {
    pub(super) zone: &'z TimeZone,
    pub(super) locale: Locale,
    pub(super) color: bool,
}

impl People<'_> {
    pub(super) fn entries(&self, out: &mut impl Write, entries: &[Entry]) -> Result<(), Failure> {
        let locale = self.locale;
        let mut table = self.table(&[
            say!(locale, "journal-column-name"),
            say!(locale, "journal-column-ip"),
            say!(locale, "journal-column-port"),
            say!(locale, "journal-column-came"),
            say!(locale, "journal-column-left"),
            say!(locale, "journal-column-how"),
            say!(locale, "journal-column-active"),
        ]);
        for entry in entries {
            let (left, how) = match entry.left {
                Some((at, how)) => (self.time(at), say!(locale, how.key())),
                None => (String::new(), say!(locale, "journal-still-here")),
            };
            table.add_row([
                Cell::new(self.name(entry.who.name())),
                Cell::new(entry.who.from().map_or(String::new(), |from| from.ip().to_string())),
                number(entry.who.from().map_or(String::new(), |from| from.port().to_string())),
                Cell::new(self.time(entry.came)),
                Cell::new(left),
                Cell::new(how),
                number(entry.active),
            ]);
        }
        self.print(out, &mut table)
    }

    pub(super) fn attendance(
        &self,
        out: &mut impl Write,
        presences: &[Presence],
    ) -> Result<(), Failure> {
        let locale = self.locale;
        let mut table = self.table(&[
            say!(locale, "journal-column-name"),
            say!(locale, "journal-column-first"),
            say!(locale, "journal-column-last"),
            say!(locale, "journal-column-minutes"),
        ]);
        for presence in presences {
            let last = match presence.present {
                true => say!(locale, "journal-still-here"),
                false => self.time(presence.last),
            };
            table.add_row([
                Cell::new(self.name(presence.name.as_ref())),
                Cell::new(self.time(presence.first)),
                Cell::new(last),
                number(presence.minutes()),
            ]);
        }
        self.print(out, &mut table)
    }

    pub(super) fn lines(
        &self,
        out: &mut impl Write,
        lines: &mut dyn Iterator<Item = Result<Said, Failure>>,
    ) -> Result<(), Failure> {
        let mut any = false;
        for said in lines {
            let said = said?;
            any = true;
            writeln!(out, "{}  {}", self.time(said.at), line(&said))?;
        }
        if !any {
            self.nothing();
        }
        Ok(())
    }

    fn name(&self, name: Option<&Name>) -> String {
        name.map_or_else(|| say!(self.locale, "name-removed"), Name::to_string)
    }

    fn time(&self, at: Timestamp) -> String {
        at.to_zoned_datetime(self.zone.clone()).strftime("%Y-%m-%d %H:%M:%S").to_string()
    }

    fn table(&self, headings: &[String]) -> Table {
        let mut table = table::new(self.color);
        let bold = |heading| Cell::new(heading).add_attribute(Attribute::Bold);
        table.set_header(headings.iter().map(bold));
        table
    }

    fn print(&self, out: &mut impl Write, table: &mut Table) -> Result<(), Failure> {
        if table.row_count() == 0 {
            self.nothing();
            return Ok(());
        }
        Ok(table::print(out, table)?)
    }

    fn nothing(&self) {
        aside(&say!(self.locale, "journal-nothing"));
    }
}

/// A line of the conversation as it stood on the wire, and with both names if it was private.
/// What could harm a terminal was taken out before it was recorded; here it is again.
pub(super) fn line(said: &Said) -> String {
    match &said.to {
        Some(to) => format!("({} → {to}) {}", said.from, clean(&said.text)),
        None => clean(&said.line().to_string()).into_owned(),
    }
}
