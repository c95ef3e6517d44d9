//! `sala server password`: sets the teacher's password.

use std::io::{self, BufRead, ErrorKind, IsTerminal, Read, Write};

use async_signal::{Signal, Signals};
use rpassword::{ConfigBuilder, prompt_password_with_config};
use zeroize::Zeroizing;

use crate::classroom::Secret;
use crate::client::RawModeGuard;
use crate::journal::Location;
use crate::locale::Locale;
use crate::say;
use crate::server::{MAX_PASSWORD, PasswordError, PasswordFile};
use crate::wire::without_bom;

use super::common::{Common, DataArgs};
use super::failure::{Failure, aside};

/// Set the password for becoming a teacher in the class (/professor, /teacher)
///
/// In a terminal it is asked for twice and not shown; otherwise it is the first line of standard
/// input. Its hash is kept in the data folder, and takes effect at once in a running server.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  sala server password
  pass show class | sala server password --data /srv/class")]
pub(super) struct Args {}

pub(super) fn run(data: &DataArgs, common: Common) -> Result<(), Failure> {
    let locale = common.lang;
    let folder = data.folder(locale)?;
    let password = if io::stdin().is_terminal() { asked(locale)? } else { read(locale)? };
    let place = Location { dir: folder.clone(), key_file: None };
    place.make_folder().map_err(|error| Failure::Failed(error.explain(locale)))?;
    let file = PasswordFile::within(&folder);
    file.set(&password).map_err(|error| failure(&error, locale))?;
    let path = file.path().display().to_string();
    writeln!(io::stdout(), "{}", say!(locale, "password-set", path = path))?;
    Ok(())
}

fn failure(error: &PasswordError, locale: Locale) -> Failure {
    use PasswordError::{Control, TooLong, TooShort};
    let words = error.explain(locale);
    match error {
        TooShort | TooLong | Control => Failure::Misused(words),
        _ => Failure::Failed(words),
    }
}

fn read(locale: Locale) -> Result<Secret, Failure> {
    let mut line = Zeroizing::new(String::new());
    // With room to spare, so that a password that is too long is refused, not cut.
    let limit = MAX_PASSWORD as u64 + 8;
    let read = io::stdin().lock().take(limit).read_line(&mut line);
    read.map_err(|error| unreadable(&error, locale))?;
    Ok(Secret::new(without_bom(&line)))
}

fn unreadable(error: &io::Error, locale: Locale) -> Failure {
    Failure::Failed(say!(locale, "password-unreadable", why = error.to_string()))
}

fn asked(locale: Locale) -> Result<Secret, Failure> {
    let failed = |error: io::Error| unreadable(&error, locale);
    // Before the questions, so that what is typed early is hidden, too.
    let _raw_mode = RawModeGuard::new().map_err(failed)?;
    // Ctrl-C comes back as an error, but raises SIGINT first, which would end the process.
    let _caught = Signals::new([Signal::Int]).map_err(failed)?;
    let password = hidden(&say!(locale, "password-ask"), locale)?;
    if password != hidden(&say!(locale, "password-again"), locale)? {
        return Err(Failure::Misused(say!(locale, "password-differs")));
    }
    Ok(password)
}

/// Reads a masked line.
fn hidden(prompt: &str, locale: Locale) -> Result<Secret, Failure> {
    let failed = |error: io::Error| match error.kind() {
        ErrorKind::Interrupted | ErrorKind::UnexpectedEof => {
            if error.kind() == ErrorKind::UnexpectedEof {
                // Ctrl-D leaves the cursor behind the question.
                aside("");
            }
            Failure::Failed(say!(locale, "password-kept"))
        }
        _ => unreadable(&error, locale),
    };
    let config = ConfigBuilder::new().password_feedback_mask('*').build();
    let line = prompt_password_with_config(format!("{prompt} "), config).map_err(failed)?;
    Ok(Secret::new(&Zeroizing::new(line)))
}
