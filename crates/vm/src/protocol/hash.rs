//! hash(): builtin values at once, the rest through `__hash__`.
//!
//! CPython: Objects/object.c, PyObject_Hash; Objects/typeobject.c, slot_tp_hash.

use pyvarium_heap::hash;
use pyvarium_heap::object::Body;
use pyvarium_heap::types::SlotImpl;
use pyvarium_heap::{Own, Ref};

use crate::args::Args;
use crate::core::{ids, kinds};
use crate::native::{Answer, NativeDef, Next};
use crate::slots::SlotId;
use crate::stop::{Flow, Res};
use crate::vm::Vm;
use crate::vm_bug;

impl Vm {
    /// The hash of a str, cached in it.
    #[inline]
    pub fn text_hash(&mut self, r: Ref) -> i64 {
        match self.heap.text(r) {
            Some(text) => match text.hash {
                Some(h) => h,
                None => {
                    let h = hash::hash_text(text);
                    if let Some(t) = self.heap.text_mut(r) {
                        t.hash = Some(h);
                    }
                    h
                }
            },
            None => 0,
        }
    }

    /// Exact builtin values without parts.
    pub fn hash_now(&mut self, r: Ref) -> Option<i64> {
        let native = match self.slot_of(r, SlotId::Hash) {
            SlotImpl::Native(_) => true,
            SlotImpl::Python | SlotImpl::None => false,
        };
        if !native {
            return None;
        }
        let address = self.heap.address(r);
        match self.heap.body(r) {
            Body::Str(_) => Some(self.text_hash(r)),
            Body::Int(n) => Some(hash::hash_i64(*n)),
            Body::BigInt(n) => Some(hash::hash_bigint(n)),
            Body::Float(v) => Some(hash::hash_f64(*v, address)),
            Body::Complex(z) => Some(hash::hash_complex(z.0, z.1, address)),
            Body::Bytes(b) => Some(hash::hash_bytes(b)),
            _ => None,
        }
    }

    /// An int object, now or later.
    pub fn hash(&mut self, r: Ref) -> Res {
        if let Some(h) = self.hash_now(r) {
            return Ok(Flow::Value(self.new_int(h)));
        }
        match self.slot_of(r, SlotId::Hash) {
            SlotImpl::Native(i) => self.call_slot_function(i, &Args::one(r)),
            SlotImpl::None => self.unhashable(r),
            SlotImpl::Python => {
                let (ty, name) = (self.heap.type_of(r), self.names.hash);
                let Some(method) = self.lookup_type(ty, name).filter(|m| *m != self.one.none) else { return self.unhashable(r) };
                let mark = self.mark();
                match self.call_found(method, r, &[])? {
                    Flow::Value(v) => {
                        let h = self.check_hash(v)?;
                        Ok(Flow::Value(self.new_int(h)))
                    }
                    Flow::Pushed => self.adapt(mark, kinds::HASH, &[], &[]),
                }
            }
        }
    }

    fn unhashable(&mut self, r: Ref) -> Res {
        let message = format!("unhashable type: '{}'", self.type_name(r));
        self.type_err(&message)
    }

    /// A key that cannot be hashed, told as 3.14 tells it. CPython: dict_unhashable_type, set_unhashable_type.
    pub fn unhashable_key(&mut self, key: Ref, e: Own, what: &str) -> crate::stop::Stop {
        if !self.is_exact(e.r(), ids::TYPE_ERROR) {
            return crate::stop::Stop::Raise(e);
        }
        let args = self.heap.exception(e.r()).and_then(|x| x.args.get());
        let inner = args.and_then(|a| self.heap.items(a)?.first()?.get()).map(|m| self.heap.str_lossy(m)).unwrap_or_default();
        self.heap.decref_own(e);
        let ty = self.heap.type_of(key);
        let (module, name) = (self.type_module(ty), self.type_qualname(ty));
        let name = if module == "builtins" || module == "__main__" { name } else { format!("{module}.{name}") };
        let message = format!("cannot use '{name}' as a {what} ({inner})");
        crate::exc::type_error(self, &message)
    }

    /// The number out of what `__hash__` answered.
    pub fn check_hash(&mut self, v: Own) -> Res<i64> {
        let h = match self.heap.body(v.r()) {
            Body::Int(n) => Some(if *n == -1 { -2 } else { *n }),
            Body::BigInt(n) => Some(hash::hash_bigint(n)),
            _ => None,
        };
        self.heap.decref_own(v);
        match h {
            Some(h) => Ok(h),
            None => self.type_err("__hash__ method should return an integer"),
        }
    }

    /// The i64 of an int object that a hash answered.
    pub fn hash_from(&mut self, v: Own) -> i64 {
        let h = self.heap.small_int(v.r()).unwrap_or(0);
        self.heap.decref_own(v);
        h
    }
}

pub static HASH: NativeDef = NativeDef {
    name: "hash",
    catches: false,
    resume: |vm, _, answer| match answer {
        Answer::Value(v) => {
            let h = vm.check_hash(v)?;
            Ok(Next::Done(vm.new_int(h)))
        }
        _ => Err(vm_bug!("hash")),
    },
};

/// tp_hash of objects that hash by identity. CPython: PyObject_GenericHash.
pub fn generic_hash(vm: &mut Vm, args: &Args) -> Res {
    let h = hash::hash_pointer(vm.heap.address(args.at(0)?));
    Ok(Flow::Value(vm.new_int(h)))
}

/// tp_hash of builtin values that `hash_now` knows.
pub fn value_hash(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    match vm.hash_value(r) {
        Some(h) => Ok(Flow::Value(vm.new_int(h))),
        None => Err(vm_bug!("no hash of a {}", vm.type_name(r))),
    }
}

impl Vm {
    /// The value's own hash, whatever a subclass says.
    fn hash_value(&mut self, r: Ref) -> Option<i64> {
        let address = self.heap.address(r);
        match self.heap.body(r) {
            Body::Str(_) => Some(self.text_hash(r)),
            Body::Int(n) => Some(hash::hash_i64(*n)),
            Body::BigInt(n) => Some(hash::hash_bigint(n)),
            Body::Float(v) => Some(hash::hash_f64(*v, address)),
            Body::Complex(z) => Some(hash::hash_complex(z.0, z.1, address)),
            Body::Bytes(b) => Some(hash::hash_bytes(b)),
            _ if self.ty(ids::OBJECT) == self.heap.type_of(r) => Some(hash::hash_pointer(address)),
            _ => None,
        }
    }
}
