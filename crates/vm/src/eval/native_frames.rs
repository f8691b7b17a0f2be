//! The native frames behind name look-ups in odd namespaces, raising of classes, and building of
//! sets and dicts whose keys may be Python's to hash.

use pyvarium_heap::{Own, Slot};

use crate::core::ids;
use crate::native::{Answer, NativeDef, Next};
use crate::protocol::dict_ops::DictOp;
use crate::script;
use crate::stop::{Flow, Stop};
use crate::vm::Vm;
use crate::vm_bug;

/// slots: mapping, name, fallback value, a second mapping that is asked first. A missing key falls back, then is a NameError.
pub static LOAD_MAPPING: NativeDef = NativeDef {
    name: "namespace look-up",
    catches: true,
    resume: |vm, f, answer| {
        let mut answer = answer;
        loop {
            let (Some(mapping), Some(name)) = (f.get(0), f.get(1)) else { return Err(vm_bug!("namespace look-up")) };
            let found = match std::mem::replace(&mut answer, Answer::Start) {
                Answer::Start => match vm.mapping_find(mapping, name) {
                    Ok(Flow::Value(v)) => Some(v),
                    Ok(Flow::Pushed) => return Ok(Next::Wait),
                    Err(Stop::Raise(e)) if vm.is_instance_of(e.r(), ids::KEY_ERROR) => {
                        vm.heap.decref_own(e);
                        None
                    }
                    Err(stop) => return Err(stop),
                },
                Answer::Value(v) => Some(v),
                Answer::Raised(e) if vm.is_instance_of(e.r(), ids::KEY_ERROR) => {
                    vm.heap.decref_own(e);
                    None
                }
                Answer::Raised(e) => return Err(Stop::Raise(e)),
                Answer::Exhausted => return Err(vm_bug!("namespace look-up")),
            };
            match (found, f.get(3), f.get(2)) {
                (Some(v), ..) if v.r() != vm.one.not_implemented => return Ok(Next::Done(v)),
                (_, Some(second), _) => {
                    let old = f.set(0, Slot::borrow(second));
                    vm.heap.release(old);
                    f.set(3, Slot::NULL);
                }
                (_, None, Some(fallback)) => return Ok(Next::Done(vm.heap.own(fallback))),
                (_, None, None) => return Err(vm.name_missing(name)),
            }
        }
    },
};

/// `__annotations__` in a namespace that is no dict. Argument: the namespace. CPython: SETUP_ANNOTATIONS.
pub static SETUP_ANNOTATIONS: NativeDef = NativeDef {
    name: "annotations",
    catches: true,
    resume: |vm, f, answer| {
        script::resume(vm, f, answer, |vm, s| {
            let locals = s.at(0)?;
            let name = vm.names.annotations;
            if s.ask_unless(vm, ids::KEY_ERROR, |vm| vm.getitem(locals, name))?.is_none() {
                let dict = s.make(vm, |vm| vm.new_dict())?;
                s.ask(vm, |vm| vm.setitem(locals, name, Some(dict)))?;
            }
            Ok(vm.none())
        })
    },
};

/// `import` with builtins that are no dict. Arguments: the builtins, then what `__import__` gets. CPython: _PyEval_ImportName.
pub static IMPORT_BY_MAPPING: NativeDef = NativeDef {
    name: "import",
    catches: true,
    resume: |vm, f, answer| {
        script::resume(vm, f, answer, |vm, s| {
            let builtins = s.at(0)?;
            let key = vm.names.import;
            let Some(function) = s.ask_unless(vm, ids::KEY_ERROR, |vm| vm.getitem(builtins, key))? else {
                return Err(crate::exc::raise(vm, ids::IMPORT_ERROR, "__import__ not found").into());
            };
            let args = s.args_from(1);
            let module = s.call(vm, function, &args)?;
            Ok(vm.heap.own(module))
        })
    },
};

/// A `super` that is not the builtin. Arguments: what is called, the name, then its arguments. CPython: LOAD_SUPER_ATTR.
pub static OTHER_SUPER: NativeDef = NativeDef {
    name: "super",
    catches: true,
    resume: |vm, f, answer| {
        script::resume(vm, f, answer, |vm, s| {
            let (callable, name) = (s.at(0)?, s.at(1)?);
            let args = s.args_from(2);
            let made = s.call(vm, callable, &args)?;
            let found = s.ask(vm, |vm| vm.getattr(made, name))?;
            Ok(vm.heap.own(found))
        })
    },
};

