//! Ends of every kind, each as the typed error it is, and what is left of a call when nobody holds it.

use crate::support::{AGENT, call, ended, next, options, resolved, rest, token, until};
use std::{rc::Rc, time::Duration};
use voisnap_webrtc::{Call, CallState, Code, Error, Event, Subscription, event::EndedBy, options::Timeouts};
use wasm_bindgen_futures::future_to_promise;
use wasm_bindgen_test::wasm_bindgen_test;

/// Starts a call to `agent` with short limits, and gives the error that `start` and `Ended` agree on.
async fn refused(agent: &str) -> Error {
    let timeouts = Timeouts::default()
        .session(Duration::from_secs(2))
        .hub(Duration::from_millis(700))
        .answer(Duration::from_millis(300))
        .media(Duration::from_secs(2));
    let call = Call::new(options(agent).await.timeouts(timeouts)).unwrap();
    let events = call.events();
    let error = call.start().await.unwrap_err();
    assert_eq!(call.state(), CallState::Ended);
    assert!(call.local_stream().is_none() && call.stats().await.is_err());
    let (reason, by, told) = ended(&rest(events).await);
    assert_eq!((reason.as_str(), by), (error.code().as_str(), EndedBy::Error));
    assert_eq!(told.unwrap().code(), error.code());
    error
}

#[wasm_bindgen_test]
async fn the_session_request_is_refused() {
    let error = refused("agt_test_status_403").await;
    assert_eq!((error.code(), error.status()), (Code::Forbidden, Some(403)));
    let error = refused("agt_test_status_429").await;
    assert_eq!(error.code(), Code::RateLimited);
    assert!(error.retry_after_ms().is_some_and(|ms| ms > 0), "{error:?}");
    assert_eq!(refused("agt_test_html").await.code(), Code::ServerError);
    assert_eq!(refused("agt_test_garbage").await.code(), Code::InvalidResponse);
    assert_eq!(refused("agt_test_no_cors").await.code(), Code::Network);
}

#[wasm_bindgen_test]
async fn the_hub_does_not_let_us_in() {
    let error = refused("agt_test_hub_refused").await;
    assert_eq!((error.code(), error.status()), (Code::Forbidden, Some(403)));
    assert_eq!(refused("agt_test_hub_silent").await.code(), Code::HubTimeout);
    assert_eq!(refused("agt_test_hub_garbage").await.code(), Code::HubProtocol);
}

#[wasm_bindgen_test]
async fn the_offer_is_not_answered_or_not_well() {
    assert_eq!(refused("agt_test_no_answer").await.code(), Code::AnswerTimeout);
    assert_eq!(refused("agt_test_answer_invalid").await.code(), Code::AnswerInvalid);
    assert_eq!(refused("agt_test_throw_offer").await.code(), Code::OfferRejected);
    assert_eq!(refused("agt_test_error_fatal").await.code(), Code::AgentError);
}

#[wasm_bindgen_test]
async fn a_server_that_is_not_there() {
    let options = options(AGENT).await.base_url("http://localhost:1");
    let error = Call::new(options).unwrap().start().await.unwrap_err();
    assert_eq!(error.code(), Code::Network);
    assert!(!error.to_string().contains(&token().await));
}

#[wasm_bindgen_test]
async fn the_agent_hangs_up() {
    let call = call("agt_test_agent_hangup_200").await;
    let events = call.events();
    call.start().await.unwrap();
    let (_, by, error) = ended(&rest(events).await);
    assert_eq!(by, EndedBy::Agent);
    assert!(error.is_none());
    assert!(call.local_stream().is_none());
    call.hang_up().await;
}

#[wasm_bindgen_test]
async fn hung_up_while_it_is_being_set_up() {
    let call = call("agt_test_hang").await;
    let starting = call.clone();
    let mut events = call.events();
    let refused =
        future_to_promise(async move { Ok(starting.start().await.unwrap_err().code().as_str().into()) });
    until(&mut events, |event| matches!(event, Event::Progress { .. }).then_some(())).await;
    call.hang_up_with_reason("changed_my_mind").await;
    let (reason, by, error) = ended(&rest(events).await);
    assert_eq!((reason.as_str(), by), ("changed_my_mind", EndedBy::User));
    assert_eq!(error.unwrap().code(), Code::Cancelled);
    assert_eq!(resolved(refused).await.as_string().as_deref(), Some("cancelled"));
}

#[wasm_bindgen_test]
async fn a_failed_preparation_can_be_started_after_all() {
    let call = call("agt_test_status_503").await;
    assert_eq!(call.prepare().await.unwrap_err().code(), Code::ServerError);
    assert_eq!(call.state(), CallState::Idle);
    assert_eq!(call.start().await.unwrap_err().code(), Code::ServerError, "tried again, and refused again");
}

/// Something that an observer holds, to see when the call lets go of it.
fn witness(call: &Call) -> (Rc<()>, Subscription) {
    let witness = Rc::new(());
    let held = Rc::clone(&witness);
    (witness, call.observe(move |_| drop(Rc::clone(&held))))
}

#[wasm_bindgen_test]
async fn a_call_that_was_never_begun_is_gone_with_its_last_handle() {
    let call = call(AGENT).await;
    let (witness, _subscription) = witness(&call);
    let other = call.clone();
    drop(call);
    assert_eq!(Rc::strong_count(&witness), 2);
    drop(other);
    assert_eq!(Rc::strong_count(&witness), 1);
}

#[wasm_bindgen_test]
async fn a_detached_call_lives_on_without_a_handle_until_its_end() {
    let call = call("agt_test_agent_hangup_200").await;
    let (witness, _subscription) = witness(&call);
    let mut events = call.events();
    call.start().await.unwrap();
    call.detach();
    drop(call);
    assert_eq!(Rc::strong_count(&witness), 2, "it goes on");
    let mut last = None;
    while let Some(event) = next(&mut events).await {
        last = Some(event);
    }
    assert!(matches!(last, Some(Event::Ended { by: EndedBy::Agent, .. })));
    assert_eq!(Rc::strong_count(&witness), 1, "and is gone");
}
