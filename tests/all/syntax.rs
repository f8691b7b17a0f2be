//! Wrong programs: type, words and place of the error are CPython's. Where they are not yet, `known.txt` has
//! today's answer, by the number of the case (limitations/syntax-errors.md).
//!
//! `PYVARIUM_BLESS=1` writes `known.txt` anew.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use pyvarium_compiler::{Mode, Options, compile, compile_with_warnings};

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

#[test]
fn syntax_errors_equal_golden() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("syntax");
    let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
    let (cases, golden) = (read("cases.txt"), read("golden.txt"));
    let golden: Vec<&str> = golden.lines().collect();
    let mut differs = BTreeMap::new();
    for (number, source) in cases.split("===\n").enumerate() {
        let got = answer(source);
        if got != golden[number] {
            differs.insert(number, got);
        }
    }
    let today: String = differs.iter().map(|(number, got)| format!("{number} {got}\n")).collect();
    if std::env::var_os("PYVARIUM_BLESS").is_some() {
        fs::write(folder.join("known.txt"), &today).unwrap();
    }
    assert_eq!(today, read("known.txt"), "of {} programs", golden.len());
}

#[test]
fn syntax_warnings_equal_golden() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("syntax");
    let mut n_files = 0;
    for entry in fs::read_dir(&folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let Some(stem) = name.strip_prefix("warnings_").and_then(|name| name.strip_suffix(".py")) else {
            continue;
        };
        let source = fs::read_to_string(folder.join(&name)).unwrap();
        let golden = fs::read_to_string(folder.join(format!("warnings_{stem}.txt"))).unwrap();
        let done = compile_with_warnings(source.as_bytes(), &name, Mode::Exec, Options::default()).unwrap();
        assert_eq!(done.warning_text(&name, &source), golden, "{name}");
        n_files += 1;
    }
    assert_eq!(n_files, 3);
}
