//! Measurements, beside the budgets they are held against.

use std::process::Command;

use crate::run::{cache, root, step};
use crate::{golden, site, toolchain, tools};

/// Bytes of the site, and of what is waited for.
pub fn size() -> Result<(), String> {
    site::build()?;
    let mut node = script("size.mjs")?;
    step("sizes", &mut node)
}

/// Speeds and memory: native first, then the wasm of the built site in Chromium.
pub fn bench() -> Result<(), String> {
    let toolchain = toolchain::setup()?;
    site::build()?;
    let mut cargo = toolchain.cargo();
    cargo.args(["run", "--locked", "--quiet", "--profile", "machine", "-p", "pyvarium-tests", "--example", "speed"]);
    println!("== native (cold: 4 minutes)");
    let out = cargo.stderr(std::process::Stdio::inherit()).output().map_err(|e| format!("cargo: {e}"))?;
    let text = String::from_utf8_lossy(&out.stdout);
    print!("{text}");
    if !out.status.success() {
        return Err(format!("the native measurement ended with {}", out.status));
    }
    let file = cache().join("bench-native.txt");
    std::fs::write(&file, text.as_bytes()).map_err(|e| format!("{}: {e}", file.display()))?;
    let mut node = script("page.mjs")?;
    node.arg("--native").arg(&file);
    if let Some(pyodide) = golden::reference()?.parent() {
        node.arg("--pyodide").arg(pyodide);
    }
    step("in Chromium (2 minutes)", &mut node)
}

fn script(name: &str) -> Result<Command, String> {
    let chromium = tools::chromium()?;
    tools::npm_ci(&root().join("tests").join("browser"))?;
    let mut node = Command::new("node");
    node.arg(root().join("tests").join("bench").join(name)).arg("--dist").arg(site::dist()).env("CHROMIUM", chromium);
    Ok(node)
}
