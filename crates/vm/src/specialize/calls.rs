//! The forms of CALL and CALL_KW.
//!
//! CPython: Python/specialize.c, _Py_Specialize_Call, specialize_py_call, specialize_class_call, specialize_c_call,
//! specialize_method_descriptor, _Py_Specialize_CallKw.

use pyvarium_code::Opcode;
use pyvarium_heap::object::Body;
use pyvarium_heap::{Ref, Slot};

use crate::core::ids;
use crate::eval::quick_ops::Quick;
use crate::specialize::values::{FunctionKind, function_kind};
use crate::specialize::{AdaptiveCode, Convention, Site};

/// Place of the function's or class's version in the inline cache.
pub(crate) const VERSION: usize = 1;

/// The operands of a call.
#[derive(Clone, Copy)]
struct Called {
    callable: Ref,
    this: Option<Ref>,
    /// Arguments, with self.
    n: usize,
}

impl Called {
    /// Stack: callable, self or NULL, arguments; `above`: entries on top of them.
    fn on(stack: &[Slot], n_args: usize, above: usize) -> Option<Called> {
        let at = stack.len().checked_sub(n_args + 2 + above)?;
        let this = stack.get(at + 1)?.get();
        Some(Called { callable: stack.get(at)?.get()?, this, n: n_args + usize::from(this.is_some()) })
    }
}

