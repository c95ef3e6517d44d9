//! What bots wait to read, or not to read, and for how long; what it means that it does not come.

use std::time::{Duration, Instant};

use crate::wire::{Prefix, ServerLine};

use super::actor::Actor;
use super::pattern::Pattern;
use super::problem::{Expected, Problem};
use super::step::Before;
use super::transcript::Transcript;
use super::world::{Done, World};

/// How many of the last lines are compared with what was waited for, to show the nearest.
const COMPARED: usize = 200;
/// How much of each of them.
const COMPARED_BYTES: usize = 400;
/// The longest that a bot waits for an end that new lines put off, in patiences.
const LONGEST_END: u32 = 10;

/// How long a bot that gave its name waits for a notice that need not come.
const SETTLING: Duration = Duration::from_millis(200);
/// After so long without anything for anyone, all has been said about a bot's coming in.
const QUIET: Duration = Duration::from_millis(30);

/// Waits for the question for a name: for any byte, because a prompt may have no end of line.
pub async fn await_question(world: &mut World, actor: usize) -> Done {
    let question = |actor: &mut Actor| actor.transcript.has_received().then_some(Ok(()));
    world.wait(actor, Expected::Question, question).await
}

/// Is the question one for the class code? A server that asks for it ends the line.
pub async fn is_asked_for_code(world: &mut World, actor: usize) -> Result<bool, (usize, Problem)> {
    let mut from = world.actors[actor].transcript.cursor();
    let mut for_code = false;
    let question = |actor: &mut Actor| {
        let asks = |line: &[u8]| Some(Prefix::of(line) == Prefix::CodeQuestion);
        let (_, found) = actor.transcript.find(&mut from, asks)?;
        for_code = found;
        Some(Ok(()))
    };
    world.wait(actor, Expected::Question, question).await?;
    Ok(for_code)
}

/// Reads the notice with which someone is in, whatever the server's words.
pub async fn await_entrance(world: &mut World, actor: usize) -> Done {
    let mut from = world.actors[actor].transcript.cursor();
    let entrance = |actor: &mut Actor| {
        // Another server's marks may have no space behind them.
        let said = |line: &[u8]| matches!(line.first(), Some(b'*' | b'!')).then(|| line.to_vec());
        let (at, got) = actor.transcript.find(&mut from, said)?;
        actor.transcript.read_to(at);
        let refused = got.starts_with(b"!") || Prefix::of(&got) == Prefix::Closing;
        let expected = Expected::Entrance;
        Some(if refused { Err(Problem::Refused { expected, got }) } else { Ok(()) })
    };
    world.wait(actor, Expected::Entrance, entrance).await
}

/// Reads the answer to a wish for a pass, whatever comes before it.
pub async fn await_pass(world: &mut World, actor: usize) -> Done {
    let mut from = world.actors[actor].transcript.cursor();
    let answer = |actor: &mut Actor| {
        let answers = |line: &[u8]| match ServerLine::parse(&String::from_utf8_lossy(line)) {
            ServerLine::Pass { .. } => Some(None),
            ServerLine::Refusal(_) | ServerLine::Unread { .. } => Some(Some(line.to_vec())),
            _ => None,
        };
        let (at, refused) = actor.transcript.find(&mut from, answers)?;
        actor.transcript.read_to(at);
        let expected = Expected::Acceptance;
        Some(refused.map_or(Ok(()), |got| Err(Problem::Refused { expected, got })))
    };
    world.wait(actor, Expected::Acceptance, answer).await
}

/// Waits for the first notice behind entry `from`, or for as long as a server may need to take a
/// name in; then until nothing more comes to anyone for a moment, because a server may tell who has
/// come in before it counts them as there. What comes is left to be read.
pub async fn settle(world: &mut World, actor: usize, mut from: usize) -> Done {
    let settling = world.environment.passing(SETTLING);
    let deadline = Instant::now() + settling;
    let mut is_open = |world: &World| {
        let transcript = &world.actors[actor].transcript;
        let notice = transcript.find(&mut from, |line| line.starts_with(b"*").then_some(()));
        notice.is_none() && !transcript.is_over()
    };
    while is_open(world) && world.pump(Some(deadline)).await {}
    let (last, mut seen) = (Instant::now() + settling, None);
    while !world.actors[actor].transcript.is_over() {
        let entries: usize =
            world.actors.iter().map(|actor| actor.transcript.entries().len()).sum();
        if seen.replace(entries) == Some(entries) || Instant::now() >= last {
            return Ok(());
        }
        world.pass(world.environment.passing(QUIET)).await;
    }
    Err((actor, Problem::Closed { expected: Expected::Acceptance }))
}

