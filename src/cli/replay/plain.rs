//! A class as plain lines, for pipes and files.

use std::io::{self, BufWriter, Write};
use std::thread;
use std::time::{Duration, Instant};

use crate::replay::Showing;
use crate::say;

use super::super::failure::{Failure, aside};
use super::look::Look;

/// Writes what was seen from the next entry on: all at once or, with a speed, as it went.
pub(super) fn write(showing: &mut Showing, look: &Look, speed: Option<f64>) -> Result<(), Failure> {
    let mut out = BufWriter::new(io::stdout().lock());
    // When the first line was shown, and the time of the class then.
    let mut began: Option<(Instant, Duration)> = None;
    let mut is_over = false;
    while let Some(moment) = showing.next_moment() {
        if let Some(speed) = speed {
            out.flush()?;
            let clock = moment.at.clock;
            let (began, first) = *began.get_or_insert_with(|| (Instant::now(), clock));
            let due = clock.saturating_sub(first).as_secs_f64() / speed;
            let due = Duration::try_from_secs_f64(due).unwrap_or(Duration::MAX);
            thread::sleep(due.saturating_sub(began.elapsed()));
        }
        for line in look.lines(&moment) {
            writeln!(out, "{line}")?;
        }
        is_over = moment.is_end;
    }
    out.flush()?;
    if !is_over {
        aside(&say!(look.locale, "replay-ends"));
    }
    Ok(())
}
