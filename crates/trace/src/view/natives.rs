//! Objects of native types whose layout is slots and numbers: what these are called on a card.

use pyvarium_heap::object::Native;
use pyvarium_heap::{Ref, Slot};
use pyvarium_protocol::{Named, Parts, SlotKind};
use pyvarium_vm::Vm;
use pyvarium_vm::core::ids;

use super::frame;
use super::object::{sequence, text_field};
use super::scene::Scene;
use crate::track;

/// Type, names of its slots, names of its numbers. A name that is empty is not shown; one with dots is that of all further slots.
type Row = (&'static str, &'static [&'static str], &'static [&'static str]);

const TABLE: &[Row] = &[
    ("range", &[], &["start", "stop", "step"]),
    ("range_iterator", &[], &["next", "step", "left"]),
    ("slice", &["start", "stop", "step"], &[]),
    ("list_iterator", &["it_seq"], &["it_index"]),
    ("tuple_iterator", &["it_seq"], &["it_index"]),
    ("str_ascii_iterator", &["it_seq"], &["it_index"]),
    ("str_iterator", &["it_seq"], &["it_index"]),
    ("iterator", &["it_seq"], &["it_index"]),
    ("list_reverseiterator", &["seq"], &["index"]),
    ("reversed", &["seq"], &["index"]),
    ("set_iterator", &["si_set"], &["si_pos", "left"]),
    ("dict_keys", &["dv_dict"], &[]),
    ("dict_values", &["dv_dict"], &[]),
    ("dict_items", &["dv_dict"], &[]),
    ("dict_keyiterator", &["di_dict"], &["di_pos"]),
    ("dict_valueiterator", &["di_dict"], &["di_pos"]),
    ("dict_itemiterator", &["di_dict"], &["di_pos"]),
    ("property", &["fget", "fset", "fdel", "doc"], &[]),
    ("classmethod", &["__func__"], &[]),
    ("staticmethod", &["__func__"], &[]),
    ("super", &["__thisclass__", "__self__", "__self_class__"], &[]),
    ("traceback", &["tb_next"], &["tb_lasti", "tb_lineno"]),
    ("mappingproxy", &["mapping"], &[]),
    ("GenericAlias", &["__origin__", "__args__", "__parameters__"], &[]),
    ("Union", &["__args__"], &[]),
    ("map", &["func", "iters..."], &[]),
    ("filter", &["func", "it"], &[]),
    ("zip", &["iters..."], &[]),
    ("enumerate", &["it", "result"], &["index"]),
    ("Pattern", &["", "", "pattern"], &["flags", "groups"]),
    ("Match", &["string", "", "re"], &["pos", "endpos"]),
    ("partial", &["func", "args", "keywords"], &[]),
    ("_lru_cache_wrapper", &["__wrapped__", "cache"], &["maxsize", "typed", "hits", "misses"]),
    ("_tuplegetter", &[""], &["index"]),
    ("chain", &["active", "source"], &[]),
    ("cycle", &["it", "saved"], &[]),
    ("count", &["next", "step"], &[]),
    ("repeat", &["element"], &["left"]),
    ("islice", &["it"], &["next", "stop", "step"]),
    ("batched", &["it"], &["size"]),
    ("TextIOWrapper", &[], &[]),
    ("member_descriptor", &[], &[]),
    ("getset_descriptor", &[], &[]),
];

/// Slots that have no name here, at most.
const MAX_UNNAMED: usize = 8;

pub fn parts(scene: &mut Scene, r: Ref, n: &Native) -> Parts {
    let vm = scene.vm;
    let ty = vm.heap.type_of(r);
    if ty == vm.ty(ids::MODULE) {
        return module(scene, n);
    }
    let name = native_name(vm, ty);
    if name == "deque" {
        // The items stand behind some empty slots.
        let items: Vec<Slot> = n.slots.iter().skip(n.int(2).max(0) as usize).copied().collect();
        return sequence(scene, &items, None);
    }
    let (slots, ints) = match TABLE.iter().find(|row| row.0 == name) {
        Some((_, slots, ints)) => (*slots, *ints),
        None => (&[""; MAX_UNNAMED][..], &[][..]),
    };
    let is_known = !slots.contains(&"") || slots.len() < MAX_UNNAMED;
    let earlier = scene.earlier(r).and_then(|vm| vm.heap.native(r));
    let last = slots.last().and_then(|l| l.strip_suffix("..."));
    let n_slots = n.slots.len().min(if last.is_some() { MAX_UNNAMED } else { slots.len() });
    let mut list = Vec::new();
    for i in 0..n_slots {
        // A zip keeps the tuple that it gives, to use it again.
        let is_result = name == "zip" && i + 1 == n.slots.len();
        let label = if is_result { "result" } else { slots.get(i).copied().or(last).unwrap_or_default().trim_end_matches('.') };
        let slot = n.slot(i);
        if slot.is_null() || (label.is_empty() && is_known) {
            continue;
        }
        let changed = earlier.is_some_and(|e| scene.differs(Some(e.slot(i)), slot));
        list.push(Named { label: label.to_owned(), value: scene.value(slot), changed });
    }
    let texts = ints.iter().enumerate().map(|(i, label)| text_field(label, n.int(i).to_string())).collect();
    Parts::Fields { named: list, texts }
}

/// The name of the nearest native type.
fn native_name(vm: &Vm, ty: Ref) -> String {
    let mro = vm.heap.as_type(ty).and_then(|t| t.mro.get()).and_then(|m| vm.heap.items(m)).unwrap_or_default();
    let native = mro.iter().filter_map(|s| s.get()).find(|t| vm.is_builtin_type(*t));
    vm.name_of_type(native.unwrap_or(ty)).rsplit('.').next().unwrap_or_default().to_owned()
}

/// A module of the program shows its names; the library's are only named.
fn module(scene: &mut Scene, n: &Native) -> Parts {
    let vm = scene.vm;
    let Some(dict) = n.slot(0).get().filter(|d| vm.heap.dict(*d).is_some()) else { return Parts::Plain };
    let file = vm.dict_get_named(dict, "__file__").map(|f| vm.heap.str_lossy(f));
    if file.is_none_or(|f| track::is_of_library(&f)) {
        return Parts::Plain;
    }
    let names = frame::names_of(scene, dict, SlotKind::Global);
    let named = names.into_iter().map(|s| Named { label: s.name, value: s.value, changed: s.changed }).collect();
    Parts::Fields { named, texts: Vec::new() }
}
