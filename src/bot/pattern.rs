//! What a bot waits to read: one line of the wire, named in one of several ways.

use regex::Regex;

use crate::locale::Locale;
use crate::name::{Name, plain};
use crate::say;
use crate::wire::ServerLine;

use super::escape::escaped;

/// A line that someone is to read.
#[derive(Clone, Debug)]
pub enum Pattern {
    /// This line and no other.
    Exactly(String),
    /// A line with this somewhere in it.
    With(String),
    /// A line in which this is found.
    Matching(Regex),
    /// A notice that this person came in.
    Joined(String),
    /// A notice that this person left.
    Left(String),
    /// A notice that this person changed name.
    Renamed {
        /// The name until now.
        old: String,
        /// The name from now on.
        new: String,
    },
    /// These bytes and no others: its `\r` counts, too.
    Bytes(Vec<u8>),
    /// A line with `*` that names all of the first, and neither of the others, as whole words.
    List {
        /// Who has to be named.
        names: Vec<String>,
        /// Who must not be.
        without: Vec<String>,
    },
}

impl Pattern {
    /// Is it this line? Its end may have been `\r\n`. Where the server marks its notices (`* + ana`),
    /// only those count; else any notice that names the person will do.
    pub fn matches(&self, line: &[u8], marked: bool) -> bool {
        if let Self::Bytes(expected) = self {
            return line == expected;
        }
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let text = || String::from_utf8_lossy(line);
        match self {
            Self::Exactly(expected) => line == expected.as_bytes(),
            Self::With(part) => memchr::memmem::find(line, part.as_bytes()).is_some(),
            Self::Matching(regex) => regex.is_match(&text()),
            Self::Joined(who) => is_notice_of(&text(), who, marked, |line| match line {
                ServerLine::Joined { name, .. } => Some(name.clone()),
                _ => None,
            }),
            Self::Left(who) => is_notice_of(&text(), who, marked, |line| match line {
                ServerLine::Left { name, .. } => Some(name.clone()),
                _ => None,
            }),
            Self::Renamed { old, new } => match ServerLine::parse(&text()) {
                ServerLine::Renamed { old: from, new: to, .. } => {
                    is_name(&from, old) && is_name(&to, new)
                }
                _ => false,
            },
            Self::List { names, without } => {
                let text = text();
                text.starts_with('*')
                    && names.iter().all(|name| has_name(&text, name))
                    && !without.iter().any(|name| has_name(&text, name))
            }
            Self::Bytes(_) => false,
        }
    }

    /// Is it a line that begins with `*`?
    pub fn is_notice(&self) -> bool {
        matches!(self, Self::Joined(_) | Self::Left(_) | Self::Renamed { .. } | Self::List { .. })
    }

    /// What is waited for, in words.
    pub fn describe(&self, locale: Locale) -> String {
        match self {
            Self::Exactly(line) => escaped(line.as_bytes()),
            Self::With(part) => say!(locale, "bot-expects-with", part = escaped(part.as_bytes())),
            Self::Matching(regex) => say!(locale, "bot-expects-match", regex = regex.as_str()),
            Self::Joined(name) => say!(locale, "bot-expects-came", name = name.as_str()),
            Self::Left(name) => say!(locale, "bot-expects-left", name = name.as_str()),
            Self::Bytes(line) => escaped(line),
            Self::List { names, without } if names.is_empty() => {
                say!(locale, "bot-expects-list-alone", without = without.join(", "))
            }
            Self::List { names, without } if without.is_empty() => {
                say!(locale, "bot-expects-named", names = names.join(", "))
            }
            Self::List { names, without } => {
                let (names, without) = (names.join(", "), without.join(", "));
                say!(locale, "bot-expects-list", names = names, without = without)
            }
            Self::Renamed { old, new } => {
                say!(locale, "bot-expects-renamed", old = old.as_str(), new = new.as_str())
            }
        }
    }
}

/// Is a line the notice of that kind about someone?
fn is_notice_of(
    text: &str,
    who: &str,
    marked: bool,
    name_in: impl Fn(&ServerLine) -> Option<Name>,
) -> bool {
    let line = ServerLine::parse(text);
    if let Some(name) = name_in(&line) {
        return is_name(&name, who);
    }
    use ServerLine::{Marked, Notice, Other};
    let unmarked = !marked && matches!(line, Marked(..) | Notice(_) | Other(_));
    unmarked && text.starts_with('*') && mentions(text, who)
}

