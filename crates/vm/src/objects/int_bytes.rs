//! `int.to_bytes` and `int.from_bytes`.
//!
//! CPython: Objects/longobject.c (int_to_bytes_impl, int_from_bytes_impl).

use num_bigint::{BigInt, Sign};
use num_traits::{One, Signed};
use pyvarium_heap::{Ref, Slot};

use crate::args::Args;
use crate::core::{ids, kinds};
use crate::exc;
use crate::native::{Answer, NativeDef, Next};
use crate::objects::bytes::ask_items;
use crate::slots::SlotId;
use crate::stop::{Flow, Res};
use crate::vm::Vm;
use crate::vm_bug;

fn little(vm: &mut Vm, given: Option<Ref>, function: &str) -> Res<bool> {
    let Some(r) = given else { return Ok(false) };
    let Some(text) = vm.heap.text(r).map(|t| t.to_str_lossy().into_owned()) else {
        let message = format!("{function}() argument 'byteorder' must be str, not {}", vm.given_name(r));
        return vm.type_err(&message);
    };
    match text.as_str() {
        "little" => Ok(true),
        "big" => Ok(false),
        _ => vm.value_err("byteorder must be either 'little' or 'big'"),
    }
}

fn is_signed(vm: &mut Vm, given: Option<Ref>) -> Res<bool> {
    match given {
        None => Ok(false),
        Some(r) => crate::protocol::convert::truth_of_argument(vm, r),
    }
}

/// Bound: self, length, byteorder, signed.
pub fn to_bytes(vm: &mut Vm, args: &Args) -> Res {
    let n = vm.bigint(args.at(0)?).map(|n| n.into_owned()).unwrap_or_default();
    let length = match args.get(1) {
        Some(l) => vm.index(l)?,
        None => 1,
    };
    let little = little(vm, args.get(2), "to_bytes")?;
    let signed = is_signed(vm, args.get(3))?;
    let Ok(length) = u64::try_from(length) else { return vm.value_err("length argument must be non-negative") };
    if n.is_negative() && !signed {
        return Err(exc::overflow_error(vm, "can't convert negative int to unsigned"));
    }
    vm.check_bytes(length)?;
    let length = length as usize;
    let mut bytes = if signed { n.to_signed_bytes_le() } else { n.to_bytes_le().1 };
    let fill = if n.is_negative() { 0xff } else { 0 };
    // Zero takes no place at all.
    while bytes.len() > length && bytes.last() == Some(&fill) && (!signed || n == BigInt::from(0)) {
        bytes.pop();
    }
    if bytes.len() > length {
        return Err(exc::overflow_error(vm, "int too big to convert"));
    }
    bytes.resize(length, fill);
    if !little {
        bytes.reverse();
    }
    Ok(Flow::Value(vm.new_bytes(bytes)))
}

/// Bound: class, bytes, byteorder, signed.
pub fn from_bytes(vm: &mut Vm, args: &Args) -> Res {
    let (cls, source) = (args.at(0)?, args.at(1)?);
    let little = little(vm, args.get(2), "from_bytes")?;
    let signed = is_signed(vm, args.get(3))?;
    if let Some(b) = vm.buffer(source).map(<[u8]>::to_vec) {
        return made(vm, cls, b, little, signed);
    }
    crate::objects::buffer_wrapper::ask_python(vm, source, crate::stop::Convert::BufferFull)?;
    if vm.heap.text(source).is_some() || !(vm.has_slot(source, SlotId::Iter) || vm.is_sequence(source)) {
        let message = format!("cannot convert '{}' object to bytes", vm.type_name(source));
        return vm.type_err(&message);
    }
    let mark = vm.mark();
    let options = i64::from(little) | i64::from(signed) << 1;
    match vm.call_args(vm.ty(ids::LIST), &[source])? {
        Flow::Pushed => vm.adapt(mark, kinds::INT_FROM_BYTES, &[Slot::borrow(cls)], &[options]),
        Flow::Value(list) => {
            let slots = [Slot::borrow(cls), list.into()];
            let _ = vm.push_native(kinds::INT_FROM_BYTES, &slots, &[options])?;
            vm.set_top_pc(3)
        }
    }
}

fn made(vm: &mut Vm, cls: Ref, mut b: Vec<u8>, little: bool, signed: bool) -> Res {
    if !little {
        b.reverse();
    }
    let mut n = BigInt::from_bytes_le(Sign::Plus, &b);
    if signed && b.last().is_some_and(|top| top & 0x80 != 0) {
        n -= BigInt::one() << (8 * b.len());
    }
    let own = vm.new_bigint(n);
    if cls == vm.ty(ids::INT) {
        return Ok(Flow::Value(own));
    }
    let mark = vm.mark();
    match vm.call_args(cls, &[own.r()])? {
        Flow::Pushed => vm.adapt(mark, kinds::HOLD, &[own.into()], &[]),
        done => {
            vm.heap.decref_own(own);
            Ok(done)
        }
    }
}

/// slots: class, the gathered list; ints: little, and signed at bit 1.
pub static INT_FROM_BYTES: NativeDef = NativeDef {
    name: "int.from_bytes",
    catches: false,
    resume: |vm, f, answer| {
        let mut answer = answer;
        if f.pc == 2 {
            let Answer::Value(v) = answer else { return Err(vm_bug!("int.from_bytes")) };
            return Ok(Next::Done(v));
        }
        if f.pc != 4 {
            if let Answer::Value(list) = answer {
                f.set(1, list.into());
            }
            let list = f.get(1).ok_or_else(|| vm_bug!("int.from_bytes"))?;
            f.pc = 4;
            answer = match ask_items(vm, list, "bytes")? {
                Flow::Value(v) => Answer::Value(v),
                Flow::Pushed => return Ok(Next::Wait),
            };
        }
        let Answer::Value(v) = answer else { return Err(vm_bug!("int.from_bytes")) };
        f.pc = 2;
        let b = vm.buffer(v.r()).map(<[u8]>::to_vec).unwrap_or_default();
        vm.heap.decref_own(v);
        let Some(cls) = f.get(0) else { return Err(vm_bug!("int.from_bytes")) };
        match made(vm, cls, b, f.int(0) & 1 != 0, f.int(0) & 2 != 0)? {
            Flow::Value(v) => Ok(Next::Done(v)),
            Flow::Pushed => Ok(Next::Wait),
        }
    },
};
