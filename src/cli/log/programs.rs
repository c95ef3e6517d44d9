//! Listings for programs: the same in every language, with times that say their zone.

use std::io::{self, Write};
use std::net::IpAddr;

use clap::ValueEnum;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;

use crate::classroom::{Presence, Said};
use crate::journal::Entry;
use crate::name::Name;

use super::super::failure::Failure;
use super::people::line;

/// A form for programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// A line each, parted by tabs
    Txt,
    /// A JSON object in a line each
    Jsonl,
    /// Comma-separated values with a line of headings (RFC 4180)
    Csv,
}

/// The form a listing is written in.
pub(super) struct Programs<'z> {
    pub(super) zone: &'z TimeZone,
    pub(super) format: Format,
}

/// A row of a listing: its fields are the columns.
trait Columns: Serialize {
    const NAMES: &'static [&'static str];
}

#[derive(Serialize)]
struct EntryRow<'r> {
    name: Option<&'r str>,
    ip: Option<IpAddr>,
    port: Option<u16>,
    came: String,
    left: Option<String>,
    how: Option<&'static str>,
    active: usize,
}

impl Columns for EntryRow<'_> {
    const NAMES: &'static [&'static str] = &["name", "ip", "port", "came", "left", "how", "active"];
}

#[derive(Serialize)]
struct PresenceRow<'r> {
    name: Option<&'r str>,
    first: String,
    last: String,
    minutes: i64,
    present: bool,
}

impl Columns for PresenceRow<'_> {
    const NAMES: &'static [&'static str] = &["name", "first", "last", "minutes", "present"];
}

#[derive(Serialize)]
struct LineRow {
    at: String,
    room: String,
    kind: &'static str,
    from: String,
    to: Option<String>,
    text: String,
}

impl Columns for LineRow {
    const NAMES: &'static [&'static str] = &["at", "room", "kind", "from", "to", "text"];
}

impl Programs<'_> {
    pub(super) fn entries(&self, out: &mut impl Write, entries: &[Entry]) -> Result<(), Failure> {
        let rows = entries.iter().map(|entry| {
            Ok(EntryRow {
                name: entry.who.name().map(Name::as_str),
                ip: entry.who.from().map(|from| from.ip()),
                port: entry.who.from().map(|from| from.port()),
                came: self.time(entry.came),
                left: entry.left.map(|(at, _)| self.time(at)),
                how: entry.left.map(|(_, how)| how.code()),
                active: entry.active,
            })
        });
        self.write(out, rows)
    }

    pub(super) fn attendance(
        &self,
        out: &mut impl Write,
        presences: &[Presence],
    ) -> Result<(), Failure> {
        let rows = presences.iter().map(|presence| {
            Ok(PresenceRow {
                name: presence.name.as_ref().map(Name::as_str),
                first: self.time(presence.first),
                last: self.time(presence.last),
                minutes: presence.minutes(),
                present: presence.present,
            })
        });
        self.write(out, rows)
    }

    pub(super) fn lines(
        &self,
        out: &mut impl Write,
        lines: &mut dyn Iterator<Item = Result<Said, Failure>>,
    ) -> Result<(), Failure> {
        if self.format == Format::Txt {
            for said in lines {
                let said = said?;
                writeln!(out, "{}\t{}", self.time(said.at), line(&said))?;
            }
            return Ok(());
        }
        let rows = lines.map(|said| {
            said.map(|said| LineRow {
                at: self.time(said.at),
                room: said.room.to_string(),
                kind: said.kind.code(),
                from: said.from.to_string(),
                to: said.to.map(|to| to.to_string()),
                text: said.text,
            })
        });
        self.write(out, rows)
    }

    fn write<R: Columns>(
        &self,
        out: &mut impl Write,
        rows: impl Iterator<Item = Result<R, Failure>>,
    ) -> Result<(), Failure> {
        let mut table = csv::WriterBuilder::new();
        table.has_headers(false);
        let mut table = match self.format {
            Format::Jsonl => return write_json(out, rows),
            Format::Csv => table.from_writer(out),
            Format::Txt => {
                table.delimiter(b'\t').quote_style(csv::QuoteStyle::Never).from_writer(out)
            }
        };
        if self.format == Format::Csv {
            table.write_record(R::NAMES).map_err(output)?;
        }
        for row in rows {
            table.serialize(row?).map_err(output)?;
        }
        Ok(table.flush()?)
    }

    /// RFC 3339, in local time with its offset from UTC.
    fn time(&self, at: Timestamp) -> String {
        at.to_zoned_datetime(self.zone.clone()).strftime("%Y-%m-%dT%H:%M:%S.%6f%:z").to_string()
    }
}

fn write_json<R: Serialize>(
    out: &mut impl Write,
    rows: impl Iterator<Item = Result<R, Failure>>,
) -> Result<(), Failure> {
    for row in rows {
        serde_json::to_writer(&mut *out, &row?).map_err(io::Error::from)?;
        writeln!(out)?;
    }
    Ok(())
}

/// What the CSV writer says, without losing that nobody reads any more.
fn output(error: csv::Error) -> Failure {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error.into(),
        other => io::Error::other(format!("{other:?}")).into(),
    }
}
