//! The rooms of the house: what a source file may name. ARCHITECTURE.md has the rules.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use std::{
    fs,
    path::{Path, PathBuf},
};

/// Every Rust file under `path`, or the file that it is.
fn files(path: &Path) -> Vec<PathBuf> {
    if path.is_file() {
        return vec![path.to_owned()];
    }
    let entries = fs::read_dir(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    entries.flat_map(|entry| files(&entry.unwrap().path())).collect()
}

/// Fails for each line of code in `rooms` that names one of `words`; comments and `except` may.
fn nothing_names(rooms: &[&str], except: &[&str], words: &[&str]) {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let excepted: Vec<_> = except.iter().map(|name| src.join(name)).collect();
    let mut found = Vec::new();
    for file in rooms.iter().flat_map(|room| files(&src.join(room))) {
        if excepted.iter().any(|except| file.starts_with(except)) {
            continue;
        }
        for (number, line) in fs::read_to_string(&file).unwrap().lines().enumerate() {
            let code = line.split("//").next().unwrap();
            if words.iter().any(|word| code.contains(word)) {
                found.push(format!("{}:{}: {}", file.display(), number + 1, line.trim()));
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

const PURE: [&str; 6] = ["call", "signalr", "session", "wire", "error", "time.rs"];

#[test]
fn pure_modules_name_no_web_type() {
    // Where received values and errors meet the browser.
    let except = ["wire/value", "error/cause.rs", "error/js.rs"];
    nothing_names(&PURE, &except, &["web_sys", "js_sys", "wasm_bindgen", "gloo"]);
}

#[test]
fn pure_modules_name_no_clock_and_no_random_source() {
    nothing_names(
        &PURE,
        &[],
        &["Instant", "SystemTime", "std::time", "Date::now", "performance", "Math::random"],
    );
}

#[test]
fn nothing_points_back() {
    nothing_names(&PURE, &[], &["crate::api", "crate::browser", "crate::js"]);
    nothing_names(&["browser"], &[], &["crate::api", "crate::js"]);
    nothing_names(&["api"], &[], &["crate::js"]);
}

#[test]
fn nothing_is_forgotten() {
    nothing_names(&["api", "browser", "js"], &[], &[".forget()", "mem::forget"]);
}
