//! Scenario outlines: a row of examples fills in `<column>`.

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

/// The rows of a table of examples, in a file of these lines.
pub fn examples<'a>(
    examples: &'a gherkin::Examples,
    lines: &'a [&str],
) -> impl Iterator<Item = Examples<'a>> {
    examples.table.iter().flat_map(move |table| {
        let (columns, rows) = table
            .rows
            .split_first()
            .map_or((&[][..], &[][..]), |(head, rows)| (head.as_slice(), rows));
        // Comments and empty lines may stand between them.
        let numbered = (1..).zip(lines).skip(table.position.line - 1);
        let places = numbered.filter(|(_, line)| line.trim().starts_with('|'));
        rows.iter().zip(places.skip(1)).map(move |(cells, (line, _))| Examples {
            line,
            tags: &examples.tags,
            columns,
            cells,
        })
    })
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
            let at = row.columns.iter().position(|column| column == name);
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
