//! Running finalizers between instructions: `__del__`, a generator's close, and the callbacks of weak
//! references.
//!
//! CPython: Objects/object.c (PyObject_CallFinalizerFromDealloc), Objects/typeobject.c
//! (slot_tp_finalize), Objects/genobject.c (_PyGen_Finalize), Python/errors.c (WriteUnraisable).

use pyvarium_heap::object::{Body, GeneratorKind, GeneratorState};
use pyvarium_heap::{Own, Pending, Ref, Slot};

use crate::native::{Answer, NativeDef, Next};
use crate::stop::{Flow, Res, Stop};
use crate::vm::Vm;
use crate::vm_bug;

/// slots: the dying object, what was on its way, then weak references and their callbacks; ints: the
/// heap's mark, kind of what was on its way (0 nothing, 1 value, 2 exception, 3 end of iteration), the
/// next callback.
pub static FINALIZE: NativeDef = NativeDef {
    name: "__del__",
    catches: true,
    resume: |vm, f, answer| {
        let mut answer = answer;
        loop {
            match f.pc {
                0 => {
                    let r = match vm.heap.pending_finalizer() {
                        Some(Pending::Finalizer(r)) => r,
                        Some(Pending::Callbacks) => {
                            let (mark, taken) = vm.heap.begin_callbacks();
                            f.slots.truncate(N_FIXED);
                            f.slots.extend(taken);
                            f.set_int(0, mark);
                            f.set_int(2, N_FIXED as i64);
                            f.pc = CALLBACKS;
                            continue;
                        }
                        None => return deliver(f),
                    };
                    // The object lives on one reference, which is this frame's.
                    let mark = vm.heap.begin_finalizer(r);
                    f.set(0, Slot::counted(r));
                    f.set_int(0, mark);
                    f.pc = 1;
                    answer = match vm.call_finalizer(r) {
                        Ok(Flow::Value(v)) => Answer::Value(v),
                        Ok(Flow::Pushed) => return Ok(Next::Wait),
                        Err(Stop::Raise(e)) => Answer::Raised(e),
                        Err(Stop::Exhausted) => Answer::Exhausted,
                        Err(halt) => return Err(halt),
                    };
                }
                1 => {
                    let r = f.get(0).ok_or_else(|| vm_bug!("finalizer"))?;
                    match std::mem::replace(&mut answer, Answer::Start) {
                        Answer::Value(v) => vm.heap.decref_own(v),
                        Answer::Raised(e) => {
                            f.pc = 2;
                            let flow = vm.write_unraisable(e, r)?;
                            match flow {
                                Flow::Value(v) => answer = Answer::Value(v),
                                Flow::Pushed => return Ok(Next::Wait),
                            }
                            continue;
                        }
                        Answer::Start | Answer::Exhausted => {}
                    }
                    f.pc = 3;
                }
                2 => {
                    match std::mem::replace(&mut answer, Answer::Start) {
                        Answer::Value(v) => vm.heap.decref_own(v),
                        Answer::Raised(e) => vm.heap.decref_own(e),
                        Answer::Start | Answer::Exhausted => {}
                    }
                    f.pc = 3;
                }
                CALLBACKS => {
                    discard(vm, &mut answer);
                    let at = f.int(2) as usize;
                    f.set_int(2, at as i64 + 2);
                    if at >= f.slots.len() {
                        let held: Vec<Slot> = f.slots.drain(N_FIXED..).collect();
                        vm.heap.end_callbacks(f.int(0), held);
                        f.pc = 0;
                        continue;
                    }
                    let (Some(weakref), Some(callback)) = (f.get(at), f.get(at + 1)) else { continue };
                    if vm.heap.refcnt(weakref) == 0 {
                        continue;
                    }
                    f.pc = CALLED;
                    answer = match vm.call_args(callback, &[weakref]) {
                        Ok(Flow::Value(v)) => Answer::Value(v),
                        Ok(Flow::Pushed) => return Ok(Next::Wait),
                        Err(Stop::Raise(e)) => Answer::Raised(e),
                        Err(Stop::Exhausted) => Answer::Exhausted,
                        Err(halt) => return Err(halt),
                    };
                }
                CALLED => {
                    f.pc = CALLBACKS;
                    answer = match answer {
                        Answer::Raised(e) => {
                            let callback = f.get(f.int(2) as usize - 1).ok_or_else(|| vm_bug!("callback"))?;
                            match vm.write_unraisable_in(e, "calling weakref callback", callback)? {
                                Flow::Value(v) => Answer::Value(v),
                                Flow::Pushed => return Ok(Next::Wait),
                            }
                        }
                        other => other,
                    };
                }
                _ => {
                    let r = f.set(0, Slot::NULL).get().ok_or_else(|| vm_bug!("finalizer"))?;
                    vm.heap.end_finalizer(r, f.int(0));
                    f.pc = 0;
                }
            }
        }
    },
};

/// Slots before the weak references.
const N_FIXED: usize = 2;
const CALLBACKS: u16 = 10;
const CALLED: u16 = 11;

fn discard(vm: &mut Vm, answer: &mut Answer) {
    match std::mem::replace(answer, Answer::Start) {
        Answer::Value(v) => vm.heap.decref_own(v),
        Answer::Raised(e) => vm.heap.decref_own(e),
        Answer::Start | Answer::Exhausted => {}
    }
}

/// What was on its way when the finalizer came between goes on.
fn deliver(f: &mut pyvarium_heap::frame::NativeFrame) -> Res<Next> {
    let slot = f.set(1, Slot::NULL);
    match (f.int(1), slot.get()) {
        (1, Some(v)) => Ok(Next::Done(Own::assume(v))),
        (2, Some(e)) => Err(Stop::Raise(Own::assume(e))),
        (3, Some(v)) => Ok(Next::Return(Own::assume(v))),
        (3, None) => Err(Stop::Exhausted),
        _ => Ok(Next::Resume),
    }
}

impl Vm {
    pub(crate) fn call_finalizer(&mut self, r: Ref) -> Res {
        if let Body::Generator(g) = self.heap.body(r) {
            if g.kind == GeneratorKind::Coroutine && g.state == GeneratorState::Created {
                return self.warn_never_awaited(r);
            }
            if g.kind == GeneratorKind::AsyncGenerator
                && let Some(hook) = g.origin.get().filter(|_| !g.is_closed)
            {
                return self.call_args(hook, &[r]);
            }
            return self.generator_close(r);
        }
        let (ty, name) = (self.heap.type_of(r), self.names.del);
        match self.lookup_type(ty, name) {
            Some(method) => self.call_found(method, r, &[]),
            None => self.none_flow(),
        }
    }
}
