//! Making classes: `type(name, bases, dict)` and the class statement.
//!
//! CPython: Objects/typeobject.c (type_new), Python/bltinmodule.c (builtin___build_class__).

use std::rc::Rc;

use pyvarium_heap::object::Body;
use pyvarium_heap::types::{Type, flags};
use pyvarium_heap::{Own, Ref, Shape, Slot};

use crate::args::Args;
use crate::core::{ids, kinds};
use crate::native::NativeDef;
use crate::objects::class_slots::{self, Members};
use crate::objects::typing::subst::{fail, items_of};
use crate::script::{self, Heard, Said, Script};
use crate::stop::{Flow, Res};
use crate::vm::Vm;
use crate::vm_bug;

/// `type.__new__(meta, name, bases, namespace, **kwargs)`.
pub fn type_new(vm: &mut Vm, args: &Args) -> Res {
    let n = args.n_positional();
    if n != 4 {
        let given = n.saturating_sub(1);
        return vm.type_err(&format!("type.__new__() takes exactly 3 arguments ({given} given)"));
    }
    let (name, bases, namespace) = (args.at(1)?, args.at(2)?, args.at(3)?);
    for (r, want, i) in [(name, ids::STR, 1), (bases, ids::TUPLE, 2), (namespace, ids::DICT, 3)] {
        if !vm.is_instance_of(r, want) {
            let (w, got) = (vm.name_of_type(vm.ty(want)), vm.type_name(r));
            return vm.type_err(&format!("type.__new__() argument {i} must be {w}, not {got}"));
        }
    }
    let mut slots: Vec<Slot> = args.positional().map(Slot::borrow).collect();
    slots.push(args.kwnames.map_or(Slot::NULL, Slot::borrow));
    slots.extend(args.items.iter().skip(4).filter_map(|s| s.get()).map(Slot::borrow));
    vm.run_script(kinds::TYPE_NEW, &slots)
}

/// Args: metaclass, name, bases, namespace, kwnames, keyword values...
pub static TYPE_NEW: NativeDef = NativeDef {
    name: "class creation",
    catches: true,
    resume: |vm, f, answer| {
        script::resume(vm, f, answer, |vm, s| {
            let (given_meta, name, bases, namespace) = (s.at(0)?, s.at(1)?, s.at(2)?, s.at(3)?);
            let (kwnames, kw) = (s.arg(4), s.args_from(5));
            let mut base_list = items_of(vm, bases);
            for base in &base_list {
                if vm.heap.as_type(*base).is_none() && s.attr_opt(vm, *base, "__mro_entries__")?.is_some() {
                    return fail(vm, "type() doesn't support MRO entry resolution; use types.new_class()");
                }
            }
            let meta = s.ask(vm, |vm| {
                let winner = vm.winning_metaclass(given_meta, &base_list)?;
                vm.own_flow(winner)
            })?;
            if meta != given_meta {
                // A metaclass of a base with a `__new__` of its own makes the class.
                let new = vm.names.new;
                if let Some(other) = vm.lookup_type(meta, new).filter(|n| vm.heap.builtin(*n).is_none()) {
                    let mut all = Args::three(name, bases, namespace);
                    all.items.extend(kw.iter().map(|r| Slot::borrow(*r)));
                    all.kwnames = kwnames;
                    all.n_kw = kw.len();
                    let made = s.ask(vm, |vm| vm.call_new(other, meta, &all))?;
                    return Ok(vm.heap.own(made));
                }
            }
            if base_list.is_empty() {
                base_list.push(vm.ty(ids::OBJECT));
            }
            let base = s.ask(vm, |vm| {
                let best = vm.best_base(&base_list)?;
                vm.own_flow(best)
            })?;
            // A copy of the namespace becomes the class's dict.
            let dict = s.make(vm, |vm| vm.dict_copy(namespace))?;
            let members = class_slots::declared(vm, s, &base_list, base, dict, name)?;
            let class = s.ask(vm, |vm| vm.bare_class(meta, name, base, &base_list, dict, &members).map(Flow::Value))?;
            let mro = linearized(vm, s, meta, class, &base_list)?;
            s.act(vm, |vm| vm.ready_class(class, &base_list, &mro, &members, dict))?;
            let odd = vm.heap.dict(dict).is_some_and(|d| d.iter().any(|(key, _)| vm.heap.text(key).is_none()));
            if odd {
                let message = format!("non-string key in the __dict__ of class {}", vm.name_of_type(class));
                s.ask(vm, |vm| vm.warn(ids::RUNTIME_WARNING, &message))?;
            }
            set_names(vm, s, class, dict)?;
            // super(cls, cls).__init_subclass__(**kwargs)
            let init_subclass = vm.names.init_subclass;
            let method = s.ask(vm, |vm| vm.super_getattr(class, class, init_subclass))?;
            let mut all = Args { kwnames, n_kw: kw.len(), ..Args::default() };
            all.items.extend(kw.iter().map(|r| Slot::borrow(*r)));
            s.ask(vm, |vm| vm.call(method, &all))?;
            Ok(vm.heap.own(class))
        })
    },
};

