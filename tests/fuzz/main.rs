//! The short run of the fuzz driver (`examples/fuzz_signalr.rs` is the long one), and the same scenarios as
//! property tests, which shrink what they find.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::doc_markdown)]
#![cfg(not(target_arch = "wasm32"))]

mod codec;
mod faithful;
mod random;
mod scenario;
mod watch;

use proptest::prelude::*;
use random::Random;
use voisnap_webrtc::{
    signalr::InvocationId,
    wire::{
        RawJson, Value as Json,
        signalr::{Frames, Message, read_message, write_completion, write_invocation},
    },
};

#[test]
fn codec_inputs() {
    codec::run(1, 200_000);
}

#[test]
fn scenarios_see_everything() {
    let mut seen = watch::Seen::default();
    for seed in 0..5_000 {
        seen.add(scenario::run(Random::new(seed)));
    }
    let watch::Seen { connected, reconnecting, resumed, events, results, lost } = seen;
    for count in [connected, reconnecting, resumed, events, results, lost] {
        assert!(count > 100, "{seen:?}");
    }
}

#[test]
fn faithful_servers() {
    for seed in 0..3_000 {
        faithful::run(Random::new(seed));
    }
}

/// JSON text of any array.
fn arguments() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        any::<String>().prop_map(|text| serde_json::to_string(&text).unwrap()),
        any::<i64>().prop_map(|number| number.to_string()),
        prop::sample::select(vec!["null", "true", "1.50", "-1e+400", r#""\ud800\u00E9""#])
            .prop_map(str::to_owned),
    ];
    let array = |items: Vec<String>| format!("[{}]", items.join(", "));
    let items = leaf.prop_recursive(4, 32, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(array),
            (any::<String>(), inner)
                .prop_map(|(key, value)| format!("{{{}: {value}}}", serde_json::to_string(&key).unwrap())),
        ]
    });
    prop::collection::vec(items, 0..6).prop_map(array)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn invocations_go_round(target in "\\PC{1,40}", arguments in arguments(), id in any::<Option<u32>>()) {
        let mut text = String::new();
        write_invocation(&mut text, id.map(InvocationId), &target, &RawJson::parse(&arguments).unwrap());
        let expected = Message::Invocation {
            target,
            arguments: Json::parse(&arguments).unwrap(),
            invocation: id.map(|id| id.to_string()),
        };
        prop_assert_eq!(read_message(&text.strip_suffix('\u{1e}').unwrap().into()).unwrap(), expected);
    }

    #[test]
    fn completions_go_round(id in "\\PC{1,9}", result in arguments(), error in "\\PC{1,40}") {
        let raw = RawJson::parse(&result).unwrap();
        let mut text = String::new();
        write_completion(&mut text, &id, Ok(&raw));
        write_completion(&mut text, &id, Err(&error));
        let messages = Frames::default().take_text(&text.into()).unwrap();
        let messages: Vec<_> = messages.iter().map(|message| read_message(message).unwrap()).collect();
        let completion = |result| Message::Completion { invocation: id.clone(), result };
        prop_assert_eq!(messages, [completion(Ok(Json::parse(&result))), completion(Err(error))]);
    }

    #[test]
    fn any_interleaving_keeps_the_promises(numbers in prop::collection::vec(any::<u64>(), 0..300)) {
        scenario::run(Random::of(numbers));
    }

    #[test]
    fn faithful_servers_lose_nothing(numbers in prop::collection::vec(any::<u64>(), 0..600)) {
        faithful::run(Random::of(numbers));
    }
}
