//! The reference of all steps, made from the table of step definitions.

use std::fmt::Write;

use crate::locale::Locale;
use crate::say;

use super::registry::step_definitions;

/// Every step in a language, as a table in Markdown.
pub fn reference(locale: Locale) -> String {
    let mut table = say!(locale, "bot-reference-heading");
    table.push_str("\n| --- | --- |\n");
    for definition in step_definitions() {
        let example = definition.example(locale).replace('|', "\\|");
        let help = definition.help(locale).replace('|', "\\|").replace('<', "\\<");
        // Writing to a string cannot fail.
        let _ = writeln!(table, "| `{example}` | {help} |");
    }
    table
}