/// The class's order: its metaclass's `mro` decides. CPython: mro_invoke.
fn linearized(vm: &mut Vm, s: &mut Script<'_>, meta: Ref, class: Ref, bases: &[Ref]) -> Said<Vec<Ref>> {
    let name = vm.intern("mro").into_ref();
    let own = vm.lookup_type(meta, name).filter(|m| vm.heap.builtin(*m).is_none());
    let Some(own) = own else {
        let below = vm.c3(bases)?;
        return Ok(std::iter::once(class).chain(below).collect());
    };
    let given = s.ask(vm, |vm| vm.call_found(own, class, &[]))?;
    let mro = s.items(vm, given)?;
    check_mro(vm, class, &mro)?;
    Ok(mro)
}

/// CPython: mro_check, type_mro.
pub(crate) fn check_mro(vm: &mut Vm, class: Ref, mro: &[Ref]) -> Res<()> {
    if mro.is_empty() {
        return vm.type_err("type MRO must not be empty");
    }
    let solid = vm.solid_base(class);
    for entry in mro {
        if vm.heap.as_type(*entry).is_none() {
            let given = vm.type_name(*entry);
            return vm.type_err(&format!("mro() returned a non-class ('{given}')"));
        }
        let other = vm.solid_base(*entry);
        if !vm.is_base_of(solid, other) {
            let given = vm.message_name(*entry);
            return vm.type_err(&format!("mro() returned base with unsuitable layout ('{given}')"));
        }
    }
    Ok(())
}

