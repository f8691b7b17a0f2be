//! Stages that CPython's own library shows: its modules `tokenize`, `ast` and `symtable` run on our machine over the program.

use std::fmt::Write;

use pyvarium_vm::Halt;

use crate::program::{self, Kind};

/// The script of a stage; it finds the program's bytes in `SOURCE` and its name in `NAME`.
fn script(stage: &str) -> Option<&'static str> {
    match stage {
        "tokens" => Some(include_str!("stages/tokens.py")),
        "ast" => Some(include_str!("stages/ast.py")),
        "symtable" => Some(include_str!("stages/symtable.py")),
        _ => None,
    }
}

/// None: there is no such stage. The error: what the machine said.
pub fn show(source: &[u8], name: &str, stage: &str) -> Option<Result<String, String>> {
    let mut text = format!("SOURCE = {}\nNAME = {}\n", bytes_literal(source), bytes_literal(name.as_bytes()) + ".decode()");
    text.push_str(script(stage)?);
    let finished = program::run_source(&text, &format!("<{stage}>"), Kind::Script, u64::MAX);
    Some(match finished.halt {
        Halt::Exit { code: 0 } => Ok(finished.stdout),
        Halt::Exit { .. } => Err(finished.stderr),
        halt => Err(format!("{halt:?}\n")),
    })
}

fn bytes_literal(bytes: &[u8]) -> String {
    let mut out = "b'".to_owned();
    for byte in bytes {
        // A text takes whatever is written.
        let _ = match byte {
            b'\'' | b'\\' => write!(out, "\\{}", char::from(*byte)),
            b' '..=b'~' => write!(out, "{}", char::from(*byte)),
            _ => write!(out, "\\x{byte:02x}"),
        };
    }
    out + "'"
}

/// Bytes as `hexdump -C` shows them, sixteen a line.
pub fn hex(bytes: &[u8]) -> String {
    let mut out = String::new();
    for (i, line) in bytes.chunks(16).enumerate() {
        let codes: String = line.iter().map(|byte| format!(" {byte:02x}")).collect();
        let shown: String = line.iter().map(|byte| if matches!(byte, b' '..=b'~') { char::from(*byte) } else { '.' }).collect();
        let _ = writeln!(out, "{:06x} {codes:<48}  {shown}", i * 16);
    }
    out
}
