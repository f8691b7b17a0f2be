//! The look-ups that a step made in dicts and sets: which places of the table were looked at. Told
//! from the layout before the step, without running any comparison of the program's.

use pyvarium_code::Opcode;
use pyvarium_heap::dict::{Dict, Probe as DictProbe};
use pyvarium_heap::frame::Frame;
use pyvarium_heap::set::{Set, SetProbe};
use pyvarium_heap::{Body, Ref, Serial as HeapSerial};
use pyvarium_protocol::{Probe, Serial};
use pyvarium_vm::Vm;
use pyvarium_vm::native::Kind;

use super::just_run::JustRun;
use super::scene::Scene;

/// BINARY_OP's argument for `a[b]`. CPython: NB_SUBSCR.
const SUBSCR: u32 = 26;
/// No chain is longer.
const MAX_PLACES: usize = 512;

/// One look-up, before anything of it is drawn.
pub struct Asked {
    pub table: Serial,
    key: Ref,
    key_serial: HeapSerial,
    pub hash: i64,
    pub places: Vec<u32>,
    pub found: bool,
    /// Places that the table had then.
    pub size: usize,
    /// What was found at each place, then.
    pub met: Vec<Met>,
}

/// What a probe finds at its place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Met {
    Free,
    /// What a deletion left.
    Dummy,
    Key {
        /// Of a dict, the number of the entry.
        entry: usize,
        same_hash: bool,
        text: String,
    },
}

impl Asked {
    /// The key in a few words.
    pub fn text(&self, vm: &Vm) -> String {
        match vm.heap.serial(self.key) == self.key_serial {
            true => super::text::short(vm, self.key),
            false => "the key".to_owned(),
        }
    }
}

/// The look-up that the instruction made, or that waits inside a Python `__eq__`.
pub fn asked(before: &Vm, after: &Vm) -> Option<Asked> {
    let asked = pending(after).map(|(table, key, hash)| (after, table, key, hash)).or_else(|| {
        let ran = JustRun::next(before)?;
        let (table, key) = asked_by(&ran)?;
        let hash = hash_of(before, key).or_else(|| stored_hash(before, table, key))?;
        Some((before, table, key, hash))
    });
    let (vm, table, key, hash) = asked?;
    let ((places, found), size, met) = match vm.heap.body(table) {
        Body::Dict(d) => {
            let all = dict_places(vm, d, key, hash);
            let met = all.0.iter().map(|p| met_in_dict(vm, d, *p, hash)).collect();
            (all, d.table_size(), met)
        }
        Body::Set(s) => {
            let all = set_places(vm, s, key, hash);
            let met = all.0.iter().map(|p| met_in_set(vm, s, *p, hash)).collect();
            (all, s.table().len(), met)
        }
        _ => return None,
    };
    Some(Asked { table: super::object::serial_of(vm, table), key, key_serial: vm.heap.serial(key), hash, places, found, size, met })
}

fn met_in_dict(vm: &Vm, d: &Dict, place: u32, hash: i64) -> Met {
    match d.indices().get(place as usize) {
        Some(-2) => Met::Dummy,
        Some(index) if *index >= 0 => {
            let entry = d.entry(*index as usize).copied().unwrap_or_default();
            let text = entry.key.get().map(|k| super::text::short(vm, k)).unwrap_or_default();
            Met::Key { entry: *index as usize, same_hash: entry.hash == hash, text }
        }
        _ => Met::Free,
    }
}

fn met_in_set(vm: &Vm, s: &Set, place: u32, hash: i64) -> Met {
    match s.table().get(place as usize) {
        Some(e) if e.is_dummy() => Met::Dummy,
        Some(e) => match e.key.get() {
            Some(key) => Met::Key { entry: 0, same_hash: e.hash == hash, text: super::text::short(vm, key) },
            None => Met::Free,
        },
        None => Met::Free,
    }
}

pub fn views(scene: &mut Scene, asked: Vec<Asked>) -> Vec<Probe> {
    let view = |asked: Asked| {
        // The key may have died since.
        let alive = scene.vm.heap.serial(asked.key) == asked.key_serial;
        let key = if alive { Some(scene.value_ref(asked.key)) } else { None };
        Probe { object: asked.table, key, hash: asked.hash.to_string(), places: asked.places, found: asked.found }
    };
    asked.into_iter().map(view).collect()
}

