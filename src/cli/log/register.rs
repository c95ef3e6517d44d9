//! The register of a class: a row for each student, a column for each meeting.

use std::io::Write;
use std::time::Duration;

use clap::ValueEnum;
use comfy_table::{Attribute, Cell};
use jiff::tz::TimeZone;

use crate::classroom::{Attendee, Enrolled, Presence, Register, Sitting};
use crate::diagram::xml_escaped;
use crate::journal::Class;
use crate::locale::Locale;
use crate::say;

use super::super::common::class_label;
use super::super::failure::{Failure, aside};
use super::super::sheet::{Sheet, SheetArgs};
use super::super::table::{self, number};
use super::super::xml::xml;

/// The form of a register.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// A table for people
    Table,
    /// For spreadsheets: minutes, and remarks beside them
    Csv,
    /// For Moodle's grade import: how much of each meeting, in percent
    Moodle,
    /// A page
    Html,
    /// A line for each name, separated by tabs
    Txt,
    /// A JSON object for each name
    Jsonl,
}

/// A register, and how it is shown.
pub(super) struct Shown<'a> {
    pub(super) class: &'a Class,
    pub(super) register: &'a Register,
    pub(super) grace: Duration,
    pub(super) zone: &'a TimeZone,
    pub(super) locale: Locale,
}

