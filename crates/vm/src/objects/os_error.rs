//! OSError: number, text and file names, and the class that a number stands for.
//!
//! CPython: Objects/exceptions.c (oserror_parse_args, OSError_new, OSError_str).

use pyvarium_heap::object::Exception;
use pyvarium_heap::types::{Layout, flags};
use pyvarium_heap::{Body, Ref, Slot};

use crate::args::Args;
use crate::core::ids;
use crate::exc;
use crate::native::{GetSetDef, NativeDef, TYPE_DEFAULT, TypeDef, TypeId};
use crate::objects::exceptions::{exception_str, extra, inheriting, set_extra};
use crate::slots::SlotId;
use crate::stop::{Flow, Res};
use crate::vm::Vm;

/// extra: errno, strerror, filename, filename2.
pub static OS_ERROR: TypeDef = TypeDef {
    name: "OSError",
    base: Some(ids::EXCEPTION),
    layout: Layout::Exception,
    flags: flags::BASETYPE | flags::HAVE_GC,
    basicsize: 112,
    slots: &[(SlotId::Str, os_error_str), (SlotId::Init, os_error_init)],
    new: Some(("*args, **kwargs", os_error_new)),
    methods: crate::objects::exception_state::OS_ERROR_METHODS,
    getset: &[
        GetSetDef::rw("characters_written", written, set_written),
        GetSetDef::member_rw("errno", |vm, a| extra(vm, a, 0), |vm, a| set_extra(vm, a, 0)),
        GetSetDef::member_rw("strerror", |vm, a| extra(vm, a, 1), |vm, a| set_extra(vm, a, 1)),
        GetSetDef::member_rw("filename", |vm, a| extra(vm, a, 2), |vm, a| set_extra(vm, a, 2)),
        GetSetDef::member_rw("filename2", |vm, a| extra(vm, a, 3), |vm, a| set_extra(vm, a, 3)),
    ],
    ..TYPE_DEFAULT
};

macro_rules! kinds_of {
    ($($id:ident $name:literal $base:ident;)*) => {
        $(pub static $id: TypeDef = inheriting($name, ids::$base);)*
    };
}

kinds_of! {
    BLOCKING_IO_ERROR "BlockingIOError" OS_ERROR;
    CHILD_PROCESS_ERROR "ChildProcessError" OS_ERROR;
    CONNECTION_ERROR "ConnectionError" OS_ERROR;
    BROKEN_PIPE_ERROR "BrokenPipeError" CONNECTION_ERROR;
    CONNECTION_ABORTED_ERROR "ConnectionAbortedError" CONNECTION_ERROR;
    CONNECTION_REFUSED_ERROR "ConnectionRefusedError" CONNECTION_ERROR;
    CONNECTION_RESET_ERROR "ConnectionResetError" CONNECTION_ERROR;
    FILE_EXISTS_ERROR "FileExistsError" OS_ERROR;
    FILE_NOT_FOUND_ERROR "FileNotFoundError" OS_ERROR;
    INTERRUPTED_ERROR "InterruptedError" OS_ERROR;
    IS_A_DIRECTORY_ERROR "IsADirectoryError" OS_ERROR;
    NOT_A_DIRECTORY_ERROR "NotADirectoryError" OS_ERROR;
    PERMISSION_ERROR "PermissionError" OS_ERROR;
    PROCESS_LOOKUP_ERROR "ProcessLookupError" OS_ERROR;
    TIMEOUT_ERROR "TimeoutError" OS_ERROR;
    UNSUPPORTED_OPERATION "io.UnsupportedOperation" OS_ERROR;
    PYTHON_FINALIZATION_ERROR "PythonFinalizationError" RUNTIME_ERROR;
    BYTES_WARNING "BytesWarning" WARNING;
    ENCODING_WARNING "EncodingWarning" WARNING;
    FUTURE_WARNING "FutureWarning" WARNING;
    IMPORT_WARNING "ImportWarning" WARNING;
    PENDING_DEPRECATION_WARNING "PendingDeprecationWarning" WARNING;
    RESOURCE_WARNING "ResourceWarning" WARNING;
    UNICODE_WARNING "UnicodeWarning" WARNING;
}

/// Of a BlockingIOError: the fifth of the extras.
fn written(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    match exc::extra(vm, r, 4) {
        Some(n) => vm.own_flow(n),
        None => {
            let name = vm.intern("characters_written").into_ref();
            Err(exc::attribute_error(vm, "characters_written", r, name))
        }
    }
}

fn set_written(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    match args.get(1) {
        None if exc::extra(vm, r, 4).is_none() => {
            let name = vm.intern("characters_written").into_ref();
            Err(exc::attribute_error(vm, "characters_written", r, name))
        }
        None => {
            exc::set_extra(vm, r, 4, Slot::NULL);
            vm.none_flow()
        }
        Some(v) => {
            let n = vm.index(v)?;
            let own = vm.new_int(n);
            exc::set_extra(vm, r, 4, own.into());
            vm.none_flow()
        }
    }
}

/// The numbers of Linux.
pub fn class_of(errno: i64) -> Option<TypeId> {
    Some(match errno {
        11 | 114 | 115 => ids::BLOCKING_IO_ERROR,
        32 | 108 => ids::BROKEN_PIPE_ERROR,
        10 => ids::CHILD_PROCESS_ERROR,
        103 => ids::CONNECTION_ABORTED_ERROR,
        111 => ids::CONNECTION_REFUSED_ERROR,
        104 => ids::CONNECTION_RESET_ERROR,
        17 => ids::FILE_EXISTS_ERROR,
        2 => ids::FILE_NOT_FOUND_ERROR,
        4 => ids::INTERRUPTED_ERROR,
        21 => ids::IS_A_DIRECTORY_ERROR,
        20 => ids::NOT_A_DIRECTORY_ERROR,
        1 | 13 => ids::PERMISSION_ERROR,
        3 => ids::PROCESS_LOOKUP_ERROR,
        110 => ids::TIMEOUT_ERROR,
        _ => return None,
    })
}

