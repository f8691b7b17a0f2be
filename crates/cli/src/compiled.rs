//! A `.pyc` file, as CPython's py_compile writes it: the header of PEP 552 by time and size, and the marshalled code.

use std::path::Path;
use std::time::UNIX_EPOCH;

use pyvarium_code::marshal;
use pyvarium_compiler::{Mode, Options, compile_with_warnings};
use pyvarium_vm::import::library::MAGIC;

use crate::program::report_text;

/// The answer: what CPython says of it on stderr.
pub fn write(file: &Path, out: &Path) -> Result<String, String> {
    let told = |e: std::io::Error| format!("pyvarium: {}: {e}\n", file.display());
    let source = std::fs::read(file).map_err(told)?;
    let changed = std::fs::metadata(file).and_then(|m| m.modified()).map_err(told)?;
    let mtime = changed.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let filename = file.to_string_lossy();
    let bytes = pyc(&source, &filename, mtime as u32).map_err(|report| report_text(&report))?;
    std::fs::write(out, bytes.0).map_err(|e| format!("pyvarium: {}: {e}\n", out.display()))?;
    Ok(bytes.1)
}

/// The file's bytes, and the warnings.
pub fn pyc(source: &[u8], filename: &str, mtime: u32) -> Result<(Vec<u8>, String), pyvarium_compiler::SyntaxReport> {
    let compiled = compile_with_warnings(source, filename, Mode::Exec, Options::default())?;
    let mut bytes = MAGIC.to_le_bytes().to_vec();
    bytes.extend([0; 4]);
    bytes.extend(mtime.to_le_bytes());
    bytes.extend((source.len() as u32).to_le_bytes());
    bytes.extend(marshal::dumps_compiled(&compiled.unit));
    let text = String::from_utf8_lossy(source);
    Ok((bytes, compiled.warning_text(filename, &text)))
}
