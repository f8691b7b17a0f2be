//! A module that tells of each function that begins, by its number: it calls `split.ran`.

use wasm_encoder::reencode::Reencode;
use wasm_encoder::{CodeSection, ExportSection, GlobalSection, Instruction, Module, TableSection, ValType};

use crate::parts::{Parts, Result, Shift};

pub fn watched(wasm: &[u8]) -> Result<Vec<u8>> {
    let parts = Parts::read(wasm)?;
    let mut shift = Shift(parts.n_imported);
    let mut module = Module::new();
    parts.write_head(&mut module, &mut shift, "ran", &[ValType::I32])?;
    let mut tables = TableSection::new();
    shift.parse_table_section(&mut tables, parts.tables.clone())?;
    module.section(&tables);
    parts.write_memories(&mut module, &mut shift)?;
    if let Some(reader) = parts.globals.clone() {
        let mut globals = GlobalSection::new();
        shift.parse_global_section(&mut globals, reader)?;
        module.section(&globals);
    }
    let mut exports = ExportSection::new();
    shift.parse_export_section(&mut exports, parts.exports.clone())?;
    module.section(&exports);
    parts.write_middle(&mut module, &mut shift)?;
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
    parts.write_data(&mut module, &mut shift)?;
    Ok(module.finish())
}
