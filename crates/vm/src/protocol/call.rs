//! Calling: functions get a frame, natives are bound and run, classes make instances.
//!
//! CPython: Objects/call.c, Objects/typeobject.c (type_call), Objects/descrobject.c.

use pyvarium_heap::object::Body;
use pyvarium_heap::types::{SlotImpl, flags};
use pyvarium_heap::{Ref, Slot};

use crate::args::Args;
use crate::core::{ids, kinds};
use crate::exc;
use crate::native::{Answer, NativeDef, Next};
use crate::protocol::convert::Callee;
use crate::slots::{SlotId, Wrap};
use crate::stop::{Flow, Res};
use crate::tables::EntryKind;
use crate::vm::Vm;
use crate::vm_bug;

impl Vm {
    /// Calls any object. The caller keeps callable and arguments alive until the answer is there.
    pub fn call(&mut self, callable: Ref, args: &Args) -> Res {
        match self.heap.full_body(callable) {
            Body::Function(_) => self.call_function(callable, args),
            Body::Method(function, this) => match (function.get(), this.get()) {
                (Some(function), Some(this)) => self.nested(|vm| vm.call(function, &args.with_first(this))),
                _ => Err(vm_bug!("a method without function")),
            },
            Body::Builtin(_) => self.call_builtin(callable, args),
            Body::Type(_) => self.call_type(callable, args),
            _ => self.nested(|vm| vm.call_slot(callable, args)),
        }
    }

    /// Positional arguments only.
    pub fn call_args(&mut self, callable: Ref, args: &[Ref]) -> Res {
        self.call(callable, &Args::new(args))
    }

    fn call_slot(&mut self, callable: Ref, args: &Args) -> Res {
        match self.slot_of(callable, SlotId::Call) {
            SlotImpl::Native(i) => self.call_slot_function(i, &args.with_first(callable)),
            SlotImpl::Python => {
                let ty = self.heap.type_of(callable);
                let name = self.names.call;
                let Some(method) = self.lookup_type(ty, name) else { return self.not_callable(callable) };
                let mark = self.mark();
                // tp_call is given a tuple and a dict, which hold the arguments until the call has ended.
                let held = self.call_containers(args);
                let result = if self.is_method_descriptor(method) {
                    self.call(method, &args.with_first(callable))
                } else {
                    match self.descr_get(method, Some(callable), ty) {
                        Ok(Flow::Value(bound)) => self.call_holding(bound, args),
                        Ok(Flow::Pushed) => self.call_when_bound(mark, args),
                        Err(stop) => Err(stop),
                    }
                };
                match result {
                    Ok(Flow::Pushed) if !held.is_empty() => self.adapt(mark, kinds::HOLD, &held, &[]),
                    done => {
                        self.heap.release_all(held.into_iter());
                        done
                    }
                }
            }
            SlotImpl::None => self.not_callable(callable),
        }
    }

    /// CPython: Objects/call.c, _PyObject_MakeTpCall.
    fn call_containers(&mut self, args: &Args) -> Vec<Slot> {
        let positional: Vec<Ref> = args.positional().collect();
        let mut held = Vec::new();
        if !positional.is_empty() {
            held.push(self.tuple_from(&positional).into());
        }
        if let Some(names) = args.kwnames.filter(|_| args.n_kw > 0) {
            let dict = self.new_dict();
            let names: Vec<Ref> = self.heap.items(names).unwrap_or_default().iter().filter_map(|s| s.get()).collect();
            for (name, value) in names.into_iter().zip(args.items.iter().skip(args.n_positional())) {
                if let Some(value) = value.get() {
                    self.dict_set_str(dict.r(), name, value);
                }
            }
            held.push(dict.into());
        }
        held
    }

    fn not_callable<T>(&mut self, callable: Ref) -> Res<T> {
        let message = format!("'{}' object is not callable", self.type_name(callable));
        self.type_err(&message)
    }

