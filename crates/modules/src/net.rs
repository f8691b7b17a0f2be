//! `_socket` and `select` for a machine without a network: pairs of sockets that are joined to each other, which is what
//! an event loop wakes itself with, and a `select` that moves the virtual clock.
//!
//! Refuses: addresses, connections, waiting for what nobody will send.
//! CPython: Modules/socketmodule.c, Modules/selectmodule.c.

use pyvarium_heap::types::{Layout, flags};
use pyvarium_heap::{Own, Ref};
use pyvarium_vm::args::Args;
use pyvarium_vm::core::ids;
use pyvarium_vm::io::{alloc, int, set_int};
use pyvarium_vm::native::{FnDef, GetSetDef, Library, ModuleDef, TYPE_DEFAULT, TypeDef, TypeId};
use pyvarium_vm::slots::SlotId;
use pyvarium_vm::{Flow, Res, Stop, Vm};

use crate::first::net as first;

const SOCKET: TypeId = TypeId(first::TYPE);

pub const LIBRARY: Library = Library { types: &[&SOCKET_TYPE], natives: &[], modules: &[&SOCKETS, &SELECT, &SUBPROCESS] };

// Ints of a socket.
const FD: usize = 0;
const FAMILY: usize = 1;
const KIND: usize = 2;
const PROTO: usize = 3;
/// Unit: nanoseconds; below 0: none.
const TIMEOUT: usize = 4;
/// 1: the other end has said that no more comes.
const ENDED: usize = 5;

/// The first number of a pair's first end; the other end has the next.
const FIRST_FD: i64 = 1000;

const CONSTANTS: &[(&str, i64)] = &[
    ("AF_UNSPEC", 0),
    ("AF_UNIX", 1),
    ("AF_INET", 2),
    ("AF_INET6", 10),
    ("SOCK_STREAM", 1),
    ("SOCK_DGRAM", 2),
    ("SOCK_RAW", 3),
    ("SOCK_NONBLOCK", 2048),
    ("SOCK_CLOEXEC", 524_288),
    ("SOL_SOCKET", 1),
    ("SO_REUSEADDR", 2),
    ("SO_TYPE", 3),
    ("SO_ERROR", 4),
    ("SO_BROADCAST", 6),
    ("SO_KEEPALIVE", 9),
    ("SO_REUSEPORT", 15),
    ("SOMAXCONN", 4096),
    ("IPPROTO_IP", 0),
    ("IPPROTO_TCP", 6),
    ("IPPROTO_UDP", 17),
    ("IPPROTO_IPV6", 41),
    ("IPV6_V6ONLY", 26),
    ("TCP_NODELAY", 1),
    ("MSG_PEEK", 2),
    ("MSG_DONTWAIT", 64),
    ("AI_PASSIVE", 1),
    ("AI_CANONNAME", 2),
    ("AI_NUMERICHOST", 4),
    ("AI_ADDRCONFIG", 32),
    ("NI_NUMERICHOST", 1),
    ("NI_NUMERICSERV", 2),
    ("EAI_FAMILY", -6),
    ("EAI_NONAME", -2),
    ("SHUT_RD", 0),
    ("SHUT_WR", 1),
    ("SHUT_RDWR", 2),
];

