//! How a step is written: an expression in each language, and what it makes of its arguments.

use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;
use std::time::Duration;

use cucumber_expressions::Expression;
use regex::{Regex, RegexBuilder};

use crate::locale::Locale;
use crate::say;

use super::escape::{BadEscape, unescape};
use super::pattern::Pattern;
use super::step::{Action, Step, Wording};

/// The largest number in a step.
pub const MAX_COUNT: usize = 1_000_000;

/// How many letters a step may have a bot type.
pub const MAX_TYPED: usize = 64 * 1024 * 1024;

/// A form of step, as a row of data.
#[derive(Debug)]
pub struct StepDefinition {
    /// The cucumber expression in Portuguese.
    pub portuguese: &'static str,
    /// The same in English, with the arguments in the same order.
    pub english: &'static str,
    /// The key of what it does, in one sentence.
    pub help: &'static str,
    /// Does a doc string stand below it?
    pub doc: bool,
    /// Makes the steps.
    pub build: fn(&StepMatch<'_>) -> Result<Vec<Step>, Mistake>,
}

/// Why a step cannot be used as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mistake {
    /// No definition reads like this; the nearest one, as an example.
    Unknown(Option<String>),
    /// There is no such escape.
    Escape(BadEscape),
    /// Not a regular expression: why.
    Regex(String),
    /// A number that is 0 or beyond `MAX_COUNT`.
    Count(String),
    /// The doc string is missing.
    NeedsDoc,
    /// A doc string or a table stands where none belongs.
    UnwantedBlock,
    /// A line of a conversation is not `name> text` or `name< text`: where, and what it is.
    Turn(usize, String),
    /// A bot that has not come in.
    Stranger(String),
    /// A bot that is in already.
    AlreadyIn(String),
}

impl From<BadEscape> for Mistake {
    fn from(error: BadEscape) -> Self {
        Self::Escape(error)
    }
}

impl Mistake {
    /// What is wrong and what to do, for people.
    pub fn explain(&self, locale: Locale) -> String {
        match self {
            Self::Unknown(Some(near)) => {
                say!(locale, "bot-step-unknown-near", near = near.as_str())
            }
            Self::Unknown(None) => say!(locale, "bot-step-unknown"),
            Self::Escape(BadEscape(escape)) => {
                say!(locale, "bot-step-escape", escape = escape.as_str())
            }
            Self::Regex(why) => say!(locale, "bot-step-regex", why = why.as_str()),
            Self::Count(number) => {
                say!(locale, "bot-step-count", number = number.as_str(), max = MAX_COUNT)
            }
            Self::NeedsDoc => say!(locale, "bot-step-needs-doc"),
            Self::UnwantedBlock => say!(locale, "bot-step-unwanted-block"),
            Self::Turn(_, line) => say!(locale, "bot-step-turn", line = line.as_str()),
            Self::AlreadyIn(who) => say!(locale, "bot-step-already-in", who = who.as_str()),
            Self::Stranger(who) => say!(locale, "bot-step-stranger", who = who.as_str()),
        }
    }
}

/// A step as it was found in a file, with its arguments.
#[derive(Debug)]
pub struct StepMatch<'a> {
    /// Its line.
    pub line: usize,
    /// Its text, keyword included.
    pub text: &'a str,
    /// The definition that reads like this.
    pub definition: &'a StepDefinition,
    /// The arguments as they are written, quotes included.
    pub arguments: Vec<&'a str>,
    /// The lines of its doc string, with their place in the file; empty ones left out.
    pub doc: &'a [(usize, String)],
    /// The bots that have come in before it.
    pub present: &'a BTreeSet<String>,
}

