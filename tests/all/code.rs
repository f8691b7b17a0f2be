//! Nested random programs compile to CPython's own code objects: every fifth seed here, all of them and CPython's whole library in
//! `cargo xtask conformance code`. Hashes come from the reference (`cargo xtask golden code`).

use std::path::Path;

use pyvarium_code::fields::fields;
use pyvarium_code::marshal;
use pyvarium_compiler::{Mode, Options, compile_unit};
use pyvarium_random_python::nested_program;

/// FNV-1a of 32 bits, as `tests/code/golden.mjs` has it.
fn hash(text: &str) -> String {
    format!("{:08x}", text.bytes().fold(0x811c_9dc5_u32, |h, byte| (h ^ u32::from(byte)).wrapping_mul(0x0100_0193)))
}

#[test]
fn random_code_objects_are_cpythons() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("code/nested.txt");
    let text = std::fs::read_to_string(path).unwrap();
    let mut wrong = Vec::new();
    for line in text.lines().step_by(5) {
        let (seed, golden) = line.split_once(' ').unwrap();
        if golden == "error" {
            continue;
        }
        let source = nested_program(seed.parse().unwrap());
        match compile_unit(source.as_bytes(), "m.py", Mode::Exec, Options::default()) {
            Err(report) => wrong.push(format!("{seed}: {}", report.msg)),
            Ok(unit) => {
                let read = marshal::loads(&marshal::dumps(&unit)).unwrap();
                let ours: Vec<String> = fields(&read).iter().map(|f| hash(f)).collect();
                if ours.join(" ") != golden {
                    wrong.push(format!("{seed}: other code objects"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn pyc_files_are_cpythons() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(tests.join("code/pyc.txt")).unwrap();
    let mut differing = Vec::new();
    for line in text.lines() {
        let (name, golden) = line.split_once(' ').unwrap();
        let source = std::fs::read(tests.join("dis").join(name)).unwrap();
        let (bytes, _) = pyvarium_cli::compiled::pyc(&source, name, 1_700_000_000).unwrap();
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        if hash(&hex) != golden {
            differing.push(name);
        }
    }
    assert_eq!(differing, Vec::<&str>::new());
}

#[test]
fn stages_before_the_code_can_be_looked_at() {
    use pyvarium_compiler::{Stage, show};
    let stage = |stage| show(b"def f():\n    return __debug__\n", "m.py", stage).unwrap();
    assert!(stage(Stage::Tree).contains("__debug__"));
    assert!(!stage(Stage::Folded).contains("__debug__"));
    // The module, its function, and that one's annotations.
    assert_eq!(stage(Stage::Scopes).matches("Block {").count(), 3);
    assert!(stage(Stage::Blocks).contains("LOAD_CONST"));
}

/// What a page asks for: each stage is a unit of data.
#[test]
fn stages_are_asked_for_in_words() {
    use pyvarium_code::unit::Const;
    use pyvarium_compiler::{Wish, compile_wish};
    let root = |wish: &str| {
        let unit = compile_wish("def f(a):\n    return f'{a}'\n", "m.py", Wish::read(wish).unwrap()).unwrap().unit;
        marshal::loads(&marshal::dumps(&unit)).unwrap()
    };
    let n_items = |wish: &str| {
        let unit = root(wish);
        match unit.get(unit.root) {
            Some(Const::List(items) | Const::Tuple(items)) => items.len(),
            _ => 0,
        }
    };
    assert_eq!(n_items("exec 0 0 tokens"), 17);
    assert_eq!(n_items("exec 0 0 blocks"), 2);
    // The tree: class, place, body, ignores. The scopes: one block of seven parts.
    assert_eq!(n_items("exec 0 1024"), 4);
    assert_eq!(n_items("exec 0 1073741824"), 7);
}
