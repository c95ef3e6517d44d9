//! Times tables, and numbers as people type them.

use super::class::Classroom;
use super::context::Context;

/// The longest number that is multiplied, in digits.
pub const MAX_DIGITS: usize = 12;
/// How far a times table goes unless told otherwise.
pub const UP_TO: i64 = 10;

/// An integer of at most [`MAX_DIGITS`] digits.
pub fn integer(text: &str) -> Option<i64> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if digits.len() > MAX_DIGITS {
        return None;
    }
    text.parse().ok()
}

impl Classroom {
    /// Answers someone with the times table of a number of at most [`MAX_DIGITS`] digits.
    pub fn times_table(&self, cx: &mut Context<'_>, number: i64, up_to: i64) {
        for k in 1..=up_to {
            cx.answer(format!("{number} × {k} = {}", number * k));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_have_a_sign_and_at_most_twelve_digits() {
        assert_eq!(integer("7"), Some(7));
        assert_eq!(integer("-999999999999"), Some(-999_999_999_999));
        assert_eq!(integer("1000000000000"), None);
        for text in ["", "-", "sete", "7.5", "0x7", "--7", "٧"] {
            assert_eq!(integer(text), None, "{text}");
        }
    }
}
