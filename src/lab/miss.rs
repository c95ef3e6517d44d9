//! What is known about a check that failed: what happened, what the program printed, why probably.

use std::time::Duration;

use crate::bot::{Cause, Expected, Failure, Problem, shortened};
use crate::link::LinkError;
use crate::locale::Locale;
use crate::say;

use super::lesson::{Check, Lesson};
use super::listening::Mishap;
use super::output::{Said, last_words};
use super::process::Ending;
use super::words::Words;

/// The lesson about names.
const NAMES: usize = 3;
/// How much of a line is told, in characters.
const SHOWN_LETTERS: usize = 200;
/// How much later than a connection breaks it is printed why.
pub const AFTERWORDS: Duration = Duration::from_millis(300);

/// What is known about a check that failed.
#[derive(Debug)]
pub struct Miss {
    /// What happened.
    pub what: What,
    /// What the program had printed until then.
    pub said: Vec<Said>,
    /// Why, probably.
    likely: Likely,
    /// The lesson to read again.
    reread: usize,
}

/// What happened.
#[derive(Debug)]
pub enum What {
    /// The program could not be played with.
    Mishap(Mishap),
    /// A step failed.
    Step(Box<Failure>),
    /// The check did not come to its end within this time.
    TooLong(Duration),
}

/// Why, probably.
#[derive(Debug)]
enum Likely {
    /// What happened says it all.
    Plain,
    /// The program, or a thread of it, has died with these words.
    Crashed(String),
    /// It has ended.
    Ended(Ending),
    /// It has closed the connection of someone with a good name.
    TurnedAway,
    /// Something that the bots saw.
    Seen(Cause),
    /// What most people who fail this check have done.
    Usual(Words),
}

/// One thing to be told about a miss: the key of its name, and what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// The key of what it is called.
    pub key: &'static str,
    /// What it is.
    pub text: String,
}

impl Miss {
    /// The program could not be played with.
    pub fn of_mishap(mishap: Mishap, said: Vec<Said>, lesson: &Lesson) -> Self {
        Self { what: What::Mishap(mishap), said, likely: Likely::Plain, reread: lesson.number }
    }

    /// A check that took too long.
    pub fn of_time(limit: Duration, said: Vec<Said>, lesson: &Lesson, check: &Check) -> Self {
        let likely = Likely::Usual(check.cause.clone());
        let reread = check.reread.unwrap_or(lesson.number);
        Self { what: What::TooLong(limit), said, likely, reread }
    }

    /// A step that failed, of a program that has ended meanwhile or not.
    pub fn of_step(
        failure: Box<Failure>,
        mut said: Vec<Said>,
        ending: Option<Ending>,
        lesson: &Lesson,
        check: &Check,
    ) -> Self {
        // What came later is about how the bots left; but why a connection breaks is printed when it
        // is broken.
        let broken = breaks(&failure.problem);
        let last = failure.at + if broken { AFTERWORDS } else { Duration::ZERO };
        said.retain(|said| said.at <= last);
        let own = check.reread.unwrap_or(lesson.number);
        let ended = ending.filter(|_| broken);
        let seen = failure.cause.as_ref().and_then(|cause| Some((cause, lesson_of(cause)?)));
        let (likely, reread) = match (last_words(&said), ended, seen) {
            (Some(words), ..) => (Likely::Crashed(words), lesson.number),
            (None, Some(ending), _) => (Likely::Ended(ending), lesson.number),
            (None, None, _) if turned_away(&failure.problem) && lesson.number > NAMES => {
                (Likely::TurnedAway, NAMES)
            }
            (None, None, Some((cause, reread))) => {
                (Likely::Seen(cause.clone()), reread.min(lesson.number))
            }
            (None, None, None) => (Likely::Usual(check.cause.clone()), own),
        };
        Self { what: What::Step(failure), said, likely, reread }
    }

    /// Why the program cannot be played with, if that is it: nothing else can pass either.
    pub fn mishap(&self) -> Option<&Mishap> {
        match &self.what {
            What::Mishap(mishap) => Some(mishap),
            What::Step(_) | What::TooLong(_) => None,
        }
    }

