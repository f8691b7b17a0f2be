//! One object as a card: its head, and its parts by layout.

use pyvarium_heap::dict::Dict;
use pyvarium_heap::object::{Exception, Function, Generator, GeneratorState, Instance, List};
use pyvarium_heap::types::{Type, flags};
use pyvarium_heap::{BigInt, Body, Ref, Slot};
use pyvarium_protocol::{Entry, Family, Named, ObjectView, Parts, Serial, SetPlace, Text};
use pyvarium_vm::Vm;
use pyvarium_vm::core::ids;
use pyvarium_vm::objects::code_unit::int_digits;

use super::scene::Scene;
use super::{frame, natives, number, text};
use crate::track;

/// Items drawn of a long sequence: this many of its head and of its tail.
const HEAD: usize = 40;
const TAIL: usize = 8;

pub fn view(scene: &mut Scene, r: Ref) -> ObjectView {
    let vm = scene.vm;
    let heap = &vm.heap;
    let ty = heap.type_of(r);
    let immortal = heap.is_immortal(r);
    let library = is_of_library(scene, r);
    let parts = parts(scene, r);
    ObjectView {
        serial: scene.serial(r),
        address: heap.address(r),
        type_name: vm.name_of_type(ty),
        type_serial: scene.serial(ty),
        family: family(vm, r),
        immortal,
        refcount: if immortal { 0 } else { heap.refcnt(r) },
        text: text::short(vm, r),
        parts,
        change: scene.change_of(r),
        read: false,
        unreachable: scene.is_unreachable(r),
        small: is_small(vm, r),
        library,
    }
}

/// A class or function is whose text it stands in; anything else is whose code made it.
fn is_of_library(scene: &Scene, r: Ref) -> bool {
    let vm = scene.vm;
    if let Some(t) = vm.heap.as_type(r) {
        // `namedtuple` and `Enum` make classes that say they are the program's.
        let module = t.dict.get().and_then(|d| vm.dict_get_named(d, "__module__")).map(|m| vm.heap.str_lossy(m));
        return !vm.is_builtin_type(r) && scene.is_made_by_library(r) && module.is_some_and(|m| is_library_module(vm, &m));
    }
    if let Some(f) = vm.heap.function(r) {
        let code = f.code.get().and_then(|c| vm.heap.code(c));
        let name = code.and_then(|c| c.filename.get()).map(|name| vm.heap.str_lossy(name)).unwrap_or_default();
        return track::is_of_library(&name) || (name.starts_with('<') && scene.is_made_by_library(r));
    }
    scene.is_made_by_library(r)
}

fn is_library_module(vm: &Vm, name: &str) -> bool {
    if name == "__main__" {
        return false;
    }
    let file = vm.dict_get_named(vm.modules, name).and_then(|m| vm.module_dict(m)).and_then(|d| vm.dict_get_named(d, "__file__"));
    file.is_none_or(|f| track::is_of_library(&vm.heap.str_lossy(f)))
}

/// Immutable and short: may be drawn inside the slot that names it.
pub fn is_small(vm: &Vm, r: Ref) -> bool {
    let heap = &vm.heap;
    if !vm.is_builtin_type(heap.type_of(r)) {
        return false;
    }
    match heap.body(r) {
        Body::Int(_) | Body::Float(_) | Body::Complex(_) | Body::Plain => {
            r == vm.one.none || r == vm.one.ellipsis || r == vm.one.not_implemented || !matches!(heap.body(r), Body::Plain)
        }
        Body::Str(t) => t.len() <= 24,
        Body::Bytes(b) => b.len() <= 16,
        _ => false,
    }
}

pub fn family(vm: &Vm, r: Ref) -> Family {
    match vm.heap.full_body(r) {
        Body::Int(_) | Body::BigInt(_) | Body::Float(_) | Body::Complex(_) => Family::Number,
        Body::Str(_) | Body::Bytes(_) | Body::ByteArray(_) => Family::Text,
        Body::Tuple(_) | Body::List(_) | Body::Dict(_) | Body::Set(_) => Family::Container,
        Body::Function(_) | Body::Method(..) | Body::Builtin(_) => Family::Callable,
        Body::Type(_) => Family::Class,
        Body::Instance(_) => Family::Instance,
        Body::Generator(_) | Body::FrameObject(_) | Body::Code(_) | Body::Cell(_) => Family::Frame,
        Body::Exception(_) => Family::Exception,
        Body::Extended(x) => match &x.inner {
            Body::Exception(_) => Family::Exception,
            Body::Type(_) => Family::Class,
            _ => Family::Instance,
        },
        Body::Native(_) if vm.heap.type_of(r) == vm.ty(ids::MODULE) => Family::Module,
        _ => Family::Other,
    }
}

