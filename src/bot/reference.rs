//! The reference of all steps, made from the table of phrases.

use std::fmt::Write;

use crate::locale::Locale;
use crate::say;

use super::phrasebook::phrases;

/// Every step in a language, as a table in Markdown.
pub fn reference(locale: Locale) -> String {
    let mut table = say!(locale, "bot-reference-heading");
    table.push_str("\n| --- | --- |\n");
    for phrase in phrases() {
        let example = phrase.example(locale).replace('|', "\\|");
        let help = phrase.help(locale).replace('|', "\\|").replace('<', "\\<");
        // Writing to a string cannot fail.
        let _ = writeln!(table, "| `{example}` | {help} |");
    }
    table
}
