//! The direction of modules: each room uses only the rooms below it, and no file uses itself by way of others.
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// A module's path (`hub/message`, `main`) and its source without tests.
fn sources() -> BTreeMap<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut folders, mut files) = (vec![root.clone()], Vec::<PathBuf>::new());
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if !path.ends_with("tests.rs") {
                files.push(path);
            }
        }
    }
    let name = |path: &Path| {
        let path = path.strip_prefix(&root).unwrap().with_extension("");
        let path = path.to_str().unwrap().replace('\\', "/");
        path.strip_suffix("/mod").unwrap_or(&path).to_owned()
    };
    let code = |path: &Path| {
        let text = fs::read_to_string(path).unwrap();
        text.split("#[cfg(test)]").next().unwrap().to_owned()
    };
    files.iter().map(|path| (name(path), code(path))).collect()
}

/// The modules that a module uses.
fn uses(module: &str, code: &str, all: &BTreeMap<String, String>) -> Vec<String> {
    let parent = module.rsplit_once('/').map_or("", |(parent, _)| parent);
    let mut found = Vec::new();
    for (marker, base) in [("crate::", ""), ("self::", module), ("super::", parent)] {
        for (at, _) in code.match_indices(marker) {
            let rest = &code[at + marker.len()..];
            let end =
                rest.find(|letter: char| !(letter.is_ascii_lowercase() || letter == '_' || letter == ':'));
            let segments =
                rest[..end.unwrap_or(rest.len())].split("::").filter(|segment| !segment.is_empty());
            let mut path = base.to_owned();
            for segment in segments {
                let longer = if path.is_empty() { segment.to_owned() } else { format!("{path}/{segment}") };
                if !all.contains_key(&longer) {
                    break;
                }
                path = longer;
            }
            if !path.is_empty() && path != module {
                found.push(path);
            }
        }
    }
    found
}

#[test]
fn each_room_uses_only_the_rooms_below_it() {
    let all = sources();
    let block = all["main"].split("```text").nth(1).expect("a list of rooms in main.rs");
    let block = block.split("```").next().unwrap();
    let rows =
        block.lines().map(|line| line.trim_start_matches("//!").trim()).filter(|line| !line.is_empty());
    let ranks: BTreeMap<&str, usize> = rows
        .enumerate()
        .flat_map(|(rank, row)| row.split("  ").next().unwrap().split(", ").map(move |room| (room, rank)))
        .collect();
    for (module, code) in &all {
        let room = module.split('/').next().unwrap();
        let rank = ranks.get(room).unwrap_or_else(|| panic!("main.rs does not list {room}"));
        for used in uses(module, code, &all) {
            let other = used.split('/').next().unwrap();
            assert!(other == room || ranks[other] > *rank, "{module} uses {used}");
        }
    }
}

#[test]
fn no_file_uses_itself_by_way_of_others() {
    fn visit(module: &str, all: &BTreeMap<String, String>, way: &mut Vec<String>, done: &mut Vec<String>) {
        assert!(!way.iter().any(|other| other == module), "a circle: {way:?} -> {module}");
        if done.iter().any(|other| other == module) {
            return;
        }
        way.push(module.to_owned());
        for used in uses(module, &all[module], all) {
            visit(&used, all, way, done);
        }
        way.pop();
        done.push(module.to_owned());
    }
    let all = sources();
    let mut done = Vec::new();
    for module in all.keys() {
        visit(module, &all, &mut Vec::new(), &mut done);
    }
}