fn parts(scene: &mut Scene, r: Ref) -> Parts {
    let vm = scene.vm;
    let heap = &vm.heap;
    match heap.full_body(r) {
        Body::Int(n) => Parts::Int { negative: *n < 0, digits: int_digits(&BigInt::from(*n)) },
        Body::BigInt(n) => Parts::Int { negative: n.sign() == pyvarium_heap::Sign::Minus, digits: int_digits(n) },
        Body::Float(v) => number::float(*v),
        Body::Complex(z) => {
            Parts::Fields { named: Vec::new(), texts: vec![text_field("real", number::plain(z.0)), text_field("imag", number::plain(z.1))] }
        }
        Body::Str(t) => Parts::Str {
            kind: t.kind(),
            interned: t.interned != pyvarium_heap::text::Interned::Not,
            length: t.len() as u64,
            hash: t.hash.map(|h| h.to_string()),
        },
        Body::Bytes(b) => Parts::Fields { named: Vec::new(), texts: vec![text_field("length", b.len().to_string())] },
        Body::ByteArray(b) => Parts::Fields { named: Vec::new(), texts: vec![text_field("length", b.len().to_string())] },
        Body::Tuple(t) => sequence(scene, &t.items, None),
        Body::List(l) => sequence(scene, &l.items, allocated(l)),
        Body::Dict(d) => mapping(scene, r, d),
        Body::Set(s) => {
            let places = s.table().iter().map(|e| SetPlace {
                key: scene.value(e.key),
                hash: if e.key.is_null() { String::new() } else { e.hash.to_string() },
                dummy: e.is_dummy(),
            });
            Parts::SetTable { places: places.take(512).collect(), used: s.len() as u32, fill: s.fill() as u32 }
        }
        Body::Instance(i) => instance(scene, r, i),
        Body::Extended(x) => extended(scene, r, &x.inner, &x.instance),
        Body::Type(t) => class(scene, r, t),
        Body::Function(f) => function(scene, r, f),
        Body::Code(c) => code(scene, c),
        Body::Cell(slot) => Parts::Cell { value: scene.value(*slot) },
        Body::Method(f, this) => fields(scene, &[("__func__", *f), ("__self__", *this)], Vec::new()),
        Body::Builtin(b) => {
            // A module's function: the module explains nothing.
            let is_module = |r: Ref| vm.heap.type_of(r) == vm.ty(ids::MODULE);
            match b.this.get() {
                Some(this) if !is_module(this) => fields(scene, &[("__self__", b.this)], Vec::new()),
                _ => Parts::Plain,
            }
        }
        Body::Exception(e) => exception(scene, e),
        Body::Generator(g) => generator(scene, g),
        Body::FrameObject(f) => {
            let code = f.code.get().map(|c| scene.folded(c));
            Parts::Fields { named: vec![named("f_code", code)], texts: Vec::new() }
        }
        Body::Native(n) => natives::parts(scene, r, n),
        Body::Taken | Body::Free(_) | Body::Plain => Parts::Plain,
    }
}

fn named(label: &str, value: Option<pyvarium_protocol::ValueRef>) -> Named {
    Named { label: label.to_owned(), value, changed: false }
}

pub fn text_field(label: &str, text: impl Into<String>) -> Text {
    Text { label: label.to_owned(), text: text.into() }
}

/// Fields that are NULL are left out.
fn fields(scene: &mut Scene, slots: &[(&str, Slot)], texts: Vec<Text>) -> Parts {
    let named = slots.iter().filter(|(_, s)| !s.is_null()).map(|(label, slot)| named(label, scene.value(*slot))).collect();
    Parts::Fields { named, texts }
}

/// A list that is being sorted has given its array away and says -1.
fn allocated(list: &List) -> Option<u32> {
    u32::try_from(list.allocated).ok()
}

pub fn sequence(scene: &mut Scene, items: &[Slot], allocated: Option<u32>) -> Parts {
    let n = items.len();
    let (head, tail) = if n > HEAD + TAIL { (HEAD, TAIL) } else { (n, 0) };
    let shown = items.iter().take(head).chain(items.iter().skip(n - tail));
    let items = shown.map(|slot| scene.value(*slot)).collect();
    Parts::Sequence { items, allocated, n_hidden: (n - head - tail) as u32, head: head as u32 }
}

