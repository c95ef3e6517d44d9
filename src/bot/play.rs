//! Plays a scenario: its steps over links, to an outcome.

use std::time::{Duration, Instant};

use crate::command;
use crate::locale::Locale;

use super::actor::Actor;
use super::diagnosis::likely;
use super::executor::execute;
use super::problem::Problem;
use super::scenario::Scenario;
use super::step::{Step, Verb};
use super::transcript::TranscriptTail;
use super::verdict::{Failure, Verdict};
use super::world::{Environment, World};

/// How long the server has to close the connections of a scenario that is over.
const FAREWELL: Duration = Duration::from_secs(1);

/// Plays a scenario from its first step to its last, or to the first that fails.
pub async fn play(scenario: &Scenario, environment: &Environment) -> Verdict {
    let (verdict, mut world) = play_and_stay(scenario, environment).await;
    dismiss(&mut world).await;
    verdict
}

/// Plays a scenario and leaves its bots connected.
pub async fn play_and_stay(scenario: &Scenario, environment: &Environment) -> (Verdict, World) {
    let mut world = World::new(environment.clone());
    let verdict = steps(&mut world, &scenario.steps).await;
    (verdict, world)
}

/// Plays a scenario and stays, so that automatic replies are obeyed, until every connection has
/// ended. `played` hears the verdict on the steps as soon as there is one.
pub async fn perform(scenario: &Scenario, environment: &Environment, played: impl FnOnce(Verdict)) {
    let mut world = World::new(environment.clone());
    played(steps(&mut world, &scenario.steps).await);
    while world.actors.iter().any(Actor::is_reading) {
        world.pump(None).await;
    }
}

async fn steps(world: &mut World, steps: &[Step]) -> Verdict {
    let come_back = steps.iter().filter(|step| matches!(step.verb, Verb::ComeBack));
    world.come_back = come_back.flat_map(|step| step.actors.named()).collect();
    for step in steps {
        let cursors: Vec<usize> =
            world.actors.iter().map(|actor| actor.transcript.cursor()).collect();
        if let Err((actor, problem)) = execute(world, step).await {
            let from = cursors.get(actor).copied().unwrap_or(0);
            return Verdict::Failed(Box::new(failure(world, step, actor, problem, from)));
        }
    }
    Verdict::Passed
}

fn failure(world: &World, step: &Step, actor: usize, problem: Problem, from: usize) -> Failure {
    let own = world.actors.get(actor);
    Failure {
        step: step.clone(),
        at: Instant::now(),
        who: own.map_or_else(String::new, |own| own.who.clone()),
        cause: own.and_then(|own| likely(&problem, own, from, &world.actors)),
        problem,
        tails: world
            .actors
            .iter()
            .map(|bot| TranscriptTail::new(&bot.who, &bot.transcript))
            .collect(),
    }
}

/// Ends every connection and waits a moment for the server to do the same, so that the names are
/// free for the next scenario.
pub async fn dismiss(world: &mut World) {
    let deadline = Instant::now() + FAREWELL;
    for actor in 0..world.actors.len() {
        world.actors[actor].read_again();
        // Otherwise their name would be kept for them.
        if world.actors[actor].transcript.pass().is_some() {
            let _ = world.send_line(actor, &command::typed("exit", Locale::En)).await;
        }
        // A connection that is broken has ended.
        let _ = world.finish(actor).await;
    }
    while world.actors.iter().any(Actor::is_reading) && world.pump(Some(deadline)).await {}
}
