//! `POST /hubs/webrtc/negotiate`: what a SignalR client requests before its socket, and the ids it receives.
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde::Serialize;

use crate::id;

/// Time for a client to open the socket it negotiated.
const WAIT: Duration = Duration::from_secs(15);
/// Negotiated connections that may wait for their socket; beyond it the oldest is removed.
const LIMIT: usize = 10_000;

/// The answer to a negotiation.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Answer {
    negotiate_version: u8,
    connection_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    connection_token: Option<String>,
    available_transports: [Transport; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Transport {
    transport: &'static str,
    transfer_formats: [&'static str; 1],
}

/// An answer that redirects the client.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Redirect {
    /// The hub to negotiate with instead.
    pub url: String,
    /// The access token to use there.
    pub access_token: String,
}

/// Why a socket with an id is refused.
#[derive(Debug, PartialEq)]
pub(crate) enum Refused {
    /// It was not issued, or too long ago.
    Unknown,
    /// It has a socket already.
    InUse,
}

/// The connections that are negotiated and not closed.
#[derive(Default)]
pub(crate) struct Negotiated {
    by_token: Mutex<HashMap<String, Entry>>,
}

struct Entry {
    connection_id: String,
    /// When it was issued; `None` while it has its socket.
    waits_since: Option<Instant>,
}

impl Negotiated {
    fn lock(&self) -> MutexGuard<'_, HashMap<String, Entry>> {
        self.by_token.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Issues a connection. Before version 1 of the negotiation its id is its token too.
    pub(crate) fn answer(&self, version: u8) -> Answer {
        let connection_id = id::connection();
        let connection_token = (version >= 1).then(id::connection);
        let token = connection_token.as_ref().unwrap_or(&connection_id).clone();
        let mut all = self.lock();
        all.retain(|_, entry| entry.waits_since.is_none_or(|since| since.elapsed() < WAIT));
        if all.len() >= LIMIT {
            let oldest = all.iter().filter(|(_, entry)| entry.waits_since.is_some());
            if let Some(oldest) =
                oldest.min_by_key(|(_, entry)| entry.waits_since).map(|(token, _)| token.clone())
            {
                all.remove(&oldest);
            }
        }
        let entry = Entry { connection_id: connection_id.clone(), waits_since: Some(Instant::now()) };
        all.insert(token, entry);
        Answer {
            negotiate_version: version.min(1),
            connection_id,
            connection_token,
            available_transports: [Transport { transport: "WebSockets", transfer_formats: ["Text"] }],
        }
    }

    /// A socket with this token opens. Returns the connection's id.
    pub(crate) fn open(&self, token: &str) -> Result<String, Refused> {
        let mut all = self.lock();
        let entry = all.get_mut(token).ok_or(Refused::Unknown)?;
        match entry.waits_since.take() {
            None => Err(Refused::InUse),
            Some(since) if since.elapsed() < WAIT => Ok(entry.connection_id.clone()),
            Some(_) => {
                all.remove(token);
                Err(Refused::Unknown)
            }
        }
    }

    /// The socket with this token has closed.
    pub(crate) fn close(&self, token: &str) {
        self.lock().remove(token);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_opens_one_socket_once() {
        let negotiated = Negotiated::default();
        let answer = negotiated.answer(1);
        let token = answer.connection_token.unwrap();
        assert_eq!(token.len(), 22);
        assert_eq!(negotiated.open(&token), Ok(answer.connection_id));
        assert_eq!(negotiated.open(&token), Err(Refused::InUse));
        negotiated.close(&token);
        assert_eq!(negotiated.open(&token), Err(Refused::Unknown));
    }

    #[test]
    fn version_0_has_no_token() {
        let negotiated = Negotiated::default();
        let answer = negotiated.answer(0);
        assert_eq!((answer.negotiate_version, &answer.connection_token), (0, &None));
        assert!(negotiated.open(&answer.connection_id).is_ok());
    }
}
