//! CSV for spreadsheets (RFC 4180): the one way in which the kit writes it.

use std::borrow::Cow;
use std::io::{self, Write};

use unicode_normalization::UnicodeNormalization;
use unicode_width::UnicodeWidthChar;

use crate::locale::Locale;
use crate::wire::clean;

/// Without it spreadsheets take UTF-8 for an older encoding.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// How CSV is written.
#[derive(Clone, Copy, Debug, Default, clap::Args)]
pub(super) struct SheetArgs {
    /// Character between the columns of CSV, or "tab" [default: ; in Portuguese, , in English]
    #[arg(long, value_name = "CHAR", value_parser = separator)]
    separator: Option<char>,
    /// Leave in CSV's cells what a spreadsheet would compute; by default a ' stands before it
    #[arg(long)]
    raw: bool,
}

fn separator(text: &str) -> Result<char, &'static str> {
    let one = if text == "tab" { "\t" } else { text };
    match one.parse() {
        Ok(c) if c == '\t' || (char::is_ascii_punctuation(&c) && !"\"'=+-@.:".contains(c)) => Ok(c),
        _ => Err("use one character such as ; or , or the word tab"),
    }
}

/// Rows of CSV, written as they come.
pub(super) struct Sheet<W> {
    out: W,
    separator: char,
    raw: bool,
}

impl<W: Write> Sheet<W> {
    /// Begins with the byte order mark.
    pub(super) fn new(mut out: W, args: SheetArgs, locale: Locale) -> io::Result<Self> {
        out.write_all(BYTE_ORDER_MARK.as_bytes())?;
        // Spreadsheets divide the columns by what their language's numbers leave free.
        let usual = if locale == Locale::PtBr { ';' } else { ',' };
        Ok(Self { out, separator: args.separator.unwrap_or(usual), raw: args.raw })
    }

    /// For programs: without a byte order mark, and with commas in every language.
    pub(super) fn plain(out: W, args: SheetArgs) -> Self {
        Self { out, separator: args.separator.unwrap_or(','), raw: args.raw }
    }

    pub(super) fn row<'a>(&mut self, cells: impl IntoIterator<Item = &'a str>) -> io::Result<()> {
        for (at, cell) in cells.into_iter().enumerate() {
            if at > 0 {
                write!(self.out, "{}", self.separator)?;
            }
            let cell = if self.raw { clean(cell) } else { inert(cell) };
            // Also those of other languages, so that no reader finds a cell within a cell.
            match cell.contains(['"', ',', ';', '\t', self.separator]) {
                true => write!(self.out, "\"{}\"", cell.replace('"', "\"\""))?,
                false => self.out.write_all(cell.as_bytes())?,
            }
        }
        writeln!(self.out)
    }
}

/// A cell that no spreadsheet computes: a `'` before what begins like a formula makes it text.
fn inert(cell: &str) -> Cow<'_, str> {
    let cell = clean(cell);
    let is_skipped =
        |c: char| c.is_whitespace() || "\"'`´‘’“”«»".contains(c) || c.width().unwrap_or(0) == 0;
    let first = cell.trim_start_matches(is_skipped).nfkc().next();
    match first {
        Some('=' | '+' | '-' | '@' | '\u{2212}') => Cow::Owned(format!("'{cell}")),
        _ => cell,
    }
}
