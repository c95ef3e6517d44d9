//! The meeting of a class: whose it is, since when, and who belongs to it.

use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::fmt::serde::timestamp::microsecond;
use serde::{Deserialize, Serialize};

use crate::locale::Locale;
use crate::name::Name;

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
