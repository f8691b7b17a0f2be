//! Natives that ask Python many times, written straight through: a script. Its answers are kept in a log in
//! its native frame; when it has to wait, it stops, and goes on by running again from its beginning, with the
//! log answering what was asked before. So a script's state is the log alone, plain data like any frame's.
//!
//! The rule for whoever writes one: between two questions it only looks; what it changes, it changes inside
//! of `Script::once` or `Script::keep`, which happen one time. It starts without a frame and gets one when
//! the first question has to wait.

use pyvarium_heap::frame::{Frame, NativeFrame};
use pyvarium_heap::{Own, Ref, Slot};

use crate::args::Args;
use crate::core::ids;
use crate::exc;
use crate::fs::Ask;
use crate::host::HostRequest;
use crate::native::{Answer, Kind, Next, TypeId};
use crate::stop::{Flow, Res, Stop};
use crate::vm::Vm;
use crate::vm_bug;

/// Why a script does not go on.
#[derive(Debug)]
pub enum Pause {
    Stop(Stop),
    /// Frames were pushed; their answer comes into the log.
    Wait,
}

impl From<Stop> for Pause {
    fn from(stop: Stop) -> Pause {
        Pause::Stop(stop)
    }
}

pub type Said<T = Own> = Result<T, Pause>;

pub type Run = fn(&mut Vm, &mut Script<'_>) -> Said<Own>;

// Ints of the frame: number of arguments, what is awaited, then one an entry.
const N_ARGS: usize = 0;
const AWAITED: usize = 1;
const FIRST: usize = 2;

// What is awaited.
const FOR_LOG: i64 = 0;
const OF_HOST: i64 = 1;
const OF_INPUT: i64 = 2;

// Kinds of entries whose slot is not a value.
const RAISED: i64 = 1;
const EXHAUSTED: i64 = 2;

/// One run through a script.
pub struct Script<'f> {
    frame: &'f mut NativeFrame,
    /// The next entry of the log.
    at: usize,
}

/// What a question came to where an exception is an answer too.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Heard {
    Value(Ref),
    Raised(Ref),
    Exhausted,
}