/// slots: what is raised, cause. Calls classes; ends by raising. CPython: do_raise.
pub static RAISE: NativeDef = NativeDef {
    name: "raise",
    catches: false,
    resume: |vm, f, answer| {
        let mut answer = match answer {
            Answer::Value(v) => Some(v),
            _ => None,
        };
        loop {
            match f.pc {
                0 => {
                    let what = f.get(0).ok_or_else(|| vm_bug!("raise"))?;
                    f.pc = 1;
                    if vm.heap.exception(what).is_some() {
                        answer = Some(vm.heap.own(what));
                    } else if is_exception_class(vm, what) {
                        match vm.call_args(what, &[])? {
                            Flow::Value(v) => answer = Some(v),
                            Flow::Pushed => return Ok(Next::Wait),
                        }
                    } else {
                        return vm.type_err("exceptions must derive from BaseException");
                    }
                }
                1 => {
                    let e = answer.take().ok_or_else(|| vm_bug!("raise"))?;
                    if vm.heap.exception(e.r()).is_none() {
                        let text = |vm: &Vm, ty: pyvarium_heap::Ref| {
                            let (module, name) = (vm.type_module(ty), vm.type_qualname(ty));
                            if module == "builtins" { name } else { format!("{module}.{name}") }
                        };
                        let (class, got) = (f.get(0).map(|c| text(vm, c)).unwrap_or_default(), text(vm, vm.heap.type_of(e.r())));
                        vm.heap.decref_own(e);
                        return vm.type_err(&format!(
                            "calling <class '{class}'> should have returned an instance of BaseException, not <class '{got}'>"
                        ));
                    }
                    let old = f.set(2, e.into());
                    vm.heap.release(old);
                    f.pc = 2;
                    match f.get(1) {
                        Some(cause) if is_exception_class(vm, cause) => match vm.call_args(cause, &[])? {
                            Flow::Value(v) => answer = Some(v),
                            Flow::Pushed => return Ok(Next::Wait),
                        },
                        Some(cause) => answer = Some(vm.heap.own(cause)),
                        None => {}
                    }
                }
                _ => {
                    let e = f.set(2, Slot::NULL).get().ok_or_else(|| vm_bug!("raise"))?;
                    if let Some(cause) = answer.take() {
                        if vm.heap.exception(cause.r()).is_none() && cause.r() != vm.one.none {
                            vm.heap.decref_own(cause);
                            vm.heap.decref(e);
                            return vm.type_err("exception causes must derive from BaseException");
                        }
                        vm.set_cause(e, cause.r());
                        vm.heap.decref_own(cause);
                    }
                    vm.set_context(e);
                    return Err(Stop::Raise(Own::assume(e)));
                }
            }
        }
    },
};

fn is_exception_class(vm: &Vm, r: pyvarium_heap::Ref) -> bool {
    vm.heap.as_type(r).is_some() && vm.is_subtype(r, vm.ty(ids::BASE_EXCEPTION))
}

/// slots: the set, then the items; ints: the next item.
pub static BUILD_SET: NativeDef = NativeDef {
    name: "set display",
    catches: false,
    resume: |vm, f, answer| {
        if let Answer::Value(v) = answer {
            vm.heap.decref_own(v);
        }
        // An item that is in is the set's alone.
        let done = f.int(0) as usize;
        if done > 1 {
            let slot = f.set(done - 1, Slot::NULL);
            vm.heap.release(slot);
        }
        let set = f.get(0).ok_or_else(|| vm_bug!("set display"))?;
        loop {
            let i = f.int(0);
            let Some(item) = f.get(i as usize) else {
                let own = f.set(0, Slot::NULL);
                return own.get().map(|r| Next::Done(Own::assume(r))).ok_or_else(|| vm_bug!("set display"));
            };
            f.set_int(0, i + 1);
            match vm.set_op(crate::protocol::set_ops::SetOp::AddTaken, set, item)? {
                Flow::Value(v) => {
                    vm.heap.decref_own(v);
                    let slot = f.set(i as usize, Slot::NULL);
                    vm.heap.release(slot);
                }
                Flow::Pushed => return Ok(Next::Wait),
            }
        }
    },
};

/// slots: the dict, then key, value, key, value...; ints: the next key.
pub static BUILD_MAP: NativeDef = NativeDef {
    name: "dict display",
    catches: false,
    resume: |vm, f, answer| {
        if let Answer::Value(v) = answer {
            vm.heap.decref_own(v);
        }
        let dict = f.get(0).ok_or_else(|| vm_bug!("dict display"))?;
        loop {
            let i = f.int(0);
            let (Some(key), Some(value)) = (f.get(i as usize), f.get(i as usize + 1)) else {
                let own = f.set(0, Slot::NULL);
                return own.get().map(|r| Next::Done(Own::assume(r))).ok_or_else(|| vm_bug!("dict display"));
            };
            f.set_int(0, i + 2);
            match vm.dict_op(DictOp::Set, dict, key, Some(value))? {
                Flow::Value(v) => vm.heap.decref_own(v),
                Flow::Pushed => return Ok(Next::Wait),
            }
        }
    },
};
