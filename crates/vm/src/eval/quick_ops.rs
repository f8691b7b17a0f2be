//! What each instruction of the quick kind does, if it goes its usual way: moving references, and operators on exact
//! numbers, lists, dicts and plain instances.
//!
//! CPython: Python/bytecodes.c; the paths are those of its specialized instructions.

use std::collections::BTreeSet;

use pyvarium_heap::lookup::PlainPlace;
use pyvarium_heap::object::{Body, GeneratorKind};
use pyvarium_heap::{Heap, Own, Ref, Slot};

use crate::core::ids;
use crate::eval::bind::SpareFrames;
use crate::eval::globals::GlobalCache;
use crate::eval::quick_ops::Did::{Moved, Nothing, Released};
use crate::intern::Names;
use crate::native::TypeId;
use crate::protocol::compare::{EQ, NE, holds};
use crate::protocol::lookup::TypeCache;
use crate::tables::Tables;
use crate::vm::Singletons;

/// What an instruction has done.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Did {
    /// It is not of the quick kind this time.
    Nothing,
    /// Nor does its guard hold.
    Missed,
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
    pub(crate) tables: &'static Tables,
    pub(crate) names: &'a Names,
    pub(crate) globals: &'a mut GlobalCache,
    /// See `Adaptive::getitems`.
    pub(crate) getitems: &'a mut BTreeSet<u32>,
}

/// Where a frame looks names up.
#[derive(Clone, Copy)]
pub(crate) struct Scopes {
    pub(crate) globals: Slot,
    pub(crate) builtins: Slot,
    pub(crate) locals: Slot,
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
    pub(crate) fn push_new(&mut self, stack: &mut Vec<Slot>, r: Ref) -> Did {
        self.heap.incref(r);
        stack.push(Slot::counted(r));
        Moved
    }

    #[inline]
    pub(crate) fn load_fast(&mut self, stack: &mut Vec<Slot>, i: usize) -> Did {
        let local = local(stack, i);
        if local.is_null() {
            return Nothing;
        }
        let copy = self.heap.dup_slot(local);
        stack.push(copy);
        Moved
    }

    #[inline]
    pub(crate) fn load_fast_borrow(&mut self, stack: &mut Vec<Slot>, i: usize) -> Did {
        match local(stack, i).get() {
            Some(r) => {
                stack.push(Slot::borrow(r));
                Moved
            }
            None => Nothing,
        }
    }

    /// The value that is popped comes to be owned.
    #[inline]
    pub(crate) fn pop_owned(&mut self, stack: &mut Vec<Slot>) -> Slot {
        let slot = stack.pop().unwrap_or(Slot::NULL);
        match slot.get() {
            Some(r) if slot.is_borrowed() => Slot::own(self.heap.own(r)),
            _ => slot,
        }
    }

    #[inline]
    pub(crate) fn store_fast(&mut self, stack: &mut Vec<Slot>, i: usize) -> Did {
        let value = self.pop_owned(stack);
        if let Some(place) = stack.get_mut(i) {
            let old = std::mem::replace(place, value);
            self.heap.release(old);
        }
        Released
    }

    #[inline]
    pub(crate) fn pop_top(&mut self, stack: &mut Vec<Slot>) -> Did {
        if let Some(slot) = stack.pop() {
            self.heap.release(slot);
        }
        Released
    }

    #[inline]
    pub(crate) fn copy(&mut self, stack: &mut Vec<Slot>, n: usize) -> Did {
        let Some(slot) = stack.len().checked_sub(n).and_then(|i| stack.get(i)).copied() else { return Nothing };
        let copy = self.heap.dup_slot(slot);
        stack.push(copy);
        Moved
    }

    /// The two topmost entries: left, right.
    #[inline]
    pub(crate) fn two(stack: &[Slot]) -> Option<(Ref, Ref)> {
        match stack {
            [.., a, b] => Some((a.get()?, b.get()?)),
            _ => None,
        }
    }

    #[inline]
    pub(crate) fn top(stack: &[Slot]) -> Option<Ref> {
        stack.last()?.get()
    }

    /// The answer takes the place of the two topmost entries, which are released, the right one first.
    #[inline]
    pub(crate) fn replace_two(&mut self, stack: &mut Vec<Slot>, value: Own) -> Did {
        let right = stack.pop().unwrap_or(Slot::NULL);
        let left = stack.last_mut().map(|place| std::mem::replace(place, value.into()));
        self.heap.release(right);
        self.heap.release(left.unwrap_or(Slot::NULL));
        Released
    }

