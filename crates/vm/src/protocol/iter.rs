//! Iteration: iter(), next(), and the old sequence protocol.
//!
//! CPython: Objects/abstract.c, PyObject_GetIter and PyIter_Next.

use pyvarium_heap::Shape;
use pyvarium_heap::object::{Body, Native};
use pyvarium_heap::types::SlotImpl;
use pyvarium_heap::{Own, Ref, Slot};
use std::rc::Rc;

use crate::args::Args;
use crate::core::{ids, kinds};
use crate::exc;
use crate::native::{Answer, NativeDef, Next};
use crate::slots::SlotId;
use crate::stop::{Flow, Res, Stop};
use crate::vm::Vm;
use crate::vm_bug;

impl Vm {
    pub fn iter(&mut self, r: Ref) -> Res {
        match self.slot_of(r, SlotId::Iter) {
            SlotImpl::Native(i) => self.call_slot_function(i, &Args::one(r)),
            SlotImpl::Python => {
                let (ty, name) = (self.heap.type_of(r), self.names.iter);
                let Some(method) = self.lookup_type(ty, name).filter(|m| *m != self.one.none) else { return self.not_iterable(r) };
                let mark = self.mark();
                match self.call_found(method, r, &[])? {
                    Flow::Value(v) => {
                        self.check_iterator(&v)?;
                        Ok(Flow::Value(v))
                    }
                    Flow::Pushed => self.adapt(mark, kinds::ITER, &[], &[]),
                }
            }
            SlotImpl::None => {
                if self.is_sequence(r) {
                    let seq = self.heap.own(r);
                    return Ok(Flow::Value(self.new_native(ids::SEQ_ITERATOR, &[seq.into()], &[0])));
                }
                self.not_iterable(r)
            }
        }
    }

    /// CPython: PySequence_Check.
    pub fn is_sequence(&self, r: Ref) -> bool {
        let keyed = || self.heap.as_type(self.heap.type_of(r)).is_some_and(|t| t.has(pyvarium_heap::types::flags::KEYED));
        self.has_slot(r, SlotId::Subscript) && !matches!(self.heap.body(r), Body::Dict(_)) && !keyed()
    }

    fn not_iterable(&mut self, r: Ref) -> Res {
        let message = format!("'{}' object is not iterable", self.type_name(r));
        self.type_err(&message)
    }

    fn check_iterator(&mut self, v: &Own) -> Res<()> {
        if self.has_slot(v.r(), SlotId::IterNext) {
            return Ok(());
        }
        let message = format!("iter() returned non-iterator of type '{}'", self.type_name(v.r()));
        self.type_err(&message)
    }

    /// The next item; `Stop::Exhausted` at the end. Later answers come as `Answer::Value`,
    /// `Answer::Exhausted` or a StopIteration in `Answer::Raised`; see `next_answer`.
    pub fn next(&mut self, it: Ref) -> Res {
        if self.is_exact(it, ids::RANGE_ITERATOR) {
            return crate::objects::iterators::range_item(self, it);
        }
        match self.slot_of(it, SlotId::IterNext) {
            SlotImpl::Native(i) => self.call_slot_function(i, &Args::one(it)),
            SlotImpl::Python => {
                let name = self.names.next;
                match self.call_special(it, name, &[]) {
                    Err(Stop::Raise(e)) if exc::is_stop_iteration(self, e.r()) => {
                        self.heap.decref_own(e);
                        Err(Stop::Exhausted)
                    }
                    other => other,
                }
            }
            SlotImpl::None => {
                let message = format!("'{}' object is not an iterator", self.type_name(it));
                self.type_err(&message)
            }
        }
    }

    /// As `next`, for a native frame's loop: None when the iterator is at its end. After a slice of items
    /// the machine pauses first, so that a long loop of natives can be stopped and replayed.
    pub fn next_item(&mut self, it: Ref) -> Res<Option<Flow>> {
        self.n_in_slice += 1;
        if self.n_in_slice > ITEMS_A_SLICE {
            return self.push_native(kinds::PAUSE, &[Slot::borrow(it)], &[]).map(Some);
        }
        match self.next(it) {
            Ok(flow) => Ok(Some(flow)),
            Err(Stop::Exhausted) => Ok(None),
            Err(stop) => Err(stop),
        }
    }

    /// What an answer to `next` means: an item, or None at the end.
    pub fn next_answer(&mut self, answer: Answer) -> Res<Option<Own>> {
        match answer {
            Answer::Value(v) => Ok(Some(v)),
            Answer::Exhausted => Ok(None),
            Answer::Raised(e) if exc::is_stop_iteration(self, e.r()) => {
                self.heap.decref_own(e);
                Ok(None)
            }
            Answer::Raised(e) => Err(Stop::Raise(e)),
            Answer::Start => Err(vm_bug!("an item was expected")),
        }
    }

    /// A new object of a native type.
    pub fn new_native(&mut self, ty: crate::native::TypeId, slots: &[Slot], ints: &[i64]) -> Own {
        let size = self.tables.type_def(ty).map_or(32, |d| d.basicsize);
        let class = self.ty(ty);
        let gc = self.heap.as_type(class).is_some_and(|t| t.has(pyvarium_heap::types::flags::HAVE_GC));
        let body = Native { slots: slots.into(), ints: ints.into(), bytes: Vec::new() };
        let has_dict = self.heap.as_type(class).is_some_and(|t| t.has(pyvarium_heap::types::flags::MANAGED_DICT));
        if has_dict {
            return self.alloc_with_body(class, Body::Native(Rc::new(body)));
        }
        let shape = if gc { Shape::gc(size) } else { Shape::plain(size) };
        self.heap.alloc(class, Body::Native(Rc::new(body)), shape)
    }
}

/// Items that natives take from iterators between two pauses.
const ITEMS_A_SLICE: u32 = 10_000;

/// The next item, after a pause. slots: iterator.
pub static PAUSE: NativeDef = NativeDef {
    name: "next",
    catches: true,
    resume: |vm, f, answer| {
        f.pc += 1;
        match (f.pc, answer) {
            (1, _) => Ok(Next::Again),
            (2, _) => {
                let it = f.get(0).ok_or_else(|| vm_bug!("next"))?;
                match vm.next(it)? {
                    Flow::Value(v) => Ok(Next::Done(v)),
                    Flow::Pushed => Ok(Next::Wait),
                }
            }
            (_, answer) => vm.next_answer(answer)?.map(Next::Done).ok_or(Stop::Exhausted),
        }
    },
};

/// Checks what `__iter__` answered.
pub static ITER: NativeDef = NativeDef {
    name: "iter",
    catches: false,
    resume: |vm, _, answer| match answer {
        Answer::Value(v) => {
            vm.check_iterator(&v)?;
            Ok(Next::Done(v))
        }
        _ => Err(vm_bug!("iter")),
    },
};

/// tp_iter of iterators. CPython: PyObject_SelfIter.
pub fn self_iter(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    vm.own_flow(r)
}
