//! Rich comparison: reflected first for subclasses, then both sides, then identity.
//!
//! CPython: Objects/object.c, do_richcompare and PyObject_RichCompare.

use pyvarium_heap::frame::NativeFrame;
use pyvarium_heap::object::Body;
use pyvarium_heap::types::SlotImpl;
use pyvarium_heap::{Own, Ref, Slot};

use crate::args::Args;
use crate::core::kinds;
use crate::native::{Answer, NativeDef, Next};
use crate::slots::SlotId;
use crate::stop::{Flow, Res};
use crate::vm::Vm;
use crate::vm_bug;

pub const LT: u8 = 0;
pub const LE: u8 = 1;
pub const EQ: u8 = 2;
pub const NE: u8 = 3;
pub const GT: u8 = 4;
pub const GE: u8 = 5;

/// The operator with its sides swapped.
pub const fn swapped(op: u8) -> u8 {
    match op {
        LT => GT,
        LE => GE,
        GT => LT,
        GE => LE,
        same => same,
    }
}

pub const fn symbol(op: u8) -> &'static str {
    match op {
        LT => "<",
        LE => "<=",
        EQ => "==",
        NE => "!=",
        GT => ">",
        _ => ">=",
    }
}

pub fn holds<T: PartialOrd + ?Sized>(op: u8, a: &T, b: &T) -> bool {
    match op {
        LT => a < b,
        LE => a <= b,
        EQ => a == b,
        NE => a != b,
        GT => a > b,
        _ => a >= b,
    }
}

/// One of the attempts: left's own, right's reflected, right's first because it is a subclass.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Try {
    RightFirst,
    Left,
    Right,
}

impl Vm {
    /// Equality of exact builtin values without parts; None where more has to be asked.
    #[inline]
    pub fn eq_now(&self, a: Ref, b: Ref) -> Option<bool> {
        let (ta, tb) = (self.heap.type_of(a), self.heap.type_of(b));
        if ta == tb {
            match (self.heap.full_body(a), self.heap.full_body(b)) {
                (Body::Str(x), Body::Str(y)) => return Some(x == y),
                (Body::Int(x), Body::Int(y)) => return Some(x == y),
                (Body::BigInt(x), Body::BigInt(y)) => return Some(x == y),
                (Body::Int(_), Body::BigInt(_)) | (Body::BigInt(_), Body::Int(_)) => return Some(false),
                (Body::Float(x), Body::Float(y)) => return Some(x == y),
                (Body::Bytes(x), Body::Bytes(y)) => return Some(x == y),
                _ => return None,
            }
        }
        match (self.heap.full_body(a), self.heap.full_body(b)) {
            // bool against int: int's own comparison.
            (Body::Int(x), Body::Int(y)) => Some(x == y),
            // Exact while the int is below 2**53.
            (Body::Int(n), Body::Float(v)) | (Body::Float(v), Body::Int(n)) if n.unsigned_abs() < 1 << 53 => Some(*n as f64 == *v),
            (Body::Int(_), Body::Str(_)) | (Body::Str(_), Body::Int(_)) => Some(false),
            _ => None,
        }
    }

    /// PyObject_RichCompare: any object may come out.
    pub fn richcompare(&mut self, a: Ref, b: Ref, op: u8) -> Res {
        if op == EQ || op == NE {
            if let Some(eq) = self.eq_now(a, b) {
                return self.bool_flow(eq == (op == EQ));
            }
        } else if let (Body::Int(x), Body::Int(y)) = (self.heap.full_body(a), self.heap.full_body(b)) {
            return self.bool_flow(holds(op, x, y));
        }
        let (ta, tb) = (self.heap.type_of(a), self.heap.type_of(b));
        let right_first = ta != tb && self.is_subtype(tb, ta) && self.slot(tb, SlotId::RichCompare) != SlotImpl::None;
        let first = if right_first { Try::RightFirst } else { Try::Left };
        self.compare_from(a, b, op, first, right_first)
    }

