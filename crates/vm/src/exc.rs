//! Raising: exception instances made by natives, with CPython's exact messages in one place.

use pyvarium_heap::object::{Body, Exception};
use pyvarium_heap::{Own, Ref, Shape, Slot};
use std::rc::Rc;

use crate::core::ids;
use crate::native::TypeId;
use crate::stop::{Res, Stop};
use crate::vm::Vm;

/// An instance of a builtin exception class with these arguments.
pub fn new_exception(vm: &mut Vm, ty: TypeId, args: &[Ref]) -> Own {
    let args = vm.tuple_from(args);
    let class = vm.ty(ty);
    new_instance(vm, class, args)
}

/// CPython: BaseException_new.
pub fn new_instance(vm: &mut Vm, class: Ref, args: Own) -> Own {
    let body = Exception { args: args.into(), ..Exception::default() };
    vm.heap.alloc(class, Body::Exception(Rc::new(body)), Shape::gc(72))
}

pub fn raise(vm: &mut Vm, ty: TypeId, message: &str) -> Stop {
    let text = vm.new_str(message);
    let e = new_exception(vm, ty, &[text.r()]);
    vm.heap.decref_own(text);
    Stop::Raise(e)
}

macro_rules! raisers {
    ($($name:ident $id:ident)*) => {
        $(pub fn $name(vm: &mut Vm, message: &str) -> Stop { raise(vm, ids::$id, message) })*
    };
}

raisers! {
    type_error TYPE_ERROR
    value_error VALUE_ERROR
    index_error INDEX_ERROR
    overflow_error OVERFLOW_ERROR
    zero_division_error ZERO_DIVISION_ERROR
    runtime_error RUNTIME_ERROR
    recursion_error RECURSION_ERROR
    system_error SYSTEM_ERROR
    memory_error MEMORY_ERROR
    buffer_error BUFFER_ERROR
    assertion_error ASSERTION_ERROR
    unbound_local_error UNBOUND_LOCAL_ERROR
    lookup_error LOOKUP_ERROR
}

/// `KeyError(key)`: its argument is the key itself.
pub fn key_error(vm: &mut Vm, key: Ref) -> Stop {
    Stop::Raise(new_exception(vm, ids::KEY_ERROR, &[key]))
}

/// NameError with its `name`. CPython: Python/ceval.c, _PyEval_FormatExcCheckArg.
pub fn name_error(vm: &mut Vm, message: &str, name: Ref) -> Stop {
    let stop = raise(vm, ids::NAME_ERROR, message);
    if let Stop::Raise(e) = &stop {
        let name = vm.heap.own(name);
        set_extra(vm, e.r(), 0, name.into());
    }
    stop
}

/// AttributeError with its `name` and `obj`.
pub fn attribute_error(vm: &mut Vm, message: &str, obj: Ref, name: Ref) -> Stop {
    let stop = raise(vm, ids::ATTRIBUTE_ERROR, message);
    if let Stop::Raise(e) = &stop {
        let (name, obj) = (vm.heap.own(name), vm.heap.own(obj));
        set_extra(vm, e.r(), 0, name.into());
        set_extra(vm, e.r(), 1, obj.into());
    }
    stop
}

/// Fills one of the places that the class adds (`name`, `obj`, `value`, ...).
pub fn set_extra(vm: &mut Vm, e: Ref, i: usize, value: Slot) {
    let old = match vm.heap.exception_mut(e) {
        Some(x) => {
            if x.extra.len() <= i {
                x.extra.resize(i + 1, Slot::NULL);
            }
            x.extra.get_mut(i).map(|place| std::mem::replace(place, value))
        }
        None => Some(value),
    };
    if let Some(old) = old {
        vm.heap.release(old);
    }
}

pub fn extra(vm: &Vm, e: Ref, i: usize) -> Option<Ref> {
    vm.heap.exception(e)?.extra.get(i)?.get()
}

pub fn stop_iteration(vm: &mut Vm, value: Option<Own>) -> Own {
    match value {
        None => new_exception(vm, ids::STOP_ITERATION, &[]),
        Some(value) => {
            // CPython: _PyGen_SetStopIterationValue.
            let bare = value.r() == vm.one.none;
            let e = new_exception(vm, ids::STOP_ITERATION, if bare { &[] } else { std::slice::from_ref(value_ref(&value)) });
            set_extra(vm, e.r(), 0, value.into());
            e
        }
    }
}

