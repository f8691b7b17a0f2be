//! Whatever bytes are given, the compiler answers with code or an error and never panics: random bytes, random tokens, and
//! programs that were damaged. The target of `fuzz/` does the same without an end.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use pyvarium_code::marshal;
use pyvarium_compiler::{Mode, Options, compile_unit};

const N_INPUTS: usize = 10_000;
const STACK_BYTES: usize = 8 << 20;

/// Marsaglia's xorshift of 64 bits.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % n.max(1) as u64) as usize
    }
}

const PIECES: &[&str] = &[
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ":",
    ",",
    ";",
    ".",
    "...",
    "=",
    ":=",
    "==",
    "->",
    "*",
    "**",
    "@",
    "+",
    "-",
    "~",
    "!",
    "!=",
    "\\\n",
    "\n",
    "\n    ",
    "\n        ",
    "\t",
    "\x0c",
    "\0",
    "'",
    "\"",
    "'''",
    "f'",
    "t'",
    "rb'",
    "{x!r:>{y}}",
    "if ",
    "else",
    "elif ",
    "for ",
    "in ",
    "while ",
    "def ",
    "class ",
    "lambda ",
    "yield ",
    "yield from ",
    "await ",
    "async ",
    "return ",
    "try",
    "except ",
    "except* ",
    "finally",
    "with ",
    "as ",
    "match ",
    "case ",
    "type ",
    "global ",
    "nonlocal ",
    "del ",
    "import ",
    "from ",
    "not ",
    "is ",
    "and ",
    "or ",
    "None",
    "True",
    "_",
    "__class__",
    "__debug__",
    "super()",
    "x",
    "y",
    "é",
    "0x",
    "1_",
    "1e",
    "0777",
    "1j",
    "99999999999999999999",
    "# coding: latin-1\n",
    "\u{feff}",
];

fn damaged(random: &mut Random, programs: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = programs[random.below(programs.len())].clone();
    for _ in 0..=random.below(4) {
        let at = random.below(bytes.len() + 1);
        match random.below(5) {
            0 => bytes.truncate(at),
            1 if at < bytes.len() => bytes[at] = random.below(256) as u8,
            2 if at < bytes.len() => {
                let end = (at + random.below(20)).min(bytes.len());
                bytes.drain(at..end);
            }
            3 if at < bytes.len() => {
                let end = (at + random.below(40)).min(bytes.len());
                let copied = bytes[at..end].to_vec();
                let to = random.below(bytes.len());
                bytes.splice(to..to, copied);
            }
            _ => {
                let piece = PIECES[random.below(PIECES.len())];
                bytes.splice(at..at, piece.bytes());
            }
        }
    }
    bytes
}

fn input(random: &mut Random, programs: &[Vec<u8>]) -> Vec<u8> {
    match random.below(8) {
        0 => (0..random.below(60)).map(|_| random.below(256) as u8).collect(),
        1 | 2 => (0..random.below(30)).flat_map(|_| PIECES[random.below(PIECES.len())].bytes()).collect(),
        _ => damaged(random, programs),
    }
}

fn no_input_panics() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files: Vec<_> = std::fs::read_dir(tests.join("dis")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|e| e == "py"));
    files.sort();
    let mut programs: Vec<Vec<u8>> = files.iter().map(|path| std::fs::read(path).unwrap()).collect();
    let cases = std::fs::read_to_string(tests.join("syntax/cases.txt")).unwrap();
    programs.extend(cases.split("===\n").map(|source| source.as_bytes().to_vec()));
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let mut panicking = Vec::new();
    for _ in 0..N_INPUTS {
        let bytes = input(&mut random, &programs);
        let mode = [Mode::Exec, Mode::Exec, Mode::Eval, Mode::Single][random.below(4)];
        let options = Options { optimize: random.below(3) as u8, ..Options::default() };
        let compiled = catch_unwind(AssertUnwindSafe(|| {
            if let Ok(unit) = compile_unit(&bytes, "m.py", mode, options) {
                marshal::loads(&marshal::dumps(&unit)).unwrap();
            }
        }));
        if compiled.is_err() {
            panicking.push(format!("{mode:?} {:?}", String::from_utf8_lossy(&bytes)));
        }
    }
    assert!(panicking.is_empty(), "{} panic:\n{}", panicking.len(), panicking.join("\n"));
}

#[test]
fn ten_thousand_inputs_never_panic() {
    std::thread::Builder::new().stack_size(STACK_BYTES).spawn(no_input_panics).unwrap().join().unwrap();
}
