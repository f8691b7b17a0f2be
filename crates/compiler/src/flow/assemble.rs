//! Blocks to a code object: places of locals, jumps as distances, and the two tables. CPython: Python/assemble.c, and the
//! end of Python/flowgraph.c.

use pyvarium_code::exception_table::{self, Entry};
use pyvarium_code::{CodeObject, ConstId, Opcode as O};

use super::{Graph, Instr, Loc, NEXT_LOCATION, NO_LOCATION, Op, Sequence, exceptions, graph};
use crate::pool::Pool;
use crate::tree::Name;

const CO_VARARGS: u32 = 4;
const CO_VARKEYWORDS: u32 = 8;
/// Generator, coroutine, asynchronous generator.
const IS_GENERATOR: u32 = 0x20 | 0x80 | 0x200;
const FAST_ARG_POS: u8 = 2;
const FAST_ARG_KW: u8 = 4;
const FAST_ARG_VAR: u8 = 8;
/// From SEND to END_SEND. Unit: code units.
const END_SEND_OFFSET: i32 = 5;

/// What code generation knows of a code unit. CPython: _PyCompile_CodeUnitMetadata.
#[derive(Clone, Debug, Default)]
pub(crate) struct Metadata {
    pub name: String,
    pub qualname: String,
    pub consts: Vec<ConstId>,
    pub names: Vec<Name>,
    pub varnames: Vec<Name>,
    pub cellvars: Vec<Name>,
    pub freevars: Vec<Name>,
    /// Locals of comprehensions that run inside a class or a module.
    pub hidden: Vec<Name>,
    pub n_args: u32,
    pub n_posonly: u32,
    pub n_kwonly: u32,
    pub firstlineno: i32,
    pub n_params: usize,
    pub flags: u32,
}

/// None: the blocks make no sense, which is a mistake of ours.
pub(crate) fn assemble(mut m: Metadata, sequence: &Sequence, filename: ConstId, pool: &mut Pool) -> Option<CodeObject> {
    let mut g = graph::from_sequence(sequence);
    exceptions::label(&mut g);
    g.inline_small_blocks();
    g.remove_unreachable();
    g.resolve_lines();
    g.optimize_load_const(&mut m.consts, pool);
    for id in g.order() {
        g.optimize_block(id, &mut m.consts, pool);
    }
    g.remove_nops_and_pairs();
    g.remove_unreachable();
    g.remove_nops_and_jumps();
    g.remove_unused_consts(&mut m.consts);
    g.check_unbound(m.varnames.len(), m.n_params);
    g.insert_superinstructions();
    g.push_cold_blocks_to_end();
    g.resolve_lines();
    g.convert_conditional_jumps();
    let depth = g.stack_depth()?;
    let places = Places::new(&m);
    places.prepare(&mut g, &m);
    g.convert_pseudo_ops();
    g.normalize_jumps();
    g.borrow_locals();
    if let Some(blocks) = &mut pool.blocks {
        blocks.push(super::show::show(&g, &m.qualname));
    }
    let mut flat = flatten(&g);
    resolve_jumps(&mut flat);
    let (kinds, plus_names) = places.kinds(&m);
    Some(CodeObject {
        co_argcount: m.n_args + m.n_posonly,
        co_posonlyargcount: m.n_posonly,
        co_kwonlyargcount: m.n_kwonly,
        co_stacksize: u32::try_from(depth.max(1)).ok()?,
        co_flags: m.flags,
        co_code: code_of(&flat),
        co_exceptiontable: exception_table(&flat),
        co_linetable: line_table(&mut flat, m.firstlineno),
        co_consts: pool.tuple(m.consts),
        co_names: pool.names(m.names.iter()),
        co_localsplusnames: pool.names(plus_names.iter()),
        co_localspluskinds: kinds,
        co_filename: filename,
        co_name: pool.name(&m.name),
        co_qualname: pool.name(&m.qualname),
        co_firstlineno: m.firstlineno,
    })
}

/// Where cells and free variables lie among the locals.
struct Places {
    /// Of each cell and free variable: before and after those that are parameters have gone.
    raw: Vec<usize>,
    fixed: Vec<usize>,
    n_dropped: usize,
}

impl Places {
    fn new(m: &Metadata) -> Places {
        let n_locals = m.varnames.len();
        let n = m.cellvars.len() + m.freevars.len();
        let mut raw: Vec<usize> = (0..n).map(|i| n_locals + i).collect();
        for (i, name) in m.cellvars.iter().enumerate() {
            if let Some(at) = m.varnames.iter().position(|v| v == name) {
                raw[i] = at;
            }
        }
        let mut fixed = raw.clone();
        let mut n_dropped = 0;
        for (i, place) in fixed.iter_mut().enumerate() {
            if *place == n_locals + i {
                *place -= n_dropped;
            } else {
                n_dropped += 1;
            }
        }
        Places { raw, fixed, n_dropped }
    }

