//! A program stated as another one and what changes in it.

use serde::Deserialize;

/// A piece of a text, and what stands there instead.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edit {
    /// The piece, which occurs exactly once.
    pub find: String,
    /// What takes its place.
    pub replace: String,
}

/// Why edits do not fit a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EditError {
    /// A piece does not occur exactly once.
    NotOnce {
        /// The first line of the piece.
        find: String,
        /// The lines in which it occurs, from 1.
        lines: Vec<usize>,
    },
    /// A piece shares letters with the one of another edit: the first line of it.
    Overlap(String),
}

/// Makes all edits at once: each `find` is looked for in `text` as it is given.
///
/// # Errors
/// A piece does not occur exactly once, or two overlap.
pub fn apply(text: &str, edits: &[Edit]) -> Result<String, EditError> {
    let mut places: Vec<(usize, &Edit)> = Vec::new();
    for edit in edits {
        places.push((place(text, &edit.find)?, edit));
    }
    places.sort_by_key(|(at, _)| *at);
    let (mut made, mut done) = (String::new(), 0);
    for (at, edit) in places {
        let between = text.get(done..at).ok_or_else(|| EditError::Overlap(head(&edit.find)))?;
        made.push_str(between);
        made.push_str(&edit.replace);
        done = at + edit.find.len();
    }
    made.push_str(&text[done..]);
    Ok(made)
}

/// Where a piece begins that occurs exactly once.
fn place(text: &str, find: &str) -> Result<usize, EditError> {
    match text.find(find) {
        Some(at) if text.rfind(find) == Some(at) => Ok(at),
        _ => {
            let lines =
                text.match_indices(find).map(|(at, _)| 1 + text[..at].matches('\n').count());
            Err(EditError::NotOnce { find: head(find), lines: lines.collect() })
        }
    }
}

fn head(text: &str) -> String {
    text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(find: &str, replace: &str) -> Edit {
        Edit { find: find.into(), replace: replace.into() }
    }

    #[test]
    fn edits_are_made_in_any_order_and_do_not_see_each_other() {
        let edits = [edit("c", "a"), edit("a", "c"), edit("b\n", "")];
        assert_eq!(apply("a\nb\nc\n", &edits).unwrap(), "c\na\n");
        assert_eq!(apply("a\n", &[]).unwrap(), "a\n");
    }

    #[test]
    fn a_piece_that_is_not_there_once_is_told_with_its_lines() {
        let not_once =
            |lines: &[usize]| EditError::NotOnce { find: "x".into(), lines: lines.into() };
        assert_eq!(apply("a\n", &[edit("\n x", "")]), Err(not_once(&[])));
        assert_eq!(apply("x\na\nx\n", &[edit("x", "")]), Err(not_once(&[1, 3])));
        let both = [edit("ab", ""), edit("bc", "")];
        assert_eq!(apply("abc", &both), Err(EditError::Overlap("bc".into())));
    }
}
