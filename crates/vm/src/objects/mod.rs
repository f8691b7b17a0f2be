//! The builtin types, one file each, named as CPython's Objects/.

pub mod object;

pub mod type_;

pub mod type_attrs;

pub mod class_new;

pub mod mro;

pub mod int;

pub mod int_text;

pub mod bool_;

pub mod float;

pub mod float_text;

pub mod str_;

pub mod str_methods;

pub mod tuple;

pub mod list;

pub mod list_sort;

pub mod slice;

pub mod range;

pub mod dict;

pub mod dict_views;

pub mod set;

pub mod iterators;

pub mod seq_repr;

pub mod function;

pub mod method;

pub mod descr;

pub mod property;

pub mod super_;

pub mod cell;

pub mod code;

pub mod code_unit;

pub mod module;

pub mod generator;

pub mod exceptions;

pub mod frame;

pub mod opaque;

pub mod known_attributes;

pub mod singletons;
