//! The project's own rules, as far as a look at the files can tell.

use std::path::{Path, PathBuf};

use crate::run::root;

/// Which crates of ours each may depend on. A name that is missing may depend on none.
const ARROWS: &[(&str, &[&str])] = &[
    ("compiler", &["code", "names-shim"]),
    ("heap", &["code"]),
    ("vm", &["heap", "code"]),
    ("modules", &["vm", "heap", "code"]),
    ("trace", &["vm", "heap", "code", "protocol"]),
    ("worker", &["trace", "modules", "protocol"]),
    ("compile-worker", &["compiler", "protocol"]),
    ("embed", &["protocol", "lesson"]),
    ("www", &["protocol", "lesson"]),
    ("late", &["www"]),
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
    serde_derives(&mut found);
    lock_files(&mut found);
    ignored_tests(&mut found);
    named_in_architecture(&mut found);
    lessons(&mut found);
    for line in &found {
        eprintln!("tidy: {line}");
    }
    if found.is_empty() { Ok(()) } else { Err(format!("{} findings", found.len())) }
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_default()
}

fn arrows(found: &mut Vec<String>) {
    let crates = std::fs::read_dir(root().join("crates")).into_iter().flatten().flatten().map(|e| e.path());
    for folder in crates.chain([root().join("www")]) {
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        // Every kind of dependency: for tests, for building, for one target.
        let manifest = read(&folder.join("Cargo.toml"));
        let allowed = ARROWS.iter().find(|(n, _)| *n == name).map_or(&[][..], |(_, list)| list);
        for line in manifest.lines() {
            let path = line.split("path = \"../").nth(1).and_then(|r| r.split('"').next());
            let Some(other) = path.map(|p| p.trim_start_matches("../").trim_start_matches("crates/")) else { continue };
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
    for name in ["code", "heap", "vm", "modules", "trace"] {
        let head = read(&root().join("crates").join(name).join("src/lib.rs"));
        for lint in ["clippy::unwrap_used", "clippy::expect_used", "clippy::panic", "clippy::indexing_slicing"] {
            if !head.contains(lint) {
                found.push(format!("crates/{name}/src/lib.rs does not deny {lint}"));
            }
        }
    }
}

/// What travels is defined in one place; nothing else derives serde.
fn serde_derives(found: &mut Vec<String>) {
    let mut files = Vec::new();
    for folder in ["crates", "www", "tests"] {
        rust_files(&root().join(folder), &mut files);
    }
    for path in files {
        let shown = path.strip_prefix(root()).unwrap_or(&path).display().to_string();
        let free = ["crates/protocol/", "crates/lesson/", "crates/xtask/"].iter().any(|p| shown.starts_with(p));
        let derives = |line: &str| line.contains("derive(") && (line.contains("Serialize") || line.contains("Deserialize"));
        if !free && read(&path).lines().any(derives) {
            found.push(format!("{shown} derives serde: only crates/protocol and the lessons' front matter do"));
        }
    }
}

/// A lock file that names a mirror works for nobody else.
fn lock_files(found: &mut Vec<String>) {
    const CRATES: &str = "source = \"registry+https://github.com/rust-lang/crates.io-index\"";
    for line in read(&root().join("Cargo.lock")).lines().filter(|l| l.starts_with("source = ")) {
        if line != CRATES {
            found.push(format!("Cargo.lock: {line}"));
        }
    }
    for file in ["www/package-lock.json", "tests/browser/package-lock.json"] {
        let text = read(&root().join(file));
        if text.is_empty() {
            found.push(format!("{file} is missing"));
        }
        for line in text.lines().filter(|l| l.contains("\"resolved\":") && !l.contains("https://registry.npmjs.org/")) {
            found.push(format!("{file}: {}", line.trim()));
        }
    }
}

fn ignored_tests(found: &mut Vec<String>) {
    let mark = concat!("#[", "ignore");
    let mut files = Vec::new();
    rust_files(&root(), &mut files);
    for path in files {
        if read(&path).contains(mark) {
            found.push(format!("{}: a test that is ignored tests nothing", path.display()));
        }
    }
}

/// What ARCHITECTURE.md names in code style is there: files by their path, symbols in some source.
fn named_in_architecture(found: &mut Vec<String>) {
    let mut sources = Vec::new();
    rust_files(&root(), &mut sources);
    let all: String = sources.iter().map(|p| read(p)).collect();
    let text = read(&root().join("ARCHITECTURE.md"));
    // Fenced blocks are drawings.
    let prose: String = text.split("```").step_by(2).collect();
    for name in prose.split('`').skip(1).step_by(2) {
        let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || "_:/.*-".contains(c));
        let word = name.rsplit("::").next().unwrap_or(name).trim_end_matches("()");
        if !plain || word.is_empty() {
            continue;
        }
        let is_path = name.contains('/') || name.ends_with(".rs");
        let path = name.split('*').next().unwrap_or(name).trim_end_matches('/');
        let there = if is_path {
            [root().join(path), root().join("crates").join(path), root().join("crates/vm/src").join(path)].iter().any(|p| p.exists())
        } else {
            all.contains(word) || root().join("crates").join(word).exists() || root().join(word).exists()
        };
        if !there {
            found.push(format!("ARCHITECTURE.md names `{name}`, which is nowhere"));
        }
    }
    for file in ["README.md", "ARCHITECTURE.md", "STYLE.md", "CHANGELOG.md"] {
        if read(&root().join(file)).contains("../shared") {
            found.push(format!("{file} refers to a folder outside of the project"));
        }
    }
}

/// A lesson is its text, its program and what CPython said of it.
fn lessons(found: &mut Vec<String>) {
    const N_LESSONS: usize = 16;
    let mut n = 0;
    for entry in std::fs::read_dir(root().join("lessons")).into_iter().flatten().flatten().filter(|e| e.path().is_dir()) {
        n += 1;
        for file in ["lesson.md", "program.py", "program.out"] {
            if !entry.path().join(file).exists() {
                found.push(format!("{} has no {file}", entry.path().display()));
            }
        }
    }
    if n < N_LESSONS {
        found.push(format!("{n} lessons; there were {N_LESSONS}"));
    }
}