fn mapping(scene: &mut Scene, r: Ref, dict: &Dict) -> Parts {
    const MAX: usize = HEAD + TAIL;
    let earlier = scene.earlier(r).and_then(|vm| vm.heap.dict(r));
    let mut entries = Vec::new();
    for (i, entry) in dict.entries().iter().enumerate().take(MAX) {
        let before = earlier.and_then(|d| d.entry(i));
        let changed = scene.before.is_some()
            && earlier.is_some()
            && (scene.differs(before.map(|e| e.value), entry.value) || scene.differs(before.map(|e| e.key), entry.key));
        let hash = if entry.key.is_null() { String::new() } else { entry.hash.to_string() };
        entries.push(Entry { key: scene.value(entry.key), value: scene.value(entry.value), hash, changed });
    }
    let indices = if dict.table_size() <= 1024 { dict.indices().to_vec() } else { Vec::new() };
    Parts::Mapping { entries, indices, n_hidden: dict.entries().len().saturating_sub(MAX) as u32 }
}

fn attributes(scene: &mut Scene, r: Ref, instance: &Instance) -> Vec<Named> {
    let vm = scene.vm;
    let earlier = scene.earlier(r).and_then(|before| match before.heap.full_body(r) {
        Body::Instance(i) => Some(&**i),
        Body::Extended(x) => Some(&x.instance),
        _ => None,
    });
    let mut list = Vec::new();
    for (i, (name, value)) in instance.attrs.inline.iter().enumerate() {
        if value.is_null() {
            continue;
        }
        let before = earlier.and_then(|e| e.attrs.inline.get(i)).map(|(_, v)| *v);
        let changed = earlier.is_some() && scene.differs(before, *value);
        let label = name.get().map(|n| vm.heap.str_lossy(n)).unwrap_or_default();
        list.push(Named { label, value: scene.value(*value), changed });
    }
    let members = member_names(vm, r);
    for (i, member) in instance.members.iter().enumerate() {
        let label = members.get(i).cloned().unwrap_or_else(|| format!("slot {i}"));
        let before = earlier.and_then(|e| e.members.get(i)).copied();
        let changed = earlier.is_some() && scene.differs(before, *member);
        list.push(Named { label, value: scene.value(*member), changed });
    }
    if let Some(dict) = instance.attrs.dict.get() {
        list.push(named("__dict__", Some(scene.value_ref(dict))));
    }
    list
}

/// Names of `__slots__` places, base classes' first.
pub fn member_names(vm: &Vm, r: Ref) -> Vec<String> {
    let mut names = Vec::new();
    let mro = vm.heap.as_type(vm.heap.type_of(r)).and_then(|t| t.mro.get()).and_then(|m| vm.heap.items(m)).unwrap_or_default();
    for class in mro.iter().filter_map(|s| s.get()) {
        let Some(dict) = vm.heap.as_type(class).and_then(|t| t.dict.get()).and_then(|d| vm.heap.dict(d)) else { continue };
        for (name, value) in dict.iter() {
            if vm.heap.type_of(value) == vm.ty(ids::MEMBER_DESCRIPTOR)
                && vm.heap.native(value).is_some()
                && let Some(n) = vm.heap.native(value)
            {
                let at = n.int(0) as usize;
                if names.len() <= at {
                    names.resize(at + 1, String::new());
                }
                if let Some(place) = names.get_mut(at) {
                    *place = vm.heap.str_lossy(name);
                }
            }
        }
    }
    names
}

fn instance(scene: &mut Scene, r: Ref, instance: &Instance) -> Parts {
    Parts::Fields { named: attributes(scene, r, instance), texts: whereabouts(scene.vm, r, instance) }
}

/// Where an instance's attributes lie, and the table of names that it shares with its class.
/// CPython: Objects/dictobject.c, _PyObject_InitInlineValues, _PyObject_MaterializeManagedDict; Objects/typeobject.c,
/// type_new_alloc sets Py_TPFLAGS_INLINE_VALUES where nothing else follows the object's header.
fn whereabouts(vm: &Vm, r: Ref, instance: &Instance) -> Vec<Text> {
    let class = vm.heap.type_of(r);
    let Some(t) = vm.heap.as_type(class).filter(|t| t.has(flags::MANAGED_DICT)) else {
        return if instance.members.is_empty() { Vec::new() } else { vec![text_field("attributes", "in slots of fixed places")] };
    };
    let is_inline = instance.attrs.dict.is_null() && t.basicsize == OBJECT_BYTES && t.itemsize == 0;
    let place = if is_inline { "inline, behind the header" } else { "in a dict" };
    let mut texts = vec![text_field("attributes", place)];
    let keys = shared_keys(vm, t);
    if instance.attrs.dict.is_null() && !keys.is_empty() {
        texts.push(text_field("keys", format!("shared by {}: {keys}", vm.name_of_type(class))));
    }
    texts
}

