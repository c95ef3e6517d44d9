//! How bots wait for what must not come.

use std::time::{Duration, Instant};

use super::company::{Company, Done};
use super::pattern::Pattern;
use super::problem::{Expected, Problem};

/// Has nothing to read, and receives nothing for so long.
pub async fn stay_silent(company: &mut Company, actor: usize, time: Duration) -> Done {
    let expected = Expected::Silence(time);
    keep(company, actor, &expected, time, |company| {
        let transcript = &company.actors[actor].transcript;
        let line = transcript.unread(transcript.cursor()).next().map(|(_, line)| line);
        let partial = Some(transcript.partial()).filter(|partial| !partial.is_empty());
        line.or(partial).map(<[u8]>::to_vec)
    })
    .await
}

/// Reads no line with this for so long.
pub async fn shun(company: &mut Company, actor: usize, part: &str, time: Duration) -> Done {
    let expected = Expected::Without(part.to_owned(), time);
    let pattern = Pattern::With(part.to_owned());
    keep(company, actor, &expected, time, |company| {
        let transcript = &company.actors[actor].transcript;
        let lines = transcript.unread(transcript.cursor()).map(|(_, line)| line);
        let mut all = lines.chain([transcript.partial()]);
        all.find(|line| transcript.fits(&pattern, line)).map(<[u8]>::to_vec)
    })
    .await
}

/// Stays connected for so long, whatever comes.
pub async fn stay(company: &mut Company, actor: usize, time: Duration) -> Done {
    keep(company, actor, &Expected::Open(time), time, |_| None).await
}

/// Lets so much time pass in which the connection goes on and `broken` finds nothing.
async fn keep(
    company: &mut Company,
    actor: usize,
    expected: &Expected,
    time: Duration,
    broken: impl Fn(&Company) -> Option<Vec<u8>>,
) -> Done {
    let deadline = Instant::now() + time;
    loop {
        if let Some(got) = broken(company) {
            return Err((actor, Problem::NotSilent { expected: expected.clone(), got }));
        }
        if company.actors[actor].transcript.is_over() {
            return Err((actor, Problem::Closed { expected: expected.clone() }));
        }
        if Instant::now() >= deadline {
            return Ok(());
        }
        company.pump(Some(deadline)).await;
        // What came in the last moment counts.
        company.take_what_came();
    }
}
