//! CALL and its kin, and the making of functions.
//!
//! CPython: Python/bytecodes.c (CALL, CALL_KW, CALL_FUNCTION_EX, MAKE_FUNCTION).

use std::rc::Rc;

use pyvarium_heap::frame::Frame;
use pyvarium_heap::object::{Body, Function};
use pyvarium_heap::{Own, Ref, Shape, Slot};

use crate::args::Args;
use crate::core::{ids, kinds};
use crate::eval::bind::simple_frame;
use crate::eval::settle::Signal;
use crate::protocol::convert::Callee;
use crate::stop::{Flow, Res, Stop};
use crate::tables::EntryKind;
use crate::vm::Vm;
use crate::vm_bug;

impl Vm {
    /// Stack: callable, self or NULL, arguments.
    pub(crate) fn op_call(&mut self, n_args: usize) -> Res<Signal> {
        self.expand_method(n_args)?;
        let callable = self.peek(n_args + 1)?;
        let has_self = !self.peek_slot(n_args).is_null();
        let total = n_args + usize::from(has_self);
        if self.is_exact(callable, ids::FUNCTION) {
            if self.thread.depth < self.recursion_limit
                && let Some(Frame::Py(caller)) = self.thread.frames.last_mut()
                && let Some(frame) = simple_frame(&mut self.heap, &mut self.spare_frames, &mut caller.slots, n_args)
            {
                caller.awaiting = pyvarium_heap::frame::Await::Replace(0);
                self.thread.depth += 1;
                self.thread.frames.push(Frame::Py(frame));
                return Ok(Signal::Go);
            }
            // The arguments move into the new frame.
            let args = self.pop_many(total)?;
            if !has_self {
                self.pop_slot()?;
            }
            let function = self.pop_slot()?;
            return self.enter_function(function, args, None, 0);
        }
        let mut args = self.stack_args(total, 0, None, 0);
        let flow = match self.plain_native(callable, &mut args) {
            Some(callee) => self.call_native(callee, &args)?,
            None => self.call(callable, &args)?,
        };
        self.replace((n_args + 2) as u16, flow)
    }

    /// A native function, or a method with its self, that takes these arguments as they are: they are laid out for it.
    #[inline]
    fn plain_native(&self, callable: Ref, args: &mut Args) -> Option<Callee> {
        let Body::Builtin(builtin) = self.heap.full_body(callable) else { return None };
        let entry = self.tables.functions.get(builtin.function as usize)?;
        let n_selves = match entry.kind {
            EntryKind::Function => 0,
            // An instance of the very class that has the method.
            EntryKind::Method if builtin.this.is_null() && self.heap.type_of(args.get(0)?) == self.ty(entry.owner?) => 1,
            _ => return None,
        };
        if !entry.signature.takes_plainly(args, args.len() - n_selves) {
            return None;
        }
        args.items.resize(n_selves + entry.signature.params.len(), Slot::NULL);
        Some(Callee::Function(builtin.function))
    }

    /// Stack: callable, self or NULL, arguments, tuple of keyword names.
    pub(crate) fn op_call_kw(&mut self, n_args: usize) -> Res<Signal> {
        let kwnames = self.peek(0)?;
        let n_kw = self.heap.items(kwnames).map_or(0, |i| i.len());
        self.expand_method(n_args + 1)?;
        let callable = self.peek(n_args + 2)?;
        let has_self = !self.peek_slot(n_args + 1).is_null();
        let total = n_args + usize::from(has_self);
        if self.is_exact(callable, ids::FUNCTION) {
            let names = self.pop_slot()?;
            let args = self.pop_many(total)?;
            if !has_self {
                self.pop_slot()?;
            }
            let function = self.pop_slot()?;
            let result = self.enter_function(function, args, Some(kwnames), n_kw);
            self.heap.release(names);
            return result;
        }
        let args = self.stack_args(total, 1, Some(kwnames), n_kw);
        let flow = self.call(callable, &args)?;
        self.replace((n_args + 3) as u16, flow)
    }

