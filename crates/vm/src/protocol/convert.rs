//! Arguments that a Python method makes a number of. A native that takes a machine int says
//! `Stop::Convert`, having done nothing yet; the method is called, its answer takes the argument's
//! place, and the native is called again. So natives need not pause while they read their arguments.
//!
//! CPython: Objects/abstract.c (_PyNumber_Index, PyNumber_Float), Objects/sliceobject.c (PySlice_Unpack).

use pyvarium_heap::{Own, Ref, Slot};

use crate::args::Args;
use crate::core::{ids, kinds};
use crate::native::{Answer, NativeDef, Next};
use crate::stop::{Convert, Flow, Res, Stop};
use crate::vm::Vm;
use crate::vm_bug;

/// A native function by its number: of a slot, or of the table of functions.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Callee {
    Slot(u16),
    Function(u32),
}

impl Callee {
    fn to_int(self) -> i64 {
        match self {
            Callee::Slot(i) => i64::from(i),
            Callee::Function(i) => -1 - i64::from(i),
        }
    }

    fn from_int(n: i64) -> Callee {
        if n >= 0 { Callee::Slot(n as u16) } else { Callee::Function((-1 - n) as u32) }
    }
}

impl Vm {
    /// Calls a native; what Python has to convert for it is converted.
    pub fn call_native(&mut self, callee: Callee, args: &Args) -> Res {
        match self.run_callee(callee, args) {
            Err(Stop::Convert(how, r)) => {
                let mut slots: Vec<Slot> = vec![Slot::borrow(r), args.kwnames.map_or(Slot::NULL, Slot::borrow)];
                slots.extend(args.items.iter().copied());
                self.push_native(kinds::CONVERT, &slots, &[callee.to_int(), how as i64, i64::from(args.op), args.n_kw as i64, 0])
            }
            Err(Stop::Ask(ask)) => {
                let mut slots: Vec<Slot> = vec![args.kwnames.map_or(Slot::NULL, Slot::borrow)];
                slots.extend(args.items.iter().copied());
                let ints = [callee.to_int(), i64::from(args.op), args.n_kw as i64, i64::from(*ask == crate::fs::Ask::Input)];
                self.ask_host(&ask);
                self.push_native(kinds::WAIT_FOR_HOST, &slots, &ints)
            }
            done => done,
        }
    }

    pub fn call_slot_function(&mut self, index: u16, args: &Args) -> Res {
        self.call_native(Callee::Slot(index), args)
    }

    fn run_callee(&mut self, callee: Callee, args: &Args) -> Res {
        let f = match callee {
            Callee::Slot(i) => self.slot_function(i)?,
            Callee::Function(i) => self.tables.functions.get(i as usize).map(|e| e.call).ok_or_else(|| vm_bug!("no function {i}"))?,
        };
        self.nested(|vm| f(vm, args))
    }

    pub fn ask_conversion(&mut self, how: Convert, r: Ref) -> Res {
        let name = match how {
            Convert::Index => self.names.index,
            Convert::Int => self.names.int,
            Convert::Float => self.names.float,
            Convert::Truth => return self.truth(r),
            Convert::Path => return self.ask_path(r),
            Convert::Buffer | Convert::BufferQuiet => return self.ask_buffer(r, 0),
            Convert::BufferShape => return self.ask_buffer(r, crate::objects::buffer_wrapper::WITH_SHAPE),
            Convert::BufferFull => return self.ask_buffer(r, crate::objects::buffer_wrapper::FULL_READ_ONLY),
        };
        self.call_special(r, name, &[])
    }

    pub fn check_conversion(&mut self, how: Convert, r: Ref, v: &Own) -> Res<()> {
        let (wanted, name, kind) = match how {
            Convert::Index => (ids::INT, "__index__", "int"),
            Convert::Int => (ids::INT, "__int__", "int"),
            Convert::Float => (ids::FLOAT, "__float__", "float"),
            Convert::Truth | Convert::Buffer | Convert::BufferFull | Convert::BufferShape | Convert::BufferQuiet => return Ok(()),
            Convert::Path => return self.check_path(r, v),
        };
        if self.is_instance_of(v.r(), wanted) {
            return Ok(());
        }
        let given = self.type_name(v.r());
        let owner = if how == Convert::Float { format!("{}.", self.type_name(r)) } else { String::new() };
        self.type_err(&format!("{owner}{name} returned non-{kind} (type {given})"))
    }

