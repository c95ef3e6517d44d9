//! What the bots do about each kind of step.

use std::time::{Duration, Instant};

use super::actor::Actor;
use super::company::{Company, Done};
use super::pattern::Pattern;
use super::problem::{Expected, Problem};
use super::step::{Action, Before, Readers, numbered};

/// What lies between two pieces of what is sent, so that they are not put together on the way.
const BETWEEN_PIECES: Duration = Duration::from_millis(20);

/// How many of the last lines are compared with what was waited for, to show the nearest.
const COMPARED: usize = 200;

/// Does what a step asks for.
///
/// # Errors
/// What went wrong, and for which actor.
pub async fn act(company: &mut Company, action: &Action) -> Done {
    match action {
        Action::ComeIn { who, name } => come_in(company, who, name).await,
        Action::Teach(who) => teach(company, who).await,
        Action::ComeInTogether { name, count } => {
            for name in numbered(name, *count) {
                come_in(company, &name, &name).await?;
            }
            Ok(())
        }
        Action::Connect(who) => {
            let (actor, address) = (company.actor(who), company.stage.address.clone());
            company.connect(actor, &address).await
        }
        Action::Type { who, line, times, reader } => {
            type_lines(company, who, line, *times, reader.as_deref()).await
        }
        Action::SendBytes { who, bytes, pieces } => send_pieces(company, who, bytes, *pieces).await,
        Action::Wait(time) => {
            company.pass(company.stage.pace.wait(*time)).await;
            Ok(())
        }
        Action::Rename { who, name } => rename(company, who, name).await,
        Action::Leave { who, words } => {
            type_lines(company, who, format!("/sair {words}").trim_end(), 1, None).await?;
            end(company, who).await
        }
        Action::StopSending(who) => {
            let actor = company.actor(who);
            let done = company.actors[actor].finish().await;
            done.map_err(|error| (actor, Problem::NotTaken(error.to_string())))
        }
        Action::CutOff(who) => cut_off(company, who).await,
        Action::StopReading(who) => {
            let actor = company.actor(who);
            company.silence(actor).await;
            Ok(())
        }
        Action::ReadAgain(who) => {
            let actor = company.actor(who);
            company.actors[actor].read_again();
            Ok(())
        }
        Action::Obey(order) => {
            company.orders.push(order.clone());
            Ok(())
        }
        Action::Read { readers, pattern, before } => {
            for actor in readers_of(company, readers) {
                read(company, actor, pattern, before).await?;
            }
            Ok(())
        }
        Action::ReadMany { who, count, pattern } => {
            read_many(company, who, *count, pattern.as_ref()).await
        }
        Action::Receive(who) => receive(company, who).await,
        Action::Silence { who, time } => stay_silent(company, who, *time).await,
        Action::End(who) => end(company, who).await,
    }
}

/// Waits as long as a person would before they do anything.
async fn think(company: &mut Company) {
    company.pass(company.stage.pace.thinking()).await;
}

async fn come_in(company: &mut Company, who: &str, name: &str) -> Done {
    think(company).await;
    let (actor, address) = (company.actor(who), company.stage.address.clone());
    company.connect(actor, &address).await?;
    let question = |actor: &mut Actor| actor.transcript.has_received().then_some(Ok(()));
    company.wait(actor, Expected::Question, question, no_answer(Expected::Question)).await?;
    company.actors[actor].name = name.to_owned();
    company.send(actor, format!("{name}\n").as_bytes()).await?;
    await_entrance(company, actor).await
}

/// Reads the notice with which someone is in, whatever the server's words.
async fn await_entrance(company: &mut Company, actor: usize) -> Done {
    let mut from = company.actors[actor].transcript.cursor();
    let entrance = |actor: &mut Actor| {
        let said = |line: &[u8]| matches!(line.first(), Some(b'*' | b'!')).then(|| line.to_vec());
        let (at, got) = actor.transcript.find(&mut from, said)?;
        let refused = got.starts_with(b"!") || got.starts_with(b"* . ");
        actor.transcript.read_to(at);
        Some(if refused {
            Err(Problem::Refused { expected: Expected::Entrance, got })
        } else {
            Ok(())
        })
    };
    company.wait(actor, Expected::Entrance, entrance, no_answer(Expected::Entrance)).await
}

