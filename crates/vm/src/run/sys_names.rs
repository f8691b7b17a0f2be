//! The values of sys: versions, places, flags, what the import system and `site` read.
//!
//! CPython: Python/sysmodule.c (_PySys_InitCore, _PySys_UpdateConfig), Modules/getpath.py.

use pyvarium_heap::types::flags;
use pyvarium_heap::{Own, Ref, Slot};

use crate::core::ids;
use crate::import::library::LIB;
use crate::native::{GetSetDef, TypeDef};
use crate::objects::structseq::{named, structseq};
use crate::vm::Vm;

/// 3.14.2 final. CPython: Include/patchlevel.h.
const HEXVERSION: i64 = 0x030e_02f0;

/// Where an interpreter with the default prefix stands.
const PREFIX: &str = "/usr/local";

impl Vm {
    fn new_str_list(&mut self, items: &[&str]) -> Own {
        let slots = items.iter().map(|s| self.new_str(s).into()).collect();
        self.list_from_slots(slots)
    }
}

/// Puts the values into sys's dict.
pub(super) fn fill(vm: &mut Vm, dict: Ref) {
    ready(vm);
    let set = |vm: &mut Vm, name: &str, own: Own| vm.dict_set_named(dict, name, own);
    let executable = format!("{PREFIX}/bin/python3.14");
    for (name, text) in [
        ("prefix", PREFIX),
        ("exec_prefix", PREFIX),
        ("base_prefix", PREFIX),
        ("base_exec_prefix", PREFIX),
        ("platlibdir", "lib"),
        ("executable", executable.as_str()),
        ("_base_executable", executable.as_str()),
        ("_stdlib_dir", LIB),
        ("_framework", ""),
        ("abiflags", ""),
        ("float_repr_style", "short"),
    ] {
        let own = vm.new_str(text);
        set(vm, name, own);
    }
    for (name, n) in [("hexversion", HEXVERSION), ("api_version", 1013)] {
        let own = vm.new_int(n);
        set(vm, name, own);
    }
    for name in ["pycache_prefix", "_home"] {
        let own = vm.none();
        set(vm, name, own);
    }
    let own = Own::assume(vm.one.true_);
    set(vm, "dont_write_bytecode", own);
    let (zip, dynload): (&str, String) = ("/usr/local/lib/python314.zip", format!("{LIB}/lib-dynload"));
    let path = vm.new_str_list(&[zip, LIB, &dynload]);
    set(vm, "path", path);
    for name in ["meta_path", "path_hooks", "warnoptions"] {
        let own = vm.new_str_list(&[]);
        set(vm, name, own);
    }
    for name in ["path_importer_cache", "_xoptions"] {
        let own = vm.new_dict();
        set(vm, name, own);
    }
    let filename = vm.config.filename.clone();
    let orig: &[&str] = if vm.config.interactive { &["python3.14"] } else { &["python3.14", &filename] };
    let own = vm.new_str_list(orig);
    set(vm, "orig_argv", own);
    let parts: [pyvarium_heap::Slot; 3] = ["CPython", "", ""].map(|s| vm.new_str(s).into());
    let own = vm.tuple_from_slots(parts.to_vec());
    set(vm, "_git", own);
    let mut builtin: Vec<&str> = vm.tables.modules.iter().map(|m| m.name).filter(|n| !n.contains('.')).collect();
    builtin.sort_unstable();
    let names: Vec<pyvarium_heap::Slot> = builtin.iter().map(|s| vm.intern(s).into()).collect();
    let own = vm.tuple_from_slots(names);
    set(vm, "builtin_module_names", own);
    let set_of_names = vm.new_frozenset_of_names(STDLIB);
    set(vm, "stdlib_module_names", set_of_names);
    let version = version_info(vm);
    let cache_tag = vm.new_str("cpython-314");
    let name = vm.new_str("cpython");
    let held = vm.heap.own(version.r());
    let hexversion = vm.new_int(HEXVERSION);
    let multiarch = vm.new_str("x86_64-linux-gnu");
    let supports = Own::assume(vm.one.true_);
    let implementation = vm.new_namespace(vec![
        ("name", name),
        ("cache_tag", cache_tag),
        ("version", held),
        ("hexversion", hexversion),
        ("_multiarch", multiarch),
        ("supports_isolated_interpreters", supports),
    ]);
    set(vm, "implementation", implementation);
    set(vm, "version_info", version);
    let own = all_flags(vm);
    set(vm, "flags", own);
    infos(vm, dict);
}

