//! Where an instruction stands in the source, from the location table of a code object on the heap.

use pyvarium_code::location;
pub use pyvarium_code::location::Position;
use pyvarium_heap::code::Code;

/// `at`: code units.
pub fn position(code: &Code, at: u32) -> Position {
    let mut start = 0u32;
    for row in location::rows(&code.linetable, code.firstlineno) {
        start += row.n_units;
        if at < start {
            return row.position;
        }
    }
    Position::default()
}
