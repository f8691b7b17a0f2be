//! placeholder
use crate::SyntaxReport;
pub struct Statement { pub line: u32, pub source: String }
pub fn split_interactive(_source: &str) -> Result<Vec<Statement>, SyntaxReport> { Ok(Vec::new()) }
pub fn compile_interactive(_source: &str, _filename: &str) -> Result<Vec<Vec<u8>>, SyntaxReport> { Ok(Vec::new()) }
