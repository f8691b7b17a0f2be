//! Short forms for native frames that ask one thing after the other: `ask!` goes on at a place of the
//! frame's program with what a protocol call answers, now or later.

use pyvarium_heap::{Own, Ref, Slot};
use pyvarium_vm::native::{Answer, TypeId};
use pyvarium_vm::{Flow, Res, Stop, Vm, vm_bug};

/// `ask!(frame, answer, place, call)`: the call's value becomes `answer` at `place`.
#[macro_export]
macro_rules! ask {
    ($f:expr, $answer:ident, $pc:expr, $call:expr) => {{
        $f.pc = $pc;
        match $call {
            Ok(pyvarium_vm::Flow::Value(v)) => $answer = pyvarium_vm::native::Answer::Value(v),
            Ok(pyvarium_vm::Flow::Pushed) => return Ok(pyvarium_vm::native::Next::Wait),
            Err(stop) => return Err(stop),
        }
    }};
}

/// As `ask!`, for frames that catch: what is raised at once comes as an answer too.
#[macro_export]
macro_rules! ask_catching {
    ($f:expr, $answer:ident, $pc:expr, $call:expr) => {{
        $f.pc = $pc;
        match $call {
            Ok(pyvarium_vm::Flow::Value(v)) => $answer = pyvarium_vm::native::Answer::Value(v),
            Ok(pyvarium_vm::Flow::Pushed) => return Ok(pyvarium_vm::native::Next::Wait),
            Err(pyvarium_vm::Stop::Raise(e)) => $answer = pyvarium_vm::native::Answer::Raised(e),
            Err(pyvarium_vm::Stop::Exhausted) => $answer = pyvarium_vm::native::Answer::Exhausted,
            Err(stop) => return Err(stop),
        }
    }};
}

/// As `ask!`, for the next item of an iterator: `Answer::Exhausted` at its end.
#[macro_export]
macro_rules! ask_next {
    ($vm:expr, $f:expr, $answer:ident, $pc:expr, $it:expr) => {{
        $f.pc = $pc;
        match $vm.next_item($it)? {
            Some(pyvarium_vm::Flow::Value(v)) => $answer = pyvarium_vm::native::Answer::Value(v),
            Some(pyvarium_vm::Flow::Pushed) => return Ok(pyvarium_vm::native::Next::Wait),
            None => $answer = pyvarium_vm::native::Answer::Exhausted,
        }
    }};
}

/// The value that was asked for; what was raised goes on.
pub fn value(answer: &mut Answer) -> Res<Own> {
    match std::mem::replace(answer, Answer::Start) {
        Answer::Value(v) => Ok(v),
        Answer::Raised(e) => Err(Stop::Raise(e)),
        Answer::Start | Answer::Exhausted => Err(vm_bug!("a value was expected")),
    }
}

/// The item that was asked for; None at the iterator's end.
pub fn item(vm: &mut Vm, answer: &mut Answer) -> Res<Option<Own>> {
    vm.next_answer(std::mem::replace(answer, Answer::Start))
}

/// Whether True came.
pub fn yes(vm: &mut Vm, answer: &mut Answer) -> Res<bool> {
    let v = value(answer)?;
    let yes = v.r() == vm.one.true_;
    vm.heap.decref_own(v);
    Ok(yes)
}

/// Slot `i` of a native object.
pub fn part(vm: &Vm, r: Ref, i: usize) -> Option<Ref> {
    vm.heap.native(r).and_then(|n| n.slot(i).get())
}

/// As `part`, of one that is always there.
pub fn has_part(vm: &Vm, r: Ref, i: usize) -> Res<Ref> {
    part(vm, r, i).ok_or_else(|| vm_bug!("slot {i} is empty"))
}

pub fn set_part(vm: &mut Vm, r: Ref, i: usize, value: Slot) {
    let old = vm.heap.native_mut(r).map(|n| n.set_slot(i, value));
    if let Some(old) = old {
        vm.heap.release(old);
    }
}

pub fn int(vm: &Vm, r: Ref, i: usize) -> i64 {
    vm.heap.native(r).map_or(0, |n| n.int(i))
}

pub fn set_int(vm: &mut Vm, r: Ref, i: usize, value: i64) {
    if let Some(n) = vm.heap.native_mut(r) {
        n.set_int(i, value);
    }
}

/// An instance of a native type, or of a Python class derived from it.
pub fn new_of(vm: &mut Vm, class: Ref, ty: TypeId, slots: &[Slot], ints: &[i64]) -> Own {
    if class == vm.ty(ty) {
        return vm.new_native(ty, slots, ints);
    }
    let native = pyvarium_heap::object::Native { slots: slots.into(), ints: ints.into(), bytes: Vec::new() };
    vm.alloc_with_body(class, pyvarium_heap::object::Body::Native(std::rc::Rc::new(native)))
}

/// A counted slot for a reference.
pub fn own(vm: &mut Vm, r: Ref) -> Slot {
    vm.heap.own(r).into()
}

/// A counted slot for a reference that may be missing.
pub fn own_opt(vm: &mut Vm, r: Option<Ref>) -> Slot {
    r.map_or(Slot::NULL, |r| vm.heap.own(r).into())
}

pub fn done(own: Own) -> Res {
    Ok(Flow::Value(own))
}