    /// What is warned of where Python answered an instance of a subclass.
    pub(crate) fn inexact_conversion(&self, how: Convert, r: Ref, v: &Own) -> Option<String> {
        let (exact, name, kind) = match how {
            Convert::Index => (ids::INT, "__index__".to_owned(), "int"),
            Convert::Int => (ids::INT, "__int__".to_owned(), "int"),
            Convert::Float => (ids::FLOAT, format!("{}.__float__", self.type_name(r)), "float"),
            _ => return None,
        };
        let given = self.type_name(v.r());
        (!self.is_exact(v.r(), exact)).then(|| {
            format!(
                "{name} returned non-{kind} (type {given}).  The ability to return an instance of a strict subclass of {kind} is \
                 deprecated, and may be removed in a future version of Python."
            )
        })
    }

    /// A slice with one of its numbers replaced, in the order in which they are read: step, start, stop.
    fn slice_with(&mut self, slice: Ref, r: Ref, v: Ref) -> Option<Own> {
        if !self.is_exact(slice, ids::SLICE) {
            return None;
        }
        let mut parts: Vec<Slot> = self.heap.native(slice)?.slots.iter().filter_map(|s| s.get()).map(Slot::borrow).collect();
        let at = [2, 0, 1].into_iter().find(|i| parts.get(*i).is_some_and(|s| s.get() == Some(r)))?;
        if let Some(part) = parts.get_mut(at) {
            *part = Slot::borrow(v);
        }
        let owned: Vec<Slot> = parts.into_iter().map(|s| self.heap.copy_slot(s)).collect();
        Some(self.new_native(ids::SLICE, &owned, &[]))
    }
}

/// A state of `CONVERT`.
const WARNED: u16 = 3;

