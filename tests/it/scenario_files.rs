//! Scenario files as people write them: read as they are meant, or refused with the place.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use assert_cmd::Command;
use predicates::prelude::*;
use predicates::str::contains;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use sala::bot::{Scenario, read};
use sala::locale::Locale;
use unicode_normalization::UnicodeNormalization;

use crate::support::server;

const TALK: &str = r#"# language: pt
@talk
Funcionalidade: Conversa
  Cenário: olá
    Dado que "ana" entra
    E "zoé" entra
    Quando "ana" diz "olá, zoé"
    E "ana" digita:
      """
      uma linha
        outra
      """
    Então "zoé" lê "[ana] outra"

  Esquema do Cenário: tabuadas de <n>
    Dado que "ana" entra
    Quando "ana" digita "/tabuada <n>"
    Então "ana" lê "> <n> × 1 = <n>"
    Exemplos:
      | n |
      | 2 |
      | 7 |
"#;

fn scenarios(text: &str) -> Result<Vec<Scenario>, Vec<String>> {
    read(Path::new("a.feature"), text)
        .map_err(|errors| errors.iter().map(|error| error.draw(Locale::En)).collect())
}

/// What is played, without the words and the places of the file.
fn played(text: &str) -> Vec<String> {
    let scenarios = scenarios(text).unwrap_or_else(|errors| panic!("{errors:#?}\n{text}"));
    let steps = scenarios.iter().map(|scenario| {
        let steps = scenario.steps.iter().map(|step| format!("{:?} {:?}", step.actors, step.verb));
        format!("{:?} {:?}", scenario.tags, steps.collect::<Vec<_>>())
    });
    steps.collect()
}

#[test]
fn a_file_is_read_as_it_is_meant() {
    let meant = played(TALK);
    let without_language = TALK.split_once('\n').unwrap().1;
    let language = |line: &str| format!("{line}\n{without_language}");
    for text in [
        without_language.to_owned(),
        language("#language :PT"),
        language("  #  LANGUAGE\u{a0}:  pt-BR  "),
        language("# Language： pt_br"),
        language("\n# a comment\n\n# language: pt"),
        language("# language: en"),
        format!("\u{feff}{TALK}"),
        TALK.replace('\n', "\r\n"),
        TALK.replace('\n', "\r"),
        TALK.replace(" entra\n", " entra \u{a0}\t\n").replace(":\n", ": \n"),
        TALK.replace("  ", "\t").replace("\toutra", "  outra"),
        TALK.replace("  ", "\u{a0}\u{202f}"),
        TALK.replace("que \"", "que\u{202f}\u{3000}\""),
        TALK.replace("Quando ", "Qu\u{200b}ando\u{feff} "),
        TALK.replace(':', "："),
        TALK.replace('|', "｜"),
        TALK.replace("\"\"\"", "```"),
        TALK.replace("Cenário", "CENÁRIO").replace("Dado", "dado").replace("Então", "Entao"),
        TALK.replace("Funcionalidade", "Feature").replace("Cenário: o", "Scenario: o"),
        TALK.replace("Dado que", "Given").replace("Então", "Then"),
        TALK.replace(
            "\n  Cenário",
            "\n  Regras da sala…\n  Regra de ouro\n  Quando há dúvida, fale!\n  Cenário",
        ),
        TALK.replace("olá\n", "olá\n    Regras da sala: falar baixo.\n    Exemplos não faltam.\n")
            .replace("Exemplos não", "Muitos exemplos não"),
        TALK.nfd().collect(),
        TALK.replace("Quando ", "Quando: ").replace("Dado que \"", "DADO QUE\""),
        TALK.replace(" \"zoé\" entra", "\"zoé\"entra"),
    ] {
        assert_eq!(played(&text), meant, "{text}");
    }
}

/// The part of the line that the carets of a message are under.
fn underlined(drawn: &str) -> String {
    let lines: Vec<&str> = drawn.lines().collect();
    let [.., line, carets] = lines[..] else { return String::new() };
    let (from, to) = (carets.find('^').unwrap(), carets.chars().count());
    line.chars().skip(from).take(to - from).collect()
}

