//! The project's own rules, as far as a look at the files can tell.

use std::path::{Path, PathBuf};

use crate::run::root;

/// Which crates of ours each may depend on. A name that is missing may depend on none.
const ARROWS: &[(&str, &[&str])] = &[
    ("unicode-shim", &["code", "names-shim"]),
    ("compiler", &["code", "names-shim"]),
    ("heap", &["code"]),
    ("vm", &["heap", "code"]),
    ("modules", &["vm", "heap", "code"]),
    ("trace", &["vm", "heap", "code", "protocol"]),
    ("worker", &["trace", "modules", "protocol"]),
    ("compile-worker", &["compiler", "protocol"]),
    ("embed", &["protocol", "lesson"]),
    ("cli", &["code", "compiler", "vm", "modules", "trace", "lesson", "protocol"]),
];

/// Lines; generated code is exempt.
const MAX_LINES: usize = 800;

/// Texts that must not occur below a folder, and why.
const ABSENCES: &[(&str, &str, &str)] = &[
    ("crates/heap/src", "pyvarium_vm", "the heap cannot run Python code"),
    ("crates/code/src", "pyvarium_heap", "code objects are plain data"),
    ("crates/vm/src", "pyvarium_compiler", "the machine asks its host for compilations"),
    ("crates/vm/src", "RefCell", "a Vm is plain data"),
    ("crates/heap/src", "RefCell", "a Vm is plain data"),
    ("crates/vm/src", "std::time", "time is virtual"),
    ("www/src", "pyvarium_vm", "the page never links the machine"),
];

pub fn check() -> Result<(), String> {
    println!("== tidy");
    let mut found = Vec::new();
    arrows(&mut found);
    sizes(&mut found);
    absences(&mut found);
    lint_heads(&mut found);
    for line in &found {
        eprintln!("tidy: {line}");
    }
    if found.is_empty() { Ok(()) } else { Err(format!("{} findings", found.len())) }
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_default()
}

fn arrows(found: &mut Vec<String>) {
    for entry in std::fs::read_dir(root().join("crates")).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let manifest = read(&entry.path().join("Cargo.toml"));
        let dependencies = manifest.split("[dependencies]").nth(1).unwrap_or_default();
        let dependencies = dependencies.split("\n[").next().unwrap_or_default();
        let allowed = ARROWS.iter().find(|(n, _)| *n == name).map_or(&[][..], |(_, list)| list);
        for line in dependencies.lines() {
            let Some(other) = line.split("path = \"../").nth(1).and_then(|r| r.split('"').next()) else { continue };
            if !allowed.contains(&other) {
                found.push(format!("crates/{name} depends on crates/{other}: no such arrow in ARCHITECTURE.md"));
            }
        }
    }
}

fn rust_files(folder: &Path, list: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let name = entry.file_name();
        let skip = ["target", "node_modules", "generated", ".git", "dist"].iter().any(|s| name == *s);
        if path.is_dir() && !skip {
            rust_files(&path, list);
        } else if path.extension().is_some_and(|e| e == "rs") {
            list.push(path);
        }
    }
}

fn sizes(found: &mut Vec<String>) {
    let mut files = Vec::new();
    rust_files(&root(), &mut files);
    for path in files {
        let n = read(&path).lines().count();
        let generated = path.file_name().is_some_and(|n| n.to_string_lossy().contains("generated"));
        if n > MAX_LINES && !generated {
            found.push(format!("{} has {n} lines; split it by concept", path.display()));
        }
    }
}

fn absences(found: &mut Vec<String>) {
    for (folder, text, why) in ABSENCES {
        let mut files = Vec::new();
        rust_files(&root().join(folder), &mut files);
        for path in files {
            if read(&path).contains(text) {
                found.push(format!("{} mentions {text}: {why}", path.display()));
            }
        }
    }
}

/// The crates of the machine deny what could panic.
fn lint_heads(found: &mut Vec<String>) {
    for name in ["code", "heap", "vm", "modules"] {
        let head = read(&root().join("crates").join(name).join("src/lib.rs"));
        for lint in ["clippy::unwrap_used", "clippy::expect_used", "clippy::panic", "clippy::indexing_slicing"] {
            if !head.contains(lint) {
                found.push(format!("crates/{name}/src/lib.rs does not deny {lint}"));
            }
        }
    }
}