/// What `args` is, and the four parts, of the arguments given.
fn parse(vm: &Vm, given: &[Ref]) -> (Vec<Ref>, [Option<Ref>; 4]) {
    if !(2..=5).contains(&given.len()) {
        return (given.to_vec(), [None; 4]);
    }
    let named = |i: usize| given.get(i).copied().filter(|r| *r != vm.one.none);
    let parts = [given.first().copied(), given.get(1).copied(), named(2), named(4)];
    let n = if parts.get(2).is_some_and(Option::is_some) { 2 } else { given.len() };
    (given.get(..n).unwrap_or_default().to_vec(), parts)
}

/// The third argument of a BlockingIOError that is a number is no file name.
fn count_written(vm: &Vm, class: Ref, parts: &mut [Option<Ref>; 4]) -> Option<Ref> {
    let place = parts.get_mut(2)?;
    let n = (*place)?;
    if !vm.is_subtype(class, vm.ty(ids::BLOCKING_IO_ERROR)) || vm.heap.small_int(n).is_none() {
        return None;
    }
    place.take()
}

fn os_error_new(vm: &mut Vm, args: &Args) -> Res {
    let mut cls = args.at(0)?;
    if !uses_init(vm, cls) && args.n_kw > 0 {
        let name = vm.name_of_type(cls);
        return vm.type_err(&format!("{name}() takes no keyword arguments"));
    }
    let given: Vec<Ref> = args.positional().skip(1).collect();
    if cls == vm.ty(ids::OS_ERROR)
        && (2..=5).contains(&given.len())
        && let Some(id) = given.first().and_then(|e| vm.heap.small_int(*e)).and_then(class_of)
    {
        cls = vm.ty(id);
    }
    let (kept, mut parts) = parse(vm, &given);
    let written = count_written(vm, cls, &mut parts);
    // A number in the place of a file name does not shorten the arguments.
    let tuple = vm.tuple_from(if written.is_some() { &given } else { &kept });
    let parts: Vec<Option<Ref>> = parts.into_iter().chain([written]).collect();
    let extra = parts.into_iter().map(|p| p.map_or(Slot::NULL, |r| Slot::own(vm.heap.own(r)))).collect();
    let body = Exception { args: tuple.into(), extra, ..Exception::default() };
    Ok(Flow::Value(vm.alloc_with_body(cls, Body::Exception(std::rc::Rc::new(body)))))
}

/// `__new__` takes the arguments, unless only `__init__` was overridden. CPython: oserror_use_init.
fn uses_init(vm: &mut Vm, class: Ref) -> bool {
    let (init, new) = (vm.names.init, vm.names.new);
    let native = |vm: &mut Vm, name: Ref| vm.lookup_type(class, name).is_some_and(|f| vm.heap.builtin(f).is_some());
    !native(vm, init) && native(vm, new)
}

fn os_error_init(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let given_class = vm.heap.type_of(r);
    if args.n_kw > 0 && uses_init(vm, given_class) {
        let name = vm.type_name(r);
        return vm.type_err(&format!("{name}() takes no keyword arguments"));
    }
    let class = vm.heap.type_of(r);
    if !uses_init(vm, class) {
        return vm.none_flow();
    }
    let given: Vec<Ref> = args.positional().skip(1).collect();
    let (kept, mut parts) = parse(vm, &given);
    let written = count_written(vm, class, &mut parts);
    // A number in the place of a file name does not shorten the arguments.
    let tuple = vm.tuple_from(if written.is_some() { &given } else { &kept });
    let old = vm.heap.exception_mut(r).map(|e| std::mem::replace(&mut e.args, tuple.into()));
    vm.heap.release(old.unwrap_or_default());
    for (i, part) in parts.into_iter().chain([written]).enumerate() {
        let slot = part.map_or(Slot::NULL, |p| Slot::own(vm.heap.own(p)));
        exc::set_extra(vm, r, i, slot);
    }
    vm.none_flow()
}

fn os_error_str(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let parts: Vec<Option<Ref>> = (0..4).map(|i| exc::extra(vm, r, i)).collect();
    let &[errno, strerror, filename, _] = parts.as_slice() else { return exception_str(vm, args) };
    if filename.is_none() && (errno.is_none() || strerror.is_none()) {
        return exception_str(vm, args);
    }
    vm.run_script_of(crate::core::kinds::OS_ERROR_TEXT, &[r])
}

/// Argument: the exception. CPython: OSError_str shows the file names first.
pub static OS_ERROR_TEXT: NativeDef = NativeDef {
    name: "OSError.__str__",
    catches: true,
    resume: |vm, f, answer| {
        crate::script::resume(vm, f, answer, |vm, s| {
            let r = s.at(0)?;
            let part = |vm: &Vm, i: usize| exc::extra(vm, r, i);
            let mut tail = String::new();
            let (errno, strerror) = (part(vm, 0).unwrap_or(vm.one.none), part(vm, 1).unwrap_or(vm.one.none));
            let (errno, strerror) = (s.str(vm, errno)?, s.str(vm, strerror)?);
            for (name, join) in [(part(vm, 2), ": "), (part(vm, 3), " -> ")] {
                if let Some(name) = name {
                    tail.push_str(&format!("{join}{}", s.repr(vm, name)?));
                }
            }
            Ok(vm.new_str(&format!("[Errno {errno}] {strerror}{tail}")))
        })
    },
};
