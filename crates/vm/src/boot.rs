//! The start of an interpreter: types with their dicts, singletons, builtins and sys.
//!
//! CPython: Python/pylifecycle.c, Objects/typeobject.c (type_ready).

use std::rc::Rc;

use pyvarium_heap::object::Body;
use pyvarium_heap::text::{Text, Units};
use pyvarium_heap::types::{SlotImpl, Type, flags};
use pyvarium_heap::{Heap, Ref, Shape, Slot};

use crate::core::ids;
use crate::native::{TypeDef, TypeId};
use crate::slots::{N_SLOTS, SlotId};
use crate::stop::Res;
use crate::tables::{EntryKind, Tables};
use crate::vm::{Config, Singletons, Thread, Vm};
use crate::vm_bug;

impl Vm {
    /// A fresh interpreter, before its program.
    pub fn boot(tables: &'static Tables, config: Config) -> Res<Vm> {
        let mut heap = Heap::default();
        let types = make_types(&mut heap, tables);
        let one = make_singletons(&mut heap, &types);
        let mut vm = Vm {
            heap,
            tables,
            types: Rc::new(types),
            names: Rc::new(crate::intern::Names::empty(one.none)),
            one,
            interned: Rc::default(),
            thread: Thread { exc_info: vec![Slot::NULL], ..Thread::default() },
            running: 0,
            modules: Ref::FIRST,
            builtins: Ref::FIRST,
            output: Rc::default(),
            sources: Rc::default(),
            n_codes: 0,
            n_steps: 0,
            n_slices: 0,
            n_in_slice: 0,
            n_nested: 0,
            converted: Vec::new(),
            tree_singles: Slot::NULL,
            memory_due: 0,
            clock_nanos: 0,
            next_type_version: 0,
            abc_invalidation_counter: 0,
            recursion_limit: 1000,
            memory_limit: 512 << 20,
            halted: None,
            request: None,
            n_answers: 0,
            n_interrupts: 0,
            interrupted: false,
            n_asides: 0,
            fs: crate::fs::Fs::new(),
            codecs: Default::default(),
            gc: crate::gc::GcState::default(),
            warnings: Default::default(),
            sys: Default::default(),
            tracing: Default::default(),
            config,
            imports: Default::default(),
            type_cache: Default::default(),
            global_cache: Default::default(),
            spare_frames: Default::default(),
            adaptive: Default::default(),
            is_counted: false,
            repr_stack: Vec::new(),
            has_exports: false,
        };
        vm.names = Rc::new(crate::intern::Names::make(&mut vm));
        vm.ready_types()?;
        vm.modules = vm.new_dict().into_ref();
        let builtins = vm.make_builtin_module("builtins")?;
        vm.builtins = vm.module_dict(builtins.r()).ok_or_else(|| vm_bug!("builtins"))?;
        vm.heap.decref_own(builtins);
        vm.fill_builtins();
        vm.start_contextvars();
        vm.start_warnings();
        let io = vm.make_builtin_module("_io")?;
        if let Some(open) = vm.module_dict(io.r()).and_then(|d| vm.dict_get_named(d, "open")) {
            let (open, builtins) = (vm.heap.own(open), vm.builtins);
            vm.dict_set_named(builtins, "open", open);
        }
        vm.heap.decref_own(io);
        vm.start_tracing();
        let sys = vm.make_builtin_module("sys")?;
        vm.imports.sys_dict = vm.module_dict(sys.r());
        vm.heap.decref_own(sys);
        vm.order_builtins();
        vm.imports.builtins_copy = vm.dict_copy(vm.builtins).into();
        if let Some(copy) = vm.imports.builtins_copy.get() {
            // `open` is put there later. CPython: Python/pylifecycle.c, init_set_builtins_open.
            let open = vm.intern("open").into_ref();
            vm.dict_del_str(copy, open);
        }
        vm.gc.at_start(&vm.heap);
        Ok(vm)
    }

    fn fill_builtins(&mut self) {
        let builtins = self.builtins;
        for (name, r) in [
            ("None", self.one.none),
            ("Ellipsis", self.one.ellipsis),
            ("NotImplemented", self.one.not_implemented),
            ("False", self.one.false_),
            ("True", self.one.true_),
            ("__debug__", self.one.true_),
        ] {
            let own = self.heap.own(r);
            self.dict_set_named(builtins, name, own);
        }
        for id in ids::BASE_EXCEPTION.0..ids::UNSUPPORTED_OPERATION.0 {
            let ty = self.ty(TypeId(id));
            let name = self.name_of_type(ty);
            let own = self.heap.own(ty);
            self.dict_set_named(builtins, &name, own);
        }
        for name in ["EnvironmentError", "IOError"] {
            let own = self.heap.own(self.ty(ids::OS_ERROR));
            self.dict_set_named(builtins, name, own);
        }
    }

