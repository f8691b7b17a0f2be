//! The start of an interpreter that has CPython's library: importlib is set up, `encodings`, `io` and `site` are
//! imported. It is Python code that runs, once a host; programs begin in copies of the machine that it leaves.
//!
//! CPython: Python/pylifecycle.c (init_importlib, init_importlib_external, init_interp_main), Python/import.c
//! (PyImport_ImportFrozenModuleObject).

use std::rc::Rc;

use pyvarium_code::marshal;
use pyvarium_heap::frame::NativeFrame;
use pyvarium_heap::{Own, Slot};

use crate::StepOutcome;
use crate::core::{ids, kinds};
use crate::fs::HOME;
use crate::import::library::{LIB, Library, MTIME};
use crate::native::{Answer, NativeDef, Next};
use crate::stop::{Flow, Halt, Res, Stop};
use crate::tables::Tables;
use crate::vm::{Config, Vm};
use crate::vm_bug;

const RUN_IMPORTLIB: u16 = 0;
const INSTALL: u16 = 1;
const INSTALL_EXTERNAL: u16 = 2;
const IMPORTS: u16 = 3;

/// What is imported before a program begins.
const IMPORTED: &[&str] = &["zipimport", "encodings", "encodings.utf_8", "io", "site"];

impl Vm {
    /// An interpreter as it stands before a program.
    pub fn boot_with_library(tables: &'static Tables, library: Rc<Library>) -> Res<Vm> {
        let mut vm = Vm::boot(tables, Config::default())?;
        vm.lay_files(&library)?;
        vm.imports.library = Some(library);
        let key = vm.names.import;
        if let Some(own) = vm.dict_get_str(vm.builtins, key) {
            vm.imports.import_func = Slot::own(vm.heap.own(own));
        }
        let _ = vm.push_native(kinds::START, &[], &[0])?;
        loop {
            match vm.step() {
                StepOutcome::Ran => {}
                StepOutcome::Halted(Halt::Exit { .. }) => break,
                StepOutcome::Halted(halt) => return Err(Stop::Halt(Box::new(halt))),
                StepOutcome::Host => return Err(vm_bug!("the start asks for {:?}", vm.request)),
            }
        }
        let said = vm.output_text(crate::vm::Stream::Stderr);
        if !said.is_empty() {
            return Err(vm_bug!("the start ended with {said}"));
        }
        vm.halted = None;
        vm.n_steps = 0;
        vm.n_slices = 0;
        vm.gc.at_start(&vm.heap);
        Ok(vm)
    }

    /// CPython's library as files: each source, and its code in `__pycache__`.
    fn lay_files(&mut self, library: &Library) -> Res<()> {
        let mtime = MTIME as i64;
        let fault = |errno| vm_bug!("the library's files: error {errno}");
        for folder in ["lib-dynload", "site-packages"] {
            self.fs.add_folder(&format!("{LIB}/{folder}"), mtime).map_err(fault)?;
        }
        for (name, file) in &library.files {
            self.fs.add_lazy(&format!("{LIB}/{name}"), file.n_source, name, mtime).map_err(fault)?;
            let Some(stem) = name.strip_suffix(".py").filter(|_| file.n_code > 0) else { continue };
            let (folder, module) = stem.rsplit_once('/').map_or((LIB.to_owned(), stem), |(f, m)| (format!("{LIB}/{f}"), m));
            let path = format!("{folder}/__pycache__/{module}.cpython-314.pyc");
            let key = format!("{stem}.pyc");
            match library.ready.get(&key) {
                Some(bytes) => self.fs.add_file(&path, bytes, mtime * 1_000_000_000).map_err(fault)?,
                None => self.fs.add_lazy(&path, file.n_code, &key, mtime).map_err(fault)?,
            }
        }
        Ok(())
    }

    /// Tells a copy of a started machine which program it is to run.
    pub fn configure(&mut self, config: Config) -> Res<()> {
        let argv0 = if config.interactive { String::new() } else { config.filename.clone() };
        self.config = config;
        let sys = self.builtin_module("sys")?;
        let dict = self.module_dict(sys.r()).ok_or_else(|| vm_bug!("no sys"))?;
        self.heap.decref_own(sys);
        let argv0 = self.new_str(&argv0);
        let argv = self.list_from_slots(vec![argv0.into()]);
        self.dict_set_named(dict, "argv", argv);
        // sys.path[0]: the folder of the script.
        let folder = if self.config.interactive { "" } else { HOME };
        self.imports.script_folder = folder.into();
        if let Some(path) = self.dict_get_named(dict, "path").filter(|p| self.is_exact(*p, ids::LIST)) {
            let first = self.new_str(folder);
            let mut slots: Vec<Slot> = vec![first.into()];
            let rest = self.heap.items(path).unwrap_or_default().to_vec();
            slots.extend(rest.into_iter().map(|s| self.heap.copy_slot(s)));
            let list = self.list_from_slots(slots);
            self.dict_set_named(dict, "path", list);
        }
        Ok(())
    }

    /// Puts a file of the program beside its script. A name that cannot be is passed over.
    pub fn lay_file(&mut self, name: &str, text: &str) -> Res<()> {
        let now = self.now();
        self.fs
            .add_file(&format!("{HOME}/{name}"), text.as_bytes(), now)
            .map_err(|errno| Stop::not_supported(format!("a file named {name} (error {errno})")))
    }