impl Script<'_> {
    pub fn n_args(&self) -> usize {
        self.frame.int(N_ARGS) as usize
    }

    /// All arguments from the `from`th on.
    pub fn args_from(&self, from: usize) -> Vec<Ref> {
        (from..self.n_args()).filter_map(|i| self.frame.get(i)).collect()
    }

    pub fn arg(&self, i: usize) -> Option<Ref> {
        if i < self.n_args() { self.frame.get(i) } else { None }
    }

    /// An argument that must be there.
    pub fn at(&self, i: usize) -> Said<Ref> {
        self.arg(i).ok_or_else(|| Pause::Stop(vm_bug!("argument {i} of a script is missing")))
    }

    /// The argument, if it was given and is not None.
    pub fn some(&self, vm: &Vm, i: usize) -> Option<Ref> {
        self.arg(i).filter(|r| *r != vm.one.none)
    }

    fn entry(&self, i: usize) -> Option<(Slot, i64)> {
        (FIRST + i < self.frame.ints.len()).then(|| (self.frame.slot(self.n_args() + i), self.frame.int(FIRST + i)))
    }

    fn push(&mut self, slot: Slot, int: i64) {
        self.frame.slots.push(slot);
        self.frame.ints.push(int);
    }

    /// Asks; an exception is an answer.
    pub fn hear(&mut self, vm: &mut Vm, question: impl FnOnce(&mut Vm) -> Res) -> Said<Heard> {
        let i = self.at;
        self.at += 1;
        if let Some((slot, int)) = self.entry(i) {
            return match (slot.get(), int) {
                (Some(r), RAISED) => Ok(Heard::Raised(r)),
                (_, EXHAUSTED) => Ok(Heard::Exhausted),
                (Some(r), _) => Ok(Heard::Value(r)),
                (None, _) => Err(vm_bug!("a script asked another question than before").into()),
            };
        }
        match question(vm) {
            Ok(Flow::Value(v)) => {
                let r = v.r();
                self.push(v.into(), 0);
                Ok(Heard::Value(r))
            }
            Ok(Flow::Pushed) => Err(Pause::Wait),
            Err(Stop::Raise(e)) => {
                let r = e.r();
                self.push(e.into(), RAISED);
                Ok(Heard::Raised(r))
            }
            Err(Stop::Exhausted) => {
                self.push(Slot::NULL, EXHAUSTED);
                Ok(Heard::Exhausted)
            }
            Err(stop) => Err(stop.into()),
        }
    }

    /// Asks; an exception ends the script. The log keeps the answer alive.
    pub fn ask(&mut self, vm: &mut Vm, question: impl FnOnce(&mut Vm) -> Res) -> Said<Ref> {
        match self.hear(vm, question)? {
            Heard::Value(r) => Ok(r),
            Heard::Raised(e) => Err(Stop::Raise(vm.heap.own(e)).into()),
            Heard::Exhausted => Err(Stop::Exhausted.into()),
        }
    }

    /// The next item of an iterator; None at its end.
    pub fn next(&mut self, vm: &mut Vm, it: Ref) -> Said<Option<Ref>> {
        match self.hear(vm, |vm| vm.next(it))? {
            Heard::Value(r) => Ok(Some(r)),
            Heard::Exhausted => Ok(None),
            Heard::Raised(e) if exc::is_stop_iteration(vm, e) => Ok(None),
            Heard::Raised(e) => Err(Stop::Raise(vm.heap.own(e)).into()),
        }
    }

    /// Does something that changes state: one time, however often the script runs. The number is remembered.
    pub fn once(&mut self, vm: &mut Vm, act: impl FnOnce(&mut Vm) -> Res<i64>) -> Said<i64> {
        let i = self.at;
        self.at += 1;
        if let Some((_, int)) = self.entry(i) {
            return Ok(int);
        }
        let n = act(vm)?;
        self.push(Slot::NULL, n);
        Ok(n)
    }

    /// Makes an object one time; the log keeps it alive.
    pub fn keep(&mut self, vm: &mut Vm, make: impl FnOnce(&mut Vm) -> Res<Own>) -> Said<Ref> {
        self.ask(vm, |vm| make(vm).map(Flow::Value))
    }

    /// Asks; an exception of this class means None, and is let go at once.
    pub fn ask_unless(&mut self, vm: &mut Vm, class: TypeId, question: impl FnOnce(&mut Vm) -> Res) -> Said<Option<Ref>> {
        match self.hear(vm, question)? {
            Heard::Value(r) => Ok(Some(r)),
            Heard::Exhausted => Ok(None),
            Heard::Raised(e) if vm.is_instance_of(e, class) => {
                let (i, n) = (self.at - 1, self.n_args());
                self.frame.set(n + i, Slot::NULL);
                self.frame.set_int(FIRST + i, EXHAUSTED);
                vm.heap.decref(e);
                Ok(None)
            }
            Heard::Raised(e) => Err(self.reraise(vm, e)),
        }
    }

    /// Lets the exception of an answer go on its way.
    pub fn reraise(&mut self, vm: &mut Vm, e: Ref) -> Pause {
        Stop::Raise(vm.heap.own(e)).into()
    }

    pub fn call(&mut self, vm: &mut Vm, callable: Ref, args: &[Ref]) -> Said<Ref> {
        self.ask(vm, |vm| vm.call_args(callable, args))
    }

    /// Makes an object one time.
    pub fn make(&mut self, vm: &mut Vm, make: impl FnOnce(&mut Vm) -> Own) -> Said<Ref> {
        self.ask(vm, |vm| Ok(Flow::Value(make(vm))))
    }

    /// Does something one time.
    pub fn act(&mut self, vm: &mut Vm, act: impl FnOnce(&mut Vm) -> Res<()>) -> Said<()> {
        self.once(vm, |vm| act(vm).map(|()| 0)).map(drop)
    }

    /// A question that is answered by a bool.
    pub fn says(&mut self, vm: &mut Vm, question: impl FnOnce(&mut Vm) -> Res) -> Said<bool> {
        let r = self.ask(vm, question)?;
        Ok(r == vm.one.true_)
    }

    /// The repr of an object as text.
    pub fn repr(&mut self, vm: &mut Vm, r: Ref) -> Said<String> {
        let text = self.ask(vm, |vm| vm.repr(r))?;
        Ok(vm.heap.str_lossy(text))
    }

    pub fn str(&mut self, vm: &mut Vm, r: Ref) -> Said<String> {
        let text = self.ask(vm, |vm| vm.str(r))?;
        Ok(vm.heap.str_lossy(text))
    }

    /// The items of any iterable, one question an item.
    pub fn items(&mut self, vm: &mut Vm, iterable: Ref) -> Said<Vec<Ref>> {
        let it = self.ask(vm, |vm| vm.iter(iterable))?;
        let mut items = Vec::new();
        while let Some(item) = self.next(vm, it)? {
            items.push(item);
        }
        Ok(items)
    }

    /// Something that `typing` does. CPython: Objects/typevarobject.c, call_typing_func_object.
    pub fn typing(&mut self, vm: &mut Vm, function: &str, args: &[Ref]) -> Said<Ref> {
        let function = self.typing_attr(vm, function)?;
        self.call(vm, function, args)
    }

    pub fn typing_attr(&mut self, vm: &mut Vm, name: &str) -> Said<Ref> {
        let module = self.ask(vm, |vm| vm.import_by_native("typing"))?;
        self.attr(vm, module, name)
    }

    /// Calls a method by name.
    pub fn method(&mut self, vm: &mut Vm, r: Ref, name: &str, args: &[Ref]) -> Said<Ref> {
        match self.hear_method(vm, r, name, args)? {
            Heard::Value(r) => Ok(r),
            Heard::Raised(e) => Err(Stop::Raise(vm.heap.own(e)).into()),
            Heard::Exhausted => Err(Stop::Exhausted.into()),
        }
    }

    /// Calls a method by name; an exception is an answer.
    pub fn hear_method(&mut self, vm: &mut Vm, r: Ref, name: &str, args: &[Ref]) -> Said<Heard> {
        match self.hear(vm, |vm| vm.getattr_str(r, name))? {
            Heard::Value(method) => self.hear(vm, |vm| vm.call_args(method, args)),
            other => {
                // The answer keeps its place in the log, whichever way it went.
                self.once(vm, |_| Ok(0))?;
                Ok(other)
            }
        }
    }

    pub fn attr(&mut self, vm: &mut Vm, r: Ref, name: &str) -> Said<Ref> {
        self.ask(vm, |vm| vm.getattr_str(r, name))
    }

    /// The attribute, or None where there is none. CPython: PyObject_GetOptionalAttr.
    pub fn attr_opt(&mut self, vm: &mut Vm, r: Ref, name: &str) -> Said<Option<Ref>> {
        self.ask_unless(vm, ids::ATTRIBUTE_ERROR, |vm| vm.getattr_str(r, name))
    }

    pub fn truth(&mut self, vm: &mut Vm, r: Ref) -> Said<bool> {
        match vm.truth_now(r) {
            Some(b) => Ok(b),
            None => {
                let v = self.ask(vm, |vm| vm.truth(r))?;
                Ok(v == vm.one.true_)
            }
        }
    }

    /// A machine int. CPython: PyNumber_AsSsize_t.
    pub fn index(&mut self, vm: &mut Vm, r: Ref) -> Said<i64> {
        self.number(vm, r, Vm::index)
    }

    /// As `index`; beyond 64 bits the nearest end.
    pub fn index_clamped(&mut self, vm: &mut Vm, r: Ref) -> Said<i64> {
        self.number(vm, r, Vm::index_clamped)
    }

    fn number(&mut self, vm: &mut Vm, r: Ref, read: fn(&mut Vm, Ref) -> Res<i64>) -> Said<i64> {
        match read(vm, r) {
            Err(Stop::Convert(how, r)) => {
                let v = self.ask(vm, |vm| vm.ask_conversion(how, r))?;
                let held = vm.heap.own(v);
                let checked = vm.check_conversion(how, r, &held);
                vm.heap.decref_own(held);
                checked?;
                Ok(read(vm, v)?)
            }
            done => Ok(done?),
        }
    }

    /// Where the log stands, for `rewind`.
    pub fn mark(&self) -> usize {
        self.at
    }

    /// For loops: what was logged since `mark` is forgotten, save `n` entries at its end.
    pub fn rewind(&mut self, vm: &mut Vm, mark: usize, n: usize) {
        let end = self.at;
        let (from, to) = (mark, end.saturating_sub(n));
        if from >= to {
            return;
        }
        let base = self.n_args();
        let dropped: Vec<Slot> = self.frame.slots.drain(base + from..base + to).collect();
        self.frame.ints.drain(FIRST + from..FIRST + to);
        self.at = mark + n;
        vm.heap.release_all(dropped.into_iter());
    }

    /// The number in the entry that a loop keeps at `mark`: 0 before the first turn.
    pub fn turn(&mut self, vm: &mut Vm) -> Said<i64> {
        self.once(vm, |_| Ok(0))
    }

    pub fn set_int(&mut self, mark: usize, n: i64) {
        self.frame.set_int(FIRST + mark, n);
    }
}

