//! Codecs: text to bytes and back, with error handlers that may be Python's, and the registry of codecs.
//!
//! CPython: Python/codecs.c, Objects/unicodeobject.c, Modules/_codecsmodule.c.

pub mod decode;
pub mod encode;
pub mod escapes;
pub mod functions;
pub mod handlers;
pub mod registry;

use std::hash::{Hash, Hasher};

use pyvarium_heap::{Ref, Slot};

use crate::native::Kind;
use crate::script::{Run, Said, Script, start};
use crate::stop::Res;
use crate::vm::Vm;
use crate::{args::Args, core::kinds};

/// What codecs.register and codecs.register_error have been told. CPython: struct codecs_state.
#[derive(Clone, Debug, Default)]
pub struct Registry {
    /// list of search functions.
    pub search_path: Slot,
    /// dict: what was found, by name.
    pub cache: Slot,
    /// dict: error handlers by name.
    pub handlers: Slot,
}

impl Hash for Registry {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.search_path, self.cache, self.handlers).hash(state);
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Codec {
    Utf8,
    Ascii,
    Latin1,
    /// Unit: bytes of one code unit, 2 or 4. `mark`: one at the beginning says which end comes first.
    Wide {
        unit: usize,
        big: bool,
        mark: bool,
    },
    UnicodeEscape,
    RawUnicodeEscape,
}

impl Codec {
    /// As errors name it.
    pub fn name(self) -> &'static str {
        match self {
            Codec::Utf8 => "utf-8",
            Codec::Ascii => "ascii",
            Codec::Latin1 => "latin-1",
            Codec::Wide { unit: 2, mark: true, .. } => "utf-16",
            Codec::Wide { unit: 2, big: false, .. } => "utf-16-le",
            Codec::Wide { unit: 2, big: true, .. } => "utf-16-be",
            Codec::Wide { mark: true, .. } => "utf-32",
            Codec::Wide { big: false, .. } => "utf-32-le",
            Codec::Wide { big: true, .. } => "utf-32-be",
            Codec::UnicodeEscape => "unicodeescape",
            Codec::RawUnicodeEscape => "rawunicodeescape",
        }
    }

    /// The codecs that need no look-up. CPython: PyUnicode_AsEncodedString's shortcuts and encodings.aliases.
    pub fn named(name: &str) -> Option<Codec> {
        let wide = |unit, big, mark| Some(Codec::Wide { unit, big, mark });
        let plain: String = name.to_lowercase().chars().map(|c| if c == '_' || c == ' ' { '-' } else { c }).collect();
        match plain.as_str() {
            "utf-8" | "utf8" | "u8" | "utf" | "cp65001" => Some(Codec::Utf8),
            "ascii" | "us-ascii" | "646" | "ansi-x3.4-1968" | "iso646-us" => Some(Codec::Ascii),
            "latin-1" | "latin1" | "iso-8859-1" | "iso8859-1" | "8859" | "cp819" | "l1" | "latin" => Some(Codec::Latin1),
            "utf-16" | "utf16" | "u16" => wide(2, false, true),
            "utf-16-le" | "utf-16le" => wide(2, false, false),
            "utf-16-be" | "utf-16be" => wide(2, true, false),
            "utf-32" | "utf32" | "u32" => wide(4, false, true),
            "utf-32-le" | "utf-32le" => wide(4, false, false),
            "utf-32-be" | "utf-32be" => wide(4, true, false),
            "unicode-escape" | "unicodeescape" => Some(Codec::UnicodeEscape),
            "raw-unicode-escape" | "rawunicodeescape" => Some(Codec::RawUnicodeEscape),
            _ => None,
        }
    }
}

macro_rules! scripts {
    ($($id:ident $run:path;)*) => {
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        #[repr(i64)]
        pub enum Work { $($id,)* }
        static RUNS: &[Run] = &[$($run,)*];
    };
}

scripts! {
    StrEncode functions::str_encode;
    BytesDecode functions::bytes_decode;
    Lookup functions::lookup;
    Encode functions::encode;
    Decode functions::decode;
    EncodeWith functions::encode_with;
    DecodeWith functions::decode_with;
    ExDecode functions::decode_found;
    CharmapEncode functions::charmap_encode;
    CharmapDecode functions::charmap_decode;
    BytesNew functions::bytes_new;
}

pub fn go(vm: &mut Vm, which: Work, args: &Args) -> Res {
    let mut all = args.clone();
    all.kwnames = None;
    all.n_kw = 0;
    let number = vm.new_int(which as i64).into_ref();
    all.items.push(Slot::borrow(number));
    start(vm, KIND, &all)
}

const KIND: Kind = kinds::CODEC;

fn run(vm: &mut Vm, s: &mut Script<'_>) -> Said {
    let which = s.arg(s.n_args() - 1).and_then(|r| vm.heap.small_int(r)).unwrap_or(-1);
    match RUNS.get(which as usize) {
        Some(run) => run(vm, s),
        None => Err(crate::vm_bug!("no codec script {which}").into()),
    }
}

crate::script_frame!(CODEC, "codec", run);

/// The name of the error handler.
pub fn errors_name(vm: &Vm, errors: Option<Ref>) -> String {
    errors.filter(|r| *r != vm.one.none).map_or_else(|| "strict".to_owned(), |r| vm.heap.str_lossy(r))
}
