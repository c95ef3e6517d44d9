//! The sentences that people read: the same in both languages, each used, each given what it
//! needs, and fit for a line of the wire.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use fluent_bundle::{FluentArgs, FluentResource};
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use regex::Regex;
use sala::classroom::Departure;
use sala::command::{Row, find, rows};
use sala::locale::Locale;
use sala::name::{Name, NameError};

use crate::support::source::{self, Source};

/// A sentence of a catalogue.
#[derive(Debug)]
struct Sentence {
    file: String,
    variables: BTreeSet<String>,
    /// The variables that plural forms are chosen by, each with the numbers named explicitly.
    plurals: BTreeMap<String, BTreeSet<String>>,
}

/// The sentences of a language by their keys.
type Catalogue = BTreeMap<String, Sentence>;

/// A `say!` of the source.
#[derive(Debug)]
struct Said {
    place: String,
    /// `None` where the key is not a literal.
    key: Option<String>,
    arguments: BTreeSet<String>,
}

/// What the source says about keys.
#[derive(Debug, Default)]
struct Uses {
    said: Vec<Said>,
    literals: BTreeSet<String>,
    /// Literals that can only be keys: in `fn key` and `let key`.
    keys: Vec<(String, String)>,
}

static VARIABLE: LazyLock<Regex> = LazyLock::new(|| regex(r"[{(]\s*\$(\w+)"));
static PLURAL: LazyLock<Regex> = LazyLock::new(|| regex(r"\$(\w+) ->([^$]*(?:\$\w+ *\}[^$]*)*)"));
static VARIANT: LazyLock<Regex> = LazyLock::new(|| regex(r"(?m)^\s*\*?\[(\w+)\]"));

impl Sentence {
    fn new(file: &str, text: &str) -> Self {
        let variables = VARIABLE.captures_iter(text).map(|it| it[1].to_owned()).collect();
        let mut plurals = BTreeMap::new();
        for found in PLURAL.captures_iter(text) {
            let variants: BTreeSet<String> =
                VARIANT.captures_iter(&found[2]).map(|it| it[1].to_owned()).collect();
            if variants.contains("one") {
                let numbers = variants.into_iter().filter(|it| it.parse::<u64>().is_ok());
                plurals.insert(found[1].to_owned(), numbers.collect());
            }
        }
        Self { file: file.to_owned(), variables, plurals }
    }
}

fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).unwrap()
}

/// Reads the files of a language.
fn catalogue(tag: &str, files: &[(String, String)], found: &mut Vec<String>) -> Catalogue {
    let mut catalogue = Catalogue::new();
    for (file, text) in files {
        let place = format!("{tag}/{file}");
        if let Err((_, errors)) = FluentResource::try_new(text.clone()) {
            found.extend(errors.iter().map(|error| format!("{place}: {error}")));
        }
        if regex(r"(?m)^(-\w|\s+\.\w+ *=)").is_match(text) {
            found.push(format!("{place}: only sentences are used, neither terms nor attributes"));
        }
        let text = regex(r"(?m)^#.*").replace_all(text, "");
        let heads: Vec<_> = regex(r"(?m)^([\w-]+) *=").captures_iter(&text).collect();
        let starts = heads.iter().map(|head| head.get(0).unwrap().start());
        for (head, end) in heads.iter().zip(starts.skip(1).chain([text.len()])) {
            let sentence = Sentence::new(file, &text[head.get(0).unwrap().end()..end]);
            if catalogue.insert(head[1].to_owned(), sentence).is_some() {
                found.push(format!("{place}: {} stands twice", &head[1]));
            }
        }
    }
    catalogue
}

/// The files of a language as they are.
fn files(locale: Locale) -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/locale").join(locale.tag());
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let name = |path: &Path| path.file_name().unwrap().to_str().unwrap().to_owned();
    let mut files: Vec<_> =
        paths.map(|path| (name(&path), fs::read_to_string(&path).unwrap())).collect();
    files.sort();
    files
}

fn catalogue_of(locale: Locale) -> Catalogue {
    catalogue(locale.tag(), &files(locale), &mut Vec::new())
}

