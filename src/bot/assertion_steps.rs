//! Steps in which bots read something, and whole conversations.

use crate::locale::Bilingual;

use super::pattern::Pattern;
use super::step::{Actors, Before, Step, Verb};
use super::step_definition::{Mistake, StepDefinition, StepMatch, step};

/// In the order of the reference.
pub(super) const STEPS: &[StepDefinition] = &[
    step(
        ["{bot} lê {texto}", "{bot} reads {text}"],
        [
            "lê exatamente essa linha; outras podem vir antes",
            "reads exactly that line; others may come before",
        ],
        |found| found.bot(read(Pattern::Exactly(found.text(1)))),
    ),
    step(
        ["{bot} lê uma linha com {texto}", "{bot} reads a line with {text}"],
        ["lê uma linha com esse trecho", "reads a line with that part"],
        |found| found.bot(read(Pattern::With(found.text(1)))),
    ),
    step(
        ["{bot} lê uma linha que casa com {texto}", "{bot} reads a line that matches {text}"],
        [
            "lê uma linha que casa com a expressão regular",
            "reads a line that matches the regular expression",
        ],
        |found| found.bot(read(found.regex(1)?)),
    ),
    step(
        ["{bot} lê que {nome} entrou", "{bot} reads that {name} came in"],
        [
            "lê o aviso de que essa pessoa entrou, com quaisquer palavras",
            "reads the notice that this person came in, whatever its words",
        ],
        |found| found.bot(read(Pattern::Joined(found.text(1)))),
    ),
    step(
        ["{bot} lê que {nome} saiu", "{bot} reads that {name} left"],
        ["lê o aviso de que essa pessoa saiu", "reads the notice that this person left"],
        |found| found.bot(read(Pattern::Left(found.text(1)))),
    ),
    step(
        ["{bot} lê que {nome} agora é {novo}", "{bot} reads that {name} is now {new}"],
        [
            "lê o aviso de que essa pessoa mudou de nome",
            "reads the notice that this person changed name",
        ],
        |found| found.bot(read(Pattern::Renamed { old: found.text(1), new: found.text(2) })),
    ),
    step(
        ["a próxima linha que {bot} lê é {texto}", "the next line that {bot} reads is {text}"],
        ["lê essa linha, e nenhuma outra antes", "reads that line, and no other before it"],
        |found| found.bot(read_next(found.text(1))),
    ),
    step(
        [
            "{bot} lê {texto} antes de qualquer linha com {texto}",
            "{bot} reads {text} before any line with {text}",
        ],
        [
            "lê a primeira linha sem que antes venha uma com o segundo texto: assim se prova \
             que algo não foi enviado",
            "reads the first line, with no line with the second text before it: this proves \
             that something was not sent",
        ],
        |found| {
            let (pattern, before) =
                (Pattern::Exactly(found.text(1)), Before::Not(Pattern::With(found.text(2))));
            found.bot(Verb::Read { pattern, before })
        },
    ),
    step(
        ["{bot} lê, nesta ordem:", "{bot} reads, in this order:"],
        [
            "lê as linhas abaixo, nessa ordem; outras podem vir no meio",
            "reads the lines below, in that order; others may come between",
        ],
        |found| found.each_line(|line| read(Pattern::Exactly(line))),
    ),
    step(
        ["{bot} lê exatamente:", "{bot} reads exactly:"],
        ["lê as linhas abaixo, sem outras no meio", "reads the lines below, with none between"],
        |found| found.each_line(read_next),
    ),
    step(
        ["{bot} lê {n} linha(s)", "{bot} reads {n} line(s)"],
        [
            "lê esse número de linhas, quaisquer que sejam",
            "reads that many lines, whatever they are",
        ],
        |found| found.bot(Verb::ReadMany { count: found.count(1)?, pattern: None }),
    ),
    step(
        ["{bot} lê {n} linha(s) com {texto}", "{bot} reads {n} line(s) with {text}"],
        ["lê esse número de linhas com esse trecho", "reads that many lines with that part"],
        |found| {
            let (count, pattern) = (found.count(1)?, Some(Pattern::With(found.text(2))));
            found.bot(Verb::ReadMany { count, pattern })
        },
    ),
    step(
        ["toda a turma lê {texto}", "everyone reads {text}"],
        [
            "todos os bots que estão na sala leem essa linha",
            "every bot that is in the room reads that line",
        ],
        |found| found.all(None, read(Pattern::Exactly(found.text(0)))),
    ),
    step(
        ["toda a turma menos {bot} lê {texto}", "everyone but {bot} reads {text}"],
        ["todos leem, menos esse bot", "every bot that is in the room reads it, except that one"],
        |found| found.all(Some(found.text(0)), read(Pattern::Exactly(found.text(1)))),
    ),
    step(
        ["toda a turma lê uma linha com {texto}", "everyone reads a line with {text}"],
        [
            "todos os bots que estão na sala leem uma linha com esse trecho",
            "every bot that is in the room reads a line with that part",
        ],
        |found| found.all(None, read(Pattern::With(found.text(0)))),
    ),
    step(
        ["{bot} recebe alguma coisa", "{bot} receives something"],
        ["recebe pelo menos um byte", "receives at least one byte"],
        |found| found.bot(Verb::ReceiveAnything),
    ),
    step(
        ["toda a turma recebe alguma coisa", "everyone receives something"],
        [
            "todos os bots que estão na sala recebem pelo menos um byte",
            "every bot that is in the room receives at least one byte",
        ],
        |found| found.all(None, Verb::ReceiveAnything),
    ),
    step(
        ["{bot} lê tudo o que chegou", "{bot} reads all that has come"],
        [
            "lê tudo o que já chegou: o que vier depois é novo",
            "reads everything that has come: what comes next is new",
        ],
        |found| found.bot(Verb::ReadAll),
    ),
    step(
        ["{bot} lê os bytes {bytes}", "{bot} reads the bytes {bytes}"],
        [
            r#"lê uma linha com exatamente esses bytes, também com o \r no fim"#,
            r#"reads a line of exactly these bytes, including a \r at its end"#,
        ],
        |found| {
            let mut line = found.bytes(1)?;
            line.pop_if(|last| *last == b'\n');
            found.bot(read(Pattern::Bytes(line)))
        },
    ),
    step(
        ["{bot} lê a lista de quem está: {texto}", "{bot} reads the list of who is here: {text}"],
        [
            "lê uma linha que começa com * e traz todos esses nomes, como palavras inteiras, e \
             não o seu",
            "reads a line that begins with * and has all these names, as whole words, but not \
             its own",
        ],
        |found| found.bot(read_list(&found.text(1), "")),
    ),
    step(
        [
            "{bot} lê a lista de quem está: {texto}, sem {texto}",
            "{bot} reads the list of who is here: {text}, without {text}",
        ],
        ["o mesmo, e sem os outros nomes", "the same, and without the other names"],
        |found| found.bot(read_list(&found.text(1), &found.text(2))),
    ),
    step(
        [
            "{bot} lê uma linha com * e o nome {nome}",
            "{bot} reads a line with * and the name {name}",
        ],
        [
            "lê uma linha que começa com * e traz esse nome como palavra inteira, o que quer \
             que ela diga",
            "reads a line that begins with * and has that name as a whole word, whatever else \
             it says",
        ],
        |found| {
            let names = vec![found.text(1)];
            found.bot(read(Pattern::List { names, without: Vec::new() }))
        },
    ),
    step(
        [
            "{bot} não lê nenhuma linha com {texto} por {segundos} segundo(s)",
            "{bot} reads no line with {text} for {seconds} second(s)",
        ],
        [
            "durante esse tempo, não chega nenhuma linha com esse trecho",
            "during that time, no line with that part comes",
        ],
        |found| found.bot(Verb::ExpectAbsent { part: found.text(1), time: found.seconds(2)? }),
    ),
    step(
        [
            "a conexão de {bot} continua aberta por {segundos} segundo(s)",
            "{bot} stays connected for {seconds} second(s)",
        ],
        [
            "durante esse tempo, a conexão não termina, venha o que vier",
            "during that time, the connection does not end, whatever comes",
        ],
        |found| found.bot(Verb::ExpectOpen(found.seconds(1)?)),
    ),
    step(
        [
            "{bot} não recebe nada por {segundos} segundo(s)",
            "{bot} receives nothing for {seconds} second(s)",
        ],
        [
            "não tem nada por ler e não recebe nada durante esse tempo",
            "has nothing left to read and receives nothing during that time",
        ],
        |found| found.bot(Verb::ExpectSilence(found.seconds(1)?)),
    ),
    step(
        ["a conexão de {bot} é encerrada", "{bot} is disconnected"],
        [
            "lê até o fim da conexão; falha se o servidor não a encerra",
            "reads to the end of the connection; fails if the server does not end it",
        ],
        |found| found.bot(Verb::ExpectEnd),
    ),
    step(
        ["a conversa é assim:", "the conversation goes like this:"],
        [
            "a conversa inteira abaixo: \"ana> texto\" é o que ana digita, \"ana< texto\" é a \
             próxima linha que ana lê; quem ainda não entrou se conecta",
            "the whole conversation below: \"ana> text\" is what ana types, \"ana< text\" is \
             the next line that ana reads; a bot that has not come in yet connects",
        ],
        conversation,
    ),
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
            given: found.given,
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
