//! The vm's tables, built once from its own definitions and the libraries': which type has which
//! number, which native function which index. Immutable; every Vm points at the same ones.

use std::collections::BTreeMap;

use pyvarium_heap::types::SlotImpl;

use crate::eval::quick::PlainSlots;
use crate::native::{Kind, Library, ModuleDef, NativeDef, NativeFn, TypeDef, TypeId};
use crate::signature::Signature;
use crate::slots::{SLOT_NAMES, SlotId, SlotName, Wrap};
use crate::specialize::Convention;

/// What kind of callable an entry of the function table is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum EntryKind {
    Function,
    Method,
    ClassMethod,
    StaticMethod,
    /// `int.__add__` and the like.
    Wrapper(SlotId, Wrap),
    /// `__new__`; gets the class first.
    New,
    GetSet,
}

/// One native function.
pub struct FnEntry {
    pub name: &'static str,
    /// `list.append`, or the bare name of a builtin function.
    pub qualname: String,
    pub kind: EntryKind,
    /// The type that defines it; None for functions of modules.
    pub owner: Option<TypeId>,
    pub signature: Signature,
    pub params: &'static str,
    pub call: NativeFn,
    pub set: Option<NativeFn>,
    pub(crate) convention: Convention,
}

pub struct Tables {
    pub types: Vec<&'static TypeDef>,
    pub natives: Vec<&'static NativeDef>,
    pub modules: Vec<&'static ModuleDef>,
    pub functions: Vec<FnEntry>,
    /// Native slot functions; a type's slot table holds indices into this.
    pub slot_functions: Vec<NativeFn>,
    /// Shape: one a type: (slot, index into slot_functions).
    pub type_slots: Vec<Vec<(SlotId, u16)>>,
    /// Shape: one a type: its entries of `functions`, in the order of its dict.
    pub type_functions: Vec<Vec<u32>>,
    /// Shape: one a module: its entries of `functions`.
    pub module_functions: Vec<Vec<u32>>,
    pub slot_by_name: BTreeMap<&'static str, Vec<&'static SlotName>>,
    /// How `object` gets and sets attributes; its heirs have the same.
    pub(crate) plain: PlainSlots,
    /// Functions that CALL knows by sight.
    pub(crate) known: KnownFunctions,
    /// What natives say of themselves; see `objects::docs`.
    pub docs: crate::objects::docs::Docs,
}

/// Numbers of functions for which CALL has ways of its own.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct KnownFunctions {
    pub(crate) len: u32,
    pub(crate) isinstance: u32,
    pub(crate) list_append: u32,
}

