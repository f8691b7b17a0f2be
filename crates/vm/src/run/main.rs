//! `__main__`: its code objects one after another, the report of what was not caught, and the
//! finalization of the interpreter.
//!
//! CPython: Modules/main.c (pymain_run_python), Python/pylifecycle.c (finalize_modules),
//! Lib/_pyrepl/console.py (runsource: one code object a statement).

use pyvarium_code::Unit;
use pyvarium_heap::frame::{Frame, NativeFrame};
use pyvarium_heap::{Ref, Serial, Slot};

use crate::core::kinds;
use crate::native::{Answer, NativeDef, Next};
use crate::stop::{Flow, Halt, Res};
use crate::vm::Vm;
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
        // The program itself is a file like others.
        let name = self.config.filename.clone();
        if let Some(source) = self.sources.get(&name).cloned().filter(|_| !self.config.interactive && !name.starts_with('<')) {
            let path = format!("{}/{name}", crate::fs::HOME);
            let now = self.now();
            let _ = self.fs.add_file(if name.starts_with('/') { &name } else { &path }, source.as_bytes(), now);
        }
        let key = self.intern("__main__");
        let modules = self.modules;
        self.dict_insert_slots(modules, key.into(), Slot::from(main));
        // What a start of CPython leaves has been through collections.
        self.gc_settle_start();
        let mut slots = vec![Slot::borrow(dict)];
        let since = Serial(self.heap.n_serials());
        for unit in units {
            slots.push(self.load_unit(unit)?.into());
        }
        let codes: Vec<Ref> = slots.iter().skip(1).filter_map(|s| s.get()).collect();
        slots.extend(crate::run::literals::of(self, &codes, since));
        let _ = self.push_native(kinds::RUN_MAIN, &slots, &[0, codes.len() as i64])?;
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
const FIRST_COLLECT: u16 = 4;
const SPECIAL_NAMES: u16 = 5;
const REMOVE_MODULES: u16 = 6;
const CLEAR_MODULES: u16 = 7;
const RESTORE_BUILTINS: u16 = 8;
const COLLECT: u16 = 9;
const NEXT_MODULE: u16 = 10;
const CLEAR_NAMES: u16 = 11;
const DROP_REST: u16 = 12;
const LAST_COLLECT: u16 = 13;
const END: u16 = 14;
const EXIT_FUNCTIONS_DONE: u16 = 15;

/// Names of sys that are set to None before all else. CPython: sys_deletes.
const SYS_NAMES: &[&str] = &[
    "path",
    "argv",
    "ps1",
    "ps2",
    "last_exc",
    "last_type",
    "last_value",
    "last_traceback",
    "path_importer_cache",
    "meta_path",
    "path_hooks",
];

impl Vm {
    /// The namespace of `__main__`, until the interpreter begins to let go of it.
    pub fn main_namespace(&self) -> Option<Ref> {
        match self.thread.frames.first() {
            Some(Frame::Native(f)) if f.kind == kinds::RUN_MAIN.0 && (f.pc <= DROP_MAIN || f.pc == EXIT_FUNCTIONS_DONE) => f.get(0),
            _ => None,
        }
    }

    /// The end of the interpreter has begun: the program and its exit functions have run. CPython: _Py_IsFinalizing.
    pub fn is_finalizing(&self) -> bool {
        matches!(self.thread.frames.first(), Some(Frame::Native(f)) if f.kind == kinds::RUN_MAIN.0 && (FIRST_COLLECT..=END).contains(&f.pc))
    }

    /// The interpreter lets go of its modules: nothing can be imported any more, to read a line either.
    pub(crate) fn modules_are_gone(&self) -> bool {
        matches!(self.thread.frames.first(), Some(Frame::Native(f)) if f.kind == kinds::RUN_MAIN.0 && (REMOVE_MODULES..=END).contains(&f.pc))
    }

    /// The program's own code has run, and the interpreter has not yet begun to let go of what is left.
    pub fn is_at_end(&self) -> bool {
        match self.thread.frames.as_slice() {
            [Frame::Native(f)] => f.kind == kinds::RUN_MAIN.0 && f.pc == DROP_MAIN,
            _ => false,
        }
    }
}

/// The program's syntax tree goes when its code has run. CPython: Python/pythonrun.c, _PyArena_Free after run_mod.
fn drop_literals(vm: &mut Vm, f: &mut NativeFrame) {
    let first = (f.int(1) as usize + 1).min(f.slots.len());
    let literals: Vec<Slot> = f.slots.drain(first..).collect();
    vm.heap.release_all(literals.into_iter());
}

