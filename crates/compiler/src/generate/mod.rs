//! The tree to instructions with labels, a code unit for each scope.
//!
//! CPython: Python/codegen.c and Python/compile.c, whose order and places are kept: they show in every code object.

mod annotations;
mod assignments;
mod calls;
mod classes;
mod comprehensions;
mod expressions;
mod functions;
mod names;
mod patterns;
mod statements;
mod tries;
mod units;
mod withs;

use std::collections::{BTreeSet, HashMap};

use pyvarium_code::{ConstId, Opcode, Unit};

use crate::flow::{Instr, Label, Loc, Metadata, Op, Sequence};
use crate::pool::Pool;
use crate::scopes::{self, Block, MODULE, Settings, Table, Wrong, wrong};
use crate::tree::{Literal, Module, Name, NodeId, Pos, Stmt};

pub(crate) type Done = Result<(), Wrong>;

/// What the caller of `compile()` wants.
#[derive(Clone, Copy, Default, Debug)]
pub(crate) struct Wishes {
    pub optimize: u8,
    pub settings: Settings,
    /// Future features that are written into co_flags.
    pub flags: u32,
}

/// A SyntaxWarning, and its line.
pub(crate) type Told = (String, Pos);

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum ScopeKind {
    Module,
    Class,
    Function,
    AsyncFunction,
    Lambda,
    Comprehension,
    Annotations,
}

/// A statement around the code, which `return`, `break` and `continue` must leave properly.
#[derive(Clone, Copy)]
struct Frame<'a> {
    kind: FrameKind<'a>,
    block: Option<Label>,
    exit: Option<Label>,
    loc: Loc,
}

#[derive(Clone, Copy)]
enum FrameKind<'a> {
    While,
    For,
    AsyncFor,
    TryExcept,
    FinallyTry(&'a [Stmt]),
    FinallyEnd,
    With,
    AsyncWith,
    HandlerCleanup(Option<&'a Name>),
    PopValue,
    ExceptionHandler,
    ExceptionGroupHandler,
    AsyncComprehension,
    StopIteration,
}

/// CPython: CO_MAXBLOCKS.
const MAX_FRAMES: usize = 21;

/// Names in the order of their first use, found quickly.
#[derive(Default)]
struct Indexed {
    list: Vec<Name>,
    at: HashMap<Name, usize>,
}

impl Indexed {
    fn of(list: Vec<Name>) -> Indexed {
        let mut indexed = Indexed::default();
        list.iter().for_each(|name| {
            indexed.add(name);
        });
        indexed
    }

    fn add(&mut self, name: &Name) -> i32 {
        if let Some(at) = self.at.get(name) {
            return *at as i32;
        }
        self.list.push(name.clone());
        self.at.insert(name.clone(), self.list.len() - 1);
        self.list.len() as i32 - 1
    }
}

/// One code object in the making. CPython: struct compiler_unit.
struct CodeUnit<'a> {
    kind: ScopeKind,
    /// Index of its block in the symbol table.
    block: usize,
    private: Option<Name>,
    meta: Metadata,
    consts: HashMap<ConstId, usize>,
    names: Indexed,
    varnames: Indexed,
    cellvars: Indexed,
    freevars: Indexed,
    /// Locals of inlined comprehensions, and whether they are in use now.
    fast_hidden: HashMap<Name, bool>,
    sequence: Sequence,
    /// The code's own instructions while those for its annotations are written.
    stash: Option<Sequence>,
    frames: Vec<Frame<'a>>,
    n_inlined: u32,
    static_attributes: BTreeSet<Name>,
    deferred: Vec<(&'a Stmt, Option<i64>)>,
    n_conditional: u32,
    next_conditional: i64,
}

pub(crate) struct Generator<'a> {
    pool: Pool,
    table: Table,
    units: Vec<CodeUnit<'a>>,
    wishes: Wishes,
    is_interactive: bool,
    told: Vec<Told>,
    /// In the copy of a `finally` for exceptions, which CPython does not warn of again.
    n_quiet: u32,
    filename: ConstId,
}

/// Compiles a tree whose constants and names are folded.
pub(crate) fn generate(module: &Module, filename: &str, wishes: Wishes) -> Result<(Unit, Vec<Told>), Wrong> {
    let (pool, told) = pool_of(module, filename, wishes, Pool::new())?;
    Ok((pool.unit, told))
}

