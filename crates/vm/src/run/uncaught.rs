//! An exception that nobody caught: SystemExit ends quietly, the rest goes to sys.excepthook.
//!
//! CPython: Python/pythonrun.c (_PyErr_PrintEx, _Py_HandleSystemExit, PyErr_Display).

use pyvarium_heap::{Own, Ref, Slot};

use crate::args::Args;
use crate::core::{ids, kinds};
use crate::exc;
use crate::native::{Answer, NativeDef, Next};
use crate::stop::{Flow, Res};
use crate::vm::{Stream, Vm};
use crate::vm_bug;
use crate::warnings::Piece;

impl Vm {
    /// sys's namespace.
    pub(crate) fn sys_dict(&self) -> Option<Ref> {
        self.imports.sys_dict
    }

    /// A hook of sys that is not the one it starts with. The outer None: there is none at all.
    pub(crate) fn sys_hook(&self, name: &str) -> Option<Option<Ref>> {
        let hook = self.dict_get_named(self.sys_dict()?, name)?;
        let function = self.heap.builtin(hook).map(|b| self.tables.function_name(b.function));
        let own = function.and_then(|f| f.strip_prefix("sys.")).is_some_and(|f| f == name);
        Some((!own).then_some(hook))
    }

    /// Reports what left the program, and sets the exit code. Takes the exception; answers None.
    pub(crate) fn report_uncaught(&mut self, e: Own) -> Res {
        self.push_native(kinds::UNCAUGHT, &[e.into()], &[])
    }

    /// Prints an exception to whatever sys.stderr is, which it takes. Answers whatever.
    pub fn print_exception(&mut self, e: Own) -> Res {
        let file = self.sys_dict().and_then(|d| self.dict_get_str(d, self.names.stderr));
        match file {
            // Before sys has a stream, and while it is the plain one.
            None => self.print_exception_now(e),
            Some(file) if self.stream_of(file) == Some(Stream::Stderr) => self.print_exception_now(e),
            Some(file) if file == self.one.none => {
                self.heap.decref_own(e);
                self.none_flow()
            }
            Some(_) => {
                self.sys.captured.push(Vec::new());
                self.push_native(kinds::PRINT_CAPTURED, &[e.into()], &[])
            }
        }
    }

    /// A piece of a report. `print_exception` says where it goes.
    pub(crate) fn report(&mut self, text: &str) {
        match self.sys.captured.last_mut() {
            Some(pieces) => pieces.push(text.to_owned()),
            None => self.write_out(Stream::Stderr, text),
        }
    }
}

/// slots: the exception. Prints it as one text after the other to a Python sys.stderr.
pub static PRINT_CAPTURED: NativeDef = NativeDef {
    name: "print exception",
    catches: true,
    resume: |vm, f, answer| {
        match answer {
            Answer::Start => {
                f.pc = 1;
                let e = f.set(0, Slot::NULL).get().ok_or_else(|| vm_bug!("print exception"))?;
                let _ = vm.print_exception_now(Own::assume(e))?;
                return Ok(Next::Wait);
            }
            Answer::Value(v) => vm.heap.decref_own(v),
            Answer::Raised(e) => vm.heap.decref_own(e),
            Answer::Exhausted => {}
        }
        if f.pc == 1 {
            f.pc = 2;
            // print(line, file=file, end="") writes the empty end too.
            let pieces: Vec<Piece> =
                vm.sys.captured.pop().unwrap_or_default().into_iter().flat_map(|t| [Piece::Text(t), Piece::Text(String::new())]).collect();
            match vm.write_stderr(&pieces)? {
                Flow::Value(v) => vm.heap.decref_own(v),
                Flow::Pushed => return Ok(Next::Wait),
            }
        }
        Ok(Next::Done(vm.none()))
    },
};

const START: u16 = 0;
const HOOKED: u16 = 1;
const EXIT: u16 = 2;
const SECOND: u16 = 3;
const ORIGINAL: u16 = 4;
const MISSING: u16 = 5;
const END: u16 = 6;

