//! The agent: it greets, hears when the caller speaks, and says it back after a pause.
//!
//! Pure: it is told the time, hands out packets when they are due and transcript lines when there are any,
//! and knows nothing of networks. The turns are taken like this:
//!
//! - While it speaks it can be interrupted: by a caller who *begins* to speak (a tone that was there all
//!   along is none) for 0.4 s. It falls silent at once. If the caller then goes on for 0.6 s more, the
//!   floor is theirs; if the sound stops, it was the agent's own voice out of a loudspeaker, or a cough, and
//!   the agent goes on where it broke off.
//! - An interruption must be earned: two at most, until the caller has spoken in silence again. So a
//!   loudspeaker without echo cancellation costs two hiccups and cannot make the agent answer itself for ever.
pub(crate) mod listen;
pub(crate) mod speak;
pub(crate) mod utterance;
pub(crate) mod voice;

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use self::listen::Ear;
use self::speak::{Speech, seconds};
use self::utterance::{Recent, Utterance};
use self::voice::GREETING;
use crate::opus::{PER_MS, Packet};

/// Speech that begins an utterance while the agent is silent.
const BEGINS: u64 = 60 * PER_MS;
/// Speech that interrupts the agent.
const INTERRUPTS: u64 = 400 * PER_MS;
/// Speech after an interruption that makes it a turn of the caller's.
const TAKES_THE_FLOOR: u64 = 600 * PER_MS;
/// Silence after an interruption that takes it back.
const FALSE_ALARM: u64 = 400 * PER_MS;
/// Silence that lies between two sounds: shorter gaps are within a word.
const GAP: u64 = 200 * PER_MS;
/// After its own words the agent listens to nothing for this long: the last of them may still be in the room.
const ROOM: u64 = 300 * PER_MS;
/// Interruptions allowed until the caller has spoken in silence.
const PATIENCE: u8 = 2;
/// The delay of [`Manner::echo`].
const ECHO: usize = 25;
/// Packets that may wait in the echo; a caller who sends faster than real time loses the rest.
const ECHO_QUEUE: usize = 100;
/// No packet for this long is silence (a client that sends none in pauses, or has gone).
const ABSENT: Duration = Duration::from_millis(100);
/// A delay of the process after which lost time is skipped instead of caught up with.
const STALL: Duration = Duration::from_millis(200);

/// How an agent behaves in one call.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Manner {
    /// It can be interrupted.
    pub barge_in: bool,
    /// It sends no sound at all.
    pub silent: bool,
    /// After its greeting it returns everything half a second late.
    pub echo: bool,
    /// It hangs up this long after the media came up.
    pub hang_up_after: Option<Duration>,
}

/// Who said a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Speaker {
    /// The agent.
    Agent,
    /// The caller.
    User,
}

/// A transcript line as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    /// The same for every partial of it and the final text.
    pub id: String,
    /// Who says it.
    pub speaker: Speaker,
    /// The words.
    pub text: String,
    /// No more of it will come.
    pub is_final: bool,
}

/// What the agent does besides sounding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    /// A transcript line came or changed.
    Line(Line),
    /// It ends the call.
    HangUp,
}

/// The agent in one call.
#[derive(Debug, Default)]
pub(crate) struct Agent {
    manner: Manner,
    /// When the next packet is due, once media is up; and its place in the stream, in samples.
    clock: Option<Instant>,
    sent: u64,
    connected_at: Option<Instant>,
    ear: Ear,
    last_heard: Option<Instant>,
    /// Since the last gap: speech; since the last speech: silence.
    voiced: u64,
    quiet: u64,
    /// A gap was heard since the agent began to speak, so that speech now is one that begins.
    gap_heard: bool,
    room: u64,
    patience: u8,
    recent: Recent,
    speech: Option<Speech>,
    broken_off: Option<Speech>,
    utterance: Option<Utterance>,
    echo: VecDeque<Packet>,
    lines: u32,
    acts: VecDeque<Act>,
}

impl Agent {
    /// An agent that waits for media.
    pub(crate) fn new(manner: Manner) -> Self {
        Self { manner, patience: PATIENCE, ..Self::default() }
    }

    /// Media is up. The first time, it greets.
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

    /// The next thing it does besides sounding.
    pub(crate) fn poll(&mut self) -> Option<Act> {
        self.acts.pop_front()
    }

    /// A digit the caller pressed.
    pub(crate) fn digit(&mut self, digit: char) {
        let id = self.line("agent");
        self.tell(id, Speaker::Agent, format!("You pressed {digit}."), true);
    }

    /// A packet of the caller's, with its level in dBov if the client sends levels.
    pub(crate) fn heard(&mut self, now: Instant, packet: Packet, level: Option<i8>) {
        if self.clock.is_none() {
            return;
        }
        self.last_heard = Some(now);
        let speech = self.ear.speech(level, packet.payload.len(), packet.samples);
        self.listen(packet, speech);
    }

