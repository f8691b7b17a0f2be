//! Binary and unary operators.
//!
//! CPython: Objects/abstract.c (binary_op1, binary_iop1, ternary_op), Objects/typeobject.c (SLOT1BIN).

use pyvarium_heap::types::SlotImpl;
use pyvarium_heap::{Ref, Slot};

use crate::args::Args;
use crate::core::kinds;
use crate::native::{Answer, NativeDef, Next};
use crate::slots::{SLOT_NAMES, SlotId, Wrap};
use crate::stop::{Flow, Res};
use crate::vm::Vm;
use crate::vm_bug;

/// One operator of BINARY_OP.
pub struct Operator {
    pub symbol: &'static str,
    pub slot: SlotId,
    pub inplace: Option<SlotId>,
}

/// In the order of NB_*.
pub static OPERATORS: [Operator; 13] = [
    op("+", SlotId::Add, SlotId::InplaceAdd),
    op("&", SlotId::And, SlotId::InplaceAnd),
    op("//", SlotId::FloorDivide, SlotId::InplaceFloorDivide),
    op("<<", SlotId::Lshift, SlotId::InplaceLshift),
    op("@", SlotId::MatrixMultiply, SlotId::InplaceMatrixMultiply),
    op("*", SlotId::Multiply, SlotId::InplaceMultiply),
    op("%", SlotId::Remainder, SlotId::InplaceRemainder),
    op("|", SlotId::Or, SlotId::InplaceOr),
    op("** or pow()", SlotId::Power, SlotId::InplacePower),
    op(">>", SlotId::Rshift, SlotId::InplaceRshift),
    op("-", SlotId::Subtract, SlotId::InplaceSubtract),
    op("/", SlotId::TrueDivide, SlotId::InplaceTrueDivide),
    op("^", SlotId::Xor, SlotId::InplaceXor),
];

const fn op(symbol: &'static str, slot: SlotId, inplace: SlotId) -> Operator {
    Operator { symbol, slot, inplace: Some(inplace) }
}

/// divmod() has no place in BINARY_OP.
pub static DIVMOD: Operator = Operator { symbol: "divmod()", slot: SlotId::Divmod, inplace: None };
pub const DIVMOD_INDEX: u8 = 100;

fn operator(index: u8) -> Option<&'static Operator> {
    if index == DIVMOD_INDEX { Some(&DIVMOD) } else { OPERATORS.get(index as usize) }
}

/// The attempts, in order.
const INPLACE: i64 = 0;
const INPLACE_SEQUENCE: i64 = 1;
const FIRST: i64 = 2;
const SECOND: i64 = 3;
const SEQUENCE: i64 = 4;
const FAIL: i64 = 5;

impl Vm {
    /// `a op b`; `index` as NB_*, `inplace` for `op=`.
    pub fn binary_op(&mut self, index: u8, a: Ref, b: Ref, inplace: bool) -> Res {
        self.binary_from(index, a, b, inplace, if inplace { INPLACE } else { FIRST })
    }

    fn binary_from(&mut self, index: u8, a: Ref, b: Ref, inplace: bool, mut attempt: i64) -> Res {
        let Some(operator) = operator(index) else { return Err(vm_bug!("no operator {index}")) };
        loop {
            let mark = self.mark();
            let flow = match attempt {
                INPLACE => operator.inplace.and_then(|slot| self.inplace_slot(slot, a, b)),
                INPLACE_SEQUENCE => self.sequence_inplace(operator.slot, a, b),
                FIRST => self.binary_side(operator.slot, a, b, true),
                SECOND => self.binary_side(operator.slot, a, b, false),
                SEQUENCE => self.sequence_op(operator.slot, a, b, inplace),
                _ => return self.unsupported(operator, a, b, inplace),
            };
            match flow {
                None => {}
                Some(flow) => match flow? {
                    Flow::Value(v) if v.r() == self.one.not_implemented => {}
                    Flow::Value(v) => return Ok(Flow::Value(v)),
                    Flow::Pushed => {
                        let slots = [Slot::borrow(a), Slot::borrow(b)];
                        return self.adapt(mark, kinds::BINARY_OP, &slots, &[i64::from(index), attempt, i64::from(inplace)]);
                    }
                },
            }
            // CPython asks `+=` of sequences only after number addition has been declined.
            attempt = match attempt {
                INPLACE => FIRST,
                FIRST => SECOND,
                SECOND if inplace => INPLACE_SEQUENCE,
                SECOND | INPLACE_SEQUENCE => SEQUENCE,
                _ => FAIL,
            };
        }
    }

