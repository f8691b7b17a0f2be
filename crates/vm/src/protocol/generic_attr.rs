//! The attribute look-up of ordinary objects: data descriptor, instance, class, in that order.
//!
//! CPython: Objects/object.c (_PyObject_GenericGetAttrWithDict, _PyObject_GenericSetAttrWithDict),
//! Objects/dictobject.c (inline values).

use pyvarium_heap::object::{Body, Exception};
use pyvarium_heap::types::{SlotImpl, Type, flags};
use pyvarium_heap::{Own, Ref, Slot};

use crate::args::Args;
use crate::core::ids;
use crate::exc;
use crate::slots::SlotId;
use crate::stop::{Flow, Res};
use crate::tables::{EntryKind, Tables};
use crate::vm::Vm;
use crate::vm_bug;

/// Instances of the class keep the values of their attributes in themselves: a Python class over a base of fixed size that
/// has no dict of its own. CPython: Py_TPFLAGS_INLINE_VALUES.
pub(crate) fn has_inline_values(tables: &Tables, t: &Type) -> bool {
    let native = tables.types.get(t.def as usize);
    t.has(flags::HEAPTYPE) && t.has(flags::MANAGED_DICT) && t.itemsize == 0 && native.is_some_and(|d| d.flags & flags::MANAGED_DICT == 0)
}

impl Vm {
    pub fn generic_getattr(&mut self, r: Ref, name: Ref) -> Res {
        if self.heap.text(name).is_none() {
            let message = format!("attribute name must be string, not '{}'", self.type_name(name));
            return self.type_err(&message);
        }
        let ty = self.heap.type_of(r);
        let found = self.lookup_type(ty, name);
        // One that can only be set does not stand before what the instance holds.
        if let Some(descr) = found
            && self.is_data_descriptor(descr)
            && (self.heap.builtin(descr).is_some() || self.has_slot(descr, SlotId::DescrGet))
        {
            return self.descr_get(descr, Some(r), ty);
        }
        if let Some(value) = self.instance_attr(r, name) {
            return self.own_flow(value);
        }
        match found {
            Some(descr) => self.descr_get(descr, Some(r), ty),
            None => Err(self.no_attribute(r, ty, name)),
        }
    }

    /// Binds a class attribute. `instance` None: asked of the class itself.
    pub fn descr_get(&mut self, descr: Ref, instance: Option<Ref>, owner: Ref) -> Res {
        match self.slot_of(descr, SlotId::DescrGet) {
            SlotImpl::None => self.own_flow(descr),
            SlotImpl::Native(i) => self.call_slot_function(i, &Args::three(descr, instance.unwrap_or(self.one.none), owner)),
            SlotImpl::Python => {
                let (name, none) = (self.names.get, self.one.none);
                self.call_special(descr, name, &[instance.unwrap_or(none), owner])
            }
        }
    }

    pub fn is_data_descriptor(&self, descr: Ref) -> bool {
        if self.heap.builtin(descr).is_some() {
            // Getters are data descriptors whether they can be set or not.
            return self.builtin_kind(descr) == Some(EntryKind::GetSet);
        }
        self.has_slot(descr, SlotId::DescrSet)
    }

    pub fn builtin_kind(&self, r: Ref) -> Option<EntryKind> {
        let b = self.heap.builtin(r)?;
        self.tables.functions.get(b.function as usize).map(|e| e.kind)
    }

    /// The attribute dict of an object that has one already, without making it.
    pub fn existing_dict(&self, r: Ref) -> Option<Ref> {
        if let Some(instance) = self.heap.instance(r)
            && let Some(dict) = instance.attrs.dict.get()
        {
            return Some(dict);
        }
        match self.heap.body(r) {
            Body::Function(f) => f.dict.get(),
            Body::Exception(e) => e.dict.get(),
            Body::Type(t) => t.dict.get(),
            Body::Native(n) if self.is_instance_of(r, ids::MODULE) => n.slot(0).get(),
            _ => None,
        }
    }

