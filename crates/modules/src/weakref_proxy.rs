//! Weak proxies: every operation is the referent's, which is held while it lasts.
//!
//! CPython: Objects/weakrefobject.c, proxy_* (WRAP_UNARY, WRAP_BINARY, WRAP_TERNARY).

use pyvarium_heap::types::{Layout, flags};
use pyvarium_heap::{Own, Ref};
use pyvarium_vm::args::Args;
use pyvarium_vm::core::ids;
use pyvarium_vm::native::{FnDef, NativeFn, TYPE_DEFAULT, TypeDef};
use pyvarium_vm::protocol::number::DIVMOD_INDEX;
use pyvarium_vm::slots::SlotId;
use pyvarium_vm::{Flow, Res, Vm};

use crate::weakref::{gone, holding, is_proxy};

const PROXY_DEFAULT: TypeDef = TypeDef {
    base: Some(ids::OBJECT),
    layout: Layout::Native,
    flags: flags::HAVE_GC | flags::DISALLOW_INSTANTIATION,
    basicsize: 64,
    ..TYPE_DEFAULT
};

/// slots: referent (borrowed), callback.
pub static PROXY_TYPE: TypeDef = TypeDef { name: "weakref.ProxyType", slots: SLOTS, methods: METHODS, ..PROXY_DEFAULT };

/// slots: as a proxy's.
pub static CALLABLE_PROXY_TYPE: TypeDef =
    TypeDef { name: "weakref.CallableProxyType", slots: CALLABLE_SLOTS, methods: METHODS, ..PROXY_DEFAULT };

const METHODS: &[FnDef] = &[
    FnDef::new("__bytes__", "", |vm, a| method(vm, a, "__bytes__")),
    FnDef::new("__reversed__", "", |vm, a| method(vm, a, "__reversed__")),
];

macro_rules! proxy_slots {
    ($($call:tt)*) => {
        &[
            $($call)*
            (SlotId::Repr, proxy_repr),
            (SlotId::Str, |vm, a| unary(vm, a, |vm, r| vm.str(r))),
            (SlotId::GetAttr, |vm, a| binary(vm, a, |vm, x, y| vm.getattr(x, y))),
            (SlotId::SetAttr, |vm, a| own_only(vm, a, |vm, r, a| { let name = a.at(1)?; vm.setattr(r, name, a.get(2)) })),
            (SlotId::RichCompare, |vm, a| { let op = a.op; both(vm, a, |vm, x, y| vm.richcompare(x, y, op)) }),
            (SlotId::Iter, |vm, a| unary(vm, a, |vm, r| vm.iter(r))),
            (SlotId::IterNext, |vm, a| unary(vm, a, proxy_next)),
            (SlotId::Add, |vm, a| operator(vm, a, 0, false)),
            (SlotId::And, |vm, a| operator(vm, a, 1, false)),
            (SlotId::FloorDivide, |vm, a| operator(vm, a, 2, false)),
            (SlotId::Lshift, |vm, a| operator(vm, a, 3, false)),
            (SlotId::MatrixMultiply, |vm, a| operator(vm, a, 4, false)),
            (SlotId::Multiply, |vm, a| operator(vm, a, 5, false)),
            (SlotId::Remainder, |vm, a| operator(vm, a, 6, false)),
            (SlotId::Or, |vm, a| operator(vm, a, 7, false)),
            (SlotId::Power, proxy_power),
            (SlotId::Rshift, |vm, a| operator(vm, a, 9, false)),
            (SlotId::Subtract, |vm, a| operator(vm, a, 10, false)),
            (SlotId::TrueDivide, |vm, a| operator(vm, a, 11, false)),
            (SlotId::Xor, |vm, a| operator(vm, a, 12, false)),
            (SlotId::Divmod, |vm, a| operator(vm, a, DIVMOD_INDEX, false)),
            (SlotId::InplaceAdd, |vm, a| operator(vm, a, 0, true)),
            (SlotId::InplaceAnd, |vm, a| operator(vm, a, 1, true)),
            (SlotId::InplaceFloorDivide, |vm, a| operator(vm, a, 2, true)),
            (SlotId::InplaceLshift, |vm, a| operator(vm, a, 3, true)),
            (SlotId::InplaceMatrixMultiply, |vm, a| operator(vm, a, 4, true)),
            (SlotId::InplaceMultiply, |vm, a| operator(vm, a, 5, true)),
            (SlotId::InplaceRemainder, |vm, a| operator(vm, a, 6, true)),
            (SlotId::InplaceOr, |vm, a| operator(vm, a, 7, true)),
            (SlotId::InplacePower, |vm, a| operator(vm, a, 8, true)),
            (SlotId::InplaceRshift, |vm, a| operator(vm, a, 9, true)),
            (SlotId::InplaceSubtract, |vm, a| operator(vm, a, 10, true)),
            (SlotId::InplaceTrueDivide, |vm, a| operator(vm, a, 11, true)),
            (SlotId::InplaceXor, |vm, a| operator(vm, a, 12, true)),
            (SlotId::Negative, |vm, a| unary(vm, a, |vm, r| vm.unary_op(SlotId::Negative, "unary -", r))),
            (SlotId::Positive, |vm, a| unary(vm, a, |vm, r| vm.unary_op(SlotId::Positive, "unary +", r))),
            (SlotId::Absolute, |vm, a| unary(vm, a, |vm, r| vm.unary_op(SlotId::Absolute, "abs()", r))),
            (SlotId::Invert, |vm, a| unary(vm, a, |vm, r| vm.unary_op(SlotId::Invert, "unary ~", r))),
            (SlotId::Bool, |vm, a| unary(vm, a, |vm, r| vm.truth(r))),
            (SlotId::Int, |vm, a| unary(vm, a, |vm, r| number(vm, r, ids::INT))),
            (SlotId::Float, |vm, a| unary(vm, a, |vm, r| number(vm, r, ids::FLOAT))),
            (SlotId::Index, |vm, a| unary(vm, a, proxy_index)),
            (SlotId::Length, |vm, a| unary(vm, a, |vm, r| vm.length(r))),
            (SlotId::Subscript, |vm, a| binary(vm, a, |vm, x, y| vm.getitem(x, y))),
            (SlotId::AssSubscript, |vm, a| own_only(vm, a, |vm, r, a| { let key = a.at(1)?; vm.setitem(r, key, a.get(2)) })),
            (SlotId::Contains, |vm, a| own_only(vm, a, |vm, r, a| { let key = a.at(1)?; vm.contains(r, key) })),
        ]
    };
}