    /// A native function, method descriptor, slot wrapper, bound or not.
    pub fn call_builtin(&mut self, callable: Ref, args: &Args) -> Res {
        let Some(b) = self.heap.builtin(callable) else { return Err(vm_bug!("not a builtin")) };
        let (index, this) = (b.function, b.this.get());
        let tables = self.tables;
        let Some(entry) = tables.functions.get(index as usize) else { return Err(vm_bug!("no function {index}")) };
        match entry.kind {
            EntryKind::Function | EntryKind::StaticMethod => {
                let bound = self.bind(&entry.signature, entry.name, &entry.qualname, args)?;
                self.call_native(Callee::Function(index), &bound)
            }
            EntryKind::New => {
                // `__new__` as an attribute: its first argument is the class.
                let cls = self.check_new(this, args)?;
                let bound =
                    self.bind_new(&entry.signature, self.new_name(cls, entry.qualname.as_str()).as_str(), &entry.qualname, &args.rest())?;
                self.call_native(Callee::Function(index), &bound.with_first(cls))
            }
            EntryKind::Method | EntryKind::ClassMethod => {
                let (this, skip) = match this {
                    Some(this) => (this, 0),
                    None => (self.check_self(entry, args)?, 1),
                };
                let bound = match self.bind_method(entry, this, args, skip) {
                    // A bound method is called by the class of what it is bound to. CPython: meth_get__qualname__.
                    Err(crate::stop::Stop::Raise(e)) if skip == 0 => return Err(self.renamed(e, entry, this)),
                    bound => bound?,
                };
                self.call_native(Callee::Function(index), &bound)
            }
            EntryKind::Wrapper(slot, wrap) => {
                let (this, rest) = match this {
                    Some(this) => (this, args.clone()),
                    None => (self.check_self(entry, args)?, args.rest()),
                };
                self.call_wrapper(index, entry.name, slot, wrap, this, &rest)
            }
            EntryKind::GetSet => Err(vm_bug!("a getset is not called")),
        }
    }

    fn renamed(&mut self, e: pyvarium_heap::Own, entry: &crate::tables::FnEntry, this: Ref) -> crate::stop::Stop {
        let is_module = self.is_instance_of(this, ids::MODULE);
        let class = if self.heap.as_type(this).is_some() { this } else { self.heap.type_of(this) };
        let (own, asked) = (format!("{}()", entry.qualname), format!("{}.{}()", self.type_qualname(class), entry.name));
        let asked = if is_module { format!("{}()", entry.name) } else { asked };
        let args = self.heap.exception(e.r()).and_then(|x| x.args.get());
        let said = args.and_then(|a| self.heap.items(a)?.first()?.get()).map(|r| self.heap.str_lossy(r)).unwrap_or_default();
        match said.strip_prefix(&own) {
            Some(rest) if own != asked => {
                let message = format!("{asked}{rest}");
                self.heap.decref_own(e);
                exc::type_error(self, &message)
            }
            _ => crate::stop::Stop::Raise(e),
        }
    }

    fn new_name(&self, cls: Ref, qualname: &str) -> String {
        let _ = cls;
        qualname.trim_end_matches(".__new__").to_owned()
    }

    /// CPython: Objects/typeobject.c, tp_new_wrapper.
    fn check_new(&mut self, owner: Option<Ref>, args: &Args) -> Res<Ref> {
        let owner = owner.unwrap_or(self.ty(ids::OBJECT));
        let name = self.name_of_type(owner);
        let Some(cls) = args.get(0).filter(|_| args.n_positional() > 0) else {
            return self.type_err(&format!("{name}.__new__(): not enough arguments"));
        };
        if self.heap.as_type(cls).is_none() {
            let given = self.type_name(cls);
            return self.type_err(&format!("{name}.__new__(X): X is not a type object ({given})"));
        }
        if !self.is_subtype(cls, owner) {
            let sub = self.name_of_type(cls);
            return self.type_err(&format!("{name}.__new__({sub}): {sub} is not a subtype of {name}"));
        }
        let new_of = |vm: &Vm, t: Ref| vm.heap.as_type(t).map(|t| vm.defines_new(t.def));
        if new_of(self, cls) != new_of(self, owner) {
            let base = self.native_base_name(cls);
            let sub = self.name_of_type(cls);
            return self.type_err(&format!("{name}.__new__({sub}) is not safe, use {base}.__new__()"));
        }
        Ok(cls)
    }

