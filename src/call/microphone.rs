//! Why a microphone was not given, told from what the browser says.

use crate::error::{Cause, Code, Error};

/// What the browser says about a refused `getUserMedia`.
#[derive(Clone, Debug, Default)]
pub struct Refusal {
    /// The `DOMException`'s name.
    pub name: String,
    /// The `DOMException`'s message: only ever matched, never shown.
    pub message: String,
    /// The Permissions API's word for the microphone, where it gives one.
    pub permission: Option<String>,
    /// The page's Permissions-Policy forbids the microphone.
    pub forbidden_by_policy: bool,
    /// What the browser threw.
    pub cause: Option<Cause>,
}

/// Maps the browser's reason to the public one.
///
/// Browsers share the names (W3C mediacapture-main, 10.3) but not the messages: Chromium tells "Permission
/// dismissed" and "Permission denied by system" apart from "Permission denied"; the others leave only the
/// permission's state, which is still `prompt` after a question that was closed.
pub fn classify(refusal: &Refusal) -> Error {
    reason(refusal).with_cause(refusal.cause.clone())
}

fn reason(refusal: &Refusal) -> Error {
    let message = refusal.message.as_bytes();
    // Not `str::contains`: its two-way search is two kilobytes of wasm.
    let says = |word: &str| message.windows(word.len()).any(|window| window == word.as_bytes());
    match refusal.name.as_str() {
        "NotAllowedError" | "SecurityError" | "PermissionDeniedError" => {
            if refusal.forbidden_by_policy
                || refusal.name == "SecurityError"
                || says("policy")
                || says("by system")
            {
                Error::new(Code::MicrophoneBlocked, "The page's policy or the system forbids the microphone.")
            } else if says("dismissed") || refusal.permission.as_deref() == Some("prompt") && !says("denied")
            {
                Error::new(Code::MicrophoneDismissed, "The microphone prompt was dismissed.")
            } else {
                Error::new(Code::MicrophoneDenied, "The user does not allow the microphone.")
            }
        }
        "NotFoundError" | "OverconstrainedError" | "DevicesNotFoundError" => {
            Error::new(Code::MicrophoneNotFound, "There is no microphone that fits.")
        }
        "NotReadableError" | "TrackStartError" | "AbortError" => {
            Error::new(Code::MicrophoneInUse, "The microphone is in use or cannot be read.")
        }
        _ => Error::new(Code::MicrophoneFailed, "The microphone could not be opened."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_the_reasons_apart() {
        let refusal = |name: &str, message: &str, permission: Option<&str>, forbidden_by_policy| {
            classify(&Refusal {
                name: name.into(),
                message: message.into(),
                permission: permission.map(Into::into),
                forbidden_by_policy,
                cause: None,
            })
            .code
        };
        assert_eq!(
            refusal("NotAllowedError", "Permission denied", Some("denied"), false),
            Code::MicrophoneDenied
        );
        assert_eq!(
            refusal("NotAllowedError", "Permission denied", Some("prompt"), false),
            Code::MicrophoneDenied
        );
        assert_eq!(
            refusal("NotAllowedError", "Permission dismissed", Some("prompt"), false),
            Code::MicrophoneDismissed
        );
        assert_eq!(
            refusal("NotAllowedError", "The request is not allowed", Some("prompt"), false),
            Code::MicrophoneDismissed
        );
        assert_eq!(
            refusal("NotAllowedError", "The request is not allowed", Some("denied"), false),
            Code::MicrophoneDenied
        );
        assert_eq!(
            refusal("NotAllowedError", "Permission denied by system", None, false),
            Code::MicrophoneBlocked
        );
        assert_eq!(refusal("NotAllowedError", "Permission denied", None, true), Code::MicrophoneBlocked);
        assert_eq!(refusal("NotFoundError", "", None, false), Code::MicrophoneNotFound);
        assert_eq!(refusal("OverconstrainedError", "", None, false), Code::MicrophoneNotFound);
        assert_eq!(refusal("NotReadableError", "", None, false), Code::MicrophoneInUse);
        assert_eq!(refusal("TypeError", "", None, false), Code::MicrophoneFailed);
    }
}