    fn inplace_slot(&mut self, slot: SlotId, a: Ref, b: Ref) -> Option<Res> {
        match self.slot_of(a, slot) {
            SlotImpl::None => None,
            SlotImpl::Native(i) => Some(self.call_slot_function(i, &Args::two(a, b))),
            SlotImpl::Python => self.call_dunder(slot, Wrap::Binary, a, b),
        }
    }

    fn sequence_inplace(&mut self, slot: SlotId, a: Ref, b: Ref) -> Option<Res> {
        let slot = match slot {
            SlotId::Add => SlotId::InplaceConcat,
            SlotId::Multiply => SlotId::InplaceRepeat,
            _ => return None,
        };
        match self.slot_of(a, slot) {
            SlotImpl::Native(i) => Some(self.call_slot_function(i, &Args::two(a, b))),
            SlotImpl::Python | SlotImpl::None => None,
        }
    }

    /// Concatenation and repetition of sequences, after number addition was declined.
    fn sequence_op(&mut self, slot: SlotId, a: Ref, b: Ref, inplace: bool) -> Option<Res> {
        let left_only = inplace && self.is_container(a);
        let mut native = |slot: SlotId, x: Ref, y: Ref| match self.slot_of(x, slot) {
            SlotImpl::Native(i) => Some(self.call_slot_function(i, &Args::two(x, y))),
            SlotImpl::Python | SlotImpl::None => None,
        };
        match slot {
            SlotId::Add => native(SlotId::Concat, a, b),
            SlotId::Multiply => match native(SlotId::Repeat, a, b) {
                None if left_only => None,
                None => native(SlotId::Repeat, b, a),
                some => some,
            },
            _ => None,
        }
    }

    /// One side of binary_op1. `first`: the side that is asked first, which is the right one when
    /// its class is a subclass of the left's that overrides the operation.
    fn binary_side(&mut self, slot: SlotId, a: Ref, b: Ref, first: bool) -> Option<Res> {
        let (ta, tb) = (self.heap.type_of(a), self.heap.type_of(b));
        let (sa, sb) = (self.slot(ta, slot), self.slot(tb, slot));
        let right_differs = ta != tb && sb != SlotImpl::None && (sb != sa || sb == SlotImpl::Python);
        let right_first = right_differs && self.is_subtype(tb, ta) && self.overrides(slot, ta, tb);
        let ask_left = first != right_first;
        if ask_left {
            return match sa {
                SlotImpl::None => None,
                SlotImpl::Native(i) => Some(self.call_slot_function(i, &Args::two(a, b))),
                SlotImpl::Python => self.call_dunder(slot, Wrap::Binary, a, b),
            };
        }
        if !right_differs {
            return None;
        }
        match sb {
            SlotImpl::None => None,
            SlotImpl::Native(i) => Some(self.call_slot_function(i, &Args::two(a, b))),
            SlotImpl::Python => self.call_dunder(slot, Wrap::BinaryReflected, b, a),
        }
    }

    /// Whether `sub` has a reflected method of its own. CPython: method_is_overloaded.
    pub(crate) fn overrides(&mut self, slot: SlotId, base: Ref, sub: Ref) -> bool {
        let Some(name) = dunder_name(slot, Wrap::BinaryReflected) else { return true };
        let name = self.intern(name).into_ref();
        match (self.lookup_type(sub, name), self.lookup_type(base, name)) {
            (Some(s), Some(b)) => s != b,
            (Some(_), None) => true,
            (None, _) => self.slot(sub, slot) != self.slot(base, slot),
        }
    }

    fn call_dunder(&mut self, slot: SlotId, wrap: Wrap, this: Ref, other: Ref) -> Option<Res> {
        let name = dunder_name(slot, wrap)?;
        let name = self.intern(name).into_ref();
        let ty = self.heap.type_of(this);
        let method = self.lookup_type(ty, name)?;
        Some(self.call_found(method, this, &[other]))
    }

