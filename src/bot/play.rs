//! Plays a scenario: its steps over links, to an outcome.

use std::time::{Duration, Instant};

use super::acting::act;
use super::actor::Actor;
use super::cause::{Witness, likely};
use super::company::{Company, Stage};
use super::problem::{Problem, Sight};
use super::scenario::Scenario;
use super::step::Step;
use super::verdict::{Failure, Verdict};

/// How long the server has to close the connections of a scenario that is over.
const FAREWELL: Duration = Duration::from_secs(1);

/// Plays a scenario from its first step to its last, or to the first that fails.
pub async fn play(scenario: &Scenario, stage: &Stage) -> Verdict {
    let mut company = Company::new(stage.clone());
    let verdict = steps(&mut company, &scenario.steps).await;
    dismiss(company).await;
    verdict
}

/// Plays a scenario and stays, so that standing orders are obeyed, until every connection has
/// ended. `played` hears the verdict on the steps as soon as there is one.
pub async fn perform(scenario: &Scenario, stage: &Stage, played: impl FnOnce(Verdict)) {
    let mut company = Company::new(stage.clone());
    played(steps(&mut company, &scenario.steps).await);
    while company.actors.iter().any(Actor::is_listening) {
        company.pump(None).await;
    }
}

async fn steps(company: &mut Company, steps: &[Step]) -> Verdict {
    for step in steps {
        let cursors: Vec<usize> =
            company.actors.iter().map(|actor| actor.transcript.cursor()).collect();
        if let Err((actor, problem)) = act(company, &step.action).await {
            let from = cursors.get(actor).copied().unwrap_or(0);
            return Verdict::Failed(Box::new(failure(company, step, actor, problem, from)));
        }
    }
    Verdict::Passed
}

fn failure(company: &Company, step: &Step, actor: usize, problem: Problem, from: usize) -> Failure {
    let all: Vec<Witness<'_>> = company.actors.iter().map(Actor::witness).collect();
    let own = all.get(actor);
    Failure {
        step: step.clone(),
        at: Instant::now(),
        who: own.map_or_else(String::new, |own| own.who.to_owned()),
        cause: own.and_then(|own| likely(&problem, own, from, &all)),
        problem,
        sights: all.iter().map(|bot| Sight::new(bot.who, bot.transcript)).collect(),
    }
}

/// Ends every connection and waits a moment for the server to do the same, so that the names are
/// free for the next scenario.
async fn dismiss(mut company: Company) {
    let deadline = Instant::now() + FAREWELL;
    for actor in 0..company.actors.len() {
        company.actors[actor].read_again();
        // A connection that is broken has ended.
        let _ = company.finish(actor).await;
    }
    while company.actors.iter().any(Actor::is_listening) && company.pump(Some(deadline)).await {}
}
