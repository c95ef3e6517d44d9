//! The command for times tables.

use crate::classroom::{MAX_DIGITS, UP_TO, integer};
use crate::say;

use super::args::Arg;
use super::row::{Call, Row};

pub(super) const ROWS: &[Row] = &[Row {
    names: [&["tabuada"], &["timestable"]],
    args: &[Arg::Number("arg-number"), Arg::Optional(&Arg::Number("arg-up-to"))],
    handler: times_table,
    ..Row::DEFAULT
}];

/// How far a table goes at the most.
const MAX_UP_TO: i64 = 100;

fn times_table(call: &mut Call<'_>) {
    let (number, up_to) = call.first_word();
    let Some(number) = integer(number) else {
        let words = say!(call.locale(), "timestable-number", number = number, max = MAX_DIGITS);
        return call.refuse(words);
    };
    let up_to = match up_to {
        "" => Some(UP_TO),
        text => text.parse().ok().filter(|up_to| (1..=MAX_UP_TO).contains(up_to)),
    };
    match up_to {
        Some(up_to) => call.classroom.times_table(&mut call.cx, number, up_to),
        None => call.refuse(say!(call.locale(), "timestable-up-to", max = MAX_UP_TO)),
    }
}
