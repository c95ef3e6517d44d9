//! What can go wrong with a step, and what it waited for.

use std::time::Duration;

use crate::link::LinkError;
use crate::locale::Locale;
use crate::say;

use super::escape::escaped;
use super::pattern::Pattern;

/// What can go wrong with a step.
#[derive(Debug)]
pub enum Problem {
    /// Nothing new came within the time allowed.
    NoAnswer {
        /// What was waited for.
        expected: Expected,
        /// For how long.
        within: Duration,
    },
    /// Lines came, but none that was waited for.
    OtherLines {
        /// What was waited for.
        expected: Expected,
        /// For how long.
        within: Duration,
        /// The line that is most like it.
        nearest: Vec<u8>,
    },
    /// Another line came first.
    NotNext {
        /// What was to be next.
        expected: Expected,
        /// What was.
        got: Vec<u8>,
    },
    /// A line came first that was not to come before.
    Forbidden {
        /// What was waited for.
        expected: Expected,
        /// What came before it.
        got: Vec<u8>,
    },
    /// Too few lines came within the time allowed.
    TooFew {
        /// What was waited for.
        expected: Expected,
        /// For how long since the last one.
        within: Duration,
        /// How many came.
        got: usize,
    },
    /// Something came where nothing was to come.
    NotSilent {
        /// What was not to come, and for how long.
        expected: Expected,
        /// What came.
        got: Vec<u8>,
    },
    /// The connection ended before what was waited for came.
    Closed {
        /// What was waited for.
        expected: Expected,
    },
    /// More came than a conversation can be.
    Flooded {
        /// What was waited for.
        expected: Expected,
    },
    /// The connection goes on though it was to end.
    StillOpen {
        /// After how long without a line.
        within: Duration,
    },
    /// The server said no.
    Refused {
        /// What was waited for.
        expected: Expected,
        /// What it said.
        got: Vec<u8>,
    },
    /// The server has ended the connection on which something was to be sent.
    Gone,
    /// The bot has no connection any more.
    Away,
    /// The bot has stopped reading, because the scenario says so.
    NotReading,
    /// Nobody is there who could read it.
    Nobody,
    /// No connection could be made.
    Unreachable(LinkError),
    /// The server did not take what was sent.
    NotTaken(String),
    /// There is no teacher's console to come in by.
    NoConsole,
    /// It has no pass to come back by.
    NoPass,
    /// The step is about the program, and this run has none to ask.
    NoProgram,
    /// The program has not printed where a bot comes from.
    NotPrinted {
        /// For how long it was waited for.
        within: Duration,
    },
    /// The program was at work where it had nothing to do.
    Busy {
        /// For how long it was looked at.
        time: Duration,
    },
    /// The program has ended by itself.
    Ended,
    /// The program was killed and does not start again.
    NotRestarted,
}

/// What a step waits for.
#[derive(Clone, Debug)]
pub enum Expected {
    /// Any byte.
    Anything,
    /// The question for a name.
    Question,
    /// To be let in: the first notice.
    Entrance,
    /// Not to be turned away for its name.
    Acceptance,
    /// A line.
    Line(Pattern),
    /// So many lines.
    Lines(usize, Option<Pattern>),
    /// Nothing.
    Silence(Duration),
    /// No line with this.
    Without(String, Duration),
    /// That the connection goes on.
    Open(Duration),
    /// That the program rests.
    ExpectIdle(Duration),
    /// The end of the connection.
    End,
}

impl Expected {
    /// What is waited for, in words.
    pub fn describe(&self, locale: Locale) -> String {
        match self {
            Self::Anything => say!(locale, "bot-expects-anything"),
            Self::Question => say!(locale, "bot-expects-question"),
            Self::Entrance => say!(locale, "bot-expects-entrance"),
            Self::Acceptance => say!(locale, "bot-expects-acceptance"),
            Self::Line(pattern) => pattern.describe(locale),
            Self::Lines(count, None) => say!(locale, "bot-expects-lines", count = *count),
            Self::Lines(count, Some(pattern)) => {
                let line = pattern.describe(locale);
                say!(locale, "bot-expects-lines-like", count = *count, line = line)
            }
            Self::Silence(time) => {
                say!(locale, "bot-expects-silence", seconds = seconds(*time, locale))
            }
            Self::Without(part, time) => {
                let (part, seconds) = (escaped(part.as_bytes()), seconds(*time, locale));
                say!(locale, "bot-expects-without", part = part, seconds = seconds)
            }
            Self::Open(time) => {
                say!(locale, "bot-expects-open", seconds = seconds(*time, locale))
            }
            Self::ExpectIdle(time) => {
                say!(locale, "bot-expects-rest", seconds = seconds(*time, locale))
            }
            Self::End => say!(locale, "bot-expects-end"),
        }
    }
}

