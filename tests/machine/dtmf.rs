//! Digits: through the hub, else in the audio, and settled in any case.

use crate::scenario;
use crate::{at::At, rig::Rig};
use voisnap_webrtc::{
    call::{InBand, Input, RequestId},
    error::Code,
};

fn send(rig: &mut Rig, request: u32, digits: &str) {
    rig.digits(request, digits);
}

fn outcome(rig: &Rig) -> Vec<(u32, Option<Code>)> {
    rig.digits.iter().map(|(id, outcome)| (*id, outcome.as_ref().err().map(|error| error.code))).collect()
}

#[scenario]
fn one_at_a_time_through_the_hub() {
    let mut rig = Rig::at(At::Up);
    rig.take();
    send(&mut rig, 1, "1#");
    send(&mut rig, 2, "*");
    assert_eq!(rig.take(), ["send SendDtmfAsync"]);
    rig.completes("SendDtmfAsync", None);
    assert_eq!(rig.take(), ["send SendDtmfAsync"]);
    rig.completes("SendDtmfAsync", None);
    assert_eq!(rig.take(), ["digits 1 sent", "send SendDtmfAsync"]);
    rig.completes("SendDtmfAsync", None);
    assert_eq!(rig.take(), ["digits 2 sent"]);
    let sent: Vec<_> = rig.sent().into_iter().filter(|message| message.contains("Dtmf")).collect();
    for (message, digit) in sent.iter().zip(["1", "#", "*"]) {
        assert!(message.ends_with(&format!(r#""arguments":["{digit}"]}}"#)), "{message}");
    }
}

#[scenario]
fn a_hub_that_takes_none_leaves_the_audio() {
    let mut rig = Rig::at(At::Up);
    send(&mut rig, 1, "12");
    rig.completes("SendDtmfAsync", None);
    rig.take();
    rig.completes("SendDtmfAsync", Some("Method does not exist."));
    assert_eq!(rig.take(), ["in-band 2"], "only what is left");
    send(&mut rig, 2, "3");
    assert_eq!(rig.take(), [""; 0], "the next request waits its turn");
    rig.input(Input::InBandDtmf { request: RequestId(1), outcome: InBand::Played });
    assert_eq!(rig.take(), ["digits 1 sent", "send SendDtmfAsync"]);
    rig.completes("SendDtmfAsync", Some("Method does not exist."));
    rig.input(Input::InBandDtmf { request: RequestId(2), outcome: InBand::Unsupported });
    assert_eq!(outcome(&rig), [(1, None), (2, Some(Code::Unsupported))]);
}

#[scenario]
fn a_hub_that_never_answers_leaves_the_audio() {
    let mut rig = Rig::at(At::Up);
    send(&mut rig, 1, "5");
    rig.take();
    rig.wait(10_000);
    assert!(rig.did("in-band 5"), "{:?}", rig.take());
}

#[scenario]
fn a_hub_that_is_lost_leaves_the_audio() {
    let mut rig = Rig::at(At::HubLost);
    rig.take();
    send(&mut rig, 1, "5");
    assert_eq!(rig.take(), ["in-band 5"]);

    let mut rig = Rig::at(At::Up);
    send(&mut rig, 1, "5");
    rig.take();
    rig.closed(1006);
    assert!(rig.did("in-band 5"), "its completion is lost with the connection");
}

#[scenario]
fn settled_when_the_call_ends() {
    let mut rig = Rig::at(At::Up);
    send(&mut rig, 1, "12");
    send(&mut rig, 2, "3");
    rig.input(Input::PageHide);
    assert_eq!(outcome(&rig), [(1, Some(Code::CallEnded)), (2, Some(Code::CallEnded))]);
    rig.assert_over();
    send(&mut rig, 3, "4");
    assert_eq!(outcome(&rig).last(), Some(&(3, Some(Code::CallEnded))));
}

#[scenario]
fn only_digits_and_only_in_a_call() {
    let mut rig = Rig::at(At::Up);
    for digits in ["", "12a", "+", "1 2", "é"] {
        send(&mut rig, 1, digits);
        assert_eq!(outcome(&rig).pop(), Some((1, Some(Code::InvalidOptions))), "{digits}");
    }
    for at in [At::Idle, At::Prepared, At::AwaitingAnswer] {
        let mut rig = Rig::at(at);
        send(&mut rig, 1, "1");
        assert_eq!(outcome(&rig), [(1, Some(Code::InvalidOptions))], "{at:?}");
    }
    let mut rig = Rig::at(At::HangingUp);
    send(&mut rig, 1, "1");
    assert_eq!(outcome(&rig), [(1, Some(Code::CallEnded))]);
}
