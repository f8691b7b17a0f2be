//! isinstance() and issubclass(), by the MRO, by tuples, by `__instancecheck__`.
//!
//! CPython: Objects/abstract.c, object_recursive_isinstance.

use pyvarium_heap::Ref;
use pyvarium_heap::object::Body;
use pyvarium_heap::types::flags;

use crate::core::{ids, kinds};
use crate::stop::{Flow, Res, Stop};
use crate::vm::Vm;

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
        if let Body::Tuple(t) = self.heap.body(classes) {
            let items: Vec<Ref> = t.items.iter().filter_map(|s| s.get()).collect();
            for class in items {
                match self.check_class(r, class, sub)? {
                    Flow::Value(v) if v.r() == self.one.true_ => return Ok(Flow::Value(v)),
                    Flow::Value(_) => {}
                    Flow::Pushed => return Err(Stop::not_supported("a tuple of classes with a Python __instancecheck__")),
                }
            }
            return self.bool_flow(false);
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
}