impl Problem {
    /// What the step waited for, where it waited.
    pub fn expected(&self) -> Option<Expected> {
        match self {
            Self::NoAnswer { expected, .. }
            | Self::OtherLines { expected, .. }
            | Self::NotNext { expected, .. }
            | Self::Forbidden { expected, .. }
            | Self::TooFew { expected, .. }
            | Self::Closed { expected }
            | Self::Flooded { expected }
            | Self::NotSilent { expected, .. }
            | Self::Refused { expected, .. } => Some(expected.clone()),
            Self::Busy { time, .. } => Some(Expected::ExpectIdle(*time)),
            Self::StillOpen { .. } => Some(Expected::End),
            _ => None,
        }
    }

    /// What came instead, as it can be shown.
    pub fn got(&self, locale: Locale) -> Option<String> {
        match self {
            Self::OtherLines { nearest: line, .. }
            | Self::NotNext { got: line, .. }
            | Self::Forbidden { got: line, .. }
            | Self::NotSilent { got: line, .. }
            | Self::Refused { got: line, .. } => Some(escaped(line)),
            Self::TooFew { got, .. } => Some(say!(locale, "bot-expects-lines", count = *got)),
            Self::NoAnswer { .. } => Some(say!(locale, "bot-got-nothing")),
            Self::Closed { .. } => Some(say!(locale, "bot-expects-end")),
            Self::Busy { .. } => Some(say!(locale, "bot-got-busy")),
            _ => None,
        }
    }

    /// What happened to that bot, in one sentence.
    pub fn explain(&self, who: &str, locale: Locale) -> String {
        let key = match self {
            Self::NoAnswer { .. } => "bot-failed-no-answer",
            Self::OtherLines { .. } => "bot-failed-other-lines",
            Self::NotNext { .. } => "bot-failed-not-next",
            Self::Forbidden { .. } => "bot-failed-forbidden",
            Self::TooFew { .. } => "bot-failed-too-few",
            Self::NotSilent { .. } => "bot-failed-not-silent",
            Self::Closed { .. } | Self::Gone => "bot-failed-closed",
            Self::Flooded { .. } => "bot-failed-flooded",
            Self::StillOpen { .. } => "bot-failed-still-open",
            Self::Refused { .. } => "bot-failed-refused",
            Self::Away => "bot-failed-away",
            Self::NotReading => "bot-failed-not-reading",
            Self::Nobody => "bot-failed-nobody",
            Self::Unreachable(error) => return error.explain(locale),
            Self::NotTaken(why) => {
                return say!(locale, "bot-failed-not-taken", who = who, why = why.as_str());
            }
            Self::NoConsole => "bot-failed-no-console",
            Self::NoPass => "bot-failed-no-pass",
            Self::NoProgram => "bot-failed-no-program",
            Self::NotPrinted { .. } => "bot-failed-not-printed",
            Self::Busy { .. } => "bot-failed-busy",
            Self::Ended => "bot-failed-ended",
            Self::NotRestarted => "bot-failed-not-restarted",
        };
        let waited = match self {
            Self::NoAnswer { within, .. }
            | Self::OtherLines { within, .. }
            | Self::TooFew { within, .. }
            | Self::StillOpen { within }
            | Self::NotPrinted { within } => *within,
            _ => Duration::ZERO,
        };
        say!(locale, key, who = who, seconds = seconds(waited, locale))
    }
}

/// A time for people, without needless digits.
fn seconds(time: Duration, locale: Locale) -> String {
    locale.decimal((time.as_secs_f64() * 100.0).round() / 100.0)
}
