//! `memoryview.cast`: another format or shape over the same bytes.
//!
//! CPython: Objects/memoryobject.c (memoryview_cast_impl, cast_to_1D, cast_to_ND).

use pyvarium_heap::object::Body;

use crate::args::Args;
use crate::core::ids;
use crate::native::NativeDef;
use crate::objects::memory_items::Format;
use crate::objects::memoryview::{View, base_of, make, open};
use crate::objects::typing::subst::items_of;
use crate::script;
use crate::stop::{Flow, Res};
use crate::vm::Vm;

pub(crate) fn cast(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let v = open(vm, r)?;
    let format = args.at(1)?;
    if vm.heap.text(format).is_none() {
        let given = vm.given_name(format);
        return vm.type_err(&format!("cast() argument 'format' must be str, not {given}"));
    }
    if !v.is_contiguous() {
        return vm.type_err("memoryview: casts are restricted to C-contiguous views");
    }
    let shape = match args.get(2) {
        None => None,
        Some(s) if matches!(vm.heap.body(s), Body::Tuple(_) | Body::List(_)) => Some(items_of(vm, s)),
        Some(_) => return vm.type_err("shape must be a list or a tuple"),
    };
    if (shape.is_some() || v.dims.len() != 1) && v.dims.len() != 1 && shape.as_ref().is_some_and(|s| s.len() != 1) {
        return vm.type_err("memoryview: cast must be 1D -> ND or ND -> 1D");
    }
    let text = vm.heap.str_lossy(format);
    let Some(new) = Format::parse(&text) else {
        return vm.value_err("memoryview: destination format must be a native single character format prefixed with an optional '@'");
    };
    let is_bytes = |f: Format| matches!(f.code, b'b' | b'B' | b'c');
    if !is_bytes(v.format) && !is_bytes(new) {
        return vm.type_err("memoryview: cannot cast between two non-byte formats");
    }
    let (n_bytes, size) = (v.n_bytes(), new.size() as i64);
    if n_bytes % size != 0 {
        return vm.type_err("memoryview: length is not a multiple of itemsize");
    }
    let mut lengths = vec![n_bytes / size];
    if let Some(shape) = shape {
        lengths.clear();
        for part in shape {
            if !vm.is_instance_of(part, ids::INT) {
                return vm.type_err("memoryview.cast(): elements of shape must be integers");
            }
            let n = vm.index_clamped(part)?;
            if n <= 0 {
                return vm.value_err("memoryview.cast(): elements of shape must be integers > 0");
            }
            lengths.push(n);
        }
        if lengths.iter().product::<i64>() * size != n_bytes {
            return vm.type_err("memoryview: product(shape) * itemsize != buffer size");
        }
    }
    let mut dims = Vec::new();
    let mut stride = size;
    for length in lengths.into_iter().rev() {
        dims.insert(0, (length, stride));
        stride *= length;
    }
    let base = base_of(vm, r)?;
    Ok(Flow::Value(make(vm, base, &View { format: new, dims, ..v })))
}

/// Args: a list that only this holds, its method's name, arguments. An item that is not there is told of as the view's.
pub static METHOD_OF_LIST: NativeDef = NativeDef {
    name: "memoryview",
    catches: true,
    resume: |vm, f, answer| {
        script::resume(vm, f, answer, |vm, s| {
            let (list, name) = (s.at(0)?, s.at(1)?);
            let args = s.args_from(2);
            let method = s.ask(vm, |vm| vm.getattr(list, name))?;
            match s.hear(vm, |vm| vm.call_args(method, &args))? {
                script::Heard::Value(found) => Ok(vm.heap.own(found)),
                script::Heard::Raised(e) if vm.is_instance_of(e, ids::VALUE_ERROR) => {
                    Err(crate::exc::value_error(vm, "memoryview.index(x): x not found").into())
                }
                script::Heard::Raised(e) => Err(s.reraise(vm, e)),
                script::Heard::Exhausted => Err(crate::vm_bug!("memoryview").into()),
            }
        })
    },
};
