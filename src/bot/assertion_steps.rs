//! Phrases about what bots read, and whole conversations.

use super::pattern::Pattern;
use super::step::{Action, Before, Readers, Step, Wording};
use super::step_definition::{Mistake, StepDefinition, StepMatch};

/// The rows of this family.
pub(super) const STEPS: &[StepDefinition] = &[
    StepDefinition {
        portuguese: "{bot} lê {texto}",
        english: "{bot} reads {text}",
        help: "bot-help-reads",
        doc: false,
        build: |found| found.does(reads(found, Pattern::Exactly(found.text(1)))),
    },
    StepDefinition {
        portuguese: "{bot} lê uma linha com {texto}",
        english: "{bot} reads a line with {text}",
        help: "bot-help-reads-with",
        doc: false,
        build: |found| found.does(reads(found, Pattern::With(found.text(1)))),
    },
    StepDefinition {
        portuguese: "{bot} lê uma linha que casa com {texto}",
        english: "{bot} reads a line that matches {text}",
        help: "bot-help-reads-match",
        doc: false,
        build: |found| found.does(reads(found, found.regex(1)?)),
    },
    StepDefinition {
        portuguese: "{bot} lê que {nome} entrou",
        english: "{bot} reads that {name} came in",
        help: "bot-help-reads-came",
        doc: false,
        build: |found| found.does(reads(found, Pattern::Joined(found.text(1)))),
    },
    StepDefinition {
        portuguese: "{bot} lê que {nome} saiu",
        english: "{bot} reads that {name} left",
        help: "bot-help-reads-left",
        doc: false,
        build: |found| found.does(reads(found, Pattern::Left(found.text(1)))),
    },
    StepDefinition {
        portuguese: "{bot} lê que {nome} agora é {nome}",
        english: "{bot} reads that {name} is now {name}",
        help: "bot-help-reads-renamed",
        doc: false,
        build: |found| {
            let pattern = Pattern::Renamed { old: found.text(1), new: found.text(2) };
            found.does(reads(found, pattern))
        },
    },
    StepDefinition {
        portuguese: "a próxima linha que {bot} lê é {texto}",
        english: "the next line that {bot} reads is {text}",
        help: "bot-help-reads-next",
        doc: false,
        build: |found| found.does(reads_next(found.text(0), found.text(1))),
    },
    StepDefinition {
        portuguese: "{bot} lê {texto} antes de qualquer linha com {texto}",
        english: "{bot} reads {text} before any line with {text}",
        help: "bot-help-reads-before",
        doc: false,
        build: |found| {
            found.does(Action::Read {
                readers: Readers::One(found.text(0)),
                pattern: Pattern::Exactly(found.text(1)),
                before: Before::Not(Pattern::With(found.text(2))),
            })
        },
    },
    StepDefinition {
        portuguese: "{bot} lê, nesta ordem:",
        english: "{bot} reads, in this order:",
        help: "bot-help-reads-order",
        doc: true,
        build: |found| found.each_line(|line| reads(found, Pattern::Exactly(line))),
    },
    StepDefinition {
        portuguese: "{bot} lê exatamente:",
        english: "{bot} reads exactly:",
        help: "bot-help-reads-exactly",
        doc: true,
        build: |found| found.each_line(|line| reads_next(found.text(0), line)),
    },
    StepDefinition {
        portuguese: "{bot} lê {n} linha(s)",
        english: "{bot} reads {n} line(s)",
        help: "bot-help-reads-many",
        doc: false,
        build: |found| {
            let (who, count) = (found.text(0), found.count(1)?);
            found.does(Action::ReadMany { who, count, pattern: None })
        },
    },
    StepDefinition {
        portuguese: "{bot} lê {n} linha(s) com {texto}",
        english: "{bot} reads {n} line(s) with {text}",
        help: "bot-help-reads-many-with",
        doc: false,
        build: |found| {
            let (who, count) = (found.text(0), found.count(1)?);
            found.does(Action::ReadMany { who, count, pattern: Some(Pattern::With(found.text(2))) })
        },
    },
    StepDefinition {
        portuguese: "toda a turma lê {texto}",
        english: "everyone reads {text}",
        help: "bot-help-everyone",
        doc: false,
        build: |found| found.does(everyone(None, found.text(0))),
    },
    StepDefinition {
        portuguese: "toda a turma menos {bot} lê {texto}",
        english: "everyone but {bot} reads {text}",
        help: "bot-help-everyone-but",
        doc: false,
        build: |found| found.does(everyone(Some(found.text(0)), found.text(1))),
    },
    StepDefinition {
        portuguese: "toda a turma lê uma linha com {texto}",
        english: "everyone reads a line with {text}",
        help: "bot-help-everyone-with",
        doc: false,
        build: |found| {
            let (readers, pattern) =
                (Readers::Everyone { but: None }, Pattern::With(found.text(0)));
            found.does(Action::Read { readers, pattern, before: Before::Anything })
        },
    },
    StepDefinition {
        portuguese: "{bot} recebe alguma coisa",
        english: "{bot} receives something",
        help: "bot-help-receives",
        doc: false,
        build: |found| found.does(Action::Receive(Readers::One(found.text(0)))),
    },
    StepDefinition {
        portuguese: "toda a turma recebe alguma coisa",
        english: "everyone receives something",
        help: "bot-help-everyone-receives",
        doc: false,
        build: |found| found.does(Action::Receive(Readers::Everyone { but: None })),
    },
    StepDefinition {
        portuguese: "{bot} lê tudo o que chegou",
        english: "{bot} reads all that has come",
        help: "bot-help-reads-all",
        doc: false,
        build: |found| found.does(Action::ReadAll(found.text(0))),
    },
    StepDefinition {
        portuguese: "{bot} lê os bytes {bytes}",
        english: "{bot} reads the bytes {bytes}",
        help: "bot-help-reads-bytes",
        doc: false,
        build: |found| {
            let mut line = found.bytes(1)?;
            line.pop_if(|last| *last == b'\n');
            found.does(reads(found, Pattern::Bytes(line)))
        },
    },
    StepDefinition {
        portuguese: "{bot} lê a lista de quem está: {texto}",
        english: "{bot} reads the list of who is here: {text}",
        help: "bot-help-reads-list",
        doc: false,
        build: |found| found.does(reads_list(found, String::new())),
    },
    StepDefinition {
        portuguese: "{bot} lê a lista de quem está: {texto}, sem {texto}",
        english: "{bot} reads the list of who is here: {text}, without {text}",
        help: "bot-help-reads-list-without",
        doc: false,
        build: |found| found.does(reads_list(found, found.text(2))),
    },
    StepDefinition {
        portuguese: "{bot} lê uma linha com * e o nome {nome}",
        english: "{bot} reads a line with * and the name {name}",
        help: "bot-help-reads-named",
        doc: false,
        build: |found| {
            let pattern = Pattern::List { names: vec![found.text(1)], without: Vec::new() };
            found.does(reads(found, pattern))
        },
    },
    StepDefinition {
        portuguese: "{bot} não lê nenhuma linha com {texto} por {segundos} segundo(s)",
        english: "{bot} reads no line with {text} for {seconds} second(s)",
        help: "bot-help-shuns",
        doc: false,
        build: |found| {
            let (who, part, time) = (found.text(0), found.text(1), found.seconds(2)?);
            found.does(Action::ExpectAbsent { who, part, time })
        },
    },
    StepDefinition {
        portuguese: "a conexão de {bot} continua aberta por {segundos} segundo(s)",
        english: "{bot} stays connected for {seconds} second(s)",
        help: "bot-help-stays",
        doc: false,
        build: |found| found.does(Action::Stay { who: found.text(0), time: found.seconds(1)? }),
    },
    StepDefinition {
        portuguese: "{bot} não recebe nada por {segundos} segundo(s)",
        english: "{bot} receives nothing for {seconds} second(s)",
        help: "bot-help-silence",
        doc: false,
        build: |found| found.does(Action::Silence { who: found.text(0), time: found.seconds(1)? }),
    },
    StepDefinition {
        portuguese: "a conexão de {bot} é encerrada",
        english: "{bot} is disconnected",
        help: "bot-help-disconnected",
        doc: false,
        build: |found| found.does(Action::End(found.text(0))),
    },
    StepDefinition {
        portuguese: "a conversa é assim:",
        english: "the conversation goes like this:",
        help: "bot-help-conversation",
        doc: true,
        build: conversation,
    },
];