    /// Generators begin by making themselves; cells are made; free variables are copied.
    fn prepare(&self, g: &mut Graph, m: &Metadata) {
        let mut prefix = Vec::new();
        if !m.freevars.is_empty() {
            prefix.push(Instr::new(O::CopyFreeVars, m.freevars.len() as i32, NO_LOCATION));
        }
        let mut cells: Vec<usize> = (0..m.cellvars.len()).collect();
        cells.sort_by_key(|i| self.raw[*i]);
        prefix.extend(cells.into_iter().map(|i| Instr::new(O::MakeCell, i as i32, NO_LOCATION)));
        if m.flags & IS_GENERATOR != 0 {
            let loc = Loc { line: m.firstlineno, col: -1, end_line: m.firstlineno, end_col: -1 };
            prefix.push(Instr::new(O::ReturnGenerator, 0, loc));
            prefix.push(Instr::new(O::PopTop, 0, loc));
        }
        g.blocks[0].use_spare(prefix.len());
        g.blocks[0].instrs.splice(0..0, prefix);
        for instr in g.blocks.iter_mut().flat_map(|b| &mut b.instrs) {
            let is_cell = matches!(
                instr.op,
                Op::Real(O::MakeCell | O::LoadDeref | O::StoreDeref | O::DeleteDeref | O::LoadFromDictOrDeref) | Op::LoadClosure
            );
            if is_cell && let Some(place) = self.fixed.get(instr.arg as usize) {
                instr.arg = *place as i32;
            }
        }
    }

    fn kinds(&self, m: &Metadata) -> (Vec<u8>, Vec<Name>) {
        use pyvarium_code::unit::{CO_FAST_CELL, CO_FAST_FREE, CO_FAST_HIDDEN, CO_FAST_LOCAL};
        let n_locals = m.varnames.len();
        let n = n_locals + m.cellvars.len() + m.freevars.len() - self.n_dropped;
        let mut kinds = vec![0u8; n];
        let mut names: Vec<Name> = m.varnames.clone();
        let groups = [
            (m.n_posonly, FAST_ARG_POS),
            (m.n_args, FAST_ARG_POS | FAST_ARG_KW),
            (m.n_kwonly, FAST_ARG_KW),
            (u32::from(m.flags & CO_VARARGS != 0), FAST_ARG_VAR | FAST_ARG_POS),
            (u32::from(m.flags & CO_VARKEYWORDS != 0), FAST_ARG_VAR | FAST_ARG_KW),
        ];
        let mut arg_kinds = groups.iter().flat_map(|(count, kind)| std::iter::repeat_n(*kind, *count as usize));
        for (i, name) in m.varnames.iter().enumerate() {
            kinds[i] = CO_FAST_LOCAL | arg_kinds.next().unwrap_or(0);
            if m.hidden.contains(name) {
                kinds[i] |= CO_FAST_HIDDEN;
            }
            if m.cellvars.contains(name) {
                kinds[i] |= CO_FAST_CELL;
            }
        }
        for (i, name) in m.cellvars.iter().chain(&m.freevars).enumerate() {
            let place = self.fixed[i];
            if i < m.cellvars.len() {
                if place < n_locals {
                    continue;
                }
                kinds[place] = CO_FAST_CELL;
            } else {
                kinds[place] = CO_FAST_FREE;
            }
            names.push(name.clone());
        }
        (kinds, names)
    }
}

/// An instruction of the final code, with what its handler is.
struct Flat {
    op: O,
    arg: i32,
    loc: Loc,
    /// Index of the instruction that is jumped to.
    target: usize,
    /// Index of the handler's first instruction, depth of the stack there, and whether it wants to know where.
    handler: Option<(usize, i32, bool)>,
    /// Unit: code units.
    offset: i32,
}

impl Flat {
    fn size(&self) -> i32 {
        let extended = i32::from(self.arg > 0xff) + i32::from(self.arg > 0xffff) + i32::from(self.arg > 0xff_ffff);
        1 + extended + i32::from(self.op.caches())
    }
}

fn flatten(g: &Graph) -> Vec<Flat> {
    let order = g.order();
    let mut start = vec![0; g.blocks.len()];
    let mut n = 0;
    for id in &order {
        start[*id] = n;
        n += g.blocks[*id].instrs.len();
    }
    let mut flat = Vec::with_capacity(n);
    for id in order {
        for instr in &g.blocks[id].instrs {
            let at = flat.len();
            let target = instr.target.map_or(0, |t| start[t]);
            let is_forward = target > at;
            let op = match instr.op {
                Op::Real(op) => op,
                Op::Jump if !is_forward => O::JumpBackward,
                Op::JumpNoInterrupt if !is_forward => O::JumpBackwardNoInterrupt,
                Op::Jump | Op::JumpNoInterrupt => O::JumpForward,
                _ => O::Nop,
            };
            let handler = instr.except.map(|h| (start[h], g.blocks[h].start_depth.unwrap_or(0), g.blocks[h].preserves_lasti));
            // As in CPython a jump's size is first guessed from its target's number, and then only mended.
            let arg = if op.has_jump() { target as i32 } else { instr.arg };
            flat.push(Flat { op, arg, loc: instr.loc, target, handler, offset: 0 });
        }
    }
    flat
}