/// slots: namespace of `__main__`, code objects..., literals of the program; ints: next code object, how many there are. At the end, slots: the
/// namespaces of sys and builtins, the one being cleared; ints: next entry, pass, next of the two, then
/// place and serial of the modules.
pub static RUN_MAIN: NativeDef = NativeDef {
    name: "__main__",
    catches: true,
    resume: |vm, f, answer| {
        let mut answer = answer;
        loop {
            match f.pc {
                NEXT_CODE => {
                    let i = f.int(0) as usize + 1;
                    let Some(code) = f.get(i).filter(|_| i as i64 <= f.int(1)) else {
                        drop_literals(vm, f);
                        // A pause of its own: the program is over, and its names are still there.
                        f.pc = DROP_MAIN;
                        return Ok(Next::Again);
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
                        drop_literals(vm, f);
                        match vm.report_uncaught(e)? {
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
                // What atexit was told comes first, with all names still there.
                DROP_MAIN => {
                    f.pc = EXIT_FUNCTIONS_DONE;
                    match vm.run_exit_functions()? {
                        Flow::Value(v) => answer = Answer::Value(v),
                        Flow::Pushed => return Ok(Next::Wait),
                    }
                }
                EXIT_FUNCTIONS_DONE => {
                    discard(vm, &mut answer);
                    f.pc = FIRST_COLLECT;
                    let codes: Vec<Slot> = f.slots.drain(..).collect();
                    vm.heap.release_all(codes.into_iter());
                    // Kept to the end, whatever becomes of their modules: sys, builtins.
                    for name in ["sys", "builtins"] {
                        let module = vm.builtin_module(name)?;
                        let dict = vm.module_dict(module.r()).ok_or_else(|| vm_bug!("no {name}"))?;
                        let own = vm.heap.own(dict);
                        f.slots.push(own.into());
                        vm.heap.decref_own(module);
                    }
                    f.ints = smallvec::smallvec![0, 1, 0];
                    if vm.heap.pending_finalizer().is_some() {
                        return Ok(Next::Wait);
                    }
                }
                FIRST_COLLECT => {
                    discard(vm, &mut answer);
                    f.pc = SPECIAL_NAMES;
                    match vm.collect_generation(2, crate::gc_collect::MANUAL)? {
                        Flow::Value(v) => answer = Answer::Value(v),
                        Flow::Pushed => return Ok(Next::Wait),
                    }
                }
                SPECIAL_NAMES => {
                    discard(vm, &mut answer);
                    let i = f.int(0) as usize;
                    f.set_int(0, i as i64 + 1);
                    let dict = f.get(usize::from(i == 0)).ok_or_else(|| vm_bug!("sys"))?;
                    match if i == 0 { Some("_") } else { SYS_NAMES.get(i - 1).copied() } {
                        Some(name) => {
                            let key = vm.intern(name).into_ref();
                            if vm.dict_get_str(dict, key).is_some() {
                                vm.dict_set_str(dict, key, vm.one.none);
                            }
                        }
                        None => {
                            f.set_int(0, 0);
                            f.pc = REMOVE_MODULES;
                        }
                    }
                    if vm.heap.pending_finalizer().is_some() {
                        return Ok(Next::Wait);
                    }
                }
                // sys.modules[name] = None, one at a time; what lives on by itself is remembered.
                REMOVE_MODULES => {
                    let i = f.int(0);
                    let modules = vm.modules;
                    let Some(entry) = vm.heap.dict(modules).and_then(|d| d.entry(i as usize)).copied() else {
                        f.pc = CLEAR_MODULES;
                        continue;
                    };
                    f.set_int(0, i + 1);
                    if let (Some(key), Some(module)) = (entry.key.get(), entry.value.get()) {
                        f.ints.push(i64::from(module.index()));
                        f.ints.push(vm.heap.serial(module).0 as i64);
                        vm.dict_set_str(modules, key, vm.one.none);
                    }
                    if vm.heap.pending_finalizer().is_some() {
                        return Ok(Next::Wait);
                    }
                }
                CLEAR_MODULES => {
                    f.pc = RESTORE_BUILTINS;
                    let modules = vm.modules;
                    let taken = vm.heap.dict_mut(modules).map(|d| d.take()).unwrap_or_default();
                    let slots: Vec<Slot> = taken.slots().collect();
                    vm.heap.release_all(slots.into_iter());
                    if vm.heap.pending_finalizer().is_some() {
                        return Ok(Next::Wait);
                    }
                }
                RESTORE_BUILTINS => {
                    f.pc = COLLECT;
                    restore_builtins(vm);
                    if vm.heap.pending_finalizer().is_some() {
                        return Ok(Next::Wait);
                    }
                }
                COLLECT => {
                    f.pc = NEXT_MODULE;
                    match vm.collect_garbage()? {
                        Flow::Value(v) => answer = Answer::Value(v),
                        Flow::Pushed => return Ok(Next::Wait),
                    }
                }
                // Modules that somebody still holds lose their names, the last one first; then sys and builtins.
                NEXT_MODULE => {
                    discard(vm, &mut answer);
                    f.set_int(0, 0);
                    f.set_int(1, 1);
                    f.pc = CLEAR_NAMES;
                    let old = f.set(2, Slot::NULL);
                    vm.heap.release(old);
                    if f.ints.len() > 3 {
                        let (serial, index) = (f.ints.pop().unwrap_or(0), f.ints.pop().unwrap_or(0));
                        let module = Ref::from_index(index as u32).filter(|r| vm.is_still(*r, pyvarium_heap::Serial(serial as u64)));
                        let dict = module.and_then(|m| vm.module_dict(m)).filter(|d| f.get(0) != Some(*d) && f.get(1) != Some(*d));
                        match dict {
                            Some(dict) => f.set(2, Slot::own(vm.heap.own(dict))),
                            None => {
                                f.pc = NEXT_MODULE;
                                Slot::NULL
                            }
                        };
                        continue;
                    }
                    let which = f.int(2);
                    f.set_int(2, which + 1);
                    match f.get(which as usize).filter(|_| which < 2) {
                        Some(dict) => f.set(2, Slot::own(vm.heap.own(dict))),
                        None => {
                            f.pc = DROP_REST;
                            Slot::NULL
                        }
                    };
                }
                CLEAR_NAMES => {
                    if !clear_next_name(vm, f)? {
                        f.pc = NEXT_MODULE;
                    }
                    if vm.heap.pending_finalizer().is_some() {
                        return Ok(Next::Wait);
                    }
                }
                DROP_REST => {
                    f.pc = LAST_COLLECT;
                    drop_rest(vm);
                    let lists =
                        [&mut vm.gc.garbage, &mut vm.gc.callbacks, &mut vm.gc.exit_functions].map(|s| std::mem::replace(s, Slot::NULL));
                    vm.heap.release_all(lists.into_iter());
                    let dicts: Vec<Slot> = f.slots.drain(..).collect();
                    vm.heap.release_all(dicts.into_iter());
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

/// Sets the next name of a module to None: those with one underscore in front first. False: all are.
/// ints: entry, pass. CPython: Objects/moduleobject.c, _PyModule_ClearDict.
fn clear_next_name(vm: &mut Vm, f: &mut pyvarium_heap::frame::NativeFrame) -> Res<bool> {
    let dict = f.get(2).ok_or_else(|| vm_bug!("no module to clear"))?;
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
            // Who prints after this prints to None.
            if f.get(0) == Some(dict) {
                vm.gc.no_stderr |= name == "stderr";
            }
            let none = vm.one.none;
            vm.dict_set_str(dict, key, none);
            return Ok(true);
        }
    }
}

/// The builtins are again those of the start: without `open`, what `site` added and what the program put there.
fn restore_builtins(vm: &mut Vm) {
    let Some(copy) = vm.imports.builtins_copy.get() else { return };
    let builtins = vm.builtins;
    let taken = vm.heap.dict_mut(builtins).map(|d| d.take()).unwrap_or_default();
    let entries: Vec<(Slot, Slot)> = vm.heap.dict(copy).map(|d| d.entries().iter().map(|e| (e.key, e.value)).collect()).unwrap_or_default();
    for (key, value) in entries.into_iter().filter(|(k, v)| !k.is_null() && !v.is_null()) {
        let (key, value) = (vm.heap.copy_slot(key), vm.heap.copy_slot(value));
        vm.dict_insert_slots(builtins, key, value);
    }
    let slots: Vec<Slot> = taken.slots().collect();
    vm.heap.release_all(slots.into_iter());
}

/// sys.modules, and what sys and builtins are left with.
fn drop_rest(vm: &mut Vm) {
    vm.imports.sys_dict = None;
    vm.end_warnings();
    vm.end_tracing();
    let codecs = [&mut vm.codecs.search_path, &mut vm.codecs.cache, &mut vm.codecs.handlers, &mut vm.tree_singles].map(std::mem::take);
    vm.heap.release_all(codecs.into_iter());
    let copy = std::mem::take(&mut vm.imports.builtins_copy);
    vm.heap.release(copy);
    let context = std::mem::take(&mut vm.thread.context);
    vm.heap.release(context);
    let (modules, builtins) = (vm.modules, vm.builtins);
    vm.heap.decref(modules);
    let taken = vm.heap.dict_mut(builtins).map(|d| d.take()).unwrap_or_default();
    let slots: Vec<Slot> = taken.slots().collect();
    vm.heap.release_all(slots.into_iter());
}
