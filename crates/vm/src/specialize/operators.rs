//! The forms of operators, comparisons, subscripts, truth tests, unpacking and loops.
//!
//! CPython: Python/specialize.c, _Py_Specialize_BinaryOp, _Py_Specialize_CompareOp, _Py_Specialize_ToBool and their kin.

use pyvarium_code::Opcode;
use pyvarium_heap::object::{Body, GeneratorState};
use pyvarium_heap::types::flags;
use pyvarium_heap::{Ref, Slot};

use crate::core::ids;
use crate::eval::quick_ops::{N_OPERATORS, NB_SUBSCR, Quick, local};
use crate::protocol::compare::{EQ, NE};
use crate::slots::SlotId;
use crate::specialize::values::{FunctionKind, function_kind};
use crate::specialize::{AdaptiveCode, Site};

const NB_ADD: usize = 0;
const NB_AND: usize = 1;
const NB_MULTIPLY: usize = 5;
const NB_OR: usize = 7;
const NB_SUBTRACT: usize = 10;
const NB_TRUE_DIVIDE: usize = 11;
const NB_XOR: usize = 12;

/// Which row of BINARY_OP_EXTEND's table applies.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u16)]
pub(crate) enum Extend {
    Ints = 1,
    FloatInt = 2,
    IntFloat = 3,
}