/// Starts a script. It answers at once if nothing that it asks has to wait.
pub fn start(vm: &mut Vm, kind: Kind, args: &Args) -> Res {
    let slots: Vec<Slot> = args.items.iter().map(|s| s.get().map_or(Slot::NULL, Slot::borrow)).collect();
    vm.run_script(kind, &slots)
}

impl Vm {
    /// As `start`. Slots that own are let go of at the end.
    pub fn run_script(&mut self, kind: Kind, slots: &[Slot]) -> Res {
        let Some(def) = self.tables.native(kind) else { return Err(vm_bug!("no native of kind {}", kind.0)) };
        let mark = self.mark();
        let ints = [slots.len() as i64, FOR_LOG];
        let mut frame = NativeFrame { kind: kind.0, pc: 1, slots: slots.into(), ints: ints[..].into(), ..NativeFrame::default() };
        match self.nested_next(|vm| (def.resume)(vm, &mut frame, Answer::Start)) {
            Ok(Next::Wait) => {
                frame.serial = self.heap.next_serial();
                self.thread.frames.insert(mark.min(self.thread.frames.len()), Frame::Native(Box::new(frame)));
                Ok(Flow::Pushed)
            }
            Ok(Next::Done(value)) => {
                self.heap.release_all(frame.slots.iter().rev().copied());
                Ok(Flow::Value(value))
            }
            Ok(_) => Err(vm_bug!("a script ends with a value")),
            Err(stop) => {
                self.heap.release_all(frame.slots.iter().rev().copied());
                Err(stop)
            }
        }
    }

