//! Functions, lambdas, type parameters and type aliases. CPython: codegen_function and its neighbours.

use pyvarium_code::Opcode as O;

use super::{Done, FrameKind, Generator, ScopeKind};
use crate::flow::{Instr, Loc, NO_LOCATION, Op};
use crate::scopes::{Wrong, wrong};
use crate::tree::{Arguments, Ctx, Expr, ExprKind, FunctionDef, Literal, Name, Stmt, TypeAlias, TypeParamKind, TypeParams, docstring};

const DEFAULTS: i32 = 1;
const KWDEFAULTS: i32 = 2;
const STOPITERATION_ERROR: i32 = 3;
const TYPEVAR: i32 = 7;
const PARAMSPEC: i32 = 8;
const TYPEVARTUPLE: i32 = 9;
const TYPEALIAS: i32 = 11;
const TYPEVAR_WITH_BOUND: i32 = 2;
const TYPEVAR_WITH_CONSTRAINTS: i32 = 3;
const SET_FUNCTION_TYPE_PARAMS: i32 = 4;
const SET_TYPEPARAM_DEFAULT: i32 = 5;

fn counts(args: &Arguments) -> (usize, usize, usize) {
    (args.args.len(), args.posonlyargs.len(), args.kwonlyargs.len())
}

impl<'a> Generator<'a> {
    pub(super) fn decorators(&mut self, decorators: &'a [Expr]) -> Done {
        decorators.iter().try_for_each(|e| self.expr(e))
    }

    pub(super) fn apply_decorators(&mut self, decorators: &[Expr]) {
        for e in decorators.iter().rev() {
            self.emit(O::Call, 0, e.pos);
        }
    }

    /// The answer: bits of what was pushed.
    fn defaults(&mut self, args: &'a Arguments, loc: Loc) -> Result<i32, Wrong> {
        let mut bits = 0;
        if !args.defaults.is_empty() {
            args.defaults.iter().try_for_each(|e| self.expr(e))?;
            self.emit(O::BuildTuple, args.defaults.len() as i32, loc);
            bits |= DEFAULTS;
        }
        let mut n = 0;
        for (arg, default) in args.kwonlyargs.iter().zip(&args.kw_defaults) {
            if let Some(default) = default {
                let name = self.mangled(&arg.arg);
                self.load_str(&name, loc);
                self.expr(default)?;
                n += 1;
            }
        }
        if n > 0 {
            self.emit(O::BuildMap, n, loc);
            bits |= KWDEFAULTS;
        }
        Ok(bits)
    }

    /// A StopIteration that leaves a generator becomes a RuntimeError.
    pub(super) fn wrap_in_stopiteration_handler(&mut self) {
        let handler = self.label();
        self.unit().sequence.insert(0, Instr::new(Op::SetupCleanup, handler as i32, NO_LOCATION));
        self.load_none(NO_LOCATION);
        self.op(O::ReturnValue, NO_LOCATION);
        self.place(handler);
        self.emit(O::CallIntrinsic1, STOPITERATION_ERROR, NO_LOCATION);
        self.emit(O::Reraise, 1, NO_LOCATION);
    }

    pub(super) fn function(&mut self, f: &'a FunctionDef, loc: Loc) -> Done {
        self.decorators(&f.decorators)?;
        let firstlineno = f.decorators.first().map_or(loc.line, |d| d.pos.line);
        let mut bits = self.defaults(&f.args, loc)?;
        let is_generic = !f.type_params.list.is_empty();
        let n_defaults = i32::from(bits & DEFAULTS != 0) + i32::from(bits & KWDEFAULTS != 0);
        if is_generic {
            if n_defaults == 2 {
                self.emit(O::Swap, 2, loc);
            }
            let name = format!("<generic parameters of {}>", f.name);
            self.enter_scope(&name, ScopeKind::Annotations, (f.type_params.id, false), firstlineno, None, (n_defaults as usize, 0, 0))?;
            self.type_params(&f.type_params)?;
            for i in 0..n_defaults {
                self.emit(O::LoadFast, i, loc);
            }
        }
        bits |= self.function_annotations(&f.args, f.returns.as_ref(), loc)?;
        self.function_body(f, bits, firstlineno, loc)?;
        if is_generic {
            self.emit(O::Swap, 2, loc);
            self.emit(O::CallIntrinsic2, SET_FUNCTION_TYPE_PARAMS, loc);
            let code = self.finish_unit(false)?;
            self.make_closure(code, 0, loc);
            if n_defaults > 0 {
                self.emit(O::Swap, n_defaults + 1, loc);
                self.emit(O::Call, n_defaults - 1, loc);
            } else {
                self.op(O::PushNull, loc);
                self.emit(O::Call, 0, loc);
            }
        }
        self.apply_decorators(&f.decorators);
        self.name(&f.name, Ctx::Store, loc);
        Ok(())
    }

