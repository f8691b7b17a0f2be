//! The library's code objects to a `Unit`, with equal constants of the whole unit made one object.
//!
//! CPython keeps one constant cache for a compilation, so two functions of a module share the tuple `(1, 2)` and
//! the string `"not a name"`. CPython: Python/compile.c, merge_consts_recursive; Objects/codeobject.c,
//! _PyCode_ConstantKey and intern_constants.

use std::collections::{HashMap, HashSet};

use malachite_bigint::{BigInt, Sign};
use pyvarium_code::marshal::int_from_magnitude;
use pyvarium_code::{CodeObject, Const, ConstId, Unit};
use rustpython_compiler_core::bytecode::{CodeFlags, CodeObject as LibraryCode, ConstantData};

/// The error is a sentence about a limit of ours.
pub(crate) fn unit(code: &LibraryCode) -> Result<Unit> {
    let mut converter = Converter {
        unit: Unit { objects: Vec::new(), root: ConstId(0) },
        cache: HashMap::new(),
        names: HashMap::new(),
        class_qualnames: HashSet::new(),
    };
    let root = converter.code(code, "")?;
    converter.unit.root = root;
    Ok(converter.unit)
}

/// What makes two constants one. Parts are merged first, so their ids stand for their values.
#[derive(PartialEq, Eq, Hash)]
enum Key {
    None,
    Ellipsis,
    Bool(bool),
    Int(Vec<u8>),
    /// Bits, so that the signs of zeros tell apart.
    Float(u64),
    Complex(u64, u64),
    Str(Vec<u8>),
    Bytes(Vec<u8>),
    Tuple(Vec<ConstId>),
    /// Sorted.
    FrozenSet(Vec<ConstId>),
    Slice([ConstId; 3]),
    Code(Box<CodeObject>),
}

struct Converter {
    unit: Unit,
    cache: HashMap<Key, ConstId>,
    /// Interned strings.
    names: HashMap<Vec<u8>, ConstId>,
    /// The constant that a class body stores as `__qualname__` is its code's own co_qualname.
    class_qualnames: HashSet<Vec<u8>>,
}

type Result<T> = std::result::Result<T, &'static str>;

impl Converter {
    /// `prefix`: what the qualified name of something defined beside this code begins with.
    fn code(&mut self, code: &LibraryCode, prefix: &str) -> Result<ConstId> {
        let qualname = qualname(code, prefix);
        let inner_prefix = match Scope::of(code) {
            Scope::Module => String::new(),
            Scope::Class => {
                self.class_qualnames.insert(qualname.as_bytes().to_vec());
                format!("{qualname}.")
            }
            Scope::TypeParameters => prefix.to_owned(),
            Scope::Function => format!("{qualname}.<locals>."),
        };
        let consts: Result<Vec<ConstId>> = code.constants.iter().map(|constant| self.constant(constant, &inner_prefix)).collect();
        let co_consts = self.tuple(consts?)?;
        let co_names = self.name_tuple(code.names.iter())?;
        let own_cells = code.cellvars.iter().filter(|name| !code.varnames.contains(name));
        let co_localsplusnames = self.name_tuple(code.varnames.iter().chain(own_cells).chain(&code.freevars))?;
        let converted = CodeObject {
            co_argcount: code.arg_count,
            co_posonlyargcount: code.posonlyarg_count,
            co_kwonlyargcount: code.kwonlyarg_count,
            co_stacksize: code.max_stackdepth,
            co_flags: code.flags.bits(),
            co_code: code.instructions.original_bytes(),
            co_consts,
            co_names,
            co_localsplusnames,
            co_localspluskinds: code.localspluskinds.to_vec(),
            co_filename: self.name(code.source_path.as_bytes())?,
            co_name: self.name(code.obj_name.as_bytes())?,
            co_qualname: self.name(qualname.as_bytes())?,
            co_firstlineno: code.first_line_number.map_or(0, |line| line.get() as i32),
            co_linetable: code.linetable.to_vec(),
            co_exceptiontable: code.exceptiontable.to_vec(),
        };
        let n_names = self.unit.tuple(co_localsplusnames).map_or(0, <[ConstId]>::len);
        if n_names != converted.co_localspluskinds.len() {
            return Err("this mix of cells and locals (the code generator disagrees with itself)");
        }
        self.merge(Key::Code(Box::new(converted.clone())), || Const::Code(Box::new(converted)))
    }

