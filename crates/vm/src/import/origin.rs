//! What a module's `__spec__` says when a name is missing from it: is it still being imported, which file did it
//! come from, does that file stand in front of one of the library's?
//!
//! CPython: Objects/moduleobject.c (_Py_module_getattro_impl, _PyModule_IsPossiblyShadowing), Python/ceval.c
//! (_PyEval_ImportFrom).

use pyvarium_heap::frame::NativeFrame;
use pyvarium_heap::{Own, Ref, Slot};

use crate::core::{ids, kinds};
use crate::exc;
use crate::native::{Answer, NativeDef, Next};
use crate::stop::{Flow, Res, Stop};
use crate::vm::Vm;
use crate::vm_bug;

// Slots: the module, the missing name, its `__spec__`, the file it came from, the module's name.
const MODULE: usize = 0;
const NAME: usize = 1;
const SPEC: usize = 2;
const ORIGIN: usize = 3;
const MODULE_NAME: usize = 4;

const BEGIN: u16 = 0;
const GOT_SPEC: u16 = 1;
const HAS_LOCATION: u16 = 2;
const LOCATION_TRUE: u16 = 3;
const GOT_ORIGIN: u16 = 4;
const INITIALIZING: u16 = 5;
const IS_INITIALIZING: u16 = 6;
const SUBMODULES: u16 = 7;
const IS_SUBMODULE: u16 = 8;
const RAISE: u16 = 9;

/// Ints: what is raised; then whether the module is being imported, and whether the name is a submodule's.
const ATTRIBUTE: i64 = 0;
const IMPORT_FROM: i64 = 1;

impl Vm {
    /// The AttributeError of a module.
    pub(crate) fn module_has_no(&mut self, module: Ref, name: Ref) -> Res {
        self.push_native(kinds::MODULE_FAULT, &[Slot::borrow(module), Slot::borrow(name)], &[ATTRIBUTE, 0, 0])
    }

    /// The ImportError of `from module import name`.
    pub(crate) fn cannot_import(&mut self, module: Ref, name: Ref, module_name: Slot) -> Res {
        let own = self.heap.own(module);
        let slots = [own.into(), Slot::borrow(name), Slot::NULL, Slot::NULL, module_name];
        self.push_native(kinds::MODULE_FAULT, &slots, &[IMPORT_FROM, 0, 0])
    }
}

