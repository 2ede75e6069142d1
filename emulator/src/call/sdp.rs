//! Session descriptions, rewritten as a scenario wants them.
use crate::scenario::AnswerSdp;

/// The same description without candidates.
pub(crate) fn without_candidates(sdp: &str) -> String {
    let is_kept = |line: &&str| !line.starts_with("a=candidate:") && !line.starts_with("a=end-of-candidates");
    sdp.split_inclusive('\n').filter(is_kept).collect()
}

/// The description in this form.
pub(crate) fn rewritten(sdp: String, form: AnswerSdp) -> String {
    match form {
        AnswerSdp::Plain => sdp,
        AnswerSdp::Direction(direction) => ["sendrecv", "sendonly", "recvonly", "inactive"]
            .iter()
            .fold(sdp, |sdp, other| sdp.replace(&format!("\na={other}\r"), &format!("\na={direction}\r"))),
        AnswerSdp::Rejected => {
            let line = |line: &str| match line.strip_prefix("m=audio ").and_then(|rest| rest.split_once(' '))
            {
                Some((_, rest)) => format!("m=audio 0 {rest}"),
                None => line.to_owned(),
            };
            sdp.split_inclusive('\n').map(line).collect()
        }
        AnswerSdp::Unterminated => sdp.trim_end().to_owned(),
        AnswerSdp::LineFeeds => sdp.replace("\r\n", "\n"),
        AnswerSdp::Padded => format!("\r\n  {sdp}\r\n  \r\n"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SDP: &str = "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=sendrecv\r\na=candidate:1 1 udp 1 192.0.2.1 9 typ host\r\n";

    #[test]
    fn the_forms_of_an_answer() {
        let form = |form| rewritten(SDP.to_owned(), form);
        assert_eq!(form(AnswerSdp::Plain), SDP);
        assert_eq!(form(AnswerSdp::Direction("inactive")), SDP.replace("sendrecv", "inactive"));
        assert_eq!(form(AnswerSdp::Rejected), SDP.replace("audio 9", "audio 0"));
        assert_eq!(form(AnswerSdp::Unterminated), SDP.strip_suffix("\r\n").unwrap());
        assert!(!form(AnswerSdp::LineFeeds).contains('\r'));
        assert_eq!(form(AnswerSdp::Padded).trim(), SDP.trim());
        assert_eq!(without_candidates(SDP), SDP.split("a=candidate").next().unwrap());
    }
}
