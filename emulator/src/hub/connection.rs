//! One hub connection, from the opened socket to its end.
use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::{CloseFrame, Message, WebSocket};
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt as _, StreamExt as _};
use tokio::sync::{Semaphore, mpsc};
use tokio::time::{Instant, MissedTickBehavior, interval_at, sleep_until, timeout};

use crate::event::Event;
use crate::hub::handshake;
use crate::hub::message::{self, HANDSHAKE_DONE, Incoming, PING};
use crate::hub::methods;
use crate::hub::reader::{Reader, TooLong};
use crate::hub::state::Hub;
use crate::scenario::{Fields, Handshake, OnConnect, Scenario};
use crate::session::Shared;
use crate::session::outbox::{Out, Outbox};

/// Hub messages put into one WebSocket message at most.
const BATCH: usize = 64;
/// Time for a client to answer the WebSocket's close.
const CLOSE_LIMIT: Duration = Duration::from_secs(5);
/// The error that ASP.NET Core sends for every mistake unless detailed errors are enabled.
const CLOSED_WITH_ERROR: &str = "Connection closed with an error.";

/// Serves a socket until it is gone.
pub(crate) async fn serve(hub: Arc<Hub>, id: String, session: Option<Shared>, socket: WebSocket) {
    let (sink, stream) = socket.split();
    let (outbox, queue) = Outbox::new();
    let source = Source { stream, reader: Reader::new(hub.options.max_message) };
    let connection = Connection { hub: hub.clone(), id, session: session.clone(), outbox: outbox.clone() };
    let fields = session.as_ref().map_or(Fields::CamelCase, |session| session.scenario.fields);
    let mut reading = std::pin::pin!(connection.read(source));
    let closing = tokio::select! {
        () = outbox.is_cut() => false,
        () = &mut reading => false,
        () = write(sink, queue, hub.options.keep_alive, fields) => true,
    };
    if let Some(session) = session {
        session.detach(&connection.id);
    }
    if closing {
        // The close has been sent: the client's own close ends the reading.
        let _ = timeout(CLOSE_LIMIT, reading).await;
    }
}

/// Sends what is queued (messages that wait share a frame) and a ping at each interval.
async fn write(
    mut sink: SplitSink<WebSocket, Message>,
    mut queue: mpsc::Receiver<Out>,
    keep_alive: Duration,
    fields: Fields,
) {
    let mut pings = interval_at(Instant::now() + keep_alive, keep_alive);
    pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut batch = Vec::new();
    let mut is_open = false;
    loop {
        tokio::select! {
            count = queue.recv_many(&mut batch, BATCH) => if count == 0 { return },
            _ = pings.tick(), if is_open => batch.push(Out::Text(PING.to_owned())),
        }
        is_open = true;
        let mut text = String::new();
        let mut close = None;
        for out in batch.drain(..) {
            if close.is_some() {
                break;
            }
            match out {
                Out::Event(event) => text.push_str(&message::event(&event, fields)),
                Out::Text(more) => text.push_str(&more),
                Out::Close { error, allow_reconnect } => {
                    text.push_str(&message::close(error, allow_reconnect));
                    close = Some(CloseFrame { code: 1000, reason: "".into() });
                }
                Out::CloseSocket { last, code, reason } => {
                    text.push_str(&last);
                    close = Some(CloseFrame { code, reason: reason.into() });
                }
            }
        }
        if !text.is_empty() && sink.send(Message::text(text)).await.is_err() {
            return;
        }
        if close.is_some() {
            let _ = sink.send(Message::Close(close)).await;
            return;
        }
    }
}

/// Where the client's messages come from.
struct Source {
    stream: SplitStream<WebSocket>,
    reader: Reader,
}

impl Source {
    /// The next hub message; `None` when the socket is gone.
    async fn next(&mut self) -> Option<Result<String, TooLong>> {
        loop {
            match self.reader.next() {
                Ok(Some(message)) => return Some(Ok(message)),
                Ok(None) => {}
                Err(too_long) => return Some(Err(too_long)),
            }
            match self.stream.next().await?.ok()? {
                Message::Text(text) => self.reader.push(text.as_bytes()),
                Message::Binary(bytes) => self.reader.push(&bytes),
                // After a close comes the end of the stream.
                Message::Close(_) | Message::Ping(_) | Message::Pong(_) => {}
            }
        }
    }

    /// Waits for the socket's end.
    async fn drain(mut self) {
        while let Some(Ok(_)) = self.stream.next().await {}
    }
}

struct Connection {
    hub: Arc<Hub>,
    id: String,
    session: Option<Shared>,
    outbox: Outbox,
}

