//! CPython's own library, compiled by our compiler: fetched once as the npm package `pyodide`, which holds the
//! sources as a zip, and kept in the cache for the command line, the tests and the site.

use std::hash::Hasher;
use std::path::{Path, PathBuf};

use crate::golden;
use crate::run::{cache, root, step};
use crate::site::files_below;
use crate::toolchain::Toolchain;

/// What the compiled files depend on.
const SOURCES: &[&str] =
    &["crates/code/src", "crates/compiler/src", "crates/cli/src/library.rs", "crates/vm/src/import/library.rs", "Cargo.lock"];

pub fn folder() -> PathBuf {
    cache().join("library")
}

/// Compiles it, unless it is there and nothing that it depends on has changed.
pub fn setup(toolchain: &Toolchain) -> Result<PathBuf, String> {
    let zip = golden::reference()?.with_file_name("python_stdlib.zip");
    let stamp = folder().join("stamp");
    let mark = fingerprint(&zip)?;
    if std::fs::read_to_string(&stamp).unwrap_or_default() == mark {
        return Ok(folder());
    }
    let mut cargo = toolchain.cargo();
    cargo.args(["run", "--locked", "--quiet", "-p", "pyvarium-cli", "--", "library", "build"]).arg(&zip).arg(folder());
    step("CPython's library, compiled (cold: 3 minutes)", &mut cargo)?;
    std::fs::write(&stamp, mark).map_err(|e| format!("{}: {e}", stamp.display()))?;
    Ok(folder())
}

fn fingerprint(zip: &Path) -> Result<String, String> {
    let mut hasher = std::hash::DefaultHasher::new();
    let mut add = |file: &Path| {
        let bytes = std::fs::read(file).map_err(|e| format!("{}: {e}", file.display()))?;
        hasher.write(&bytes);
        Ok::<(), String>(())
    };
    add(zip)?;
    for source in SOURCES.iter().map(|s| root().join(s)) {
        if source.is_dir() {
            files_below(&source).iter().try_for_each(|file| add(file))?;
        } else {
            add(&source)?;
        }
    }
    Ok(format!("{:016x}\n", hasher.finish()))
}
