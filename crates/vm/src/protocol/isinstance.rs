//! isinstance() and issubclass(), by the MRO, by tuples, by `__instancecheck__`.
//!
//! CPython: Objects/abstract.c, object_recursive_isinstance.

use pyvarium_heap::object::Body;
use pyvarium_heap::types::flags;
use pyvarium_heap::{Ref, Slot};

use crate::core::{ids, kinds};
use crate::native::{Answer, NativeDef, Next};
use crate::stop::{Flow, Res};
use crate::vm::Vm;
use crate::vm_bug;

impl Vm {
    /// A bool object. `sub`: issubclass instead of isinstance.
    pub fn check_class(&mut self, r: Ref, classes: Ref, sub: bool) -> Res {
        if !sub && self.heap.type_of(r) == classes {
            return self.bool_flow(true);
        }
        if self.is_exact(classes, ids::TYPE) {
            return match sub {
                true if self.heap.as_type(r).is_none() => self.type_err("issubclass() arg 1 must be a class"),
                true => self.bool_flow(self.is_subtype(r, classes)),
                false => self.bool_flow(self.is_subtype(self.heap.type_of(r), classes)),
            };
        }
        let members = match self.heap.body(classes) {
            Body::Tuple(_) => Some(classes),
            Body::Native(n) if self.is_exact(classes, ids::UNION) => n.slot(0).get(),
            _ => None,
        };
        if let Some(members) = members {
            return self.check_classes(r, members, sub, 0);
        }
        if self.is_exact(classes, ids::GENERIC_ALIAS) {
            let name = if sub { "issubclass" } else { "isinstance" };
            return self.type_err(&format!("{name}() argument 2 cannot be a parameterized generic"));
        }
        let name = if sub { self.names.subclasscheck } else { self.names.instancecheck };
        let meta = self.heap.type_of(classes);
        if self.heap.as_type(classes).is_some() {
            if let Some(check) = self.lookup_type(meta, name)
                && self.heap.as_type(self.heap.type_of(check)).is_some_and(|t| t.has(flags::METHOD_DESCRIPTOR))
                && self.heap.builtin(check).is_none()
            {
                let mark = self.mark();
                return match self.call_found(check, classes, &[r])? {
                    Flow::Value(v) => self.truth_of_own(v),
                    Flow::Pushed => self.adapt(mark, kinds::TRUTH_OF, &[], &[]),
                };
            }
            if sub && self.heap.as_type(r).is_none() {
                return self.type_err("issubclass() arg 1 must be a class");
            }
            let class = if sub { r } else { self.heap.type_of(r) };
            return self.bool_flow(self.is_subtype(class, classes));
        }
        let message = if sub {
            "issubclass() arg 2 must be a class, a tuple of classes, or a union"
        } else {
            "isinstance() arg 2 must be a type, a tuple of types, or a union"
        };
        self.type_err(message)
    }

    /// One class of a tuple after the other, until one fits.
    fn check_classes(&mut self, r: Ref, tuple: Ref, sub: bool, from: i64) -> Res {
        let mut at = from;
        while let Some(class) = self.heap.items(tuple).and_then(|t| t.get(at as usize)).and_then(|s| s.get()) {
            at += 1;
            let mark = self.mark();
            match self.check_class(r, class, sub)? {
                Flow::Value(v) if v.r() == self.one.true_ => return Ok(Flow::Value(v)),
                Flow::Value(_) => {}
                Flow::Pushed => {
                    return self.adapt(mark, kinds::CHECK_CLASSES, &[Slot::borrow(r), Slot::borrow(tuple)], &[at, i64::from(sub)]);
                }
            }
        }
        self.bool_flow(false)
    }
}

/// slots: object, tuple of classes; ints: the next class, whether it is issubclass.
pub static CHECK_CLASSES: NativeDef = NativeDef {
    name: "isinstance",
    catches: false,
    resume: |vm, f, answer| {
        let Answer::Value(v) = answer else { return Err(vm_bug!("isinstance")) };
        if v.r() == vm.one.true_ || f.pc == 2 {
            return Ok(Next::Done(v));
        }
        let (Some(r), Some(tuple)) = (f.get(0), f.get(1)) else { return Err(vm_bug!("isinstance")) };
        f.pc = 2;
        match vm.check_classes(r, tuple, f.int(1) != 0, f.int(0))? {
            Flow::Value(v) => Ok(Next::Done(v)),
            Flow::Pushed => Ok(Next::Wait),
        }
    },
};
