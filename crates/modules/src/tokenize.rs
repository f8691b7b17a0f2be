//! `_tokenize`: the name that `tokenize` imports. Its tokens come with the compiler's boundary; until then
//! making an iterator is refused.
//!
//! CPython: Python/Python-tokenize.c.

use pyvarium_heap::types::flags;
use pyvarium_vm::Stop;
use pyvarium_vm::core::ids;
use pyvarium_vm::native::{Library, ModuleDef, TYPE_DEFAULT, TypeDef, TypeId};

const TOKENIZER_ITER: TypeId = TypeId(crate::first::tokenize::TYPE);

pub const LIBRARY: Library = Library { types: &[&TOKENIZER_ITER_TYPE], natives: &[], modules: &[&TOKENIZE] };

pub static TOKENIZE: ModuleDef = ModuleDef { name: "_tokenize", doc: None, functions: &[], types: &[TOKENIZER_ITER], exec: None };

static TOKENIZER_ITER_TYPE: TypeDef = TypeDef {
    name: "_tokenize.TokenizerIter",
    base: Some(ids::OBJECT),
    flags: flags::BASETYPE,
    basicsize: 40,
    new: Some(("readline, /, *, extra_tokens, encoding=None", |_, _| Err(Stop::not_supported("tokenize")))),
    ..TYPE_DEFAULT
};
