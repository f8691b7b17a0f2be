//! The constants of a whole compilation, equal ones made one object.
//!
//! CPython keeps one constant cache for a compilation, so two functions of a module share the tuple `(1, 2)` and
//! the string `"not a name"`. CPython: Python/compile.c, merge_consts_recursive; Objects/codeobject.c,
//! _PyCode_ConstantKey and intern_constants.

use std::collections::{HashMap, HashSet};

use num_bigint::{BigInt, Sign};
use pyvarium_code::marshal::int_from_magnitude;
use pyvarium_code::{CodeObject, Const, ConstId, Unit};

use crate::tree::Literal;

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

pub(crate) struct Pool {
    pub unit: Unit,
    cache: HashMap<Key, ConstId>,
    /// Interned strings.
    names: HashMap<Vec<u8>, ConstId>,
    /// The constant that a class body stores as `__qualname__` is its code's own co_qualname.
    class_qualnames: HashSet<Vec<u8>>,
    /// The blocks of each code unit in words, if they are asked for (`stage`).
    pub blocks: Option<Vec<String>>,
}

impl Pool {
    pub fn new() -> Pool {
        let unit = Unit { objects: Vec::new(), root: ConstId(0) };
        Pool { unit, cache: HashMap::new(), names: HashMap::new(), class_qualnames: HashSet::new(), blocks: None }
    }

    pub fn class_qualname(&mut self, text: &str) -> ConstId {
        self.class_qualnames.insert(text.as_bytes().to_vec());
        self.name(text)
    }

    pub fn literal(&mut self, literal: &Literal) -> ConstId {
        match literal {
            Literal::None => self.none(),
            Literal::True => self.bool(true),
            Literal::False => self.bool(false),
            Literal::Ellipsis => self.merge(Key::Ellipsis, || Const::Ellipsis),
            Literal::Int(value) => self.int(value),
            Literal::Float(value) => self.float(*value),
            Literal::Complex(re, im) => self.complex(*re, *im),
            Literal::Str(wtf8, _) => self.str(wtf8),
            Literal::Bytes(bytes) => self.bytes(bytes),
        }
    }

    pub fn none(&mut self) -> ConstId {
        self.merge(Key::None, || Const::None)
    }

    pub fn bool(&mut self, value: bool) -> ConstId {
        self.merge(Key::Bool(value), || if value { Const::True } else { Const::False })
    }

    pub fn int(&mut self, value: &BigInt) -> ConstId {
        let (sign, magnitude_le) = value.to_bytes_le();
        self.merge(Key::Int(value.to_signed_bytes_le()), || int_from_magnitude(sign == Sign::Minus, magnitude_le))
    }

    pub fn small_int(&mut self, value: i64) -> ConstId {
        self.int(&BigInt::from(value))
    }

    pub fn float(&mut self, value: f64) -> ConstId {
        if value.is_nan() {
            return self.push(Const::Float(value));
        }
        self.merge(Key::Float(value.to_bits()), || Const::Float(value))
    }

    pub fn complex(&mut self, re: f64, im: f64) -> ConstId {
        self.merge(Key::Complex(re.to_bits(), im.to_bits()), || Const::Complex { re, im })
    }

    pub fn str(&mut self, wtf8: &[u8]) -> ConstId {
        if self.is_interned(wtf8) {
            return self.name_bytes(wtf8);
        }
        self.merge(Key::Str(wtf8.to_vec()), || Const::Str { wtf8: wtf8.to_vec(), interned: false })
    }

    pub fn bytes(&mut self, bytes: &[u8]) -> ConstId {
        self.merge(Key::Bytes(bytes.to_vec()), || Const::Bytes(bytes.to_vec()))
    }

    pub fn tuple(&mut self, items: Vec<ConstId>) -> ConstId {
        self.merge(Key::Tuple(items.clone()), || Const::Tuple(items))
    }

