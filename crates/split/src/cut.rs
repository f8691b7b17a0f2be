//! The cut. In the first module a function that is fetched later keeps its number; its body has the rest fetched
//! (`split.load`, once) and goes to where the rest has put it in the table of functions. The rest takes memory, tables,
//! globals and the functions it calls from the first module's exports, under `first`.

use std::collections::{BTreeMap, BTreeSet};

use wasm_encoder::reencode::Reencode;
use wasm_encoder::{
    BlockType, CodeSection, ConstExpr, ElementSection, Elements, EntityType, ExportKind, ExportSection, Function, FunctionSection,
    GlobalSection, GlobalType, ImportSection, Instruction, Module, TableSection, TypeSection, ValType,
};
use wasmparser::{ConstExpr as ReadExpr, ElementItems, ElementKind, FuncType, FunctionBody, Operator, TypeRef};

use crate::parts::{Error, Parts, Result, Shift};

/// Both modules.
pub struct Halves {
    pub first: Vec<u8>,
    pub rest: Vec<u8>,
    pub n_all: usize,
    pub n_rest: usize,
}

/// The table of functions.
const TABLE: u32 = 0;

/// What a body refers to.
#[derive(Default)]
struct Uses {
    functions: BTreeSet<u32>,
    /// Segments, which only the module that has them can use.
    segments: bool,
}

fn uses(body: &FunctionBody) -> Result<Uses> {
    let mut uses = Uses::default();
    let mut reader = body.get_operators_reader()?;
    while !reader.eof() {
        match reader.read()? {
            Operator::Call { function_index } | Operator::ReturnCall { function_index } | Operator::RefFunc { function_index } => {
                uses.functions.insert(function_index);
            }
            Operator::MemoryInit { .. } | Operator::DataDrop { .. } | Operator::TableInit { .. } | Operator::ElemDrop { .. } => {
                uses.segments = true;
            }
            _ => {}
        }
    }
    Ok(uses)
}

/// Where functions stand in the table: (place, function), ascending.
fn places(parts: &Parts) -> Result<Vec<(u32, u32)>> {
    let mut places = Vec::new();
    for element in parts.elements.iter().flat_map(|e| e.clone()) {
        let element = element?;
        let ElementKind::Active { table_index, offset_expr } = element.kind else { continue };
        let ElementItems::Functions(functions) = element.items else { return Err(Error::InvalidConstExpr) };
        if table_index.unwrap_or(TABLE) != TABLE {
            continue;
        }
        let offset = constant(&offset_expr)?;
        for (i, function) in functions.into_iter().enumerate() {
            places.push((offset + i as u32, function?));
        }
    }
    places.sort_unstable();
    Ok(places)
}

fn constant(expr: &ReadExpr) -> Result<u32> {
    match expr.get_operators_reader().read()? {
        Operator::I32Const { value } => Ok(value as u32),
        _ => Err(Error::InvalidConstExpr),
    }
}

/// `ran`: numbers of the functions that the first module keeps.
pub fn cut(wasm: &[u8], ran: &BTreeSet<u32>) -> Result<Halves> {
    let parts = Parts::read(wasm)?;
    let signatures = parts.signatures()?;
    let all_uses: Vec<Uses> = parts.bodies.iter().map(uses).collect::<Result<_>>()?;
    let number = |i: usize| parts.n_imported + i as u32;
    let stays = |i: usize| ran.contains(&number(i)) || all_uses.get(i).is_some_and(|u| u.segments) || parts.start == Some(number(i));
    let later: BTreeSet<u32> = (0..parts.bodies.len()).filter(|i| !stays(*i)).map(number).collect();

    // What is called from the first module needs a place in the table, if it has none.
    let places = places(&parts)?;
    let mut place_of: BTreeMap<u32, u32> = BTreeMap::new();
    for (place, function) in &places {
        place_of.entry(*function).or_insert(*place);
    }
    let n_places = parts.tables.clone().into_iter().next().transpose()?.map_or(0, |t| t.ty.initial as u32);
    let mut called: BTreeSet<u32> =
        all_uses.iter().enumerate().filter(|(i, _)| stays(*i)).flat_map(|(_, u)| u.functions.iter().copied()).collect();
    for export in parts.exports.clone() {
        let export = export?;
        if export.kind == wasmparser::ExternalKind::Func {
            called.insert(export.index);
        }
    }
    let mut n_more = 0;
    for function in called.intersection(&later) {
        place_of.entry(*function).or_insert_with(|| {
            n_more += 1;
            n_places + n_more - 1
        });
    }

    // What the rest needs of the first.
    let needed: BTreeSet<u32> = later
        .iter()
        .filter_map(|f| all_uses.get((f - parts.n_imported) as usize))
        .flat_map(|u| u.functions.iter().copied())
        .filter(|f| !later.contains(f))
        .collect();

    let first = First { parts: &parts, later: &later, place_of: &place_of, signatures: &signatures, needed: &needed, n_more }.write()?;
    let in_places: BTreeMap<u32, u32> = places
        .iter()
        .copied()
        .chain(place_of.iter().map(|(function, place)| (*place, *function)))
        .filter(|(_, function)| later.contains(function))
        .collect();
    let rest = write_rest(&parts, &later, &in_places, &needed)?;
    Ok(Halves { first, rest, n_all: parts.bodies.len(), n_rest: later.len() })
}

