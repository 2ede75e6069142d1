//! The agent's turns, driven packet by packet on a clock of the test's own.
use std::sync::Arc;

use super::*;

const STEP: Duration = Duration::from_millis(20);
const LOUD: i8 = -25;
const QUIET: i8 = -80;

/// An agent, what it played and transcribed, and the time.
struct Call {
    agent: Agent,
    now: Instant,
    played: Vec<Packet>,
    lines: Vec<Line>,
    hung_up: bool,
    spoken: u8,
}

impl Call {
    fn new(behavior: Behavior) -> Self {
        let mut agent = Agent::new(behavior);
        let now = Instant::now();
        agent.connected(now);
        Self { agent, now, played: vec![], lines: vec![], hung_up: false, spoken: 0 }
    }

    /// Twenty milliseconds in which the caller sends a packet of this level, or none. No two packets are alike.
    fn step(&mut self, level: Option<i8>) {
        if let Some(level) = level {
            self.spoken = self.spoken.wrapping_add(1);
            self.agent.receive(self.now, packet(self.spoken), Some(level));
        }
        while let Some((_, packet)) = self.agent.play(self.now) {
            self.played.push(packet);
        }
        while let Some(action) = self.agent.poll() {
            match action {
                Action::Line(line) => self.lines.push(line),
                Action::HangUp => self.hung_up = true,
            }
        }
        self.now += STEP;
    }

    fn pass(&mut self, level: Option<i8>, ms: u32) {
        (0..ms / 20).for_each(|_| self.step(level));
    }

    fn greeted(behavior: Behavior) -> Self {
        let mut call = Self::new(behavior);
        call.pass(Some(QUIET), 6_500);
        assert!(call.finals(Speaker::Agent).contains(&GREETING.text));
        call.played.clear();
        call.lines.clear();
        call
    }

    fn finals(&self, speaker: Speaker) -> Vec<String> {
        self.lines.iter().filter(|l| l.is_final && l.speaker == speaker).map(|l| l.text.clone()).collect()
    }

    /// The caller's packets among those played.
    fn returned(&self) -> Vec<u8> {
        self.played.iter().filter(|p| p.payload[..2] == [0x78, 0x55]).map(|p| p.payload[2]).collect()
    }

    fn is_speaking(&self) -> bool {
        self.agent.speech.is_some()
    }
}

fn packet(mark: u8) -> Packet {
    Packet::new(Arc::new([0x78, 0x55, mark])).unwrap()
}

const ORDINARY: Behavior = Behavior { barge_in: true, silent: false, echo: false, hang_up_after: None };

#[test]
fn it_greets_word_by_word_and_then_sends_silence() {
    let mut call = Call::new(ORDINARY);
    call.pass(Some(QUIET), 7_000);
    assert_eq!(call.played.len(), 350);
    assert_eq!(call.played[..GREETING.packets.len()], GREETING.packets[..]);
    assert!(call.played[GREETING.packets.len()..].iter().all(|p| *p == Packet::silence()));
    let (last, partials) = call.lines.split_last().unwrap();
    assert!(last.is_final && last.text == GREETING.text);
    assert!(partials.len() > 5 && partials.iter().all(|l| !l.is_final && l.id == last.id));
}

#[test]
fn it_repeats_speech_after_a_pause() {
    let mut call = Call::greeted(ORDINARY);
    let first = call.spoken.wrapping_add(1);
    call.pass(Some(LOUD), 1_000);
    call.pass(Some(QUIET), 640);
    assert!(call.returned().is_empty());
    call.pass(Some(QUIET), 3_000);
    assert_eq!(call.finals(Speaker::User), ["You spoke for 1.0 seconds."]);
    assert!(call.lines.iter().any(|l| l.speaker == Speaker::User && !l.is_final));
    let returned = call.returned();
    let start = returned.iter().position(|mark| *mark == first).expect("the first packet is there");
    let spoken: Vec<u8> = (0..50).map(|n| first.wrapping_add(n)).collect();
    assert_eq!(returned[start..start + 50], spoken, "every packet, once, in order");
    assert_eq!(returned.len(), 50 + 2 * 10, "with a fifth of a second of silence before and after");
    assert!(call.finals(Speaker::Agent)[0].starts_with("This is what you said: 1.0 seconds"));
}

#[test]
fn a_cough_is_not_answered() {
    let mut call = Call::greeted(ORDINARY);
    call.pass(Some(LOUD), 200);
    call.pass(Some(QUIET), 3_000);
    assert_eq!((call.returned().len(), call.lines.len()), (0, 0));
}

