//! The eval loop: one bytecode instruction a step, and what happens between instructions.
//!
//! Handlers never call each other through the Rust stack: they push frames and return.

pub(crate) mod settle;

mod execute;

mod globals;
pub(crate) mod quick;

mod quick_attrs;
mod quick_more;

mod quick_forms;
pub(crate) mod quick_ops;

mod stack;

mod names;

mod attrs;

mod calls;

mod bind;

mod build;

pub(crate) mod unpack;

pub(crate) mod native_frames;

mod exceptions;

pub(crate) mod generators;

pub(crate) mod matching;

mod intrinsics;

mod with;

pub mod position;

pub(crate) mod finalize;

pub(crate) use bind::SpareFrames;
pub(crate) use globals::GlobalCache;
pub use quick::Watch;
pub use settle::StepOutcome;
