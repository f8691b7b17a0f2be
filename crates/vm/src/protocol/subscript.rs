//! `a[k]`, `a[k] = v`, `del a[k]`, `k in a`, len().
//!
//! CPython: Objects/abstract.c, PyObject_GetItem, PyObject_SetItem, PySequence_Contains, PyObject_Size.

use pyvarium_heap::object::Body;
use pyvarium_heap::types::{SlotImpl, flags};
use pyvarium_heap::{Own, Ref, Slot};

use crate::args::Args;
use crate::core::{ids, kinds};
use crate::native::{Answer, NativeDef, Next};
use crate::protocol::compare::EQ;
use crate::slots::SlotId;
use crate::stop::{Flow, Res};
use crate::vm::Vm;
use crate::vm_bug;

impl Vm {
    pub fn getitem(&mut self, r: Ref, key: Ref) -> Res {
        if let Some(at) = self.plain_list_place(r, key)
            && let Some(item) = self.heap.items(r).and_then(|items| items.get(at)?.get())
        {
            return self.own_flow(item);
        }
        if let Some(value) =
            self.plain_dict_hash(r, key).and_then(|hash| self.heap.dict(r)?.entry(self.heap.dict_place_hashed(r, key, hash)?)?.value.get())
        {
            return self.own_flow(value);
        }
        match self.slot_of(r, SlotId::Subscript) {
            SlotImpl::Native(i) => self.call_slot_function(i, &Args::two(r, key)),
            SlotImpl::Python => {
                let name = self.names.getitem;
                self.call_special(r, name, &[key])
            }
            SlotImpl::None => {
                if self.heap.as_type(r).is_some() {
                    return self.class_getitem(r, key);
                }
                let message = format!("'{}' object is not subscriptable", self.type_name(r));
                self.type_err(&message)
            }
        }
    }

    /// `C[int]`: `__class_getitem__`, else an error.
    fn class_getitem(&mut self, cls: Ref, key: Ref) -> Res {
        if cls == self.ty(ids::TYPE) {
            return crate::objects::generic_alias::generic_alias(self, &Args::two(cls, key));
        }
        let name = self.names.class_getitem;
        let mark = self.mark();
        match self.getattr_opt(cls, name)? {
            Some(Flow::Value(method)) if method.r() == self.one.none => self.not_a_generic(cls),
            Some(Flow::Value(method)) => self.call_holding(method, &Args::one(key)),
            Some(Flow::Pushed) => self.adapt(mark, kinds::CLASS_GETITEM, &[Slot::borrow(cls), Slot::borrow(key)], &[]),
            None => self.not_a_generic(cls),
        }
    }

    fn not_a_generic<T>(&mut self, cls: Ref) -> Res<T> {
        let message = format!("type '{}' is not subscriptable", self.name_of_type(cls));
        self.type_err(&message)
    }

    /// The place that an exact int names in an exact list, if it is in range.
    #[inline]
    fn plain_list_place(&self, r: Ref, key: Ref) -> Option<usize> {
        let (Body::List(list), Body::Int(i)) = (self.heap.full_body(r), self.heap.full_body(key)) else { return None };
        let n = list.items.len() as i64;
        let at = if *i < 0 { *i + n } else { *i };
        ((0..n).contains(&at) && self.is_exact(r, ids::LIST)).then_some(at as usize)
    }

    /// The hash of an exact str that is looked for in an exact dict of nothing but such keys.
    #[inline]
    fn plain_dict_hash(&self, r: Ref, key: Ref) -> Option<i64> {
        let (Body::Dict(dict), Body::Str(text)) = (self.heap.full_body(r), self.heap.full_body(key)) else { return None };
        let plain = dict.is_unicode() && self.is_exact(r, ids::DICT) && self.is_exact(key, ids::STR);
        text.hash.filter(|_| plain)
    }

    /// `value` None deletes.
    pub fn setitem(&mut self, r: Ref, key: Ref, value: Option<Ref>) -> Res {
        if let Some(value) = value
            && let Some(at) = self.plain_list_place(r, key)
        {
            let new = Slot::own(self.heap.own(value));
            let old = self.heap.list_mut(r).and_then(|l| Some(std::mem::replace(l.items.get_mut(at)?, new)));
            self.heap.release(old.unwrap_or(new));
            return self.none_flow();
        }
        if let Some(value) = value
            && let Some(hash) = self.plain_dict_hash(r, key)
            && let Some(at) = self.heap.dict_place_hashed(r, key, hash)
        {
            let new = Slot::own(self.heap.own(value));
            let old = self.heap.dict_mut(r).map(|d| d.replace_value(at, new));
            self.heap.release(old.unwrap_or(new));
            return self.none_flow();
        }
        match self.slot_of(r, SlotId::AssSubscript) {
            SlotImpl::Native(i) => {
                let mut args = Args::two(r, key);
                if let Some(v) = value {
                    args.push(v);
                }
                self.call_slot_function(i, &args)
            }
            SlotImpl::Python => match value {
                Some(v) => {
                    let name = self.names.setitem;
                    match self.call_special_opt(r, name, &[key, v]) {
                        Some(flow) => flow,
                        None => self.no_item(r, key, value),
                    }
                }
                None => {
                    let name = self.names.delitem;
                    match self.call_special_opt(r, name, &[key]) {
                        Some(flow) => flow,
                        None => self.no_item(r, key, value),
                    }
                }
            },
            SlotImpl::None => self.no_item(r, key, value),
        }
    }

