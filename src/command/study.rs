//! Commands that help to study.

use crate::classroom::{Effect, Role};
use crate::say;

use super::row::{Arity, Call, Row};

/// The rows of this family.
pub(super) const ROWS: &[Row] = &[Row {
    names: &["tabuada", "timestable"],
    english: "timestable",
    bare: None,
    arity: Arity { min: 1, max: 2 },
    role: Role::Student,
    args: "args-number",
    help: "help-timestable",
    handler: times_table,
}];

/// The longest number that is multiplied, in digits.
const MAX_DIGITS: usize = 12;
/// How far a table goes unless told otherwise, and at the most.
const UP_TO: i64 = 10;
const MAX_UP_TO: i64 = 100;

fn times_table(call: Call<'_>) -> Vec<Effect> {
    let (number, up_to) = call.first_word();
    let Some(number) = integer(number) else {
        let words = say!(call.locale(), "timestable-number", number = number, max = MAX_DIGITS);
        return call.refuse(words);
    };
    let up_to = match up_to {
        "" => Some(UP_TO),
        text => text.parse().ok().filter(|up_to| (1..=MAX_UP_TO).contains(up_to)),
    };
    let Some(up_to) = up_to else {
        return call.refuse(say!(call.locale(), "timestable-up-to", max = MAX_UP_TO));
    };
    let line = |k| Effect::answer(call.who, format!("{number} × {k} = {}", number * k));
    (1..=up_to).map(line).collect()
}

/// An integer of at most [`MAX_DIGITS`] digits.
fn integer(text: &str) -> Option<i64> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if digits.len() > MAX_DIGITS {
        return None;
    }
    text.parse().ok()
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
