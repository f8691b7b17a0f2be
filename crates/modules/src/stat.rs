//! The _stat module: what the bits of `st_mode` mean.
//!
//! CPython: Modules/_stat.c.

use pyvarium_vm::args::Args;
use pyvarium_vm::native::{FnDef, Library, ModuleDef};
use pyvarium_vm::{Flow, Res, Vm, exc};

pub const LIBRARY: Library = Library { types: &[], natives: &[], modules: &[&STAT] };

pub static STAT: ModuleDef = ModuleDef {
    name: "_stat",
    doc: None,
    functions: &[
        FnDef::new("S_ISDIR", "mode, /", |vm, a| is(vm, a, 0o040000)),
        FnDef::new("S_ISCHR", "mode, /", |vm, a| is(vm, a, 0o020000)),
        FnDef::new("S_ISBLK", "mode, /", |vm, a| is(vm, a, 0o060000)),
        FnDef::new("S_ISREG", "mode, /", |vm, a| is(vm, a, 0o100000)),
        FnDef::new("S_ISFIFO", "mode, /", |vm, a| is(vm, a, 0o010000)),
        FnDef::new("S_ISLNK", "mode, /", |vm, a| is(vm, a, 0o120000)),
        FnDef::new("S_ISSOCK", "mode, /", |vm, a| is(vm, a, 0o140000)),
        FnDef::new("S_ISDOOR", "mode, /", |vm, a| is(vm, a, -1)),
        FnDef::new("S_ISPORT", "mode, /", |vm, a| is(vm, a, -1)),
        FnDef::new("S_ISWHT", "mode, /", |vm, a| is(vm, a, -1)),
        FnDef::new("S_IMODE", "mode, /", |vm, a| masked(vm, a, 0o7777)),
        FnDef::new("S_IFMT", "mode, /", |vm, a| masked(vm, a, 0o170000)),
        FnDef::new("filemode", "mode, /", filemode),
    ],
    types: &[],
    exec: Some(|vm, module| {
        let Some(dict) = vm.module_dict(module) else { return Ok(()) };
        for (name, n) in NUMBERS {
            let own = vm.new_int(*n);
            vm.dict_set_named(dict, name, own);
        }
        Ok(())
    }),
};

fn mode(vm: &mut Vm, a: &Args) -> Res<i64> {
    let n = vm.index(a.at(0)?)?;
    if n < 0 {
        return Err(exc::overflow_error(vm, "can't convert negative value to unsigned int"));
    }
    if n > i64::from(u32::MAX) {
        return Err(exc::overflow_error(vm, "mode out of range"));
    }
    Ok(n)
}

fn is(vm: &mut Vm, a: &Args, kind: i64) -> Res {
    let n = mode(vm, a)?;
    vm.bool_flow(n & 0o170000 == kind)
}

fn masked(vm: &mut Vm, a: &Args, mask: i64) -> Res {
    let n = mode(vm, a)?;
    Ok(Flow::Value(vm.new_int(n & mask)))
}

fn filemode(vm: &mut Vm, a: &Args) -> Res {
    let n = mode(vm, a)?;
    let kind = match n & 0o170000 {
        0o100000 => '-',
        0o040000 => 'd',
        0o120000 => 'l',
        0o060000 => 'b',
        0o020000 => 'c',
        0o010000 => 'p',
        0o140000 => 's',
        _ => '?',
    };
    let mut out = String::from(kind);
    for (shift, special, letter) in [(6, 0o4000, 's'), (3, 0o2000, 's'), (0, 0o1000, 't')] {
        let bits = n >> shift & 7;
        out.push(if bits & 4 != 0 { 'r' } else { '-' });
        out.push(if bits & 2 != 0 { 'w' } else { '-' });
        out.push(match (n & special != 0, bits & 1 != 0) {
            (true, true) => letter,
            (true, false) => letter.to_ascii_uppercase(),
            (false, true) => 'x',
            (false, false) => '-',
        });
    }
    Ok(Flow::Value(vm.new_str(&out)))
}

const NUMBERS: &[(&str, i64)] = &[
    ("S_IFDIR", 0o040000),
    ("S_IFCHR", 0o020000),
    ("S_IFBLK", 0o060000),
    ("S_IFREG", 0o100000),
    ("S_IFIFO", 0o010000),
    ("S_IFLNK", 0o120000),
    ("S_IFSOCK", 0o140000),
    ("S_IFDOOR", 0),
    ("S_IFPORT", 0),
    ("S_IFWHT", 0),
    ("S_ISUID", 0o4000),
    ("S_ISGID", 0o2000),
    ("S_ISVTX", 0o1000),
    ("S_ENFMT", 0o2000),
    ("S_IREAD", 0o400),
    ("S_IWRITE", 0o200),
    ("S_IEXEC", 0o100),
    ("S_IRWXU", 0o700),
    ("S_IRUSR", 0o400),
    ("S_IWUSR", 0o200),
    ("S_IXUSR", 0o100),
    ("S_IRWXG", 0o070),
    ("S_IRGRP", 0o040),
    ("S_IWGRP", 0o020),
    ("S_IXGRP", 0o010),
    ("S_IRWXO", 0o007),
    ("S_IROTH", 0o004),
    ("S_IWOTH", 0o002),
    ("S_IXOTH", 0o001),
    ("UF_SETTABLE", 0x0000_ffff),
    ("UF_NODUMP", 1),
    ("UF_IMMUTABLE", 2),
    ("UF_APPEND", 4),
    ("UF_OPAQUE", 8),
    ("UF_NOUNLINK", 0x10),
    ("UF_COMPRESSED", 0x20),
    ("UF_TRACKED", 0x40),
    ("UF_DATAVAULT", 0x80),
    ("UF_HIDDEN", 0x8000),
    ("SF_SETTABLE", 0x3fff_0000),
    ("SF_ARCHIVED", 0x0001_0000),
    ("SF_IMMUTABLE", 0x0002_0000),
    ("SF_APPEND", 0x0004_0000),
    ("SF_NOUNLINK", 0x0010_0000),
    ("SF_SNAPSHOT", 0x0020_0000),
    ("SF_FIRMLINK", 0x0080_0000),
    ("SF_DATALESS", 0x4000_0000),
    ("ST_MODE", 0),
    ("ST_INO", 1),
    ("ST_DEV", 2),
    ("ST_NLINK", 3),
    ("ST_UID", 4),
    ("ST_GID", 5),
    ("ST_SIZE", 6),
    ("ST_ATIME", 7),
    ("ST_MTIME", 8),
    ("ST_CTIME", 9),
];
