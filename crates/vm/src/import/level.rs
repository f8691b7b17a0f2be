//! `import a.b`, `from . import c`: a name and a level to a module.
//!
//! CPython: Python/import.c (PyImport_ImportModuleLevelObject, resolve_name, import_ensure_initialized).

use pyvarium_heap::frame::NativeFrame;
use pyvarium_heap::{Own, Ref, Slot};

use crate::core::{ids, kinds};
use crate::exc;
use crate::import::trim;
use crate::native::{Answer, NativeDef, Next};
use crate::stop::{Flow, Res, Stop};
use crate::vm::Vm;
use crate::vm_bug;

// Slots: the name as written, globals, fromlist, the absolute name, the module, something held.
const NAME: usize = 0;
const GLOBALS: usize = 1;
const FROMLIST: usize = 2;
const ABSOLUTE: usize = 3;
const MODULE: usize = 4;
const HELD: usize = 5;

const RESOLVE: u16 = 0;
const PARENT: u16 = 1;
const FIND: u16 = 2;
const SPEC: u16 = 3;
const INITIALIZING: u16 = 4;
const IS_INITIALIZING: u16 = 5;
const UNLOCKED: u16 = 6;
const LOADED: u16 = 7;
const HAS_FROM: u16 = 8;
const IS_TRUE: u16 = 9;
const TOP: u16 = 10;
const PATH: u16 = 11;
const HAS_PATH: u16 = 12;
const DONE: u16 = 13;

impl Vm {
    /// The caller keeps the arguments alive.
    pub fn import_module_level(&mut self, name: Ref, globals: Slot, fromlist: Slot, level: i64) -> Res {
        if self.heap.text(name).is_none() {
            return self.type_err("module name must be a string");
        }
        if level < 0 {
            return self.value_err("level must be >= 0");
        }
        if level == 0 && self.heap.text(name).is_some_and(|t| t.is_empty()) {
            return self.value_err("Empty module name");
        }
        self.push_native(kinds::IMPORT, &[Slot::borrow(name), borrowed(globals), borrowed(fromlist)], &[level])
    }

    /// sys.modules[name], unless it is None.
    fn loaded_module(&self, name: Ref) -> Option<Ref> {
        self.dict_get_str(self.modules, name).filter(|m| *m != self.one.none)
    }
}

fn borrowed(slot: Slot) -> Slot {
    slot.get().map_or(Slot::NULL, Slot::borrow)
}

/// Slots: above; ints: level.
pub static IMPORT: NativeDef = NativeDef {
    name: "import",
    catches: true,
    resume: |vm, f, answer| {
        let mut got = match answer {
            Answer::Value(v) => Some(v),
            Answer::Raised(e) => {
                trim::remove_importlib_frames(vm, e.r());
                return Err(Stop::Raise(e));
            }
            Answer::Start => None,
            Answer::Exhausted => return Err(vm_bug!("import")),
        };
        loop {
            match step(vm, f, &mut got)? {
                Some(next) => return Ok(next),
                None => continue,
            }
        }
    },
};

fn take(got: &mut Option<Own>) -> Res<Own> {
    got.take().ok_or_else(|| vm_bug!("import without answer"))
}

/// The answer is there, or the frame waits for it.
fn answered(got: &mut Option<Own>, flow: Flow) -> Option<Next> {
    match flow {
        Flow::Value(v) => {
            *got = Some(v);
            None
        }
        Flow::Pushed => Some(Next::Wait),
    }
}