    fn function_body(&mut self, f: &'a FunctionDef, bits: i32, firstlineno: i32, loc: Loc) -> Done {
        let kind = if f.is_async { ScopeKind::AsyncFunction } else { ScopeKind::Function };
        self.enter_scope(&f.name, kind, (f.id, false), firstlineno, None, counts(&f.args))?;
        let mut body: &[Stmt] = &f.body;
        if self.block().has_docstring
            && let Some(doc) = docstring(body).and_then(text_of)
        {
            let id = self.pool.str(&clean_doc(doc));
            self.add_const(id);
            body = &body[1..];
        }
        let start = self.label();
        self.place(start);
        let wraps = self.block().coroutine || self.block().generator;
        if wraps {
            self.push_frame(FrameKind::StopIteration, Some(start), None, NO_LOCATION)?;
        }
        self.stmts(body)?;
        if wraps {
            self.wrap_in_stopiteration_handler();
            self.pop_frame();
        }
        let code = self.finish_unit(true)?;
        self.make_closure(code, bits, loc);
        Ok(())
    }

    pub(super) fn lambda(&mut self, e: &'a Expr) -> Done {
        let ExprKind::Lambda { id, args, body } = &e.kind else { return Ok(()) };
        let bits = self.defaults(args, e.pos)?;
        self.enter_scope("<lambda>", ScopeKind::Lambda, (*id, false), e.pos.line, None, counts(args))?;
        self.expr(body)?;
        let is_generator = self.block().generator;
        if !is_generator {
            self.op(O::ReturnValue, body.pos);
        }
        let code = self.finish_unit(!is_generator)?;
        self.make_closure(code, bits, e.pos);
        Ok(())
    }

    fn bound_or_default(&mut self, e: &'a Expr, name: &Name, id: u32, allows_star: bool) -> Done {
        let one = self.pool.small_int(1);
        let defaults = self.pool.tuple(vec![one]);
        self.load(defaults, e.pos);
        self.setup_annotations_scope((id, false), name, e.pos)?;
        match &e.kind {
            ExprKind::Starred { value, .. } if allows_star => {
                self.expr(value)?;
                self.emit(O::UnpackSequence, 1, e.pos);
            }
            _ => self.expr(e)?,
        }
        self.op(O::ReturnValue, e.pos);
        let code = self.finish_unit(true)?;
        self.make_closure(code, DEFAULTS, e.pos);
        Ok(())
    }

