//! What is made of a line before it is anyone's: secrets are taken out of it where it came in.

use crate::classroom::{
    Answer, ClassCode, Classroom, ConnectionId, Input, Now, PassHash, Role, Secret, WaysIn,
};
use crate::wire::{Asked, LineError, Return, is_pass};

use super::parsed_line::{ParsedLine, may_hold_password, means_leaving, password_in};

/// What stands in a line for a password that was typed where none belongs.
const HIDDEN: &str = "***";

/// The input that a connection's line is, with the secret in it that is yet to be checked; `None` for
/// a line of a connection that is closed. The class must have applied all that came from it before.
pub fn intake(
    classroom: &Classroom,
    now: Now,
    (who, number, line): (ConnectionId, u64, Result<String, LineError>),
    ways_in: &WaysIn,
) -> Option<(Input, Option<Secret>)> {
    let given = |answer| Input::SecretGiven { who, number, answer };
    let line = match (line, classroom.asked(who)) {
        (Ok(text), Some(Asked::Code | Asked::Name)) if ways_in.is_board(&text) => {
            return Some((Input::BoardOpened { who, number }, None));
        }
        (Ok(text), Some(Asked::Code)) if !means_leaving(&text) => {
            return Some((given(check_code(&text, ways_in.code.as_ref())), None));
        }
        (Ok(text), Some(Asked::Password)) => {
            let blank = text.trim().is_empty();
            let answer = if blank { Answer::Blank } else { Answer::Unchecked };
            return Some((given(answer), (!blank).then(|| Secret::new(&text))));
        }
        (Ok(text), Some(Asked::Name)) => match Return::parse(&text) {
            Some(Return { name, pass, read }) => {
                let (name, hash) = (name.to_owned(), PassHash::of(pass));
                return Some((Input::Returned { who, number, name, hash, read }, None));
            }
            None => Ok(without_passes(text)),
        },
        (line, Some(_)) => line,
        (line, None) if classroom.role(who) == Role::Board => line,
        (_, None) if classroom.name(who).is_none() => return None,
        (line, None) if classroom.may_be_password(now, who) && may_be_words(&line) => {
            return Some((given(Answer::Unchecked), None));
        }
        (line, None) => line.map(without_password),
    };
    Some((Input::Line { who, number, line }, None))
}

fn check_code(text: &str, code: Option<&ClassCode>) -> Answer {
    match code.is_none_or(|code| code.admits(text)) {
        _ if text.trim().is_empty() => Answer::Blank,
        true => Answer::Right,
        false => Answer::Wrong,
    }
}

/// Could it be any words, rather than a command or nothing?
fn may_be_words(line: &Result<String, LineError>) -> bool {
    use ParsedLine::{Command, Empty, Leave, Teach};
    let parsed = line.as_deref().map(ParsedLine::parse);
    !matches!(parsed, Ok(Empty | Leave(..) | Teach(..) | Command(..)))
}

fn without_password(mut line: String) -> String {
    let password = if may_hold_password(&line) { password_in(&line) } else { "" };
    if let Some(at) = line.rfind(password).filter(|_| !password.is_empty()) {
        line.replace_range(at..at + password.len(), HIDDEN);
    }
    line
}

/// A pass behind a name in any other form than that of a return.
fn without_passes(mut line: String) -> String {
    let words: Vec<String> = line.split_whitespace().skip(1).map(str::to_owned).collect();
    for pass in words.iter().filter(|word| is_pass(word)) {
        line = line.replace(pass.as_str(), HIDDEN);
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pass_behind_a_name_is_hidden_in_whatever_form() {
        let pass = "abcdefghijklmnopqrstuvwx27";
        for (line, kept) in [
            (format!("ana {pass} x"), "ana *** x".to_owned()),
            (format!("ana lima {pass} 1 {pass}"), "ana lima *** 1 ***".to_owned()),
            (pass.to_owned(), pass.to_owned()),
            ("ana maria".to_owned(), "ana maria".to_owned()),
        ] {
            assert_eq!(without_passes(line), kept);
        }
    }

    #[test]
    fn a_password_behind_a_command_is_hidden_and_other_lines_stay_as_they_are() {
        for (line, kept) in [
            ("/professor abre-te sésamo", "/professor ***"),
            (" /TEACHER  professor ", " /TEACHER  *** "),
            ("／ｐｒｏｆｅｓｓｏｒ x", "／ｐｒｏｆｅｓｓｏｒ ***"),
            ("\\ professóra x y", "\\ professóra ***"),
            ("/professor", "/professor"),
            ("/msg professor x", "/msg professor x"),
            ("professor x", "professor x"),
        ] {
            assert_eq!(without_password(line.to_owned()), kept);
        }
    }
}
