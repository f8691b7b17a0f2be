//! What a host lays ready of CPython's own library: the frozen modules as marshalled code, and which files
//! there are. The files' bytes come when they are asked for. Immutable: every Vm points at the same one.
//!
//! CPython: Python/frozen.c (which modules are frozen, and how their code objects name their file).

use std::collections::BTreeMap;
use std::rc::Rc;

/// Where the library lies for the program, as in a build of CPython with the default prefix.
pub const LIB: &str = "/usr/local/lib/python3.14";

/// The first four bytes of a `.pyc` of CPython 3.14, little-endian. CPython: pycore_magic_number.h.
pub const MAGIC: u32 = 0x0a0d_0e2b;

/// When the library's files were last changed: the day of CPython 3.14.2. Unit: seconds since 1970.
pub const MTIME: u64 = 1_764_892_800;

/// A module of the frozen table.
#[derive(Clone, Copy, Debug)]
pub struct FrozenName {
    pub name: &'static str,
    /// The module's name in `Lib`.
    pub origin: &'static str,
    pub is_package: bool,
}

impl FrozenName {
    /// Its source, below `Lib`.
    pub fn path(self) -> String {
        let folder = if self.is_package { "/__init__" } else { "" };
        format!("{}{folder}.py", self.origin.replace('.', "/"))
    }

    /// `co_filename` of its code.
    pub fn filename(self) -> String {
        format!("<frozen {}>", self.origin)
    }
}

const fn module(name: &'static str) -> FrozenName {
    FrozenName { name, origin: name, is_package: false }
}

/// In the order of CPython's table. The `__hello__` family is the one that programs may meet.
pub const FROZEN: &[FrozenName] = &[
    FrozenName { name: "_frozen_importlib", origin: "importlib._bootstrap", is_package: false },
    FrozenName { name: "_frozen_importlib_external", origin: "importlib._bootstrap_external", is_package: false },
    module("zipimport"),
    module("abc"),
    module("codecs"),
    module("io"),
    module("_collections_abc"),
    module("_sitebuiltins"),
    module("genericpath"),
    module("ntpath"),
    module("posixpath"),
    module("os"),
    module("site"),
    module("stat"),
    module("importlib.util"),
    module("importlib.machinery"),
    module("runpy"),
    module("__hello__"),
    FrozenName { name: "__phello__", origin: "__phello__", is_package: true },
    module("__phello__.spam"),
];

/// Files that every start reads, so that they come with the start.
pub const READY: &[&str] = &["encodings/__init__.pyc", "encodings/aliases.pyc", "encodings/utf_8.pyc"];

/// One source file of the library. Unit: bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct LibraryFile {
    pub n_source: u64,
    /// Of its `.pyc`; 0: there is none.
    pub n_code: u64,
}

#[derive(Clone, PartialEq, Eq, Default)]
pub struct Library {
    /// Marshalled code, by the name in the table.
    pub frozen: BTreeMap<String, Rc<[u8]>>,
    /// By path below `Lib`.
    pub files: BTreeMap<String, LibraryFile>,
    /// Bytes of `READY`, by key.
    pub ready: BTreeMap<String, Rc<[u8]>>,
}

impl std::fmt::Debug for Library {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Library of {} frozen modules and {} files", self.frozen.len(), self.files.len())
    }
}

impl Library {
    /// Shape: number of frozen modules, each name and code; number of ready files, each key and bytes; number of
    /// files, each name, size, size of code. A text or bytes: its length as 4 bytes, little-endian, before it.
    pub fn to_bytes(&self) -> Vec<u8> {
        fn put(out: &mut Vec<u8>, bytes: &[u8]) {
            out.extend((bytes.len() as u32).to_le_bytes());
            out.extend(bytes);
        }
        let mut out = (self.frozen.len() as u32).to_le_bytes().to_vec();
        for (name, code) in &self.frozen {
            put(&mut out, name.as_bytes());
            put(&mut out, code);
        }
        out.extend((self.ready.len() as u32).to_le_bytes());
        for (key, bytes) in &self.ready {
            put(&mut out, key.as_bytes());
            put(&mut out, bytes);
        }
        out.extend((self.files.len() as u32).to_le_bytes());
        for (name, file) in &self.files {
            put(&mut out, name.as_bytes());
            out.extend((file.n_source as u32).to_le_bytes());
            out.extend((file.n_code as u32).to_le_bytes());
        }
        out
    }

    /// None: these are not such bytes.
    pub fn from_bytes(bytes: &[u8]) -> Option<Library> {
        let mut rest = bytes;
        let mut library = Library::default();
        for part in [&mut library.frozen, &mut library.ready] {
            for _ in 0..number(&mut rest)? {
                let name = text(&mut rest)?;
                let length = number(&mut rest)? as usize;
                let (bytes, after) = rest.split_at_checked(length)?;
                rest = after;
                part.insert(name, bytes.into());
            }
        }
        for _ in 0..number(&mut rest)? {
            let name = text(&mut rest)?;
            let (n_source, n_code) = (u64::from(number(&mut rest)?), u64::from(number(&mut rest)?));
            library.files.insert(name, LibraryFile { n_source, n_code });
        }
        Some(library)
    }
}

fn number(rest: &mut &[u8]) -> Option<u32> {
    let (head, after) = rest.split_first_chunk::<4>()?;
    *rest = after;
    Some(u32::from_le_bytes(*head))
}

fn text(rest: &mut &[u8]) -> Option<String> {
    let length = number(rest)? as usize;
    let (head, after) = rest.split_at_checked(length)?;
    *rest = after;
    String::from_utf8(head.to_vec()).ok()
}
