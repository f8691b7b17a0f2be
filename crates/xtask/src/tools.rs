//! The tools that a wasm build needs beside a Rust toolchain. Each is installed once into the cache
//! and skipped from then on; an interrupted install is simply begun again.

use std::path::PathBuf;
use std::process::Command;

use crate::run::{cache, output, root, step};
use crate::toolchain::Toolchain;

const TRUNK: &str = "0.21.14";
const WASM_PACK: &str = "0.15.1";
const BINARYEN: &str = "132.0.0";

pub fn folder() -> PathBuf {
    cache().join("tools")
}

fn bin(name: &str) -> PathBuf {
    folder().join("bin").join(name)
}

pub fn npm_bin() -> PathBuf {
    folder().join("npm").join("node_modules").join(".bin")
}

/// PATH with our tools in front.
pub fn path(rest: &str) -> String {
    format!("{}:{}:{rest}", folder().join("bin").display(), npm_bin().display())
}

/// The version of a crate in Cargo.lock: the command line tool must be the same.
fn locked(name: &str) -> Result<String, String> {
    let text = std::fs::read_to_string(root().join("Cargo.lock")).map_err(|e| format!("Cargo.lock: {e}"))?;
    let entry = text.split(&format!("name = \"{name}\"\nversion = \"")).nth(1).and_then(|rest| rest.split('"').next());
    entry.map(str::to_owned).ok_or_else(|| format!("Cargo.lock has no {name}"))
}

fn says(program: PathBuf, version: &str) -> bool {
    let program = program.to_string_lossy().into_owned();
    output(&program, &["--version"]).is_some_and(|text| text.split_whitespace().any(|word| word == version))
}

fn install(toolchain: &Toolchain, package: &str, program: &str, version: &str, how_long: &str) -> Result<(), String> {
    if says(bin(program), version) {
        return Ok(());
    }
    let mut last = Ok(());
    // A lock file can name a version that this registry does not serve yet: once more without.
    for locked in [true, false] {
        let mut command = toolchain.cargo();
        command.arg("install").arg("--force").arg("--root").arg(folder()).arg(format!("{package}@{version}"));
        if locked {
            command.arg("--locked");
        }
        last = step(&format!("install {package} {version} ({how_long})"), &mut command);
        if last.is_ok() {
            break;
        }
    }
    last
}

/// What `cargo xtask build` needs.
pub fn setup(toolchain: &Toolchain) -> Result<(), String> {
    std::fs::create_dir_all(folder()).map_err(|e| format!("{}: {e}", folder().display()))?;
    node()?;
    install(toolchain, "wasm-bindgen-cli", "wasm-bindgen", &locked("wasm-bindgen")?, "2 minutes")?;
    install(toolchain, "trunk", "trunk", TRUNK, "6 minutes")?;
    install(toolchain, "wasm-pack", "wasm-pack", WASM_PACK, "2 minutes")?;
    npm_tool("binaryen", BINARYEN)?;
    editor()
}

fn node() -> Result<(), String> {
    if output("node", &["--version"]).is_some() && output("npm", &["--version"]).is_some() {
        return Ok(());
    }
    step("apt-get update", Command::new("apt-get").arg("update").arg("-q"))?;
    step("install Node (a minute)", Command::new("apt-get").args(["install", "-y", "-q", "--no-install-recommends", "nodejs", "npm"]))
        .map_err(|e| format!("{e}: Node and npm are needed, install them from nodejs.org"))
}

/// Debian's Chromium, or the one that `$CHROMIUM` names.
pub fn chromium() -> Result<PathBuf, String> {
    if let Some(named) = std::env::var_os("CHROMIUM").map(PathBuf::from) {
        return if named.exists() { Ok(named) } else { Err(format!("$CHROMIUM names {}, which is not there", named.display())) };
    }
    let known =
        || ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].map(PathBuf::from).into_iter().find(|p| p.exists());
    if let Some(found) = known() {
        return Ok(found);
    }
    step("apt-get update", Command::new("apt-get").arg("update").arg("-q"))?;
    step("install Chromium (a minute)", Command::new("apt-get").args(["install", "-y", "-q", "--no-install-recommends", "chromium"]))?;
    known().ok_or_else(|| "no Chromium: install it, or name one in $CHROMIUM".to_owned())
}

/// A tool out of the npm registry, pinned.
pub fn npm_tool(package: &str, version: &str) -> Result<(), String> {
    let prefix = folder().join("npm");
    let manifest = prefix.join("node_modules").join(package).join("package.json");
    let installed = std::fs::read_to_string(manifest).unwrap_or_default();
    if installed.contains(&format!("\"version\": \"{version}\"")) {
        return Ok(());
    }
    std::fs::create_dir_all(&prefix).map_err(|e| format!("{}: {e}", prefix.display()))?;
    let mut command = Command::new("npm");
    command.current_dir(&prefix).args(["install", "--no-audit", "--no-fund", "--save-exact"]).arg(format!("{package}@{version}"));
    step(&format!("npm install {package} {version} (half a minute)"), &mut command)
}

/// Installs what a package.json of ours locks, unless it is there already.
pub fn npm_ci(folder: &std::path::Path) -> Result<(), String> {
    let lock = std::fs::read_to_string(folder.join("package-lock.json")).map_err(|e| format!("{}: {e}", folder.display()))?;
    let stamp = folder.join("node_modules").join(".pyvarium-lock");
    if std::fs::read_to_string(&stamp).is_ok_and(|said| said == lock) {
        return Ok(());
    }
    let mut command = Command::new("npm");
    command.current_dir(folder).args(["ci", "--no-audit", "--no-fund"]);
    step(&format!("npm ci in {} (half a minute)", folder.display()), &mut command)?;
    std::fs::write(&stamp, lock).map_err(|e| format!("{}: {e}", stamp.display()))
}

/// CodeMirror as one bundle.
fn editor() -> Result<(), String> {
    let www = root().join("www");
    npm_ci(&www)?;
    step("bundle the editor", Command::new("npm").current_dir(&www).args(["run", "--silent", "build"]))
}
