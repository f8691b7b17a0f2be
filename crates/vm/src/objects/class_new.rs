//! Making classes: `type(name, bases, dict)` and the class statement.
//!
//! CPython: Objects/typeobject.c (type_new), Python/bltinmodule.c (builtin___build_class__).

use std::rc::Rc;

use pyvarium_heap::object::Body;
use pyvarium_heap::types::{Layout, Type, flags};
use pyvarium_heap::{Own, Ref, Shape, Slot};

use crate::args::Args;
use crate::core::{ids, kinds};
use crate::native::{Answer, NativeDef, Next};
use crate::stop::{Flow, Res, Stop};
use crate::vm::Vm;
use crate::vm_bug;

/// `type.__new__(meta, name, bases, namespace, **kwargs)`.
pub fn type_new(vm: &mut Vm, args: &Args) -> Res {
    let n = args.n_positional();
    if n != 4 {
        if n == 2 && args.get(0) == Some(vm.ty(ids::TYPE)) {
            let ty = vm.heap.type_of(args.at(1)?);
            return vm.own_flow(ty);
        }
        let given = n.saturating_sub(1);
        return vm.type_err(&format!("type.__new__() takes exactly 3 arguments ({given} given)"));
    }
    let (meta, name, bases, namespace) = (args.at(0)?, args.at(1)?, args.at(2)?, args.at(3)?);
    for (r, want, i) in [(name, ids::STR, 1), (bases, ids::TUPLE, 2), (namespace, ids::DICT, 3)] {
        if !vm.is_instance_of(r, want) {
            let (w, got) = (vm.name_of_type(vm.ty(want)), vm.type_name(r));
            return vm.type_err(&format!("type.__new__() argument {i} must be {w}, not {got}"));
        }
    }
    let mut base_list: Vec<Ref> = vm.heap.items(bases).unwrap_or_default().iter().filter_map(|s| s.get()).collect();
    for base in &base_list {
        let entries = vm.names.mro_entries;
        let ty = vm.heap.type_of(*base);
        if vm.heap.as_type(*base).is_none() && (vm.lookup_type(ty, entries).is_some() || vm.instance_attr(*base, entries).is_some()) {
            return vm.type_err("type() doesn't support MRO entry resolution; use types.new_class()");
        }
    }
    let meta = vm.winning_metaclass(meta, &base_list)?;
    if meta != args.at(0)? {
        let new = vm.names.new;
        if let Some(other) = vm.lookup_type(meta, new)
            && vm.heap.builtin(other).is_none()
        {
            return vm.call_new(other, meta, &args.rest());
        }
    }
    if base_list.is_empty() {
        base_list.push(vm.ty(ids::OBJECT));
    }
    let class = vm.make_class(meta, name, &base_list, namespace)?;
    let mut slots: Vec<Slot> = vec![class.into(), args.kwnames.map_or(Slot::NULL, Slot::borrow)];
    slots.extend(args.items.iter().skip(4).copied());
    vm.push_native(kinds::CLASS_FINISH, &slots, &[0, args.n_kw as i64])
}

impl Vm {
    /// CPython: _PyType_CalculateMetaclass.
    pub fn winning_metaclass(&mut self, meta: Ref, bases: &[Ref]) -> Res<Ref> {
        let mut winner = meta;
        for base in bases {
            let m = self.heap.type_of(*base);
            if self.is_subtype(winner, m) {
                continue;
            }
            if self.is_subtype(m, winner) {
                winner = m;
                continue;
            }
            return self.type_err(
                "metaclass conflict: the metaclass of a derived class must be a (non-strict) subclass of the metaclasses of all its bases",
            );
        }
        Ok(winner)
    }

    /// The base whose layout the class has. CPython: best_base.
    pub(crate) fn best_base(&mut self, bases: &[Ref]) -> Res<Ref> {
        let mut best: Option<(Ref, Ref)> = None;
        for base in bases {
            let Some(t) = self.heap.as_type(*base) else { return self.type_err("bases must be types") };
            if !t.has(flags::BASETYPE) {
                let name = self.message_name(*base);
                return self.type_err(&format!("type '{name}' is not an acceptable base type"));
            }
            let solid = self.solid_base(*base);
            best = match best {
                None => Some((*base, solid)),
                Some((_, old)) if self.is_subtype(old, solid) => best,
                Some((_, old)) if self.is_subtype(solid, old) => Some((*base, solid)),
                Some(_) => return self.type_err("multiple bases have instance lay-out conflict"),
            };
        }
        best.map(|(b, _)| b).ok_or_else(|| vm_bug!("a class without bases"))
    }