    /// All that is to be told, in order, without what each bot saw.
    pub fn facts(&self, locale: Locale) -> Vec<Fact> {
        let mut facts = Vec::new();
        let mut add = |key, text| facts.push(Fact { key, text });
        match &self.what {
            What::Mishap(mishap) => add("bots-what", mishap.explain(locale)),
            What::TooLong(limit) => {
                add("bots-what", say!(locale, "lab-too-long", seconds = limit.as_secs()));
            }
            What::Step(failure) => {
                add("lab-step", failure.step.wording.in_words(locale).to_owned());
                if let Some(expected) = failure.problem.expected() {
                    add("bots-expected", shortened(&expected.describe(locale), SHOWN_LETTERS));
                }
                if let Some(got) = failure.problem.got(locale) {
                    add("bots-got", shortened(&got, SHOWN_LETTERS));
                }
                add("bots-what", happened(failure, locale));
            }
        }
        if let Some(cause) = self.cause(locale) {
            let reread = say!(locale, "lab-reread", lesson = self.reread);
            add("bots-cause", format!("{} {reread}", capitalized(&cause)));
        }
        facts
    }

    fn cause(&self, locale: Locale) -> Option<String> {
        match &self.likely {
            Likely::Plain => None,
            Likely::Crashed(words) => Some(say!(locale, "lab-crashed", words = words.as_str())),
            Likely::Ended(ending) => {
                Some(say!(locale, "lab-ended-midway", ending = ending.explain(locale)))
            }
            Likely::TurnedAway => Some(say!(locale, "lab-turned-away")),
            Likely::Seen(cause) => Some(cause.explain(locale)),
            Likely::Usual(words) => Some(words.in_words(locale).to_owned()),
        }
    }
}

/// What happened, in one sentence: of a connection that is not made, what the program has to do
/// with it.
fn happened(failure: &Failure, locale: Locale) -> String {
    match &failure.problem {
        Problem::Unreachable(LinkError::Failed(_, error)) => {
            say!(locale, "lab-no-connection", why = error.to_string())
        }
        Problem::Unreachable(LinkError::Refused(_)) => say!(locale, "lab-refused"),
        Problem::Unreachable(LinkError::NotTls(_)) => say!(locale, "lab-not-sealed"),
        Problem::Unreachable(LinkError::Certificate(..)) => say!(locale, "lab-other-certificate"),
        problem => problem.explain(&failure.who, locale),
    }
}

/// Was someone turned away for their name?
fn turned_away(problem: &Problem) -> bool {
    matches!(problem, Problem::Closed { expected: Expected::Acceptance })
}

/// A sentence with a capital at its head.
fn capitalized(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Is it something that the end of the program, or of a part of it, brings about?
pub fn breaks(problem: &Problem) -> bool {
    matches!(
        problem,
        Problem::Closed { .. } | Problem::Gone | Problem::NotTaken(_) | Problem::Unreachable(_)
    )
}

/// The lesson that teaches what the bots have seen go wrong; none for what is about the scenario,
/// or says less than the check's own words.
fn lesson_of(cause: &Cause) -> Option<usize> {
    match cause {
        Cause::Echo | Cause::Elsewhere { .. } => Some(4),
        Cause::WithoutEnd
        | Cause::Glued
        | Cause::Unseen
        | Cause::Spaces
        | Cause::Letters
        | Cause::Part => Some(5),
        Cause::Flood => Some(7),
        Cause::Encoding => Some(8),
        Cause::Prefix
        | Cause::Earlier(_)
        | Cause::ReadAlready(_)
        | Cause::OwnSpeech
        | Cause::NoEntrance
        | Cause::Extra
        | Cause::Refusal(_)
        | Cause::Farewell(_)
        | Cause::ClosedAfter(_)
        | Cause::Words
        | Cause::NotRelayed(_)
        | Cause::Mute
        | Cause::Unfinished => None,
    }
}
