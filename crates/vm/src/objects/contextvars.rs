//! `_contextvars`: ContextVar, Context, Token. A context is a dict here where CPython has a HAMT: its
//! order of iteration is that of the settings.
//!
//! CPython: Python/context.c.

use pyvarium_heap::types::{Layout, flags};
use pyvarium_heap::{Own, Ref, Slot};

use crate::args::Args;
use crate::core::{ids, kinds};
use crate::exc;
use crate::native::{Answer, FnDef, GetSetDef, ModuleDef, NativeDef, Next, TYPE_DEFAULT, TypeDef};
use crate::objects::dict_views;
use crate::protocol::dict_ops::DictOp;
use crate::slots::SlotId;
use crate::stop::{Flow, Res, Stop};
use crate::vm::Vm;
use crate::vm_bug;

/// slots: name, default.
pub static CONTEXT_VAR: TypeDef = TypeDef {
    name: "_contextvars.ContextVar",
    base: Some(ids::OBJECT),
    layout: Layout::Native,
    flags: flags::HAVE_GC,
    basicsize: 64,
    slots: &[(SlotId::Repr, var_repr)],
    new: Some(("name, /, *, default=<unrepresentable>", |vm, a| {
        let name = a.at(1)?;
        if vm.heap.text(name).is_none() {
            return vm.type_err("context variable name must be a str");
        }
        let slots = [Slot::own(vm.heap.own(name)), a.get(2).map_or(Slot::NULL, |d| vm.heap.own(d).into())];
        Ok(Flow::Value(vm.new_native(ids::CONTEXT_VAR, &slots, &[])))
    })),
    methods: &[
        FnDef::new("get", "default=None, /", |vm, a| {
            let var = a.at(0)?;
            let default = vm.heap.native(var).and_then(|n| n.slot(1).get());
            match vm.context_value(var).or(a.get(1)).or(default) {
                Some(v) => vm.own_flow(v),
                None => Err(Stop::Raise(exc::new_exception(vm, ids::LOOKUP_ERROR, &[var]))),
            }
        }),
        FnDef::new("set", "value, /", |vm, a| {
            let (var, value) = (a.at(0)?, a.at(1)?);
            let context = vm.current_context();
            let old = vm.context_value(var);
            let slots = [Some(context), Some(var), old].map(|r| r.map_or(Slot::NULL, |r| vm.heap.own(r).into()));
            let token = vm.new_native(ids::CONTEXT_TOKEN, &slots, &[0]);
            vm.context_store(context, var, Some(value))?;
            Ok(Flow::Value(token))
        }),
        FnDef::new("reset", "token, /", |vm, a| reset(vm, a.at(0)?, a.at(1)?)),
        FnDef::class("__class_getitem__", "object, /", crate::objects::generic_alias::generic_alias),
    ],
    getset: &[GetSetDef::member("name", |vm, a| vm.native_slot(a, 0))],
    ..TYPE_DEFAULT
};

/// slots: the dict of its settings, the context that was left for it; ints: whether it is entered.
pub static CONTEXT: TypeDef = TypeDef {
    name: "_contextvars.Context",
    base: Some(ids::OBJECT),
    layout: Layout::Native,
    flags: flags::HAVE_GC | flags::MAPPING,
    basicsize: 56,
    slots: &[
        (SlotId::Length, |vm, a| {
            let dict = settings(vm, a.at(0)?)?;
            vm.length(dict)
        }),
        (SlotId::Subscript, |vm, a| find(vm, a.at(0)?, a.at(1)?, DictOp::Get, None)),
        (SlotId::Contains, |vm, a| find(vm, a.at(0)?, a.at(1)?, DictOp::Contains, None)),
        (SlotId::Iter, |vm, a| iterator(vm, a, ids::DICT_KEYITERATOR)),
    ],
    new: Some(("*args, **kwargs", |vm, a| {
        if a.len() > 1 {
            return vm.type_err("Context() does not accept any arguments");
        }
        let dict = vm.new_dict();
        Ok(Flow::Value(vm.new_native(ids::CONTEXT, &[dict.into(), Slot::NULL], &[0])))
    })),
    methods: &[
        FnDef::new("get", "key, default=None, /", |vm, a| {
            let default = a.get(2).unwrap_or(vm.one.none);
            find(vm, a.at(0)?, a.at(1)?, DictOp::GetDefault, Some(default))
        }),
        FnDef::new("items", "", |vm, a| iterator(vm, a, ids::DICT_ITEMITERATOR)),
        FnDef::new("keys", "", |vm, a| iterator(vm, a, ids::DICT_KEYITERATOR)),
        FnDef::new("values", "", |vm, a| iterator(vm, a, ids::DICT_VALUEITERATOR)),
        FnDef::new("copy", "", |vm, a| {
            let context = a.at(0)?;
            Ok(Flow::Value(vm.copy_of_context(context)?))
        }),
        FnDef::new("run", "*args, **kwargs", run),
    ],
    ..TYPE_DEFAULT
};

