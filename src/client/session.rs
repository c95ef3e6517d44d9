//! What the client knows of its standing in the class: a state machine without input or output.

use std::collections::BTreeSet;

use crate::classroom::Secret;
use crate::command::means_leaving;
use crate::name::Name;
use crate::wire::{Asked, Return, ServerLine, without_bom};

/// How often a name that is still taken after a lost connection is tried again. With the waits
/// between attempts this is longer than a server takes to notice a lost client.
const RETURNS: u8 = 7;

/// How many names are kept for completion, more than a class has: a server could make up any number.
const MAX_PRESENT: usize = 5000;

/// One person's stay, over as many connections as it takes.
#[derive(Debug)]
pub struct Session {
    phase: Phase,
    /// Asked and not yet answered, outside or inside the room.
    open: Option<Asked>,
    /// Answers the next question for a name without asking the person.
    given: Option<String>,
    /// A name that may have been meant by one that was refused.
    proposal: Option<Name>,
    /// Answers a question for the class code without asking the person.
    code: Option<Secret>,
    answered: Option<Name>,
    refused: Option<Asked>,
    /// How they come back after a loss; `None` where they do not, or where a class has no passes.
    pass: Option<Pass>,
    pass_use: PassUse,
    returns: u8,
    leaving: bool,
    closing: bool,
    present: BTreeSet<Name>,
}

#[derive(Debug)]
struct Pass {
    text: Secret,
    /// How many lines that are kept were read since it came.
    read: u64,
}

