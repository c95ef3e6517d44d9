//! Steps in which bots read something, and whole conversations.

use crate::locale::Bilingual;

use super::pattern::Pattern;
use super::step::{Actors, Before, Step, Verb};
use super::step_definition::{Mistake, StepDefinition, StepMatch};

/// In the order of the reference.
pub(super) const STEPS: &[StepDefinition] = &[
    StepDefinition {
        expressions: ["{bot} lê {texto}", "{bot} reads {text}"],
        examples: &[[r#""ana" lê "…""#, r#""ana" reads "…""#]],
        help: [
            "lê exatamente essa linha; outras podem vir antes",
            "reads exactly that line; others may come before",
        ],
        build: |found| found.bot(read(Pattern::Exactly(found.text(1)))),
    },
    StepDefinition {
        expressions: ["{bot} lê uma linha com {texto}", "{bot} reads a line with {text}"],
        examples: &[[r#""ana" lê uma linha com "…""#, r#""ana" reads a line with "…""#]],
        help: ["lê uma linha com esse trecho", "reads a line with that part"],
        build: |found| found.bot(read(Pattern::With(found.text(1)))),
    },
    StepDefinition {
        expressions: [
            "{bot} lê uma linha que casa com {texto}",
            "{bot} reads a line that matches {text}",
        ],
        examples: &[[
            r#""ana" lê uma linha que casa com "…""#,
            r#""ana" reads a line that matches "…""#,
        ]],
        help: [
            "lê uma linha que casa com a expressão regular",
            "reads a line that matches the regular expression",
        ],
        build: |found| found.bot(read(found.regex(1)?)),
    },
    StepDefinition {
        expressions: ["{bot} lê que {nome} entrou", "{bot} reads that {name} came in"],
        examples: &[[r#""ana" lê que "beto" entrou"#, r#""ana" reads that "beto" came in"#]],
        help: [
            "lê o aviso de que essa pessoa entrou, com quaisquer palavras",
            "reads the notice that this person came in, whatever its words",
        ],
        build: |found| found.bot(read(Pattern::Joined(found.text(1)))),
    },
    StepDefinition {
        expressions: ["{bot} lê que {nome} saiu", "{bot} reads that {name} left"],
        examples: &[[r#""ana" lê que "beto" saiu"#, r#""ana" reads that "beto" left"#]],
        help: ["lê o aviso de que essa pessoa saiu", "reads the notice that this person left"],
        build: |found| found.bot(read(Pattern::Left(found.text(1)))),
    },
    StepDefinition {
        expressions: [
            "{bot} lê que {nome} agora é {nome}",
            "{bot} reads that {name} is now {name}",
        ],
        examples: &[[
            r#""ana" lê que "beto" agora é "bia""#,
            r#""ana" reads that "beto" is now "bia""#,
        ]],
        help: [
            "lê o aviso de que essa pessoa mudou de nome",
            "reads the notice that this person changed name",
        ],
        build: |found| found.bot(read(Pattern::Renamed { old: found.text(1), new: found.text(2) })),
    },
    StepDefinition {
        expressions: [
            "a próxima linha que {bot} lê é {texto}",
            "the next line that {bot} reads is {text}",
        ],
        examples: &[[
            r#"a próxima linha que "ana" lê é "…""#,
            r#"the next line that "ana" reads is "…""#,
        ]],
        help: ["lê essa linha, e nenhuma outra antes", "reads that line, and no other before it"],
        build: |found| found.bot(read_next(found.text(1))),
    },
    StepDefinition {
        expressions: [
            "{bot} lê {texto} antes de qualquer linha com {texto}",
            "{bot} reads {text} before any line with {text}",
        ],
        examples: &[[
            r#""ana" lê "…" antes de qualquer linha com "…""#,
            r#""ana" reads "…" before any line with "…""#,
        ]],
        help: [
            "lê a primeira linha sem que antes venha uma com o segundo texto: assim se prova \
             que algo não foi enviado",
            "reads the first line, with no line with the second text before it: this proves \
             that something was not sent",
        ],
        build: |found| {
            let (pattern, before) =
                (Pattern::Exactly(found.text(1)), Before::Not(Pattern::With(found.text(2))));
            found.bot(Verb::Read { pattern, before })
        },
    },
    StepDefinition {
        expressions: ["{bot} lê, nesta ordem:", "{bot} reads, in this order:"],
        examples: &[[r#""ana" lê, nesta ordem:"#, r#""ana" reads, in this order:"#]],
        help: [
            "lê as linhas abaixo, nessa ordem; outras podem vir no meio",
            "reads the lines below, in that order; others may come between",
        ],
        build: |found| found.each_line(|line| read(Pattern::Exactly(line))),
    },
    StepDefinition {
        expressions: ["{bot} lê exatamente:", "{bot} reads exactly:"],
        examples: &[[r#""ana" lê exatamente:"#, r#""ana" reads exactly:"#]],
        help: [
            "lê as linhas abaixo, sem outras no meio",
            "reads the lines below, with none between",
        ],
        build: |found| found.each_line(read_next),
    },
    StepDefinition {
        expressions: ["{bot} lê {n} linha(s)", "{bot} reads {n} line(s)"],
        examples: &[
            [r#""ana" lê 3 linhas"#, r#""ana" reads 3 lines"#],
            [r#""ana" lê 1 linha"#, r#""ana" reads 1 line"#],
        ],
        help: [
            "lê esse número de linhas, quaisquer que sejam",
            "reads that many lines, whatever they are",
        ],
        build: |found| found.bot(Verb::ReadMany { count: found.count(1)?, pattern: None }),
    },
    StepDefinition {
        expressions: ["{bot} lê {n} linha(s) com {texto}", "{bot} reads {n} line(s) with {text}"],
        examples: &[
            [r#""ana" lê 3 linhas com "…""#, r#""ana" reads 3 lines with "…""#],
            [r#""ana" lê 1 linha com "…""#, r#""ana" reads 1 line with "…""#],
        ],
        help: ["lê esse número de linhas com esse trecho", "reads that many lines with that part"],
        build: |found| {
            let (count, pattern) = (found.count(1)?, Some(Pattern::With(found.text(2))));
            found.bot(Verb::ReadMany { count, pattern })
        },
    },
    StepDefinition {
        expressions: ["toda a turma lê {texto}", "everyone reads {text}"],
        examples: &[[r#"toda a turma lê "…""#, r#"everyone reads "…""#]],
        help: [
            "todos os bots que estão na sala leem essa linha",
            "every bot that is in the room reads that line",
        ],
        build: |found| found.all(None, read(Pattern::Exactly(found.text(0)))),
    },
    StepDefinition {
        expressions: ["toda a turma menos {bot} lê {texto}", "everyone but {bot} reads {text}"],
        examples: &[[r#"toda a turma menos "ana" lê "…""#, r#"everyone but "ana" reads "…""#]],
        help: [
            "todos leem, menos esse bot",
            "every bot that is in the room reads it, except that one",
        ],
        build: |found| found.all(Some(found.text(0)), read(Pattern::Exactly(found.text(1)))),
    },
    StepDefinition {
        expressions: ["toda a turma lê uma linha com {texto}", "everyone reads a line with {text}"],
        examples: &[[r#"toda a turma lê uma linha com "…""#, r#"everyone reads a line with "…""#]],
        help: [
            "todos os bots que estão na sala leem uma linha com esse trecho",
            "every bot that is in the room reads a line with that part",
        ],
        build: |found| found.all(None, read(Pattern::With(found.text(0)))),
    },
    StepDefinition {
        expressions: ["{bot} recebe alguma coisa", "{bot} receives something"],
        examples: &[[r#""ana" recebe alguma coisa"#, r#""ana" receives something"#]],
        help: ["recebe pelo menos um byte", "receives at least one byte"],
        build: |found| found.bot(Verb::ReceiveAnything),
    },
    StepDefinition {
        expressions: ["toda a turma recebe alguma coisa", "everyone receives something"],
        examples: &[["toda a turma recebe alguma coisa", "everyone receives something"]],
        help: [
            "todos os bots que estão na sala recebem pelo menos um byte",
            "every bot that is in the room receives at least one byte",
        ],
        build: |found| found.all(None, Verb::ReceiveAnything),
    },
    StepDefinition {
        expressions: ["{bot} lê tudo o que chegou", "{bot} reads all that has come"],
        examples: &[[r#""ana" lê tudo o que chegou"#, r#""ana" reads all that has come"#]],
        help: [
            "lê tudo o que já chegou: o que vier depois é novo",
            "reads everything that has come: what comes next is new",
        ],
        build: |found| found.bot(Verb::ReadAll),
    },
    StepDefinition {
        expressions: ["{bot} lê os bytes {bytes}", "{bot} reads the bytes {bytes}"],
        examples: &[[r#""ana" lê os bytes "…\n""#, r#""ana" reads the bytes "…\n""#]],
        help: [
            r#"lê uma linha com exatamente esses bytes, também com o \r no fim"#,
            r#"reads a line of exactly these bytes, including a \r at its end"#,
        ],
        build: |found| {
            let mut line = found.bytes(1)?;
            line.pop_if(|last| *last == b'\n');
            found.bot(read(Pattern::Bytes(line)))
        },
    },
    StepDefinition {
        expressions: [
            "{bot} lê a lista de quem está: {texto}",
            "{bot} reads the list of who is here: {text}",
        ],
        examples: &[[
            r#""ana" lê a lista de quem está: "…""#,
            r#""ana" reads the list of who is here: "…""#,
        ]],
        help: [
            "lê uma linha que começa com * e traz todos esses nomes, como palavras inteiras, e \
             não o seu",
            "reads a line that begins with * and has all these names, as whole words, but not \
             its own",
        ],
        build: |found| found.bot(read_list(&found.text(1), "")),
    },
    StepDefinition {
        expressions: [
            "{bot} lê a lista de quem está: {texto}, sem {texto}",
            "{bot} reads the list of who is here: {text}, without {text}",
        ],
        examples: &[[
            r#""ana" lê a lista de quem está: "…", sem "…""#,
            r#""ana" reads the list of who is here: "…", without "…""#,
        ]],
        help: ["o mesmo, e sem os outros nomes", "the same, and without the other names"],
        build: |found| found.bot(read_list(&found.text(1), &found.text(2))),
    },
    StepDefinition {
        expressions: [
            "{bot} lê uma linha com * e o nome {nome}",
            "{bot} reads a line with * and the name {name}",
        ],
        examples: &[[
            r#""ana" lê uma linha com * e o nome "beto""#,
            r#""ana" reads a line with * and the name "beto""#,
        ]],
        help: [
            "lê uma linha que começa com * e traz esse nome como palavra inteira, o que quer \
             que ela diga",
            "reads a line that begins with * and has that name as a whole word, whatever else \
             it says",
        ],
        build: |found| {
            let names = vec![found.text(1)];
            found.bot(read(Pattern::List { names, without: Vec::new() }))
        },
    },
    StepDefinition {
        expressions: [
            "{bot} não lê nenhuma linha com {texto} por {segundos} segundo(s)",
            "{bot} reads no line with {text} for {seconds} second(s)",
        ],
        examples: &[
            [
                r#""ana" não lê nenhuma linha com "…" por 2 segundos"#,
                r#""ana" reads no line with "…" for 2 seconds"#,
            ],
            [
                r#""ana" não lê nenhuma linha com "…" por 1 segundo"#,
                r#""ana" reads no line with "…" for 1 second"#,
            ],
        ],
        help: [
            "durante esse tempo, não chega nenhuma linha com esse trecho",
            "during that time, no line with that part comes",
        ],
        build: |found| {
            found.bot(Verb::ExpectAbsent { part: found.text(1), time: found.seconds(2)? })
        },
    },
    StepDefinition {
        expressions: [
            "a conexão de {bot} continua aberta por {segundos} segundo(s)",
            "{bot} stays connected for {seconds} second(s)",
        ],
        examples: &[
            [
                r#"a conexão de "ana" continua aberta por 2 segundos"#,
                r#""ana" stays connected for 2 seconds"#,
            ],
            [
                r#"a conexão de "ana" continua aberta por 1 segundo"#,
                r#""ana" stays connected for 1 second"#,
            ],
        ],
        help: [
            "durante esse tempo, a conexão não termina, venha o que vier",
            "during that time, the connection does not end, whatever comes",
        ],
        build: |found| found.bot(Verb::ExpectOpen(found.seconds(1)?)),
    },
    StepDefinition {
        expressions: [
            "{bot} não recebe nada por {segundos} segundo(s)",
            "{bot} receives nothing for {seconds} second(s)",
        ],
        examples: &[
            [r#""ana" não recebe nada por 2 segundos"#, r#""ana" receives nothing for 2 seconds"#],
            [r#""ana" não recebe nada por 1 segundo"#, r#""ana" receives nothing for 1 second"#],
        ],
        help: [
            "não tem nada por ler e não recebe nada durante esse tempo",
            "has nothing left to read and receives nothing during that time",
        ],
        build: |found| found.bot(Verb::ExpectSilence(found.seconds(1)?)),
    },
    StepDefinition {
        expressions: ["a conexão de {bot} é encerrada", "{bot} is disconnected"],
        examples: &[[r#"a conexão de "ana" é encerrada"#, r#""ana" is disconnected"#]],
        help: [
            "lê até o fim da conexão; falha se o servidor não a encerra",
            "reads to the end of the connection; fails if the server does not end it",
        ],
        build: |found| found.bot(Verb::ExpectEnd),
    },
    StepDefinition {
        expressions: ["a conversa é assim:", "the conversation goes like this:"],
        examples: &[["a conversa é assim:", "the conversation goes like this:"]],
        help: [
            "a conversa inteira abaixo: \"ana> texto\" é o que ana digita, \"ana< texto\" é a \
             próxima linha que ana lê; quem ainda não entrou se conecta",
            "the whole conversation below: \"ana> text\" is what ana types, \"ana< text\" is \
             the next line that ana reads; a bot that has not come in yet connects",
        ],
        build: conversation,
    },
];

fn read(pattern: Pattern) -> Verb {
    Verb::Read { pattern, before: Before::Anything }
}

fn read_next(line: String) -> Verb {
    Verb::Read { pattern: Pattern::Exactly(line), before: Before::Nothing }
}

fn read_list(names: &str, without: &str) -> Verb {
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect();
    Verb::ReadList { names: words(names), without: words(without) }
}

/// `name> line` is typed, `name< line` is the next line read. A bot that has not come in connects.
fn conversation(found: &StepMatch<'_>) -> Result<Vec<Step>, Mistake> {
    let mut present = found.present.clone();
    let mut steps = Vec::new();
    for (line, text) in found.doc {
        let mark = text.find(['>', '<']).filter(|mark| *mark > 0);
        let mark = mark.ok_or_else(|| Mistake::Turn(*line, text.clone()))?;
        let who = text[..mark].trim().to_owned();
        let words = &text[mark + 1..];
        let words = words.strip_prefix(' ').unwrap_or(words).to_owned();
        let step = |verb| Step {
            line: *line,
            text: text.clone(),
            wording: Bilingual::new(|_| text.clone()),
            actors: Actors::One(who.clone()),
            verb,
        };
        if present.insert(who.clone()) {
            steps.push(step(Verb::Connect));
        }
        steps.push(step(match &text[mark..=mark] {
            ">" => Verb::Type { line: words, times: 1, reader: None },
            _ => read_next(words),
        }));
    }
    Ok(steps)
}