    /// The native type whose `__new__` makes instances of this one. CPython: tp_new by inheritance.
    fn defines_new(&self, def: u16) -> u16 {
        let mut at = def;
        while let Some(d) = self.tables.types.get(at as usize) {
            match (d.new, d.base) {
                (None, Some(base)) => at = base.0,
                _ => return at,
            }
        }
        at
    }

    fn native_base_name(&self, cls: Ref) -> String {
        let def = self.heap.as_type(cls).and_then(|t| self.tables.types.get(t.def as usize));
        def.map(|d| d.name.to_owned()).unwrap_or_default()
    }

    /// An unbound method's first argument. CPython: Objects/descrobject.c, method_check_args.
    fn check_self(&mut self, entry: &crate::tables::FnEntry, args: &Args) -> Res<Ref> {
        let owner = entry.owner.map_or(self.ty(ids::OBJECT), |id| self.ty(id));
        let Some(this) = args.get(0).filter(|_| args.n_positional() > 0) else {
            let owner_name = self.message_name(owner);
            let message = match entry.kind {
                EntryKind::Wrapper(..) => format!("descriptor '{}' of '{owner_name}' object needs an argument", entry.name),
                _ => format!("unbound method {}() needs an argument", entry.qualname),
            };
            return self.type_err(&message);
        };
        let fits = if entry.kind == EntryKind::ClassMethod {
            self.heap.as_type(this).is_some()
        } else {
            self.is_subtype(self.heap.type_of(this), owner)
        };
        if !fits {
            let owner_name = self.message_name(owner);
            let given = self.type_name(this);
            let message = match entry.kind {
                EntryKind::Wrapper(..) => format!("descriptor '{}' requires a '{owner_name}' object but received a '{given}'", entry.name),
                _ => format!("descriptor '{}' for '{owner_name}' objects doesn't apply to a '{given}' object", entry.name),
            };
            return self.type_err(&message);
        }
        Ok(this)
    }

    /// CPython: Objects/typeobject.c, the wrap_* functions.
    fn call_wrapper(&mut self, function: u32, name: &str, slot: SlotId, wrap: Wrap, this: Ref, args: &Args) -> Res {
        if args.n_kw > 0 && wrap != Wrap::Any {
            return self.type_err(&format!("wrapper {name}() takes no keyword arguments"));
        }
        let (min, max) = match wrap {
            Wrap::Unary | Wrap::Next => (0, 0),
            Wrap::Binary | Wrap::BinaryReflected | Wrap::Compare(_) | Wrap::Key | Wrap::DelKey | Wrap::DelAttr | Wrap::DescrDelete => {
                (1, 1)
            }
            Wrap::Ternary | Wrap::TernaryReflected | Wrap::DescrGet => (1, 2),
            Wrap::KeyValue | Wrap::SetAttr | Wrap::DescrSet => (2, 2),
            Wrap::Any => (0, usize::MAX),
        };
        let n = args.len();
        if n < min || n > max {
            let (word, count) = if min == max {
                ("", min)
            } else if n < min {
                ("at least ", min)
            } else {
                ("at most ", max)
            };
            let s = if count == 1 { "" } else { "s" };
            if matches!(wrap, Wrap::Ternary | Wrap::TernaryReflected) {
                return self.type_err(&format!("expected 1 or 2 arguments, got {n}"));
            }
            let is_named = matches!(wrap, Wrap::DescrGet | Wrap::DescrSet | Wrap::KeyValue | Wrap::SetAttr);
            let own = if is_named { format!("{name} ") } else { String::new() };
            return self.type_err(&format!("{own}expected {word}{count} argument{s}, got {n}"));
        }
        let none = self.one.none;
        if wrap == Wrap::DescrGet && args.get(0) == Some(none) && args.get(1).is_none_or(|o| o == none) {
            return self.type_err("__get__(None, None) is invalid");
        }
        if matches!(slot, SlotId::Repeat | SlotId::InplaceRepeat) {
            // CPython: wrap_indexargfunc.
            let by = args.at(0)?;
            if !self.has_slot(by, SlotId::Index) {
                let message = format!("'{}' object cannot be interpreted as an integer", self.type_name(by));
                return self.type_err(&message);
            }
            if matches!(self.heap.body(by), pyvarium_heap::Body::BigInt(_)) {
                return Err(exc::overflow_error(self, "cannot fit 'int' into an index-sized integer"));
            }
        }
        let all = match wrap {
            Wrap::TernaryReflected if args.get(1).is_some() => Args::three(args.at(0)?, this, args.at(1)?),
            Wrap::BinaryReflected | Wrap::TernaryReflected => Args::two(args.at(0)?, this),
            Wrap::Compare(op) => Args { op, ..args.with_first(this) },
            _ => args.with_first(this),
        };
        let mark = self.mark();
        match (slot, self.call_native(Callee::Function(function), &all)) {
            (SlotId::IterNext, Err(crate::stop::Stop::Exhausted)) => Err(crate::stop::Stop::Raise(exc::stop_iteration(self, None))),
            (SlotId::Init, Ok(Flow::Value(v))) => {
                self.heap.decref_own(v);
                self.none_flow()
            }
            (_, flow) => {
                let _ = mark;
                flow
            }
        }
    }