fn step(vm: &mut Vm, f: &mut NativeFrame, got: &mut Option<Own>) -> Res<Option<Next>> {
    let name = f.get(NAME).ok_or_else(|| vm_bug!("import of nothing"))?;
    match f.pc {
        RESOLVE if f.int(0) == 0 => {
            let own = vm.heap.own(name);
            f.set(ABSOLUTE, own.into());
            f.pc = FIND;
        }
        RESOLVE => return begin_relative(vm, f, got),
        PARENT => {
            let parent = take(got)?;
            end_relative(vm, f, parent)?;
            f.pc = FIND;
        }
        FIND => {
            let absolute = f.get(ABSOLUTE).ok_or_else(|| vm_bug!("import"))?;
            match vm.loaded_module(absolute) {
                Some(m) => {
                    let own = vm.heap.own(m);
                    f.set(MODULE, own.into());
                    f.pc = SPEC;
                    let spec = vm.names.spec;
                    // A module's namespace answers at once.
                    match vm.module_dict(m).filter(|_| vm.is_exact(m, ids::MODULE)).and_then(|d| vm.dict_get_str(d, spec)) {
                        Some(spec) => *got = Some(vm.heap.own(spec)),
                        None => match vm.getattr_opt(m, spec)? {
                            Some(flow) => return Ok(answered(got, flow)),
                            None => f.pc = HAS_FROM,
                        },
                    }
                }
                None if vm.imports.importlib.is_null() => {
                    f.pc = LOADED;
                    let text = vm.heap.str_lossy(absolute);
                    *got = Some(vm.builtin_module(&text)?);
                }
                None => {
                    f.pc = LOADED;
                    let function = vm.imports.import_func.get().unwrap_or(vm.one.none);
                    let flow = vm.call_importlib("_find_and_load", &[absolute, function])?;
                    return Ok(answered(got, flow));
                }
            }
        }
        SPEC => {
            let spec = take(got)?;
            if spec.r() == vm.one.none || spec.r() == vm.one.not_implemented {
                vm.heap.decref_own(spec);
                f.pc = HAS_FROM;
                return Ok(None);
            }
            let held = spec.r();
            f.set(HELD, spec.into());
            f.pc = INITIALIZING;
            let word = vm.intern("_initializing").into_ref();
            match vm.getattr_opt(held, word)? {
                Some(flow) => return Ok(answered(got, flow)),
                None => f.pc = HAS_FROM,
            }
        }
        INITIALIZING => {
            let value = take(got)?;
            if value.r() == vm.one.not_implemented {
                *got = Some(Own::assume(vm.one.false_));
            }
            f.pc = IS_INITIALIZING;
            if value.r() != vm.one.not_implemented {
                let flow = vm.truth_of_own(value)?;
                return Ok(answered(got, flow));
            }
        }
        IS_INITIALIZING => {
            let yes = take(got)?.r() == vm.one.true_;
            f.pc = HAS_FROM;
            if yes {
                f.pc = UNLOCKED;
                let absolute = f.get(ABSOLUTE).ok_or_else(|| vm_bug!("import"))?;
                let flow = vm.call_importlib("_lock_unlock_module", &[absolute])?;
                return Ok(answered(got, flow));
            }
        }
        UNLOCKED => {
            let nothing = take(got)?;
            vm.heap.decref_own(nothing);
            f.pc = HAS_FROM;
        }
        LOADED => {
            let module = take(got)?;
            f.set(MODULE, module.into());
            f.pc = HAS_FROM;
        }
        HAS_FROM => {
            f.pc = IS_TRUE;
            match f.get(FROMLIST).filter(|l| *l != vm.one.none) {
                Some(list) => {
                    let flow = vm.truth(list)?;
                    return Ok(answered(got, flow));
                }
                None => *got = Some(Own::assume(vm.one.false_)),
            }
        }
        IS_TRUE => {
            let from = take(got)?.r() == vm.one.true_;
            if from {
                f.pc = PATH;
                return Ok(None);
            }
            return without_from(vm, f, name, got);
        }
        PATH => {
            let module = f.get(MODULE).ok_or_else(|| vm_bug!("import"))?;
            f.pc = HAS_PATH;
            let path = vm.names.path;
            match vm.getattr_opt(module, path)? {
                Some(flow) => return Ok(answered(got, flow)),
                None => *got = Some(Own::assume(vm.one.not_implemented)),
            }
        }
        HAS_PATH => {
            let path = take(got)?;
            let has = path.r() != vm.one.not_implemented;
            vm.heap.decref_own(path);
            let module = f.get(MODULE).ok_or_else(|| vm_bug!("import"))?;
            if !has || vm.imports.importlib.is_null() {
                return Ok(Some(Next::Done(vm.heap.own(module))));
            }
            f.pc = DONE;
            let function = vm.imports.import_func.get().unwrap_or(vm.one.none);
            let list = f.get(FROMLIST).unwrap_or(vm.one.none);
            let flow = vm.call_importlib("_handle_fromlist", &[module, list, function])?;
            return Ok(answered(got, flow));
        }
        TOP | DONE => return Ok(Some(Next::Done(take(got)?))),
        n => return Err(vm_bug!("import: no place {n}")),
    }
    Ok(None)
}

