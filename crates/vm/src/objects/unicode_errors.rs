//! UnicodeEncodeError, UnicodeDecodeError and UnicodeTranslateError: what could not be said, where, why.
//!
//! CPython: Objects/exceptions.c.

use pyvarium_heap::Ref;
use pyvarium_heap::types::{Layout, flags};

use crate::args::Args;
use crate::core::ids;
use crate::exc;
use crate::native::{GetSetDef, NativeFn, TYPE_DEFAULT, TypeDef};
use crate::objects::exceptions::{exception_init, exception_new, extra, set_extra};
use crate::slots::SlotId;
use crate::stop::{Flow, Res};
use crate::vm::Vm;

const fn unicode_error(name: &'static str, slots: &'static [(SlotId, NativeFn)], getset: &'static [GetSetDef]) -> TypeDef {
    TypeDef {
        name,
        base: Some(ids::UNICODE_ERROR),
        layout: Layout::Exception,
        flags: flags::BASETYPE | flags::HAVE_GC,
        basicsize: 112,
        slots,
        getset,
        new: Some(("*args, **kwargs", exception_new)),
        ..TYPE_DEFAULT
    }
}

// extras: encoding, object, start, end, reason; without the encoding for translations.
const GETSET: &[GetSetDef] = &[
    GetSetDef::member_rw("encoding", |vm, a| extra(vm, a, 0), |vm, a| set_extra(vm, a, 0)),
    GetSetDef::member_rw("object", |vm, a| extra(vm, a, 1), |vm, a| set_extra(vm, a, 1)),
    GetSetDef::member_rw("start", |vm, a| extra(vm, a, 2), |vm, a| set_extra(vm, a, 2)),
    GetSetDef::member_rw("end", |vm, a| extra(vm, a, 3), |vm, a| set_extra(vm, a, 3)),
    GetSetDef::member_rw("reason", |vm, a| extra(vm, a, 4), |vm, a| set_extra(vm, a, 4)),
];

pub static UNICODE_ENCODE_ERROR: TypeDef =
    unicode_error("UnicodeEncodeError", &[(SlotId::Init, |vm, a| init(vm, a, 5)), (SlotId::Str, |vm, a| text(vm, a, "encode"))], GETSET);
pub static UNICODE_DECODE_ERROR: TypeDef =
    unicode_error("UnicodeDecodeError", &[(SlotId::Init, |vm, a| init(vm, a, 5)), (SlotId::Str, |vm, a| text(vm, a, "decode"))], GETSET);
pub static UNICODE_TRANSLATE_ERROR: TypeDef = unicode_error(
    "UnicodeTranslateError",
    &[(SlotId::Init, |vm, a| init(vm, a, 4)), (SlotId::Str, |vm, a| text(vm, a, "translate"))],
    GETSET,
);

fn init(vm: &mut Vm, args: &Args, wanted: usize) -> Res {
    let r = args.at(0)?;
    let _ = exception_init(vm, args)?;
    let given: Vec<Ref> = args.positional().skip(1).collect();
    if given.len() != wanted {
        let n = given.len();
        return vm.type_err(&format!("function takes exactly {wanted} arguments ({n} given)"));
    }
    for (i, value) in given.into_iter().enumerate() {
        let place = i + 5 - wanted;
        let decodes = vm.is_instance_of(r, ids::UNICODE_DECODE_ERROR);
        let fits = match place {
            2 | 3 => vm.is_instance_of(value, ids::INT),
            1 if decodes => vm.buffer(value).is_some(),
            _ => vm.heap.text(value).is_some(),
        };
        if !fits {
            let message = match place {
                2 | 3 => format!("'{}' object cannot be interpreted as an integer", vm.type_name(value)),
                1 if decodes => format!("a bytes-like object is required, not '{}'", vm.type_name(value)),
                _ => format!("argument {} must be str, not {}", i + 1, vm.type_name(value)),
            };
            return vm.type_err(&message);
        }
        let own = vm.heap.own(value);
        exc::set_extra(vm, r, place, own.into());
    }
    vm.none_flow()
}

fn text(vm: &mut Vm, args: &Args, verb: &str) -> Res {
    let r = args.at(0)?;
    let part = |i: usize| exc::extra(vm, r, i);
    let (Some(object), Some(start), Some(end)) = (part(1), part(2), part(3)) else { return Ok(Flow::Value(vm.new_str(""))) };
    let words = |i: usize| part(i).map(|r| vm.heap.str_lossy(r)).unwrap_or_default();
    let (encoding, reason) = (words(0), words(4));
    let n = match vm.heap.text(object) {
        Some(t) => t.len(),
        None => vm.buffer(object).map_or(0, |b| b.len()),
    } as i64;
    let number = |r: Ref| vm.heap.small_int(r).unwrap_or(0);
    let start = number(start).clamp(0, (n - 1).max(0));
    let end = number(end).clamp(1, n.max(1));
    let (codec, unit) = match verb {
        "translate" => (String::new(), "character"),
        "encode" => (format!("'{encoding}' codec "), "character"),
        _ => (format!("'{encoding}' codec "), "byte"),
    };
    let one = (start < n && end == start + 1)
        .then(|| match vm.heap.text(object) {
            Some(t) => t.at(start as usize).map(|p| match p {
                0..0x100 => format!("'\\x{p:02x}'"),
                0x100..0x10000 => format!("'\\u{p:04x}'"),
                _ => format!("'\\U{p:08x}'"),
            }),
            None => vm.buffer(object).and_then(|b| b.get(start as usize).map(|b| format!("0x{b:02x}"))),
        })
        .flatten();
    let out = match one {
        Some(shown) => format!("{codec}can't {verb} {unit} {shown} in position {start}: {reason}"),
        None => format!("{codec}can't {verb} {unit}s in position {start}-{}: {reason}", end - 1),
    };
    Ok(Flow::Value(vm.new_str(&out)))
}