/// Slots and ints: above. Ends by raising.
pub static MODULE_FAULT: NativeDef = NativeDef {
    name: "module attribute",
    catches: false,
    resume: |vm, f, answer| {
        let mut got = match answer {
            Answer::Value(v) => Some(v),
            _ => None,
        };
        loop {
            if let Some(next) = step(vm, f, &mut got)? {
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

/// The next question about the spec; its absence is not_implemented.
fn ask(vm: &mut Vm, f: &NativeFrame, name: &str, got: &mut Option<Own>) -> Res<Option<Next>> {
    let spec = f.get(SPEC).ok_or_else(|| vm_bug!("no spec"))?;
    let name = vm.intern(name).into_ref();
    Ok(match vm.getattr_opt(spec, name)? {
        Some(flow) => put(got, flow),
        None => {
            *got = Some(Own::assume(vm.one.not_implemented));
            None
        }
    })
}

fn step(vm: &mut Vm, f: &mut NativeFrame, got: &mut Option<Own>) -> Res<Option<Next>> {
    let module = f.get(MODULE).ok_or_else(|| vm_bug!("no module"))?;
    let absent = vm.one.not_implemented;
    let take = |got: &mut Option<Own>| got.take().ok_or_else(|| vm_bug!("module attribute without answer"));
    match f.pc {
        BEGIN => {
            f.pc = GOT_SPEC;
            let spec = vm.names.spec;
            if f.int(0) == ATTRIBUTE {
                let found = vm.module_dict(module).and_then(|d| vm.dict_get_str(d, spec));
                *got = Some(vm.heap.own(found.unwrap_or(absent)));
                return Ok(None);
            }
            match vm.getattr_opt(module, spec)? {
                Some(flow) => return Ok(put(got, flow)),
                None => *got = Some(Own::assume(absent)),
            }
        }
        GOT_SPEC => {
            let spec = take(got)?;
            let known = spec.r() != absent && spec.r() != vm.one.none;
            f.set(SPEC, spec.into());
            if !known {
                f.pc = RAISE;
                return Ok(None);
            }
            f.pc = HAS_LOCATION;
            return ask(vm, f, "has_location", got);
        }
        HAS_LOCATION => {
            let value = take(got)?;
            f.pc = LOCATION_TRUE;
            if value.r() == absent {
                *got = Some(Own::assume(vm.one.false_));
                return Ok(None);
            }
            let flow = vm.truth_of_own(value)?;
            return Ok(put(got, flow));
        }
        LOCATION_TRUE => {
            let has = take(got)?.r() == vm.one.true_;
            f.pc = GOT_ORIGIN;
            if has {
                return ask(vm, f, "origin", got);
            }
            *got = Some(Own::assume(absent));
        }
        GOT_ORIGIN => {
            let origin = take(got)?;
            let file = vm.module_dict(module).and_then(|d| vm.dict_get_named(d, "__file__")).filter(|r| vm.heap.text(*r).is_some());
            if vm.heap.text(origin.r()).is_some() {
                f.set(ORIGIN, origin.into());
            } else {
                vm.heap.decref_own(origin);
                // CPython: PyModule_GetFilenameObject, of a frozen module that knows its file.
                if let Some(file) = file.filter(|_| f.int(0) == IMPORT_FROM) {
                    let own = vm.heap.own(file);
                    f.set(ORIGIN, own.into());
                }
            }
            if shadows_standard(vm, f) {
                f.pc = RAISE;
                return Ok(None);
            }
            f.pc = INITIALIZING;
            return ask(vm, f, "_initializing", got);
        }
        INITIALIZING => {
            let value = take(got)?;
            f.pc = IS_INITIALIZING;
            if value.r() == absent {
                *got = Some(Own::assume(vm.one.false_));
                return Ok(None);
            }
            let flow = vm.truth_of_own(value)?;
            return Ok(put(got, flow));
        }
        IS_INITIALIZING => {
            let yes = take(got)?.r() == vm.one.true_;
            f.set_int(1, i64::from(yes));
            f.pc = RAISE;
            if !yes && f.int(0) == ATTRIBUTE {
                f.pc = SUBMODULES;
                return ask(vm, f, "_uninitialized_submodules", got);
            }
        }
        SUBMODULES => {
            let list = take(got)?;
            if list.r() == absent {
                f.pc = RAISE;
                return Ok(None);
            }
            f.pc = IS_SUBMODULE;
            let name = f.get(NAME).ok_or_else(|| vm_bug!("no name"))?;
            let (list_ref, mark) = (list.r(), vm.mark());
            let old = f.set(5, list.into());
            vm.heap.release(old);
            let _ = mark;
            let flow = vm.contains(list_ref, name)?;
            return Ok(put(got, flow));
        }
        IS_SUBMODULE => {
            let yes = take(got)?.r() == vm.one.true_;
            f.set_int(2, i64::from(yes));
            f.pc = RAISE;
        }
        _ => return Err(fault(vm, f, module)?),
    }
    Ok(None)
}

fn module_name(vm: &Vm, f: &NativeFrame, module: Ref) -> Option<String> {
    let name = f.get(MODULE_NAME).or_else(|| vm.module_dict(module).and_then(|d| vm.dict_get_str(d, vm.names.name)));
    name.and_then(|n| vm.heap.text(n)).map(|t| t.to_str_lossy().into_owned())
}

/// A module of the program that has the name of one of the library's. CPython: _PyModule_IsPossiblyShadowing.
fn shadows_standard(vm: &Vm, f: &NativeFrame) -> bool {
    let module = f.get(MODULE);
    let Some(name) = module.and_then(|m| module_name(vm, f, m)) else { return false };
    !name.contains('.') && super::is_importable(&name) && shadows(vm, f)
}

fn shadows(vm: &Vm, f: &NativeFrame) -> bool {
    let Some(origin) = f.get(ORIGIN).map(|o| vm.heap.str_lossy(o)) else { return false };
    if vm.config.interactive {
        return false;
    }
    let Some((mut folder, file)) = origin.rsplit_once('/') else { return false };
    if file == "__init__.py" {
        folder = folder.rsplit_once('/').map_or("", |(up, _)| up);
    }
    folder == &*vm.imports.script_folder
}

/// The exception, with the words that fit.
fn fault(vm: &mut Vm, f: &NativeFrame, module: Ref) -> Res<Stop> {
    let name = f.get(NAME).ok_or_else(|| vm_bug!("no name"))?;
    let (what, from) = (vm.heap.str_lossy(name), module_name(vm, f, module));
    let origin = f.get(ORIGIN).map(|o| vm.heap.str_lossy(o));
    let standard = shadows_standard(vm, f);
    let initializing = f.int(1) == 1;
    if f.int(0) == ATTRIBUTE {
        let message = match (&from, &origin) {
            (None, _) => format!("module has no attribute '{what}'"),
            (Some(from), _) if standard => format!(
                "module '{from}' has no attribute '{what}' (consider renaming '{}' since it has the same name as the standard library \
                 module named '{from}' and prevents importing that standard library module)",
                origin.as_deref().unwrap_or_default()
            ),
            (Some(from), Some(origin)) if initializing && shadows(vm, f) => format!(
                "module '{from}' has no attribute '{what}' (consider renaming '{origin}' if it has the same name as a library you \
                 intended to import)"
            ),
            (Some(from), Some(origin)) if initializing => format!(
                "partially initialized module '{from}' from '{origin}' has no attribute '{what}' (most likely due to a circular import)"
            ),
            (Some(from), None) if initializing => {
                format!("partially initialized module '{from}' has no attribute '{what}' (most likely due to a circular import)")
            }
            (Some(from), _) if f.int(2) == 1 => {
                format!("cannot access submodule '{what}' of module '{from}' (most likely due to a circular import)")
            }
            (Some(from), _) => format!("module '{from}' has no attribute '{what}'"),
        };
        return Ok(exc::attribute_error(vm, &message, module, name));
    }
    let from = from.unwrap_or_else(|| "<unknown module name>".to_owned());
    let message = match &origin {
        Some(origin) if standard => format!(
            "cannot import name '{what}' from '{from}' (consider renaming '{origin}' since it has the same name as the standard library \
             module named '{from}' and prevents importing that standard library module)"
        ),
        Some(origin) if initializing && shadows(vm, f) => format!(
            "cannot import name '{what}' from '{from}' (consider renaming '{origin}' if it has the same name as a library you intended to \
             import)"
        ),
        Some(origin) if initializing => {
            format!(
                "cannot import name '{what}' from partially initialized module '{from}' (most likely due to a circular import) ({origin})"
            )
        }
        None if initializing => {
            format!("cannot import name '{what}' from partially initialized module '{from}' (most likely due to a circular import)")
        }
        Some(origin) => format!("cannot import name '{what}' from '{from}' ({origin})"),
        None => format!("cannot import name '{what}' from '{from}' (unknown location)"),
    };
    let stop = exc::raise(vm, ids::IMPORT_ERROR, &message);
    if let Stop::Raise(e) = &stop {
        let from = vm.new_str(&from);
        exc::set_extra(vm, e.r(), 0, from.into());
        let path = f.get(ORIGIN).unwrap_or(vm.one.none);
        let path = vm.heap.own(path);
        exc::set_extra(vm, e.r(), 1, path.into());
        let name = vm.heap.own(name);
        exc::set_extra(vm, e.r(), 2, name.into());
    }
    Ok(stop)
}
