//! `__main__`: its code objects one after another, the report of what was not caught, and the
//! finalization of the interpreter.
//!
//! CPython: Modules/main.c (pymain_run_python), Python/pylifecycle.c (finalize_modules),
//! Lib/_pyrepl/console.py (runsource: one code object a statement).

use pyvarium_code::Unit;
use pyvarium_heap::{Ref, Slot};

use crate::core::{ids, kinds};
use crate::exc;
use crate::native::{Answer, NativeDef, Next};
use crate::stop::{Flow, Halt, Res, Stop};
use crate::vm::{Stream, Vm};
use crate::vm_bug;

impl Vm {
    /// Lays a program ready: the first `step` begins it. Several units are a REPL's statements.
    pub fn start(&mut self, units: &[Unit]) -> Res<()> {
        let main = self.new_module("__main__");
        let Some(dict) = self.module_dict(main.r()) else { return Err(vm_bug!("no __main__")) };
        let builtins_name = self.intern("builtins").into_ref();
        if let Some(b) = self.dict_get_str(self.modules, builtins_name) {
            let own = self.heap.own(b);
            self.dict_set_named(dict, "__builtins__", own);
        }
        if !self.config.interactive {
            let file = self.config.filename.clone();
            let text = self.new_str(&file);
            self.dict_set_named(dict, "__file__", text);
        }
        let key = self.intern("__main__");
        let modules = self.modules;
        self.dict_insert_slots(modules, key.into(), Slot::from(main));
        let mut slots = vec![Slot::borrow(dict)];
        for unit in units {
            slots.push(self.load_unit(unit)?.into());
        }
        let _ = self.push_native(kinds::RUN_MAIN, &slots, &[0, 0])?;
        Ok(())
    }

    /// The last frame has ended: nothing is left to run.
    pub(crate) fn ended(&mut self) -> Res<()> {
        let code = self.gc.exit_code;
        self.halted = Some(Halt::Exit { code });
        Ok(())
    }
}

const NEXT_CODE: u16 = 0;
const CODE_DONE: u16 = 1;
const REPORTED: u16 = 2;
const DROP_MAIN: u16 = 3;
const COLLECT: u16 = 4;
const CLEAR_NAMES: u16 = 5;
const DROP_REST: u16 = 6;
const LAST_COLLECT: u16 = 7;
const END: u16 = 8;

