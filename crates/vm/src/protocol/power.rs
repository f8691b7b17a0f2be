//! `pow()` with three arguments: the one operator that three sides can answer.
//!
//! CPython: Objects/abstract.c (ternary_op), Objects/typeobject.c (slot_nb_power).

use pyvarium_heap::types::SlotImpl;
use pyvarium_heap::{Ref, Slot};

use crate::args::Args;
use crate::core::kinds;
use crate::native::{Answer, NativeDef, Next};
use crate::slots::{SlotId, Wrap};
use crate::stop::{Flow, Res};
use crate::vm::Vm;
use crate::vm_bug;

/// The attempts, in order: the left or an overriding right side, the other one (1), the modulus' type.
const FIRST: i64 = 0;
const THIRD: i64 = 2;
const FAIL: i64 = 3;

impl Vm {
    pub fn power_modulo(&mut self, base: Ref, exponent: Ref, modulus: Ref) -> Res {
        self.power_from(base, exponent, modulus, FIRST)
    }

    fn power_from(&mut self, a: Ref, b: Ref, m: Ref, first: i64) -> Res {
        for attempt in first..FAIL {
            let mark = self.mark();
            match self.power_side(a, b, m, attempt) {
                None => {}
                Some(flow) => match flow? {
                    Flow::Value(v) if v.r() == self.one.not_implemented => {}
                    Flow::Value(v) => return Ok(Flow::Value(v)),
                    Flow::Pushed => {
                        return self.adapt(mark, kinds::POWER, &[Slot::borrow(a), Slot::borrow(b), Slot::borrow(m)], &[attempt]);
                    }
                },
            }
        }
        let [x, y, z] = [a, b, m].map(|r| self.type_name(r));
        self.type_err(&format!("unsupported operand type(s) for ** or pow(): '{x}', '{y}', '{z}'"))
    }

    fn power_side(&mut self, a: Ref, b: Ref, m: Ref, attempt: i64) -> Option<Res> {
        let [ta, tb, tm] = [a, b, m].map(|r| self.heap.type_of(r));
        let [sa, sb, sm] = [ta, tb, tm].map(|t| self.slot(t, SlotId::Power));
        let native = |vm: &mut Vm, i: u16| Some(vm.slot_function(i).and_then(|f| f(vm, &Args::three(a, b, m))));
        if attempt == THIRD {
            return match sm {
                SlotImpl::Native(i) if sm != sa && sm != sb => native(self, i),
                _ => None,
            };
        }
        let right_differs = ta != tb && sb != SlotImpl::None && (sb != sa || sb == SlotImpl::Python);
        let right_first = right_differs && self.is_subtype(tb, ta) && self.overrides(SlotId::Power, ta, tb);
        let ask_left = (attempt == FIRST) != right_first;
        let (slot, wrap, this, other) = if ask_left { (sa, Wrap::Ternary, a, b) } else { (sb, Wrap::TernaryReflected, b, a) };
        match slot {
            _ if !ask_left && !right_differs => None,
            SlotImpl::None => None,
            SlotImpl::Native(i) => native(self, i),
            SlotImpl::Python => {
                let name = crate::protocol::number::dunder_name(SlotId::Power, wrap)?;
                let name = self.intern(name).into_ref();
                let ty = self.heap.type_of(this);
                let method = self.lookup_type(ty, name)?;
                Some(self.call_found(method, this, &[other, m]))
            }
        }
    }
}

/// slots: base, exponent, modulus; ints: attempt.
pub static POWER: NativeDef = NativeDef {
    name: "pow",
    catches: false,
    resume: |vm, f, answer| {
        let Answer::Value(v) = answer else { return Err(vm_bug!("pow")) };
        if v.r() != vm.one.not_implemented || f.pc == 2 {
            return Ok(Next::Done(v));
        }
        let (Some(a), Some(b), Some(m)) = (f.get(0), f.get(1), f.get(2)) else { return Err(vm_bug!("pow")) };
        f.pc = 2;
        match vm.power_from(a, b, m, f.int(0) + 1)? {
            Flow::Value(v) => Ok(Next::Done(v)),
            Flow::Pushed => Ok(Next::Wait),
        }
    },
};
