//! Types that exist so far only as far as constants and `sys` need them: bytes, and the
//! standard streams. What they cannot do yet ends a run as "not supported".

use pyvarium_heap::object::Body;
use pyvarium_heap::types::Layout;

use crate::args::Args;
use crate::core::ids;
use crate::native::{FnDef, NativeFn, TYPE_DEFAULT, TypeDef};
use crate::slots::SlotId;
use crate::stop::{Flow, Res, Stop};
use crate::vm::{Stream, Vm};

const NO_BYTES: NativeFn = |_, _| Err(Stop::not_supported("operations on bytes"));

pub static BYTES: TypeDef = TypeDef {
    name: "bytes",
    base: Some(ids::OBJECT),
    layout: Layout::Bytes,
    basicsize: 33,
    itemsize: 1,
    slots: &[
        (SlotId::Repr, bytes_repr),
        (SlotId::Hash, crate::protocol::hash::value_hash),
        (SlotId::RichCompare, NO_BYTES),
        (SlotId::Iter, NO_BYTES),
        (SlotId::Length, |vm, a| {
            let n = vm.heap.bytes(a.at(0)?).map_or(0, Vec::len);
            Ok(Flow::Value(vm.new_int(n as i64)))
        }),
        (SlotId::Subscript, NO_BYTES),
        (SlotId::Contains, NO_BYTES),
        (SlotId::Concat, NO_BYTES),
        (SlotId::Repeat, NO_BYTES),
        (SlotId::Remainder, NO_BYTES),
    ],
    new: Some(("*args, **kwargs", NO_BYTES)),
    ..TYPE_DEFAULT
};

/// CPython: Objects/bytesobject.c, PyBytes_Repr.
fn bytes_repr(vm: &mut Vm, args: &Args) -> Res {
    let b = match vm.heap.body(args.at(0)?) {
        Body::Bytes(b) => b.as_ref().clone(),
        _ => Vec::new(),
    };
    let quote = if b.contains(&b'\'') && !b.contains(&b'"') { '"' } else { '\'' };
    let mut out = format!("b{quote}");
    for byte in b {
        match byte {
            b'\\' => out.push_str("\\\\"),
            b'\t' => out.push_str("\\t"),
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            _ if byte as char == quote => {
                out.push('\\');
                out.push(quote);
            }
            b' '..0x7f => out.push(byte as char),
            _ => out.push_str(&format!("\\x{byte:02x}")),
        }
    }
    out.push(quote);
    Ok(Flow::Value(vm.new_str(&out)))
}

/// sys.stdout (ints: 0) and sys.stderr (1).
pub static STREAM: TypeDef = TypeDef {
    name: "_io.TextIOWrapper",
    base: Some(ids::OBJECT),
    layout: Layout::Native,
    basicsize: 208,
    methods: &[
        FnDef::new("write", "text, /", |vm, a| {
            let (r, text) = (a.at(0)?, a.at(1)?);
            let Some(t) = vm.heap.text(text) else {
                let message = format!("write() argument must be str, not {}", vm.type_name(text));
                return vm.type_err(&message);
            };
            let (s, n) = (t.to_str_lossy().into_owned(), t.len());
            let stream = vm.stream_of(r).unwrap_or(Stream::Stdout);
            vm.write_out(stream, &s);
            Ok(Flow::Value(vm.new_int(n as i64)))
        }),
        FnDef::new("flush", "", |vm, _| vm.none_flow()),
    ],
    ..TYPE_DEFAULT
};
