//! What is linked into the site and the command may be used by anybody: no LGPL, GPL, AGPL or unknown licence.

use std::collections::BTreeMap;

use crate::run::root;
use crate::toolchain::Toolchain;

const SHIPPED: &[&str] = &["pyvarium-www", "pyvarium-late", "pyvarium-worker", "pyvarium-compile-worker", "pyvarium-embed", "pyvarium-cli"];

/// One of these must be among the choices that a package gives.
const FREE: &[&str] =
    &["MIT", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "Zlib", "Unlicense", "0BSD", "BSL-1.0", "MIT-0", "CC0-1.0"];
/// May come beside one of those, not in their place.
const ALSO: &[&str] = &["Unicode-3.0", "Unicode-DFS-2016", "Apache-2.0 WITH LLVM-exception"];

pub fn check(toolchain: &Toolchain) -> Result<(), String> {
    println!("== licences");
    let mut wrong = Vec::new();
    for (name, licence) in crates(toolchain)?.into_iter().chain(packages()?) {
        if !is_free(&licence) {
            wrong.push(format!("{name}: {licence}"));
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("; ")) }
}

/// Every crate that is linked into something shipped, and its licence.
fn crates(toolchain: &Toolchain) -> Result<BTreeMap<String, String>, String> {
    let mut found = BTreeMap::new();
    for package in SHIPPED {
        let mut cargo = toolchain.cargo();
        cargo.args([
            "tree",
            "--locked",
            "--quiet",
            "-p",
            package,
            "-e",
            "normal",
            "--prefix",
            "none",
            "--no-dedupe",
            "--format",
            "{p}|{l}",
        ]);
        let out = cargo.output().map_err(|e| format!("cargo tree: {e}"))?;
        if !out.status.success() {
            return Err(format!("cargo tree -p {package}: {}", String::from_utf8_lossy(&out.stderr)));
        }
        for line in String::from_utf8_lossy(&out.stdout).lines() {
            if let Some((name, licence)) = line.split_once('|') {
                found.insert(name.to_owned(), licence.trim().to_owned());
            }
        }
    }
    if found.len() < 20 { Err("cargo tree named hardly a crate".to_owned()) } else { Ok(found) }
}

/// What `www/package-lock.json` bundles into the editor.
fn packages() -> Result<Vec<(String, String)>, String> {
    let path = root().join("www/package-lock.json");
    let text = std::fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
    let mut found = Vec::new();
    for entry in text.split("\"node_modules/").skip(1) {
        let name = entry.split('"').next().unwrap_or_default();
        let body = entry.split("\n    }").next().unwrap_or_default();
        let licence = body.split("\"license\": \"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or("no licence");
        found.push((format!("npm {name}"), licence.to_owned()));
    }
    if found.is_empty() { Err("package-lock.json names no package".to_owned()) } else { Ok(found) }
}

/// An expression of AND, OR and `/`: each part that must hold is free, or may come beside.
fn is_free(licence: &str) -> bool {
    let expression = licence.replace(['(', ')'], "").replace('/', " OR ");
    expression.split(" AND ").all(|part| part.split(" OR ").any(|choice| FREE.contains(&choice.trim()) || ALSO.contains(&choice.trim())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copyleft_licence_is_found() {
        assert!(is_free("MIT OR Apache-2.0"));
        assert!(is_free("MIT/Apache-2.0"));
        assert!(is_free("(MIT OR Apache-2.0) AND Unicode-3.0"));
        assert!(is_free("MIT OR LGPL-3.0-or-later"));
        assert!(!is_free("LGPL-3.0-only"));
        assert!(!is_free("MIT AND GPL-2.0"));
        assert!(!is_free(""));
        assert!(!is_free("no licence"));
    }
}