/// What a connection has to do with passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum PassUse {
    /// The class has not said that it has any.
    None,
    /// It asked for the name as one that has.
    Offered,
    /// The answer held one, and it is not known yet whether it is still good.
    Given,
    /// One was asked for, and that one is not for the person's eyes. Was another one given before?
    Wanted { given: bool },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// Not in the room, and nothing was answered on this connection.
    Outside,
    /// An answer was sent, and the server has not reacted to it.
    Waiting(Asked),
    Inside,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reaction {
    None,
    Send(String),
    CameIn,
    /// They came in, but not as who they were: their pass was not known.
    CameAsNew,
    /// The name is still taken by the lost connection: try again on a new one, after a wait.
    Retry,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closed {
    /// It was meant: by the server or by the person.
    Over,
    /// The name was refused: connect again and ask the person.
    Refused,
    Lost,
}

impl Session {
    /// A session that answers the first question for a name with `name`, and one for the class
    /// code with `code`.
    pub fn new(name: Option<String>, code: Option<Secret>) -> Self {
        Self {
            phase: Phase::Outside,
            open: None,
            given: name,
            proposal: None,
            code,
            answered: None,
            refused: None,
            pass: None,
            pass_use: PassUse::None,
            returns: 0,
            leaving: false,
            closing: false,
            present: BTreeSet::new(),
        }
    }

    pub fn heard(&mut self, line: &ServerLine) -> Reaction {
        self.note_people(line);
        if let Some(pass) = self.pass.as_mut().filter(|_| line.is_kept()) {
            pass.read += 1;
        }
        match line {
            ServerLine::Ask { what, has_passes, .. } => {
                if *has_passes {
                    self.pass_use = PassUse::Offered;
                }
                self.asked_for(*what)
            }
            ServerLine::Pass { pass, .. } => self.got_pass(pass),
            ServerLine::Missed { .. } => {
                self.pass_use = match self.pass_use {
                    PassUse::Wanted { .. } => PassUse::Wanted { given: false },
                    _ => PassUse::Offered,
                };
                Reaction::None
            }
            ServerLine::Closing(_) => {
                self.closing = true;
                self.code_refused()
            }
            ServerLine::Refusal(_) | ServerLine::Unread { .. } => match self.phase {
                Phase::Waiting(Asked::Name) => self.name_refused(),
                _ => self.code_refused(),
            },
            // A server of another make may ask in its own words.
            ServerLine::Other(_) if self.phase == Phase::Outside && self.open.is_none() => {
                self.asked_for(Asked::Name)
            }
            ServerLine::Joined { .. }
            | ServerLine::Left { .. }
            | ServerLine::Renamed { .. }
            | ServerLine::Present { .. }
            | ServerLine::Action { .. }
            | ServerLine::Announcement { .. }
            | ServerLine::Marked(..)
            | ServerLine::Notice(_) => self.noticed(),
            _ => Reaction::None,
        }
    }

    fn asked_for(&mut self, what: Asked) -> Reaction {
        if self.phase != Phase::Inside {
            self.phase = Phase::Outside;
        }
        let answer = match what {
            Asked::Name => self.given.clone(),
            Asked::Code => self.code.as_ref().map(|code| code.reveal().to_owned()),
            Asked::Password => None,
        };
        match answer {
            Some(answer) => {
                self.answer(what, &answer);
                Reaction::Send(self.with_pass(what, answer))
            }
            None => {
                self.open = Some(what);
                Reaction::None
            }
        }
    }

    /// A name with the pass that proves it, where there is one.
    fn with_pass(&mut self, what: Asked, answer: String) -> String {
        match &self.pass {
            Some(Pass { text, read })
                if what == Asked::Name
                    && self.pass_use == PassUse::Offered
                    && Return::parse(&answer).is_none() =>
            {
                self.pass_use = PassUse::Given;
                format!("{} {} {read}", answer.trim(), text.reveal())
            }
            _ => answer,
        }
    }

    /// Asks for a pass, if the class has them: `false` if not.
    pub fn wants_pass(&mut self) -> bool {
        let given = match self.pass_use {
            PassUse::None | PassUse::Wanted { .. } => return false,
            PassUse::Offered => false,
            PassUse::Given => true,
        };
        self.pass_use = PassUse::Wanted { given };
        true
    }

    /// Did they give a pass, of which nothing was heard yet?
    pub fn is_returning(&self) -> bool {
        matches!(self.pass_use, PassUse::Given | PassUse::Wanted { given: true })
    }

    /// Is this line for the client alone?
    pub fn hides(&self, line: &ServerLine) -> bool {
        matches!((line, self.pass_use), (ServerLine::Pass { .. }, PassUse::Wanted { .. }))
    }

    fn got_pass(&mut self, pass: &str) -> Reaction {
        // One that the person asked for is as good.
        self.pass = Some(Pass { text: Secret::new(pass), read: 0 });
        match std::mem::replace(&mut self.pass_use, PassUse::Offered) {
            PassUse::Wanted { given: true } => Reaction::CameAsNew,
            _ => Reaction::None,
        }
    }

    fn code_refused(&mut self) -> Reaction {
        if self.phase == Phase::Waiting(Asked::Code) {
            self.code = None;
            self.refused = Some(Asked::Code);
        }
        Reaction::None
    }

    fn name_refused(&mut self) -> Reaction {
        self.refused = Some(Asked::Name);
        self.returns = self.returns.saturating_sub(1);
        if self.returns > 0 {
            return Reaction::Retry;
        }
        self.proposal = self.given.take().and_then(|text| Name::proposal(&text));
        Reaction::None
    }

    /// Notices are for those who are in.
    fn noticed(&mut self) -> Reaction {
        if self.phase == Phase::Inside || self.open.is_some() {
            return Reaction::None;
        }
        self.phase = Phase::Inside;
        self.refused = None;
        self.returns = 0;
        if let Some(name) = &self.answered {
            self.given = Some(name.to_string());
        }
        Reaction::CameIn
    }

    fn note_people(&mut self, line: &ServerLine) {
        match line {
            ServerLine::Present { names, .. } => self.present = names.iter().cloned().collect(),
            ServerLine::Joined { name, .. }
            | ServerLine::Speech { name, .. }
            | ServerLine::Action { name, .. }
            | ServerLine::Announcement { name, .. }
            | ServerLine::Private { from: name, .. } => {
                self.present.insert(name.clone());
            }
            ServerLine::Left { name, .. } => {
                self.present.remove(name);
            }
            // With one name twice the server tells what it calls who came in by other words.
            ServerLine::Renamed { old, new, .. }
                if self.answered.as_ref() == Some(old) || old == new =>
            {
                self.answered = Some(new.clone());
                self.given = Some(new.as_str().to_owned());
            }
            ServerLine::Renamed { old, new, .. } => {
                self.present.remove(old);
                self.present.insert(new.clone());
            }
            _ => {}
        }
        if let Some(own) = &self.answered {
            self.present.remove(own);
        }
        while self.present.len() > MAX_PRESENT {
            self.present.pop_last();
        }
    }

    /// Takes a line that the person typed and gives back what is to be sent, if anything. Only
    /// to be called when the session [`accepts`](Self::accepts) a line.
    pub fn typed(&mut self, line: String) -> Option<String> {
        let line = without_bom(&line).to_owned();
        let is_leave = means_leaving(&line);
        match self.open {
            // An empty line answers nothing: the question stays. It takes back `/professor`.
            Some(Asked::Name | Asked::Code) if line.trim().is_empty() => None,
            Some(_) if is_leave && self.phase != Phase::Inside => {
                self.leaving = true;
                None
            }
            Some(what) => {
                self.answer(what, &line);
                Some(self.with_pass(what, line))
            }
            None => {
                self.leaving = is_leave;
                Some(line)
            }
        }
    }

    fn answer(&mut self, what: Asked, line: &str) {
        self.open = None;
        if self.phase == Phase::Inside {
            return;
        }
        self.phase = Phase::Waiting(what);
        self.refused = None;
        match what {
            Asked::Name => {
                // The pass may be one that the person kept.
                let name = Return::parse(line).map_or(line, |back| back.name).trim();
                self.answered = Name::new(name).ok();
                self.given = Some(name.to_owned());
            }
            Asked::Code => self.code = Some(Secret::new(line)),
            Asked::Password => {}
        }
    }

    /// Leaves; tells whether the server is to be told before the connection is closed.
    pub fn leave(&mut self) -> bool {
        self.leaving = true;
        self.phase == Phase::Inside && self.open.is_none()
    }

    /// Learns that the connection ended, and is ready for the next one.
    pub fn closed(&mut self) -> Closed {
        let inside = self.phase == Phase::Inside;
        self.phase = Phase::Outside;
        self.open = None;
        self.pass_use = PassUse::None;
        if self.closing || self.leaving {
            return Closed::Over;
        }
        if inside {
            self.returns = RETURNS;
        }
        match self.refused.take() {
            Some(Asked::Name) if self.returns == 0 => Closed::Refused,
            _ => Closed::Lost,
        }
    }

    pub fn accepts(&self) -> bool {
        !self.leaving && !self.closing && (self.phase == Phase::Inside || self.open.is_some())
    }

    pub fn is_inside(&self) -> bool {
        self.phase == Phase::Inside
    }

    /// Does it wait for the server: for a question, or for what it says to an answer?
    pub fn is_waiting(&self) -> bool {
        self.phase != Phase::Inside && self.open.is_none()
    }

    pub fn is_leaving(&self) -> bool {
        self.leaving
    }

    /// The question whose last answer on this connection was refused.
    pub fn refused(&self) -> Option<Asked> {
        self.refused
    }

    /// A name to be offered instead of the one that was refused last.
    pub fn proposal(&self) -> Option<&Name> {
        self.proposal.as_ref().filter(|_| self.open == Some(Asked::Name))
    }

    pub fn asked(&self) -> Option<Asked> {
        self.open
    }

    /// The person's name, once in the room with one; it is kept while the connection is lost.
    pub fn own(&self) -> Option<&Name> {
        let known = self.phase == Phase::Inside || self.returns > 0;
        self.answered.as_ref().filter(|_| known)
    }

    /// The others in the room, as far as the client can know.
    pub fn present(&self) -> &BTreeSet<Name> {
        &self.present
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(session: &mut Session, line: &str) -> Reaction {
        session.heard(&ServerLine::parse(line))
    }

    fn inside(name: &str) -> Session {
        let mut session = Session::new(Some(name.to_owned()), None);
        assert_eq!(heard(&mut session, "? Nome?"), Reaction::Send(name.to_owned()));
        assert_eq!(heard(&mut session, "* = beto (2 na sala)"), Reaction::CameIn);
        session
    }

    #[test]
    fn who_came_in_by_other_words_comes_back_by_the_name_that_the_class_tells() {
        let mut session = Session::new(Some("Ana Maria Souza".into()), None);
        let pass = "abcdefghijklmnopqrstuvwx27";
        heard(&mut session, "? & Nome?");
        assert_eq!(heard(&mut session, "* = beto (2 na sala)"), Reaction::CameIn);
        heard(&mut session, &format!("* & {pass} seu"));
        let back = |session: &mut Session| {
            assert_eq!(session.closed(), Closed::Lost);
            heard(session, "? & Nome?")
        };
        let line = Reaction::Send(format!("Ana Maria Souza {pass} 0"));
        assert_eq!(back(&mut session), line, "of a server that tells no name");
        heard(&mut session, "* = beto (2 na sala)");
        heard(&mut session, "* ~ ana_maria ana_maria (seu nome)");
        assert_eq!(session.own().map(Name::as_str), Some("ana_maria"));
        assert_eq!(back(&mut session), Reaction::Send(format!("ana_maria {pass} 0")));
    }

    fn others(session: &Session) -> Vec<&str> {
        session.present().iter().map(Name::as_str).collect()
    }

    #[test]
    fn the_person_is_asked_and_comes_in() {
        let mut session = Session::new(None, None);
        assert!(session.is_waiting() && !session.accepts());
        assert_eq!(heard(&mut session, "? Nome?"), Reaction::None);
        assert_eq!(session.asked(), Some(Asked::Name));
        assert_eq!(session.typed("  ".into()), None);
        assert_eq!(session.typed("ana".into()), Some("ana".into()));
        assert!(!session.accepts(), "held until the server has spoken");
        assert_eq!(session.own(), None);
        assert_eq!(heard(&mut session, "* = (1 na sala)"), Reaction::CameIn);
        assert!(session.accepts());
        assert_eq!(session.own().map(Name::as_str), Some("ana"));
    }

    #[test]
    fn a_taken_name_is_asked_again_and_a_close_after_it_means_refused() {
        let mut session = Session::new(Some("ana".into()), None);
        heard(&mut session, "? Nome?");
        assert_eq!(heard(&mut session, "! Nome em uso."), Reaction::None);
        assert_eq!(session.refused(), Some(Asked::Name));
        assert_eq!(heard(&mut session, "? Nome?"), Reaction::None, "not the same name again");
        assert_eq!(session.asked(), Some(Asked::Name));
        session.typed("b!".into());
        heard(&mut session, "! Um nome só tem letras.");
        assert_eq!(session.closed(), Closed::Refused);
        assert_eq!(heard(&mut session, "? Nome?"), Reaction::None);
        session.typed("beto".into());
        assert_eq!(heard(&mut session, "* = (1 na sala)"), Reaction::CameIn);
    }

    #[test]
    fn a_lost_connection_comes_back_under_the_same_name() {
        let mut session = inside("ana");
        heard(&mut session, "* ~ ana aninha (novo nome)");
        assert_eq!(session.closed(), Closed::Lost);
        assert_eq!(session.own().map(Name::as_str), Some("aninha"), "kept while away");
        assert!(!session.accepts());
        assert_eq!(heard(&mut session, "? Nome?"), Reaction::Send("aninha".into()));
        assert_eq!(heard(&mut session, "! Nome em uso."), Reaction::Retry);
        assert_eq!(session.closed(), Closed::Lost, "not worth asking the person yet");
        assert_eq!(heard(&mut session, "? Nome?"), Reaction::Send("aninha".into()));
        assert_eq!(heard(&mut session, "* = beto (2 na sala)"), Reaction::CameIn);
    }

    const PASS: &str = "abcdefghijklmnopqrstuvwx27";

    fn with_pass() -> Session {
        let mut session = Session::new(Some("ana".into()), None);
        assert_eq!(heard(&mut session, "? & Nome?"), Reaction::Send("ana".into()));
        assert_eq!(heard(&mut session, "* = beto (2 na sala)"), Reaction::CameIn);
        assert!(session.wants_pass());
        let line = ServerLine::parse(&format!("* & {PASS} guarde"));
        assert!(session.hides(&line));
        session.heard(&line);
        session
    }

    #[test]
    fn who_has_a_pass_comes_back_by_it_and_says_how_much_was_read() {
        let mut session = with_pass();
        for line in ["[beto] um", "(beto) dois", "* @ beto três", "* # professor quatro"] {
            heard(&mut session, line);
        }
        for line in ["* + caio entrou", "> resposta", "* aviso", "* ~ ana aninha (novo nome)"] {
            heard(&mut session, line);
        }
        assert_eq!(session.closed(), Closed::Lost);
        let answer = format!("aninha {PASS} 4");
        assert_eq!(heard(&mut session, "? & Nome?"), Reaction::Send(answer));
        assert_eq!(heard(&mut session, "* = beto (2 na sala)"), Reaction::CameIn);
        assert!(session.is_returning() && session.wants_pass());
        heard(&mut session, "* < 1 0 Uma linha:");
        assert!(!session.is_returning());
        heard(&mut session, "[beto] cinco");
        // The answer with the new pass is lost.
        session.closed();
        let answer = format!("aninha {PASS} 5");
        assert_eq!(heard(&mut session, "? & Nome?"), Reaction::Send(answer));
    }

    #[test]
    fn who_comes_back_as_somebody_new_is_told_by_the_next_pass() {
        let mut session = with_pass();
        session.closed();
        heard(&mut session, "? & Nome?");
        heard(&mut session, "* = beto (2 na sala)");
        assert!(session.wants_pass());
        let other = PASS.replace('a', "b");
        assert_eq!(heard(&mut session, &format!("* & {other} guarde")), Reaction::CameAsNew);
        let line = ServerLine::parse(&format!("* & {PASS} guarde"));
        assert!(!session.hides(&line), "the person asked for it");
        session.heard(&line);
        session.closed();
        let answer = format!("ana {PASS} 0");
        assert_eq!(heard(&mut session, "? & Nome?"), Reaction::Send(answer));
    }

    #[test]
    fn where_nobody_spoke_of_passes_none_is_wanted_or_given() {
        let mut session = inside("ana");
        assert!(!session.wants_pass() && !session.is_returning());
        let mut session = with_pass();
        session.closed();
        assert_eq!(heard(&mut session, "? Nome?"), Reaction::Send("ana".into()));
        heard(&mut session, "* = beto (2 na sala)");
        assert!(!session.wants_pass());
    }

    #[test]
    fn a_pass_goes_with_the_name_that_the_person_chooses_and_may_be_typed() {
        let mut session = with_pass();
        session.closed();
        for _ in 0..RETURNS {
            heard(&mut session, "? & Nome?");
            heard(&mut session, "! Nome em uso.");
        }
        heard(&mut session, "? & Nome?");
        assert_eq!(session.typed("bia".into()), Some(format!("bia {PASS} 0")));
        let mut session = Session::new(None, None);
        heard(&mut session, "? & Nome?");
        let line = format!("ana {PASS} 7");
        assert_eq!(session.typed(line.clone()), Some(line));
        heard(&mut session, "* = (1 na sala)");
        assert_eq!(session.own().map(Name::as_str), Some("ana"));
    }

    #[test]
    fn a_name_that_stays_taken_is_asked_for_in_the_end() {
        let mut session = inside("ana");
        session.closed();
        let mut tries = 0;
        loop {
            assert_eq!(heard(&mut session, "? Nome?"), Reaction::Send("ana".into()));
            tries += 1;
            if heard(&mut session, "! Nome em uso.") == Reaction::None {
                break;
            }
            session.closed();
        }
        assert_eq!(tries, RETURNS);
        assert_eq!(heard(&mut session, "? Nome?"), Reaction::None);
        assert_eq!(session.asked(), Some(Asked::Name));
    }

    #[test]
    fn what_a_close_means() {
        let mut session = inside("ana");
        heard(&mut session, "* . A aula terminou.");
        assert!(!session.accepts());
        assert_eq!(session.closed(), Closed::Over);

        let mut session = inside("ana");
        assert_eq!(session.typed("/SAIR tchau".into()), Some("/SAIR tchau".into()));
        assert!(!session.accepts());
        assert_eq!(session.closed(), Closed::Over);

        let mut session = inside("ana");
        assert!(session.leave());
        assert_eq!(session.closed(), Closed::Over);

        assert_eq!(Session::new(None, None).closed(), Closed::Lost);
        assert!(!Session::new(None, None).leave());
    }

    #[test]
    fn leaving_instead_of_giving_a_name_sends_nothing() {
        let mut session = Session::new(None, None);
        heard(&mut session, "? Nome?");
        assert_eq!(session.typed("/sair".into()), None);
        assert!(session.is_leaving());
    }

    #[test]
    fn a_secret_is_asked_for_outside_and_inside() {
        let mut session = Session::new(Some("ana".into()), None);
        assert_eq!(heard(&mut session, "? # Código:"), Reaction::None);
        assert_eq!(session.asked(), Some(Asked::Code));
        session.typed("abc".into());
        assert!(!session.accepts());
        assert_eq!(heard(&mut session, "! Código errado."), Reaction::None);
        assert_eq!(session.refused(), Some(Asked::Code));
        heard(&mut session, "? # Código:");
        session.typed("abd".into());
        assert_eq!(heard(&mut session, "? Nome?"), Reaction::Send("ana".into()));
        heard(&mut session, "* = (1 na sala)");

        assert_eq!(heard(&mut session, "? * Senha:"), Reaction::None);
        assert_eq!(session.asked(), Some(Asked::Password));
        assert!(!session.leave(), "it would be taken for the password");
        session = inside("ana");
        heard(&mut session, "? * Senha:");
        assert_eq!(session.typed("segredo".into()), Some("segredo".into()));
        assert!(session.accepts(), "the room goes on");
        heard(&mut session, "? * Senha:");
        assert_eq!(session.typed(String::new()), Some(String::new()), "it was not meant");
    }

    #[test]
    fn a_code_is_given_again_after_a_lost_connection_and_a_wrong_one_is_not() {
        let mut session = Session::new(Some("ana".into()), Some(Secret::new("lua")));
        assert_eq!(heard(&mut session, "? # Código:"), Reaction::Send("lua".into()));
        assert_eq!(heard(&mut session, "> A sua será conferida em 2 segundos."), Reaction::None);
        assert!(session.is_waiting());
        heard(&mut session, "! Código errado.");
        assert_eq!(session.refused(), Some(Asked::Code));
        assert_eq!(heard(&mut session, "? # Código:"), Reaction::None);
        assert_eq!(session.typed("sol".into()), Some("sol".into()));
        assert_eq!(heard(&mut session, "? Nome?"), Reaction::Send("ana".into()));
        assert_eq!(session.refused(), None);
        heard(&mut session, "* = (1 na sala)");
        assert_eq!(session.closed(), Closed::Lost);
        assert_eq!(heard(&mut session, "? # Código:"), Reaction::Send("sol".into()));
        heard(&mut session, "* . Código errado.");
        assert_eq!(session.refused(), Some(Asked::Code));
        assert_eq!(session.closed(), Closed::Over);
    }

    #[test]
    fn the_console_is_asked_nothing() {
        let mut session = Session::new(None, None);
        assert_eq!(heard(&mut session, "* = ana (1 na sala)"), Reaction::CameIn);
        assert!(session.accepts());
        assert_eq!(session.own(), None);
        assert_eq!(session.closed(), Closed::Lost);
        assert_eq!(heard(&mut session, "* = ana (1 na sala)"), Reaction::CameIn);
    }

    #[test]
    fn another_makes_server_is_understood() {
        let mut session = Session::new(Some("ana".into()), None);
        let question = "Welcome to budgetchat! What shall I call you?";
        assert_eq!(heard(&mut session, question), Reaction::Send("ana".into()));
        assert_eq!(heard(&mut session, "* The room contains: bob, charlie"), Reaction::CameIn);
        heard(&mut session, "[bob] hi");
        assert_eq!(others(&session), ["bob"]);
    }

    #[test]
    fn the_names_present_follow_the_room() {
        let mut session = inside("ana");
        for line in ["* + caio entrou", "* + ana entrou", "* - beto saiu", "(dora) oi"] {
            heard(&mut session, line);
        }
        assert_eq!(others(&session), ["caio", "dora"]);
        heard(&mut session, "* ~ caio zeca (novo nome)");
        assert_eq!(others(&session), ["dora", "zeca"]);
        heard(&mut session, "* = eva (2 na sala)");
        assert_eq!(others(&session), ["eva"]);
    }

    #[test]
    fn a_server_that_makes_names_up_does_not_grow_the_client() {
        let mut session = inside("ana");
        for number in 0..2 * MAX_PRESENT {
            heard(&mut session, &format!("* + n{number} entrou"));
        }
        assert_eq!(session.present().len(), MAX_PRESENT);
        let names: String = (0..2 * MAX_PRESENT).map(|number| format!("m{number} ")).collect();
        heard(&mut session, &format!("* = {names}(1 na sala)"));
        assert_eq!(session.present().len(), MAX_PRESENT);
    }
}
