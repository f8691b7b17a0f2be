//! `sys.breakpointhook`: a breakpoint asks the host, whose recording is the debugger; `$PYTHONBREAKPOINT` may name
//! another function, or none, as in CPython.
//!
//! CPython: Python/sysmodule.c, sys_breakpointhook.

use pyvarium_heap::{Ref, Slot};

use crate::args::Args;
use crate::core::{ids, kinds};
use crate::host::HostRequest;
use crate::native::{Answer, NativeDef, Next};
use crate::script::{self, Heard, Said, Script};
use crate::stop::Res;
use crate::vm::Vm;
use crate::vm_bug;

/// What CPython starts where nothing else is named. It is not here: the host stops instead.
const USUAL: &str = "pdb.set_trace";

// Arguments of the script: `__import__`, names of the keyword values, then what `breakpoint` was given.
const IMPORT: usize = 0;
const NAMES: usize = 1;
const GIVEN: usize = 2;

pub(super) fn breakpointhook(vm: &mut Vm, args: &Args) -> Res {
    match vm.sys.breakpoint_name.as_deref() {
        None | Some("" | USUAL) => vm.push_native(kinds::BREAKPOINT, &[], &[]),
        Some("0") => vm.none_flow(),
        Some(_) => {
            let import = vm.dict_get_named(vm.builtins, "__import__").unwrap_or(vm.one.none);
            let mut all = Args::one(import);
            all.items.push(args.kwnames.map_or(Slot::NULL, Slot::borrow));
            all.items.extend(args.items.iter().copied());
            script::start(vm, kinds::BREAKPOINT_HOOK, &all)
        }
    }
}

/// Imports what the variable names, and calls it.
fn named_hook(vm: &mut Vm, s: &mut Script<'_>) -> Said {
    let path = vm.sys.breakpoint_name.clone().unwrap_or_default();
    let (module, function) = path.rsplit_once('.').unwrap_or(("builtins", &path));
    // A path that begins with its only dot names no module.
    if module.is_empty() {
        return ignored(vm, s, &path);
    }
    let import = s.at(IMPORT)?;
    let last = vm.intern(function).into_ref();
    let names = s.keep(vm, |vm| {
        let own = vm.heap.own(last);
        Ok(vm.tuple_from_slots(vec![own.into()]))
    })?;
    let module = vm.intern(module).into_ref();
    let none = vm.one.none;
    let found = match s.hear(vm, |vm| vm.call_args(import, &[module, none, none, names]))? {
        Heard::Value(m) => s.hear(vm, |vm| vm.getattr(m, last))?,
        other => {
            s.once(vm, |_| Ok(0))?;
            other
        }
    };
    match found {
        Heard::Value(hook) => {
            let kwnames = s.arg(NAMES);
            let items = (GIVEN..s.n_args()).filter_map(|i| s.arg(i)).map(Slot::borrow).collect();
            let n_kw = kwnames.and_then(|k| vm.heap.items(k)).map_or(0, <[Slot]>::len);
            let args = Args { items, kwnames, n_kw, ..Args::default() };
            let answer = s.ask(vm, |vm| vm.call(hook, &args))?;
            Ok(vm.heap.own(answer))
        }
        Heard::Raised(e) if vm.is_instance_of(e, ids::IMPORT_ERROR) || vm.is_instance_of(e, ids::ATTRIBUTE_ERROR) => ignored(vm, s, &path),
        Heard::Raised(e) => Err(crate::stop::Stop::Raise(vm.heap.own(e)).into()),
        Heard::Exhausted => Err(vm_bug!("an import at its end").into()),
    }
}

fn ignored(vm: &mut Vm, s: &mut Script<'_>, path: &str) -> Said {
    let text = format!("Ignoring unimportable $PYTHONBREAKPOINT: \"{path}\"");
    let category = vm.ty(ids::RUNTIME_WARNING);
    let message: Ref = s.keep(vm, |vm| Ok(vm.new_str(&text)))?;
    s.ask(vm, |vm| vm.do_warn(category, message, 0, None, &[]))?;
    Ok(vm.none())
}

crate::script_frame!(BREAKPOINT_HOOK, "breakpoint", named_hook);

/// Waits until the host goes on.
pub static BREAKPOINT: NativeDef = NativeDef {
    name: "breakpoint",
    catches: false,
    resume: |vm, f, answer| match (f.pc, answer) {
        (0, Answer::Start) => {
            f.pc = 1;
            vm.request = Some(HostRequest::Breakpoint);
            Ok(Next::Wait)
        }
        (1, Answer::Value(v)) => Ok(Next::Done(v)),
        _ => Err(vm_bug!("breakpoint")),
    },
};