pub static SOCKETS: ModuleDef = ModuleDef {
    name: "_socket",
    doc: Some("Implementation module for socket operations.\n\nSee the socket module for documentation."),
    functions: &[
        FnDef::new("socketpair", "family=None, type=None, proto=0, /", socketpair),
        FnDef::new("getdefaulttimeout", "", |vm, _| vm.none_flow()),
        FnDef::new("setdefaulttimeout", "timeout, /", |vm, _| vm.none_flow()),
        FnDef::new("gethostname", "", |vm, _| Ok(Flow::Value(vm.new_str("pyvarium")))),
        FnDef::new("getaddrinfo", "host, port, family=0, type=0, proto=0, flags=0", no_network),
        FnDef::new("gethostbyname", "host, /", no_network),
        FnDef::new("close", "fd, /", |vm, _| vm.none_flow()),
        FnDef::new("htons", "x, /", |vm, a| {
            let n = vm.index(a.at(0)?)? as u16;
            Ok(Flow::Value(vm.new_int(i64::from(n.to_be()))))
        }),
        FnDef::new("ntohs", "x, /", |vm, a| {
            let n = vm.index(a.at(0)?)? as u16;
            Ok(Flow::Value(vm.new_int(i64::from(u16::from_be(n)))))
        }),
    ],
    types: &[SOCKET],
    exec: Some(|vm, module| {
        let Some(dict) = vm.module_dict(module) else { return Ok(()) };
        for (name, n) in CONSTANTS {
            let own = vm.new_int(*n);
            vm.dict_set_named(dict, name, own);
        }
        for (name, id) in [("SocketType", SOCKET), ("error", ids::OS_ERROR), ("timeout", ids::TIMEOUT_ERROR)] {
            let ty = vm.heap.own(vm.ty(id));
            vm.dict_set_named(dict, name, ty);
        }
        let base = vm.ty(ids::OS_ERROR);
        for name in ["gaierror", "herror"] {
            let namespace = vm.new_dict();
            let module = vm.intern("socket");
            vm.dict_set_named(namespace.r(), "__module__", module);
            let class = vm.plain_class(name, base, namespace.r())?;
            vm.heap.decref_own(namespace);
            vm.dict_set_named(dict, name, class);
        }
        let yes = Own::assume(vm.bool_ref(false));
        vm.dict_set_named(dict, "has_ipv6", yes);
        Ok(())
    }),
};

pub static SELECT: ModuleDef = ModuleDef {
    name: "select",
    doc: Some("This module supports asynchronous I/O on multiple file descriptors."),
    functions: &[FnDef::new("select", "rlist, wlist, xlist, timeout=None, /", select)],
    types: &[],
    exec: Some(|vm, module| {
        let Some(dict) = vm.module_dict(module) else { return Ok(()) };
        let error = vm.heap.own(vm.ty(ids::OS_ERROR));
        vm.dict_set_named(dict, "error", error);
        let n = vm.new_int(4096);
        vm.dict_set_named(dict, "PIPE_BUF", n);
        Ok(())
    }),
};

pub static SUBPROCESS: ModuleDef = ModuleDef {
    name: "_posixsubprocess",
    doc: Some("A POSIX helper for the subprocess module."),
    functions: &[FnDef::new("fork_exec", "*args", |_, _| Err(Stop::not_supported("another process: there is only one")))],
    types: &[],
    exec: None,
};

static SOCKET_TYPE: TypeDef = TypeDef {
    name: "_socket.socket",
    base: Some(ids::OBJECT),
    layout: Layout::Native,
    flags: flags::BASETYPE | flags::HAVE_GC,
    basicsize: 48,
    slots: &[
        (SlotId::Init, init),
        (SlotId::Repr, |vm, a| {
            let r = a.at(0)?;
            let [fd, family, kind, proto] = [FD, FAMILY, KIND, PROTO].map(|i| int(vm, r, i));
            Ok(Flow::Value(vm.new_str(&format!("<socket object, fd={fd}, family={family}, type={kind}, proto={proto}>"))))
        }),
    ],
    new: Some(("*args, **kwargs", |vm, a| {
        let made = alloc(vm, a.at(0)?);
        set_int(vm, made.r(), FD, -1);
        set_int(vm, made.r(), TIMEOUT, -1);
        Ok(Flow::Value(made))
    })),
    methods: &[
        FnDef::new("fileno", "", |vm, a| number(vm, a, FD)),
        FnDef::new("detach", "", |vm, a| {
            let r = a.at(0)?;
            let fd = int(vm, r, FD);
            set_int(vm, r, FD, -1);
            Ok(Flow::Value(vm.new_int(fd)))
        }),
        FnDef::new("close", "", |vm, a| {
            let r = a.at(0)?;
            end(vm, r);
            set_int(vm, r, FD, -1);
            vm.none_flow()
        }),
        FnDef::new("shutdown", "how, /", |vm, a| {
            end(vm, a.at(0)?);
            vm.none_flow()
        }),
        FnDef::new("setblocking", "flag, /", |vm, a| {
            let blocks = pyvarium_vm::protocol::convert::truth_of_argument(vm, a.at(1)?)?;
            set_int(vm, a.at(0)?, TIMEOUT, if blocks { -1 } else { 0 });
            vm.none_flow()
        }),
        FnDef::new("getblocking", "", |vm, a| {
            let blocks = int(vm, a.at(0)?, TIMEOUT) != 0;
            vm.bool_flow(blocks)
        }),
        FnDef::new("settimeout", "timeout, /", |vm, a| {
            let given = a.at(1)?;
            let nanos = if given == vm.one.none { -1 } else { (vm.real(given)? * 1e9) as i64 };
            set_int(vm, a.at(0)?, TIMEOUT, nanos);
            vm.none_flow()
        }),
        FnDef::new("gettimeout", "", timeout),
        FnDef::new("send", "data, flags=0, /", send),
        FnDef::new("sendall", "data, flags=0, /", |vm, a| {
            let flow = send(vm, a)?;
            let sent = vm.value_of(flow)?;
            vm.heap.decref_own(sent);
            vm.none_flow()
        }),
        FnDef::new("recv", "bufsize, flags=0, /", recv),
        FnDef::new("setsockopt", "level, option, value, optlen=0, /", |vm, _| vm.none_flow()),
        FnDef::new("getsockopt", "level, option, buflen=0, /", |vm, _| Ok(Flow::Value(vm.new_int(0)))),
        FnDef::new("getsockname", "", |vm, _| Ok(Flow::Value(vm.new_str("")))),
        FnDef::new("getpeername", "", |vm, _| Ok(Flow::Value(vm.new_str("")))),
        FnDef::new("bind", "address, /", no_network),
        FnDef::new("listen", "backlog=0, /", no_network),
        FnDef::new("connect", "address, /", no_network),
        FnDef::new("_accept", "", no_network),
    ],
    getset: &[
        GetSetDef::member("family", |vm, a| number(vm, a, FAMILY)),
        GetSetDef::member("type", |vm, a| number(vm, a, KIND)),
        GetSetDef::member("proto", |vm, a| number(vm, a, PROTO)),
        GetSetDef::ro("timeout", timeout),
    ],
    ..TYPE_DEFAULT
};

