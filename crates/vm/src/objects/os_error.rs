//! OSError and its subclasses: an error number picks the class, as on Linux.
//!
//! CPython: Objects/exceptions.c (OSError_new, oserror_parse_args).

use pyvarium_heap::object::{Body, Exception};
use pyvarium_heap::types::{Layout, flags};
use pyvarium_heap::{Ref, Slot};

use crate::args::Args;
use crate::core::ids;
use crate::exc;
use crate::native::{GetSetDef, TYPE_DEFAULT, TypeDef, TypeId};
use crate::objects::exceptions::{exception_init, extra, set_extra};
use crate::slots::SlotId;
use crate::stop::{Flow, Res, Stop};
use crate::vm::Vm;

const fn os_error(name: &'static str, base: TypeId) -> TypeDef {
    TypeDef { name, base: Some(base), layout: Layout::Exception, flags: flags::BASETYPE | flags::HAVE_GC, basicsize: 112, ..TYPE_DEFAULT }
}

// extras: errno, strerror, filename, filename2.
pub static OS_ERROR: TypeDef = TypeDef {
    slots: &[(SlotId::Init, init), (SlotId::Str, text)],
    new: Some(("*args, **kwargs", new)),
    getset: &[
        GetSetDef::member_rw("errno", |vm, a| extra(vm, a, 0), |vm, a| set_extra(vm, a, 0)),
        GetSetDef::member_rw("strerror", |vm, a| extra(vm, a, 1), |vm, a| set_extra(vm, a, 1)),
        GetSetDef::member_rw("filename", |vm, a| extra(vm, a, 2), |vm, a| set_extra(vm, a, 2)),
        GetSetDef::member_rw("filename2", |vm, a| extra(vm, a, 3), |vm, a| set_extra(vm, a, 3)),
        GetSetDef::ro("characters_written", |vm, _| Err(exc::raise(vm, ids::ATTRIBUTE_ERROR, "characters_written"))),
    ],
    ..os_error("OSError", ids::EXCEPTION)
};
pub static BLOCKING_IO_ERROR: TypeDef = os_error("BlockingIOError", ids::OS_ERROR);
pub static CHILD_PROCESS_ERROR: TypeDef = os_error("ChildProcessError", ids::OS_ERROR);
pub static CONNECTION_ERROR: TypeDef = os_error("ConnectionError", ids::OS_ERROR);
pub static BROKEN_PIPE_ERROR: TypeDef = os_error("BrokenPipeError", ids::CONNECTION_ERROR);
pub static CONNECTION_ABORTED_ERROR: TypeDef = os_error("ConnectionAbortedError", ids::CONNECTION_ERROR);
pub static CONNECTION_REFUSED_ERROR: TypeDef = os_error("ConnectionRefusedError", ids::CONNECTION_ERROR);
pub static CONNECTION_RESET_ERROR: TypeDef = os_error("ConnectionResetError", ids::CONNECTION_ERROR);
pub static FILE_EXISTS_ERROR: TypeDef = os_error("FileExistsError", ids::OS_ERROR);
pub static FILE_NOT_FOUND_ERROR: TypeDef = os_error("FileNotFoundError", ids::OS_ERROR);
pub static INTERRUPTED_ERROR: TypeDef = os_error("InterruptedError", ids::OS_ERROR);
pub static IS_A_DIRECTORY_ERROR: TypeDef = os_error("IsADirectoryError", ids::OS_ERROR);
pub static NOT_A_DIRECTORY_ERROR: TypeDef = os_error("NotADirectoryError", ids::OS_ERROR);
pub static PERMISSION_ERROR: TypeDef = os_error("PermissionError", ids::OS_ERROR);
pub static PROCESS_LOOKUP_ERROR: TypeDef = os_error("ProcessLookupError", ids::OS_ERROR);
pub static TIMEOUT_ERROR: TypeDef = os_error("TimeoutError", ids::OS_ERROR);