impl Connection {
    /// Takes the client's messages until the socket is gone.
    async fn read(&self, mut source: Source) {
        let scenario = self.session.as_ref().map_or(Scenario::ORDINARY, |session| session.scenario);
        if scenario.handshake != Handshake::Silent {
            let request = match timeout(self.hub.options.handshake_timeout, source.next()).await {
                Ok(None) => return,
                Ok(Some(request)) => request.ok(),
                Err(_) => None,
            };
            if self.accepts(request.as_deref(), scenario.handshake)
                && let Some(session) = self.connected()
            {
                self.take_messages(&session, &mut source).await;
            }
        }
        source.drain().await;
    }

    /// Whether the handshake request is accepted. `None`: there is none in time, or it is too long.
    fn accepts(&self, request: Option<&str>, answer: Handshake) -> bool {
        let outcome = match (request, answer) {
            (None, _) => Err(handshake::CANCELED.to_owned()),
            (Some(_), Handshake::Text(text)) => {
                self.outbox.text(text);
                return false;
            }
            (Some(_), Handshake::Closed(code)) => {
                self.outbox.close_socket(String::new(), code, "");
                return false;
            }
            (Some(request), _) => handshake::check(request),
        };
        if let Err(error) = &outcome {
            self.outbox.close_socket(message::handshake_error(error), 1000, "");
        }
        outcome.is_ok()
    }

    /// The handshake is done: the session is claimed, or the client learns why not, in one frame with the
    /// handshake's answer, as in ASP.NET Core.
    fn connected(&self) -> Option<Shared> {
        let Some(session) = self.session.as_ref().filter(|session| session.is_claimable()) else {
            let error =
                Event::error("session_not_found", "The session token is unknown or has expired.", false);
            self.refuse(&(message::event(&error, Fields::CamelCase) + &message::close(None, false)));
            return None;
        };
        match session.scenario.on_connect {
            OnConnect::Close(error) => {
                self.refuse(&message::close(error, false));
                return None;
            }
            OnConnect::CloseSocket(code, reason) => {
                self.outbox.close_socket(HANDSHAKE_DONE.to_owned(), code, reason);
                return None;
            }
            OnConnect::Nothing | OnConnect::SessionStarted | OnConnect::SessionEnded(_) => {}
        }
        self.outbox.text(HANDSHAKE_DONE);
        session.attach(&self.id, &self.outbox);
        if session.has_ended() {
            return None;
        }
        match session.scenario.on_connect {
            OnConnect::SessionStarted => session.announce_start(),
            OnConnect::SessionEnded(reason) => {
                session.end(reason);
            }
            _ => {}
        }
        Some(session.clone())
    }

    fn refuse(&self, last: &str) {
        self.outbox.close_socket(format!("{HANDSHAKE_DONE}{last}"), 1000, "");
    }

    /// Returns at a Close, a malformed message, a silence that is too long, or the end of the socket.
    async fn take_messages(&self, session: &Shared, source: &mut Source) {
        // One method at a time, in order, as ASP.NET Core does by default: while one runs, the next waits
        // here, and the reading with it.
        let turn = Arc::new(Semaphore::new(1));
        // The clock starts with the client's first ping: one that never pings is never dropped for silence.
        let mut silence_limit = None;
        loop {
            let message = tokio::select! {
                message = source.next() => message,
                () = sleep_until(silence_limit.unwrap_or_else(Instant::now)), if silence_limit.is_some() => {
                    return self.outbox.close(Some(CLOSED_WITH_ERROR), true);
                }
            };
            let Some(message) = message else { return };
            let message = message.map_err(|_| message::Malformed).and_then(|text| Incoming::parse(&text));
            if silence_limit.is_some() || message == Ok(Incoming::Ping) {
                silence_limit = Some(Instant::now() + self.hub.options.client_timeout);
            }
            match message {
                Ok(Incoming::Invoke { id, target, arguments }) => {
                    let Ok(permit) = turn.clone().acquire_owned().await else { return };
                    let (hub, session, outbox) = (self.hub.clone(), session.clone(), self.outbox.clone());
                    tokio::spawn(async move {
                        let outcome = methods::run(&hub.calls, &session, &outbox, &target, arguments).await;
                        if let Some(id) = id {
                            outbox.text(message::completion(&id, outcome.as_ref().map_err(String::as_str)));
                        }
                        drop(permit);
                    });
                }
                Ok(Incoming::Stream { id, target }) => {
                    let error = methods::not_a_stream(&target);
                    self.outbox.text(message::completion(&id, Err(&error)));
                }
                Ok(Incoming::Ping | Incoming::Other) => {}
                Ok(Incoming::Close) => return self.outbox.close(None, false),
                Err(_) => return self.outbox.close(Some(CLOSED_WITH_ERROR), true),
            }
        }
    }
}