/// PyObject's own size. Unit: bytes.
const OBJECT_BYTES: u32 = 16;

/// Names that the instances of a class share a table of.
fn shared_keys(vm: &Vm, t: &Type) -> String {
    let names = t.shared_keys.iter().filter_map(|k| k.get()).map(|k| vm.heap.str_lossy(k));
    names.collect::<Vec<_>>().join(", ")
}

fn extended(scene: &mut Scene, r: Ref, inner: &Body, instance: &Instance) -> Parts {
    let mut own = attributes(scene, r, instance);
    match inner {
        Body::Exception(e) => match exception(scene, e) {
            Parts::Fields { mut named, texts } => {
                named.append(&mut own);
                Parts::Fields { named, texts }
            }
            other => other,
        },
        Body::Type(t) => class(scene, r, t),
        Body::List(l) if own.is_empty() => sequence(scene, &l.items, allocated(l)),
        Body::Tuple(t) if own.is_empty() => sequence(scene, &t.items, None),
        Body::Dict(d) if own.is_empty() => mapping(scene, r, d),
        Body::List(l) => {
            own.extend(l.items.iter().take(HEAD).enumerate().map(|(i, s)| named(&i.to_string(), scene.value(*s))));
            Parts::Fields { named: own, texts: Vec::new() }
        }
        Body::Tuple(t) => {
            own.extend(t.items.iter().take(HEAD).enumerate().map(|(i, s)| named(&i.to_string(), scene.value(*s))));
            Parts::Fields { named: own, texts: Vec::new() }
        }
        Body::Dict(d) => {
            for (key, value) in d.iter().take(HEAD) {
                own.push(named(&text::short(scene.vm, key), Some(scene.value_ref(value))));
            }
            Parts::Fields { named: own, texts: Vec::new() }
        }
        Body::Int(n) => Parts::Fields { named: own, texts: vec![text_field("int value", n.to_string())] },
        Body::Float(v) => Parts::Fields { named: own, texts: vec![text_field("float value", number::plain(*v))] },
        Body::Str(t) => Parts::Fields { named: own, texts: vec![text_field("str value", pyvarium_vm::objects::str_::quote(t))] },
        Body::Native(n) => match natives::parts(scene, r, n) {
            Parts::Fields { mut named, texts } => {
                named.append(&mut own);
                Parts::Fields { named, texts }
            }
            other if own.is_empty() => other,
            _ => Parts::Fields { named: own, texts: Vec::new() },
        },
        _ => Parts::Fields { named: own, texts: Vec::new() },
    }
}

/// What every class statement leaves in the namespace and nobody wrote.
pub const CLASS_NOISE: &[&str] = &[
    "__module__",
    "__dict__",
    "__weakref__",
    "__doc__",
    "__static_attributes__",
    "__firstlineno__",
    "__qualname__",
    "__slotnames__",
    "__classdictcell__",
];

fn class(scene: &mut Scene, r: Ref, class: &Type) -> Parts {
    let vm = scene.vm;
    let mro = class.mro.get().and_then(|m| vm.heap.items(m)).unwrap_or_default();
    let names: Vec<String> = mro.iter().filter_map(|s| s.get()).map(|c| vm.name_of_type(c)).collect();
    let mut texts = vec![text_field("__mro__", names.join(" → "))];
    let meta = vm.heap.type_of(r);
    if vm.is_builtin_type(r) {
        // Hundreds of methods say nothing here; that a class is an object of a class does.
        let class_of = named("__class__", Some(scene.value_ref(meta)));
        return Parts::Fields { named: vec![class_of], texts };
    }
    let mut list = Vec::new();
    let folds = is_of_library(scene, r);
    let dict = class.dict.get();
    let earlier = scene.earlier(r).zip(dict).and_then(|(before, d)| before.heap.dict(d));
    for (name, value) in dict.and_then(|d| vm.heap.dict(d)).into_iter().flat_map(|d| d.iter()) {
        let label = vm.heap.str_lossy(name);
        if CLASS_NOISE.contains(&label.as_str()) && !(label == "__doc__" && value != vm.one.none) {
            continue;
        }
        let changed = earlier.is_some_and(|d| d.iter().find(|(k, _)| *k == name).map(|(_, v)| v) != Some(value));
        // What only the library's classes lead to would fill the stage.
        let value = if folds { scene.folded(value) } else { scene.value_ref(value) };
        list.push(Named { label, value: Some(value), changed });
    }
    if meta != vm.ty(ids::TYPE) {
        texts.push(text_field("metaclass", vm.name_of_type(meta)));
    }
    let keys = shared_keys(vm, class);
    if !keys.is_empty() {
        texts.push(text_field("instances' keys", format!("{keys} ({} of 30 places)", class.shared_keys.len())));
    }
    for base in class.bases.get().and_then(|b| vm.heap.items(b)).unwrap_or_default().iter().filter_map(|s| s.get()) {
        if !vm.is_builtin_type(base) {
            let value = if folds { scene.folded(base) } else { scene.value_ref(base) };
            list.push(named("base", Some(value)));
        }
    }
    Parts::Fields { named: list, texts }
}

