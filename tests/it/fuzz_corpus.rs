//! The corpus of the fuzz targets, played without a fuzzer.

use std::fs;
use std::path::Path;

use crate::support::fuzzing;

fn play(target: &str, play: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
    let files: Vec<_> = fs::read_dir(&folder).unwrap().map(|file| file.unwrap().path()).collect();
    assert!(files.len() > 10, "{} files in {}", files.len(), folder.display());
    for file in files {
        println!("{}", file.display());
        play(&fs::read(file).unwrap());
    }
}

#[test]
fn the_corpus_of_the_wire_holds() {
    play("wire", fuzzing::wire);
}

#[test]
fn the_corpus_of_the_class_holds() {
    play("class", fuzzing::class);
}
