//! repr(), str(), format(): asked of any object, always a str object back.
//!
//! CPython: Objects/object.c, PyObject_Repr, PyObject_Str; Objects/abstract.c, PyObject_Format.

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
    pub fn repr(&mut self, r: Ref) -> Res {
        match self.slot_of(r, SlotId::Repr) {
            SlotImpl::Native(i) => self.call_slot_function(i, &Args::one(r)),
            SlotImpl::Python => {
                let name = self.names.repr;
                let mark = self.mark();
                let flow = self.call_special(r, name, &[])?;
                self.checked_text(mark, flow, 0)
            }
            SlotImpl::None => {
                let text = format!("<{} object at {}>", self.type_name(r), self.address_text(r));
                Ok(Flow::Value(self.new_str(&text)))
            }
        }
    }

    /// As `%p` prints it.
    pub fn address_text(&self, r: Ref) -> String {
        format!("{:#x}", self.heap.address(r))
    }

    pub fn str(&mut self, r: Ref) -> Res {
        if self.is_exact(r, ids::STR) {
            return self.own_flow(r);
        }
        match self.slot_of(r, SlotId::Str) {
            SlotImpl::Native(i) => {
                let plain = self.slot_function(i)? as usize == crate::objects::object::object_str as crate::native::NativeFn as usize;
                if plain && self.slot_of(r, SlotId::Repr) == SlotImpl::Python {
                    // object.__str__ is the repr, unchecked; str checks it under its own name.
                    let name = self.names.repr;
                    let mark = self.mark();
                    let flow = self.call_special(r, name, &[])?;
                    return self.checked_text(mark, flow, 1);
                }
                self.call_slot_function(i, &Args::one(r))
            }
            SlotImpl::Python => {
                let name = self.names.str;
                let mark = self.mark();
                let flow = self.call_special(r, name, &[])?;
                self.checked_text(mark, flow, 1)
            }
            SlotImpl::None => self.repr(r),
        }
    }

    fn checked_text(&mut self, mark: usize, flow: Flow, what: i64) -> Res {
        match flow {
            Flow::Value(v) => {
                self.check_text(&v, what)?;
                Ok(Flow::Value(v))
            }
            Flow::Pushed => self.adapt(mark, kinds::TEXT, &[], &[what]),
        }
    }

    fn check_text(&mut self, v: &Own, what: i64) -> Res<()> {
        if self.heap.text(v.r()).is_some() {
            return Ok(());
        }
        let name = match what {
            0 => "__repr__ returned non-string",
            1 => "__str__ returned non-string",
            _ => "__format__ must return a str, not",
        };
        let t = self.type_name(v.r());
        let message = if what == 2 { format!("{name} {t}") } else { format!("{name} (type {t})") };
        self.type_err(&message)
    }

    /// format(r, spec); `spec` None or empty is str() for most.
    pub fn format(&mut self, r: Ref, spec: Option<Ref>) -> Res {
        let empty = spec.is_none_or(|s| self.heap.text(s).is_some_and(|t| t.is_empty()));
        if empty && (self.is_exact(r, ids::STR) || self.is_exact(r, ids::INT)) {
            return self.str(r);
        }
        let spec = spec.unwrap_or(self.one.empty_str);
        let name = self.names.format;
        let mark = self.mark();
        let flow = self.call_special(r, name, &[spec])?;
        self.checked_text(mark, flow, 2)
    }

    /// The text of a str object that a native has just got.
    pub fn text_of(&self, own: &Own) -> String {
        self.heap.str_lossy(own.r())
    }
}

/// Checks that a str came. ints: 0 repr, 1 str, 2 format.
pub static TEXT: NativeDef = NativeDef {
    name: "str",
    catches: false,
    resume: |vm, f, answer| match answer {
        Answer::Value(v) => {
            vm.check_text(&v, f.int(0))?;
            Ok(Next::Done(v))
        }
        _ => Err(vm_bug!("text")),
    },
};