    /// What the instance itself holds under `name`. Borrowed.
    pub fn instance_attr(&self, r: Ref, name: Ref) -> Option<Ref> {
        if let Some(instance) = self.heap.instance(r)
            && instance.attrs.dict.is_null()
        {
            let found = instance.attrs.inline.iter().find(|(n, _)| self.same_str(n.get(), name)).and_then(|(_, v)| v.get());
            // A native base may keep the attributes: exceptions, modules.
            if found.is_some() || !matches!(self.heap.body(r), Body::Exception(_) | Body::Native(_)) {
                return found;
            }
        }
        let dict = self.existing_dict(r)?;
        self.dict_get_str(dict, name)
    }

    /// As `instance_attr`, by a name that no program may have used.
    pub fn instance_attr_named(&self, r: Ref, name: &str) -> Option<Ref> {
        let is = |n: Option<Ref>| n.and_then(|n| self.heap.text(n)).is_some_and(|t| t.is_str(name));
        if let Some(instance) = self.heap.instance(r)
            && let Some((_, value)) = instance.attrs.inline.iter().find(|(n, _)| is(n.get()))
            && instance.attrs.dict.is_null()
        {
            return value.get();
        }
        self.dict_get_named(self.existing_dict(r)?, name)
    }

    pub(crate) fn same_str(&self, a: Option<Ref>, b: Ref) -> bool {
        match a {
            Some(a) if a == b => true,
            Some(a) => match (self.heap.text(a), self.heap.text(b)) {
                // Two interned strings that are not the same object differ.
                (Some(x), Some(y)) => (x.interned == Default::default() || y.interned == Default::default()) && x == y,
                _ => false,
            },
            None => false,
        }
    }

    pub fn has_managed_dict(&self, r: Ref) -> bool {
        self.heap.as_type(self.heap.type_of(r)).is_some_and(|t| t.has(flags::MANAGED_DICT))
    }

    /// The attributes lie in the instance, whether or not its `__dict__` was asked for: a Python class over a base of
    /// fixed size that has no dict of its own. CPython: Py_TPFLAGS_INLINE_VALUES, type_ready_managed_dict.
    pub(crate) fn has_inline_values(&self, r: Ref) -> bool {
        self.heap.as_type(self.heap.type_of(r)).is_some_and(|t| has_inline_values(self.tables, t))
    }

    /// `__dict__`, made if need be. CPython: _PyObject_MaterializeManagedDict.
    pub fn materialize_dict(&mut self, r: Ref) -> Option<Ref> {
        if let Some(dict) = self.existing_dict(r) {
            return Some(dict);
        }
        if self.heap.instance(r).is_some() && self.has_managed_dict(r) {
            let dict = self.new_dict();
            let inline = self.heap.instance_mut(r).map(|i| std::mem::take(&mut i.attrs.inline)).unwrap_or_default();
            for (name, value) in inline {
                if value.is_null() {
                    self.heap.release(name);
                } else {
                    self.dict_insert_slots(dict.r(), name, value);
                }
            }
            let d = dict.r();
            let is_shown = self.has_inline_values(r);
            let class = self.heap.type_of(r);
            // Of variable size: a dict on shared keys, but with its own values.
            let own_keys = self.heap.as_type(class).is_some_and(|t| {
                let native = self.tables.types.get(t.def as usize);
                t.has(flags::HEAPTYPE) && t.itemsize != 0 && native.is_some_and(|d| d.flags & flags::MANAGED_DICT == 0)
            });
            if let Some(d) = self.heap.dict_mut(d).filter(|_| is_shown || own_keys) {
                d.set_split(Some(class));
            }
            if let Some(i) = self.heap.instance_mut(r) {
                i.attrs.is_shown = is_shown;
                i.attrs.dict = dict.into();
            }
            return Some(d);
        }
        let makes = matches!(self.heap.body(r), Body::Function(_) | Body::Exception(_));
        if !makes {
            return None;
        }
        let dict = self.new_dict();
        let d = dict.r();
        match self.heap.body_mut(r) {
            Some(Body::Function(f)) => std::rc::Rc::make_mut(f).dict = dict.into(),
            Some(Body::Exception(e)) => set_exception_dict(std::rc::Rc::make_mut(e), dict),
            _ => self.heap.decref_own(dict),
        }
        Some(d)
    }