impl Tables {
    /// `libraries` in order; the vm's own comes first by itself.
    pub fn build(libraries: &[Library]) -> Tables {
        let all = || std::iter::once(crate::core::LIBRARY).chain(libraries.iter().copied());
        let mut tables = Tables {
            types: all().flat_map(|l| l.types.iter().copied()).collect(),
            natives: all().flat_map(|l| l.natives.iter().copied()).collect(),
            modules: all().flat_map(|l| l.modules.iter().copied()).collect(),
            functions: Vec::new(),
            slot_functions: Vec::new(),
            type_slots: Vec::new(),
            type_functions: Vec::new(),
            module_functions: Vec::new(),
            slot_by_name: BTreeMap::new(),
            known: KnownFunctions::default(),
            plain: PlainSlots { getattr: SlotImpl::None, setattr: SlotImpl::None },
            docs: crate::objects::docs::Docs::read(),
        };
        for name in SLOT_NAMES {
            tables.slot_by_name.entry(name.name).or_default().push(name);
        }
        for (i, def) in tables.types.clone().into_iter().enumerate() {
            tables.add_type(TypeId(i as u16), def);
        }
        let of_object = |slot: SlotId| {
            let slots = tables.type_slots.get(crate::core::ids::OBJECT.0 as usize);
            slots.and_then(|s| s.iter().find(|(id, _)| *id == slot)).map_or(SlotImpl::None, |(_, i)| SlotImpl::Native(*i))
        };
        tables.plain = PlainSlots { getattr: of_object(SlotId::GetAttr), setattr: of_object(SlotId::SetAttr) };
        for module in tables.modules.clone() {
            let mut list = Vec::new();
            for f in module.functions {
                list.push(tables.functions.len() as u32);
                let qualname = if module.name == "builtins" { f.name.to_owned() } else { format!("{}.{}", module.name, f.name) };
                let signature = Signature::parse(f.params);
                tables.functions.push(FnEntry {
                    name: f.name,
                    convention: Convention::of(&qualname, &signature),
                    qualname,
                    kind: EntryKind::Function,
                    owner: None,
                    signature,
                    params: f.params,
                    call: f.call,
                    set: None,
                });
            }
            tables.module_functions.push(list);
        }
        let number = |qualname: &str, owner: Option<TypeId>| {
            let at = tables.functions.iter().position(|f| f.owner == owner && f.qualname == qualname);
            at.map_or(u32::MAX, |at| at as u32)
        };
        tables.known = KnownFunctions {
            len: number("len", None),
            isinstance: number("isinstance", None),
            list_append: number("list.append", Some(crate::core::ids::LIST)),
        };
        tables
    }

    fn add_type(&mut self, id: TypeId, def: &'static TypeDef) {
        let short = def.name.rsplit('.').next().unwrap_or(def.name);
        let mut list = Vec::new();
        let mut add = |functions: &mut Vec<FnEntry>, name: &'static str, kind, params: &'static str, call, set| {
            list.push(functions.len() as u32);
            let qualname = format!("{short}.{name}");
            let signature = Signature::parse(params);
            let convention = Convention::of(&qualname, &signature);
            functions.push(FnEntry { name, qualname, kind, owner: Some(id), signature, params, call, set, convention });
        };
        if let Some((params, new)) = def.new {
            add(&mut self.functions, "__new__", EntryKind::New, params, new, None);
        }
        for name in SLOT_NAMES {
            if let Some((slot, f)) = def.slots.iter().find(|(slot, _)| *slot == name.slot)
                && name.name != "__getattr__"
                && !def.methods.iter().any(|m| m.name == name.name)
            {
                add(&mut self.functions, name.name, EntryKind::Wrapper(*slot, name.wrap), "*args, **kwargs", *f, None);
            }
        }
        for m in def.methods {
            let kind = match m.kind {
                crate::native::FnKind::Plain => EntryKind::Method,
                crate::native::FnKind::ClassMethod => EntryKind::ClassMethod,
                crate::native::FnKind::StaticMethod => EntryKind::StaticMethod,
            };
            add(&mut self.functions, m.name, kind, m.params, m.call, None);
        }
        for g in def.getset {
            add(&mut self.functions, g.name, EntryKind::GetSet, "", g.get, g.set);
        }
        self.type_functions.push(list);
        let mut slots = Vec::new();
        for (slot, f) in def.slots {
            slots.push((*slot, self.slot_functions.len() as u16));
            self.slot_functions.push(*f);
        }
        self.type_slots.push(slots);
    }

    /// What a native function is called: `list.append`, `len`. Empty for a number that is none.
    pub fn function_name(&self, index: u32) -> &str {
        self.functions.get(index as usize).map_or("", |f| f.qualname.as_str())
    }

    pub fn native(&self, kind: Kind) -> Option<&'static NativeDef> {
        self.natives.get(kind.0 as usize).copied()
    }

    pub fn type_def(&self, id: TypeId) -> Option<&'static TypeDef> {
        self.types.get(id.0 as usize).copied()
    }

    pub fn module(&self, name: &str) -> Option<(usize, &'static ModuleDef)> {
        self.modules.iter().copied().enumerate().find(|(_, m)| m.name == name)
    }
}