#[test]
fn a_caller_who_never_pauses_is_answered_too() {
    let mut call = Call::greeted(ORDINARY);
    call.pass(Some(LOUD), 7_000);
    assert!(call.returned().len() > 20, "{}", call.returned().len());
}

#[test]
fn silence_may_also_be_no_packets_at_all() {
    let mut call = Call::greeted(ORDINARY);
    call.pass(Some(LOUD), 1_000);
    call.pass(None, 2_500);
    assert!(call.returned().len() >= 50);
}

#[test]
fn a_caller_who_speaks_into_the_greeting_gets_the_floor() {
    let mut call = Call::new(ORDINARY);
    call.pass(Some(QUIET), 1_500);
    call.pass(Some(LOUD), 420);
    assert!(!call.is_speaking());
    call.pass(Some(LOUD), 1_000);
    let broken_off = &call.finals(Speaker::Agent)[0];
    assert!(broken_off.ends_with('–') && broken_off.len() < GREETING.text.len(), "{broken_off}");
    call.pass(Some(QUIET), 3_000);
    assert!(call.returned().len() >= 70, "what was said into it is said back");
}

#[test]
fn a_tone_that_was_always_there_does_not_interrupt() {
    let mut call = Call::new(ORDINARY);
    call.pass(Some(LOUD), 5_600);
    assert!(call.finals(Speaker::Agent).contains(&GREETING.text));
}

#[test]
fn without_barge_in_the_greeting_is_finished() {
    let mut call = Call::new(Behavior { barge_in: false, ..ORDINARY });
    call.pass(Some(QUIET), 1_500);
    call.pass(Some(LOUD), 2_000);
    assert!(call.is_speaking());
}

#[test]
fn a_false_alarm_resumes_where_it_broke_off() {
    let mut call = Call::new(ORDINARY);
    call.pass(Some(QUIET), 1_500);
    call.pass(Some(LOUD), 500);
    call.pass(Some(QUIET), 6_000);
    let greeting: Vec<_> = call.played.iter().filter(|p| **p != Packet::silence()).collect();
    assert_eq!(greeting.len(), GREETING.packets.len(), "nothing lost, nothing twice");
    assert_eq!((call.finals(Speaker::User).len(), call.returned().len()), (0, 0));
}

/// A loudspeaker beside the microphone: what the agent plays comes back a quarter of a second later.
#[test]
fn its_own_voice_does_not_keep_it_talking() {
    for delay in [100, 250, 450] {
        let mut call = Call::new(ORDINARY);
        let mut answers = 0;
        for round in 0..4 {
            if round > 0 {
                call.pass(Some(LOUD), 1_200);
            }
            let mut quiet_for = 0;
            for _ in 0..50 * 40 {
                let received = call.played.len().checked_sub(delay / 20).and_then(|at| call.played.get(at));
                let echo = received.is_some_and(|packet| *packet != Packet::silence());
                call.step(Some(if echo { LOUD } else { QUIET }));
                quiet_for =
                    if call.is_speaking() || call.agent.utterance.is_some() { 0 } else { quiet_for + 1 };
                if quiet_for > 100 {
                    break;
                }
            }
            assert!(quiet_for > 100, "still talking to itself with {delay} ms, round {round}");
            answers += call.finals(Speaker::User).len();
            call.lines.clear();
        }
        assert_eq!(answers, 3, "each of the caller's turns is answered once ({delay} ms)");
    }
}

#[test]
fn special_manners() {
    let mut silent = Call::new(Behavior { silent: true, ..ORDINARY });
    silent.pass(Some(LOUD), 3_000);
    silent.pass(Some(QUIET), 3_000);
    assert_eq!((silent.played.len(), silent.finals(Speaker::Agent).len()), (0, 0));

    let mut echo = Call::greeted(Behavior { echo: true, ..ORDINARY });
    echo.pass(Some(QUIET), 1_000);
    assert_eq!(echo.returned().len(), 50);

    let mut brief = Call::new(Behavior { hang_up_after: Some(Duration::from_millis(500)), ..ORDINARY });
    brief.pass(Some(QUIET), 480);
    assert!(!brief.hung_up);
    brief.pass(Some(QUIET), 40);
    assert!(brief.hung_up);
}

#[test]
fn a_digit_is_acknowledged() {
    let mut call = Call::greeted(ORDINARY);
    call.agent.digit('5');
    call.step(Some(QUIET));
    assert_eq!(call.finals(Speaker::Agent), ["You pressed 5."]);
}

#[test]
fn after_a_stall_the_stream_goes_on_without_a_burst() {
    let mut call = Call::greeted(ORDINARY);
    call.now += Duration::from_secs(5);
    call.step(None);
    assert_eq!(call.played.len(), 1);
}
