//! Collects from the tree what each block does with each name. CPython: Python/symtable.c, symtable_visit_stmt and others.

use std::collections::HashSet;

use super::{
    Block, BlockKind, Comprehended, DEF_ANNOT, DEF_COMP_ITER, DEF_GLOBAL, DEF_IMPORT, DEF_LOCAL, DEF_NONLOCAL, DEF_PARAM, DEF_TYPE_PARAM,
    Key, MODULE, Symbols, Table, USE, Wrong, analyze, maybe_mangle, wrong,
};
use crate::tree::{
    Alias, Arg, Arguments, Ctx, Expr, ExprKind, FunctionDef, Keyword, Module, Name, Pos, Stmt, StmtKind, TypeParam, TypeParamKind,
    TypeParams, docstring,
};

pub(super) type Done = Result<(), Wrong>;

/// What the compiler knows of `__future__`, and may do at the top.
#[derive(Clone, Copy, Default, Debug)]
pub(crate) struct Settings {
    pub future_annotations: bool,
    pub top_level_await: bool,
    /// Where the last of the future imports ends: line and column.
    pub future_end: (i32, i32),
}

pub(super) struct Builder {
    pub table: Table,
    pub stack: Vec<usize>,
    private: Option<Name>,
    pub settings: Settings,
}

pub(crate) fn build(module: &Module, settings: Settings) -> Result<Table, Wrong> {
    let mut b = Builder { table: Table::default(), stack: Vec::new(), private: None, settings };
    b.enter(BlockKind::Module, "top", (MODULE, false), Pos::default())?;
    match module {
        Module::Statements(body) => {
            b.cur().has_docstring = docstring(body).is_some();
            b.stmts(body)?;
        }
        Module::Interactive(body) => b.stmts(body)?,
        Module::Expression(e) => b.expr(e)?,
        Module::Signature(parts) => b.exprs(parts)?,
    }
    b.exit();
    analyze::analyze(&mut b.table)?;
    Ok(b.table)
}

impl Builder {
    fn at(&self) -> usize {
        self.stack.last().copied().unwrap_or(0)
    }

    pub(super) fn cur(&mut self) -> &mut Block {
        let at = self.at();
        &mut self.table.blocks[at]
    }

    pub(super) fn here(&self) -> &Block {
        &self.table.blocks[self.at()]
    }

    fn new_block(&mut self, kind: BlockKind, name: &str, key: Key, pos: Pos) -> usize {
        let outer = self.stack.last().map(|at| &self.table.blocks[*at]);
        let block = Block {
            kind,
            name: name.into(),
            line: pos.line,
            symbols: Symbols::default(),
            varnames: Vec::new(),
            children: Vec::new(),
            directives: Vec::new(),
            nested: outer.is_some_and(|o| o.nested || o.is_function_like()),
            generator: false,
            coroutine: false,
            varargs: false,
            varkeywords: false,
            returns_value: false,
            annotations_used: false,
            comprehension: Comprehended::No,
            comp_inlined: false,
            comp_iter_target: false,
            comp_iter_expr: 0,
            can_see_class_scope: false,
            needs_class_closure: false,
            needs_classdict: false,
            has_conditional_annotations: false,
            in_conditional_block: false,
            in_unevaluated_annotation: false,
            annotation_block: None,
            has_docstring: false,
            method: kind == BlockKind::Function && outer.is_some_and(|o| o.kind == BlockKind::Class),
            mangled_names: None,
            scope_info: None,
        };
        self.table.blocks.push(block);
        let at = self.table.blocks.len() - 1;
        self.table.by_node.insert(key, at);
        at
    }