    #[inline]
    pub(crate) fn replace_top(&mut self, stack: &mut [Slot], value: Own) -> Did {
        let old = stack.last_mut().map(|place| std::mem::replace(place, value.into()));
        self.heap.release(old.unwrap_or(Slot::NULL));
        Released
    }

    #[inline]
    fn is_bool(&self, r: Ref) -> bool {
        r == self.one.true_ || r == self.one.false_
    }

    #[inline]
    pub(crate) fn bool(&self, b: bool) -> Own {
        // Immortal.
        Own::assume(if b { self.one.true_ } else { self.one.false_ })
    }

    pub(crate) fn is_op(&mut self, stack: &mut Vec<Slot>, negate: bool) -> Did {
        let Some((a, b)) = Self::two(stack) else { return Nothing };
        let answer = self.bool((a == b) != negate);
        self.replace_two(stack, answer)
    }

    pub(crate) fn unary_not(&mut self, stack: &mut [Slot]) -> Did {
        let answer = self.bool(Self::top(stack) != Some(self.one.true_));
        self.replace_top(stack, answer)
    }

    /// CPython: TO_BOOL_BOOL, TO_BOOL_INT, TO_BOOL_LIST, TO_BOOL_NONE, TO_BOOL_STR.
    #[inline]
    pub(crate) fn truth(&mut self, stack: &mut [Slot]) -> Did {
        let Some(r) = Self::top(stack) else { return Nothing };
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
        self.replace_top(stack, answer)
    }

    /// CPython: COMPARE_OP_INT, COMPARE_OP_FLOAT, COMPARE_OP_STR.
    #[inline]
    pub(crate) fn compare(&mut self, stack: &mut Vec<Slot>, op: u8) -> Did {
        let Some((a, b)) = Self::two(stack) else { return Nothing };
        let truth = match (self.heap.full_body(a), self.heap.full_body(b)) {
            (Body::Int(x), Body::Int(y)) => holds(op, x, y),
            (Body::Float(x), Body::Float(y)) => holds(op, x, y),
            (Body::Str(x), Body::Str(y)) if op == EQ || op == NE => (a == b || x == y) == (op == EQ),
            _ => return Nothing,
        };
        let answer = self.bool(truth);
        self.replace_two(stack, answer)
    }

    #[inline]
    pub(crate) fn new_int(&mut self, n: i64) -> Option<Own> {
        if (-5..=256).contains(&n)
            && let Some(r) = self.one.small_ints.get((n + 5) as usize)
        {
            return Some(Own::assume(*r));
        }
        let size = match n.unsigned_abs() {
            0..0x4000_0000 => 28,
            0x4000_0000..0x1000_0000_0000_0000 => 32,
            _ => 36,
        };
        let ty = self.ty(ids::INT)?;
        Some(self.heap.alloc_leaf(ty, Body::Int(n), size))
    }

    #[inline]
    pub(crate) fn push_int(&mut self, stack: &mut Vec<Slot>, n: i64) -> Did {
        let Some(value) = self.new_int(n) else { return Nothing };
        stack.push(value.into());
        Moved
    }

