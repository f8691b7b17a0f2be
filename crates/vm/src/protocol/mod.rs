//! CPython's abstract object protocol: what bytecode handlers and natives ask of an object.
//! Exact builtin types answer at once; the rest may push a frame.

pub mod lookup;

pub mod slot_call;

pub mod call;

pub mod attr;

pub mod generic_attr;

pub mod compare;

pub mod truth;

pub mod hash;

pub mod number;

pub mod power;

pub mod iter;

pub mod subscript;

pub mod text;

pub mod convert;

pub(crate) mod probe;

pub mod dict_ops;

pub mod set_ops;

pub mod isinstance;

pub mod paths;

pub mod buffer;