    pub fn generic_setattr(&mut self, r: Ref, name: Ref, value: Option<Ref>) -> Res {
        if self.heap.text(name).is_none() {
            let message = format!("attribute name must be string, not '{}'", self.type_name(name));
            return self.type_err(&message);
        }
        let ty = self.heap.type_of(r);
        let found = self.lookup_type(ty, name);
        if let Some(descr) = found {
            if self.builtin_kind(descr) == Some(EntryKind::GetSet) {
                return self.set_native_attr(descr, r, value);
            }
            match self.slot_of(descr, SlotId::DescrSet) {
                SlotImpl::None => {}
                SlotImpl::Native(i) => {
                    let f = self.slot_function(i)?;
                    let mut args = Args::two(descr, r);
                    if let Some(v) = value {
                        args.push(v);
                    }
                    return f(self, &args);
                }
                SlotImpl::Python => {
                    return match value {
                        Some(v) => {
                            let dunder = self.names.set;
                            self.call_descr_method(descr, dunder, &[r, v])
                        }
                        None => {
                            let dunder = self.names.delete;
                            self.call_descr_method(descr, dunder, &[r])
                        }
                    };
                }
            }
        }
        match self.set_instance_attr(r, name, value)? {
            true => self.none_flow(),
            false => Err(self.cannot_set(r, ty, name, found.is_some(), value.is_none())),
        }
    }

    fn call_descr_method(&mut self, descr: Ref, dunder: Ref, args: &[Ref]) -> Res {
        match self.call_special_opt(descr, dunder, args) {
            Some(flow) => flow,
            None => {
                let text = self.heap.str_lossy(dunder);
                Err(exc::attribute_error(self, &text, descr, dunder))
            }
        }
    }

    /// Stores into the instance. False: it has no room for attributes (or nothing to delete).
    pub fn set_instance_attr(&mut self, r: Ref, name: Ref, value: Option<Ref>) -> Res<bool> {
        let managed = self.has_managed_dict(r);
        if managed && self.heap.instance(r).is_some_and(|i| i.attrs.dict.is_null()) {
            let at = self.heap.instance(r).and_then(|i| i.attrs.inline.iter().position(|(n, _)| self.same_str(n.get(), name)));
            let new = match value {
                Some(v) => self.heap.own(v).into(),
                None => Slot::NULL,
            };
            if let Some(at) = at {
                let old = match self.heap.instance_mut(r).and_then(|i| i.attrs.inline.get_mut(at)) {
                    Some((_, v)) => std::mem::replace(v, new),
                    None => return Err(vm_bug!("inline value gone")),
                };
                if value.is_none() {
                    // The name leaves with its value, so that setting it again appends.
                    let hole = self.heap.instance_mut(r).map(|i| i.attrs.inline.remove(at));
                    if let Some((n, _)) = hole {
                        self.heap.release(n);
                    }
                }
                let existed = !old.is_null();
                self.heap.release(old);
                return if existed || value.is_some() { Ok(true) } else { Ok(false) };
            }
            if value.is_none() {
                return Ok(false);
            }
            let ty_of = self.heap.type_of(r);
            // A name for which the class's table has no room makes the dict. CPython: store_instance_attr_lock_held.
            if self.share_key(ty_of, name) {
                // CPython: PyObject_SetAttr interns.
                let key = self.heap.own(name);
                let key = self.intern_ref(key, false);
                if let Some(i) = self.heap.instance_mut(r) {
                    i.attrs.inline.push((key.into(), new));
                }
                return Ok(true);
            }
            self.heap.release(new);
        }
        let dict = match self.existing_dict(r) {
            Some(dict) => {
                if value.is_some() {
                    self.keep_split(dict, name);
                }
                dict
            }
            None if value.is_none() => return Ok(false),
            None => match self.materialize_dict(r) {
                Some(dict) => {
                    // There was no room for the name: the dict's table is its own.
                    if let Some(d) = self.heap.dict_mut(dict).filter(|d| d.split().is_some()) {
                        d.unshare();
                    }
                    if let Some(i) = self.heap.instance_mut(r) {
                        i.attrs.is_shown = false;
                    }
                    dict
                }
                None => return Ok(false),
            },
        };
        match value {
            Some(v) => {
                // CPython: PyObject_SetAttr interns.
                let key = self.heap.own(name);
                let key = self.intern_ref(key, false);
                self.dict_set_str(dict, key.r(), v);
                self.heap.decref_own(key);
                Ok(true)
            }
            None => Ok(self.dict_del_str(dict, name)),
        }
    }

