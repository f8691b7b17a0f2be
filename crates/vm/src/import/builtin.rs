//! Modules that the machine itself holds, made of the tables.
//!
//! CPython: Python/import.c (create_builtin), Objects/moduleobject.c (PyModule_FromDefAndSpec, PyModule_ExecDef).

use pyvarium_heap::{Own, Ref, Slot};

use crate::core::ids;
use crate::stop::{Res, Stop};
use crate::vm::Vm;
use crate::{exc, vm_bug};

impl Vm {
    /// The module, made on first import.
    pub fn builtin_module(&mut self, name: &str) -> Res<Own> {
        let key = self.intern(name).into_ref();
        if let Some(m) = self.dict_get_str(self.modules, key) {
            return Ok(self.heap.own(m));
        }
        if self.tables.module(name).is_none() {
            return Err(self.no_module(name));
        }
        self.make_builtin_module(name)
    }

    fn no_module(&mut self, name: &str) -> Stop {
        if is_standard(name) {
            return Stop::not_supported(format!("import {name}"));
        }
        let stop = exc::raise(self, ids::MODULE_NOT_FOUND_ERROR, &format!("No module named '{name}'"));
        if let Stop::Raise(e) = &stop {
            let text = self.new_str(name);
            exc::set_extra(self, e.r(), 0, text.into());
        }
        stop
    }

    /// Makes a builtin module and enters it into sys.modules.
    pub(crate) fn make_builtin_module(&mut self, name: &str) -> Res<Own> {
        let module = self.create_builtin_module(name)?;
        let key = self.intern(name);
        let keep = self.heap.own(module.r());
        let modules = self.modules;
        self.dict_insert_slots(modules, key.into(), Slot::from(keep));
        self.exec_builtin_module(name, module.r())?;
        Ok(module)
    }

    /// A builtin module with its functions and types, not yet run.
    pub fn create_builtin_module(&mut self, name: &str) -> Res<Own> {
        let tables = self.tables;
        let Some((index, def)) = tables.module(name) else { return Err(vm_bug!("no module {name}")) };
        let module = self.new_module(name);
        let Some(dict) = self.module_dict(module.r()) else { return Err(vm_bug!("a module without dict")) };
        let doc = def.doc.map(str::to_owned).or_else(|| tables.docs.text(&format!("module {name}")));
        if let Some(doc) = doc {
            let text = self.new_str(&doc);
            self.dict_set_named(dict, "__doc__", text);
        }
        for f in tables.module_functions.get(index).into_iter().flatten() {
            let Some(entry) = tables.functions.get(*f as usize) else { continue };
            let this = self.heap.own(module.r());
            let owner = self.intern(name);
            let own = self.new_builtin(ids::BUILTIN_FUNCTION, *f, this.into(), owner.into());
            self.dict_set_named(dict, entry.name, own);
        }
        for id in def.types {
            let ty = self.ty(*id);
            let short = self.name_of_type(ty);
            let own = self.heap.own(ty);
            self.dict_set_named(dict, &short, own);
        }
        Ok(module)
    }

    pub fn exec_builtin_module(&mut self, name: &str, module: Ref) -> Res<()> {
        match self.tables.module(name).and_then(|(_, def)| def.exec) {
            Some(exec) => exec(self, module),
            None => Ok(()),
        }
    }
}

/// Names of CPython's own library, which is not here yet: their absence is not Python's error.
pub fn is_importable(name: &str) -> bool {
    is_standard(name)
}

pub(crate) fn is_standard(name: &str) -> bool {
    let top = name.split('.').next().unwrap_or(name);
    STANDARD.split_whitespace().any(|m| m == top)
}

const STANDARD: &str = "abc argparse array ast asyncio atexit base64 bdb binascii bisect builtins bz2 calendar cmath cmd code codecs \
    collections colorsys compileall compression concurrent configparser contextlib contextvars copy copyreg csv ctypes curses dataclasses \
    datetime dbm decimal difflib dis doctest email encodings enum errno faulthandler filecmp fileinput fnmatch fractions ftplib functools \
    gc genericpath getopt getpass gettext glob graphlib gzip hashlib heapq hmac html http idlelib imaplib importlib inspect io ipaddress \
    itertools json keyword linecache locale logging lzma mailbox marshal math mimetypes mmap modulefinder multiprocessing netrc numbers \
    opcode operator optparse os pathlib pdb pickle pickletools pkgutil platform plistlib poplib posix posixpath pprint profile pstats pty \
    py_compile pyclbr pydoc queue quopri random re readline reprlib resource rlcompleter runpy sched secrets select selectors shelve shlex \
    shutil signal site smtplib socket socketserver sqlite3 ssl stat statistics string stringprep struct subprocess symtable sys sysconfig \
    tabnanny tarfile tempfile textwrap this threading time timeit tkinter token tokenize tomllib trace traceback tracemalloc tty turtle \
    types typing unicodedata unittest urllib uuid venv warnings wave weakref webbrowser wsgiref xml xmlrpc zipapp zipfile zipimport zlib \
    zoneinfo __future__ _thread";
