//! The _heapq module: a list as a heap, smallest or largest item first.
//!
//! CPython: Modules/_heapqmodule.c.

use pyvarium_heap::frame::NativeFrame;
use pyvarium_heap::object::List;
use pyvarium_heap::{Own, Ref, Slot};
use pyvarium_vm::args::Args;
use pyvarium_vm::core::ids;
use pyvarium_vm::native::{FnDef, Kind, Library, ModuleDef, NativeDef, Next};
use pyvarium_vm::protocol::compare::LT;
use pyvarium_vm::{Flow, Res, Vm, exc, vm_bug};

use crate::ask;
use crate::ask::{own, yes};
use crate::first::heapq as first;

const HEAP: Kind = Kind(first::KIND);

pub const LIBRARY: Library = Library { types: &[], natives: &[&HEAP_FRAME], modules: &[&HEAPQ] };

macro_rules! both {
    ($($name:literal $max:literal $params:literal $f:ident;)*) => {
        &[$(
            FnDef::new($name, $params, |vm, a| $f(vm, a, $name, false)),
            FnDef::new($max, $params, |vm, a| $f(vm, a, $max, true)),
        )*]
    };
}

pub static HEAPQ: ModuleDef = ModuleDef {
    name: "_heapq",
    doc: Some("Heap queue algorithm (a.k.a. priority queue)."),
    functions: both! {
        "heappush" "heappush_max" "heap, item, /" push;
        "heappushpop" "heappushpop_max" "heap, item, /" pushpop;
        "heappop" "heappop_max" "heap, /" pop;
        "heapreplace" "heapreplace_max" "heap, item, /" replace;
        "heapify" "heapify_max" "heap, /" heapify;
    },
    types: &[],
    exec: Some(|vm, module| {
        let about = vm.new_str("[explanation by Fran\u{e7}ois Pinard]");
        if let Some(dict) = vm.module_dict(module) {
            vm.dict_set_named(dict, "__about__", about);
        }
        Ok(())
    }),
};

/// The first argument, which must be a list.
fn list(vm: &mut Vm, args: &Args, name: &str) -> Res<Ref> {
    let r = args.at(0)?;
    if vm.is_instance_of(r, ids::LIST) {
        return Ok(r);
    }
    let which = if args.len() > 1 { "argument 1" } else { "argument" };
    let message = format!("{name}() {which} must be list, not {}", vm.type_name(r));
    vm.type_err(&message)
}

fn len(vm: &Vm, heap: Ref) -> i64 {
    vm.heap.items(heap).map_or(0, |i| i.len()) as i64
}

fn at(vm: &Vm, heap: Ref, i: i64) -> Option<Ref> {
    vm.heap.items(heap)?.get(usize::try_from(i).ok()?)?.get()
}

/// Puts an owned item first; what was there comes out.
fn swap_first(vm: &mut Vm, heap: Ref, item: Slot) -> Slot {
    vm.heap.list_mut(heap).and_then(|l| l.items.first_mut().map(|p| std::mem::replace(p, item))).unwrap_or(Slot::NULL)
}

// Integers of the frame.
const MAX: usize = 0;
const POS: usize = 1;
const START: usize = 2;
const SIZE: usize = 3;
/// The next place that is put in order by heapify, -1 for none.
const NEXT: usize = 4;
const CHILD: usize = 5;

// Places of its program.
const UP: u16 = 0;
const CHILDREN_COMPARED: u16 = 1;
const DOWN: u16 = 2;
const PARENT_COMPARED: u16 = 3;
const TOP: u16 = 4;
const TOP_COMPARED: u16 = 5;

/// Puts a heap in order from a place on, and answers `result`.
fn order(vm: &mut Vm, heap: Ref, result: Slot, pc: u16, pos: i64, max: bool, next: i64) -> Res {
    let size = len(vm, heap);
    let start = if pc == DOWN { 0 } else { pos };
    let ints = [i64::from(max), pos, start, size, next, 0];
    let _ = vm.push_native(HEAP, &[Slot::borrow(heap), result, Slot::NULL, Slot::NULL], &ints)?;
    vm.set_top_pc(pc)
}

fn push(vm: &mut Vm, args: &Args, name: &str, max: bool) -> Res {
    let heap = list(vm, args, name)?;
    let item = own(vm, args.at(1)?);
    vm.list_push(heap, item);
    let last = len(vm, heap) - 1;
    let none = vm.none().into();
    order(vm, heap, none, DOWN, last, max, -1)
}

fn pop(vm: &mut Vm, args: &Args, name: &str, max: bool) -> Res {
    let heap = list(vm, args, name)?;
    let last = vm.heap.list_mut(heap).and_then(|l| {
        let n = l.items.len();
        l.allocated = List::allocated_for(l.allocated, n, n.saturating_sub(1));
        l.items.pop()
    });
    let Some(last) = last else { return Err(exc::index_error(vm, "index out of range")) };
    if len(vm, heap) == 0 {
        return last.get().map(|r| Flow::Value(Own::assume(r))).ok_or_else(|| vm_bug!("heappop"));
    }
    let first = swap_first(vm, heap, last);
    order(vm, heap, first, UP, 0, max, -1)
}

fn replace(vm: &mut Vm, args: &Args, name: &str, max: bool) -> Res {
    let heap = list(vm, args, name)?;
    if len(vm, heap) == 0 {
        return Err(exc::index_error(vm, "index out of range"));
    }
    let item = own(vm, args.at(1)?);
    let first = swap_first(vm, heap, item);
    order(vm, heap, first, UP, 0, max, -1)
}

