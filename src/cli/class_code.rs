//! The class code as an option of the server: given, made, or read from a file.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};

use crate::classroom::{ClassCode, MAX_CODE, MIN_CODE};
use crate::locale::Locale;
use crate::say;
use crate::wire::without_bom;

use super::failure::Failure;

/// The option that has a random code made.
pub(super) const AUTO: &str = "auto";

/// Letters and digits that are hard to confuse, on a board or by ear, and that form no words.
const LETTERS: &[u8; 21] = b"cdfghjkmnpqrtwxy34679";
/// A random code has this many groups of this many letters: 39 bits.
const GROUPS: usize = 3;
/// How much of a file is read for its first line, in bytes.
const FILE_MAX: u64 = 4096;

/// The code that `--class-code CODE|auto|file:PATH` names.
pub(super) fn class_code(option: &str, locale: Locale) -> Result<ClassCode, Failure> {
    match (option, option.strip_prefix("file:")) {
        (AUTO, _) => {
            let made = made().map_err(|error| {
                Failure::Failed(say!(locale, "server-failed", why = error.to_string()))
            })?;
            code(AUTO, &made, locale)
        }
        (_, Some(path)) => {
            let line = first_line(path).map_err(|error| {
                Failure::Failed(say!(locale, "code-file", path = path, why = error.to_string()))
            })?;
            code(option, &line, locale)
        }
        _ => code("--class-code", option, locale),
    }
}

fn code(from: &str, text: &str, locale: Locale) -> Result<ClassCode, Failure> {
    ClassCode::new(text).map_err(|error| {
        let rule = say!(locale, error.key(), min = MIN_CODE, max = MAX_CODE);
        Failure::Misused(format!("{from}: {rule}"))
    })
}

fn first_line(path: &str) -> io::Result<String> {
    let mut line = String::new();
    BufReader::new(File::open(path)?.take(FILE_MAX)).read_line(&mut line)?;
    Ok(without_bom(&line).to_owned())
}

/// A random code, uniformly distributed: `7kd-m3x-9hq`.
fn made() -> Result<String, getrandom::Error> {
    let mut code = String::new();
    while code.len() < GROUPS * (GROUPS + 1) - 1 {
        let mut byte = [0];
        getrandom::fill(&mut byte)?;
        // The highest bytes would favour the first letters.
        let number = usize::from(byte[0]);
        if number >= 256 - 256 % LETTERS.len() {
            continue;
        }
        if code.len() % (GROUPS + 1) == GROUPS {
            code.push('-');
        }
        code.push(char::from(LETTERS[number % LETTERS.len()]));
    }
    Ok(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_made_code_is_three_groups_of_three_and_never_the_same() {
        let codes: Vec<String> = (0..100).map(|_| made().unwrap()).collect();
        for code in &codes {
            let groups: Vec<&str> = code.split('-').collect();
            assert_eq!(groups.iter().map(|group| group.len()).collect::<Vec<_>>(), [3, 3, 3]);
            assert!(code.bytes().all(|byte| byte == b'-' || LETTERS.contains(&byte)), "{code}");
            assert!(ClassCode::new(code).is_ok());
        }
        let different: std::collections::BTreeSet<&String> = codes.iter().collect();
        assert_eq!(different.len(), codes.len());
    }
}
