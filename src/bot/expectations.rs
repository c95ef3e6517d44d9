//! How bots read: what they wait for, for how long, and what it means that it does not come.

use std::time::{Duration, Instant};

use super::actor::Actor;
use super::pattern::Pattern;
use super::problem::{Expected, Problem};
use super::step::Before;
use super::world::{Done, World};

/// How many of the last lines are compared with what was waited for, to show the nearest.
const COMPARED: usize = 200;
/// How much of each of them.
const COMPARED_BYTES: usize = 400;
/// So many times its patience a bot waits for an end that new lines put off.
const LONGEST_END: u32 = 10;

/// How long whoever gave a name waits for a notice that need not come.
const SETTLING: Duration = Duration::from_millis(500);
/// How long nothing comes when all has been said about someone's coming in.
const QUIET: Duration = Duration::from_millis(100);

/// Waits for the question for a name: for anything, for a prompt may have no end of line.
pub async fn await_question(world: &mut World, actor: usize) -> Done {
    let question = |actor: &mut Actor| actor.transcript.has_received().then_some(Ok(()));
    world.wait(actor, Expected::Question, question, no_answer(Expected::Question)).await
}

/// Is the question one for the class code? A server that asks for it ends the line.
pub async fn is_asked_for_code(world: &mut World, actor: usize) -> Result<bool, (usize, Problem)> {
    let mut from = world.actors[actor].transcript.cursor();
    let mut for_code = false;
    let question = |actor: &mut Actor| {
        let asks = |line: &[u8]| Some(line.starts_with(b"? # "));
        let (_, found) = actor.transcript.find(&mut from, asks)?;
        for_code = found;
        Some(Ok(()))
    };
    world.wait(actor, Expected::Question, question, no_answer(Expected::Question)).await?;
    Ok(for_code)
}

/// Reads the notice with which someone is in, whatever the server's words.
pub async fn await_entrance(world: &mut World, actor: usize) -> Done {
    let mut from = world.actors[actor].transcript.cursor();
    let entrance = |actor: &mut Actor| {
        let said = |line: &[u8]| matches!(line.first(), Some(b'*' | b'!')).then(|| line.to_vec());
        let (at, got) = actor.transcript.find(&mut from, said)?;
        actor.transcript.read_to(at);
        let refused = got.starts_with(b"!") || got.starts_with(b"* . ");
        let expected = Expected::Entrance;
        Some(if refused { Err(Problem::Refused { expected, got }) } else { Ok(()) })
    };
    world.wait(actor, Expected::Entrance, entrance, no_answer(Expected::Entrance)).await
}

/// Waits for the first notice behind entry `from`, or for as long as a server may need to take a
/// name in; then until nothing more comes for a moment, because a server may tell who has come in
/// before it counts them as there. What comes is left to be read.
pub async fn settle(world: &mut World, actor: usize, mut from: usize) -> Done {
    let deadline = Instant::now() + SETTLING;
    let mut quiet_since = None;
    loop {
        let transcript = &world.actors[actor].transcript;
        let noticed = quiet_since.is_some()
            || transcript.find(&mut from, |line| line.starts_with(b"*").then_some(())).is_some();
        if transcript.is_over() {
            return Err((actor, Problem::Closed { expected: Expected::Acceptance }));
        }
        let seen = transcript.entries().len();
        let now = Instant::now();
        if noticed && quiet_since.is_none_or(|(before, _)| before != seen) {
            quiet_since = Some((seen, now));
        }
        let until =
            quiet_since.map_or(deadline, |(_, since)| (since + QUIET).min(deadline + QUIET));
        if now >= until {
            return Ok(());
        }
        world.pump(Some(until)).await;
    }
}

