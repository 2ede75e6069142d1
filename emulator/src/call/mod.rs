//! The task that runs one call: the peer connection below, the agent above, and the end of both.
pub(crate) mod sdp;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use str0m::IceConnectionState;
use tokio::sync::{mpsc, oneshot};
use tokio::time::sleep_until;
use tokio_util::sync::CancellationToken;

use crate::agent::{Act, Agent, Manner};
use crate::app::App;
use crate::event::Event;
use crate::log;
use crate::rtc::peer::{Answer, News, Peer};
use crate::rtc::sockets::{Datagram, Line};
use crate::scenario::{Reach, Scenario, Sound};
use crate::session::{Session, Shared};

/// Commands that may wait for a call; the hub method that has another one waits too.
const COMMANDS: usize = 32;
/// How often a call looks whether its caller is still there.
const LOOK: Duration = Duration::from_secs(1);
/// Nothing from the caller for this long is media lost: a browser sends sound all the time, and checks every few seconds.
const QUIET: Duration = Duration::from_secs(8);
/// Time for media to come up, or to come back while the hub is there.
const NO_MEDIA: Duration = Duration::from_mins(1);

enum Command {
    Offer(String, oneshot::Sender<Result<Answer, &'static str>>),
    Candidate(String),
    Digit(char),
}

/// A running call, seen from its session.
#[derive(Clone)]
pub(crate) struct CallHandle {
    commands: mpsc::Sender<Command>,
    ended: CancellationToken,
}

impl CallHandle {
    /// A candidate of the caller's.
    pub(crate) async fn candidate(&self, candidate: String) {
        let _ = self.commands.send(Command::Candidate(candidate)).await;
    }

    /// A digit the caller pressed.
    pub(crate) async fn digit(&self, digit: char) {
        let _ = self.commands.send(Command::Digit(digit)).await;
    }

    /// Ends the call.
    pub(crate) fn end(&self) {
        self.ended.cancel();
    }
}

/// Answers an offer: by the running call, if the session has one, or by a new one.
pub(crate) async fn answer(app: &Arc<App>, session: &Shared, offer: String) -> Result<Answer, &'static str> {
    app.sockets.follow_the_machine().await;
    // The agent makes no checks of its own to addresses that it does not know.
    let offer = match session.scenario.reach {
        Reach::Ordinary => offer,
        Reach::TrickledOnly | Reach::Blocked => sdp::without_candidates(&offer),
    };
    if let Some(call) = session.call() {
        let (reply, answer) = oneshot::channel();
        let _ = call.commands.send(Command::Offer(offer, reply)).await;
        return answer.await.unwrap_or(Err("The session has ended."));
    }
    let (mut line, datagrams) = app.sockets.line();
    let (peer, answer) = Peer::answer(&offer, &addresses(app, session), &mut line)?;
    let (commands, taken) = mpsc::channel(COMMANDS);
    let handle = CallHandle { commands, ended: CancellationToken::new() };
    session.set_call(handle.clone());
    let now = Instant::now();
    let call = Call {
        app: app.clone(),
        session: session.clone(),
        line,
        peer,
        agent: Agent::new(manner(app, &session.scenario)),
        connected: false,
        ice: IceConnectionState::New,
        received_at: now,
        seen_at: now,
        media_at: now,
    };
    tokio::spawn(call.run(datagrams, taken, handle.ended));
    Ok(written(answer, session))
}

/// The addresses at which the agent can be reached in this call.
fn addresses(app: &App, session: &Session) -> Vec<SocketAddr> {
    match session.scenario.reach {
        Reach::Ordinary | Reach::TrickledOnly => app.sockets.addresses(),
        Reach::Blocked => vec![],
    }
}

/// The answer as this call's scenario writes it.
fn written(answer: Answer, session: &Session) -> Answer {
    let mut sdp = answer.sdp;
    if session.scenario.reach == Reach::TrickledOnly {
        sdp = sdp::without_candidates(&sdp);
    }
    Answer { sdp: sdp::rewritten(sdp, session.scenario.answer), ..answer }
}

fn manner(app: &App, scenario: &Scenario) -> Manner {
    Manner {
        barge_in: !app.options.no_barge_in,
        silent: scenario.sound == Sound::Nothing,
        echo: scenario.sound == Sound::Echo,
        hang_up_after: scenario.hang_up_after,
    }
}

struct Call {
    app: Arc<App>,
    session: Shared,
    line: Line,
    peer: Peer,
    agent: Agent,
    connected: bool,
    ice: IceConnectionState,
    /// When the last datagram came.
    received_at: Instant,
    /// When the caller was last there, by hub or by media; and by media.
    seen_at: Instant,
    media_at: Instant,
}

