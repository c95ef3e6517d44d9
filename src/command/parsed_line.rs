//! What a line from someone in the room asks for.

use crate::name::plain;
use crate::wire::ClientLine;

use super::args::Arg;
use super::row::Row;
use super::table::{find, rows};

/// No name that works without `/` takes more bytes than this, in any case and with its accents.
const LONGEST_BARE: usize = 32;

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
    Speech(&'a str),
}

impl<'a> ParsedLine<'a> {
    pub(super) fn parse(line: &'a str) -> Self {
        match ClientLine::parse(line) {
            ClientLine::Empty => Self::Empty,
            ClientLine::Speech(text) => {
                find_bare(text).map_or(Self::Speech(text), |row| Self::of(row, ""))
            }
            ClientLine::Command { name, args } => {
                find(name).map_or(Self::Unknown(name), |row| Self::of(row, args))
            }
        }
    }

    fn of(row: &'static Row, args: &'a str) -> Self {
        if row.bare.is_some() {
            Self::Leave(row, args)
        } else if row.args == [Arg::Password] {
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

/// Does this line, typed by someone in the room, ask to leave it?
pub fn means_leaving(line: &str) -> bool {
    matches!(ParsedLine::parse(line), ParsedLine::Leave(..))
}

/// Does this line hold a password, though no command takes one? It is not to be kept.
pub fn holds_password(line: &str) -> bool {
    matches!(ParsedLine::parse(line), ParsedLine::Teach(_, args) if !args.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_on_the_line_is_known() {
        for line in ["/professor abre-te", "/PROFESSORA x", "/teacher  open sesame"] {
            assert!(holds_password(line), "{line}");
        }
        for line in ["/professor", "//professor x", "professor x", "/msg professor x", ""] {
            assert!(!holds_password(line), "{line}");
        }
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
