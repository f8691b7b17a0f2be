//! Modules and classes. CPython: codegen_body, codegen_class.

use pyvarium_code::Opcode as O;

use super::functions::{clean_doc, text_of};
use super::{Done, Generator, ScopeKind};
use crate::flow::{Loc, NO_LOCATION};
use crate::tree::{ClassDef, Ctx, Name, Stmt, docstring};

const SUBSCRIPT_GENERIC: i32 = 10;

impl<'a> Generator<'a> {
    pub(super) fn module(&mut self, body: &'a [Stmt], loc: Loc) -> Done {
        if self.block().has_conditional_annotations {
            self.emit(O::BuildSet, 0, loc);
            let arg = self.name_arg(&"__conditional_annotations__".into());
            self.emit(O::StoreName, arg, loc);
        }
        self.body(body, loc)
    }

    fn body(&mut self, mut body: &'a [Stmt], loc: Loc) -> Done {
        if self.is_future_annotations() && self.block().annotations_used {
            self.op(O::SetupAnnotations, loc);
        }
        if body.is_empty() {
            return Ok(());
        }
        if !self.is_interactive
            && self.block().has_docstring
            && let Some(doc) = docstring(body)
        {
            let id = self.pool.str(&clean_doc(text_of(doc).unwrap_or_default()));
            self.load(id, doc.pos);
            self.store_name("__doc__", NO_LOCATION);
            body = &body[1..];
        }
        self.stmts(body)?;
        if !self.is_future_annotations() {
            self.deferred_annotations(loc)?;
        }
        Ok(())
    }

    fn class_body(&mut self, c: &'a ClassDef, firstlineno: i32, s_loc: Loc) -> Done {
        self.enter_scope(&c.name, ScopeKind::Class, (c.id, false), firstlineno, Some(&c.name), (0, 0, 0))?;
        let loc = Loc { line: firstlineno, col: 0, end_line: firstlineno, end_col: 0 };
        self.load_name("__name__", loc);
        self.store_name("__module__", loc);
        let qualname = self.here().meta.qualname.clone();
        let id = self.pool.class_qualname(&qualname);
        self.load(id, loc);
        self.store_name("__qualname__", loc);
        self.load_int(i64::from(firstlineno), loc);
        self.store_name("__firstlineno__", loc);
        if !c.type_params.list.is_empty() {
            self.load_name(".type_params", loc);
            self.store_name("__type_params__", loc);
        }
        if self.block().needs_classdict {
            self.op(O::LoadLocals, loc);
            self.deref(O::StoreDeref, "__classdict__", false, loc);
        }
        if self.block().has_conditional_annotations {
            self.emit(O::BuildSet, 0, loc);
            self.deref(O::StoreDeref, "__conditional_annotations__", false, loc);
        }
        self.body(&c.body, loc)?;
        let attributes: Vec<Name> = self.here().static_attributes.iter().cloned().collect();
        let ids = attributes.iter().map(|name| self.pool.str(name.as_bytes())).collect();
        let tuple = self.pool.tuple(ids);
        self.load(tuple, NO_LOCATION);
        self.store_name("__static_attributes__", NO_LOCATION);
        if self.block().needs_classdict {
            self.load_closure(&"__classdict__".into(), NO_LOCATION);
            self.store_name("__classdictcell__", NO_LOCATION);
        }
        if self.block().needs_class_closure {
            self.load_closure(&"__class__".into(), NO_LOCATION);
            self.emit(O::Copy, 1, NO_LOCATION);
            self.store_name("__classcell__", NO_LOCATION);
        } else {
            self.load_none(NO_LOCATION);
        }
        self.op(O::ReturnValue, NO_LOCATION);
        let code = self.finish_unit(true)?;
        self.op(O::LoadBuildClass, s_loc);
        self.op(O::PushNull, s_loc);
        self.make_closure(code, 0, s_loc);
        self.load_str(&c.name, s_loc);
        Ok(())
    }

    pub(super) fn class(&mut self, c: &'a ClassDef, loc: Loc) -> Done {
        self.decorators(&c.decorators)?;
        let firstlineno = c.decorators.first().map_or(loc.line, |d| d.pos.line);
        let is_generic = !c.type_params.list.is_empty();
        if is_generic {
            let name = format!("<generic parameters of {}>", c.name);
            self.enter_scope(&name, ScopeKind::Annotations, (c.type_params.id, false), firstlineno, Some(&c.name), (0, 0, 0))?;
            self.type_params(&c.type_params)?;
            self.store_name(".type_params", loc);
        }
        self.class_body(c, firstlineno, loc)?;
        if is_generic {
            self.load_name(".type_params", loc);
            self.emit(O::CallIntrinsic1, SUBSCRIPT_GENERIC, loc);
            self.store_name(".generic_base", loc);
            self.call_with(2, &c.bases, Some(".generic_base"), &c.keywords, loc)?;
            let code = self.finish_unit(false)?;
            self.make_closure(code, 0, loc);
            self.op(O::PushNull, loc);
            self.emit(O::Call, 0, loc);
        } else {
            self.call_with(2, &c.bases, None, &c.keywords, loc)?;
        }
        self.apply_decorators(&c.decorators);
        self.name(&c.name, Ctx::Store, loc);
        Ok(())
    }
}