    /// Any sort of container leaves the right operand of `*=` alone. CPython: PyNumber_InPlaceMultiply, tp_as_sequence.
    fn is_container(&self, r: Ref) -> bool {
        let slots = [SlotId::Length, SlotId::Contains, SlotId::Concat].into_iter().any(|slot| self.has_slot(r, slot));
        slots || self.heap.as_type(self.heap.type_of(r)).is_some_and(|t| t.has(pyvarium_heap::types::flags::HEAPTYPE))
    }

    fn unsupported(&mut self, operator: &Operator, a: Ref, b: Ref, inplace: bool) -> Res {
        let (x, y) = (self.type_name(a), self.type_name(b));
        let mut symbol = operator.symbol.to_owned();
        if inplace {
            symbol = if operator.slot == SlotId::Power { "**=".to_owned() } else { format!("{symbol}=") };
        }
        if operator.slot == SlotId::Multiply {
            // One side is a sequence that does not take the other as a count.
            let left_only = inplace && self.is_container(a);
            for (seq, count) in [(a, b), (b, a)].into_iter().take(if left_only { 1 } else { 2 }) {
                if self.has_slot(seq, SlotId::Repeat) && !self.has_slot(count, SlotId::Index) {
                    let message = format!("can't multiply sequence by non-int of type '{}'", self.type_name(count));
                    return self.type_err(&message);
                }
            }
        }
        if operator.slot == SlotId::Rshift && self.heap.builtin(a).is_some() && !inplace {
            let is_print = self.builtins_print() == Some(a);
            if is_print {
                let message = format!(
                    "unsupported operand type(s) for {symbol}: '{x}' and '{y}'. Did you mean \"print(<message>, file=<output_stream>)\"?"
                );
                return self.type_err(&message);
            }
        }
        self.type_err(&format!("unsupported operand type(s) for {symbol}: '{x}' and '{y}'"))
    }

    fn builtins_print(&self) -> Option<Ref> {
        self.dict_get_str(self.builtins, self.names.print)
    }

    /// `-x`, `+x`, `~x`, abs().
    pub fn unary_op(&mut self, slot: SlotId, what: &str, r: Ref) -> Res {
        match self.slot_of(r, slot) {
            SlotImpl::Native(i) => self.call_slot_function(i, &Args::one(r)),
            SlotImpl::Python => {
                let Some(name) = dunder_name(slot, Wrap::Unary) else { return Err(vm_bug!("no unary name")) };
                let name = self.intern(name).into_ref();
                self.call_special(r, name, &[])
            }
            SlotImpl::None => {
                let message = format!("bad operand type for {what}: '{}'", self.type_name(r));
                self.type_err(&message)
            }
        }
    }
}

/// The method name that stands for a slot in one role.
pub fn dunder_name(slot: SlotId, wrap: Wrap) -> Option<&'static str> {
    let fits = |w: Wrap| w == wrap || matches!((w, wrap), (Wrap::Ternary, Wrap::Binary) | (Wrap::TernaryReflected, Wrap::BinaryReflected));
    SLOT_NAMES.iter().find(|n| n.slot == slot && fits(n.wrap)).map(|n| n.name)
}

/// slots: left, right; ints: operator, attempt, in place.
pub static BINARY_OP: NativeDef = NativeDef {
    name: "operator",
    catches: false,
    resume: |vm, f, answer| {
        let Answer::Value(v) = answer else { return Err(vm_bug!("operator")) };
        if v.r() != vm.one.not_implemented || f.pc == 2 {
            return Ok(Next::Done(v));
        }
        let (Some(a), Some(b)) = (f.get(0), f.get(1)) else { return Err(vm_bug!("operator")) };
        let inplace = f.int(2) != 0;
        let next = match f.int(1) {
            INPLACE => FIRST,
            FIRST => SECOND,
            SECOND if inplace => INPLACE_SEQUENCE,
            SECOND | INPLACE_SEQUENCE => SEQUENCE,
            _ => FAIL,
        };
        f.pc = 2;
        match vm.binary_from(f.int(0) as u8, a, b, inplace, next)? {
            Flow::Value(v) => Ok(Next::Done(v)),
            Flow::Pushed => Ok(Next::Wait),
        }
    },
};