/// slots: context, variable, old value; ints: whether it has been used.
pub static CONTEXT_TOKEN: TypeDef = TypeDef {
    name: "_contextvars.Token",
    base: Some(ids::OBJECT),
    layout: Layout::Native,
    flags: flags::HAVE_GC,
    basicsize: 48,
    slots: &[(SlotId::Repr, |vm, a| {
        let text = token_text(vm, a.at(0)?);
        Ok(Flow::Value(vm.new_str(&text)))
    })],
    new: Some(("*args, **kwargs", |vm, _| Err(exc::runtime_error(vm, "Tokens can only be created by ContextVars")))),
    methods: &[
        FnDef::new("__enter__", "", |vm, a| {
            let r = a.at(0)?;
            vm.own_flow(r)
        }),
        FnDef::new("__exit__", "type, val, tb, /", |vm, a| {
            let token = a.at(0)?;
            let Some(var) = vm.heap.native(token).and_then(|n| n.slot(1).get()) else { return Err(vm_bug!("a token without variable")) };
            reset(vm, var, token)
        }),
        FnDef::class("__class_getitem__", "object, /", crate::objects::generic_alias::generic_alias),
    ],
    getset: &[
        GetSetDef::ro("var", |vm, a| vm.native_slot(a, 1)),
        GetSetDef::ro("old_value", |vm, a| {
            let old = vm.heap.native(a.at(0)?).and_then(|n| n.slot(2).get());
            let missing = vm.token_missing();
            vm.own_flow(old.unwrap_or(missing))
        }),
    ],
    ..TYPE_DEFAULT
};

pub static TOKEN_MISSING: TypeDef = TypeDef {
    name: "Token.MISSING",
    base: Some(ids::OBJECT),
    layout: Layout::Native,
    flags: flags::DISALLOW_INSTANTIATION,
    slots: &[(SlotId::Repr, |vm, _| Ok(Flow::Value(vm.new_str("<Token.MISSING>"))))],
    ..TYPE_DEFAULT
};

pub static CONTEXTVARS: ModuleDef = ModuleDef {
    name: "_contextvars",
    doc: Some("Context Variables"),
    functions: &[FnDef::new("copy_context", "", |vm, _| {
        let context = vm.current_context();
        Ok(Flow::Value(vm.copy_of_context(context)?))
    })],
    types: &[ids::CONTEXT, ids::CONTEXT_VAR, ids::CONTEXT_TOKEN],
    exec: None,
};

fn settings(vm: &Vm, context: Ref) -> Res<Ref> {
    vm.heap.native(context).and_then(|n| n.slot(0).get()).ok_or_else(|| vm_bug!("a context without settings"))
}

fn iterator(vm: &mut Vm, args: &Args, ty: crate::native::TypeId) -> Res {
    let dict = settings(vm, args.at(0)?)?;
    dict_views::iterator(vm, dict, ty)
}

fn find(vm: &mut Vm, context: Ref, key: Ref, op: DictOp, default: Option<Ref>) -> Res {
    if !vm.is_exact(key, ids::CONTEXT_VAR) {
        let stop = format!("a ContextVar key was expected, got {}", short_text(vm, key));
        return vm.type_err(&stop);
    }
    let dict = settings(vm, context)?;
    vm.context_op(op, dict, key, default)
}

impl Vm {
    pub(crate) fn new_context_var(&mut self, name: &str) -> Own {
        let name = self.intern(name);
        self.new_native(ids::CONTEXT_VAR, &[name.into(), Slot::NULL], &[])
    }

