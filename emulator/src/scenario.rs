//! What an agent's name asks for: `agt_test_NAME` chooses a fault or a special behaviour for that one call.
use std::time::Duration;

/// The behaviour of one call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scenario {
    Ordinary,
    Status(u16),
    Html,
    Garbage,
    Empty,
    MissingFields,
    NoCors,
    Slow(Duration),
    Hang,
    Expired,
    HubRefused,
    HubUnauthorized,
    HubHang,
    HubSilent,
    HubGarbage,
    HubCloseEarly,
    NegotiateOnly,
    NegotiateRedirect,
    ThrowConnect,
    AbortConnect,
    StartedFirst,
    ThrowOffer,
    ErrorFatal,
    ErrorRecoverable,
    NoAnswer,
    AnswerSlow,
    AnswerInvalid,
    CandidateFirst,
    DropOnOffer,
    AbortOnOffer,
    AbortOnEnd,
    UdpBlocked,
    SilentAgent,
    Echo,
    AgentHangup(Duration),
    PascalCase,
    ExtraEvents,
}

/// Every scenario: the name to put after `agt_test_` (an example where it holds a number), and what happens.
pub(crate) const LIST: &[(&str, &str)] = &[
    (
        "status_429",
        "REST: the session request is answered with this status (any); 429 carries Retry-After and X-RateLimit-*",
    ),
    ("html", "REST: a proxy's 502 page instead of JSON"),
    ("garbage", "REST: JSON cut in the middle"),
    ("empty", "REST: 200 with nothing in it"),
    ("missing_fields", "REST: JSON without sessionToken"),
    ("no_cors", "REST: a 401 without CORS headers, which a browser shows as a failed fetch"),
    ("slow_1500", "REST: the answer takes this many milliseconds"),
    ("hang", "REST: the answer never comes"),
    ("expired", "REST: a session whose time is already over"),
    ("hub_refused", "Hub: the socket is refused with 403, and negotiate says why"),
    ("hub_401", "Hub: the socket and negotiate answer 401, as for an expired access token"),
    ("hub_hang", "Hub: the TCP connection opens, the WebSocket upgrade is never answered"),
    ("hub_silent", "Hub: the socket opens, the SignalR handshake is never answered"),
    ("hub_garbage", "Hub: the socket sends HTML instead of SignalR"),
    ("hub_close_early", "Hub: the socket closes (1011) instead of answering the handshake"),
    ("negotiate_only", "Hub: a socket is refused unless negotiate was asked before"),
    ("negotiate_redirect", "Hub: as negotiate_only, and negotiate sends the client to another URL first"),
    ("throw_connect", "Hub: Close with an error right after the handshake"),
    ("abort_connect", "Hub: Close without an error right after the handshake"),
    ("started_first", "Hub: SessionStarted comes with the handshake, before any offer"),
    ("throw_offer", "Call: SendOfferAsync fails"),
    ("error_fatal", "Call: the agent is unavailable; Error, not recoverable, and no answer"),
    ("error_recoverable", "Call: a recoverable Error, then the call goes on"),
    ("no_answer", "Call: the offer is taken and never answered"),
    ("answer_slow", "Call: the answer takes two seconds"),
    ("answer_invalid", "Call: the answer is not SDP"),
    ("candidate_first", "Call: a candidate comes before the answer"),
    (
        "drop_on_offer",
        "Call: the TCP connection is gone at the offer, with no Close; the answer waits for the return",
    ),
    ("abort_on_offer", "Call: Close at the offer"),
    ("abort_on_end", "Call: Close right after SessionEnded"),
    ("udp_blocked", "Call: the agent names no address and answers none, as behind a firewall"),
    ("silent_agent", "Call: connected, but the agent never sends a sound"),
    ("echo", "Call: after the greeting everything comes back half a second late, with no turns"),
    ("agent_hangup_2000", "Call: the agent hangs up after this many milliseconds of media"),
    ("pascal_case", "Call: the payloads of events are named in PascalCase"),
    ("extra_events", "Call: an event AgentThinking with nested data, which no client knows"),
];

impl Scenario {
    /// The part of an agent's name that chooses: what follows `agt_test_`, if it has that.
    pub(crate) fn name(agent_id: &str) -> Option<&str> {
        agent_id.strip_prefix("agt_test_")
    }

    /// The behaviour an agent's name asks for. `None`: it begins with `agt_test_`, but there is no such scenario.
    pub(crate) fn of(agent_id: &str) -> Option<Self> {
        let Some(name) = Self::name(agent_id) else { return Some(Self::Ordinary) };
        let ms = |text: &str| text.parse().ok().map(Duration::from_millis);
        if let Some(status) = name.strip_prefix("status_") {
            return status.parse().ok().filter(|s| (200..600).contains(s)).map(Self::Status);
        }
        if let Some(text) = name.strip_prefix("slow_") {
            return ms(text).map(Self::Slow);
        }
        if let Some(text) = name.strip_prefix("agent_hangup_") {
            return ms(text).map(Self::AgentHangup);
        }
        Some(match name {
            "html" => Self::Html,
            "garbage" => Self::Garbage,
            "empty" => Self::Empty,
            "missing_fields" => Self::MissingFields,
            "no_cors" => Self::NoCors,
            "hang" => Self::Hang,
            "expired" => Self::Expired,
            "hub_refused" => Self::HubRefused,
            "hub_401" => Self::HubUnauthorized,
            "hub_hang" => Self::HubHang,
            "hub_silent" => Self::HubSilent,
            "hub_garbage" => Self::HubGarbage,
            "hub_close_early" => Self::HubCloseEarly,
            "negotiate_only" => Self::NegotiateOnly,
            "negotiate_redirect" => Self::NegotiateRedirect,
            "throw_connect" => Self::ThrowConnect,
            "abort_connect" => Self::AbortConnect,
            "started_first" => Self::StartedFirst,
            "throw_offer" => Self::ThrowOffer,
            "error_fatal" => Self::ErrorFatal,
            "error_recoverable" => Self::ErrorRecoverable,
            "no_answer" => Self::NoAnswer,
            "answer_slow" => Self::AnswerSlow,
            "answer_invalid" => Self::AnswerInvalid,
            "candidate_first" => Self::CandidateFirst,
            "drop_on_offer" => Self::DropOnOffer,
            "abort_on_offer" => Self::AbortOnOffer,
            "abort_on_end" => Self::AbortOnEnd,
            "udp_blocked" => Self::UdpBlocked,
            "silent_agent" => Self::SilentAgent,
            "echo" => Self::Echo,
            "pascal_case" => Self::PascalCase,
            "extra_events" => Self::ExtraEvents,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_listed_name_is_a_scenario_of_its_own() {
        let mut seen = vec![Scenario::Ordinary];
        for (name, _) in LIST {
            let scenario = Scenario::of(&format!("agt_test_{name}")).unwrap();
            assert!(!seen.contains(&scenario), "{name}");
            seen.push(scenario);
        }
    }

    #[test]
    fn numbers_ride_in_the_name() {
        assert_eq!(Scenario::of("agt_test_status_503"), Some(Scenario::Status(503)));
        assert_eq!(Scenario::of("agt_test_slow_20"), Some(Scenario::Slow(Duration::from_millis(20))));
        assert_eq!(Scenario::of("agt_01HXK8Z3MNPQRS"), Some(Scenario::Ordinary));
        for unknown in ["agt_test_nonsense", "agt_test_status_9", "agt_test_slow_x"] {
            assert_eq!(Scenario::of(unknown), None, "{unknown}");
        }
    }
}
