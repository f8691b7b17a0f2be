//! What each instruction of the quick kind does, if it goes its usual way: moving references, and operators on exact
//! numbers, lists, dicts and plain instances.
//!
//! CPython: Python/bytecodes.c; the paths are those of its specialized instructions.

use pyvarium_heap::frame::PyFrame;
use pyvarium_heap::object::{Body, GeneratorKind};
use pyvarium_heap::types::{SlotImpl, flags};
use pyvarium_heap::{Heap, Own, Ref, Slot};

use crate::core::ids;
use crate::eval::bind::SpareFrames;
use crate::eval::quick::PlainSlots;
use crate::eval::quick_ops::Did::{Moved, Nothing, Released};
use crate::native::TypeId;
use crate::protocol::compare::{EQ, NE, holds};
use crate::protocol::lookup::TypeCache;
use crate::slots::SlotId;
use crate::vm::Singletons;

/// What an instruction has done.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Did {
    /// It is not of the quick kind this time.
    Nothing,
    Moved,
    /// It has let go of something.
    Released,
}

/// What the handlers work on.
pub(crate) struct Quick<'a> {
    pub(crate) heap: &'a mut Heap,
    pub(crate) one: &'a Singletons,
    pub(crate) types: &'a [Ref],
    pub(crate) cache: &'a mut TypeCache,
    pub(crate) spare: &'a mut SpareFrames,
    pub(crate) plain: PlainSlots,
}

/// What FOR_ITER finds.
pub(crate) enum Item {
    Pushed,
    End,
    /// A generator that waits to go on.
    Of(Ref),
    Unknown,
}

