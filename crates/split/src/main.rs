//! Cuts a wasm module in two: the functions that a first step needs, and the rest, which is fetched behind it.
//! `watch` makes a module that tells which functions run; `cut` cuts by what it told. A step of the site's build.

mod cut;
mod parts;
mod watch;

use std::collections::BTreeSet;
use std::process::ExitCode;

const USAGE: &str = "usage: pyvarium-split watch MODULE OUT\n       pyvarium-split cut MODULE NUMBERS FIRST REST";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let done = match args.as_slice() {
        ["watch", module, out] => read(module).and_then(|wasm| write(out, &watch::watched(&wasm).map_err(in_words)?)),
        ["cut", module, numbers, first, rest] => read(module).and_then(|wasm| {
            let halves = cut::cut(&wasm, &ran(numbers)?).map_err(in_words)?;
            println!("{} of {} functions are fetched later", halves.n_rest, halves.n_all);
            write(first, &halves.first)?;
            write(rest, &halves.rest)
        }),
        _ => Err(USAGE.to_owned()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

fn in_words(error: parts::Error) -> String {
    format!("the module cannot be cut: {error}")
}

fn read(path: &str) -> Result<Vec<u8>, String> {
    std::fs::read(path).map_err(|e| format!("{path}: {e}"))
}

fn write(path: &str, bytes: &[u8]) -> Result<(), String> {
    std::fs::write(path, bytes).map_err(|e| format!("{path}: {e}"))
}

/// A number of a function a line.
fn ran(path: &str) -> Result<BTreeSet<u32>, String> {
    let text = std::fs::read_to_string(path).map_err(|e| format!("{path}: {e}"))?;
    text.lines().map(|line| line.trim().parse().map_err(|e| format!("{path}: {line:?}: {e}"))).collect()
}
