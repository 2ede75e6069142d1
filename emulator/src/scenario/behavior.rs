//! What a scenario may vary, room by room.
use std::time::Duration;

/// The behaviour of one call. A row sets the fields in which it differs from [`Scenario::ORDINARY`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Scenario {
    // rest/
    /// The answer to the session request.
    pub reply: Reply,
    /// Time before that answer.
    pub delay: Duration,
    /// The session's `expiresAt`, and whether the session is still usable.
    pub expiry: Expiry,
    /// Entries at the head of the session's `iceServers`: a JSON array.
    pub ice_servers: &'static str,

    // hub/, before the handshake is answered
    /// Who may connect.
    pub admission: Admission,
    /// The part of `negotiate`.
    pub negotiation: Negotiation,
    /// The answer to the socket's upgrade and to the SignalR handshake.
    pub handshake: Handshake,

    // hub/, on a connection
    /// What follows the handshake's answer.
    pub on_connect: OnConnect,
    /// What happens at an offer, in this order, before it is answered.
    pub on_offer: &'static [Step],
    /// What follows the answer and its candidates.
    pub after_answer: AfterAnswer,
    /// What `SendDtmfAsync` does.
    pub dtmf: Dtmf,
    /// What the hub does once the caller has ended the session.
    pub on_end: OnEnd,

    // event/
    /// How the answer's SDP is written.
    pub answer: AnswerSdp,
    /// How the agent's candidates are written.
    pub candidates: Candidates,
    /// How transcript lines are written.
    pub transcripts: Transcripts,
    /// How the fields of every event are written.
    pub fields: Fields,

    // call/
    /// How the agent can be reached.
    pub reach: Reach,
    /// What the agent sounds like.
    pub sound: Sound,
    /// The agent hangs up this long after media connected.
    pub hang_up_after: Option<Duration>,
}

impl Scenario {
    /// A call in which nothing special happens.
    pub(crate) const ORDINARY: Self = Self {
        reply: Reply::Session,
        delay: Duration::ZERO,
        expiry: Expiry::Lifetime,
        ice_servers: "[]",
        admission: Admission::Open,
        negotiation: Negotiation::Optional,
        handshake: Handshake::Answered,
        on_connect: OnConnect::Nothing,
        on_offer: &[],
        after_answer: AfterAnswer::Nothing,
        dtmf: Dtmf::Taken,
        on_end: OnEnd::Nothing,
        answer: AnswerSdp::Plain,
        candidates: Candidates::Plain,
        transcripts: Transcripts::Plain,
        fields: Fields::CamelCase,
        reach: Reach::Ordinary,
        sound: Sound::Speech,
        hang_up_after: None,
    };
}

/// The answer to the session request.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Reply {
    /// A session.
    Session,
    /// A session without its token.
    MissingToken,
    /// A refusal with this status.
    Refusal(u16, Retry),
    /// A proxy's page (502).
    Html,
    /// This text as JSON, with status 200.
    Text(&'static str),
    /// JSON of this many megabytes, with status 200.
    Large(u64),
    /// A refusal (401) without CORS headers.
    NoCors,
    /// No answer.
    Never,
}

/// When a refused client may try again.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Retry {
    /// `Retry-After` as a number of seconds, where the status has one.
    Seconds(u64),
    /// `Retry-After` as an HTTP date this many seconds from now.
    Date(u64),
}

/// The session's `expiresAt`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Expiry {
    /// It is the end of the session's lifetime.
    Lifetime,
    /// It has passed, and the session is not usable.
    Passed,
    /// The session is usable, but the server's clock is this many seconds behind.
    ClockBehind(u64),
    /// The session is usable, but the server's clock is this many seconds ahead.
    ClockAhead(u64),
}

/// Who may connect to the hub.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Admission {
    /// Everyone with a valid access token.
    Open,
    /// Nobody: socket and negotiation answer this status.
    Refused(u16),
    /// A session's first connection; later ones get this status.
    Once(u16),
}

/// The part of `negotiate`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Negotiation {
    /// A socket may be opened with or without it.
    Optional,
    /// A socket needs it.
    Required,
    /// A socket needs it, and it redirects the client first.
    Redirected,
}