    /// Of borrowed arguments.
    pub fn run_script_of(&mut self, kind: Kind, args: &[Ref]) -> Res {
        let slots: Vec<Slot> = args.iter().map(|r| Slot::borrow(*r)).collect();
        self.run_script(kind, &slots)
    }
}

fn finish(vm: &mut Vm, frame: &mut NativeFrame, done: Said<Own>) -> Res<Next> {
    match done {
        Ok(v) => Ok(Next::Done(v)),
        Err(Pause::Wait) => {
            frame.set_int(AWAITED, FOR_LOG);
            Ok(Next::Wait)
        }
        Err(Pause::Stop(Stop::Ask(ask))) => {
            frame.set_int(AWAITED, if *ask == Ask::Input { OF_INPUT } else { OF_HOST });
            vm.ask_host(&ask);
            Ok(Next::Wait)
        }
        Err(Pause::Stop(stop)) => Err(stop),
    }
}

/// `NativeDef::resume` of scripts; they catch.
pub fn resume(vm: &mut Vm, f: &mut NativeFrame, answer: Answer, run: Run) -> Res<Next> {
    match (f.int(AWAITED), answer) {
        (FOR_LOG, Answer::Value(v)) => {
            f.slots.push(v.into());
            f.ints.push(0);
        }
        (FOR_LOG, Answer::Raised(e)) => {
            f.slots.push(e.into());
            f.ints.push(RAISED);
        }
        (FOR_LOG, Answer::Exhausted) => {
            f.slots.push(Slot::NULL);
            f.ints.push(EXHAUSTED);
        }
        (OF_INPUT, answer) => vm.take_input(answer)?,
        (_, Answer::Value(v)) => vm.heap.decref_own(v),
        (_, Answer::Raised(e)) => return Err(Stop::Raise(e)),
        (_, Answer::Start | Answer::Exhausted) => {}
    }
    let done = run(vm, &mut Script { frame: f, at: 0 });
    finish(vm, f, done)
}

