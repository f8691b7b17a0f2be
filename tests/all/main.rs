//! Every integration test of the workspace, one binary.

mod branch;
mod code;
mod dis;
mod find;
mod fuzz;
mod inside;
mod instructions;
mod interrupts;
mod lessons;
mod limits;
mod nesting;
mod programs;
mod random;
mod session;
mod syntax;
mod traces;
#[path = "../variations/read.rs"]
mod variations;
mod views;
