//! The REST calls.
use serde_json::json;

use crate::emulator::Emulator;

#[tokio::test]
async fn login() {
    let emulator = Emulator::start(&["--token-lifetime", "77"]).await;
    let post = |body| emulator.post("/api/v1/auth/login", &[], body);
    let good = post(json!({ "email": "a", "password": "b" })).await.json();
    assert_eq!(good["expiresIn"], 77);
    assert_eq!(good["accessToken"].as_str().unwrap().split('.').count(), 3);
    assert_eq!(post(json!({ "email": "a", "password": "wrong" })).await.status, 401);
    for missing in [json!({}), json!({ "email": "a" }), json!({ "email": "", "password": "b" }), json!([])] {
        assert_eq!(post(missing.clone()).await.status, 400, "{missing}");
    }
}

#[tokio::test]
async fn a_session_has_what_is_documented() {
    let turn = ["--stun", "stun:127.0.0.1:3478", "--turn", "turn:a:1,turn:b:2", "--turn-secret", "s3cret"];
    let emulator = Emulator::start(&turn).await;
    let session = emulator.request_session("agt_01HXK8Z3MNPQRS").await.json();
    assert!(session["sessionId"].as_str().unwrap().starts_with("wrtc_"));
    assert!(session["sessionToken"].as_str().unwrap().ends_with("+/="));
    assert!(session["expiresAt"].as_str().unwrap().ends_with('Z'));
    assert_eq!(session["iceServers"][0], json!({ "urls": ["stun:127.0.0.1:3478"] }));
    let turn = &session["iceServers"][1];
    assert_eq!(turn["urls"], json!(["turn:a:1", "turn:b:2"]));
    assert!(turn["username"].as_str().unwrap().ends_with(session["sessionId"].as_str().unwrap()));
    assert_eq!(turn["credential"].as_str().unwrap().len(), 28);
    let report = emulator.report(session["sessionId"].as_str().unwrap()).await;
    assert_eq!(report["metadata"], json!({ "a": 1 }));
    assert_eq!(
        (&report["scenario"], &report["ended"], &report["attached"]),
        (&json!("ok"), &json!(false), &json!(false))
    );
}

