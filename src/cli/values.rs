//! Values of options that only the language of the reader can refuse: one line, exit code 2.

use crate::link::Address;
use crate::locale::Locale;
use crate::name::{MAX_GRAPHEMES, Name};
use crate::say;

use super::failure::Failure;

/// An address.
pub(super) fn address(text: &str, locale: Locale) -> Result<Address, Failure> {
    text.parse::<Address>().map_err(|error| Failure::Misused(error.explain(locale)))
}

/// The name of a person, given with `option`.
pub(super) fn name(option: &str, text: &str, locale: Locale) -> Result<Name, Failure> {
    Name::new(text).map_err(|error| {
        let rule = say!(locale, error.key(), max = MAX_GRAPHEMES);
        Failure::Misused(format!("{option} \"{text}\": {rule}"))
    })
}
