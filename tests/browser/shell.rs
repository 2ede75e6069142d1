//! The browser's shell below the Rust face: what it holds, what it gives back, and what happens inside of what.

use crate::support::{emulator, token};
use std::{
    cell::{Cell, RefCell},
    future::{poll_fn, ready},
    rc::Rc,
    task::Poll,
};
use voisnap_webrtc::{
    AudioOutput, AudioSource, CallState, Error,
    browser::{Completion, Driver, Event, ResourceChange, ResourceKind, Sources},
    call::{self, Answer, Config, Limits, Machine, SessionSource},
};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{
    js_sys::{Array, Function, Object},
    wasm_bindgen::{JsCast, JsValue},
};

/// A driver of a call to `agent` at the emulator that has done nothing yet.
async fn driver(agent: &str) -> Rc<Driver> {
    driver_with(agent, Limits::default()).await
}

async fn driver_with(agent: &str, limits: Limits) -> Rc<Driver> {
    let token = token().await;
    let machine = Machine::new(Config {
        base_url: emulator().to_owned(),
        source: SessionSource::Agent { agent_id: agent.to_owned(), metadata: None },
        relay_only: false,
        own_track: false,
        limits,
        reconnect_for: 60_000,
        negotiate: false,
        stateful_reconnect: false,
        seed: 7,
    });
    let access_token =
        Rc::new(move || -> std::pin::Pin<Box<dyn Future<Output = _>>> { Box::pin(ready(Ok(token.clone()))) });
    let (audio, output) = (AudioSource::Default, AudioOutput::None);
    Driver::new(machine, Sources { access_token, session: None, audio, output })
}

/// What `ask` is answered; it is asked at once.
fn answer(ask: impl FnOnce(Completion)) -> impl Future<Output = Result<Answer, Error>> {
    let slot = Rc::new(RefCell::new((None, None::<std::task::Waker>)));
    let writer = Rc::clone(&slot);
    ask(Box::new(move |outcome| {
        let waker = {
            let mut slot = writer.borrow_mut();
            slot.0 = Some(outcome);
            slot.1.take()
        };
        if let Some(waker) = waker {
            waker.wake();
        }
    }));
    poll_fn(move |context| {
        let mut slot = slot.borrow_mut();
        slot.1 = Some(context.waker().clone());
        slot.0.take().map_or(Poll::Pending, Poll::Ready)
    })
}

/// Everything that is held, and how often something of each kind was.
#[derive(Default)]
struct Books {
    held: Vec<Object>,
    sockets: u32,
    peers: u32,
    microphones: u32,
}

fn books(driver: &Driver) -> Rc<RefCell<Books>> {
    let books = Rc::new(RefCell::new(Books::default()));
    let kept = Rc::clone(&books);
    driver.watch_resources(move |change| {
        let mut books = kept.borrow_mut();
        match change {
            ResourceChange::Added(kind, object) => {
                books.held.push(object.clone());
                *match kind {
                    ResourceKind::Socket => &mut books.sockets,
                    ResourceKind::Peer => &mut books.peers,
                    ResourceKind::Microphone => &mut books.microphones,
                } += 1;
            }
            ResourceChange::Removed(object) => {
                let at = books.held.iter().position(|held| held == object).expect("it was held");
                books.held.swap_remove(at);
            }
        }
    });
    books
}

