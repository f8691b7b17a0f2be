//! Is it true? `__bool__`, then `__len__`, then yes.
//!
//! CPython: Objects/object.c, PyObject_IsTrue; Objects/typeobject.c, slot_nb_bool.

use num_traits::Zero;
use pyvarium_heap::object::Body;
use pyvarium_heap::types::SlotImpl;
use pyvarium_heap::{Own, Ref};

use crate::args::Args;
use crate::core::kinds;
use crate::native::{Answer, NativeDef, Next};
use crate::slots::SlotId;
use crate::stop::{Flow, Res};
use crate::vm::Vm;
use crate::vm_bug;

impl Vm {
    /// The answer for objects whose class has no Python `__bool__` or `__len__`.
    #[inline]
    pub fn truth_now(&self, r: Ref) -> Option<bool> {
        if r == self.one.true_ {
            return Some(true);
        }
        if r == self.one.false_ || r == self.one.none {
            return Some(false);
        }
        if let (SlotImpl::Python, _) | (_, SlotImpl::Python) = (self.slot_of(r, SlotId::Bool), self.slot_of(r, SlotId::Length)) {
            return None;
        }
        match self.heap.body(r) {
            Body::Int(n) => Some(*n != 0),
            Body::BigInt(n) => Some(!n.is_zero()),
            Body::Float(v) => Some(*v != 0.0),
            Body::Complex(z) => Some(z.0 != 0.0 || z.1 != 0.0),
            Body::Str(t) => Some(!t.is_empty()),
            Body::Bytes(b) => Some(!b.is_empty()),
            Body::ByteArray(b) => Some(!b.is_empty()),
            Body::Tuple(t) => Some(!t.items.is_empty()),
            Body::List(l) => Some(!l.items.is_empty()),
            Body::Dict(d) => Some(!d.is_empty()),
            Body::Set(s) => Some(!s.is_empty()),
            Body::Native(_) => None,
            _ if self.has_slot(r, SlotId::Bool) || self.has_slot(r, SlotId::Length) => None,
            _ => Some(true),
        }
    }

    /// A bool object, now or later.
    pub fn truth(&mut self, r: Ref) -> Res {
        if let Some(b) = self.truth_now(r) {
            return self.bool_flow(b);
        }
        let (kind, slot) = if self.has_slot(r, SlotId::Bool) { (0, SlotId::Bool) } else { (1, SlotId::Length) };
        let mark = self.mark();
        let flow = match self.slot_of(r, slot) {
            SlotImpl::None => return self.bool_flow(true),
            SlotImpl::Native(i) => {
                let f = self.slot_function(i)?;
                f(self, &Args::one(r))?
            }
            SlotImpl::Python => {
                let name = if kind == 0 { self.names.bool } else { self.names.len };
                let ty = self.heap.type_of(r);
                if kind == 0 && self.lookup_type(ty, name) == Some(self.one.none) {
                    let message = format!("'{}' cannot be interpreted as a boolean", self.type_name(r));
                    return self.type_err(&message);
                }
                self.call_special(r, name, &[])?
            }
        };
        match flow {
            Flow::Value(v) => {
                let b = self.check_truth(v, kind)?;
                self.bool_flow(b)
            }
            Flow::Pushed => self.adapt(mark, kinds::TRUTH, &[], &[kind]),
        }
    }

    fn check_truth(&mut self, v: Own, kind: i64) -> Res<bool> {
        let r = v.r();
        if kind == 0 {
            let ok = r == self.one.true_ || r == self.one.false_;
            if !ok {
                let message = format!("__bool__ should return bool, returned {}", self.type_name(r));
                self.heap.decref_own(v);
                return self.type_err(&message);
            }
            return Ok(r == self.one.true_);
        }
        let n = self.len_from(v)?;
        Ok(n != 0)
    }
}

/// Turns what `__bool__` (ints: 0) or `__len__` (1) answered into a bool.
pub static TRUTH: NativeDef = NativeDef {
    name: "bool",
    catches: false,
    resume: |vm, f, answer| match answer {
        Answer::Value(v) => {
            let b = vm.check_truth(v, f.int(0))?;
            Ok(Next::Done(Own::assume(vm.bool_ref(b))))
        }
        _ => Err(vm_bug!("truth")),
    },
};
