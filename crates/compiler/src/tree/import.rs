//! The way back from `export`: the tuples that a machine makes of `ast`'s objects become the tree again, so that a program
//! can compile what it has changed.
//!
//! CPython: Python/Python-ast.c (obj2ast_mod), Python/ast.c (_PyAST_Validate).

use std::rc::Rc;

use num_bigint::{BigInt, Sign};
use pyvarium_code::Unit;
use pyvarium_code::unit::{Const, ConstId};

use super::*;

/// None: the data is no tree (the machine has checked what programs can get wrong).
pub(crate) fn import(unit: &Unit) -> Option<Module> {
    let mut reader = Import { unit, next_id: 1 };
    let node = reader.node(unit.root)?;
    Some(match node.class.as_str() {
        "Module" => Module::Statements(reader.stmts(node.field(0)?)?),
        "Interactive" => Module::Interactive(reader.stmts(node.field(0)?)?),
        "Expression" => Module::Expression(reader.expr(node.field(0)?)?),
        _ => return None,
    })
}

struct Node {
    class: String,
    pos: Pos,
    fields: Vec<ConstId>,
}

impl Node {
    fn field(&self, i: usize) -> Option<ConstId> {
        self.fields.get(i).copied()
    }
}

struct Import<'u> {
    unit: &'u Unit,
    next_id: NodeId,
}

