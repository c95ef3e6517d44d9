//! What part of the journal is wanted: `--since`, `--until`, `--with`.

use jiff::civil::{Date, DateTime, Time};
use jiff::{Span, Timestamp, ToSpan, ZonedDateTime};

use crate::classroom::day;
use crate::journal::{Class, Filter, Held};
use crate::locale::Locale;
use crate::say;

use super::super::common::{class_label, class_named, name};
use super::super::failure::Failure;

#[derive(Debug, clap::Args)]
pub(super) struct SpanArgs {
    /// From this time on: 2026-11-23, "2026-11-23 14:00", 14:00 (today) or 2h (two hours ago)
    #[arg(long, value_name = "TIME", display_order = 0)]
    since: Option<String>,
    /// Up to this time, in the same formats; a date includes the whole day
    #[arg(long, value_name = "TIME", display_order = 0)]
    until: Option<String>,
    /// Only this person's entries, and the lines from and to them
    #[arg(long, value_name = "NAME", display_order = 0)]
    with: Option<String>,
    /// Only this class, in any case
    #[arg(long, value_name = "CLASS", display_order = 0)]
    class: Option<String>,
    /// Only the meetings of this day, 20/11 (11/20 in English) or 2026-11-20, or the one with this
    /// number in sala class show
    #[arg(long, value_name = "DAY|N", display_order = 0, requires = "class")]
    meeting: Option<String>,
}

impl SpanArgs {
    /// What is wanted, meetings aside.
    pub(super) fn filter(&self, now: &ZonedDateTime, locale: Locale) -> Result<Filter, Failure> {
        let moment = |option: &str, value: &Option<String>, whole_day| match value {
            None => Ok(None),
            Some(value) => moment(value, now, whole_day).map(Some).ok_or_else(|| {
                let value = value.as_str();
                Failure::Misused(say!(locale, "journal-bad-time", option = option, value = value))
            }),
        };
        let since = moment("--since", &self.since, false)?;
        let until = moment("--until", &self.until, true)?;
        if since.zip(until).is_some_and(|(since, until)| since > until) {
            return Err(Failure::Misused(say!(locale, "journal-bad-span")));
        }
        let with = self.with.as_ref().map(|text| name("--with", text, locale)).transpose()?;
        Ok(Filter { since, until, with, meetings: None })
    }

    /// The class whose register is wanted; without a word, the only one that has met.
    pub(super) fn class(&self, classes: Vec<Class>, locale: Locale) -> Result<Class, Failure> {
        if let Some(class) = &self.class {
            return class_named(classes, class, locale);
        }
        let mut met: Vec<Class> = classes;
        met.retain(|class| !class.meetings.is_empty());
        if met.len() > 1 {
            let names: Vec<&str> = met.iter().map(|class| class.name.as_str()).collect();
            let names = names.join(", ");
            return Err(Failure::Misused(say!(locale, "register-which", names = names)));
        }
        met.pop().ok_or_else(|| Failure::Failed(say!(locale, "class-none")))
    }

    /// The meetings that are wanted, of these classes; `None` for all.
    pub(super) fn meetings(
        &self,
        classes: Vec<Class>,
        now: &ZonedDateTime,
        locale: Locale,
    ) -> Result<Option<Vec<Held>>, Failure> {
        let Some(class) = &self.class else { return Ok(None) };
        let class = class_named(classes, class, locale)?;
        let Some(wanted) = &self.meeting else { return Ok(Some(class.meetings)) };
        let chosen: Vec<Held> = match (wanted.parse::<usize>(), day(wanted, now.date(), locale)) {
            (Ok(place), _) => {
                class.meetings.into_iter().filter(|held| held.place == place).collect()
            }
            (_, Some(day)) => {
                let start = |day: Date| day.to_datetime(Time::midnight());
                let local = |moment: DateTime| now.time_zone().to_timestamp(moment);
                let next = day.tomorrow().map(start).and_then(local);
                let span = local(start(day)).ok().zip(next.ok());
                let (since, until) = span.unwrap_or((Timestamp::MIN, Timestamp::MIN));
                class.meetings.into_iter().filter(|held| held.overlaps(&(since..until))).collect()
            }
            _ => {
                let value = wanted.as_str();
                return Err(Failure::Misused(say!(locale, "class-bad-meeting", value = value)));
            }
        };
        if chosen.is_empty() {
            let (value, class) = (wanted.as_str(), class_label(&class.name, locale));
            let words = say!(locale, "class-no-meeting", value = value, class = class);
            return Err(Failure::Failed(words));
        }
        Ok(Some(chosen))
    }
}

/// The moment that a person means. A day without a time is its beginning, or its end.
fn moment(text: &str, now: &ZonedDateTime, whole_day: bool) -> Option<Timestamp> {
    let text = text.trim();
    let local = |moment: DateTime| {
        moment.to_zoned_datetime(now.time_zone().clone()).ok().map(|zoned| zoned.timestamp())
    };
    if let Ok(moment) = text.parse::<Timestamp>() {
        return Some(moment);
    }
    if let Ok(day) = Date::strptime("%Y-%m-%d", text) {
        let day = if whole_day { day.checked_add(1.day()).ok()? } else { day };
        return local(day.to_datetime(Time::midnight()));
    }
    for format in ["%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"] {
        if let Ok(moment) = DateTime::strptime(format, text) {
            return local(moment);
        }
    }
    for format in ["%H:%M", "%H:%M:%S"] {
        if let Ok(time) = Time::strptime(format, text) {
            return local(now.date().to_datetime(time));
        }
    }
    let ago: Span = text.parse().ok()?;
    now.checked_sub(ago.abs()).ok().map(|zoned| zoned.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, whole_day: bool) -> Option<String> {
        let now = "2026-11-23T15:30:00-03:00[-03:00]".parse().unwrap();
        moment(text, &now, whole_day).map(|moment| moment.to_string())
    }

    #[test]
    fn every_form_is_a_moment_of_the_local_clock() {
        for (text, expected) in [
            ("2026-11-23", "2026-11-23T03:00:00Z"),
            (" 2026-11-23 14:00 ", "2026-11-23T17:00:00Z"),
            ("2026-11-23T14:00", "2026-11-23T17:00:00Z"),
            ("2026-11-23 14:00:05", "2026-11-23T17:00:05Z"),
            ("14:00", "2026-11-23T17:00:00Z"),
            ("8:05", "2026-11-23T11:05:00Z"),
            ("14:00:59", "2026-11-23T17:00:59Z"),
            ("2h", "2026-11-23T16:30:00Z"),
            ("30min", "2026-11-23T18:00:00Z"),
            ("90 minutes ago", "2026-11-23T17:00:00Z"),
            ("1d", "2026-11-22T18:30:00Z"),
            ("2026-11-23T14:00:00-05:00", "2026-11-23T19:00:00Z"),
            ("2026-11-23T14:00:00Z", "2026-11-23T14:00:00Z"),
        ] {
            assert_eq!(read(text, false).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn a_day_ends_with_its_evening() {
        assert_eq!(read("2026-11-23", true).as_deref(), Some("2026-11-24T03:00:00Z"));
        assert_eq!(read("2026-11-23 14:00", true).as_deref(), Some("2026-11-23T17:00:00Z"));
    }

    #[test]
    fn anything_else_is_none() {
        for text in [
            "",
            "ontem",
            "2026",
            "14",
            "25:00",
            "2026-13-01",
            "2026-02-30",
            "14:00 x",
            "19999 years",
        ] {
            assert_eq!(read(text, false), None, "{text}");
        }
    }
}