/// `import a.b` binds `a`; `__import__('b.c', level=1)` answers the package's `b`.
fn without_from(vm: &mut Vm, f: &mut NativeFrame, name: Ref, got: &mut Option<Own>) -> Res<Option<Next>> {
    let module = f.get(MODULE).ok_or_else(|| vm_bug!("import"))?;
    let text = vm.heap.str_lossy(name);
    let level = f.int(0);
    let Some(dot) = text.find('.').filter(|_| level == 0 || !text.is_empty()) else {
        return Ok(Some(Next::Done(vm.heap.own(module))));
    };
    let front = text.get(..dot).unwrap_or_default();
    if level == 0 {
        f.pc = TOP;
        let front = vm.new_str(front);
        let held = front.r();
        let old = f.set(HELD, front.into());
        vm.heap.release(old);
        let flow = vm.import_module_level(held, Slot::NULL, Slot::NULL, 0)?;
        return Ok(answered(got, flow));
    }
    let absolute = f.get(ABSOLUTE).map(|a| vm.heap.str_lossy(a)).unwrap_or_default();
    let cut = text.len() - dot;
    let wanted = absolute.get(..absolute.len().saturating_sub(cut)).unwrap_or_default().to_owned();
    let key = vm.intern(&wanted).into_ref();
    match vm.loaded_module(key) {
        Some(m) => Ok(Some(Next::Done(vm.heap.own(m)))),
        None => {
            let message = vm.new_str(&format!("'{wanted}' not in sys.modules as expected"));
            let stop = exc::key_error(vm, message.r());
            vm.heap.decref_own(message);
            Err(stop)
        }
    }
}

/// CPython: resolve_name, up to where `__spec__.parent` is asked for.
fn begin_relative(vm: &mut Vm, f: &mut NativeFrame, got: &mut Option<Own>) -> Res<Option<Next>> {
    let Some(globals) = f.get(GLOBALS) else {
        let message = vm.new_str("'__name__' not in globals");
        let stop = exc::key_error(vm, message.r());
        vm.heap.decref_own(message);
        return Err(stop);
    };
    if vm.heap.dict(globals).is_none() {
        return vm.type_err("globals must be a dict");
    }
    let none = vm.one.none;
    let (package, spec) = (vm.names.package, vm.names.spec);
    let package = vm.dict_get_str(globals, package).filter(|p| *p != none);
    let spec = vm.dict_get_str(globals, spec).filter(|s| *s != none);
    if let Some(p) = package
        && vm.heap.text(p).is_none()
    {
        return vm.type_err("package must be a string");
    }
    f.pc = PARENT;
    if let Some(spec) = spec {
        let own = vm.heap.own(spec);
        f.set(HELD, own.into());
        let flow = vm.getattr_str(spec, "parent")?;
        return Ok(answered(got, flow));
    }
    *got = Some(Own::assume(none));
    Ok(None)
}

/// The package's name, and the absolute one from it. `parent` is None where there is no spec.
fn end_relative(vm: &mut Vm, f: &mut NativeFrame, parent: Own) -> Res<()> {
    let globals = f.get(GLOBALS).ok_or_else(|| vm_bug!("import"))?;
    let none = vm.one.none;
    let package = vm.names.package;
    let package = vm.dict_get_str(globals, package).filter(|p| *p != none);
    let has_spec = f.get(HELD).is_some();
    let text = match package {
        Some(p) => {
            vm.heap.decref_own(parent);
            vm.heap.str_lossy(p)
        }
        None if has_spec => {
            let text = vm.heap.text(parent.r()).map(|t| t.to_str_lossy().into_owned());
            vm.heap.decref_own(parent);
            match text {
                Some(t) => t,
                None => return vm.type_err("__spec__.parent must be a string"),
            }
        }
        None => {
            let name = vm.names.name;
            let Some(name) = vm.dict_get_str(globals, name) else {
                let message = vm.new_str("'__name__' not in globals");
                let stop = exc::key_error(vm, message.r());
                vm.heap.decref_own(message);
                return Err(stop);
            };
            let Some(name) = vm.heap.text(name).map(|t| t.to_str_lossy().into_owned()) else {
                return vm.type_err("__name__ must be a string");
            };
            let path = vm.names.path;
            if vm.dict_get_str(globals, path).is_some() {
                name
            } else {
                match name.rfind('.') {
                    Some(dot) => name.get(..dot).unwrap_or_default().to_owned(),
                    None => return Err(no_parent(vm)),
                }
            }
        }
    };
    if text.is_empty() {
        return Err(no_parent(vm));
    }
    let mut base = text.as_str();
    for _ in 1..f.int(0) {
        match base.rfind('.') {
            Some(dot) => base = base.get(..dot).unwrap_or_default(),
            None => return Err(exc::raise(vm, ids::IMPORT_ERROR, "attempted relative import beyond top-level package")),
        }
    }
    let name = f.get(NAME).map(|n| vm.heap.str_lossy(n)).unwrap_or_default();
    let absolute = if base.is_empty() || name.is_empty() { base.to_owned() } else { format!("{base}.{name}") };
    let own = vm.new_str(&absolute);
    let old = f.set(ABSOLUTE, own.into());
    vm.heap.release(old);
    let held = f.set(HELD, Slot::NULL);
    vm.heap.release(held);
    Ok(())
}

fn no_parent(vm: &mut Vm) -> Stop {
    exc::raise(vm, ids::IMPORT_ERROR, "attempted relative import with no known parent package")
}
