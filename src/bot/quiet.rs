//! How bots wait for what must not come.

use std::time::{Duration, Instant};

use super::pattern::Pattern;
use super::problem::{Expected, Problem};
use super::world::{Done, World};

/// Has nothing to read, and receives nothing for so long.
pub async fn stay_silent(world: &mut World, actor: usize, time: Duration) -> Done {
    let expected = Expected::Silence(time);
    keep(world, actor, &expected, time, |world| {
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
    keep(world, actor, &expected, time, |world| {
        let transcript = &world.actors[actor].transcript;
        let lines = transcript.unread(transcript.cursor()).map(|(_, line)| line);
        let mut all = lines.chain([transcript.partial()]);
        all.find(|line| transcript.fits(&pattern, line)).map(<[u8]>::to_vec)
    })
    .await
}

/// Stays connected for so long, whatever comes.
pub async fn stay(world: &mut World, actor: usize, time: Duration) -> Done {
    keep(world, actor, &Expected::Open(time), time, |_| None).await
}

/// Lets so much time pass in which the connection goes on and `broken` finds nothing.
async fn keep(
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