impl StepMatch<'_> {
    /// The step that does this.
    pub fn step(&self, action: Action) -> Step {
        let wording = self.definition.wording(&self.arguments);
        Step { line: self.line, text: self.text.to_owned(), wording, action }
    }

    /// The one step that does this, as most definitions make it.
    pub fn does(&self, action: Action) -> Result<Vec<Step>, Mistake> {
        Ok(vec![self.step(action)])
    }

    /// A step for each line of the doc string.
    pub fn each_line(&self, action: impl Fn(String) -> Action) -> Result<Vec<Step>, Mistake> {
        let Wording { portuguese, english } = self.definition.wording(&self.arguments);
        let step = |(line, text): &(usize, String)| Step {
            line: *line,
            text: format!("{} {text}", self.text),
            wording: Wording {
                portuguese: format!("{portuguese} {text}"),
                english: format!("{english} {text}"),
            },
            action: action(text.clone()),
        };
        Ok(self.doc.iter().map(step).collect())
    }

    /// A text in quotes, in which `\"` and `\\` stand for the sign itself.
    pub fn text(&self, at: usize) -> String {
        let mut text = String::new();
        let mut signs = self.quoted(at).chars().peekable();
        while let Some(sign) = signs.next() {
            let escaped = (sign == '\\').then(|| signs.next_if(|next| matches!(next, '"' | '\\')));
            text.push(escaped.flatten().unwrap_or(sign));
        }
        text
    }

    /// Bytes in quotes, with the escapes of [`unescape`].
    pub fn bytes(&self, at: usize) -> Result<Vec<u8>, Mistake> {
        Ok(unescape(self.quoted(at))?)
    }

    /// A regular expression in quotes; `\"` stands for the quote.
    pub fn regex(&self, at: usize) -> Result<Pattern, Mistake> {
        let regex = Regex::new(&self.quoted(at).replace("\\\"", "\""));
        let why = |error: regex::Error| {
            // The last line of the report says what is wrong; those before draw it.
            let report = error.to_string();
            let last = report.lines().last().unwrap_or_default();
            Mistake::Regex(last.trim_start_matches("error: ").to_owned())
        };
        Ok(Pattern::Matching(regex.map_err(why)?))
    }

    /// A number from 1 to [`MAX_COUNT`].
    pub fn count(&self, at: usize) -> Result<usize, Mistake> {
        let count = self.arguments[at].parse().ok();
        count
            .filter(|count| (1..=MAX_COUNT).contains(count))
            .ok_or_else(|| Mistake::Count(self.arguments[at].to_owned()))
    }

    /// So many lines of so many letters, at most [`MAX_TYPED`] bytes of them in all.
    pub fn lines_of_letters(
        &self,
        times: usize,
        letters: usize,
    ) -> Result<(usize, String), Mistake> {
        let (count, length) = (self.count(times)?, self.count(letters)?);
        if count.saturating_mul(length) > MAX_TYPED {
            return Err(Mistake::Count(format!("{count} × {length}")));
        }
        Ok((count, "x".repeat(length)))
    }

    /// So many seconds, with a comma or a point.
    pub fn seconds(&self, at: usize) -> Result<Duration, Mistake> {
        let seconds = self.arguments[at].replace(',', ".").parse().ok();
        seconds
            .filter(|seconds| *seconds <= 3600.0)
            .map(Duration::from_secs_f64)
            .ok_or_else(|| Mistake::Count(self.arguments[at].to_owned()))
    }

    fn quoted(&self, at: usize) -> &str {
        let written = self.arguments[at];
        let inner = written.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
        inner.unwrap_or(written)
    }
}

/// The kinds of arguments: their names in expressions, what is written for them, an example.
const TEXT: &str = r#""(?:[^"\\]|\\.)*""#;
const NAME: &str = r#""[^"\\]+""#;
const NUMBER: &str = r"\d+";
const SECONDS: &str = r"\d+(?:[.,]\d+)?";
const PARAMETERS: [(&str, &str, &str); 11] = [
    ("bot", NAME, "\"ana\""),
    ("outro", NAME, "\"beto\""),
    ("other", NAME, "\"beto\""),
    ("nome", NAME, "\"beto\""),
    ("name", NAME, "\"beto\""),
    ("texto", TEXT, "\"…\""),
    ("text", TEXT, "\"…\""),
    ("bytes", TEXT, "\"…\\n\""),
    ("n", NUMBER, "3"),
    ("segundos", SECONDS, "2"),
    ("seconds", SECONDS, "2"),
];

