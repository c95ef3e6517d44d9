//! `docs/COMMANDS.md` is the command table, as it is now.

use std::{env, fs};

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/COMMANDS.md");

#[test]
fn the_page_is_the_table() {
    let reference = sala::command::reference();
    if env::var_os("UPDATE_DOCS").is_some() {
        fs::write(PAGE, &reference).unwrap();
    }
    let page = fs::read_to_string(PAGE).unwrap_or_default();
    assert!(page == reference, "docs/COMMANDS.md is stale: `make docs` renews it");
}
