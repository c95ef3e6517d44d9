//! Goes through what was recorded, has the stage do the same, and writes it down.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Duration;

use crate::classroom::{
    Answer, Audience, Classroom, ConnectionId, Effect, Effects, Entry, Input, Origin, PassHash,
    PasswordCheck,
};
use crate::locale::Locale;
use crate::say;
use crate::wire::ServerLine;

use super::super::player::Player;
use super::cast::Cast;
use super::script::{Part, Script};
use super::stage::{Heard, Outcome, Stage, merged};

/// The pauses that are tried for something to happen by the clock, in seconds: the shortest that
/// will do is taken.
const PAUSES: [u64; 6] = [1, 3, 11, 31, 61, 121];
/// The password of the scenario's classroom, and one that is not it.
const PASSWORD: &str = "abre-te-sesamo";
const NO_PASSWORD: &str = "fecha-te-sesamo";

/// A scenario in the making.
pub(super) struct Writer<'a> {
    /// The recorded class.
    class: Classroom,
    effects: Effects,
    pub(super) stage: Stage,
    pub(super) cast: Cast,
    pub(super) script: Script,
    /// The bots that ask for a pass.
    pub(super) come_back: &'a BTreeSet<String>,
    /// The bots that have come back by theirs.
    pub(super) returned: BTreeSet<String>,
    /// Whose recorded pass that is.
    pub(super) bearers: BTreeMap<PassHash, ConnectionId>,
    /// The pass that each recorded connection answered with.
    pub(super) answers: HashMap<ConnectionId, PassHash>,
}

impl<'a> Writer<'a> {
    pub(super) fn new(
        player: &Player,
        title: &str,
        locale: Locale,
        come_back: &'a BTreeSet<String>,
    ) -> Self {
        let entries = player.entries();
        let config = player.config();
        let has_password = entries.iter().any(|entry| match &entry.input {
            Input::SecretChecked { check, .. } => *check != PasswordCheck::NotSet,
            _ => false,
        });
        let tags = format!("@no-limits @lang-{} @seed-{}", config.locale.tag(), config.seed);
        let mut script = Script::new(locale, &tags, title);
        if has_password {
            let password = format!("\"{PASSWORD}\"");
            script.step(Part::Given, "the password for teaching is {text}", &[&password]);
        }
        Self {
            class: Classroom::new(config.clone()),
            effects: Effects::default(),
            stage: Stage::new(config, has_password.then_some(PASSWORD)),
            cast: Cast::new(&player.names(), &say!(locale, "feature-person")),
            script,
            come_back,
            returned: BTreeSet::new(),
            bearers: BTreeMap::new(),
            answers: HashMap::new(),
        }
    }

    /// The scenario, and the bots that came back by a pass in it.
    pub(super) fn finish(self) -> (String, BTreeSet<String>) {
        (self.script.into_text(), self.returned)
    }

    /// Writes as much as there is room for; gives how many entries are left out.
    pub(super) fn write(&mut self, entries: &[Entry]) -> usize {
        for (at, entry) in entries.iter().enumerate() {
            if !self.script.has_room() {
                let left_out = entries.len() - at;
                return left_out;
            }
            let before = entry.input.who().is_some_and(|who| self.class.name(who).is_some());
            self.class.apply(entry, &mut self.effects);
            let effects: Vec<Effect> = self.effects.drain().collect();
            if before {
                let check = || check_of(entry, &entries[at + 1..]);
                self.line(&entry.input, &effects, check);
            }
            self.note(&entry.input);
            self.arrivals(&effects);
            self.departures(&effects);
            if matches!(entry.input, Input::Tick) {
                self.tick(&effects);
            }
        }
        0
    }

    fn note(&mut self, input: &Input) {
        match input {
            Input::Connected { who, origin: Origin::Console } => self.teacher(*who),
            Input::PassMade { who, hash } => _ = self.bearers.insert(*hash, *who),
            Input::Returned { who, hash, .. } => _ = self.answers.insert(*who, *hash),
            _ => {}
        }
    }