impl StepDefinition {
    /// The expression for the readers of a language.
    pub fn expression(&self, locale: Locale) -> &'static str {
        match locale {
            Locale::PtBr => self.portuguese,
            Locale::En => self.english,
        }
    }

    /// One way to write it, with something in place of each argument.
    pub fn example(&self, locale: Locale) -> String {
        let one = one_way(&self.expression(locale).replace(['(', ')'], ""));
        PARAMETERS
            .iter()
            .fold(one, |text, (name, _, example)| text.replace(&format!("{{{name}}}"), example))
    }

    /// How it is written in both languages with these arguments.
    fn wording(&self, arguments: &[&str]) -> Wording {
        let [portuguese, english] = [Locale::PtBr, Locale::En]
            .map(|locale| filled(&one_way(self.expression(locale)), arguments, locale));
        Wording { portuguese, english }
    }

    /// What it does, in one sentence.
    pub fn help(&self, locale: Locale) -> String {
        say!(locale, self.help)
    }

    /// The pattern of an expression.
    ///
    /// # Panics
    /// When the expression is not one; a test compiles all of them.
    pub fn regex(&self, locale: Locale) -> Regex {
        static KINDS: LazyLock<HashMap<&str, &str>> =
            LazyLock::new(|| PARAMETERS.iter().map(|(name, regex, _)| (*name, *regex)).collect());
        let regex = Expression::regex_with_parameters(self.expression(locale), &*KINDS)
            .expect("an expression of the table");
        RegexBuilder::new(regex.as_str())
            .case_insensitive(true)
            .build()
            .expect("the pattern of an expression")
    }
}

/// Of several words that may stand in one place, the first.
fn one_way(expression: &str) -> String {
    let words = expression.split(' ').map(|word| match word.split_once('/') {
        Some((first, rest)) if rest.ends_with(',') => format!("{first},"),
        Some((first, _)) => first.to_owned(),
        None => word.to_owned(),
    });
    words.collect::<Vec<_>>().join(" ")
}

/// An expression with its arguments in their places, seconds as the language writes them. The
/// endings of more than one, in parentheses, go by the number before them, or else the next.
fn filled(expression: &str, arguments: &[&str], locale: Locale) -> String {
    let mut text = String::new();
    let mut rest = expression;
    let mut left = arguments.iter().copied();
    let is_number = |argument: &&str| argument.starts_with(|c: char| c.is_ascii_digit());
    let mut number = arguments.iter().copied().find(is_number);
    while let Some(at) = rest.find(['{', '(']) {
        text.push_str(&rest[..at]);
        let (inner, after) = rest[at + 1..].split_once(['}', ')']).unwrap_or_default();
        match (&rest[at..=at], inner) {
            ("{", name) => {
                let argument = left.next().unwrap_or_default();
                number = Some(argument).filter(is_number).or(number);
                match name {
                    "segundos" | "seconds" => {
                        text.push_str(&locale.decimal(argument.replace(',', ".")));
                    }
                    _ => text.push_str(argument),
                }
            }
            (_, ending) if number != Some("1") => text.push_str(ending),
            _ => {}
        }
        rest = after;
    }
    text + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found<'a>(argument: &'a str, present: &'a BTreeSet<String>) -> StepMatch<'a> {
        let definition = &super::super::action_steps::STEPS[0];
        StepMatch { line: 1, text: "", definition, arguments: vec![argument], doc: &[], present }
    }

    #[test]
    fn a_step_is_written_in_both_languages() {
        let written = |help: &str, arguments: &[&str]| {
            let definition =
                super::super::action_steps::STEPS.iter().find(|definition| definition.help == help);
            let wording = definition.unwrap().wording(arguments);
            (wording.portuguese, wording.english)
        };
        let (portuguese, english) = written("bot-help-waits", &["1,5"]);
        assert_eq!(portuguese, "passam 1,5 segundos");
        assert_eq!(english, "1.5 seconds pass");
        let (portuguese, _) = written("bot-help-waits", &["1"]);
        assert_eq!(portuguese, "passa 1 segundo");
        let (portuguese, english) = written("bot-help-types-letters", &["\"ana\"", "1", "999"]);
        assert_eq!(portuguese, "\"ana\" digita 1 linha de 999 letras");
        assert_eq!(english, "\"ana\" types 1 line of 999 letters");
    }

    #[test]
    fn arguments_are_read_as_they_are_meant() {
        let present = BTreeSet::new();
        let text = |argument| found(argument, &present).text(0);
        assert_eq!(text(r#""diz \"oi\" \\ \d""#), r#"diz "oi" \ \d"#);
        assert_eq!(text(r#""ela disse \"oi\"""#), r#"ela disse "oi""#);
        assert_eq!(found(r#""\"""#, &present).bytes(0).unwrap(), b"\"");
        assert_eq!(found(r#""\xff\n""#, &present).bytes(0).unwrap(), b"\xff\n");
        assert_eq!(found("1,5", &present).seconds(0), Ok(Duration::from_millis(1500)));
        assert_eq!(found("0", &present).count(0), Err(Mistake::Count("0".into())));
        assert!(matches!(found(r#""(""#, &present).regex(0), Err(Mistake::Regex(_))));
    }
}
