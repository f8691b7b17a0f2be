//! The builtin types, one file each, named as CPython's Objects/.

pub mod object;

pub mod contextvars;

pub mod namespace;

pub mod pickling;

pub mod exception_state;

pub mod type_;

pub mod type_attrs;

pub mod type_facts;

pub mod class_new;

pub mod class_slots;

pub mod buffer_wrapper;
pub mod build_class;

pub mod class_bases;

pub mod mro;

pub mod int;

pub mod is_abstract;

pub mod int_text;

pub mod int_bytes;

pub mod bool_;

pub mod float;

pub mod float_text;

pub mod str_;

pub mod structseq;

pub mod bytes;

pub mod bytes_hex;
pub mod bytes_methods;
pub mod bytes_percent;

pub mod bytearray;

pub mod memoryview;

pub mod memory_cast;

pub mod memory_items;

pub mod codecs;

pub mod unicode_errors;

pub mod str_methods;

pub mod str_search;

pub mod str_split;

pub mod str_translate;

pub mod str_format;

pub mod str_percent;

pub mod template;
pub mod tuple;

pub mod generic_alias;

pub mod unicode;
pub mod unicode_data;
pub mod union;

pub mod typing;

pub mod list;

pub mod list_slice;

pub mod seq_search;

pub mod seq_compare;

pub mod list_merge;
pub mod list_sort;

pub mod slice;

pub mod range;

pub mod range_big;

pub mod dict;

pub mod dict_update;
pub mod dict_view_sets;
pub mod dict_views;

pub mod sequence;
pub mod set;
pub mod set_algebra;

pub mod iterators;

pub mod iterators_state;

pub mod function_new;

pub mod code_replace;

pub mod repr_parts;

pub mod seq_repr;

pub mod function;

pub mod annotations;

pub mod method;

pub mod complex;
pub mod complex_new;

pub mod descr;

pub mod docs;

pub mod property;

pub mod class_static;

pub mod mappingproxy;

pub mod reduce;

pub mod super_;

pub mod anext;
pub mod async_gen;
pub mod cell;

pub mod code;

pub mod code_iters;

pub mod code_unit;

pub mod module;

pub mod generator;

pub mod exception_group;
pub mod exceptions;

pub mod os_error;

pub mod syntax_error;

pub mod frame;

pub mod frame_locals;

pub mod singletons;
