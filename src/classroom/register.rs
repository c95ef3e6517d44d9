//! The register: who was in which meeting of a class, for how long.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use unicode_width::UnicodeWidthStr;

use crate::locale::Locale;
use crate::name::{Name, plain};
use crate::say;

use super::class::Classroom;
use super::meeting::Enrolled;
use super::record::Presence;

/// How many meetings a table in the classroom shows, the last ones.
pub(super) const MEETINGS_SHOWN: usize = 6;

/// Who was in which meeting.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Register {
    /// The meetings, the oldest first.
    pub meetings: Vec<Sitting>,
    /// Who belongs to the class, in the order of its roster, then the others by name.
    pub attendees: Vec<Attendee>,
}

/// A meeting in a register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sitting {
    /// When it was opened.
    pub opened: Timestamp,
    /// When it ended; now, for one that goes on.
    pub until: Timestamp,
    /// Does it go on?
    pub goes_on: bool,
}

/// Somebody in a register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attendee {
    /// Who it is, if they belong to the class.
    pub student: Option<Enrolled>,
    /// What they were last called; `None` for someone who was forgotten, or never came.
    pub name: Option<Name>,
    /// For each meeting, when they were in it, if they were.
    pub presences: Vec<Option<Presence>>,
}

/// A stay in one of the meetings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attended {
    /// The place of the meeting in the register.
    pub meeting: usize,
    /// The case-folded short name of who it was in the roster.
    pub student: Option<String>,
    /// Their name then; `None` for someone who was forgotten.
    pub name: Option<Name>,
    /// What those who are forgotten are told apart by.
    pub forgotten: String,
    /// When they came.
    pub came: Timestamp,
    /// When they left, if they have.
    pub left: Option<Timestamp>,
}

impl Register {
    /// The register of these meetings; stays are in the order of their start.
    pub fn new(meetings: Vec<Sitting>, roster: &[Enrolled], stays: &[Attended]) -> Self {
        let none = || vec![None; meetings.len()];
        let enrolled = |student: &Enrolled| Attendee {
            student: Some(student.clone()),
            name: None,
            presences: none(),
        };
        let mut students: Vec<Attendee> = roster.iter().map(enrolled).collect();
        let places: BTreeMap<String, usize> = (0..)
            .zip(roster)
            .map(|(at, student)| (student.short.confusable().folded, at))
            .collect();
        let mut others: BTreeMap<(String, String), Attendee> = BTreeMap::new();
        for stay in stays {
            let folded = stay.name.as_ref().map(|name| name.confusable().folded);
            let known = stay.student.as_ref().or(folded.as_ref());
            let attendee = match known.and_then(|short| places.get(short)) {
                Some(at) => &mut students[*at],
                None => {
                    let key = folded.unwrap_or_else(|| stay.forgotten.clone());
                    let new = || Attendee { student: None, name: None, presences: none() };
                    others.entry((plain(&key), key)).or_insert_with(new)
                }
            };
            attendee.note(stay, &meetings);
        }
        let attendees = students.into_iter().chain(others.into_values()).collect();
        Self { meetings, attendees }
    }

    /// Who belongs to the class and is not here, while a meeting goes on.
    pub fn missing(&self) -> impl Iterator<Item = &Enrolled> {
        let goes_on = self.meetings.last().is_some_and(|last| last.goes_on);
        let is_here = |attendee: &&Attendee| {
            attendee.presences.last().is_some_and(|last| last.as_ref().is_some_and(|it| it.present))
        };
        let away = self.attendees.iter().filter(move |attendee| goes_on && !is_here(attendee));
        away.filter_map(|attendee| attendee.student.as_ref())
    }

    /// How late somebody came to a meeting, if later than the grace.
    pub fn late(&self, meeting: usize, presence: &Presence, grace: Duration) -> Option<i64> {
        let late = presence.first.duration_since(self.meetings[meeting].opened);
        (late > signed(grace)).then(|| minutes(late))
    }

    /// How early somebody left a meeting for good, if earlier than the grace.
    pub fn early(&self, meeting: usize, presence: &Presence, grace: Duration) -> Option<i64> {
        let early = self.meetings[meeting].until.duration_since(presence.last);
        (!presence.present && early > signed(grace)).then(|| minutes(early))
    }

    /// The minutes, with a letter behind them for who came late or left early.
    pub fn cell(
        &self,
        meeting: usize,
        presence: &Presence,
        grace: Duration,
        locale: Locale,
    ) -> String {
        let late = self.late(meeting, presence, grace).map(|_| say!(locale, "register-late-mark"));
        let early =
            self.early(meeting, presence, grace).map(|_| say!(locale, "register-early-mark"));
        let marks: String = late.into_iter().chain(early).collect();
        format!("{} {marks}", presence.minutes()).trim_end().to_owned()
    }
}

impl Attendee {
    /// The full name, or what they were last called.
    pub fn label(&self, locale: Locale) -> String {
        let full = self.student.as_ref().map(|student| student.name.as_str());
        let short = self.student.as_ref().map(|student| student.short.as_str());
        let name = full.filter(|full| !full.is_empty()).or(short);
        name.or(self.name.as_ref().map(Name::as_str))
            .map_or_else(|| say!(locale, "name-removed"), str::to_owned)
    }

    fn note(&mut self, stay: &Attended, meetings: &[Sitting]) {
        let (Some(sitting), Some(cell)) =
            (meetings.get(stay.meeting), self.presences.get_mut(stay.meeting))
        else {
            return;
        };
        self.name = stay.name.clone();
        // The clock may have been set back during the stay.
        let last = stay.left.unwrap_or(sitting.until).max(stay.came);
        let presence = cell.get_or_insert_with(|| Presence {
            name: stay.name.clone(),
            first: stay.came,
            last: stay.came,
            time: SignedDuration::ZERO,
            present: false,
        });
        // Stays of one person may overlap: count only the part after the earlier ones.
        let counted = last.duration_since(stay.came.max(presence.last));
        presence.time += counted.max(SignedDuration::ZERO);
        presence.last = presence.last.max(last);
        presence.present |= stay.left.is_none();
        presence.name = stay.name.clone();
    }
}