    /// A bound method on the stack becomes its function and its self. CPython: _MAYBE_EXPAND_METHOD.
    fn expand_method(&mut self, above: usize) -> Res<()> {
        if !self.peek_slot(above).is_null() {
            return Ok(());
        }
        let callable = self.peek(above + 1)?;
        let Body::Method(function, this) = self.heap.full_body(callable) else { return Ok(()) };
        let (function, this) = (*function, *this);
        let function = self.heap.copy_slot(function);
        let this = self.heap.copy_slot(this);
        self.set_peek(above, this)?;
        let method = self.set_peek(above + 1, function)?;
        self.heap.release(method);
        Ok(())
    }

    /// Pushes the frame of a Python function; `function` and `args` are handed over.
    pub(crate) fn enter_function(&mut self, function: Slot, args: Vec<Slot>, kwnames: Option<Ref>, n_kw: usize) -> Res<Signal> {
        // Borrowed entries stay borrowed in the callee's locals: the caller's frame outlives it.
        self.set_await(pyvarium_heap::frame::Await::Replace(0))?;
        self.push_function_frame(function, args, kwnames, n_kw)?;
        Ok(Signal::Go)
    }

    /// Calls a Python function for a native: the frame gets references of its own.
    pub(crate) fn call_function(&mut self, function: Ref, args: &Args) -> Res {
        let slots: Vec<Slot> = args.items.iter().map(|s| self.heap.copy_slot(*s)).collect();
        let f = self.heap.own(function);
        self.push_function_frame(f.into(), slots, args.kwnames, args.n_kw)?;
        Ok(Flow::Pushed)
    }

    /// Stack: callable, NULL, positional arguments, keyword dict or NULL.
    pub(crate) fn op_call_function_ex(&mut self) -> Res<Signal> {
        let callable = self.peek(3)?;
        let args = self.peek(1)?;
        if !self.is_exact(args, ids::TUPLE) {
            if !self.has_slot(args, crate::slots::SlotId::Iter) && !self.is_sequence(args) {
                let name = self.function_text(callable);
                let message = format!("{name} argument after * must be an iterable, not {}", self.type_name(args));
                return self.type_err(&message);
            }
            // Make the tuple first; the instruction runs again with it in place.
            return match self.call_args(self.ty(ids::TUPLE), &[args])? {
                Flow::Value(tuple) => {
                    let old = self.set_peek(1, tuple.into())?;
                    self.heap.release(old);
                    self.op_call_function_ex()
                }
                Flow::Pushed => {
                    self.set_await(pyvarium_heap::frame::Await::Opcode)?;
                    Ok(Signal::Go)
                }
            };
        }
        let kwargs = self.peek_slot(0).get();
        let (mut items, kwnames) = (self.heap.items(args).unwrap_or_default().to_vec(), Vec::new());
        let mut names: Vec<Ref> = kwnames;
        if let Some(kwargs) = kwargs {
            let pairs: Vec<(Ref, Ref)> = self.heap.dict(kwargs).map(|d| d.iter().collect()).unwrap_or_default();
            for (k, v) in pairs {
                if self.heap.text(k).is_none() {
                    return self.type_err("keywords must be strings");
                }
                names.push(k);
                items.push(Slot::borrow(v));
            }
        }
        let n_kw = names.len();
        let kwnames = if n_kw > 0 { Some(self.tuple_from(&names)) } else { None };
        let borrowed = items.iter().map(|s| s.get().map_or(Slot::NULL, Slot::borrow)).collect();
        let call_args = Args { items: borrowed, kwnames: kwnames.as_ref().map(Own::r), n_kw, op: 0 };
        if self.is_exact(callable, ids::FUNCTION) {
            let copies: Vec<Slot> = call_args.items.iter().map(|s| self.heap.copy_slot(*s)).collect();
            let function = self.heap.own(callable);
            self.drop_stack(4)?;
            let result = self.enter_function(function.into(), copies, call_args.kwnames, n_kw);
            if let Some(names) = kwnames {
                self.heap.decref_own(names);
            }
            return result;
        }
        let mark = self.mark();
        match self.call(callable, &call_args) {
            Ok(Flow::Pushed) => {
                if let Some(names) = kwnames {
                    let _ = self.adapt(mark, kinds::HOLD, &[names.into()], &[])?;
                }
                self.replace(4, Flow::Pushed)
            }
            Ok(flow) => {
                if let Some(names) = kwnames {
                    self.heap.decref_own(names);
                }
                self.replace(4, flow)
            }
            Err(stop) => {
                if let Some(names) = kwnames {
                    self.heap.decref_own(names);
                }
                Err(stop)
            }
        }
    }

