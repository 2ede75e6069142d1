//! The wire shapes of the session request. Source: the WebRTC documentation page, step 1; refusals are RFC 9457 problem
//! details.

use super::{Object, ObjectWriter, RawJson, Value, date, lenient_number, lenient_object, lenient_text, trim};
use crate::secret::Secret;

pub use super::ice_server::{IceServer, RefusedIceServer};

/// The body of `POST /api/v1/webrtc/sessions`.
#[derive(Clone, Copy, Debug)]
pub struct SessionRequest<'a> {
    /// The agent to call.
    pub agent_id: &'a str,
    /// Data of the application for the agent, an object.
    pub metadata: Option<&'a RawJson>,
}

impl SessionRequest<'_> {
    /// The documented form.
    pub fn to_json(&self) -> String {
        let mut body = String::new();
        let mut fields = ObjectWriter::open(&mut body);
        fields.text("agentId", self.agent_id);
        if let Some(metadata) = self.metadata {
            fields.raw("metadata", metadata);
        }
        fields.close();
        body
    }
}

/// A session that can be called.
#[derive(Clone, Debug)]
pub struct Session {
    /// Names the session to people and logs.
    pub id: String,
    /// Opens the hub; identifies the session when signalling comes back.
    pub token: Secret,
    /// The ICE servers that a browser can use, TURN credentials included.
    pub ice_servers: Vec<IceServer>,
    /// The others, which are left out.
    pub refused_ice_servers: Vec<RefusedIceServer>,
    expiry: Option<Expiry>,
}

/// When a session expires, as the server says it.
#[derive(Clone, Copy, Debug)]
enum Expiry {
    /// At this time, in milliseconds of Unix time on the server's clock.
    At(u64),
    /// So many milliseconds after the answer was written.
    After(u64),
}

/// The longest lifetime that is believed, in milliseconds: a week. TURN credentials live for hours.
const LONGEST_LIFETIME: u64 = 7 * 24 * 3_600_000;

impl Session {
    /// Reads the documented JSON.
    ///
    /// # Errors
    /// What is missing, without any of its content.
    pub fn from_json(body: &str) -> Result<Self, &'static str> {
        const NO_OBJECT: &str = "The session is not the documented JSON object.";
        let body = Value::parse(trim(body)).ok_or(NO_OBJECT)?;
        // A function that gives a response's text gives JSON in a text.
        let body = lenient_object(&body).ok_or(NO_OBJECT)?;
        let fields = Object::from_value(&body);
        let text = |name| fields.any_spelling(name).as_ref().and_then(lenient_text);
        let ice_servers = fields.any_spelling("iceServers").ok_or("The session has no iceServers.")?;
        let (ice_servers, refused_ice_servers) = IceServer::read_all(&ice_servers);
        Ok(Self {
            id: text("sessionId").ok_or("The session has no sessionId.")?,
            token: Secret::new(text("sessionToken").ok_or("The session has no sessionToken.")?),
            ice_servers,
            refused_ice_servers,
            expiry: Expiry::read(&fields),
        })
    }

    /// How long the session can still be used, in milliseconds from its arrival; `None` where it is not known. `date` is the
    /// answer's own `Date`, where it can be read; `unix` the local clock on arrival, in milliseconds of Unix time.
    ///
    /// A session that just arrived has not expired: a lifetime that is over, or longer than a week, says that one of the
    /// clocks is wrong, and is unknown.
    pub fn lifetime(&self, date: Option<&str>, unix: u64) -> Option<u64> {
        let lifetime = match self.expiry? {
            Expiry::After(millis) => millis,
            Expiry::At(at) => at.checked_sub(date.and_then(date::unix_millis).unwrap_or(unix))?,
        };
        (1..=LONGEST_LIFETIME).contains(&lifetime).then_some(lifetime)
    }

    /// Whether `expiresAt` had passed on arrival, by the clocks of [`Session::lifetime`]. One of them may be wrong: this decides
    /// nothing, and explains why a hub does not know the session.
    pub fn seems_expired(&self, date: Option<&str>, unix: u64) -> bool {
        match self.expiry {
            Some(Expiry::At(at)) => at <= date.and_then(date::unix_millis).unwrap_or(unix),
            Some(Expiry::After(_)) | None => false,
        }
    }
}

impl Expiry {
    /// `expiresAt`: an ISO 8601 time, an HTTP date, or Unix time in seconds or milliseconds. `expiresIn`: seconds.
    fn read(fields: &Object) -> Option<Self> {
        let after = fields.any_spelling("expiresIn").as_ref().and_then(lenient_number);
        let at = fields.any_spelling("expiresAt");
        let at = at.and_then(|at| match at.number() {
            Some(number) => date::epoch(number),
            None => date::unix_millis(&lenient_text(&at)?),
        });
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "saturates at 0 and at the end"
        )]
        at.map(Self::At).or_else(|| after.map(|seconds| Self::After((seconds * 1000.0) as u64)))
    }
}

/// A refusal's body: RFC 9457 problem details, as far as they are used.
#[derive(Clone, Debug, Default)]
pub struct Problem {
    /// What happened, in the server's words.
    pub message: Option<String>,
    /// The server's name for the request, for its support.
    pub trace_id: Option<String>,
    /// The whole body, where it is JSON.
    pub data: Option<Value>,
}

impl Problem {
    /// Reads a body; one that is not JSON says nothing.
    pub fn from_json(body: &str) -> Self {
        let Some(data) = Value::parse(trim(body)).filter(|data| !data.is_null()) else {
            return Self::default();
        };
        let fields = Object::from_value(&data);
        let text = |fields: &Object, name| fields.any_spelling(name).as_ref().and_then(lenient_text);
        let nested =
            |name| fields.any_spelling(name).map(|inner| Object::from_value(&inner)).unwrap_or_default();
        let message = ["detail", "title", "message", "error"].iter().find_map(|name| text(&fields, name));
        Self {
            message: message.or_else(|| text(&nested("error"), "message")).or_else(|| data.text()),
            trace_id: text(&fields, "traceId")
                .or_else(|| text(&nested("extensions"), "traceId"))
                .or_else(|| text(&nested("error"), "traceId")),
            data: Some(data),
        }
    }
}
