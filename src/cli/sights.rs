//! What bots saw and what is known about it, for people: the same for scenarios and for lessons.

use std::io::{self, IsTerminal, Write};
use std::time::Instant;

use colored::Color;

use crate::bot::{self, Entry, Parting, TranscriptTail, escaped};
use crate::lab::OutputLine;
use crate::locale::Locale;
use crate::paint::Style;
use crate::say;
use crate::wire::clean;

use super::common::Common;

/// The narrowest terminal for which text is broken.
const MIN_COLUMNS: usize = 40;
/// Of how many bots it is shown what they saw.
const SHOWN_BOTS: usize = 10;
/// How much of a line is shown, in characters.
const SHOWN_LETTERS: usize = 120;
/// How many of a program's last lines are shown.
const SHOWN_SAID: usize = 30;

/// How a report is written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sights {
    pub(super) locale: Locale,
    pub(super) color: bool,
}

impl Sights {
    /// As standard output and the options want it.
    pub(super) fn on_stdout(common: Common) -> Self {
        Self { locale: common.lang(), color: common.color.on(&io::stdout()) }
    }

    /// Facts, each behind its name, one below the other.
    pub(super) fn facts(self, out: &mut impl Write, facts: &[(&str, String)]) -> io::Result<()> {
        let named: Vec<(String, &String)> =
            facts.iter().map(|(key, fact)| (say!(self.locale, key), fact)).collect();
        let width = named.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
        for (name, fact) in named {
            let indent = " ".repeat(4 + width + 2);
            let fact = wrapped(fact, &indent);
            writeln!(out, "    {}  {fact}", self.dim(&format!("{name:width$}")))?;
        }
        Ok(())
    }

    /// What each bot saw, first the one that it is about; what the program printed meanwhile stands
    /// between what that one saw.
    pub(super) fn all(
        self,
        out: &mut impl Write,
        tails: &[TranscriptTail],
        who: &str,
        said: &[OutputLine],
    ) -> io::Result<()> {
        let (own, others): (Vec<_>, Vec<_>) = tails.iter().partition(|tail| tail.who == who);
        let mut said = said;
        for sight in own.iter().chain(&others).take(SHOWN_BOTS) {
            self.sight(out, sight, said)?;
            said = &[];
        }
        self.said(out, said)?;
        match tails.len().saturating_sub(SHOWN_BOTS) {
            0 => Ok(()),
            more => writeln!(out, "    {}", say!(self.locale, "bots-more", count = more)),
        }
    }

    /// What a program printed last.
    pub(super) fn said(self, out: &mut impl Write, said: &[OutputLine]) -> io::Result<()> {
        if said.is_empty() {
            return Ok(());
        }
        writeln!(out, "    {}", say!(self.locale, "lab-said"))?;
        let earlier = said.len().saturating_sub(SHOWN_SAID);
        said[earlier..].iter().try_for_each(|said| self.said_line(out, said))
    }

    fn said_line(self, out: &mut impl Write, said: &OutputLine) -> io::Result<()> {
        // It is text, and its backslashes are its own.
        let text = shortened(&clean(&String::from_utf8_lossy(&said.line)));
        writeln!(out, "           {}", self.paint(&format!("| {text}"), Color::Yellow))
    }

