//! `docs/BOTS.md`: its tables are the steps as they are now, its scripts pass.

use std::path::Path;
use std::{env, fs};

use assert_cmd::Command;
use sala::bot::{read, reference};
use sala::locale::Locale;

use crate::support::server::sala;

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/BOTS.md");
const END: &str = "<!-- end of steps -->";

/// The page with its tables made again.
fn renewed(page: &str) -> String {
    Locale::ALL.iter().fold(page.to_owned(), |page, locale| {
        let mark = format!("<!-- steps {locale}: made by `make docs` -->\n");
        let start = page.find(&mark).expect("a place for the steps") + mark.len();
        let end = start + page[start..].find(END).expect("the end of the steps");
        format!("{}\n{}\n{}", &page[..start], reference(*locale), &page[end..])
    })
}

#[test]
fn the_tables_are_the_steps() {
    let page = fs::read_to_string(PAGE).unwrap();
    let new = renewed(&page);
    if env::var_os("UPDATE_DOCS").is_some() {
        fs::write(PAGE, &new).unwrap();
    } else {
        assert!(page == new, "docs/BOTS.md is stale: `make docs` renews it");
    }
}

#[test]
fn every_keyword_in_it_is_read() {
    let page = fs::read_to_string(PAGE).unwrap();
    let rows = page.split("| What begins |").nth(1).expect("the keywords").lines().skip(2);
    let words: Vec<&str> = rows
        .take_while(|row| row.starts_with('|'))
        .flat_map(|row| row.split('`').skip(1).step_by(2))
        .collect();
    assert!(words.len() > 30);
    for word in words {
        let (feature, step) = ("Feature: f\n", "  Given \"ana\" comes in\n");
        let with = |heading: &str| format!("{feature}{heading} x\n{step}");
        let file = match word {
            "Contexto:" | "Cenário de Fundo:" | "Fundo:" | "Background:" => {
                with(word) + "Scenario: s\n  Then \"ana\" leaves\n"
            }
            "Regra:" | "Rule:" => with(&format!("{word}\nScenario:")),
            "Exemplos:" | "Cenários:" | "Examples:" | "Scenarios:" => {
                with("Scenario Outline:") + word + "\n| a |\n| b |\n"
            }
            _ if word.contains("quema")
                || word.contains("Delin")
                || word.ends_with("line:")
                || word.ends_with("plate:") =>
            {
                with(word) + "Examples:\n| a |\n| b |\n"
            }
            "Funcionalidade:" | "Característica:" | "Feature:" | "Business Need:" | "Ability:" => {
                format!("{word}\nScenario: s\n{step}")
            }
            _ if word.ends_with(':') => with(word),
            _ => format!("{feature}Scenario: s\n  {word} \"ana\" comes in\n"),
        };
        assert_eq!(read(Path::new(word), &file).map(|read| read.len()), Ok(1), "{file}");
    }
}

#[test]
fn every_script_in_it_passes() {
    let page = fs::read_to_string(PAGE).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let scripts: Vec<&str> = page
        .split("```gherkin\n")
        .skip(1)
        .map(|rest| rest.split_once("```").expect("the end of a script").0)
        .collect();
    assert!(scripts.len() > 3);
    for (number, script) in scripts.iter().enumerate() {
        fs::write(folder.path().join(format!("{number}.feature")), script).unwrap();
    }
    let mut command = Command::from_std(sala());
    command.args(["bot", "run", "--patience", "20"]).arg(folder.path()).assert().success();
}
