//! `crates/embed` as an npm package, in `pkg/`: the custom element, the functions of the crate and their types.

use std::path::PathBuf;
use std::process::Command;

use crate::run::{root, step};
use crate::wasm::Wasm;
use crate::{toolchain, tools};

/// What a reader of the package must find in it.
const MUST_HOLD: &[&str] = &[
    "package.json",
    "pyvarium_embed.js",
    "pyvarium_embed.d.ts",
    "pyvarium_embed_bg.wasm",
    "pyvarium-snippet.js",
    "README.md",
    "LICENSE-MIT",
    "LICENSE-APACHE",
];

fn folder() -> PathBuf {
    root().join("pkg")
}

pub fn pack() -> Result<(), String> {
    let toolchain = toolchain::setup()?;
    let wasm = Wasm::setup(&toolchain)?;
    tools::setup(&toolchain)?;
    let crate_folder = root().join("crates").join("embed");
    let mut wasm_pack = Command::new(tools::folder().join("bin").join("wasm-pack"));
    wasm_pack.current_dir(&crate_folder).args(["build", "--release", "--target", "web", "--mode", "force", "--out-dir"]).arg(folder());
    step("wasm-pack build crates/embed (a minute)", wasm.dress(&mut wasm_pack))?;
    // The element by itself, for a page that wants one file and no wasm.
    let copy =
        |from: PathBuf, name: &str| std::fs::copy(&from, folder().join(name)).map(|_| ()).map_err(|e| format!("{}: {e}", from.display()));
    copy(crate_folder.join("js").join("pyvarium-snippet.js"), "pyvarium-snippet.js")?;
    for name in ["LICENSE-MIT", "LICENSE-APACHE"] {
        copy(root().join(name), name)?;
    }
    check()?;
    println!("== the package is in {}; `npm publish` there sends it", folder().display());
    Ok(())
}

/// What `npm pack` would send: every file, and a manifest that names them.
fn check() -> Result<(), String> {
    let manifest_path = folder().join("package.json");
    let manifest = std::fs::read_to_string(&manifest_path).map_err(|e| format!("{}: {e}", manifest_path.display()))?;
    // wasm-pack lists what it made itself.
    let manifest = match manifest.split_once("\"files\": [") {
        Some((head, rest)) if !manifest.contains("\"pyvarium-snippet.js\"") => {
            format!("{head}\"files\": [\n    \"pyvarium-snippet.js\",\n    \"LICENSE-MIT\",\n    \"LICENSE-APACHE\",{rest}")
        }
        _ => manifest,
    };
    std::fs::write(&manifest_path, &manifest).map_err(|e| format!("{}: {e}", manifest_path.display()))?;
    let out =
        Command::new("npm").current_dir(folder()).args(["pack", "--dry-run", "--json"]).output().map_err(|e| format!("npm pack: {e}"))?;
    let listed = String::from_utf8_lossy(&out.stdout).into_owned();
    let missing: Vec<&str> = MUST_HOLD.iter().copied().filter(|name| !listed.contains(&format!("\"path\": \"{name}\""))).collect();
    if !missing.is_empty() {
        return Err(format!("the package lacks {}", missing.join(", ")));
    }
    Ok(())
}
