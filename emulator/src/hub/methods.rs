//! The methods of `WebRtcHub`.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::call::{Answered, Calls};
use crate::event::Event;
use crate::log;
use crate::scenario::{AfterAnswer, Dtmf, OnConnect, OnEnd, Step};
use crate::session::outbox::Outbox;
use crate::session::{Session, Shared};

/// Why a method failed.
enum Fault {
    /// There is no method of that name.
    Unknown,
    /// The arguments are not those that it takes.
    Arguments,
    /// It refused, with this text for the client.
    Refused(&'static str),
}

#[derive(Deserialize)]
struct Description {
    #[serde(alias = "Sdp")]
    sdp: Option<String>,
    #[serde(rename = "type", alias = "Type")]
    kind: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Candidate {
    #[serde(rename = "candidate", alias = "Candidate")]
    text: Option<String>,
    #[serde(alias = "SdpMid")]
    sdp_mid: Option<String>,
    #[serde(rename = "sdpMLineIndex", alias = "SdpMLineIndex")]
    sdp_m_line_index: Option<u32>,
}

/// Runs a method. All of them are void: the result is null. The error is ASP.NET Core's text for the client.
pub(crate) async fn run(
    calls: &Calls,
    session: &Shared,
    outbox: &Outbox,
    target: &str,
    arguments: Vec<Value>,
) -> Result<Value, String> {
    let outcome = match target.to_ascii_lowercase().as_str() {
        "sendofferasync" => match only_argument(arguments) {
            Ok(offer) => send_offer(calls, session, outbox, offer).await,
            Err(fault) => Err(fault),
        },
        "sendicecandidateasync" => match only_argument(arguments) {
            Ok(candidate) => send_candidate(calls, session, candidate).await,
            Err(fault) => Err(fault),
        },
        "senddtmfasync" => match only_argument(arguments) {
            Ok(digit) => send_dtmf(calls, session, outbox, digit).await,
            Err(fault) => Err(fault),
        },
        "endsessionasync" => only_argument(arguments).map(|reason| end_session(session, outbox, reason)),
        "dropasync" if arguments.is_empty() => {
            session.note("DropAsync", None);
            outbox.cut();
            Ok(())
        }
        "dropasync" => Err(Fault::Arguments),
        _ => Err(Fault::Unknown),
    };
    outcome.map(|()| Value::Null).map_err(|fault| fault.text(target))
}

/// The answer to a method that is called as a stream.
pub(crate) fn not_a_stream(target: &str) -> String {
    let methods =
        ["sendofferasync", "sendicecandidateasync", "senddtmfasync", "endsessionasync", "dropasync"];
    if methods.contains(&target.to_ascii_lowercase().as_str()) {
        format!(
            "The client attempted to invoke the non-streaming '{target}' method with a streaming invocation."
        )
    } else {
        Fault::Unknown.text(target)
    }
}

impl Fault {
    fn text(&self, target: &str) -> String {
        let failed = format!("Failed to invoke '{target}' due to an error on the server.");
        match self {
            Self::Unknown => format!("{failed} HubException: Method does not exist."),
            Self::Arguments => failed,
            Self::Refused(why) => {
                format!("An unexpected error occurred invoking '{target}' on the server. HubException: {why}")
            }
        }
    }
}

fn only_argument<T: DeserializeOwned>(arguments: Vec<Value>) -> Result<T, Fault> {
    let [argument] = <[Value; 1]>::try_from(arguments).map_err(|_| Fault::Arguments)?;
    serde_json::from_value(argument).map_err(|_| Fault::Arguments)
}

async fn send_offer(
    calls: &Calls,
    session: &Shared,
    outbox: &Outbox,
    offer: Description,
) -> Result<(), Fault> {
    let (kind, sdp) = (offer.kind.unwrap_or_default(), offer.sdp.unwrap_or_default());
    session.note("SendOfferAsync", Some(format!("{kind} {}", sdp.len())));
    if kind != "offer" || !sdp.starts_with("v=0") {
        return Err(Fault::Refused("The offer must be {sdp, type: \"offer\"}."));
    }
    if session.has_ended() {
        return Err(Fault::Refused("The session has ended."));
    }
    for step in session.scenario.on_offer {
        if !perform(step, session, outbox).await? {
            return Ok(());
        }
    }
    let Answered { answer, is_first } = calls.answer(session, sdp).await.map_err(Fault::Refused)?;
    session.note("agent:answer", None);
    log::line(&session.id, "offer answered");
    session.emit(Event::sdp_answer(&answer.sdp));
    if is_first && session.scenario.on_connect != OnConnect::SessionStarted {
        session.announce_start();
    }
    for candidate in Event::candidates(&answer.candidates, &answer.mid, session.scenario.candidates) {
        session.note("agent:candidate", None);
        session.emit(candidate);
    }
    match session.scenario.after_answer {
        AfterAnswer::Nothing => {}
        AfterAnswer::Emit(target, payload) => session.emit(Event::written(target, payload)),
        AfterAnswer::Large(megabytes) => session.emit(Event::large(megabytes)),
    }
    Ok(())
}

/// Performs one step of a scenario. Returns false if the offer is not answered.
async fn perform(step: &Step, session: &Session, outbox: &Outbox) -> Result<bool, Fault> {
    let is_first = session.connections() == 1;
    match *step {
        Step::Wait(time) => tokio::time::sleep(time).await,
        Step::Emit(target, payload) => session.emit(Event::written(target, payload)),
        Step::End(reason) => {
            session.end(reason);
        }
        Step::Cut if is_first => cut(session, outbox),
        Step::CutAndLose if is_first => {
            cut(session, outbox);
            return Ok(false);
        }
        Step::Cut | Step::CutAndLose => {}
        Step::Close => outbox.close(None, false),
        Step::CloseSocket(code, reason) => outbox.close_socket(String::new(), code, reason),
        Step::Fail(why) => return Err(Fault::Refused(why)),
        Step::Stop => return Ok(false),
    }
    Ok(true)
}

fn cut(session: &Session, outbox: &Outbox) {
    outbox.cut();
    session.note("connection cut", None);
}

async fn send_candidate(calls: &Calls, session: &Shared, candidate: Candidate) -> Result<(), Fault> {
    let text = candidate.text.unwrap_or_default();
    let mid = candidate.sdp_mid.unwrap_or_default();
    let index = candidate.sdp_m_line_index.map(|index| index.to_string()).unwrap_or_default();
    session.note("SendIceCandidateAsync", Some(format!("{mid}/{index} {text}")));
    calls.candidate(session, text).await;
    Ok(())
}

async fn send_dtmf(calls: &Calls, session: &Shared, outbox: &Outbox, digit: String) -> Result<(), Fault> {
    session.note("SendDtmfAsync", Some(digit.clone()));
    match session.scenario.dtmf {
        Dtmf::Missing => return Err(Fault::Unknown),
        Dtmf::Fails(why) => return Err(Fault::Refused(why)),
        Dtmf::Taken | Dtmf::Cut | Dtmf::Never => {}
    }
    let mut letters = digit.chars();
    match (letters.next(), letters.next()) {
        (Some(digit @ ('0'..='9' | '*' | '#')), None) => {
            calls.digit(session, digit).await;
            match session.scenario.dtmf {
                Dtmf::Cut if session.connections() == 1 => cut(session, outbox),
                Dtmf::Never => std::future::pending().await,
                _ => {}
            }
            Ok(())
        }
        _ => Err(Fault::Refused("A DTMF digit is one of 0-9, * and #.")),
    }
}

fn end_session(session: &Shared, outbox: &Outbox, reason: Option<String>) {
    let said = reason.as_deref().unwrap_or("user_ended").to_owned();
    session.note("EndSessionAsync", reason);
    session.end(&said);
    if session.scenario.on_end == OnEnd::Close {
        outbox.close(None, false);
    }
}
