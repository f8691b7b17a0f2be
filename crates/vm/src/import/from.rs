//! `from module import name`, `from module import *`.
//!
//! CPython: Python/ceval.c (_PyEval_ImportFrom), Python/intrinsics.c (import_all_from).

use pyvarium_heap::frame::NativeFrame;
use pyvarium_heap::{Own, Ref, Slot};

use crate::core::{ids, kinds};
use crate::native::{Answer, NativeDef, Next};
use crate::protocol::dict_ops::DictOp;
use crate::stop::{Flow, Res, Stop};
use crate::vm::Vm;
use crate::vm_bug;

impl Vm {
    /// The caller keeps module and name alive.
    pub(crate) fn import_from(&mut self, module: Ref, name: Ref) -> Res {
        let mark = self.mark();
        let slots = [Slot::borrow(module), Slot::borrow(name)];
        match self.getattr(module, name) {
            Ok(Flow::Value(v)) => Ok(Flow::Value(v)),
            Ok(Flow::Pushed) => self.adapt(mark, kinds::IMPORT_FROM, &slots, &[]),
            Err(Stop::Raise(e)) if self.is_instance_of(e.r(), ids::ATTRIBUTE_ERROR) => {
                self.heap.decref_own(e);
                self.push_native(kinds::IMPORT_FROM, &slots, &[])
            }
            Err(stop) => Err(stop),
        }
    }

    /// Into the locals of the running frame. The caller keeps the module alive.
    pub(crate) fn import_star(&mut self, module: Ref) -> Res {
        let Some(locals) = self.py_frame()?.locals.get() else { return Err(vm_bug!("import * in a function")) };
        let held = self.heap.own(locals);
        self.push_native(kinds::IMPORT_STAR, &[Slot::borrow(module), held.into()], &[0, 0])
    }
}

/// slots: module, name. A name that the module has not yet may be a submodule that is being imported.
pub static IMPORT_FROM: NativeDef = NativeDef {
    name: "from import",
    catches: true,
    resume: |vm, f, answer| {
        let (Some(module), Some(name)) = (f.get(0), f.get(1)) else { return Err(vm_bug!("from import")) };
        let mut answer = answer;
        loop {
            match (f.pc, std::mem::replace(&mut answer, Answer::Start)) {
                (1, Answer::Value(v)) => return Ok(Next::Done(v)),
                (1, Answer::Raised(e)) if vm.is_instance_of(e.r(), ids::ATTRIBUTE_ERROR) => {
                    vm.heap.decref_own(e);
                    f.pc = 0;
                }
                (3, Answer::Value(v)) => return Ok(Next::Done(v)),
                (_, Answer::Raised(e)) => return Err(Stop::Raise(e)),
                (0, _) => {
                    f.pc = 2;
                    let word = vm.names.name;
                    answer = match vm.getattr_opt(module, word)? {
                        Some(Flow::Value(v)) => Answer::Value(v),
                        Some(Flow::Pushed) => return Ok(Next::Wait),
                        None => Answer::Value(Own::assume(vm.one.not_implemented)),
                    };
                }
                (2, Answer::Value(package)) => {
                    f.pc = 3;
                    let text = vm.heap.text(package.r()).map(|t| t.to_str_lossy().into_owned());
                    if let Some(text) = &text {
                        let full = format!("{text}.{}", vm.heap.str_lossy(name));
                        let modules = vm.modules;
                        if let Some(found) = vm.dict_get_named(modules, &full) {
                            vm.heap.decref_own(package);
                            return Ok(Next::Done(vm.heap.own(found)));
                        }
                    }
                    let module_name = if text.is_some() { package.into() } else { Slot::NULL };
                    let _ = vm.cannot_import(module, name, module_name)?;
                    return Ok(Next::Wait);
                }
                _ => return Err(vm_bug!("from import")),
            }
        }
    },
};

// Slots of `import *`: module, locals, `__all__` or the names of its namespace, the name in hand.
const MODULE: usize = 0;
const LOCALS: usize = 1;
const ALL: usize = 2;
const NAME: usize = 3;

const BEGIN: u16 = 0;
const GOT_ALL: u16 = 1;
const GOT_DICT: u16 = 2;
const NEXT: u16 = 3;
const GOT_NAME: u16 = 4;
const GOT_VALUE: u16 = 5;
const STORED: u16 = 6;
const GOT_KEYS: u16 = 7;

/// Slots: above; ints: place, whether names with an underscore in front are left out.
pub static IMPORT_STAR: NativeDef = NativeDef {
    name: "import *",
    catches: true,
    resume: |vm, f, answer| {
        let mut got = match answer {
            Answer::Value(v) => Some(v),
            Answer::Raised(e) if f.pc == GOT_NAME && vm.is_instance_of(e.r(), ids::INDEX_ERROR) => {
                vm.heap.decref_own(e);
                return Ok(Next::Done(vm.none()));
            }
            Answer::Raised(e) => return Err(Stop::Raise(e)),
            _ => None,
        };
        loop {
            if let Some(next) = star_step(vm, f, &mut got)? {
                return Ok(next);
            }
        }
    },
};

