//! The running calls: one task each, with the peer connection below it and the agent above.
mod sdp;
mod task;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{mpsc, oneshot};

pub(crate) use self::task::Settings;
use self::task::{Command, Task};
use crate::rtc::peer::Answer;
use crate::rtc::sockets::Sockets;
use crate::scenario::Reach;
use crate::session::{Session, Shared};

/// Commands that may wait for a call; a hub method with a further one waits too.
const COMMANDS: usize = 32;

/// The running calls, by their session's id. One that is over has closed its channel, and the next call removes it.
pub(crate) struct Calls {
    sockets: Arc<Sockets>,
    settings: Settings,
    running: Mutex<HashMap<String, mpsc::Sender<Command>>>,
}

/// The answer to an offer.
#[derive(Debug)]
pub(crate) struct Answered {
    /// What the peer connection answers.
    pub answer: Answer,
    /// It is the session's first.
    pub is_first: bool,
}

impl Calls {
    /// No calls, and the sockets for those to come.
    pub(crate) fn new(sockets: Sockets, settings: Settings) -> Self {
        Self { sockets: Arc::new(sockets), settings, running: Mutex::default() }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, mpsc::Sender<Command>>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn of(&self, session: &Session) -> Option<mpsc::Sender<Command>> {
        self.lock().get(&session.id).cloned()
    }

    /// Answers an offer: by the session's call, if one runs, or by a new one. The error is a sentence for the client.
    pub(crate) async fn answer(&self, session: &Shared, offer: String) -> Result<Answered, &'static str> {
        self.sockets.refresh().await;
        // The agent makes no checks of its own to addresses that it does not know.
        let offer = match session.scenario.reach {
            Reach::Ordinary => offer,
            Reach::TrickledOnly | Reach::Blocked => sdp::without_candidates(&offer),
        };
        if let Some(call) = self.of(session) {
            let (reply, answer) = oneshot::channel();
            let _ = call.send(Command::Offer(offer, reply)).await;
            let answer = answer.await.unwrap_or(Err("The session has ended."))?;
            return Ok(Answered { answer, is_first: false });
        }
        let (line, datagrams) = self.sockets.line();
        let (task, answer) =
            Task::answer(self.sockets.clone(), self.settings, session.clone(), line, &offer)?;
        let (commands, receiver) = mpsc::channel(COMMANDS);
        let mut running = self.lock();
        running.retain(|_, call| !call.is_closed());
        running.insert(session.id.clone(), commands);
        drop(running);
        session.set_called();
        tokio::spawn(task.run(datagrams, receiver));
        Ok(Answered { answer, is_first: true })
    }

    /// Passes on a candidate of the caller's. Without a call it has no effect.
    pub(crate) async fn candidate(&self, session: &Session, candidate: String) {
        if let Some(call) = self.of(session) {
            let _ = call.send(Command::Candidate(candidate)).await;
        }
    }

    /// Passes on a digit that the caller pressed. Without a call it has no effect.
    pub(crate) async fn digit(&self, session: &Session, digit: char) {
        if let Some(call) = self.of(session) {
            let _ = call.send(Command::Digit(digit)).await;
        }
    }
}
