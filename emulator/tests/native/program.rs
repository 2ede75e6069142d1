//! The program itself: its options, its end, and the pages it serves.
use std::fs;

use serde_json::json;
use tokio::time::timeout;

use crate::emulator::{Emulator, SOON, program};

async fn fails(arguments: &[&str]) -> (i32, String) {
    let output = timeout(SOON, program(arguments).output()).await.expect("it ends at once").unwrap();
    (output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap())
}

#[tokio::test]
async fn mistakes_are_reported_in_one_line() {
    let emulator = Emulator::start(&[]).await;
    let port = emulator.address.rsplit(':').next().unwrap();
    let (code, text) = fails(&["--port", port]).await;
    assert_eq!(code, 1);
    assert!(
        text.contains(&format!("port {port} on 127.0.0.1 is in use")) && text.lines().count() == 1,
        "{text}"
    );
    let (code, text) = fails(&["--host", "192.0.2.200"]).await;
    assert!(code == 1 && text.contains("not an address of this machine"), "{text}");
    let (code, text) = fails(&["--www", "./no/such/folder"]).await;
    assert!(code == 2 && text.contains("there is no such folder"), "{text}");
    let (code, text) = fails(&["--nonsense"]).await;
    assert!(code == 2 && text.contains("--nonsense"), "{text}");
}

#[tokio::test]
async fn it_ends_on_request() {
    let mut emulator = Emulator::start(&[]).await;
    assert_eq!(
        emulator.post("/debug/shutdown", &[("Origin", "https://elsewhere.example")], json!({})).await.status,
        403
    );
    assert_eq!(emulator.post("/debug/shutdown", &[], json!({})).await.status, 202);
    assert!(timeout(SOON, emulator.child.wait()).await.unwrap().unwrap().success());

    let mut emulator = Emulator::start(&[]).await;
    drop(emulator.child.stdin.take());
    assert!(timeout(SOON, emulator.child.wait()).await.unwrap().unwrap().success());
}

#[cfg(unix)]
#[tokio::test]
async fn it_ends_at_a_signal() {
    for signal in ["INT", "TERM"] {
        let mut emulator = Emulator::start(&[]).await;
        let id = emulator.child.id().unwrap().to_string();
        assert!(
            std::process::Command::new("kill").args([&format!("-{signal}"), &id]).status().unwrap().success()
        );
        assert!(timeout(SOON, emulator.child.wait()).await.unwrap().unwrap().success(), "{signal}");
    }
}

#[tokio::test]
async fn pages_have_their_types_and_are_always_fresh() {
    let folder = std::env::temp_dir().join(format!("voisnap-emulator-{}", std::process::id()));
    let package = folder.join("package");
    fs::create_dir_all(&package).unwrap();
    fs::write(folder.join("index.html"), "<p>page").unwrap();
    for name in ["a.js", "b.mjs", "c.wasm"] {
        fs::write(package.join(name), "x").unwrap();
    }
    let mount = format!("/pkg={}", package.display());
    let emulator = Emulator::start(&["--www", folder.to_str().unwrap(), "--mount", &mount]).await;
    for (path, kind) in [
        ("/", "text/html"),
        ("/pkg/a.js", "text/javascript"),
        ("/pkg/b.mjs", "text/javascript"),
        ("/pkg/c.wasm", "application/wasm"),
    ] {
        let answer = emulator.get(path).await;
        // Both names of JavaScript are its names.
        let given =
            answer.header("Content-Type").unwrap().replace("application/javascript", "text/javascript");
        assert_eq!((answer.status, given.as_str()), (200, kind), "{path}");
        assert_eq!(answer.header("Cache-Control"), Some("no-cache"));
    }
    assert_eq!(emulator.get("/pkg/none.js").await.status, 404);
    assert_eq!(emulator.get("/../Cargo.toml").await.status, 404);
    assert_eq!(Emulator::start(&[]).await.get("/").await.status, 404);
    fs::remove_dir_all(folder).unwrap();
}

#[tokio::test]
async fn the_log_names_what_happens_and_no_secret() {
    use tokio::io::{AsyncBufReadExt as _, BufReader};
    let mut child = program(&["--port", "0", "--exit-with-stdin"]).spawn().unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap()).lines();
    let ready = out.next_line().await.unwrap().unwrap();
    let address = format!("127.0.0.1:{}", ready.rsplit_once(':').unwrap().1.trim_end_matches('/'));
    let mut log = BufReader::new(child.stderr.take().unwrap()).lines();
    let mut emulator = Emulator { child, address, token: String::new() };
    let login =
        emulator.post("/api/v1/auth/login", &[], json!({ "email": "a@b.c", "password": "secret" })).await;
    emulator.token = login.json()["accessToken"].as_str().unwrap().to_owned();
    let (id, token) = emulator.session("agt_1").await;
    drop(emulator.child.stdin.take());
    let mut text = String::new();
    while let Some(line) = log.next_line().await.unwrap() {
        text += &(line + "\n");
    }
    assert!(text.contains(&format!("{id}  session created")), "{text}");
    for secret in [&token, &emulator.token, "a@b.c", "secret"] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
}
