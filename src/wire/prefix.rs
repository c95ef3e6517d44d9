//! What a line from the server is, by its first bytes.

/// The kind of a line from the server, known before the line is complete or valid UTF-8.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Prefix {
    /// `? `, `? & `: asks for the name.
    Question,
    /// `? # `: asks for the class code.
    CodeQuestion,
    /// `? * `: asks for the teacher's password.
    PasswordQuestion,
    /// `* . `: the server closes the connection on purpose.
    Closing,
    /// `* `: any other notice.
    Notice,
    /// `> `: the answer to a command.
    Answer,
    /// `! `: a refusal.
    Refusal,
    /// `[`: speech to the room.
    Speech,
    /// `(`: a private message.
    Private,
    /// A line that is not of this protocol.
    Other,
}

/// Longer prefixes first: the first match decides. Speech is the first, because most lines are.
const PREFIXES: [(&[u8], Prefix); 9] = [
    (b"[", Prefix::Speech),
    (b"? # ", Prefix::CodeQuestion),
    (b"? * ", Prefix::PasswordQuestion),
    (b"? ", Prefix::Question),
    (b"* . ", Prefix::Closing),
    (b"* ", Prefix::Notice),
    (b"> ", Prefix::Answer),
    (b"! ", Prefix::Refusal),
    (b"(", Prefix::Private),
];

impl Prefix {
    /// The kind of a line.
    pub fn of(line: &[u8]) -> Self {
        let found = PREFIXES.iter().find(|(bytes, _)| line.starts_with(bytes));
        found.map_or(Self::Other, |(_, prefix)| *prefix)
    }

    /// Does the line ask for something that the next line sent answers?
    pub fn is_question(self) -> bool {
        matches!(self, Self::Question | Self::CodeQuestion | Self::PasswordQuestion)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_prefix_decides() {
        for (bytes, prefix) in PREFIXES {
            assert_eq!(Prefix::of(&[bytes, b"\xff"].concat()), prefix);
        }
        assert_eq!(Prefix::of(b"*"), Prefix::Other);
        assert_eq!(Prefix::of(b""), Prefix::Other);
    }
}