impl Call {
    async fn run(
        mut self,
        mut datagrams: mpsc::Receiver<Datagram>,
        mut commands: mpsc::Receiver<Command>,
        ended: CancellationToken,
    ) {
        loop {
            let deadline = self.drive();
            if let Some(reason) = self.is_over() {
                self.session.end(reason);
            }
            tokio::select! {
                biased;
                () = ended.cancelled() => break,
                command = commands.recv() => match command {
                    Some(command) => self.command(command),
                    None => break,
                },
                datagram = datagrams.recv() => if let Some(datagram) = datagram {
                    self.received_at = datagram.at;
                    self.peer.receive(&datagram, &mut self.line);
                    // What has piled up is taken in one go.
                    while let Ok(datagram) = datagrams.try_recv() {
                        self.peer.receive(&datagram, &mut self.line);
                    }
                },
                () = sleep_until(deadline.into()) => self.peer.tick(Instant::now()),
            }
        }
        self.peer.close(&mut self.line);
        self.session.note("agent:state", Some("closed".into()));
    }

    /// Does everything that is due; when there is more.
    fn drive(&mut self) -> Instant {
        let mut news = Vec::new();
        let now = Instant::now();
        let mut deadline = now + LOOK;
        loop {
            let peer = self.peer.drive(&mut self.line, &mut news);
            if !news.is_empty() {
                news.drain(..).for_each(|news| self.take(news));
            }
            let mut played = false;
            if self.connected && self.peer.is_alive() {
                while let Some((at, packet)) = self.agent.play(now) {
                    self.peer.play(now, at, packet);
                    played = true;
                }
                if let Some(at) = self.agent.deadline() {
                    deadline = deadline.min(at);
                }
            }
            self.act();
            if !played {
                return peer.map_or(deadline, |at| deadline.min(at)).max(now + Duration::from_micros(100));
            }
            deadline = now + LOOK;
        }
    }

    fn take(&mut self, news: News) {
        match news {
            News::Connected => {
                self.connected = true;
                self.agent.connected(Instant::now());
                self.session.note("agent:state", Some("connected".into()));
                log::line(&self.session.id, "media connected");
            }
            News::Ice(state) => {
                self.ice = state;
                if state == IceConnectionState::Disconnected {
                    self.session.note("agent:state", Some("disconnected".into()));
                    log::line(&self.session.id, "media lost");
                }
            }
            News::Heard { at, packet, level } => self.agent.heard(at, packet, level),
            News::Closed => log::line(&self.session.id, "media closed by the caller"),
        }
    }

    fn act(&mut self) {
        while let Some(act) = self.agent.poll() {
            match act {
                Act::Line(line) => {
                    if line.is_final {
                        self.session.note("agent:transcript", Some(line.text.clone()));
                    }
                    self.session.emit(&Event::transcription(&line, self.session.scenario.transcripts));
                }
                Act::HangUp => {
                    self.session.end("agent_ended");
                }
            }
        }
    }

    fn command(&mut self, command: Command) {
        match command {
            Command::Candidate(text) if self.session.scenario.reach == Reach::Ordinary => {
                self.peer.candidate(&text);
            }
            Command::Candidate(_) => {}
            Command::Digit(digit) => self.agent.digit(digit),
            Command::Offer(offer, reply) => {
                let _ = reply.send(self.offer(&offer));
            }
        }
    }

    /// A later offer: of the same peer connection, for an ICE restart, or of a new one that takes its place.
    fn offer(&mut self, offer: &str) -> Result<Answer, &'static str> {
        let addresses = addresses(&self.app, &self.session);
        let answer = if self.peer.is_meant_by(offer) {
            self.peer.accept(offer, &addresses, &mut self.line)?
        } else {
            let (peer, answer) = Peer::answer(offer, &addresses, &mut self.line)?;
            self.peer.close(&mut self.line);
            self.peer = peer;
            self.connected = false;
            answer
        };
        self.media_at = Instant::now();
        Ok(Answer { is_first: false, ..written(answer, &self.session) })
    }

    /// Why the call is over, if the caller has gone.
    fn is_over(&mut self) -> Option<&'static str> {
        let now = Instant::now();
        let media = self.connected
            && self.peer.is_alive()
            && self.ice != IceConnectionState::Disconnected
            && now.saturating_duration_since(self.received_at) < QUIET;
        let attached = self.session.is_attached();
        if media {
            self.media_at = now;
        }
        if media || attached {
            self.seen_at = now;
        }
        let hung_up = self.connected && !self.peer.is_alive() && !attached;
        if hung_up || now - self.seen_at > self.app.options.linger {
            return Some("caller_vanished");
        }
        (now - self.media_at > NO_MEDIA).then_some("no_media")
    }
}