fn number(vm: &mut Vm, a: &Args, i: usize) -> Res {
    let n = int(vm, a.at(0)?, i);
    Ok(Flow::Value(vm.new_int(n)))
}

fn timeout(vm: &mut Vm, a: &Args) -> Res {
    match int(vm, a.at(0)?, TIMEOUT) {
        ..0 => vm.none_flow(),
        nanos => Ok(Flow::Value(vm.new_float(nanos as f64 / 1e9))),
    }
}

fn no_network(_: &mut Vm, _: &Args) -> Res {
    Err(Stop::not_supported("a network: the machine has none"))
}

/// `socket(family=-1, type=-1, proto=-1, fileno=None)`.
fn init(vm: &mut Vm, a: &Args) -> Res {
    let sig = pyvarium_vm::signature::Signature::parse("family=-1, type=-1, proto=-1, fileno=None");
    let bound = vm.bind(&sig, "socket", "socket", &a.rest())?;
    let r = a.at(0)?;
    for (i, default, place) in [(0, 2, FAMILY), (1, 1, KIND), (2, 0, PROTO)] {
        let n = bound.get(i).map(|n| vm.index(n)).transpose()?.filter(|n| *n != -1).unwrap_or(default);
        set_int(vm, r, place, n);
    }
    let fd = match bound.get(3).filter(|fd| *fd != vm.one.none) {
        Some(fd) => vm.index(fd)?,
        None => free_fd(vm),
    };
    set_int(vm, r, FD, fd);
    vm.none_flow()
}

fn is_socket(vm: &Vm, r: Ref) -> bool {
    vm.is_instance_of(r, SOCKET)
}

/// The open socket of this number.
fn by_fd(vm: &Vm, fd: i64) -> Option<Ref> {
    vm.heap.iter().find(|r| is_socket(vm, *r) && int(vm, *r, FD) == fd)
}

fn free_fd(vm: &Vm) -> i64 {
    let used: Vec<i64> = vm.heap.iter().filter(|r| is_socket(vm, *r)).map(|r| int(vm, r, FD)).collect();
    (0..).map(|i| FIRST_FD + 2 * i).find(|fd| !used.contains(fd) && !used.contains(&(fd + 1))).unwrap_or(FIRST_FD)
}

fn peer(vm: &Vm, r: Ref) -> Option<Ref> {
    by_fd(vm, int(vm, r, FD) ^ 1)
}

fn end(vm: &mut Vm, r: Ref) {
    if let Some(peer) = peer(vm, r) {
        set_int(vm, peer, ENDED, 1);
    }
}

