//! The terminal's modes, and erasing from it.

use std::io::{self, Write};

use rustix::io::retry_on_intr;
use rustix::termios::{InputModes, LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

const BRACKETED_PASTE_OFF: &[u8] = b"\x1b[?2004l";

/// Keeps the terminal from echoing keys and making signals of them: what is typed between two
/// prompts waits for the next. Dropping it restores the terminal.
///
/// The prompt library restores the modes that it found after every line, but not when a signal
/// interrupts that, and signals are how the prompt is woken.
pub struct RawModeGuard {
    before: Termios,
}

impl RawModeGuard {
    /// Takes the terminal of the standard input.
    ///
    /// # Errors
    /// There is none.
    pub fn new() -> io::Result<Self> {
        let before = tcgetattr(io::stdin())?;
        let mut modes = before.clone();
        modes.local_modes -= LocalModes::ECHO | LocalModes::ICANON | LocalModes::ISIG;
        modes.input_modes -= InputModes::ICRNL;
        set(&modes)?;
        Ok(Self { before })
    }
}

impl Drop for RawModeGuard {
    fn drop(&mut self) {
        // The terminal may be gone.
        let _ = set(&self.before);
        let _ = io::stdout().write_all(BRACKETED_PASTE_OFF);
        let _ = io::stdout().flush();
    }
}

/// Whether the terminal of the standard input is gone.
pub fn is_hung_up() -> bool {
    tcgetattr(io::stdin()).is_err()
}

fn set(modes: &Termios) -> io::Result<()> {
    Ok(retry_on_intr(|| tcsetattr(io::stdin(), OptionalActions::Now, modes))?)
}

/// Erases `text`, which was printed last, with a line end after it.
pub fn erase(text: &str, columns: usize) -> io::Result<()> {
    let mut out = io::stdout().lock();
    write!(out, "\r\x1b[{}A\x1b[J", rows(text, columns))?;
    out.flush()
}

/// How many rows of the terminal a text takes, including the cursor's.
fn rows(text: &str, columns: usize) -> usize {
    let (mut row, mut column) = (1, 0);
    for letter in text.graphemes(true) {
        if letter == "\n" {
            (row, column) = (row + 1, 0);
            continue;
        }
        column += letter.width();
        if column > columns {
            (row, column) = (row + 1, letter.width());
        }
    }
    if column == columns { row + 1 } else { row }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_a_wrapped_text() {
        assert_eq!(rows("", 10), 1);
        assert_eq!(rows("123456789", 10), 1);
        assert_eq!(rows("1234567890", 10), 2);
        assert_eq!(rows("12345678901", 10), 2);
        assert_eq!(rows("日本日本1日", 10), 2, "a wide letter is not split");
        assert_eq!(rows("a\nb", 10), 2);
    }
}
