//! What reaches a session from this side: from the person, from the system, from elsewhere.

use std::future::pending;

use async_channel::Receiver;
use async_signal::{Signal, Signals};
use futures_lite::{FutureExt, StreamExt};

use crate::wire::Asked;

/// What comes from the person.
#[derive(Debug)]
pub enum Input {
    /// A line of the prompt, with what was asked when it was typed.
    Typed(String, Option<Asked>),
    /// A line of the standard input.
    Read(String),
    /// The end of the standard input.
    End,
    /// The wish to leave.
    Leave,
}

/// One thing that was heard.
#[derive(Debug)]
pub enum Word {
    /// From the person.
    Input(Input),
    /// A line from elsewhere, to be shown.
    Aside(String),
    /// The system asks the process to end.
    Stop,
}

/// Where a session listens.
pub struct Ears {
    inputs: Receiver<Input>,
    signals: Option<Signals>,
    aside: Option<Receiver<String>>,
}

impl Ears {
    /// Listens to a person, to signals (in a terminal) and to others (if there are any).
    pub fn new(
        inputs: Receiver<Input>,
        signals: Option<Signals>,
        aside: Option<Receiver<String>>,
    ) -> Self {
        Self { inputs, signals, aside }
    }

    /// Is there a person at a prompt?
    pub fn is_interactive(&self) -> bool {
        self.signals.is_some()
    }

    /// The next thing. A call that is dropped before it is ready loses nothing.
    pub async fn next(&self) -> Word {
        let input = async {
            match self.inputs.recv().await {
                Ok(input) => Word::Input(input),
                Err(_) => pending().await,
            }
        };
        input.or(self.next_of_others()).await
    }

    /// The next thing that is not from the person.
    pub async fn next_of_others(&self) -> Word {
        let aside = async {
            match &self.aside {
                Some(lines) => match lines.recv().await {
                    Ok(text) => Word::Aside(text),
                    Err(_) => pending().await,
                },
                None => pending().await,
            }
        };
        self.stop().or(aside).await
    }

    async fn stop(&self) -> Word {
        let Some(mut signals) = self.signals.as_ref() else {
            return pending().await;
        };
        while let Some(signal) = signals.next().await {
            // An interrupt is how the prompt is woken.
            if matches!(signal, Ok(Signal::Term | Signal::Hup)) {
                return Word::Stop;
            }
        }
        pending().await
    }
}
