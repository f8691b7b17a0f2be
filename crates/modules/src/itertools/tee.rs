//! tee: several iterators over one, which keeps what not all of them have seen.
//!
//! CPython: Modules/itertoolsmodule.c, teeobject, teedataobject.

use pyvarium_heap::types::flags;
use pyvarium_heap::{Own, Ref, Slot};
use pyvarium_vm::args::Args;
use pyvarium_vm::native::{FnDef, NativeDef, Next, TypeDef};
use pyvarium_vm::protocol::iter::self_iter;
use pyvarium_vm::slots::SlotId;
use pyvarium_vm::{Flow, Res, Stop, Vm, exc, vm_bug};

use super::{ITERATOR, TEE, TEE_DATA, TEE_MAKE, TEE_NEXT};
use crate::ask::{has_part, int, item, own, part, set_int, set_part, value};
use crate::{ask, ask_catching};

/// Items that one link of the chain keeps.
const LINK_CELLS: i64 = 57;

/// slots: the link; ints: the next of its items.
pub static TEE_TYPE: TypeDef = TypeDef {
    name: "itertools._tee",
    flags: flags::HAVE_GC,
    doc: Some("Iterator wrapped to make it copyable."),
    slots: &[(SlotId::Iter, self_iter), (SlotId::IterNext, tee_next)],
    new: Some(("iterable, /", |vm, a| vm.push_native(TEE_MAKE, &[Slot::borrow(a.at(1)?)], &[-1]))),
    methods: &[FnDef::new("__copy__", "", |vm, a| {
        let copy = tee_copy(vm, a.at(0)?)?;
        Ok(Flow::Value(copy))
    })],
    ..ITERATOR
};

// Slots of a link: iterator, the link after it, the items.
const INNER: usize = 0;
const AFTER: usize = 1;
const ITEMS: usize = 2;

/// ints: items read, whether the iterator is being asked.
pub static TEE_DATA_TYPE: TypeDef = TypeDef {
    name: "itertools._tee_dataobject",
    flags: flags::HAVE_GC,
    doc: Some("Data container common to multiple tee objects."),
    new: Some(("*args, **kwargs", |_, _| Err(Stop::not_supported("making a tee data object")))),
    ..ITERATOR
};

fn new_link(vm: &mut Vm, inner: Ref) -> Own {
    let inner = own(vm, inner);
    vm.new_native(TEE_DATA, &[inner, Slot::NULL], &[0, 0])
}

fn tee_copy(vm: &mut Vm, tee: Ref) -> Res<Own> {
    let link = has_part(vm, tee, 0)?;
    let link = own(vm, link);
    let at = int(vm, tee, 0);
    Ok(vm.new_native(TEE, &[link], &[at]))
}

pub fn tee(vm: &mut Vm, args: &Args) -> Res {
    let n = match args.get(1) {
        Some(n) => vm.index(n)?,
        None => 2,
    };
    if n < 0 {
        return vm.value_err("n must be >= 0");
    }
    if n == 0 {
        return vm.own_flow(vm.one.empty_tuple);
    }
    vm.push_native(TEE_MAKE, &[Slot::borrow(args.at(0)?)], &[n])
}

/// slots: iterable, its iterator; ints: how many are wanted, -1 for a single one outside of a tuple.
pub static TEE_MAKE_FRAME: NativeDef = NativeDef {
    name: "itertools.tee",
    catches: false,
    resume: |vm, f, answer| {
        let iterable = f.get(0).ok_or_else(|| vm_bug!("tee"))?;
        let mut answer = answer;
        loop {
            match f.pc {
                0 => ask!(f, answer, 1, vm.iter(iterable)),
                1 => {
                    let iterator = value(&mut answer)?;
                    let r = iterator.r();
                    f.set(1, iterator.into());
                    // One that is a tee already is not put into another.
                    let first = if vm.is_instance_of(r, TEE) {
                        tee_copy(vm, r)?
                    } else {
                        let link = new_link(vm, r);
                        vm.new_native(TEE, &[link.into()], &[0])
                    };
                    let mut all = Vec::new();
                    for _ in 1..f.int(0) {
                        all.push(tee_copy(vm, first.r())?.into());
                    }
                    if f.int(0) == -1 {
                        return Ok(Next::Done(first));
                    }
                    all.insert(0, first.into());
                    return Ok(Next::Done(vm.tuple_from_slots(all)));
                }
                _ => return Err(vm_bug!("tee")),
            }
        }
    },
};

fn tee_next(vm: &mut Vm, args: &Args) -> Res {
    let tee = args.at(0)?;
    let mut at = int(vm, tee, 0);
    let mut link = has_part(vm, tee, 0)?;
    if at >= LINK_CELLS {
        let after = match part(vm, link, AFTER) {
            Some(after) => own(vm, after),
            None => {
                let inner = has_part(vm, link, INNER)?;
                let new = new_link(vm, inner);
                let keep = own(vm, new.r());
                set_part(vm, link, AFTER, keep);
                new.into()
            }
        };
        set_part(vm, tee, 0, after);
        set_int(vm, tee, 0, 0);
        at = 0;
        link = has_part(vm, tee, 0)?;
    }
    if at < int(vm, link, 0) {
        let r = has_part(vm, link, ITEMS + at as usize)?;
        set_int(vm, tee, 0, at + 1);
        return vm.own_flow(r);
    }
    if int(vm, link, 1) == 1 {
        return Err(exc::runtime_error(vm, "cannot re-enter the tee iterator"));
    }
    set_int(vm, link, 1, 1);
    let held = own(vm, link);
    vm.push_native(TEE_NEXT, &[Slot::borrow(tee), held], &[at])
}

/// slots: the tee object, the link; ints: the item's place.
pub static TEE_FRAME: NativeDef = NativeDef {
    name: "itertools._tee",
    catches: true,
    resume: |vm, f, answer| {
        let (Some(tee), Some(link)) = (f.get(0), f.get(1)) else { return Err(vm_bug!("tee")) };
        let mut answer = answer;
        loop {
            if f.pc == 0 {
                let inner = has_part(vm, link, INNER)?;
                ask_catching!(f, answer, 1, vm.next_item(inner).and_then(|flow| flow.ok_or(Stop::Exhausted)));
                continue;
            }
            set_int(vm, link, 1, 0);
            let Some(v) = item(vm, &mut answer)? else { return Err(Stop::Exhausted) };
            let at = f.int(0);
            let keep = own(vm, v.r());
            set_part(vm, link, ITEMS + at as usize, keep);
            set_int(vm, link, 0, at + 1);
            set_int(vm, tee, 0, at + 1);
            return Ok(Next::Done(v));
        }
    },
};
