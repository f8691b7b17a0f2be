//! `re.Match`.
//!
//! CPython: Modules/_sre/sre.c (pattern_new_match, match_getindex, match_group and their neighbours).

use pyvarium_heap::types::{Layout, flags};
use pyvarium_heap::{Own, Ref, Slot};
use pyvarium_vm::args::Args;
use pyvarium_vm::core::ids;
use pyvarium_vm::native::{FnDef, GetSetDef, TYPE_DEFAULT, TypeDef};
use pyvarium_vm::objects::generic_alias::generic_alias;
use pyvarium_vm::slots::SlotId;
use pyvarium_vm::stop::Convert;
use pyvarium_vm::{Flow, Res, Stop, Vm, exc, vm_bug};

use super::engine::Machine;
use super::pattern::{GROUPINDEX, GROUPS, INDEXGROUP, int, slot};
use super::{MATCH, expand, run};

// Slots.
const STRING: usize = 0;
const REGS: usize = 1;
pub const PATTERN: usize = 2;
// Ints.
const POS: usize = 0;
const ENDPOS: usize = 1;
const LASTINDEX: usize = 2;
/// Groups, the whole match among them.
pub const N_GROUPS: usize = 3;
/// Start and end of each group; -1 where it took no part.
const SPANS: usize = 4;

pub static MATCH_TYPE: TypeDef = TypeDef {
    name: "re.Match",
    base: Some(ids::OBJECT),
    layout: Layout::Native,
    flags: flags::HAVE_GC | flags::IMMUTABLE | flags::DISALLOW_INSTANTIATION | flags::KEYED,
    basicsize: 88,
    itemsize: 8,
    doc: Some("The result of re.match() and re.search().\nMatch objects always have a boolean value of True."),
    slots: &[(SlotId::Repr, repr), (SlotId::Subscript, |vm, a| one_group(vm, a.at(0)?, a.at(1)?).map(Flow::Value))],
    methods: &[
        FnDef::new("group", "*args", group),
        FnDef::new("start", "group=0, /", |vm, a| {
            let (from, _) = span(vm, a)?;
            Ok(Flow::Value(vm.new_int(from)))
        }),
        FnDef::new("end", "group=0, /", |vm, a| {
            let (_, to) = span(vm, a)?;
            Ok(Flow::Value(vm.new_int(to)))
        }),
        FnDef::new("span", "group=0, /", |vm, a| {
            let (from, to) = span(vm, a)?;
            Ok(Flow::Value(pair(vm, from, to)))
        }),
        FnDef::new("groups", "default=None", groups),
        FnDef::new("groupdict", "default=None", groupdict),
        FnDef::new("expand", "template", expand::match_expand),
        FnDef::new("__copy__", "", |vm, a| vm.own_flow(a.at(0)?)),
        FnDef::new("__deepcopy__", "memo, /", |vm, a| vm.own_flow(a.at(0)?)),
        FnDef::class("__class_getitem__", "object, /", generic_alias),
    ],
    getset: &[
        GetSetDef::member("string", |vm, a| vm.native_slot(a, STRING)),
        GetSetDef::member("re", |vm, a| vm.native_slot(a, PATTERN)),
        GetSetDef::member("pos", |vm, a| number(vm, a, POS)),
        GetSetDef::member("endpos", |vm, a| number(vm, a, ENDPOS)),
        GetSetDef::ro("lastindex", |vm, a| match int(vm, a.at(0)?, LASTINDEX) {
            n if n >= 0 => Ok(Flow::Value(vm.new_int(n))),
            _ => vm.none_flow(),
        }),
        GetSetDef::ro("lastgroup", lastgroup),
        GetSetDef::ro("regs", regs),
    ],
    ..TYPE_DEFAULT
};

fn number(vm: &mut Vm, args: &Args, i: usize) -> Res {
    let n = int(vm, args.at(0)?, i);
    Ok(Flow::Value(vm.new_int(n)))
}

