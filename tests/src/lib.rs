//! Helpers for the one integration binary: fingerprints, and findings that are pinned until mended.

use std::hash::Hasher;
use std::path::Path;

/// A number for a text, the same on every machine.
pub fn fingerprint(text: &str) -> u64 {
    let mut hasher = std::hash::DefaultHasher::new();
    hasher.write(text.as_bytes());
    hasher.finish()
}

/// Compares findings with those written down in `tests/python/<name>.txt`: a new one fails, and so does
/// one that is written down and has gone. `PYVARIUM_BLESS=1` writes the file.
pub fn pinned(name: &str, findings: &[String]) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("python").join(format!("{name}.txt"));
    let text = findings.iter().map(|f| format!("{f}\n")).collect::<String>();
    if std::env::var_os("PYVARIUM_BLESS").is_some() {
        std::fs::write(&path, &text).expect("can write");
        return;
    }
    let known = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(known, text, "{name}: findings differ from {}", path.display());
}