    fn enter_existing(&mut self, at: usize) {
        if let Some(outer) = self.stack.last().copied() {
            self.table.blocks[at].comp_iter_expr = self.table.blocks[outer].comp_iter_expr;
            if self.table.blocks[outer].mangled_names.is_some() && self.table.blocks[at].kind != BlockKind::Class {
                self.table.blocks[at].mangled_names = self.table.blocks[outer].mangled_names.clone();
            }
            // With the future import annotations become texts: their names count nowhere.
            let is_text = self.settings.future_annotations && self.table.blocks[at].kind == BlockKind::Annotation;
            if !is_text && !self.table.blocks[outer].children.contains(&at) {
                self.table.blocks[outer].children.push(at);
            }
        }
        self.stack.push(at);
    }

    pub(super) fn enter(&mut self, kind: BlockKind, name: &str, key: Key, pos: Pos) -> Done {
        let at = self.new_block(kind, name, key, pos);
        self.enter_existing(at);
        if matches!(kind, BlockKind::Annotation | BlockKind::TypeVariable | BlockKind::TypeAlias) {
            self.def(&".format".into(), DEF_PARAM, pos)?;
            self.def(&".format".into(), USE, pos)?;
        }
        Ok(())
    }

    pub(super) fn exit(&mut self) {
        self.stack.pop();
    }

    pub(super) fn lookup(&self, at: usize, name: &Name) -> u32 {
        let block = &self.table.blocks[at];
        block.symbol(&maybe_mangle(self.private.as_ref(), block, name))
    }

    /// Adds a flag to a name of block `at`. CPython: symtable_add_def_helper.
    pub(super) fn def_in(&mut self, at: usize, name: &Name, flag: u32, pos: Pos) -> Done {
        let mangled = maybe_mangle(self.private.as_ref(), self.here(), name);
        let block = &mut self.table.blocks[at];
        let before = block.symbol(&mangled);
        if flag & DEF_PARAM != 0 && before & DEF_PARAM != 0 {
            return wrong(format!("duplicate argument '{name}' in function definition"), pos);
        }
        if flag & DEF_TYPE_PARAM != 0 && before & DEF_TYPE_PARAM != 0 {
            return wrong(format!("duplicate type parameter '{name}'"), pos);
        }
        let mut flags = before | flag;
        if block.comp_iter_target {
            if flags & (DEF_GLOBAL | DEF_NONLOCAL) != 0 {
                return wrong(format!("comprehension inner loop cannot rebind assignment expression target '{name}'"), pos);
            }
            flags |= DEF_COMP_ITER;
        }
        block.symbols.set(&mangled, flags);
        if flag & DEF_PARAM != 0 {
            block.varnames.push(mangled);
        } else if flag & DEF_GLOBAL != 0 {
            let top = &mut self.table.blocks[0].symbols;
            let flags = top.get(&mangled).unwrap_or(0) | flag;
            top.set(&mangled, flags);
        }
        Ok(())
    }

    pub(super) fn check_name(name: &str, pos: Pos, ctx: Ctx) -> Done {
        match ctx {
            Ctx::Store if name == "__debug__" => wrong("cannot assign to __debug__", pos),
            Ctx::Del if name == "__debug__" => wrong("cannot delete __debug__", pos),
            _ => Ok(()),
        }
    }

    pub(super) fn def_ctx(&mut self, name: &Name, flag: u32, pos: Pos, ctx: Ctx) -> Done {
        if flag & (DEF_PARAM | DEF_LOCAL | DEF_IMPORT) != 0 {
            Self::check_name(name, pos, ctx)?;
        }
        if flag & DEF_TYPE_PARAM != 0
            && let Some(names) = &mut self.cur().mangled_names
        {
            names.insert(name.clone());
        }
        let at = self.at();
        self.def_in(at, name, flag, pos)
    }

    pub(super) fn def(&mut self, name: &Name, flag: u32, pos: Pos) -> Done {
        self.def_ctx(name, flag, pos, if flag == USE { Ctx::Load } else { Ctx::Store })
    }

    pub(super) fn directive(&mut self, name: &Name, pos: Pos) {
        let mangled = maybe_mangle(self.private.as_ref(), self.here(), name);
        self.cur().directives.push((mangled, pos));
    }

