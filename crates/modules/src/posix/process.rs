//! The process and its machine: fixed answers, except for the virtual clock.

use pyvarium_heap::Slot;
use pyvarium_vm::args::Args;
use pyvarium_vm::fs::errno;
use pyvarium_vm::stop::Halt;
use pyvarium_vm::{Flow, Res, Stop, Vm};

use super::{TIMES_RESULT, UNAME_RESULT, c_int, path};

/// The one variable of the environment that the interpreter itself asks for while it runs.
const BREAKPOINT: &[u8] = b"PYTHONBREAKPOINT";

pub fn number(vm: &mut Vm, n: i64) -> Res {
    Ok(Flow::Value(vm.new_int(n)))
}

pub fn getloadavg(vm: &mut Vm, _: &Args) -> Res {
    let items: Vec<Slot> = (0..3).map(|_| vm.new_float(0.0).into()).collect();
    Ok(Flow::Value(vm.tuple_from_slots(items)))
}

pub fn uname(vm: &mut Vm, _: &Args) -> Res {
    let items = ["Linux", "pyvarium", "6.1.0", "#1 SMP", "x86_64"].map(|s| vm.new_str(s).into()).to_vec();
    Ok(Flow::Value(vm.new_structseq(UNAME_RESULT, items)))
}

/// Unit: seconds, in steps of 10 ms as Linux counts them.
pub fn times(vm: &mut Vm, _: &Args) -> Res {
    let user = (vm.clock_nanos / 10_000_000) as f64 / 100.0;
    let items = [user, 0.0, 0.0, 0.0, user].map(|t| vm.new_float(t).into()).to_vec();
    Ok(Flow::Value(vm.new_structseq(TIMES_RESULT, items)))
}

/// The same bytes in every run.
pub fn urandom(vm: &mut Vm, a: &Args) -> Res {
    let n = vm.index(a.at(0)?)?;
    if n < 0 {
        return vm.value_err("negative argument not allowed");
    }
    vm.check_bytes(n as u64)?;
    let bytes = vm.fs.random_bytes(n as usize);
    Ok(Flow::Value(vm.new_bytes(bytes)))
}

pub fn strerror(vm: &mut Vm, a: &Args) -> Res {
    let code = c_int(vm, a.at(0)?)?;
    Ok(Flow::Value(vm.new_str(&errno::text(code))))
}

pub fn putenv(vm: &mut Vm, a: &Args) -> Res {
    let name = path(vm, a.get(0), "putenv", "name", super::PLAIN)?;
    if name.bytes.contains(&b'=') {
        return vm.value_err("illegal environment variable name");
    }
    let value = path(vm, a.get(1), "putenv", "value", super::PLAIN)?;
    if name.bytes == BREAKPOINT {
        vm.sys.breakpoint_name = Some(String::from_utf8_lossy(&value.bytes).into_owned());
    }
    vm.none_flow()
}

pub fn unsetenv(vm: &mut Vm, a: &Args) -> Res {
    let name = path(vm, a.get(0), "unsetenv", "name", super::PLAIN)?;
    if name.bytes.is_empty() || name.bytes.contains(&b'=') {
        return Err(vm.os_error(errno::EINVAL, &[]));
    }
    if name.bytes == BREAKPOINT {
        vm.sys.breakpoint_name = None;
    }
    vm.none_flow()
}

/// Ends the machine at once: nothing is finalized.
pub fn exit(vm: &mut Vm, a: &Args) -> Res {
    let code = c_int(vm, a.at(0)?)? & 0xff;
    Err(Stop::Halt(Box::new(Halt::Exit { code })))
}

pub fn affinity(vm: &mut Vm, _: &Args) -> Res {
    let set = vm.new_set(pyvarium_vm::core::ids::SET);
    let zero = vm.new_int(0);
    match vm.set_op(pyvarium_vm::protocol::set_ops::SetOp::Add, set.r(), zero.r())? {
        Flow::Value(v) => vm.heap.decref_own(v),
        Flow::Pushed => return Err(pyvarium_vm::vm_bug!("the hash of 0")),
    }
    vm.heap.decref_own(zero);
    Ok(Flow::Value(set))
}

pub fn status(vm: &mut Vm, a: &Args, read: fn(i64) -> i64, is_bool: bool) -> Res {
    let n = read(i64::from(c_int(vm, a.at(0)?)?));
    if is_bool { vm.bool_flow(n != 0) } else { number(vm, n) }
}
