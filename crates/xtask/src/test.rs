//! Every check and test, one after another; what fails does not hide what comes behind it.

use std::process::Command;

use crate::run::step;
use crate::{tidy, toolchain};

pub fn run_all() -> Result<(), String> {
    let toolchain = toolchain::setup()?;
    let mut failed = Vec::new();
    let mut passed = 0;
    let mut note = |result: Result<(), String>| match result {
        Ok(()) => passed += 1,
        Err(message) => {
            eprintln!("FAILED: {message}");
            failed.push(message);
        }
    };
    note(tidy::check());
    // rustup's rustfmt will do for any toolchain.
    note(step("cargo fmt --check", Command::new("cargo").args(["fmt", "--check"]).current_dir(crate::run::root())));
    let mut clippy = toolchain.cargo();
    clippy.args(["clippy", "--locked", "--workspace", "--all-targets"]).args(["--", "-D", "warnings"]);
    note(step("clippy (cold: 5 minutes)", &mut clippy));
    let mut tests = toolchain.cargo();
    tests.args(["test", "--locked", "--workspace", "--no-fail-fast"]);
    note(step("native tests (cold: 8 minutes)", &mut tests));
    println!("{passed} passed, {} failed", failed.len());
    if failed.is_empty() { Ok(()) } else { Err(failed.join("; ")) }
}