/// Reads the answer to a change of name, the notice or a refusal, at entry `from` or later.
pub async fn await_new_name(
    world: &mut World,
    actor: usize,
    pattern: &Pattern,
    mut from: usize,
) -> Done {
    let answer = |actor: &mut Actor| {
        let transcript = &actor.transcript;
        let (at, refused) = transcript.find(&mut from, |line| match line {
            _ if transcript.fits(pattern, line) => Some(None),
            _ => (Prefix::of(line) == Prefix::Refusal).then(|| Some(line.to_vec())),
        })?;
        actor.transcript.read_to(at);
        let expected = Expected::Line(pattern.clone());
        Some(refused.map_or(Ok(()), |got| Err(Problem::Refused { expected, got })))
    };
    world.wait(actor, Expected::Line(pattern.clone()), answer).await
}

/// Reads a line.
pub async fn read(world: &mut World, actor: usize, pattern: &Pattern, before: &Before) -> Done {
    let mut from = world.actors[actor].transcript.cursor();
    let find = |actor: &mut Actor| {
        let transcript = &actor.transcript;
        let (at, found) = transcript.find(&mut from, |line| {
            let (expected, got) = (Expected::Line(pattern.clone()), || line.to_vec());
            match before {
                _ if transcript.fits(pattern, line) => Some(Ok(())),
                Before::Nothing => Some(Err(Problem::NotNext { expected, got: got() })),
                Before::Not(other) if transcript.fits(other, line) => {
                    Some(Err(Problem::Forbidden { expected, got: got() }))
                }
                _ => None,
            }
        })?;
        actor.transcript.read_to(at);
        Some(found)
    };
    let late = |actor: &Actor, within| not_among(actor, pattern, within);
    world.wait_or(actor, Expected::Line(pattern.clone()), find, late).await
}

/// The line is not among those that came, if any did.
fn not_among(actor: &Actor, pattern: &Pattern, within: Duration) -> Problem {
    let expected = Expected::Line(pattern.clone());
    match nearest(actor, pattern) {
        Some(nearest) => Problem::OtherLines { expected, within, nearest },
        None => Problem::NoAnswer { expected, within },
    }
}

/// The unread line that is most like the expected one.
fn nearest(actor: &Actor, pattern: &Pattern) -> Option<Vec<u8>> {
    let wanted = match pattern {
        Pattern::Exactly(text) | Pattern::With(text) => text.clone(),
        Pattern::Matching(regex) => regex.as_str().to_owned(),
        Pattern::Bytes(line) => String::from_utf8_lossy(line).into_owned(),
        Pattern::List { names, .. } => format!("* {}", names.join(" ")),
        Pattern::Joined(name) => format!("* + {name}"),
        Pattern::Left(name) => format!("* - {name}"),
        Pattern::Renamed { old, new } => format!("* ~ {old} {new}"),
    };
    let recent = actor.transcript.entries().len().saturating_sub(COMPARED);
    let from = actor.transcript.cursor().max(recent);
    let likeness = |line: &[u8]| {
        let head = &line[..line.len().min(COMPARED_BYTES)];
        strsim::jaro_winkler(&wanted, &String::from_utf8_lossy(head))
    };
    let lines = actor.transcript.pending(from).map(|line| (likeness(line), line));
    lines.max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, line)| line.to_vec())
}

/// Reads a notice that names these people and not the reader itself.
pub async fn read_list(
    world: &mut World,
    actor: usize,
    names: &[String],
    without: &[String],
) -> Done {
    let own = world.actors[actor].name.clone();
    let without = without.iter().cloned().chain([own]).collect();
    let pattern = Pattern::List { names: names.to_vec(), without };
    read(world, actor, &pattern, &Before::Anything).await
}