async fn teach(company: &mut Company, who: &str) -> Done {
    think(company).await;
    let actor = company.actor(who);
    let Some(console) = company.stage.console.clone() else {
        return Err((actor, Problem::NoConsole));
    };
    company.connect(actor, &console).await?;
    await_entrance(company, actor).await
}

async fn type_lines(
    company: &mut Company,
    who: &str,
    line: &str,
    times: usize,
    reader: Option<&str>,
) -> Done {
    let actor = company.actor(who);
    let reader = reader.map(|reader| company.actor(reader));
    let (bytes, pattern) = (format!("{line}\n"), Pattern::With(line.to_owned()));
    for _ in 0..times {
        company.pass(company.stage.pace.typing(line)).await;
        company.send(actor, bytes.as_bytes()).await?;
        if let Some(reader) = reader {
            read(company, reader, &pattern, &Before::Anything).await?;
        }
    }
    Ok(())
}

async fn send_pieces(company: &mut Company, who: &str, bytes: &[u8], pieces: usize) -> Done {
    let actor = company.actor(who);
    let length = bytes.len().div_ceil(pieces).max(1);
    for (number, piece) in bytes.chunks(length).enumerate() {
        if number > 0 {
            company.pass(BETWEEN_PIECES).await;
        }
        company.send(actor, piece).await?;
    }
    Ok(())
}

async fn rename(company: &mut Company, who: &str, name: &str) -> Done {
    type_lines(company, who, &format!("/nick {name}"), 1, None).await?;
    let actor = company.actor(who);
    let old = company.actors[actor].name.clone();
    let expected = Expected::Line(Pattern::Renamed { old, new: name.to_owned() });
    let mut from = company.actors[actor].transcript.cursor();
    let answer = |actor: &mut Actor| {
        let (at, refused) = actor.transcript.find(&mut from, |line| match &expected {
            Expected::Line(pattern) if pattern.matches(line) => Some(None),
            _ => line.starts_with(b"! ").then(|| Some(line.to_vec())),
        })?;
        actor.transcript.read_to(at);
        Some(
            refused.map_or(Ok(()), |got| Err(Problem::Refused { expected: expected.clone(), got })),
        )
    };
    company.wait(actor, expected.clone(), answer, no_answer(expected.clone())).await?;
    company.actors[actor].name = name.to_owned();
    Ok(())
}

async fn cut_off(company: &mut Company, who: &str) -> Done {
    let actor = company.actor(who);
    company.silence(actor).await;
    let done = company.actors[actor].cut_off();
    done.map_err(|error| (actor, Problem::NotTaken(error.to_string())))
}

fn readers_of(company: &mut Company, readers: &Readers) -> Vec<usize> {
    match readers {
        Readers::One(who) => vec![company.actor(who)],
        Readers::Everyone { but } => {
            let all = company.actors.iter().enumerate();
            all.filter(|(_, actor)| actor.is_reading() && Some(&actor.who) != but.as_ref())
                .map(|(number, _)| number)
                .collect()
        }
    }
}

async fn read(company: &mut Company, actor: usize, pattern: &Pattern, before: &Before) -> Done {
    let expected = Expected::Line(pattern.clone());
    let mut from = company.actors[actor].transcript.cursor();
    let find = |actor: &mut Actor| {
        let found = actor.transcript.find(&mut from, |line| match before {
            _ if pattern.matches(line) => Some(Ok(())),
            Before::Nothing => Some(Err(line.to_vec())),
            Before::Not(other) if other.matches(line) => Some(Err(line.to_vec())),
            _ => None,
        });
        let (at, found) = found?;
        actor.transcript.read_to(at);
        Some(
            found
                .map_err(|got| Problem::NotNext { expected: Expected::Line(pattern.clone()), got }),
        )
    };
    let late = |actor: &Actor, within| match nearest(actor, pattern) {
        Some(nearest) => {
            Problem::OtherLines { expected: Expected::Line(pattern.clone()), within, nearest }
        }
        None => Problem::NoAnswer { expected: Expected::Line(pattern.clone()), within },
    };
    company.wait(actor, expected, find, late).await
}

