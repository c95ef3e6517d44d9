//! Prints facts, transcripts and a program's output: the same for scenarios and for lessons.

use std::io::{self, IsTerminal, Write};

use colored::Color;

use crate::bot::{self, Entry, Parting, TranscriptTail, escaped};
use crate::lab::OutputLine;
use crate::locale::Locale;
use crate::paint::Style;
use crate::say;
use crate::wire::clean;

use super::common::Common;

/// Text is wrapped as if the terminal had at least this many columns.
const MIN_COLUMNS: usize = 40;
const SHOWN_BOTS: usize = 10;
/// How much of a line is shown, in characters.
const SHOWN_LETTERS: usize = 120;
/// How many of a program's last lines are shown.
const SHOWN_OUTPUT: usize = 30;

#[derive(Clone, Copy, Debug)]
pub(super) struct Printer {
    pub(super) locale: Locale,
    pub(super) color: bool,
}

impl Printer {
    pub(super) fn on_stdout(common: Common) -> Self {
        Self { locale: common.lang, color: common.color.on(&io::stdout()) }
    }

    /// One fact a line, each after its name. What quotes a student moves no terminal.
    pub(super) fn facts(self, out: &mut impl Write, facts: &[(&str, String)]) -> io::Result<()> {
        let named: Vec<(String, &String)> =
            facts.iter().map(|(key, fact)| (say!(self.locale, key), fact)).collect();
        let width = named.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
        for (name, fact) in named {
            let indent = " ".repeat(4 + width + 2);
            let fact = wrapped(&clean(fact), &indent);
            writeln!(out, "    {}  {fact}", self.dim(&format!("{name:width$}")))?;
        }
        Ok(())
    }

    /// The bots' transcripts, first that of `who`, with the program's output in between.
    pub(super) fn transcripts(
        self,
        out: &mut impl Write,
        tails: &[TranscriptTail],
        who: &str,
        mut output: &[OutputLine],
    ) -> io::Result<()> {
        let (own, others): (Vec<_>, Vec<_>) = tails.iter().partition(|tail| tail.who == who);
        for tail in own.iter().chain(&others).take(SHOWN_BOTS) {
            self.transcript(out, tail, output)?;
            output = &[];
        }
        self.output(out, output)?;
        match tails.len().saturating_sub(SHOWN_BOTS) {
            0 => Ok(()),
            more => writeln!(out, "    {}", say!(self.locale, "bots-more", count = more)),
        }
    }

    /// What a program printed last.
    pub(super) fn output(self, out: &mut impl Write, output: &[OutputLine]) -> io::Result<()> {
        if output.is_empty() {
            return Ok(());
        }
        writeln!(out, "    {}", say!(self.locale, "lab-said"))?;
        self.output_lines(out, output)
    }

    pub(super) fn output_lines(
        self,
        out: &mut impl Write,
        output: &[OutputLine],
    ) -> io::Result<()> {
        last(output).iter().try_for_each(|line| self.output_line(out, line))
    }

    fn output_line(self, out: &mut impl Write, output: &OutputLine) -> io::Result<()> {
        // It is text: its backslashes are not escaped.
        let text = shown(&String::from_utf8_lossy(&output.line));
        writeln!(out, "           {}", self.paint(&format!("| {text}"), Color::Yellow))
    }

    /// A bot's last lines, numbered from its first: `>` sent, `<` received, and `|` what the program
    /// printed.
    fn transcript(
        self,
        out: &mut impl Write,
        tail: &TranscriptTail,
        output: &[OutputLine],
    ) -> io::Result<()> {
        let locale = self.locale;
        let key = if output.is_empty() { "bots-transcript" } else { "lab-transcript" };
        writeln!(out, "    {}", say!(locale, key, who = shown(&tail.who)))?;
        if tail.earlier > 0 {
            let words = say!(locale, "bots-earlier", count = tail.earlier);
            writeln!(out, "           {}", self.dim(&words))?;
        }
        let mut output = last(output).iter().peekable();
        let timed = tail.entries.iter().zip(&tail.times);
        for (number, (entry, time)) in (tail.earlier + 1..).zip(timed) {
            while let Some(line) = output.next_if(|line| line.at <= *time) {
                self.output_line(out, line)?;
            }
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
        output.try_for_each(|line| self.output_line(out, line))?;
        if !tail.partial.is_empty() {
            let text = escaped(&tail.partial);
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
        Style::of(color).painted(text, self.color)
    }

    pub(super) fn bold(self, text: &str) -> String {
        Style::BOLD.painted(text, self.color)
    }

    pub(super) fn dim(self, text: &str) -> String {
        Style::DIM.painted(text, self.color)
    }
}

fn last(output: &[OutputLine]) -> &[OutputLine] {
    &output[output.len().saturating_sub(SHOWN_OUTPUT)..]
}

/// Wraps a text that follows an indentation at the terminal's width, if there is a terminal.
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

/// What was sent, without its line end; without one, `…` follows.
fn sent(bytes: &[u8]) -> String {
    match bytes.strip_suffix(b"\n") {
        Some(line) => escaped(line),
        None => format!("{}…", escaped(bytes)),
    }
}

/// Shortens two lines. If they begin alike for long, they start shortly before they differ.
pub(super) fn side_by_side(
    expected: Option<String>,
    got: Option<String>,
) -> (Option<String>, Option<String>) {
    let alike = match (&expected, &got) {
        (Some(a), Some(b)) => a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count(),
        _ => 0,
    };
    let shown = |text: String| {
        if alike < SHOWN_LETTERS {
            return shortened(&text);
        }
        let from: String = text.chars().skip(alike - SHOWN_LETTERS / 3).collect();
        format!("…{}", shortened(&from))
    };
    (expected.map(shown), got.map(shown))
}

/// What a file says, without what could move or colour the terminal.
pub(super) fn shown(text: &str) -> String {
    shortened(&clean(text))
}

fn shortened(text: &str) -> String {
    bot::shortened(text, SHOWN_LETTERS)
}
