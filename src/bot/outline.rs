//! Scenario outlines: a row of examples fills in `<column>`.

use std::mem;
use std::ops::Range;

use super::fault::Fault;
use super::line::{bare, meant, spot};

/// A row of examples. Without any, a scenario is its own only row.
#[derive(Clone, Debug, Default)]
pub struct Examples<'a> {
    /// Its line in the file.
    pub line: usize,
    /// The tags of its table.
    pub tags: &'a [String],
    /// The names of the columns.
    pub columns: &'a [String],
    /// What stands in them.
    pub cells: &'a [String],
}

/// A table of examples.
#[derive(Debug, Default)]
pub struct Table {
    /// The line of its heading.
    pub line: usize,
    /// Its tags.
    pub tags: Vec<String>,
    /// Its header.
    pub columns: Vec<String>,
    /// Its rows, with their lines.
    pub rows: Vec<(usize, Vec<String>)>,
}

impl Table {
    /// Takes a row, the first one as the header; or gives what is wrong with it, and where.
    pub fn take(&mut self, line: usize, raw: &str) -> Result<(), (Range<usize>, Fault)> {
        let cells = cells(raw)?;
        let wanted = if self.columns.is_empty() { cells.len() } else { self.columns.len() };
        if cells.len() != wanted {
            let end = spot(raw, "").end;
            let surplus = cells.get(wanted).map_or(end..end, |(span, _)| span.clone());
            return Err((surplus, Fault::Cells { wanted, got: cells.len() }));
        }
        if self.columns.is_empty() {
            for (at, (span, name)) in cells.iter().enumerate() {
                let twice = cells[..at].iter().any(|(_, earlier)| meant(earlier) == meant(name));
                if twice || name.is_empty() {
                    return Err((span.clone(), Fault::Column(name.clone())));
                }
            }
        }
        let cells = cells.into_iter().map(|(_, cell)| cell).collect();
        match self.columns[..] {
            [] => self.columns = cells,
            _ => self.rows.push((line, cells)),
        }
        Ok(())
    }
}

type Cells = Vec<(Range<usize>, String)>;

/// The cells of a row, with their places.
fn cells(raw: &str) -> Result<Cells, (Range<usize>, Fault)> {
    let (mut cells, mut cell, mut start) = (Vec::new(), String::new(), 0);
    let mut signs = raw.char_indices();
    while let Some((at, sign)) = signs.next() {
        match sign {
            '|' | '｜' => {
                // What stands before the first bar is no cell.
                if start > 0 {
                    cells.push((start..at, bare(&mem::take(&mut cell)).to_owned()));
                }
                cell.clear();
                start = at + sign.len_utf8();
            }
            '\\' => cell.push(match signs.next() {
                Some((_, 'n')) => '\n',
                Some((_, escaped @ ('|' | '\\'))) => escaped,
                other => {
                    let end = other.map_or(raw.len(), |(at, sign)| at + sign.len_utf8());
                    return Err((at..end, Fault::CellEscape(raw[at..end].to_owned())));
                }
            }),
            _ => cell.push(sign),
        }
    }
    match bare(&raw[start..]).is_empty() {
        true if !cells.is_empty() => Ok(cells),
        true => Err((spot(raw, ""), Fault::OpenRow)),
        false => Err((start..raw.trim_end().len(), Fault::OpenRow)),
    }
}

/// A text with each `<column>` replaced by what stands in it.
///
/// # Errors
/// The name of a column that is not there. Without examples nothing is replaced.
pub fn fill(text: &str, row: &Examples<'_>) -> Result<String, String> {
    if row.columns.is_empty() {
        return Ok(text.to_owned());
    }
    let mut filled = String::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('<') {
        filled.push_str(before);
        let named = behind.split_once('>').map(|(name, after)| {
            let at = row.columns.iter().position(|column| meant(column) == meant(name));
            (name, after, at.and_then(|at| row.cells.get(at)))
        });
        match named {
            Some((_, after, Some(cell))) => {
                filled.push_str(cell);
                rest = after;
            }
            // A word between the signs is meant to be a column; anything else is just signs.
            Some((name, ..))
                if !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_') =>
            {
                return Err(name.to_owned());
            }
            _ => {
                filled.push('<');
                rest = behind;
            }
        }
    }
    filled.push_str(rest);
    Ok(filled)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(text: &str) -> Result<String, String> {
        let (columns, cells) = (["n".to_owned(), "o fim".into()], ["7".to_owned(), "70".into()]);
        fill(text, &Examples { line: 1, tags: &[], columns: &columns, cells: &cells })
    }

    #[test]
    fn columns_are_filled_in_and_other_signs_stay() {
        assert_eq!(filled("/tabuada <n>: <o fim>").as_deref(), Ok("/tabuada 7: 70"));
        assert_eq!(filled("ana< 1 < 2 e <n> > 3").as_deref(), Ok("ana< 1 < 2 e 7 > 3"));
        assert_eq!(filled("<m>"), Err("m".into()));
        assert_eq!(fill("<m>", &Examples::default()).as_deref(), Ok("<m>"));
    }
}
