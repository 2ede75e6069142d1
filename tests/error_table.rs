//! The error codes as the npm package knows them before any wasm is loaded: a table made of the Rust one.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use std::{env, fmt::Write, fs, path::Path};
use voisnap_webrtc::error::Code;

/// `pkg-template/codes.js`, from the table in `src/error/code.rs`.
fn table() -> String {
    let mut text = String::from(
        "// Generated from src/error/code.rs: `UPDATE=1 cargo test --test error_table` writes it anew.\n\n\
         /** What each published error code implies: its category, whether a new attempt can succeed, and what to do. */\n\
         export const CODES = {\n",
    );
    for code in Code::ALL {
        let hint = code.hint().replace('\\', "\\\\").replace('\'', "\\'");
        writeln!(
            text,
            "  {code}: {{ category: '{}', recoverable: {}, hint: '{hint}' }},",
            code.category(),
            code.recoverable()
        )
        .unwrap();
    }
    text + "};\n"
}

#[test]
fn fault_50_the_package_knows_what_every_code_implies() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("pkg-template/codes.js");
    if env::var_os("UPDATE").is_some() {
        fs::write(&file, table()).expect("the table is written");
    }
    let written = fs::read_to_string(&file).expect("the table is there");
    assert!(written == table(), "codes.js is not up to date: UPDATE=1 cargo test --test error_table");
}

/// Every type declaration under `folder`.
fn types(folder: &Path) -> String {
    let mut text = String::new();
    for entry in fs::read_dir(folder).expect("the folder is there") {
        let path = entry.unwrap().path();
        if path.is_dir() {
            text += &types(&path);
        } else if path.to_string_lossy().ends_with(".d.ts") {
            text += &fs::read_to_string(path).unwrap();
        }
    }
    text
}

#[test]
fn fault_52_the_package_types_name_every_code_and_category() {
    let types = types(&Path::new(env!("CARGO_MANIFEST_DIR")).join("pkg-template"));
    for code in Code::ALL {
        assert!(types.contains(&format!("| '{code}'")), "VoisnapErrorCode does not name {code}");
        assert!(types.contains(&format!("`{code}`")), "the types do not document {code}");
        assert!(
            types.contains(&format!("'{}'", code.category())),
            "the types do not name {}",
            code.category()
        );
    }
}