/// The hooks under the names that the program is not to change.
pub(super) fn keep_hooks(vm: &mut Vm, dict: Ref) {
    for name in ["displayhook", "excepthook", "unraisablehook", "breakpointhook"] {
        if let Some(hook) = vm.dict_get_named(dict, name) {
            let own = vm.heap.own(hook);
            vm.dict_set_named(dict, &format!("__{name}__"), own);
        }
    }
}

fn all_flags(vm: &mut Vm) -> Own {
    let mut items: Vec<Slot> = Vec::new();
    for (_, value) in FLAGS {
        items.push(match value {
            Flag::Int(n) => vm.new_int(*n).into(),
            Flag::Bool(b) => Own::assume(vm.bool_ref(*b)).into(),
        });
    }
    vm.new_structseq(ids::SYS_FLAGS, items)
}

fn version_info(vm: &mut Vm) -> Own {
    let mut items: Vec<Slot> = Vec::new();
    for n in [3, 14, 2] {
        items.push(vm.new_int(n).into());
    }
    items.push(vm.new_str("final").into());
    items.push(vm.new_int(0).into());
    vm.new_structseq(ids::SYS_VERSION_INFO, items)
}

/// The numbers of this build: a 64-bit one.
fn infos(vm: &mut Vm, dict: Ref) {
    let floats = |vm: &mut Vm, xs: &[Number]| -> Vec<Slot> {
        let mut items: Vec<Slot> = Vec::new();
        for x in xs {
            items.push(match x {
                Number::Int(n) => vm.new_int(*n).into(),
                Number::Float(x) => vm.new_float(*x).into(),
                Number::Text(t) => vm.new_str(t).into(),
                Number::None => vm.none().into(),
            });
        }
        items
    };
    use Number::{Float, Int, None, Text};
    let numbers = [
        (
            "float_info",
            ids::SYS_FLOAT_INFO,
            vec![
                Float(f64::MAX),
                Int(1024),
                Int(308),
                Float(f64::MIN_POSITIVE),
                Int(-1021),
                Int(-307),
                Int(15),
                Int(53),
                Float(f64::EPSILON),
                Int(2),
                Int(1),
            ],
        ),
        ("int_info", ids::SYS_INT_INFO, vec![Int(30), Int(4), Int(4300), Int(640)]),
        (
            "hash_info",
            ids::SYS_HASH_INFO,
            vec![Int(64), Int((1 << 61) - 1), Int(314_159), Int(0), Int(1_000_003), Text("siphash13"), Int(64), Int(128), Int(0)],
        ),
        ("thread_info", ids::SYS_THREAD_INFO, vec![Text("pthread-stubs"), Text("mutex+cond"), None]),
    ];
    for (name, ty, values) in numbers {
        let items = floats(vm, &values);
        let own = vm.new_structseq(ty, items);
        vm.dict_set_named(dict, name, own);
    }
}

