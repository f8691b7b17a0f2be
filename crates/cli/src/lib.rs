//! From a source text to a machine ready to run, as the command line and the tests want it: compiler
//! and machine in one process, host requests answered on the spot.

pub mod compiled;
pub mod lessons;
pub mod library;
pub mod opcodes;
pub mod picture;
pub mod program;
pub mod stages;
pub mod still;