    /// A callable's name as error messages write it. CPython: Objects/object.c, _PyObject_FunctionStr.
    pub fn function_text(&mut self, callable: Ref) -> String {
        match self.heap.body(callable) {
            Body::Function(f) => {
                let (qualname, module) = (f.qualname.get(), f.module.get());
                let name = qualname.map(|q| self.heap.str_lossy(q)).unwrap_or_default();
                match module.filter(|m| self.heap.text(*m).is_some()).map(|m| self.heap.str_lossy(m)) {
                    Some(m) if m != "builtins" => format!("{m}.{name}()"),
                    _ => format!("{name}()"),
                }
            }
            Body::Builtin(b) => {
                let i = b.function as usize;
                self.tables.functions.get(i).map(|e| format!("{}()", e.qualname)).unwrap_or_default()
            }
            Body::Method(f, _) => match f.get() {
                Some(f) => self.function_text(f),
                None => String::new(),
            },
            Body::Type(_) => {
                let name = self.name_of_type(callable);
                let module = self.type_module(callable);
                if module == "builtins" { format!("{name}()") } else { format!("{module}.{name}()") }
            }
            _ => format!("{} object", self.type_name(callable)),
        }
    }

    pub(crate) fn op_make_function(&mut self) -> Res<Signal> {
        let code = self.pop_owned()?;
        let (globals, builtins) = {
            let f = self.py_frame()?;
            (f.globals, f.builtins)
        };
        let Some(code_ref) = code.get() else { return Err(vm_bug!("MAKE_FUNCTION of nothing")) };
        let function = self.new_function(code_ref, globals, builtins)?;
        self.heap.release(code);
        self.push_own(function)?;
        Ok(Signal::Go)
    }

    /// CPython: Objects/funcobject.c, PyFunction_NewWithQualName.
    pub fn new_function(&mut self, code_ref: Ref, globals: Slot, builtins: Slot) -> Res<Own> {
        let Some(code) = self.heap.code(code_ref).cloned() else {
            return Err(Stop::Halt(Box::new(crate::stop::Halt::VmBug { what: "a function needs a code object".into() })));
        };
        let doc = if code.flags & pyvarium_heap::code::CO_HAS_DOCSTRING != 0 { code.consts.first().copied() } else { None };
        let doc = doc.unwrap_or(Slot::borrow(self.one.none));
        let dunder_name = self.names.name;
        let module = globals.get().and_then(|g| self.dict_get_str(g, dunder_name)).map_or(Slot::NULL, Slot::borrow);
        let body = Function {
            code: Slot::own(self.heap.own(code_ref)),
            globals: self.heap.copy_slot(globals),
            builtins: self.heap.copy_slot(builtins),
            name: self.heap.copy_slot(code.name),
            qualname: self.heap.copy_slot(code.qualname),
            module: self.heap.copy_slot(module),
            doc: self.heap.copy_slot(doc),
            ..Function::default()
        };
        let ty = self.ty(ids::FUNCTION);
        Ok(self.heap.alloc(ty, Body::Function(Rc::new(body)), Shape::gc(152)))
    }

    /// Stack: value, function; the function stays.
    pub(crate) fn op_set_function_attribute(&mut self, flag: usize) -> Res<Signal> {
        let function = self.pop_slot()?;
        let value = self.pop_owned()?;
        let Some(f) = function.get().and_then(|r| self.heap.function_mut(r)) else { return Err(vm_bug!("not a function")) };
        let place = match flag {
            0x01 => &mut f.defaults,
            0x02 => &mut f.kwdefaults,
            0x04 => &mut f.annotations,
            0x08 => &mut f.closure,
            0x10 => &mut f.annotate,
            _ => return Err(vm_bug!("SET_FUNCTION_ATTRIBUTE {flag}")),
        };
        let old = std::mem::replace(place, value);
        self.heap.release(old);
        self.push_slot(function)?;
        Ok(Signal::Go)
    }
}
