//! How someone answers the question for a name who comes back by a pass.

/// How many characters a pass has: 130 bits.
pub const PASS_LENGTH: usize = 26;
/// What they are (RFC 4648, 6, in lower case).
pub const PASS_ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";

/// `NAME PASS [N]`, an answer to the question for a name.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Return<'a> {
    /// What they call themselves.
    pub name: &'a str,
    /// Their pass, a secret.
    pub pass: &'a str,
    /// How many lines [to be kept](super::ServerLine::is_kept) they have read since they got it.
    pub read: Option<u64>,
}

impl<'a> Return<'a> {
    /// What an answer says; `None` if it is not of this form. A name may be of several words: a class
    /// list has full names.
    pub fn parse(line: &'a str) -> Option<Self> {
        let line = line.trim_end();
        let (name, read) = match line.rsplit_once(' ') {
            Some((rest, number)) if number.bytes().all(|byte| byte.is_ascii_digit()) => {
                (rest.trim_end(), Some(number.parse().unwrap_or(u64::MAX)))
            }
            _ => (line, None),
        };
        let (name, pass) = name.rsplit_once(' ').filter(|(_, pass)| is_pass(pass))?;
        let name = name.trim_end();
        (!name.is_empty()).then_some(Self { name, pass, read })
    }
}

/// The key in `* KEY`, the answer of a board to its first question; it has the form of a pass.
pub fn key_of_board(line: &str) -> Option<&str> {
    line.trim_end().strip_prefix("* ").filter(|rest| is_pass(rest))
}

/// Does a text have the form of a pass?
pub fn is_pass(text: &str) -> bool {
    text.len() == PASS_LENGTH && text.bytes().all(|byte| PASS_ALPHABET.contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PASS: &str = "abcdefghijklmnopqrstuvwx27";

    #[test]
    fn a_name_and_a_pass_and_perhaps_a_number_are_read() {
        let ends = [
            ("", None),
            (" ", None),
            (" 0", Some(0)),
            (" 71 ", Some(71)),
            ("  1", Some(1)),
            (" 99999999999999999999", Some(u64::MAX)),
        ];
        for name in ["ana", "Ana Maria de Souza", "ana 7", "ana "] {
            for (more, read) in ends {
                let line = format!("{name} {PASS}{more}");
                let back = Return::parse(&line).unwrap();
                assert_eq!((back.name, back.pass, back.read), (name.trim_end(), PASS, read));
            }
        }
    }

    #[test]
    fn anything_else_is_no_return() {
        let long = format!("{PASS}a");
        let upper = PASS.to_uppercase();
        for line in [
            "ana",
            "",
            PASS,
            &format!(" {PASS} 1"),
            &format!("ana {}", &PASS[1..]),
            &format!("ana {long}"),
            &format!("ana {upper}"),
            &format!("ana {}1", &PASS[1..]),
            &format!("ana {PASS} -1"),
            &format!("ana {PASS} +1"),
            &format!("ana {PASS} x"),
            &format!("ana {PASS} 1 2"),
            &format!("ana {PASS}\u{301}"),
        ] {
            assert!(Return::parse(line).is_none(), "{line}");
        }
    }
}
