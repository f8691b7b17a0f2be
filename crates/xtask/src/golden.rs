//! Every golden again, from the reference: each `tests/*/golden.mjs` is run in Node with the pinned
//! `pyodide` package, which is CPython 3.14.

use std::path::PathBuf;
use std::process::Command;

use crate::run::{cache, root, step};
use crate::toolchain;

/// The npm package that is the reference; its library is CPython 3.14.2's.
const PYODIDE: &str = "pyodide@314.0.7";

/// Of one folder below `tests`, where a name is given.
pub fn run_all(only: Option<&str>) -> Result<(), String> {
    let pyodide = reference()?;
    let tests = root().join("tests");
    let mut scripts: Vec<PathBuf> = std::fs::read_dir(&tests)
        .map_err(|e| format!("cannot read {}: {e}", tests.display()))?
        .filter_map(|entry| Some(entry.ok()?.path().join("golden.mjs")))
        .filter(|path| path.exists() && only.is_none_or(|name| path.parent().is_some_and(|folder| folder.ends_with(name))))
        .collect();
    scripts.sort();
    if scripts.is_empty() {
        return Err("no such goldens".to_owned());
    }
    let random = random_programs(&scripts)?;
    let nested = nested_programs(&scripts)?;
    for script in scripts {
        let mut node = Command::new("node");
        node.arg(&script).env("PYVARIUM_PYODIDE", &pyodide).env("PYVARIUM_RANDOM", &random).env("PYVARIUM_NESTED", &nested);
        step(&format!("node {}", script.display()), &mut node)?;
    }
    Ok(())
}

/// Writes the random programs into a file, if their goldens are asked for.
fn random_programs(scripts: &[PathBuf]) -> Result<PathBuf, String> {
    let file = cache().join("random-programs");
    if scripts.iter().any(|script| script.parent().is_some_and(|folder| folder.ends_with("random"))) {
        let toolchain = toolchain::setup()?;
        let out = std::fs::File::create(&file).map_err(|e| format!("cannot write {}: {e}", file.display()))?;
        step("the random programs", toolchain.cargo().args(["run", "--locked", "-q", "-p", "pyvarium-random-python"]).stdout(out))?;
    }
    Ok(file)
}

/// The same for those that are only compiled.
fn nested_programs(scripts: &[PathBuf]) -> Result<PathBuf, String> {
    let file = cache().join("nested-programs");
    if scripts.iter().any(|script| script.parent().is_some_and(|folder| folder.ends_with("code"))) {
        let toolchain = toolchain::setup()?;
        let out = std::fs::File::create(&file).map_err(|e| format!("cannot write {}: {e}", file.display()))?;
        let mut cargo = toolchain.cargo();
        cargo.args(["run", "--locked", "-q", "-p", "pyvarium-random-python", "--", "nested"]).stdout(out);
        step("the nested random programs", &mut cargo)?;
    }
    Ok(file)
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
