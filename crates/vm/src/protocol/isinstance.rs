//! isinstance() and issubclass(), by the MRO, by tuples, by `__instancecheck__`.
//!
//! CPython: Objects/abstract.c, object_recursive_isinstance.

use pyvarium_heap::object::Body;
use pyvarium_heap::{Own, Ref, Slot};

use crate::core::{ids, kinds};
use crate::native::{Answer, NativeDef, Next};
use crate::script;
use crate::slots::SlotId;
use crate::stop::{Flow, Res};
use crate::vm::Vm;
use crate::vm_bug;

impl Vm {
    /// `__class__` is object's own, and asked in the ordinary way: it is the type.
    fn has_plain_class(&mut self, ty: Ref) -> bool {
        let object = self.ty(ids::OBJECT);
        let name = self.names.class;
        self.slot(ty, SlotId::GetAttr) == self.slot(object, SlotId::GetAttr) && self.lookup_type(ty, name) == self.lookup_type(object, name)
    }

    /// A bool object. `sub`: issubclass instead of isinstance.
    pub fn check_class(&mut self, r: Ref, classes: Ref, sub: bool) -> Res {
        if !sub && self.heap.type_of(r) == classes {
            return self.bool_flow(true);
        }
        if self.is_exact(classes, ids::TYPE) {
            if sub && self.heap.as_type(r).is_none() {
                return self.type_err("issubclass() arg 1 must be a class");
            }
            let class = if sub { r } else { self.heap.type_of(r) };
            let below = self.is_subtype(class, classes);
            if sub || below || self.has_plain_class(class) {
                return self.bool_flow(below);
            }
        }
        if let Body::Tuple(t) = self.heap.body(classes) {
            let n = t.items.len();
            return self.nested(|vm| vm.check_classes(r, classes, sub, 0, n));
        }
        if self.is_exact(classes, ids::UNION) {
            let Some(members) = self.heap.native(classes).and_then(|n| n.slot(0).get()) else { return Err(vm_bug!("an empty union")) };
            return self.check_class(r, members, sub);
        }
        if self.is_exact(classes, ids::GENERIC_ALIAS) {
            let name = if sub { "issubclass" } else { "isinstance" };
            return self.type_err(&format!("{name}() argument 2 cannot be a parameterized generic"));
        }
        let name = if sub { self.names.subclasscheck } else { self.names.instancecheck };
        let meta = self.heap.type_of(classes);
        if let Some(check) = self.lookup_type(meta, name)
            && self.heap.builtin(check).is_none()
        {
            let mark = self.mark();
            return match self.call_found(check, classes, &[r])? {
                Flow::Value(v) => self.truth_of_own(v),
                Flow::Pushed => self.adapt(mark, kinds::TRUTH_OF, &[], &[]),
            };
        }
        if self.heap.as_type(classes).is_some() {
            if sub && self.heap.as_type(r).is_none() {
                return self.type_err("issubclass() arg 1 must be a class");
            }
            let class = if sub { r } else { self.heap.type_of(r) };
            if sub || self.is_subtype(class, classes) || self.has_plain_class(class) {
                return self.bool_flow(self.is_subtype(class, classes));
            }
            // What it says of its class counts too, as with proxies.
            let name = self.names.class;
            return self.run_script_of(kinds::CLASS_SAID, &[r, classes, name]);
        }
        if sub && self.heap.as_type(r).is_none() {
            return self.type_err("issubclass() arg 1 must be a class");
        }
        let message = if sub {
            "issubclass() arg 2 must be a class, a tuple of classes, or a union"
        } else {
            "isinstance() arg 2 must be a type, a tuple of types, or a union"
        };
        self.type_err(message)
    }

    /// The classes of a tuple from `from` on, until one answers yes.
    fn check_classes(&mut self, r: Ref, tuple: Ref, sub: bool, from: usize, n: usize) -> Res {
        for i in from..n {
            let Some(class) = self.heap.items(tuple).and_then(|t| t.get(i)).and_then(|s| s.get()) else { break };
            let mark = self.mark();
            match self.check_class(r, class, sub)? {
                Flow::Value(v) if v.r() == self.one.true_ => return Ok(Flow::Value(v)),
                Flow::Value(_) => {}
                Flow::Pushed => {
                    let slots = [Slot::borrow(r), Slot::borrow(tuple)];
                    return self.adapt(mark, kinds::CHECK_CLASSES, &slots, &[i as i64 + 1, i64::from(sub)]);
                }
            }
        }
        self.bool_flow(false)
    }
}

/// slots: object, tuple; ints: next class, whether it is issubclass.
pub static CHECK_CLASSES: NativeDef = NativeDef {
    name: "isinstance",
    catches: false,
    resume: |vm, f, answer| {
        let (Some(r), Some(tuple), Answer::Value(v)) = (f.get(0), f.get(1), answer) else { return Err(vm_bug!("isinstance")) };
        if f.pc == 2 || v.r() == vm.one.true_ {
            return Ok(Next::Done(v));
        }
        f.pc = 2;
        let n = vm.heap.items(tuple).map_or(0, <[Slot]>::len);
        match vm.check_classes(r, tuple, f.int(1) != 0, f.int(0) as usize, n)? {
            Flow::Value(v) => Ok(Next::Done(v)),
            Flow::Pushed => Ok(Next::Wait),
        }
    },
};

/// Args: the object, the class, `__class__`.
pub static CLASS_SAID: NativeDef = NativeDef {
    name: "isinstance",
    catches: true,
    resume: |vm, f, answer| {
        script::resume(vm, f, answer, |vm, s| {
            let (r, class, name) = (s.at(0)?, s.at(1)?, s.at(2)?);
            let said = s.ask_unless(vm, ids::ATTRIBUTE_ERROR, |vm| vm.getattr(r, name))?;
            let yes = said.is_some_and(|c| vm.heap.as_type(c).is_some() && vm.is_subtype(c, class));
            Ok(Own::assume(vm.bool_ref(yes)))
        })
    },
};
