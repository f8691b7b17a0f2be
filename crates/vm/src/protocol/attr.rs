//! Attributes: getattr, setattr, delattr, method look-up for calls, and the error texts.
//!
//! CPython: Objects/object.c (PyObject_GetAttr, _PyObject_GetMethod), Objects/typeobject.c.

use pyvarium_heap::types::{SlotImpl, flags};
use pyvarium_heap::{Own, Ref, Slot};

use crate::args::Args;
use crate::core::kinds;
use crate::exc;
use crate::native::{Answer, NativeDef, Next};
use crate::slots::SlotId;
use crate::stop::{Flow, Res, Stop};
use crate::vm::Vm;
use crate::vm_bug;

/// What LOAD_ATTR for a call finds. CPython: _PyObject_GetMethod.
pub enum Method {
    /// Call it with the object in front.
    Unbound(Own),
    /// A plain attribute.
    Bound(Own),
    Pushed,
}

impl Vm {
    pub fn getattr(&mut self, r: Ref, name: Ref) -> Res {
        match self.slot_of(r, SlotId::GetAttr) {
            SlotImpl::None => self.generic_getattr(r, name),
            SlotImpl::Native(i) => self.call_slot_function(i, &Args::two(r, name)),
            SlotImpl::Python => self.getattr_hook(r, name),
        }
    }

    pub fn getattr_str(&mut self, r: Ref, name: &str) -> Res {
        let name = self.intern(name);
        self.getattr(r, name.into_ref())
    }

    /// `__getattribute__`, then `__getattr__`. CPython: slot_tp_getattr_hook.
    fn getattr_hook(&mut self, r: Ref, name: Ref) -> Res {
        let ty = self.heap.type_of(r);
        let hook = self.names.getattr;
        let getattr = self.lookup_type(ty, hook);
        let main = self.names.getattribute;
        let getattribute = self.lookup_type(ty, main);
        let native = getattribute.is_none_or(|g| self.heap.builtin(g).is_some());
        let mark = self.mark();
        let first = if native {
            match getattribute.and_then(|g| self.native_slot_of_wrapper(g)) {
                Some(f) => f(self, &Args::two(r, name)),
                None => self.generic_getattr(r, name),
            }
        } else {
            match getattribute {
                Some(g) => self.call_found(g, r, &[name]),
                None => Err(vm_bug!("no __getattribute__")),
            }
        };
        let Some(hook) = getattr else { return first };
        match first {
            Err(Stop::Raise(e)) if self.is_instance_of(e.r(), crate::core::ids::ATTRIBUTE_ERROR) => {
                self.heap.decref_own(e);
                self.call_found(hook, r, &[name])
            }
            Ok(Flow::Pushed) => self.adapt(mark, kinds::GETATTR_HOOK, &[Slot::borrow(r), Slot::borrow(name), Slot::borrow(hook)], &[]),
            other => other,
        }
    }

    fn native_slot_of_wrapper(&self, wrapper: Ref) -> Option<crate::native::NativeFn> {
        let b = self.heap.builtin(wrapper)?;
        self.tables.functions.get(b.function as usize).map(|e| e.call)
    }

    /// For LOAD_ATTR with the method bit.
    pub fn get_method(&mut self, r: Ref, name: Ref) -> Res<Method> {
        let generic = match self.slot_of(r, SlotId::GetAttr) {
            SlotImpl::None => true,
            SlotImpl::Native(i) => {
                self.slot_function(i)? as usize == crate::objects::object::object_getattribute as crate::native::NativeFn as usize
            }
            SlotImpl::Python => false,
        };
        if generic {
            let ty = self.heap.type_of(r);
            if let Some(found) = self.lookup_type(ty, name)
                && self.is_method_descriptor(found)
                && self.instance_attr(r, name).is_none()
            {
                return Ok(Method::Unbound(self.heap.own(found)));
            }
        }
        match self.getattr(r, name)? {
            Flow::Value(v) => Ok(Method::Bound(v)),
            Flow::Pushed => Ok(Method::Pushed),
        }
    }

