//! Digits, one at a time: through the hub where it takes them, else in the audio itself.

use super::{Answer, Effect, InBand, Machine, RequestId, machine::Phase};
use crate::{
    error::{Code, Error},
    secret::Secret,
    signalr::{InvocationId, Millis, Outcome},
    wire,
};

/// The digits that wait, oldest request first.
#[derive(Debug, Default)]
pub(super) struct Dtmf {
    requests: Vec<Request>,
    sending: Option<InvocationId>,
}

#[derive(Debug)]
struct Request {
    id: RequestId,
    digits: String,
    /// How many of them are sent.
    sent: usize,
    in_band: bool,
}

impl Machine {
    pub(super) fn send_dtmf(&mut self, now: Millis, request: RequestId, digits: &str) {
        let refusal = if digits.is_empty() || !digits.bytes().all(|b| matches!(b, b'0'..=b'9' | b'*' | b'#'))
        {
            Some((Code::InvalidOptions, "Digits are 0 to 9, * and #."))
        } else {
            match self.phase {
                Phase::Up => None,
                Phase::Idle | Phase::SettingUp => {
                    Some((Code::InvalidOptions, "Digits can be sent once the call is connected."))
                }
                Phase::HangingUp | Phase::Ended => Some((Code::CallEnded, "The call is over.")),
            }
        };
        if let Some((code, message)) = refusal {
            return self.settle(request, Err(Error::new(code, message)));
        }
        self.dtmf.requests.push(Request { id: request, digits: digits.into(), sent: 0, in_band: false });
        self.next_digit(now);
    }

    /// Sends the next digit, unless one is on its way.
    fn next_digit(&mut self, now: Millis) {
        while self.dtmf.sending.is_none() {
            let Some(request) = self.dtmf.requests.first_mut() else { return };
            if request.in_band {
                return;
            }
            let Some(digit) = request.digits.get(request.sent..request.sent + 1) else {
                let request = request.id;
                self.dtmf.requests.remove(0);
                self.settle(request, Ok(Answer::Done));
                continue;
            };
            let arguments = wire::hub::text(digit);
            let limit = Some(self.config.limits.answer);
            let sent =
                self.hub.as_mut().map(|hub| hub.connection.invoke(now, "SendDtmfAsync", &arguments, limit));
            match sent {
                Some(Ok(invocation)) => {
                    self.dtmf.sending = Some(invocation);
                    self.drain_hub(now);
                }
                _ => return self.fall_back(),
            }
        }
    }

    /// Takes an invocation's end if it is a digit's.
    pub(super) fn dtmf_completed(
        &mut self,
        now: Millis,
        invocation: InvocationId,
        outcome: &Outcome,
    ) -> bool {
        if self.dtmf.sending != Some(invocation) {
            return false;
        }
        self.dtmf.sending = None;
        if matches!(outcome, Outcome::Result(_)) {
            if let Some(request) = self.dtmf.requests.first_mut() {
                request.sent += 1;
            }
            self.next_digit(now);
        } else {
            self.fall_back();
        }
        true
    }

    /// This hub takes no digits, or is away: what is left of the request goes into the audio.
    fn fall_back(&mut self) {
        if let Some(request) = self.dtmf.requests.first_mut() {
            request.in_band = true;
            let digits = Secret::from(request.digits.get(request.sent..).unwrap_or_default());
            let request = request.id;
            self.effect(Effect::InsertDtmf { request, digits });
        }
    }

    pub(super) fn in_band_dtmf(&mut self, now: Millis, request: RequestId, outcome: InBand) {
        if self.dtmf.requests.first().is_none_or(|front| front.id != request || !front.in_band) {
            return;
        }
        self.dtmf.requests.remove(0);
        let unsupported =
            || Error::new(Code::Unsupported, "Neither the hub nor the peer connection supports DTMF.");
        let outcome = match outcome {
            InBand::Played => Ok(Answer::Done),
            InBand::Unsupported => Err(unsupported()),
            InBand::Failed(cause) => Err(unsupported().with_cause(cause)),
        };
        self.settle(request, outcome);
        self.next_digit(now);
    }

    /// Settles what is left when the call ends.
    pub(super) fn refuse_dtmf(&mut self) {
        for Request { id, .. } in core::mem::take(&mut self.dtmf).requests {
            self.settle(id, Err(Error::new(Code::CallEnded, "The call ended before the digits were sent.")));
        }
    }
}