#[test]
fn what_cannot_be_read_is_told_with_its_line_and_place() {
    let with = |old: &str, new: &str| {
        assert!(TALK.contains(old), "{old}");
        TALK.replacen(old, new, 1)
    };
    let no_text = ["", "\n \n", "# a\n\n# b\n"].map(|text| (text.to_owned(), 1, "*"));
    let cases = [
        (with("pt", "klingon"), 1, "klingon"),
        (with("Funcionalidade:", "Funcionalidade"), 3, "Funcionalidade Conversa"),
        (with("Funcionalidade", "Fucionalidade"), 3, "Fucionalidade"),
        (with("Cenário:", "Cenário"), 4, "Cenário olá"),
        (with("Cenário:", "Cenário -"), 4, "Cenário - olá"),
        (with("do Cenário:", "do Cenário;"), 15, "Esquema do Cenário; tabuadas de <n>"),
        (with("Exemplos:", "Exemplos"), 19, "Exemplos"),
        (with("Exemplos", "Exenplos"), 19, "Exenplos"),
        (with("Cenário", "Сenário"), 4, "С"),
        (with("Quando", "Qando"), 7, "Qando"),
        (with("Quando", "Quаndo"), 7, "а"),
        (with("Quando \"", "\""), 7, "\"ana\""),
        (with("Dado que", "- Dado que"), 5, "-"),
        (with("Dado que", "1) Dado que"), 5, "1)"),
        (with("Dado que", "Daddo"), 5, "Daddo"),
        (with("diz", "dіz"), 7, "і"),
        (with("diz", "dis"), 7, "s"),
        (with("diz \"olá, zoé\"", "diz “olá, zoé”"), 7, "“olá,"),
        (with("diz \"olá, zoé\"", "diz \"olá, zoé"), 7, ""),
        (with("Quando \"ana\"", "Quando \"a\u{200b}na\""), 7, "a\\u{200b}na"),
        (with("\"\"\"\n    Então", "```\n    Então"), 12, "```"),
        (with("\"\"\"\n    Então", "”””\n    Então"), 12, "”””"),
        (with("\"\"\"\n    Então", "\n    Então"), 9, "\"\"\""),
        (with("\"\"\"\n      uma", "“““\n      uma"), 9, "“““"),
        (with("\"\"\"\n      uma", "\"\"\"json\n      uma"), 9, "json"),
        (with("\"\"\"\n    Então", "\"\"\" fim\n    Então"), 12, "fim"),
        (with("      uma", "\tuma"), 10, " "),
        (with("| 2 |", "| 2 | 3 |"), 21, " 3 "),
        (with("| 2 |", "| 2"), 21, " 2"),
        (with("| 2 |", "| \\2 |"), 21, "\\2"),
        (with("| 2 |", "│ 2 │"), 21, "│"),
        (with("| n |", "| n | n |"), 20, " n "),
        (with("@talk", "@talk, @x"), 2, "@talk,"),
        (with("@talk", "@talk x"), 2, "x"),
        (format!("{TALK}  @late\n"), 23, "@late"),
        (format!("{TALK}{TALK}"), 25, "Funcionalidade: Conversa"),
        (format!("{TALK}  Contexto:\n    Dado que \"x\" entra\n"), 23, "Contexto:"),
        (format!("{TALK}  Cenário: vazio\n"), 23, "Cenário: vazio"),
        (format!("{TALK}    E \"ana\" sai\n"), 23, "E \"ana\" sai"),
        (with("Cenário: olá", "Cenário: olá\u{2028}"), 4, "\\u{2028}"),
        (with("tabuada <n>", "tabuada <m>"), 17, "<m>"),
        (with("Cenário", "2. Cenário"), 4, "2."),
        (with("Cenário: olá", "**Cenário:** olá"), 4, "**"),
        (with("Cenário", "## Cenário"), 4, "## Cenário: olá"),
        (with("Esquema", "# Esquema"), 15, "# Esquema do Cenário: tabuadas de <n>"),
        (with("Funcionalidade", "# Funcionalidade"), 3, "# Funcionalidade: Conversa"),
        (with("Cenário: olá", "Cenários: olá"), 4, "Cenários: olá"),
        (with("Esquema do Cenário", "Cenários"), 15, "Cenários: tabuadas de <n>"),
        (with("digita:\n      \"\"\"", "digita: \"\"\""), 8, "\"\"\""),
        (with("\"ana\" diz", "\"Ana\" diz"), 7, "Ana"),
        (with("entra\n    E \"zoé\"", "entra E \"zoé\""), 5, "E \"zoé\" entra"),
        (with("entra\n    E \"zoé\"", "entra, e \"zoé\""), 5, "e \"zoé\" entra"),
        (with("Exemplos:\n     ", "Exemplos:"), 19, "| n |"),
        (with("olá\n    Dado", "olá Dado"), 4, "Dado que \"ana\" entra"),
        (with("Conversa\n  Cenário", "Conversa Cenário"), 3, "Cenário: olá"),
        (with("Conversa", "Conversa * \"zoé\" entra"), 3, "* \"zoé\" entra"),
    ];
    for (text, line, part) in no_text.into_iter().chain(cases) {
        let errors = scenarios(&text).expect_err(&text);
        let first = &errors[0];
        assert!(first.starts_with(&format!("a.feature:{line}: ")), "{first}\n{text}");
        assert!(part == "*" || underlined(first) == part, "{first}\n{part}");
        assert_eq!(errors.len(), 1, "{errors:#?}\n{text}");
    }
}

