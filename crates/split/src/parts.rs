//! A module's sections as they are read, and the shift that an import more brings.

use wasm_encoder::reencode::{self, Reencode};
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

/// Functions from this number on have the next one: one more comes from outside.
pub struct Shift(pub u32);

impl Reencode for Shift {
    type Error = std::convert::Infallible;

    fn function_index(&mut self, function: u32) -> Result<u32> {
        Ok(function + u32::from(function >= self.0))
    }
}