    /// A dict on shared keys gets a new key: the class shares that too, or the dict gets keys of its own. CPython: insertdict.
    fn keep_split(&mut self, dict: Ref, name: Ref) {
        let Some(class) = self.heap.dict(dict).and_then(|d| d.split()) else { return };
        if !self.share_key(class, name)
            && let Some(d) = self.heap.dict_mut(dict)
        {
            d.unshare();
        }
    }

    /// The class remembers a name that its instances use. CPython: insert_split_key.
    /// False: it has no room left for it.
    fn share_key(&mut self, class: Ref, name: Ref) -> bool {
        let Some(t) = self.heap.as_type(class) else { return false };
        if t.shared_keys.iter().any(|k| self.same_str(k.get(), name)) {
            return true;
        }
        if t.shared_room == 0 {
            return false;
        }
        let own = self.heap.own(name);
        match self.heap.as_type_mut(class) {
            Some(t) => {
                t.shared_room -= 1;
                t.shared_keys.push(own.into());
            }
            None => self.heap.decref_own(own),
        }
        true
    }

    /// The names that the class's functions assign to self come first. CPython: _PyDict_NewKeysForClass.
    pub(crate) fn share_static_attributes(&mut self, class: Ref, dict: Ref) {
        let name = self.names.static_attributes;
        let names = self.dict_get_str(dict, name).and_then(|t| self.heap.items(t)).unwrap_or_default().to_vec();
        for name in names.iter().filter_map(|s| s.get()) {
            if self.is_exact(name, ids::STR) {
                self.share_key(class, name);
            }
        }
    }

    fn set_native_attr(&mut self, descr: Ref, r: Ref, value: Option<Ref>) -> Res {
        let b = self.heap.builtin(descr).map(|b| b.function as usize);
        let Some(entry) = b.and_then(|b| self.tables.functions.get(b)) else { return Err(vm_bug!("no getset")) };
        let Some(set) = entry.set else {
            let name = entry.name;
            let ty = self.type_name(r);
            let member = self.heap.type_of(descr) == self.ty(ids::MEMBER_DESCRIPTOR);
            let message =
                if member { "readonly attribute".to_owned() } else { format!("attribute '{name}' of '{ty}' objects is not writable") };
            let key = self.intern(name).into_ref();
            return Err(exc::attribute_error(self, &message, r, key));
        };
        let mut args = Args::one(r);
        if let Some(v) = value {
            args.push(v);
        }
        set(self, &args)
    }

    fn cannot_set(&mut self, r: Ref, ty: Ref, name: Ref, in_class: bool, deleting: bool) -> crate::stop::Stop {
        let (t, n) = (self.message_name(ty), self.heap.str_lossy(name));
        let has_dict = self.has_managed_dict(r) || self.existing_dict(r).is_some();
        if deleting && has_dict {
            return self.no_attribute(r, ty, name);
        }
        let message = if in_class {
            format!("'{t}' object attribute '{n}' is read-only")
        } else {
            format!("'{t}' object has no attribute '{n}' and no __dict__ for setting new attributes")
        };
        exc::attribute_error(self, &message, r, name)
    }

    /// The value of a native getter.
    pub fn call_getter(&mut self, descr: Ref, r: Ref) -> Res {
        let b = self.heap.builtin(descr).map(|b| b.function as usize);
        match b.and_then(|b| self.tables.functions.get(b)) {
            Some(entry) => (entry.call)(self, &Args::one(r)),
            None => Err(vm_bug!("no getter")),
        }
    }

    pub fn value_of(&mut self, flow: Flow) -> Res<Own> {
        match flow {
            Flow::Value(v) => Ok(v),
            Flow::Pushed => Err(vm_bug!("a native that answers at once has pushed a frame")),
        }
    }
}

fn set_exception_dict(e: &mut Exception, dict: Own) {
    e.dict = dict.into();
}