pub fn wrong_span(vm: &mut Vm) -> Stop {
    exc::raise(vm, ids::SYSTEM_ERROR, "The span of capturing group is wrong, please report a bug for the re module.")
}

pub fn new_match(vm: &mut Vm, pattern: Ref, string: Ref, m: &Machine, pos: i64, endpos: i64) -> Res<Own> {
    let groups = int(vm, pattern, GROUPS);
    let mut ints = vec![pos, endpos, m.lastindex, groups + 1, m.start, m.ptr];
    for i in 1..=groups {
        let (from, to) = m.group(i).unwrap_or((-1, -1));
        if from > to {
            return Err(wrong_span(vm));
        }
        ints.extend([from, to]);
    }
    let slots = [vm.heap.own(string).into(), Slot::NULL, vm.heap.own(pattern).into()];
    Ok(vm.new_native(MATCH, &slots, &ints))
}

/// The span of the group by its number.
fn span_at(vm: &Vm, m: Ref, i: i64) -> (i64, i64) {
    let at = SPANS + 2 * i as usize;
    (int(vm, m, at), int(vm, m, at + 1))
}

/// The number of a group that was given by number or name.
fn index_of(vm: &mut Vm, m: Ref, given: Ref) -> Res<i64> {
    let i = if vm.has_slot(given, SlotId::Index) {
        vm.index_clamped(given)?
    } else {
        let index = slot(vm, m, PATTERN).and_then(|p| slot(vm, p, GROUPINDEX));
        if index.is_some() && vm.heap.text(given).is_none() && vm.hash_now(given).is_none() {
            match vm.hash(given) {
                Ok(Flow::Value(v)) => vm.heap.decref_own(v),
                Err(Stop::Raise(e)) => return Err(vm.unhashable_key(given, e, "dict key")),
                Err(stop) => return Err(stop),
                Ok(Flow::Pushed) => return Err(Stop::not_supported("a group whose name has a Python __hash__")),
            }
        }
        index.and_then(|d| vm.dict_get_str(d, given)).and_then(|n| vm.heap.small_int(n)).unwrap_or(-1)
    };
    if i < 0 || i >= int(vm, m, N_GROUPS) {
        return Err(exc::index_error(vm, "no such group"));
    }
    Ok(i)
}

fn span(vm: &mut Vm, args: &Args) -> Res<(i64, i64)> {
    let m = args.at(0)?;
    let i = args.get(1).map_or(Ok(0), |g| index_of(vm, m, g))?;
    Ok(span_at(vm, m, i))
}

/// The text of a group; None where it took no part. CPython: match_getslice_by_index.
pub fn text_of_group(vm: &mut Vm, m: Ref, i: i64) -> Option<Own> {
    let (from, to) = span_at(vm, m, i);
    let string = slot(vm, m, STRING)?;
    if from < 0 || string == vm.one.none {
        return None;
    }
    Some(run::part(vm, string, from, to))
}

fn one_group(vm: &mut Vm, m: Ref, given: Ref) -> Res<Own> {
    let i = index_of(vm, m, given)?;
    Ok(text_of_group(vm, m, i).unwrap_or_else(|| vm.none()))
}

fn group(vm: &mut Vm, args: &Args) -> Res {
    let m = args.at(0)?;
    let given: Vec<Ref> = args.items.iter().skip(1).filter_map(|s| s.get()).collect();
    // Numbers that only Python knows are asked for before anything is made.
    if let Some(r) = given.iter().find(|r| vm.heap.small_int(**r).is_none() && vm.bigint(**r).is_none() && vm.has_slot(**r, SlotId::Index))
    {
        return Err(Stop::Convert(Convert::Index, *r));
    }
    match given.as_slice() {
        [] => Ok(Flow::Value(text_of_group(vm, m, 0).unwrap_or_else(|| vm.none()))),
        [one] => one_group(vm, m, *one).map(Flow::Value),
        many => {
            let mut slots: Vec<Slot> = Vec::new();
            for g in many {
                match one_group(vm, m, *g) {
                    Ok(own) => slots.push(own.into()),
                    Err(stop) => {
                        vm.heap.release_all(slots.into_iter());
                        return Err(stop);
                    }
                }
            }
            Ok(Flow::Value(vm.tuple_from_slots(slots)))
        }
    }
}

