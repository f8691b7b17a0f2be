//! `_signal` for a machine whose only signal is the page's stop button: handlers are kept and can be raised by the program
//! itself; what would wait for a signal from elsewhere is refused.
//!
//! CPython: Modules/signalmodule.c.

use pyvarium_heap::{Ref, Slot};
use pyvarium_vm::args::Args;
use pyvarium_vm::core::ids;
use pyvarium_vm::native::{FnDef, Library, ModuleDef};
use pyvarium_vm::{Flow, Res, Stop, Vm, exc};

pub const LIBRARY: Library = Library { types: &[], natives: &[], modules: &[&SIGNAL] };

/// The signals of Linux on x86-64, by number from 1.
const SIGNALS: &[&str] = &[
    "SIGHUP",
    "SIGINT",
    "SIGQUIT",
    "SIGILL",
    "SIGTRAP",
    "SIGABRT",
    "SIGBUS",
    "SIGFPE",
    "SIGKILL",
    "SIGUSR1",
    "SIGSEGV",
    "SIGUSR2",
    "SIGPIPE",
    "SIGALRM",
    "SIGTERM",
    "SIGSTKFLT",
    "SIGCHLD",
    "SIGCONT",
    "SIGSTOP",
    "SIGTSTP",
    "SIGTTIN",
    "SIGTTOU",
    "SIGURG",
    "SIGXCPU",
    "SIGXFSZ",
    "SIGVTALRM",
    "SIGPROF",
    "SIGWINCH",
    "SIGIO",
    "SIGPWR",
    "SIGSYS",
];
/// In the same order. CPython: strsignal(3).
const TEXTS: &[&str] = &[
    "Hangup",
    "Interrupt",
    "Quit",
    "Illegal instruction",
    "Trace/breakpoint trap",
    "Aborted",
    "Bus error",
    "Floating point exception",
    "Killed",
    "User defined signal 1",
    "Segmentation fault",
    "User defined signal 2",
    "Broken pipe",
    "Alarm clock",
    "Terminated",
    "Stack fault",
    "Child exited",
    "Continued",
    "Stopped (signal)",
    "Stopped",
    "Stopped (tty input)",
    "Stopped (tty output)",
    "Urgent I/O condition",
    "CPU time limit exceeded",
    "File size limit exceeded",
    "Virtual timer expired",
    "Profiling timer expired",
    "Window changed",
    "I/O possible",
    "Power failure",
    "Bad system call",
];
const N_SIGNALS: i64 = 65;
const SIGINT: i64 = 2;
/// The namespace's entry that keeps what `signal` was told; no name of Python's can be it.
const HANDLERS: &str = " handlers";

pub static SIGNAL: ModuleDef = ModuleDef {
    name: "_signal",
    doc: Some("This module provides mechanisms to use signal handlers in Python."),
    functions: &[
        FnDef::new("default_int_handler", "signalnum, frame, /", |vm, _| {
            let e = exc::new_exception(vm, ids::KEYBOARD_INTERRUPT, &[]);
            Err(Stop::Raise(e))
        }),
        FnDef::new("signal", "signalnum, handler, /", signal),
        FnDef::new("getsignal", "signalnum, /", |vm, a| {
            let n = checked(vm, a.at(0)?)?;
            let handler = handler_of(vm, n);
            vm.own_flow(handler)
        }),
        FnDef::new("raise_signal", "signalnum, /", |vm, a| {
            let n = checked(vm, a.at(0)?)?;
            let handler = handler_of(vm, n);
            if vm.is_callable(handler) {
                let number = vm.new_int(n).into_ref();
                return vm.call_args(handler, &[number, vm.one.none]);
            }
            match vm.heap.small_int(handler) {
                Some(1) => vm.none_flow(),
                _ => Err(Stop::not_supported("a signal that ends the process")),
            }
        }),
        FnDef::new("strsignal", "signalnum, /", |vm, a| {
            let n = checked(vm, a.at(0)?)?;
            match TEXTS.get(n as usize - 1) {
                Some(text) => Ok(Flow::Value(vm.new_str(text))),
                None => vm.none_flow(),
            }
        }),
        FnDef::new("valid_signals", "", |vm, _| {
            let numbers: Vec<Slot> = (1..N_SIGNALS).filter(|n| ![32, 33].contains(n)).map(|n| vm.new_int(n).into()).collect();
            let list = vm.list_from_slots(numbers);
            let class = vm.ty(ids::SET);
            let done = vm.call_args(class, &[list.r()]);
            vm.heap.decref_own(list);
            done
        }),
        FnDef::new("set_wakeup_fd", "fd, /, *, warn_on_full_buffer=True", |vm, _| Ok(Flow::Value(vm.new_int(-1)))),
        FnDef::new("siginterrupt", "signalnum, flag, /", |vm, _| vm.none_flow()),
        FnDef::new("alarm", "seconds, /", refuse),
        FnDef::new("setitimer", "which, seconds, interval=0.0, /", refuse),
        FnDef::new("pause", "", refuse),
        FnDef::new("sigwait", "sigset, /", refuse),
        FnDef::new("pthread_kill", "thread_id, signalnum, /", refuse),
    ],
    types: &[],
    exec: Some(exec),
};

