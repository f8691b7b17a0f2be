//! Natives that ask many things one after the other, written straight down. Every answer is noted in the
//! native frame; when an answer comes late, the native is run again from its beginning and finds the answers
//! that it has. So such a native does nothing but ask, and make what it notes (`make`): whatever it does
//! besides happens once (`once`).
//!
//! Layout of the frame: slots are the arguments, then one a note; ints are the number of arguments, the
//! note that is awaited (0: none), then one a note (what it is).

use pyvarium_heap::frame::{Frame, NativeFrame};
use pyvarium_heap::{Own, Ref, Slot};

use crate::args::Args;
use crate::core::ids;
use crate::native::{Answer, Kind, Next, TypeId};
use crate::stop::{Flow, Res, Stop};
use crate::vm::Vm;
use crate::vm_bug;

/// Why a native did not go on.
#[derive(Debug)]
pub enum Pause {
    /// An answer comes late.
    Wait,
    Stop(Stop),
}

impl From<Stop> for Pause {
    fn from(stop: Stop) -> Pause {
        Pause::Stop(stop)
    }
}

pub type Step<T = Own> = Result<T, Pause>;

/// The native: asks by `Steps`, ends with a counted reference.
pub type Body = fn(&mut Vm, &mut Steps) -> Step;

/// What came of a question whose failure is of interest.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Told {
    Value(Ref),
    /// An exception, kept by the note.
    Raised(Ref),
    Exhausted,
}

const VALUE: i64 = 1;
const RAISED: i64 = 2;
const EXHAUSTED: i64 = 3;

/// Places of `ints` before those of the notes.
const N_ARGS: usize = 0;
const AWAITED: usize = 1;
const FIRST: usize = 2;

pub struct Steps<'f> {
    frame: &'f mut NativeFrame,
    n_args: usize,
    at: usize,
}

/// `NativeDef::resume` of such a native. It catches.
pub fn resume(vm: &mut Vm, frame: &mut NativeFrame, answer: Answer, body: Body) -> Res<Next> {
    let awaited = frame.int(AWAITED) as usize;
    if awaited > 0 {
        let (what, slot) = match answer {
            Answer::Value(v) => (VALUE, v.into()),
            Answer::Raised(e) => (RAISED, e.into()),
            Answer::Exhausted => (EXHAUSTED, Slot::NULL),
            Answer::Start => return Err(vm_bug!("an answer was expected")),
        };
        note(frame, awaited - 1, what, slot);
        frame.set_int(AWAITED, 0);
    }
    let n_args = frame.int(N_ARGS) as usize;
    let mut steps = Steps { frame, n_args, at: 0 };
    match body(vm, &mut steps) {
        Ok(value) => Ok(Next::Done(value)),
        Err(Pause::Wait) => Ok(Next::Wait),
        Err(Pause::Stop(stop)) => Err(stop),
    }
}

fn note(frame: &mut NativeFrame, i: usize, what: i64, slot: Slot) {
    let n_args = frame.int(N_ARGS) as usize;
    frame.set(n_args + i, slot);
    frame.set_int(FIRST + i, what);
}

impl Vm {
    /// Runs a native of steps. It gets a frame of its own only if an answer comes late.
    pub fn run_steps(&mut self, kind: Kind, slots: &[Slot]) -> Res {
        let Some(def) = self.tables.native(kind) else { return Err(vm_bug!("no native of kind {}", kind.0)) };
        let mark = self.mark();
        let ints = [slots.len() as i64, 0];
        let mut frame =
            NativeFrame { serial: Default::default(), kind: kind.0, pc: 0, slots: slots.into(), ints: ints[..].into(), bytes: Vec::new() };
        let done = self.nested_next(|vm| (def.resume)(vm, &mut frame, Answer::Start));
        match done {
            Ok(Next::Wait) => {
                frame.serial = self.heap.next_serial();
                frame.pc = 1;
                self.thread.frames.insert(mark.min(self.thread.frames.len()), Frame::Native(Box::new(frame)));
                Ok(Flow::Pushed)
            }
            Ok(Next::Done(value)) => {
                self.heap.release_all(frame.slots.iter().rev().copied());
                Ok(Flow::Value(value))
            }
            Ok(_) => Err(vm_bug!("a native of steps")),
            Err(stop) => {
                self.heap.release_all(frame.slots.iter().rev().copied());
                Err(stop)
            }
        }
    }

