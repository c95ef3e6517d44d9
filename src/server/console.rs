//! The door of consoles: who comes back to a class gives the teacher's password, where one is set. The
//! account on the machine may be everyone's, as in school labs.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use async_std::io::ReadExt;
use async_std::io::prelude::WriteExt;
use async_std::os::unix::net::UnixStream;
use async_std::sync::Mutex;
use async_std::task::{sleep, spawn_blocking};

use zeroize::Zeroizing;

use crate::classroom::{PasswordCheck, Secret};
use crate::locale::Locale;
use crate::say;
use crate::wire::{Asked, ServerLine};

use super::password::{MAX_PASSWORD, PasswordFile};

/// How many answers a console has.
const ANSWERS: usize = 3;
/// How long a wrong answer keeps every console waiting that is asked.
const AFTER_WRONG: Duration = Duration::from_secs(1);

pub(super) struct ConsoleDoor {
    file: PasswordFile,
    locale: Locale,
    /// Is the next console that of the terminal in which the class is opened?
    opens_class: AtomicBool,
    /// One answer is checked at a time.
    turn: Mutex<()>,
}

impl ConsoleDoor {
    pub(super) fn new(file: PasswordFile, locale: Locale, opens_class: bool) -> Self {
        Self { file, locale, opens_class: AtomicBool::new(opens_class), turn: Mutex::new(()) }
    }

    /// Gives the stream back if it may come in.
    pub(super) async fn admit(&self, mut stream: UnixStream) -> io::Result<Option<UnixStream>> {
        let opens_class = self.opens_class.swap(false, Ordering::Relaxed);
        if opens_class || self.check(None).await == PasswordCheck::NotSet {
            return Ok(Some(stream));
        }
        for _ in 0..ANSWERS {
            let ask = say!(self.locale, "console-password");
            let what = Asked::Password;
            tell(&mut stream, ServerLine::Ask { what, has_passes: false, text: ask }).await?;
            let answer = read_answer(&mut stream).await?;
            let words = match self.check_in_turn(answer).await {
                PasswordCheck::Right => return Ok(Some(stream)),
                PasswordCheck::Failed(why) => why,
                _ => say!(self.locale, "console-wrong"),
            };
            tell(&mut stream, ServerLine::Refusal(words)).await?;
        }
        let words = say!(self.locale, "console-refused");
        tell(&mut stream, ServerLine::Closing(words)).await?;
        Ok(None)
    }

    async fn check_in_turn(&self, answer: Secret) -> PasswordCheck {
        let _turn = self.turn.lock().await;
        let check = self.check(Some(answer)).await;
        if check != PasswordCheck::Right {
            sleep(AFTER_WRONG).await;
        }
        check
    }

    /// Checks an answer; without one, whether a password is set.
    async fn check(&self, answer: Option<Secret>) -> PasswordCheck {
        let (file, locale) = (self.file.clone(), self.locale);
        let check = spawn_blocking(move || file.check(answer.as_ref())).await;
        check.unwrap_or_else(|error| PasswordCheck::Failed(error.explain(locale)))
    }
}

async fn tell(stream: &mut UnixStream, line: ServerLine) -> io::Result<()> {
    stream.write_all(format!("{line}\n").as_bytes()).await
}

/// Reads a line and nothing behind it: what follows is for the class.
async fn read_answer(stream: &mut UnixStream) -> io::Result<Secret> {
    let mut line = Zeroizing::new(Vec::with_capacity(MAX_PASSWORD + 1));
    let mut byte = [0];
    while line.len() <= MAX_PASSWORD {
        stream.read_exact(&mut byte).await?;
        if byte == *b"\n" {
            break;
        }
        line.extend(byte);
    }
    Ok(Secret::new(&String::from_utf8_lossy(&line)))
}