    /// The nearest ancestor that adds to the layout.
    fn solid_base(&self, ty: Ref) -> Ref {
        let mut at = ty;
        loop {
            let Some(t) = self.heap.as_type(at) else { return at };
            let Some(base) = t.base.get() else { return at };
            let b = self.heap.as_type(base);
            let adds = b.is_none_or(|b| {
                b.layout != t.layout || b.n_member_slots != t.n_member_slots || (t.layout == Layout::Native && b.def != t.def)
            });
            if adds {
                return at;
            }
            at = base;
        }
    }

    fn make_class(&mut self, meta: Ref, name: Ref, bases: &[Ref], namespace: Ref) -> Res<Own> {
        let base = self.best_base(bases)?;
        let bases_mro = self.c3(bases)?;
        let Some(b) = self.heap.as_type(base).cloned() else { return Err(vm_bug!("a base that is no type")) };
        // A copy of the namespace becomes the class's dict.
        let copy = self.heap.dict(namespace).cloned().unwrap_or_default();
        for slot in copy.slots() {
            if let Some(r) = slot.get() {
                self.heap.incref(r);
            }
        }
        let d = self.dict_from(copy).into_ref();
        let made = self.class_over(meta, name, (base, &b), bases, bases_mro, d);
        if made.is_err() {
            self.heap.decref(d);
        }
        made
    }

    /// The class over a namespace dict, which it takes unless it fails.
    fn class_over(&mut self, meta: Ref, name: Ref, best: (Ref, &Type), bases: &[Ref], bases_mro: Vec<Ref>, d: Ref) -> Res<Own> {
        let (base, b) = best;
        let slots_name = self.names.slots;
        let declared = self.dict_get_str(d, slots_name);
        let any_base = |vm: &Vm, f: u32| bases.iter().any(|x| vm.heap.as_type(*x).is_some_and(|t| t.has(f)));
        let mut class_flags = flags::HEAPTYPE | flags::BASETYPE | flags::HAVE_GC;
        class_flags |= b.flags & flags::MATCH_SELF;
        // CPython: inherit_patma_flags: the first class of the MRO that is a sequence or a mapping.
        let collection = |c: &Ref| self.heap.as_type(*c).map_or(0, |t| t.flags & (flags::SEQUENCE | flags::MAPPING));
        class_flags |= bases_mro.iter().map(collection).find(|f| *f != 0).unwrap_or(0);
        let mut members = Vec::new();
        if let Some(declared) = declared {
            members = self.member_names(declared)?;
        }
        let has_dict = any_base(self, flags::MANAGED_DICT);
        if declared.is_none() || members.iter().any(|m| m == "__dict__") || has_dict {
            class_flags |= flags::MANAGED_DICT;
        }
        let has_weakrefs = any_base(self, flags::WEAKREFS);
        let asks_weakrefs = members.iter().any(|m| m == "__weakref__");
        if asks_weakrefs && (has_weakrefs || b.itemsize != 0) {
            return self.type_err("__weakref__ slot disallowed: we already got one");
        }
        let asks_dict = members.iter().any(|m| m == "__dict__");
        if asks_dict && has_dict {
            return self.type_err("__dict__ slot disallowed: we already got one");
        }
        let getters =
            [(declared.is_none() || asks_dict) && !has_dict, ((declared.is_none() && b.itemsize == 0) || asks_weakrefs) && !has_weakrefs];
        if (declared.is_none() && b.itemsize == 0) || asks_weakrefs || has_weakrefs {
            class_flags |= flags::WEAKREFS;
        }
        members.retain(|m| m != "__dict__" && m != "__weakref__");
        for member in &members {
            let key = self.intern(member).into_ref();
            if self.dict_get_str(d, key).is_some() {
                return self.value_err(&format!("'{member}' in __slots__ conflicts with class variable"));
            }
        }
        let first_member = b.n_member_slots;
        let qualname_key = self.names.qualname;
        let qualname = match self.dict_get_str(d, qualname_key) {
            Some(q) if self.heap.text(q).is_some() => {
                let own = self.heap.own(q);
                self.dict_del_str(d, qualname_key);
                own
            }
            Some(q) => {
                let message = format!("type __qualname__ must be a str, not {}", self.type_name(q));
                return self.type_err(&message);
            }
            None => self.heap.own(name),
        };
        if let Err(stop) = self.fix_special_names(d) {
            self.heap.decref_own(qualname);
            return Err(stop);
        }
        let bases_tuple = self.tuple_from(bases);
        self.next_type_version += 1;
        let size = b.basicsize + 8 * members.len() as u32;
        let body = Type {
            name: Slot::own(self.heap.own(name)),
            qualname: qualname.into(),
            dict: Slot::counted(d),
            base: Slot::own(self.heap.own(base)),
            bases: bases_tuple.into(),
            mro: Slot::NULL,
            subclasses: Vec::new(),
            flags: class_flags,
            layout: b.layout,
            def: b.def,
            basicsize: size,
            itemsize: b.itemsize,
            shared_keys: Vec::new(),
            n_member_slots: first_member + members.len() as u32,
            version: self.next_type_version,
            slots: Vec::new(),
        };
        let class = if meta == self.ty(ids::TYPE) {
            self.heap.alloc(meta, Body::Type(Rc::new(body)), Shape::gc(TYPE_SIZE))
        } else {
            self.alloc_with_body(meta, Body::Type(Rc::new(body)))
        };
        let c = class.r();
        let mut mro = vec![c];
        mro.extend(bases_mro);
        let mro = self.tuple_from(&mro);
        if let Some(t) = self.heap.as_type_mut(c) {
            t.mro = mro.into();
        }
        for b in bases {
            if let Some(t) = self.heap.as_type_mut(*b) {
                t.subclasses.push(c);
            }
        }
        for (i, member) in members.iter().enumerate() {
            let mangled = mangle(member, &self.heap.str_lossy(name));
            let key = self.intern(&mangled);
            let owner = self.heap.own(c);
            let name_slot = self.heap.own(key.r());
            let descr = self.new_native(ids::SLOT_MEMBER, &[owner.into(), name_slot.into()], &[i64::from(first_member) + i as i64]);
            self.dict_insert_slots(d, key.into(), descr.into());
        }
        self.add_class_defaults(c, d, getters);
        if class_flags & flags::MANAGED_DICT != 0 {
            self.share_static_attributes(c, d);
        }
        self.fix_up_slots(c);
        Ok(class)
    }