impl Import<'_> {
    fn id(&mut self) -> NodeId {
        self.next_id += 1;
        self.next_id
    }

    fn node(&self, id: ConstId) -> Option<Node> {
        let items = self.unit.tuple(id)?;
        let class = self.unit.text(*items.first()?)?.into_owned();
        let numbers: Vec<i32> = self.unit.tuple(*items.get(1)?)?.iter().map(|n| self.int(*n).map(|n| n as i32)).collect::<Option<_>>()?;
        let pos = match numbers.as_slice() {
            &[line, col, end_line, end_col] => Pos { line, col, end_line, end_col },
            _ => Pos::default(),
        };
        Some(Node { class, pos, fields: items.get(2..)?.to_vec() })
    }

    fn int(&self, id: ConstId) -> Option<i64> {
        match self.unit.get(id)? {
            Const::Int(n) => Some(*n),
            Const::True => Some(1),
            Const::False | Const::None => Some(0),
            _ => None,
        }
    }

    fn is_none(&self, id: ConstId) -> bool {
        matches!(self.unit.get(id), Some(Const::None))
    }

    fn list(&self, id: ConstId) -> Option<Vec<ConstId>> {
        match self.unit.get(id)? {
            Const::List(items) => Some(items.clone()),
            Const::None => Some(Vec::new()),
            _ => None,
        }
    }

    fn name(&self, id: ConstId) -> Option<Name> {
        Some(Rc::from(&*self.unit.text(id)?))
    }

    fn opt_name(&self, id: ConstId) -> Option<Option<Name>> {
        if self.is_none(id) { Some(None) } else { self.name(id).map(Some) }
    }

    fn names(&self, id: ConstId) -> Option<Vec<Name>> {
        self.list(id)?.into_iter().map(|n| self.name(n)).collect()
    }

    fn stmts(&mut self, id: ConstId) -> Option<Vec<Stmt>> {
        self.list(id)?.into_iter().map(|s| self.stmt(s)).collect()
    }

    fn exprs(&mut self, id: ConstId) -> Option<Vec<Expr>> {
        self.list(id)?.into_iter().map(|e| self.expr(e)).collect()
    }

    fn opt(&mut self, id: ConstId) -> Option<Option<Expr>> {
        if self.is_none(id) { Some(None) } else { self.expr(id).map(Some) }
    }

    fn opt_box(&mut self, id: ConstId) -> Option<Option<Box<Expr>>> {
        Some(self.opt(id)?.map(Box::new))
    }

    fn boxed(&mut self, id: ConstId) -> Option<Box<Expr>> {
        self.expr(id).map(Box::new)
    }

    fn ctx(&self, id: ConstId) -> Option<Ctx> {
        Some(match self.node(id)?.class.as_str() {
            "Load" => Ctx::Load,
            "Store" => Ctx::Store,
            "Del" => Ctx::Del,
            _ => return None,
        })
    }

    fn operator(&self, id: ConstId) -> Option<Operator> {
        Some(match self.node(id)?.class.as_str() {
            "Add" => Operator::Add,
            "Sub" => Operator::Sub,
            "Mult" => Operator::Mult,
            "MatMult" => Operator::MatMult,
            "Div" => Operator::Div,
            "Mod" => Operator::Mod,
            "Pow" => Operator::Pow,
            "LShift" => Operator::LShift,
            "RShift" => Operator::RShift,
            "BitOr" => Operator::BitOr,
            "BitXor" => Operator::BitXor,
            "BitAnd" => Operator::BitAnd,
            "FloorDiv" => Operator::FloorDiv,
            _ => return None,
        })
    }

    fn compare(&self, id: ConstId) -> Option<CmpOp> {
        Some(match self.node(id)?.class.as_str() {
            "Eq" => CmpOp::Eq,
            "NotEq" => CmpOp::NotEq,
            "Lt" => CmpOp::Lt,
            "LtE" => CmpOp::LtE,
            "Gt" => CmpOp::Gt,
            "GtE" => CmpOp::GtE,
            "Is" => CmpOp::Is,
            "IsNot" => CmpOp::IsNot,
            "In" => CmpOp::In,
            "NotIn" => CmpOp::NotIn,
            _ => return None,
        })
    }

    fn literal(&self, id: ConstId, is_u: bool) -> Option<Literal> {
        Some(match self.unit.get(id)? {
            Const::None => Literal::None,
            Const::True => Literal::True,
            Const::False => Literal::False,
            Const::Ellipsis => Literal::Ellipsis,
            Const::Int(n) => Literal::Int(BigInt::from(*n)),
            Const::BigInt { negative, magnitude_le } => {
                Literal::Int(BigInt::from_bytes_le(if *negative { Sign::Minus } else { Sign::Plus }, magnitude_le))
            }
            Const::Float(v) => Literal::Float(*v),
            Const::Complex { re, im } => Literal::Complex(*re, *im),
            Const::Str { wtf8, .. } => Literal::Str(Rc::from(wtf8.as_slice()), is_u),
            Const::Bytes(bytes) => Literal::Bytes(Rc::from(bytes.as_slice())),
            _ => return None,
        })
    }

    fn stmt(&mut self, id: ConstId) -> Option<Stmt> {
        let node = self.node(id)?;
        let f = |i: usize| node.field(i);
        let kind = match node.class.as_str() {
            class @ ("FunctionDef" | "AsyncFunctionDef") => StmtKind::FunctionDef(Box::new(FunctionDef {
                id: self.id(),
                is_async: class == "AsyncFunctionDef",
                name: self.name(f(0)?)?,
                args: self.arguments(f(1)?)?,
                body: self.stmts(f(2)?)?,
                decorators: self.exprs(f(3)?)?,
                returns: self.opt(f(4)?)?,
                type_params: self.type_params(f(6)?)?,
            })),
            "ClassDef" => StmtKind::ClassDef(Box::new(ClassDef {
                id: self.id(),
                name: self.name(f(0)?)?,
                bases: self.exprs(f(1)?)?,
                keywords: self.keywords(f(2)?)?,
                body: self.stmts(f(3)?)?,
                decorators: self.exprs(f(4)?)?,
                type_params: self.type_params(f(5)?)?,
            })),
            "Return" => StmtKind::Return(self.opt(f(0)?)?),
            "Delete" => StmtKind::Delete(self.exprs(f(0)?)?),
            "Assign" => StmtKind::Assign { targets: self.exprs(f(0)?)?, value: self.expr(f(1)?)? },
            "TypeAlias" => {
                let name = self.node(f(0)?)?;
                StmtKind::TypeAlias(Box::new(TypeAlias {
                    id: self.id(),
                    name: self.name(name.field(0)?)?,
                    name_pos: name.pos,
                    type_params: self.type_params(f(1)?)?,
                    value: self.expr(f(2)?)?,
                }))
            }
            "AugAssign" => StmtKind::AugAssign { target: self.expr(f(0)?)?, op: self.operator(f(1)?)?, value: self.expr(f(2)?)? },
            "AnnAssign" => StmtKind::AnnAssign {
                target: self.expr(f(0)?)?,
                annotation: self.expr(f(1)?)?,
                value: self.opt(f(2)?)?,
                simple: self.int(f(3)?)? != 0,
            },
            class @ ("For" | "AsyncFor") => StmtKind::For {
                is_async: class == "AsyncFor",
                target: self.expr(f(0)?)?,
                iter: self.expr(f(1)?)?,
                body: self.stmts(f(2)?)?,
                orelse: self.stmts(f(3)?)?,
            },
            "While" => StmtKind::While { test: self.expr(f(0)?)?, body: self.stmts(f(1)?)?, orelse: self.stmts(f(2)?)? },
            "If" => StmtKind::If { test: self.expr(f(0)?)?, body: self.stmts(f(1)?)?, orelse: self.stmts(f(2)?)? },
            class @ ("With" | "AsyncWith") => StmtKind::With {
                is_async: class == "AsyncWith",
                items: self
                    .list(f(0)?)?
                    .into_iter()
                    .map(|item| {
                        let item = self.node(item)?;
                        Some(WithItem { context: self.expr(item.field(0)?)?, vars: self.opt(item.field(1)?)? })
                    })
                    .collect::<Option<_>>()?,
                body: self.stmts(f(1)?)?,
            },
            "Match" => StmtKind::Match {
                subject: self.expr(f(0)?)?,
                cases: self
                    .list(f(1)?)?
                    .into_iter()
                    .map(|case| {
                        let case = self.node(case)?;
                        Some(MatchCase {
                            pattern: self.pattern(case.field(0)?)?,
                            guard: self.opt(case.field(1)?)?,
                            body: self.stmts(case.field(2)?)?,
                        })
                    })
                    .collect::<Option<_>>()?,
            },
            "Raise" => StmtKind::Raise { exc: self.opt(f(0)?)?, cause: self.opt(f(1)?)? },
            class @ ("Try" | "TryStar") => StmtKind::Try(Box::new(Try {
                body: self.stmts(f(0)?)?,
                handlers: self
                    .list(f(1)?)?
                    .into_iter()
                    .map(|h| {
                        let h = self.node(h)?;
                        Some(Handler {
                            kind: self.opt(h.field(0)?)?,
                            name: self.opt_name(h.field(1)?)?,
                            body: self.stmts(h.field(2)?)?,
                            pos: h.pos,
                        })
                    })
                    .collect::<Option<_>>()?,
                orelse: self.stmts(f(2)?)?,
                finalbody: self.stmts(f(3)?)?,
                is_star: class == "TryStar",
            })),
            "Assert" => StmtKind::Assert { test: self.expr(f(0)?)?, msg: self.opt(f(1)?)? },
            "Import" => StmtKind::Import(self.aliases(f(0)?)?),
            "ImportFrom" => {
                StmtKind::ImportFrom { module: self.opt_name(f(0)?)?, names: self.aliases(f(1)?)?, level: self.int(f(2)?)? as u32 }
            }
            "Global" => StmtKind::Global(self.names(f(0)?)?),
            "Nonlocal" => StmtKind::Nonlocal(self.names(f(0)?)?),
            "Expr" => StmtKind::Expr(self.expr(f(0)?)?),
            "Pass" => StmtKind::Pass,
            "Break" => StmtKind::Break,
            "Continue" => StmtKind::Continue,
            _ => return None,
        };
        Some(Stmt { kind, pos: node.pos })
    }

    fn aliases(&mut self, id: ConstId) -> Option<Vec<Alias>> {
        self.list(id)?
            .into_iter()
            .map(|alias| {
                let alias = self.node(alias)?;
                Some(Alias { name: self.name(alias.field(0)?)?, asname: self.opt_name(alias.field(1)?)?, pos: alias.pos })
            })
            .collect()
    }

    fn keywords(&mut self, id: ConstId) -> Option<Vec<Keyword>> {
        self.list(id)?
            .into_iter()
            .map(|keyword| {
                let keyword = self.node(keyword)?;
                Some(Keyword { arg: self.opt_name(keyword.field(0)?)?, value: self.expr(keyword.field(1)?)?, pos: keyword.pos })
            })
            .collect()
    }

    fn arg(&mut self, id: ConstId) -> Option<Arg> {
        let arg = self.node(id)?;
        Some(Arg { arg: self.name(arg.field(0)?)?, annotation: self.opt(arg.field(1)?)?, pos: arg.pos })
    }

    fn args(&mut self, id: ConstId) -> Option<Vec<Arg>> {
        self.list(id)?.into_iter().map(|arg| self.arg(arg)).collect()
    }

    fn opt_arg(&mut self, id: ConstId) -> Option<Option<Arg>> {
        if self.is_none(id) { Some(None) } else { self.arg(id).map(Some) }
    }

    fn arguments(&mut self, id: ConstId) -> Option<Arguments> {
        let node = self.node(id)?;
        Some(Arguments {
            id: self.id(),
            posonlyargs: self.args(node.field(0)?)?,
            args: self.args(node.field(1)?)?,
            vararg: self.opt_arg(node.field(2)?)?,
            kwonlyargs: self.args(node.field(3)?)?,
            kw_defaults: self.list(node.field(4)?)?.into_iter().map(|e| self.opt(e)).collect::<Option<_>>()?,
            kwarg: self.opt_arg(node.field(5)?)?,
            defaults: self.exprs(node.field(6)?)?,
        })
    }

    fn type_params(&mut self, id: ConstId) -> Option<TypeParams> {
        let list = self
            .list(id)?
            .into_iter()
            .map(|param| {
                let param = self.node(param)?;
                let (kind, bound, default) = match param.class.as_str() {
                    "TypeVar" => (TypeParamKind::TypeVar, self.opt(param.field(1)?)?, param.field(2)?),
                    "TypeVarTuple" => (TypeParamKind::TypeVarTuple, None, param.field(1)?),
                    _ => (TypeParamKind::ParamSpec, None, param.field(1)?),
                };
                Some(TypeParam {
                    id: self.id(),
                    default_id: self.id(),
                    kind,
                    name: self.name(param.field(0)?)?,
                    bound,
                    default: self.opt(default)?,
                    pos: param.pos,
                })
            })
            .collect::<Option<_>>()?;
        Some(TypeParams { id: self.id(), list })
    }

    fn comprehensions(&mut self, id: ConstId) -> Option<Vec<Comprehension>> {
        self.list(id)?
            .into_iter()
            .map(|c| {
                let c = self.node(c)?;
                Some(Comprehension {
                    target: self.expr(c.field(0)?)?,
                    iter: self.expr(c.field(1)?)?,
                    ifs: self.exprs(c.field(2)?)?,
                    is_async: self.int(c.field(3)?)? != 0,
                })
            })
            .collect()
    }

    fn conversion(&self, id: ConstId) -> Option<Option<u8>> {
        Some(u8::try_from(self.int(id)?).ok().filter(|c| *c > 0))
    }

    fn expr(&mut self, id: ConstId) -> Option<Expr> {
        let node = self.node(id)?;
        let kind = self.expr_kind(&node)?;
        Some(Expr { kind, pos: node.pos })
    }

    fn expr_kind(&mut self, node: &Node) -> Option<ExprKind> {
        let f = |i: usize| node.field(i);
        Some(match node.class.as_str() {
            "BoolOp" => ExprKind::BoolOp { is_or: self.node(f(0)?)?.class == "Or", values: self.exprs(f(1)?)? },
            "NamedExpr" => ExprKind::Named { target: self.boxed(f(0)?)?, value: self.boxed(f(1)?)? },
            "BinOp" => ExprKind::BinOp { left: self.boxed(f(0)?)?, op: self.operator(f(1)?)?, right: self.boxed(f(2)?)? },
            "UnaryOp" => {
                let op = match self.node(f(0)?)?.class.as_str() {
                    "Invert" => UnaryOp::Invert,
                    "Not" => UnaryOp::Not,
                    "UAdd" => UnaryOp::UAdd,
                    _ => UnaryOp::USub,
                };
                ExprKind::UnaryOp { op, operand: self.boxed(f(1)?)? }
            }
            "Lambda" => ExprKind::Lambda { id: self.id(), args: Box::new(self.arguments(f(0)?)?), body: self.boxed(f(1)?)? },
            "IfExp" => ExprKind::IfExp { test: self.boxed(f(0)?)?, body: self.boxed(f(1)?)?, orelse: self.boxed(f(2)?)? },
            "Dict" => ExprKind::Dict {
                keys: self.list(f(0)?)?.into_iter().map(|e| self.opt(e)).collect::<Option<_>>()?,
                values: self.exprs(f(1)?)?,
            },
            "Set" => ExprKind::Set(self.exprs(f(0)?)?),
            class @ ("ListComp" | "SetComp" | "GeneratorExp" | "DictComp") => {
                let is_dict = class == "DictComp";
                let kind = match class {
                    "ListComp" => CompKind::List,
                    "SetComp" => CompKind::Set,
                    "DictComp" => CompKind::Dict,
                    _ => CompKind::Generator,
                };
                ExprKind::Comp(Box::new(Comp {
                    id: self.id(),
                    kind,
                    elt: self.expr(f(0)?)?,
                    value: if is_dict { Some(self.expr(f(1)?)?) } else { None },
                    generators: self.comprehensions(f(if is_dict { 2 } else { 1 })?)?,
                }))
            }
            "Await" => ExprKind::Await(self.boxed(f(0)?)?),
            "Yield" => ExprKind::Yield(self.opt_box(f(0)?)?),
            "YieldFrom" => ExprKind::YieldFrom(self.boxed(f(0)?)?),
            "Compare" => ExprKind::Compare {
                left: self.boxed(f(0)?)?,
                ops: self.list(f(1)?)?.into_iter().map(|op| self.compare(op)).collect::<Option<_>>()?,
                comparators: self.exprs(f(2)?)?,
            },
            "Call" => ExprKind::Call { func: self.boxed(f(0)?)?, args: self.exprs(f(1)?)?, keywords: self.keywords(f(2)?)? },
            "FormattedValue" => {
                ExprKind::FormattedValue { value: self.boxed(f(0)?)?, conversion: self.conversion(f(1)?)?, spec: self.opt_box(f(2)?)? }
            }
            "Interpolation" => ExprKind::Interpolation {
                value: self.boxed(f(0)?)?,
                text: Rc::from(self.unit.wtf8(f(1)?)?),
                conversion: self.conversion(f(2)?)?,
                spec: self.opt_box(f(3)?)?,
            },
            "JoinedStr" => ExprKind::JoinedStr(self.exprs(f(0)?)?),
            "TemplateStr" => ExprKind::TemplateStr(self.exprs(f(0)?)?),
            "Constant" => ExprKind::Constant(self.literal(f(0)?, !self.is_none(f(1)?))?),
            "Attribute" => ExprKind::Attribute { value: self.boxed(f(0)?)?, attr: self.name(f(1)?)?, ctx: self.ctx(f(2)?)? },
            "Subscript" => ExprKind::Subscript { value: self.boxed(f(0)?)?, slice: self.boxed(f(1)?)?, ctx: self.ctx(f(2)?)? },
            "Starred" => ExprKind::Starred { value: self.boxed(f(0)?)?, ctx: self.ctx(f(1)?)? },
            "Name" => ExprKind::Name { id: self.name(f(0)?)?, ctx: self.ctx(f(1)?)? },
            "List" => ExprKind::List { elts: self.exprs(f(0)?)?, ctx: self.ctx(f(1)?)? },
            "Tuple" => ExprKind::Tuple { elts: self.exprs(f(0)?)?, ctx: self.ctx(f(1)?)? },
            "Slice" => ExprKind::Slice { lower: self.opt_box(f(0)?)?, upper: self.opt_box(f(1)?)?, step: self.opt_box(f(2)?)? },
            _ => return None,
        })
    }

    fn patterns(&mut self, id: ConstId) -> Option<Vec<Pattern>> {
        self.list(id)?.into_iter().map(|p| self.pattern(p)).collect()
    }

    fn pattern(&mut self, id: ConstId) -> Option<Pattern> {
        let node = self.node(id)?;
        let f = |i: usize| node.field(i);
        let kind = match node.class.as_str() {
            "MatchValue" => PatternKind::Value(self.expr(f(0)?)?),
            "MatchSingleton" => PatternKind::Singleton(self.literal(f(0)?, false)?),
            "MatchSequence" => PatternKind::Sequence(self.patterns(f(0)?)?),
            "MatchMapping" => {
                PatternKind::Mapping { keys: self.exprs(f(0)?)?, patterns: self.patterns(f(1)?)?, rest: self.opt_name(f(2)?)? }
            }
            "MatchClass" => PatternKind::Class {
                cls: self.expr(f(0)?)?,
                patterns: self.patterns(f(1)?)?,
                attrs: self.names(f(2)?)?,
                attr_patterns: self.patterns(f(3)?)?,
            },
            "MatchStar" => PatternKind::Star(self.opt_name(f(0)?)?),
            "MatchAs" => PatternKind::As {
                pattern: if self.is_none(f(0)?) { None } else { Some(Box::new(self.pattern(f(0)?)?)) },
                name: self.opt_name(f(1)?)?,
            },
            "MatchOr" => PatternKind::Or(self.patterns(f(0)?)?),
            _ => return None,
        };
        Some(Pattern { kind, pos: node.pos })
    }
}
