//! Which class a server opens, whom it admits, and whether a meeting that was cut off goes on.

use std::io;
use std::time::Duration;

use clap::builder::BoolishValueParser;
use jiff::Timestamp;

use crate::classroom::Meeting;
use crate::journal::{DEFAULT_CLASS, Held, Location, Reader, Start};
use crate::locale::Locale;
use crate::name::{Name, plain};
use crate::say;
use crate::server::Admission;

use super::common::{class_label, moment, name};
use super::failure::{Failure, aside};

/// How late is late, unless it is said.
pub(super) const GRACE_MINUTES: u64 = 10;

#[derive(Debug, clap::Args)]
pub(super) struct MeetingArgs {
    /// Name of the class, whose meetings the journal keeps together: letters, digits, _ and -
    #[arg(long, value_name = "CLASS", default_value = DEFAULT_CLASS, env = "SALA_CLASS")]
    class: String,
    /// After a crash begin a new meeting, rather than asking or going on within 10 minutes
    #[arg(long, env = "SALA_NEW_MEETING", value_parser = BoolishValueParser::new())]
    new_meeting: bool,
    /// After a crash go on with the meeting, however long ago it was
    #[arg(long, env = "SALA_GO_ON", value_parser = BoolishValueParser::new(), conflicts_with = "new_meeting")]
    go_on: bool,
    /// Let nobody in who is not in the class's roster (sala class roster). A name proves nothing
    #[arg(long, env = "SALA_ROSTER_ONLY", value_parser = BoolishValueParser::new(), conflicts_with = "no_journal")]
    roster_only: bool,
    /// Minutes that someone may come late, or leave early, without a mark in /attendance
    #[arg(long, value_name = "MINUTES", default_value_t = GRACE_MINUTES, env = "SALA_GRACE", value_parser = clap::value_parser!(u64).range(0..=1440))]
    grace: u64,
}

impl MeetingArgs {
    /// Which class it is, and whom it admits.
    pub(super) fn admission(&self, locale: Locale) -> Result<Admission, Failure> {
        Ok(Admission {
            class: name("--class", &self.class, locale)?,
            roster_only: self.roster_only,
            grace: Duration::from_secs(60 * self.grace),
        })
    }

    /// What to do where the last meeting was cut off.
    pub(super) fn start(&self) -> Start {
        match (self.go_on, self.new_meeting) {
            (true, _) => Start::GoOn,
            (_, true) => Start::New,
            _ => Start::ByTime,
        }
    }

    /// What the server is to be told of a meeting of its class that was cut off: the person in front
    /// of the terminal decides.
    pub(super) fn ask_to_go_on(
        &self,
        place: &Location,
        locale: Locale,
    ) -> Result<Option<&'static str>, Failure> {
        if self.start() != Start::ByTime {
            return Ok(None);
        }
        let class = name("--class", &self.class, locale)?;
        // Whatever is wrong with the journal, the server tells.
        let Ok(reader) = Reader::open(place) else { return Ok(None) };
        let classes = reader.classes().unwrap_or_default();
        let found = classes.iter().find(|it| it.name.is_same(&class) && !reader.is_live());
        let cut_off = found.and_then(|class| Some((class.cut_off()?, &class.name)));
        Ok(cut_off.map(|(held, class)| match goes_on(held, class, locale) {
            true => "--go-on",
            false => "--new-meeting",
        }))
    }
}

/// A meeting that was cut off goes on, without anyone having been asked.
pub(super) fn tell_that_it_goes_on(meeting: &Meeting, locale: Locale) {
    let since = moment(meeting.opened, locale);
    let class = class_label(&meeting.class, locale);
    aside(&say!(locale, "meeting-goes-on", class = class, since = since));
}

/// Asks whether the meeting that was cut off goes on.
fn goes_on(held: &Held, class: &Name, locale: Locale) -> bool {
    let (since, until) = (moment(held.opened, locale), moment(held.until, locale));
    let class = class_label(class, locale);
    let (key, other) = match held.is_recent(Timestamp::now()) {
        true => ("meeting-cut-off", "meeting-new"),
        false => ("meeting-cut-off-long-ago", "meeting-same"),
    };
    aside(&say!(locale, key, class = class, since = since, until = until));
    let mut answer = String::new();
    // What cannot be read decides nothing.
    let _ = io::stdin().read_line(&mut answer);
    let (answer, word) = (plain(answer.trim()), plain(&say!(locale, other)));
    let is_other = !answer.is_empty() && word.starts_with(&answer);
    is_other == (other == "meeting-same")
}