enum Number {
    Int(i64),
    Float(f64),
    Text(&'static str),
    None,
}

/// Class attributes of the types below.
pub(super) fn ready(vm: &mut Vm) {
    vm.ready_structseq(ids::SYS_FLAGS, 18, 21);
    vm.ready_structseq(ids::SYS_VERSION_INFO, 5, 5);
    vm.ready_structseq(ids::SYS_FLOAT_INFO, 11, 11);
    vm.ready_structseq(ids::SYS_INT_INFO, 4, 4);
    vm.ready_structseq(ids::SYS_HASH_INFO, 9, 9);
    vm.ready_structseq(ids::SYS_THREAD_INFO, 3, 3);
    vm.ready_structseq(ids::SYS_ASYNCGEN_HOOKS, 2, 2);
    vm.ready_structseq(ids::UNRAISABLE_HOOK_ARGS, 5, 5);
}

/// One that a program cannot make.
const fn only_ours(name: &'static str, doc: &'static str, fields: &'static [GetSetDef]) -> TypeDef {
    let def = structseq(name, doc, fields);
    TypeDef { flags: def.flags | flags::DISALLOW_INSTANTIATION, ..def }
}

pub static FLAGS_TYPE: TypeDef = only_ours(
    "sys.flags",
    "sys.flags\n\nFlags provided through command line arguments or environment vars.",
    &[
        named::<0>("debug"),
        named::<1>("inspect"),
        named::<2>("interactive"),
        named::<3>("optimize"),
        named::<4>("dont_write_bytecode"),
        named::<5>("no_user_site"),
        named::<6>("no_site"),
        named::<7>("ignore_environment"),
        named::<8>("verbose"),
        named::<9>("bytes_warning"),
        named::<10>("quiet"),
        named::<11>("hash_randomization"),
        named::<12>("isolated"),
        named::<13>("dev_mode"),
        named::<14>("utf8_mode"),
        named::<15>("warn_default_encoding"),
        named::<16>("safe_path"),
        named::<17>("int_max_str_digits"),
        named::<18>("gil"),
        named::<19>("thread_inherit_context"),
        named::<20>("context_aware_warnings"),
    ],
);

pub static VERSION_INFO: TypeDef = only_ours(
    "sys.version_info",
    "sys.version_info\n\nVersion information as a named tuple.",
    &[named::<0>("major"), named::<1>("minor"), named::<2>("micro"), named::<3>("releaselevel"), named::<4>("serial")],
);

pub static FLOAT_INFO: TypeDef = structseq(
    "sys.float_info",
    "sys.float_info\n\nA named tuple holding information about the float type.",
    &[
        named::<0>("max"),
        named::<1>("max_exp"),
        named::<2>("max_10_exp"),
        named::<3>("min"),
        named::<4>("min_exp"),
        named::<5>("min_10_exp"),
        named::<6>("dig"),
        named::<7>("mant_dig"),
        named::<8>("epsilon"),
        named::<9>("radix"),
        named::<10>("rounds"),
    ],
);

pub static INT_INFO: TypeDef = structseq(
    "sys.int_info",
    "sys.int_info\n\nA named tuple that holds information about Python\"s\ninternal representation of integers.  The attributes are read only.",
    &[
        named::<0>("bits_per_digit"),
        named::<1>("sizeof_digit"),
        named::<2>("default_max_str_digits"),
        named::<3>("str_digits_check_threshold"),
    ],
);

pub static HASH_INFO: TypeDef = structseq(
    "sys.hash_info",
    "hash_info\n\nA named tuple providing parameters used for computing hashes.",
    &[
        named::<0>("width"),
        named::<1>("modulus"),
        named::<2>("inf"),
        named::<3>("nan"),
        named::<4>("imag"),
        named::<5>("algorithm"),
        named::<6>("hash_bits"),
        named::<7>("seed_bits"),
        named::<8>("cutoff"),
    ],
);

pub static THREAD_INFO: TypeDef = structseq(
    "sys.thread_info",
    "sys.thread_info\n\nA named tuple holding information about the thread implementation.",
    &[named::<0>("name"), named::<1>("lock"), named::<2>("version")],
);

pub static ASYNCGEN_HOOKS: TypeDef =
    structseq("asyncgen_hooks", "Tuple of asynchronous generator hooks.", &[named::<0>("firstiter"), named::<1>("finalizer")]);

pub static HOOK_ARGS: TypeDef = structseq(
    "UnraisableHookArgs",
    "UnraisableHookArgs\n\nType used to pass arguments to sys.unraisablehook.",
    &[named::<0>("exc_type"), named::<1>("exc_value"), named::<2>("exc_traceback"), named::<3>("err_msg"), named::<4>("object")],
);

enum Flag {
    Int(i64),
    Bool(bool),
}

const FLAGS: &[(&str, Flag)] = &[
    ("debug", Flag::Int(0)),
    ("inspect", Flag::Int(0)),
    ("interactive", Flag::Int(0)),
    ("optimize", Flag::Int(0)),
    ("dont_write_bytecode", Flag::Int(1)),
    ("no_user_site", Flag::Int(0)),
    ("no_site", Flag::Int(0)),
    ("ignore_environment", Flag::Int(0)),
    ("verbose", Flag::Int(0)),
    ("bytes_warning", Flag::Int(0)),
    ("quiet", Flag::Int(0)),
    ("hash_randomization", Flag::Int(0)),
    ("isolated", Flag::Int(0)),
    ("dev_mode", Flag::Bool(false)),
    ("utf8_mode", Flag::Int(0)),
    ("warn_default_encoding", Flag::Int(0)),
    ("safe_path", Flag::Bool(false)),
    ("int_max_str_digits", Flag::Int(4300)),
    ("gil", Flag::Int(1)),
    ("thread_inherit_context", Flag::Int(0)),
    ("context_aware_warnings", Flag::Int(0)),
];

/// CPython: Python/stdlib_module_names.h.
pub(crate) const STDLIB: &str = "\
    __future__ _abc _aix_support _android_support _apple_support _ast _ast_unparse _asyncio _bisect _blake2 _bz2 _codecs \
    _codecs_cn _codecs_hk _codecs_iso2022 _codecs_jp _codecs_kr _codecs_tw _collections _collections_abc _colorize \
    _compat_pickle _contextvars _csv _ctypes _curses _curses_panel _datetime _dbm _decimal _elementtree _frozen_importlib \
    _frozen_importlib_external _functools _gdbm _hashlib _heapq _hmac _imp _interpchannels _interpqueues _interpreters _io \
    _ios_support _json _locale _lsprof _lzma _markupbase _md5 _multibytecodec _multiprocessing _opcode _opcode_metadata \
    _operator _osx_support _overlapped _pickle _posixshmem _posixsubprocess _py_abc _py_warnings _pydatetime _pydecimal \
    _pyio _pylong _pyrepl _queue _random _remote_debugging _scproxy _sha1 _sha2 _sha3 _signal _sitebuiltins _socket _sqlite3 \
    _sre _ssl _stat _statistics _string _strptime _struct _suggestions _symtable _sysconfig _thread _threading_local \
    _tkinter _tokenize _tracemalloc _types _typing _uuid _warnings _weakref _weakrefset _winapi _wmi _zoneinfo _zstd abc \
    annotationlib antigravity argparse array ast asyncio atexit base64 bdb binascii bisect builtins bz2 cProfile calendar \
    cmath cmd code codecs codeop collections colorsys compileall compression concurrent configparser contextlib contextvars \
    copy copyreg csv ctypes curses dataclasses datetime dbm decimal difflib dis doctest email encodings ensurepip enum errno \
    faulthandler fcntl filecmp fileinput fnmatch fractions ftplib functools gc genericpath getopt getpass gettext glob \
    graphlib grp gzip hashlib heapq hmac html http idlelib imaplib importlib inspect io ipaddress itertools json keyword \
    linecache locale logging lzma mailbox marshal math mimetypes mmap modulefinder msvcrt multiprocessing netrc nt ntpath \
    nturl2path numbers opcode operator optparse os pathlib pdb pickle pickletools pkgutil platform plistlib poplib posix \
    posixpath pprint profile pstats pty pwd py_compile pyclbr pydoc pydoc_data pyexpat queue quopri random re readline \
    reprlib resource rlcompleter runpy sched secrets select selectors shelve shlex shutil signal site smtplib socket \
    socketserver sqlite3 sre_compile sre_constants sre_parse ssl stat statistics string stringprep struct subprocess \
    symtable sys sysconfig syslog tabnanny tarfile tempfile termios textwrap this threading time timeit tkinter token \
    tokenize tomllib trace traceback tracemalloc tty turtle turtledemo types typing unicodedata unittest urllib uuid venv \
    warnings wave weakref webbrowser winreg winsound wsgiref xml xmlrpc zipapp zipfile zipimport zlib zoneinfo";

impl Vm {
    fn new_frozenset_of_names(&mut self, names: &str) -> Own {
        let set = self.new_set(ids::FROZENSET);
        for name in names.split_whitespace() {
            let name = self.intern(name);
            let hash = self.text_hash(name.r());
            if let Some(s) = self.heap.set_mut(set.r()) {
                s.insert_new(hash, name.into());
            }
        }
        set
    }
}
