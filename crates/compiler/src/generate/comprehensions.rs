//! Comprehensions: those that make a container run in their function, generator expressions in their own.
//! CPython: codegen_comprehension, _PyCompile_TweakInlinedComprehensionScopes.

use pyvarium_code::Opcode as O;

use super::{Done, FrameKind, Generator, ScopeKind};
use crate::flow::{Label, Loc, NO_LOCATION, Op};
use crate::scopes::{BlockKind, DEF_LOCAL, DEF_NONLOCAL, DEF_PARAM, Scope, scope_of};
use crate::tree::{Comp, CompKind, Comprehension, Expr, ExprKind, Name};

/// What an inlined comprehension has changed, to be put back behind it.
#[derive(Default)]
struct Inlined {
    pushed: Vec<Name>,
    /// The outer block's own symbols.
    symbols: Vec<(Name, u32)>,
    hidden: Vec<Name>,
    cleanup: Option<Label>,
}

impl<'a> Generator<'a> {
    fn comprehension_iter(&mut self, g: &'a Comprehension) -> Done {
        self.expr(&g.iter)?;
        self.op(if g.is_async { O::GetAiter } else { O::GetIter }, g.iter.pos);
        Ok(())
    }

    pub(super) fn comprehension(&mut self, comp: &'a Comp, loc: Loc) -> Done {
        let at = self.block_of(comp.id);
        let (is_inlined, is_async) = (self.table.blocks[at].comp_inlined, self.table.blocks[at].coroutine);
        let Some(outermost) = comp.generators.first() else { return Ok(()) };
        let mut state = Inlined::default();
        if is_inlined {
            self.comprehension_iter(outermost)?;
            self.push_inlined(at, &mut state, loc);
        } else {
            let name = match comp.kind {
                CompKind::List => "<listcomp>",
                CompKind::Set => "<setcomp>",
                CompKind::Dict => "<dictcomp>",
                CompKind::Generator => "<genexpr>",
            };
            self.enter_scope(name, ScopeKind::Comprehension, (comp.id, false), loc.line, None, (1, 0, 0))?;
        }
        let is_generator = comp.kind == CompKind::Generator;
        if !is_generator {
            let op = match comp.kind {
                CompKind::List => O::BuildList,
                CompKind::Set => O::BuildSet,
                _ => O::BuildMap,
            };
            self.emit(op, 0, loc);
            if is_inlined {
                self.emit(O::Swap, 2, loc);
            }
        }
        self.generators(comp, 0, 0, is_inlined, loc)?;
        if is_inlined {
            self.pop_inlined(state, loc);
            return Ok(());
        }
        if is_generator {
            self.wrap_in_stopiteration_handler();
        } else {
            self.op(O::ReturnValue, loc);
        }
        let code = self.finish_unit(true)?;
        self.make_closure(code, 0, loc);
        self.comprehension_iter(outermost)?;
        self.emit(O::Call, 0, loc);
        if is_async && !is_generator {
            self.emit(O::GetAwaitable, 0, loc);
            self.load_none(loc);
            self.yield_from(loc, true);
        }
        Ok(())
    }

    /// The loops from `index` on. `depth`: iterators on the stack above what is built.
    fn generators(&mut self, comp: &'a Comp, index: usize, depth: i32, iter_on_stack: bool, loc: Loc) -> Done {
        let Some(g) = comp.generators.get(index) else { return Ok(()) };
        if g.is_async {
            self.async_generator(comp, index, depth, iter_on_stack, loc)
        } else {
            self.sync_generator(comp, index, depth, iter_on_stack, loc)
        }
    }

    fn sync_generator(&mut self, comp: &'a Comp, index: usize, mut depth: i32, iter_on_stack: bool, loc: Loc) -> Done {
        let g = &comp.generators[index];
        let (start, if_cleanup, anchor) = (self.label(), self.label(), self.label());
        let mut is_loop = true;
        if !iter_on_stack {
            if index == 0 {
                self.emit(O::LoadFast, 0, loc);
            } else {
                match &g.iter.kind {
                    ExprKind::List { elts, .. } | ExprKind::Tuple { elts, .. } if elts.len() == 1 && !elts[0].is_starred() => {
                        self.expr(&elts[0])?;
                        is_loop = false;
                    }
                    _ => self.comprehension_iter(g)?,
                }
            }
        }
        if is_loop {
            depth += 1;
            self.place(start);
            self.jump(O::ForIter, anchor, g.iter.pos);
        }
        self.expr(&g.target)?;
        for test in &g.ifs {
            self.jump_if(test, if_cleanup, false)?;
        }
        self.generators(comp, index + 1, depth, false, loc)?;
        let elt_loc = self.element(comp, index, depth)?;
        self.place(if_cleanup);
        if is_loop {
            self.jump(Op::Jump, start, elt_loc);
            self.place(anchor);
            self.op(O::EndFor, NO_LOCATION);
            self.op(O::PopIter, NO_LOCATION);
        }
        Ok(())
    }

