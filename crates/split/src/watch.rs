//! A module that tells of each function that begins, by its number: it calls `split.ran`.

use wasm_encoder::reencode::Reencode;
use wasm_encoder::{
    CodeSection, DataCountSection, DataSection, ElementSection, EntityType, ExportSection, FunctionSection, GlobalSection, ImportSection,
    Instruction, MemorySection, Module, StartSection, TableSection, TypeSection, ValType,
};

use crate::parts::{Parts, Result, Shift};

pub fn watched(wasm: &[u8]) -> Result<Vec<u8>> {
    let parts = Parts::read(wasm)?;
    let mut shift = Shift(parts.n_imported);
    let mut module = Module::new();
    let mut types = TypeSection::new();
    shift.parse_type_section(&mut types, parts.types.clone())?;
    let told = types.len();
    types.ty().function([ValType::I32], []);
    module.section(&types);
    let mut imports = ImportSection::new();
    shift.parse_import_section(&mut imports, parts.imports.clone())?;
    imports.import("split", "ran", EntityType::Function(told));
    module.section(&imports);
    let mut functions = FunctionSection::new();
    shift.parse_function_section(&mut functions, parts.functions.clone())?;
    module.section(&functions);
    let mut tables = TableSection::new();
    shift.parse_table_section(&mut tables, parts.tables.clone())?;
    module.section(&tables);
    if let Some(reader) = parts.memories {
        let mut memories = MemorySection::new();
        shift.parse_memory_section(&mut memories, reader)?;
        module.section(&memories);
    }
    if let Some(reader) = parts.globals {
        let mut globals = GlobalSection::new();
        shift.parse_global_section(&mut globals, reader)?;
        module.section(&globals);
    }
    let mut exports = ExportSection::new();
    shift.parse_export_section(&mut exports, parts.exports.clone())?;
    module.section(&exports);
    if let Some(function) = parts.start {
        module.section(&StartSection { function_index: shift.function_index(function)? });
    }
    if let Some(reader) = parts.elements {
        let mut elements = ElementSection::new();
        shift.parse_element_section(&mut elements, reader)?;
        module.section(&elements);
    }
    if let Some(count) = parts.data_count {
        module.section(&DataCountSection { count });
    }
    let mut code = CodeSection::new();
    for (i, body) in parts.bodies.iter().enumerate() {
        let mut function = shift.new_function_with_parsed_locals(body)?;
        function.instruction(&Instruction::I32Const((parts.n_imported + i as u32) as i32));
        function.instruction(&Instruction::Call(parts.n_imported));
        let mut reader = body.get_operators_reader()?;
        while !reader.eof() {
            function.instruction(&shift.parse_instruction(&mut reader)?);
        }
        code.function(&function);
    }
    module.section(&code);
    if let Some(reader) = parts.data {
        let mut data = DataSection::new();
        shift.parse_data_section(&mut data, reader)?;
        module.section(&data);
    }
    Ok(module.finish())
}
