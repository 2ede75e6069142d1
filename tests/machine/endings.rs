//! Ends that are not the application's: by the agent, and by errors the hub reports.

use crate::scenario;
use crate::{at::At, rig::Rig};
use voisnap_webrtc::{
    call::{EndedBy, Event},
    error::Code,
};

#[scenario]
fn the_agent_hangs_up() {
    for at in
        At::ALL.into_iter().filter(|at| (At::Offer..=At::Reconnecting).contains(at) && *at != At::OfferQueued)
    {
        let mut rig = Rig::at(at);
        rig.take();
        rig.hub_event("SessionEnded", r#"{"reason":"agent_goodbye"}"#);
        rig.assert_over();
        assert!(!rig.did("send EndSessionAsync"), "{at:?}: it knows");
        let Some(Event::Ended { reason, by, error, .. }) = rig.events.last() else { panic!("{at:?}") };
        assert_eq!((reason.as_str(), *by), ("agent_goodbye", EndedBy::Agent));
        // Before it connected the application has to know why `start()` failed.
        let code = error.as_ref().map(voisnap_webrtc::Error::code);
        assert_eq!(code, (at < At::Connected).then_some(Code::AgentEnded), "{at:?}");
    }
}

#[scenario]
fn the_agent_gives_no_reason() {
    for data in ["{}", "null", r#"{"reason":""}"#, "[]"] {
        let mut rig = Rig::at(At::Connected);
        rig.hub_event("SessionEnded", data);
        let Some(Event::Ended { reason, .. }) = rig.events.last() else { panic!("{data}") };
        assert_eq!(reason, "agent_ended");
    }
}

#[scenario]
fn an_error_that_the_agent_survives_is_only_an_event() {
    let mut rig = Rig::at(At::Connected);
    rig.hub_event("Error", r#"{"message":"slow model","recoverable":true,"code":"E1"}"#);
    let Some(Event::Error(error)) = rig.events.last() else { panic!("no error") };
    assert_eq!((error.code(), error.message(), error.recoverable()), (Code::AgentError, "slow model", true));
    assert_eq!(
        error.data().unwrap().to_json().as_str(),
        r#"{"message":"slow model","recoverable":true,"code":"E1"}"#
    );
    assert!(!rig.is_over());
}

#[scenario]
fn any_other_error_of_the_agents_ends_the_call() {
    for data in [r#"{"message":"gone","recoverable":false}"#, r#"{"message":"gone"}"#, "null", r#""gone""#] {
        let mut rig = Rig::at(At::Connected);
        rig.hub_event("Error", data);
        rig.completes("EndSessionAsync", None);
        rig.assert_over();
        let error = rig.end().unwrap();
        assert_eq!((error.code(), error.recoverable()), (Code::AgentError, false));
        assert_eq!(error.data().unwrap().to_json().as_str(), data);
        let end = rig.sent().into_iter().rfind(|message| message.contains("EndSessionAsync")).unwrap();
        assert!(end.contains(r#""arguments":["error"]"#), "{end}");
    }
}
