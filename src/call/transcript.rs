//! Gives each spoken line one name from its first partial text to its final one.

use crate::wire::hub::Transcription;

/// The line each speaker is in the middle of.
#[derive(Debug, Default)]
pub(super) struct Transcript {
    open: [Option<String>; 2],
    lines: u32,
}

impl Transcript {
    /// The name of the line that a text belongs to: the hub's own, or that of the speaker's line that is not final yet.
    pub(super) fn line_of(&mut self, said: &Transcription) -> String {
        let open = &mut self.open[said.speaker as usize];
        let id = said.id.clone().or_else(|| open.take()).unwrap_or_else(|| {
            self.lines += 1;
            format!("line-{}", self.lines)
        });
        *open = (!said.is_final).then(|| id.clone());
        id
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{Value, hub::Speaker};

    #[test]
    fn a_line_keeps_its_name_until_it_is_final() {
        let mut transcript = Transcript::default();
        let mut line = |speaker, id: Option<&str>, is_final| {
            let id = id.map(Into::into);
            transcript.line_of(&Transcription {
                id,
                speaker,
                text: String::new(),
                is_final,
                data: Value::null(),
            })
        };
        assert_eq!(line(Speaker::Agent, None, false), "line-1");
        assert_eq!(line(Speaker::User, None, false), "line-2");
        assert_eq!(line(Speaker::Agent, None, true), "line-1");
        assert_eq!(line(Speaker::Agent, None, true), "line-3");
        assert_eq!(line(Speaker::User, None, true), "line-2");
        assert_eq!(line(Speaker::User, Some("u-1"), false), "u-1");
        assert_eq!(line(Speaker::User, None, true), "u-1");
    }
}