impl Quick<'_> {
    pub(super) fn operator_form(&mut self, spec: &mut AdaptiveCode, base: Opcode, site: Site<'_>, stack: &[Slot]) -> Option<Opcode> {
        match base {
            Opcode::BinaryOp => self.binary_form(spec, site, stack),
            Opcode::CompareOp => self.compare_form(site, stack),
            Opcode::ContainsOp => self.contains_form(stack),
            Opcode::ToBool => self.truth_form(spec, site, stack),
            Opcode::StoreSubscr => self.store_subscr_form(stack),
            Opcode::UnpackSequence => self.unpack_form(site, stack),
            Opcode::ForIter => self.for_iter_form(stack),
            Opcode::Send => {
                let receiver = stack.get(stack.len().checked_sub(2)?)?.get()?;
                (self.is_exact(receiver, ids::GENERATOR) || self.is_exact(receiver, ids::COROUTINE)).then_some(Opcode::SendGen)
            }
            _ => None,
        }
    }

    pub(super) fn operator_holds(&mut self, spec: &AdaptiveCode, op: Opcode, site: Site<'_>, stack: &[Slot]) -> Option<bool> {
        let top = || Self::top(stack);
        let two = || Self::two(stack);
        Some(match op {
            Opcode::BinaryOpAddInt | Opcode::BinaryOpSubtractInt | Opcode::BinaryOpMultiplyInt => self.are(two()?, ids::INT),
            Opcode::BinaryOpAddFloat | Opcode::BinaryOpSubtractFloat | Opcode::BinaryOpMultiplyFloat => self.are(two()?, ids::FLOAT),
            Opcode::BinaryOpAddUnicode => self.are(two()?, ids::STR),
            Opcode::BinaryOpInplaceAddUnicode => self.are(two()?, ids::STR) && stores_into(site, stack, two()?.0),
            Opcode::BinaryOpExtend => {
                let (a, b) = two()?;
                self.extend(site.arg, a, b).is_some_and(|row| row as u16 == spec.cache(site.unit, 1))
            }
            Opcode::BinaryOpSubscrListInt => self.index_within(two()?, ids::LIST)?,
            Opcode::BinaryOpSubscrTupleInt => self.index_within(two()?, ids::TUPLE)?,
            Opcode::BinaryOpSubscrStrInt => {
                let (a, b) = two()?;
                let at = self.index(b)?;
                let text = self.heap.text(a).filter(|_| self.is_exact(a, ids::STR))?;
                text.at(at).is_some_and(|point| point < 128)
            }
            Opcode::BinaryOpSubscrDict => self.is_exact(two()?.0, ids::DICT),
            Opcode::BinaryOpSubscrListSlice => self.is_exact(two()?.0, ids::LIST) && self.is_exact(two()?.1, ids::SLICE),
            Opcode::BinaryOpSubscrGetitem => self.getitem_known(two()?.0)?,
            Opcode::CompareOpInt => {
                let (a, b) = two()?;
                self.is_compact(a) && self.is_compact(b)
            }
            Opcode::CompareOpFloat => self.are(two()?, ids::FLOAT),
            Opcode::CompareOpStr => self.are(two()?, ids::STR),
            Opcode::ContainsOpDict => self.is_exact(top()?, ids::DICT),
            Opcode::ContainsOpSet => self.is_exact(top()?, ids::SET) || self.is_exact(top()?, ids::FROZENSET),
            Opcode::ToBoolBool => self.is_exact(top()?, ids::BOOL),
            Opcode::ToBoolInt => self.is_exact(top()?, ids::INT),
            Opcode::ToBoolList => self.is_exact(top()?, ids::LIST),
            Opcode::ToBoolNone => top()? == self.one.none,
            Opcode::ToBoolStr => self.is_exact(top()?, ids::STR),
            Opcode::ToBoolAlwaysTrue => self.version_of(top()?) == spec.cache_u32(site.unit, 1),
            Opcode::StoreSubscrDict => self.is_exact(two()?.0, ids::DICT),
            Opcode::StoreSubscrListInt => self.index_within(two()?, ids::LIST)?,
            Opcode::UnpackSequenceTwoTuple | Opcode::UnpackSequenceTuple => self.has_items(top()?, ids::TUPLE, site.arg),
            Opcode::UnpackSequenceList => self.has_items(top()?, ids::LIST, site.arg),
            Opcode::ForIterList => self.is_exact(top()?, ids::LIST_ITERATOR),
            Opcode::ForIterTuple => self.is_exact(top()?, ids::TUPLE_ITERATOR),
            Opcode::ForIterRange => self.is_exact(top()?, ids::RANGE_ITERATOR),
            Opcode::ForIterGen => self.is_exact(top()?, ids::GENERATOR) && self.waits(top()?),
            Opcode::SendGen => {
                let receiver = stack.get(stack.len().checked_sub(2)?)?.get()?;
                (self.is_exact(receiver, ids::GENERATOR) || self.is_exact(receiver, ids::COROUTINE)) && self.waits(receiver)
            }
            _ => false,
        })
    }

    fn are(&self, two: (Ref, Ref), id: crate::native::TypeId) -> bool {
        self.is_exact(two.0, id) && self.is_exact(two.1, id)
    }

    /// An int of one digit. CPython: _PyLong_IsCompact.
    fn is_compact(&self, r: Ref) -> bool {
        matches!(self.heap.full_body(r), Body::Int(n) if n.unsigned_abs() < 1 << 30) && self.is_exact(r, ids::INT)
    }

    /// CPython: _PyLong_IsNonNegativeCompact.
    fn index(&self, r: Ref) -> Option<usize> {
        match self.heap.full_body(r) {
            Body::Int(n) if (0..1 << 30).contains(n) && self.is_exact(r, ids::INT) => Some(*n as usize),
            _ => None,
        }
    }

    fn index_within(&self, (sequence, i): (Ref, Ref), id: crate::native::TypeId) -> Option<bool> {
        let len = self.heap.items(sequence).filter(|_| self.is_exact(sequence, id))?.len();
        Some(self.index(i)? < len)
    }

    fn has_items(&self, r: Ref, id: crate::native::TypeId, n: usize) -> bool {
        self.is_exact(r, id) && self.heap.items(r).is_some_and(|items| items.len() == n)
    }

    /// A generator that can go on.
    fn waits(&self, r: Ref) -> bool {
        matches!(self.heap.full_body(r), Body::Generator(g) if g.frame.is_some() && matches!(g.state, GeneratorState::Created | GeneratorState::Suspended | GeneratorState::SuspendedYieldFrom))
    }

    fn binary_form(&mut self, spec: &mut AdaptiveCode, site: Site<'_>, stack: &[Slot]) -> Option<Opcode> {
        let (a, b) = Self::two(stack)?;
        if site.arg == NB_SUBSCR {
            return self.subscript_form(a, b);
        }
        let is = |id| self.is_exact(a, id) && self.is_exact(b, id);
        let form = match site.arg % N_OPERATORS {
            NB_ADD if is(ids::STR) => {
                Some(if stores_into(site, stack, a) { Opcode::BinaryOpInplaceAddUnicode } else { Opcode::BinaryOpAddUnicode })
            }
            NB_ADD if is(ids::INT) => Some(Opcode::BinaryOpAddInt),
            NB_ADD if is(ids::FLOAT) => Some(Opcode::BinaryOpAddFloat),
            NB_MULTIPLY if is(ids::INT) => Some(Opcode::BinaryOpMultiplyInt),
            NB_MULTIPLY if is(ids::FLOAT) => Some(Opcode::BinaryOpMultiplyFloat),
            NB_SUBTRACT if is(ids::INT) => Some(Opcode::BinaryOpSubtractInt),
            NB_SUBTRACT if is(ids::FLOAT) => Some(Opcode::BinaryOpSubtractFloat),
            _ => None,
        };
        if form.is_some() {
            return form;
        }
        let row = self.extend(site.arg, a, b)?;
        spec.set_cache(site.unit, 1, row as u16);
        Some(Opcode::BinaryOpExtend)
    }

    /// CPython: Python/specialize.c, binaryop_extend_builtins.
    #[inline]
    pub(crate) fn extend(&self, arg: usize, a: Ref, b: Ref) -> Option<Extend> {
        let float = |r| match self.heap.full_body(r) {
            Body::Float(v) if !v.is_nan() && self.is_exact(r, ids::FLOAT) => Some(*v),
            _ => None,
        };
        let is_zero = |r| matches!(self.heap.full_body(r), Body::Int(0));
        match arg {
            _ if matches!(arg % N_OPERATORS, NB_OR | NB_AND | NB_XOR) => (self.is_compact(a) && self.is_compact(b)).then_some(Extend::Ints),
            NB_ADD | NB_SUBTRACT | NB_MULTIPLY | NB_TRUE_DIVIDE => {
                let divides = arg == NB_TRUE_DIVIDE;
                if float(a).is_some() && self.is_compact(b) {
                    return (!divides || !is_zero(b)).then_some(Extend::FloatInt);
                }
                let divisor = float(b).filter(|_| self.is_compact(a))?;
                (!divides || divisor != 0.0).then_some(Extend::IntFloat)
            }
            _ => None,
        }
    }

    fn subscript_form(&mut self, container: Ref, key: Ref) -> Option<Opcode> {
        let by_index = self.index(key).is_some();
        if self.is_exact(container, ids::LIST) {
            return match () {
                () if by_index => Some(Opcode::BinaryOpSubscrListInt),
                () if self.is_exact(key, ids::SLICE) => Some(Opcode::BinaryOpSubscrListSlice),
                () => None,
            };
        }
        if self.is_exact(container, ids::TUPLE) {
            return by_index.then_some(Opcode::BinaryOpSubscrTupleInt);
        }
        if self.is_exact(container, ids::STR) {
            return by_index.then_some(Opcode::BinaryOpSubscrStrInt);
        }
        if self.is_exact(container, ids::DICT) {
            return Some(Opcode::BinaryOpSubscrDict);
        }
        let ty = self.heap.type_of(container);
        let getitem = self.cache.look_up(self.heap, ty, self.names.getitem)?;
        if !self.heap.as_type(ty)?.has(flags::HEAPTYPE)
            || function_kind(self.heap, getitem)? != FunctionKind::Simple(2)
            || self.is_changed(getitem)
        {
            return None;
        }
        let version = self.version_of_type(ty);
        self.getitems.insert(version);
        Some(Opcode::BinaryOpSubscrGetitem)
    }

    /// The container's class has a `__getitem__` that some BINARY_OP has looked up. CPython: _spec_cache.getitem.
    fn getitem_known(&mut self, container: Ref) -> Option<bool> {
        let ty = self.heap.type_of(container);
        if !self.getitems.contains(&self.version_of_type(ty)) {
            return Some(false);
        }
        let getitem = self.cache.look_up(self.heap, ty, self.names.getitem)?;
        Some(!self.is_changed(getitem))
    }

    fn compare_form(&self, site: Site<'_>, stack: &[Slot]) -> Option<Opcode> {
        let (a, b) = Self::two(stack)?;
        if self.are((a, b), ids::FLOAT) {
            return Some(Opcode::CompareOpFloat);
        }
        if self.is_compact(a) && self.is_compact(b) {
            return Some(Opcode::CompareOpInt);
        }
        let op = (site.arg >> 5) as u8;
        (self.are((a, b), ids::STR) && (op == EQ || op == NE)).then_some(Opcode::CompareOpStr)
    }

    fn contains_form(&self, stack: &[Slot]) -> Option<Opcode> {
        let container = Self::top(stack)?;
        if self.is_exact(container, ids::DICT) {
            return Some(Opcode::ContainsOpDict);
        }
        (self.is_exact(container, ids::SET) || self.is_exact(container, ids::FROZENSET)).then_some(Opcode::ContainsOpSet)
    }

    fn truth_form(&mut self, spec: &mut AdaptiveCode, site: Site<'_>, stack: &[Slot]) -> Option<Opcode> {
        let r = Self::top(stack)?;
        let forms = [
            (ids::BOOL, Opcode::ToBoolBool),
            (ids::INT, Opcode::ToBoolInt),
            (ids::LIST, Opcode::ToBoolList),
            (ids::NONE_TYPE, Opcode::ToBoolNone),
            (ids::STR, Opcode::ToBoolStr),
        ];
        if let Some((_, form)) = forms.into_iter().find(|(id, _)| self.is_exact(r, *id)) {
            return Some(form);
        }
        // A class of the program's without `__bool__` and `__len__`.
        let ty = self.heap.type_of(r);
        let t = self.heap.as_type(ty)?;
        let has = |slot: SlotId| t.slots.get(slot as usize).is_some_and(|s| *s != Default::default());
        if !t.has(flags::HEAPTYPE) || has(SlotId::Bool) || has(SlotId::Length) {
            return None;
        }
        spec.set_cache_u32(site.unit, 1, t.version);
        Some(Opcode::ToBoolAlwaysTrue)
    }

    fn store_subscr_form(&self, stack: &[Slot]) -> Option<Opcode> {
        let (container, key) = Self::two(stack)?;
        if self.is_exact(container, ids::DICT) {
            return Some(Opcode::StoreSubscrDict);
        }
        self.index_within((container, key), ids::LIST)?.then_some(Opcode::StoreSubscrListInt)
    }

    fn unpack_form(&self, site: Site<'_>, stack: &[Slot]) -> Option<Opcode> {
        let sequence = Self::top(stack)?;
        if self.has_items(sequence, ids::TUPLE, site.arg) {
            return Some(if site.arg == 2 { Opcode::UnpackSequenceTwoTuple } else { Opcode::UnpackSequenceTuple });
        }
        self.has_items(sequence, ids::LIST, site.arg).then_some(Opcode::UnpackSequenceList)
    }

    fn for_iter_form(&self, stack: &[Slot]) -> Option<Opcode> {
        let it = Self::top(stack)?;
        let forms = [
            (ids::LIST_ITERATOR, Opcode::ForIterList),
            (ids::TUPLE_ITERATOR, Opcode::ForIterTuple),
            (ids::RANGE_ITERATOR, Opcode::ForIterRange),
            (ids::GENERATOR, Opcode::ForIterGen),
        ];
        forms.into_iter().find(|(id, _)| self.is_exact(it, *id)).map(|(_, form)| form)
    }
}

/// The sum goes back to the local that the left operand came from.
fn stores_into(site: Site<'_>, stack: &[Slot], left: Ref) -> bool {
    matches!(site.next(), Some((Opcode::StoreFast, i)) if local(stack, i as usize).get() == Some(left))
}
