//! The atexit module: what is called when the program has ended, before its names are let go of.
//!
//! CPython: Modules/atexitmodule.c.

use pyvarium_heap::{Own, Ref, Slot};

use crate::args::Args;
use crate::core::kinds;
use crate::native::{Answer, FnDef, ModuleDef, NativeDef, Next};
use crate::protocol::compare::EQ;
use crate::stop::{Flow, Res, Stop};
use crate::vm::Vm;
use crate::vm_bug;

pub static ATEXIT: ModuleDef = ModuleDef {
    name: "atexit",
    doc: Some(
        "allow programmer to define multiple exit functions to be executed\nupon normal program termination.\n\n\
         Two public functions, register and unregister, are defined.\n",
    ),
    functions: &[
        FnDef::new("register", "*args, **kwargs", register),
        FnDef::new("_clear", "", |vm, _| {
            vm.clear_exit_functions();
            vm.none_flow()
        }),
        FnDef::new("unregister", "func, /", |vm, a| vm.push_native(kinds::EXIT_UNREGISTER, &[Slot::borrow(a.at(0)?)], &[0])),
        FnDef::new("_run_exitfuncs", "", |vm, _| vm.run_exit_functions()),
        FnDef::new("_ncallbacks", "", |vm, _| {
            let n = vm.exit_functions().len();
            Ok(Flow::Value(vm.new_int(n as i64)))
        }),
    ],
    types: &[],
    exec: None,
};

fn register(vm: &mut Vm, args: &Args) -> Res {
    let Some(function) = args.get(0).filter(|_| args.n_positional() > 0) else {
        return vm.type_err("register() takes at least 1 argument (0 given)");
    };
    if !vm.has_slot(function, crate::slots::SlotId::Call) {
        return vm.type_err("the first argument must be callable");
    }
    let positional: Vec<Ref> = args.positional().skip(1).collect();
    let positional = vm.tuple_from(&positional);
    let keywords = match args.kwnames.filter(|_| args.n_kw > 0) {
        Some(names) => {
            let dict = vm.new_dict();
            let names: Vec<Ref> = vm.heap.items(names).unwrap_or_default().iter().filter_map(|s| s.get()).collect();
            for (name, value) in names.into_iter().zip(args.items.iter().skip(args.n_positional())) {
                if let Some(value) = value.get() {
                    vm.dict_set_str(dict.r(), name, value);
                }
            }
            dict
        }
        None => vm.none(),
    };
    let held = vm.heap.own(function);
    let entry = vm.tuple_from_slots(vec![held.into(), positional.into(), keywords.into()]);
    let list = match vm.gc.exit_functions.get() {
        Some(list) => list,
        None => {
            let list = vm.list_from_slots(Vec::new()).into_ref();
            vm.gc.exit_functions = Slot::counted(list);
            list
        }
    };
    if let Some(l) = vm.heap.list_mut(list) {
        l.items.insert(0, entry.into());
    }
    vm.own_flow(function)
}

impl Vm {
    fn exit_functions(&self) -> Vec<Ref> {
        let list = self.gc.exit_functions.get().and_then(|l| self.heap.items(l));
        list.unwrap_or_default().iter().filter_map(|s| s.get()).collect()
    }

    fn clear_exit_functions(&mut self) {
        let taken = self.gc.exit_functions.get().and_then(|l| self.heap.list_mut(l)).map(|l| std::mem::take(&mut l.items));
        // As a list does: the last one first.
        self.heap.release_all(taken.unwrap_or_default().into_iter().rev());
    }

    /// Calls them, the newest first; then they are forgotten. CPython: atexit_callfuncs.
    pub(crate) fn run_exit_functions(&mut self) -> Res {
        let entries = self.exit_functions();
        if entries.is_empty() {
            return self.none_flow();
        }
        let slots: Vec<Slot> = entries.into_iter().map(|r| self.heap.own(r).into()).collect();
        let n = slots.len() as i64;
        self.push_native(kinds::EXIT_FUNCTIONS, &slots, &[0, n])
    }