    fn compare_from(&mut self, a: Ref, b: Ref, op: u8, mut attempt: Try, checked_right: bool) -> Res {
        loop {
            let (x, y, o) = match attempt {
                Try::Left => (a, b, op),
                Try::RightFirst | Try::Right => (b, a, swapped(op)),
            };
            let mark = self.mark();
            match self.compare_slot(x, y, o) {
                None => {}
                Some(flow) => match flow? {
                    Flow::Value(v) if v.r() == self.one.not_implemented => {}
                    Flow::Value(v) => return Ok(Flow::Value(v)),
                    Flow::Pushed => {
                        let state = match attempt {
                            Try::RightFirst => 0,
                            Try::Left => 1,
                            Try::Right => 2,
                        };
                        let slots = [Slot::borrow(a), Slot::borrow(b)];
                        return self.adapt(mark, kinds::RICHCOMPARE, &slots, &[i64::from(op), state, i64::from(checked_right)]);
                    }
                },
            }
            attempt = match attempt {
                Try::RightFirst => Try::Left,
                Try::Left if !checked_right => Try::Right,
                Try::Left | Try::Right => return self.compare_identity(a, b, op),
            };
        }
    }

    fn compare_slot(&mut self, x: Ref, y: Ref, op: u8) -> Option<Res> {
        match self.slot_of(x, SlotId::RichCompare) {
            SlotImpl::None => None,
            SlotImpl::Native(i) => Some(self.call_slot_function(i, &Args::compare(x, y, op))),
            SlotImpl::Python => {
                let name = match op {
                    LT => self.names.lt,
                    LE => self.names.le,
                    EQ => self.names.eq,
                    NE => self.names.ne,
                    GT => self.names.gt,
                    _ => self.names.ge,
                };
                let ty = self.heap.type_of(x);
                let method = self.lookup_type(ty, name)?;
                Some(self.call_found(method, x, &[y]))
            }
        }
    }

    fn compare_identity(&mut self, a: Ref, b: Ref, op: u8) -> Res {
        match op {
            EQ => self.bool_flow(a == b),
            NE => self.bool_flow(a != b),
            _ => {
                let (x, y) = (self.type_name(a), self.type_name(b));
                self.type_err(&format!("'{}' not supported between instances of '{x}' and '{y}'", symbol(op)))
            }
        }
    }

    /// PyObject_RichCompareBool: a bool object; the same object is equal to itself unasked.
    pub fn richcompare_bool(&mut self, a: Ref, b: Ref, op: u8) -> Res {
        if a == b && (op == EQ || op == NE) {
            return self.bool_flow(op == EQ);
        }
        let mark = self.mark();
        match self.richcompare(a, b, op)? {
            Flow::Value(v) => self.truth_of_own(v),
            Flow::Pushed => self.adapt(mark, kinds::TRUTH_OF, &[], &[]),
        }
    }

    /// The truth of a value that only the caller holds.
    pub fn truth_of_own(&mut self, v: Own) -> Res {
        if let Some(b) = self.truth_now(v.r()) {
            self.heap.decref_own(v);
            return self.bool_flow(b);
        }
        let mark = self.mark();
        match self.truth(v.r())? {
            Flow::Value(b) => {
                self.heap.decref_own(v);
                Ok(Flow::Value(b))
            }
            Flow::Pushed => self.adapt(mark, kinds::HOLD, &[v.into()], &[]),
        }
    }
}

/// slots: left, right; ints: operator, attempt, whether right was tried first.
pub static RICHCOMPARE: NativeDef = NativeDef {
    name: "comparison",
    catches: false,
    resume: |vm, f, answer| {
        let Answer::Value(v) = answer else { return Err(vm_bug!("comparison")) };
        if v.r() != vm.one.not_implemented || f.pc == 2 {
            return Ok(Next::Done(v));
        }
        let (Some(a), Some(b)) = (f.get(0), f.get(1)) else { return Err(vm_bug!("comparison")) };
        let op = f.int(0) as u8;
        let checked = f.int(2) != 0;
        let next = match f.int(1) {
            0 => Try::Left,
            1 if !checked => Try::Right,
            _ => return done(vm.compare_identity(a, b, op)?, f),
        };
        done(vm.compare_from(a, b, op, next, checked)?, f)
    },
};

fn done(flow: Flow, f: &mut NativeFrame) -> Res<Next> {
    match flow {
        Flow::Value(v) => Ok(Next::Done(v)),
        Flow::Pushed => {
            // What was pushed brings its own adapter; this frame only passes its answer on.
            f.pc = 2;
            Ok(Next::Wait)
        }
    }
}

/// The truth of what arrives.
pub static TRUTH_OF: NativeDef = NativeDef {
    name: "bool",
    catches: false,
    resume: |vm, f, answer| {
        let Answer::Value(v) = answer else { return Err(vm_bug!("truth")) };
        if f.pc == 2 {
            return Ok(Next::Done(v));
        }
        done(vm.truth_of_own(v)?, f)
    },
};
