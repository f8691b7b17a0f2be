//! One line for each program of a file of cases (parted by `===`): what the compiler says of it.

use pyvarium_compiler::{Mode, Options, compile};

fn main() {
    let path = std::env::args().nth(1).unwrap_or_default();
    let mode = match std::env::args().nth(2).as_deref() {
        Some("eval") => Mode::Eval,
        Some("single") => Mode::Single,
        _ => Mode::Exec,
    };
    let cases = std::fs::read_to_string(path).unwrap_or_default();
    for source in cases.split("===\n") {
        let line = match compile(source.as_bytes(), "m.py", mode, Options::default()) {
            Ok(_) => "ok".to_owned(),
            Err(e) => {
                let line = |n: Option<u32>| n.map_or("None".to_owned(), |n| n.to_string());
                let offset = |n: Option<i32>| n.map_or("None".to_owned(), |n| n.to_string());
                let (start, end) = (offset(e.offset), offset(e.end_offset));
                format!("{}: {} @ {}:{start}-{}:{end}", e.kind, e.msg, line(e.lineno), line(e.end_lineno))
            }
        };
        println!("{line}");
    }
}
