//! The syntax tree as CPython's `ast` has it: its nodes, their names and their positions. The parser's tree is turned into
//! it (`lower`), and all later stages know only this one.
//!
//! CPython: Parser/Python.asdl. A node that opens a scope has a number, by which its scope is found again.

pub(crate) mod export;
pub(crate) mod fold;
pub(crate) mod import;
pub(crate) mod lower;
mod lower_expr;
mod lower_string;
pub(crate) mod unparse;

use std::rc::Rc;

use num_bigint::BigInt;

pub(crate) type Name = Rc<str>;

/// Lines count from 1, columns from 0, in bytes of UTF-8.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Pos {
    pub line: i32,
    pub col: i32,
    pub end_line: i32,
    pub end_col: i32,
}

/// Number of a node that opens a scope.
pub(crate) type NodeId = u32;

#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Literal {
    None,
    True,
    False,
    Ellipsis,
    Int(BigInt),
    Float(f64),
    Complex(f64, f64),
    /// WTF-8; with a `u` before it.
    Str(Rc<[u8]>, bool),
    Bytes(Rc<[u8]>),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Ctx {
    Load,
    Store,
    Del,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Operator {
    Add,
    Sub,
    Mult,
    MatMult,
    Div,
    Mod,
    Pow,
    LShift,
    RShift,
    BitOr,
    BitXor,
    BitAnd,
    FloorDiv,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum UnaryOp {
    Invert,
    Not,
    UAdd,
    USub,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum CmpOp {
    Eq,
    NotEq,
    Lt,
    LtE,
    Gt,
    GtE,
    Is,
    IsNot,
    In,
    NotIn,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum CompKind {
    List,
    Set,
    Dict,
    Generator,
}

#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Expr {
    pub kind: ExprKind,
    pub pos: Pos,
}

#[derive(Clone, PartialEq, Debug)]
pub(crate) enum ExprKind {
    BoolOp {
        is_or: bool,
        values: Vec<Expr>,
    },
    Named {
        target: Box<Expr>,
        value: Box<Expr>,
    },
    BinOp {
        left: Box<Expr>,
        op: Operator,
        right: Box<Expr>,
    },
    UnaryOp {
        op: UnaryOp,
        operand: Box<Expr>,
    },
    Lambda {
        id: NodeId,
        args: Box<Arguments>,
        body: Box<Expr>,
    },
    IfExp {
        test: Box<Expr>,
        body: Box<Expr>,
        orelse: Box<Expr>,
    },
    /// No key: `**value`.
    Dict {
        keys: Vec<Option<Expr>>,
        values: Vec<Expr>,
    },
    Set(Vec<Expr>),
    Comp(Box<Comp>),
    Await(Box<Expr>),
    Yield(Option<Box<Expr>>),
    YieldFrom(Box<Expr>),
    Compare {
        left: Box<Expr>,
        ops: Vec<CmpOp>,
        comparators: Vec<Expr>,
    },
    Call {
        func: Box<Expr>,
        args: Vec<Expr>,
        keywords: Vec<Keyword>,
    },
    FormattedValue {
        value: Box<Expr>,
        conversion: Option<u8>,
        spec: Option<Box<Expr>>,
    },
    Interpolation {
        value: Box<Expr>,
        text: Rc<[u8]>,
        conversion: Option<u8>,
        spec: Option<Box<Expr>>,
    },
    JoinedStr(Vec<Expr>),
    TemplateStr(Vec<Expr>),
    Constant(Literal),
    Attribute {
        value: Box<Expr>,
        attr: Name,
        ctx: Ctx,
    },
    Subscript {
        value: Box<Expr>,
        slice: Box<Expr>,
        ctx: Ctx,
    },
    Starred {
        value: Box<Expr>,
        ctx: Ctx,
    },
    Name {
        id: Name,
        ctx: Ctx,
    },
    List {
        elts: Vec<Expr>,
        ctx: Ctx,
    },
    Tuple {
        elts: Vec<Expr>,
        ctx: Ctx,
    },
    Slice {
        lower: Option<Box<Expr>>,
        upper: Option<Box<Expr>>,
        step: Option<Box<Expr>>,
    },
}

#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Comp {
    pub id: NodeId,
    pub kind: CompKind,
    pub elt: Expr,
    /// The value of a dict's.
    pub value: Option<Expr>,
    pub generators: Vec<Comprehension>,
}

#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Comprehension {
    pub target: Expr,
    pub iter: Expr,
    pub ifs: Vec<Expr>,
    pub is_async: bool,
}

#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Keyword {
    pub arg: Option<Name>,
    pub value: Expr,
    pub pos: Pos,
}

#[derive(Clone, PartialEq, Debug, Default)]
pub(crate) struct Arguments {
    /// Of the scope of the annotations.
    pub id: NodeId,
    pub posonlyargs: Vec<Arg>,
    pub args: Vec<Arg>,
    pub vararg: Option<Arg>,
    pub kwonlyargs: Vec<Arg>,
    pub kw_defaults: Vec<Option<Expr>>,
    pub kwarg: Option<Arg>,
    pub defaults: Vec<Expr>,
}

#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Arg {
    pub arg: Name,
    pub annotation: Option<Expr>,
    pub pos: Pos,
}

#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Stmt {
    pub kind: StmtKind,
    pub pos: Pos,
}

