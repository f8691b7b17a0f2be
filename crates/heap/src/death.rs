//! Death at the DECREF: an object whose count reaches zero is released at once, depth first, in its
//! type's own order, on a work list instead of the Rust stack. An object with a finalizer stops the
//! work; the vm runs the finalizer and lets the work go on. While it is stopped, further decrefs of
//! the same native wait their turn, so nothing overtakes.
//!
//! CPython: Objects/object.c (`_Py_Dealloc`), Objects/typeobject.c (`subtype_dealloc`).

use std::rc::Rc;

use smallvec::SmallVec;

use crate::frame::PyFrame;
use crate::object::{Body, GeneratorKind, GeneratorState, Instance, head_flags};
use crate::store::Heap;
use crate::types::{Layout, Type, flags};
use crate::value::{Own, Ref, Slot};

#[derive(Clone, Hash, Debug)]
pub(crate) enum Work {
    /// Release these, the last one first.
    Release(SmallVec<[Slot; 6]>),
    /// Give the place back, then release its type.
    FreePlace(Ref),
    /// The vm must run what the type wants to happen before the object goes.
    Finalize(Ref),
    /// The vm must call these of weak references that are dead now: reference, callback, reference, ...
    Callbacks(Vec<Slot>),
    /// The death goes on, now that its callbacks have run. True: the finalizer is still to come.
    GoOn(Ref, bool),
}

/// What a death waits for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Pending {
    /// This object's finalizer.
    Finalizer(Ref),
    /// Callbacks of weak references.
    Callbacks,
}

/// The deaths in progress.
#[derive(Clone, Hash, Debug, Default)]
pub(crate) struct Death {
    work: Vec<Work>,
    /// Works below belong to a death whose finalizer is running.
    base: usize,
}

impl Heap {
    /// Takes back one reference.
    #[inline]
    pub fn decref(&mut self, r: Ref) {
        if self.has_pending() {
            self.decref_later(r);
        } else if self.uncount(r) {
            self.lose(r);
        }
    }

    #[cold]
    fn decref_later(&mut self, r: Ref) {
        let at = self.death.base;
        self.death.work.insert(at, Work::Release(smallvec::smallvec![Slot::counted(r)]));
    }

    /// The last count is gone.
    fn lose(&mut self, r: Ref) {
        if !self.free_leaf(r) {
            self.die(r);
            self.run_deaths();
        }
    }

    #[inline]
    pub fn decref_own(&mut self, own: Own) {
        self.decref(own.into_ref());
    }

    /// Releases what a slot counts.
    #[inline]
    pub fn release(&mut self, slot: Slot) {
        if let Some(r) = slot.owned() {
            self.decref(r);
        }
    }

    /// Releases many slots, in the order in which they stand.
    pub fn release_all(&mut self, slots: impl DoubleEndedIterator<Item = Slot>) {
        let list: SmallVec<[Slot; 6]> = slots.rev().filter(|s| s.owned().is_some()).collect();
        if list.is_empty() {
            return;
        }
        if self.death.work.len() > self.death.base {
            let at = self.death.base;
            self.death.work.insert(at, Work::Release(list));
            return;
        }
        self.death.work.push(Work::Release(list));
        self.run_deaths();
    }

    /// Deaths are under way.
    #[inline]
    pub fn has_pending(&self) -> bool {
        self.death.work.len() > self.death.base
    }

    /// A death waits for the vm: a finalizer or callbacks are to be run.
    #[inline]
    pub fn pending_finalizer(&self) -> Option<Pending> {
        if self.death.work.len() <= self.death.base {
            return None;
        }
        match self.death.work.last() {
            Some(Work::Finalize(r)) => Some(Pending::Finalizer(*r)),
            Some(Work::Callbacks(_)) => Some(Pending::Callbacks),
            _ => None,
        }
    }

    /// The vm begins the finalizer: the object lives again for its sake, with one reference. What
    /// dies meanwhile is worked off above. Answers the mark that `end_finalizer` wants back.
    pub fn begin_finalizer(&mut self, r: Ref) -> i64 {
        self.set_flag(r, head_flags::FINALIZED, true);
        self.set_refcnt(r, 1);
        let mark = self.death.base as i64;
        self.death.base = self.death.work.len();
        mark
    }

    /// The finalizer has run; if nobody took the object, its death goes on. CPython:
    /// PyObject_CallFinalizerFromDealloc.
    pub fn end_finalizer(&mut self, r: Ref, mark: i64) {
        self.death.base = mark as usize;
        if matches!(self.death.work.last(), Some(Work::Finalize(at)) if *at == r) {
            self.death.work.pop();
        }
        if self.uncount(r) {
            self.die_finalized(r);
        }
        self.run_deaths();
    }