/// Does a line name someone, letter for letter, where names end as letters and digits do?
pub fn has_name(line: &str, name: &str) -> bool {
    !name.is_empty() && has_word(line, name, char::is_alphanumeric)
}

fn is_name(name: &Name, text: &str) -> bool {
    Name::new(text).is_ok_and(|other| other.confusable().folded == name.confusable().folded)
}

/// Does a text name someone? In any case, with or without accents, as a whole word.
pub fn mentions(text: &str, name: &str) -> bool {
    let (text, name) = (plain(text), plain(name));
    let is_letter = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
    !name.is_empty() && has_word(&text, &name, is_letter)
}

/// Does a word stand in a text, and no letter of a word beside it?
fn has_word(text: &str, word: &str, is_letter: impl Fn(char) -> bool) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + word.len()..].chars().next();
        !before.is_some_and(&is_letter) && !after.is_some_and(&is_letter)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn came(line: &str) -> bool {
        Pattern::Joined("ana".into()).matches(line.as_bytes(), false)
    }

    #[test]
    fn a_line_is_matched_whole_in_part_or_by_a_pattern() {
        assert!(Pattern::Exactly("[ana] oi".into()).matches(b"[ana] oi\r", false));
        assert!(!Pattern::Exactly("[ana] oi".into()).matches(b"[ana] oi ", false));
        assert!(Pattern::With("oi".into()).matches(b"[ana] oi!\xff", false));
        assert!(!Pattern::Exactly("\u{fffd}x".into()).matches(b"\xff", false));
        let regex = Regex::new(r"^> 7 × \d+ = 56$").unwrap();
        assert!(Pattern::Matching(regex).matches("> 7 × 8 = 56".as_bytes(), false));
    }

    #[test]
    fn a_notice_is_known_by_its_mark_or_by_the_name_in_it() {
        assert!(came("* + ana entrou (2 na sala)"));
        assert!(!came("* + anabela entrou (2 na sala)"));
        assert!(!came("* - ana saiu (1 na sala)"));
        assert!(!came("* + beto entrou com ana (2 na sala)"));
        assert!(came("* ana has entered the room"), "another server's words");
        assert!(came("*** Ana!"));
        assert!(!came("* anabela has entered the room"));
        assert!(!came("[beto] * ana"));
        assert!(!came("* = ana beto (3 na sala)"));
        let marked = Pattern::Joined("ana".into());
        assert!(!marked.matches("* Agora é a vez de ana.".as_bytes(), true));
        assert!(Pattern::Left("ana".into()).matches(b"* - ana saiu (1 na sala)", false));
        let renamed = Pattern::Renamed { old: "ana".into(), new: "Aninha".into() };
        assert!(renamed.matches("* ~ ana aninha (novo nome)".as_bytes(), false));
    }

    #[test]
    fn a_list_names_everyone_and_nobody_else() {
        let list = |names: &str, without: &str, line: &str| {
            let words = |text: &str| text.split_whitespace().map(str::to_owned).collect();
            let pattern = Pattern::List { names: words(names), without: words(without) };
            pattern.matches(line.as_bytes(), false)
        };
        assert!(list("bo bob", "caio", "* na sala: bob,bo"));
        assert!(!list("bo bob", "caio", "* na sala: bob"), "bo is no part of bob");
        assert!(!list("ana", "caio", "* na sala: ana, caio"));
        assert!(list("", "ana", "* a sala está vazia"));
        assert!(!list("ana", "", "[bob] ana"));
        assert!(list("ana", "", "* = ana (2 na sala)\r"));
    }

    #[test]
    fn bytes_count_all() {
        assert!(!Pattern::Bytes(b"[bob] oi".to_vec()).matches(b"[bob] oi\r", false));
        assert!(Pattern::Bytes(b"[bob] oi".to_vec()).matches(b"[bob] oi", false));
    }

    #[test]
    fn a_name_is_mentioned_as_a_whole_word() {
        assert!(mentions("Oi, bía!", "Bia"));
        assert!(!mentions("sabia", "Bia"));
        assert!(!mentions("bia-2 chegou", "Bia"));
        assert!(!mentions("nada", ""));
    }
}