fn pushpop(vm: &mut Vm, args: &Args, name: &str, max: bool) -> Res {
    let heap = list(vm, args, name)?;
    let item = args.at(1)?;
    if len(vm, heap) == 0 {
        return vm.own_flow(item);
    }
    let item = own(vm, item);
    order(vm, heap, item, TOP, 0, max, -1)
}

fn heapify(vm: &mut Vm, args: &Args, name: &str, max: bool) -> Res {
    let heap = list(vm, args, name)?;
    let from = (len(vm, heap) >> 1) - 1;
    let none = vm.none().into();
    order(vm, heap, none, UP, from.max(0), max, from - 1)
}

/// slots: heap, the answer (or, at the top, the new item), two items that are compared (held).
pub static HEAP_FRAME: NativeDef = NativeDef {
    name: "heapq",
    catches: false,
    resume: |vm, f, answer| {
        let heap = f.get(0).ok_or_else(|| vm_bug!("heapq"))?;
        let max = f.int(MAX) == 1;
        let mut answer = answer;
        loop {
            match f.pc {
                TOP => {
                    let (Some(top), Some(item)) = (at(vm, heap, 0), f.get(1)) else { return Err(vm_bug!("heapq")) };
                    let (a, b) = if max { (item, top) } else { (top, item) };
                    ask!(f, answer, TOP_COMPARED, hold_compare(vm, f, a, b));
                }
                TOP_COMPARED => {
                    let less = yes(vm, &mut answer)?;
                    let_go(vm, f);
                    if !less {
                        return finish(f);
                    }
                    if len(vm, heap) == 0 {
                        return Err(exc::index_error(vm, "index out of range"));
                    }
                    let item = f.set(1, Slot::NULL);
                    let first = swap_first(vm, heap, item);
                    f.set(1, first);
                    f.set_int(SIZE, len(vm, heap));
                    f.pc = UP;
                }
                // The smaller child comes up until a leaf is reached.
                UP => {
                    let (pos, size) = (f.int(POS), f.int(SIZE));
                    if pos >= size >> 1 {
                        f.pc = DOWN;
                        continue;
                    }
                    let child = 2 * pos + 1;
                    f.set_int(CHILD, child);
                    match (at(vm, heap, child), at(vm, heap, child + 1)) {
                        (Some(left), Some(right)) if child + 1 < size => {
                            let (a, b) = if max { (right, left) } else { (left, right) };
                            ask!(f, answer, CHILDREN_COMPARED, hold_compare(vm, f, a, b));
                        }
                        _ => come_up(vm, f, heap, child),
                    }
                }
                CHILDREN_COMPARED => {
                    let less = yes(vm, &mut answer)?;
                    let_go(vm, f);
                    check_size(vm, f, heap)?;
                    let child = f.int(CHILD) + i64::from(!less);
                    come_up(vm, f, heap, child);
                    f.pc = UP;
                }
                DOWN => {
                    let (pos, start) = (f.int(POS), f.int(START));
                    if pos <= start {
                        if next_place(f) {
                            continue;
                        }
                        return finish(f);
                    }
                    let parent = (pos - 1) >> 1;
                    let (Some(item), Some(above)) = (at(vm, heap, pos), at(vm, heap, parent)) else { return Err(vm_bug!("heapq")) };
                    let (a, b) = if max { (above, item) } else { (item, above) };
                    ask!(f, answer, PARENT_COMPARED, hold_compare(vm, f, a, b));
                }
                _ => {
                    let less = yes(vm, &mut answer)?;
                    let_go(vm, f);
                    check_size(vm, f, heap)?;
                    if !less {
                        if next_place(f) {
                            continue;
                        }
                        return finish(f);
                    }
                    let pos = f.int(POS);
                    let parent = (pos - 1) >> 1;
                    if let Some(l) = vm.heap.list_mut(heap) {
                        l.items.swap(pos as usize, parent as usize);
                    }
                    f.set_int(POS, parent);
                    f.pc = DOWN;
                }
            }
        }
    },
};

fn hold_compare(vm: &mut Vm, f: &mut NativeFrame, a: Ref, b: Ref) -> Res {
    let (x, y) = (own(vm, a), own(vm, b));
    f.set(2, x);
    f.set(3, y);
    vm.richcompare_bool(a, b, LT)
}

fn let_go(vm: &mut Vm, f: &mut NativeFrame) {
    let held = [f.set(2, Slot::NULL), f.set(3, Slot::NULL)];
    vm.heap.release_all(held.into_iter());
}

fn check_size(vm: &mut Vm, f: &NativeFrame, heap: Ref) -> Res<()> {
    if len(vm, heap) == f.int(SIZE) {
        return Ok(());
    }
    Err(exc::runtime_error(vm, "list changed size during iteration"))
}

fn come_up(vm: &mut Vm, f: &mut NativeFrame, heap: Ref, child: i64) {
    let pos = f.int(POS);
    if let Some(l) = vm.heap.list_mut(heap)
        && (child as usize) < l.items.len()
    {
        l.items.swap(pos as usize, child as usize);
    }
    f.set_int(POS, child);
}

/// Heapify goes on with the place before.
fn next_place(f: &mut NativeFrame) -> bool {
    let next = f.int(NEXT);
    if next < 0 {
        return false;
    }
    f.set_int(NEXT, next - 1);
    f.set_int(POS, next);
    f.set_int(START, next);
    f.pc = UP;
    true
}

fn finish(f: &mut NativeFrame) -> Res<Next> {
    f.set(1, Slot::NULL).get().map(|r| Next::Done(Own::assume(r))).ok_or_else(|| vm_bug!("heapq"))
}