/// Numbers of Linux. CPython: _PyExc_InitState, ADD_ERRNO.
const BY_NUMBER: &[(i64, TypeId)] = &[
    (1, ids::PERMISSION_ERROR),
    (2, ids::FILE_NOT_FOUND_ERROR),
    (3, ids::PROCESS_LOOKUP_ERROR),
    (4, ids::INTERRUPTED_ERROR),
    (10, ids::CHILD_PROCESS_ERROR),
    (11, ids::BLOCKING_IO_ERROR),
    (13, ids::PERMISSION_ERROR),
    (17, ids::FILE_EXISTS_ERROR),
    (20, ids::NOT_A_DIRECTORY_ERROR),
    (21, ids::IS_A_DIRECTORY_ERROR),
    (32, ids::BROKEN_PIPE_ERROR),
    (103, ids::CONNECTION_ABORTED_ERROR),
    (104, ids::CONNECTION_RESET_ERROR),
    (108, ids::BROKEN_PIPE_ERROR),
    (110, ids::TIMEOUT_ERROR),
    (111, ids::CONNECTION_REFUSED_ERROR),
    (114, ids::BLOCKING_IO_ERROR),
    (115, ids::BLOCKING_IO_ERROR),
];

fn new(vm: &mut Vm, args: &Args) -> Res {
    let mut cls = args.at(0)?;
    let given: Vec<Ref> = args.positional().skip(1).collect();
    if cls == vm.ty(ids::OS_ERROR)
        && (2..=5).contains(&given.len())
        && let Some(number) = given.first().and_then(|r| vm.heap.small_int(*r))
        && let Some((_, ty)) = BY_NUMBER.iter().find(|(n, _)| *n == number)
    {
        cls = vm.ty(*ty);
    }
    let tuple = vm.tuple_from(&given);
    let body = Exception { args: tuple.into(), ..Exception::default() };
    let own = vm.alloc_with_body(cls, Body::Exception(std::rc::Rc::new(body)));
    if let Err(stop) = parse(vm, own.r(), &given) {
        vm.heap.decref_own(own);
        return Err(stop);
    }
    Ok(Flow::Value(own))
}

fn init(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let given: Vec<Ref> = args.positional().skip(1).collect();
    let _ = exception_init(vm, args)?;
    parse(vm, r, &given)?;
    vm.none_flow()
}

/// errno, strerror, filename, winerror (unheeded), filename2; of more than two the first two stay in `args`.
fn parse(vm: &mut Vm, r: Ref, given: &[Ref]) -> Res<()> {
    if !(2..=5).contains(&given.len()) {
        return Ok(());
    }
    let none = vm.one.none;
    let filename = given.get(2).copied().filter(|f| *f != none);
    if vm.is_instance_of(r, ids::BLOCKING_IO_ERROR) && filename.is_some() {
        return Err(Stop::not_supported("BlockingIOError with characters_written"));
    }
    let places =
        [(0, given.first().copied()), (1, given.get(1).copied()), (2, filename), (3, given.get(4).copied().filter(|f| *f != none))];
    for (i, value) in places {
        if let Some(value) = value {
            let own = vm.heap.own(value);
            exc::set_extra(vm, r, i, own.into());
        }
    }
    if filename.is_some() {
        let first_two = vm.tuple_from(given.get(..2).unwrap_or_default());
        let old = vm.heap.exception_mut(r).map(|e| std::mem::replace(&mut e.args, Slot::own(first_two)));
        if let Some(old) = old {
            vm.heap.release(old);
        }
    }
    Ok(())
}

/// CPython: OSError_str.
fn text(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let [number, message, file, other] = [0, 1, 2, 3].map(|i| exc::extra(vm, r, i));
    if number.is_none() || message.is_none() {
        return crate::objects::exceptions::exception_str(vm, args);
    }
    let start = format!("[Errno {}] {}", shown(vm, number, false)?, shown(vm, message, false)?);
    let text = match (file, other) {
        (None, _) => start,
        (Some(_), None) => format!("{start}: {}", shown(vm, file, true)?),
        (Some(_), Some(_)) => format!("{start}: {} -> {}", shown(vm, file, true)?, shown(vm, other, true)?),
    };
    Ok(Flow::Value(vm.new_str(&text)))
}

fn shown(vm: &mut Vm, part: Option<Ref>, quoted: bool) -> Res<String> {
    let r = part.unwrap_or(vm.one.none);
    let flow = if quoted { vm.repr(r)? } else { vm.str(r)? };
    match flow {
        Flow::Value(v) => {
            let text = vm.text_of(&v);
            vm.heap.decref_own(v);
            Ok(text)
        }
        Flow::Pushed => Err(Stop::not_supported("an OSError with parts whose text is Python's")),
    }
}
