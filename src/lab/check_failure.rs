//! What is known about a check that failed: what happened, what the program printed, why probably.

use std::path::Path;
use std::time::Duration;

use crate::bot::{Cause, Expected, Failure, Problem, Verb, shortened};
use crate::link::LinkError;
use crate::locale::{Bilingual, Locale};
use crate::say;

use super::crash::crash;
use super::keeper::Ending;
use super::lesson::{Check, Lesson};
use super::output::OutputLine;
use super::pitfall::Evidence;
use super::start_failure::StartFailure;
use super::topics::{TOPICS, TURNED_AWAY, asked_for, breaks, is_about_a_line, sight, topic};

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
    /// The certain cause, if there is one.
    cause: Certain,
    /// Where to look.
    look: Option<Look>,
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

/// A cause that what was seen leaves no doubt about.
#[derive(Debug)]
enum Certain {
    /// There is none.
    None,
    /// The program, or a thread of it, has died with these words.
    Crashed(String),
    /// It has ended.
    Ended(Ending),
    /// It has closed the connection of someone with this good name.
    TurnedAway(String),
    /// Something that the bots saw.
    Seen(Cause),
}

/// Where a student should look.
#[derive(Debug)]
enum Look {
    /// At what beginners in the language run into.
    Pitfall(Bilingual),
    /// In the check's words for what was seen.
    Check(Bilingual),
    /// At what this earlier lesson asks for: the step needs no more.
    Earlier(usize),
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
    pub fn of_start(
        start_failure: StartFailure,
        said: Vec<OutputLine>,
        folder: &Path,
        lesson: &Lesson,
    ) -> Self {
        let ending = start_failure.ending();
        let evidence = Evidence { folder, check: None, seen: "", ending, said: &said };
        let look = evidence.pitfall(lesson).map(Look::Pitfall);
        Self { look, ..Self::plain(What::StartFailure(start_failure), said, lesson) }
    }

    /// A check that took too long.
    pub fn of_time(limit: Duration, said: Vec<OutputLine>, lesson: &Lesson) -> Self {
        Self::plain(What::TooLong(limit), said, lesson)
    }

    fn plain(what: What, said: Vec<OutputLine>, lesson: &Lesson) -> Self {
        Self { what, said, cause: Certain::None, look: None, reread: lesson.number }
    }

    /// A step that failed, of a program that has ended meanwhile or not. The cause belongs to the
    /// step; where it leaves a doubt, the check may say where to look, but not for a step that only
    /// sets the scene.
    pub fn of_step(
        failure: Box<Failure>,
        mut said: Vec<OutputLine>,
        ending: Option<Ending>,
        folder: &Path,
        lesson: &Lesson,
        check: &Check,
    ) -> Self {
        // What came later is about how the bots left; but why a connection breaks is printed when it
        // is broken.
        let broken = breaks(&failure.problem);
        let last = failure.at + if broken { OUTPUT_GRACE } else { Duration::ZERO };
        said.retain(|said| said.at <= last);
        let ended = ending.filter(|_| broken);
        let cause = Certain::of(&failure, crash(&said, ended, folder), ended);
        let seen = cause.topic().unwrap_or_else(|| sight(&failure.problem));
        let asked_for = asked_for(&failure.problem).and_then(|topic| lesson.lesson_about(topic));
        let given = failure.step.given;
        let check_id = (!given).then_some(check.id.as_str());
        let evidence = Evidence { folder, check: check_id, seen, ending: ended, said: &said };
        let look = match (given, &cause) {
            (_, Certain::Crashed(_) | Certain::Ended(_)) => None,
            (false, _) => check.look_for(seen).map(|words| Look::Check(words.clone())),
            (true, Certain::None) => {
                asked_for.filter(|earlier| *earlier < lesson.number).map(Look::Earlier)
            }
            (true, _) => None,
        };
        let look = evidence.pitfall(lesson).map(Look::Pitfall).or(look);
        let own = check.reread.unwrap_or(lesson.number);
        let reread = match &look {
            Some(Look::Check(_)) => own,
            Some(Look::Earlier(lesson)) => *lesson,
            // Nobody is sent ahead.
            None | Some(Look::Pitfall(_)) => {
                lesson.lesson_about(seen).unwrap_or(own).min(lesson.number)
            }
        };
        Self { what: What::Step(failure), said, cause, look, reread }
    }