impl<'a> Parts<'a> {
    /// Type numbers and types of all functions.
    fn signatures(&self) -> Result<Vec<(u32, FuncType)>> {
        let mut types = Vec::new();
        for ty in self.types.clone().into_iter_err_on_gc_types() {
            types.push(ty?);
        }
        let mut numbers = Vec::new();
        for import in self.imports.clone().into_imports() {
            if let TypeRef::Func(ty) = import?.ty {
                numbers.push(ty);
            }
        }
        for ty in self.functions.clone() {
            numbers.push(ty?);
        }
        numbers.into_iter().map(|n| Ok((n, types.get(n as usize).cloned().ok_or(Error::InvalidConstExpr)?))).collect()
    }
}

/// Names of what the rest takes.
fn name(kind: char, number: u32) -> String {
    format!("{kind}{number}")
}

struct First<'p, 'a> {
    parts: &'p Parts<'a>,
    later: &'p BTreeSet<u32>,
    place_of: &'p BTreeMap<u32, u32>,
    signatures: &'p [(u32, FuncType)],
    needed: &'p BTreeSet<u32>,
    /// Places in the table beyond those there are.
    n_more: u32,
}

impl First<'_, '_> {
    fn write(&self) -> Result<Vec<u8>> {
        let parts = self.parts;
        let mut shift = Shift(parts.n_imported);
        let mut module = Module::new();
        parts.write_head(&mut module, &mut shift, "load", &[])?;
        let mut tables = TableSection::new();
        let mut n_tables = 0;
        for table in parts.tables.clone() {
            let mut ty = shift.table_type(table?.ty)?;
            if n_tables == TABLE {
                ty.minimum += u64::from(self.n_more);
                ty.maximum = ty.maximum.map(|max| max + u64::from(self.n_more));
            }
            tables.table(ty);
            n_tables += 1;
        }
        module.section(&tables);
        parts.write_memories(&mut module, &mut shift)?;
        let mut globals = GlobalSection::new();
        if let Some(reader) = parts.globals.clone() {
            shift.parse_global_section(&mut globals, reader)?;
        }
        let n_globals = globals.len();
        let is_loaded = n_globals;
        globals.global(GlobalType { val_type: ValType::I32, mutable: true, shared: false }, &ConstExpr::i32_const(0));
        module.section(&globals);
        let mut exports = ExportSection::new();
        shift.parse_export_section(&mut exports, parts.exports.clone())?;
        for i in 0..n_tables {
            exports.export(&name('t', i), ExportKind::Table, i);
        }
        for i in 0..parts.memories.as_ref().map_or(0, |m| m.count()) {
            exports.export(&name('m', i), ExportKind::Memory, i);
        }
        for i in 0..n_globals {
            exports.export(&name('g', i), ExportKind::Global, i);
        }
        for function in self.needed {
            exports.export(&name('f', *function), ExportKind::Func, shift.function_index(*function)?);
        }
        module.section(&exports);
        parts.write_middle(&mut module, &mut shift)?;
        let mut code = CodeSection::new();
        for (i, body) in parts.bodies.iter().enumerate() {
            let number = parts.n_imported + i as u32;
            if !self.later.contains(&number) {
                shift.parse_function_body(&mut code, body.clone())?;
                continue;
            }
            let mut function = Function::new([]);
            match (self.place_of.get(&number), self.signatures.get(number as usize)) {
                (Some(place), Some((ty, signature))) => {
                    function.instruction(&Instruction::GlobalGet(is_loaded));
                    function.instruction(&Instruction::I32Eqz);
                    function.instruction(&Instruction::If(BlockType::Empty));
                    function.instruction(&Instruction::Call(parts.n_imported));
                    function.instruction(&Instruction::I32Const(1));
                    function.instruction(&Instruction::GlobalSet(is_loaded));
                    function.instruction(&Instruction::End);
                    for i in 0..signature.params().len() {
                        function.instruction(&Instruction::LocalGet(i as u32));
                    }
                    function.instruction(&Instruction::I32Const(*place as i32));
                    function.instruction(&Instruction::CallIndirect { type_index: *ty, table_index: TABLE });
                }
                // Only the rest calls it.
                _ => {
                    function.instruction(&Instruction::Unreachable);
                }
            }
            function.instruction(&Instruction::End);
            code.function(&function);
        }
        module.section(&code);
        parts.write_data(&mut module, &mut shift)?;
        Ok(module.finish())
    }
}

