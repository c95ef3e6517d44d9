//! What a line from someone in the room asks for.

use unicode_normalization::UnicodeNormalization;

use crate::name::plain;
use crate::wire::{ClientLine, is_blank, without_bom};

use super::row::Row;
use super::table::{find, rows};
use super::teacher_login;

/// No name that works without `/` takes more bytes than this, in any case and with its accents.
const LONGEST_BARE: usize = 32;

/// What stands before a command's name, or what someone takes for it.
const SLASHES: [char; 7] = ['/', '／', '⁄', '∕', '⧸', '\\', '＼'];

/// A line, looked up in the table once.
#[derive(Clone, Copy, Debug)]
pub(super) enum ParsedLine<'a> {
    Empty,
    /// The command by which one leaves, with what stands behind its name. It is never refused.
    Leave(&'static Row, &'a str),
    /// The command that asks for the teacher's password. What stands behind its name may be one.
    Teach(&'static Row, &'a str),
    /// Any other command, with what stands behind its name.
    Command(&'static Row, &'a str),
    /// A name that no command has.
    Unknown(&'a str),
    /// A command behind blanks or another slash, which someone mistyped. Nobody reads it.
    Mistyped(&'static Row, &'a str),
    Speech(&'a str),
}

impl<'a> ParsedLine<'a> {
    pub(super) fn parse(line: &'a str) -> Self {
        match ClientLine::parse(line) {
            ClientLine::Empty => Self::Empty,
            ClientLine::Speech(text) => match (find_bare(text), find_mistyped(line)) {
                (Some(row), _) => Self::of(row, ""),
                (None, Some((row, args))) => Self::Mistyped(row, args),
                (None, None) => Self::Speech(text),
            },
            ClientLine::Command { name, args } => {
                find(name).map_or(Self::Unknown(name), |row| Self::of(row, args))
            }
        }
    }

    fn of(row: &'static Row, args: &'a str) -> Self {
        if row.bare.is_some() {
            Self::Leave(row, args)
        } else if row.asks_password() {
            Self::Teach(row, args)
        } else {
            Self::Command(row, args)
        }
    }
}

fn find_bare(text: &str) -> Option<&'static Row> {
    let word = text.trim();
    // To fold the case of a whole line of speech would be most of the work on it.
    if word.len() > LONGEST_BARE || word.contains(char::is_whitespace) {
        return None;
    }
    let word = plain(word);
    rows().find(|row| row.bare == Some(word.as_str()))
}

/// The command that stands behind blanks or another slash. `//x` is meant to be said.
fn find_mistyped(line: &str) -> Option<(&'static Row, &str)> {
    let rest = line.trim_start_matches(is_blank).strip_prefix(SLASHES)?;
    let rest = rest.trim_start_matches(is_blank);
    let (name, args) = rest.split_once(is_blank).unwrap_or((rest, ""));
    let name: String = name.nfkc().collect();
    Some((find(&name)?, args.trim_matches(is_blank)))
}

/// Could a line hold a password? To look every line up in the table would double the work on it.
pub(super) fn may_hold_password(line: &str) -> bool {
    let start = without_bom(line).trim_start_matches(is_blank);
    let Some(rest) = start.strip_prefix(SLASHES) else { return false };
    let name = rest.trim_start_matches(is_blank).split(is_blank).next().unwrap_or_default();
    let mut names = teacher_login::ROWS.iter().flat_map(Row::names);
    !name.is_ascii() || names.any(|own| own.eq_ignore_ascii_case(name))
}

/// Does this line, typed by someone in the room, ask to leave it?
pub fn means_leaving(line: &str) -> bool {
    matches!(ParsedLine::parse(line), ParsedLine::Leave(..))
}

/// Does this line hold a password, though no command takes one? It is not to be kept.
pub fn holds_password(line: &str) -> bool {
    !password_in(line).is_empty()
}

/// What may be a password in a line, though no command takes one.
pub(super) fn password_in(line: &str) -> &str {
    use ParsedLine::{Mistyped, Teach};
    match ParsedLine::parse(line) {
        Teach(row, args) | Mistyped(row, args) if row.asks_password() => args,
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_on_the_line_is_known() {
        for line in ["/professor abre-te", "/PROFESSORA x", "/teacher  open sesame"] {
            assert!(holds_password(line) && may_hold_password(line), "{line}");
        }
        for line in [
            " /professor abre-te",
            "\u{feff}/teacher x",
            "／ｐｒｏｆｅｓｓｏｒ x",
            "\u{a0}/ professor x",
        ] {
            assert!(holds_password(line) && may_hold_password(line), "{line}");
        }
        for line in
            ["/professor", " /professor ", "//professor x", "professor x", "/msg professor x", ""]
        {
            assert!(!holds_password(line), "{line}");
        }
    }

    #[test]
    fn a_command_behind_blanks_or_another_slash_is_mistyped_and_other_lines_are_not() {
        for line in [
            " /who",
            "\t/SAIR tchau",
            "\u{a0}\u{3000}/Histórico",
            "\u{2800}/?",
            "  / sair",
            "／sair",
            " ／ｗｈｏ",
            "\\msg ana oi",
            "∕kick ana",
        ] {
            assert!(matches!(ParsedLine::parse(line), ParsedLine::Mistyped(..)), "{line:?}");
        }
        for line in [
            "  // comment",
            "//who",
            " //who",
            " /etc/x",
            "  /whoami",
            " /sair.",
            "  who",
            "a /who",
            "／",
            " /",
            " \\o/",
        ] {
            assert!(matches!(ParsedLine::parse(line), ParsedLine::Speech(_)), "{line:?}");
        }
        assert!(matches!(ParsedLine::parse("\u{feff}/who"), ParsedLine::Command(..)));
        assert!(matches!(ParsedLine::parse("\u{2800}\u{3000} "), ParsedLine::Empty));
    }

    #[test]
    fn leaving_is_known_in_each_of_its_forms() {
        for line in ["sair", " Sair ", "/sair", "/exit tchau", "/QUIT"] {
            assert!(means_leaving(line), "{line}");
        }
        for line in ["sair daqui", "vou sair", "//sair", "/who", ""] {
            assert!(!means_leaving(line), "{line}");
        }
    }
}