    /// A line of someone who was in.
    fn line(&mut self, input: &Input, effects: &[Effect], check: impl Fn() -> PasswordCheck) {
        let Some(bot) = input.who().and_then(|who| self.cast.bot(who)) else { return };
        let who = self.cast.bots[bot].connection;
        let told = |is_it: fn(&ServerLine) -> bool| {
            effects.iter().any(|effect| match effect {
                Effect::Send(Audience::One(one), line) => *one == who && is_it(line),
                _ => false,
            })
        };
        // A bot has its pass from coming in, and says no line too many.
        let asks_pass = effects.iter().any(|effect| matches!(effect, Effect::MakePass(_)));
        if asks_pass || told(|line| matches!(line, ServerLine::Unread { .. })) {
            return;
        }
        let was_refused = told(|line| matches!(line, ServerLine::Refusal(_)));
        let line = match input {
            Input::Line { line, .. } => {
                line.as_deref().map(|line| self.cast.renamed(line)).map_err(|error| *error)
            }
            Input::SecretGiven { answer: Answer::Blank, .. } => Ok(String::new()),
            Input::SecretGiven { .. } if check() == PasswordCheck::Right => Ok(PASSWORD.to_owned()),
            Input::SecretGiven { .. } => Ok(NO_PASSWORD.to_owned()),
            _ => return,
        };
        if self.stage.holds(who) {
            let wait = |stage: &mut Stage| stage.pause(Duration::ZERO);
            let outcome = self.in_time(wait, |stage, _| !stage.holds(who));
            self.expect(&outcome, None);
        }
        let refuses = |outcome: &Outcome| {
            outcome.get(&who).is_some_and(|heard| {
                heard.iter().any(|one| matches!(one, Heard::Line(ServerLine::Refusal(_))))
            })
        };
        let act = |stage: &mut Stage| stage.line(who, &line);
        let outcome = self.in_time(act, |_, outcome| was_refused || !refuses(outcome));
        self.deed(bot, &line, &outcome);
    }

    /// Does something on the stage. Where what comes of it is not as wanted, a pause before it is
    /// written, the shortest that makes it so, if there is one.
    pub(super) fn in_time(
        &mut self,
        act: impl Fn(&mut Stage) -> Outcome,
        is_wanted: impl Fn(&Stage, &Outcome) -> bool,
    ) -> Outcome {
        let mut stage = self.stage.clone();
        let outcome = act(&mut stage);
        if is_wanted(&stage, &outcome) {
            self.stage = stage;
            return outcome;
        }
        for seconds in PAUSES {
            let mut later = self.stage.clone();
            let meanwhile = later.pause(Duration::from_secs(seconds));
            let outcome = act(&mut later);
            if is_wanted(&later, &merged(meanwhile.clone(), outcome.clone())) {
                self.stage = later;
                let passes = "{seconds} second(s) pass/passes";
                self.script.step(Part::When, passes, &[&seconds.to_string()]);
                self.expect(&meanwhile, None);
                return outcome;
            }
        }
        self.stage = stage;
        outcome
    }

    /// Something happened by the clock.
    fn tick(&mut self, effects: &[Effect]) {
        let is_visible = |effect: &Effect| matches!(effect, Effect::Send(..));
        if effects.iter().any(is_visible) {
            let tick = |stage: &mut Stage| stage.pause(Duration::ZERO);
            let heard = |_: &Stage, outcome: &Outcome| !outcome.is_empty();
            let outcome = self.in_time(tick, heard);
            self.expect(&outcome, None);
        }
    }
}

/// What comes of the check of an answer, as it was recorded.
fn check_of(entry: &Entry, later: &[Entry]) -> PasswordCheck {
    let own = later.iter().find_map(|later| match &later.input {
        Input::SecretChecked { who, check } if Some(*who) == entry.input.who() => Some(check),
        _ => None,
    });
    own.cloned().unwrap_or(PasswordCheck::Wrong)
}
