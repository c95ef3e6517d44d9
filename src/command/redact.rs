//! Lines that keep what they do, and lose what they say: for what is kept of those who are forgotten.

use crate::classroom::integer;

use super::args::Arg;
use super::parsed_line::ParsedLine;
use super::row::Row;

/// What stands for words that are gone.
const GONE: &str = "…";

/// The line without its words. Names, numbers and choices of a command stay, and so does a number
/// that is all of the line: it may be an answer.
pub fn without_words(line: &str) -> String {
    use ParsedLine::{Command, Empty, Leave, Mistyped, Speech, Teach, Unknown};
    match ParsedLine::parse(line) {
        Empty => line.to_owned(),
        Speech(text) if integer(text.trim()).is_some() => line.to_owned(),
        Speech(_) => GONE.to_owned(),
        Unknown(_) => format!("/{GONE}"),
        Leave(row, args) | Teach(row, args) | Command(row, args) | Mistyped(row, args) => {
            let words = words(row, args);
            let end = line.rfind(words).filter(|_| !words.is_empty()).unwrap_or(line.len());
            format!("{}{}", &line[..end], gone(words))
        }
    }
}

/// The person whom a command is about, and what it says to or of them.
pub fn addressed(line: &str) -> Option<(&str, &str)> {
    use ParsedLine::{Command, Mistyped};
    let (Command(row, args) | Mistyped(row, args)) = ParsedLine::parse(line) else { return None };
    let is_person = matches!(row.args.first(), Some(Arg::Person | Arg::Optional(Arg::Person)));
    let person = args.split_whitespace().next().filter(|_| is_person)?;
    Some((person, words(row, args)))
}

/// The part of a command's arguments that is words.
fn words<'a>(row: &Row, mut args: &'a str) -> &'a str {
    for arg in row.args {
        let (word, rest) = args.split_once(char::is_whitespace).unwrap_or((args, ""));
        if !arg.admits(word) {
            break;
        }
        args = rest.trim_start();
    }
    args
}

/// As many parts between `|` as the words have.
fn gone(words: &str) -> String {
    let part = |part: &str| if part.trim().is_empty() { "" } else { GONE };
    words.split('|').map(part).collect::<Vec<_>>().join("|")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_line_does_stays_and_what_it_says_goes() {
        for (line, kept) in [
            ("oi, gente", "…"),
            ("//etc", "…"),
            ("42", "42"),
            (" -7 ", " -7 "),
            ("", ""),
            ("/quem", "/quem"),
            ("sair", "sair"),
            ("/sair até amanhã", "/sair …"),
            ("/msg beto vem cá", "/msg beto …"),
            ("/MSG  beto  vem  beto", "/MSG  beto  …"),
            ("/expulsar beto 5 por isso", "/expulsar beto 5 …"),
            ("/kick beto because of that", "/kick beto …"),
            ("/silenciar beto 5", "/silenciar beto 5"),
            ("/enquete a? | b | c", "/enquete …|…|…"),
            ("/enquete a? | | c", "/enquete …||…"),
            ("/voto 2", "/voto 2"),
            ("/voto no beto", "/voto …"),
            ("/modo UPPER", "/modo UPPER"),
            ("/modo beto", "/modo …"),
            ("/grupo azul", "/grupo azul"),
            ("/tabuda 7", "/…"),
            (" /msg beto oi", " /msg beto …"),
            ("/professor ***", "/professor …"),
        ] {
            assert_eq!(without_words(line), kept, "{line}");
            assert_eq!(without_words(kept), kept, "once more");
        }
    }

    #[test]
    fn the_person_of_a_command_is_its_first_word() {
        assert_eq!(addressed("/msg beto vem cá"), Some(("beto", "vem cá")));
        assert_eq!(addressed("/kick beto 5 por isso"), Some(("beto", "por isso")));
        assert_eq!(addressed("/atender"), None);
        assert_eq!(addressed("/grupo beto"), None);
        assert_eq!(addressed("beto, vem cá"), None);
    }
}