    /// `__slots__` as a list of names.
    fn member_names(&mut self, declared: Ref) -> Res<Vec<String>> {
        if self.heap.text(declared).is_some() {
            return Ok(vec![self.heap.str_lossy(declared)]);
        }
        let items: Vec<Ref> = match self.heap.body(declared) {
            Body::Tuple(_) | Body::List(_) => self.heap.items(declared).unwrap_or_default().iter().filter_map(|s| s.get()).collect(),
            Body::Dict(d) => d.iter().map(|(k, _)| k).collect(),
            _ => return Err(Stop::not_supported("__slots__ that is no tuple, list, dict or str")),
        };
        let mut names = Vec::new();
        for item in items {
            if self.heap.text(item).is_none() {
                let message = format!("__slots__ items must be strings, not '{}'", self.type_name(item));
                return self.type_err(&message);
            }
            names.push(self.heap.str_lossy(item));
        }
        Ok(names)
    }

    /// `__new__` becomes a staticmethod; `__init_subclass__` and `__class_getitem__` classmethods.
    fn fix_special_names(&mut self, dict: Ref) -> Res<()> {
        for (name, ty) in [
            (self.names.new, ids::STATICMETHOD),
            (self.names.init_subclass, ids::CLASSMETHOD),
            (self.names.class_getitem, ids::CLASSMETHOD),
        ] {
            if let Some(f) = self.dict_get_str(dict, name)
                && self.is_exact(f, ids::FUNCTION)
            {
                let own = self.heap.own(f);
                let wrapped = self.new_native(ty, &[own.into()], &[]);
                let key = self.heap.own(name);
                self.dict_insert_slots(dict, key.into(), wrapped.into());
            }
        }
        Ok(())
    }

    /// `__module__`, `__doc__`, `__hash__ = None` beside `__eq__`, and the getters of `__dict__` and `__weakref__`
    /// where the class adds them.
    fn add_class_defaults(&mut self, class: Ref, dict: Ref, getters: [bool; 2]) {
        let module_key = self.names.module;
        if self.dict_get_str(dict, module_key).is_none()
            && let Some(globals) = self.innermost_py().and_then(|f| f.globals.get())
        {
            let name = self.names.name;
            if let Some(m) = self.dict_get_str(globals, name) {
                self.dict_set_str(dict, module_key, m);
            }
        }
        for ((name, kind), added) in [("__dict__", 0), ("__weakref__", 1)].into_iter().zip(getters) {
            if added {
                let key = self.intern(name);
                let owner = self.heap.own(class);
                let name_slot = self.heap.own(key.r());
                let descr = self.new_native(ids::INSTANCE_GETSET, &[owner.into(), name_slot.into()], &[kind]);
                self.dict_insert_slots(dict, key.into(), descr.into());
            }
        }
        let doc = self.names.doc;
        if self.dict_get_str(dict, doc).is_none() {
            let none = self.one.none;
            self.dict_set_str(dict, doc, none);
        }
        let (eq, hash, none) = (self.names.eq, self.names.hash, self.one.none);
        if self.dict_get_str(dict, eq).is_some() && self.dict_get_str(dict, hash).is_none() {
            self.dict_set_str(dict, hash, none);
        }
    }
}

/// Unit: bytes. sizeof(PyHeapTypeObject) on 64-bit.
const TYPE_SIZE: u32 = 936;

