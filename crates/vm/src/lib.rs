//! The machine: frames, `step()`, unwinding, the object protocol, builtin types and functions.
//!
//! A `Vm` is plain data and `Clone` wherever it can pause. No native here runs Python code on the
//! Rust stack: it asks, keeps its state in a native frame, and goes on with the answer. This crate
//! knows no compiler, no library module beyond builtins, sys and gc, and no host.
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

pub mod stop;

pub mod vm;

pub mod args;

pub mod native;

pub mod slots;

pub mod signature;

pub mod tables;

pub mod core;

pub mod boot;

pub mod eval;

pub mod protocol;

pub mod exc;

pub mod intern;

pub mod objects;

pub mod builtins;

pub mod format_spec;

pub mod suggest;

pub mod fs;

pub mod script;

pub mod specialize;

pub mod codecs;

pub mod io;

pub mod import;

pub mod gc;
mod gc_clear;

mod gc_collect;

mod gc_list;

pub mod host;

pub mod real;

pub mod run;

pub mod tracing;

pub mod warnings;

pub mod audit;

pub use eval::{StepOutcome, Watch};
pub use stop::{Flow, Halt, Res, Stop};
pub use tables::Tables;
pub use vm::{Config, Stream, Vm};
