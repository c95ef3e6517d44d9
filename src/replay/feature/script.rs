//! The text of a scenario.

use crate::bot::{composed, escaped, written};
use crate::locale::Locale;
use crate::say;
use crate::wire::clean;

/// A scenario file has at most 10 000 lines and 1 MiB; what comes of one input has room beyond.
const MAX_LINES: usize = 9_000;
const MAX_BYTES: usize = 900 * 1024;

/// What a step is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Given,
    When,
    Then,
}

/// A scenario in the making.
#[derive(Debug)]
pub(super) struct Script {
    locale: Locale,
    text: String,
    lines: usize,
    last: Option<Part>,
}

impl Script {
    pub(super) fn new(locale: Locale, tags: &str, title: &str) -> Self {
        let mut script = Self { locale, text: String::new(), lines: 0, last: None };
        let language = locale.tag().split('-').next().unwrap_or_default();
        script.line(&format!("# language: {language}"));
        script.line(tags);
        script.line(&say!(locale, "feature-title", title = title));
        script.line("");
        script.line(&format!("  {}", say!(locale, "feature-scenario")));
        script
    }

    /// Is there room for more?
    pub(super) fn has_room(&self) -> bool {
        self.lines < MAX_LINES && self.text.len() < MAX_BYTES
    }

    /// A step, by its English expression and its arguments as they are written.
    pub(super) fn step(&mut self, part: Part, expression: &str, arguments: &[&str]) {
        let word = match part {
            _ if self.last == Some(part) => "feature-and",
            Part::Given => "feature-given",
            Part::When => "feature-when",
            Part::Then => "feature-then",
        };
        self.last = Some(part);
        let step = written(expression, arguments, self.locale);
        self.line(&format!("    {} {step}", say!(self.locale, word)));
    }

    /// A line of its own.
    fn line(&mut self, line: &str) {
        self.text += line;
        self.text.push('\n');
        self.lines += 1;
    }

    pub(super) fn into_text(self) -> String {
        self.text
    }
}

/// A line as it is written in quotes, where a step can hold it and a person sees it as it is.
pub(super) fn quoted(line: &str) -> Option<String> {
    let is_plain = composed(line) == line && clean(line) == line;
    is_plain.then(|| format!("\"{}\"", line.replace('\\', "\\\\").replace('"', "\\\"")))
}

/// A line and its end as bytes in quotes.
pub(super) fn quoted_bytes(line: &str) -> String {
    let mut text = String::from("\"");
    for character in line.chars() {
        match character {
            '"' => text += "\\\"",
            ' '..='~' => text += &escaped(character.to_string().as_bytes()),
            _ => text += &format!("\\u{{{:x}}}", u32::from(character)),
        }
    }
    text + "\\n\""
}