fn groups(vm: &mut Vm, args: &Args) -> Res {
    let (m, default) = (args.at(0)?, args.get(1).unwrap_or(vm.one.none));
    let slots = (1..int(vm, m, N_GROUPS)).map(|i| text_of_group(vm, m, i).unwrap_or_else(|| vm.heap.own(default)).into()).collect();
    Ok(Flow::Value(vm.tuple_from_slots(slots)))
}

fn groupdict(vm: &mut Vm, args: &Args) -> Res {
    let (m, default) = (args.at(0)?, args.get(1).unwrap_or(vm.one.none));
    let result = vm.new_dict();
    let index = slot(vm, m, PATTERN).and_then(|p| slot(vm, p, GROUPINDEX));
    let names: Vec<Ref> = index.and_then(|d| vm.heap.dict(d)).map(|d| d.iter().map(|(k, _)| k).collect()).unwrap_or_default();
    for name in names {
        let i = match index_of(vm, m, name) {
            Ok(i) => i,
            Err(stop) => {
                vm.heap.decref_own(result);
                return Err(stop);
            }
        };
        let value = text_of_group(vm, m, i).unwrap_or_else(|| vm.heap.own(default));
        vm.dict_set_str(result.r(), name, value.r());
        vm.heap.decref_own(value);
    }
    Ok(Flow::Value(result))
}

fn pair(vm: &mut Vm, from: i64, to: i64) -> Own {
    let slots = vec![vm.new_int(from).into(), vm.new_int(to).into()];
    vm.tuple_from_slots(slots)
}

fn regs(vm: &mut Vm, args: &Args) -> Res {
    let m = args.at(0)?;
    if let Some(regs) = slot(vm, m, REGS) {
        return vm.own_flow(regs);
    }
    let mut slots: Vec<Slot> = Vec::new();
    for i in 0..int(vm, m, N_GROUPS) {
        let (from, to) = span_at(vm, m, i);
        slots.push(pair(vm, from, to).into());
    }
    let made = vm.tuple_from_slots(slots);
    let keep = vm.heap.own(made.r());
    if let Some(n) = vm.heap.native_mut(m) {
        n.set_slot(REGS, keep.into());
    }
    Ok(Flow::Value(made))
}

fn lastgroup(vm: &mut Vm, args: &Args) -> Res {
    let m = args.at(0)?;
    let names = slot(vm, m, PATTERN).and_then(|p| slot(vm, p, INDEXGROUP));
    let last = usize::try_from(int(vm, m, LASTINDEX)).ok();
    match names.zip(last).and_then(|(names, last)| vm.heap.items(names)?.get(last)?.get()) {
        Some(name) => vm.own_flow(name),
        None => vm.none_flow(),
    }
}

fn repr(vm: &mut Vm, args: &Args) -> Res {
    let m = args.at(0)?;
    let (from, to) = span_at(vm, m, 0);
    let whole = text_of_group(vm, m, 0).unwrap_or_else(|| vm.none());
    let shown = match vm.repr(whole.r())? {
        Flow::Value(v) => {
            let text: String = vm.text_of(&v).chars().take(50).collect();
            vm.heap.decref_own(v);
            text
        }
        Flow::Pushed => return Err(vm_bug!("the text of a match")),
    };
    vm.heap.decref_own(whole);
    let text = format!("<re.Match object; span=({from}, {to}), match={shown}>");
    Ok(Flow::Value(vm.new_str(&text)))
}
