//! Digits: in order, each sent once, and settled when they were sent.
//!
//! Through the hub one invocation for each digit, the next when the hub has confirmed the one before. In band only where
//! the hub has no such method, which is remembered.

use super::{
    Answer, Effect, InBand, Level, Machine, RequestId,
    ending::call_ended,
    limits::{DIGIT_LIMIT, Timer},
    state::Phase,
};
use crate::{
    error::{Code, Error},
    secret::Secret,
    signalr::{InvocationId, Outcome},
    wire::{self, hub::SEND_DTMF},
};
use std::collections::VecDeque;

/// The digits that wait, oldest request first.
#[derive(Default)]
pub(super) struct Dtmf {
    requests: VecDeque<Request>,
    route: Route,
    sending: Option<Sending>,
}

struct Request {
    id: RequestId,
    digits: String,
    /// How many of them are sent.
    sent: usize,
}

/// Which way digits take.
#[derive(Default)]
enum Route {
    #[default]
    Hub,
    /// The hub has no method for them.
    InBand,
}

/// What is on its way, of the oldest request.
#[derive(PartialEq, Eq)]
enum Sending {
    Digit(InvocationId),
    InBand,
}

impl Dtmf {
    /// The requests that have no answer yet.
    pub(super) fn pending(self) -> impl Iterator<Item = RequestId> {
        self.requests.into_iter().map(|request| request.id)
    }
}