    /// `value` None deletes.
    pub fn setattr(&mut self, r: Ref, name: Ref, value: Option<Ref>) -> Res {
        let mut args = Args::two(r, name);
        if let Some(v) = value {
            args.push(v);
        }
        match self.slot_of(r, SlotId::SetAttr) {
            SlotImpl::None => self.generic_setattr(r, name, value),
            SlotImpl::Native(i) => self.call_slot_function(i, &args),
            SlotImpl::Python => match value {
                Some(v) => {
                    let dunder = self.names.setattr;
                    self.call_special(r, dunder, &[name, v])
                }
                None => {
                    let dunder = self.names.delattr;
                    self.call_special(r, dunder, &[name])
                }
            },
        }
    }

    /// Py_TPFLAGS_METHOD_DESCRIPTOR: a function-like that gets `self` in front when called.
    pub fn is_method_descriptor(&self, r: Ref) -> bool {
        self.heap.as_type(self.heap.type_of(r)).is_some_and(|t| t.has(flags::METHOD_DESCRIPTOR))
    }

    /// The usual words. CPython: Objects/object.c, _PyObject_GenericGetAttrWithDict.
    pub fn no_attribute(&mut self, r: Ref, ty: Ref, name: Ref) -> Stop {
        let text = self.heap.str_lossy(name);
        let message = match self.heap.as_type(r) {
            Some(_) => format!("type object '{}' has no attribute '{text}'", self.name_of_type(r)),
            None => format!("'{}' object has no attribute '{text}'", self.message_name(ty)),
        };
        exc::attribute_error(self, &message, r, name)
    }

    /// An attribute of an object whose absence is no error. Native attributes only answer at once;
    /// a property may push, and then AttributeError is turned into None by the frame put below.
    pub fn getattr_opt(&mut self, r: Ref, name: Ref) -> Res<Option<Flow>> {
        let mark = self.mark();
        match self.getattr(r, name) {
            Ok(Flow::Value(v)) => Ok(Some(Flow::Value(v))),
            Ok(Flow::Pushed) => {
                let none = Slot::borrow(self.one.not_implemented);
                Ok(Some(self.adapt(mark, kinds::GETATTR_DEFAULT, &[none], &[])?))
            }
            Err(Stop::Raise(e)) if self.is_instance_of(e.r(), crate::core::ids::ATTRIBUTE_ERROR) => {
                self.heap.decref_own(e);
                Ok(None)
            }
            Err(stop) => Err(stop),
        }
    }
}

/// slots: object, name, `__getattr__`.
pub static GETATTR_HOOK: NativeDef = NativeDef {
    name: "__getattr__ hook",
    catches: true,
    resume: |vm, f, answer| match answer {
        Answer::Value(v) => Ok(Next::Done(v)),
        Answer::Raised(e) if f.pc == 1 && vm.is_instance_of(e.r(), crate::core::ids::ATTRIBUTE_ERROR) => {
            vm.heap.decref_own(e);
            f.pc = 2;
            let (Some(r), Some(name), Some(hook)) = (f.get(0), f.get(1), f.get(2)) else { return Err(vm_bug!("getattr hook")) };
            match vm.call_found(hook, r, &[name])? {
                Flow::Value(v) => Ok(Next::Done(v)),
                Flow::Pushed => Ok(Next::Wait),
            }
        }
        Answer::Raised(e) => Err(Stop::Raise(e)),
        Answer::Start | Answer::Exhausted => Err(vm_bug!("getattr hook")),
    },
};

/// AttributeError from above becomes the value in slot 0.
pub static GETATTR_DEFAULT: NativeDef = NativeDef {
    name: "getattr",
    catches: true,
    resume: |vm, f, answer| match answer {
        Answer::Value(v) => Ok(Next::Done(v)),
        Answer::Raised(e) if vm.is_instance_of(e.r(), crate::core::ids::ATTRIBUTE_ERROR) => {
            vm.heap.decref_own(e);
            let default = f.get(0).ok_or_else(|| vm_bug!("getattr default"))?;
            Ok(Next::Done(vm.heap.own(default)))
        }
        Answer::Raised(e) => Err(Stop::Raise(e)),
        Answer::Start | Answer::Exhausted => Err(vm_bug!("getattr default")),
    },
};
