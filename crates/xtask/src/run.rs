//! Running other programs, said aloud first.

use std::path::PathBuf;
use std::process::Command;

/// The root of the checkout: two levels above this crate.
pub fn root() -> PathBuf {
    let mut path = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    path.pop();
    path.pop();
    path
}

/// Where tools and build products are kept, shared by all checkouts of a user.
pub fn cache() -> PathBuf {
    if let Some(path) = std::env::var_os("PYVARIUM_CACHE") {
        return path.into();
    }
    let home = std::env::var_os("HOME").map(PathBuf::from).unwrap_or_default();
    home.join(".cache").join("pyvarium")
}

/// Runs to the end with its output shown; an error unless it succeeds.
pub fn step(what: &str, command: &mut Command) -> Result<(), String> {
    println!("== {what}");
    let status = command.status().map_err(|e| format!("{what}: cannot start {:?}: {e}", command.get_program()))?;
    if status.success() { Ok(()) } else { Err(format!("{what} failed ({status})")) }
}

/// Standard output of a command that succeeds.
pub fn output(program: &str, args: &[&str]) -> Option<String> {
    let out = Command::new(program).args(args).output().ok()?;
    out.status.success().then(|| String::from_utf8_lossy(&out.stdout).into_owned())
}
