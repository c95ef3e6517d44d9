//! Lines of a file as they are meant: letters that only look like the right ones.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;
use unicode_normalization::UnicodeNormalization;

use super::escape::is_hidden;

/// Quotes of all kinds, which people take for the straight ones.
pub const QUOTES: [char; 12] = ['"', '“', '”', '„', '«', '»', '\'', '‘', '’', '`', '´', '″'];

/// What breaks a line for some programs, and not for others.
pub const BREAKS: [char; 6] = ['\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}'];

/// A part of a line: its number, counted from 1, and which bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The line.
    pub line: usize,
    /// The bytes.
    pub span: Range<usize>,
}

/// A text with composed accents and plain spaces, also in what bots say: to mean others, one writes
/// bytes.
pub fn composed(text: &str) -> String {
    let is_space = |sign: char| sign.is_whitespace() && !sign.is_ascii() && !BREAKS.contains(&sign);
    text.nfc().map(|sign| if is_space(sign) { ' ' } else { sign }).collect()
}

static QUOTED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#""(?:[^"\\]|\\.)*""#).expect("a valid pattern"));

/// A line as it is meant: outside quotes, letters in normal form KC, so that accents are composed
/// and wide forms are the usual ones, any blanks a single space, one between a word and a
/// quote, and nothing that cannot be seen.
pub fn meant(line: &str) -> String {
    static HIDDEN: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\p{Default_Ignorable_Code_Point}+").expect("a valid pattern")
    });
    fn push(text: &mut String, part: &str) {
        for character in HIDDEN.replace_all(part, "").nfkc() {
            if !character.is_whitespace() {
                text.push(character);
            } else if !text.is_empty() && !text.ends_with(' ') {
                text.push(' ');
            }
        }
    }
    let mut text = String::with_capacity(line.len());
    let mut rest = 0;
    for quoted in QUOTED.find_iter(line) {
        push(&mut text, &line[rest..quoted.start()]);
        if text.ends_with(char::is_alphanumeric) {
            text.push(' ');
        }
        text.push_str(quoted.as_str());
        rest = quoted.end();
        if line[rest..].starts_with(char::is_alphanumeric) {
            text.push(' ');
        }
    }
    push(&mut text, &line[rest..]);
    text.truncate(text.trim_end().len());
    text
}

/// The first sign outside quotes that no keyword or step has: it may look like one that they have.
pub fn foreign(line: &str) -> Option<&str> {
    static FOREIGN: LazyLock<Regex> = LazyLock::new(|| {
        let known = r"[\x00-\x7fáàâãéêíóôõúüç“”„«»‘’´″–—…\s\p{M}\p{Default_Ignorable_Code_Point}]";
        Regex::new(&format!("(?i)[^{known}]")).expect("a valid pattern")
    });
    QUOTED.split(line).find_map(|part| FOREIGN.find(part)).map(|found| found.as_str())
}

/// Is it nothing but quotes of some kind?
pub fn is_like_fence(raw: &str) -> bool {
    !bare(raw).is_empty() && bare(raw).chars().all(|sign| QUOTES.contains(&sign))
}

/// A text without the blanks and the invisible signs around it.
pub fn bare(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || is_hidden(c))
}

/// The place of a part of a line; all of it where the part stands there in another form.
pub fn spot(line: &str, part: &str) -> Range<usize> {
    let part = if part.is_empty() || !line.contains(part) { bare(line) } else { part };
    let at = line.find(part).unwrap_or(0);
    at..at + part.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_that_only_look_like_the_right_ones_are_read_as_those() {
        for (line, read) in [
            (
                "\u{feff}\tDado\u{a0}que\u{202f} \"a\u{a0} b\"  entra ",
                "Dado que \"a\u{a0} b\" entra",
            ),
            ("Enta\u{303}o \"e\u{301}\" le\u{302}", "Então \"e\u{301}\" lê"),
            ("Ｅ\u{200b} \"ana\" d\u{ad}iz\u{3000}\"\\\" x\"", "E \"ana\" diz \"\\\" x\""),
        ] {
            assert_eq!(meant(line), read);
        }
        assert_eq!(foreign("E \"\u{430}na\" d\u{456}z"), Some("\u{456}"));
        assert_eq!(foreign("Ação: “ê” e\u{301} \u{a0}"), None);
    }
}
