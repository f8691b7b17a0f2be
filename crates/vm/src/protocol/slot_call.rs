//! Calling a type's slot: a native function, or the Python method that stands in for it.
//!
//! CPython: Objects/typeobject.c, the slot_tp_* functions and vectorcall_method.

use pyvarium_heap::frame::{Frame, NativeFrame};
use pyvarium_heap::types::SlotImpl;
use pyvarium_heap::{Own, Ref, Slot};

use crate::args::Args;
use crate::core::kinds;
use crate::native::{Answer, Kind, NativeDef, NativeFn, Next};
use crate::protocol::attr::Method;
use crate::slots::SlotId;
use crate::stop::{Flow, Res};
use crate::vm::Vm;
use crate::vm_bug;

impl Vm {
    pub fn slot_function(&self, index: u16) -> Res<NativeFn> {
        self.tables.slot_functions.get(index as usize).copied().ok_or_else(|| vm_bug!("no slot function {index}"))
    }

    /// Asks a unary slot; None where the type has none.
    pub fn call_unary_slot(&mut self, r: Ref, slot: SlotId, dunder: Ref) -> Option<Res> {
        match self.slot_of(r, slot) {
            SlotImpl::None => None,
            SlotImpl::Native(i) => Some(self.call_slot_function(i, &Args::one(r))),
            SlotImpl::Python => Some(self.call_special(r, dunder, &[])),
        }
    }

    /// Calls the method `dunder` of `r`'s type with `r` and these arguments, as the special method
    /// look-up does: not through the instance. None where there is none.
    pub fn call_special_opt(&mut self, r: Ref, dunder: Ref, args: &[Ref]) -> Option<Res> {
        let ty = self.heap.type_of(r);
        let method = self.lookup_type(ty, dunder)?;
        Some(self.call_found(method, r, args))
    }

    pub fn call_special(&mut self, r: Ref, dunder: Ref, args: &[Ref]) -> Res {
        match self.call_special_opt(r, dunder, args) {
            Some(flow) => flow,
            None => {
                let ty = self.heap.type_of(r);
                Err(self.no_attribute(r, ty, dunder))
            }
        }
    }

    /// Calls a class attribute that was found for `r`: functions get `r` in front, other descriptors
    /// are bound first.
    pub fn call_found(&mut self, method: Ref, r: Ref, args: &[Ref]) -> Res {
        if self.is_method_descriptor(method) {
            let mut all = Args::one(r);
            args.iter().for_each(|a| all.push(*a));
            return self.call(method, &all);
        }
        let ty = self.heap.type_of(r);
        let mark = self.mark();
        match self.descr_get(method, Some(r), ty)? {
            Flow::Value(bound) => self.call_holding(bound, &Args::new(args)),
            Flow::Pushed => self.call_when_bound(mark, &Args::new(args)),
        }
    }

    /// What was pushed since `mark` answers the callable.
    pub(crate) fn call_when_bound(&mut self, mark: usize, args: &Args) -> Res {
        let mut slots: Vec<Slot> = vec![Slot::NULL, args.kwnames.map_or(Slot::NULL, Slot::borrow)];
        slots.extend(args.items.iter().copied());
        self.adapt(mark, kinds::CALL_HOLDING, &slots, &[args.n_kw as i64])
    }

    /// `r.name(*args)`. CPython: Objects/call.c, PyObject_CallMethodObjArgs.
    pub fn call_method(&mut self, r: Ref, name: Ref, args: &[Ref]) -> Res {
        self.call_method_args(r, name, &Args::new(args))
    }

    /// As `call_method`, with keywords. CPython: Objects/call.c, PyObject_VectorcallMethod.
    pub fn call_method_args(&mut self, r: Ref, name: Ref, args: &Args) -> Res {
        let mark = self.mark();
        match self.get_method(r, name)? {
            Method::Unbound(method) => self.call_holding(method, &args.with_first(r)),
            Method::Bound(method) => self.call_holding(method, args),
            Method::Pushed => self.call_when_bound(mark, args),
        }
    }

