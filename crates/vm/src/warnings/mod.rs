//! Warnings: the `_warnings` module and the machine's own warnings, which go the same way.
//!
//! CPython: Python/_warnings.c.

mod explicit;

mod show;

mod syntax;

mod warn;

use pyvarium_heap::{Own, Ref, Slot};

pub use explicit::WARN_EXPLICIT;
pub(crate) use show::Piece;
pub use show::{SHOW_WARNING, WRITE_STDERR};
pub use syntax::SYNTAX_WARNINGS;
pub use warn::UNAWAITED;

use crate::core::{ids, kinds};
use crate::exc;
use crate::native::{Answer, FnDef, ModuleDef, NativeDef, Next, TypeId};
use crate::stop::{Flow, Res};
use crate::vm::Vm;
use crate::vm_bug;

/// What the interpreter keeps of warnings. Each slot is counted.
#[derive(Clone, Hash, Debug, Default)]
pub struct State {
    /// The list of filters that was looked at last: `_warnings.filters` until `warnings` has another.
    pub filters: Slot,
    pub once_registry: Slot,
    pub default_action: Slot,
    /// The context variable with the filters of `catch_warnings`.
    pub context: Slot,
    pub version: i64,
    /// Times that the lock is held.
    pub n_locked: u32,
}

impl State {
    pub fn slots(&self) -> [Slot; 4] {
        [self.filters, self.once_registry, self.default_action, self.context]
    }
}

pub static WARNINGS: ModuleDef = ModuleDef {
    name: "_warnings",
    doc: Some("_warnings provides basic warning filtering support.\nIt is a helper module to speed up interpreter start-up."),
    functions: &[
        FnDef::new("warn", "message, category=None, stacklevel=1, source=None, *, skip_file_prefixes=()", warn::warn),
        FnDef::new(
            "warn_explicit",
            "message, category, filename, lineno, module=<unrepresentable>, registry=None, module_globals=None, source=None",
            explicit::warn_explicit,
        ),
        FnDef::new("_filters_mutated_lock_held", "", |vm, _| {
            if vm.warnings.n_locked == 0 {
                return Err(exc::runtime_error(vm, "warnings lock is not held"));
            }
            vm.warnings.version += 1;
            vm.none_flow()
        }),
        FnDef::new("_acquire_lock", "", |vm, _| {
            vm.warnings.n_locked += 1;
            vm.none_flow()
        }),
        FnDef::new("_release_lock", "", |vm, _| {
            if vm.warnings.n_locked == 0 {
                return Err(exc::runtime_error(vm, "cannot release un-acquired lock"));
            }
            vm.warnings.n_locked -= 1;
            vm.none_flow()
        }),
    ],
    types: &[],
    exec: Some(exec),
};

fn exec(vm: &mut Vm, module: Ref) -> Res<()> {
    let Some(dict) = vm.module_dict(module) else { return Ok(()) };
    let [filters, once, action, context] = vm.warnings.slots();
    for (name, slot) in [("filters", filters), ("_onceregistry", once), ("_defaultaction", action), ("_warnings_context", context)] {
        if let Some(r) = slot.get() {
            let own = vm.heap.own(r);
            vm.dict_set_named(dict, name, own);
        }
    }
    Ok(())
}

/// The filters that a plain build starts with. CPython: init_filters.
const FIRST_FILTERS: [(&str, TypeId, Option<&str>); 5] = [
    ("default", ids::DEPRECATION_WARNING, Some("__main__")),
    ("ignore", ids::DEPRECATION_WARNING, None),
    ("ignore", ids::PENDING_DEPRECATION_WARNING, None),
    ("ignore", ids::IMPORT_WARNING, None),
    ("ignore", ids::RESOURCE_WARNING, None),
];

impl Vm {
    /// CPython: warnings_init_state.
    pub(crate) fn start_warnings(&mut self) {
        let mut filters = Vec::new();
        for (action, category, module) in FIRST_FILTERS {
            let (action, category) = (self.intern(action), self.ty(category));
            let module = module.map(|m| self.intern(m));
            let (none, zero) = (self.one.none, self.new_int(0));
            let in_module = module.as_ref().map_or(none, Own::r);
            filters.push(self.tuple_from(&[action.r(), none, category, in_module, zero.r()]).into());
            for own in [Some(action), module, Some(zero)].into_iter().flatten() {
                self.heap.decref_own(own);
            }
        }
        self.warnings.filters = self.list_from_slots(filters).into();
        self.warnings.once_registry = self.new_dict().into();
        self.warnings.default_action = self.intern("default").into();
        self.warnings.context = self.new_context_var("_warnings_context").into();
    }

    /// CPython: warnings_clear_state.
    pub(crate) fn end_warnings(&mut self) {
        let state = std::mem::take(&mut self.warnings);
        self.heap.release_all(state.slots().into_iter());
        let sys = std::mem::take(&mut self.sys);
        self.heap.release_all(sys.slots().collect::<Vec<_>>().into_iter());
    }

    /// A warning of the machine's own, at the running line. Answers None, or raises where a filter says "error".
    /// CPython: PyErr_WarnEx with stack_level 1.
    pub fn warn(&mut self, category: TypeId, message: &str) -> Res {
        let (category, text) = (self.ty(category), self.new_str(message));
        let flow = self.do_warn(category, text.r(), 1, None, &[]);
        self.heap.decref_own(text);
        flow
    }

    /// As `warn`; then the value is the answer.
    pub fn warn_then(&mut self, category: TypeId, message: &str, value: Own) -> Res {
        let mark = self.mark();
        match self.warn(category, message) {
            Ok(Flow::Value(v)) => {
                self.heap.decref_own(v);
                Ok(Flow::Value(value))
            }
            Ok(Flow::Pushed) => self.adapt(mark, kinds::WARN_THEN, &[value.into()], &[]),
            Err(stop) => {
                self.heap.decref_own(value);
                Err(stop)
            }
        }
    }

    /// An attribute of `warnings`, if that module has been imported. Counted. CPython: get_warnings_attr.
    fn warnings_attr(&mut self, name: &str) -> Option<Own> {
        let module = self.dict_get_named(self.modules, "warnings")?;
        let dict = self.module_dict(module)?;
        let found = self.dict_get_named(dict, name)?;
        Some(self.heap.own(found))
    }
}

/// slots: the answer. Gives it once the warning has been given.
pub static WARN_THEN: NativeDef = NativeDef {
    name: "warning",
    catches: false,
    resume: |vm, f, answer| {
        if let Answer::Value(v) = answer {
            vm.heap.decref_own(v);
        }
        match f.set(0, Slot::NULL).get() {
            Some(r) => Ok(Next::Done(Own::assume(r))),
            None => Err(vm_bug!("a warning without answer")),
        }
    },
};