    /// `cls(...)`. CPython: Objects/typeobject.c, type_call.
    fn call_type(&mut self, cls: Ref, args: &Args) -> Res {
        let meta = self.heap.type_of(cls);
        if self.slot(meta, SlotId::Call) == SlotImpl::Python {
            return self.call_slot(cls, args);
        }
        self.type_call(cls, args)
    }

    pub fn type_call(&mut self, cls: Ref, args: &Args) -> Res {
        if cls == self.ty(ids::TYPE) && args.len() == 1 && args.n_kw == 0 {
            let ty = self.heap.type_of(args.at(0)?);
            return self.own_flow(ty);
        }
        if cls == self.ty(ids::TYPE) && args.n_positional() == 1 {
            return self.type_err("type() takes no keyword arguments");
        }
        if cls == self.ty(ids::TYPE) && args.n_positional() != 3 {
            return self.type_err("type() takes 1 or 3 arguments");
        }
        // CPython: long_vectorcall, unicode_vectorcall.
        let most = if cls == self.ty(ids::INT) { Some(2) } else { (cls == self.ty(ids::STR)).then_some(3) };
        if let Some(most) = most.filter(|n| args.n_kw == 0 && args.len() > *n) {
            let message = format!("{} expected at most {most} arguments, got {}", self.name_of_type(cls), args.len());
            return self.type_err(&message);
        }
        let new_name = self.names.new;
        let Some(new) = self.lookup_type(cls, new_name) else {
            let message = format!("cannot create '{}' instances", self.name_of_type(cls));
            return self.type_err(&message);
        };
        if self.heap.as_type(cls).is_some_and(|t| t.has(flags::DISALLOW_INSTANTIATION)) {
            let message = format!("cannot create '{}' instances", self.native_base_name(cls));
            return self.type_err(&message);
        }
        // Exact builtin types whose `__new__` does all: no tuple, no frame (CPython's vectorcall).
        let simple = self.heap.as_type(cls).is_some_and(|t| !t.has(flags::HEAPTYPE)) && self.slot(cls, SlotId::Init) == SlotImpl::None;
        if simple {
            return self.call_new(new, cls, args);
        }
        let positional: Vec<Ref> = args.positional().collect();
        let tuple = self.tuple_from(&positional);
        let mut slots = vec![Slot::borrow(cls), tuple.into(), args.kwnames.map_or(Slot::NULL, Slot::borrow), Slot::NULL, Slot::borrow(new)];
        let kw: Vec<Slot> = args.items.iter().skip(args.n_positional()).map(|s| self.heap.copy_slot(*s)).collect();
        slots.extend(kw);
        self.push_native(kinds::TYPE_CALL, &slots, &[])
    }

