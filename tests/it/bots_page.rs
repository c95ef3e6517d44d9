//! `docs/BOTS.md`: its tables are the steps as they are now, its scripts pass.

use std::{env, fs};

use assert_cmd::Command;
use sala::bot::reference;
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