impl Shown<'_> {
    pub(super) fn table(&self, out: &mut impl Write, color: bool) -> Result<(), Failure> {
        if self.register.attendees.is_empty() {
            aside(&self.word("journal-nothing"));
            return Ok(());
        }
        let mut table = table::new(color);
        let days = self.days();
        let keys = ["register-name", "register-short"].map(|key| self.word(key));
        let head = keys.into_iter().chain(days).chain([self.word("register-total")]);
        table.set_header(head.map(|head| Cell::new(head).add_attribute(Attribute::Bold)));
        for attendee in &self.register.attendees {
            let cells = (0..).zip(&attendee.presences).map(|(at, presence)| {
                number(presence.as_ref().map_or_else(missing, |it| self.cell(at, it)))
            });
            let names = [Cell::new(attendee.label(self.locale)), Cell::new(called(attendee))];
            table.add_row(names.into_iter().chain(cells).chain([number(total(attendee))]));
        }
        table::print(out, &mut table)?;
        let grace = self.grace.as_secs() / 60;
        writeln!(out, "{}", say!(self.locale, "register-legend", grace = grace))?;
        let missing: Vec<&str> = self.register.missing().map(Enrolled::label).collect();
        if !missing.is_empty() {
            let (count, names) = (missing.len(), missing.join(", "));
            let missing = say!(self.locale, "register-missing", count = count, names = names);
            writeln!(out, "{missing}")?;
        }
        Ok(())
    }

    pub(super) fn csv(&self, out: &mut impl Write, sheet: SheetArgs) -> Result<(), Failure> {
        let mut sheet = Sheet::new(out, sheet, self.locale)?;
        let remarks = |day| [day, self.word("register-remarks")];
        let who = ["register-name", "register-short", "register-id", "register-email"];
        let sums = ["register-total", "register-attended", "register-missed"];
        let head: Vec<String> = who
            .map(|key| self.word(key))
            .into_iter()
            .chain(self.days().into_iter().flat_map(remarks))
            .chain(sums.map(|key| self.word(key)))
            .collect();
        sheet.row(head.iter().map(String::as_str))?;
        for attendee in &self.register.attendees {
            let student = attendee.student.as_ref();
            let text = |text: Option<&String>| text.cloned().unwrap_or_default();
            let mut row = vec![
                attendee.label(self.locale),
                called(attendee),
                text(student.and_then(|student| student.id.as_ref())),
                text(student.and_then(|student| student.email.as_ref())),
            ];
            for (at, presence) in attendee.presences.iter().enumerate() {
                let minutes = presence.as_ref().map(|it| it.minutes().to_string());
                row.push(minutes.unwrap_or_else(missing));
                row.push(presence.as_ref().map_or_else(String::new, |it| self.remarks(at, it)));
            }
            let attended = attendee.presences.iter().flatten().count();
            let missed = attendee.presences.len() - attended;
            row.extend([total(attendee), attended as i64, missed as i64].map(|n| n.to_string()));
            sheet.row(row.iter().map(String::as_str))?;
        }
        Ok(())
    }

    /// Moodle takes grades of at most 100, and knows people by one thing that all have.
    pub(super) fn moodle(&self, out: &mut impl Write, sheet: SheetArgs) -> Result<(), Failure> {
        type Key = fn(&Enrolled) -> Option<&String>;
        let keys: [(&str, Key); 3] = [
            ("moodle-id", |student| student.id.as_ref()),
            ("moodle-username", |student| student.username.as_ref()),
            ("moodle-email", |student| student.email.as_ref()),
        ];
        let rows = self.register.attendees.iter();
        let rows: Vec<_> = rows.filter_map(|row| Some((row, row.student.as_ref()?))).collect();
        let known = |key: Key| rows.iter().filter(|(_, student)| key(student).is_some()).count();
        // Of equals, the first.
        let best = keys.iter().rev().max_by_key(|(_, key)| known(*key));
        let Some((heading, key)) = best.filter(|(_, key)| known(*key) > 0) else {
            return Err(Failure::Failed(self.word("register-no-key")));
        };
        let mut sheet = Sheet::plain(out, sheet);
        let days = self.days().into_iter().map(|day| format!("{day} (%)"));
        let head: Vec<String> = std::iter::once(self.word(heading)).chain(days).collect();
        sheet.row(head.iter().map(String::as_str))?;
        for (row, student) in rows {
            let Some(who) = key(student) else { continue };
            let share = |(sitting, presence): (&Sitting, &Option<Presence>)| {
                let whole = sitting.until.duration_since(sitting.opened).as_secs().max(1);
                let time = presence.as_ref().map_or(0, |it| it.time.as_secs());
                (100 * time / whole).clamp(0, 100).to_string()
            };
            let shares = self.register.meetings.iter().zip(&row.presences).map(share);
            let row: Vec<String> = std::iter::once(who.clone()).chain(shares).collect();
            sheet.row(row.iter().map(String::as_str))?;
        }
        Ok(())
    }

    pub(super) fn html(&self, out: &mut impl Write) -> Result<(), Failure> {
        let html = |text: &str| xml_escaped(&xml(text));
        let class = class_label(&self.class.name, self.locale);
        let title = html(&say!(self.locale, "register-title", class = class));
        writeln!(
            out,
            "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; \
             style-src 'unsafe-inline'\">\n<title>{title}</title>\n<style>{STYLE}</style>\n\
             </head>\n<body>\n<h1>{title}</h1>\n<table>",
            self.locale
        )?;
        let head = [self.word("register-name"), self.word("register-short")].into_iter();
        let head = head.chain(self.days()).chain([self.word("register-total")]);
        let head: String =
            head.map(|head| format!("<th scope=\"col\">{}</th>", html(&head))).collect();
        writeln!(out, "<thead><tr>{head}</tr></thead>\n<tbody>")?;
        for attendee in &self.register.attendees {
            let (name, called) = (html(&attendee.label(self.locale)), html(&called(attendee)));
            write!(out, "<tr><th scope=\"row\">{name}</th><td>{called}</td>")?;
            for (at, presence) in attendee.presences.iter().enumerate() {
                match presence {
                    None => write!(out, "<td class=\"number\">—</td>")?,
                    Some(it) => write!(
                        out,
                        "<td class=\"number\" title=\"{}\">{}</td>",
                        html(&self.remarks(at, it)),
                        html(&self.cell(at, it))
                    )?,
                }
            }
            writeln!(out, "<td class=\"number\">{}</td></tr>", total(attendee))?;
        }
        let legend = say!(self.locale, "register-legend", grace = self.grace.as_secs() / 60);
        writeln!(out, "</tbody>\n</table>\n<p>{}</p>\n</body>\n</html>", html(&legend))?;
        Ok(())
    }

    fn word(&self, key: &str) -> String {
        say!(self.locale, key)
    }

    /// The headings of the meetings: their days, with the hour where two are on one day.
    fn days(&self) -> Vec<String> {
        let format = |key: &str| {
            let format = self.word(key);
            let opened = self.register.meetings.iter().map(|sitting| sitting.opened);
            let day = |at| self.zone.to_datetime(at).strftime(&format).to_string();
            opened.map(day).collect::<Vec<_>>()
        };
        let (days, hours) = (format("register-day"), format("register-hour"));
        let is_one = |day: &String| days.iter().filter(|other| *other == day).count() == 1;
        days.iter()
            .zip(hours)
            .map(|(day, hour)| if is_one(day) { day.clone() } else { hour })
            .collect()
    }

    fn cell(&self, meeting: usize, presence: &Presence) -> String {
        self.register.cell(meeting, presence, self.grace, self.locale)
    }

    /// Who came late or left early, in words.
    fn remarks(&self, meeting: usize, presence: &Presence) -> String {
        let late = self.register.late(meeting, presence, self.grace);
        let early = self.register.early(meeting, presence, self.grace);
        let late = late.map(|minutes| say!(self.locale, "register-late", minutes = minutes));
        let early = early.map(|minutes| say!(self.locale, "register-early", minutes = minutes));
        late.into_iter().chain(early).collect::<Vec<_>>().join("; ")
    }
}

const STYLE: &str = "body{font:1rem system-ui,sans-serif;margin:1rem;color-scheme:light dark}\
table{border-collapse:collapse}th,td{border:1px solid;padding:.2rem .5rem;text-align:left}\
.number{text-align:right}";

fn missing() -> String {
    "—".to_owned()
}

/// What somebody is called in class.
fn called(attendee: &Attendee) -> String {
    let short = attendee.student.as_ref().map(|student| &student.short);
    attendee.name.as_ref().or(short).map(ToString::to_string).unwrap_or_default()
}

fn total(attendee: &Attendee) -> i64 {
    attendee.presences.iter().flatten().map(Presence::minutes).sum()
}