    /// Names, MROs, slots and dicts of all native types, bases first.
    fn ready_types(&mut self) -> Res<()> {
        for (i, def) in self.tables.types.iter().enumerate() {
            let id = TypeId(i as u16);
            let short = def.name.rsplit('.').next().unwrap_or(def.name);
            let (name, qualname) = (self.intern(short), self.intern(short));
            let ty = self.ty(id);
            let base = def.base.map(|b| self.ty(b));
            let mut mro = vec![ty];
            mro.extend(base.map(|b| self.mro_of(b)).unwrap_or_default());
            let (mro, bases) = (self.tuple_from(&mro), self.tuple_from(&base.into_iter().collect::<Vec<_>>()));
            let dict = self.new_dict();
            self.next_type_version += 1;
            let (version, base_slot) = (self.next_type_version, base.map_or(Slot::NULL, Slot::borrow));
            let inherited = base.and_then(|b| self.heap.as_type(b)).map(|t| (t.slots.clone(), t.flags));
            let base_size = base.and_then(|b| self.heap.as_type(b)).map_or(0, |t| t.basicsize);
            let (mut slots, base_flags) = inherited.unwrap_or((vec![SlotImpl::None; N_SLOTS], 0));
            let own = self.tables.type_slots.get(i).cloned().unwrap_or_default();
            // A type that compares by value and says nothing of its hash has none.
            let compares = own.iter().any(|(s, _)| *s == SlotId::RichCompare);
            let hashes = own.iter().any(|(s, _)| *s == SlotId::Hash);
            if compares
                && !hashes
                && id != ids::OBJECT
                && let Some(place) = slots.get_mut(SlotId::Hash as usize)
            {
                *place = SlotImpl::None;
            }
            for (slot, f) in own {
                if let Some(place) = slots.get_mut(slot as usize) {
                    *place = SlotImpl::Native(f);
                }
            }
            if let Some(t) = self.heap.as_type_mut(ty) {
                t.name = name.into();
                t.qualname = qualname.into();
                t.mro = mro.into();
                t.bases = bases.into();
                t.base = base_slot;
                t.dict = dict.into();
                t.version = version;
                t.basicsize = t.basicsize.max(base_size);
                t.slots = slots;
                t.flags |= base_flags & (flags::HAVE_GC | flags::MATCH_SELF | flags::SEQUENCE | flags::MAPPING | flags::WEAKREFS);
            }
            if let Some(b) = base
                && let Some(t) = self.heap.as_type_mut(b)
            {
                t.subclasses.push(ty);
            }
        }
        for id in WEAKLY_REFERENCED {
            let ty = self.ty(*id);
            if let Some(t) = self.heap.as_type_mut(ty) {
                t.flags |= flags::WEAKREFS;
            }
        }
        self.mend_group_class();
        for i in 0..self.tables.types.len() {
            self.fill_type_dict(TypeId(i as u16));
        }
        self.finish_interpolation_class();
        Ok(())
    }

    fn fill_type_dict(&mut self, id: TypeId) {
        let tables = self.tables;
        let ty = self.ty(id);
        let Some(dict) = self.heap.as_type(ty).and_then(|t| t.dict.get()) else { return };
        for f in tables.type_functions.get(id.0 as usize).into_iter().flatten() {
            let Some(entry) = tables.functions.get(*f as usize) else { continue };
            let member = tables.type_def(id).is_some_and(|d| d.getset.iter().any(|g| g.name == entry.name && g.member));
            let kind = match entry.kind {
                EntryKind::Function | EntryKind::StaticMethod | EntryKind::New => ids::BUILTIN_FUNCTION,
                EntryKind::Method => ids::METHOD_DESCRIPTOR,
                EntryKind::ClassMethod => ids::CLASSMETHOD_DESCRIPTOR,
                EntryKind::Wrapper(..) => ids::WRAPPER_DESCRIPTOR,
                EntryKind::GetSet if member => ids::MEMBER_DESCRIPTOR,
                EntryKind::GetSet => ids::GETSET_DESCRIPTOR,
            };
            // `__new__` is bound to its type; others name it as the class that they belong to.
            let (this, owner) = match entry.kind {
                EntryKind::New => (Slot::borrow(ty), Slot::NULL),
                _ => (Slot::NULL, Slot::borrow(ty)),
            };
            let mut own = self.new_builtin(kind, *f, this, owner);
            if entry.kind == EntryKind::StaticMethod {
                own = self.new_native(ids::STATICMETHOD, &[own.into()], &[]);
            }
            let key = self.intern(entry.name).into_ref();
            if self.dict_get_str(dict, key).is_some() {
                self.heap.decref_own(own);
            } else {
                self.dict_insert_slots(dict, Slot::counted(key), own.into());
            }
        }
        let no_hash = self.slot(ty, SlotId::Hash) == SlotImpl::None;
        if no_hash {
            let (key, none) = (self.names.hash, self.one.none);
            self.dict_set_str(dict, key, none);
        }
        let module = tables.type_def(id).and_then(|d| d.name.rsplit_once('.')).map(|(module, _)| module);
        if let Some(module) = module.filter(|_| id.0 >= ids::N_TYPES || FROM_SPEC.contains(&id)) {
            let text = self.intern(module);
            self.dict_set_named(dict, "__module__", text);
        }
        let own = self.names.doc;
        let shown_by_attribute = self.dict_get_str(dict, own).is_some();
        if let Some(doc) = self.native_type_doc(id).filter(|_| !shown_by_attribute) {
            let text = self.new_str(&doc);
            self.dict_set_named(dict, "__doc__", text);
        } else if id != ids::TYPE {
            let (key, none) = (self.names.doc, self.one.none);
            if self.dict_get_str(dict, key).is_none() {
                self.dict_set_str(dict, key, none);
            }
        }
    }
}

