//! Bytes as hexadecimal digits, and back.
//!
//! CPython: Python/pystrhex.c (_Py_strhex_impl), Objects/bytesobject.c (_PyBytes_FromHex).

use pyvarium_heap::Ref;

use crate::args::Args;
use crate::core::{ids, kinds};
use crate::native::{Answer, NativeDef};
use crate::objects::bytes_methods::{is_space, this};
use crate::stop::{Flow, Res};
use crate::vm::Vm;

pub(crate) fn hex(vm: &mut Vm, args: &Args) -> Res {
    let group = match args.get(2) {
        Some(n) => crate::run::sys_functions::c_int(vm, n)?,
        None => 1,
    };
    let b = this(vm, args)?;
    let sep = match args.get(1) {
        None => None,
        Some(s) => {
            let one = match (vm.heap.text(s), vm.buffer(s)) {
                (Some(t), _) => t.at(0).filter(|_| t.len() == 1),
                (None, Some([one])) => Some(u32::from(*one)),
                (None, Some(_)) => None,
                (None, None) => return no_separator(vm, s),
            };
            let Some(one) = one else { return vm.value_err("sep must be length 1.") };
            match u8::try_from(one).ok().filter(u8::is_ascii) {
                Some(one) => Some(one as char),
                None => return vm.value_err("sep must be ASCII."),
            }
        }
    };
    let n = usize::try_from(group.unsigned_abs()).unwrap_or(usize::MAX);
    let mut out = String::with_capacity(b.len() * 2);
    for (i, byte) in b.iter().enumerate() {
        // Positive counts group from the right.
        let at = if group > 0 { b.len() - i } else { i };
        if let Some(sep) = sep.filter(|_| i > 0 && n > 0 && at % n == 0) {
            out.push(sep);
        }
        out.push_str(&format!("{byte:02x}"));
    }
    Ok(Flow::Value(vm.new_str(&out)))
}

pub(super) fn fromhex(vm: &mut Vm, args: &Args) -> Res {
    let (cls, s) = (args.at(0)?, args.at(1)?);
    let points: Vec<u32> = match (vm.heap.text(s), vm.buffer(s)) {
        (Some(t), _) => t.points().collect(),
        (None, Some(b)) => b.iter().map(|b| u32::from(*b)).collect(),
        (None, None) => {
            crate::objects::buffer_wrapper::ask_python(vm, s, crate::stop::Convert::Buffer)?;
            let message = format!("fromhex() argument must be str or bytes-like, not {}", vm.type_name(s));
            return vm.type_err(&message);
        }
    };
    let digit = |i: usize| points.get(i).and_then(|p| char::from_u32(*p)).and_then(|c| c.to_digit(16));
    let mut out = Vec::new();
    let mut i = 0;
    while let Some(p) = points.get(i) {
        if u8::try_from(*p).is_ok_and(is_space) {
            i += 1;
            continue;
        }
        let (high, low) = (digit(i), digit(i + 1));
        if high.is_some() && i + 1 == points.len() {
            return vm.value_err("fromhex() arg must contain an even number of hexadecimal digits");
        }
        match (high, low) {
            (Some(h), Some(l)) => out.push((h << 4 | l) as u8),
            _ => {
                let at = if high.is_none() { i } else { i + 1 };
                return vm.value_err(&format!("non-hexadecimal number found in fromhex() arg at position {at}"));
            }
        }
        i += 2;
    }
    if cls == vm.ty(ids::BYTES) {
        return Ok(Flow::Value(vm.new_bytes(out)));
    }
    if cls == vm.ty(ids::BYTEARRAY) {
        return Ok(Flow::Value(vm.new_bytearray(out)));
    }
    let b = vm.new_bytes(out);
    let mark = vm.mark();
    match vm.call_args(cls, &[b.r()])? {
        Flow::Pushed => vm.adapt(mark, crate::core::kinds::HOLD, &[b.into()], &[]),
        done => {
            vm.heap.decref_own(b);
            Ok(done)
        }
    }
}

/// Something that is neither str nor bytes is asked how long it is before it is refused. CPython: _Py_strhex_impl.
fn no_separator(vm: &mut Vm, sep: Ref) -> Res {
    let mark = vm.mark();
    match vm.length(sep)? {
        Flow::Value(n) => refuse_separator(vm, n),
        Flow::Pushed => vm.adapt(mark, kinds::HEX_SEPARATOR, &[], &[]),
    }
}

fn refuse_separator<T>(vm: &mut Vm, n: pyvarium_heap::Own) -> Res<T> {
    let n = vm.len_from(n)?;
    if n == 1 { vm.type_err("sep must be str or bytes.") } else { vm.value_err("sep must be length 1.") }
}

/// The length of a separator that is none.
pub static HEX_SEPARATOR: NativeDef = NativeDef {
    name: "hex",
    catches: false,
    resume: |vm, _, answer| match answer {
        Answer::Value(n) => refuse_separator(vm, n),
        _ => Err(crate::vm_bug!("hex")),
    },
};
