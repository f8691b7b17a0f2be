//! Every integration test of the workspace, one binary.

mod dis;
mod syntax;
