//! Types that exist so far only as far as `sys` needs them: the standard streams.

use pyvarium_heap::types::Layout;

use crate::core::ids;
use crate::native::{FnDef, TYPE_DEFAULT, TypeDef};
use crate::stop::Flow;
use crate::vm::Stream;

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