    /// Puts `Token.MISSING` into its class.
    pub(crate) fn start_contextvars(&mut self) {
        let missing = self.new_native(ids::TOKEN_MISSING, &[], &[]);
        self.heap.make_immortal(missing.r());
        let token = self.ty(ids::CONTEXT_TOKEN);
        if let Some(dict) = self.heap.as_type(token).and_then(|t| t.dict.get()) {
            self.dict_set_named(dict, "MISSING", missing);
        }
    }

    fn token_missing(&self) -> Ref {
        let dict = self.heap.as_type(self.ty(ids::CONTEXT_TOKEN)).and_then(|t| t.dict.get());
        dict.and_then(|d| self.dict_get_named(d, "MISSING")).unwrap_or(self.one.none)
    }

    /// Variables are keys by their identity.
    fn context_op(&mut self, op: DictOp, dict: Ref, var: Ref, value: Option<Ref>) -> Res {
        let hash = pyvarium_heap::hash::hash_pointer(self.heap.address(var));
        self.dict_op_hashed(op, dict, var, value, hash)
    }

    /// The thread's context, made if need be. Borrowed.
    pub fn current_context(&mut self) -> Ref {
        if let Some(context) = self.thread.context.get() {
            return context;
        }
        let dict = self.new_dict();
        let context = self.new_native(ids::CONTEXT, &[dict.into(), Slot::NULL], &[1]).into_ref();
        self.thread.context = Slot::counted(context);
        context
    }

    /// What the variable is set to in the present context. Borrowed.
    pub fn context_value(&mut self, var: Ref) -> Option<Ref> {
        let dict = settings(self, self.thread.context.get()?).ok()?;
        match self.context_op(DictOp::Find, dict, var, None) {
            Ok(Flow::Value(v)) => {
                let r = v.r();
                // The dict holds it too.
                self.heap.decref_own(v);
                (r != self.one.not_implemented).then_some(r)
            }
            _ => None,
        }
    }

    fn context_store(&mut self, context: Ref, var: Ref, value: Option<Ref>) -> Res<()> {
        let dict = settings(self, context)?;
        let op = if value.is_some() { DictOp::Set } else { DictOp::Delete };
        match self.context_op(op, dict, var, value)? {
            Flow::Value(v) => {
                self.heap.decref_own(v);
                Ok(())
            }
            Flow::Pushed => Err(vm_bug!("a context variable with a Python hash")),
        }
    }

    pub fn copy_of_context(&mut self, context: Ref) -> Res<Own> {
        let dict = settings(self, context)?;
        let copy = self.dict_copy(dict);
        Ok(self.new_native(ids::CONTEXT, &[copy.into(), Slot::NULL], &[0]))
    }

    /// CPython: _PyContext_Enter. False: it is entered already.
    pub fn enter_context(&mut self, context: Ref) -> bool {
        if self.heap.native(context).is_some_and(|n| n.int(0) != 0) {
            return false;
        }
        let entered = self.heap.own(context);
        let previous = std::mem::replace(&mut self.thread.context, entered.into());
        if let Some(n) = self.heap.native_mut(context) {
            n.set_int(0, 1);
            n.set_slot(1, previous);
        }
        true
    }

    pub fn leave_context(&mut self, context: Ref) {
        let previous = self.heap.native_mut(context).map(|n| {
            n.set_int(0, 0);
            n.set_slot(1, Slot::NULL)
        });
        let left = std::mem::replace(&mut self.thread.context, previous.unwrap_or(Slot::NULL));
        self.heap.release(left);
    }
}

fn short_text(vm: &mut Vm, r: Ref) -> String {
    if vm.is_exact(r, ids::CONTEXT_VAR) {
        let slots = vm.heap.native(r).map(|n| (n.slot(0).get(), n.slot(1).get()));
        let name = slots.and_then(|s| s.0).map(|n| vm.heap.str_lossy(n)).unwrap_or_default();
        let default = slots.and_then(|s| s.1).map(|d| format!(" default={}", short_text(vm, d))).unwrap_or_default();
        return format!("<ContextVar name='{name}'{default} at {}>", vm.address_text(r));
    }
    if vm.is_exact(r, ids::CONTEXT_TOKEN) {
        return token_text(vm, r);
    }
    let plain = [ids::INT, ids::STR, ids::FLOAT, ids::BOOL, ids::NONE_TYPE].iter().any(|t| vm.is_exact(r, *t));
    match plain.then(|| vm.repr(r)) {
        Some(Ok(Flow::Value(v))) => {
            let text = vm.text_of(&v);
            vm.heap.decref_own(v);
            text
        }
        _ => format!("<{} object at {}>", vm.type_name(r), vm.address_text(r)),
    }
}