    /// The same of borrowed arguments.
    pub fn run_steps_of(&mut self, kind: Kind, args: &[Ref]) -> Res {
        let slots: Vec<Slot> = args.iter().map(|r| Slot::borrow(*r)).collect();
        self.run_steps(kind, &slots)
    }

    /// The same of a native's bound arguments, one a parameter.
    pub fn run_steps_args(&mut self, kind: Kind, args: &Args) -> Res {
        let slots: Vec<Slot> = args.items.iter().map(|s| s.get().map_or(Slot::NULL, Slot::borrow)).collect();
        self.run_steps(kind, &slots)
    }
}

impl Steps<'_> {
    pub fn n_args(&self) -> usize {
        self.n_args
    }

    pub fn arg(&self, i: usize) -> Step<Ref> {
        self.arg_opt(i).ok_or_else(|| vm_bug!("argument {i} of steps").into())
    }

    pub fn arg_opt(&self, i: usize) -> Option<Ref> {
        if i < self.n_args { self.frame.get(i) } else { None }
    }

    /// All arguments from the `from`th on.
    pub fn args_from(&self, from: usize) -> Vec<Ref> {
        (from..self.n_args).filter_map(|i| self.frame.get(i)).collect()
    }

    fn noted(&self, i: usize) -> Option<Told> {
        match self.frame.int(FIRST + i) {
            VALUE => self.frame.get(self.n_args + i).map(Told::Value),
            RAISED => self.frame.get(self.n_args + i).map(Told::Raised),
            EXHAUSTED => Some(Told::Exhausted),
            _ => None,
        }
    }

    /// Asks, whatever comes of it.
    pub fn outcome(&mut self, vm: &mut Vm, ask: impl FnOnce(&mut Vm) -> Res) -> Step<Told> {
        let i = self.at;
        self.at += 1;
        if let Some(told) = self.noted(i) {
            return Ok(told);
        }
        let (what, slot) = match ask(vm) {
            Ok(Flow::Value(v)) => (VALUE, Slot::from(v)),
            Ok(Flow::Pushed) => {
                self.frame.set_int(AWAITED, i as i64 + 1);
                return Err(Pause::Wait);
            }
            Err(Stop::Raise(e)) => (RAISED, Slot::from(e)),
            Err(Stop::Exhausted) => (EXHAUSTED, Slot::NULL),
            Err(stop) => return Err(stop.into()),
        };
        note(self.frame, i, what, slot);
        self.noted(i).ok_or_else(|| vm_bug!("a note without content").into())
    }

    /// Asks; the answer is kept to the native's end.
    pub fn ask(&mut self, vm: &mut Vm, ask: impl FnOnce(&mut Vm) -> Res) -> Step<Ref> {
        match self.outcome(vm, ask)? {
            Told::Value(r) => Ok(r),
            Told::Raised(e) => Err(self.reraise(vm, e)),
            Told::Exhausted => Err(Stop::Exhausted.into()),
        }
    }

    /// Lets the exception of a note go on its way.
    pub fn reraise(&mut self, vm: &mut Vm, e: Ref) -> Pause {
        Stop::Raise(vm.heap.own(e)).into()
    }

    /// Asks; an exception of this class means None.
    pub fn ask_unless(&mut self, vm: &mut Vm, class: TypeId, ask: impl FnOnce(&mut Vm) -> Res) -> Step<Option<Ref>> {
        match self.outcome(vm, ask)? {
            Told::Value(r) => Ok(Some(r)),
            Told::Exhausted => Ok(None),
            Told::Raised(e) if vm.is_instance_of(e, class) => {
                // Let go at once; what stays noted is that there was nothing.
                let i = self.at - 1;
                note_gone(self.frame, self.n_args, i);
                vm.heap.decref(e);
                Ok(None)
            }
            Told::Raised(e) => Err(self.reraise(vm, e)),
        }
    }

    /// An attribute whose absence is no error. CPython: PyObject_GetOptionalAttr.
    pub fn attr_opt(&mut self, vm: &mut Vm, r: Ref, name: &str) -> Step<Option<Ref>> {
        self.ask_unless(vm, ids::ATTRIBUTE_ERROR, |vm| vm.getattr_str(r, name))
    }

    pub fn attr(&mut self, vm: &mut Vm, r: Ref, name: &str) -> Step<Ref> {
        self.ask(vm, |vm| vm.getattr_str(r, name))
    }

    pub fn call(&mut self, vm: &mut Vm, callable: Ref, args: &[Ref]) -> Step<Ref> {
        self.ask(vm, |vm| vm.call_args(callable, args))
    }

    /// A question that is answered by a bool.
    pub fn truth(&mut self, vm: &mut Vm, ask: impl FnOnce(&mut Vm) -> Res) -> Step<bool> {
        let r = self.ask(vm, ask)?;
        Ok(r == vm.one.true_)
    }

    /// Makes an object, once.
    pub fn make(&mut self, vm: &mut Vm, make: impl FnOnce(&mut Vm) -> Own) -> Step<Ref> {
        self.ask(vm, |vm| Ok(Flow::Value(make(vm))))
    }

    /// Does something that must not be done again.
    pub fn once(&mut self, vm: &mut Vm, act: impl FnOnce(&mut Vm) -> Res<()>) -> Step<()> {
        self.ask(vm, |vm| {
            act(vm)?;
            vm.none_flow()
        })
        .map(drop)
    }

    /// The repr of an object as text.
    pub fn repr(&mut self, vm: &mut Vm, r: Ref) -> Step<String> {
        let text = self.ask(vm, |vm| vm.repr(r))?;
        Ok(vm.heap.str_lossy(text))
    }

    pub fn str(&mut self, vm: &mut Vm, r: Ref) -> Step<String> {
        let text = self.ask(vm, |vm| vm.str(r))?;
        Ok(vm.heap.str_lossy(text))
    }

    /// The items of any iterable, one question an item.
    pub fn items(&mut self, vm: &mut Vm, iterable: Ref) -> Step<Vec<Ref>> {
        let it = self.ask(vm, |vm| vm.iter(iterable))?;
        let mut items = Vec::new();
        loop {
            match self.outcome(vm, |vm| vm.next(it))? {
                Told::Value(item) => items.push(item),
                Told::Exhausted => return Ok(items),
                Told::Raised(e) if crate::exc::is_stop_iteration(vm, e) => return Ok(items),
                Told::Raised(e) => return Err(self.reraise(vm, e)),
            }
        }
    }

    /// Something that `typing` does. CPython: Objects/typevarobject.c, call_typing_func_object.
    pub fn typing(&mut self, vm: &mut Vm, function: &str, args: &[Ref]) -> Step<Ref> {
        let function = self.typing_attr(vm, function)?;
        self.call(vm, function, args)
    }

    pub fn typing_attr(&mut self, vm: &mut Vm, name: &str) -> Step<Ref> {
        let module = self.ask(vm, |vm| vm.import_by_native("typing"))?;
        self.attr(vm, module, name)
    }
}

fn note_gone(frame: &mut NativeFrame, n_args: usize, i: usize) {
    frame.set(n_args + i, Slot::NULL);
    frame.set_int(FIRST + i, EXHAUSTED);
}
