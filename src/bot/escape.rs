//! Bytes as they are written in a scenario and shown in a report, and back.

use std::fmt::Write;

/// Why a text does not stand for bytes: the escape that is not known, with its `\`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown escape {0}")]
pub struct BadEscape(pub String);

/// The bytes that a text stands for: itself in UTF-8, but for `\n`, `\r`, `\t`, `\0`, `\e`
/// (escape), `\\`, `\"`, `\xff` (any byte) and `\u{202e}` (any character).
///
/// # Errors
/// The first escape that is none of these.
pub fn unescape(text: &str) -> Result<Vec<u8>, BadEscape> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        bytes.extend_from_slice(&rest.as_bytes()[..at]);
        let escaped = &rest[at..];
        let length = escape(escaped, &mut bytes)
            .ok_or_else(|| BadEscape(escaped.chars().take(2).collect()))?;
        rest = &escaped[length..];
    }
    bytes.extend_from_slice(rest.as_bytes());
    Ok(bytes)
}

/// Reads the escape at the head of a text into `bytes`; gives its length.
fn escape(text: &str, bytes: &mut Vec<u8>) -> Option<usize> {
    let byte = match text.as_bytes().get(1)? {
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        b'0' => 0,
        b'e' => 0x1b,
        b'\\' => b'\\',
        b'"' => b'"',
        b'x' => {
            bytes.push(u8::try_from(hexadecimal(text.get(2..4)?)?).ok()?);
            return Some(4);
        }
        b'u' => {
            let (digits, _) = text.get(2..)?.strip_prefix('{')?.split_once('}')?;
            let character = char::from_u32(hexadecimal(digits)?)?;
            bytes.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
            return Some(digits.len() + 4);
        }
        _ => return None,
    };
    bytes.push(byte);
    Some(2)
}

/// Digits alone: the standard library would take a `+` before them.
fn hexadecimal(digits: &str) -> Option<u32> {
    let digits = Some(digits).filter(|digits| digits.chars().all(|c| c.is_ascii_hexdigit()))?;
    u32::from_str_radix(digits, 16).ok()
}

/// Bytes for a person: what can be shown as it is, the rest as the escapes that `unescape` reads.
pub fn escaped(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        for character in chunk.valid().chars() {
            match character {
                '\n' => text.push_str("\\n"),
                '\r' => text.push_str("\\r"),
                '\t' => text.push_str("\\t"),
                '\0' => text.push_str("\\0"),
                '\\' => text.push_str("\\\\"),
                '\x1b' => text.push_str("\\e"),
                // Invisible, or it moves others. Quotes and marks on letters are harmless here.
                _ if is_hidden(character) => {
                    // Writing to a string cannot fail.
                    let _ = write!(text, "\\u{{{:x}}}", u32::from(character));
                }
                _ => text.push(character),
            }
        }
        for byte in chunk.invalid() {
            let _ = write!(text, "\\x{byte:02x}");
        }
    }
    text
}

/// A text as it can be shown on one line, where what cannot be seen is written as an escape.
pub fn shown(text: &str) -> String {
    let signs = text.chars().map(|sign| match sign {
        '\t' => " ".to_owned(),
        _ if is_hidden(sign) => format!("\\u{{{:x}}}", u32::from(sign)),
        _ => sign.to_string(),
    });
    signs.collect()
}

/// The beginning of a text, `letters` characters long, and how many more there are.
pub fn shortened(text: &str, letters: usize) -> String {
    match text.char_indices().nth(letters) {
        Some((at, _)) => format!("{}… (+{})", &text[..at], text[at..].chars().count()),
        None => text.to_owned(),
    }
}

/// Is it a character that cannot be seen, or that moves others?
pub fn is_hidden(character: char) -> bool {
    let hidden = character.escape_debug().nth(1) == Some('u');
    hidden && !unicode_normalization::char::is_combining_mark(character)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_escape_stands_for_its_bytes() {
        assert_eq!(unescape(r#"a\n\r\t\0\e\\\"\xff\u{202e}é"#).unwrap(), {
            let mut bytes = b"a\n\r\t\0\x1b\\\"\xff".to_vec();
            bytes.extend_from_slice("\u{202e}é".as_bytes());
            bytes
        });
        for (text, bad) in [
            (r"a\q", r"\q"),
            (r"\xg0", r"\x"),
            (r"\xf", r"\x"),
            (r"\u{}", r"\u"),
            (r"\u{d800}", r"\u"),
            (r"\u12", r"\u"),
            (r"\x+f", r"\x"),
            (r"\u{+41}", r"\u"),
            ("\\", "\\"),
            (r"\ç", r"\ç"),
        ] {
            assert_eq!(unescape(text), Err(BadEscape(bad.into())), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_seen_is_escaped() {
        assert_eq!(escaped(b"oi\r"), r"oi\r");
        assert_eq!(escaped(b"\x1b[2J\xff\\"), r"\e[2J\xff\\");
        assert_eq!(
            escaped("ação \"日本\" \u{202e}\u{9b}".as_bytes()),
            "ação \"日本\" \\u{202e}\\u{9b}"
        );
        assert_eq!(escaped("e\u{301}'".as_bytes()), "e\u{301}'");
    }

    proptest! {
        #[test]
        fn any_bytes_survive_their_escapes(bytes: Vec<u8>) {
            prop_assert_eq!(unescape(&escaped(&bytes)).unwrap(), bytes);
        }

        #[test]
        fn nothing_escaped_moves_the_cursor(text: String) {
            prop_assert!(!escaped(text.as_bytes()).contains(char::is_control));
        }
    }
}
