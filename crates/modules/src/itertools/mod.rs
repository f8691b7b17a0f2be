//! The itertools module: its types, their numbers, and how their instances are made.
//!
//! CPython: Modules/itertoolsmodule.c.

use pyvarium_heap::types::{Layout, flags};
use pyvarium_heap::{Ref, Slot};
use pyvarium_vm::args::Args;
use pyvarium_vm::core::ids;
use pyvarium_vm::native::{FnDef, Kind, Library, ModuleDef, NativeDef, Next, TYPE_DEFAULT, TypeDef, TypeId};
use pyvarium_vm::{Flow, Res, Vm, vm_bug};

use crate::ask;
use crate::ask::{new_of, own, value};
use crate::first::itertools as first;

mod chained;
mod combine;
mod counted;
mod filtered;
mod grouped;
mod tee;
mod zipped;

const fn ty(i: u16) -> TypeId {
    TypeId(first::TYPE + i)
}

const fn kind(i: u16) -> Kind {
    Kind(first::KIND + i)
}

pub const ACCUMULATE: TypeId = ty(0);
pub const BATCHED: TypeId = ty(1);
pub const CHAIN: TypeId = ty(2);
pub const COMBINATIONS: TypeId = ty(3);
pub const COMBINATIONS_WITH_REPLACEMENT: TypeId = ty(4);
pub const COMPRESS: TypeId = ty(5);
pub const COUNT: TypeId = ty(6);
pub const CYCLE: TypeId = ty(7);
pub const DROPWHILE: TypeId = ty(8);
pub const FILTERFALSE: TypeId = ty(9);
pub const GROUPBY: TypeId = ty(10);
pub const GROUPER: TypeId = ty(11);
pub const ISLICE: TypeId = ty(12);
pub const PAIRWISE: TypeId = ty(13);
pub const PERMUTATIONS: TypeId = ty(14);
pub const PRODUCT: TypeId = ty(15);
pub const REPEAT: TypeId = ty(16);
pub const STARMAP: TypeId = ty(17);
pub const TAKEWHILE: TypeId = ty(18);
pub const TEE: TypeId = ty(19);
pub const TEE_DATA: TypeId = ty(20);
pub const ZIP_LONGEST: TypeId = ty(21);

pub const MAKE: Kind = kind(0);
pub const ACCUMULATE_NEXT: Kind = kind(1);
pub const BATCHED_NEXT: Kind = kind(2);
pub const CHAIN_NEXT: Kind = kind(3);
pub const COMPRESS_NEXT: Kind = kind(4);
pub const COUNT_NEXT: Kind = kind(5);
pub const CYCLE_NEXT: Kind = kind(6);
pub const FILTER_NEXT: Kind = kind(7);
pub const GROUPBY_NEXT: Kind = kind(8);
pub const GROUPER_NEXT: Kind = kind(9);
pub const ISLICE_NEXT: Kind = kind(10);
pub const PAIRWISE_NEXT: Kind = kind(11);
pub const STARMAP_NEXT: Kind = kind(12);
pub const TEE_NEXT: Kind = kind(13);
pub const TEE_MAKE: Kind = kind(14);
pub const ZIP_LONGEST_NEXT: Kind = kind(15);

pub const LIBRARY: Library = Library {
    types: &[
        &filtered::ACCUMULATE_TYPE,
        &chained::BATCHED_TYPE,
        &chained::CHAIN_TYPE,
        &combine::COMBINATIONS_TYPE,
        &combine::COMBINATIONS_WITH_REPLACEMENT_TYPE,
        &filtered::COMPRESS_TYPE,
        &counted::COUNT_TYPE,
        &chained::CYCLE_TYPE,
        &filtered::DROPWHILE_TYPE,
        &filtered::FILTERFALSE_TYPE,
        &grouped::GROUPBY_TYPE,
        &grouped::GROUPER_TYPE,
        &counted::ISLICE_TYPE,
        &zipped::PAIRWISE_TYPE,
        &combine::PERMUTATIONS_TYPE,
        &combine::PRODUCT_TYPE,
        &counted::REPEAT_TYPE,
        &filtered::STARMAP_TYPE,
        &filtered::TAKEWHILE_TYPE,
        &tee::TEE_TYPE,
        &tee::TEE_DATA_TYPE,
        &zipped::ZIP_LONGEST_TYPE,
    ],
    natives: &[
        &MAKE_FRAME,
        &filtered::ACCUMULATE_FRAME,
        &chained::BATCHED_FRAME,
        &chained::CHAIN_FRAME,
        &filtered::COMPRESS_FRAME,
        &counted::COUNT_FRAME,
        &chained::CYCLE_FRAME,
        &filtered::FILTER_FRAME,
        &grouped::GROUPBY_FRAME,
        &grouped::GROUPER_FRAME,
        &counted::ISLICE_FRAME,
        &zipped::PAIRWISE_FRAME,
        &filtered::STARMAP_FRAME,
        &tee::TEE_FRAME,
        &tee::TEE_MAKE_FRAME,
        &zipped::ZIP_LONGEST_FRAME,
    ],
    modules: &[&ITERTOOLS],
};

