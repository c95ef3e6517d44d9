//! What can be wrong with a lesson, and how its author is told.

use std::ops::RangeInclusive;
use std::sync::Arc;

use crate::locale::Locale;
use crate::say;

use super::super::materials::SourceError;
use super::super::topics::{ANY, SIGHTS, TOPICS};

/// How many words a page has, the part that is made not counted.
pub const WORDS: RangeInclusive<usize> = 250..=400;
/// How many broken programs a lesson has, at least.
pub const BROKEN: usize = 3;

/// Something that is wrong with a lesson: where, and what.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The file or folder.
    pub place: String,
    /// What is wrong with it.
    pub what: Lint,
}

/// What can be wrong with a lesson.
#[derive(Clone, Debug)]
pub enum Lint {
    /// There are no hints, or one is empty.
    Hints,
    /// A check of that name is not there.
    NoCheck(String),
    /// A scenario has not the tag of exactly one check: its name.
    Untagged(String),
    /// A check has no scenario.
    NoScenario(String),
    /// A check is asked for, and no broken program fails it.
    Unproved(String),
    /// The two pages have not the same sections.
    Sections,
    /// A page has so many words.
    Length(usize),
    /// The part of a page that is made is stale, or has no place.
    Stale,
    /// There are so few broken programs.
    FewBroken(usize),
    /// A file cannot be read, or its edits do not fit: the mistake that has them, and where and why.
    Source(String, Arc<SourceError>),
    /// `teaches` names something that is no cause.
    NoTopic(String),
    /// A check says where to look for something that nothing can be seen as.
    NoSight(String),
    /// Another lesson teaches this cause as well: which.
    TaughtTwice(String, usize),
    /// `languages.toml` has no language of that name.
    NoLanguage(String),
    /// A pattern of `languages.toml` is none: it, and why.
    Pattern(String, String),
    /// A pitfall has no words in the language with this tag.
    NoWords(&'static str),
    /// Two mistakes have this name.
    SameName(String),
    /// A golden file has a text of a mistake that is not there.
    StaleGolden(String),
    /// A program is not there.
    NoProgram,
    /// It does not build or start: why.
    NotStarted(String),
    /// It fails this check, though it should pass.
    Fails(String, String),
    /// It passes, though it should fail this check.
    Passes(String),
    /// What a learner is told about it is not what stands in the golden file.
    Golden(String),
}

impl Finding {
    /// Where and what, in one line for the lesson's author.
    pub fn explain(&self, locale: Locale) -> String {
        format!("{}: {}", self.place, self.what.explain(locale))
    }

    /// Is it that the golden file says something else?
    pub fn is_golden(&self) -> bool {
        matches!(self.what, Lint::Golden(_) | Lint::StaleGolden(_))
    }
}

impl Lint {
    /// A file that cannot be used, by no mistake's fault.
    pub fn of(error: SourceError) -> Self {
        Self::of_mistake("", error)
    }

    /// A mistake of this name whose program cannot be made.
    pub fn of_mistake(name: &str, error: SourceError) -> Self {
        Self::Source(name.to_owned(), Arc::new(error))
    }

    /// What is wrong, in one line for the lesson's author.
    pub fn explain(&self, locale: Locale) -> String {
        match self {
            Self::Hints => say!(locale, "lab-lint-hints"),
            Self::NoCheck(check) => say!(locale, "lab-lint-no-check", check = check.as_str()),
            Self::Untagged(scenario) => {
                say!(locale, "lab-lint-untagged", scenario = scenario.as_str())
            }
            Self::NoScenario(check) => {
                say!(locale, "lab-lint-no-scenario", check = check.as_str())
            }
            Self::Unproved(check) => say!(locale, "lab-lint-unproved", check = check.as_str()),
            Self::Sections => say!(locale, "lab-lint-sections"),
            Self::Length(words) => {
                let (least, most) = WORDS.into_inner();
                say!(locale, "lab-lint-length", words = *words, least = least, most = most)
            }
            Self::Stale => say!(locale, "lab-lint-stale"),
            Self::FewBroken(count) => {
                say!(locale, "lab-lint-few-broken", count = *count, least = BROKEN)
            }
            Self::Source(mistake, error) if mistake.is_empty() => error.explain(locale),
            Self::Source(mistake, error) => {
                let why = match &**error {
                    SourceError::Edit(_, error) => error.explain(locale),
                    error => error.explain(locale),
                };
                say!(locale, "lab-lint-mistake", mistake = mistake.as_str(), why = why)
            }
            Self::NoTopic(topic) => {
                let known = TOPICS.join(", ");
                say!(locale, "lab-lint-no-topic", topic = topic.as_str(), known = known)
            }
            Self::NoSight(seen) => {
                let known = [&TOPICS[..], &SIGHTS[..], &[ANY]].concat().join(", ");
                say!(locale, "lab-lint-no-sight", seen = seen.as_str(), known = known)
            }
            Self::TaughtTwice(topic, lesson) => {
                say!(locale, "lab-lint-taught-twice", topic = topic.as_str(), lesson = *lesson)
            }
            Self::NoLanguage(id) => say!(locale, "lab-lint-no-language", language = id.as_str()),
            Self::Pattern(pattern, why) => {
                let why = why.split_whitespace().collect::<Vec<_>>().join(" ");
                say!(locale, "lab-lint-pattern", pattern = pattern.as_str(), why = why)
            }
            Self::NoWords(tag) => say!(locale, "lab-lint-no-words", tag = *tag),
            Self::SameName(name) => say!(locale, "lab-lint-same-name", mistake = name.as_str()),
            Self::StaleGolden(name) => {
                say!(locale, "lab-lint-stale-golden", mistake = name.as_str())
            }
            Self::NoProgram => say!(locale, "lab-lint-no-program"),
            Self::NotStarted(why) => say!(locale, "lab-lint-mishap", why = why.as_str()),
            Self::Fails(check, why) => {
                say!(locale, "lab-lint-fails", check = check.as_str(), why = why.as_str())
            }
            Self::Passes(check) => say!(locale, "lab-lint-passes", check = check.as_str()),
            Self::Golden(now) => say!(locale, "lab-lint-golden", now = now.as_str()),
        }
    }
}
