//! The location table of a code object: which source range each code unit comes from.
//!
//! CPython: InternalDocs/code_objects.md; Objects/codeobject.c, positionsiter_next. A broken table yields no
//! more rows; units past its end have no position.

use crate::unit::CodeObject;

/// Source range of one code unit. Lines count from 1; columns count from 0, in bytes of UTF-8.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Position {
    pub line: Option<u32>,
    pub end_line: Option<u32>,
    pub col: Option<u32>,
    pub end_col: Option<u32>,
}

/// One row of the table: `n_units` code units share a position.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Row {
    pub n_units: u32,
    pub position: Position,
}

pub struct Rows<'a> {
    table: std::slice::Iter<'a, u8>,
    line: i64,
}

pub fn rows(linetable: &[u8], firstlineno: i32) -> Rows<'_> {
    Rows { table: linetable.iter(), line: i64::from(firstlineno) }
}

impl Iterator for Rows<'_> {
    type Item = Row;

    fn next(&mut self) -> Option<Row> {
        let first = *self.table.next()?;
        let n_units = u32::from(first & 7) + 1;
        let kind = (first >> 3) & 15;
        let at = |line: i64| u32::try_from(line).ok();
        let position = match kind {
            15 => Position::default(),
            14 => {
                self.line += self.svarint()?;
                let end_line = self.line + i64::from(self.varint()?);
                // Columns are stored plus one; zero says "none".
                let col = self.varint()?.checked_sub(1);
                let end_col = self.varint()?.checked_sub(1);
                Position { line: at(self.line), end_line: at(end_line), col, end_col }
            }
            13 => {
                self.line += self.svarint()?;
                Position { line: at(self.line), end_line: at(self.line), col: None, end_col: None }
            }
            10..=12 => {
                self.line += i64::from(kind) - 10;
                let col = u32::from(*self.table.next()?);
                let end_col = u32::from(*self.table.next()?);
                Position { line: at(self.line), end_line: at(self.line), col: Some(col), end_col: Some(end_col) }
            }
            _ => {
                let second = u32::from(*self.table.next()?);
                let col = (u32::from(kind) << 3) | (second >> 4);
                Position { line: at(self.line), end_line: at(self.line), col: Some(col), end_col: Some(col + (second & 15)) }
            }
        };
        Some(Row { n_units, position })
    }
}

impl Rows<'_> {
    /// Six bits a byte, least significant first; bit 64 says that more follow.
    fn varint(&mut self) -> Option<u32> {
        let mut value = 0u32;
        let mut shift = 0;
        loop {
            let byte = *self.table.next()?;
            value |= u32::from(byte & 63).checked_shl(shift)?;
            shift += 6;
            if byte & 64 == 0 {
                return Some(value);
            }
        }
    }

    fn svarint(&mut self) -> Option<i64> {
        let value = i64::from(self.varint()?);
        Some(if value & 1 == 1 { -(value >> 1) } else { value >> 1 })
    }
}

/// `co_positions()`: one position a code unit.
pub struct Positions<'a> {
    rows: Rows<'a>,
    row: Option<Row>,
    n_left: u32,
}

impl<'a> Positions<'a> {
    pub fn new(code: &'a CodeObject) -> Positions<'a> {
        Positions { rows: rows(&code.co_linetable, code.co_firstlineno), row: None, n_left: 0 }
    }
}

impl Iterator for Positions<'_> {
    type Item = Position;

    fn next(&mut self) -> Option<Position> {
        if self.n_left == 0 {
            let row = self.rows.next()?;
            self.n_left = row.n_units;
            self.row = Some(row);
        }
        self.n_left -= 1;
        self.row.map(|row| row.position)
    }
}

/// A stretch of code units with one line. Unit of start and end: bytes, as in `co_lines()`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct LineRange {
    pub start: u32,
    pub end: u32,
    pub line: Option<u32>,
}

/// `co_lines()`: neighbours with one line are merged.
pub fn co_lines(code: &CodeObject) -> Vec<LineRange> {
    line_ranges(&code.co_linetable, code.co_firstlineno, code.co_code.len())
}

/// Unit of `n_bytes`: bytes of `co_code`.
pub fn line_ranges(linetable: &[u8], firstlineno: i32, n_bytes: usize) -> Vec<LineRange> {
    let n_bytes = u32::try_from(n_bytes).unwrap_or(u32::MAX);
    let mut ranges: Vec<LineRange> = Vec::new();
    let mut start = 0u32;
    for row in rows(linetable, firstlineno) {
        if start >= n_bytes {
            break;
        }
        let end = start.saturating_add(row.n_units * 2);
        match ranges.last_mut() {
            Some(last) if last.line == row.position.line => last.end = end,
            _ => ranges.push(LineRange { start, end, line: row.position.line }),
        }
        start = end;
    }
    ranges
}

/// `PyCode_Addr2Line`. Unit of `at`: code units.
pub fn addr2line(code: &CodeObject, at: u32) -> Option<u32> {
    position_at(code, at)?.line
}

/// Unit of `at`: code units.
pub fn position_at(code: &CodeObject, at: u32) -> Option<Position> {
    let mut end = 0u32;
    for row in rows(&code.co_linetable, code.co_firstlineno) {
        end = end.saturating_add(row.n_units);
        if at < end {
            return Some(row.position);
        }
    }
    None
}