fn put(got: &mut Option<Own>, flow: Flow) -> Option<Next> {
    match flow {
        Flow::Value(v) => {
            *got = Some(v);
            None
        }
        Flow::Pushed => Some(Next::Wait),
    }
}

fn optional(vm: &mut Vm, r: Ref, name: Ref, got: &mut Option<Own>) -> Res<Option<Next>> {
    Ok(match vm.getattr_opt(r, name)? {
        Some(flow) => put(got, flow),
        None => {
            *got = Some(Own::assume(vm.one.not_implemented));
            None
        }
    })
}

fn star_step(vm: &mut Vm, f: &mut NativeFrame, got: &mut Option<Own>) -> Res<Option<Next>> {
    let (Some(module), Some(locals)) = (f.get(MODULE), f.get(LOCALS)) else { return Err(vm_bug!("import *")) };
    let absent = vm.one.not_implemented;
    let take = |got: &mut Option<Own>| got.take().ok_or_else(|| vm_bug!("import * without answer"));
    match f.pc {
        BEGIN => {
            f.pc = GOT_ALL;
            let all = vm.names.all;
            return optional(vm, module, all, got);
        }
        GOT_ALL => {
            let all = take(got)?;
            if all.r() != absent {
                f.set(ALL, all.into());
                f.pc = NEXT;
                return Ok(None);
            }
            f.pc = GOT_DICT;
            let dict = vm.names.dict;
            return optional(vm, module, dict, got);
        }
        GOT_DICT => {
            let dict = take(got)?;
            if dict.r() == absent {
                return Err(crate::exc::raise(vm, ids::IMPORT_ERROR, "from-import-* object has no __dict__ and no __all__"));
            }
            f.set_int(1, 1);
            f.pc = GOT_KEYS;
            let keys = vm.heap.dict(dict.r()).map(|d| d.iter().map(|(k, _)| k).collect::<Vec<Ref>>());
            match keys {
                Some(keys) => {
                    *got = Some(vm.list_from(&keys));
                    vm.heap.decref_own(dict);
                }
                None => {
                    let held = dict.r();
                    let old = f.set(NAME, dict.into());
                    vm.heap.release(old);
                    let word = vm.names.keys;
                    let flow = vm.call_special(held, word, &[])?;
                    return Ok(put(got, flow));
                }
            }
        }
        GOT_KEYS => {
            let keys = take(got)?;
            f.set(ALL, keys.into());
            f.pc = NEXT;
        }
        NEXT => {
            let all = f.get(ALL).ok_or_else(|| vm_bug!("import *"))?;
            let place = f.int(0);
            f.set_int(0, place + 1);
            f.pc = GOT_NAME;
            if let Some(items) = vm.heap.items(all).filter(|_| vm.is_exact(all, ids::LIST) || vm.is_exact(all, ids::TUPLE)) {
                let Some(item) = items.get(place as usize).and_then(|s| s.get()) else { return Ok(Some(Next::Done(vm.none()))) };
                *got = Some(vm.heap.own(item));
                return Ok(None);
            }
            let index = vm.new_int(place);
            let key = index.r();
            let old = f.set(NAME, index.into());
            vm.heap.release(old);
            return match vm.getitem(all, key) {
                Ok(flow) => Ok(put(got, flow)),
                Err(Stop::Raise(e)) if vm.is_instance_of(e.r(), ids::INDEX_ERROR) => {
                    vm.heap.decref_own(e);
                    Ok(Some(Next::Done(vm.none())))
                }
                Err(stop) => Err(stop),
            };
        }
        GOT_NAME => {
            let name = take(got)?;
            let r = name.r();
            let old = f.set(NAME, name.into());
            vm.heap.release(old);
            let skip = f.int(1) == 1;
            let Some(text) = vm.heap.text(r) else {
                let (kind, attribute) = if skip { ("Key", "__dict__") } else { ("Item", "__all__") };
                let word = vm.names.name;
                let shown = vm.module_dict(module).and_then(|d| vm.dict_get_str(d, word)).map(|n| vm.heap.str_lossy(n)).unwrap_or_default();
                return vm.type_err(&format!("{kind} in {shown}.{attribute} must be str, not {}", vm.type_name(r)));
            };
            if skip && text.at(0) == Some(u32::from(b'_')) {
                f.pc = NEXT;
                return Ok(None);
            }
            f.pc = GOT_VALUE;
            let flow = vm.getattr(module, r)?;
            return Ok(put(got, flow));
        }
        GOT_VALUE => {
            let value = take(got)?;
            let name = f.get(NAME).ok_or_else(|| vm_bug!("import *"))?;
            let old = f.set(NAME + 1, value.into());
            vm.heap.release(old);
            let value = f.get(NAME + 1).ok_or_else(|| vm_bug!("import *"))?;
            f.pc = STORED;
            let flow = match vm.is_exact(locals, ids::DICT) {
                true => vm.dict_op(DictOp::Set, locals, name, Some(value))?,
                false => vm.setitem(locals, name, Some(value))?,
            };
            return Ok(put(got, flow));
        }
        STORED => {
            let nothing = take(got)?;
            vm.heap.decref_own(nothing);
            f.pc = NEXT;
        }
        n => return Err(vm_bug!("import *: no place {n}")),
    }
    Ok(None)
}
