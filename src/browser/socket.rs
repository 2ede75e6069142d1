//! The browser's WebSocket with its four listeners, all gone when it is dropped.

use super::{Driver, listener::Listener};
use crate::{
    call::{ConnectionId, Input},
    signalr::{self, SocketId},
    time::Millis,
};
use js_sys::Uint8Array;
use std::rc::Weak;
use web_sys::{
    BinaryType, CloseEvent, Event, MessageEvent, WebSocket, js_sys,
    wasm_bindgen::{JsCast, JsValue},
};

/// One socket of the hub's connection.
pub(super) struct Socket {
    connection: ConnectionId,
    id: SocketId,
    web: WebSocket,
    _listeners: [Listener; 3],
}

impl Socket {
    /// Opens `url`, which is complete, without a sub-protocol.
    pub(super) fn open(
        driver: &Weak<Driver>,
        connection: ConnectionId,
        id: SocketId,
        url: &str,
    ) -> Result<Self, JsValue> {
        let socket = WebSocket::new(url)?;
        socket.set_binary_type(BinaryType::Arraybuffer);
        let on = |name, handler| Listener::new(driver, &socket, name, id.0, handler);
        let listeners = [on("open", opened), on("message", received), on("close", closed)];
        Ok(Self { connection, id, web: socket, _listeners: listeners })
    }

    pub(super) fn as_object(&self) -> &js_sys::Object {
        self.web.unchecked_ref()
    }

    /// Sends one frame if this is the socket it is meant for. A socket that closes says so by its own event.
    pub(super) fn send(&self, id: SocketId, text: &str) {
        if id == self.id {
            let _ = self.web.send_with_str(text);
        }
    }

    pub(super) fn is(&self, id: SocketId) -> bool {
        self.id == id
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        let _ = self.web.close();
    }
}

/// Hands `input` to the connection that opened this socket.
fn dispatch(driver: &Driver, now: Millis, id: SocketId, input: signalr::Input<'_>) {
    let connection = driver.socket.borrow().as_ref().filter(|open| open.is(id)).map(|open| open.connection);
    if let Some(connection) = connection {
        driver.dispatch_at(now, Input::Hub { connection, input });
    }
}

fn opened(driver: &Driver, id: u32, _: &Event) {
    dispatch(driver, driver.clock.now(), SocketId(id), signalr::Input::Opened { socket: SocketId(id) });
}

fn received(driver: &Driver, id: u32, event: &Event) {
    let socket = SocketId(id);
    let data = event.unchecked_ref::<MessageEvent>().data();
    let now = driver.clock.at(event.time_stamp());
    if let Some(text) = data.dyn_ref::<js_sys::JsString>().cloned().map(Into::into) {
        dispatch(driver, now, socket, signalr::Input::Text { socket, text });
    } else {
        // What is not text is an ArrayBuffer: that is the binary type we asked for.
        let bytes = Uint8Array::new(&data).to_vec();
        dispatch(driver, now, socket, signalr::Input::Binary { socket, bytes: &bytes });
    }
}

fn closed(driver: &Driver, id: u32, event: &Event) {
    let socket = SocketId(id);
    let event: &CloseEvent = event.unchecked_ref();
    let (code, reason, clean) = (event.code(), event.reason(), event.was_clean());
    let input = signalr::Input::Closed { socket, code, reason: &reason, clean };
    dispatch(driver, driver.clock.now(), socket, input);
}
