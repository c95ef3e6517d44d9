//! A listing's rows. For programs a row's fields are the columns, the same in every language; for
//! people it is a line of a table, or of the conversation.

use std::net::IpAddr;

use comfy_table::Cell;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ZonedDateTime};
use serde::{Serialize, Serializer};

use crate::classroom::{Departure, Kind, Presence, Said};
use crate::journal::Stay;
use crate::locale::Locale;
use crate::say;
use crate::wire::clean;

use super::super::table::number;

/// A row of a table. Its default value has all its columns.
pub(super) trait Row: Serialize + Default {
    /// The cells for people, each with the key of its heading.
    fn cells(self, locale: Locale) -> Vec<(&'static str, Cell)>;
}

/// A moment in a time zone, to the second: for programs in RFC 3339, with its offset from UTC.
#[derive(Default)]
pub(super) struct Time(ZonedDateTime);

impl Time {
    fn new(at: Timestamp, zone: &TimeZone) -> Self {
        Self(at.to_zoned_datetime(zone.clone()))
    }

    pub(super) fn local(&self) -> String {
        self.0.strftime("%Y-%m-%d %H:%M:%S").to_string()
    }

    pub(super) fn rfc3339(&self) -> String {
        self.0.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
    }
}

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.rfc3339())
    }
}

#[derive(Default, Serialize)]
pub(super) struct EntryRow {
    /// `None` for somebody who was forgotten, as the address is.
    name: Option<String>,
    ip: Option<IpAddr>,
    port: Option<u16>,
    came: Time,
    /// `None` for somebody who is still here.
    left: Option<Time>,
    #[serde(serialize_with = "code")]
    how: Option<Departure>,
    active: usize,
}

fn code<S: Serializer>(how: &Option<Departure>, serializer: S) -> Result<S::Ok, S::Error> {
    how.map(Departure::code).serialize(serializer)
}

impl EntryRow {
    pub(super) fn new(entry: &Stay, zone: &TimeZone) -> Self {
        Self {
            name: entry.who.name().map(ToString::to_string),
            ip: entry.who.from().map(|from| from.ip()),
            port: entry.who.from().map(|from| from.port()),
            came: Time::new(entry.came, zone),
            left: entry.left.map(|(at, _)| Time::new(at, zone)),
            how: entry.left.map(|(_, how)| how),
            active: entry.active,
        }
    }
}

impl Row for EntryRow {
    fn cells(self, locale: Locale) -> Vec<(&'static str, Cell)> {
        let text = |value: Option<String>| value.unwrap_or_default();
        let how = self.how.map_or("journal-still-here".to_owned(), Departure::key);
        vec![
            ("journal-column-name", Cell::new(name(self.name, locale))),
            ("journal-column-ip", Cell::new(text(self.ip.map(|ip| ip.to_string())))),
            ("journal-column-port", number(text(self.port.map(|port| port.to_string())))),
            ("journal-column-came", Cell::new(self.came.local())),
            ("journal-column-left", Cell::new(text(self.left.map(|left| left.local())))),
            ("journal-column-how", Cell::new(say!(locale, &how))),
            ("journal-column-active", number(self.active)),
        ]
    }
}

/// All stays of somebody together.
#[derive(Default, Serialize)]
pub(super) struct PresenceRow {
    name: Option<String>,
    first: Time,
    last: Time,
    minutes: i64,
    present: bool,
}

impl PresenceRow {
    pub(super) fn new(presence: &Presence, zone: &TimeZone) -> Self {
        Self {
            name: presence.name.as_ref().map(ToString::to_string),
            first: Time::new(presence.first, zone),
            last: Time::new(presence.last, zone),
            minutes: presence.minutes(),
            present: presence.present,
        }
    }
}

impl Row for PresenceRow {
    fn cells(self, locale: Locale) -> Vec<(&'static str, Cell)> {
        let last = match self.present {
            true => say!(locale, "journal-still-here"),
            false => self.last.local(),
        };
        vec![
            ("journal-column-name", Cell::new(name(self.name, locale))),
            ("journal-column-first", Cell::new(self.first.local())),
            ("journal-column-last", Cell::new(last)),
            ("journal-column-minutes", number(self.minutes)),
        ]
    }
}

fn name(name: Option<String>, locale: Locale) -> String {
    name.unwrap_or_else(|| say!(locale, "name-removed"))
}

#[derive(Default, Serialize)]
pub(super) struct LineRow {
    pub(super) at: Time,
    room: String,
    kind: &'static str,
    from: String,
    to: Option<String>,
    text: String,
    /// The line as it stood on the wire, and with both names if it was private. What could harm a
    /// terminal was taken out before it was recorded; here it is again.
    #[serde(skip)]
    pub(super) line: String,
}

impl LineRow {
    pub(super) fn new(said: Said, zone: &TimeZone) -> Self {
        let line = match &said.to {
            Some(to) => format!("({} → {to}) {}", said.from, clean(&said.text)),
            None => clean(&said.line().to_string()).into_owned(),
        };
        Self {
            at: Time::new(said.at, zone),
            room: said.room.to_string(),
            kind: said.kind.code(),
            from: said.from.to_string(),
            to: said.to.map(|to| to.to_string()),
            text: said.text,
            line,
        }
    }
}

impl Row for LineRow {
    fn cells(self, locale: Locale) -> Vec<(&'static str, Cell)> {
        vec![
            ("journal-column-at", Cell::new(self.at.local())),
            ("journal-column-room", Cell::new(self.room)),
            ("journal-column-kind", Cell::new(kind(self.kind, locale))),
            ("journal-column-from", Cell::new(self.from)),
            ("journal-column-to", Cell::new(self.to.unwrap_or_default())),
            ("journal-column-text", Cell::new(self.text)),
        ]
    }
}

fn kind(code: &str, locale: Locale) -> String {
    let key = match Kind::from_code(code) {
        Some(Kind::Speech) => "kind-speech",
        Some(Kind::Action) => "kind-action",
        Some(Kind::Announcement) => "kind-announcement",
        Some(Kind::Private) => "kind-private",
        Some(Kind::Notice) => "kind-notice",
        None => return String::new(),
    };
    say!(locale, key)
}