    /// The packet that is due now, and its place in the stream in samples at 48 kHz.
    pub(crate) fn play(&mut self, now: Instant) -> Option<(u64, Packet)> {
        let due = self.clock.filter(|due| *due <= now)?;
        let late = now - due;
        let due = if late > STALL {
            self.sent += u64::try_from(late.as_millis()).unwrap_or_default() * PER_MS;
            now
        } else {
            due
        };
        if self.last_heard.is_some_and(|heard| now.saturating_duration_since(heard) > ABSENT) {
            self.listen(Packet::silence(), false);
        }
        self.watch_the_time(now);
        let packet = self.next_packet();
        let at = self.sent;
        self.sent += packet.samples;
        self.clock = Some(due + Duration::from_micros(packet.samples * 1000 / PER_MS));
        (!self.manner.silent).then_some((at, packet))
    }

    fn watch_the_time(&mut self, now: Instant) {
        let (Some(since), Some(after)) = (self.connected_at, self.manner.hang_up_after) else { return };
        if now.saturating_duration_since(since) >= after {
            self.manner.hang_up_after = None;
            self.acts.push_back(Act::HangUp);
        }
    }

    fn next_packet(&mut self) -> Packet {
        let Some(speech) = &mut self.speech else {
            let echo = if self.echo.len() > ECHO { self.echo.pop_front() } else { None };
            return echo.unwrap_or_else(Packet::silence);
        };
        let id = speech.line.clone();
        if let Some(packet) = speech.next_packet() {
            if let Some(words) = speech.more_words().map(str::to_owned) {
                self.tell(id, Speaker::Agent, words, false);
            }
            return packet;
        }
        let words = speech.words().to_owned();
        self.speech = None;
        self.room = ROOM;
        self.tell(id, Speaker::Agent, words, true);
        Packet::silence()
    }

    fn say(&mut self, speech: Speech) {
        if !self.manner.silent {
            self.gap_heard = self.quiet >= GAP;
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
                self.gap_heard = true;
            }
        }
        if self.manner.echo {
            if self.speech.is_none() && self.echo.len() < ECHO_QUEUE {
                self.echo.push_back(packet);
            }
        } else if self.utterance.is_some() {
            self.go_on_listening(packet, speech);
        } else {
            self.recent.push(packet);
            if self.speech.is_some() {
                self.mind_interruptions();
            } else if self.room > 0 {
                self.room = self.room.saturating_sub(samples);
                self.voiced = 0;
            } else if self.voiced >= BEGINS {
                self.patience = PATIENCE;
                let line = self.line("user");
                self.utterance = Some(Utterance::begin(line, &mut self.recent, self.voiced));
            }
        }
    }

    fn mind_interruptions(&mut self) {
        if self.manner.barge_in && self.patience > 0 && self.gap_heard && self.voiced >= INTERRUPTS {
            self.patience -= 1;
            self.broken_off = self.speech.take();
            let line = self.line("user");
            self.utterance = Some(Utterance::begin(line, &mut self.recent, self.voiced));
        }
    }

    fn go_on_listening(&mut self, packet: Packet, speech: bool) {
        let Some(utterance) = &mut self.utterance else { return };
        utterance.push(packet, speech);
        if self.broken_off.is_some() {
            if utterance.voiced >= INTERRUPTS + TAKES_THE_FLOOR {
                if let Some(speech) = self.broken_off.take() {
                    self.tell(speech.line.clone(), Speaker::Agent, speech.broken_off(), true);
                }
            } else if utterance.trailing >= FALSE_ALARM {
                self.utterance = None;
                self.speech = self.broken_off.take();
            }
            return;
        }
        if !utterance.is_over() {
            if let Some(spoken) = utterance.partial() {
                let (id, text) = (utterance.line.clone(), format!("… ({})", seconds(spoken)));
                self.tell(id, Speaker::User, text, false);
            }
            return;
        }
        if let Some(utterance) = self.utterance.take().filter(Utterance::is_speech) {
            let spoken = utterance.spoken();
            let text = format!("You spoke for {}.", seconds(spoken));
            self.tell(utterance.line.clone(), Speaker::User, text, true);
            let line = self.line("agent");
            self.say(Speech::reply(line, spoken, utterance.into_packets()));
        }
    }

    fn line(&mut self, who: &str) -> String {
        self.lines += 1;
        format!("{who}-{}", self.lines)
    }

    fn tell(&mut self, id: String, speaker: Speaker, text: String, is_final: bool) {
        self.acts.push_back(Act::Line(Line { id, speaker, text, is_final }));
    }
}

#[cfg(test)]
mod tests;