impl Classroom {
    /// A register as lines of a table: names, and for each meeting the minutes.
    pub(super) fn register(&self, register: &Register) -> Vec<String> {
        let locale = self.locale();
        let grace = self.meeting.as_ref().map(|meeting| meeting.grace).unwrap_or_default();
        let days = register.meetings.iter().map(|sitting| self.column(sitting));
        let head = std::iter::once(say!(locale, "register-name")).chain(days);
        let mut rows: Vec<Vec<String>> = vec![head.collect()];
        for attendee in &register.attendees {
            let mut name = attendee.label(locale);
            if let Some(called) = called(attendee) {
                name += &format!(" ({called})");
            }
            let cells = (0..).zip(&attendee.presences).map(|(meeting, presence)| {
                let Some(presence) = presence else { return "—".to_owned() };
                register.cell(meeting, presence, grace, locale)
            });
            rows.push(std::iter::once(name).chain(cells).collect());
        }
        let mut lines = aligned(&rows);
        lines.push(say!(locale, "register-legend", grace = grace.as_secs() / 60));
        let missing: Vec<String> =
            register.missing().map(|student| student.label().to_owned()).collect();
        if !missing.is_empty() {
            let (count, names) = (missing.len(), missing.join(", "));
            lines.push(say!(locale, "register-missing", count = count, names = names));
        }
        lines
    }

    /// The heading of a meeting's column: its day, and its hour where that tells it from another.
    fn column(&self, sitting: &Sitting) -> String {
        let format = say!(self.locale(), "history-day");
        let opened = self.config.time_zone.to_datetime(sitting.opened);
        opened.strftime(&format).to_string()
    }
}

/// What a student is called in class, if that is not what the roster says.
fn called(attendee: &Attendee) -> Option<&Name> {
    let student = attendee.student.as_ref()?;
    let name = attendee.name.as_ref().unwrap_or(&student.short);
    (!student.name.is_empty() && plain(&student.name) != plain(name.as_str())).then_some(name)
}

/// The rows with columns under each other: the first on the left, the others on the right.
fn aligned(rows: &[Vec<String>]) -> Vec<String> {
    let columns = rows.first().map_or(0, Vec::len);
    let width = |at: usize| rows.iter().map(|row| row[at].width()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths).enumerate().map(|(at, (cell, width))| {
            let space = " ".repeat(width - cell.width());
            if at == 0 { format!("{cell}{space}") } else { format!("{space}{cell}") }
        });
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    rows.iter().map(line).collect()
}

fn signed(time: Duration) -> SignedDuration {
    SignedDuration::try_from(time).unwrap_or(SignedDuration::MAX)
}

fn minutes(time: SignedDuration) -> i64 {
    time.as_secs() / 60
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_second(60 * minute).unwrap()
    }

    fn stay(meeting: usize, who: &str, student: Option<&str>, came: i64, left: i64) -> Attended {
        Attended {
            meeting,
            student: student.map(str::to_owned),
            name: Name::new(who).ok(),
            forgotten: String::new(),
            came: at(came),
            left: (left > 0).then(|| at(left)),
        }
    }

    fn enrolled(short: &str, name: &str) -> Enrolled {
        let (short, name) = (Name::new(short).unwrap(), name.to_owned());
        Enrolled { short, name, id: None, username: None, email: None }
    }

    #[test]
    fn students_have_a_row_whatever_they_are_called_and_minutes_count_once() {
        let sitting =
            |opened, until, goes_on| Sitting { opened: at(opened), until: at(until), goes_on };
        let meetings = vec![sitting(0, 50, false), sitting(100, 140, true)];
        let roster = [enrolled("ana_lima", "Ana Lima"), enrolled("beto", "Beto Reis")];
        let stays = [
            stay(0, "ana_lima", Some("ana_lima"), 12, 30),
            stay(0, "aninha", Some("ana_lima"), 25, 35),
            stay(0, "zé", None, 0, 49),
            // From before there was a roster.
            stay(0, "Beto", None, 5, 45),
            stay(1, "ana_lima", Some("ana_lima"), 101, 0),
        ];
        let register = Register::new(meetings, &roster, &stays);
        let rows: Vec<_> = register
            .attendees
            .iter()
            .map(|who| {
                let minutes = who.presences.iter().map(|cell| cell.as_ref().map(Presence::minutes));
                (who.label(Locale::En), minutes.collect::<Vec<_>>())
            })
            .collect();
        let row = |name: &str, minutes: [Option<i64>; 2]| (name.to_owned(), minutes.to_vec());
        assert_eq!(
            rows,
            [
                row("Ana Lima", [Some(23), Some(39)]),
                row("Beto Reis", [Some(40), None]),
                row("zé", [Some(49), None])
            ]
        );
        let grace = Duration::from_secs(600);
        let ana = register.attendees[0].presences[0].as_ref().unwrap();
        assert_eq!(register.late(0, ana, grace), Some(12));
        assert_eq!(register.early(0, ana, grace), Some(15));
        let beto = register.attendees[1].presences[0].as_ref().unwrap();
        assert_eq!((register.late(0, beto, grace), register.early(0, beto, grace)), (None, None));
        let missing: Vec<&str> = register.missing().map(|who| who.name.as_str()).collect();
        assert_eq!(missing, ["Beto Reis"]);
    }
}