    /// The vm takes the callbacks that are to be called, as (reference, callback) after each other. What dies
    /// meanwhile is worked off above. Answers the mark that `end_callbacks` wants back.
    pub fn begin_callbacks(&mut self) -> (i64, Vec<Slot>) {
        let mark = self.death.base as i64;
        let taken = match self.death.work.last_mut() {
            Some(Work::Callbacks(list)) => std::mem::take(list),
            _ => Vec::new(),
        };
        self.death.base = self.death.work.len();
        (mark, taken)
    }

    /// The callbacks have run: what held them is let go of, then the death goes on.
    pub fn end_callbacks(&mut self, mark: i64, mut held: Vec<Slot>) {
        self.death.base = mark as usize;
        if matches!(self.death.work.last(), Some(Work::Callbacks(_))) {
            self.death.work.pop();
        }
        held.retain(|s| s.owned().is_some());
        if !held.is_empty() {
            self.death.work.push(Work::Release(held.into()));
        }
        self.run_deaths();
    }

    fn die(&mut self, r: Ref) {
        // A generator is closed when nobody can see it any more. CPython: gen_dealloc.
        if self.flags(r) & head_flags::HAS_WEAKREFS != 0 && matches!(self.full_body(r), Body::Generator(_)) {
            self.die_unseen(r, true);
            return;
        }
        self.die_finalizing(r);
    }

    fn die_finalizing(&mut self, r: Ref) {
        if self.flags(r) & head_flags::FINALIZED == 0 && self.has_finalizer(r) {
            self.death.work.push(Work::Finalize(r));
        } else {
            self.die_finalized(r);
        }
    }

    fn die_finalized(&mut self, r: Ref) {
        if self.flags(r) & head_flags::HAS_WEAKREFS != 0 {
            self.die_unseen(r, false);
        } else {
            self.die_for_good(r);
        }
    }

    /// The weak references lose it; their callbacks come before the rest of the death. CPython:
    /// PyObject_ClearWeakRefs.
    fn die_unseen(&mut self, r: Ref, then_finalize: bool) {
        self.death.work.push(Work::GoOn(r, then_finalize));
        let callbacks = self.clear_weakrefs(r);
        if !callbacks.is_empty() {
            self.death.work.push(Work::Callbacks(callbacks));
        }
    }

    fn has_finalizer(&self, r: Ref) -> bool {
        if let Body::Generator(g) = self.full_body(r) {
            // CPython: _PyGen_Finalize has work only for one that was started and not finished, and for a
            // coroutine that nobody awaited.
            return match g.state {
                GeneratorState::Suspended | GeneratorState::SuspendedYieldFrom => true,
                GeneratorState::Created => g.kind == GeneratorKind::Coroutine,
                GeneratorState::Executing | GeneratorState::Cleared => false,
            };
        }
        // A class of a metaclass of its own is a type with something around it.
        match self.body(self.type_of(r)) {
            Body::Type(t) => t.has(flags::HAS_DEL),
            _ => false,
        }
    }

    /// Moves the contents onto the work list, in the order of the type.
    fn die_for_good(&mut self, r: Ref) {
        if self.flags(r) & head_flags::IS_WEAKREF != 0 {
            self.unlink_weakref(r);
        }
        let Some(slot) = self.full_body_mut(r) else { return };
        let mut body = std::mem::take(slot);
        self.death.work.push(Work::FreePlace(r));
        if let Body::Generator(g) = &mut body
            && let Some(object) = g.frame.as_ref().and_then(|frame| frame.frame_object.owned())
            && self.refcnt(object) > 1
            && let Some(mut frame) = Rc::make_mut(g).frame.take()
        {
            frame.last_instr = frame.next_instr as i32;
            let list = self.give_frame(object, frame, Slot::NULL);
            self.death.work.push(Work::Release(list.into_iter().rev().collect()));
        }
        if body.is_leaf() {
            return;
        }
        self.order_attributes(r, &mut body);
        if let Body::Native(n) = &mut body
            && self.as_type(self.type_of(r)).is_some_and(|t| t.has(flags::LAST_FIRST))
        {
            Rc::make_mut(n).slots.reverse();
        }
        let mut list = SmallVec::new();
        body.each_slot(&mut |s| {
            if s.owned().is_some() {
                list.push(s);
            }
        });
        if !list.is_empty() {
            list.reverse();
            self.death.work.push(Work::Release(list));
        }
    }

    /// Attributes die in the order of the class's shared keys. CPython: clear_inline_values.
    fn order_attributes(&self, r: Ref, body: &mut Body) {
        if let Body::Dict(d) = body
            && let Some(class) = d.split().and_then(|c| self.as_type(c)).filter(|_| d.len() > 1)
        {
            let place = |name: Slot| class.shared_keys.iter().position(|k| k.get() == name.get()).unwrap_or(usize::MAX);
            Rc::make_mut(d).order_entries(place);
            return;
        }
        let n = match body {
            Body::Instance(i) => i.attrs.inline.len(),
            Body::Extended(x) => x.instance.attrs.inline.len(),
            _ => 0,
        };
        if n < 2 {
            return;
        }
        let Some(t) = self.as_type(self.type_of(r)).filter(|t| t.layout != Layout::Exception) else { return };
        let place = |name: Slot| t.shared_keys.iter().position(|k| k.get() == name.get()).unwrap_or(usize::MAX);
        let inline = match body {
            Body::Instance(i) => &mut Rc::make_mut(i).attrs.inline,
            Body::Extended(x) => &mut Rc::make_mut(x).instance.attrs.inline,
            _ => return,
        };
        if !inline.is_sorted_by_key(|(name, _)| place(*name)) {
            inline.sort_by_key(|(name, _)| place(*name));
        }
    }

