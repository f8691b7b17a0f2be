//! What the program has made of the file system: what a panel of files shows.

use std::rc::Rc;

use pyvarium_protocol::{FileChange, FileContent, FileView};
use pyvarium_vm::Vm;
use pyvarium_vm::fs::HOME;

use crate::track::seen_from_home;

/// Of a file's content, so much is shown. Unit: bytes.
const SHOWN_TEXT: usize = 4096;
const SHOWN_BYTES: usize = 256;
/// More files than this are not shown.
const MAX_FILES: usize = 64;

type Listing = Vec<(String, Rc<Vec<u8>>)>;

/// Files below the program's folder and below `/tmp` that are not as they were at the program's start, by path; what was
/// removed since the picture's story began is said to be gone.
pub fn all(vm: &Vm, before: Option<&Vm>, first: Option<&Vm>) -> Vec<FileView> {
    let now = listing(vm);
    let earlier = before.map(listing);
    let at_start = first.map(listing).unwrap_or_default();
    let find = |list: &Listing, path: &str| {
        list.binary_search_by(|(p, _)| p.as_str().cmp(path)).ok().and_then(|i| list.get(i)).map(|f| f.1.clone())
    };
    let is_same = |a: &Option<Rc<Vec<u8>>>, b: &Rc<Vec<u8>>| a.as_ref().is_some_and(|a| Rc::ptr_eq(a, b) || a == b);
    let mut out = Vec::new();
    for (path, bytes) in &now {
        if is_same(&find(&at_start, path), bytes) && earlier.as_ref().is_none_or(|e| is_same(&find(e, path), bytes)) {
            continue;
        }
        let change = match &earlier {
            None => FileChange::None,
            Some(earlier) => match find(earlier, path) {
                None => FileChange::Made,
                old if is_same(&old, bytes) => FileChange::None,
                Some(_) => FileChange::Written,
            },
        };
        out.push(FileView { name: seen_from_home(path).to_owned(), n_bytes: bytes.len() as u64, content: content(bytes), change });
    }
    for (path, bytes) in earlier.iter().flatten().filter(|(path, _)| find(&now, path).is_none()) {
        let name = seen_from_home(path).to_owned();
        out.push(FileView { name, n_bytes: bytes.len() as u64, content: content(bytes), change: FileChange::Removed });
    }
    out.sort_by(|a, b| a.name.cmp(&b.name));
    out.truncate(MAX_FILES);
    out
}

/// By path.
fn listing(vm: &Vm) -> Listing {
    let mut all = vm.fs.listing(HOME);
    all.extend(vm.fs.listing("/tmp"));
    all.sort_by(|a, b| a.0.cmp(&b.0));
    all
}

fn content(bytes: &[u8]) -> FileContent {
    let head = bytes.get(..bytes.len().min(SHOWN_TEXT)).unwrap_or_default();
    // A character that is cut off is left out.
    let text = match std::str::from_utf8(head) {
        Ok(text) => Some(text),
        Err(e) if e.error_len().is_none() => head.get(..e.valid_up_to()).and_then(|b| std::str::from_utf8(b).ok()),
        Err(_) => None,
    };
    match text.filter(|t| !t.contains('\0')) {
        Some(text) => FileContent::Text(text.to_owned()),
        None => FileContent::Bytes(bytes.get(..bytes.len().min(SHOWN_BYTES)).unwrap_or_default().to_vec()),
    }
}