    fn stmts(&mut self, body: &[Stmt]) -> Done {
        body.iter().try_for_each(|s| self.stmt(s))
    }

    pub(super) fn exprs(&mut self, list: &[Expr]) -> Done {
        list.iter().try_for_each(|e| self.expr(e))
    }

    pub(super) fn optional(&mut self, e: Option<&Expr>) -> Done {
        e.map_or(Ok(()), |e| self.expr(e))
    }

    fn conditional(&mut self, body: impl FnOnce(&mut Builder) -> Done) -> Done {
        let before = std::mem::replace(&mut self.cur().in_conditional_block, true);
        body(self)?;
        self.cur().in_conditional_block = before;
        Ok(())
    }

    #[allow(clippy::too_many_lines)]
    fn stmt(&mut self, s: &Stmt) -> Done {
        match &s.kind {
            StmtKind::FunctionDef(f) => self.function(f, s.pos),
            StmtKind::ClassDef(c) => {
                self.def(&c.name, DEF_LOCAL, s.pos)?;
                self.exprs(&c.decorators)?;
                let before = self.private.clone();
                let is_generic = !c.type_params.list.is_empty();
                if is_generic {
                    self.enter_type_params(&c.type_params, &c.name, [false, false], true, s.pos)?;
                    self.private = Some(c.name.clone());
                    self.cur().mangled_names = Some(HashSet::new());
                    self.type_params(&c.type_params)?;
                }
                self.exprs(&c.bases)?;
                self.keywords(&c.keywords)?;
                self.enter(BlockKind::Class, &c.name, (c.id, false), s.pos)?;
                self.private = Some(c.name.clone());
                if is_generic {
                    self.def(&"__type_params__".into(), DEF_LOCAL, s.pos)?;
                    self.def(&".type_params".into(), USE, s.pos)?;
                }
                self.cur().has_docstring = docstring(&c.body).is_some();
                self.stmts(&c.body)?;
                self.exit();
                if is_generic {
                    self.exit();
                }
                self.private = before;
                Ok(())
            }
            StmtKind::TypeAlias(t) => {
                self.def_ctx(&t.name, DEF_LOCAL, t.name_pos, Ctx::Store)?;
                let in_class = self.here().kind == BlockKind::Class;
                let is_generic = !t.type_params.list.is_empty();
                if is_generic {
                    self.enter_type_params(&t.type_params, &t.name, [false, false], false, s.pos)?;
                    self.type_params(&t.type_params)?;
                }
                self.enter(BlockKind::TypeAlias, &t.name, (t.id, false), s.pos)?;
                self.cur().can_see_class_scope = in_class;
                if in_class {
                    self.def(&"__classdict__".into(), USE, t.value.pos)?;
                }
                self.expr(&t.value)?;
                self.exit();
                if is_generic {
                    self.exit();
                }
                Ok(())
            }
            StmtKind::Return(value) => {
                if let Some(value) = value {
                    self.expr(value)?;
                    self.cur().returns_value = true;
                }
                Ok(())
            }
            StmtKind::Delete(targets) => self.exprs(targets),
            StmtKind::Assign { targets, value } => {
                self.exprs(targets)?;
                self.expr(value)
            }
            StmtKind::AnnAssign { target, annotation, value, simple } => {
                self.cur().annotations_used = true;
                if let ExprKind::Name { id, .. } = &target.kind {
                    let cur = self.lookup(self.at(), id);
                    if cur & (DEF_GLOBAL | DEF_NONLOCAL) != 0 && self.at() != 0 && *simple {
                        let what = if cur & DEF_GLOBAL != 0 { "global" } else { "nonlocal" };
                        return wrong(format!("annotated name '{id}' can't be {what}"), s.pos);
                    }
                    if *simple {
                        self.def(id, DEF_ANNOT | DEF_LOCAL, target.pos)?;
                    } else if value.is_some() {
                        self.def(id, DEF_LOCAL, target.pos)?;
                    }
                } else {
                    self.expr(target)?;
                }
                self.annotation(annotation)?;
                self.optional(value.as_ref())
            }
            StmtKind::AugAssign { target, value, .. } => {
                self.expr(target)?;
                self.expr(value)
            }
            StmtKind::For { is_async, target, iter, body, orelse } => {
                if *is_async {
                    self.needs_coroutine("'async for' outside async function", s.pos)?;
                }
                self.expr(target)?;
                self.expr(iter)?;
                self.conditional(|b| {
                    b.stmts(body)?;
                    b.stmts(orelse)
                })
            }
            StmtKind::While { test, body, orelse } | StmtKind::If { test, body, orelse } => {
                self.expr(test)?;
                self.conditional(|b| {
                    b.stmts(body)?;
                    b.stmts(orelse)
                })
            }
            StmtKind::Match { subject, cases } => {
                self.expr(subject)?;
                self.conditional(|b| {
                    cases.iter().try_for_each(|c| {
                        b.pattern(&c.pattern)?;
                        b.optional(c.guard.as_ref())?;
                        b.stmts(&c.body)
                    })
                })
            }
            StmtKind::Raise { exc, cause } => {
                self.optional(exc.as_ref())?;
                self.optional(cause.as_ref())
            }
            StmtKind::Try(t) => self.conditional(|b| {
                b.stmts(&t.body)?;
                for h in &t.handlers {
                    b.optional(h.kind.as_ref())?;
                    if let Some(name) = &h.name {
                        b.def(name, DEF_LOCAL, h.pos)?;
                    }
                    b.stmts(&h.body)?;
                }
                b.stmts(&t.orelse)?;
                b.stmts(&t.finalbody)
            }),
            StmtKind::Assert { test, msg } => {
                self.expr(test)?;
                self.optional(msg.as_ref())
            }
            StmtKind::Import(names) => names.iter().try_for_each(|a| self.alias(a)),
            StmtKind::ImportFrom { module, names, level } => {
                names.iter().try_for_each(|a| self.alias(a))?;
                let is_future = *level == 0 && module.as_deref() == Some("__future__");
                let end = self.settings.future_end;
                if is_future && (s.pos.line > end.0 || (s.pos.line == end.0 && s.pos.col > end.1)) {
                    return wrong("from __future__ imports must occur at the beginning of the file", s.pos);
                }
                Ok(())
            }
            StmtKind::Global(names) => names.iter().try_for_each(|name| self.declare(name, DEF_GLOBAL, "global", s.pos)),
            StmtKind::Nonlocal(names) => names.iter().try_for_each(|name| self.declare(name, DEF_NONLOCAL, "nonlocal", s.pos)),
            StmtKind::Expr(e) => self.expr(e),
            StmtKind::Pass | StmtKind::Break | StmtKind::Continue => Ok(()),
            StmtKind::With { is_async, items, body } => {
                if *is_async {
                    self.needs_coroutine("'async with' outside async function", s.pos)?;
                }
                self.conditional(|b| {
                    for item in items {
                        b.expr(&item.context)?;
                        b.optional(item.vars.as_ref())?;
                    }
                    b.stmts(body)
                })
            }
        }
    }