impl Uses {
    fn of(sources: &[Source]) -> Self {
        let mut uses = Self::default();
        for source in sources {
            let tokens: TokenStream = source.code.parse().unwrap();
            uses.read(&source.path, &tokens.into_iter().collect::<Vec<_>>());
        }
        uses
    }

    fn read(&mut self, path: &str, tokens: &[TokenTree]) {
        for (at, token) in tokens.iter().enumerate() {
            let place = || format!("{path}:{}", token.span().start().line);
            match (token, tokens.get(at + 1)) {
                (TokenTree::Literal(_), _) => self.literals.extend(text(token)),
                (TokenTree::Group(group), _) => {
                    self.read(path, &group.stream().into_iter().collect::<Vec<_>>());
                }
                (TokenTree::Ident(say), Some(sign)) if say == "say" && is_punct(sign, '!') => {
                    if let Some(TokenTree::Group(group)) = tokens.get(at + 2) {
                        self.said.push(said(place(), group));
                    }
                }
                (TokenTree::Ident(word), Some(TokenTree::Ident(name)))
                    if word == "fn" && (name == "key" || name.to_string().ends_with("_key")) =>
                {
                    let body = tokens[at..].iter().find(|token| is_body(token)).cloned();
                    self.keys.extend(literals(body).map(|key| (place(), key)));
                }
                (TokenTree::Ident(word), Some(TokenTree::Ident(name)))
                    if word == "let" && name == "key" =>
                {
                    let value = tokens[at..].iter().take_while(|token| !is_punct(token, ';'));
                    self.keys.extend(literals(value.cloned()).map(|key| (place(), key)));
                }
                _ => {}
            }
        }
    }
}

fn is_punct(token: &TokenTree, sign: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == sign)
}

fn is_body(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace)
}

/// The text of a plain string literal.
fn text(token: &TokenTree) -> Option<String> {
    let TokenTree::Literal(literal) = token else { return None };
    let literal = literal.to_string();
    Some(literal.strip_prefix('"')?.strip_suffix('"')?.to_owned())
}

/// The string literals that stand in tokens where a value may be. What is compared or matched
/// before a `=>` is none.
fn literals(tokens: impl IntoIterator<Item = TokenTree>) -> impl Iterator<Item = String> {
    let mut found = Vec::new();
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    for (at, token) in tokens.iter().enumerate() {
        let next = tokens.get(at + 1);
        let is_pattern = next.is_some_and(|next| is_punct(next, '=') || is_punct(next, '|'));
        match token {
            TokenTree::Group(group) => found.extend(literals(group.stream())),
            _ if is_pattern => {}
            _ => found.extend(text(token)),
        }
    }
    found.into_iter()
}

fn said(place: String, group: &proc_macro2::Group) -> Said {
    let tokens: Vec<TokenTree> = group.stream().into_iter().collect();
    let mut parts = tokens.split(|token| is_punct(token, ',')).skip(1);
    let key = match parts.next() {
        Some([token]) => text(token),
        _ => None,
    };
    let arguments = parts.filter_map(|part| match part {
        [TokenTree::Ident(name), sign, ..] if is_punct(sign, '=') => Some(name.to_string()),
        _ => None,
    });
    Said { place, key, arguments: arguments.collect() }
}

/// Every difference between the languages.
fn differences(one: &Catalogue, other: &Catalogue) -> Vec<String> {
    let keys: BTreeSet<&String> = one.keys().chain(other.keys()).collect();
    let mut found = Vec::new();
    for key in keys {
        match (one.get(key), other.get(key)) {
            (Some(a), Some(b)) if a.file != b.file => {
                found.push(format!("{key} stands in {} and in {}", a.file, b.file));
            }
            (Some(a), Some(b)) if a.variables != b.variables => {
                let (a, b) = (&a.variables, &b.variables);
                found.push(format!("{key} takes {a:?} in one language and {b:?} in the other"));
            }
            (Some(_), Some(_)) => {}
            _ => found.push(format!("{key} is missing in one language")),
        }
    }
    found
}