impl Quick<'_> {
    pub(super) fn call_form(&mut self, spec: &mut AdaptiveCode, site: Site<'_>, stack: &[Slot]) -> Option<Opcode> {
        let called = Called::on(stack, site.arg, 0)?;
        let callable = called.callable;
        match self.heap.full_body(callable) {
            Body::Builtin(_) if self.is_exact(callable, ids::BUILTIN_FUNCTION) => self.builtin_form(called),
            Body::Builtin(_) if self.is_exact(callable, ids::METHOD_DESCRIPTOR) => self.descriptor_form(site, called),
            Body::Function(_) => self.python_form(spec, site, callable, called.n, false),
            Body::Type(_) => self.new_instance_form(spec, site, called),
            Body::Method(function, _) => {
                let function = function.get().filter(|f| self.heap.function(*f).is_some())?;
                self.python_form(spec, site, function, called.n, true)
            }
            _ => Some(Opcode::CallNonPyGeneral),
        }
    }

    fn python_form(&mut self, spec: &mut AdaptiveCode, site: Site<'_>, function: Ref, n: usize, bound: bool) -> Option<Opcode> {
        let kind = function_kind(self.heap, function)?;
        let version = self.function_version(function);
        if kind == FunctionKind::NotOptimized || version == 0 {
            return None;
        }
        spec.set_cache_u32(site.unit, VERSION, version);
        Some(match (kind == FunctionKind::Simple((n + usize::from(bound)) as u32), bound) {
            (true, false) => Opcode::CallPyExactArgs,
            (true, true) => Opcode::CallBoundMethodExactArgs,
            (false, false) => Opcode::CallPyGeneral,
            (false, true) => Opcode::CallBoundMethodGeneral,
        })
    }

    fn new_instance_form(&mut self, spec: &mut AdaptiveCode, site: Site<'_>, called: Called) -> Option<Opcode> {
        let class = called.callable;
        if self.is_immutable(class) {
            let one = called.n == 1 && site.arg == 1;
            return Some(match Some(class) {
                c if one && c == self.ty(ids::STR) => Opcode::CallStr1,
                c if one && c == self.ty(ids::TYPE) => Opcode::CallType1,
                c if one && c == self.ty(ids::TUPLE) => Opcode::CallTuple1,
                _ if self.has_vectorcall(class) => Opcode::CallBuiltinClass,
                _ => Opcode::CallNonPyGeneral,
            });
        }
        let general = Some(Opcode::CallNonPyGeneral);
        if !self.is_exact(class, ids::TYPE) || !self.is_made_plainly(class) {
            return general;
        }
        let Some(init) = self.cache.look_up(self.heap, class, self.names.init) else { return general };
        if !matches!(function_kind(self.heap, init), Some(FunctionKind::Simple(_))) {
            return general;
        }
        spec.set_cache_u32(site.unit, VERSION, self.version_of_type(class));
        Some(Opcode::CallAllocAndEnterInit)
    }

    /// Instances come from `object.__new__`.
    fn is_made_plainly(&mut self, class: Ref) -> bool {
        let of_object = self.ty(ids::OBJECT).and_then(|object| self.cache.look_up(self.heap, object, self.names.new));
        self.cache.look_up(self.heap, class, self.names.new) == of_object
    }

    /// CPython: tp_vectorcall of a builtin class.
    fn has_vectorcall(&self, class: Ref) -> bool {
        let with = [
            ids::BOOL,
            ids::INT,
            ids::FLOAT,
            ids::STR,
            ids::TUPLE,
            ids::LIST,
            ids::DICT,
            ids::SET,
            ids::FROZENSET,
            ids::RANGE,
            ids::TYPE,
            ids::ENUMERATE,
            ids::REVERSED,
            ids::MAP,
            ids::FILTER,
            ids::SUPER,
        ];
        with.iter().any(|id| self.ty(*id) == Some(class))
    }

    fn convention(&self, callable: Ref) -> Option<Convention> {
        let Body::Builtin(b) = self.heap.full_body(callable) else { return None };
        self.tables.functions.get(b.function as usize).map(|f| f.convention)
    }

    fn builtin_form(&self, called: Called) -> Option<Opcode> {
        let Body::Builtin(builtin) = self.heap.full_body(called.callable) else { return None };
        let known = self.tables.known;
        match self.convention(called.callable)? {
            Convention::O if called.n != 1 => None,
            Convention::O if builtin.function == known.len => Some(Opcode::CallLen),
            Convention::O => Some(Opcode::CallBuiltinO),
            Convention::Fast if called.n == 2 && builtin.function == known.isinstance => Some(Opcode::CallIsinstance),
            Convention::Fast => Some(Opcode::CallBuiltinFast),
            Convention::FastKeywords => Some(Opcode::CallBuiltinFastWithKeywords),
            Convention::NoArgs | Convention::Other => Some(Opcode::CallNonPyGeneral),
        }
    }

    fn descriptor_form(&self, site: Site<'_>, called: Called) -> Option<Opcode> {
        let Body::Builtin(builtin) = self.heap.full_body(called.callable) else { return None };
        match self.convention(called.callable)? {
            Convention::NoArgs => (called.n == 1).then_some(Opcode::CallMethodDescriptorNoargs),
            Convention::O if called.n != 2 => None,
            Convention::O => {
                let is_append = builtin.function == self.tables.known.list_append;
                let is_dropped = matches!(site.next(), Some((Opcode::PopTop, _)));
                Some(if is_append && site.arg == 1 && is_dropped { Opcode::CallListAppend } else { Opcode::CallMethodDescriptorO })
            }
            Convention::Fast => Some(Opcode::CallMethodDescriptorFast),
            Convention::FastKeywords => Some(Opcode::CallMethodDescriptorFastWithKeywords),
            Convention::Other => Some(Opcode::CallNonPyGeneral),
        }
    }

    /// Stack: callable, self or NULL, arguments, names.
    pub(super) fn call_kw_form(&mut self, spec: &mut AdaptiveCode, site: Site<'_>, stack: &[Slot]) -> Option<Opcode> {
        let callable = Called::on(stack, site.arg, 1)?.callable;
        let (function, form) = match self.heap.full_body(callable) {
            Body::Function(_) => (callable, Opcode::CallKwPy),
            Body::Method(function, _) => (function.get().filter(|f| self.heap.function(*f).is_some())?, Opcode::CallKwBoundMethod),
            _ => return Some(Opcode::CallKwNonPy),
        };
        let version = self.function_version(function);
        if function_kind(self.heap, function)? == FunctionKind::NotOptimized || version == 0 {
            return None;
        }
        spec.set_cache_u32(site.unit, VERSION, version);
        Some(form)
    }

    pub(super) fn call_holds(&mut self, spec: &AdaptiveCode, op: Opcode, site: Site<'_>, stack: &[Slot]) -> Option<bool> {
        let above = usize::from(op.base() == Opcode::CallKw);
        let called = Called::on(stack, site.arg, above)?;
        let callable = called.callable;
        let version = spec.cache_u32(site.unit, VERSION);
        let has_version = |q: &Self, function: Ref| version != 0 && q.function_version(function) == version;
        let takes = |q: &Self, function: Ref, n: usize| function_kind(q.heap, function) == Some(FunctionKind::Simple(n as u32));
        // The function of a bound method, which CALL takes apart.
        let bound = match self.heap.full_body(callable) {
            Body::Method(function, _) if called.this.is_none() => function.get(),
            _ => None,
        };
        let is_type = |q: &Self, id| called.this.is_none() && Some(callable) == q.ty(id);
        let is_python = matches!(self.heap.full_body(callable), Body::Function(_) | Body::Method(..));
        Some(match op {
            Opcode::CallPyExactArgs => has_version(self, callable) && takes(self, callable, called.n) && site.room > 1,
            Opcode::CallPyGeneral | Opcode::CallKwPy => has_version(self, callable) && site.room > 1,
            Opcode::CallBoundMethodExactArgs => {
                bound.is_some_and(|f| has_version(self, f) && takes(self, f, called.n + 1)) && site.room > 1
            }
            Opcode::CallBoundMethodGeneral | Opcode::CallKwBoundMethod => bound.is_some_and(|f| has_version(self, f)) && site.room > 1,
            Opcode::CallNonPyGeneral | Opcode::CallKwNonPy => !is_python,
            Opcode::CallStr1 => is_type(self, ids::STR),
            Opcode::CallType1 => is_type(self, ids::TYPE),
            Opcode::CallTuple1 => is_type(self, ids::TUPLE),
            Opcode::CallBuiltinClass => self.heap.as_type(callable).is_some() && self.has_vectorcall(callable),
            Opcode::CallAllocAndEnterInit => {
                called.this.is_none() && self.heap.as_type(callable).is_some_and(|t| t.version == version) && site.room > 1
            }
            Opcode::CallBuiltinO | Opcode::CallBuiltinFast | Opcode::CallBuiltinFastWithKeywords => self.builtin_holds(op, stack, site.arg),
            Opcode::CallLen => called.this.is_none() && self.is_function(callable, self.tables.known.len),
            Opcode::CallIsinstance => called.this.is_none() && self.is_function(callable, self.tables.known.isinstance),
            Opcode::CallListAppend => {
                self.is_function(callable, self.tables.known.list_append) && called.this.is_some_and(|list| self.is_exact(list, ids::LIST))
            }
            Opcode::CallMethodDescriptorO
            | Opcode::CallMethodDescriptorNoargs
            | Opcode::CallMethodDescriptorFast
            | Opcode::CallMethodDescriptorFastWithKeywords => self.builtin_holds(op, stack, site.arg),
            _ => false,
        })
    }

    fn is_function(&self, callable: Ref, number: u32) -> bool {
        matches!(self.heap.full_body(callable), Body::Builtin(b) if b.function == number)
    }

    /// The guards of calls of builtin functions, and of builtin types' methods on exactly these types.
    pub(crate) fn builtin_holds(&self, op: Opcode, stack: &[Slot], n_args: usize) -> bool {
        let Some([callable, this, ..]) = stack.len().checked_sub(n_args + 2).and_then(|at| stack.get(at..)) else { return false };
        let Some(callable) = callable.get() else { return false };
        let Body::Builtin(b) = self.heap.full_body(callable) else { return false };
        let (convention, n, id) = match op {
            Opcode::CallBuiltinO => (Convention::O, Some(1), ids::BUILTIN_FUNCTION),
            Opcode::CallBuiltinFast => (Convention::Fast, None, ids::BUILTIN_FUNCTION),
            Opcode::CallBuiltinFastWithKeywords => (Convention::FastKeywords, None, ids::BUILTIN_FUNCTION),
            Opcode::CallMethodDescriptorO => (Convention::O, Some(2), ids::METHOD_DESCRIPTOR),
            Opcode::CallMethodDescriptorNoargs => (Convention::NoArgs, Some(1), ids::METHOD_DESCRIPTOR),
            Opcode::CallMethodDescriptorFast => (Convention::Fast, None, ids::METHOD_DESCRIPTOR),
            _ => (Convention::FastKeywords, None, ids::METHOD_DESCRIPTOR),
        };
        if !self.is_exact(callable, id)
            || self.tables.functions.get(b.function as usize).is_none_or(|f| f.convention != convention)
            || n.is_some_and(|n| n != n_args + usize::from(!this.is_null()))
        {
            return false;
        }
        if id == ids::BUILTIN_FUNCTION {
            return true;
        }
        let first = this.get().or_else(|| stack.get(stack.len().checked_sub(n_args)?)?.get());
        first.is_some_and(|first| Some(self.heap.type_of(first)) == b.owner.get())
    }
}