/// Tells each attribute that wants to know its name. CPython: type_new_set_names.
fn set_names(vm: &mut Vm, s: &mut Script<'_>, class: Ref, dict: Ref) -> Said<()> {
    let copy = s.make(vm, |vm| vm.dict_copy(dict))?;
    let pairs: Vec<(Ref, Ref)> = vm.heap.dict(copy).map(|d| d.iter().collect()).unwrap_or_default();
    let set_name = vm.names.set_name;
    for (key, value) in pairs {
        let ty = vm.heap.type_of(value);
        if vm.lookup_type(ty, set_name).is_none() {
            continue;
        }
        if let Heard::Raised(e) = s.hear(vm, |vm| vm.call_special(value, set_name, &[class, key]))? {
            let key = s.repr(vm, key)?;
            let text = format!("Error calling __set_name__ on '{}' instance {key} in '{}'", vm.type_name(value), vm.name_of_type(class));
            vm.add_note(e, &text);
            return Err(s.reraise(vm, e));
        }
    }
    Ok(())
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

    /// Is `base` among those that `ty` is laid out over? By `__base__`, whatever the MRO says.
    pub(crate) fn is_base_of(&self, ty: Ref, base: Ref) -> bool {
        let mut at = ty;
        loop {
            if at == base {
                return true;
            }
            match self.heap.as_type(at).and_then(|t| t.base.get()) {
                Some(next) => at = next,
                None => return false,
            }
        }
    }

    /// The nearest ancestor that adds to the layout.
    pub(crate) fn solid_base(&self, ty: Ref) -> Ref {
        let mut at = ty;
        loop {
            let Some(t) = self.heap.as_type(at) else { return at };
            let Some(base) = t.base.get() else { return at };
            let b = self.heap.as_type(base);
            let adds = b.is_none_or(|b| b.layout != t.layout || b.basicsize != t.basicsize || b.itemsize != t.itemsize);
            if adds {
                return at;
            }
            at = base;
        }
    }

    /// The class without its order: over its dict, with the cells of its methods filled.
    fn bare_class(&mut self, meta: Ref, name: Ref, base: Ref, bases: &[Ref], d: Ref, members: &Members) -> Res<Own> {
        let Some(b) = self.heap.as_type(base).cloned() else { return Err(vm_bug!("a base that is no type")) };
        if self.heap.text(name).is_some_and(|t| t.points().any(|p| p == 0)) {
            return self.value_err("type name must not contain null characters");
        }
        let any_base = |vm: &Vm, f: u32| bases.iter().any(|x| vm.heap.as_type(*x).is_some_and(|t| t.has(f)));
        let mut class_flags = flags::HEAPTYPE | flags::BASETYPE | flags::HAVE_GC;
        class_flags |= b.flags & flags::MATCH_SELF;
        if members.keeps_attributes || any_base(self, flags::MANAGED_DICT) {
            class_flags |= flags::MANAGED_DICT;
        }
        if members.adds_weakref || any_base(self, flags::WEAKREFS) {
            class_flags |= flags::WEAKREFS;
        }
        self.add_module(d);
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
        for key in [self.names.classcell, self.names.classdictcell] {
            if let Some(cell) = self.dict_get_str(d, key).filter(|c| !matches!(self.heap.body(*c), Body::Cell(_))) {
                self.heap.decref_own(qualname);
                let (key, given) = (self.heap.str_lossy(key), self.heap.type_of(cell));
                let message = format!("{key} must be a nonlocal cell, not {}", crate::objects::type_::plain_repr(self, given));
                return self.type_err(&message);
            }
        }
        if let Err(stop) = self.fix_special_names(d) {
            self.heap.decref_own(qualname);
            return Err(stop);
        }
        let bases_tuple = self.tuple_from(bases);
        self.next_type_version += 1;
        let body = Type {
            name: Slot::own(self.heap.own(name)),
            qualname: qualname.into(),
            dict: Slot::own(self.heap.own(d)),
            base: Slot::own(self.heap.own(base)),
            bases: bases_tuple.into(),
            mro: Slot::NULL,
            subclasses: Vec::new(),
            flags: class_flags,
            layout: b.layout,
            def: b.def,
            basicsize: b.basicsize + 8 * members.names.len() as u32,
            itemsize: b.itemsize,
            shared_keys: Vec::new(),
            shared_room: pyvarium_heap::types::MAX_SHARED_KEYS,
            n_member_slots: b.n_member_slots + members.names.len() as u32,
            version: self.next_type_version,
            slots: b.slots.clone(),
        };
        let class = if meta == self.ty(ids::TYPE) {
            self.heap.alloc(meta, Body::Type(Rc::new(body)), Shape::gc(TYPE_SIZE))
        } else {
            self.alloc_with_body(meta, Body::Type(Rc::new(body)))
        };
        let c = class.r();
        for (key, content) in [(self.names.classcell, c), (self.names.classdictcell, d)] {
            if let Some(cell) = self.dict_get_str(d, key) {
                let own = self.heap.own(content);
                let old = self.heap.set_cell(cell, own.into());
                self.heap.release(old);
                self.dict_del_str(d, key);
            }
        }
        Ok(class)
    }

    /// A class that native code makes: of one base, with this namespace, and nothing that Python would be told of.
    pub fn plain_class(&mut self, name: &str, base: Ref, namespace: Ref) -> Res<Own> {
        let meta = self.heap.type_of(base);
        let name = self.intern(name).into_ref();
        let dict = self.dict_copy(namespace);
        let members = Members { keeps_attributes: true, ..Members::default() };
        let class = self.bare_class(meta, name, base, &[base], dict.r(), &members)?;
        let mro: Vec<Ref> = std::iter::once(class.r()).chain(self.c3(&[base])?).collect();
        self.ready_class(class.r(), &[base], &mro, &members, dict.r())?;
        self.heap.decref_own(dict);
        Ok(class)
    }

    /// What PyType_Ready does: order, descriptors of the slots, defaults, slots, the bases' lists of subclasses.
    fn ready_class(&mut self, c: Ref, bases: &[Ref], mro: &[Ref], members: &Members, d: Ref) -> Res<()> {
        // CPython: inherit_patma_flags: the first class of the MRO that is a sequence or a mapping.
        let collection = |x: &Ref| self.heap.as_type(*x).map_or(0, |t| t.flags & (flags::SEQUENCE | flags::MAPPING));
        let inherited = mro.iter().filter(|x| **x != c).map(collection).find(|f| *f != 0).unwrap_or(0);
        if let Some(t) = self.heap.as_type_mut(c) {
            t.flags |= inherited;
        }
        let mro = self.tuple_from(mro);
        let old = self.heap.as_type_mut(c).map(|t| std::mem::replace(&mut t.mro, mro.into()));
        self.heap.release(old.unwrap_or(Slot::NULL));
        for b in bases {
            if let Some(t) = self.heap.as_type_mut(*b) {
                t.subclasses.push(c);
            }
        }
        let first = self.heap.as_type(c).map_or(0, |t| t.n_member_slots as usize).saturating_sub(members.names.len());
        for (i, name) in members.names.iter().enumerate() {
            let key = self.heap.own(*name);
            let (owner, shown) = (self.heap.own(c), self.heap.own(*name));
            let descr = self.new_native(ids::MEMBER_DESCRIPTOR, &[owner.into(), shown.into()], &[(first + i) as i64]);
            self.dict_insert_slots(d, key.into(), descr.into());
        }
        for (name, kind, wanted) in [("__dict__", 0, members.adds_dict), ("__weakref__", 1, members.adds_weakref)] {
            if wanted {
                let key = self.intern(name);
                let (owner, shown) = (self.heap.own(c), self.heap.own(key.r()));
                let descr = self.new_native(ids::GETSET_DESCRIPTOR, &[owner.into(), shown.into()], &[kind]);
                self.dict_insert_slots(d, key.into(), descr.into());
            }
        }
        if self.heap.as_type(c).is_some_and(|t| t.has(flags::MANAGED_DICT)) {
            self.share_static_attributes(c, d);
        }
        let none = self.one.none;
        let doc = self.names.doc;
        if self.dict_get_str(d, doc).is_none() {
            self.dict_set_str(d, doc, none);
        }
        let (eq, hash) = (self.names.eq, self.names.hash);
        if self.dict_get_str(d, eq).is_some() && self.dict_get_str(d, hash).is_none() {
            self.dict_set_str(d, hash, none);
        }
        self.type_modified(c);
        self.fix_up_slots(c);
        Ok(())
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

    /// `__module__`, if the namespace has none: that of the code that runs.
    fn add_module(&mut self, dict: Ref) {
        let (module, name) = (self.names.module, self.names.name);
        if self.dict_get_str(dict, module).is_none()
            && let Some(globals) = self.innermost_py().and_then(|f| f.globals.get())
            && let Some(m) = self.dict_get_str(globals, name)
        {
            self.dict_set_str(dict, module, m);
        }
    }
}

/// Unit: bytes. sizeof(PyHeapTypeObject) on 64-bit.
const TYPE_SIZE: u32 = 936;