#[test]
fn a_step_in_a_title_is_told_and_an_honest_title_is_none() {
    let told = |title: &str| {
        let text = format!("Feature: f\n {title}\n  Given \"zoé\" comes in\n");
        match scenarios(&text) {
            Ok(_) => String::new(),
            Err(errors) => underlined(&errors[0]),
        }
    };
    for (title, step) in [
        ("Cenário: x ", "Dado que a ana entra"),
        ("Cenário: ", "Dado que a ana entra"),
        ("Cenário: ", "Quando \"ana\" diz \"oi\""),
        ("Cenário: x ", "Quando a ana clica no botão"),
        ("Cenário: x. ", "E \"ana\" entra"),
        ("Cenário: x ", "Dado que \"ana\" entra Quando \"ana\" diz \"oi\""),
        ("Scenario: x ", "Given ana comes in"),
        ("Scenario: x ", "Given that the class is open"),
        ("Scenario: ", "Given \"ana\" coms in"),
        ("Scenario: x ", "When ana says hi"),
        ("Scenario: x ", "Example: y"),
    ] {
        assert_eq!(told(&format!("{title}{step}")), step);
    }
    for title in [
        "Cenário: quando a aula acaba",
        "Cenário: Quando a aula acaba",
        "Cenário: o que acontece quando \"ana\" sai",
        "Cenário: Dados inválidos",
        "Cenário: Dado que é tarde",
        "Cenário: o jogo do Dado",
        "Cenário: João E Maria",
        "Cenário: Fim. Quando a aula acaba",
        "Cenário: a pergunta \"Quando?\"",
        "Cenário: exemplo: a casa",
        "Scenario: When Ana leaves",
        "Scenario: What Happens When a Student Leaves",
        "Scenario: The Given name is empty",
        "Scenario: Then there were none",
    ] {
        assert_eq!(told(title), "", "{title}");
    }
}

#[test]
fn a_slip_in_the_word_and_in_the_step_is_no_description() {
    for (line, parts) in [
        ("Qando pasam 2 segundos", &["Qando"][..]),
        ("Wehn 2 secnds pass", &["Wehn"][..]),
        ("Entao passam 2 segundos", &[]),
    ] {
        let text = format!("Funcionalidade: f\n\n  Cenário: c\n    {line}\n");
        let errors = scenarios(&text).err().unwrap_or_default();
        assert_eq!(errors.is_empty(), parts.is_empty(), "{errors:#?}");
        for (error, part) in errors.iter().zip(parts) {
            assert!(error.starts_with("a.feature:4: "), "{error}");
            assert!(underlined(error).starts_with(part), "{error}");
        }
    }
}

/// Lines that are played, told apart from those that a person reads without any list of ours.
fn unaccounted(text: &str, scenarios: &[Scenario]) -> Vec<String> {
    let steps = scenarios.iter().flat_map(|scenario| &scenario.steps);
    let played: BTreeSet<usize> =
        scenarios.iter().map(|scenario| scenario.line).chain(steps.map(|step| step.line)).collect();
    let (mut described, mut doc) = (false, None);
    let mut left = Vec::new();
    for (number, line) in (1..).zip(text.lines().map(str::trim)) {
        let fence = ["\"\"\"", "```"].into_iter().find(|fence| line == *fence);
        if doc.is_some() && doc != fence {
            // Each line of a text is typed or read.
            left.extend((!line.is_empty() && !played.contains(&number)).then_some(line));
            continue;
        }
        if fence.is_some() {
            doc = if doc.is_some() { None } else { fence };
            described = false;
        } else if line.is_empty() || line.starts_with(['#', '@']) {
        } else if line.split(':').next().is_some_and(is_heading) && line.contains(':') {
            described = true;
        } else if line.starts_with('|') {
            // A header is followed by rows that are played.
            let next = text.lines().skip(number).map(str::trim).find(|next| next.starts_with('|'));
            left.extend((!played.contains(&number) && next.is_none()).then_some(line));
            described = false;
        } else if played.contains(&number) || is_above_text(text, number) {
            described = false;
        } else {
            // Only a description is left, which is no step.
            left.extend((!described || line.contains("\"ana\"")).then_some(line));
        }
    }
    left.into_iter().map(str::to_owned).collect()
}

/// A step whose lines are those of the text below it.
fn is_above_text(text: &str, number: usize) -> bool {
    let mut below = text.lines().skip(number).map(str::trim);
    let next = below.find(|line| !line.is_empty() && !line.starts_with('#'));
    next.is_some_and(|line| ["\"\"\"", "```"].contains(&line))
}

