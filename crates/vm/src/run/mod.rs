//! Running a program from its start to the end of the interpreter, and what it prints when it fails.

pub mod main;

pub mod traceback;

pub mod carets;

pub mod unraisable;

pub mod sys;

mod sys_names;

pub mod sizeof;

pub mod atexit;
