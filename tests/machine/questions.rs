//! Every question of the application's has exactly one answer, in every state and from inside a handler.

use crate::{
    at::At,
    rig::{Rig, TOKEN},
    scenario,
};
use voisnap_webrtc::{
    call::{ConnectionId, Event, Input, Output, RequestId},
    error::Code,
    signalr,
};

#[scenario]
fn fault_21_a_prepare_while_hanging_up_is_answered() {
    let mut rig = Rig::at(At::HangingUp);
    rig.prepare();
    assert_eq!(rig.prepared.len(), 1, "at once");
    rig.start();
    rig.hang_up();
    rig.completes("EndSessionAsync", None);
    rig.assert_over();
    assert_eq!(rig.rejected.last().unwrap().code(), Code::CallEnded);
}

#[scenario]
fn fault_20_every_question_in_every_state_has_one_answer() {
    for at in At::ALL {
        for end in [Rig::hang_up as fn(&mut Rig), |rig| rig.input(Input::PageHide), |rig| rig.wait(120_000)] {
            let mut rig = Rig::at(at);
            for ask in [Rig::prepare, Rig::start, |rig: &mut Rig| rig.digits(1, "1")] {
                ask(&mut rig);
            }
            end(&mut rig);
            rig.hang_up();
            rig.prepare();
            rig.start();
            rig.digits(2, "1");
            rig.wait(2_000);
            rig.assert_over();
        }
    }
}

#[scenario]
fn fault_20_a_question_from_inside_the_handler_of_the_end_has_one_answer() {
    for before_state in [true, false] {
        let mut rig = Rig::at(At::Connected);
        let ended = r#"{"type":1,"target":"SessionEnded","arguments":[{"reason":"r"}]}"#.to_owned() + "\x1e";
        let input = signalr::Input::Text { socket: rig.socket(), text: ended.as_str().into() };
        rig.machine.handle(rig.now, Input::Hub { connection: rig.connection(), input });
        let (mut settled, mut asked) = (Vec::new(), false);
        while let Some(output) = rig.machine.poll_output() {
            if let Output::Settled { request, .. } = &output {
                settled.push(*request);
            }
            let is_state = matches!(output, Output::Event(Event::StateChange { .. }));
            let is_end = matches!(output, Output::Event(Event::Ended { .. }));
            if !asked && (if before_state { is_state } else { is_end }) {
                asked = true;
                rig.machine.handle(rig.now, Input::HangUp { request: RequestId(1), reason: "" });
                rig.machine.handle(rig.now, Input::Prepare { request: RequestId(2) });
                rig.machine.handle(rig.now, Input::SendDtmf { request: RequestId(3), digits: "1" });
            }
        }
        assert_eq!(settled, [RequestId(1), RequestId(2), RequestId(3)]);
    }
}

#[scenario]
fn fault_25_a_late_token_of_a_failed_preparation_is_dropped() {
    let mut rig = Rig::new();
    rig.prepare();
    rig.token();
    rig.session();
    // The hub's token is pending when the preparation times out.
    let (late, connection) = (rig.token_step(), ConnectionId(rig.peer().0 - 1));
    rig.wait(10_000);
    assert_eq!(rig.prepared.last().unwrap().as_ref().unwrap_err().code(), Code::HubTimeout);
    rig.start();
    rig.token();
    rig.session();
    rig.take();
    rig.input(Input::Token { step: late, given: Ok(TOKEN.into()) });
    rig.input(Input::Token { step: late, given: Err(voisnap_webrtc::call::Failure::default()) });
    for socket in (0..3).map(signalr::SocketId) {
        rig.input(Input::Hub { connection, input: signalr::Input::Opened { socket } });
        let input = signalr::Input::Closed { socket, code: 1006, reason: "", clean: false };
        rig.input(Input::Hub { connection, input });
    }
    assert_eq!(rig.take(), [""; 0], "the new call's hub still waits for its own token");
    rig.hub();
    assert!(!rig.is_over());
}