fn function(scene: &mut Scene, r: Ref, f: &Function) -> Parts {
    let earlier = scene.earlier(r).and_then(|vm| vm.heap.function(r));
    let folds = is_of_library(scene, r);
    let mut list = vec![named("__code__", f.code.get().map(|c| scene.folded(c)))];
    let rest = [
        ("__defaults__", f.defaults, earlier.map(|e| e.defaults)),
        ("__kwdefaults__", f.kwdefaults, earlier.map(|e| e.kwdefaults)),
        ("__closure__", f.closure, earlier.map(|e| e.closure)),
        ("__dict__", f.dict, earlier.map(|e| e.dict)),
        ("__annotations__", f.annotations, earlier.map(|e| e.annotations)),
    ];
    for (label, slot, before) in rest {
        if !slot.is_null() {
            let changed = earlier.is_some() && scene.differs(before, slot);
            let value = if folds { slot.get().map(|r| scene.folded(r)) } else { scene.value(slot) };
            list.push(Named { label: label.to_owned(), value, changed });
        }
    }
    Parts::Fields { named: list, texts: Vec::new() }
}

fn code(scene: &mut Scene, code: &pyvarium_heap::code::Code) -> Parts {
    let vm = scene.vm;
    let tuple_text = |slot: Slot| slot.get().map(|t| text::short(vm, t)).unwrap_or_default();
    let places = |kind: u8| -> String {
        let names = code.localsplus.iter().zip(&code.localspluskinds).filter(|(_, k)| **k & kind != 0);
        names.filter_map(|(s, _)| s.get()).map(|n| vm.heap.str_lossy(n)).collect::<Vec<_>>().join(", ")
    };
    let mut texts = vec![
        text_field("co_names", tuple_text(code.names_tuple)),
        text_field("co_varnames", places(pyvarium_heap::code::CO_FAST_LOCAL)),
        text_field("co_cellvars", places(pyvarium_heap::code::CO_FAST_CELL)),
        text_field("co_freevars", places(pyvarium_heap::code::CO_FAST_FREE)),
        text_field("co_argcount", code.argcount.to_string()),
        text_field("co_stacksize", code.stacksize.to_string()),
        text_field("co_flags", format!("{:#x}", code.flags)),
        text_field("co_firstlineno", code.firstlineno.to_string()),
        text_field("co_code", format!("{} bytes", code.co_code.len())),
    ];
    texts.retain(|t| !t.text.is_empty() && t.text != "()");
    Parts::Fields { named: vec![named("co_consts", code.consts_tuple.get().map(|c| scene.folded(c)))], texts }
}

fn exception(scene: &mut Scene, e: &Exception) -> Parts {
    let mut list = vec![named("args", scene.value(e.args))];
    for (label, slot) in [("__cause__", e.cause), ("__context__", e.context), ("__dict__", e.dict)] {
        if !slot.is_null() {
            list.push(named(label, scene.value(slot)));
        }
    }
    if let Some(tb) = e.traceback.get() {
        let value = scene.folded(tb);
        list.push(named("__traceback__", Some(value)));
    }
    let texts = if e.suppress_context { vec![text_field("__suppress_context__", "True")] } else { Vec::new() };
    Parts::Fields { named: list, texts }
}

fn generator(scene: &mut Scene, g: &Generator) -> Parts {
    let state = match g.state {
        GeneratorState::Created => "created: nothing of it has run",
        GeneratorState::Suspended => "suspended at a yield",
        GeneratorState::SuspendedYieldFrom => "suspended inside yield from or await",
        GeneratorState::Executing => "running",
        GeneratorState::Cleared => "finished: its frame is gone",
    };
    let frame = g.frame.as_ref().map(|f| Box::new(frame::python(scene, f)));
    Parts::Generator { state: state.to_owned(), frame, named: Vec::new() }
}

/// For callers that name objects without drawing them.
pub fn serial_of(vm: &Vm, r: Ref) -> Serial {
    Serial(vm.heap.serial(r).0)
}