#[derive(Clone, PartialEq, Debug)]
pub(crate) enum StmtKind {
    FunctionDef(Box<FunctionDef>),
    ClassDef(Box<ClassDef>),
    Return(Option<Expr>),
    Delete(Vec<Expr>),
    Assign { targets: Vec<Expr>, value: Expr },
    TypeAlias(Box<TypeAlias>),
    AugAssign { target: Expr, op: Operator, value: Expr },
    AnnAssign { target: Expr, annotation: Expr, value: Option<Expr>, simple: bool },
    For { is_async: bool, target: Expr, iter: Expr, body: Vec<Stmt>, orelse: Vec<Stmt> },
    While { test: Expr, body: Vec<Stmt>, orelse: Vec<Stmt> },
    If { test: Expr, body: Vec<Stmt>, orelse: Vec<Stmt> },
    With { is_async: bool, items: Vec<WithItem>, body: Vec<Stmt> },
    Match { subject: Expr, cases: Vec<MatchCase> },
    Raise { exc: Option<Expr>, cause: Option<Expr> },
    Try(Box<Try>),
    Assert { test: Expr, msg: Option<Expr> },
    Import(Vec<Alias>),
    ImportFrom { module: Option<Name>, names: Vec<Alias>, level: u32 },
    Global(Vec<Name>),
    Nonlocal(Vec<Name>),
    Expr(Expr),
    Pass,
    Break,
    Continue,
}

#[derive(Clone, PartialEq, Debug)]
pub(crate) struct FunctionDef {
    pub id: NodeId,
    pub is_async: bool,
    pub name: Name,
    pub args: Arguments,
    pub body: Vec<Stmt>,
    pub decorators: Vec<Expr>,
    pub returns: Option<Expr>,
    pub type_params: TypeParams,
}

#[derive(Clone, PartialEq, Debug)]
pub(crate) struct ClassDef {
    pub id: NodeId,
    pub name: Name,
    pub bases: Vec<Expr>,
    pub keywords: Vec<Keyword>,
    pub body: Vec<Stmt>,
    pub decorators: Vec<Expr>,
    pub type_params: TypeParams,
}

#[derive(Clone, PartialEq, Debug)]
pub(crate) struct TypeAlias {
    pub id: NodeId,
    pub name: Name,
    pub name_pos: Pos,
    pub type_params: TypeParams,
    pub value: Expr,
}

#[derive(Clone, PartialEq, Debug, Default)]
pub(crate) struct TypeParams {
    pub id: NodeId,
    pub list: Vec<TypeParam>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum TypeParamKind {
    TypeVar,
    TypeVarTuple,
    ParamSpec,
}

#[derive(Clone, PartialEq, Debug)]
pub(crate) struct TypeParam {
    /// Of the bound's scope.
    pub id: NodeId,
    /// Of the default's.
    pub default_id: NodeId,
    pub kind: TypeParamKind,
    pub name: Name,
    pub bound: Option<Expr>,
    pub default: Option<Expr>,
    pub pos: Pos,
}

#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Try {
    pub body: Vec<Stmt>,
    pub handlers: Vec<Handler>,
    pub orelse: Vec<Stmt>,
    pub finalbody: Vec<Stmt>,
    pub is_star: bool,
}

#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Handler {
    pub kind: Option<Expr>,
    pub name: Option<Name>,
    pub body: Vec<Stmt>,
    pub pos: Pos,
}

#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Alias {
    pub name: Name,
    pub asname: Option<Name>,
    pub pos: Pos,
}

#[derive(Clone, PartialEq, Debug)]
pub(crate) struct WithItem {
    pub context: Expr,
    pub vars: Option<Expr>,
}

#[derive(Clone, PartialEq, Debug)]
pub(crate) struct MatchCase {
    pub pattern: Pattern,
    pub guard: Option<Expr>,
    pub body: Vec<Stmt>,
}

#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Pattern {
    pub kind: PatternKind,
    pub pos: Pos,
}

#[derive(Clone, PartialEq, Debug)]
pub(crate) enum PatternKind {
    Value(Expr),
    Singleton(Literal),
    Sequence(Vec<Pattern>),
    Mapping { keys: Vec<Expr>, patterns: Vec<Pattern>, rest: Option<Name> },
    Class { cls: Expr, patterns: Vec<Pattern>, attrs: Vec<Name>, attr_patterns: Vec<Pattern> },
    Star(Option<Name>),
    As { pattern: Option<Box<Pattern>>, name: Option<Name> },
    Or(Vec<Pattern>),
}

/// What `compile()` takes: a module, an expression, or one statement of the REPL.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Module {
    Statements(Vec<Stmt>),
    Expression(Expr),
    Interactive(Vec<Stmt>),
    /// The types of parameters, and that of the result.
    Signature(Vec<Expr>),
}

impl Expr {
    pub fn is_constant(&self) -> bool {
        matches!(self.kind, ExprKind::Constant(_))
    }

    pub fn is_starred(&self) -> bool {
        matches!(self.kind, ExprKind::Starred { .. })
    }
}

/// CPython: Python/ast.c, _PyAST_GetDocString.
pub(crate) fn docstring(body: &[Stmt]) -> Option<&Expr> {
    match body.first().map(|s| &s.kind) {
        Some(StmtKind::Expr(e)) => matches!(e.kind, ExprKind::Constant(Literal::Str(..))).then_some(e),
        _ => None,
    }
}
