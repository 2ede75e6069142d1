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
    rig.digits
        .iter()
        .map(|(id, outcome)| (*id, outcome.as_ref().err().map(voisnap_webrtc::Error::code)))
        .collect()
}

#[scenario]
fn one_at_a_time_through_the_hub() {
    let mut rig = Rig::at(At::Connected);
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
fn fault_03_a_hub_without_the_method_is_remembered_and_digits_are_played_in_order() {
    let mut rig = Rig::at(At::Connected);
    send(&mut rig, 1, "12");
    rig.completes("SendDtmfAsync", None);
    rig.take();
    rig.completes("SendDtmfAsync", Some("Method does not exist."));
    assert_eq!(rig.take(), ["in-band 2"], "only what is left");
    send(&mut rig, 2, "78#");
    assert_eq!(rig.take(), [""; 0], "the next request waits until the one before was played");
    rig.input(Input::InBandDtmf { request: RequestId(1), outcome: InBand::Played });
    assert_eq!(rig.take(), ["digits 1 sent", "in-band 78#"], "the hub's method is not tried again");
    rig.input(Input::InBandDtmf { request: RequestId(1), outcome: InBand::Played });
    assert_eq!(rig.take(), [""; 0]);
    rig.input(Input::InBandDtmf { request: RequestId(2), outcome: InBand::Unsupported });
    assert_eq!(outcome(&rig), [(1, None), (2, Some(Code::Unsupported))]);
    send(&mut rig, 3, "1");
    rig.take();
    rig.wait(10_000);
    assert_eq!(outcome(&rig).last(), Some(&(3, Some(Code::MediaFailed))), "a browser that never reports");
}

#[scenario]
fn fault_03_an_unknown_outcome_rejects_and_nothing_is_sent_twice() {
    // Neither a lost connection nor a hub that does not answer says whether the digit was sent.
    for (lose, code) in [(true, Code::HubClosed), (false, Code::HubTimeout)] {
        let mut rig = Rig::at(At::Connected);
        send(&mut rig, 1, "15");
        send(&mut rig, 2, "6");
        rig.completes("SendDtmfAsync", None);
        rig.take();
        if lose {
            rig.closed(1006);
        } else {
            rig.wait(10_000);
        }
        assert_eq!(outcome(&rig), [(1, Some(code))], "the next request is not given up with it");
        let message = rig.digits[0].1.as_ref().unwrap_err().message().to_owned();
        assert!(message.contains("may or may not have been sent"), "{message}");
        if lose {
            rig.hub();
        }
        rig.completes("SendDtmfAsync", None);
        assert_eq!(outcome(&rig).last(), Some(&(2, None)));
        let digits: Vec<_> =
            rig.sent().into_iter().filter(|message| message.contains("SendDtmfAsync")).collect();
        assert_eq!(digits.len(), 3, "{digits:?}");
        assert!(!rig.take().iter().any(|did| did.starts_with("in-band")));
    }
}

#[scenario]
fn fault_03_any_other_refusal_of_the_hub_rejects() {
    let mut rig = Rig::at(At::Connected);
    send(&mut rig, 1, "1");
    rig.completes("SendDtmfAsync", Some("Session not found"));
    assert_eq!(outcome(&rig), [(1, Some(Code::AgentError))]);
    send(&mut rig, 2, "1");
    assert_eq!(rig.take().last().unwrap(), "send SendDtmfAsync", "the hub's method is tried again");
}

#[scenario]
fn fault_03_a_hub_that_is_lost_for_good_sends_no_digits() {
    let mut rig = Rig::at(At::HubLost);
    send(&mut rig, 1, "5");
    assert_eq!(outcome(&rig), [(1, Some(Code::HubClosed))]);
    // In band they are played all the same, where that is known to be the way.
    let mut rig = Rig::at(At::Connected);
    send(&mut rig, 1, "5");
    rig.completes("SendDtmfAsync", Some("Unknown hub method 'SendDtmfAsync'"));
    rig.input(Input::InBandDtmf { request: RequestId(1), outcome: InBand::Played });
    rig.hub_says(r#"{"type":7}"#);
    rig.take();
    send(&mut rig, 2, "6");
    assert_eq!(rig.take(), ["in-band 6"]);
}

#[scenario]
fn fault_03_a_hang_up_right_after_digits_were_sent_loses_nothing() {
    let mut rig = Rig::at(At::Connected);
    send(&mut rig, 1, "12");
    rig.completes("SendDtmfAsync", None);
    rig.completes("SendDtmfAsync", None);
    assert_eq!(outcome(&rig), [(1, None)]);
    rig.hang_up();
    let sent = rig.sent();
    let digits = sent.iter().filter(|message| message.contains("SendDtmfAsync")).count();
    assert_eq!(digits, 2);
    assert!(sent.last().unwrap().contains("EndSessionAsync"));
}

#[scenario]
fn settled_when_the_call_ends() {
    let mut rig = Rig::at(At::Connected);
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
    let mut rig = Rig::at(At::Connected);
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
