//! Running a program from its start to the end of the interpreter, and what it prints when it fails.

mod literals;

pub mod main;

pub mod traceback;

pub mod carets;

pub mod unraisable;

pub mod uncaught;

pub mod breakpoint;

pub mod aside;

pub mod edit;

mod state;

pub(crate) mod sys_functions;

pub mod sys;

pub(crate) mod sys_names;

pub use state::SysState;

pub mod sizeof;

pub mod atexit;