/// A look-up that waits inside a Python `__eq__`: table, key and hash.
fn pending(vm: &Vm) -> Option<(Ref, Ref, i64)> {
    vm.thread.frames.iter().rev().take(3).find_map(|f| match f {
        Frame::Native(f) if matches!(vm.tables.native(Kind(f.kind))?.name, "dict look-up" | "set look-up") => {
            Some((f.get(0)?, f.get(1)?, f.int(1)))
        }
        _ => None,
    })
}

/// Container and key of an instruction that looks something up.
fn asked_by(ran: &JustRun) -> Option<(Ref, Ref)> {
    let heap = &ran.vm.heap;
    let is_table = |r: &Ref| matches!(heap.body(*r), Body::Dict(_) | Body::Set(_));
    let pair = match ran.op {
        Opcode::BinaryOp if ran.arg == SUBSCR => (ran.peek(1)?, ran.peek(0)?),
        Opcode::StoreSubscr | Opcode::DeleteSubscr => (ran.peek(1)?, ran.peek(0)?),
        Opcode::ContainsOp => (ran.peek(0)?, ran.peek(1)?),
        Opcode::SetAdd => (ran.peek(ran.arg as usize)?, ran.peek(0)?),
        Opcode::MapAdd => (ran.peek(ran.arg as usize + 1)?, ran.peek(1)?),
        Opcode::Call => {
            let n = ran.arg as usize;
            let callable = ran.peek(n + 1)?;
            let name = ran.vm.tables.function_name(heap.builtin(callable)?.function);
            let method = name.rsplit('.').next().unwrap_or_default();
            if !matches!(method, "get" | "pop" | "setdefault" | "add" | "discard" | "remove" | "__contains__") || n == 0 {
                return None;
            }
            let this = ran.peek(n).or_else(|| heap.builtin(callable)?.this.get())?;
            (this, ran.peek(n - 1)?)
        }
        _ => return None,
    };
    Some(pair).filter(|(table, _)| is_table(table))
}

/// The hash of a str, int or float, as the table sees it.
fn hash_of(vm: &Vm, key: Ref) -> Option<i64> {
    match vm.heap.body(key) {
        _ if !vm.is_builtin_type(vm.heap.type_of(key)) => None,
        Body::Str(t) => Some(t.hash.unwrap_or_else(|| pyvarium_heap::hash::hash_text(t))),
        Body::Int(n) => Some(pyvarium_heap::hash::hash_i64(*n)),
        Body::Float(v) => Some(pyvarium_heap::hash::hash_f64(*v, vm.heap.address(key))),
        Body::Tuple(t) => {
            let items: Option<Vec<i64>> = t.items.iter().map(|s| hash_of(vm, s.get()?)).collect();
            Some(pyvarium_heap::hash::hash_tuple(items?.into_iter()))
        }
        _ => None,
    }
}

/// The hash of a key that is in the table already.
fn stored_hash(vm: &Vm, table: Ref, key: Ref) -> Option<i64> {
    match vm.heap.body(table) {
        Body::Dict(d) => d.entries().iter().find(|e| e.key.get() == Some(key)).map(|e| e.hash),
        Body::Set(s) => s.table().iter().find(|e| e.key.get() == Some(key)).map(|e| e.hash),
        _ => None,
    }
}

fn same(vm: &Vm, a: Ref, b: Ref) -> bool {
    a == b || vm.eq_now(a, b).unwrap_or(false)
}

fn dict_places(vm: &Vm, d: &Dict, key: Ref, hash: i64) -> (Vec<u32>, bool) {
    let mut probe = DictProbe::new(d, hash);
    let mut places = Vec::new();
    while let Some(index) = d.indices().get(probe.slot()) {
        if places.len() >= MAX_PLACES {
            break;
        }
        places.push(probe.slot() as u32);
        if *index == -1 {
            return (places, false);
        }
        let entry = usize::try_from(*index).ok().and_then(|i| d.entry(i));
        if entry.is_some_and(|e| e.hash == hash && e.key.get().is_some_and(|k| same(vm, k, key))) {
            return (places, true);
        }
        probe.skip(d);
    }
    (places, false)
}

fn set_places(vm: &Vm, s: &Set, key: Ref, hash: i64) -> (Vec<u32>, bool) {
    let mut probe = SetProbe::new(s, hash);
    let mut places = Vec::new();
    while let Some(entry) = s.table().get(probe.place()) {
        if places.len() >= MAX_PLACES {
            break;
        }
        places.push(probe.place() as u32);
        if entry.key.is_null() && !entry.is_dummy() {
            return (places, false);
        }
        if entry.hash == hash && entry.key.get().is_some_and(|k| same(vm, k, key)) {
            return (places, true);
        }
        probe.skip(s);
    }
    (places, false)
}
