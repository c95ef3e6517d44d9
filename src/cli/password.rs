//! `sala server password`: sets the password by which someone in the class becomes a teacher.

use std::borrow::Cow;
use std::io::{self, BufRead, IsTerminal, Read, Write};

use rustyline::config::{Builder, ColorMode};
use rustyline::error::ReadlineError;
use rustyline::highlight::{CmdKind, Highlighter};
use rustyline::history::MemHistory;
use rustyline::{Completer, Editor, Helper, Hinter, Validator};
use unicode_width::UnicodeWidthStr;

use crate::classroom::Secret;
use crate::journal::Place;
use crate::locale::Locale;
use crate::say;
use crate::server::{MAX_PASSWORD, PasswordError, PasswordFile};

use super::common::Common;
use super::data_folder::DataArgs;
use super::failure::Failure;

/// Set the password by which someone in the class becomes a teacher (/professor)
///
/// In a terminal it is asked for twice and not shown; otherwise the first line of standard input
/// is the password. Its hash is kept in the data folder; a server that runs there asks for the
/// new one from then on.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  sala server password
  pass show class | sala server password --data /srv/class")]
pub(super) struct Args {}

/// Asks for the password and keeps it.
pub(super) fn run(data: &DataArgs, common: Common) -> Result<(), Failure> {
    let locale = common.lang();
    let folder = data.folder(locale)?;
    let password = if io::stdin().is_terminal() { asked(locale)? } else { read(locale)? };
    let place = Place { dir: folder.clone(), key_file: None };
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
    let mut line = zeroize::Zeroizing::new(String::new());
    // One byte more than a password has, so that one too long is seen to be.
    let limit = MAX_PASSWORD as u64 + 2;
    let failed = |error: io::Error| unreadable(&error.to_string(), locale);
    io::stdin().lock().take(limit).read_line(&mut line).map_err(failed)?;
    Ok(Secret::new(&line))
}

fn unreadable(why: &str, locale: Locale) -> Failure {
    Failure::Failed(say!(locale, "password-unreadable", why = why))
}

fn asked(locale: Locale) -> Result<Secret, Failure> {
    let password = hidden(&say!(locale, "password-ask"), locale)?;
    if password != hidden(&say!(locale, "password-again"), locale)? {
        return Err(Failure::Misused(say!(locale, "password-differs")));
    }
    Ok(password)
}

/// Reads a line that is not shown.
fn hidden(prompt: &str, locale: Locale) -> Result<Secret, Failure> {
    let failed = |error: ReadlineError| match error {
        ReadlineError::Eof | ReadlineError::Interrupted => {
            Failure::Failed(say!(locale, "password-kept"))
        }
        error => unreadable(&error.to_string(), locale),
    };
    // What hides the line is a matter of colour to the editor.
    let settings = Builder::new().color_mode(ColorMode::Forced).auto_add_history(false).build();
    let mut editor =
        Editor::<Mask, MemHistory>::with_history(settings, MemHistory::new()).map_err(failed)?;
    editor.set_helper(Some(Mask));
    let line = editor.readline(&format!("{prompt} ")).map(zeroize::Zeroizing::new);
    Ok(Secret::new(&line.map_err(failed)?))
}

#[derive(Completer, Helper, Hinter, Validator)]
struct Mask;

impl Highlighter for Mask {
    fn highlight<'l>(&self, line: &'l str, _: usize) -> Cow<'l, str> {
        // As wide as what is hidden, because the cursor is placed by it.
        Cow::Owned("*".repeat(line.width()))
    }

    fn highlight_char(&self, _: &str, _: usize, kind: CmdKind) -> bool {
        kind != CmdKind::MoveCursor
    }
}
