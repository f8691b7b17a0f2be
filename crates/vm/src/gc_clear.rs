//! tp_clear: how the collector breaks a cycle.
//!
//! CPython: Python/gc.c (delete_garbage), the types' tp_clear.

use std::rc::Rc;

use pyvarium_heap::object::Body;
use pyvarium_heap::{Ref, Slot};

use crate::vm::Vm;

impl Vm {
    /// tp_clear: lets go of what an object in garbage refers to.
    pub(crate) fn clear_object(&mut self, r: Ref) {
        // Tuples have no tp_clear: they die when what refers to them is gone.
        if matches!(self.heap.body(r), Body::Tuple(_) | Body::Code(_)) {
            return;
        }
        if self.heap.is_weakref(r) {
            self.heap.unlink_weakref(r);
        }
        self.heap.order_attributes_of(r);
        let slots: Vec<Slot> = match self.heap.body_mut(r) {
            Some(Body::List(l)) => {
                let l = Rc::make_mut(l);
                l.allocated = 0;
                std::mem::take(&mut l.items).into_iter().rev().collect()
            }
            Some(Body::Dict(d)) => Rc::make_mut(d).take().slots().collect(),
            Some(Body::Set(s)) => Rc::make_mut(s).take().slots().collect(),
            Some(Body::Cell(c)) => vec![std::mem::replace(c, Slot::NULL)],
            Some(Body::Native(n)) => {
                let n = Rc::make_mut(n);
                n.slots.iter_mut().map(|s| std::mem::replace(s, Slot::NULL)).collect()
            }
            Some(Body::Exception(e)) => {
                let e = Rc::make_mut(e);
                let all = e.slots().collect();
                e.extra.clear();
                (e.args, e.traceback, e.cause, e.context, e.dict) = (Slot::NULL, Slot::NULL, Slot::NULL, Slot::NULL, Slot::NULL);
                all
            }
            Some(Body::Function(f)) => {
                let f = Rc::make_mut(f);
                // Code and names stay until it dies.
                let all = vec![
                    f.globals,
                    f.builtins,
                    f.module,
                    f.defaults,
                    f.kwdefaults,
                    f.doc,
                    f.dict,
                    f.closure,
                    f.annotations,
                    f.annotate,
                    f.typeparams,
                ];
                *f = pyvarium_heap::object::Function { code: f.code, name: f.name, qualname: f.qualname, ..Default::default() };
                all
            }
            Some(Body::Type(t)) => {
                let t = Rc::make_mut(t);
                [&mut t.dict, &mut t.bases, &mut t.mro, &mut t.base].into_iter().map(|s| std::mem::replace(s, Slot::NULL)).collect()
            }
            Some(Body::Generator(g)) => {
                let g = Rc::make_mut(g);
                let mut all = Vec::new();
                if let Some(frame) = g.frame.take() {
                    frame.each_slot(&mut |s| all.push(s));
                }
                g.state = pyvarium_heap::object::GeneratorState::Cleared;
                all.push(std::mem::replace(&mut g.exc_value, Slot::NULL));
                all
            }
            Some(Body::FrameObject(o)) => {
                let o = Rc::make_mut(o);
                let mut all = vec![std::mem::replace(&mut o.back, Slot::NULL)];
                if let Some(frame) = o.frame.take() {
                    frame.each_slot(&mut |s| all.push(s));
                }
                all
            }
            _ => Vec::new(),
        };
        self.heap.release_all(slots.into_iter());
        let mut attrs: Vec<Slot> = Vec::new();
        if let Some(i) = self.heap.instance_mut(r) {
            for (name, value) in std::mem::take(&mut i.attrs.inline) {
                attrs.push(value);
                attrs.push(name);
            }
            attrs.push(std::mem::replace(&mut i.attrs.dict, Slot::NULL));
            attrs.extend(i.members.iter_mut().map(|s| std::mem::replace(s, Slot::NULL)));
        }
        self.heap.release_all(attrs.into_iter());
    }
}
