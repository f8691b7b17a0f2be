//! The values of sys: versions, places, flags, what the import system and `site` read.
//!
//! CPython: Python/sysmodule.c (_PySys_InitCore, _PySys_UpdateConfig), Modules/getpath.py.

use pyvarium_heap::{Own, Ref};

use crate::core::ids;
use crate::import::library::LIB;
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
    let mut builtin: Vec<&str> = vm.tables.modules.iter().map(|m| m.name).collect();
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
    let own = flags(vm);
    set(vm, "flags", own);
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

/// Until there are structseqs, a namespace.
fn flags(vm: &mut Vm) -> Own {
    let mut entries = Vec::new();
    for (name, value) in FLAGS {
        let own = match value {
            Flag::Int(n) => vm.new_int(*n),
            Flag::Bool(b) => Own::assume(vm.bool_ref(*b)),
        };
        entries.push((*name, own));
    }
    vm.new_namespace(entries)
}

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

/// Until there are structseqs, a tuple.
fn version_info(vm: &mut Vm) -> Own {
    let numbers: [pyvarium_heap::Slot; 3] = [3, 14, 2].map(|n| vm.new_int(n).into());
    let (level, serial) = (vm.new_str("final"), vm.new_int(0));
    let mut slots: Vec<pyvarium_heap::Slot> = numbers.to_vec();
    slots.extend([pyvarium_heap::Slot::from(level), serial.into()]);
    vm.tuple_from_slots(slots)
}

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
