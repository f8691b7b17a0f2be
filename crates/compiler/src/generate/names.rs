//! How a name is read, bound and deleted where it stands. CPython: codegen_nameop, _PyCompile_ResolveNameop.

use pyvarium_code::{ConstId, Opcode as O};

use super::{Generator, ScopeKind};
use crate::flow::{Loc, Op};
use crate::scopes::{BlockKind, Scope, maybe_mangle};
use crate::tree::{Ctx, Name};

const CLOSURE: i32 = 8;
/// Bits of what MAKE_FUNCTION is followed by, in the order in which they are set.
const FUNCTION_ATTRIBUTES: [i32; 4] = [4, 16, 2, 1];

impl Generator<'_> {
    pub(super) fn mangled(&self, name: &Name) -> Name {
        maybe_mangle(self.here().private.as_ref(), self.block(), name)
    }

    /// An attribute or an imported name.
    pub(super) fn name_arg(&mut self, name: &Name) -> i32 {
        let name = self.mangled(name);
        self.unit().names.add(&name)
    }

    fn varname_arg(&mut self, name: &Name) -> i32 {
        self.unit().varnames.add(name)
    }

    pub(super) fn fast(&mut self, op: impl Into<Op>, name: &Name, loc: Loc) {
        let arg = self.varname_arg(name);
        self.emit(op, arg, loc);
    }

    fn free_arg(&mut self, name: &Name) -> i32 {
        let unit = self.unit();
        let at = unit.freevars.add(name);
        at + unit.cellvars.list.len() as i32
    }

    fn cell_arg(&mut self, name: &Name) -> i32 {
        self.unit().cellvars.add(name)
    }

    pub(super) fn deref(&mut self, op: O, name: &str, is_free: bool, loc: Loc) {
        let name: Name = name.into();
        let arg = if is_free { self.free_arg(&name) } else { self.cell_arg(&name) };
        self.emit(op, arg, loc);
    }

    pub(super) fn load_name(&mut self, name: &str, loc: Loc) {
        self.name(&name.into(), Ctx::Load, loc);
    }

    pub(super) fn store_name(&mut self, name: &str, loc: Loc) {
        self.name(&name.into(), Ctx::Store, loc);
    }

    pub(super) fn name(&mut self, name: &Name, ctx: Ctx, loc: Loc) {
        let name = self.mangled(name);
        let block = self.block();
        let scope = block.scope(&name);
        let is_function = block.is_function_like();
        let is_class = block.kind == BlockKind::Class;
        let sees_class = block.can_see_class_scope;
        let is_inlined = self.here().n_inlined > 0;
        let pick = |load, store, del| match ctx {
            Ctx::Load => load,
            Ctx::Store => store,
            Ctx::Del => del,
        };
        match scope {
            Scope::Free | Scope::Cell => {
                let arg = if scope == Scope::Free { self.free_arg(&name) } else { self.cell_arg(&name) };
                let mut op = pick(O::LoadDeref, O::StoreDeref, O::DeleteDeref);
                if ctx == Ctx::Load {
                    if is_class && !is_inlined {
                        op = O::LoadFromDictOrDeref;
                        self.op(O::LoadLocals, loc);
                    } else if sees_class {
                        op = O::LoadFromDictOrDeref;
                        self.deref(O::LoadDeref, "__classdict__", true, loc);
                    }
                }
                self.emit(op, arg, loc);
            }
            Scope::Local if is_function || self.here().fast_hidden.get(&name) == Some(&true) => {
                self.fast(pick(O::LoadFast, O::StoreFast, O::DeleteFast), &name, loc);
            }
            Scope::GlobalExplicit => self.global(&name, ctx, scope, sees_class, loc),
            Scope::GlobalImplicit if is_function => self.global(&name, ctx, scope, sees_class, loc),
            _ => {
                let arg = self.unit().names.add(&name);
                if ctx == Ctx::Load && is_class && is_inlined {
                    self.emit(O::LoadGlobal, arg << 1, loc);
                } else {
                    self.emit(pick(O::LoadName, O::StoreName, O::DeleteName), arg, loc);
                }
            }
        }
    }

    fn global(&mut self, name: &Name, ctx: Ctx, scope: Scope, sees_class: bool, loc: Loc) {
        let arg = self.unit().names.add(name);
        match ctx {
            Ctx::Load if sees_class && scope == Scope::GlobalImplicit => {
                self.deref(O::LoadDeref, "__classdict__", true, loc);
                self.emit(O::LoadFromDictOrGlobals, arg, loc);
            }
            Ctx::Load => self.emit(O::LoadGlobal, arg << 1, loc),
            Ctx::Store => self.emit(O::StoreGlobal, arg, loc),
            Ctx::Del => self.emit(O::DeleteGlobal, arg, loc),
        }
    }

    /// CPython: get_ref_type.
    pub(super) fn ref_scope(&self, name: &str) -> Scope {
        let is_implicit = matches!(name, "__class__" | "__classdict__" | "__conditional_annotations__");
        if self.here().kind == ScopeKind::Class && is_implicit {
            return Scope::Cell;
        }
        self.block().scope(name)
    }

    pub(super) fn load_closure(&mut self, name: &Name, loc: Loc) {
        let arg = if self.ref_scope(name) == Scope::Cell { self.cell_arg(name) } else { self.free_arg(name) };
        self.emit(Op::LoadClosure, arg, loc);
    }

    /// A function of a code object. `attributes`: bits of what lies on the stack for it.
    pub(super) fn make_closure(&mut self, code: ConstId, mut attributes: i32, loc: Loc) {
        let free: Vec<Name> = match self.pool.unit.code(code) {
            Some(object) => {
                let names = self.pool.unit.tuple(object.co_localsplusnames).unwrap_or_default();
                let places = object.places(pyvarium_code::unit::CO_FAST_FREE);
                places.filter_map(|i| names.get(i)).filter_map(|id| self.pool.unit.text(*id)).map(Name::from).collect()
            }
            None => Vec::new(),
        };
        if !free.is_empty() {
            for name in &free {
                self.load_closure(name, loc);
            }
            attributes |= CLOSURE;
            self.emit(O::BuildTuple, free.len() as i32, loc);
        }
        self.load(code, loc);
        self.op(O::MakeFunction, loc);
        for bit in std::iter::once(CLOSURE).chain(FUNCTION_ATTRIBUTES) {
            if attributes & bit != 0 {
                self.emit(O::SetFunctionAttribute, bit, loc);
            }
        }
    }
}
