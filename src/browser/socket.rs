//! The browser's WebSocket with its listeners, closed when it is dropped.

use super::{
    Driver,
    driver::Machine,
    globals::property,
    imports::{Caught, Message, WebSocket},
    listener::Listener,
    resources::{Held, ResourceKind},
};
use crate::{
    call::{ConnectionId, Input},
    signalr::{self, SocketId},
};
use js_sys::{JsString, Uint8Array};
use std::rc::Rc;
use web_sys::{
    Event, js_sys,
    wasm_bindgen::{JsCast, JsValue},
};

/// `WebSocket.CLOSED`.
const CLOSED: f64 = 3.0;

/// One socket of a hub's connection.
pub(super) struct Socket {
    name: (ConnectionId, SocketId),
    web: WebSocket,
    _listeners: [Listener; 3],
    _held: Held,
}

impl Socket {
    /// Opens `url`, which is complete, without a sub-protocol.
    pub(super) fn open<M: Machine>(
        driver: &Driver<M>,
        name: (ConnectionId, SocketId),
        url: &str,
    ) -> Caught<Rc<Self>> {
        let web = WebSocket::to(url)?;
        // Chromium's way to refuse what the page's Content-Security-Policy forbids: no exception, and no `close` event.
        if property(&web, "readyState").as_f64() == Some(CLOSED) {
            return Err(JsValue::UNDEFINED);
        }
        let held = driver.hold(ResourceKind::Socket, &web);
        // Without it binary frames would come as blobs, which only a promise reads.
        let _ = web.set_binary_type("arraybuffer");
        let listeners = [
            Listener::new(&driver.me, &web, "open", move |driver, _| {
                driver.hub(name, signalr::Input::Opened { socket: name.1 });
            }),
            Listener::new(&driver.me, &web, "message", move |driver, event| received(driver, name, event)),
            Listener::new(&driver.me, &web, "close", move |driver, event| closed(driver, name, event)),
        ];
        Ok(Rc::new(Self { name, web, _listeners: listeners, _held: held }))
    }

    /// Sends one frame. A socket that is closing reports that by its own event.
    pub(super) fn send(&self, text: &str) {
        let _ = self.web.send(text);
    }

    pub(super) fn is(&self, name: (ConnectionId, SocketId)) -> bool {
        self.name == name
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        let _ = self.web.shut();
    }
}

fn received<M: Machine>(driver: &Driver<M>, name: (ConnectionId, SocketId), event: &Event) {
    let event: &Message = event.unchecked_ref();
    let Ok(data) = event.data() else { return };
    if let Some(text) = data.dyn_ref::<JsString>() {
        driver.hub(name, signalr::Input::Text { socket: name.1, text: text.clone().into() });
    } else if data.is_object() {
        // What is not text is an ArrayBuffer: that is the binary type that was set.
        let bytes = Uint8Array::new(&data).to_vec();
        driver.hub(name, signalr::Input::Binary { socket: name.1, bytes: &bytes });
    }
}

fn closed<M: Machine>(driver: &Driver<M>, name: (ConnectionId, SocketId), event: &Event) {
    let reason = property(event, "reason").as_string().unwrap_or_default();
    let clean = property(event, "wasClean").is_truthy();
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it saturates; codes are below 5,000"
    )]
    let code = property(event, "code").as_f64().unwrap_or(1006.0) as u16;
    driver.hub(name, signalr::Input::Closed { socket: name.1, code, reason: &reason, clean });
}

impl<M: Machine> Driver<M> {
    pub(super) fn hub(&self, (connection, _): (ConnectionId, SocketId), input: signalr::Input<'_>) {
        self.dispatch(Input::Hub { connection, input });
    }
}