#[tokio::test]
async fn refusals_are_problem_details_that_a_page_may_read() {
    let emulator = Emulator::start(&[]).await;
    let bearer = format!("Bearer {}", emulator.token);
    let request = async |authorization: &str, body: &str| {
        let headers = [("Authorization", authorization), ("Origin", "https://shop.example")];
        emulator.request("POST", "/api/v1/webrtc/sessions", &headers, body).await
    };
    for (status, answer) in [
        (401, request("Bearer nonsense", "{}").await),
        (401, request("", "{}").await),
        (400, request(&bearer, "{").await),
        (400, request(&bearer, "{}").await),
        (404, request(&bearer, r#"{"agentId":"unknown"}"#).await),
        (403, emulator.request_session("agt_test_status_403").await),
        (503, emulator.request_session("agt_test_status_503").await),
        (429, emulator.request_session("agt_test_status_429").await),
    ] {
        assert_eq!(answer.status, status, "{answer:?}");
        assert_eq!(answer.header("Content-Type"), Some("application/problem+json"));
        assert_eq!(answer.header("Access-Control-Allow-Origin"), Some("https://shop.example"));
        assert_eq!(answer.header("Access-Control-Allow-Credentials"), Some("true"));
        let problem = answer.json();
        assert_eq!(problem["status"], status);
        for field in ["type", "title", "detail", "traceId"] {
            assert!(!problem[field].as_str().unwrap().is_empty(), "{field}");
        }
    }
    let limited = emulator.request_session("agt_test_status_429").await;
    assert_eq!(limited.header("Retry-After"), Some("2"));
    assert_eq!(limited.header("X-RateLimit-Remaining"), Some("0"));
    assert!(limited.header("Access-Control-Expose-Headers").unwrap().contains("x-ratelimit-reset"));
}

#[tokio::test]
async fn a_token_is_checked_and_ends_with_its_time() {
    let emulator = Emulator::start(&["--token-lifetime", "0"]).await;
    assert_eq!(emulator.request_session("agt_1").await.status, 401);
    let other = Emulator::start(&["--signing-key", "another backend's key"]).await;
    let token = &other.token;
    let headers = [("Authorization", &*format!("Bearer {token}"))];
    let here = Emulator::start(&[]).await;
    assert_eq!(
        here.post("/api/v1/webrtc/sessions", &headers, json!({ "agentId": "agt_1" })).await.status,
        401
    );
    assert_eq!(other.request_session("agt_1").await.status, 200);
}

#[tokio::test]
async fn a_preflight_is_answered_and_may_be_remembered() {
    let emulator = Emulator::start(&[]).await;
    let headers = [
        ("Origin", "https://shop.example"),
        ("Access-Control-Request-Method", "POST"),
        ("Access-Control-Request-Headers", "authorization,content-type"),
    ];
    for path in ["/api/v1/webrtc/sessions", "/hubs/webrtc/negotiate?negotiateVersion=1"] {
        let answer = emulator.request("OPTIONS", path, &headers, "").await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("Access-Control-Allow-Origin"), Some("https://shop.example"));
        assert_eq!(answer.header("Access-Control-Allow-Headers"), Some("authorization,content-type"));
        assert_eq!(answer.header("Access-Control-Max-Age"), Some("7200"));
    }
}

#[tokio::test]
async fn answers_that_are_none() {
    let emulator = Emulator::start(&[]).await;
    let no_cors = emulator.request_session("agt_test_no_cors").await;
    assert_eq!((no_cors.status, no_cors.header("Access-Control-Allow-Origin")), (401, None));
    let html = emulator.request_session("agt_test_html").await;
    assert!(html.status == 502 && html.body.starts_with("<html>"));
    assert_eq!(emulator.request_session("agt_test_garbage").await.body, "{\"sessionId\":");
    let empty = emulator.request_session("agt_test_empty").await;
    assert_eq!((empty.status, empty.body.as_str()), (200, ""));
    assert!(emulator.request_session("agt_test_missing_fields").await.json().get("sessionToken").is_none());
    let before = std::time::Instant::now();
    assert_eq!(emulator.request_session("agt_test_slow_300").await.status, 200);
    assert!(before.elapsed().as_millis() >= 300);
}

#[tokio::test]
async fn debug() {
    let emulator = Emulator::start(&[]).await;
    let (first, _) = emulator.session("agt_1").await;
    let (second, _) = emulator.session("agt_test_echo").await;
    let all = emulator.get("/debug/sessions").await.json();
    assert_eq!(
        (&all[0]["id"], &all[1]["id"], &all[1]["scenario"]),
        (&json!(first), &json!(second), &json!("echo"))
    );
    assert_eq!(emulator.get("/debug/sessions/none").await.status, 404);
    assert_eq!(emulator.get("/debug/ready").await.body, "agent");
    let scenarios = emulator.get("/debug/scenarios").await.json();
    let scenario = |name| scenarios.as_array().unwrap().iter().find(|s| s["name"] == name).unwrap();
    let blocked = scenario("udp_blocked");
    assert_eq!(blocked["agentId"], "agt_test_udp_blocked");
    assert_eq!(blocked["label"], "Media blocked by a firewall");
    assert!(blocked["description"].is_string() && blocked["number"].is_null());
    assert_eq!(scenario("status_429")["number"], json!({ "name": "Status code", "first": 200, "last": 599 }));
    assert_eq!((&blocked["crossOrigin"], &scenario("no_cors")["crossOrigin"]), (&json!(false), &json!(true)));
}

#[tokio::test]
async fn voice_token() {
    let mut emulator = Emulator::start(&[]).await;
    let answer = emulator.get("/voice-token").await;
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("text/plain; charset=utf-8")));
    emulator.token = answer.body;
    emulator.session("agt_1").await;
}