    fn declare(&mut self, name: &Name, flag: u32, word: &str, pos: Pos) -> Done {
        let cur = self.lookup(self.at(), name);
        let msg = if cur & DEF_PARAM != 0 {
            format!("name '{name}' is parameter and {word}")
        } else if cur & USE != 0 {
            format!("name '{name}' is used prior to {word} declaration")
        } else if cur & DEF_ANNOT != 0 {
            format!("annotated name '{name}' can't be {word}")
        } else if cur & DEF_LOCAL != 0 {
            format!("name '{name}' is assigned to before {word} declaration")
        } else {
            self.def(name, flag, pos)?;
            self.directive(name, pos);
            return Ok(());
        };
        wrong(msg, pos)
    }

    fn needs_coroutine(&mut self, msg: &str, pos: Pos) -> Done {
        if self.settings.top_level_await && self.here().kind == BlockKind::Module {
            self.cur().coroutine = true;
        }
        if self.here().coroutine { Ok(()) } else { wrong(msg, pos) }
    }

    fn function(&mut self, f: &FunctionDef, pos: Pos) -> Done {
        self.def(&f.name, DEF_LOCAL, pos)?;
        self.exprs(&f.args.defaults)?;
        f.args.kw_defaults.iter().flatten().try_for_each(|e| self.expr(e))?;
        self.exprs(&f.decorators)?;
        let is_generic = !f.type_params.list.is_empty();
        if is_generic {
            let has_kw = f.args.kw_defaults.iter().any(Option::is_some);
            // CPython's parser has a list of defaults even if there are none.
            self.enter_type_params(&f.type_params, &f.name, [true, has_kw], false, pos)?;
            self.type_params(&f.type_params)?;
        }
        let at = self.new_block(BlockKind::Function, &f.name, (f.id, false), pos);
        self.table.blocks[at].has_docstring = docstring(&f.body).is_some();
        self.annotations(&f.args, f.returns.as_ref(), pos)?;
        self.enter_existing(at);
        if f.is_async {
            self.cur().coroutine = true;
        }
        self.arguments(&f.args)?;
        self.stmts(&f.body)?;
        self.exit();
        if is_generic {
            self.exit();
        }
        Ok(())
    }