fn token_text(vm: &mut Vm, token: Ref) -> String {
    let n = vm.heap.native(token);
    let used = if n.is_some_and(|n| n.int(0) != 0) { " used" } else { "" };
    let var = n.and_then(|n| n.slot(1).get());
    let var = var.map(|v| short_text(vm, v)).unwrap_or_default();
    format!("<Token{used} var={var} at {}>", vm.address_text(token))
}

/// CPython: contextvar_tp_repr.
fn var_repr(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let slots = vm.heap.native(r).map(|n| (n.slot(0).get(), n.slot(1).get()));
    let name = slots.and_then(|s| s.0).map(|n| vm.heap.str_lossy(n)).unwrap_or_default();
    let head = format!("<ContextVar name='{name}'");
    let tail = format!(" at {}>", vm.address_text(r));
    match slots.and_then(|s| s.1) {
        None => Ok(Flow::Value(vm.new_str(&format!("{head}{tail}")))),
        Some(default) => {
            let (head, tail) = (format!("{head} default="), tail);
            let mark = vm.mark();
            let flow = vm.repr(default)?;
            vm.wrap_text(mark, &head, flow, &tail)
        }
    }
}

fn reset(vm: &mut Vm, var: Ref, token: Ref) -> Res {
    if !vm.is_exact(token, ids::CONTEXT_TOKEN) {
        let message = format!("expected an instance of Token, got {}", short_text(vm, token));
        return vm.type_err(&message);
    }
    let Some((context, of, old, used)) = vm.heap.native(token).map(|n| (n.slot(0).get(), n.slot(1).get(), n.slot(2).get(), n.int(0)))
    else {
        return Err(vm_bug!("an empty token"));
    };
    let problem = if used != 0 {
        " has already been used once"
    } else if of != Some(var) {
        " was created by a different ContextVar"
    } else if context.is_none() || context != Some(vm.current_context()) {
        " was created in a different Context"
    } else {
        ""
    };
    if !problem.is_empty() {
        let message = format!("{}{problem}", token_text(vm, token));
        return Err(if used != 0 { exc::runtime_error(vm, &message) } else { exc::value_error(vm, &message) });
    }
    if let Some(n) = vm.heap.native_mut(token) {
        n.set_int(0, 1);
    }
    let context = context.ok_or_else(|| vm_bug!("an empty token"))?;
    vm.context_store(context, var, old)?;
    vm.none_flow()
}

/// CPython: context_run.
fn run(vm: &mut Vm, args: &Args) -> Res {
    let context = args.at(0)?;
    if args.n_positional() < 2 {
        return vm.type_err("run() missing 1 required positional argument");
    }
    if !vm.enter_context(context) {
        let message = format!("cannot enter context: <_contextvars.Context object at {}> is already entered", vm.address_text(context));
        return Err(exc::runtime_error(vm, &message));
    }
    let mut slots = vec![args.kwnames.map_or(Slot::NULL, Slot::borrow)];
    slots.extend(args.items.iter().copied());
    vm.push_native(kinds::CONTEXT_RUN, &slots, &[args.n_kw as i64])
}

/// slots: kwnames, the context, the callable, its arguments; ints: how many of them are keywords.
pub static CONTEXT_RUN: NativeDef = NativeDef {
    name: "Context.run",
    catches: true,
    resume: |vm, f, answer| {
        let (Some(context), Some(callable)) = (f.get(1), f.get(2)) else { return Err(vm_bug!("context run")) };
        let done = match answer {
            Answer::Start => {
                let args = Args { items: f.slots.iter().skip(3).copied().collect(), kwnames: f.get(0), n_kw: f.int(0) as usize, op: 0 };
                match vm.call(callable, &args) {
                    Ok(Flow::Pushed) => return Ok(Next::Wait),
                    Ok(Flow::Value(v)) => Ok(Next::Done(v)),
                    Err(stop) => Err(stop),
                }
            }
            Answer::Value(v) => Ok(Next::Done(v)),
            Answer::Raised(e) => Err(Stop::Raise(e)),
            Answer::Exhausted => Err(Stop::Exhausted),
        };
        vm.leave_context(context);
        done
    },
};
