//! Every golden again, from the reference: each `tests/*/golden.mjs` is run in Node with the pinned
//! `pyodide` package, which is CPython 3.14.

use std::path::PathBuf;
use std::process::Command;

use crate::run::{cache, root, step};

/// The npm package that is the reference; its library is CPython 3.14.2's.
const PYODIDE: &str = "pyodide@314.0.7";

pub fn run_all() -> Result<(), String> {
    let pyodide = reference()?;
    let tests = root().join("tests");
    let mut scripts: Vec<PathBuf> = std::fs::read_dir(&tests)
        .map_err(|e| format!("cannot read {}: {e}", tests.display()))?
        .filter_map(|entry| Some(entry.ok()?.path().join("golden.mjs")))
        .filter(|path| path.exists())
        .collect();
    scripts.sort();
    for script in scripts {
        step(&format!("node {}", script.display()), Command::new("node").arg(&script).env("PYVARIUM_PYODIDE", &pyodide))?;
    }
    Ok(())
}

/// The reference's script, installed into the cache if it is not there.
pub fn reference() -> Result<PathBuf, String> {
    let folder = cache().join("oracle");
    let module = folder.join("node_modules/pyodide/pyodide.mjs");
    if !module.exists() {
        std::fs::create_dir_all(&folder).map_err(|e| format!("cannot make {}: {e}", folder.display()))?;
        step(
            "npm install pyodide (half a minute)",
            Command::new("npm").args(["install", "--no-save", "--prefix"]).arg(&folder).arg(PYODIDE),
        )?;
    }
    Ok(module)
}