    /// `defaults`: of parameters, and of those by keyword alone.
    fn enter_type_params(&mut self, params: &TypeParams, name: &str, defaults: [bool; 2], is_class: bool, pos: Pos) -> Done {
        let [defaults, kwdefaults] = defaults;
        let in_class = self.here().kind == BlockKind::Class;
        self.enter(BlockKind::TypeParameters, name, (params.id, false), pos)?;
        if in_class {
            self.cur().can_see_class_scope = true;
            self.def(&"__classdict__".into(), USE, pos)?;
        }
        if is_class {
            for name in [".type_params", ".generic_base"] {
                self.def(&name.into(), DEF_LOCAL, pos)?;
                self.def(&name.into(), USE, pos)?;
            }
        }
        if defaults {
            self.def(&".defaults".into(), DEF_PARAM, pos)?;
        }
        if kwdefaults {
            self.def(&".kwdefaults".into(), DEF_PARAM, pos)?;
        }
        Ok(())
    }

    fn type_params(&mut self, params: &TypeParams) -> Done {
        params.list.iter().try_for_each(|p| self.type_param(p))
    }

    fn type_param(&mut self, p: &TypeParam) -> Done {
        self.def(&p.name, DEF_TYPE_PARAM | DEF_LOCAL, p.pos)?;
        let default_info = match p.kind {
            TypeParamKind::TypeVar => {
                let is_tuple = p.bound.as_ref().is_some_and(|b| matches!(b.kind, ExprKind::Tuple { .. }));
                let info = if is_tuple { "a TypeVar constraint" } else { "a TypeVar bound" };
                self.bound_or_default(p.bound.as_ref(), p, (p.id, false), info)?;
                "a TypeVar default"
            }
            TypeParamKind::TypeVarTuple => "a TypeVarTuple default",
            TypeParamKind::ParamSpec => "a ParamSpec default",
        };
        self.bound_or_default(p.default.as_ref(), p, (p.default_id, false), default_info)
    }

    fn bound_or_default(&mut self, e: Option<&Expr>, p: &TypeParam, key: Key, info: &'static str) -> Done {
        if p.name.as_ref() == "__classdict__" {
            return wrong("reserved name '__classdict__' cannot be used for type parameter", p.pos);
        }
        let Some(e) = e else { return Ok(()) };
        let in_class = self.here().can_see_class_scope;
        self.enter(BlockKind::TypeVariable, &p.name, key, e.pos)?;
        self.cur().can_see_class_scope = in_class;
        if in_class {
            self.def(&"__classdict__".into(), USE, e.pos)?;
        }
        self.cur().scope_info = Some(info);
        self.expr(e)?;
        self.exit();
        Ok(())
    }