/// Each handler answers `Nothing`, with nothing done, where the instruction is not of the quick kind this time.
impl Quick<'_> {
    #[inline]
    pub(crate) fn ty(&self, id: TypeId) -> Option<Ref> {
        self.types.get(id.0 as usize).copied()
    }

    #[inline]
    pub(crate) fn is_exact(&self, r: Ref, id: TypeId) -> bool {
        Some(self.heap.type_of(r)) == self.ty(id)
    }

    #[inline]
    pub(crate) fn push_new(&mut self, frame: &mut PyFrame, r: Ref) -> Did {
        self.heap.incref(r);
        frame.slots.push(Slot::counted(r));
        Moved
    }

    #[inline]
    pub(crate) fn load_fast(&mut self, frame: &mut PyFrame, i: usize) -> Did {
        let local = frame.local(i);
        if local.is_null() {
            return Nothing;
        }
        let copy = self.heap.dup_slot(local);
        frame.slots.push(copy);
        Moved
    }

    #[inline]
    pub(crate) fn load_fast_borrow(&mut self, frame: &mut PyFrame, i: usize) -> Did {
        match frame.local(i).get() {
            Some(r) => {
                frame.slots.push(Slot::borrow(r));
                Moved
            }
            None => Nothing,
        }
    }

    /// The value that is popped comes to be owned.
    #[inline]
    pub(crate) fn pop_owned(&mut self, frame: &mut PyFrame) -> Slot {
        let slot = frame.slots.pop().unwrap_or(Slot::NULL);
        match slot.get() {
            Some(r) if slot.is_borrowed() => Slot::own(self.heap.own(r)),
            _ => slot,
        }
    }

    #[inline]
    pub(crate) fn store_fast(&mut self, frame: &mut PyFrame, i: usize) -> Did {
        let value = self.pop_owned(frame);
        if let Some(place) = frame.slots.get_mut(i) {
            let old = std::mem::replace(place, value);
            self.heap.release(old);
        }
        Released
    }

    #[inline]
    pub(crate) fn pop_top(&mut self, frame: &mut PyFrame) -> Did {
        if let Some(slot) = frame.slots.pop() {
            self.heap.release(slot);
        }
        Released
    }

    #[inline]
    pub(crate) fn copy(&mut self, frame: &mut PyFrame, n: usize) -> Did {
        let Some(slot) = frame.slots.len().checked_sub(n).and_then(|i| frame.slots.get(i)).copied() else { return Nothing };
        let copy = self.heap.dup_slot(slot);
        frame.slots.push(copy);
        Moved
    }

    /// The two topmost entries: left, right.
    #[inline]
    pub(crate) fn two(frame: &PyFrame) -> Option<(Ref, Ref)> {
        match frame.slots.as_slice() {
            [.., a, b] => Some((a.get()?, b.get()?)),
            _ => None,
        }
    }

    #[inline]
    pub(crate) fn top(frame: &PyFrame) -> Option<Ref> {
        frame.slots.last()?.get()
    }

    /// The answer takes the place of the two topmost entries, which are released, the right one first.
    #[inline]
    pub(crate) fn replace_two(&mut self, frame: &mut PyFrame, value: Own) -> Did {
        for _ in 0..2 {
            if let Some(slot) = frame.slots.pop() {
                self.heap.release(slot);
            }
        }
        frame.slots.push(value.into());
        Released
    }

    #[inline]
    pub(crate) fn replace_top(&mut self, frame: &mut PyFrame, value: Own) -> Did {
        if let Some(slot) = frame.slots.pop() {
            self.heap.release(slot);
        }
        frame.slots.push(value.into());
        Released
    }

    #[inline]
    pub(crate) fn bool(&self, b: bool) -> Own {
        // Immortal.
        Own::assume(if b { self.one.true_ } else { self.one.false_ })
    }

    pub(crate) fn is_op(&mut self, frame: &mut PyFrame, negate: bool) -> Did {
        let Some((a, b)) = Self::two(frame) else { return Nothing };
        let answer = self.bool((a == b) != negate);
        self.replace_two(frame, answer)
    }

    pub(crate) fn unary_not(&mut self, frame: &mut PyFrame) -> Did {
        let answer = self.bool(Self::top(frame) != Some(self.one.true_));
        self.replace_top(frame, answer)
    }

    /// CPython: TO_BOOL_BOOL, TO_BOOL_INT, TO_BOOL_LIST, TO_BOOL_NONE, TO_BOOL_STR.
    #[inline]
    pub(crate) fn truth(&mut self, frame: &mut PyFrame) -> Did {
        let Some(r) = Self::top(frame) else { return Nothing };
        if r == self.one.true_ || r == self.one.false_ {
            return Moved;
        }
        let truth = match self.heap.full_body(r) {
            _ if r == self.one.none => false,
            Body::Int(n) => *n != 0,
            Body::Float(v) => *v != 0.0,
            Body::Str(t) => !t.is_empty(),
            Body::List(l) if self.is_exact(r, ids::LIST) => !l.items.is_empty(),
            _ => return Nothing,
        };
        let answer = self.bool(truth);
        self.replace_top(frame, answer)
    }

    /// CPython: COMPARE_OP_INT, COMPARE_OP_FLOAT, COMPARE_OP_STR.
    #[inline]
    pub(crate) fn compare(&mut self, frame: &mut PyFrame, op: u8) -> Did {
        let Some((a, b)) = Self::two(frame) else { return Nothing };
        let truth = match (self.heap.full_body(a), self.heap.full_body(b)) {
            (Body::Int(x), Body::Int(y)) => holds(op, x, y),
            (Body::Float(x), Body::Float(y)) => holds(op, x, y),
            (Body::Str(x), Body::Str(y)) if op == EQ || op == NE => (a == b || x == y) == (op == EQ),
            _ => return Nothing,
        };
        let answer = self.bool(truth);
        self.replace_two(frame, answer)
    }

    #[inline]
    pub(crate) fn new_int(&mut self, n: i64) -> Option<Own> {
        if (-5..=256).contains(&n)
            && let Some(r) = self.one.small_ints.get((n + 5) as usize)
        {
            return Some(Own::assume(*r));
        }
        let digits = (64 - n.unsigned_abs().leading_zeros()).div_ceil(30).max(1);
        let ty = self.ty(ids::INT)?;
        Some(self.heap.alloc_leaf(ty, Body::Int(n), 24 + 4 * digits))
    }

    #[inline]
    pub(crate) fn push_int(&mut self, frame: &mut PyFrame, n: i64) -> Did {
        let Some(value) = self.new_int(n) else { return Nothing };
        frame.slots.push(value.into());
        Moved
    }

    /// CPython: BINARY_OP_ADD_INT, BINARY_OP_MULTIPLY_FLOAT, BINARY_OP_SUBSCR_LIST_INT and their kin.
    #[inline]
    pub(crate) fn binary(&mut self, frame: &mut PyFrame, arg: usize) -> Did {
        let Some((a, b)) = Self::two(frame) else { return Nothing };
        if arg == NB_SUBSCR {
            return self.subscript(frame, a, b);
        }
        let op = arg % N_OPERATORS;
        let value = match (self.heap.full_body(a), self.heap.full_body(b)) {
            (Body::Int(x), Body::Int(y)) => {
                let Some(n) = small_arithmetic(op, *x, *y) else { return Nothing };
                // A bool answers `&`, `|` and `^` with a bool.
                let bools = [self.one.true_, self.one.false_];
                if bools.contains(&a) || bools.contains(&b) {
                    return Nothing;
                }
                self.new_int(n)
            }
            (Body::Float(x), Body::Float(y)) => {
                let Some(v) = float_arithmetic(op, *x, *y) else { return Nothing };
                self.new_float(v)
            }
            (Body::Float(x), Body::Int(y)) if y.unsigned_abs() < 1 << 53 => {
                let Some(v) = float_arithmetic(op, *x, *y as f64) else { return Nothing };
                self.new_float(v)
            }
            (Body::Int(x), Body::Float(y)) if x.unsigned_abs() < 1 << 53 => {
                let Some(v) = float_arithmetic(op, *x as f64, *y) else { return Nothing };
                self.new_float(v)
            }
            _ => return Nothing,
        };
        match value {
            Some(value) => self.replace_two(frame, value),
            None => Nothing,
        }
    }

    #[inline]
    pub(crate) fn new_float(&mut self, v: f64) -> Option<Own> {
        let ty = self.ty(ids::FLOAT)?;
        Some(self.heap.alloc_leaf(ty, Body::Float(v), 24))
    }

    #[inline]
    pub(crate) fn subscript(&mut self, frame: &mut PyFrame, container: Ref, key: Ref) -> Did {
        let item = match (self.heap.full_body(container), self.heap.full_body(key)) {
            (Body::List(list), Body::Int(i)) if self.is_exact(container, ids::LIST) => item_at(&list.items, *i),
            (Body::Tuple(tuple), Body::Int(i)) if self.is_exact(container, ids::TUPLE) => item_at(&tuple.items, *i),
            (Body::Dict(dict), Body::Str(text)) if dict.is_unicode() && self.is_exact(container, ids::DICT) => {
                text.hash.and_then(|_| self.heap.dict_value(container, key))
            }
            _ => None,
        };
        let Some(item) = item else { return Nothing };
        let own = self.heap.own(item);
        self.replace_two(frame, own)
    }

    /// Stack: value, container, key.
    pub(crate) fn store_subscr(&mut self, frame: &mut PyFrame) -> Did {
        let [.., value, container, key] = frame.slots.as_slice() else { return Nothing };
        let (Some(value), Some(container), Some(key)) = (value.get(), container.get(), key.get()) else { return Nothing };
        match (self.heap.full_body(container), self.heap.full_body(key)) {
            (Body::List(list), Body::Int(i)) if self.is_exact(container, ids::LIST) => {
                let Some(at) = index_in(list.items.len(), *i) else { return Nothing };
                let new = Slot::own(self.heap.own(value));
                let old = self.heap.list_mut(container).and_then(|l| Some(std::mem::replace(l.items.get_mut(at)?, new)));
                self.heap.release(old.unwrap_or(new));
            }
            (Body::Dict(dict), Body::Str(text)) if dict.is_unicode() && self.is_exact(container, ids::DICT) => {
                let Some(at) = text.hash.and_then(|_| self.heap.dict_place(container, key)) else { return Nothing };
                let new = Slot::own(self.heap.own(value));
                let old = self.heap.dict_mut(container).map(|d| d.replace_value(at, new));
                self.heap.release(old.unwrap_or(new));
            }
            _ => return Nothing,
        }
        for _ in 0..3 {
            self.pop_top(frame);
        }
        Released
    }

    /// CPython: CONTAINS_OP_DICT.
    #[inline]
    pub(crate) fn contains(&mut self, frame: &mut PyFrame, negate: bool) -> Did {
        let Some((key, container)) = Self::two(frame) else { return Nothing };
        let (Body::Dict(dict), Body::Str(_)) = (self.heap.full_body(container), self.heap.full_body(key)) else { return Nothing };
        if !dict.is_unicode() || !self.is_exact(container, ids::DICT) || !self.heap.has_hash(key) {
            return Nothing;
        }
        let answer = self.bool(self.heap.dict_place(container, key).is_some() != negate);
        self.replace_two(frame, answer)
    }

    #[inline]
    pub(crate) fn list_append(&mut self, frame: &mut PyFrame, i: usize) -> Did {
        let Some(list) = frame.slots.len().checked_sub(i + 1).and_then(|i| frame.slots.get(i)?.get()) else { return Nothing };
        if !self.is_exact(list, ids::LIST) {
            return Nothing;
        }
        let value = self.pop_owned(frame);
        if let Some(list) = self.heap.list_mut(list) {
            list.push(value);
        }
        Moved
    }

    /// CPython: UNPACK_SEQUENCE_TUPLE, UNPACK_SEQUENCE_LIST.
    #[inline]
    pub(crate) fn unpack_sequence(&mut self, frame: &mut PyFrame, n: usize) -> Did {
        let Some(sequence) = Self::top(frame) else { return Nothing };
        let has_all = |items: &[Slot]| items.len() == n;
        let fits = match self.heap.full_body(sequence) {
            Body::Tuple(t) => has_all(&t.items) && self.is_exact(sequence, ids::TUPLE),
            Body::List(l) => has_all(&l.items) && self.is_exact(sequence, ids::LIST),
            _ => false,
        };
        if !fits {
            return Nothing;
        }
        let held = frame.slots.pop().unwrap_or(Slot::NULL);
        for i in (0..n).rev() {
            let item = self.heap.items(sequence).and_then(|items| items.get(i)?.get());
            match item {
                Some(item) => self.push_new(frame, item),
                None => return Nothing,
            };
        }
        self.heap.release(held);
        Released
    }

    /// CPython: FOR_ITER_RANGE, FOR_ITER_LIST, FOR_ITER_TUPLE.
    #[inline]
    pub(crate) fn for_iter(&mut self, frame: &mut PyFrame) -> Item {
        let Some(it) = Self::top(frame) else { return Item::Unknown };
        let native = match self.heap.full_body(it) {
            Body::Native(native) => native,
            Body::Generator(g) if g.kind == GeneratorKind::Generator && g.frame.is_some() && !g.is_closed => return Item::Of(it),
            _ => return Item::Unknown,
        };
        let ty = Some(self.heap.type_of(it));
        if ty == self.ty(ids::RANGE_ITERATOR) {
            let (value, step, left) = (native.int(0), native.int(1), native.int(2));
            if left <= 0 {
                return Item::End;
            }
            if let Some([next, _, rest, ..]) = self.heap.ints_mut(it) {
                *next = value.wrapping_add(step);
                *rest = left - 1;
            }
            return if self.push_int(frame, value) == Nothing { Item::Unknown } else { Item::Pushed };
        }
        if ty != self.ty(ids::LIST_ITERATOR) && ty != self.ty(ids::TUPLE_ITERATOR) {
            return Item::Unknown;
        }
        let (sequence, i) = (native.slot(0).get(), native.int(0));
        let items = sequence.and_then(|s| self.heap.items(s));
        let Some(item) = items.and_then(|items| items.get(usize::try_from(i).ok()?)?.get()) else { return Item::Unknown };
        if let Some([next, ..]) = self.heap.ints_mut(it) {
            *next = i + 1;
        }
        self.push_new(frame, item);
        Item::Pushed
    }

    #[inline]
    pub(crate) fn global(&self, frame: &PyFrame, name: Ref) -> Option<Ref> {
        let globals = frame.globals.get()?;
        // Those of a class of their own may have an answer to what is missing.
        let Body::Dict(_) = self.heap.full_body(globals) else { return None };
        self.heap.dict_value(globals, name).or_else(|| self.heap.dict_value(frame.builtins.get()?, name))
    }

    #[inline]
    pub(crate) fn load_global(&mut self, frame: &mut PyFrame, names: &[Slot], arg: usize) -> Did {
        let Some(value) = names.get(arg >> 1).and_then(|n| self.global(frame, n.get()?)) else { return Nothing };
        self.push_new(frame, value);
        if arg & 1 != 0 {
            frame.slots.push(Slot::NULL);
        }
        Moved
    }

    pub(crate) fn load_name(&mut self, frame: &mut PyFrame, names: &[Slot], arg: usize) -> Did {
        let (Some(name), Some(locals)) = (names.get(arg).and_then(|n| n.get()), frame.locals.get()) else { return Nothing };
        if !self.is_exact(locals, ids::DICT) {
            return Nothing;
        }
        match self.heap.dict_value(locals, name).or_else(|| self.global(frame, name)) {
            Some(value) => self.push_new(frame, value),
            None => Nothing,
        }
    }

    /// Another value for a name that the dict has already.
    pub(crate) fn store_in_dict(&mut self, frame: &mut PyFrame, dict: Option<Ref>, name: Option<&Slot>) -> Did {
        let (Some(dict), Some(name)) = (dict, name.and_then(|n| n.get())) else { return Nothing };
        if !self.is_exact(dict, ids::DICT) {
            return Nothing;
        }
        let Some(at) = self.heap.dict_place(dict, name) else { return Nothing };
        let value = self.pop_owned(frame);
        let old = self.heap.dict_mut(dict).map(|d| d.replace_value(at, value));
        self.heap.release(old.unwrap_or(value));
        Released
    }

    #[inline]
    pub(crate) fn load_deref(&mut self, frame: &mut PyFrame, i: usize) -> Did {
        let value = frame.local(i).get().and_then(|cell| self.heap.cell(cell)?.get());
        match value {
            Some(value) => self.push_new(frame, value),
            None => Nothing,
        }
    }

    #[inline]
    pub(crate) fn store_deref(&mut self, frame: &mut PyFrame, i: usize) -> Did {
        let Some(cell) = frame.local(i).get() else { return Nothing };
        let value = self.pop_owned(frame);
        let old = self.heap.set_cell(cell, value);
        self.heap.release(old);
        Released
    }

    /// The type of an instance of a Python class whose attributes are found as `object` finds them.
    #[inline]
    pub(crate) fn plain_instance(&self, r: Ref, slot: SlotId, plain: SlotImpl) -> Option<Ref> {
        let Body::Instance(_) = self.heap.full_body(r) else { return None };
        let ty = self.heap.type_of(r);
        (self.heap.as_type(ty)?.slots.get(slot as usize) == Some(&plain)).then_some(ty)
    }

    /// CPython: LOAD_ATTR_INSTANCE_VALUE, LOAD_ATTR_WITH_HINT, LOAD_ATTR_SLOT, LOAD_ATTR_METHOD_WITH_VALUES and their kin.
    #[inline]
    pub(crate) fn load_attr(&mut self, frame: &mut PyFrame, name: Option<&Slot>, for_call: bool) -> Did {
        let (Some(owner), Some(name)) = (Self::top(frame), name.and_then(|n| n.get())) else { return Nothing };
        let Some(ty) = self.plain_instance(owner, SlotId::GetAttr, self.plain.getattr) else {
            return if for_call { self.load_native_method(frame, owner, name) } else { Nothing };
        };
        let found = self.cache.look_up(self.heap, ty, name);
        let Body::Instance(instance) = self.heap.full_body(owner) else { return Nothing };
        let own = match found {
            Some(descr) if self.is_exact(descr, ids::MEMBER_DESCRIPTOR) => {
                // A place of `__slots__`, of the class itself or one above it.
                let place = self.heap.member_place(descr, ty);
                let Some(value) = place.and_then(|i| instance.members.get(i)?.get()) else { return Nothing };
                let value = self.heap.own(value);
                self.replace_top(frame, value);
                if for_call {
                    frame.slots.push(Slot::NULL);
                }
                return Released;
            }
            Some(descr) if !self.is_function(descr) => return Nothing,
            _ => match instance.attrs.dict.get() {
                Some(dict) => self.heap.dict_value(dict, name),
                None => instance.attrs.inline.iter().find(|(n, _)| n.get() == Some(name)).and_then(|(_, v)| v.get()),
            },
        };
        if let Some(value) = own {
            let value = self.heap.own(value);
            self.replace_top(frame, value);
            if for_call {
                frame.slots.push(Slot::NULL);
            }
            return Released;
        }
        let Some(method) = found.filter(|_| for_call) else { return Nothing };
        // Another str of the same text could be among the names.
        let is_absent = match instance.attrs.dict.get() {
            Some(_) => self.heap.has_hash(name),
            None => self.heap.is_interned(Slot::borrow(name)) && instance.attrs.inline.iter().all(|(n, _)| self.heap.is_interned(*n)),
        };
        if !is_absent {
            return Nothing;
        }
        let this = frame.slots.pop().unwrap_or(Slot::NULL);
        self.push_new(frame, method);
        frame.slots.push(this);
        Moved
    }

    /// A method of a builtin type whose instances have no attributes of their own. CPython: LOAD_ATTR_METHOD_NO_DICT.
    #[inline]
    pub(crate) fn load_native_method(&mut self, frame: &mut PyFrame, owner: Ref, name: Ref) -> Did {
        let body = self.heap.full_body(owner);
        let bare =
            matches!(body, Body::List(_) | Body::Dict(_) | Body::Str(_) | Body::Set(_) | Body::Tuple(_) | Body::Int(_) | Body::Bytes(_));
        if !bare {
            return Nothing;
        }
        let ty = self.heap.type_of(owner);
        let plain = self
            .heap
            .as_type(ty)
            .is_some_and(|t| !t.has(flags::MANAGED_DICT) && t.slots.get(SlotId::GetAttr as usize) == Some(&self.plain.getattr));
        let Some(method) = self.cache.look_up(self.heap, ty, name).filter(|m| plain && self.is_exact(*m, ids::METHOD_DESCRIPTOR)) else {
            return Nothing;
        };
        let this = frame.slots.pop().unwrap_or(Slot::NULL);
        self.push_new(frame, method);
        frame.slots.push(this);
        Moved
    }

    /// An ordinary function: it is no data descriptor, and a call binds it without making a method.
    #[inline]
    pub(crate) fn is_function(&self, r: Ref) -> bool {
        matches!(self.heap.full_body(r), Body::Function(_))
    }

    /// CPython: STORE_ATTR_INSTANCE_VALUE, STORE_ATTR_SLOT, STORE_ATTR_WITH_HINT. Stack: value, owner.
    #[inline]
    pub(crate) fn store_attr(&mut self, frame: &mut PyFrame, name: Option<&Slot>) -> Did {
        let (Some((value, owner)), Some(name)) = (Self::two(frame), name.and_then(|n| n.get())) else { return Nothing };
        let Some(ty) = self.plain_instance(owner, SlotId::SetAttr, self.plain.setattr) else { return Nothing };
        let Body::Instance(instance) = self.heap.full_body(owner) else { return Nothing };
        match self.cache.look_up(self.heap, ty, name) {
            None => {}
            Some(descr) if self.is_exact(descr, ids::MEMBER_DESCRIPTOR) => {
                let Some(i) = self.heap.member_place(descr, ty).filter(|i| *i < instance.members.len()) else { return Nothing };
                let new = Slot::own(self.heap.own(value));
                let old = self.heap.instance_mut(owner).and_then(|x| Some(std::mem::replace(x.members.get_mut(i)?, new)));
                self.heap.release(old.unwrap_or(new));
                self.pop_top(frame);
                return self.pop_top(frame);
            }
            Some(_) => return Nothing,
        }
        if !self.heap.as_type(ty).is_some_and(|t| t.has(flags::MANAGED_DICT)) {
            return Nothing;
        }
        if let Some(dict) = instance.attrs.dict.get() {
            let Some(at) = self.heap.dict_place(dict, name).filter(|_| self.is_exact(dict, ids::DICT)) else { return Nothing };
            let new = Slot::own(self.heap.own(value));
            let old = self.heap.dict_mut(dict).map(|d| d.replace_value(at, new));
            self.heap.release(old.unwrap_or(new));
        } else {
            let Some(at) = instance.attrs.inline.iter().position(|(n, _)| n.get() == Some(name)) else { return Nothing };
            let new = Slot::own(self.heap.own(value));
            let old = self.heap.instance_mut(owner).and_then(|i| Some(std::mem::replace(&mut i.attrs.inline.get_mut(at)?.1, new)));
            self.heap.release(old.unwrap_or(new));
        }
        self.pop_top(frame);
        self.pop_top(frame)
    }
}

