//! What a person has the machine do between two instructions of the program: a text runs in the namespaces of the frame on
//! top, as a debugger's would, and the program goes on. The host records it with its step.
//!
//! CPython: Lib/pdb.py, Pdb.default (exec with the frame's `f_globals` and `f_locals`).

use pyvarium_code::Unit;
use pyvarium_heap::frame::Frame;
use pyvarium_heap::{Ref, Slot};

use crate::args::Args;
use crate::builtins::eval::run_code;
use crate::core::kinds;
use crate::native::{Answer, NativeDef, Next};
use crate::objects::frame_locals::f_locals;
use crate::stop::{Flow, Res, Stop};
use crate::vm::Vm;
use crate::vm_bug;

/// Slot of what came of it, behind those of `exec`.
const RESULT: usize = 4;

// Program counters.
const RUNS: u16 = 1;
const IS_SHOWN: u16 = 2;
const DONE: u16 = 3;

/// slots: globals, locals, code, closure (none), result; ints: whether a value is wanted; whether it was raised.
pub static ASIDE: NativeDef = NativeDef {
    name: "what if",
    catches: true,
    resume: |vm, f, answer| {
        let is_wanted = f.int(0) == 1;
        let mut answer = answer;
        loop {
            match (f.pc, std::mem::replace(&mut answer, Answer::Start)) {
                (0, Answer::Start) => {
                    f.pc = RUNS;
                    run_code(vm, f)?;
                    return Ok(Next::Wait);
                }
                (RUNS, Answer::Value(v)) if is_wanted => {
                    f.pc = IS_SHOWN;
                    let flow = vm.repr(v.r());
                    f.set(RESULT, v.into());
                    match flow {
                        Ok(Flow::Value(text)) => answer = Answer::Value(text),
                        Ok(Flow::Pushed) => return Ok(Next::Wait),
                        Err(Stop::Raise(e)) => answer = Answer::Raised(e),
                        Err(stop) => return Err(stop),
                    }
                }
                (RUNS, Answer::Value(v)) => {
                    vm.heap.decref_own(v);
                    return Ok(Next::Resume);
                }
                (RUNS | IS_SHOWN, Answer::Raised(e)) if is_wanted => {
                    let old = f.set(RESULT, e.into());
                    vm.heap.release_all([old].into_iter());
                    f.set_int(1, 1);
                    f.pc = DONE;
                }
                (RUNS, Answer::Raised(e)) => return Err(Stop::Raise(e)),
                (IS_SHOWN, Answer::Value(text)) => {
                    let old = f.set(RESULT, text.into());
                    vm.heap.release_all([old].into_iter());
                    f.pc = DONE;
                }
                // Whoever wanted it takes it from here.
                (DONE, _) => return Ok(Next::Again),
                _ => return Err(vm_bug!("what was asked aside")),
            }
        }
    },
};

impl Vm {
    /// Begins to run `unit` in the frame on top, which must be Python's and between two instructions.
    pub fn begin_aside(&mut self, unit: &Unit, is_wanted: bool) {
        self.n_asides += 1;
        if let Err(stop) = self.try_aside(unit, is_wanted) {
            self.halt_with(stop);
        }
    }

    fn try_aside(&mut self, unit: &Unit, is_wanted: bool) -> Res<()> {
        let at = self.thread.frames.len().wrapping_sub(1);
        let Some(Frame::Py(frame)) = self.thread.frames.get(at) else { return Err(vm_bug!("an aside without a frame")) };
        let (globals, mapping) = (frame.globals.get(), frame.locals.get());
        let Some(globals) = globals else { return Err(vm_bug!("an aside without globals")) };
        let locals = match mapping {
            Some(mapping) => self.heap.own(mapping),
            None => {
                let object = self.frame_object_at(at)?;
                let flow = f_locals(self, &Args::one(object.r()));
                self.heap.decref_own(object);
                self.value_of(flow?)?
            }
        };
        let code = self.load_unit(unit)?;
        let globals = self.heap.own(globals);
        let slots = [globals.into(), locals.into(), code.into(), Slot::NULL, Slot::NULL];
        let _ = self.push_native(kinds::ASIDE, &slots, &[i64::from(is_wanted), 0])?;
        self.settle_pushed()
    }

    /// Runs an expression in a copy of this machine, and answers the copy, what came of it (its repr; or the exception),
    /// and whether that was raised. The copy is to be thrown away: nothing that the expression does is done. None: it
    /// asked the host, took more than `max_steps`, or ended the machine.
    pub fn watched(&self, unit: &Unit, max_steps: u64) -> Option<(Vm, Ref, bool)> {
        let mut vm = self.clone();
        let depth = vm.thread.frames.len();
        vm.begin_aside(unit, true);
        let end = vm.n_steps.saturating_add(max_steps);
        loop {
            if let Some(Frame::Native(f)) = vm.thread.frames.get(depth)
                && f.kind == kinds::ASIDE.0
                && f.pc == DONE
                && vm.thread.frames.len() == depth + 1
            {
                let (result, is_raised) = (f.get(RESULT)?, f.int(1) == 1);
                return Some((vm, result, is_raised));
            }
            if vm.halted.is_some() || vm.request.is_some() || vm.n_steps >= end || vm.thread.frames.len() <= depth {
                return None;
            }
            vm.step();
        }
    }
}