    pub(super) fn type_params(&mut self, params: &'a TypeParams) -> Done {
        let mut has_default = false;
        for p in &params.list {
            self.load_str(&p.name, p.pos);
            match (p.kind, &p.bound) {
                (TypeParamKind::TypeVar, Some(bound)) => {
                    self.bound_or_default(bound, &p.name, p.id, false)?;
                    let is_tuple = matches!(bound.kind, ExprKind::Tuple { .. });
                    self.emit(O::CallIntrinsic2, if is_tuple { TYPEVAR_WITH_CONSTRAINTS } else { TYPEVAR_WITH_BOUND }, p.pos);
                }
                (TypeParamKind::TypeVar, None) => self.emit(O::CallIntrinsic1, TYPEVAR, p.pos),
                (TypeParamKind::TypeVarTuple, _) => self.emit(O::CallIntrinsic1, TYPEVARTUPLE, p.pos),
                (TypeParamKind::ParamSpec, _) => self.emit(O::CallIntrinsic1, PARAMSPEC, p.pos),
            }
            if let Some(default) = &p.default {
                has_default = true;
                self.bound_or_default(default, &p.name, p.default_id, p.kind == TypeParamKind::TypeVarTuple)?;
                self.emit(O::CallIntrinsic2, SET_TYPEPARAM_DEFAULT, p.pos);
            } else if has_default {
                return wrong(format!("non-default type parameter '{}' follows default type parameter", p.name), p.pos);
            }
            self.emit(O::Copy, 1, p.pos);
            self.name(&p.name, Ctx::Store, p.pos);
        }
        let first = params.list.first().map_or(NO_LOCATION, |p| p.pos);
        self.emit(O::BuildTuple, params.list.len() as i32, first);
        Ok(())
    }

    pub(super) fn type_alias(&mut self, t: &'a TypeAlias, loc: Loc) -> Done {
        let is_generic = !t.type_params.list.is_empty();
        if is_generic {
            let name = format!("<generic parameters of {}>", t.name);
            self.enter_scope(&name, ScopeKind::Annotations, (t.type_params.id, false), loc.line, None, (0, 0, 0))?;
            self.load_str(&t.name, loc);
            self.type_params(&t.type_params)?;
        } else {
            self.load_str(&t.name, loc);
            self.load_none(loc);
        }
        let one = self.pool.small_int(1);
        let defaults = self.pool.tuple(vec![one]);
        self.load(defaults, loc);
        self.setup_annotations_scope((t.id, false), &t.name, loc)?;
        self.expr(&t.value)?;
        self.op(O::ReturnValue, loc);
        let code = self.finish_unit(false)?;
        self.make_closure(code, DEFAULTS, loc);
        self.emit(O::BuildTuple, 3, loc);
        self.emit(O::CallIntrinsic1, TYPEALIAS, loc);
        if is_generic {
            let code = self.finish_unit(false)?;
            self.make_closure(code, 0, loc);
            self.op(O::PushNull, loc);
            self.emit(O::Call, 0, loc);
        }
        self.name(&t.name, Ctx::Store, loc);
        Ok(())
    }
}

pub(super) fn text_of(e: &Expr) -> Option<&[u8]> {
    match &e.kind {
        ExprKind::Constant(Literal::Str(text, _)) => Some(text),
        _ => None,
    }
}

/// The docstring without the indentation that all its lines but the first share. CPython: _PyCompile_CleanDoc.
pub(super) fn clean_doc(doc: &[u8]) -> Vec<u8> {
    let text = expand_tabs(doc);
    let lines: Vec<&[u8]> = text.split(|b| *b == b'\n').collect();
    let spaces = |line: &[u8]| line.iter().take_while(|b| **b == b' ').count();
    let margin = lines.iter().skip(1).filter(|line| spaces(line) < line.len()).map(|line| spaces(line)).min();
    let mut out = Vec::with_capacity(text.len());
    for (i, line) in lines.iter().enumerate() {
        if i == 0 {
            out.extend_from_slice(&line[spaces(line)..]);
            continue;
        }
        out.push(b'\n');
        let cut = margin.unwrap_or(0).min(spaces(line));
        out.extend_from_slice(&line[cut..]);
    }
    out
}

/// `str.expandtabs()`: to columns of eight characters.
fn expand_tabs(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut column = 0;
    for byte in text {
        match byte {
            b'\t' => {
                let n = 8 - column % 8;
                out.extend(std::iter::repeat_n(b' ', n));
                column += n;
            }
            b'\n' | b'\r' => {
                out.push(*byte);
                column = 0;
            }
            _ => {
                out.push(*byte);
                column += usize::from(byte & 0xc0 != 0x80);
            }
        }
    }
    out
}
