//! `_warnings.warn`: finds the place that is warned of, then goes on as `warn_explicit`.
//!
//! CPython: Python/_warnings.c (warnings_warn_impl, setup_context, _PyErr_WarnUnawaitedCoroutine).

use pyvarium_heap::frame::{Frame, PyFrame};
use pyvarium_heap::{Ref, Slot};

use crate::args::Args;
use crate::core::{ids, kinds};
use crate::native::{Answer, NativeDef, Next};
use crate::stop::{Flow, Res, Stop};
use crate::vm::Vm;
use crate::vm_bug;
use crate::warnings::explicit::{CATEGORY, FILENAME, MESSAGE, MODULE, N_PLACES, REGISTRY, SOURCE};

/// Bound: message, category, stacklevel, source, skip_file_prefixes.
pub(super) fn warn(vm: &mut Vm, args: &Args) -> Res {
    let message = args.at(0)?;
    let level = match args.get(2) {
        Some(n) => vm.index(n)?,
        None => 1,
    };
    let mut prefixes = Vec::new();
    if let Some(given) = args.get(4) {
        let Some(tuple) = vm.heap.tuple(given) else {
            let message = format!("warn() argument 'skip_file_prefixes' must be tuple, not {}", vm.given_name(given));
            return vm.type_err(&message);
        };
        for item in tuple.items.iter().filter_map(|s| s.get()).collect::<Vec<_>>() {
            if vm.heap.text(item).is_none() {
                let message = format!("Found non-str '{}' in skip_file_prefixes.", vm.type_name(item));
                return vm.type_err(&message);
            }
            prefixes.push(vm.heap.str_lossy(item));
        }
    }
    let level = if prefixes.is_empty() { level } else { level.max(2) };
    let category = match args.get(1).filter(|c| *c != vm.one.none) {
        _ if vm.is_instance_of(message, ids::WARNING) => vm.heap.type_of(message),
        None => vm.ty(ids::USER_WARNING),
        Some(given) => {
            if vm.heap.as_type(given).is_none() || !vm.is_subtype(given, vm.ty(ids::WARNING)) {
                let message = format!("category must be a Warning subclass, not '{}'", vm.type_name(given));
                return vm.type_err(&message);
            }
            given
        }
    };
    vm.do_warn(category, message, level, args.get(3), &prefixes)
}

fn is_internal(file: &str) -> bool {
    file.contains("importlib") && file.contains("_bootstrap")
}

impl Vm {
    fn filename_of(&self, frame: &PyFrame) -> String {
        frame.code.filename.get().map(|f| self.heap.str_lossy(f)).unwrap_or_default()
    }

    /// The Python frame that is warned of: its place among the thread's frames.
    fn warned_frame(&self, mut level: i64, prefixes: &[String]) -> Option<usize> {
        let mut python = self.thread.frames.iter().enumerate().rev().filter_map(|(i, f)| match f {
            Frame::Py(f) => Some((i, &**f)),
            Frame::Native(_) => None,
        });
        let mut at = python.next();
        let all = level <= 0 || at.is_some_and(|(_, f)| is_internal(&self.filename_of(f)));
        level -= 1;
        while level > 0 && at.is_some() {
            at = python.next();
            while let Some((_, f)) = at.filter(|_| !all) {
                let file = self.filename_of(f);
                if !is_internal(&file) && !prefixes.iter().any(|p| file.starts_with(p.as_str())) {
                    break;
                }
                at = python.next();
            }
            level -= 1;
        }
        at.map(|(i, _)| i)
    }

    /// CPython: do_warn and setup_context.
    pub(crate) fn do_warn(&mut self, category: Ref, message: Ref, level: i64, source: Option<Ref>, prefixes: &[String]) -> Res {
        let mut place = None;
        if let Some(at) = self.warned_frame(level, prefixes)
            && let Some(Frame::Py(f)) = self.thread.frames.get(at)
        {
            place = Some((f.globals.get(), f.code.filename.get(), crate::vm::frame_line(f).unwrap_or(0)));
        }
        let (globals, file, line) = match place {
            Some((Some(globals), Some(file), line)) => (globals, self.heap.own(file), i64::from(line)),
            _ => {
                let Some(sys) = self.imports.sys_dict else {
                    return self.none_flow();
                };
                (sys, self.new_str("<sys>"), 0)
            }
        };
        let registry = match self.dict_get_named(globals, "__warningregistry__") {
            Some(r) => self.heap.own(r),
            None => {
                let registry = self.new_dict();
                let own = self.heap.own(registry.r());
                self.dict_set_named(globals, "__warningregistry__", own);
                registry
            }
        };
        let name = self.names.name;
        let module = match self.dict_get_str(globals, name).filter(|m| *m == self.one.none || self.heap.text(*m).is_some()) {
            Some(module) => self.heap.own(module),
            None => self.new_str("<string>"),
        };
        let mut slots = [Slot::NULL; N_PLACES];
        let (category, message) = (self.heap.own(category), self.heap.own(message));
        let source = source.filter(|s| *s != self.one.none).map(|s| self.heap.own(s));
        for (i, own) in [(CATEGORY, category), (MESSAGE, message), (FILENAME, file), (REGISTRY, registry), (MODULE, module)]
            .into_iter()
            .chain(source.map(|s| (SOURCE, s)))
        {
            if let Some(slot) = slots.get_mut(i) {
                *slot = own.into();
            }
        }
        self.push_native(kinds::WARN_EXPLICIT, &slots, &[line])
    }

    /// "coroutine ... was never awaited". CPython: _PyErr_WarnUnawaitedCoroutine.
    pub(crate) fn warn_never_awaited(&mut self, coroutine: Ref) -> Res {
        self.push_native(kinds::UNAWAITED, &[Slot::borrow(coroutine)], &[])
    }
}

const IMPORTING: u16 = 1;
const WARNING: u16 = 2;

/// slots: the coroutine. Asks `warnings._warn_unawaited_coroutine` where that module is; warns natively else.
pub static UNAWAITED: NativeDef = NativeDef {
    name: "warning",
    catches: false,
    resume: |vm, f, answer| {
        let coroutine = f.get(0).ok_or_else(|| vm_bug!("unawaited"))?;
        if let Answer::Value(v) = answer {
            if f.pc != IMPORTING {
                return Ok(Next::Done(v));
            }
            vm.heap.decref_own(v);
        } else if vm.imports_warnings() {
            f.pc = IMPORTING;
            match vm.import_by_native("warnings")? {
                Flow::Value(v) => vm.heap.decref_own(v),
                Flow::Pushed => return Ok(Next::Wait),
            }
        }
        f.pc = WARNING;
        let flow = match vm.warnings_attr("_warn_unawaited_coroutine") {
            Some(function) => vm.call_holding(function, &Args::one(coroutine))?,
            None => {
                let name = vm.heap.generator(coroutine).and_then(|g| g.qualname.get()).map(|q| vm.heap.str_lossy(q)).unwrap_or_default();
                let (category, text) = (vm.ty(ids::RUNTIME_WARNING), vm.new_str(&format!("coroutine '{name}' was never awaited")));
                let flow = vm.do_warn(category, text.r(), 1, Some(coroutine), &[]);
                vm.heap.decref_own(text);
                match flow {
                    Err(Stop::Exhausted) => return Err(vm_bug!("unawaited")),
                    flow => flow?,
                }
            }
        };
        match flow {
            Flow::Value(v) => Ok(Next::Done(v)),
            Flow::Pushed => Ok(Next::Wait),
        }
    },
};
