//! How a step is written: an expression in each language, and what it makes of its arguments.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::Duration;

use cucumber_expressions::expand::IntoRegexCharIter;
use cucumber_expressions::{Alternative, Expression, SingleExpression as Part, Spanned};
use regex::Regex;

use crate::locale::{Bilingual, Locale};
use crate::say;

use super::escape::{BadEscape, unescape};
use super::pattern::Pattern;
use super::step::{Actors, Step, Verb};

/// The largest number in a step.
pub const MAX_COUNT: usize = 1_000_000;

/// How many letters a step may have a bot type.
pub const MAX_TYPED: usize = 64 * 1024 * 1024;

/// A form of step, as a row of data. Every pair has Portuguese and English, as [`Locale::ALL`] has.
#[derive(Debug)]
pub struct StepDefinition {
    /// Cucumber expressions, with the arguments in the same order.
    expressions: [&'static str; 2],
    help: [&'static str; 2],
    /// Makes the steps.
    pub build: Build,
}

type Build = fn(&StepMatch<'_>) -> Result<Vec<Step>, Mistake>;

/// A row: how a step is written, what it does in one sentence, and what makes it.
pub const fn step(
    expressions: [&'static str; 2],
    help: [&'static str; 2],
    build: Build,
) -> StepDefinition {
    StepDefinition { expressions, help, build }
}

/// Why a step cannot be used as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mistake {
    /// No definition matches; the nearest one, as an example.
    Unknown(Option<String>),
    /// There is no such escape.
    Escape(BadEscape),
    /// Not a regular expression: why.
    Regex(String),
    /// A number that is 0 or beyond `MAX_COUNT`.
    Count(String),
    /// The doc string is missing.
    NeedsDoc,
    /// A doc string stands where none belongs.
    UnwantedText,
    /// A line of a conversation is not `name> text` or `name< text`: where, and what it is.
    Turn(usize, String),
    /// A bot that has not come in, and one with a name like it that has.
    Stranger(String, Option<String>),
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
            Self::UnwantedText => say!(locale, "bot-step-unwanted-text"),
            Self::Turn(_, line) => say!(locale, "bot-step-turn", line = line.as_str()),
            Self::AlreadyIn(who) => say!(locale, "bot-step-already-in", who = who.as_str()),
            Self::Stranger(who, None) => say!(locale, "bot-step-stranger", who = who.as_str()),
            Self::Stranger(who, Some(near)) => {
                say!(locale, "bot-step-stranger-near", who = who.as_str(), near = near.as_str())
            }
        }
    }

    /// The part of the step that is wrong, where it is not all of it.
    pub fn part(&self) -> Option<&str> {
        match self {
            Self::Escape(BadEscape(part)) | Self::Count(part) | Self::Turn(_, part) => Some(part),
            Self::Stranger(who, _) | Self::AlreadyIn(who) => Some(who),
            _ => None,
        }
    }
}

/// A step as it was found in a file, with its arguments.
#[derive(Debug)]
pub struct StepMatch<'a> {
    /// Its line.
    pub line: usize,
    /// Does it set the scene?
    pub given: bool,
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
    /// One step of these bots.
    fn step(&self, actors: Actors, verb: Verb) -> Result<Vec<Step>, Mistake> {
        let wording = self.definition.wording(&self.arguments);
        let (line, text) = (self.line, self.text.to_owned());
        Ok(vec![Step { line, given: self.given, text, wording, actors, verb }])
    }

    /// A step of the bot that is the first argument.
    pub fn bot(&self, verb: Verb) -> Result<Vec<Step>, Mistake> {
        self.step(Actors::One(self.text(0)), verb)
    }

    /// A step of every bot but one.
    pub fn all(&self, but: Option<String>, verb: Verb) -> Result<Vec<Step>, Mistake> {
        self.step(Actors::All { but }, verb)
    }

    /// A step of bots with numbers: their count is the first argument, their name the second.
    pub fn numbered(&self, verb: Verb) -> Result<Vec<Step>, Mistake> {
        self.step(Actors::Numbered { count: self.count(0)?, name: self.text(1) }, verb)
    }

    /// A step of no bot in particular.
    pub fn nobody(&self, verb: Verb) -> Result<Vec<Step>, Mistake> {
        self.step(Actors::Nobody, verb)
    }

    /// A step of the bot that is the first argument, for each line of the doc string.
    pub fn each_line(&self, verb: impl Fn(String) -> Verb) -> Result<Vec<Step>, Mistake> {
        let wording = self.definition.wording(&self.arguments);
        let step = |(line, text): &(usize, String)| Step {
            line: *line,
            given: self.given,
            text: format!("{} {text}", self.text),
            wording: Bilingual::new(|locale| format!("{} {text}", wording.in_words(locale))),
            actors: Actors::One(self.text(0)),
            verb: verb(text.clone()),
        };
        Ok(self.doc.iter().map(step).collect())
    }

    /// A text in quotes, in which `\"` and `\\` stand for `"` and `\`.
    pub fn text(&self, at: usize) -> String {
        let mut text = String::new();
        let mut characters = self.quoted(at).chars().peekable();
        while let Some(one) = characters.next() {
            let escaped =
                (one == '\\').then(|| characters.next_if(|next| matches!(next, '"' | '\\')));
            text.push(escaped.flatten().unwrap_or(one));
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

    /// How many lines, and one of them, made of x; at most [`MAX_TYPED`] bytes in all.
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

    /// Seconds, with a comma or a point; at most an hour.
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

/// The kinds of arguments: their names in expressions, what is written for them, a sample.
const TEXT: &str = r#""(?:[^"\\]|\\.)*""#;
const NAME: &str = r#""[^"\\]+""#;
const NUMBER: &str = r"\d+";
const SECONDS: &str = r"\d+(?:[.,]\d+)?";
const PARAMETERS: [(&str, &str, &str); 17] = [
    ("bot", NAME, "\"ana\""),
    ("outro", NAME, "\"beto\""),
    ("other", NAME, "\"beto\""),
    ("nome", NAME, "\"beto\""),
    ("name", NAME, "\"beto\""),
    ("novo", NAME, "\"bia\""),
    ("new", NAME, "\"bia\""),
    ("mudo", NAME, "\"mudo\""),
    ("mute", NAME, "\"mute\""),
    ("texto", TEXT, "\"…\""),
    ("text", TEXT, "\"…\""),
    ("bytes", TEXT, "\"…\\n\""),
    ("n", NUMBER, "3"),
    ("letras", NUMBER, "100"),
    ("letters", NUMBER, "100"),
    ("segundos", SECONDS, "2"),
    ("seconds", SECONDS, "2"),
];

type Parsed = Expression<Spanned<'static>>;

/// An expression of the table; each is parsed once, for it is written again for every step.
fn parsed(expression: &'static str) -> Arc<Parsed> {
    static PARSED: LazyLock<Mutex<HashMap<&str, Arc<Parsed>>>> = LazyLock::new(Mutex::default);
    let mut parsed = PARSED.lock().unwrap_or_else(PoisonError::into_inner);
    let parse = || Expression::parse(expression).expect("an expression of the table");
    Arc::clone(parsed.entry(expression).or_insert_with(|| Arc::new(parse())))
}

impl StepDefinition {
    /// How it may be written, with a sample of each argument.
    pub fn example(&self, locale: Locale) -> String {
        let sample = |name: &str| PARAMETERS.iter().find(|(own, ..)| *own == name);
        let parts = parsed(self.expressions[locale as usize]);
        let samples = parts.iter().filter_map(|part| match part {
            Part::Parameter(parameter) => Some(sample(parameter)?.2),
            _ => None,
        });
        self.written(locale, &samples.collect::<Vec<_>>())
    }

    /// Is this its English expression?
    pub fn is_written(&self, english: &str) -> bool {
        self.expressions[Locale::En as usize] == english
    }

    /// What it does, in one sentence.
    pub fn help(&self, locale: Locale) -> &'static str {
        self.help[locale as usize]
    }

    /// Does a doc string stand below it?
    pub fn needs_doc(&self) -> bool {
        self.expressions[0].ends_with(':')
    }

    /// How it is written in both languages with these arguments.
    fn wording(&self, arguments: &[&str]) -> Bilingual {
        Bilingual::new(|locale| self.written(locale, arguments))
    }

    /// How it is written with these arguments. Where one thing is counted, what is optional is
    /// left out, and the second of two forms is taken: `linha(s)`, `people/person`.
    pub fn written(&self, locale: Locale, arguments: &[&str]) -> String {
        let is_number = |argument: &&&str| !argument.starts_with('"');
        // The first number also counts what stands before it.
        let mut one = arguments.iter().find(is_number) == Some(&"1");
        let mut arguments = arguments.iter();
        let mut text = String::new();
        for part in parsed(self.expressions[locale as usize]).iter() {
            match part {
                Part::Text(words) | Part::Whitespaces(words) => text.push_str(words),
                Part::Optional(words) if !one => text.push_str(words.as_ref()),
                Part::Optional(_) => {}
                Part::Alternation(forms) => {
                    let form = forms.get(usize::from(one)).into_iter().flatten();
                    form.for_each(|part| match part {
                        Alternative::Text(words) => text.push_str(words),
                        Alternative::Optional(words) => text.push_str(words.as_ref()),
                    });
                }
                Part::Parameter(_) => match arguments.next() {
                    Some(quoted) if quoted.starts_with('"') => text.push_str(quoted),
                    Some(number) => {
                        one = *number == "1";
                        text.push_str(&locale.decimal(number.replace(',', ".")));
                    }
                    None => {}
                },
            }
        }
        text
    }

    /// The patterns of its expressions.
    ///
    /// # Panics
    /// When an expression is not one; a test compiles all of them.
    pub fn patterns(&self) -> [String; 2] {
        let parameters: HashMap<_, _> =
            PARAMETERS.iter().map(|(name, pattern, _)| (*name, *pattern)).collect();
        self.expressions.map(|expression| {
            let expression = Arc::unwrap_or_clone(parsed(expression));
            let pattern = expression.with_parameters(&parameters).into_regex_char_iter();
            pattern.collect::<Result<_, _>>().expect("parameters of the table")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found<'a>(argument: &'a str, present: &'a BTreeSet<String>) -> StepMatch<'a> {
        let definition = &super::super::action_steps::STEPS[0];
        let arguments = vec![argument];
        StepMatch { line: 1, given: false, text: "", definition, arguments, doc: &[], present }
    }

    #[test]
    fn a_step_is_written_in_both_languages() {
        let written = |expression: &str, arguments: &[&str]| {
            let mut all = super::super::action_steps::STEPS.iter();
            let found = all.find(|one| one.expressions[1] == expression).unwrap();
            let wording = found.wording(arguments);
            Locale::ALL.map(|locale| wording.in_words(locale).to_owned())
        };
        let waits = "{seconds} second(s) pass/passes";
        assert_eq!(written(waits, &["1,5"]), ["passam 1,5 segundos", "1.5 seconds pass"]);
        assert_eq!(written(waits, &["1"]), ["passa 1 segundo", "1 second passes"]);
        assert_eq!(
            written("{bot} types {n} line(s) of {letters} letter(s)", &["\"$0\"", "1", "999"]),
            ["\"$0\" digita 1 linha de 999 letras", "\"$0\" types 1 line of 999 letters"]
        );
        assert_eq!(
            written("{n} people/person come/comes in with names/name like {name}", &["1", "\"a\""]),
            ["entra 1 pessoa com nome como \"a\"", "1 person comes in with name like \"a\""]
        );
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