    /// Calls a `__new__` that was found on a class.
    pub fn call_new(&mut self, new: Ref, cls: Ref, args: &Args) -> Res {
        let index = self.heap.builtin(new).map(|b| b.function);
        let entry = index.and_then(|i| self.tables.functions.get(i as usize));
        match entry {
            Some(entry) if entry.kind == EntryKind::New => {
                let name = entry.qualname.trim_end_matches(".__new__");
                let bound = self.bind_new(&entry.signature, name, name, args)?;
                self.call_native(Callee::Function(index.unwrap_or_default()), &bound.with_first(cls))
            }
            _ => match self.heap.type_of(new) {
                t if t == self.ty(ids::STATICMETHOD) => {
                    let inner = self.heap.native(new).and_then(|n| n.slot(0).get());
                    match inner {
                        Some(inner) => self.call(inner, &args.with_first(cls)),
                        None => Err(vm_bug!("an empty staticmethod")),
                    }
                }
                _ => self.call(new, &args.with_first(cls)),
            },
        }
    }

    pub fn call_init(&mut self, obj: Ref, args: &Args) -> Res {
        match self.slot_of(obj, SlotId::Init) {
            SlotImpl::None => self.none_flow(),
            SlotImpl::Native(i) => self.call_slot_function(i, &args.with_first(obj)),
            SlotImpl::Python => {
                let (ty, name) = (self.heap.type_of(obj), self.names.init);
                match self.lookup_type(ty, name) {
                    Some(m) if self.is_method_descriptor(m) => self.call(m, &args.with_first(obj)),
                    Some(m) => {
                        let mark = self.mark();
                        match self.descr_get(m, Some(obj), ty)? {
                            Flow::Value(bound) => self.call_holding(bound, args),
                            Flow::Pushed => self.call_when_bound(mark, args),
                        }
                    }
                    None => self.none_flow(),
                }
            }
        }
    }
}

/// slots: class, args tuple, kwnames, the new object, `__new__`, keyword values...
pub static TYPE_CALL: NativeDef = NativeDef {
    name: "type.__call__",
    catches: false,
    resume: |vm, f, answer| {
        let bug = || vm_bug!("type_call lost its slots");
        let cls = f.get(0).ok_or_else(bug)?;
        let tuple = f.get(1).ok_or_else(bug)?;
        let n_kw = f.slots.len().saturating_sub(5);
        let mut items: smallvec::SmallVec<[Slot; 6]> =
            vm.heap.items(tuple).unwrap_or_default().iter().map(|s| s.get().map_or(Slot::NULL, Slot::borrow)).collect();
        items.extend(f.slots.iter().skip(5).map(|s| s.get().map_or(Slot::NULL, Slot::borrow)));
        let args = Args { items, kwnames: f.get(2), n_kw, op: 0 };
        let mut value = match answer {
            Answer::Value(v) => Some(v),
            _ => None,
        };
        loop {
            match f.pc {
                0 => {
                    f.pc = 1;
                    let new = f.get(4).ok_or_else(bug)?;
                    match vm.call_new(new, cls, &args)? {
                        Flow::Value(v) => value = Some(v),
                        Flow::Pushed => return Ok(Next::Wait),
                    }
                }
                1 => {
                    f.pc = 2;
                    let obj = value.take().ok_or_else(bug)?;
                    if !vm.is_subtype(vm.heap.type_of(obj.r()), cls) {
                        return Ok(Next::Done(obj));
                    }
                    let r = obj.r();
                    f.set(3, obj.into());
                    match vm.call_init(r, &args)? {
                        Flow::Value(v) => value = Some(v),
                        Flow::Pushed => return Ok(Next::Wait),
                    }
                }
                _ => {
                    let result = value.take().ok_or_else(bug)?;
                    if result.r() != vm.one.none {
                        let message = format!("__init__() should return None, not '{}'", vm.type_name(result.r()));
                        vm.heap.decref_own(result);
                        return vm.type_err(&message);
                    }
                    let obj = f.set(3, Slot::NULL);
                    return match obj.get() {
                        Some(r) => Ok(Next::Done(pyvarium_heap::Own::assume(r))),
                        None => Err(bug()),
                    };
                }
            }
        }
    },
};