    /// The code object of a frozen module.
    pub fn frozen_bytes(&self, name: &str) -> Option<Rc<[u8]>> {
        self.imports.library.as_ref().and_then(|l| l.frozen.get(name)).cloned()
    }

    /// Marshalled code; None where it is none.
    pub fn code_of_bytes(&mut self, bytes: &[u8]) -> Res<Option<Own>> {
        match marshal::loads(bytes) {
            Ok(unit) => self.load_unit(&unit).map(Some),
            Err(_) => Ok(None),
        }
    }

    pub fn frozen_code(&mut self, name: &str) -> Res<Option<Own>> {
        let Some(bytes) = self.imports.library.as_ref().and_then(|l| l.frozen.get(name)).cloned() else { return Ok(None) };
        let unit = marshal::loads(&bytes).map_err(|e| vm_bug!("the frozen module {name}: {e:?}"))?;
        self.load_unit(&unit).map(Some)
    }
}

/// slots: the module `_frozen_importlib`, sys, _imp, code; ints: next of `IMPORTED`. CPython: init_importlib.
pub static START: NativeDef = NativeDef {
    name: "start",
    catches: true,
    resume: |vm, f, answer| {
        match answer {
            Answer::Value(v) => vm.heap.decref_own(v),
            Answer::Raised(e) => {
                // What the start cannot do is a fault of ours: it is printed, and the host refuses to go on.
                f.pc = u16::MAX;
                let _ = vm.print_exception(e)?;
                return Ok(Next::Wait);
            }
            Answer::Start | Answer::Exhausted => {}
        }
        match f.pc {
            RUN_IMPORTLIB => run_importlib(vm, f),
            INSTALL => {
                f.pc = INSTALL_EXTERNAL;
                let (sys, imp) = (vm.builtin_module("sys")?, vm.builtin_module("_imp")?);
                let args = [sys.r(), imp.r()];
                f.set(1, sys.into());
                f.set(2, imp.into());
                wait(vm, "_install", &args)
            }
            INSTALL_EXTERNAL => {
                f.pc = IMPORTS;
                wait(vm, "_install_external_importers", &[])
            }
            IMPORTS => {
                let i = f.int(0);
                f.set_int(0, i + 1);
                if i == 1 {
                    hook_zipimport(vm);
                }
                match IMPORTED.get(i as usize) {
                    Some(name) => match super::import_absolute(vm, name)? {
                        Flow::Value(v) => {
                            vm.heap.decref_own(v);
                            Ok(Next::Again)
                        }
                        Flow::Pushed => Ok(Next::Wait),
                    },
                    None => Ok(Next::Done(vm.none())),
                }
            }
            _ => Ok(Next::Done(vm.none())),
        }
    },
};

fn wait(vm: &mut Vm, function: &str, args: &[pyvarium_heap::Ref]) -> Res<Next> {
    match vm.call_importlib(function, args)? {
        Flow::Value(v) => {
            vm.heap.decref_own(v);
            Ok(Next::Again)
        }
        Flow::Pushed => Ok(Next::Wait),
    }
}

/// CPython: PyImport_ImportFrozenModuleObject, import_run_frozen.
fn run_importlib(vm: &mut Vm, f: &mut NativeFrame) -> Res<Next> {
    f.pc = INSTALL;
    let name = "_frozen_importlib";
    let Some(code) = vm.frozen_code(name)? else { return Err(vm_bug!("no {name} in the library")) };
    let module = vm.new_module(name);
    let dict = vm.module_dict(module.r()).ok_or_else(|| vm_bug!("a module without dict"))?;
    let builtins = vm.builtin_module("builtins")?;
    vm.dict_set_named(dict, "__builtins__", builtins);
    let origin = vm.intern("importlib._bootstrap");
    vm.dict_set_named(dict, "__origname__", origin);
    let key = vm.intern(name);
    let modules = vm.modules;
    let held = vm.heap.own(module.r());
    vm.dict_insert_slots(modules, key.into(), held.into());
    let held = vm.heap.own(module.r());
    vm.imports.importlib = held.into();
    f.set(0, module.into());
    let held = code.r();
    f.set(3, code.into());
    let builtins = vm.builtins;
    let function = vm.new_function(held, Slot::borrow(dict), Slot::borrow(builtins))?;
    let locals = Slot::own(vm.heap.own(dict));
    vm.push_code_frame(held, dict, builtins, locals, function.into())?;
    Ok(Next::Wait)
}

/// Paths that are zip files go to zipimport first. CPython: init_zipimport.
fn hook_zipimport(vm: &mut Vm) {
    let importer =
        vm.dict_get_named(vm.modules, "zipimport").and_then(|m| vm.module_dict(m)).and_then(|d| vm.dict_get_named(d, "zipimporter"));
    let hooks = vm.imports.sys_dict.and_then(|d| vm.dict_get_named(d, "path_hooks"));
    if let (Some(importer), Some(hooks)) = (importer, hooks) {
        let own = vm.heap.own(importer);
        if let Some(list) = vm.heap.list_mut(hooks) {
            list.items.insert(0, own.into());
        }
    }
}