    /// The topic that the failure is about, or else what was seen: of `TOPICS` and `SIGHTS`;
    /// other words where the program itself failed.
    pub fn seen(&self) -> &'static str {
        match (&self.what, &self.cause) {
            (What::StartFailure(_), _) => "start",
            (What::TooLong(_), _) => "too-long",
            (What::Step(_), Certain::Crashed(_)) => "crashed",
            (What::Step(_), Certain::Ended(_)) => "ended",
            (What::Step(failure), cause) => {
                cause.topic().unwrap_or_else(|| sight(&failure.problem))
            }
        }
    }

    /// The topic of the certain cause, if there is one.
    pub fn topic(&self) -> Option<&'static str> {
        self.cause.topic().filter(|topic| TOPICS.contains(topic))
    }

    /// What the program has died of, if it has.
    pub fn crash(&self) -> Option<&str> {
        match &self.cause {
            Certain::Crashed(words) => Some(words),
            _ => None,
        }
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
        if let What::Step(failure) = &self.what {
            add("lab-step", failure.step.wording.in_words(locale).to_owned());
            if let Some(expected) = failure.problem.expected() {
                add("bots-expected", shortened(&expected.describe(locale), SHOWN_LETTERS));
            }
            if let Some(got) = failure.problem.got(locale) {
                add("bots-got", shortened(&got, SHOWN_LETTERS));
            }
        }
        facts.push(self.what_happened(locale));
        facts.extend(self.why(locale));
        facts
    }

    /// What happened, in one sentence.
    pub fn what_happened(&self, locale: Locale) -> Fact {
        let text = match &self.what {
            What::StartFailure(start_failure) => start_failure.explain(locale),
            What::TooLong(limit) => say!(locale, "lab-too-long", seconds = limit.as_secs()),
            What::Step(failure) => happened(failure, locale),
        };
        Fact { key: "bots-what", text }
    }

    /// Why, and where to look, as far as it is known.
    pub fn why(&self, locale: Locale) -> Vec<Fact> {
        let lesson = self.reread;
        let cause = self.cause.explain(locale).map(|cause| ("bots-cause", capitalized(&cause)));
        let look = self.look.as_ref().map(|look| match look {
            Look::Check(words) | Look::Pitfall(words) => words.in_words(locale).to_owned(),
            Look::Earlier(lesson) => say!(locale, "lab-asked-for", lesson = *lesson),
        });
        let mut why: Vec<(&str, String)> =
            cause.into_iter().chain(look.map(|look| ("lab-look", look))).collect();
        if let (What::Step(_), Some((_, text))) = (&self.what, why.last_mut()) {
            *text += &format!(" {}", say!(locale, "lab-reread", lesson = lesson));
        }
        why.into_iter().map(|(key, text)| Fact { key, text }).collect()
    }
}

impl Certain {
    /// What a line that came shows is not explained by a crash; that nothing came is.
    fn of(failure: &Failure, crash: Option<String>, ending: Option<Ending>) -> Self {
        let known = |cause: &Cause| match topic(cause) {
            Some("closed") => breaks(&failure.problem) || matches!(cause, Cause::HungUp(_)),
            topic => topic.is_some(),
        };
        let seen = failure.cause.clone().filter(known);
        match (seen, crash, ending) {
            (Some(cause), ..) if is_about_a_line(&cause) => Self::Seen(cause),
            (_, Some(words), _) => Self::Crashed(words),
            (_, _, Some(ending)) => Self::Ended(ending),
            (seen, None, None) => match (turned_away(failure), seen) {
                (Some(name), _) => Self::TurnedAway(name),
                (None, Some(cause)) => Self::Seen(cause),
                (None, None) => Self::None,
            },
        }
    }

    fn topic(&self) -> Option<&'static str> {
        match self {
            Self::TurnedAway(_) => Some(TURNED_AWAY),
            Self::Seen(cause) => topic(cause),
            Self::Crashed(_) | Self::Ended(_) | Self::None => None,
        }
    }

    fn explain(&self, locale: Locale) -> Option<String> {
        Some(match self {
            Self::None => return None,
            Self::Crashed(words) => say!(locale, "lab-crashed", words = words.as_str()),
            Self::Ended(ending) => {
                say!(locale, "lab-ended-midway", ending = ending.explain(locale))
            }
            Self::TurnedAway(name) => say!(locale, "lab-turned-away", name = name.as_str()),
            Self::Seen(cause) => cause.explain(locale),
        })
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

/// Whose connection was closed though their name is good by the first rule for names?
fn turned_away(failure: &Failure) -> Option<String> {
    let Verb::Introduce { name, .. } = &failure.step.verb else { return None };
    let name = name.as_ref().unwrap_or(&failure.who);
    let good = name.len() <= 16 && name.chars().all(|letter| letter.is_ascii_alphanumeric());
    let closed = matches!(&failure.problem, Problem::Closed { expected: Expected::Acceptance });
    (closed && good).then(|| name.clone())
}

/// A sentence with a capital at its head.
fn capitalized(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