/// Every sentence that is not used, not there, or not given what it needs.
fn misuses(catalogue: &Catalogue, uses: &Uses) -> Vec<String> {
    let mut found = Vec::new();
    let direct: BTreeSet<&String> = uses.said.iter().filter_map(|said| said.key.as_ref()).collect();
    for said in &uses.said {
        let (place, Some(key)) = (&said.place, &said.key) else { continue };
        match catalogue.get(key) {
            None => found.push(format!("{place}: there is no sentence {key}")),
            Some(sentence) if sentence.variables != said.arguments => {
                let (takes, given) = (&sentence.variables, &said.arguments);
                found.push(format!("{place}: {key} takes {takes:?} and is given {given:?}"));
            }
            Some(_) => {}
        }
    }
    for (place, key) in &uses.keys {
        // A key that is put together, `help-{}`, is looked up by a test of its own.
        if !key.contains('{') && !catalogue.contains_key(key) {
            found.push(format!("{place}: there is no sentence {key}"));
        }
    }
    let indirect = || uses.said.iter().filter(|said| said.key.is_none());
    for (key, sentence) in catalogue.iter().filter(|(key, _)| !direct.contains(key)) {
        let file = &sentence.file;
        if !uses.literals.contains(key) {
            found.push(format!("{file}: nobody says {key}"));
        } else if !indirect().any(|said| sentence.variables.is_subset(&said.arguments)) {
            found.push(format!("{file}: nobody who says {key} gives {:?}", sentence.variables));
        }
    }
    found
}

#[test]
fn both_languages_say_the_same_things() {
    let mut found = Vec::new();
    let [one, other] =
        Locale::ALL.map(|locale| catalogue(locale.tag(), &files(locale), &mut found));
    assert!(one.len() > 50, "the catalogues were not found");
    found.extend(differences(&one, &other));
    assert!(found.is_empty(), "\n{}\n", found.join("\n"));
}

#[test]
fn every_file_is_read_by_the_kit() {
    let [one, other] = Locale::ALL
        .map(|locale| files(locale).into_iter().map(|(name, _)| name).collect::<Vec<_>>());
    assert_eq!(one, other);
    let locale = include_str!("../../src/locale.rs");
    for file in one {
        assert!(locale.contains(&format!("\"/{file}\"")), "src/locale.rs does not read {file}");
    }
}

#[test]
fn every_sentence_is_said_and_given_what_it_needs() {
    let mut uses = Uses::of(&source::of_the_crate());
    uses.literals.extend(rows().map(Row::help_key).chain(Departure::ALL.map(Departure::key)));
    assert!(uses.said.len() > 50, "the uses were not found");
    let found = misuses(&catalogue_of(Locale::PtBr), &uses);
    assert!(found.is_empty(), "\n{}\n", found.join("\n"));
}

#[test]
fn every_key_reached_through_a_row_or_an_error_is_there() {
    let catalogue = catalogue_of(Locale::PtBr);
    for row in rows() {
        let key = row.help_key();
        let sentence = catalogue.get(&key).unwrap_or_else(|| panic!("no sentence {key}"));
        assert!(sentence.variables.is_empty(), "{key} is given nothing");
        let usage = row.usage(Locale::PtBr);
        assert!(!usage.contains("arg-"), "an argument has no name: {usage}");
    }
    for error in [NameError::Empty, NameError::TooLong, NameError::Character, NameError::Marks] {
        assert!(catalogue.contains_key(error.key()), "no sentence {}", error.key());
    }
    let departures = Departure::ALL.map(|how| catalogue.contains_key(&how.key()));
    assert!(departures.iter().all(|there| *there == departures[0]), "{departures:?}");
}

/// Every form of a sentence: its plurals by these numbers, anything else by a word.
fn forms(locale: Locale, key: &str, sentence: &Sentence) -> Vec<(u64, String)> {
    let form = |number: u64| {
        let mut args = FluentArgs::new();
        for variable in &sentence.variables {
            match sentence.plurals.contains_key(variable) {
                true => args.set(variable.clone(), number),
                false => args.set(variable.clone(), "ana"),
            }
        }
        (number, locale.sentence(key, Some(&args)))
    };
    [0, 1, 2, 5, 21, 1_000_000].map(form).to_vec()
}