#[wasm_bindgen_test]
async fn fault_33_what_is_replaced_is_released_at_once() {
    let driver = driver("agt_test_drop_on_digit").await;
    let books = books(&driver);
    answer(|done| driver.start(0, done)).await.unwrap();
    assert_eq!(books.borrow().held.len(), 3, "microphone, peer connection and socket");
    let _ = answer(|done| driver.send_dtmf("1", done)).await;
    let found_again = Rc::new(Cell::new(false));
    let found = Rc::clone(&found_again);
    answer(|done| {
        let done = Cell::new(Some(done));
        let id = driver.observe(move |event| {
            if let Event::Call(call::Event::SignalingChange { signaling, .. }) = event
                && *signaling == call::Signaling::Connected
                && let Some(done) = done.take()
            {
                found.set(true);
                done(Ok(Answer::Done));
            }
        });
        let _ = id;
    })
    .await
    .unwrap();
    assert!(found_again.get() && books.borrow().sockets >= 2);
    assert_eq!(books.borrow().held.len(), 3, "the dead socket is released");
    answer(|done| driver.hang_up("user_ended", done)).await.unwrap();
    let books = books.borrow();
    assert_eq!((books.held.len(), books.peers), (0, 1));
    assert_eq!(books.microphones, 2, "the promise of the prompt, and the stream");
}

#[wasm_bindgen_test]
async fn fault_31_a_call_that_is_started_while_its_preparation_fails_goes_on() {
    let driver = driver_with("agt_test_hang", Limits { session: 500, ..Limits::default() }).await;
    let started = Rc::new(RefCell::new(None));
    let (outcome, inner) = (Rc::clone(&started), Rc::clone(&driver));
    let refused = answer(|done| {
        let prepared: Completion = Box::new(move |refused| {
            inner.start(0, Box::new(move |outcome_of_start| *outcome.borrow_mut() = Some(outcome_of_start)));
            done(refused);
        });
        driver.prepare(prepared);
    });
    refused.await.unwrap_err();
    assert_eq!(driver.state(), CallState::Connecting);
    // The page is watched: its end is the call's.
    let window = web_sys::window().unwrap();
    window.dispatch_event(&web_sys::Event::new("pagehide").unwrap()).unwrap();
    assert_eq!(driver.state(), CallState::Ended);
    assert!(started.borrow().as_ref().is_some_and(Result::is_err));
}

/// Puts a DTMF sender in the place of the browser's, which plays only what the agent's answer has agreed to; every tone
/// takes 50 ms. Gives what was inserted.
fn pretend_tones() -> Array {
    let source = "
        const inserted = [];
        const own = Object.getOwnPropertyDescriptor(RTCRtpSender.prototype, 'dtmf');
        inserted.restore = () => Object.defineProperty(RTCRtpSender.prototype, 'dtmf', own);
        class Tones extends EventTarget {
            canInsertDTMF = true;
            insertDTMF(tones) {
                inserted.push(tones);
                const tell = at => {
                    this.dispatchEvent(Object.assign(new Event('tonechange'), { tone: tones[at] ?? '' }));
                    if (at < tones.length) setTimeout(tell, 50, at + 1);
                };
                setTimeout(tell, 0, 0);
            }
        }
        Object.defineProperty(RTCRtpSender.prototype, 'dtmf', { configurable: true, get() { return this.tones ??= new Tones(); } });
        return inserted;
    ";
    Function::new_no_args(source).call0(&JsValue::NULL).unwrap().unchecked_into()
}

#[wasm_bindgen_test]
async fn fault_03_digits_in_band_are_sent_when_they_were_played() {
    let inserted = pretend_tones();
    let driver = driver("agt_test_no_dtmf").await;
    answer(|done| driver.start(0, done)).await.unwrap();
    let clock = web_sys::window().unwrap().performance().unwrap();
    let begun = clock.now();
    let first = answer(|done| driver.send_dtmf("12", done));
    let second = answer(|done| driver.send_dtmf("3", done));
    first.await.unwrap();
    assert_eq!(inserted.get(0), "12");
    assert!(clock.now() - begun >= 90.0, "when both were played");
    second.await.unwrap();
    assert_eq!((inserted.get(1), inserted.length()), ("3".into(), 2), "one after the other");
    answer(|done| driver.hang_up("user_ended", done)).await.unwrap();
    Function::new_with_args("inserted", "inserted.restore()").call1(&JsValue::NULL, &inserted).unwrap();
}