fn value_ref(own: &Own) -> &Ref {
    own.as_ref()
}

pub fn is_stop_iteration(vm: &Vm, e: Ref) -> bool {
    vm.is_instance_of(e, ids::STOP_ITERATION)
}

/// The `value` of a StopIteration, counted; None for None.
pub fn stop_iteration_value(vm: &mut Vm, e: Ref) -> Option<Own> {
    let value = extra(vm, e, 0).or_else(|| {
        let args = vm.heap.exception(e)?.args.get()?;
        vm.heap.items(args)?.first()?.get()
    })?;
    Some(vm.heap.own(value))
}

impl Vm {
    pub fn is_instance_of(&self, r: Ref, ty: TypeId) -> bool {
        self.is_subtype(self.heap.type_of(r), self.ty(ty))
    }

    /// CPython: Objects/typeobject.c, PyType_IsSubtype, by the MRO.
    pub fn is_subtype(&self, a: Ref, b: Ref) -> bool {
        if a == b {
            return true;
        }
        let Some(t) = self.heap.as_type(a) else { return false };
        match t.mro.get().and_then(|mro| self.heap.items(mro)) {
            Some(mro) => mro.iter().any(|s| s.get() == Some(b)),
            None => t.base.get().is_some_and(|base| self.is_subtype(base, b)),
        }
    }

    /// The name of an object's type, for messages: with its module where a native type has one (tp_name).
    pub fn type_name(&self, r: Ref) -> String {
        self.message_name(self.heap.type_of(r))
    }

    /// tp_name of a type.
    /// What an argument is, as _PyArg_BadArgument says it: None is called by its name.
    pub fn given_name(&self, r: Ref) -> String {
        if r == self.one.none { "None".to_owned() } else { self.type_name(r) }
    }

    pub fn message_name(&self, ty: Ref) -> String {
        let native = self.heap.as_type(ty).filter(|t| !t.has(pyvarium_heap::types::flags::HEAPTYPE));
        match native.and_then(|t| self.tables.types.get(t.def as usize)) {
            Some(def) => def.name.to_owned(),
            None => self.name_of_type(ty),
        }
    }

    pub fn name_of_type(&self, ty: Ref) -> String {
        match self.heap.as_type(ty).and_then(|t| t.name.get()) {
            Some(name) => self.heap.str_lossy(name),
            None => "?".to_owned(),
        }
    }

    /// A class that was not made by a `class` statement or a call of `type`.
    pub fn is_builtin_type(&self, ty: Ref) -> bool {
        self.heap.as_type(ty).is_some_and(|t| !t.has(pyvarium_heap::types::flags::HEAPTYPE))
    }

    /// The exception was raised by this native: shorthand for `Err(exc::type_error(..))`.
    pub fn type_err<T>(&mut self, message: &str) -> Res<T> {
        Err(type_error(self, message))
    }

    pub fn value_err<T>(&mut self, message: &str) -> Res<T> {
        Err(value_error(self, message))
    }
}

impl Vm {
    /// Raises a TypeError with an object's repr between two texts.
    pub(crate) fn type_err_of(&mut self, before: &str, r: Ref, after: &str) -> Res {
        let (before, after) = (self.new_str(before), self.new_str(after));
        let slots = [Slot::borrow(r), before.into(), after.into()];
        self.run_script(crate::core::kinds::RAISE_SAID, &slots)
    }
}

/// Raises a TypeError. Arguments: the object that is shown, what stands before it, what behind it.
pub static RAISE_SAID: crate::native::NativeDef = crate::native::NativeDef {
    name: "repr",
    catches: true,
    resume: |vm, f, answer| {
        crate::script::resume(vm, f, answer, |vm, s| {
            let (r, before, after) = (s.at(0)?, s.at(1)?, s.at(2)?);
            let shown = s.repr(vm, r)?;
            let message = format!("{}{shown}{}", vm.heap.str_lossy(before), vm.heap.str_lossy(after));
            Err(type_error(vm, &message).into())
        })
    },
};