/// Numbers of functions in the rest.
struct Renumbered(BTreeMap<u32, u32>);

impl Reencode for Renumbered {
    type Error = std::convert::Infallible;

    fn function_index(&mut self, function: u32) -> Result<u32> {
        self.0.get(&function).copied().ok_or(Error::InvalidConstExpr)
    }
}

/// `in_places`: where the first module looks for them.
fn write_rest(parts: &Parts, later: &BTreeSet<u32>, in_places: &BTreeMap<u32, u32>, needed: &BTreeSet<u32>) -> Result<Vec<u8>> {
    let signatures = parts.signatures()?;
    let ty = |function: u32| signatures.get(function as usize).map_or(0, |(ty, _)| *ty);
    let mut new = Renumbered(needed.iter().chain(later).zip(0..).map(|(old, new)| (*old, new)).collect());
    let mut module = Module::new();
    let mut types = TypeSection::new();
    new.parse_type_section(&mut types, parts.types.clone())?;
    module.section(&types);
    let mut imports = ImportSection::new();
    for function in needed {
        imports.import("first", &name('f', *function), EntityType::Function(ty(*function)));
    }
    for (table, i) in parts.tables.clone().into_iter().zip(0..) {
        let mut table = new.table_type(table?.ty)?;
        // It may have grown.
        table.maximum = None;
        imports.import("first", &name('t', i), EntityType::Table(table));
    }
    for (memory, i) in parts.memories.iter().flat_map(|m| m.clone()).zip(0..) {
        imports.import("first", &name('m', i), EntityType::Memory(new.memory_type(memory?)?));
    }
    for (global, i) in parts.globals.iter().flat_map(|g| g.clone()).zip(0..) {
        imports.import("first", &name('g', i), EntityType::Global(new.global_type(global?.ty)?));
    }
    module.section(&imports);
    let mut functions = FunctionSection::new();
    for function in later {
        functions.function(ty(*function));
    }
    module.section(&functions);
    let mut elements = ElementSection::new();
    let mut runs: Vec<(u32, Vec<u32>)> = Vec::new();
    for (place, function) in in_places {
        let function = new.function_index(*function)?;
        match runs.last_mut() {
            Some((start, run)) if *start + run.len() as u32 == *place => run.push(function),
            _ => runs.push((*place, vec![function])),
        }
    }
    for (start, run) in &runs {
        elements.active(Some(TABLE), &ConstExpr::i32_const(*start as i32), Elements::Functions(run.into()));
    }
    module.section(&elements);
    let mut code = CodeSection::new();
    for function in later {
        if let Some(body) = parts.bodies.get((function - parts.n_imported) as usize) {
            new.parse_function_body(&mut code, body.clone())?;
        }
    }
    module.section(&code);
    Ok(module.finish())
}
