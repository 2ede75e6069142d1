//! What must be known of a session description (RFC 8866), and the repair of its white space.

/// What the media sections of an answer say about audio.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnswerAudio {
    /// The agent sends and receives audio.
    Both,
    /// The agent sends audio and receives none (`sendonly`): the caller is not heard.
    SendOnly,
    /// The agent receives audio and sends none (`recvonly`): it is not heard.
    ReceiveOnly,
    /// No audio flows (`inactive`).
    Inactive,
    /// The offered audio is rejected (`m=audio 0`).
    Rejected,
    /// There is no audio section.
    Missing,
}

impl AnswerAudio {
    /// Reads an answer. Of several audio sections the one that lets most audio through counts.
    pub fn of(sdp: &str) -> Self {
        let lines = || sdp.lines().map(str::trim);
        // A direction before the first section holds for every section that has none of its own.
        let session = lines().take_while(|line| !line.starts_with("m=")).filter_map(direction).last();
        let mut best = Self::Missing;
        let mut section: Option<Section<'_>> = None;
        for line in lines() {
            if let Some(media) = line.strip_prefix("m=") {
                best = better(best, section.take());
                section = Some(Section { media, direction: session, bundle_only: false });
            } else if let Some(section) = &mut section {
                section.direction = direction(line).or(section.direction);
                section.bundle_only |= line == "a=bundle-only";
            }
        }
        better(best, section)
    }

    /// Whether audio of the agent can arrive.
    pub const fn agent_is_heard(self) -> bool {
        matches!(self, Self::Both | Self::SendOnly)
    }
}

/// One media section.
struct Section<'a> {
    /// What follows `m=`: `audio 9 UDP/TLS/RTP/SAVPF 111`.
    media: &'a str,
    direction: Option<AnswerAudio>,
    bundle_only: bool,
}

impl Section<'_> {
    /// `None`: it is no audio section.
    fn audio(&self) -> Option<AnswerAudio> {
        let mut words = self.media.split_ascii_whitespace();
        if !words.next()?.eq_ignore_ascii_case("audio") {
            return None;
        }
        // A number of ports may follow the port. RFC 9143: with `bundle-only` port zero is no rejection.
        let port = words.next().and_then(|port| port.split('/').next()).unwrap_or_default();
        if port.bytes().all(|digit| digit == b'0') && !self.bundle_only {
            return Some(AnswerAudio::Rejected);
        }
        Some(self.direction.unwrap_or(AnswerAudio::Both))
    }
}

fn better(best: AnswerAudio, section: Option<Section<'_>>) -> AnswerAudio {
    // In the order of the variants, best first.
    match section.and_then(|section| section.audio()) {
        Some(audio) if (audio as u8) < best as u8 => audio,
        _ => best,
    }
}

fn direction(line: &str) -> Option<AnswerAudio> {
    let attribute = line.strip_prefix("a=")?;
    let is = |name: &str| attribute.eq_ignore_ascii_case(name);
    match () {
        () if is("sendrecv") => Some(AnswerAudio::Both),
        () if is("sendonly") => Some(AnswerAudio::SendOnly),
        () if is("recvonly") => Some(AnswerAudio::ReceiveOnly),
        () if is("inactive") => Some(AnswerAudio::Inactive),
        () => None,
    }
}

/// Repairs a description whose only flaw is white space: ends every line with CR LF, the last one too, and drops blank
/// lines, spaces around lines, a byte order mark and zero-width characters around the whole. `None`: it is no SDP.
pub fn repair(given: &str) -> Option<String> {
    let text = super::text::trim(given);
    if !text.starts_with("v=") {
        return None;
    }
    let mut sdp = String::with_capacity(text.len() + 2);
    // Escaped twice on the way: line ends that are two characters each.
    let is_escaped = !text.contains(['\r', '\n']);
    for line in text.split(|c| matches!(c, '\r' | '\n') || is_escaped && c == '\\') {
        let line = if is_escaped { line.strip_prefix(['r', 'n']).unwrap_or(line) } else { line }.trim();
        if line.is_empty() {
            continue;
        }
        // RFC 8866: a session without a name has a single space or a dash for it.
        sdp.push_str(if line == "s=" { "s=-" } else { line });
        sdp.push_str("\r\n");
    }
    Some(sdp)
}

#[cfg(test)]
mod tests {
    use super::{AnswerAudio, repair};

    const HEAD: &str = "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n";

    #[test]
    fn fault_15_an_answer_says_whether_audio_flows() {
        for (media, expected) in [
            ("m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n", AnswerAudio::Both),
            ("m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=sendrecv\r\n", AnswerAudio::Both),
            ("m=audio 9/2 UDP/TLS/RTP/SAVPF 111\r\na=sendonly\r\n", AnswerAudio::SendOnly),
            ("m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=recvonly\r\n", AnswerAudio::ReceiveOnly),
            ("m=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=inactive\r\n", AnswerAudio::Inactive),
            ("m=audio 0 UDP/TLS/RTP/SAVPF 111\r\na=sendrecv\r\n", AnswerAudio::Rejected),
            ("m=audio 0\r\n", AnswerAudio::Rejected),
            ("m=audio 0 UDP/TLS/RTP/SAVPF 0\r\na=inactive\r\n", AnswerAudio::Rejected),
            ("m=audio 0 UDP/TLS/RTP/SAVPF 111\r\na=bundle-only\r\n", AnswerAudio::Both),
            ("a=inactive\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n", AnswerAudio::Inactive),
            ("a=recvonly\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:0\r\n", AnswerAudio::ReceiveOnly),
            ("a=inactive\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=sendrecv\r\n", AnswerAudio::Both),
            ("m=audio 9 UDP/TLS/RTP/SAVPF 111\nm=video 9 X 96\na=inactive", AnswerAudio::Both),
            ("m=audio 0 UDP/TLS/RTP/SAVPF 0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 8\r\n", AnswerAudio::Both),
            ("m=video 9 UDP/TLS/RTP/SAVPF 96\r\n", AnswerAudio::Missing),
            ("", AnswerAudio::Missing),
        ] {
            let audio = AnswerAudio::of(&format!("{HEAD}{media}"));
            assert_eq!(audio, expected, "{media:?}");
            assert_eq!(audio.agent_is_heard(), matches!(expected, AnswerAudio::Both | AnswerAudio::SendOnly));
        }
    }

    #[test]
    fn fault_11_white_space_in_an_answer_is_repaired() {
        let good = format!("{HEAD}m=audio 9 X 111\r\na=mid:0\r\n");
        for flawed in [
            good.clone(),
            good.trim_end().to_owned(),
            good.replace("\r\n", "\n"),
            good.replace("\r\n", "\r"),
            good.replace("\r\n", "\r\n\r\n"),
            good.replace("\r\n", " \r\n  "),
            good.replace("\r\n", "\\r\\n"),
            good.replace("s=-", "s="),
            good.replace("s=-", "s= "),
            format!("\u{feff}\n \t{good}\n\n \u{200b}"),
        ] {
            assert_eq!(repair(&flawed).as_deref(), Some(good.as_str()), "{flawed:?}");
        }
        for none in ["", " \n", "not SDP", "{\"sdp\":1}", "o=- 1", "\u{feff}"] {
            assert_eq!(repair(none), None, "{none:?}");
        }
    }
}