const SLOTS: &[(SlotId, NativeFn)] = proxy_slots!();
const CALLABLE_SLOTS: &[(SlotId, NativeFn)] = proxy_slots!((SlotId::Call, |vm, a| own_only(vm, a, |vm, r, a| vm.call(r, &a.rest()))),);

/// What an operand stands for, counted: a proxy's referent, or the operand itself.
fn unwrapped(vm: &mut Vm, r: Ref) -> Res<Own> {
    if !is_proxy(vm, r) {
        return Ok(vm.heap.own(r));
    }
    match vm.heap.referent(r) {
        Some(referent) => Ok(vm.heap.own(referent)),
        None => Err(gone(vm)),
    }
}

fn unary(vm: &mut Vm, args: &Args, ask: fn(&mut Vm, Ref) -> Res) -> Res {
    own_only(vm, args, |vm, r, _| ask(vm, r))
}

fn binary(vm: &mut Vm, args: &Args, ask: fn(&mut Vm, Ref, Ref) -> Res) -> Res {
    both(vm, args, ask)
}

/// Asks the referent with the arguments as they are.
fn own_only(vm: &mut Vm, args: &Args, ask: impl FnOnce(&mut Vm, Ref, &Args) -> Res) -> Res {
    let own = unwrapped(vm, args.at(0)?)?;
    let mark = vm.mark();
    let flow = ask(vm, own.r(), args);
    holding(vm, mark, [own], flow)
}

/// Asks with both operands unwrapped.
fn both(vm: &mut Vm, args: &Args, ask: impl FnOnce(&mut Vm, Ref, Ref) -> Res) -> Res {
    let x = unwrapped(vm, args.at(0)?)?;
    let y = match unwrapped(vm, args.at(1)?) {
        Ok(y) => y,
        Err(stop) => {
            vm.heap.decref_own(x);
            return Err(stop);
        }
    };
    let mark = vm.mark();
    let flow = ask(vm, x.r(), y.r());
    holding(vm, mark, [x, y], flow)
}

fn operator(vm: &mut Vm, args: &Args, index: u8, inplace: bool) -> Res {
    both(vm, args, |vm, x, y| vm.binary_op(index, x, y, inplace))
}

fn proxy_power(vm: &mut Vm, args: &Args) -> Res {
    let Some(modulus) = args.get(2).filter(|m| *m != vm.one.none) else { return operator(vm, args, 8, false) };
    let modulus = unwrapped(vm, modulus)?;
    let m = modulus.r();
    let mark = vm.mark();
    let flow = both(vm, args, |vm, x, y| vm.power_modulo(x, y, m));
    holding(vm, mark, [modulus], flow)
}

/// `int(r)` and `float(r)`.
fn number(vm: &mut Vm, r: Ref, ty: pyvarium_vm::native::TypeId) -> Res {
    let class = vm.ty(ty);
    vm.call_args(class, &[r])
}

/// CPython: PyNumber_Index.
fn proxy_index(vm: &mut Vm, r: Ref) -> Res {
    if vm.is_instance_of(r, ids::INT) {
        return vm.own_flow(r);
    }
    let name = vm.names.index;
    match vm.call_special_opt(r, name, &[]) {
        Some(flow) => flow,
        None => {
            let message = format!("'{}' object cannot be interpreted as an integer", vm.type_name(r));
            vm.type_err(&message)
        }
    }
}

fn proxy_next(vm: &mut Vm, r: Ref) -> Res {
    if !vm.has_slot(r, SlotId::IterNext) {
        let message = format!("Weakref proxy referenced a non-iterator '{}' object", vm.type_name(r));
        return vm.type_err(&message);
    }
    vm.next(r)
}

fn proxy_repr(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let at = vm.address_text(r);
    let text = match vm.heap.referent(r) {
        Some(referent) => {
            let (ty, to) = (vm.type_name(referent), vm.address_text(referent));
            format!("<weakproxy at {at}; to '{ty}' at {to}>")
        }
        None => format!("<weakproxy at {at}; dead>"),
    };
    Ok(Flow::Value(vm.new_str(&text)))
}

/// CPython: WRAP_METHOD.
fn method(vm: &mut Vm, args: &Args, name: &'static str) -> Res {
    own_only(vm, args, |vm, r, _| {
        let name = vm.intern(name).into_ref();
        let mark = vm.mark();
        match vm.getattr(r, name)? {
            Flow::Value(bound) => vm.call_holding(bound, &Args::new(&[])),
            Flow::Pushed => vm.adapt(mark, pyvarium_vm::core::kinds::CALL_HOLDING, &[Default::default(), Default::default()], &[0]),
        }
    })
}