/// slots: what is converted, names of keywords, then the native's arguments; ints: the native, the
/// conversion, the operator, number of keywords.
pub static CONVERT: NativeDef = NativeDef {
    name: "conversion",
    catches: true,
    resume: |vm, f, answer| {
        let mut answer = answer;
        loop {
            let how = Convert::from_int(f.int(1));
            let r = f.get(0).ok_or_else(|| vm_bug!("conversion"))?;
            let mut is_checked = false;
            let mut is_refused = false;
            let v = match (f.pc, answer) {
                (1, Answer::Raised(e)) if how == Convert::BufferQuiet => {
                    vm.heap.decref_own(e);
                    is_refused = true;
                    Own::assume(vm.one.not_implemented)
                }
                (_, Answer::Raised(e)) => return Err(Stop::Raise(e)),
                (_, Answer::Exhausted) => return Err(Stop::Exhausted),
                // The warning has been given.
                (WARNED, Answer::Value(told)) => {
                    vm.heap.decref_own(told);
                    is_checked = true;
                    let v = f.slots.pop().and_then(|s| s.get()).ok_or_else(|| vm_bug!("conversion"))?;
                    Own::assume(v)
                }
                (0, _) => {
                    f.pc = 1;
                    match vm.ask_conversion(how, r) {
                        Ok(Flow::Value(v)) => v,
                        Ok(Flow::Pushed) => return Ok(Next::Wait),
                        Err(Stop::Raise(e)) => {
                            answer = Answer::Raised(e);
                            continue;
                        }
                        Err(stop) => return Err(stop),
                    }
                }
                (1, Answer::Value(v)) => v,
                (_, Answer::Value(v)) => return Ok(Next::Done(v)),
                _ => return Err(vm_bug!("conversion")),
            };
            if let Err(stop) = vm.check_conversion(how, r, &v) {
                vm.heap.decref_own(v);
                return Err(stop);
            }
            if let Some(message) = vm.inexact_conversion(how, r, &v).filter(|_| !is_checked) {
                f.slots.push(v.into());
                f.pc = WARNED;
                match vm.warn(ids::DEPRECATION_WARNING, &message)? {
                    Flow::Value(v) => answer = Answer::Value(v),
                    Flow::Pushed => return Ok(Next::Wait),
                }
                continue;
            }
            // In the place of the first argument that it stands for, itself or in a slice.
            let mut new = Some(v);
            for i in 2..f.slots.len() - f.int(4) as usize {
                if is_refused {
                    break;
                }
                let (Some(arg), Some(v)) = (f.get(i), new.take()) else { continue };
                if arg == r {
                    let old = f.set(i, v.into());
                    vm.heap.release(old);
                    break;
                }
                match vm.slice_with(arg, r, v.r()) {
                    Some(slice) => {
                        vm.heap.decref_own(v);
                        let old = f.set(i, slice.into());
                        vm.heap.release(old);
                        break;
                    }
                    None => new = Some(v),
                }
            }
            // A number inside of an argument: those that read it find it here.
            if let Some(v) = new {
                vm.converted.push((r, v.r()));
                f.set_int(4, f.int(4) + 1);
                f.slots.push(v.into());
            }
            let n_inside = f.int(4) as usize;
            let n_args = f.slots.len().saturating_sub(2 + n_inside);
            let items = f.slots.iter().skip(2).take(n_args).map(|s| s.get().map_or(Slot::NULL, Slot::borrow)).collect();
            let args = Args { items, kwnames: f.get(1), n_kw: f.int(3) as usize, op: f.int(2) as u8 };
            f.pc = 2;
            let done = vm.run_callee(Callee::from_int(f.int(0)), &args);
            if !matches!(done, Err(Stop::Convert(..))) {
                vm.converted.clear();
            }
            match done {
                Ok(Flow::Value(v)) => return Ok(Next::Done(v)),
                Ok(Flow::Pushed) => return Ok(Next::Wait),
                Err(Stop::Convert(how, r)) => {
                    f.set(0, Slot::borrow(r));
                    f.set_int(1, how as i64);
                    f.pc = 0;
                    answer = Answer::Start;
                }
                Err(stop) => return Err(stop),
            }
        }
    },
};

/// The truth of an argument that only Python knows is asked for.
pub fn truth_of_argument(vm: &mut Vm, r: Ref) -> Res<bool> {
    vm.truth_now(r).ok_or(Stop::Convert(Convert::Truth, r))
}

/// Calls a native again once the host has answered. slots: names of keywords, then the native's arguments;
/// ints: the native, the operator, number of keywords, whether the answer is a line of input.
pub static WAIT_FOR_HOST: NativeDef = NativeDef {
    name: "file",
    catches: true,
    resume: |vm, f, answer| {
        match (f.pc, answer) {
            (0, answer) if f.int(3) == 1 => vm.take_input(answer)?,
            (0, Answer::Value(v)) => vm.heap.decref_own(v),
            (_, Answer::Value(v)) => return Ok(Next::Done(v)),
            (_, Answer::Raised(e)) => return Err(Stop::Raise(e)),
            (_, Answer::Exhausted) => return Err(Stop::Exhausted),
            (_, Answer::Start) => return Err(vm_bug!("an answer of the host")),
        }
        let items = f.slots.iter().skip(1).map(|s| s.get().map_or(Slot::NULL, Slot::borrow)).collect();
        let args = Args { items, kwnames: f.get(0), n_kw: f.int(2) as usize, op: f.int(1) as u8 };
        match vm.run_callee(Callee::from_int(f.int(0)), &args) {
            Err(Stop::Ask(ask)) => {
                f.set_int(3, i64::from(*ask == crate::fs::Ask::Input));
                vm.ask_host(&ask);
                Ok(Next::Wait)
            }
            done => {
                f.pc = 1;
                match done? {
                    Flow::Value(v) => Ok(Next::Done(v)),
                    Flow::Pushed => Ok(Next::Wait),
                }
            }
        }
    },
};