    /// CPython: BINARY_OP_ADD_INT, BINARY_OP_MULTIPLY_FLOAT, BINARY_OP_SUBSCR_LIST_INT and their kin.
    #[inline]
    pub(crate) fn binary(&mut self, stack: &mut Vec<Slot>, arg: usize) -> Did {
        let Some((a, b)) = Self::two(stack) else { return Nothing };
        if arg == NB_SUBSCR {
            return self.subscript(stack, a, b);
        }
        let op = arg % N_OPERATORS;
        let value = match (self.heap.full_body(a), self.heap.full_body(b)) {
            (Body::Int(x), Body::Int(y)) => {
                let Some(n) = small_arithmetic(op, *x, *y) else { return Nothing };
                // A bool answers `&`, `|` and `^` with a bool.
                if matches!(op, NB_AND | NB_OR | NB_XOR) && (self.is_bool(a) || self.is_bool(b)) {
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
            Some(value) => self.replace_two(stack, value),
            None => Nothing,
        }
    }

    #[inline]
    pub(crate) fn new_float(&mut self, v: f64) -> Option<Own> {
        let ty = self.ty(ids::FLOAT)?;
        Some(self.heap.alloc_leaf(ty, Body::Float(v), 24))
    }

    #[inline]
    pub(crate) fn subscript(&mut self, stack: &mut Vec<Slot>, container: Ref, key: Ref) -> Did {
        let item = match (self.heap.full_body(container), self.heap.full_body(key)) {
            (Body::List(list), Body::Int(i)) if self.is_exact(container, ids::LIST) => item_at(&list.items, *i),
            (Body::Tuple(tuple), Body::Int(i)) if self.is_exact(container, ids::TUPLE) => item_at(&tuple.items, *i),
            (Body::Dict(dict), _) if self.is_exact(container, ids::DICT) => match self.heap.dict_place_of(dict, key) {
                PlainPlace::At(at) => dict.entry(at).and_then(|e| e.value.get()),
                _ => None,
            },
            (Body::Str(text), Body::Int(i)) if self.is_exact(container, ids::STR) => {
                let point = index_in(text.len(), *i).and_then(|at| text.at(at));
                point.and_then(|point| self.one.latin1.get(point as usize)).copied()
            }
            _ => None,
        };
        let Some(item) = item else { return Nothing };
        let own = self.heap.own(item);
        self.replace_two(stack, own)
    }

    /// The n-th entry from the top, which is `value`, for a place that counts: the stack gives up what it owns.
    #[inline]
    pub(crate) fn take_below(&mut self, stack: &mut [Slot], n: usize, value: Ref) -> Slot {
        let at = stack.len().wrapping_sub(n);
        match stack.get_mut(at) {
            Some(slot) if !slot.is_borrowed() => std::mem::replace(slot, Slot::NULL),
            _ => Slot::own(self.heap.own(value)),
        }
    }

    /// Stack: value, container, key.
    pub(crate) fn store_subscr(&mut self, stack: &mut Vec<Slot>) -> Did {
        let [.., value, container, key] = stack.as_slice() else { return Nothing };
        let (Some(value), Some(container), Some(key)) = (value.get(), container.get(), key.get()) else { return Nothing };
        match (self.heap.full_body(container), self.heap.full_body(key)) {
            (Body::List(list), Body::Int(i)) if self.is_exact(container, ids::LIST) => {
                let Some(at) = index_in(list.items.len(), *i) else { return Nothing };
                let new = self.take_below(stack, 3, value);
                let old = self.heap.list_mut(container).and_then(|l| Some(std::mem::replace(l.items.get_mut(at)?, new)));
                self.heap.release(old.unwrap_or(new));
            }
            (Body::Dict(_), _) if self.is_exact(container, ids::DICT) => {
                if self.set_in_dict(container, key, value) == Nothing {
                    return Nothing;
                }
            }
            _ => return Nothing,
        }
        for _ in 0..3 {
            self.pop_top(stack);
        }
        Released
    }

    /// CPython: CONTAINS_OP_DICT.
    #[inline]
    pub(crate) fn contains(&mut self, stack: &mut Vec<Slot>, negate: bool) -> Did {
        let Some((key, container)) = Self::two(stack) else { return Nothing };
        let Body::Dict(dict) = self.heap.full_body(container) else { return Nothing };
        let is_there = match self.heap.dict_place_of(dict, key) {
            PlainPlace::At(_) => true,
            PlainPlace::Absent { .. } => false,
            PlainPlace::Unknown => return Nothing,
        };
        if !self.is_exact(container, ids::DICT) {
            return Nothing;
        }
        let answer = self.bool(is_there != negate);
        self.replace_two(stack, answer)
    }

    #[inline]
    pub(crate) fn list_append(&mut self, stack: &mut Vec<Slot>, i: usize) -> Did {
        let Some(list) = stack.len().checked_sub(i + 1).and_then(|i| stack.get(i)?.get()) else { return Nothing };
        if !self.is_exact(list, ids::LIST) {
            return Nothing;
        }
        let value = self.pop_owned(stack);
        if let Some(list) = self.heap.list_mut(list) {
            list.push(value);
        }
        Moved
    }

    /// CPython: UNPACK_SEQUENCE_TUPLE, UNPACK_SEQUENCE_LIST.
    #[inline]
    pub(crate) fn unpack_sequence(&mut self, stack: &mut Vec<Slot>, n: usize) -> Did {
        let Some(sequence) = Self::top(stack) else { return Nothing };
        let has_all = |items: &[Slot]| items.len() == n;
        let fits = match self.heap.full_body(sequence) {
            Body::Tuple(t) => has_all(&t.items) && self.is_exact(sequence, ids::TUPLE),
            Body::List(l) => has_all(&l.items) && self.is_exact(sequence, ids::LIST),
            _ => false,
        };
        if !fits {
            return Nothing;
        }
        let held = stack.pop().unwrap_or(Slot::NULL);
        for i in (0..n).rev() {
            let item = self.heap.items(sequence).and_then(|items| items.get(i)?.get());
            match item {
                Some(item) => self.push_new(stack, item),
                None => return Nothing,
            };
        }
        self.heap.release(held);
        Released
    }

    /// CPython: FOR_ITER_RANGE, FOR_ITER_LIST, FOR_ITER_TUPLE.
    #[inline]
    pub(crate) fn for_iter(&mut self, stack: &mut Vec<Slot>) -> Item {
        let Some(it) = Self::top(stack) else { return Item::Unknown };
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
            return if self.push_int(stack, value) == Nothing { Item::Unknown } else { Item::Pushed };
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
        self.push_new(stack, item);
        Item::Pushed
    }

    #[inline]
    pub(crate) fn load_global(&mut self, stack: &mut Vec<Slot>, scopes: Scopes, names: &[Slot], arg: usize) -> Did {
        let Some(value) = names.get(arg >> 1).and_then(|n| self.globals.look_up(self.heap, scopes, n.get()?)) else { return Nothing };
        self.push_new(stack, value);
        if arg & 1 != 0 {
            stack.push(Slot::NULL);
        }
        Moved
    }

    pub(crate) fn load_name(&mut self, stack: &mut Vec<Slot>, scopes: Scopes, names: &[Slot], arg: usize) -> Did {
        let (Some(name), Some(locals)) = (names.get(arg).and_then(|n| n.get()), scopes.locals.get()) else { return Nothing };
        if !self.is_exact(locals, ids::DICT) {
            return Nothing;
        }
        match self.heap.dict_value(locals, name).or_else(|| self.globals.look_up(self.heap, scopes, name)) {
            Some(value) => self.push_new(stack, value),
            None => Nothing,
        }
    }

    /// Another value for a name that the dict has already.
    pub(crate) fn store_in_dict(&mut self, stack: &mut Vec<Slot>, dict: Option<Ref>, name: Option<&Slot>) -> Did {
        let (Some(dict), Some(name)) = (dict, name.and_then(|n| n.get())) else { return Nothing };
        if !self.is_exact(dict, ids::DICT) {
            return Nothing;
        }
        let Some(at) = self.heap.dict_place(dict, name) else { return Nothing };
        let value = self.pop_owned(stack);
        let old = self.heap.dict_mut(dict).map(|d| d.replace_value(at, value));
        self.heap.release(old.unwrap_or(value));
        Released
    }

    #[inline]
    pub(crate) fn load_deref(&mut self, stack: &mut Vec<Slot>, i: usize) -> Did {
        let value = local(stack, i).get().and_then(|cell| self.heap.cell(cell)?.get());
        match value {
            Some(value) => self.push_new(stack, value),
            None => Nothing,
        }
    }

    #[inline]
    pub(crate) fn store_deref(&mut self, stack: &mut Vec<Slot>, i: usize) -> Did {
        let Some(cell) = local(stack, i).get() else { return Nothing };
        let value = self.pop_owned(stack);
        let old = self.heap.set_cell(cell, value);
        self.heap.release(old);
        Released
    }
}

#[inline]
pub(crate) fn local(stack: &[Slot], i: usize) -> Slot {
    stack.get(i).copied().unwrap_or(Slot::NULL)
}

/// BINARY_OP's operators; their in-place forms follow them.
pub(crate) const N_OPERATORS: usize = 13;
pub(crate) const NB_SUBSCR: usize = 26;
const NB_AND: usize = 1;
const NB_OR: usize = 7;
const NB_XOR: usize = 12;

/// Operators on ints that stay in 64 bits; None goes the long way.
#[inline]
fn small_arithmetic(op: usize, x: i64, y: i64) -> Option<i64> {
    match op {
        0 => x.checked_add(y),
        NB_AND => Some(x & y),
        2 if y > 0 => Some(x.div_euclid(y)),
        5 => x.checked_mul(y),
        6 if y > 0 => Some(x.rem_euclid(y)),
        NB_OR => Some(x | y),
        10 => x.checked_sub(y),
        NB_XOR => Some(x ^ y),
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