    /// What a bot saw: its last lines, numbered from its first, `>` sent, `<` received, and `|` what
    /// the program printed.
    fn sight(
        self,
        out: &mut impl Write,
        sight: &TranscriptTail,
        said: &[OutputLine],
    ) -> io::Result<()> {
        let locale = self.locale;
        let who = shown(&sight.who);
        let title = if said.is_empty() {
            say!(locale, "bots-sight", who = who)
        } else {
            say!(locale, "lab-sight", who = who)
        };
        writeln!(out, "    {title}")?;
        let mut said = said[said.len().saturating_sub(SHOWN_SAID)..].iter().peekable();
        let until = |out: &mut _, said: &mut std::iter::Peekable<_>, time: Option<Instant>| {
            while let Some(line) =
                said.next_if(|line: &&OutputLine| time.is_none_or(|time| line.at <= time))
            {
                self.said_line(out, line)?;
            }
            io::Result::Ok(())
        };
        if sight.earlier > 0 {
            let words = say!(locale, "bots-earlier", count = sight.earlier);
            writeln!(out, "           {}", self.dim(&words))?;
        }
        let timed = sight.entries.iter().zip(&sight.times);
        for (number, (entry, time)) in (sight.earlier + 1..).zip(timed) {
            until(out, &mut said, Some(*time))?;
            let (sign, text) = match entry {
                Entry::Sent(bytes) => ('>', sent(bytes)),
                Entry::Parted(parting) => ('>', self.parting(*parting)),
                Entry::Received(line) => ('<', escaped(line)),
                Entry::TooLong => ('<', say!(locale, "bots-entry-too-long")),
                Entry::Ended => ('=', say!(locale, "bots-entry-ended")),
                Entry::Broken(why) => ('=', say!(locale, "bots-entry-broken", why = why.as_str())),
                Entry::TooMuch => ('=', say!(locale, "bots-entry-too-much")),
            };
            writeln!(out, "      {number:>4} {sign} {}", shortened(&text))?;
        }
        until(out, &mut said, None)?;
        if !sight.partial.is_empty() {
            let text = escaped(&sight.partial);
            let words = say!(locale, "bots-entry-partial", text = shortened(&text));
            writeln!(out, "           < {words}")?;
        }
        Ok(())
    }

    fn parting(self, parting: Parting) -> String {
        match parting {
            Parting::Half => say!(self.locale, "bots-parting-half"),
            Parting::Whole => say!(self.locale, "bots-parting-whole"),
            Parting::Reset => say!(self.locale, "bots-parting-reset"),
        }
    }

    pub(super) fn paint(self, text: &str, color: Color) -> String {
        self.styled(text, Style::of(color))
    }

    pub(super) fn bold(self, text: &str) -> String {
        self.styled(text, Style::BOLD)
    }

    pub(super) fn dim(self, text: &str) -> String {
        self.styled(text, Style::DIM)
    }

    fn styled(self, text: &str, style: Style) -> String {
        if self.color { style.painted(text) } else { text.to_owned() }
    }
}

/// A text that stands behind an indentation, broken between words where the terminal ends; as it is
/// where there is none.
pub(super) fn wrapped(text: &str, indent: &str) -> String {
    if !io::stdout().is_terminal() {
        return text.to_owned();
    }
    let (columns, _) = termimad::terminal_size();
    let options = textwrap::Options::new(usize::from(columns).max(MIN_COLUMNS))
        .initial_indent(indent)
        .subsequent_indent(indent)
        .break_words(false);
    let filled = textwrap::fill(text, options);
    filled.strip_prefix(indent).unwrap_or(&filled).to_owned()
}

/// What was sent, its end of line left out where it has one.
fn sent(bytes: &[u8]) -> String {
    match bytes.strip_suffix(b"\n") {
        Some(line) => escaped(line),
        None => format!("{}…", escaped(bytes)),
    }
}

/// Two lines, each short enough to be read; where they are alike for long, from a little before
/// they part.
pub(super) fn side_by_side(
    expected: Option<String>,
    got: Option<String>,
) -> (Option<String>, Option<String>) {
    let (Some(expected), Some(got)) = (&expected, &got) else {
        return (expected.map(|text| shortened(&text)), got.map(|text| shortened(&text)));
    };
    let alike = expected.chars().zip(got.chars()).take_while(|(a, b)| a == b).count();
    let shown = |text: &str| {
        let skipped = alike.saturating_sub(SHOWN_LETTERS / 3);
        let from: String = text.chars().skip(skipped).collect();
        if alike < SHOWN_LETTERS { shortened(text) } else { format!("…{}", shortened(&from)) }
    };
    (Some(shown(expected)), Some(shown(got)))
}

/// What a file says, without what could move or colour the terminal.
pub(super) fn shown(text: &str) -> String {
    shortened(&clean(text))
}

fn shortened(text: &str) -> String {
    bot::shortened(text, SHOWN_LETTERS)
}
