//! A hub connection, message by message.
use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Error;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::emulator::{Emulator, SOON};

pub const HANDSHAKE: &str = "{\"protocol\":\"json\",\"version\":1}\u{1e}";

/// A WebSocket to the hub, and what came of it and was not taken yet.
pub struct Hub {
    pub socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    pending: Vec<Value>,
    /// The hub messages in each WebSocket message so far.
    pub frames: Vec<usize>,
}

/// What comes next on a connection.
#[derive(Debug, PartialEq)]
pub enum Next {
    Message(Value),
    /// The WebSocket's close code, or none when the TCP connection ended without.
    Closed(Option<u16>),
}

impl Next {
    pub fn message(self) -> Value {
        match self {
            Self::Message(message) => message,
            Self::Closed(code) => panic!("closed ({code:?}) instead of a message"),
        }
    }
}

fn encode(token: &str) -> String {
    token.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D")
}

/// The hub's path with its query.
pub fn path(token: &str, access: &str) -> String {
    format!("/hubs/webrtc?sessionToken={}&access_token={access}", encode(token))
}

impl Hub {
    /// Opens the socket, without the handshake.
    pub async fn open(emulator: &Emulator, token: &str) -> Result<Self, Error> {
        Self::open_at(emulator, &path(token, &emulator.token)).await
    }

    pub async fn open_at(emulator: &Emulator, path: &str) -> Result<Self, Error> {
        let (socket, _) = connect_async(format!("ws://{}{path}", emulator.address)).await?;
        Ok(Self { socket, pending: vec![], frames: vec![] })
    }

    /// Opens the socket and shakes hands.
    pub async fn connect(emulator: &Emulator, token: &str) -> Self {
        let mut hub = Self::open(emulator, token).await.unwrap();
        hub.send(HANDSHAKE).await;
        assert_eq!(hub.next().await.message(), json!({}));
        hub
    }

    pub async fn send(&mut self, text: &str) {
        self.socket.send(Message::text(text)).await.unwrap();
    }

    /// Invokes a method with one argument and no completion.
    pub async fn invoke(&mut self, target: &str, argument: Value) {
        self.send(&format!("{}\u{1e}", json!({ "type": 1, "target": target, "arguments": [argument] })))
            .await;
    }

    /// Has the emulator cut the TCP connection.
    pub async fn cut(&mut self) {
        self.send("{\"type\":1,\"target\":\"DropAsync\",\"arguments\":[]}\u{1e}").await;
    }

    /// The next hub message or the end, within the time for quick things. Pings are passed over.
    pub async fn next(&mut self) -> Next {
        timeout(SOON, self.next_whenever()).await.expect("something in time")
    }

    pub async fn next_whenever(&mut self) -> Next {
        loop {
            if !self.pending.is_empty() {
                let message = self.pending.remove(0);
                if message["type"] == 6 {
                    continue;
                }
                return Next::Message(message);
            }
            match self.socket.next().await {
                Some(Ok(Message::Text(text))) => {
                    let messages: Vec<_> =
                        text.split_terminator('\u{1e}').map(|m| serde_json::from_str(m).unwrap()).collect();
                    self.frames.push(messages.len());
                    self.pending.extend(messages);
                }
                Some(Ok(Message::Close(frame))) => return Next::Closed(frame.map(|frame| frame.code.into())),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Next::Closed(None),
            }
        }
    }

    /// Takes messages until the connection ends: those, and the close code.
    pub async fn rest(&mut self) -> (Vec<Value>, Option<u16>) {
        let mut messages = Vec::new();
        loop {
            match self.next().await {
                Next::Message(message) => messages.push(message),
                Next::Closed(code) => return (messages, code),
            }
        }
    }
}
