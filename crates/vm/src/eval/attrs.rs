//! LOAD_ATTR and its kin.
//!
//! CPython: Python/bytecodes.c (LOAD_ATTR, LOAD_SUPER_ATTR, LOAD_SPECIAL).

use pyvarium_heap::frame::Await;
use pyvarium_heap::{Ref, Slot};

use crate::eval::settle::Signal;
use crate::exc;
use crate::protocol::attr::Method;
use crate::stop::{Flow, Res};
use crate::vm::Vm;
use crate::vm_bug;

impl Vm {
    fn attr_name(&mut self, i: usize) -> Res<Ref> {
        let frame = self.py_frame()?;
        frame.code.names.get(i).and_then(|s| s.get()).ok_or_else(|| vm_bug!("no name {i}"))
    }

    pub(crate) fn op_load_attr(&mut self, arg: usize) -> Res<Signal> {
        let name = self.attr_name(arg >> 1)?;
        let owner = self.peek(0)?;
        if arg & 1 == 0 {
            let flow = self.getattr(owner, name)?;
            return self.replace(1, flow);
        }
        match self.get_method(owner, name)? {
            Method::Unbound(method) => {
                // The owner stays as self; the method goes below it.
                let this = self.pop_slot()?;
                self.push_own(method)?;
                self.push_slot(this)?;
                Ok(Signal::Go)
            }
            Method::Bound(value) => {
                self.drop_stack(1)?;
                self.push_own(value)?;
                self.push_slot(Slot::NULL)?;
                Ok(Signal::Go)
            }
            Method::Pushed => {
                // The attribute replaces the owner; a native frame adds the NULL behind it.
                self.set_await(Await::Opcode)?;
                Ok(Signal::Go)
            }
        }
    }

    /// The late answer of LOAD_ATTR with the method bit.
    pub(crate) fn accept_method(&mut self, value: pyvarium_heap::Own) -> Res<Signal> {
        self.drop_stack(1)?;
        self.push_own(value)?;
        self.push_slot(Slot::NULL)?;
        Ok(Signal::Go)
    }

    pub(crate) fn op_store_attr(&mut self, arg: usize) -> Res<Signal> {
        let name = self.attr_name(arg)?;
        let (value, owner) = (self.peek(1)?, self.peek(0)?);
        let flow = self.setattr(owner, name, Some(value))?;
        self.discard(2, flow)
    }

    pub(crate) fn op_delete_attr(&mut self, arg: usize) -> Res<Signal> {
        let name = self.attr_name(arg)?;
        let owner = self.peek(0)?;
        let flow = self.setattr(owner, name, None)?;
        self.discard(1, flow)
    }

    /// Stack: global super, class, self.
    pub(crate) fn op_load_super_attr(&mut self, arg: usize) -> Res<Signal> {
        let name = self.attr_name(arg >> 2)?;
        let (global_super, class, this) = (self.peek(2)?, self.peek(1)?, self.peek(0)?);
        let method = arg & 1 != 0;
        if global_super != self.ty(crate::core::ids::SUPER) {
            let mut args = vec![global_super, name];
            if arg & 2 != 0 {
                args.extend([class, this]);
            }
            let flow = self.run_script_of(crate::core::kinds::OTHER_SUPER, &args)?;
            return self.super_answer(flow, method);
        }
        if method && let Some(found) = self.super_method(class, this, name)? {
            let found = self.heap.own(found);
            let this = self.pop_slot()?;
            self.drop_stack(2)?;
            self.push_own(found)?;
            self.push_slot(this)?;
            return Ok(Signal::Go);
        }
        let flow = self.super_getattr(class, this, name)?;
        self.super_answer(flow, method)
    }

    fn super_answer(&mut self, flow: Flow, method: bool) -> Res<Signal> {
        match flow {
            Flow::Value(v) => return self.accept_super(v, method),
            Flow::Pushed if method => self.set_await(Await::Opcode)?,
            Flow::Pushed => self.set_await(Await::Replace(3))?,
        }
        Ok(Signal::Go)
    }

    /// The attribute that LOAD_SUPER_ATTR asked for.
    pub(crate) fn accept_super(&mut self, value: pyvarium_heap::Own, method: bool) -> Res<Signal> {
        self.drop_stack(3)?;
        self.push_own(value)?;
        if method {
            self.push_slot(Slot::NULL)?;
        }
        Ok(Signal::Go)
    }

    /// Stack: owner. Pushes the special method and self (or NULL).
    pub(crate) fn op_load_special(&mut self, arg: usize) -> Res<Signal> {
        let name = match arg {
            0 => self.names.enter,
            1 => self.names.exit,
            2 => self.names.aenter,
            _ => self.names.aexit,
        };
        let owner = self.peek(0)?;
        let ty = self.heap.type_of(owner);
        let Some(found) = self.lookup_type(ty, name) else {
            return Err(self.no_special(owner, arg));
        };
        if self.is_method_descriptor(found) {
            let this = self.pop_slot()?;
            self.push_new(found)?;
            self.push_slot(this)?;
            return Ok(Signal::Go);
        }
        match self.descr_get(found, Some(owner), ty)? {
            Flow::Value(v) => self.accept_method(v),
            Flow::Pushed => {
                self.set_await(Await::Opcode)?;
                Ok(Signal::Go)
            }
        }
    }

    /// CPython: Python/ceval.c, _Py_SpecialMethods.
    fn no_special(&mut self, owner: Ref, which: usize) -> crate::stop::Stop {
        let t = self.type_name(owner);
        let ty = self.heap.type_of(owner);
        let has = |vm: &mut Vm, name: Ref| vm.lookup_type(ty, name).is_some();
        let (protocol, other, missed) = if which < 2 {
            ("context manager", "asynchronous context manager", ["__enter__", "__exit__"])
        } else {
            ("asynchronous context manager", "context manager", ["__aenter__", "__aexit__"])
        };
        let (enter, exit) = if which < 2 { (self.names.aenter, self.names.aexit) } else { (self.names.enter, self.names.exit) };
        let method = missed.get(which & 1).copied().unwrap_or("__enter__");
        let mut message = format!("'{t}' object does not support the {protocol} protocol");
        let (own_exit, is_enter) = if which < 2 { (self.names.exit, which == 0) } else { (self.names.aexit, which == 2) };
        if !is_enter || has(self, own_exit) {
            message.push_str(&format!(" (missed {method} method)"));
        }
        if has(self, enter) && has(self, exit) {
            let with = if which < 2 { "async with" } else { "with" };
            message = format!(
                "'{t}' object does not support the {protocol} protocol (missed {method} method) but it supports the {other} protocol. Did you mean to use '{with}'?"
            );
        }
        exc::type_error(self, &message)
    }
}