    /// CPython: PyObject_SetItem, PyObject_DelItem, and PySequence_DelItem for what has sequence slots.
    fn no_item(&mut self, r: Ref, key: Ref, value: Option<Ref>) -> Res {
        let what = if value.is_some() { "assignment" } else { "deletion" };
        let slots = [SlotId::Length, SlotId::Contains, SlotId::Concat].into_iter().any(|slot| self.has_slot(r, slot));
        let is_sequence = slots || self.heap.as_type(self.heap.type_of(r)).is_some_and(|t| t.has(flags::HEAPTYPE));
        let short = value.is_none() && is_sequence && self.has_slot(key, SlotId::Index);
        let message = format!("'{}' object does{} support item {what}", self.type_name(r), if short { "n't" } else { " not" });
        self.type_err(&message)
    }

    /// A bool object: `key in r`.
    pub fn contains(&mut self, r: Ref, key: Ref) -> Res {
        match self.slot_of(r, SlotId::Contains) {
            SlotImpl::Native(i) => self.call_slot_function(i, &Args::two(r, key)),
            SlotImpl::Python => {
                let (ty, name) = (self.heap.type_of(r), self.names.contains);
                match self.lookup_type(ty, name) {
                    Some(m) if m == self.one.none => {
                        let message = format!("'{}' object is not a container", self.type_name(r));
                        self.type_err(&message)
                    }
                    Some(m) => {
                        let mark = self.mark();
                        match self.call_found(m, r, &[key])? {
                            Flow::Value(v) => self.truth_of_own(v),
                            Flow::Pushed => self.adapt(mark, kinds::TRUTH_OF, &[], &[]),
                        }
                    }
                    None => self.contains_by_iteration(r, key),
                }
            }
            SlotImpl::None => self.contains_by_iteration(r, key),
        }
    }

    fn contains_by_iteration(&mut self, r: Ref, key: Ref) -> Res {
        let (ty, name, none) = (self.heap.type_of(r), self.names.iter, self.one.none);
        let refuses = self.slot_of(r, SlotId::Iter) == SlotImpl::Python && self.lookup_type(ty, name) == Some(none);
        if refuses || (!self.has_slot(r, SlotId::Iter) && !self.is_sequence(r)) {
            let message = format!("argument of type '{}' is not a container or iterable", self.type_name(r));
            return self.type_err(&message);
        }
        self.push_native(kinds::CONTAINS, &[Slot::borrow(r), Slot::borrow(key), Slot::NULL, Slot::NULL], &[])
    }

    /// len() as an int object.
    pub fn length(&mut self, r: Ref) -> Res {
        match self.slot_of(r, SlotId::Length) {
            SlotImpl::Native(i) => self.call_slot_function(i, &Args::one(r)),
            SlotImpl::Python => {
                let name = self.names.len;
                let mark = self.mark();
                match self.call_special(r, name, &[])? {
                    Flow::Value(v) => self.length_said(v),
                    Flow::Pushed => self.adapt(mark, kinds::LEN, &[], &[]),
                }
            }
            SlotImpl::None => {
                let message = format!("object of type '{}' has no len()", self.type_name(r));
                self.type_err(&message)
            }
        }
    }

    /// What `__len__` answered, as an int object; what is no int is asked for its index. CPython: slot_sq_length.
    fn length_said(&mut self, v: Own) -> Res {
        if self.is_instance_of(v.r(), ids::INT) || !self.has_slot(v.r(), SlotId::Index) {
            let n = self.len_from(v)?;
            return Ok(Flow::Value(self.new_int(n)));
        }
        let (name, r, mark) = (self.names.index, v.r(), self.mark());
        match self.call_special(r, name, &[]) {
            Ok(Flow::Value(n)) => {
                self.heap.decref_own(v);
                let n = self.len_from(n)?;
                Ok(Flow::Value(self.new_int(n)))
            }
            Ok(Flow::Pushed) => self.adapt(mark, kinds::LEN, &[v.into()], &[]),
            Err(stop) => {
                self.heap.decref_own(v);
                Err(stop)
            }
        }
    }