/// slots: namespace of `__main__`, code objects...; ints: next code object.
pub static RUN_MAIN: NativeDef = NativeDef {
    name: "__main__",
    catches: true,
    resume: |vm, f, answer| {
        let mut answer = answer;
        loop {
            match f.pc {
                NEXT_CODE => {
                    let i = f.int(0) as usize + 1;
                    let Some(code) = f.get(i) else {
                        f.pc = DROP_MAIN;
                        continue;
                    };
                    f.set_int(0, i as i64);
                    f.pc = CODE_DONE;
                    let dict = f.get(0).ok_or_else(|| vm_bug!("__main__"))?;
                    let locals = Slot::own(vm.heap.own(dict));
                    // CPython runs a module through a function of its own (PyEval_EvalCode).
                    let function = vm.new_function(code, Slot::borrow(dict), Slot::borrow(vm.builtins))?;
                    let builtins = vm.builtins;
                    vm.push_code_frame(code, dict, builtins, locals, function.into())?;
                    return Ok(Next::Wait);
                }
                CODE_DONE => match std::mem::replace(&mut answer, Answer::Start) {
                    Answer::Value(v) => {
                        vm.heap.decref_own(v);
                        f.pc = NEXT_CODE;
                    }
                    Answer::Raised(e) => {
                        f.pc = REPORTED;
                        // No further statements.
                        f.set_int(0, f.slots.len() as i64);
                        if vm.is_instance_of(e.r(), ids::SYSTEM_EXIT) && exit(vm, e.r())? {
                            vm.heap.decref_own(e);
                            continue;
                        }
                        vm.gc.exit_code = i32::from(!vm.config.interactive);
                        match vm.print_exception(e)? {
                            Flow::Value(v) => answer = Answer::Value(v),
                            Flow::Pushed => return Ok(Next::Wait),
                        }
                    }
                    Answer::Start | Answer::Exhausted => return Err(vm_bug!("__main__")),
                },
                REPORTED => {
                    match std::mem::replace(&mut answer, Answer::Start) {
                        Answer::Value(v) => vm.heap.decref_own(v),
                        Answer::Raised(e) => vm.heap.decref_own(e),
                        Answer::Start | Answer::Exhausted => {}
                    }
                    f.pc = NEXT_CODE;
                }
                DROP_MAIN => {
                    f.pc = COLLECT;
                    let codes: Vec<Slot> = f.slots.drain(1..).collect();
                    vm.heap.release_all(codes.into_iter());
                    let underscore = vm.names.underscore;
                    let builtins = vm.builtins;
                    vm.dict_del_str(builtins, underscore);
                    if vm.heap.pending_finalizer().is_some() {
                        return Ok(Next::Wait);
                    }
                }
                COLLECT => {
                    f.pc = CLEAR_NAMES;
                    f.set_int(0, 0);
                    f.set_int(1, 1);
                    match vm.collect_garbage()? {
                        Flow::Value(v) => answer = Answer::Value(v),
                        Flow::Pushed => return Ok(Next::Wait),
                    }
                }
                // Names with one underscore first, then the rest; a finalizer may look at what is left.
                CLEAR_NAMES => {
                    discard(vm, &mut answer);
                    if clear_next_name(vm, f)? {
                        if vm.heap.pending_finalizer().is_some() {
                            return Ok(Next::Wait);
                        }
                        continue;
                    }
                    f.pc = DROP_REST;
                }
                DROP_REST => {
                    f.pc = LAST_COLLECT;
                    drop_rest(vm);
                    if vm.heap.pending_finalizer().is_some() {
                        return Ok(Next::Wait);
                    }
                }
                LAST_COLLECT => {
                    f.pc = END;
                    match vm.collect_garbage()? {
                        Flow::Value(v) => answer = Answer::Value(v),
                        Flow::Pushed => return Ok(Next::Wait),
                    }
                }
                _ => {
                    discard(vm, &mut answer);
                    return Ok(Next::Done(vm.none()));
                }
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

/// Sets the next name of `__main__` to None. False: all are. ints: entry, pass.
/// CPython: Objects/moduleobject.c, _PyModule_ClearDict.
fn clear_next_name(vm: &mut Vm, f: &mut pyvarium_heap::frame::NativeFrame) -> Res<bool> {
    let dict = f.get(0).ok_or_else(|| vm_bug!("__main__"))?;
    loop {
        let i = f.int(0);
        let Some(entry) = vm.heap.dict(dict).and_then(|d| d.entry(i as usize)).copied() else {
            if f.int(1) == 2 {
                return Ok(false);
            }
            f.set_int(0, 0);
            f.set_int(1, 2);
            continue;
        };
        f.set_int(0, i + 1);
        let (Some(key), Some(value)) = (entry.key.get(), entry.value.get()) else { continue };
        let name = vm.heap.str_lossy(key);
        let private = name.starts_with('_') && !name.starts_with("__");
        let wanted = if f.int(1) == 1 { private } else { name != "__builtins__" };
        if wanted && value != vm.one.none {
            let none = vm.one.none;
            vm.dict_set_str(dict, key, none);
            return Ok(true);
        }
    }
}

/// The modules, builtins last.
fn drop_rest(vm: &mut Vm) {
    let (modules, builtins) = (vm.modules, vm.builtins);
    vm.heap.incref(builtins);
    vm.heap.decref(modules);
    let taken = vm.heap.dict_mut(builtins).map(|d| d.take()).unwrap_or_default();
    let slots: Vec<Slot> = taken.slots().collect();
    vm.heap.release_all(slots.into_iter());
    vm.heap.decref(builtins);
}

/// SystemExit: sets the exit code. CPython: Python/pythonrun.c, _Py_HandleSystemExitAndKeyboardInterrupt.
fn exit(vm: &mut Vm, e: Ref) -> Res<bool> {
    let code = exc::extra(vm, e, 0).filter(|c| *c != vm.one.none);
    vm.gc.exit_code = match code {
        None => 0,
        Some(c) => match vm.heap.small_int(c) {
            Some(n) => n as i32,
            None => {
                match vm.str(c)? {
                    Flow::Value(v) => {
                        let text = format!("{}\n", vm.text_of(&v));
                        vm.heap.decref_own(v);
                        vm.write_out(Stream::Stderr, &text);
                    }
                    Flow::Pushed => return Err(Stop::not_supported("SystemExit with an object that has a Python __str__")),
                }
                1
            }
        },
    };
    Ok(true)
}
