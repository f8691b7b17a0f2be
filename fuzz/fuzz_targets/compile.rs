//! The compiler on whatever bytes are given: an answer, never a panic. Run: `cargo +nightly fuzz run compile` in this folder;
//! `tests/all/fuzz.rs` has a bounded run of the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pyvarium_code::marshal;
use pyvarium_compiler::{Mode, Options, compile_unit};

fuzz_target!(|data: &[u8]| {
    let Some((first, source)) = data.split_first() else { return };
    let mode = [Mode::Exec, Mode::Exec, Mode::Eval, Mode::Single][usize::from(first & 3)];
    let options = Options { optimize: (first >> 2) % 3, ..Options::default() };
    if let Ok(unit) = compile_unit(source, "m.py", mode, options) {
        assert!(marshal::loads(&marshal::dumps(&unit)).is_ok());
    }
});
