//! Wrong programs: type, words and place of the error are CPython's. Where they are not yet, `known.txt` has
//! today's answer, by the number of the case (limitations/syntax-errors.md).
//!
//! `PYVARIUM_BLESS=1` writes `known.txt` anew.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use pyvarium_compiler::{Mode, Options, compile};

fn answer(source: &str) -> String {
    match compile(source.as_bytes(), "m.py", Mode::Exec, Options::default()) {
        Ok(_) => "ok".to_owned(),
        Err(e) => {
            let line = |n: Option<u32>| n.map_or("None".to_owned(), |n| n.to_string());
            let offset = |n: Option<i32>| n.map_or("None".to_owned(), |n| n.to_string());
            let (start, end) = (offset(e.offset), offset(e.end_offset));
            format!(
                "{}: {} @ {}:{start}-{}:{end}",
                e.kind,
                e.msg,
                line(e.lineno),
                line(e.end_lineno)
            )
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
    let today: String = differs
        .iter()
        .map(|(number, got)| format!("{number} {got}\n"))
        .collect();
    if std::env::var_os("PYVARIUM_BLESS").is_some() {
        fs::write(folder.join("known.txt"), &today).unwrap();
    }
    assert_eq!(today, read("known.txt"), "of {} programs", golden.len());
}