fn refuse(_: &mut Vm, _: &Args) -> Res {
    Err(Stop::not_supported("signals: the page's stop button is the only one"))
}

fn exec(vm: &mut Vm, module: Ref) -> Res<()> {
    let Some(dict) = vm.module_dict(module) else { return Ok(()) };
    for (i, name) in SIGNALS.iter().enumerate() {
        let n = vm.new_int(i as i64 + 1);
        vm.dict_set_named(dict, name, n);
    }
    let others = [
        ("SIGCLD", 17),
        ("SIGPOLL", 29),
        ("SIGRTMIN", 34),
        ("SIGRTMAX", 64),
        ("SIG_DFL", 0),
        ("SIG_IGN", 1),
        ("NSIG", N_SIGNALS),
        ("SIG_BLOCK", 0),
        ("SIG_UNBLOCK", 1),
        ("SIG_SETMASK", 2),
        ("ITIMER_REAL", 0),
        ("ITIMER_VIRTUAL", 1),
        ("ITIMER_PROF", 2),
    ];
    for (name, n) in others {
        let own = vm.new_int(n);
        vm.dict_set_named(dict, name, own);
    }
    Ok(())
}

fn checked(vm: &mut Vm, r: Ref) -> Res<i64> {
    let n = vm.index(r)?;
    if (1..N_SIGNALS).contains(&n) { Ok(n) } else { vm.value_err("signal number out of range") }
}

fn namespace(vm: &mut Vm) -> Res<Ref> {
    let module = vm.builtin_module("_signal")?;
    let dict = vm.module_dict(module.r()).ok_or_else(|| pyvarium_vm::vm_bug!("_signal has no dict"))?;
    vm.heap.decref_own(module);
    Ok(dict)
}

/// What is done at a signal: a callable, or the number of SIG_DFL or SIG_IGN.
fn handler_of(vm: &mut Vm, n: i64) -> Ref {
    let Ok(dict) = namespace(vm) else { return vm.one.none };
    let kept = vm.dict_get_named(dict, HANDLERS).and_then(|d| vm.dict_get_named(d, &n.to_string()));
    match kept {
        Some(handler) => handler,
        None if n == SIGINT => vm.dict_get_named(dict, "default_int_handler").unwrap_or(vm.one.none),
        // SIGPIPE and SIGXFSZ are ignored from the start.
        None => vm.new_int(i64::from(n == 13 || n == 25)).into_ref(),
    }
}

fn signal(vm: &mut Vm, a: &Args) -> Res {
    let (n, handler) = (vm.index(a.at(0)?)?, a.at(1)?);
    let is_number = vm.heap.small_int(handler).is_some_and(|n| n == 0 || n == 1);
    if !is_number && !vm.is_callable(handler) {
        return vm.type_err("signal handler must be signal.SIG_IGN, signal.SIG_DFL, or a callable object");
    }
    if !(1..N_SIGNALS).contains(&n) {
        return vm.value_err("signal number out of range");
    }
    if n == 9 || n == 19 {
        return Err(vm.os_error(pyvarium_vm::fs::errno::EINVAL, &[]));
    }
    let old = handler_of(vm, n);
    let old = vm.heap.own(old);
    let dict = namespace(vm)?;
    let kept = match vm.dict_get_named(dict, HANDLERS) {
        Some(d) => d,
        None => {
            let own = vm.new_dict();
            let r = own.r();
            vm.dict_set_named(dict, HANDLERS, own);
            r
        }
    };
    let own = vm.heap.own(handler);
    vm.dict_set_named(kept, &n.to_string(), own);
    Ok(Flow::Value(old))
}