/// Why a text cannot be a sentence on the wire.
fn unfit(text: &str) -> Option<&'static str> {
    let harmful =
        |c: char| c.is_control() || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let marked = text.split_at_checked(1).is_some_and(|(mark, rest)| {
        "+-~=@#.*".contains(mark) && (rest.is_empty() || rest.starts_with(' '))
    });
    match text {
        _ if text.trim().is_empty() => Some("is empty"),
        _ if text.contains(harmful) => Some("holds a line end, a control or a bidi character"),
        _ if marked => Some("begins with a mark of the wire"),
        _ if text.trim() != text => Some("begins or ends with a space"),
        _ if text.contains(['{', '}']) => Some("is not filled"),
        _ => None,
    }
}

#[test]
fn every_sentence_is_fit_for_the_wire() {
    for locale in Locale::ALL {
        for (key, sentence) in catalogue_of(locale) {
            for (number, text) in forms(locale, &key, &sentence) {
                // The page's help explains the marks, and no line of the wire.
                let why = unfit(&text).filter(|_| !key.starts_with("page-mark-")).unwrap_or("");
                assert!(why.is_empty(), "{locale} {key} at {number} {why}: {text:?}");
            }
        }
    }
}

#[test]
fn a_count_that_is_read_is_the_count_that_is_meant() {
    for locale in Locale::ALL {
        for (key, sentence) in catalogue_of(locale) {
            let named: BTreeSet<&String> = sentence.plurals.values().flatten().collect();
            if sentence.plurals.is_empty() {
                continue;
            }
            // In Portuguese 0 takes the form of 1, which therefore must show the number itself.
            for (number, text) in forms(locale, &key, &sentence) {
                let digits = number.to_string();
                let mut numbers = text.split(|c: char| !c.is_ascii_digit());
                let shown = named.contains(&digits) || numbers.any(|shown| shown == digits);
                assert!(shown, "{locale} {key} at {number} reads {text:?}");
            }
        }
    }
}

#[test]
fn plurals_read_right() {
    let who = |locale: Locale, count: usize| sala::say!(locale, "who-count", count = count);
    assert_eq!(who(Locale::PtBr, 0), "Ninguém na sala");
    assert_eq!(who(Locale::PtBr, 1), "1 pessoa na sala");
    assert_eq!(who(Locale::PtBr, 2), "2 pessoas na sala");
    assert_eq!(who(Locale::PtBr, 1000), "1000 pessoas na sala");
    assert_eq!(who(Locale::En, 0), "Nobody here");
    assert_eq!(who(Locale::En, 1), "1 person here");
    assert_eq!(who(Locale::En, 21), "21 people here");
    let late =
        |locale: Locale, seconds: u64| sala::say!(locale, "name-too-late", seconds = seconds);
    assert!(late(Locale::PtBr, 0).starts_with("Nenhum nome em 0 segundo:"));
    assert!(late(Locale::PtBr, 1).starts_with("Nenhum nome em 1 segundo:"));
    assert!(late(Locale::PtBr, 60).starts_with("Nenhum nome em 60 segundos:"));
    assert!(late(Locale::En, 0).starts_with("No name within 0 seconds:"));
    assert!(late(Locale::En, 1).starts_with("No name within 1 second:"));
}

#[test]
fn the_teacher_is_called_by_a_name_that_students_cannot_have() {
    for locale in Locale::ALL {
        let name = Name::new(&sala::say!(locale, "teacher-name")).unwrap();
        assert!(name.is_reserved(), "{name}");
    }
}