impl Machine {
    pub(super) fn send_dtmf(&mut self, request: RequestId, digits: &str) {
        if digits.is_empty() || !digits.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'*' | b'#')) {
            let error = Error::new(Code::InvalidOptions, "Digits are 0 to 9, * and #.");
            return self.settle(request, Err(error));
        }
        match &mut self.phase {
            Phase::Connected(call) => {
                call.dtmf.requests.push_back(Request { id: request, digits: digits.into(), sent: 0 });
                self.next_digit();
            }
            Phase::Idle(_) | Phase::SettingUp(_) => {
                let message = "Digits can be sent once the call is connected.";
                self.settle(request, Err(Error::new(Code::InvalidOptions, message)));
            }
            Phase::HangingUp(_) | Phase::Ended(_) => self.settle(request, Err(call_ended())),
        }
    }

    /// Sends what is next, unless something is on its way.
    fn next_digit(&mut self) {
        let now = self.clock.now();
        loop {
            let Phase::Connected(call) = &mut self.phase else { return };
            let dtmf = &mut call.dtmf;
            let Some(request) = dtmf.requests.front().filter(|_| dtmf.sending.is_none()) else { return };
            let Some(rest) = request.digits.get(request.sent..).filter(|rest| !rest.is_empty()) else {
                self.finish_request(Ok(Answer::Done));
                continue;
            };
            match dtmf.route {
                Route::InBand => {
                    let (request, digits) = (request.id, Secret::from(rest));
                    let limit = DIGIT_LIMIT.saturating_mul(u32::try_from(rest.len() + 1).unwrap_or(u32::MAX));
                    dtmf.sending = Some(Sending::InBand);
                    self.arm(Timer::InBand, limit);
                    self.effect(Effect::InsertDtmf { request, digits });
                }
                Route::Hub => {
                    let digit = rest.get(..1).unwrap_or_default();
                    let limit = Some(self.config.limits.answer);
                    let connection = &mut call.session.hub.connection;
                    match connection.invoke(now, SEND_DTMF, &wire::hub::text(digit), limit) {
                        Ok(invocation) => {
                            dtmf.sending = Some(Sending::Digit(invocation));
                            self.drain_hub();
                        }
                        Err(_) => self.reject(Code::HubClosed, "The hub is lost: the digits were not sent."),
                    }
                }
            }
        }
    }

    /// Settles the oldest request.
    fn finish_request(&mut self, outcome: Result<Answer, Error>) {
        if let Phase::Connected(call) = &mut self.phase {
            call.dtmf.sending = None;
            if let Some(Request { id, .. }) = call.dtmf.requests.pop_front() {
                self.settle(id, outcome);
            }
        }
    }

    fn reject(&mut self, code: Code, message: impl Into<std::borrow::Cow<'static, str>>) {
        self.finish_request(Err(Error::new(code, message)));
    }

    /// Whether `invocation` is that of a digit.
    pub(super) fn is_digit(&self, invocation: InvocationId) -> bool {
        matches!(&self.phase, Phase::Connected(call) if call.dtmf.sending == Some(Sending::Digit(invocation)))
    }

    /// The end of a digit's invocation.
    pub(super) fn digit_completed(&mut self, outcome: &Outcome) {
        let Phase::Connected(call) = &mut self.phase else { return };
        call.dtmf.sending = None;
        match outcome {
            Outcome::Result(_) => {
                if let Some(request) = call.dtmf.requests.front_mut() {
                    request.sent += 1;
                }
            }
            Outcome::Error(reason) if says_no_such_method(reason) => {
                call.dtmf.route = Route::InBand;
                self.log(Level::Info, "the hub has no method for digits: they are played in band", None);
            }
            Outcome::Error(reason) => {
                self.reject(Code::AgentError, format!("The hub refused a digit: {reason}"));
            }
            Outcome::Lost | Outcome::Cancelled => {
                let message =
                    "The hub was lost before it confirmed a digit, which may or may not have been sent.";
                self.reject(Code::HubClosed, message);
            }
            Outcome::TimedOut => {
                let limit = self.config.limits.answer;
                let message = format!(
                    "The hub did not confirm a digit within {limit} ms; it may or may not have been sent."
                );
                self.reject(Code::HubTimeout, message);
            }
        }
        self.next_digit();
    }

    pub(super) fn in_band_dtmf(&mut self, request: RequestId, outcome: InBand) {
        let Phase::Connected(call) = &self.phase else { return };
        let is_current = call.dtmf.requests.front().is_some_and(|oldest| oldest.id == request);
        if !is_current || call.dtmf.sending != Some(Sending::InBand) {
            return;
        }
        self.timers.disarm(Timer::InBand);
        let unsupported =
            || Error::new(Code::Unsupported, "Neither the hub nor the peer connection supports DTMF.");
        self.finish_request(match outcome {
            InBand::Played => Ok(Answer::Done),
            InBand::Unsupported => Err(unsupported()),
            InBand::Failed(cause) => Err(unsupported().with_cause(cause)),
        });
        self.next_digit();
    }

    pub(super) fn in_band_timed_out(&mut self) {
        let message =
            "The browser did not report that the digits were played; they may or may not have been sent.";
        self.reject(Code::MediaFailed, message);
        self.next_digit();
    }
}

/// Whether a hub says that it has no such method, in the words of ASP.NET Core ("Unknown hub method", "Method does not
/// exist.") or of others.
fn says_no_such_method(reason: &str) -> bool {
    wire::contains(reason, "method")
        && [
            "unknown",
            "does not exist",
            "doesn't exist",
            "not found",
            "no such",
            "not implemented",
            "not supported",
        ]
        .iter()
        .any(|words| wire::contains(reason, words))
}

#[cfg(test)]
mod tests {
    use super::says_no_such_method;

    #[test]
    fn fault_03_a_hub_that_has_no_such_method_is_recognised() {
        for reason in [
            "Method does not exist.",
            "Unknown hub method 'SendDtmfAsync'",
            "Failed to invoke 'SendDtmfAsync' due to an error on the server. HubException: Method does not exist.",
            "method not found",
        ] {
            assert!(says_no_such_method(reason), "{reason}");
        }
        for reason in [
            "",
            "Session not found",
            "An unexpected error occurred invoking 'SendDtmfAsync'.",
            "Digit not supported",
        ] {
            assert!(!says_no_such_method(reason), "{reason}");
        }
    }
}