    fn async_generator(&mut self, comp: &'a Comp, index: usize, depth: i32, iter_on_stack: bool, loc: Loc) -> Done {
        let g = &comp.generators[index];
        let (start, send, except, if_cleanup) = (self.label(), self.label(), self.label(), self.label());
        if !iter_on_stack {
            if index == 0 {
                self.emit(O::LoadFast, 0, loc);
            } else {
                self.comprehension_iter(g)?;
            }
        }
        self.place(start);
        self.push_frame(FrameKind::AsyncComprehension, Some(start), None, loc)?;
        self.jump(Op::SetupFinally, except, loc);
        self.op(O::GetAnext, loc);
        self.load_none(loc);
        self.place(send);
        self.yield_from(loc, true);
        self.op(Op::PopBlock, loc);
        self.expr(&g.target)?;
        for test in &g.ifs {
            self.jump_if(test, if_cleanup, false)?;
        }
        let depth = depth + 1;
        self.generators(comp, index + 1, depth, false, loc)?;
        let elt_loc = self.element(comp, index, depth)?;
        self.place(if_cleanup);
        self.jump(Op::Jump, start, elt_loc);
        self.pop_frame();
        self.place(except);
        self.jump(O::EndAsyncFor, send, loc);
        Ok(())
    }

    /// In the innermost loop: the element is made and kept. The answer: the place of the jump behind it.
    fn element(&mut self, comp: &'a Comp, index: usize, depth: i32) -> Result<Loc, crate::scopes::Wrong> {
        let elt: &'a Expr = &comp.elt;
        let mut loc = elt.pos;
        if index + 1 < comp.generators.len() {
            return Ok(loc);
        }
        self.expr(elt)?;
        match (&comp.kind, &comp.value) {
            (CompKind::Generator, _) => {
                self.yield_value(loc);
                self.op(O::PopTop, loc);
            }
            (CompKind::List, _) => self.emit(O::ListAppend, depth + 1, loc),
            (CompKind::Dict, Some(value)) => {
                self.expr(value)?;
                (loc.end_line, loc.end_col) = (value.pos.end_line, value.pos.end_col);
                self.emit(O::MapAdd, depth + 1, loc);
            }
            _ => self.emit(O::SetAdd, depth + 1, loc),
        }
        Ok(loc)
    }

    /// Names of the comprehension get its own scopes for a while, and locals that it hides are put on the stack.
    fn push_inlined(&mut self, comp: usize, state: &mut Inlined, loc: Loc) {
        let outer = self.here().block;
        let in_class = self.block().kind == BlockKind::Class && self.here().n_inlined == 0;
        let is_function = self.block().is_function_like();
        self.unit().n_inlined += 1;
        let symbols: Vec<(Name, u32)> = self.table.blocks[comp].symbols.iter().map(|(n, s)| (n.clone(), s)).collect();
        for (name, symbol) in symbols.iter().filter(|(_, symbol)| symbol & DEF_PARAM == 0) {
            let scope = scope_of(*symbol);
            let outer_symbol = self.table.blocks[outer].symbol(name);
            let outer_scope = scope_of(outer_symbol);
            let differs = scope != outer_scope && scope != Scope::Free && !(scope == Scope::Cell && outer_scope == Scope::Free);
            if differs || in_class {
                state.symbols.push((name.clone(), outer_symbol));
                self.table.blocks[outer].symbols.set(name, *symbol);
            }
            let is_own = symbol & DEF_LOCAL != 0 && symbol & DEF_NONLOCAL == 0;
            if (is_own || in_class) && !is_function && self.unit().fast_hidden.get(name) != Some(&true) {
                self.unit().fast_hidden.insert(name.clone(), true);
                state.hidden.push(name.clone());
            }
        }
        for (name, symbol) in &symbols {
            let is_own = symbol & DEF_LOCAL != 0 && symbol & DEF_NONLOCAL == 0;
            if !is_own {
                continue;
            }
            self.fast(O::LoadFastAndClear, name, loc);
            if scope_of(*symbol) == Scope::Cell {
                let is_free = self.table.blocks[outer].scope(name) == Scope::Free;
                self.deref(O::MakeCell, name, is_free, loc);
            }
            state.pushed.push(name.clone());
        }
        if !state.pushed.is_empty() {
            self.emit(O::Swap, state.pushed.len() as i32 + 1, loc);
            let cleanup = self.label();
            state.cleanup = Some(cleanup);
            self.jump(Op::SetupFinally, cleanup, loc);
        }
    }

    fn restore_locals(&mut self, pushed: &[Name], loc: Loc) {
        self.emit(O::Swap, pushed.len() as i32 + 1, loc);
        for name in pushed.iter().rev() {
            self.fast(Op::StoreFastMaybeNull, name, loc);
        }
    }

    fn pop_inlined(&mut self, state: Inlined, loc: Loc) {
        if let Some(cleanup) = state.cleanup {
            self.op(Op::PopBlock, NO_LOCATION);
            let end = self.label();
            self.jump(Op::JumpNoInterrupt, end, NO_LOCATION);
            self.place(cleanup);
            self.emit(O::Swap, 2, NO_LOCATION);
            self.op(O::PopTop, NO_LOCATION);
            self.restore_locals(&state.pushed, loc);
            self.emit(O::Reraise, 0, NO_LOCATION);
            self.place(end);
            self.restore_locals(&state.pushed, loc);
        }
        self.unit().n_inlined -= 1;
        let outer = self.here().block;
        for (name, symbol) in state.symbols {
            self.table.blocks[outer].symbols.set(&name, symbol);
        }
        for name in state.hidden {
            self.unit().fast_hidden.insert(name, false);
        }
    }
}