/// The unread line that is most like what a pattern wants.
fn nearest(actor: &Actor, pattern: &Pattern) -> Option<Vec<u8>> {
    let wanted = match pattern {
        Pattern::Exactly(text) | Pattern::With(text) => text.clone(),
        Pattern::Matching(regex) => regex.as_str().to_owned(),
        Pattern::Came(name) => format!("* + {name}"),
        Pattern::Left(name) => format!("* - {name}"),
        Pattern::Renamed { old, new } => format!("* ~ {old} {new}"),
    };
    let cursor = actor.transcript.cursor();
    let recent = actor.transcript.entries().len().saturating_sub(COMPARED);
    let lines = actor.transcript.unread(cursor.max(recent)).map(|(_, line)| line);
    lines
        .map(|line| (strsim::jaro_winkler(&wanted, &String::from_utf8_lossy(line)), line))
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, line)| line.to_vec())
}

/// The patience begins anew with every line that counts.
async fn read_many(
    company: &mut Company,
    who: &str,
    count: usize,
    pattern: Option<&Pattern>,
) -> Done {
    let actor = company.actor(who);
    let expected = Expected::Lines(count, pattern.cloned());
    for got in 0..count {
        let mut from = company.actors[actor].transcript.cursor();
        let next = |actor: &mut Actor| {
            let counts = |line: &[u8]| pattern.is_none_or(|one| one.matches(line)).then_some(());
            let (at, ()) = actor.transcript.find(&mut from, counts)?;
            actor.transcript.read_to(at);
            Some(Ok(()))
        };
        let late = |_: &Actor, within| Problem::TooFew { expected: expected.clone(), within, got };
        company.wait(actor, expected.clone(), next, late).await?;
    }
    Ok(())
}

async fn receive(company: &mut Company, who: &str) -> Done {
    let actor = company.actor(who);
    let anything = |actor: &mut Actor| actor.transcript.has_received().then_some(Ok(()));
    company.wait(actor, Expected::Anything, anything, no_answer(Expected::Anything)).await
}

async fn stay_silent(company: &mut Company, who: &str, time: Duration) -> Done {
    let actor = company.actor(who);
    let deadline = Instant::now() + time;
    loop {
        let transcript = &company.actors[actor].transcript;
        let line = transcript.unread(transcript.cursor()).next().map(|(_, line)| line);
        let partial = Some(transcript.partial()).filter(|partial| !partial.is_empty());
        if let Some(got) = line.or(partial) {
            return Err((actor, Problem::NotSilent { time, got: got.to_vec() }));
        }
        if !company.pump(Some(deadline)).await {
            return Ok(());
        }
    }
}

/// Reads to the end of the connection. The patience begins anew with everything that comes.
async fn end(company: &mut Company, who: &str) -> Done {
    let actor = company.actor(who);
    let patience = company.stage.patience;
    let mut heard = 0;
    let mut deadline = Instant::now() + patience;
    while !company.actors[actor].transcript.is_over() {
        let entries = company.actors[actor].transcript.entries().len();
        if entries > heard {
            (heard, deadline) = (entries, Instant::now() + patience);
        }
        if !company.actors[actor].is_listening() {
            return Err((actor, Problem::Away));
        }
        if !company.pump(Some(deadline)).await {
            return Err((actor, Problem::StillOpen { within: patience }));
        }
    }
    Ok(())
}

fn no_answer(expected: Expected) -> impl FnOnce(&Actor, Duration) -> Problem {
    move |_, within| Problem::NoAnswer { expected, within }
}
