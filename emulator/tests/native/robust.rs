//! Garbage from the network: it is passed over, and calls go on.
use std::net::SocketAddr;
use std::time::Duration;

use serde_json::json;
use tokio::net::UdpSocket;

use crate::caller::Caller;
use crate::emulator::{Emulator, SOON};
use crate::hub::{HANDSHAKE, Hub, Next};

/// Bytes that look random and are the same in every run.
fn noise(seed: u64, length: usize) -> Vec<u8> {
    let mut state = seed.wrapping_mul(2).wrapping_add(1);
    let next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        state.to_be_bytes()[0]
    };
    std::iter::repeat_with(next).take(length).collect()
}

#[tokio::test]
async fn datagrams_that_are_none_do_no_harm() {
    let emulator = Emulator::start(&[]).await;
    let mut caller = Caller::call(&emulator, "agt_1").await;
    caller.until(SOON, "media", |caller| caller.connected).await;
    let candidate = caller.event("IceCandidateReceived").unwrap()["candidate"].as_str().unwrap().to_owned();
    let fields: Vec<_> = candidate.split(' ').collect();
    let agent = SocketAddr::new(fields[4].parse().unwrap(), fields[5].parse().unwrap());
    let socket = UdpSocket::bind((if agent.is_ipv4() { "127.0.0.1" } else { "::1" }, 0)).await.unwrap();
    let user = caller.agent_user();
    for seed in 0..2000_u64 {
        let mut datagram = noise(seed, (seed % 1500) as usize);
        // Every kind of packet by its first byte, and STUN requests that name the running call.
        if seed % 3 == 0 && datagram.len() > 40 {
            datagram[..20].copy_from_slice(b"\x00\x01\x00\x50\x21\x12\xa4\x42abcdefghijkl");
            datagram[20..24].copy_from_slice(&[0, 6, 0, u8::try_from(user.len() + 2).unwrap()]);
            datagram.splice(24.., format!("{user}:x").into_bytes());
        } else if let Some(first) = datagram.first_mut() {
            *first = seed.to_le_bytes()[0];
        }
        let _ = socket.send_to(&datagram, agent).await;
    }
    let before = caller.packets;
    caller.go_on(Duration::from_secs(1)).await;
    assert!(caller.packets > before + 40, "the call goes on");
    Caller::call(&emulator, "agt_1").await.until(SOON, "another call", |caller| caller.connected).await;
}

#[tokio::test]
async fn what_the_hub_cannot_read_ends_only_that_connection() {
    let emulator = Emulator::start(&[]).await;
    for seed in 0..100 {
        let (_, token) = emulator.session("agt_1").await;
        let mut hub = Hub::open(&emulator, &token).await.unwrap();
        let garbage = String::from_utf8_lossy(&noise(seed, 300)).replace('\u{1e}', "");
        let start = if seed % 2 == 0 { HANDSHAKE } else { "" };
        hub.send(&format!("{start}{garbage}\u{1e}")).await;
        assert_eq!(hub.rest().await.1, Some(1000));
    }
    let (_, token) = emulator.session("agt_1").await;
    let mut hub = Hub::connect(&emulator, &token).await;
    for sdp in [
        "v=0",
        "v=0\r\nm=audio 9 RTP/AVP 0",
        "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\nm=audio 9 X 1\r\na=mid:",
    ] {
        hub.invoke("SendOfferAsync", json!({ "type": "offer", "sdp": sdp })).await;
    }
    hub.invoke(
        "SendIceCandidateAsync",
        json!({ "candidate": "candidate:nonsense", "sdpMid": null, "sdpMLineIndex": null }),
    )
    .await;
    hub.send("{\"type\":1,\"target\":\"SendDtmfAsync\",\"arguments\":[\"1\"],\"invocationId\":\"9\"}\u{1e}")
        .await;
    let Next::Message(done) = hub.next().await else { panic!("closed") };
    assert_eq!(done["invocationId"], "9");
}