fn reads(found: &StepMatch<'_>, pattern: Pattern) -> Action {
    Action::Read { readers: Readers::One(found.text(0)), pattern, before: Before::Anything }
}

fn reads_list(found: &StepMatch<'_>, without: String) -> Action {
    let words = |text: String| text.split_whitespace().map(str::to_owned).collect();
    Action::ReadList { who: found.text(0), names: words(found.text(1)), without: words(without) }
}

fn reads_next(who: String, line: String) -> Action {
    Action::Read {
        readers: Readers::One(who),
        pattern: Pattern::Exactly(line),
        before: Before::Nothing,
    }
}

fn everyone(but: Option<String>, line: String) -> Action {
    Action::Read {
        readers: Readers::Everyone { but },
        pattern: Pattern::Exactly(line),
        before: Before::Anything,
    }
}

/// `name> line` is typed, `name< line` is the next line read. Whoever has not come in connects.
fn conversation(found: &StepMatch<'_>) -> Result<Vec<Step>, Mistake> {
    let mut present = found.present.clone();
    let mut steps = Vec::new();
    for (line, text) in found.doc {
        let mark = text.find(['>', '<']).filter(|mark| *mark > 0);
        let mark = mark.ok_or_else(|| Mistake::Turn(*line, text.clone()))?;
        let who = text[..mark].trim().to_owned();
        let words = &text[mark + 1..];
        let words = words.strip_prefix(' ').unwrap_or(words).to_owned();
        let wording = Wording { portuguese: text.clone(), english: text.clone() };
        let step =
            |action| Step { line: *line, text: text.clone(), wording: wording.clone(), action };
        if present.insert(who.clone()) {
            steps.push(step(Action::Connect(who.clone())));
        }
        steps.push(step(match &text[mark..=mark] {
            ">" => Action::Type { who, line: words, times: 1, reader: None },
            _ => reads_next(who, words),
        }));
    }
    Ok(steps)
}
