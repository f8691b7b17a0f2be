//! A module's sections as they are read, and the shift that an import more brings.

use wasm_encoder::reencode::{self, Reencode};
use wasm_encoder::{
    DataCountSection, DataSection, ElementSection, EntityType, FunctionSection, ImportSection, MemorySection, Module, StartSection,
    TypeSection, ValType,
};
use wasmparser::{
    DataSectionReader, ElementSectionReader, ExportSectionReader, FunctionBody, FunctionSectionReader, GlobalSectionReader,
    ImportSectionReader, MemorySectionReader, Parser, Payload, TableSectionReader, TypeRef, TypeSectionReader,
};

pub type Error = reencode::Error<std::convert::Infallible>;
pub type Result<T> = std::result::Result<T, Error>;

/// As `wasm-bindgen` and `wasm-opt` leave a module: no section twice, none of a kind that is not listed.
pub struct Parts<'a> {
    pub types: TypeSectionReader<'a>,
    pub imports: ImportSectionReader<'a>,
    pub functions: FunctionSectionReader<'a>,
    pub tables: TableSectionReader<'a>,
    pub memories: Option<MemorySectionReader<'a>>,
    pub globals: Option<GlobalSectionReader<'a>>,
    pub exports: ExportSectionReader<'a>,
    pub start: Option<u32>,
    pub elements: Option<ElementSectionReader<'a>>,
    pub data_count: Option<u32>,
    pub bodies: Vec<FunctionBody<'a>>,
    pub data: Option<DataSectionReader<'a>>,
    /// Functions that come from outside: they have the first numbers.
    pub n_imported: u32,
}

impl<'a> Parts<'a> {
    pub fn read(wasm: &'a [u8]) -> Result<Parts<'a>> {
        let (mut types, mut imports, mut functions, mut tables, mut exports) = (None, None, None, None, None);
        let (mut memories, mut globals, mut start, mut elements, mut data_count, mut data) = (None, None, None, None, None, None);
        let mut bodies = Vec::new();
        for payload in Parser::new(0).parse_all(wasm) {
            match payload.map_err(Error::ParseError)? {
                Payload::Version { .. } | Payload::End(_) => {}
                Payload::TypeSection(reader) => types = Some(reader),
                Payload::ImportSection(reader) => imports = Some(reader),
                Payload::FunctionSection(reader) => functions = Some(reader),
                Payload::TableSection(reader) => tables = Some(reader),
                Payload::MemorySection(reader) => memories = Some(reader),
                Payload::GlobalSection(reader) => globals = Some(reader),
                Payload::ExportSection(reader) => exports = Some(reader),
                Payload::StartSection { func, .. } => start = Some(func),
                Payload::ElementSection(reader) => elements = Some(reader),
                Payload::DataCountSection { count, .. } => data_count = Some(count),
                Payload::CodeSectionStart { .. } => {}
                Payload::CodeSectionEntry(body) => bodies.push(body),
                Payload::DataSection(reader) => data = Some(reader),
                // Names and the like.
                Payload::CustomSection(_) => {}
                _ => return Err(Error::UnexpectedNonCoreModuleSection),
            }
        }
        let missing = || Error::UnexpectedNonCoreModuleSection;
        let imports: ImportSectionReader = imports.ok_or_else(missing)?;
        let mut n_imported = 0;
        for import in imports.clone().into_imports() {
            n_imported += u32::from(matches!(import?.ty, TypeRef::Func(_)));
        }
        Ok(Parts {
            types: types.ok_or_else(missing)?,
            imports,
            functions: functions.ok_or_else(missing)?,
            tables: tables.ok_or_else(missing)?,
            memories,
            globals,
            exports: exports.ok_or_else(missing)?,
            start,
            elements,
            data_count,
            bodies,
            data,
            n_imported,
        })
    }
}

impl Parts<'_> {
    /// Types, imports and functions of a module with one import more, `split.NAME`, which takes the first function number
    /// that was not imported.
    pub fn write_head(&self, module: &mut Module, shift: &mut Shift, name: &str, params: &[ValType]) -> Result<()> {
        let mut types = TypeSection::new();
        shift.parse_type_section(&mut types, self.types.clone())?;
        let ty = types.len();
        types.ty().function(params.iter().copied(), []);
        module.section(&types);
        let mut imports = ImportSection::new();
        shift.parse_import_section(&mut imports, self.imports.clone())?;
        imports.import("split", name, EntityType::Function(ty));
        module.section(&imports);
        let mut functions = FunctionSection::new();
        shift.parse_function_section(&mut functions, self.functions.clone())?;
        module.section(&functions);
        Ok(())
    }

    pub fn write_memories(&self, module: &mut Module, shift: &mut Shift) -> Result<()> {
        if let Some(reader) = self.memories.clone() {
            let mut memories = MemorySection::new();
            shift.parse_memory_section(&mut memories, reader)?;
            module.section(&memories);
        }
        Ok(())
    }

    /// What stands between exports and code.
    pub fn write_middle(&self, module: &mut Module, shift: &mut Shift) -> Result<()> {
        if let Some(function) = self.start {
            module.section(&StartSection { function_index: shift.function_index(function)? });
        }
        if let Some(reader) = self.elements.clone() {
            let mut elements = ElementSection::new();
            shift.parse_element_section(&mut elements, reader)?;
            module.section(&elements);
        }
        if let Some(count) = self.data_count {
            module.section(&DataCountSection { count });
        }
        Ok(())
    }

    pub fn write_data(&self, module: &mut Module, shift: &mut Shift) -> Result<()> {
        if let Some(reader) = self.data.clone() {
            let mut data = DataSection::new();
            shift.parse_data_section(&mut data, reader)?;
            module.section(&data);
        }
        Ok(())
    }
}

/// Functions from this number on have the next one: one more comes from outside.
pub struct Shift(pub u32);

impl Reencode for Shift {
    type Error = std::convert::Infallible;

    fn function_index(&mut self, function: u32) -> Result<u32> {
        Ok(function + u32::from(function >= self.0))
    }
}
