//! What the module answers with several numbers: named tuples of C.

use pyvarium_heap::{Own, Slot};
use pyvarium_vm::Vm;
use pyvarium_vm::fs::Stat;
use pyvarium_vm::native::TypeDef;
use pyvarium_vm::objects::structseq::{named, structseq};

use super::{STAT_RESULT, STATVFS_RESULT, TERMINAL_SIZE, TIMES_RESULT, UNAME_RESULT};

pub static STAT_RESULT_TYPE: TypeDef = structseq(
    "os.stat_result",
    "stat_result: Result from stat, fstat, or lstat.\n\nThis object may be accessed either as a tuple of\n  (mode, ino, dev, nlink, uid, gid, size, \
     atime, mtime, ctime)\nor via the attributes st_mode, st_ino, st_dev, st_nlink, st_uid, and so on.\n\nPosix/windows: If your platform \
     supports st_blksize, st_blocks, st_rdev,\nor st_flags, they are available as attributes only.\n\nSee os.stat for more information.",
    &[
        named::<0>("st_mode"),
        named::<1>("st_ino"),
        named::<2>("st_dev"),
        named::<3>("st_nlink"),
        named::<4>("st_uid"),
        named::<5>("st_gid"),
        named::<6>("st_size"),
        named::<10>("st_atime"),
        named::<11>("st_mtime"),
        named::<12>("st_ctime"),
        named::<13>("st_atime_ns"),
        named::<14>("st_mtime_ns"),
        named::<15>("st_ctime_ns"),
        named::<16>("st_blksize"),
        named::<17>("st_blocks"),
        named::<18>("st_rdev"),
    ],
);

pub static TERMINAL_SIZE_TYPE: TypeDef = structseq(
    "os.terminal_size",
    "A tuple of (columns, lines) for holding terminal window size",
    &[named::<0>("columns"), named::<1>("lines")],
);

pub static TIMES_RESULT_TYPE: TypeDef = structseq(
    "posix.times_result",
    "times_result: Result from os.times().\n\nThis object may be accessed either as a tuple of\n  (user, system, children_user, children_system, \
     elapsed),\nor via the attributes user, system, children_user, children_system,\nand elapsed.\n\nSee os.times for more information.",
    &[named::<0>("user"), named::<1>("system"), named::<2>("children_user"), named::<3>("children_system"), named::<4>("elapsed")],
);

pub static UNAME_RESULT_TYPE: TypeDef = structseq(
    "posix.uname_result",
    "uname_result: Result from os.uname().\n\nThis object may be accessed either as a tuple of\n  (sysname, nodename, release, version, machine),\n\
     or via the attributes sysname, nodename, release, version, and machine.\n\nSee os.uname for more information.",
    &[named::<0>("sysname"), named::<1>("nodename"), named::<2>("release"), named::<3>("version"), named::<4>("machine")],
);

pub static STATVFS_RESULT_TYPE: TypeDef = structseq(
    "os.statvfs_result",
    "statvfs_result: Result from statvfs or fstatvfs.\n\nThis object may be accessed either as a tuple of\n  (bsize, frsize, blocks, bfree, bavail, \
     files, ffree, favail, flag, namemax),\nor via the attributes f_bsize, f_frsize, f_blocks, f_bfree, and so on.\n\nSee os.statvfs for more \
     information.",
    &[
        named::<0>("f_bsize"),
        named::<1>("f_frsize"),
        named::<2>("f_blocks"),
        named::<3>("f_bfree"),
        named::<4>("f_bavail"),
        named::<5>("f_files"),
        named::<6>("f_ffree"),
        named::<7>("f_favail"),
        named::<8>("f_flag"),
        named::<9>("f_namemax"),
        named::<10>("f_fsid"),
    ],
);

pub fn ready(vm: &mut Vm) {
    vm.ready_structseq(STAT_RESULT, 10, 19);
    vm.ready_structseq(TERMINAL_SIZE, 2, 2);
    vm.ready_structseq(TIMES_RESULT, 5, 5);
    vm.ready_structseq(UNAME_RESULT, 5, 5);
    vm.ready_structseq(STATVFS_RESULT, 10, 11);
}

/// CPython: _pystat_fromstructstat.
pub fn stat_result(vm: &mut Vm, st: &Stat) -> Own {
    const NANOS: i64 = 1_000_000_000;
    let times = [st.atime, st.mtime, st.ctime];
    let whole = [i64::from(st.mode), st.ino as i64, 1, i64::from(st.nlink), i64::from(st.uid), i64::from(st.gid), st.size as i64];
    let mut items: Vec<Slot> = whole.iter().chain(times.map(|t| t.div_euclid(NANOS)).iter()).map(|n| vm.new_int(*n).into()).collect();
    for t in times {
        // CPython: fill_time.
        let seconds = t.div_euclid(NANOS) as f64 + 1e-9 * t.rem_euclid(NANOS) as f64;
        items.push(vm.new_float(seconds).into());
    }
    for n in times.into_iter().chain([4096, st.size.div_ceil(512) as i64, 0]) {
        items.push(vm.new_int(n).into());
    }
    vm.new_structseq(STAT_RESULT, items)
}
