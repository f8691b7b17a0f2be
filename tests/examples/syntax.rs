//! How many wrong programs of `tests/syntax` have CPython's error: type, words, line, offset and ends.
//! `cargo xtask conformance syntax [--differences N]`.

use std::collections::BTreeMap;
use std::path::Path;

use pyvarium_compiler::{Mode, Options, compile};

fn answer(source: &str) -> String {
    match compile(source.as_bytes(), "m.py", Mode::Exec, Options::default()) {
        Ok(_) => "ok".to_owned(),
        Err(e) => {
            let line = |n: Option<u32>| n.map_or("None".to_owned(), |n| n.to_string());
            let offset = |n: Option<i32>| n.map_or("None".to_owned(), |n| n.to_string());
            let (start, end) = (offset(e.offset), offset(e.end_offset));
            format!("{}: {} @ {}:{start}-{}:{end}", e.kind, e.msg, line(e.lineno), line(e.end_lineno))
        }
    }
}

fn main() {
    let mut args = std::env::args().skip(1);
    let n_shown = match args.next().as_deref() {
        Some("--differences") => args.next().and_then(|n| n.parse().ok()).unwrap_or(20),
        _ => 0,
    };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("syntax");
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).expect("goldens");
    let (cases, golden) = (read("cases.txt"), read("golden.txt"));
    let mut by_kind: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let mut differing = Vec::new();
    for (source, golden) in cases.split("===\n").zip(golden.lines()) {
        let kind = golden.split(": ").next().unwrap_or_default().to_owned();
        let (same, total) = by_kind.entry(kind).or_default();
        *total += 1;
        let ours = answer(source);
        if ours == golden {
            *same += 1;
        } else {
            differing.push((source, ours, golden));
        }
    }
    for (source, ours, golden) in differing.iter().take(n_shown) {
        println!("{source}  ours    {ours}\n  CPython {golden}\n");
    }
    let (mut n_same, mut n) = (0, 0);
    for (kind, (same, total)) in &by_kind {
        println!("{kind:<17} {same:>4}/{total}");
        (n_same, n) = (n_same + same, n + total);
    }
    let percent = 100.0 * n_same as f64 / n.max(1) as f64;
    println!("{:<17} {n_same:>4}/{n} ({percent:.1} %)", "total");
    let not_words = differing.iter().filter(|(_, ours, golden)| ours.split(" @ ").next() != golden.split(" @ ").next()).count();
    println!("of {} that differ {not_words} have other words, the rest another place", differing.len());
    if percent < 95.0 {
        std::process::exit(1);
    }
}
