//! What packages hold: laid out as for a package, from the program under test.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use assert_cmd::assert::OutputAssertExt;
use predicates::str::is_match;
use tempfile::TempDir;

use crate::support::server::sala;

fn laid_out() -> TempDir {
    let tree = tempfile::tempdir().unwrap();
    let program = sala().get_program().to_owned();
    let mut script = Command::new("packaging/lay-out.sh");
    script.arg(program).arg(tree.path()).assert().success();
    tree
}

/// Every file below a folder, from there.
fn files(folder: &Path) -> BTreeSet<PathBuf> {
    let mut found = BTreeSet::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for path in fs::read_dir(next).unwrap().map(|entry| entry.unwrap().path()) {
            match path.is_dir() {
                true => folders.push(path),
                false => {
                    assert!(fs::metadata(&path).unwrap().len() > 0, "{} is empty", path.display());
                    found.insert(path.strip_prefix(folder).unwrap().to_owned());
                }
            }
        }
    }
    found
}

#[test]
fn a_package_has_the_program_its_pages_and_the_lessons_without_their_solutions() {
    let tree = laid_out();
    let files = files(tree.path());
    for file in [
        "bin/sala",
        "share/man/man1/sala-lab-check.1",
        "share/man/pt_BR/man1/sala-lab-check.1",
        "share/bash-completion/completions/sala",
        "share/zsh/site-functions/_sala",
        "share/fish/vendor_completions.d/sala.fish",
        "README.md",
        "README.pt-BR.md",
        "LICENSE-MIT",
        "LICENSE-APACHE",
        "lessons/cliente.py",
        "lessons/05-lines/pt-BR.md",
        "lessons/professores.md",
        "docs/class.svg",
        "examples/config.toml",
    ] {
        assert!(files.contains(Path::new(file)), "{file} is missing: {files:#?}");
    }
    let secret = |file: &&PathBuf| {
        let path = file.to_string_lossy();
        path.contains("solution") || path.contains("mistakes")
    };
    assert_eq!(files.iter().find(secret), None);
    the_deb_takes_all_of_it(&files);
    manual_pages_are_whole(&tree.path().join("share/man/man1"), "NAME");
    manual_pages_are_whole(&tree.path().join("share/man/pt_BR/man1"), "NOME");
    let example = tree.path().join("examples/config.toml");
    sala().args(["config", "show", "--config"]).arg(example).assert().success();
}

/// Each file is one that the assets in Cargo.toml name, and each asset names a file.
fn the_deb_takes_all_of_it(files: &BTreeSet<PathBuf>) {
    let manifest: toml::Table = toml::from_str(include_str!("../../Cargo.toml")).unwrap();
    let assets = manifest["package"]["metadata"]["deb"]["assets"].as_array().unwrap();
    let mut left = files.clone();
    for asset in assets {
        let source = asset[0].as_str().unwrap();
        let Some(pattern) = source.strip_prefix("target/packages/tree/") else {
            assert!(fs::exists(source).unwrap(), "{source}");
            continue;
        };
        let pattern = regex::escape(pattern).replace(r"\*\*/\*", ".+").replace(r"\*", "[^/]*");
        let pattern = regex::Regex::new(&format!("^{pattern}$")).unwrap();
        let (taken, others): (BTreeSet<_>, _) =
            left.into_iter().partition(|file| pattern.is_match(&file.to_string_lossy()));
        assert!(!taken.is_empty(), "nothing is {source}");
        left = others;
    }
    assert!(left.is_empty(), "not in the .deb: {left:?}");
}

/// There is a page for every command that a page lists, and all of it is in one language.
fn manual_pages_are_whole(folder: &Path, name: &str) {
    let mut commands = BTreeSet::from(["sala".to_owned()]);
    let mut pages = BTreeSet::new();
    for file in files(folder) {
        let page = fs::read_to_string(folder.join(&file)).unwrap();
        let title = file.file_stem().unwrap().to_str().unwrap().to_owned();
        let heading = format!(".SH {name}\n{} \\- ", title.replace('-', "\\-"));
        assert!(page.contains(&heading), "{}: {page}", file.display());
        let english = page.contains("Possible values") || page.contains("environment variable");
        assert!(name == "NAME" || !english, "{}: {page}", file.display());
        let listed = page.lines().filter_map(|line| line.strip_suffix("(1)"));
        commands.extend(listed.map(|command| command.replace("\\-", "-")));
        pages.insert(title);
    }
    assert_eq!(pages, commands);
}

#[test]
fn the_version_tells_what_was_built() {
    let long = r"\Asala \d+\.\d+\.\d+ \(debug build, \w+-[\w-]+, features: [\w -]+\)\n\z";
    sala().arg("--version").assert().success().stdout(is_match(long).unwrap());
    sala().arg("-V").assert().success().stdout(is_match(r"\Asala \d+\.\d+\.\d+\n\z").unwrap());
}

#[test]
fn the_unit_and_the_image_start_a_class_with_options_that_there_are() {
    let help = sala().args(["server", "--help", "--lang", "en"]).output().unwrap();
    let help = String::from_utf8(help.stdout).unwrap();
    let starts = [
        (include_str!("../../packaging/sala@.service"), "ExecStart=/usr/bin/sala "),
        (include_str!("../../Containerfile"), "CMD "),
    ];
    for (file, start) in starts {
        assert!(file.contains("SALA_DATA=") && help.contains("[env: SALA_DATA="), "{file}");
        let line = file.lines().find(|line| line.starts_with(start)).unwrap();
        let words = line.split(|c| " \",[]".contains(c));
        let options: Vec<_> = words.filter(|word| word.starts_with("--")).collect();
        assert!(!options.is_empty(), "{line}");
        for option in options {
            assert!(help.contains(&format!("  {option}")), "{option}: {line}");
        }
    }
}
