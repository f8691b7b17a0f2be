//! Code objects of the machine as the plain data that the `dis` texts are made from. Constants other than
//! code stand there only by their repr.

use std::collections::BTreeMap;

use pyvarium_code::dis::DisOptions;
use pyvarium_code::unit::{CodeObject, Const, ConstId, Unit};
use pyvarium_heap::{Ref, Slot};
use pyvarium_vm::{Flow, Res, Stop, Vm};

/// Nested code objects deeper than this are refused.
const MAX_DEPTH: u32 = 100;

pub struct DisUnit {
    pub unit: Unit,
    texts: BTreeMap<ConstId, String>,
}

impl DisUnit {
    pub fn new(vm: &mut Vm, code: Ref) -> Res<DisUnit> {
        let mut made = DisUnit { unit: Unit { objects: Vec::new(), root: ConstId(0) }, texts: BTreeMap::new() };
        made.unit.root = made.add_code(vm, code, 0)?;
        Ok(made)
    }

    /// Runs a maker of text with options that know the constants.
    pub fn with<T>(&self, options: DisOptions, f: impl FnOnce(&Unit, &DisOptions) -> T) -> T {
        let text = |id: ConstId| self.texts.get(&id).cloned();
        f(&self.unit, &DisOptions { const_text: &text, ..options })
    }

    pub fn code(&self) -> Option<&CodeObject> {
        self.unit.code(self.unit.root)
    }

    fn add(&mut self, object: Const) -> ConstId {
        self.unit.objects.push(object);
        ConstId(self.unit.objects.len() as u32 - 1)
    }

    fn add_text(&mut self, vm: &Vm, slot: Slot) -> ConstId {
        let text = slot.get().map(|r| vm.heap.str_lossy(r)).unwrap_or_default();
        self.add(Const::Str { wtf8: text.into_bytes(), interned: true })
    }

    fn add_names(&mut self, vm: &Vm, names: &[Slot]) -> ConstId {
        let ids = names.iter().map(|name| self.add_text(vm, *name)).collect();
        self.add(Const::Tuple(ids))
    }

    fn add_code(&mut self, vm: &mut Vm, r: Ref, depth: u32) -> Res<ConstId> {
        let Some(code) = vm.heap.code(r).cloned() else { return Err(pyvarium_vm::vm_bug!("dis of no code")) };
        if depth > MAX_DEPTH {
            return Err(Stop::not_supported("dis of code nested more than a hundred deep"));
        }
        let mut consts = Vec::with_capacity(code.consts.len());
        for constant in code.consts.iter().filter_map(|s| s.get()) {
            let id = if vm.heap.code(constant).is_some() { self.add_code(vm, constant, depth + 1)? } else { self.add(Const::None) };
            let Flow::Value(text) = vm.repr(constant)? else {
                return Err(Stop::not_supported("dis of code with a constant whose repr is Python's"));
            };
            self.texts.insert(id, vm.text_of(&text));
            vm.heap.decref_own(text);
            consts.push(id);
        }
        let object = CodeObject {
            co_argcount: code.argcount,
            co_posonlyargcount: code.posonlyargcount,
            co_kwonlyargcount: code.kwonlyargcount,
            co_stacksize: code.stacksize,
            co_flags: code.flags,
            co_code: code.co_code.clone(),
            co_consts: self.add(Const::Tuple(consts)),
            co_names: self.add_names(vm, &code.names),
            co_localsplusnames: self.add_names(vm, &code.localsplus),
            co_localspluskinds: code.localspluskinds.clone(),
            co_filename: self.add_text(vm, code.filename),
            co_name: self.add_text(vm, code.name),
            co_qualname: self.add_text(vm, code.qualname),
            co_firstlineno: code.firstlineno,
            co_linetable: code.linetable.clone(),
            co_exceptiontable: code.exceptiontable.clone(),
        };
        Ok(self.add(Const::Code(Box::new(object))))
    }
}
