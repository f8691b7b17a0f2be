//! The look-ups that a step made in dicts and sets: which places of the table were looked at. Told
//! from the layout before the step, without running any comparison of the program's.

use pyvarium_code::Opcode;
use pyvarium_heap::dict::{Dict, Probe as DictProbe};
use pyvarium_heap::frame::Frame;
use pyvarium_heap::set::{Set, SetProbe};
use pyvarium_heap::{Body, Ref};
use pyvarium_protocol::Probe;
use pyvarium_vm::Vm;
use pyvarium_vm::native::Kind;

use super::just_run::JustRun;
use super::scene::Scene;

/// BINARY_OP's argument for `a[b]`. CPython: NB_SUBSCR.
const SUBSCR: u32 = 26;
/// No chain is longer.
const MAX_PLACES: usize = 512;

pub fn of(scene: &mut Scene, ran: Option<&JustRun>) -> Vec<Probe> {
    let asked = pending(scene.vm).map(|(table, key, hash)| (scene.vm, table, key, hash)).or_else(|| {
        let ran = ran?;
        let (table, key) = asked_by(ran)?;
        let hash = hash_of(ran.vm, key).or_else(|| stored_hash(ran.vm, table, key))?;
        Some((ran.vm, table, key, hash))
    });
    let Some((vm, table, key, hash)) = asked else { return Vec::new() };
    let (places, found) = match vm.heap.body(table) {
        Body::Dict(d) => dict_places(vm, d, key, hash),
        Body::Set(s) => set_places(vm, s, key, hash),
        _ => return Vec::new(),
    };
    // The key may have died with the step.
    let alive = scene.vm.heap.serial(key) == vm.heap.serial(key);
    let key = if alive { Some(scene.value_ref(key)) } else { None };
    vec![Probe { object: super::object::serial_of(vm, table), key, hash: hash.to_string(), places, found }]
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