#[test]
fn every_command_that_a_sentence_names_exists() {
    let mut named = 0;
    for locale in Locale::ALL {
        for (key, sentence) in catalogue_of(locale) {
            if !["classroom.ftl", "commands.ftl", "client.ftl"].contains(&sentence.file.as_str()) {
                continue;
            }
            for (_, text) in forms(locale, &key, &sentence) {
                let words = text.split([' ', '(', '"']).filter_map(|word| word.strip_prefix('/'));
                for word in words.map(|word| word.trim_end_matches([':', '.', ',', '?', ')', '!']))
                {
                    // `//text`, the example `"/text"` and names that are filled in.
                    if word.starts_with('/') || ["texto", "text", "ana"].contains(&word) {
                        continue;
                    }
                    let row = find(word).unwrap_or_else(|| panic!("{key} names /{word}"));
                    assert_eq!(row.shown_name(locale), word, "{locale} {key}");
                    named += 1;
                }
            }
        }
    }
    assert!(named > 10, "commands are named");
}

fn catalogue_from(text: &str) -> (Catalogue, Vec<String>) {
    let mut found = Vec::new();
    let files = [("a.ftl".to_owned(), text.to_owned())];
    (catalogue("pt-BR", &files, &mut found), found)
}

#[test]
fn a_catalogue_that_is_wrong_is_found() {
    assert!(catalogue_from("a = Oi\nb = Oi, { $name }!\n").1.is_empty());
    for text in ["a = { $x\n", "= Oi\n", "a = Oi\na = Oi\n", "-a = Oi\n", "a = Oi\n    .b = Oi\n"] {
        assert!(!catalogue_from(text).1.is_empty(), "{text}");
    }
    let right = "a = { $n ->\n    [one] { $n } lá\n   *[other] { $n } cá\n}\nb = Oi\n";
    for wrong in [
        "a = { $n }\n",
        "a = { $m }\nb = Oi\n",
        "a = Oi\nb = { $n ->\n    [one] um\n   *[other] dois\n}\n",
        "a = { $n }\nb = { NUMBER($n) }\n",
    ] {
        let found = differences(&catalogue_from(right).0, &catalogue_from(wrong).0);
        assert!(!found.is_empty(), "{wrong}");
    }
    for text in ["", " ", "a\nb", "\u{202e}a", "* a", "# a", ". a", " a", "a\u{2069}", "{ $x }"] {
        assert!(unfit(text).is_some(), "{text:?}");
    }
    for text in ["Oi.", "#a", "(2 na sala)", "-1 é menor"] {
        assert!(unfit(text).is_none(), "{text:?}");
    }
}

#[test]
fn a_source_that_says_it_wrong_is_found() {
    let (catalogue, _) = catalogue_from("a = Oi\nb = Oi, { $name }\nc = { $count } { $name }\n");
    let about = |code: &str| {
        let source = Source::new("src/x.rs", &format!("fn f() {{\n{code}\n}}"));
        misuses(&catalogue, &Uses::of(&[source])).join("\n")
    };
    let a = r#"say!(l, "a");"#;
    let b = r#"say!(self.locale(), "b", name = n.as_str());"#;
    let c = r#"vec![say!(l, "c", count = f(1, 2), name = x,)];"#;
    assert_eq!(about(&format!("{a} {b} {c}")), "");
    let by_key = r#"let key = if x { "a" } else { "b" }; say!(l, key, name = x);"#;
    assert_eq!(about(&format!("{by_key} {c}")), "");
    for (wrong, why) in [
        (format!("{a} {b}"), "nobody says c"),
        (format!("{a} {b} // {c}\n"), "nobody says c"),
        (format!("{a} {b} }}\n#[cfg(test)]\nmod tests {{\nfn t() {{ {c} }}"), "nobody says c"),
        (format!("{a} {b} {c} say!(l, \"d\");"), "src/x.rs:2: there is no sentence d"),
        (format!("{a} {b} {c} let key = \"d\";"), "there is no sentence d"),
        (format!("{a} {b} {c} fn key() {{ match x {{ _ => \"d\" }} }}"), "no sentence d"),
        (format!("{a} {c} say!(l, \"b\");"), "b takes {\"name\"} and is given {}"),
        (format!("{a} {b} {c} say!(l, \"a\", name = 1);"), "a takes {} and is given {\"name\"}"),
        (format!("{c} let key = if x {{ \"a\" }} else {{ \"b\" }}; say!(l, key);"), "gives"),
    ] {
        let found = about(&wrong);
        assert!(found.contains(why), "{wrong}\ngives {found:?}");
    }
}
