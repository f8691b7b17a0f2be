//! pairwise and zip_longest: tuples that are given out again while nobody else holds them.

use pyvarium_heap::{Ref, Slot};
use pyvarium_vm::args::Args;
use pyvarium_vm::native::{NativeDef, Next, TypeDef};
use pyvarium_vm::protocol::iter::self_iter;
use pyvarium_vm::slots::SlotId;
use pyvarium_vm::{Res, Stop, Vm, vm_bug};

use super::{ITERATOR, PAIRWISE, PAIRWISE_NEXT, Take, ZIP_LONGEST, ZIP_LONGEST_NEXT, make, next_by};
use crate::ask::{has_part, int, item, own, part, set_int, set_part};
use crate::{ask_catching, ask_next};

/// slots: iterator, the item before, the result.
pub static PAIRWISE_TYPE: TypeDef = TypeDef {
    name: "itertools.pairwise",
    doc: Some("Return an iterator of overlapping pairs taken from the input iterator.\n\n    s -> (s0,s1), (s1,s2), (s2, s3), ..."),
    slots: &[(SlotId::Iter, self_iter), (SlotId::IterNext, |vm, a| next_by(vm, a, PAIRWISE_NEXT))],
    new: Some(("iterable, /", |vm, a| {
        let none = vm.one.none;
        let result = vm.tuple_from(&[none, none]);
        make(vm, a.at(0)?, PAIRWISE, Take::Iterator, vec![Slot::NULL, result.into()], &[a.at(1)?], &[])
    })),
    ..ITERATOR
};

/// slots: the pairwise object, the item before (held).
pub static PAIRWISE_FRAME: NativeDef = NativeDef {
    name: "itertools.pairwise",
    catches: true,
    resume: |vm, f, answer| {
        let it = f.get(0).ok_or_else(|| vm_bug!("pairwise"))?;
        let mut answer = answer;
        loop {
            match f.pc {
                0 => {
                    let Some(inner) = part(vm, it, 0) else { return Err(Stop::Exhausted) };
                    match part(vm, it, 1) {
                        Some(before) => {
                            let held = own(vm, before);
                            f.set(1, held);
                            ask_catching!(f, answer, 2, vm.next_item(inner).and_then(|flow| flow.ok_or(Stop::Exhausted)));
                        }
                        None => ask_catching!(f, answer, 1, vm.next_item(inner).and_then(|flow| flow.ok_or(Stop::Exhausted))),
                    }
                }
                1 => match item(vm, &mut answer) {
                    Ok(Some(first)) => {
                        set_part(vm, it, 1, first.into());
                        f.pc = 0;
                        if part(vm, it, 0).is_none() {
                            set_part(vm, it, 1, Slot::NULL);
                        }
                    }
                    end => {
                        set_part(vm, it, 0, Slot::NULL);
                        end?;
                        return Err(Stop::Exhausted);
                    }
                },
                _ => match item(vm, &mut answer) {
                    Ok(Some(second)) => {
                        let before = f.set(1, Slot::NULL);
                        let keep = own(vm, second.r());
                        let pair = vm.reuse_result(it, 2, vec![before, second.into()]);
                        set_part(vm, it, 1, keep);
                        return Ok(Next::Done(pair));
                    }
                    end => {
                        set_part(vm, it, 0, Slot::NULL);
                        set_part(vm, it, 1, Slot::NULL);
                        end?;
                        return Err(Stop::Exhausted);
                    }
                },
            }
        }
    },
};

/// slots: iterators, the last one first (empty once at their end), what fills, the result; ints: how many still give.
pub static ZIP_LONGEST_TYPE: TypeDef = TypeDef {
    name: "itertools.zip_longest",
    doc: Some(
        "Return a zip_longest object whose .__next__() method returns a tuple where\nthe i-th element comes from the i-th iterable argument.  The .__next__()\nmethod continues until the longest iterable in the argument sequence\nis exhausted and then it raises StopIteration.  When the shorter iterables\nare exhausted, the fillvalue is substituted in their place.  The fillvalue\ndefaults to None or can be specified by a keyword argument.\n",
    ),
    slots: &[(SlotId::Iter, self_iter), (SlotId::IterNext, |vm, a| next_by(vm, a, ZIP_LONGEST_NEXT))],
    new: Some(("*args, **kwargs", zip_longest_new)),
    ..ITERATOR
};

fn zip_longest_new(vm: &mut Vm, args: &Args) -> Res {
    let mut fill = vm.one.none;
    if args.n_kw > 0 {
        let name = args.kwnames.and_then(|k| vm.heap.items(k)?.first()?.get());
        let fits = args.n_kw == 1 && name.is_some_and(|n| vm.heap.str_lossy(n) == "fillvalue");
        if !fits {
            return vm.type_err("zip_longest() got an unexpected keyword argument");
        }
        fill = args.at(args.n_positional())?;
    }
    let iterables: Vec<Ref> = args.positional().skip(1).collect();
    let none = vm.one.none;
    let result = vm.tuple_from(&vec![none; iterables.len()]);
    let fill = own(vm, fill);
    make(vm, args.at(0)?, ZIP_LONGEST, Take::Iterator, vec![fill, result.into()], &iterables, &[iterables.len() as i64])
}

/// slots: the zip_longest object, then the items gathered.
pub static ZIP_LONGEST_FRAME: NativeDef = NativeDef {
    name: "itertools.zip_longest",
    catches: true,
    resume: |vm, f, answer| {
        let it = f.get(0).ok_or_else(|| vm_bug!("zip_longest"))?;
        let n = vm.heap.native(it).map_or(0, |x| x.slots.len()).saturating_sub(2);
        let mut answer = answer;
        loop {
            let i = f.slots.len() - 1;
            if f.pc == 0 {
                if n == 0 || (i == 0 && int(vm, it, 0) == 0) {
                    return Err(Stop::Exhausted);
                }
                if i == n {
                    let items: Vec<Slot> = f.slots.drain(1..).collect();
                    return Ok(Next::Done(vm.reuse_result(it, n + 1, items)));
                }
                match part(vm, it, n - 1 - i) {
                    Some(inner) => ask_next!(vm, f, answer, 1, inner),
                    None => fill(vm, f, it)?,
                }
                continue;
            }
            f.pc = 0;
            match item(vm, &mut answer) {
                Ok(Some(v)) => f.slots.push(v.into()),
                Ok(None) => {
                    let left = int(vm, it, 0) - 1;
                    set_int(vm, it, 0, left);
                    if left == 0 {
                        return Err(Stop::Exhausted);
                    }
                    fill(vm, f, it)?;
                    set_part(vm, it, n - 1 - i, Slot::NULL);
                }
                Err(stop) => {
                    set_int(vm, it, 0, 0);
                    return Err(stop);
                }
            }
        }
    },
};

fn fill(vm: &mut Vm, f: &mut pyvarium_heap::frame::NativeFrame, it: Ref) -> Res<()> {
    let n = vm.heap.native(it).map_or(0, |x| x.slots.len()).saturating_sub(2);
    let value = has_part(vm, it, n)?;
    let slot = own(vm, value);
    f.slots.push(slot);
    Ok(())
}
