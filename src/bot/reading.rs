//! Phrases about what bots read, and whole conversations.

use super::pattern::Pattern;
use super::phrase::{Given, Mistake, Phrase};
use super::step::{Action, Before, Readers, Step, Wording};

/// The rows of this family.
pub(super) const PHRASES: &[Phrase] = &[
    Phrase {
        portuguese: "{bot} lê {texto}",
        english: "{bot} reads {text}",
        help: "bot-help-reads",
        doc: false,
        build: |given| given.does(reads(given, Pattern::Exactly(given.text(1)))),
    },
    Phrase {
        portuguese: "{bot} lê uma linha com {texto}",
        english: "{bot} reads a line with {text}",
        help: "bot-help-reads-with",
        doc: false,
        build: |given| given.does(reads(given, Pattern::With(given.text(1)))),
    },
    Phrase {
        portuguese: "{bot} lê uma linha que casa com {texto}",
        english: "{bot} reads a line that matches {text}",
        help: "bot-help-reads-match",
        doc: false,
        build: |given| given.does(reads(given, given.regex(1)?)),
    },
    Phrase {
        portuguese: "{bot} lê que {nome} entrou",
        english: "{bot} reads that {name} came in",
        help: "bot-help-reads-came",
        doc: false,
        build: |given| given.does(reads(given, Pattern::Came(given.text(1)))),
    },
    Phrase {
        portuguese: "{bot} lê que {nome} saiu",
        english: "{bot} reads that {name} left",
        help: "bot-help-reads-left",
        doc: false,
        build: |given| given.does(reads(given, Pattern::Left(given.text(1)))),
    },
    Phrase {
        portuguese: "{bot} lê que {nome} agora é {nome}",
        english: "{bot} reads that {name} is now {name}",
        help: "bot-help-reads-renamed",
        doc: false,
        build: |given| {
            let pattern = Pattern::Renamed { old: given.text(1), new: given.text(2) };
            given.does(reads(given, pattern))
        },
    },
    Phrase {
        portuguese: "a próxima linha que {bot} lê é {texto}",
        english: "the next line that {bot} reads is {text}",
        help: "bot-help-reads-next",
        doc: false,
        build: |given| given.does(reads_next(given.text(0), given.text(1))),
    },
    Phrase {
        portuguese: "{bot} lê {texto} antes de qualquer linha com {texto}",
        english: "{bot} reads {text} before any line with {text}",
        help: "bot-help-reads-before",
        doc: false,
        build: |given| {
            given.does(Action::Read {
                readers: Readers::One(given.text(0)),
                pattern: Pattern::Exactly(given.text(1)),
                before: Before::Not(Pattern::With(given.text(2))),
            })
        },
    },
    Phrase {
        portuguese: "{bot} lê, nesta ordem:",
        english: "{bot} reads, in this order:",
        help: "bot-help-reads-order",
        doc: true,
        build: |given| given.each_line(|line| reads(given, Pattern::Exactly(line))),
    },
    Phrase {
        portuguese: "{bot} lê exatamente:",
        english: "{bot} reads exactly:",
        help: "bot-help-reads-exactly",
        doc: true,
        build: |given| given.each_line(|line| reads_next(given.text(0), line)),
    },
    Phrase {
        portuguese: "{bot} lê {n} linha(s)",
        english: "{bot} reads {n} line(s)",
        help: "bot-help-reads-many",
        doc: false,
        build: |given| {
            let (who, count) = (given.text(0), given.count(1)?);
            given.does(Action::ReadMany { who, count, pattern: None })
        },
    },
    Phrase {
        portuguese: "{bot} lê {n} linha(s) com {texto}",
        english: "{bot} reads {n} line(s) with {text}",
        help: "bot-help-reads-many-with",
        doc: false,
        build: |given| {
            let (who, count) = (given.text(0), given.count(1)?);
            given.does(Action::ReadMany { who, count, pattern: Some(Pattern::With(given.text(2))) })
        },
    },
    Phrase {
        portuguese: "toda a turma lê {texto}",
        english: "everyone reads {text}",
        help: "bot-help-everyone",
        doc: false,
        build: |given| given.does(everyone(None, given.text(0))),
    },
    Phrase {
        portuguese: "toda a turma menos {bot} lê {texto}",
        english: "everyone but {bot} reads {text}",
        help: "bot-help-everyone-but",
        doc: false,
        build: |given| given.does(everyone(Some(given.text(0)), given.text(1))),
    },
    Phrase {
        portuguese: "toda a turma lê uma linha com {texto}",
        english: "everyone reads a line with {text}",
        help: "bot-help-everyone-with",
        doc: false,
        build: |given| {
            let (readers, pattern) =
                (Readers::Everyone { but: None }, Pattern::With(given.text(0)));
            given.does(Action::Read { readers, pattern, before: Before::Anything })
        },
    },
    Phrase {
        portuguese: "{bot} recebe alguma coisa",
        english: "{bot} receives something",
        help: "bot-help-receives",
        doc: false,
        build: |given| given.does(Action::Receive(Readers::One(given.text(0)))),
    },
    Phrase {
        portuguese: "toda a turma recebe alguma coisa",
        english: "everyone receives something",
        help: "bot-help-everyone-receives",
        doc: false,
        build: |given| given.does(Action::Receive(Readers::Everyone { but: None })),
    },
    Phrase {
        portuguese: "{bot} lê tudo o que chegou",
        english: "{bot} reads all that has come",
        help: "bot-help-reads-all",
        doc: false,
        build: |given| given.does(Action::ReadAll(given.text(0))),
    },
    Phrase {
        portuguese: "{bot} lê os bytes {bytes}",
        english: "{bot} reads the bytes {bytes}",
        help: "bot-help-reads-bytes",
        doc: false,
        build: |given| {
            let mut line = given.bytes(1)?;
            line.pop_if(|last| *last == b'\n');
            given.does(reads(given, Pattern::Bytes(line)))
        },
    },
    Phrase {
        portuguese: "{bot} lê a lista de quem está: {texto}",
        english: "{bot} reads the list of who is here: {text}",
        help: "bot-help-reads-list",
        doc: false,
        build: |given| given.does(reads_list(given, String::new())),
    },
    Phrase {
        portuguese: "{bot} lê a lista de quem está: {texto}, sem {texto}",
        english: "{bot} reads the list of who is here: {text}, without {text}",
        help: "bot-help-reads-list-without",
        doc: false,
        build: |given| given.does(reads_list(given, given.text(2))),
    },
    Phrase {
        portuguese: "{bot} lê uma linha com * e o nome {nome}",
        english: "{bot} reads a line with * and the name {name}",
        help: "bot-help-reads-named",
        doc: false,
        build: |given| {
            let pattern = Pattern::List { names: vec![given.text(1)], without: Vec::new() };
            given.does(reads(given, pattern))
        },
    },
    Phrase {
        portuguese: "{bot} não lê nenhuma linha com {texto} por {segundos} segundo(s)",
        english: "{bot} reads no line with {text} for {seconds} second(s)",
        help: "bot-help-shuns",
        doc: false,
        build: |given| {
            let (who, part, time) = (given.text(0), given.text(1), given.seconds(2)?);
            given.does(Action::Shun { who, part, time })
        },
    },
    Phrase {
        portuguese: "a conexão de {bot} continua aberta por {segundos} segundo(s)",
        english: "{bot} stays connected for {seconds} second(s)",
        help: "bot-help-stays",
        doc: false,
        build: |given| given.does(Action::Stay { who: given.text(0), time: given.seconds(1)? }),
    },
    Phrase {
        portuguese: "{bot} não recebe nada por {segundos} segundo(s)",
        english: "{bot} receives nothing for {seconds} second(s)",
        help: "bot-help-silence",
        doc: false,
        build: |given| given.does(Action::Silence { who: given.text(0), time: given.seconds(1)? }),
    },
    Phrase {
        portuguese: "a conexão de {bot} é encerrada",
        english: "{bot} is disconnected",
        help: "bot-help-disconnected",
        doc: false,
        build: |given| given.does(Action::End(given.text(0))),
    },
    Phrase {
        portuguese: "a conversa é assim:",
        english: "the conversation goes like this:",
        help: "bot-help-conversation",
        doc: true,
        build: conversation,
    },
];

fn reads(given: &Given<'_>, pattern: Pattern) -> Action {
    Action::Read { readers: Readers::One(given.text(0)), pattern, before: Before::Anything }
}

fn reads_list(given: &Given<'_>, without: String) -> Action {
    let words = |text: String| text.split_whitespace().map(str::to_owned).collect();
    Action::ReadList { who: given.text(0), names: words(given.text(1)), without: words(without) }
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
fn conversation(given: &Given<'_>) -> Result<Vec<Step>, Mistake> {
    let mut present = given.present.clone();
    let mut steps = Vec::new();
    for (line, text) in given.doc {
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
