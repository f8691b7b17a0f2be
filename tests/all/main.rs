//! Every integration test of the workspace, one binary.

mod code;
mod dis;
mod fuzz;
mod instructions;
mod lessons;
mod limits;
mod nesting;
mod programs;
mod random;
mod syntax;
mod traces;
#[path = "../variations/read.rs"]
mod variations;
mod views;
