//! Buffers that memoryviews look into and that are no bytes themselves: what a Python `__buffer__` answered, and the
//! inside of a BytesIO.
//!
//! CPython: Objects/typeobject.c (slot_bf_getbuffer, bufferwrapper_releasebuf), Modules/_io/bytesio.c.

use pyvarium_heap::types::{Layout, flags};
use pyvarium_heap::{Ref, Slot};

use crate::args::Args;
use crate::core::{ids, kinds};
use crate::exc;
use crate::native::{FnDef, NativeDef, TYPE_DEFAULT, TypeDef};
use crate::objects::memoryview::{self, View};
use crate::script;
use crate::stop::{Convert, Res, Stop};
use crate::vm::Vm;

/// slots: the memoryview that Python answered, the object that was asked.
pub static BUFFER_WRAPPER: TypeDef = TypeDef {
    name: "_buffer_wrapper",
    base: Some(ids::OBJECT),
    layout: Layout::Native,
    flags: flags::HAVE_GC | flags::HAS_DEL | flags::DISALLOW_INSTANTIATION,
    basicsize: 32,
    methods: &[FnDef::new("__del__", "", |vm, a| vm.run_script_of(kinds::RELEASE_BUFFER, &[a.at(0)?]))],
    ..TYPE_DEFAULT
};

/// slots: the BytesIO.
pub static BYTES_IO_BUFFER: TypeDef = TypeDef {
    name: "_io._BytesIOBuffer",
    base: Some(ids::OBJECT),
    layout: Layout::Native,
    flags: flags::HAVE_GC | flags::DISALLOW_INSTANTIATION,
    basicsize: 24,
    ..TYPE_DEFAULT
};

/// PyBUF_WRITABLE.
const WRITABLE: i64 = 1;
/// PyBUF_CONTIG_RO.
pub const WITH_SHAPE: i64 = 8;
/// PyBUF_FULL_RO.
pub const FULL_READ_ONLY: i64 = 284;

/// The buffer's end: `__release_buffer__` is told. Argument: the wrapper.
pub static RELEASE_BUFFER: NativeDef = NativeDef {
    name: "__release_buffer__",
    catches: true,
    resume: |vm, f, answer| {
        script::resume(vm, f, answer, |vm, s| {
            let wrapper = s.at(0)?;
            let part = |vm: &Vm, i: usize| vm.heap.native(wrapper).and_then(|n| n.slot(i).get());
            let (Some(view), Some(owner)) = (part(vm, 0), part(vm, 1)) else { return Ok(vm.none()) };
            let name = vm.intern("__release_buffer__").into_ref();
            let ty = vm.heap.type_of(owner);
            if vm.lookup_type(ty, name).is_some() {
                let told = s.hear(vm, |vm| vm.call_special(owner, name, &[view]))?;
                if let script::Heard::Raised(e) = told {
                    s.hear(vm, |vm| {
                        let (held, class) = (vm.heap.own(e), vm.type_name(owner));
                        vm.write_unraisable_text(held, &format!("Exception ignored in __release_buffer__ of {class}"))
                    })?;
                }
            }
            s.act(vm, |vm| {
                memoryview::release(vm, view);
                Ok(())
            })?;
            Ok(vm.none())
        })
    },
};

/// A view of what a Python `__buffer__` shows. Arguments: the object, the flags. CPython: slot_bf_getbuffer.
pub static MEMORY_OF: NativeDef = NativeDef {
    name: "__buffer__",
    catches: true,
    resume: |vm, f, answer| {
        script::resume(vm, f, answer, |vm, s| {
            let (owner, flags) = (s.at(0)?, s.at(1)?);
            let name = vm.intern("__buffer__").into_ref();
            let shown = s.ask(vm, |vm| vm.call_special(owner, name, &[flags]))?;
            if !vm.is_exact(shown, ids::MEMORYVIEW) {
                return Err(exc::type_error(vm, "__buffer__ returned non-memoryview object").into());
            }
            let inner = memoryview::open(vm, shown)?;
            let (shown, owner) = (vm.heap.own(shown), vm.heap.own(owner));
            let wrapper = vm.new_native(ids::BUFFER_WRAPPER, &[shown.into(), owner.into()], &[]);
            let view = memoryview::make(vm, wrapper.r(), &View { start: 0, ..inner });
            vm.heap.decref_own(wrapper);
            Ok(view)
        })
    },
};