    /// The number out of what `__len__` answered. CPython: slot_sq_length.
    pub fn len_from(&mut self, v: Own) -> Res<i64> {
        let n = match self.heap.body(v.r()) {
            Body::Int(n) => Some(*n),
            Body::BigInt(_) => {
                self.heap.decref_own(v);
                return Err(crate::exc::overflow_error(self, "cannot fit 'int' into an index-sized integer"));
            }
            _ => None,
        };
        let Some(n) = n else {
            let message = format!("'{}' object cannot be interpreted as an integer", self.type_name(v.r()));
            self.heap.decref_own(v);
            return self.type_err(&message);
        };
        self.heap.decref_own(v);
        if n < 0 {
            return self.value_err("__len__() should return >= 0");
        }
        Ok(n)
    }
}

pub static LEN: NativeDef = NativeDef {
    name: "len",
    catches: false,
    resume: |vm, f, answer| match (answer, f.pc) {
        (Answer::Value(v), 1) => {
            f.pc = 2;
            match vm.length_said(v)? {
                Flow::Value(n) => Ok(Next::Done(n)),
                Flow::Pushed => Ok(Next::Wait),
            }
        }
        (Answer::Value(n), _) => Ok(Next::Done(n)),
        _ => Err(vm_bug!("len")),
    },
};

/// slots: container, key, iterator, the item being compared. CPython: _PySequence_IterSearch.
pub static CONTAINS: NativeDef = NativeDef {
    name: "in",
    catches: true,
    resume: |vm, f, answer| {
        let bug = || vm_bug!("in");
        let key = f.get(1).ok_or_else(bug)?;
        let mut answer = answer;
        loop {
            match f.pc {
                0 => {
                    f.pc = 1;
                    let r = f.get(0).ok_or_else(bug)?;
                    match vm.iter(r)? {
                        Flow::Value(v) => answer = Answer::Value(v),
                        Flow::Pushed => return Ok(Next::Wait),
                    }
                }
                1 => match answer {
                    Answer::Value(v) => {
                        f.set(2, v.into());
                        f.pc = 2;
                        answer = Answer::Start;
                    }
                    Answer::Raised(e) => return Err(crate::stop::Stop::Raise(e)),
                    _ => return Err(bug()),
                },
                2 => {
                    f.pc = 3;
                    let it = f.get(2).ok_or_else(bug)?;
                    answer = match vm.next_item(it)? {
                        Some(Flow::Value(v)) => Answer::Value(v),
                        Some(Flow::Pushed) => return Ok(Next::Wait),
                        None => Answer::Exhausted,
                    };
                }
                3 => {
                    let taken = std::mem::replace(&mut answer, Answer::Start);
                    let Some(item) = vm.next_answer(taken)? else { return Ok(Next::Done(Own::assume(vm.one.false_))) };
                    let r = item.r();
                    f.set(3, item.into());
                    f.pc = 4;
                    match vm.richcompare_bool(r, key, EQ)? {
                        Flow::Value(v) => answer = Answer::Value(v),
                        Flow::Pushed => return Ok(Next::Wait),
                    }
                }
                _ => {
                    let equal = match std::mem::replace(&mut answer, Answer::Start) {
                        Answer::Value(v) => v.r() == vm.one.true_,
                        Answer::Raised(e) => return Err(crate::stop::Stop::Raise(e)),
                        _ => return Err(bug()),
                    };
                    if equal {
                        return Ok(Next::Done(Own::assume(vm.one.true_)));
                    }
                    let item = f.set(3, Slot::NULL);
                    vm.heap.release(item);
                    f.pc = 2;
                }
            }
        }
    },
};

/// slots: the class, the key. What a Python descriptor answered for `__class_getitem__`, or NotImplemented.
pub static CLASS_GETITEM: NativeDef = NativeDef {
    name: "__class_getitem__",
    catches: false,
    resume: |vm, f, answer| {
        let (Some(cls), Some(key), Answer::Value(v)) = (f.get(0), f.get(1), answer) else { return Err(vm_bug!("__class_getitem__")) };
        if f.pc == 2 {
            return Ok(Next::Done(v));
        }
        if v.r() == vm.one.not_implemented {
            vm.heap.decref_own(v);
            return vm.not_a_generic(cls);
        }
        f.pc = 2;
        match vm.call_holding(v, &Args::one(key))? {
            Flow::Value(v) => Ok(Next::Done(v)),
            Flow::Pushed => Ok(Next::Wait),
        }
    },
};