/// The answer to the socket's upgrade and to the SignalR handshake.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Handshake {
    /// Both are answered.
    Answered,
    /// The upgrade is never answered.
    NoUpgrade,
    /// The handshake is never answered.
    Silent,
    /// The handshake is answered by this text.
    Text(&'static str),
    /// The socket closes with this code instead of an answer.
    Closed(u16),
}

/// What follows the handshake's answer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum OnConnect {
    /// The connection serves its session.
    Nothing,
    /// It serves its session, whose start is announced at once.
    SessionStarted,
    /// It serves its session, which ends at once with this reason.
    SessionEnded(&'static str),
    /// A Close message, with or without an error.
    Close(Option<&'static str>),
    /// The socket closes with this code and reason.
    CloseSocket(u16, &'static str),
}

/// One thing that happens at an offer, before it is answered.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Step {
    /// Time passes.
    Wait(Duration),
    /// An event with this payload (JSON).
    Emit(&'static str, &'static str),
    /// The session ends with this reason.
    End(&'static str),
    /// The TCP connection is cut without a Close, if it is the session's first.
    Cut,
    /// The TCP connection is cut like that, and the offer is lost with it.
    CutAndLose,
    /// A Close message.
    Close,
    /// The socket closes with this code and reason.
    CloseSocket(u16, &'static str),
    /// `SendOfferAsync` fails with this text.
    Fail(&'static str),
    /// `SendOfferAsync` completes, and the offer is not answered.
    Stop,
}

/// What follows the answer and its candidates.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum AfterAnswer {
    /// Nothing.
    Nothing,
    /// An event with this payload (JSON).
    Emit(&'static str, &'static str),
    /// An event that no client knows, of this many megabytes.
    Large(u64),
}

/// What `SendDtmfAsync` does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Dtmf {
    /// It takes the digit.
    Taken,
    /// It does not exist.
    Missing,
    /// It fails with this text.
    Fails(&'static str),
    /// It takes the digit, and the TCP connection is cut before it completes, if it is the session's first.
    Cut,
    /// It takes the digit and never completes.
    Never,
}

/// What the hub does once the caller has ended the session.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum OnEnd {
    /// Nothing: the client closes.
    Nothing,
    /// It sends a Close message.
    Close,
}

/// How the answer's SDP is written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum AnswerSdp {
    /// As the agent's peer connection writes it.
    Plain,
    /// With this direction of the audio.
    Direction(&'static str),
    /// With the audio rejected: `m=audio 0`.
    Rejected,
    /// Without the end of its last line.
    Unterminated,
    /// With lines that end with LF alone.
    LineFeeds,
    /// With white space before and after it.
    Padded,
}

/// How the agent's candidates are written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Candidates {
    /// As documented.
    Plain,
    /// Without `sdpMid` and `sdpMLineIndex`.
    NoSection,
    /// With `sdpMid` and `sdpMLineIndex` null.
    NullSection,
    /// With a `sdpMid` that the answer does not have.
    OtherMid,
    /// With `sdpMLineIndex` as text and without `sdpMid`.
    TextIndex,
    /// Without `candidate:` at the start.
    NoPrefix,
    /// With `a=` at the start, as in an SDP.
    Attribute,
    /// As plain text instead of an object.
    Text,
    /// As texts that are no candidates.
    Unusable,
}

/// How transcript lines are written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Transcripts {
    /// As documented.
    Plain,
    /// With the speaker as a number: 0 the agent, 1 the caller.
    SpeakerNumber,
    /// As plain text instead of an object.
    Text,
}

/// How the fields of every event are written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Fields {
    /// `isFinal: true`
    CamelCase,
    /// `IsFinal: true`
    PascalCase,
    /// `isFinal: "true"`: numbers and booleans as text.
    Text,
}

/// How the agent can be reached.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Reach {
    /// It names its addresses in the answer and as candidates, and checks the caller's.
    Ordinary,
    /// It names its addresses as candidates only, and waits for the caller's checks.
    TrickledOnly,
    /// It names no address and checks none.
    Blocked,
}

/// What the agent sounds like.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Sound {
    /// It greets, listens and replies.
    Speech,
    /// It sends nothing.
    Nothing,
    /// After the greeting it returns what it receives.
    Echo,
}
