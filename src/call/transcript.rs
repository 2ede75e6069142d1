//! Gives each spoken line one name from its first partial text to its final one.

use super::Speaker;
use crate::wire::{Object, Value};

/// The line each speaker is in the middle of.
#[derive(Debug, Default)]
pub(super) struct Transcript {
    open: [Option<String>; 2],
    lines: u32,
}

/// One `Transcription`, read.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) id: String,
    pub(super) speaker: Speaker,
    pub(super) text: String,
    pub(super) is_final: bool,
}

impl Transcript {
    /// Reads a line; `None` where the event carries no text.
    pub(super) fn line(&mut self, event: &Object) -> Option<Line> {
        let text = ["text", "transcript", "content"].iter().find_map(|name| event.str(name))?;
        let speaker =
            ["speaker", "role", "source"].iter().find_map(|name| event.str(name)).unwrap_or_default();
        let is = |name: &&str| speaker.eq_ignore_ascii_case(name);
        let users = ["user", "caller", "human", "customer"];
        let speaker = if users.iter().any(is) { Speaker::User } else { Speaker::Agent };
        // A hub that never says which texts are final sends whole lines.
        let is_final =
            ["isFinal", "final", "is_final"].iter().find_map(|name| event.bool(name)).unwrap_or(true);
        let open = &mut self.open[speaker as usize];
        let id = event.field("id").and_then(|id| name(&id)).or_else(|| open.take()).unwrap_or_else(|| {
            self.lines += 1;
            format!("line-{}", self.lines)
        });
        *open = (!is_final).then(|| id.clone());
        Some(Line { id, speaker, text, is_final })
    }
}

/// An identifier given as a string or as a number.
fn name(id: &Value) -> Option<String> {
    let name = id.text().unwrap_or_else(|| id.to_json().into_string());
    Some(name).filter(|name| !name.is_empty())
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    fn line(transcript: &mut Transcript, json: &str) -> Option<(String, Speaker, String, bool)> {
        let line = transcript.line(&Object::parse(json).unwrap())?;
        Some((line.id, line.speaker, line.text, line.is_final))
    }

    #[test]
    fn a_line_keeps_its_name_until_it_is_final() {
        let mut t = Transcript::default();
        let said =
            |id: &str, speaker, text: &str, done| Some((id.to_owned(), speaker, text.to_owned(), done));
        assert_eq!(
            line(&mut t, r#"{"text":"He","isFinal":false,"speaker":"agent"}"#),
            said("line-1", Speaker::Agent, "He", false)
        );
        assert_eq!(
            line(&mut t, r#"{"text":"a","isFinal":false,"speaker":"user"}"#),
            said("line-2", Speaker::User, "a", false)
        );
        assert_eq!(
            line(&mut t, r#"{"text":"Hello","isFinal":true,"speaker":"agent"}"#),
            said("line-1", Speaker::Agent, "Hello", true)
        );
        assert_eq!(
            line(&mut t, r#"{"text":"Next","isFinal":true,"speaker":"agent"}"#),
            said("line-3", Speaker::Agent, "Next", true)
        );
        assert_eq!(
            line(&mut t, r#"{"text":"ab","final":true,"role":"User"}"#),
            said("line-2", Speaker::User, "ab", true)
        );
    }

    #[test]
    fn reads_every_spelling_and_the_hubs_own_names() {
        let mut t = Transcript::default();
        assert_eq!(
            line(&mut t, r#"{"transcript":"x","is_final":true,"source":"bot","id":7}"#),
            Some(("7".into(), Speaker::Agent, "x".into(), true))
        );
        assert_eq!(
            line(&mut t, r#"{"Content":"y","Role":"assistant","Id":"u-1"}"#),
            Some(("u-1".into(), Speaker::Agent, "y".into(), true))
        );
        assert_eq!(line(&mut t, r#"{"speaker":"user"}"#), None);
    }
}
