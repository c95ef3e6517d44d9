//! The meaning of a line from a client.

/// A line from a client that has joined.
#[expect(missing_docs, reason = "the variants name the fields")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClientLine<'a> {
    /// An empty line, which is ignored.
    Empty,
    /// A command: its name as typed, without the `/`, and its trimmed arguments.
    Command { name: &'a str, args: &'a str },
    /// Anything else: speech to the room.
    Speech(&'a str),
}

impl<'a> ClientLine<'a> {
    /// Parses a line. Blanks at its end are ignored, those at its start are kept; `//x` says `/x`.
    /// A byte order mark is none of it.
    pub fn parse(line: &'a str) -> Self {
        let line = without_bom(line).trim_end_matches(is_blank);
        match line.strip_prefix('/') {
            _ if line.is_empty() => Self::Empty,
            None => Self::Speech(line),
            Some(rest) if rest.starts_with('/') => Self::Speech(rest),
            Some(rest) => {
                let (name, args) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
                Self::Command { name, args: args.trim_start() }
            }
        }
    }
}

/// Is it shown as a space? That is also the Braille pattern without dots.
pub fn is_blank(c: char) -> bool {
    c.is_whitespace() || c == '\u{2800}'
}

/// A line without the byte order mark that some programs write first.
pub fn without_bom(line: &str) -> &str {
    line.trim_start_matches('\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_character_decides() {
        use ClientLine::{Command, Empty, Speech};
        assert_eq!(ClientLine::parse("  "), Empty);
        assert_eq!(ClientLine::parse("  oi, turma "), Speech("  oi, turma"));
        assert_eq!(ClientLine::parse("//x y"), Speech("/x y"));
        assert_eq!(ClientLine::parse("/who"), Command { name: "who", args: "" });
        assert_eq!(ClientLine::parse("/msg  ana oi "), Command { name: "msg", args: "ana oi" });
        assert_eq!(ClientLine::parse("/"), Command { name: "", args: "" });
    }
}