/// BINARY_OP's operators; their in-place forms follow them.
pub(crate) const N_OPERATORS: usize = 13;
pub(crate) const NB_SUBSCR: usize = 26;

/// Operators on ints that stay in 64 bits; None goes the long way.
#[inline]
fn small_arithmetic(op: usize, x: i64, y: i64) -> Option<i64> {
    match op {
        0 => x.checked_add(y),
        1 => Some(x & y),
        2 if y > 0 => Some(x.div_euclid(y)),
        5 => x.checked_mul(y),
        6 if y > 0 => Some(x.rem_euclid(y)),
        7 => Some(x | y),
        10 => x.checked_sub(y),
        12 => Some(x ^ y),
        _ => None,
    }
}

/// NB_ADD, NB_MULTIPLY, NB_SUBTRACT, NB_TRUE_DIVIDE.
#[inline]
fn float_arithmetic(op: usize, x: f64, y: f64) -> Option<f64> {
    match op {
        0 => Some(x + y),
        5 => Some(x * y),
        10 => Some(x - y),
        11 if y != 0.0 => Some(x / y),
        _ => None,
    }
}

#[inline]
fn index_in(len: usize, i: i64) -> Option<usize> {
    let at = if i < 0 { i + len as i64 } else { i };
    usize::try_from(at).ok().filter(|at| *at < len)
}

#[inline]
fn item_at(items: &[Slot], i: i64) -> Option<Ref> {
    items.get(index_in(items.len(), i)?)?.get()
}
