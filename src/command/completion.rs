//! What the word at the cursor could become.

use crate::classroom::Role;
use crate::locale::Locale;

use super::args::{Arg, shown};
use super::table::{find, usable};

/// What completes the word that is being typed. Case and accents do not matter in any of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Completion {
    /// One of these words.
    Words(Vec<String>),
    /// The name of someone who is here.
    Person,
    /// The name of a group.
    Group,
    /// Nothing does.
    Nothing,
}

/// What completes the last word of `typed`, the line up to the cursor, for someone of that role
/// who reads that language. In what is said any word can be a name.
pub fn completion(locale: Locale, role: Role, typed: &str) -> Completion {
    let (before, word) = typed
        .rsplit_once(char::is_whitespace)
        .map_or((None, typed), |(before, word)| (Some(before), word));
    let Some(before) = before else {
        return match word.strip_prefix('/') {
            Some(name) if !name.starts_with('/') => names(locale, role, "/"),
            _ => Completion::Person,
        };
    };
    let mut words = before.split_whitespace();
    let command = words.next().filter(|_| !before.starts_with(char::is_whitespace));
    match command.and_then(|command| command.strip_prefix('/')) {
        Some(name) if !name.starts_with('/') => {
            let args = find(name).filter(|row| row.role <= role).map_or(&[][..], |row| row.args);
            let arg = args.get(words.count()).or(args.last().filter(|arg| arg.is_text()));
            arg.map_or(Completion::Nothing, |arg| of_argument(*arg, locale, role))
        }
        _ => Completion::Person,
    }
}

fn of_argument(arg: Arg, locale: Locale, role: Role) -> Completion {
    match arg {
        Arg::Person | Arg::Text(_) => Completion::Person,
        Arg::Group => Completion::Group,
        Arg::Command => names(locale, role, ""),
        Arg::Choice(words) => Completion::Words(shown(words, locale).map(str::to_owned).collect()),
        Arg::Optional(arg) => of_argument(*arg, locale, role),
        Arg::Number(_) | Arg::Password => Completion::Nothing,
    }
}

fn names(locale: Locale, role: Role, sign: &str) -> Completion {
    Completion::Words(usable(role).map(|row| format!("{sign}{}", row.shown_name(locale))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(typed: &str) -> Completion {
        completion(Locale::En, Role::Teacher, typed)
    }

    fn words(words: &[&str]) -> Completion {
        Completion::Words(words.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn what_a_command_takes_completes_its_arguments() {
        assert_eq!(of("/mode "), words(&["chat", "upper", "lower", "timestable"]));
        assert_eq!(of("/trancar s"), words(&["yes", "no"]));
        assert_eq!(of("/kick a"), Completion::Person);
        assert_eq!(of("/kick ana "), Completion::Nothing, "minutes");
        assert_eq!(of("/kick ana 5 as b"), Completion::Person, "a reason may name someone");
        assert_eq!(of("/room "), Completion::Group);
        assert_eq!(of("/who "), Completion::Nothing);
        assert_eq!(of("/teacher s"), Completion::Nothing, "a password");
        assert_eq!(completion(Locale::PtBr, Role::Student, "/modo "), Completion::Nothing);
    }

    #[test]
    fn a_command_is_completed_by_those_that_may_be_used_and_speech_by_names() {
        let Completion::Words(all) = completion(Locale::PtBr, Role::Student, "/") else { panic!() };
        assert!(all.contains(&"/sair".to_owned()) && !all.contains(&"/modo".to_owned()));
        assert_eq!(of("/help mo"), of("/ajuda "));
        for typed in ["an", "hello a", "//mode a", " /mode a", ""] {
            assert_eq!(of(typed), Completion::Person, "{typed}");
        }
    }
}
