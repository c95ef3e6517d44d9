//! The files in which rows are saved: the ending of a file's name says which format.

use std::fs::File;
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};

use crate::locale::Locale;

use super::export::Export;
use super::html::Html;
use super::jsonl::Jsonl;
use super::pcapng::Pcapng;
use super::row::Row;
use super::svg::Svg;

/// A format for rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A sequence diagram.
    Svg,
    /// A page with a filter and each row's bytes.
    Html,
    /// One JSON object a line.
    Jsonl,
    /// A capture for Wireshark.
    Pcapng,
}

impl Format {
    /// The endings of file names.
    pub const ENDINGS: &str = ".svg, .html, .jsonl, .pcapng";

    /// The format that the ending of a file's name stands for.
    pub fn of(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "svg" => Some(Self::Svg),
            "html" | "htm" => Some(Self::Html),
            "jsonl" => Some(Self::Jsonl),
            "pcapng" => Some(Self::Pcapng),
            _ => None,
        }
    }
}

/// A file that is being written.
pub struct Saver {
    path: PathBuf,
    export: Box<dyn Export>,
}

impl Saver {
    /// Creates the file, replacing what is there.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn create(path: &Path, format: Format, locale: Locale) -> io::Result<Self> {
        let out = BufWriter::new(File::create(path)?);
        let export: Box<dyn Export> = match format {
            Format::Svg => Box::new(Svg::new(out, locale)),
            Format::Html => Box::new(Html::new(out, locale)?),
            Format::Jsonl => Box::new(Jsonl(out)),
            Format::Pcapng => Box::new(Pcapng::new(out)?),
        };
        Ok(Self { path: path.to_owned(), export })
    }

    /// Where it writes.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Adds a row. Every format but the diagram is written at once.
    ///
    /// # Errors
    /// The file cannot be written any further.
    pub fn add(&mut self, row: &Row) -> io::Result<()> {
        self.export.add(row)
    }

    /// How many of the rows had no room in it.
    pub fn left_out(&self) -> usize {
        self.export.left_out()
    }

    /// Completes the file.
    ///
    /// # Errors
    /// The file cannot be written any further.
    pub fn finish(&mut self) -> io::Result<()> {
        self.export.finish()
    }
}
