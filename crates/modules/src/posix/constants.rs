//! The module's numbers, as Linux on x86-64 has them, and its environment.

use pyvarium_heap::Ref;
use pyvarium_vm::core::ids;
use pyvarium_vm::{Res, Vm};

const NUMBERS: &[(&str, i64)] = &[
    ("F_OK", 0),
    ("R_OK", 4),
    ("W_OK", 2),
    ("X_OK", 1),
    ("NGROUPS_MAX", 65536),
    ("TMP_MAX", 238_328),
    ("WCONTINUED", 8),
    ("WNOHANG", 1),
    ("WUNTRACED", 2),
    ("WNOWAIT", 0x0100_0000),
    ("WEXITED", 4),
    ("WSTOPPED", 2),
    ("O_RDONLY", 0),
    ("O_WRONLY", 1),
    ("O_RDWR", 2),
    ("O_NDELAY", 0o4000),
    ("O_NONBLOCK", 0o4000),
    ("O_APPEND", 0o2000),
    ("O_DSYNC", 0o10000),
    ("O_RSYNC", 0o4_010_000),
    ("O_SYNC", 0o4_010_000),
    ("O_NOCTTY", 0o400),
    ("O_CREAT", 0o100),
    ("O_EXCL", 0o200),
    ("O_TRUNC", 0o1000),
    ("O_LARGEFILE", 0),
    ("O_PATH", 0o10_000_000),
    ("O_TMPFILE", 0o20_200_000),
    ("O_CLOEXEC", 0o2_000_000),
    ("O_ACCMODE", 3),
    ("O_ASYNC", 0o20000),
    ("O_DIRECT", 0o40000),
    ("O_DIRECTORY", 0o200_000),
    ("O_NOFOLLOW", 0o400_000),
    ("O_NOATIME", 0o1_000_000),
    ("O_FSYNC", 0o4_010_000),
    ("PRIO_PROCESS", 0),
    ("PRIO_PGRP", 1),
    ("PRIO_USER", 2),
    ("SEEK_DATA", 3),
    ("SEEK_HOLE", 4),
    ("EX_OK", 0),
    ("EX_USAGE", 64),
    ("EX_DATAERR", 65),
    ("EX_NOINPUT", 66),
    ("EX_NOUSER", 67),
    ("EX_NOHOST", 68),
    ("EX_UNAVAILABLE", 69),
    ("EX_SOFTWARE", 70),
    ("EX_OSERR", 71),
    ("EX_OSFILE", 72),
    ("EX_CANTCREAT", 73),
    ("EX_IOERR", 74),
    ("EX_TEMPFAIL", 75),
    ("EX_PROTOCOL", 76),
    ("EX_NOPERM", 77),
    ("EX_CONFIG", 78),
    ("ST_RDONLY", 1),
    ("ST_NOSUID", 2),
    ("GRND_NONBLOCK", 1),
    ("GRND_RANDOM", 2),
    ("RTLD_LAZY", 1),
    ("RTLD_NOW", 2),
    ("RTLD_GLOBAL", 256),
    ("RTLD_LOCAL", 0),
    ("RTLD_NODELETE", 4096),
    ("RTLD_NOLOAD", 4),
    ("RTLD_DEEPBIND", 8),
];

/// What makes `os` say that functions take descriptors, `dir_fd` and `follow_symlinks`.
const HAVE: &[&str] = &[
    "HAVE_FACCESSAT",
    "HAVE_FCHDIR",
    "HAVE_FCHMOD",
    "HAVE_FCHMODAT",
    "HAVE_FCHOWN",
    "HAVE_FCHOWNAT",
    "HAVE_FDOPENDIR",
    "HAVE_FSTATAT",
    "HAVE_FSTATVFS",
    "HAVE_FTRUNCATE",
    "HAVE_FUTIMENS",
    "HAVE_LINKAT",
    "HAVE_LCHOWN",
    "HAVE_LSTAT",
    "HAVE_LUTIMES",
    "HAVE_MEMFD_CREATE",
    "HAVE_MKDIRAT",
    "HAVE_OPENAT",
    "HAVE_READLINKAT",
    "HAVE_RENAMEAT",
    "HAVE_SYMLINKAT",
    "HAVE_UNLINKAT",
    "HAVE_UTIMENSAT",
    "MS_WINDOWS",
];

const ENVIRON: &[(&str, &str)] = &[
    ("HOME", "/home/pyvarium"),
    ("LANG", "C.UTF-8"),
    ("LOGNAME", "pyvarium"),
    ("PATH", "/usr/local/bin:/usr/bin:/bin"),
    ("PWD", "/home/pyvarium"),
    ("PYTHONHASHSEED", "0"),
    ("SHELL", "/bin/sh"),
    ("USER", "pyvarium"),
];

pub fn fill(vm: &mut Vm, module: Ref) -> Res<()> {
    let Some(dict) = vm.module_dict(module) else { return Ok(()) };
    for (name, n) in NUMBERS {
        let own = vm.new_int(*n);
        vm.dict_set_named(dict, name, own);
    }
    let have = HAVE.iter().filter(|n| **n != "MS_WINDOWS").map(|n| vm.new_str(n).into()).collect();
    let have = vm.list_from_slots(have);
    vm.dict_set_named(dict, "_have_functions", have);
    let environ = vm.new_dict();
    for (name, value) in ENVIRON {
        let key = vm.new_bytes(name.as_bytes().to_vec());
        let value = vm.new_bytes(value.as_bytes().to_vec());
        match vm.setitem(environ.r(), key.r(), Some(value.r()))? {
            pyvarium_vm::Flow::Value(v) => vm.heap.decref_own(v),
            pyvarium_vm::Flow::Pushed => {}
        }
        vm.heap.decref_own(key);
        vm.heap.decref_own(value);
    }
    vm.dict_set_named(dict, "environ", environ);
    let error = vm.ty(ids::OS_ERROR);
    let own = vm.heap.own(error);
    vm.dict_set_named(dict, "error", own);
    Ok(())
}
