//! What reaches a session from this side: input of the person, signals, lines from elsewhere.

use std::future::pending;

use async_channel::Receiver;
use async_signal::{Signal, Signals};
use futures_lite::{FutureExt, StreamExt};

use crate::command::means_leaving;
use crate::wire::Asked;

#[derive(Debug, PartialEq, Eq)]
pub enum Input {
    /// A line of the prompt, with the question that was open when it was typed.
    Typed(String, Option<Asked>),
    Read(String),
    End,
    Leave,
    /// The terminal is gone.
    HangUp,
}

impl Input {
    /// Does nothing follow it?
    pub fn ends(&self) -> bool {
        match self {
            Self::Typed(line, _) | Self::Read(line) => means_leaving(line),
            Self::End | Self::Leave | Self::HangUp => true,
        }
    }
}

#[derive(Debug)]
pub enum InputEvent {
    Input(Input),
    /// A line from elsewhere, to be shown.
    Aside(String),
}

pub struct InputEvents {
    pub inputs: Receiver<Input>,
    /// In a terminal.
    pub signals: Option<Signals>,
    /// Lines from elsewhere, if there are any.
    pub aside: Option<Receiver<String>>,
}

impl InputEvents {
    pub fn is_interactive(&self) -> bool {
        self.signals.is_some()
    }

    /// The next event. A call that is dropped before it is ready loses nothing.
    pub async fn next(&self) -> InputEvent {
        let input = async { InputEvent::Input(received(&self.inputs).await) };
        input.or(self.next_of_others()).await
    }

    /// The next event that is not from the person.
    pub async fn next_of_others(&self) -> InputEvent {
        let aside = async {
            match &self.aside {
                Some(lines) => InputEvent::Aside(received(lines).await),
                None => pending().await,
            }
        };
        self.stop().or(aside).await
    }

    async fn stop(&self) -> InputEvent {
        let Some(mut signals) = self.signals.as_ref() else {
            return pending().await;
        };
        while let Some(signal) = signals.next().await {
            match signal {
                Ok(Signal::Term) => return InputEvent::Input(Input::Leave),
                Ok(Signal::Hup) => return InputEvent::Input(Input::HangUp),
                // An interrupt is how the prompt is woken.
                _ => {}
            }
        }
        pending().await
    }
}

/// The next of a channel, or never once it is closed.
async fn received<T>(channel: &Receiver<T>) -> T {
    match channel.recv().await {
        Ok(item) => item,
        Err(_) => pending().await,
    }
}