impl Vm {
    /// Puts a question to the host; its answer reaches the native frame on top.
    pub(crate) fn ask_host(&mut self, ask: &Ask) {
        self.request = Some(match ask {
            Ask::Library(key) => HostRequest::Library { key: key.clone() },
            Ask::Input => HostRequest::Input { prompt: String::new() },
        });
    }

    /// The host's answer to a question for a line of input.
    pub(crate) fn take_input(&mut self, answer: Answer) -> Res<()> {
        match answer {
            Answer::Value(v) => {
                let line = self.text_of(&v);
                self.heap.decref_own(v);
                self.fs.feed_input(Some(&line));
                Ok(())
            }
            Answer::Raised(e) if self.is_instance_of(e.r(), ids::EOF_ERROR) => {
                self.heap.decref_own(e);
                self.fs.feed_input(None);
                Ok(())
            }
            Answer::Raised(e) => Err(Stop::Raise(e)),
            Answer::Start | Answer::Exhausted => Ok(()),
        }
    }
}

/// Calls a function of a library module, which is imported first.
pub fn call_in_module(vm: &mut Vm, import: Ref, module: &str, function: &str, args: &Args) -> Res {
    let (module, function) = (vm.intern(module).into_ref(), vm.intern(function).into_ref());
    let mut all = Args::three(import, module, function);
    all.items.extend(args.items.iter().copied());
    start(vm, crate::core::kinds::CALL_IN_MODULE, &all)
}

fn in_module(vm: &mut Vm, s: &mut Script<'_>) -> Said {
    let (import, name, function) = (s.at(0)?, s.at(1)?, s.at(2)?);
    let module = s.ask(vm, |vm| vm.call_args(import, &[name]))?;
    let function = s.ask(vm, |vm| vm.getattr(module, function))?;
    let args: Vec<Ref> = (3..s.n_args()).filter_map(|i| s.arg(i)).collect();
    let answer = s.ask(vm, |vm| vm.call_args(function, &args))?;
    Ok(vm.heap.own(answer))
}

crate::script_frame!(CALL_IN_MODULE, "call", in_module);

/// The native frame of a script.
#[macro_export]
macro_rules! script_frame {
    ($id:ident, $name:literal, $run:path) => {
        pub static $id: $crate::native::NativeDef =
            $crate::native::NativeDef { name: $name, catches: true, resume: |vm, f, answer| $crate::script::resume(vm, f, answer, $run) };
    };
}
