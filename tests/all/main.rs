//! Every integration test of the workspace, one binary.

mod dis;
mod instructions;
mod limits;
mod nesting;
mod programs;
mod syntax;
#[path = "../variations/read.rs"]
mod variations;