/// The blocks of each code unit in words, inner ones first.
pub(crate) fn blocks(module: &Module, filename: &str, wishes: Wishes) -> Result<Vec<String>, Wrong> {
    let mut pool = Pool::new();
    pool.blocks = Some(Vec::new());
    let (pool, _) = pool_of(module, filename, wishes, pool)?;
    Ok(pool.blocks.unwrap_or_default())
}

fn pool_of(module: &Module, filename: &str, wishes: Wishes, mut pool: Pool) -> Result<(Pool, Vec<Told>), Wrong> {
    let table = scopes::build(module, wishes.settings)?;
    let filename = pool.name(filename);
    let is_interactive = matches!(module, Module::Interactive(_));
    let mut g = Generator { pool, table, units: Vec::new(), wishes, is_interactive, told: Vec::new(), n_quiet: 0, filename };
    g.enter_scope("<module>", ScopeKind::Module, (MODULE, false), 1, None, (0, 0, 0))?;
    let start = Pos { line: 1, col: 0, end_line: 1, end_col: 0 };
    let adds_none = match module {
        Module::Statements(body) => {
            g.module(body, if body.is_empty() { start } else { first_place(body) })?;
            true
        }
        Module::Interactive(body) => {
            g.module(body, first_place(body))?;
            true
        }
        Module::Expression(e) => {
            g.expr(e)?;
            false
        }
        // Has no code.
        Module::Signature(_) => true,
    };
    let code = g.finish_unit(adds_none)?;
    g.pool.unit.root = code;
    Ok((g.pool, g.told))
}

/// CPython: Python/compile.c, start_location.
fn first_place(body: &[Stmt]) -> Pos {
    body.first().map_or(Pos { line: 1, col: 0, end_line: 1, end_col: 0 }, |first| first.pos)
}

impl<'a> Generator<'a> {
    fn unit(&mut self) -> &mut CodeUnit<'a> {
        let last = self.units.len() - 1;
        &mut self.units[last]
    }

    fn here(&self) -> &CodeUnit<'a> {
        &self.units[self.units.len() - 1]
    }

    /// The symbol table's block of the code that is written.
    fn block(&self) -> &Block {
        &self.table.blocks[self.here().block]
    }

    fn block_of(&self, id: NodeId) -> usize {
        self.table.by_node.get(&(id, false)).copied().unwrap_or(0)
    }

    fn emit(&mut self, op: impl Into<Op>, arg: i32, loc: Loc) {
        let instr = Instr::new(op, arg, loc);
        self.unit().sequence.instrs.push(instr);
    }

    fn op(&mut self, op: impl Into<Op>, loc: Loc) {
        self.emit(op, 0, loc);
    }

    fn jump(&mut self, op: impl Into<Op>, to: Label, loc: Loc) {
        self.emit(op, to as i32, loc);
    }

    fn label(&mut self) -> Label {
        self.unit().sequence.label()
    }

    fn place(&mut self, label: Label) {
        self.unit().sequence.place(label);
    }

    fn add_const(&mut self, id: ConstId) -> i32 {
        let unit = self.unit();
        let next = unit.meta.consts.len();
        let at = *unit.consts.entry(id).or_insert(next);
        if at == next {
            unit.meta.consts.push(id);
        }
        at as i32
    }

    fn load(&mut self, id: ConstId, loc: Loc) {
        let at = self.add_const(id);
        self.emit(Opcode::LoadConst, at, loc);
    }

    fn load_literal(&mut self, literal: &Literal, loc: Loc) {
        let id = self.pool.literal(literal);
        self.load(id, loc);
    }

    fn load_none(&mut self, loc: Loc) {
        let id = self.pool.none();
        self.load(id, loc);
    }

    fn load_int(&mut self, value: i64, loc: Loc) {
        let id = self.pool.small_int(value);
        self.load(id, loc);
    }

    fn load_str(&mut self, text: &str, loc: Loc) {
        let id = self.pool.str(text.as_bytes());
        self.load(id, loc);
    }

    fn warn(&mut self, msg: String, loc: Loc) {
        // A `finally` is compiled more than once, and told of once.
        if self.n_quiet == 0 {
            self.told.push((msg, loc));
        }
    }

    fn push_frame(&mut self, kind: FrameKind<'a>, block: Option<Label>, exit: Option<Label>, loc: Loc) -> Done {
        if self.here().frames.len() >= MAX_FRAMES {
            return wrong("too many statically nested blocks", loc);
        }
        self.unit().frames.push(Frame { kind, block, exit, loc });
        Ok(())
    }

    fn pop_frame(&mut self) {
        self.unit().frames.pop();
    }

    fn is_future_annotations(&self) -> bool {
        self.wishes.settings.future_annotations
    }
}
