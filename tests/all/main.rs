//! Every integration test of the workspace, one binary.

mod dis;
mod limits;
mod nesting;
mod programs;
mod syntax;
#[path = "../variations/read.rs"]
mod variations;