    /// Calls something that only this call keeps alive.
    pub fn call_holding(&mut self, callable: Own, args: &Args) -> Res {
        let mark = self.mark();
        match self.call(callable.r(), args) {
            Ok(Flow::Pushed) => self.adapt(mark, kinds::HOLD, &[callable.into()], &[]),
            done => {
                self.heap.decref_own(callable);
                done
            }
        }
    }

    /// Where frames pushed from here on will stand, for `adapt`.
    pub fn mark(&self) -> usize {
        self.thread.frames.len()
    }

    /// Puts a native frame below what was pushed since `mark`: it gets the answer and adapts it.
    pub fn adapt(&mut self, mark: usize, kind: Kind, slots: &[Slot], ints: &[i64]) -> Res {
        let serial = self.heap.next_serial();
        let frame = NativeFrame { serial, kind: kind.0, pc: 1, slots: slots.into(), ints: ints.into(), bytes: Vec::new() };
        self.thread.frames.insert(mark.min(self.thread.frames.len()), Frame::Native(Box::new(frame)));
        Ok(Flow::Pushed)
    }
}

/// Whatever was answered, the answer is None.
pub static ANSWER_NONE: NativeDef = NativeDef {
    name: "call",
    catches: false,
    resume: |vm, _, answer| {
        if let Answer::Value(v) = answer {
            vm.heap.decref_own(v);
        }
        Ok(Next::Done(vm.none()))
    },
};

impl Vm {
    /// CPython: PyCallable_Check.
    pub fn is_callable(&self, r: Ref) -> bool {
        self.heap.as_type(r).is_some() || self.has_slot(r, SlotId::Call)
    }

    /// The text that `flow` answers, between two others. `mark`: from before it was asked for.
    pub fn wrap_text(&mut self, mark: usize, before: &str, flow: Flow, after: &str) -> Res {
        match flow {
            Flow::Value(v) => {
                let text = format!("{before}{}{after}", self.text_of(&v));
                self.heap.decref_own(v);
                Ok(Flow::Value(self.new_str(&text)))
            }
            Flow::Pushed => {
                let (before, after) = (self.new_str(before), self.new_str(after));
                self.adapt(mark, kinds::WRAP_BETWEEN, &[before.into(), after.into()], &[])
            }
        }
    }
}

/// slots: the text before, the text after.
pub static WRAP_BETWEEN: NativeDef = NativeDef {
    name: "repr",
    catches: false,
    resume: |vm, f, answer| {
        let (Answer::Value(v), Some(before), Some(after)) = (answer, f.get(0), f.get(1)) else { return Err(vm_bug!("repr")) };
        let text = format!("{}{}{}", vm.heap.str_lossy(before), vm.text_of(&v), vm.heap.str_lossy(after));
        vm.heap.decref_own(v);
        Ok(Next::Done(vm.new_str(&text)))
    },
};

/// Holds references until the call above has ended. slots: what is held.
pub static HOLD: NativeDef = NativeDef {
    name: "call",
    catches: false,
    resume: |_, _, answer| match answer {
        Answer::Value(v) => Ok(Next::Done(v)),
        _ => Err(vm_bug!("hold")),
    },
};

/// Calls what a descriptor answers. slots: callable, kwnames, arguments...; ints: number of keywords.
pub static CALL_HOLDING: NativeDef = NativeDef {
    name: "call",
    catches: false,
    resume: |vm, f, answer| match (answer, f.pc) {
        (Answer::Value(callable), 1) => {
            f.pc = 2;
            let r = callable.r();
            f.set(0, callable.into());
            let args = Args { items: f.slots.iter().skip(2).copied().collect(), kwnames: f.get(1), n_kw: f.int(0) as usize, op: 0 };
            match vm.call(r, &args)? {
                Flow::Value(v) => Ok(Next::Done(v)),
                Flow::Pushed => Ok(Next::Wait),
            }
        }
        (Answer::Value(v), _) => Ok(Next::Done(v)),
        _ => Err(vm_bug!("call")),
    },
};
