//! The agent: it greets, detects when the caller speaks, and repeats the speech after a pause.
//!
//! Pure: time is an input, packets come out when they are due and transcript lines when they change; it names no network.
//! Turn taking:
//!
//! - A caller who *begins* to speak for 0.4 s interrupts the agent (a tone that was there before does not). The agent
//!   stops at once. If the caller continues for another 0.6 s, it is the caller's turn. If the sound stops, it was the
//!   agent's own voice from a loudspeaker, or a cough, and the agent continues where it stopped.
//! - At most two interruptions are accepted until the caller has spoken while the agent was silent. So a loudspeaker
//!   without echo cancellation causes two short gaps and cannot make the agent answer itself for ever.
pub(crate) mod detector;
pub(crate) mod speak;
pub(crate) mod utterance;
pub(crate) mod voice;

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use self::detector::SpeechDetector;
use self::speak::{Speech, seconds};
use self::utterance::{Recent, Utterance};
use self::voice::GREETING;
use crate::opus::{PER_MS, Packet};

/// Speech that begins an utterance while the agent is silent, in samples.
const BEGINS: u64 = 60 * PER_MS;
/// Speech that interrupts the agent.
const INTERRUPTS: u64 = 400 * PER_MS;
/// Further speech that confirms an interruption.
const INTERRUPTION_CONFIRMED: u64 = 600 * PER_MS;
/// Silence that cancels an interruption.
const INTERRUPTION_CANCELLED: u64 = 400 * PER_MS;
/// Silence between two sounds; shorter gaps are within one.
const GAP: u64 = 200 * PER_MS;
/// After its own speech the agent ignores the caller for this long: the room may still echo it.
const ECHO_GUARD: u64 = 300 * PER_MS;
/// Interruptions accepted until the caller has spoken while the agent was silent.
const MAX_INTERRUPTIONS: u8 = 2;
/// The delay of [`Behavior::echo`].
const ECHO: usize = 25;
/// Packets that may wait in the echo; of a caller who sends faster than real time the rest is dropped.
const ECHO_QUEUE: usize = 100;
/// No packet for this long counts as silence (a client that sends none in pauses, or is gone).
const ABSENT: Duration = Duration::from_millis(100);
/// A delay of the process beyond which the lost time is skipped.
const STALL: Duration = Duration::from_millis(200);

/// How an agent behaves in one call.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Behavior {
    /// It can be interrupted.
    pub barge_in: bool,
    /// It sends no sound at all.
    pub silent: bool,
    /// After its greeting it returns everything half a second late.
    pub echo: bool,
    /// It hangs up this long after the media came up.
    pub hang_up_after: Option<Duration>,
}

/// The speaker of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Speaker {
    /// The agent.
    Agent,
    /// The caller.
    User,
}

/// A transcript line in its current state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    /// The same for every partial of it and the final text.
    pub id: String,
    /// Its speaker.
    pub speaker: Speaker,
    /// Its text so far.
    pub text: String,
    /// No more of it will come.
    pub is_final: bool,
}

/// What the agent does besides sending audio.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    /// A transcript line is new or has changed.
    Line(Line),
    /// It ends the call.
    HangUp,
}

/// The agent in one call.
#[derive(Debug, Default)]
pub(crate) struct Agent {
    behavior: Behavior,
    /// When the next packet is due, once media is connected; and its position in the stream, in samples.
    clock: Option<Instant>,
    sent: u64,
    connected_at: Option<Instant>,
    detector: SpeechDetector,
    last_received: Option<Instant>,
    /// Since the last gap: speech; since the last speech: silence.
    voiced: u64,
    quiet: u64,
    /// There was a gap since the agent began to speak: speech now is speech that begins.
    gap_seen: bool,
    /// Audio that is still ignored, in samples.
    echo_guard: u64,
    interruptions_left: u8,
    recent: Recent,
    speech: Option<Speech>,
    interrupted: Option<Speech>,
    utterance: Option<Utterance>,
    echo: VecDeque<Packet>,
    lines: u32,
    actions: VecDeque<Action>,
}

impl Agent {
    /// An agent that waits for media.
    pub(crate) fn new(behavior: Behavior) -> Self {
        Self { behavior, interruptions_left: MAX_INTERRUPTIONS, ..Self::default() }
    }

    /// Media is connected. The first time, it greets.
    pub(crate) fn connected(&mut self, now: Instant) {
        self.clock = Some(now);
        if self.connected_at.is_none() {
            self.connected_at = Some(now);
            let line = self.line("agent");
            self.say(Speech::recording(line, GREETING.clone()));
        }
    }

    /// When [`Agent::play`] wants to be called next.
    pub(crate) fn deadline(&self) -> Option<Instant> {
        self.clock
    }

    /// The next thing that it does besides sending audio.
    pub(crate) fn poll(&mut self) -> Option<Action> {
        self.actions.pop_front()
    }

    /// Acknowledges a digit that the caller pressed.
    pub(crate) fn digit(&mut self, digit: char) {
        let id = self.line("agent");
        self.transcribe(id, Speaker::Agent, format!("You pressed {digit}."), true);
    }

