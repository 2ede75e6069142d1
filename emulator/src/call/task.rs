//! The task of one call: it drives the peer connection and the agent, and detects the end of both.
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use str0m::IceConnectionState;
use tokio::sync::{mpsc, oneshot};
use tokio::time::sleep_until;

use crate::agent::{Action, Agent, Behavior};
use crate::call::sdp;
use crate::event::Event;
use crate::log;
use crate::rtc::peer::{Answer, Peer, PeerEvent};
use crate::rtc::sockets::{Datagram, Line, Sockets};
use crate::scenario::{Reach, Sound};
use crate::session::{Session, Shared};

/// How often a call checks that its caller is still there.
const CHECK_INTERVAL: Duration = Duration::from_secs(1);
/// Nothing from the caller for this long is media lost: a browser sends sound all the time, and checks every few seconds.
const QUIET: Duration = Duration::from_secs(8);
/// Time for media to connect, or to return while the hub is there.
const NO_MEDIA: Duration = Duration::from_mins(1);

/// What all calls have in common.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Settings {
    /// The agent stops when the caller interrupts it.
    pub barge_in: bool,
    /// Time for a caller whose hub and media are both gone to return.
    pub linger: Duration,
}

/// What a hub method passes to a call.
pub(super) enum Command {
    /// An offer, and where its answer goes.
    Offer(String, oneshot::Sender<Result<Answer, &'static str>>),
    /// A candidate of the caller's.
    Candidate(String),
    /// A digit that the caller pressed.
    Digit(char),
}

/// The addresses at which the agent can be reached in this call.
fn addresses(sockets: &Sockets, session: &Session) -> Vec<SocketAddr> {
    match session.scenario.reach {
        Reach::Ordinary | Reach::TrickledOnly => sockets.addresses(),
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

/// One call.
pub(super) struct Task {
    sockets: Arc<Sockets>,
    settings: Settings,
    session: Shared,
    line: Line,
    peer: Peer,
    agent: Agent,
    connected: bool,
    ice: IceConnectionState,
    /// When the last datagram arrived.
    received_at: Instant,
    /// When the caller was last there, by hub or by media; and by media.
    seen_at: Instant,
    media_at: Instant,
}

impl Task {
    /// A call that answers this offer. It begins with [`Task::run`].
    pub(super) fn answer(
        sockets: Arc<Sockets>,
        settings: Settings,
        session: Shared,
        mut line: Line,
        offer: &str,
    ) -> Result<(Self, Answer), &'static str> {
        let (peer, answer) = Peer::answer(offer, &addresses(&sockets, &session), &mut line)?;
        let answer = written(answer, &session);
        let behavior = Behavior {
            barge_in: settings.barge_in,
            silent: session.scenario.sound == Sound::Nothing,
            echo: session.scenario.sound == Sound::Echo,
            hang_up_after: session.scenario.hang_up_after,
        };
        let now = Instant::now();
        let task = Self {
            sockets,
            settings,
            session,
            line,
            peer,
            agent: Agent::new(behavior),
            connected: false,
            ice: IceConnectionState::New,
            received_at: now,
            seen_at: now,
            media_at: now,
        };
        Ok((task, answer))
    }

    /// Runs it until its session ends.
    pub(super) async fn run(
        mut self,
        mut datagrams: mpsc::Receiver<Datagram>,
        mut commands: mpsc::Receiver<Command>,
    ) {
        let session = self.session.clone();
        let mut ended = std::pin::pin!(session.ended());
        loop {
            let deadline = self.drive();
            if let Some(reason) = self.is_over() {
                self.session.end(reason);
            }
            tokio::select! {
                biased;
                () = &mut ended => break,
                command = commands.recv() => match command {
                    Some(command) => self.command(command),
                    None => break,
                },
                datagram = datagrams.recv() => if let Some(datagram) = datagram {
                    self.received_at = datagram.at;
                    self.peer.receive(&datagram, &mut self.line);
                    // What is waiting is taken at once.
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

    /// Does everything that is due. Returns when more is due.
    fn drive(&mut self) -> Instant {
        let mut events = Vec::new();
        let now = Instant::now();
        let mut deadline = now + CHECK_INTERVAL;
        loop {
            let peer = self.peer.drive(&mut self.line, &mut events);
            if !events.is_empty() {
                events.drain(..).for_each(|event| self.take(event));
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
            self.take_actions();
            if !played {
                return peer.map_or(deadline, |at| deadline.min(at)).max(now + Duration::from_micros(100));
            }
            deadline = now + CHECK_INTERVAL;
        }
    }

    fn take(&mut self, event: PeerEvent) {
        match event {
            PeerEvent::Connected => {
                self.connected = true;
                self.agent.connected(Instant::now());
                self.session.note("agent:state", Some("connected".into()));
                log::line(&self.session.id, "media connected");
            }
            PeerEvent::Ice(state) => {
                self.ice = state;
                if state == IceConnectionState::Disconnected {
                    self.session.note("agent:state", Some("disconnected".into()));
                    log::line(&self.session.id, "media lost");
                }
            }
            PeerEvent::Audio { at, packet, level } => self.agent.receive(at, packet, level),
            PeerEvent::Closed => log::line(&self.session.id, "media closed by the caller"),
        }
    }

    fn take_actions(&mut self) {
        while let Some(action) = self.agent.poll() {
            match action {
                Action::Line(line) => {
                    if line.is_final {
                        self.session.note("agent:transcript", Some(line.text.clone()));
                    }
                    self.session.emit(Event::transcription(&line, self.session.scenario.transcripts));
                }
                Action::HangUp => {
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

    /// Answers a later offer: of the same peer connection (an ICE restart), or of a new one that replaces it.
    fn offer(&mut self, offer: &str) -> Result<Answer, &'static str> {
        let addresses = addresses(&self.sockets, &self.session);
        let answer = if self.peer.is_target_of(offer) {
            self.peer.accept(offer, &addresses, &mut self.line)?
        } else {
            let (peer, answer) = Peer::answer(offer, &addresses, &mut self.line)?;
            self.peer.close(&mut self.line);
            self.peer = peer;
            self.connected = false;
            answer
        };
        self.media_at = Instant::now();
        Ok(written(answer, &self.session))
    }

    /// Why the call is over, if the caller is gone.
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
        if hung_up || now - self.seen_at > self.settings.linger {
            return Some("caller_vanished");
        }
        (now - self.media_at > NO_MEDIA).then_some("no_media")
    }
}
