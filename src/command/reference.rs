//! The reference page of all commands, made from the table.

use std::fmt::Write;

use crate::classroom::Role;
use crate::locale::Locale;
use crate::say;

use super::row::Row;
use super::table::rows;

/// `docs/COMMANDS.md`: every command in both languages, in Markdown.
pub fn reference() -> String {
    let mut page = String::from("<!-- Made from the command table by `make docs`. -->\n\n");
    page.push_str("# Commands\n\nCase and accents do not matter: `/Histórico` is `/historico`.\n");
    for locale in Locale::ALL {
        // Writing to a string cannot fail.
        let _ = writeln!(page, "\n## {}\n", say!(locale, "reference-language"));
        let _ = writeln!(page, "{}\n| --- | --- | --- | --- |", say!(locale, "reference-heading"));
        for row in rows() {
            let _ = writeln!(page, "{}", table_line(row, locale));
        }
    }
    page
}

fn table_line(row: &Row, locale: Locale) -> String {
    let others: Vec<_> = row.other_names(locale).iter().map(|name| format!("`{name}`")).collect();
    let who = match row.role {
        Role::Board | Role::Student => say!(locale, "reference-everyone"),
        Role::Teacher => say!(locale, "reference-teachers"),
    };
    let usage = row.usage(locale).replace('|', "\\|");
    format!("| `{usage}` | {} | {who} | {} |", others.join(" "), row.help(locale))
}