fn is_heading(word: &str) -> bool {
    let words = [
        "funcionalidade",
        "feature",
        "contexto",
        "background",
        "regra",
        "rule",
        "cenário",
        "scenario",
        "exemplo",
        "exemplos",
        "examples",
        "esquema do cenário",
        "scenario outline",
    ];
    words.contains(&word.trim().replace('\u{a0}', " ").to_lowercase().as_str())
}

/// Something that happens to a file while people edit it.
fn edit(text: &str, kind: usize, at: Index, other: Index) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let (at, other) = (at.index(lines.len()), other.index(lines.len()));
    match kind {
        0 => drop(lines.remove(at)),
        1 => lines.swap(at, other),
        2 => lines[at] = lines[at].replace(':', ""),
        3 => lines.insert(at, "      \"\"\"".into()),
        4 => lines.insert(at, "      ```".into()),
        5 => lines[at] = lines[at].replace("\"\"\"", "```"),
        6 => lines[at] = lines[at].trim().chars().skip(1).collect(),
        7 => lines[at] = lines[at].replace(' ', "\u{a0}"),
        8 => lines[at] = lines[at].replace('"', "”"),
        9 => lines.insert(at, lines[other].clone()),
        10 => lines[at] = format!("{} {}", lines[at], lines[other].trim()),
        _ => lines.truncate(at),
    }
    lines.join("\n")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn nothing_that_was_written_is_silently_not_played(
        base in select(vec![TALK, include_str!("../../bots/demo.feature"), include_str!("../../bots/commands.feature")]),
        edits in prop::collection::vec((0..12_usize, any::<Index>(), any::<Index>()), 1..4),
    ) {
        let text = edits.into_iter().fold(base.to_owned(), |text, (kind, at, other)| {
            if text.is_empty() { text } else { edit(&text, kind, at, other) }
        });
        match scenarios(&text) {
            Ok(scenarios) => prop_assert_eq!(unaccounted(&text, &scenarios), Vec::<String>::new(), "{}", text),
            Err(errors) => prop_assert!(!errors.is_empty()),
        }
    }

    #[test]
    fn any_text_is_read_or_refused(bytes: Vec<u8>, text in "(Cenário:?|E |\"\"\"|```|[|<@#\\\\]|\"ana\" entra|\n|.){0,40}") {
        let _ = read(Path::new("a"), &bytes);
        for error in read(Path::new("a"), &text).err().into_iter().flatten() {
            prop_assert!(error.draw(Locale::PtBr).lines().count() <= 3);
        }
    }
}

#[test]
fn a_file_with_a_mistake_does_not_keep_the_others_from_being_played() {
    let folder = tempfile::tempdir().unwrap();
    let good = "Feature: f\n  Scenario: s\n    Given \"ana\" comes in\n";
    let files = [
        ("a.feature", good.as_bytes()),
        ("b.feature", b"Feature: f\n  Scenaro s\n    Given \"ana\" comes in\n"),
        ("c.feature", b"Feature: caf\xe9\n"),
        ("d.feature", b"@max-people-none\nFeature: f\n  Scenario: s\n    Given \"ana\" comes in\n"),
        ("e.feature", good.as_bytes()),
    ];
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    let [junit, json] = ["r.xml", "r.json"].map(|name| folder.path().join(name));
    let named = files.map(|(name, _)| folder.path().join(name));
    for paths in [&named[..], &[folder.path().to_owned()]] {
        let mut command = Command::from_std(server::sala());
        command.args(["bot", "run", "--lang", "en", "--patience", "20"]).args(paths);
        command.arg(folder.path().join("nowhere.feature"));
        command.args(["--junit".as_ref(), junit.as_os_str(), "--json".as_ref(), json.as_os_str()]);
        command
            .assert()
            .code(2)
            .stdout(contains("2 scenarios passed, 4 errors in files"))
            .stdout(contains("a.feature:2").and(contains("e.feature:2")))
            .stderr(contains("b.feature:3: ").and(contains("c.feature:1: ")))
            .stderr(contains("d.feature:3: ").and(contains("nowhere.feature")));
        let report =
            quick_junit::Report::deserialize_from_str(&fs::read_to_string(&junit).unwrap());
        let report = report.unwrap();
        assert_eq!((report.tests, report.errors, report.failures), (6, 4, 0));
        let json: serde_json::Value = serde_json::from_slice(&fs::read(&json).unwrap()).unwrap();
        assert_eq!(
            (json["passed"].as_u64(), json["errors"][0]["line"].as_u64()),
            (Some(2), Some(3))
        );
        assert_eq!(json["errors"].as_array().unwrap().len(), 4);
    }
}
