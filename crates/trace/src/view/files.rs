//! The files that a program has made: what a panel of files shows.

use pyvarium_protocol::FileView;
use pyvarium_vm::Vm;
use pyvarium_vm::fs::HOME;

/// Of a file's text, so much is shown. Unit: bytes.
const SHOWN: usize = 4096;

/// Files below the program's folder and below `/tmp`, by path; the program itself is left out.
pub fn all(vm: &Vm) -> Vec<FileView> {
    let own = format!("{HOME}/{}", vm.config.filename);
    let mut out = Vec::new();
    for folder in [HOME, "/tmp"] {
        for (path, bytes) in vm.fs.listing(folder) {
            if path == own {
                continue;
            }
            let name = match path.strip_prefix(HOME) {
                Some(rest) => rest.trim_start_matches('/').to_owned(),
                None => path,
            };
            let head = bytes.get(..bytes.len().min(SHOWN)).unwrap_or_default();
            // A character that is cut off is left out; what is no text shows none.
            let text = match std::str::from_utf8(head) {
                Ok(text) => Some(text.to_owned()),
                Err(e) if e.error_len().is_none() => head.get(..e.valid_up_to()).map(|b| String::from_utf8_lossy(b).into_owned()),
                Err(_) => None,
            };
            out.push(FileView { name, n_bytes: bytes.len() as u64, text });
        }
    }
    out
}