/// The vm's own types whose instances have a list of weak references (tp_weaklistoffset).
const WEAKLY_REFERENCED: &[TypeId] = &[
    ids::TYPE,
    ids::SET,
    ids::FROZENSET,
    ids::FUNCTION,
    ids::METHOD,
    ids::BUILTIN_FUNCTION,
    ids::GENERATOR,
    ids::COROUTINE,
    ids::ASYNC_GENERATOR,
    ids::CODE,
    ids::MODULE,
    ids::MEMORYVIEW,
    ids::GENERIC_ALIAS,
    ids::UNION,
];
/// Those of the vm's own types that CPython makes by PyType_FromSpec: their module stands in their dict. So it
/// does for the types of all libraries.
const FROM_SPEC: &[TypeId] =
    &[ids::TYPEVAR, ids::PARAMSPEC, ids::TYPEVARTUPLE, ids::PARAMSPEC_ARGS, ids::PARAMSPEC_KWARGS, ids::GENERIC, ids::CONST_EVALUATOR];

/// Empty type objects, so that everything can refer to them.
fn make_types(heap: &mut Heap, tables: &Tables) -> Vec<Ref> {
    let mut refs = Vec::new();
    for (i, def) in tables.types.iter().enumerate() {
        let own = heap.alloc_untyped(None, Body::Type(Rc::new(empty_type(def, i as u16))), Shape::plain(416));
        refs.push(own.into_ref());
    }
    let type_type = refs.get(ids::TYPE.0 as usize).copied().unwrap_or(Ref::FIRST);
    for r in &refs {
        heap.make_immortal(*r);
        heap.set_type(*r, type_type);
    }
    refs
}

fn empty_type(def: &TypeDef, index: u16) -> Type {
    Type {
        name: Slot::NULL,
        qualname: Slot::NULL,
        dict: Slot::NULL,
        base: Slot::NULL,
        bases: Slot::NULL,
        mro: Slot::NULL,
        subclasses: Vec::new(),
        flags: def.flags | flags::IMMUTABLE,
        layout: def.layout,
        def: index,
        basicsize: def.basicsize,
        itemsize: def.itemsize,
        shared_keys: Vec::new(),
        shared_room: pyvarium_heap::types::MAX_SHARED_KEYS,
        n_member_slots: 0,
        version: 0,
        slots: Vec::new(),
    }
}

fn make_singletons(heap: &mut Heap, types: &[Ref]) -> Singletons {
    let ty = |id: TypeId| types.get(id.0 as usize).copied().unwrap_or(Ref::FIRST);
    let immortal = |heap: &mut Heap, id: TypeId, body: Body, size: u32| {
        let r = heap.alloc(ty(id), body, Shape::plain(size)).into_ref();
        heap.make_immortal(r);
        r
    };
    let text = |points: &[u32]| Body::Str(Rc::new(Text::from_point_slice(points)));
    let empty = Body::Str(Rc::new(Text::from_units(Units::One { units: Default::default(), ascii: true })));
    Singletons {
        none: immortal(heap, ids::NONE_TYPE, Body::Plain, 16),
        true_: immortal(heap, ids::BOOL, Body::Int(1), 28),
        false_: immortal(heap, ids::BOOL, Body::Int(0), 28),
        ellipsis: immortal(heap, ids::ELLIPSIS, Body::Plain, 16),
        not_implemented: immortal(heap, ids::NOT_IMPLEMENTED_TYPE, Body::Plain, 16),
        no_default: immortal(heap, ids::NO_DEFAULT_TYPE, Body::Native(Rc::default()), 16),
        empty_tuple: immortal(heap, ids::TUPLE, Body::Tuple(Rc::default()), 40),
        empty_str: immortal(heap, ids::STR, empty, 41),
        empty_bytes: immortal(heap, ids::BYTES, Body::Bytes(Rc::default()), 33),
        small_ints: Rc::new((-5..=256).map(|n| immortal(heap, ids::INT, Body::Int(n), 28)).collect()),
        byte_chars: Rc::new((0..=255).map(|b| immortal(heap, ids::BYTES, Body::Bytes(Rc::new(vec![b])), 34)).collect()),
        latin1: Rc::new((0..256).map(|p| immortal(heap, ids::STR, text(&[p]), 42)).collect()),
    }
}