fn resolve_jumps(flat: &mut [Flat]) {
    loop {
        let mut total = 0;
        for instr in flat.iter_mut() {
            instr.offset = total;
            total += instr.size();
        }
        let mut is_changed = false;
        let mut offset = 0;
        for i in 0..flat.len() {
            let size = flat[i].size();
            offset += size;
            if !flat[i].op.has_jump() {
                continue;
            }
            let to = flat.get(flat[i].target).map_or(total, |t| t.offset);
            flat[i].arg = match flat[i].op {
                O::EndAsyncFor => offset - to - END_SEND_OFFSET,
                _ if to < offset => offset - to,
                _ => to - offset,
            };
            is_changed |= flat[i].size() != size;
        }
        if !is_changed {
            return;
        }
    }
}

fn code_of(flat: &[Flat]) -> Vec<u8> {
    let mut code = Vec::new();
    for instr in flat {
        for shift in [24, 16, 8] {
            if instr.arg >> shift != 0 {
                code.extend([O::ExtendedArg as u8, (instr.arg >> shift) as u8]);
            }
        }
        code.extend([instr.op as u8, instr.arg as u8]);
        code.resize(code.len() + 2 * usize::from(instr.op.caches()), 0);
    }
    code
}

fn exception_table(flat: &[Flat]) -> Vec<u8> {
    let mut entries: Vec<Entry> = Vec::new();
    let offset_of = |i: usize| flat.get(i).map_or(0, |f| f.offset as u32);
    let end = flat.last().map_or(0, |f| (f.offset + f.size()) as u32);
    let mut run: Option<((usize, i32, bool), u32)> = None;
    let mut close = |run: &mut Option<((usize, i32, bool), u32)>, at: u32| {
        if let Some(((target, depth, lasti), start)) = run.take()
            && at > start
        {
            let depth = u32::try_from(depth - 1 - i32::from(lasti)).unwrap_or(0);
            entries.push(Entry { start, end: at, target: offset_of(target), depth, lasti });
        }
    };
    for instr in flat {
        if run.map(|(handler, _)| handler) != instr.handler {
            close(&mut run, instr.offset as u32);
            run = instr.handler.map(|handler| (handler, instr.offset as u32));
        }
    }
    close(&mut run, end);
    exception_table::write(&entries)
}

/// CPython: Python/assemble.c, assemble_location_info.
fn line_table(flat: &mut [Flat], firstlineno: i32) -> Vec<u8> {
    for i in (0..flat.len()).rev() {
        if flat[i].loc == NEXT_LOCATION {
            let is_end = flat[i].op.has_jump() || matches!(flat[i].op, O::ReturnValue | O::RaiseVarargs | O::Reraise);
            flat[i].loc = if is_end { NO_LOCATION } else { flat.get(i + 1).map_or(NO_LOCATION, |next| next.loc) };
        }
    }
    let mut table = LineTable { bytes: Vec::new(), line: firstlineno };
    let mut loc = NO_LOCATION;
    let mut size = 0;
    for instr in flat.iter() {
        if instr.loc != loc {
            table.entry(loc, size);
            loc = instr.loc;
            size = 0;
        }
        size += instr.size();
    }
    table.entry(loc, size);
    table.bytes
}

struct LineTable {
    bytes: Vec<u8>,
    line: i32,
}

impl LineTable {
    fn entry(&mut self, loc: Loc, mut size: i32) {
        while size > 8 {
            self.row(loc, 8);
            size -= 8;
        }
        if size > 0 {
            self.row(loc, size);
        }
    }

    fn row(&mut self, loc: Loc, size: i32) {
        let first = |code: u8| 0x80 | code << 3 | (size - 1) as u8;
        if loc.line == NO_LOCATION.line {
            self.bytes.push(first(15));
            return;
        }
        let delta = loc.line - self.line;
        let (col, end_col) = (loc.col, loc.end_col);
        if col < 0 || end_col < 0 {
            if loc.end_line == loc.line || loc.end_line < 0 {
                self.bytes.push(first(13));
                self.signed(delta);
                self.line = loc.line;
                return;
            }
        } else if loc.end_line == loc.line {
            if delta == 0 && col < 80 && end_col - col < 16 && end_col >= col {
                self.bytes.push(first((col >> 3) as u8));
                self.bytes.push(((col & 7) << 4 | (end_col - col)) as u8);
                return;
            }
            if (0..3).contains(&delta) && col < 128 && end_col < 128 {
                self.bytes.push(first(10 + delta as u8));
                self.bytes.extend([col as u8, end_col as u8]);
                self.line = loc.line;
                return;
            }
        }
        self.bytes.push(first(14));
        self.signed(delta);
        self.varint((loc.end_line - loc.line) as u32);
        self.varint((col + 1) as u32);
        self.varint((end_col + 1) as u32);
        self.line = loc.line;
    }

    fn varint(&mut self, mut value: u32) {
        while value >= 64 {
            self.bytes.push(0x40 | (value & 0x3f) as u8);
            value >>= 6;
        }
        self.bytes.push(value as u8);
    }

    fn signed(&mut self, value: i32) {
        self.varint(if value < 0 { (value.unsigned_abs() << 1) | 1 } else { (value as u32) << 1 });
    }
}
