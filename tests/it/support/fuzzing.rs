//! What the fuzz targets do with their bytes. The corpus is played by plain tests as well.

use std::time::Duration;

use sala::classroom::{Config, Departure};
use sala::locale::Locale;
use sala::wire::{CLIENT_LINE_MAX, ClientLine, Framer, LineError, ServerLine};

use super::classroom;
use super::witness::{Input, Witness, is_harmful};

type Line = Result<String, LineError>;

/// Any bytes become the same lines however they arrive, and no line can do harm.
pub fn wire(data: &[u8]) {
    let lines = lines_of([data]);
    assert_eq!(lines_of(data.chunks(1)), lines, "byte by byte");
    let size = usize::from(data.first().copied().unwrap_or(1)).max(1);
    assert_eq!(lines_of(data.chunks(size)), lines, "{size} bytes at a time");
    assert_eq!(lines.len(), data.iter().filter(|byte| **byte == b'\n').count());
    for line in lines.into_iter().flatten() {
        // A tab takes the place of a space, and nothing else grows.
        assert!(line.len() <= CLIENT_LINE_MAX, "{} bytes", line.len());
        assert!(!line.contains(is_harmful), "{line:?}");
        ClientLine::parse(&line);
        let read = ServerLine::parse(&line);
        assert_eq!(ServerLine::parse(&read.to_string()), read, "{line:?}");
    }
}

fn lines_of<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> Vec<Line> {
    let mut framer = Framer::new(CLIENT_LINE_MAX);
    let mut lines = Vec::new();
    for mut piece in pieces {
        while let Some(line) = framer.next_line(&mut piece) {
            lines.push(line);
        }
    }
    lines
}

/// Whatever is done to a class, it keeps its promises.
///
/// The bytes are lines. The first letter says what is done: `+` someone connects, `@` a teacher's
/// console does, a digit is a person who sends the rest of the line, `-1` leaves, `!1` is lost,
/// `%1` is slow, `~` and a number lets that many milliseconds pass, `.` ends the class. Anything else
/// is nothing. Where they begin with `#` the class has a code.
pub fn class(data: &[u8]) {
    let asks_code = data.starts_with(b"#");
    let config = classroom::config(Locale::PtBr);
    let mut witness = Witness::new(Config { recorded: true, asks_code, ..config });
    for line in data.split(|byte| *byte == b'\n').take(1000) {
        let Some(input) = input(line) else { continue };
        witness.does(input);
        if witness.over {
            break;
        }
    }
}

fn input(line: &[u8]) -> Option<Input> {
    let (first, rest) = line.split_first()?;
    let number = || -> Option<u64> { std::str::from_utf8(rest).ok()?.parse().ok() };
    let leave = |how| Some(Input::Leave(usize::try_from(number()?).ok()?, how));
    match first {
        b'+' => Some(Input::Connect(rest.first().copied().unwrap_or(0))),
        b'@' => Some(Input::Attach),
        b'0'..=b'9' => Some(Input::Bytes(usize::from(first - b'0'), rest.to_vec())),
        b'-' => leave(Departure::Ended),
        b'!' => leave(Departure::Lost),
        b'%' => leave(Departure::Slow),
        b'~' => Some(Input::Pass(Duration::from_millis(number()?.min(600_000)))),
        b'.' => Some(Input::End),
        _ => None,
    }
}
