//! What is known about a check that failed: what happened, what the program printed, why probably.

use std::time::Duration;

use crate::bot::{Cause, Expected, Failure, Problem, shortened};
use crate::link::LinkError;
use crate::locale::{Bilingual, Locale};
use crate::say;

use super::keeper::Ending;
use super::lesson::{Check, Lesson};
use super::listening::StartFailure;
use super::output::{OutputLine, last_words};

/// What a lesson can name in `teaches`, so that a student who fails for it is sent to that lesson.
pub const TOPICS: [&str; 11] = [
    "echo",
    "elsewhere",
    "without-end",
    "glued",
    "unseen",
    "spaces",
    "letters",
    "part",
    "flood",
    "encoding",
    TURNED_AWAY,
];
const TURNED_AWAY: &str = "turned-away";
/// How much of a line is told, in characters.
const SHOWN_LETTERS: usize = 200;
/// How much later than a connection breaks it is printed why.
pub const OUTPUT_GRACE: Duration = Duration::from_millis(300);

/// What is known about a check that failed.
#[derive(Debug)]
pub struct CheckFailure {
    /// What happened.
    pub what: What,
    /// What the program had printed until then.
    pub said: Vec<OutputLine>,
    /// Why, probably.
    likely: Likely,
    /// The lesson to read again.
    reread: usize,
}

/// What happened.
#[derive(Debug)]
pub enum What {
    /// The program could not be played with.
    StartFailure(StartFailure),
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
    Usual(Bilingual),
}

/// One thing to be told about a failure: the key of its name, and what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// The key of what it is called.
    pub key: &'static str,
    /// What it is.
    pub text: String,
}

impl CheckFailure {
    /// The program could not be played with.
    pub fn of_start(start_failure: StartFailure, said: Vec<OutputLine>, lesson: &Lesson) -> Self {
        Self {
            what: What::StartFailure(start_failure),
            said,
            likely: Likely::Plain,
            reread: lesson.number,
        }
    }

    /// A check that took too long.
    pub fn of_time(limit: Duration, said: Vec<OutputLine>, lesson: &Lesson, check: &Check) -> Self {
        let likely = Likely::Usual(check.cause.clone());
        let reread = check.reread.unwrap_or(lesson.number);
        Self { what: What::TooLong(limit), said, likely, reread }
    }

    /// A step that failed, of a program that has ended meanwhile or not.
    pub fn of_step(
        failure: Box<Failure>,
        mut said: Vec<OutputLine>,
        ending: Option<Ending>,
        lesson: &Lesson,
        check: &Check,
    ) -> Self {
        // What came later is about how the bots left; but why a connection breaks is printed when it
        // is broken.
        let broken = breaks(&failure.problem);
        let last = failure.at + if broken { OUTPUT_GRACE } else { Duration::ZERO };
        said.retain(|said| said.at <= last);
        let own = check.reread.unwrap_or(lesson.number);
        let ended = ending.filter(|_| broken);
        let seen = failure
            .cause
            .as_ref()
            .and_then(|cause| Some((cause, lesson.teacher_of(topic(cause)?)?)));
        let names = lesson.teacher_of(TURNED_AWAY).filter(|names| lesson.number > *names);
        let names = names.filter(|_| turned_away(&failure.problem));
        let (likely, reread) = match (last_words(&said), ended, names, seen) {
            (Some(words), ..) => (Likely::Crashed(words), lesson.number),
            (None, Some(ending), ..) => (Likely::Ended(ending), lesson.number),
            (None, None, Some(names), _) => (Likely::TurnedAway, names),
            (None, None, None, Some((cause, reread))) => {
                (Likely::Seen(cause.clone()), reread.min(lesson.number))
            }
            (None, None, None, None) => (Likely::Usual(check.cause.clone()), own),
        };
        Self { what: What::Step(failure), said, likely, reread }
    }

    /// Why the program cannot be played with, if that is it: nothing else can pass either.
    pub fn start_failure(&self) -> Option<&StartFailure> {
        match &self.what {
            What::StartFailure(start_failure) => Some(start_failure),
            What::Step(_) | What::TooLong(_) => None,
        }
    }

    /// All that is to be told, in order, without what each bot saw.
    pub fn facts(&self, locale: Locale) -> Vec<Fact> {
        let mut facts = Vec::new();
        let mut add = |key, text| facts.push(Fact { key, text });
        match &self.what {
            What::StartFailure(start_failure) => add("bots-what", start_failure.explain(locale)),
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
        Problem::Unreachable(LinkError::NotTls(_)) => say!(locale, "lab-not-tls"),
        Problem::Unreachable(LinkError::Certificate(..)) => say!(locale, "lab-other-certificate"),
        problem => problem.explain(&failure.who, locale),
    }
}

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

/// What a likely cause is about, in the words of `teaches`; none for what is about the scenario, or
/// says less than the check's own words.
fn topic(cause: &Cause) -> Option<&'static str> {
    Some(match cause {
        Cause::Echo => "echo",
        Cause::Elsewhere { .. } => "elsewhere",
        Cause::WithoutEnd => "without-end",
        Cause::Glued => "glued",
        Cause::Unseen => "unseen",
        Cause::Spaces => "spaces",
        Cause::Letters => "letters",
        Cause::Part => "part",
        Cause::Flood => "flood",
        Cause::Encoding => "encoding",
        _ => return None,
    })
}
