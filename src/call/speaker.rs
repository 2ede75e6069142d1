//! When the agent is heard first.

use super::{
    Effect, Machine, Stage, StepId,
    limits::{AUDIO_INTERVAL, AUDIO_LIMIT, Timer},
    state::Phase,
};
use crate::time::Millis;

/// The energy from which on the agent has been heard: some twenty milliseconds of quiet speech.
const AUDIBLE: f64 = 1e-5;

impl Machine {
    pub(super) fn measure_agent_audio(&mut self) {
        let step = self.next_step();
        if let Phase::Connected(call) = &mut self.phase {
            call.measurement = Some(step);
            self.effect(Effect::MeasureAgentAudio { step });
        }
    }

    pub(super) fn agent_audio(&mut self, step: StepId, energy: f64) {
        let now = self.clock.now();
        let Phase::Connected(call) = &mut self.phase else { return };
        if call.measurement.take_if(|pending| *pending == step).is_none() {
            return;
        }
        let in_time = now < call.since + Millis::from(AUDIO_LIMIT);
        if energy > AUDIBLE {
            self.progress(Stage::AgentAudio);
        } else if in_time {
            self.arm(Timer::Audio, AUDIO_INTERVAL);
        }
    }
}