    /// `function(*args, **keywords)` of an entry. The caller keeps the entry alive; names of keywords are
    /// answered besides, to be kept as long.
    fn call_entry(&mut self, entry: Ref) -> (Res, Option<Own>) {
        let parts: Vec<Ref> = self.heap.items(entry).unwrap_or_default().iter().filter_map(|s| s.get()).collect();
        let [function, positional, keywords] = parts.as_slice() else { return (Err(vm_bug!("atexit")), None) };
        let mut items: Vec<Ref> = self.heap.items(*positional).unwrap_or_default().iter().filter_map(|s| s.get()).collect();
        let pairs: Vec<(Ref, Ref)> = self.heap.dict(*keywords).map(|d| d.iter().collect()).unwrap_or_default();
        items.extend(pairs.iter().map(|(_, value)| *value));
        let names: Vec<Ref> = pairs.into_iter().map(|(name, _)| name).collect();
        let kwnames = if names.is_empty() { None } else { Some(self.tuple_from(&names)) };
        let args = Args { kwnames: kwnames.as_ref().map(Own::r), n_kw: names.len(), ..Args::new(&items) };
        (self.call(*function, &args), kwnames)
    }
}

/// slots: the entries, then names of keywords in use; ints: the next entry, how many there are.
pub static EXIT_FUNCTIONS: NativeDef = NativeDef {
    name: "atexit",
    catches: true,
    resume: |vm, f, answer| {
        let n = f.int(1) as usize;
        let mut answer = answer;
        loop {
            let at = f.int(0) as usize;
            match answer {
                // Reported: pc 1 waits for a call, pc 2 for the report of what it raised.
                Answer::Raised(e) if f.pc == 1 => {
                    f.pc = 2;
                    let function = at.checked_sub(1).and_then(|i| f.get(i)).and_then(|entry| vm.heap.items(entry)?.first()?.get());
                    let function = function.ok_or_else(|| vm_bug!("atexit"))?;
                    match vm.write_unraisable_at(e, "in atexit callback", function)? {
                        Flow::Value(v) => answer = Answer::Value(v),
                        Flow::Pushed => return Ok(Next::Wait),
                    }
                    continue;
                }
                Answer::Value(v) | Answer::Raised(v) => vm.heap.decref_own(v),
                Answer::Start | Answer::Exhausted => {}
            }
            let names = f.set(n, Slot::NULL);
            vm.heap.release(names);
            f.set_int(0, at as i64 + 1);
            let Some(entry) = f.get(at).filter(|_| at < n) else {
                vm.clear_exit_functions();
                return Ok(Next::Done(vm.none()));
            };
            f.pc = 1;
            let (flow, names) = vm.call_entry(entry);
            f.set(n, names.map_or(Slot::NULL, Slot::from));
            answer = match flow {
                Ok(Flow::Value(v)) => Answer::Value(v),
                Ok(Flow::Pushed) => return Ok(Next::Wait),
                Err(Stop::Raise(e)) => Answer::Raised(e),
                Err(Stop::Exhausted) => Answer::Exhausted,
                Err(halt) => return Err(halt),
            };
        }
    },
};

/// Takes every entry of an equal function out. slots: the function, the entry at hand; ints: the next entry.
/// CPython: atexit_unregister_locked.
pub static EXIT_UNREGISTER: NativeDef = NativeDef {
    name: "atexit.unregister",
    catches: false,
    resume: |vm, f, answer| {
        let wanted = f.get(0).ok_or_else(|| vm_bug!("atexit"))?;
        let mut answer = answer;
        loop {
            if let Answer::Value(v) = std::mem::replace(&mut answer, Answer::Start) {
                let equal = v.r() == vm.one.true_;
                vm.heap.decref_own(v);
                let at = f.int(0);
                let entry = f.set(1, Slot::NULL);
                let list = vm.gc.exit_functions.get();
                let place = vm.exit_functions().iter().position(|r| entry.get() == Some(*r)).filter(|_| equal);
                let taken = match (place, list.and_then(|l| vm.heap.list_mut(l))) {
                    (Some(i), Some(l)) => l.items.remove(i),
                    _ => {
                        f.set_int(0, at + 1);
                        Slot::NULL
                    }
                };
                vm.heap.release_all([taken, entry].into_iter());
                if vm.heap.pending_finalizer().is_some() {
                    return Ok(Next::Wait);
                }
            }
            let entry = vm.exit_functions().get(f.int(0) as usize).copied();
            let Some(entry) = entry else { return Ok(Next::Done(vm.none())) };
            let own = vm.heap.own(entry);
            f.set(1, own.into());
            let function = vm.heap.items(entry).and_then(|i| i.first()?.get()).ok_or_else(|| vm_bug!("atexit"))?;
            match vm.richcompare_bool(wanted, function, EQ)? {
                Flow::Value(v) => answer = Answer::Value(v),
                Flow::Pushed => return Ok(Next::Wait),
            }
        }
    },
};