fn mangle(name: &str, class: &str) -> String {
    let class = class.trim_start_matches('_');
    if name.starts_with("__") && !name.ends_with("__") && !class.is_empty() { format!("_{class}{name}") } else { name.to_owned() }
}

/// After the class exists: the class cell, `__set_name__` of its attributes, `__init_subclass__`.
/// slots: class, kwnames, keyword values..., then pairs of attributes still to be told;
/// ints: next attribute, number of keywords.
pub static CLASS_FINISH: NativeDef = NativeDef {
    name: "class creation",
    catches: true,
    resume: |vm, f, answer| {
        let class = f.get(0).ok_or_else(|| vm_bug!("class creation"))?;
        let n_kw = f.int(1) as usize;
        match answer {
            Answer::Value(v) => vm.heap.decref_own(v),
            Answer::Raised(e) => {
                if f.pc == 2 {
                    vm.note_set_name(class, f, e.r());
                }
                return Err(Stop::Raise(e));
            }
            Answer::Start | Answer::Exhausted => {}
        }
        loop {
            match f.pc {
                0 => {
                    f.pc = 1;
                    let dict = vm.heap.as_type(class).and_then(|t| t.dict.get()).ok_or_else(|| vm_bug!("class creation"))?;
                    let cell_key = vm.names.classcell;
                    if let Some(cell) = vm.dict_get_str(dict, cell_key) {
                        let own = vm.heap.own(class);
                        let old = vm.heap.set_cell(cell, own.into());
                        vm.heap.release(old);
                        vm.dict_del_str(dict, cell_key);
                        vm.type_modified(class);
                    }
                    let dict_cell = vm.names.classdictcell;
                    if let Some(cell) = vm.dict_get_str(dict, dict_cell) {
                        let own = vm.heap.own(dict);
                        let old = vm.heap.set_cell(cell, own.into());
                        vm.heap.release(old);
                        vm.dict_del_str(dict, dict_cell);
                    }
                    // The attributes that want to know their name.
                    let pairs: Vec<(Ref, Ref)> = vm.heap.dict(dict).map(|d| d.iter().collect()).unwrap_or_default();
                    let set_name = vm.names.set_name;
                    for (name, value) in pairs {
                        let ty = vm.heap.type_of(value);
                        if vm.lookup_type(ty, set_name).is_some() {
                            let (n, v) = (vm.heap.own(name), vm.heap.own(value));
                            f.slots.push(n.into());
                            f.slots.push(v.into());
                        }
                    }
                }
                1 | 2 => {
                    f.pc = 2;
                    let i = 2 + n_kw + f.int(0) as usize * 2;
                    let (Some(name), Some(value)) = (f.get(i), f.get(i + 1)) else {
                        f.pc = 3;
                        continue;
                    };
                    f.set_int(0, f.int(0) + 1);
                    let set_name = vm.names.set_name;
                    match vm.call_special(value, set_name, &[class, name]) {
                        Ok(Flow::Value(v)) => vm.heap.decref_own(v),
                        Ok(Flow::Pushed) => return Ok(Next::Wait),
                        Err(Stop::Raise(e)) => {
                            vm.note_set_name(class, f, e.r());
                            return Err(Stop::Raise(e));
                        }
                        Err(stop) => return Err(stop),
                    }
                }
                3 => {
                    f.pc = 4;
                    // super(cls, cls).__init_subclass__(**kwargs)
                    let name = vm.names.init_subclass;
                    let method = match vm.super_getattr(class, class, name)? {
                        Flow::Value(m) => m,
                        Flow::Pushed => return Err(Stop::not_supported("__init_subclass__ found by a Python descriptor")),
                    };
                    let items = f.slots.iter().skip(2).take(n_kw).copied().collect();
                    let args = Args { items, kwnames: f.get(1), n_kw, op: 0 };
                    match vm.call_holding(method, &args)? {
                        Flow::Value(v) => vm.heap.decref_own(v),
                        Flow::Pushed => return Ok(Next::Wait),
                    }
                }
                _ => {
                    let own = f.set(0, Slot::NULL).get().ok_or_else(|| vm_bug!("class creation"))?;
                    return Ok(Next::Done(Own::assume(own)));
                }
            }
        }
    },
};

impl Vm {
    /// CPython 3.12 and later: a note instead of a RuntimeError.
    fn note_set_name(&mut self, class: Ref, f: &pyvarium_heap::frame::NativeFrame, e: Ref) {
        let i = 2 + f.int(1) as usize + (f.int(0) - 1).max(0) as usize * 2;
        if let (Some(name), Some(value)) = (f.get(i), f.get(i + 1)) {
            let text = format!(
                "Error calling __set_name__ on '{}' instance '{}' in '{}'",
                self.type_name(value),
                self.heap.str_lossy(name),
                self.name_of_type(class)
            );
            self.add_note(e, &text);
        }
    }
}