    /// Takes a packet of the caller's, with its level in dBov if the client sends levels.
    pub(crate) fn receive(&mut self, now: Instant, packet: Packet, level: Option<i8>) {
        if self.clock.is_none() {
            return;
        }
        self.last_received = Some(now);
        let speech = self.detector.speech(level, packet.payload.len(), packet.samples);
        self.listen(packet, speech);
    }

    /// The packet that is due now, and its position in the stream in samples at 48 kHz.
    pub(crate) fn play(&mut self, now: Instant) -> Option<(u64, Packet)> {
        let due = self.clock.filter(|due| *due <= now)?;
        let late = now - due;
        let due = if late > STALL {
            self.sent += u64::try_from(late.as_millis()).unwrap_or_default() * PER_MS;
            now
        } else {
            due
        };
        if self.last_received.is_some_and(|received| now.saturating_duration_since(received) > ABSENT) {
            self.listen(Packet::silence(), false);
        }
        self.check_hang_up(now);
        let packet = self.next_packet();
        let at = self.sent;
        self.sent += packet.samples;
        self.clock = Some(due + Duration::from_micros(packet.samples * 1000 / PER_MS));
        (!self.behavior.silent).then_some((at, packet))
    }

    fn check_hang_up(&mut self, now: Instant) {
        let (Some(since), Some(after)) = (self.connected_at, self.behavior.hang_up_after) else { return };
        if now.saturating_duration_since(since) >= after {
            self.behavior.hang_up_after = None;
            self.actions.push_back(Action::HangUp);
        }
    }

    fn next_packet(&mut self) -> Packet {
        let Some(speech) = &mut self.speech else {
            let echo = if self.echo.len() > ECHO { self.echo.pop_front() } else { None };
            return echo.unwrap_or_else(Packet::silence);
        };
        let id = speech.line.clone();
        if let Some(packet) = speech.next_packet() {
            if let Some(text) = speech.more_text().map(str::to_owned) {
                self.transcribe(id, Speaker::Agent, text, false);
            }
            return packet;
        }
        let text = speech.text().to_owned();
        self.speech = None;
        self.echo_guard = ECHO_GUARD;
        self.transcribe(id, Speaker::Agent, text, true);
        Packet::silence()
    }

    fn say(&mut self, speech: Speech) {
        if !self.behavior.silent {
            self.gap_seen = self.quiet >= GAP;
            self.speech = Some(speech);
        }
    }

    fn listen(&mut self, packet: Packet, speech: bool) {
        let samples = packet.samples;
        if speech {
            self.voiced += samples;
            self.quiet = 0;
        } else {
            self.quiet += samples;
            if self.quiet >= GAP {
                self.voiced = 0;
                self.gap_seen = true;
            }
        }
        if self.behavior.echo {
            if self.speech.is_none() && self.echo.len() < ECHO_QUEUE {
                self.echo.push_back(packet);
            }
        } else if self.utterance.is_some() {
            self.extend_utterance(packet, speech);
        } else {
            self.recent.push(packet);
            if self.speech.is_some() {
                self.detect_interruption();
            } else if self.echo_guard > 0 {
                self.echo_guard = self.echo_guard.saturating_sub(samples);
                self.voiced = 0;
            } else if self.voiced >= BEGINS {
                self.interruptions_left = MAX_INTERRUPTIONS;
                let line = self.line("user");
                self.utterance = Some(Utterance::begin(line, &mut self.recent, self.voiced));
            }
        }
    }

    fn detect_interruption(&mut self) {
        if self.behavior.barge_in && self.interruptions_left > 0 && self.gap_seen && self.voiced >= INTERRUPTS
        {
            self.interruptions_left -= 1;
            self.interrupted = self.speech.take();
            let line = self.line("user");
            self.utterance = Some(Utterance::begin(line, &mut self.recent, self.voiced));
        }
    }

    fn extend_utterance(&mut self, packet: Packet, speech: bool) {
        let Some(utterance) = &mut self.utterance else { return };
        utterance.push(packet, speech);
        if self.interrupted.is_some() {
            if utterance.voiced >= INTERRUPTS + INTERRUPTION_CONFIRMED {
                if let Some(speech) = self.interrupted.take() {
                    self.transcribe(speech.line.clone(), Speaker::Agent, speech.interrupted(), true);
                }
            } else if utterance.trailing >= INTERRUPTION_CANCELLED {
                self.utterance = None;
                self.speech = self.interrupted.take();
            }
            return;
        }
        if !utterance.is_over() {
            if let Some(spoken) = utterance.partial() {
                let (id, text) = (utterance.line.clone(), format!("… ({})", seconds(spoken)));
                self.transcribe(id, Speaker::User, text, false);
            }
            return;
        }
        if let Some(utterance) = self.utterance.take().filter(Utterance::is_speech) {
            let spoken = utterance.spoken();
            let text = format!("You spoke for {}.", seconds(spoken));
            self.transcribe(utterance.line.clone(), Speaker::User, text, true);
            let line = self.line("agent");
            self.say(Speech::reply(line, spoken, utterance.into_packets()));
        }
    }

    fn line(&mut self, who: &str) -> String {
        self.lines += 1;
        format!("{who}-{}", self.lines)
    }

    fn transcribe(&mut self, id: String, speaker: Speaker, text: String, is_final: bool) {
        self.actions.push_back(Action::Line(Line { id, speaker, text, is_final }));
    }
}

#[cfg(test)]
mod tests;