/// Does a class in Python say what buffer its instances show?
pub fn is_python(vm: &mut Vm, r: Ref) -> bool {
    let ty = vm.heap.type_of(r);
    if !vm.heap.as_type(ty).is_some_and(|t| t.has(flags::HEAPTYPE)) {
        return false;
    }
    let name = vm.intern("__buffer__").into_ref();
    vm.lookup_type(ty, name).is_some_and(|method| vm.heap.builtin(method).is_none())
}

/// As `Vm::need_buffer` says where there is none at once.
pub fn ask_python(vm: &mut Vm, r: Ref, how: Convert) -> Res<()> {
    if is_python(vm, r) { Err(Stop::Convert(how, r)) } else { Ok(()) }
}

/// As `ask_python`; one that refused before is not asked again.
pub fn ask_python_quietly(vm: &mut Vm, r: Ref) -> Res<()> {
    if vm.converted.iter().any(|(from, _)| *from == r) { Ok(()) } else { ask_python(vm, r, Convert::BufferQuiet) }
}

impl Vm {
    /// A view of an object that `is_python`.
    pub(crate) fn ask_buffer(&mut self, r: Ref, wanted: i64) -> Res {
        let wanted = self.new_int(wanted);
        self.run_script(kinds::MEMORY_OF, &[Slot::borrow(r), wanted.into()])
    }
}

/// `BytesIO.getbuffer()`.
pub fn of_bytes_io(vm: &mut Vm, r: Ref) -> pyvarium_heap::Own {
    let n = vm.heap.native(r).map_or(0, |n| n.bytes.len() as i64);
    let own = vm.heap.own(r);
    let buffer = vm.new_native(ids::BYTES_IO_BUFFER, &[own.into()], &[]);
    let v = View { start: 0, format: crate::objects::memory_items::Format::BYTES, readonly: false, released: false, dims: vec![(n, 1)] };
    let view = memoryview::make(vm, buffer.r(), &v);
    vm.heap.decref_own(buffer);
    view
}

/// The bytes behind a buffer of either kind.
pub fn contents(vm: &Vm, r: Ref) -> Option<&[u8]> {
    let inside = || vm.heap.native(r).and_then(|n| n.slot(0).get());
    if vm.is_exact(r, ids::BYTES_IO_BUFFER) {
        return Some(&vm.heap.native(inside()?)?.bytes);
    }
    if vm.is_exact(r, ids::BUFFER_WRAPPER) {
        return vm.buffer(inside()?);
    }
    None
}

/// Writes into one. False: it is another object.
pub fn write(vm: &mut Vm, r: Ref, at: i64, bytes: &[u8]) -> bool {
    let inside = vm.heap.native(r).and_then(|n| n.slot(0).get());
    let Some(inside) = inside else { return false };
    if vm.is_exact(r, ids::BYTES_IO_BUFFER) {
        if let Some(place) = vm.heap.native_mut(inside).and_then(|n| n.bytes.get_mut(at as usize..at as usize + bytes.len())) {
            place.copy_from_slice(bytes);
        }
        return true;
    }
    if vm.is_exact(r, ids::BUFFER_WRAPPER)
        && let (Some(v), Ok(base)) = (memoryview::view(vm, inside), memoryview::base_of(vm, inside))
    {
        memoryview::write(vm, base, v.start + at, bytes);
        return true;
    }
    false
}

/// Does a view that lives look into this object by way of a buffer?
pub fn leads_to(vm: &Vm, buffer: Ref, r: Ref) -> bool {
    vm.is_exact(buffer, ids::BYTES_IO_BUFFER) && vm.heap.native(buffer).is_some_and(|n| n.slot(0).get() == Some(r))
}

/// Bound: self, flags. CPython: bytes_buffer_getbuffer and its kin, by PyBuffer_FillInfo.
pub fn check_flags(vm: &mut Vm, args: &Args, readonly: bool, is_view: bool) -> Res<()> {
    let wanted = vm.index(args.at(1)?)?;
    if readonly && wanted & WRITABLE != 0 {
        let message = if is_view { "memoryview: underlying buffer is not writable" } else { "Object is not writable." };
        return Err(exc::buffer_error(vm, message));
    }
    Ok(())
}

/// Bound: self, memoryview. CPython: wrap_releasebuffer.
pub fn release_method(vm: &mut Vm, args: &Args) -> Res {
    let (r, view) = (args.at(0)?, args.at(1)?);
    if !vm.is_exact(view, ids::MEMORYVIEW) {
        return vm.type_err("expected a memoryview object");
    }
    match memoryview::base_of(vm, view) {
        Ok(base) if base == r => memoryview::release(vm, view),
        Ok(_) => return vm.value_err("memoryview's buffer is not this object"),
        Err(_) => return vm.value_err("memoryview's buffer has already been released"),
    }
    vm.none_flow()
}
