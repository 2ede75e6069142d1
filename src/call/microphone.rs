//! The caller's microphone: why it was refused, whether it is muted, and when it is lost.

use super::{
    Effect, Event, Level, Machine, OpenedMicrophone, Stage, StepId,
    limits::{INSPECTION_INTERVAL, Timer},
};
use crate::{
    error::{Cause, Code, Error},
    wire,
};

/// Where the microphone stands.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Microphone {
    /// The user decides.
    Opening(StepId),
    /// It is open.
    Live,
    /// Its track ended by itself. The call goes on; the caller is not heard.
    Lost,
}

impl Machine {
    pub(super) fn microphone_arrived(&mut self, step: StepId, outcome: Result<OpenedMicrophone, Refusal>) {
        let Some(microphone) = self.phase.microphone_mut().filter(|open| **open == Microphone::Opening(step))
        else {
            // The call ended while the user decided.
            return self.effect(Effect::ReleaseMicrophone);
        };
        match outcome {
            Ok(OpenedMicrophone { enabled }) => {
                *microphone = Microphone::Live;
                self.progress(Stage::Microphone);
                if self.muted {
                    self.effect(Effect::Mute(true));
                } else if !enabled {
                    // A disabled track of the application's own is a muted one.
                    self.muted = true;
                    self.emit(Event::MuteChange { muted: true });
                }
                if self.config.own_track {
                    self.arm(Timer::Inspection, INSPECTION_INTERVAL);
                }
                self.offer_when_ready();
            }
            Err(refusal) => self.fail(classify(&refusal)),
        }
    }

    pub(super) fn set_muted(&mut self, muted: bool) {
        if self.muted != muted && self.phase.is_live() {
            self.muted = muted;
            self.effect(Effect::Mute(muted));
            self.emit(Event::MuteChange { muted });
        }
    }

    /// `stop()` on an application's own track fires no event: it has to be inspected.
    pub(super) fn inspect_microphone(&mut self) {
        if self.phase.microphone_mut().is_some_and(|microphone| *microphone == Microphone::Live) {
            self.arm(Timer::Inspection, INSPECTION_INTERVAL);
            self.effect(Effect::InspectMicrophone);
        }
    }

    pub(super) fn microphone_inspected(&mut self, ended: bool) {
        if ended {
            self.microphone_lost();
        }
    }

    /// The track ended by itself: the call goes on, the caller is not heard.
    pub(super) fn microphone_lost(&mut self) {
        let Some(microphone) = self.phase.microphone_mut().filter(|open| **open == Microphone::Live) else {
            return;
        };
        *microphone = Microphone::Lost;
        self.timers.disarm(Timer::Inspection);
        self.log(Level::Warn, "the microphone is lost", None);
        let message = if self.config.own_track {
            "The application's audio track ended: the agent does not hear the caller."
        } else {
            "The microphone was unplugged, or its permission withdrawn: the agent does not hear the caller."
        };
        self.emit(Event::Error(Error::new(Code::MicrophoneFailed, message)));
    }
}

/// What the browser says about a refused `getUserMedia`.
#[derive(Clone, Debug, Default)]
pub struct Refusal {
    /// The `DOMException`'s name.
    pub name: String,
    /// The `DOMException`'s message: only ever matched, never shown.
    pub message: String,
    /// The Permissions API's state of the microphone, where it has one.
    pub permission: Option<String>,
    /// The page's Permissions-Policy forbids the microphone.
    pub forbidden_by_policy: bool,
    /// What the browser threw.
    pub cause: Option<Cause>,
}

/// Maps the browser's reason to the public one.
///
/// Browsers share the names (W3C mediacapture-main, 10.3) but not the messages: Chromium distinguishes "Permission
/// dismissed" and "Permission denied by system" apart from "Permission denied"; the others leave only the
/// permission's state, which is still `prompt` after a question that was closed.
pub fn classify(refusal: &Refusal) -> Error {
    reason(refusal).with_cause(refusal.cause.clone())
}

fn reason(refusal: &Refusal) -> Error {
    let says = |text: &str| wire::contains(&refusal.message, text);
    match refusal.name.as_str() {
        "NotAllowedError" | "SecurityError" | "PermissionDeniedError" => {
            if refusal.forbidden_by_policy
                || refusal.name == "SecurityError"
                || says("policy")
                || says("by system")
            {
                Error::new(Code::MicrophoneBlocked, "The page's policy or the system forbids the microphone.")
            } else if says("dismissed") || refusal.permission.as_deref() == Some("prompt") && !says("denied")
            {
                Error::new(Code::MicrophoneDismissed, "The microphone prompt was dismissed.")
            } else {
                Error::new(Code::MicrophoneDenied, "The user does not allow the microphone.")
            }
        }
        "NotFoundError" | "OverconstrainedError" | "DevicesNotFoundError" => {
            Error::new(Code::MicrophoneNotFound, "There is no microphone that fits.")
        }
        "NotReadableError" | "TrackStartError" | "AbortError" => {
            Error::new(Code::MicrophoneInUse, "The microphone is in use or cannot be read.")
        }
        _ => Error::new(Code::MicrophoneFailed, "The microphone could not be opened."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_the_reasons_apart() {
        let refusal = |name: &str, message: &str, permission: Option<&str>, forbidden_by_policy| {
            classify(&Refusal {
                name: name.into(),
                message: message.into(),
                permission: permission.map(Into::into),
                forbidden_by_policy,
                cause: None,
            })
            .code()
        };
        assert_eq!(
            refusal("NotAllowedError", "Permission denied", Some("denied"), false),
            Code::MicrophoneDenied
        );
        assert_eq!(
            refusal("NotAllowedError", "Permission denied", Some("prompt"), false),
            Code::MicrophoneDenied
        );
        assert_eq!(
            refusal("NotAllowedError", "Permission dismissed", Some("prompt"), false),
            Code::MicrophoneDismissed
        );
        assert_eq!(
            refusal("NotAllowedError", "The request is not allowed", Some("prompt"), false),
            Code::MicrophoneDismissed
        );
        assert_eq!(
            refusal("NotAllowedError", "The request is not allowed", Some("denied"), false),
            Code::MicrophoneDenied
        );
        assert_eq!(
            refusal("NotAllowedError", "Permission denied by system", None, false),
            Code::MicrophoneBlocked
        );
        assert_eq!(refusal("NotAllowedError", "Permission denied", None, true), Code::MicrophoneBlocked);
        assert_eq!(refusal("NotFoundError", "", None, false), Code::MicrophoneNotFound);
        assert_eq!(refusal("OverconstrainedError", "", None, false), Code::MicrophoneNotFound);
        assert_eq!(refusal("NotReadableError", "", None, false), Code::MicrophoneInUse);
        assert_eq!(refusal("TypeError", "", None, false), Code::MicrophoneFailed);
    }
}