    fn constant(&mut self, constant: &ConstantData, prefix: &str) -> Result<ConstId> {
        match constant {
            ConstantData::None => self.merge(Key::None, || Const::None),
            ConstantData::Ellipsis => self.merge(Key::Ellipsis, || Const::Ellipsis),
            ConstantData::Boolean { value } => {
                let value = *value;
                self.merge(Key::Bool(value), || if value { Const::True } else { Const::False })
            }
            ConstantData::Integer { value } => self.int(value),
            ConstantData::Float { value } if value.is_nan() => self.push(Const::Float(*value)),
            ConstantData::Float { value } => self.merge(Key::Float(value.to_bits()), || Const::Float(*value)),
            ConstantData::Complex { value } => {
                let (re, im) = (value.re, value.im);
                self.merge(Key::Complex(re.to_bits(), im.to_bits()), || Const::Complex { re, im })
            }
            ConstantData::Str { value } if self.is_interned(value.as_bytes()) => self.name(value.as_bytes()),
            ConstantData::Str { value } => {
                let wtf8 = value.as_bytes().to_vec();
                self.merge(Key::Str(wtf8.clone()), || Const::Str { wtf8, interned: false })
            }
            ConstantData::Bytes { value } => self.merge(Key::Bytes(value.clone()), || Const::Bytes(value.clone())),
            ConstantData::Code { code } => self.code(code, prefix),
            ConstantData::Tuple { elements } => {
                let items: Result<Vec<ConstId>> = elements.iter().map(|item| self.constant(item, prefix)).collect();
                self.tuple(items?)
            }
            ConstantData::Slice { elements } => {
                let [start, stop, step] = elements.as_ref();
                let (start, stop, step) = (self.constant(start, prefix)?, self.constant(stop, prefix)?, self.constant(step, prefix)?);
                self.merge(Key::Slice([start, stop, step]), || Const::Slice { start, stop, step })
            }
            ConstantData::Frozenset { elements } => {
                let mut items: Vec<ConstId> = Vec::new();
                for element in elements {
                    let id = self.constant(element, prefix)?;
                    if !items.contains(&id) {
                        items.push(id);
                    }
                }
                let mut sorted = items.clone();
                sorted.sort_unstable();
                self.merge(Key::FrozenSet(sorted), || Const::FrozenSet(items))
            }
        }
    }

    fn int(&mut self, value: &BigInt) -> Result<ConstId> {
        let (sign, magnitude_le) = value.to_bytes_le();
        let negative = sign == Sign::Minus;
        let key = Key::Int(value.to_signed_bytes_le());
        self.merge(key, || int_from_magnitude(negative, magnitude_le))
    }

    fn tuple(&mut self, items: Vec<ConstId>) -> Result<ConstId> {
        self.merge(Key::Tuple(items.clone()), || Const::Tuple(items))
    }

    fn name_tuple<'a>(&mut self, names: impl Iterator<Item = &'a String>) -> Result<ConstId> {
        let items: Result<Vec<ConstId>> = names.map(|name| self.name(name.as_bytes())).collect();
        self.tuple(items?)
    }

    fn name(&mut self, wtf8: &[u8]) -> Result<ConstId> {
        if let Some(id) = self.names.get(wtf8) {
            return Ok(*id);
        }
        let id = self.push(Const::Str { wtf8: wtf8.to_vec(), interned: true })?;
        self.names.insert(wtf8.to_vec(), id);
        Ok(id)
    }

    fn merge(&mut self, key: Key, make: impl FnOnce() -> Const) -> Result<ConstId> {
        if let Some(id) = self.cache.get(&key) {
            return Ok(*id);
        }
        let id = self.push(make())?;
        self.cache.insert(key, id);
        Ok(id)
    }

    fn push(&mut self, object: Const) -> Result<ConstId> {
        self.unit.push(object).ok_or("so many constants")
    }

    /// CPython: Objects/codeobject.c, should_intern_string; strings of one Latin-1 character always are.
    fn is_interned(&self, wtf8: &[u8]) -> bool {
        let is_name = wtf8.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
        is_name || matches!(wtf8, [_] | [0xc2 | 0xc3, _]) || self.class_qualnames.contains(wtf8)
    }
}

enum Scope {
    Module,
    Class,
    /// `<generic parameters of f>`: names inside are qualified as if it were not there.
    TypeParameters,
    Function,
}

impl Scope {
    fn of(code: &LibraryCode) -> Scope {
        if code.obj_name.starts_with("<generic parameters of ") {
            Scope::TypeParameters
        } else if code.flags.contains(CodeFlags::NEWLOCALS) {
            Scope::Function
        } else if code.obj_name.starts_with('<') {
            Scope::Module
        } else {
            Scope::Class
        }
    }
}

/// An annotation function is named after the scope around what it annotates; the library puts the annotated
/// function's name in between. CPython: Python/compile.c, compiler_set_qualname.
fn qualname(code: &LibraryCode, prefix: &str) -> String {
    if code.obj_name == "__annotate__" { format!("{prefix}__annotate__") } else { code.qualname.clone() }
}