    /// An instance's attributes come into the order in which they are let go of, before the collector does that.
    pub fn order_attributes_of(&mut self, r: Ref) {
        let is_split = matches!(self.full_body(r), Body::Dict(d) if d.split().is_some());
        if (is_split || self.instance(r).is_some_and(|i| i.attrs.inline.len() > 1))
            && let Some(mut body) = self.full_body_mut(r).map(std::mem::take)
        {
            self.order_attributes(r, &mut body);
            if let Some(place) = self.full_body_mut(r) {
                *place = body;
            }
        }
    }

    /// A frame ends while somebody else looks at it: its object gets the locals, and what the frame only
    /// borrowed is counted from now on. Answers what is left to release, in order: the value stack, the
    /// frame's hold on its object. CPython: Python/frame.c, take_ownership.
    pub fn give_frame(&mut self, object: Ref, mut frame: Box<PyFrame>, back: Slot) -> Vec<Slot> {
        let stack = frame.slots.split_off(frame.n_localsplus().min(frame.slots.len()));
        for slot in &mut frame.slots {
            if slot.is_borrowed() {
                *slot = self.copy_slot(*slot);
            }
        }
        if frame.function.is_borrowed() {
            frame.function = self.copy_slot(frame.function);
        }
        frame.globals = self.copy_slot(frame.globals);
        frame.builtins = self.copy_slot(frame.builtins);
        let held = std::mem::replace(&mut frame.frame_object, Slot::NULL);
        let mut list: Vec<Slot> = stack.into_iter().rev().collect();
        if let Some(o) = self.frame_object_mut(object) {
            o.frame = Some(frame);
            list.push(std::mem::replace(&mut o.back, back));
        }
        list.push(held);
        list
    }

    fn run_deaths(&mut self) {
        while self.death.work.len() > self.death.base {
            match self.death.work.last_mut() {
                None | Some(Work::Finalize(_) | Work::Callbacks(_)) => return,
                Some(Work::GoOn(r, finalize)) => {
                    let (r, finalize) = (*r, *finalize);
                    self.death.work.pop();
                    if finalize {
                        self.die_finalizing(r);
                    } else {
                        self.die_for_good(r);
                    }
                }
                Some(Work::FreePlace(r)) => {
                    let r = *r;
                    self.death.work.pop();
                    let ty = self.head(r).ty;
                    self.free_place(r);
                    if let Some(ty) = ty
                        && self.uncount(ty)
                    {
                        self.die(ty);
                    }
                }
                Some(Work::Release(list)) => match list.pop() {
                    None => {
                        self.death.work.pop();
                    }
                    Some(slot) => {
                        if let Some(r) = slot.owned()
                            && self.uncount(r)
                        {
                            self.die(r);
                        }
                    }
                },
            }
        }
    }

    /// What the works still hold, for the audit of counts.
    pub fn each_dying_slot(&self, f: &mut dyn FnMut(Slot)) {
        for work in &self.death.work {
            match work {
                Work::Release(list) => list.iter().for_each(|s| f(*s)),
                Work::Callbacks(list) => list.iter().for_each(|s| f(*s)),
                Work::FreePlace(_) | Work::Finalize(_) | Work::GoOn(..) => {}
            }
        }
    }
}

/// Typed looks that the vm needs everywhere.
impl Heap {
    #[inline]
    pub fn as_type(&self, r: Ref) -> Option<&Type> {
        match self.full_body(r) {
            Body::Type(t) => Some(t),
            Body::Extended(x) => match &x.inner {
                Body::Type(t) => Some(t),
                _ => None,
            },
            _ => None,
        }
    }

    pub fn as_type_mut(&mut self, r: Ref) -> Option<&mut Type> {
        match self.body_mut(r) {
            Some(Body::Type(t)) => Some(Rc::make_mut(t)),
            _ => None,
        }
    }

    #[inline]
    pub fn instance(&self, r: Ref) -> Option<&Instance> {
        match self.full_body(r) {
            Body::Instance(i) => Some(i),
            Body::Extended(x) => Some(&x.instance),
            _ => None,
        }
    }

    pub fn instance_mut(&mut self, r: Ref) -> Option<&mut Instance> {
        match self.full_body_mut(r) {
            Some(Body::Instance(i)) => Some(Rc::make_mut(i)),
            Some(Body::Extended(x)) => Some(&mut Rc::make_mut(x).instance),
            _ => None,
        }
    }
}
