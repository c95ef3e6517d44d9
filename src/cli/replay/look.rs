//! How a class looks as lines.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::locale::Locale;
use crate::paint::Style;
use crate::replay::{Moment, Seen};

/// How moments look as lines.
pub(super) struct Look {
    pub(super) locale: Locale,
    pub(super) zone: TimeZone,
    pub(super) color: bool,
}

impl Look {
    /// The time of day.
    pub(super) fn time(&self, at: Timestamp) -> String {
        self.zone.to_datetime(at).strftime("%H:%M:%S").to_string()
    }

    pub(super) fn lines(&self, moment: &Moment) -> Vec<String> {
        let at = Style::DIM.painted(&self.time(moment.at.wall), self.color);
        let lines = moment.seen.iter().map(|seen| match seen {
            Seen::Typed(..) => Style::BOLD.painted(&seen.to_string(), self.color),
            Seen::Read(_) => seen.to_string(),
        });
        lines.map(|line| format!("{at}  {line}")).collect()
    }
}