pub static ITERTOOLS: ModuleDef = ModuleDef {
    name: "itertools",
    doc: Some("Functional tools for creating and using iterators."),
    functions: &[FnDef::new("tee", "iterable, n=2, /", tee::tee)],
    types: &[
        ACCUMULATE,
        BATCHED,
        COMBINATIONS,
        COMBINATIONS_WITH_REPLACEMENT,
        CYCLE,
        DROPWHILE,
        TAKEWHILE,
        ISLICE,
        STARMAP,
        CHAIN,
        COMPRESS,
        FILTERFALSE,
        COUNT,
        ZIP_LONGEST,
        PAIRWISE,
        PERMUTATIONS,
        PRODUCT,
        REPEAT,
        GROUPBY,
        GROUPER,
        TEE,
        TEE_DATA,
    ],
    exec: None,
};

pub const ITERATOR: TypeDef =
    TypeDef { base: Some(ids::OBJECT), layout: Layout::Native, flags: flags::BASETYPE | flags::HAVE_GC, basicsize: 40, ..TYPE_DEFAULT };

/// How `make` takes what it iterates over.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Take {
    Iterator,
    Tuple,
}

/// An instance of `ty` (or of `class`, derived from it): `parts` (owned), then the iterators or tuples of
/// `iterables` as its slots; `ints` as its numbers.
pub fn make(vm: &mut Vm, class: Ref, ty: TypeId, take: Take, parts: Vec<Slot>, iterables: &[Ref], ints: &[i64]) -> Res {
    let n = iterables.len();
    let mut slots = vec![Slot::borrow(class)];
    slots.extend(iterables.iter().map(|r| Slot::borrow(*r)));
    slots.extend(parts);
    let mut numbers = vec![i64::from(ty.0), n as i64, i64::from(take == Take::Tuple), 0];
    numbers.extend(ints);
    vm.push_native(MAKE, &slots, &numbers)
}

/// slots: class, iterables, parts, then what the iterables have become; ints: type, number of iterables,
/// whether tuples are wanted, the next iterable, then the numbers of the instance.
pub static MAKE_FRAME: NativeDef = NativeDef {
    name: "itertools",
    catches: false,
    resume: |vm, f, answer| {
        let mut answer = answer;
        loop {
            if f.pc == 1 {
                let got = value(&mut answer)?;
                f.slots.push(got.into());
                f.set_int(3, f.int(3) + 1);
            }
            let (n, i) = (f.int(1) as usize, f.int(3) as usize);
            if i < n {
                let iterable = f.get(1 + i).ok_or_else(|| vm_bug!("itertools"))?;
                let tuple = vm.ty(ids::TUPLE);
                ask!(f, answer, 1, if f.int(2) == 1 { vm.call_args(tuple, &[iterable]) } else { vm.iter(iterable) });
                continue;
            }
            let class = f.get(0).ok_or_else(|| vm_bug!("itertools"))?;
            let ty = TypeId(f.int(0) as u16);
            let mut slots: Vec<Slot> = f.slots.drain(1 + n..).collect();
            let ints: Vec<i64> = f.ints.iter().skip(4).copied().collect();
            // Slots are let go of from the first to the last: here the iterators come first, as in CPython.
            if [CYCLE, GROUPBY, PAIRWISE, ZIP_LONGEST].contains(&ty) {
                let n_parts = slots.len().saturating_sub(n);
                slots.rotate_left(n_parts);
            }
            if ty == ZIP_LONGEST
                && let Some(iterators) = slots.get_mut(..n)
            {
                iterators.reverse();
            }
            if ty == PRODUCT {
                combine::repeat_pools(vm, &mut slots, ints.first().copied().unwrap_or(1));
            }
            return Ok(Next::Done(new_of(vm, class, ty, &slots, &ints)));
        }
    },
};

/// The type's `__new__` refuses keywords; a subclass with an `__init__` of its own may have them.
/// CPython: _PyArg_NoKeywords and the conditions before it.
pub fn no_keywords(vm: &mut Vm, args: &Args, ty: TypeId, name: &str) -> Res<()> {
    if args.n_kw > 0 && args.get(0) == Some(vm.ty(ty)) {
        return vm.type_err(&format!("{name}() takes no keyword arguments"));
    }
    Ok(())
}

/// A slot for an optional argument: empty for None.
pub fn unless_none(vm: &mut Vm, given: Option<Ref>) -> Slot {
    match given.filter(|r| *r != vm.one.none) {
        Some(r) => own(vm, r),
        None => Slot::NULL,
    }
}

pub fn next_by(vm: &mut Vm, args: &Args, kind: Kind) -> Res<Flow> {
    vm.push_native(kind, &[Slot::borrow(args.at(0)?)], &[])
}