/// slots: the exception, what a hook raised.
pub static UNCAUGHT: NativeDef = NativeDef {
    name: "excepthook",
    catches: true,
    resume: |vm, f, answer| {
        let mut answer = answer;
        loop {
            let e = f.get(0).ok_or_else(|| vm_bug!("uncaught"))?;
            let flow = match f.pc {
                START => {
                    f.pc = END;
                    if vm.is_instance_of(e, ids::SYSTEM_EXIT) {
                        exit(vm, e)?
                    } else {
                        vm.gc.exit_code = i32::from(!vm.config.interactive);
                        // CPython ends itself by the signal then; a shell says 130. CPython: Modules/main.c, exit_sigint.
                        if vm.n_interrupts > 0 && vm.gc.exit_code != 0 && vm.is_instance_of(e, ids::KEYBOARD_INTERRUPT) {
                            vm.gc.exit_code = 130;
                        }
                        remember(vm, e);
                        match vm.sys_hook("excepthook") {
                            Some(None) => {
                                let own = vm.heap.own(e);
                                vm.print_exception(own)?
                            }
                            Some(Some(hook)) => {
                                f.pc = HOOKED;
                                let (ty, tb) = parts(vm, e);
                                match vm.call_args(hook, &[ty, e, tb]) {
                                    Ok(flow) => flow,
                                    Err(crate::stop::Stop::Raise(e)) => {
                                        answer = Answer::Raised(e);
                                        continue;
                                    }
                                    Err(stop) => return Err(stop),
                                }
                            }
                            None => {
                                f.pc = MISSING;
                                vm.write_stderr(&[Piece::Text("sys.excepthook is missing\n".to_owned())])?
                            }
                        }
                    }
                }
                HOOKED => match std::mem::replace(&mut answer, Answer::Start) {
                    Answer::Raised(second) if vm.is_instance_of(second.r(), ids::SYSTEM_EXIT) => {
                        f.pc = END;
                        let r = second.r();
                        let old = f.set(1, second.into());
                        vm.heap.release(old);
                        exit(vm, r)?
                    }
                    Answer::Raised(second) => {
                        let old = f.set(1, second.into());
                        vm.heap.release(old);
                        f.pc = SECOND;
                        vm.write_stderr(&[Piece::Text("Error in sys.excepthook:\n".to_owned())])?
                    }
                    Answer::Value(v) => return Ok(Next::Done(v)),
                    Answer::Start | Answer::Exhausted => return Err(vm_bug!("uncaught")),
                },
                EXIT => return Err(vm_bug!("uncaught")),
                SECOND => {
                    discard(vm, &mut answer);
                    f.pc = ORIGINAL;
                    let second = f.set(1, Slot::NULL).get().ok_or_else(|| vm_bug!("uncaught"))?;
                    vm.print_exception(Own::assume(second))?
                }
                ORIGINAL => {
                    discard(vm, &mut answer);
                    f.pc = MISSING;
                    vm.write_stderr(&[Piece::Text("\nOriginal exception was:\n".to_owned())])?
                }
                MISSING => {
                    discard(vm, &mut answer);
                    f.pc = END;
                    let own = vm.heap.own(e);
                    vm.print_exception(own)?
                }
                _ => {
                    discard(vm, &mut answer);
                    return Ok(Next::Done(vm.none()));
                }
            };
            match flow {
                Flow::Value(v) => answer = Answer::Value(v),
                Flow::Pushed => return Ok(Next::Wait),
            }
        }
    },
};

fn discard(vm: &mut Vm, answer: &mut Answer) {
    match std::mem::replace(answer, Answer::Start) {
        Answer::Value(v) => vm.heap.decref_own(v),
        Answer::Raised(e) => vm.heap.decref_own(e),
        Answer::Start | Answer::Exhausted => {}
    }
}

fn parts(vm: &Vm, e: Ref) -> (Ref, Ref) {
    let tb = vm.heap.exception(e).and_then(|x| x.traceback.get()).unwrap_or(vm.one.none);
    (vm.heap.type_of(e), tb)
}

/// sys.last_exc and its kin keep what nobody caught until the end.
fn remember(vm: &mut Vm, e: Ref) {
    let Some(dict) = vm.sys_dict() else { return };
    let (ty, tb) = parts(vm, e);
    for (name, r) in [("last_exc", e), ("last_type", ty), ("last_value", e), ("last_traceback", tb)] {
        let own = vm.heap.own(r);
        vm.dict_set_named(dict, name, own);
    }
}

/// SystemExit: sets the exit code; what is no number is printed. CPython: _Py_HandleSystemExitAndKeyboardInterrupt.
fn exit(vm: &mut Vm, e: Ref) -> Res {
    let code = exc::extra(vm, e, 0).filter(|c| *c != vm.one.none);
    let Some(code) = code else {
        vm.gc.exit_code = 0;
        return vm.none_flow();
    };
    if vm.is_instance_of(code, ids::INT) {
        vm.gc.exit_code = vm.heap.small_int(code).and_then(|n| i32::try_from(n).ok()).unwrap_or(-1);
        return vm.none_flow();
    }
    vm.gc.exit_code = 1;
    vm.write_stderr(&[Piece::Object(code), Piece::Text("\n".to_owned())])
}

/// Bound: exctype, value, traceback. CPython: sys_excepthook, PyErr_Display.
pub(super) fn excepthook(vm: &mut Vm, args: &Args) -> Res {
    let (value, tb) = (args.at(1)?, args.at(2)?);
    if vm.heap.exception(value).is_none() {
        let text = format!("TypeError: print_exception(): Exception expected for value, {} found\n", vm.type_name(value));
        return vm.write_stderr(&[Piece::Text(text)]);
    }
    if vm.is_exact(tb, ids::TRACEBACK) && vm.heap.exception(value).is_some_and(|x| x.traceback.is_null()) {
        let own = vm.heap.own(tb);
        if let Some(x) = vm.heap.exception_mut(value) {
            x.traceback = own.into();
        }
    }
    let own = vm.heap.own(value);
    let mark = vm.mark();
    match vm.print_exception(own)? {
        Flow::Value(v) => {
            vm.heap.decref_own(v);
            vm.none_flow()
        }
        Flow::Pushed => {
            let none = vm.none();
            vm.adapt(mark, kinds::WARN_THEN, &[none.into()], &[])
        }
    }
}
