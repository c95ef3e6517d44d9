//! A class is its entries: whoever applies the same ones has the same class, in whatever batches, in
//! whatever process, and whatever the connections are called.

use std::process::Command;
use std::{env, fs};

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use regex::Regex;
use sala::classroom::{Classroom, ConnectionId, Effect, Effects, Entry, Input, NodeId};
use sala::locale::Locale;

use super::classroom_properties::{configs, input, play};
use super::transcripts;

/// Where [`replays_what_another_process_has_played`] finds the entries.
const ENTRIES: &str = "SALA_TEST_ENTRIES";

/// What came of entries: every effect in its order, and the digest of the class.
#[derive(Debug, PartialEq, Eq)]
struct Outcome {
    effects: Vec<Effect>,
    digest: [u8; 32],
}

/// Applies entries to a new class; what comes of so many at a time is taken out together.
fn apply(entries: &[Entry], at_a_time: usize) -> Outcome {
    let (mut class, mut effects, mut all) = (new_class(entries), Effects::default(), Vec::new());
    for batch in entries.chunks(at_a_time) {
        batch.iter().for_each(|entry| class.apply(entry, &mut effects));
        all.extend(effects.drain());
    }
    Outcome { effects: all, digest: class.digest() }
}

fn new_class(entries: &[Entry]) -> Classroom {
    let Some(Input::Opened(opened)) = entries.first().map(|entry| &entry.input) else {
        panic!("a class begins with its opening");
    };
    Classroom::new(opened.config.clone())
}

/// The name of a connection in another class: there it is at one of three nodes, which count down.
fn elsewhere(who: ConnectionId) -> ConnectionId {
    let number = u32::try_from(who.0).unwrap();
    ConnectionId::at(NodeId(3 - number % 3), u32::MAX - number)
}

fn with_other_names(entry: &Entry) -> Entry {
    let mut entry = entry.clone();
    match &mut entry.input {
        Input::Connected { who, .. }
        | Input::Line { who, .. }
        | Input::SecretGiven { who, .. }
        | Input::SecretChecked { who, .. }
        | Input::TlsHello { who }
        | Input::PassMade { who, .. }
        | Input::Returned { who, .. }
        | Input::BoardOpened { who, .. }
        | Input::Gone { who, .. } => *who = elsewhere(*who),
        Input::Opened(_) | Input::Notice(_) | Input::Tick | Input::Stop => {}
    }
    entry
}

/// The effects as text, their connections called as another class does.
fn as_elsewhere(effects: &[Effect]) -> String {
    let connection = Regex::new(r"ConnectionId\((\d+)\)").unwrap();
    let text = format!("{effects:?}");
    let renamed = connection.replace_all(&text, |found: &regex::Captures<'_>| {
        format!("{:?}", elsewhere(ConnectionId(found[1].parse().unwrap())))
    });
    renamed.into_owned()
}

fn hex(digest: &[u8]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn equal_entries_make_equal_classes(
        config in configs(),
        inputs in prop::collection::vec(input(), 0..120),
        at_a_time in 1usize..50,
    ) {
        let witness = play(config, inputs);
        let entries = &witness.play.entries;
        let outcome = apply(entries, 1);
        prop_assert_eq!(outcome.digest, witness.play.classroom.digest());
        prop_assert_eq!(&apply(entries, at_a_time), &outcome, "in other batches");
        for entry in entries {
            prop_assert_eq!(&Entry::from_bytes(&entry.to_bytes()).unwrap(), entry);
        }
        let renamed: Vec<Entry> = entries.iter().map(with_other_names).collect();
        let effects = format!("{:?}", apply(&renamed, 1).effects);
        prop_assert_eq!(effects, as_elsewhere(&outcome.effects), "under other names");
    }
}

/// Classes in which every command is used, as every transcript is one, and some to which anything
/// was done.
fn classes() -> Vec<Vec<Entry>> {
    let mut runner = TestRunner::deterministic();
    let anything = (configs(), prop::collection::vec(input(), 100..120));
    let anything = (0..20).map(|_| {
        let (config, inputs) = anything.new_tree(&mut runner).unwrap().current();
        play(config, inputs).play.entries
    });
    let transcripts = Locale::ALL.into_iter().flat_map(|locale| {
        let paths = transcripts::transcripts(locale).into_iter();
        paths.map(move |path| transcripts::entries(&path, locale))
    });
    transcripts.chain(anything).collect()
}

#[test]
fn no_entry_holds_a_secret_that_was_typed_where_it_belongs_or_behind_a_command() {
    for path in Locale::ALL.into_iter().flat_map(transcripts::transcripts) {
        let text = fs::read_to_string(&path).unwrap();
        let kept = format!("{:?}", transcripts::entries(&path, Locale::PtBr));
        for line in text.lines() {
            let secret = ["- password ", "- class code "];
            let secret = secret.into_iter().find_map(|what| line.strip_prefix(what));
            assert!(!secret.is_some_and(|secret| kept.contains(secret)), "{line} of {path:?}");
        }
    }
}

#[test]
fn another_process_comes_to_the_same_class() {
    let classes = classes();
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), serde_json::to_vec(&classes).unwrap()).unwrap();
    let test = "class_log::replays_what_another_process_has_played";
    let other = Command::new(env::current_exe().unwrap())
        .args([test, "--exact", "--ignored", "--nocapture"])
        .env(ENTRIES, file.path())
        .output()
        .unwrap();
    let said = String::from_utf8(other.stdout).unwrap();
    assert!(other.status.success(), "{said}");
    for outcome in classes.iter().map(|entries| apply(entries, 1)) {
        assert!(said.contains(&told(&outcome)), "{}\n{said}", told(&outcome));
    }
}

/// An outcome in one line.
fn told(outcome: &Outcome) -> String {
    use sha2::{Digest, Sha256};
    let effects = Sha256::digest(format!("{:?}", outcome.effects));
    format!("{} {}", hex(&outcome.digest), hex(&effects))
}

#[test]
#[ignore = "another_process_comes_to_the_same_class starts it"]
fn replays_what_another_process_has_played() {
    let path = env::var_os(ENTRIES).expect("a file of entries");
    let classes: Vec<Vec<Entry>> = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    for entries in classes {
        println!("{}", told(&apply(&entries, 7)));
    }
}