    /// Of the items in the order of their insertion.
    pub fn frozenset(&mut self, items: &[ConstId]) -> ConstId {
        let mut distinct: Vec<ConstId> = Vec::new();
        for id in items {
            if !distinct.iter().any(|other| self.is_equal(*other, *id)) {
                distinct.push(*id);
            }
        }
        let mut sorted = distinct.clone();
        sorted.sort_unstable();
        self.merge(Key::FrozenSet(sorted), || Const::FrozenSet(distinct))
    }

    /// Python's `==`: numbers of different types are equal.
    fn is_equal(&self, a: ConstId, b: ConstId) -> bool {
        if a == b {
            return true;
        }
        let number = |id: ConstId| match self.unit.get(id) {
            Some(Const::True) => Some((1.0, 0.0)),
            Some(Const::False) => Some((0.0, 0.0)),
            Some(Const::Int(value)) if value.unsigned_abs() < 1 << 53 => Some((*value as f64, 0.0)),
            Some(Const::Float(value)) => Some((*value, 0.0)),
            Some(Const::Complex { re, im }) => Some((*re, *im)),
            _ => None,
        };
        match (self.unit.get(a), self.unit.get(b)) {
            (Some(Const::Tuple(x)), Some(Const::Tuple(y))) => x.len() == y.len() && x.iter().zip(y).all(|(x, y)| self.is_equal(*x, *y)),
            _ => number(a).is_some_and(|x| number(b).is_some_and(|y| x == y)),
        }
    }

    pub fn slice(&mut self, start: ConstId, stop: ConstId, step: ConstId) -> ConstId {
        let key = Key::Slice([start, stop, step]);
        if let Some(id) = self.cache.get(&key) {
            return *id;
        }
        // Its parts are its own: CPython merges only the slice.
        let [start, stop, step] = [start, stop, step].map(|id| match self.unit.get(id) {
            Some(Const::Int(value)) if (-5..=256).contains(value) => id,
            Some(own @ (Const::Int(_) | Const::BigInt { .. } | Const::Float(_) | Const::Complex { .. } | Const::Bytes(_))) => {
                let own = own.clone();
                self.push(own)
            }
            _ => id,
        });
        self.merge(key, || Const::Slice { start, stop, step })
    }

    pub fn code(&mut self, code: CodeObject) -> ConstId {
        // Equal code is one object, though its tuple of variables may be its own.
        let mut key = code.clone();
        let variables = self.unit.tuple(code.co_localsplusnames).unwrap_or_default().to_vec();
        key.co_localsplusnames = self.tuple(variables);
        self.merge(Key::Code(Box::new(key)), || Const::Code(Box::new(code)))
    }

    pub fn name(&mut self, text: &str) -> ConstId {
        self.name_bytes(text.as_bytes())
    }

    fn name_bytes(&mut self, wtf8: &[u8]) -> ConstId {
        if let Some(id) = self.names.get(wtf8) {
            return *id;
        }
        let id = self.push(Const::Str { wtf8: wtf8.to_vec(), interned: true });
        self.names.insert(wtf8.to_vec(), id);
        id
    }

    /// A tuple that no other shares.
    pub fn own_tuple(&mut self, items: Vec<ConstId>) -> ConstId {
        self.push(Const::Tuple(items))
    }

    pub fn names<S: AsRef<str>>(&mut self, names: impl Iterator<Item = S>) -> ConstId {
        let items = names.map(|name| self.name(name.as_ref())).collect();
        self.tuple(items)
    }

    fn merge(&mut self, key: Key, make: impl FnOnce() -> Const) -> ConstId {
        if let Some(id) = self.cache.get(&key) {
            return *id;
        }
        let id = self.push(make());
        self.cache.insert(key, id);
        id
    }

    /// A unit of four thousand million constants does not fit a source text.
    fn push(&mut self, object: Const) -> ConstId {
        self.unit.push(object).unwrap_or(ConstId(0))
    }

    /// CPython: Objects/codeobject.c, should_intern_string; strings of one Latin-1 character always are.
    fn is_interned(&self, wtf8: &[u8]) -> bool {
        let is_name = wtf8.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
        is_name || matches!(wtf8, [_] | [0xc2 | 0xc3, _]) || self.class_qualnames.contains(wtf8)
    }
}