fn socketpair(vm: &mut Vm, a: &Args) -> Res {
    let family = a.get(0).filter(|f| *f != vm.one.none).map(|f| vm.index(f)).transpose()?.unwrap_or(1);
    let kind = a.get(1).filter(|k| *k != vm.one.none).map(|k| vm.index(k)).transpose()?.unwrap_or(1);
    let fd = free_fd(vm);
    let class = vm.ty(SOCKET);
    let ends = [fd, fd + 1].map(|fd| {
        let made = alloc(vm, class);
        for (place, n) in [(FD, fd), (FAMILY, family), (KIND, kind), (PROTO, 0), (TIMEOUT, -1)] {
            set_int(vm, made.r(), place, n);
        }
        made.into()
    });
    Ok(Flow::Value(vm.tuple_from_slots(ends.to_vec())))
}

fn send(vm: &mut Vm, a: &Args) -> Res {
    let r = a.at(0)?;
    let bytes = vm.need_bytes(a.at(1)?)?;
    if int(vm, r, FD) < 0 {
        return Err(vm.os_error(pyvarium_vm::fs::errno::EBADF, &[]));
    }
    let Some(peer) = peer(vm, r) else { return Err(vm.os_error(pyvarium_vm::fs::errno::EPIPE, &[])) };
    if let Some(n) = vm.heap.native_mut(peer) {
        n.bytes.extend_from_slice(&bytes);
    }
    Ok(Flow::Value(vm.new_int(bytes.len() as i64)))
}

fn recv(vm: &mut Vm, a: &Args) -> Res {
    let r = a.at(0)?;
    let n = vm.index(a.at(1)?)?.max(0) as usize;
    let waiting = vm.heap.native(r).map_or(0, |s| s.bytes.len());
    if waiting == 0 && int(vm, r, ENDED) == 0 {
        if int(vm, r, TIMEOUT) < 0 {
            return Err(Stop::not_supported("waiting for what nobody sends"));
        }
        return Err(vm.os_error(pyvarium_vm::fs::errno::EAGAIN, &[]));
    }
    let taken = vm.heap.native_mut(r).map(|s| s.bytes.drain(..n.min(s.bytes.len())).collect::<Vec<u8>>()).unwrap_or_default();
    Ok(Flow::Value(vm.new_bytes(taken)))
}

/// The numbers in a list or set of files.
fn numbers(vm: &mut Vm, list: Ref) -> Res<Vec<(i64, Ref)>> {
    let items: Vec<Ref> = match (vm.heap.items(list), vm.heap.set(list)) {
        (Some(items), _) => items.iter().filter_map(|s| s.get()).collect(),
        (None, Some(set)) => set.iter().collect(),
        _ => return vm.type_err("arguments 1-3 must be sequences"),
    };
    let mut found = Vec::new();
    for item in items {
        let fd = if is_socket(vm, item) { int(vm, item, FD) } else { vm.index(item)? };
        if fd < 0 {
            return vm.value_err(&format!("file descriptor cannot be a negative integer ({fd})"));
        }
        found.push((fd, item));
    }
    Ok(found)
}

fn select(vm: &mut Vm, a: &Args) -> Res {
    let (readers, writers) = (numbers(vm, a.at(0)?)?, numbers(vm, a.at(1)?)?);
    let nanos = match a.get(3).filter(|t| *t != vm.one.none) {
        Some(t) => {
            let seconds = vm.real(t)?;
            if seconds < 0.0 {
                return vm.value_err("timeout must be non-negative");
            }
            Some((seconds * 1e9).ceil() as u64)
        }
        None => None,
    };
    let is_ready =
        |vm: &Vm, fd: i64| by_fd(vm, fd).is_some_and(|s| vm.heap.native(s).is_some_and(|n| !n.bytes.is_empty() || n.int(ENDED) != 0));
    let ready: Vec<Ref> = readers.iter().filter(|(fd, _)| is_ready(vm, *fd)).map(|(_, r)| *r).collect();
    let writable: Vec<Ref> = writers.iter().map(|(_, r)| *r).collect();
    if ready.is_empty() && writable.is_empty() {
        match nanos {
            Some(nanos) => vm.clock_nanos = vm.clock_nanos.saturating_add(nanos),
            None => return Err(Stop::not_supported("waiting for what never comes (a deadlock)")),
        }
    }
    let lists = [ready, writable, Vec::new()].map(|list| vm.list_from(&list).into());
    Ok(Flow::Value(vm.tuple_from_slots(lists.to_vec())))
}