/// Reads the answer to a change of name: the notice, or a refusal. `from` is the entry from which
/// on it is looked for.
pub async fn await_new_name(
    world: &mut World,
    actor: usize,
    pattern: &Pattern,
    mut from: usize,
) -> Done {
    let expected = Expected::Line(pattern.clone());
    let answer = |actor: &mut Actor| {
        let transcript = &actor.transcript;
        let (at, refused) = transcript.find(&mut from, |line| match line {
            _ if transcript.fits(pattern, line) => Some(None),
            _ => line.starts_with(b"! ").then(|| Some(line.to_vec())),
        })?;
        actor.transcript.read_to(at);
        let expected = Expected::Line(pattern.clone());
        Some(refused.map_or(Ok(()), |got| Err(Problem::Refused { expected, got })))
    };
    world.wait(actor, expected.clone(), answer, no_answer(expected)).await
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
    world.wait(actor, Expected::Line(pattern.clone()), find, late).await
}

/// The line that was waited for is not among those that came, if any did.
fn not_among(actor: &Actor, pattern: &Pattern, within: Duration) -> Problem {
    let expected = Expected::Line(pattern.clone());
    match nearest(actor, pattern) {
        Some(nearest) => Problem::OtherLines { expected, within, nearest },
        None => Problem::NoAnswer { expected, within },
    }
}

/// The unread line that is most like what a pattern wants.
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
    let partial = Some(actor.transcript.partial()).filter(|partial| !partial.is_empty());
    let lines = actor.transcript.unread(from).map(|(_, line)| line).chain(partial);
    let lines = lines.map(|line| (likeness(line), line));
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

/// Reads so many lines. The patience begins anew with each that counts.
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
        world.wait(actor, expected.clone(), next, late).await?;
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
    world.wait(actor, Expected::Anything, anything, no_answer(Expected::Anything)).await
}

/// Reads to the end of the connection. The patience begins anew with each line, for a while.
pub async fn expect_end(world: &mut World, actor: usize) -> Done {
    world.actors[actor].is_here = false;
    let patience = world.environment.patience;
    let last = Instant::now() + patience * LONGEST_END;
    let (mut heard, mut deadline) = (0, Instant::now() + patience);
    while !world.actors[actor].transcript.is_over() {
        let lines = world.actors[actor].transcript.lines();
        if lines > heard {
            (heard, deadline) = (lines, last.min(Instant::now() + patience));
        }
        if !world.actors[actor].is_listening() {
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

fn no_answer(expected: Expected) -> impl FnOnce(&Actor, Duration) -> Problem {
    move |_, within| Problem::NoAnswer { expected, within }
}

/// Has nothing to read, and receives nothing for so long.
pub async fn expect_silence(world: &mut World, actor: usize, time: Duration) -> Done {
    let expected = Expected::Silence(time);
    hold(world, actor, &expected, time, |world| {
        let transcript = &world.actors[actor].transcript;
        let line = transcript.unread(transcript.cursor()).next().map(|(_, line)| line);
        let partial = Some(transcript.partial()).filter(|partial| !partial.is_empty());
        line.or(partial).map(<[u8]>::to_vec)
    })
    .await
}

/// Reads no line with this for so long.
pub async fn expect_absent(world: &mut World, actor: usize, part: &str, time: Duration) -> Done {
    let expected = Expected::Without(part.to_owned(), time);
    let pattern = Pattern::With(part.to_owned());
    hold(world, actor, &expected, time, |world| {
        let transcript = &world.actors[actor].transcript;
        let lines = transcript.unread(transcript.cursor()).map(|(_, line)| line);
        let mut all = lines.chain([transcript.partial()]);
        all.find(|line| transcript.fits(&pattern, line)).map(<[u8]>::to_vec)
    })
    .await
}

/// Stays connected for so long, whatever comes.
pub async fn expect_open(world: &mut World, actor: usize, time: Duration) -> Done {
    hold(world, actor, &Expected::Open(time), time, |_| None).await
}

/// Lets so much time pass in which the connection goes on and `broken` finds nothing.
async fn hold(
    world: &mut World,
    actor: usize,
    expected: &Expected,
    time: Duration,
    broken: impl Fn(&World) -> Option<Vec<u8>>,
) -> Done {
    let deadline = Instant::now() + time;
    loop {
        if let Some(got) = broken(world) {
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
