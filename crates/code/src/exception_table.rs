//! The exception table of a code object, decoded. A broken table ends at its last whole row.

/// One row. Unit of start, end and target: code units; depth: stack entries.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Entry {
    pub start: u32,
    pub end: u32,
    pub target: u32,
    pub depth: u32,
    /// Push the offset of the raising instruction before the exception.
    pub lasti: bool,
}

/// CPython: InternalDocs/exception_handling.md; Lib/dis.py, _parse_exception_table.
pub fn parse(table: &[u8]) -> Vec<Entry> {
    let mut bytes = table.iter().copied();
    let mut entries = Vec::new();
    while let Some(entry) = parse_entry(&mut bytes) {
        entries.push(entry);
    }
    entries
}

fn parse_entry(bytes: &mut impl Iterator<Item = u8>) -> Option<Entry> {
    let start = varint(bytes)?;
    let length = varint(bytes)?;
    let target = varint(bytes)?;
    let depth_lasti = varint(bytes)?;
    Some(Entry { start, end: start.checked_add(length)?, target, depth: depth_lasti >> 1, lasti: depth_lasti & 1 == 1 })
}

/// Six bits a byte, most significant first; bit 64 says that more follow.
fn varint(bytes: &mut impl Iterator<Item = u8>) -> Option<u32> {
    let mut byte = bytes.next()?;
    let mut value = u32::from(byte & 63);
    while byte & 64 != 0 {
        byte = bytes.next()?;
        value = value.checked_mul(64)? | u32::from(byte & 63);
    }
    Some(value)
}

/// Writes one row the way the assembler does. CPython: Python/assemble.c, assemble_emit_exception_table_entry.
pub fn write(entries: &[Entry]) -> Vec<u8> {
    let mut out = Vec::new();
    for entry in entries {
        let row = out.len();
        write_varint(&mut out, entry.start);
        write_varint(&mut out, entry.end.saturating_sub(entry.start));
        write_varint(&mut out, entry.target);
        write_varint(&mut out, (entry.depth << 1) | u32::from(entry.lasti));
        // The first byte of each row is marked, so that a search may land anywhere.
        if let Some(first) = out.get_mut(row) {
            *first |= 128;
        }
    }
    out
}

fn write_varint(out: &mut Vec<u8>, value: u32) {
    let mut shift = 30;
    while shift > 0 && value >> shift == 0 {
        shift -= 6;
    }
    while shift > 0 {
        out.push(64 | ((value >> shift) & 63) as u8);
        shift -= 6;
    }
    out.push((value & 63) as u8);
}
