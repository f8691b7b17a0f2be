//! What guards ask of objects: versions of classes, functions and dicts' keys, and where instances keep their values.

use pyvarium_heap::code::{CO_OPTIMIZED, CO_VARARGS, CO_VARKEYWORDS};
use pyvarium_heap::object::{Body, Instance};
use pyvarium_heap::{Heap, Ref, Serial};

use crate::eval::quick_ops::Quick;

/// The instance's values are its own, whether or not a dict shows them. CPython: PyDictValues.valid.
pub(crate) fn are_inline(heap: &Heap, instance: &Instance) -> bool {
    instance.attrs.dict.get().is_none_or(|dict| instance.attrs.is_shown && heap.dict(dict).is_some_and(|d| d.split().is_some()))
}

/// What CALL asks of a function's code. CPython: function_kind.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum FunctionKind {
    /// So many positional parameters, and no others.
    Simple(u32),
    /// With `*args`, `**kwargs` or keyword-only parameters.
    Complex,
    /// Its names are no locals.
    NotOptimized,
}

/// None: not a function.
pub(crate) fn function_kind(heap: &Heap, function: Ref) -> Option<FunctionKind> {
    let code = heap.code(heap.function(function)?.code.get()?)?;
    Some(if code.flags & (CO_VARARGS | CO_VARKEYWORDS) != 0 || code.kwonlyargcount > 0 {
        FunctionKind::Complex
    } else if code.flags & CO_OPTIMIZED == 0 {
        FunctionKind::NotOptimized
    } else {
        FunctionKind::Simple(code.argcount)
    })
}

/// A dict's keys, as long as nothing is added: CPython gives them a number then (dk_version).
pub(crate) type Keys = (Serial, u32);

#[inline]
pub(crate) fn keys_of(heap: &Heap, dict: Ref) -> Option<Keys> {
    match heap.full_body(dict) {
        Body::Dict(d) => Some((heap.serial(dict), d.version())),
        _ => None,
    }
}

impl Quick<'_> {
    #[inline]
    pub(crate) fn version_of_type(&self, ty: Ref) -> u32 {
        self.heap.as_type(ty).map_or(0, |t| t.version)
    }

    #[inline]
    pub(crate) fn version_of(&self, r: Ref) -> u32 {
        self.version_of_type(self.heap.type_of(r))
    }

    /// Code, defaults or keyword defaults have been assigned: such a function has no version.
    pub(crate) fn is_changed(&self, function: Ref) -> bool {
        self.heap.function(function).is_none_or(|f| f.is_changed)
    }

    /// func_version: functions of one code object share it. 0: it has none.
    #[inline]
    pub(crate) fn function_version(&self, function: Ref) -> u32 {
        match self.heap.full_body(function) {
            Body::Function(f) if !f.is_changed => f.code.get().and_then(|c| self.heap.code(c)).map_or(0, |c| c.number + 1),
            _ => 0,
        }
    }
}
