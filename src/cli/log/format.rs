//! The forms in which rows are written: for people, and three for programs.

use std::io::{self, Write};

use clap::ValueEnum;
use comfy_table::{Attribute, Cell};
use serde::Serialize;

use crate::locale::Locale;
use crate::say;

use super::super::failure::{Failure, aside};
use super::super::sheet::{Sheet, SheetArgs};
use super::super::table;
use super::rows::{LineRow, Row};

/// A form for programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// A line each, separated by tabs
    Txt,
    /// A JSON object in a line each
    Jsonl,
    /// For spreadsheets: separated values with a line of headings (RFC 4180)
    Csv,
}

/// The form of a listing.
#[derive(Clone, Copy)]
pub(super) enum Form {
    Human { locale: Locale, color: bool },
    Machine { format: Format, sheet: SheetArgs, locale: Locale },
}

impl Form {
    pub(super) fn table<R: Row>(
        self,
        out: &mut impl Write,
        rows: impl Iterator<Item = R>,
    ) -> Result<(), Failure> {
        match self {
            Self::Human { locale, color } => human(out, rows, locale, color),
            Self::Machine { format: Format::Txt, .. } => tabs(out, rows),
            Self::Machine { format: Format::Jsonl, .. } => jsonl(out, rows.map(Ok)),
            Self::Machine { format: Format::Csv, sheet, locale } => {
                csv(Sheet::new(out, sheet, locale)?, rows.map(Ok), locale)
            }
        }
    }

    /// Writes lines of the conversation as they are read.
    pub(super) fn lines(
        self,
        out: &mut impl Write,
        mut rows: impl Iterator<Item = Result<LineRow, Failure>>,
    ) -> Result<(), Failure> {
        match self {
            Self::Human { locale, .. } => {
                let mut rows = rows.peekable();
                if rows.peek().is_none() {
                    aside(&say!(locale, "journal-nothing"));
                }
                rows.try_for_each(|row| {
                    let row = row?;
                    Ok(writeln!(out, "{}  {}", row.at.local(), row.line)?)
                })
            }
            Self::Machine { format: Format::Txt, .. } => rows.try_for_each(|row| {
                let row = row?;
                Ok(writeln!(out, "{}\t{}", row.at.rfc3339(), row.line)?)
            }),
            Self::Machine { format: Format::Jsonl, .. } => jsonl(out, rows),
            Self::Machine { format: Format::Csv, sheet, locale } => {
                csv(Sheet::new(out, sheet, locale)?, rows, locale)
            }
        }
    }
}

fn human<R: Row>(
    out: &mut impl Write,
    rows: impl Iterator<Item = R>,
    locale: Locale,
    color: bool,
) -> Result<(), Failure> {
    let mut table = table::new(color);
    let heading = |(key, _)| Cell::new(say!(locale, key)).add_attribute(Attribute::Bold);
    table.set_header(R::default().cells(locale).into_iter().map(heading));
    table.add_rows(rows.map(|row| row.cells(locale).into_iter().map(|(_, cell)| cell)));
    if table.row_count() == 0 {
        aside(&say!(locale, "journal-nothing"));
        return Ok(());
    }
    Ok(table::print(out, &mut table)?)
}

/// A spreadsheet is for people: its headings and times are theirs.
fn csv<R: Row>(
    mut sheet: Sheet<impl Write>,
    mut rows: impl Iterator<Item = Result<R, Failure>>,
    locale: Locale,
) -> Result<(), Failure> {
    let head: Vec<String> =
        R::default().cells(locale).iter().map(|(key, _)| say!(locale, *key)).collect();
    sheet.row(head.iter().map(String::as_str))?;
    rows.try_for_each(|row| {
        let cells: Vec<String> =
            row?.cells(locale).iter().map(|(_, cell)| cell.content()).collect();
        Ok(sheet.row(cells.iter().map(String::as_str))?)
    })
}

fn tabs<R: Serialize>(out: &mut impl Write, rows: impl Iterator<Item = R>) -> Result<(), Failure> {
    let mut options = csv::WriterBuilder::new();
    options.delimiter(b'\t').quote_style(csv::QuoteStyle::Never).has_headers(false);
    let mut table = options.from_writer(out);
    for row in rows {
        table.serialize(row)?;
    }
    Ok(table.flush()?)
}

fn jsonl<R: Serialize>(
    out: &mut impl Write,
    rows: impl Iterator<Item = Result<R, Failure>>,
) -> Result<(), Failure> {
    for row in rows {
        serde_json::to_writer(&mut *out, &row?).map_err(io::Error::from)?;
        writeln!(out)?;
    }
    Ok(())
}