    fn annotation(&mut self, e: &Expr) -> Done {
        let outer = self.at();
        let kind = self.here().kind;
        let is_unevaluated = kind == BlockKind::Function;
        let block = self.here();
        let is_conditional = kind == BlockKind::Module || (kind == BlockKind::Class && block.in_conditional_block);
        if is_conditional && !block.has_conditional_annotations {
            self.cur().has_conditional_annotations = true;
            self.def(&"__conditional_annotations__".into(), USE, e.pos)?;
        }
        match self.table.blocks[outer].annotation_block {
            Some(at) => self.enter_existing(at),
            None => {
                let key = self.table.by_node.iter().find(|(k, at)| **at == outer && !k.1).map_or(MODULE, |(k, _)| k.0);
                self.enter(BlockKind::Annotation, "__annotate__", (key, true), e.pos)?;
                let at = self.at();
                self.table.blocks[outer].annotation_block = Some(at);
                if kind == BlockKind::Class && !self.settings.future_annotations {
                    self.cur().can_see_class_scope = true;
                    self.def(&"__classdict__".into(), USE, e.pos)?;
                }
            }
        }
        if is_unevaluated {
            self.cur().in_unevaluated_annotation = true;
        }
        let done = self.expr(e);
        if is_unevaluated {
            self.cur().in_unevaluated_annotation = false;
        }
        self.exit();
        done
    }

    fn arg_annotations<'a>(&mut self, args: impl Iterator<Item = &'a Arg>) -> Done {
        for arg in args {
            if let Some(e) = &arg.annotation {
                self.cur().annotations_used = true;
                self.expr(e)?;
            }
        }
        Ok(())
    }

    fn annotations(&mut self, a: &Arguments, returns: Option<&Expr>, pos: Pos) -> Done {
        let in_class = self.here().can_see_class_scope || self.here().kind == BlockKind::Class;
        self.enter(BlockKind::Annotation, "__annotate__", (a.id, false), pos)?;
        if in_class {
            self.cur().can_see_class_scope = true;
            self.def(&"__classdict__".into(), USE, pos)?;
        }
        self.arg_annotations(a.posonlyargs.iter().chain(&a.args).chain(&a.vararg).chain(&a.kwarg).chain(&a.kwonlyargs))?;
        if let Some(e) = returns {
            self.cur().annotations_used = true;
            self.expr(e)?;
        }
        self.exit();
        Ok(())
    }

    pub(super) fn arguments(&mut self, a: &Arguments) -> Done {
        a.posonlyargs.iter().chain(&a.args).chain(&a.kwonlyargs).try_for_each(|arg| self.def(&arg.arg, DEF_PARAM, arg.pos))?;
        if let Some(arg) = &a.vararg {
            self.def(&arg.arg, DEF_PARAM, arg.pos)?;
            self.cur().varargs = true;
        }
        if let Some(arg) = &a.kwarg {
            self.def(&arg.arg, DEF_PARAM, arg.pos)?;
            self.cur().varkeywords = true;
        }
        Ok(())
    }

    fn alias(&mut self, a: &Alias) -> Done {
        let name = a.asname.as_ref().unwrap_or(&a.name);
        if name.as_ref() == "*" {
            return match self.here().kind {
                BlockKind::Module => Ok(()),
                _ => wrong("import * only allowed at module level", a.pos),
            };
        }
        let stored = name.split('.').next().unwrap_or_default();
        self.def(&stored.into(), DEF_IMPORT, a.pos)
    }

    pub(super) fn keywords(&mut self, keywords: &[Keyword]) -> Done {
        for k in keywords {
            if let Some(arg) = &k.arg {
                Self::check_name(arg, k.pos, Ctx::Store)?;
            }
        }
        keywords.iter().try_for_each(|k| self.expr(&k.value))
    }
}
