//! A class in a terminal: at its pace or line by line, with keys and a bar that shows where one is.

use std::collections::VecDeque;
use std::io::{self, Stdout, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicI32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use futures_lite::future::block_on;
use termimad::crossterm::cursor::MoveTo;
use termimad::crossterm::event::{self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use termimad::crossterm::queue;
use termimad::crossterm::terminal::{Clear, ClearType, size};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::client::RawModeGuard;
use crate::paint::Style;
use crate::replay::{Moment, Showing};
use crate::say;
use crate::server::asked_to_end;

use super::super::failure::Failure;
use super::look::Look;

/// How far an arrow goes, and a page key, in the time of the class.
const ARROW: Duration = Duration::from_secs(10);
const PAGE: Duration = Duration::from_secs(300);
/// The slowest and the fastest that keys make it go.
const SLOWEST: f64 = 1.0 / 16.0;
const FASTEST: f64 = 4096.0;
/// How often the bar moves, and a signal to end is looked for.
const TICK: Duration = Duration::from_millis(100);
/// How many moments are shown before keys are looked at again.
const AT_ONCE: usize = 256;

/// What is shown, and how far it is.
pub(super) struct Screen<'a> {
    showing: Showing,
    look: &'a Look,
    speed: f64,
    /// Space shows the next line rather than to pause.
    steps: bool,
    is_paused: bool,
    /// Where the class was, since its opening, and when that was so.
    anchor: (Duration, Instant),
    next: Option<Moment>,
    is_over: bool,
    /// The last lines, as many as the terminal has rows.
    recent: VecDeque<String>,
    out: Stdout,
    /// The number of the signal that asked to end.
    signal: Arc<AtomicI32>,
}

/// Takes the bar away.
struct WithoutBar;

impl Drop for WithoutBar {
    fn drop(&mut self) {
        // The terminal may be gone.
        let _ = queue!(io::stdout(), Clear(ClearType::CurrentLine));
        let _ = write!(io::stdout(), "\r");
        let _ = io::stdout().flush();
    }
}

impl<'a> Screen<'a> {
    /// From the next entry on.
    pub(super) fn new(showing: Showing, look: &'a Look, speed: f64, steps: bool) -> Self {
        let player = showing.player();
        let next = player.entries().get(player.place());
        let at = next.map_or(player.length(), |next| next.at.clock - player.opened_at());
        Self {
            anchor: (at, Instant::now()),
            showing,
            look,
            speed,
            steps,
            is_paused: steps,
            next: None,
            is_over: false,
            recent: VecDeque::new(),
            out: io::stdout(),
            signal: Arc::default(),
        }
    }

    /// Shows it until the person leaves.
    pub(super) fn run(&mut self) -> Result<(), Failure> {
        let failed = |error: io::Error| {
            Failure::Failed(say!(self.look.locale, "replay-terminal", why = error.to_string()))
        };
        let (ended, signal) = (asked_to_end().map_err(failed)?, Arc::clone(&self.signal));
        thread::spawn(move || signal.store(block_on(ended), Ordering::Relaxed));
        let _raw_mode = RawModeGuard::new().map_err(failed)?;
        let _bar = WithoutBar;
        loop {
            self.show_due()?;
            self.draw_bar()?;
            let signal = self.signal.load(Ordering::Relaxed);
            if signal != 0 {
                return Err(Failure::Interrupted(signal, String::new()));
            }
            if !event::poll(self.wait())? {
                continue;
            }
            match event::read()? {
                Event::Key(key) if key.kind != KeyEventKind::Release && !self.press(key)? => {
                    return Ok(());
                }
                Event::Resize(..) => self.redraw()?,
                _ => {}
            }
        }
    }

    /// Where the class is now, since its opening.
    fn position(&self) -> Duration {
        let (at, since) = self.anchor;
        let gone = if self.is_paused { 0.0 } else { since.elapsed().as_secs_f64() * self.speed };
        let gone = Duration::try_from_secs_f64(gone).unwrap_or(Duration::MAX);
        at.saturating_add(gone).min(self.showing.player().length())
    }

    /// Goes on from that place.
    fn go_on_from(&mut self, position: Duration) {
        self.anchor = (position, Instant::now());
    }

    /// When the next moment is, since the opening of the class.
    fn next_at(&mut self) -> Option<Duration> {
        if self.next.is_none() && !self.is_over {
            self.next = self.showing.next_moment();
        }
        let opened = self.showing.player().opened_at();
        Some(self.next.as_ref()?.at.clock - opened)
    }

    /// How long nothing is due.
    fn wait(&mut self) -> Duration {
        let position = self.position();
        match self.next_at() {
            Some(next) if !self.is_paused => {
                let left = next.saturating_sub(position).as_secs_f64() / self.speed;
                Duration::try_from_secs_f64(left).unwrap_or(TICK).min(TICK)
            }
            _ => TICK,
        }
    }

    fn show_due(&mut self) -> io::Result<()> {
        let position = self.position();
        for _ in 0..AT_ONCE {
            match self.next_at() {
                Some(next) if !self.is_paused && next <= position => self.show_next()?,
                Some(_) => return Ok(()),
                None => return self.end(),
            }
        }
        Ok(())
    }

    fn show_next(&mut self) -> io::Result<()> {
        let Some(moment) = self.next.take() else { return Ok(()) };
        self.is_over = moment.is_end;
        self.print(self.look.lines(&moment))
    }

    /// There is nothing more to show.
    fn end(&mut self) -> io::Result<()> {
        if !self.is_paused {
            self.pause(true);
        }
        if !self.is_over {
            self.is_over = true;
            let words = say!(self.look.locale, "replay-ends");
            self.print(vec![Style::DIM.painted(&words, self.look.color)])?;
        }
        Ok(())
    }

    fn pause(&mut self, is_paused: bool) {
        self.go_on_from(self.position());
        self.is_paused = is_paused;
    }

    /// Shows the next moment, whenever it was, and waits there.
    fn step(&mut self) -> io::Result<()> {
        match self.next_at() {
            Some(at) => {
                self.is_paused = true;
                self.go_on_from(at);
                self.show_next()
            }
            None => self.end(),
        }
    }

    /// Goes to another time of the class, and shows what was last seen before it.
    fn seek(&mut self, position: Duration) -> io::Result<()> {
        let position = position.min(self.showing.player().length());
        self.go_on_from(position);
        // What happened at the very end belongs to the end.
        let is_end = position == self.showing.player().length();
        let place = if is_end { usize::MAX } else { self.showing.player().place_after(position) };
        let (_, rows) = size()?;
        let moments = self.showing.go_to(place, rows.into());
        self.is_over = moments.last().is_some_and(|moment| moment.is_end);
        self.next = None;
        self.recent.clear();
        moments.iter().for_each(|moment| self.remember(self.look.lines(moment)));
        self.redraw()
    }

    /// Does what a key asks for; `false` to leave.
    fn press(&mut self, key: KeyEvent) -> io::Result<bool> {
        let position = self.position();
        match key.code {
            KeyCode::Char('c' | 'd') if key.modifiers.contains(KeyModifiers::CONTROL) => {
                return Ok(false);
            }
            KeyCode::Char('q' | 'Q') | KeyCode::Esc => return Ok(false),
            KeyCode::Char(' ') if self.steps => self.step()?,
            KeyCode::Char(' ') => self.pause(!self.is_paused),
            KeyCode::Enter => self.step()?,
            KeyCode::Left => self.seek(position.saturating_sub(ARROW))?,
            KeyCode::Right => self.seek(position + ARROW)?,
            KeyCode::PageUp => self.seek(position.saturating_sub(PAGE))?,
            KeyCode::PageDown => self.seek(position + PAGE)?,
            KeyCode::Home => self.seek(Duration::ZERO)?,
            KeyCode::End => self.seek(Duration::MAX)?,
            KeyCode::Up | KeyCode::Char('+') => self.change_speed(2.0),
            KeyCode::Down | KeyCode::Char('-') => self.change_speed(0.5),
            _ => {}
        }
        Ok(true)
    }

    fn change_speed(&mut self, factor: f64) {
        self.go_on_from(self.position());
        self.speed = (self.speed * factor).clamp(SLOWEST, FASTEST);
    }

    fn remember(&mut self, lines: Vec<String>) {
        self.recent.extend(lines);
        let rows = size().map_or(24, |(_, rows)| usize::from(rows));
        while self.recent.len() >= rows {
            self.recent.pop_front();
        }
    }

    /// Lines in place of the bar, which comes below them again.
    fn print(&mut self, lines: Vec<String>) -> io::Result<()> {
        write!(self.out, "\r")?;
        queue!(self.out, Clear(ClearType::CurrentLine))?;
        for line in &lines {
            writeln!(self.out, "{line}")?;
        }
        self.remember(lines);
        Ok(())
    }

    /// The whole screen anew.
    fn redraw(&mut self) -> io::Result<()> {
        queue!(self.out, Clear(ClearType::All), MoveTo(0, 0))?;
        for line in &self.recent {
            writeln!(self.out, "{line}")?;
        }
        self.draw_bar()
    }

    fn draw_bar(&mut self) -> io::Result<()> {
        let (columns, _) = size()?;
        let bar = fitting(self.bar(columns.into()), usize::from(columns).saturating_sub(1));
        write!(self.out, "\r{}", Style { reversed: true, ..Style::PLAIN }.painted(&bar, true))?;
        queue!(self.out, Clear(ClearType::UntilNewLine))?;
        self.out.flush()
    }

    /// State, time of day, how far it is, speed and, where there is room, the keys.
    fn bar(&self, columns: usize) -> String {
        let (locale, player) = (self.look.locale, self.showing.player());
        let (position, length) = (self.position(), player.length());
        let state = match () {
            () if self.is_over => say!(locale, "replay-over"),
            () if self.is_paused => say!(locale, "replay-paused"),
            () => "▶".to_owned(),
        };
        let opened = player.entries().first().map(|entry| entry.at.wall);
        let now = opened.and_then(|opened| opened.checked_add(position).ok());
        let now = now.map(|now| self.look.time(now)).unwrap_or_default();
        let speed = locale.decimal(self.speed.to_string());
        let head = format!(" {state} {now} ");
        let tail = format!(" {} / {} ×{speed} ", clock(position), clock(length));
        let keys = if self.steps { "replay-keys-step" } else { "replay-keys" };
        let keys = say!(locale, keys);
        let used = head.width() + tail.width();
        let is_wide = columns >= used + keys.width() + 22;
        let tail = if is_wide { format!("{tail}· {keys} ") } else { tail };
        let room = columns.saturating_sub(1 + head.width() + tail.width());
        let done = if length.is_zero() { 1.0 } else { position.div_duration_f64(length) };
        let filled = (room as f64 * done).round() as usize;
        let line: String = (0..room).map(|at| if at < filled { '━' } else { '─' }).collect();
        format!("{head}{line}{tail}")
    }
}

/// Hours, minutes and seconds.
fn clock(time: Duration) -> String {
    let seconds = time.as_secs();
    format!("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// As much of a text as so many columns hold.
fn fitting(text: String, columns: usize) -> String {
    let mut used = 0;
    let fits = |c: &char| {
        used += c.width().unwrap_or(0);
        used <= columns
    };
    text.chars().take_while(fits).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_never_wider_than_its_terminal() {
        assert_eq!(fitting(" ▶ 14:05 ━━".to_owned(), 6), " ▶ 14:");
        assert_eq!(fitting("日本".to_owned(), 3), "日");
        assert_eq!(clock(Duration::from_secs(7265)), "2:01:05");
    }
}