/// Reads several lines. The patience starts again with each that counts.
pub async fn read_many(
    world: &mut World,
    actor: usize,
    count: usize,
    pattern: Option<&Pattern>,
) -> Done {
    let expected = Expected::Lines(count, pattern.cloned());
    for got in 0..count {
        let mut from = world.actors[actor].transcript.cursor();
        let next = |actor: &mut Actor| {
            let transcript = &actor.transcript;
            let counts = |line: &[u8]| pattern.is_none_or(|one| transcript.fits(one, line));
            let (at, ()) = transcript.find(&mut from, |line| counts(line).then_some(()))?;
            actor.transcript.read_to(at);
            Some(Ok(()))
        };
        let late = |actor: &Actor, within| match pattern.filter(|_| got == 0) {
            Some(pattern) => not_among(actor, pattern, within),
            None => Problem::TooFew { expected: expected.clone(), within, got },
        };
        world.wait_or(actor, expected.clone(), next, late).await?;
    }
    Ok(())
}

/// Receives the next line, or the beginning of one.
pub async fn receive(world: &mut World, actor: usize) -> Done {
    let anything = |actor: &mut Actor| {
        let next = actor.transcript.unread(actor.transcript.cursor()).next().map(|(at, _)| at);
        next.inspect(|at| actor.transcript.read_to(*at));
        (next.is_some() || !actor.transcript.partial().is_empty()).then_some(Ok(()))
    };
    world.wait(actor, Expected::Anything, anything).await
}

/// Reads to the end of the connection. The patience starts again with each line, for a while.
pub async fn expect_end(world: &mut World, actor: usize) -> Done {
    world.actors[actor].is_here = false;
    let patience = world.environment.patience;
    let waiting = world.environment.waiting();
    let last = Instant::now() + waiting * LONGEST_END;
    let (mut seen, mut deadline) = (0, Instant::now() + waiting);
    while !world.actors[actor].transcript.is_over() {
        let lines = world.actors[actor].transcript.lines();
        if lines > seen {
            (seen, deadline) = (lines, last.min(Instant::now() + waiting));
        }
        if !world.actors[actor].is_reading() {
            return Err((actor, Problem::Away));
        }
        if !world.pump(Some(deadline)).await {
            return Err((actor, Problem::StillOpen { within: patience }));
        }
    }
    if world.actors[actor].transcript.is_flooded() {
        return Err((actor, Problem::Flooded { expected: Expected::End }));
    }
    Ok(())
}

/// Has nothing to read, and receives nothing for this time.
pub async fn expect_silence(world: &mut World, actor: usize, time: Duration) -> Done {
    let expected = Expected::Silence(time);
    let first = |transcript: &Transcript| {
        transcript.pending(transcript.cursor()).next().map(<[u8]>::to_vec)
    };
    hold(world, actor, &expected, time, first).await
}

/// Reads no line with this for this time.
pub async fn expect_absent(world: &mut World, actor: usize, part: &str, time: Duration) -> Done {
    let expected = Expected::Without(part.to_owned(), time);
    let pattern = Pattern::With(part.to_owned());
    let fitting = |transcript: &Transcript| {
        let mut lines = transcript.pending(transcript.cursor());
        lines.find(|line| transcript.fits(&pattern, line)).map(<[u8]>::to_vec)
    };
    hold(world, actor, &expected, time, fitting).await
}

/// Stays connected for this time, whatever comes.
pub async fn expect_open(world: &mut World, actor: usize, time: Duration) -> Done {
    hold(world, actor, &Expected::Open(time), time, |_| None).await
}

/// Lets time pass in which the connection goes on and `broken` finds nothing to object to.
async fn hold(
    world: &mut World,
    actor: usize,
    expected: &Expected,
    time: Duration,
    broken: impl Fn(&Transcript) -> Option<Vec<u8>>,
) -> Done {
    let deadline = Instant::now() + world.environment.passing(time);
    loop {
        if let Some(got) = broken(&world.actors[actor].transcript) {
            return Err((actor, Problem::NotSilent { expected: expected.clone(), got }));
        }
        if world.actors[actor].transcript.is_over() {
            return Err((actor, Problem::Closed { expected: expected.clone() }));
        }
        if Instant::now() >= deadline {
            return Ok(());
        }
        world.pump(Some(deadline)).await;
        // What came in the last moment counts.
        world.take_what_came();
    }
}
