//! The meeting of a class: whose it is, since when, and who belongs to it.

use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::fmt::serde::timestamp::microsecond;
use serde::{Deserialize, Serialize};

use crate::locale::Locale;
use crate::name::{Name, plain};
use crate::roster::name_words;

/// A meeting, from its opening to its end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meeting {
    /// The name of its class.
    pub class: Name,
    /// When it was opened: by an earlier server, if it goes on after a crash.
    #[serde(with = "microsecond::required")]
    pub opened: Timestamp,
    /// Who belongs to the class, if anybody is known to.
    pub roster: Vec<Enrolled>,
    /// Is nobody else let in?
    pub roster_only: bool,
    /// Who comes later than this is late, and who leaves earlier leaves early.
    pub grace: Duration,
}

/// Someone who belongs to a class.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrolled {
    /// What they are called in class.
    pub short: Name,
    /// The full name; empty if the list has none.
    pub name: String,
    /// The school's number.
    pub id: Option<String>,
    /// The name of their account.
    pub username: Option<String>,
    /// Their e-mail address.
    pub email: Option<String>,
}

impl Meeting {
    /// Who of the class somebody says that they are: by short name, number, account, e-mail address or
    /// full name. `None` if that could be several people.
    pub fn student(&self, text: &str) -> Option<&Enrolled> {
        Self::student_of(&self.roster, text)
    }

    /// Is it the full name of several students, and nothing that tells who of them it is?
    pub fn is_several(&self, text: &str) -> bool {
        let full = name_words(text);
        let alike = self.roster.iter().filter(|student| name_words(&student.name) == full);
        !full.is_empty() && alike.count() > 1 && self.student(text).is_none()
    }

    /// The same of a roster.
    pub fn student_of<'r>(roster: &'r [Enrolled], text: &str) -> Option<&'r Enrolled> {
        let text = text.trim();
        let is_text = |other: &Option<String>| {
            other.as_ref().is_some_and(|other| plain(other) == plain(text))
        };
        let full = name_words(text);
        let by_short = |student: &&Enrolled| plain(student.short.as_str()) == plain(text);
        let by_other = |student: &&Enrolled| {
            [&student.id, &student.username, &student.email].into_iter().any(is_text)
        };
        let by_name = |student: &&Enrolled| !full.is_empty() && name_words(&student.name) == full;
        let one = |is: &dyn Fn(&&Enrolled) -> bool| {
            let mut found = roster.iter().filter(is);
            found.next().filter(|_| found.next().is_none())
        };
        one(&by_short).or_else(|| one(&by_other)).or_else(|| one(&by_name))
    }
}

impl Enrolled {
    /// What to call them: by full name, if there is one.
    pub fn label(&self) -> &str {
        if self.name.is_empty() { self.short.as_str() } else { &self.name }
    }
}

/// The day that a person means: `2026-11-20`, or, of this year or the last one, `20/11`, in English
/// `11/20`. With two numbers that can only be read the other way round, that is what is meant.
pub fn day(text: &str, today: Date, locale: Locale) -> Option<Date> {
    let text = text.trim();
    if let Ok(day) = Date::strptime("%Y-%m-%d", text) {
        return Some(day);
    }
    let mut numbers = text.split('/').map(|number| number.parse::<i16>().ok());
    let (first, second, year) = (numbers.next()??, numbers.next()??, numbers.next());
    if numbers.next().is_some() {
        return None;
    }
    let (given, month) = match locale {
        Locale::PtBr => (first, second),
        Locale::En => (second, first),
    };
    let of = |year: i16, month: i16, day: i16| {
        Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
    };
    let either = |year| of(year, month, given).or_else(|| of(year, given, month));
    match year {
        Some(year) => either(year?),
        None => {
            let past = |day: &Date| *day <= today;
            either(today.year()).filter(past).or_else(|| either(today.year() - 1))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn students_are_known_by_what_they_may_type_unless_it_is_two_peoples() {
        let enrolled = |short: &str, name: &str, id: &str, email: &str| Enrolled {
            short: Name::new(short).unwrap(),
            name: name.to_owned(),
            id: Some(id.to_owned()),
            username: None,
            email: Some(email.to_owned()),
        };
        let meeting = Meeting {
            class: Name::new("7A").unwrap(),
            opened: Timestamp::UNIX_EPOCH,
            roster: vec![
                enrolled("maria_clara", "Maria Clara de Souza", "20261001", "mc@example.org"),
                enrolled("joão_pedro", "João Pedro Araújo", "20261002", "jp@example.org"),
                enrolled("ana_lima", "Ana Lima", "20261003", "al@example.org"),
                enrolled("ana_lima_2", "Ana Lima", "20261004", "al2@example.org"),
            ],
            roster_only: false,
            grace: Duration::ZERO,
        };
        for (text, short) in [
            ("maria clara souza", Some("maria_clara")),
            ("Maria_Clara", Some("maria_clara")),
            (" 20261001 ", Some("maria_clara")),
            ("MC@example.org", Some("maria_clara")),
            ("joao_pedro", Some("joão_pedro")),
            ("Joao Pedro Araujo", Some("joão_pedro")),
            ("Ana Lima", None),
            ("20261004", Some("ana_lima_2")),
            ("maria", None),
            ("", None),
            ("--", None),
        ] {
            let found = meeting.student(text).map(|student| student.short.as_str());
            assert_eq!(found, short, "{text}");
            assert_eq!(meeting.is_several(text), text == "Ana Lima", "{text}");
        }
    }

    #[test]
    fn a_day_is_the_last_one_of_its_number_and_month_that_has_come() {
        let today: Date = "2027-02-03".parse().unwrap();
        for (text, pt, en) in [
            ("20/11", Some("2026-11-20"), Some("2026-11-20")),
            ("11/20", Some("2026-11-20"), Some("2026-11-20")),
            ("02/01", Some("2027-01-02"), Some("2027-02-01")),
            ("3/2", Some("2027-02-03"), Some("2026-03-02")),
            ("3/2/2026", Some("2026-02-03"), Some("2026-03-02")),
            (" 2025-12-31 ", Some("2025-12-31"), Some("2025-12-31")),
            ("31/4", None, None),
            ("20", None, None),
            ("20/11/2026/1", None, None),
            ("a/b", None, None),
            ("", None, None),
        ] {
            for (locale, expected) in [(Locale::PtBr, pt), (Locale::En, en)] {
                let read = day(text, today, locale).map(|day| day.to_string());
                assert_eq!(read.as_deref(), expected, "{text} {locale:?}");
            }
        }
    }
}
