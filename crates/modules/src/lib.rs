//! Native modules of the standard library, a table handed to the vm.
//!
//! Nothing here is known to the vm by name: a module brings its types, its native frames and its
//! functions, and the tables give them numbers.
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

use std::sync::OnceLock;

use pyvarium_vm::Tables;
use pyvarium_vm::native::Library;

pub mod abc;

pub mod ask;

pub mod ast;

pub mod binascii;

pub mod bisect;

pub mod collections;

pub mod errno;

pub mod functools;

pub mod functools_lru;

pub mod functools_partial;

pub mod heapq;

pub mod imp;

pub mod itertools;

pub mod marshal;

pub mod math;

pub mod net;

pub mod opcode;

pub mod operator;

pub mod operator_getters;

pub mod posix;

pub mod random;

pub mod sha2;

pub mod signals;

pub mod sre;

pub mod stat;

pub mod string;

pub mod struct_format;

pub mod structs;

pub mod symtable;

pub mod thread;

pub mod time;

pub mod time_format;

pub mod tokenize;

pub mod tracemalloc;

pub mod weakref;

pub mod weakref_proxy;

macro_rules! parts {
    (@ $types:expr, $kinds:expr;) => {};
    (@ $types:expr, $kinds:expr; $part:ident $n_types:literal $n_kinds:literal; $($rest:tt)*) => {
        pub mod $part {
            /// The number of the part's first type.
            pub const TYPE: u16 = $types;
            /// The number of the part's first native frame.
            pub const KIND: u16 = $kinds;
        }
        parts! { @ $types + $n_types, $kinds + $n_kinds; $($rest)* }
    };
    ($($part:ident $n_types:literal $n_kinds:literal;)*) => {
        /// Where the numbers of each part begin.
        pub mod first {
            parts! { @ pyvarium_vm::core::ids::N_TYPES, pyvarium_vm::core::kinds::N_KINDS; $($part $n_types $n_kinds;)* }
        }

        /// The parts in order, with the numbers of types and native frames that they were announced with.
        const PARTS: &[(Library, usize, usize)] = &[$(($part::LIBRARY, $n_types, $n_kinds),)*];
    };
}

// Every part: how many types and how many native frames its `LIBRARY` brings.
parts! {
    abc 1 5;
    ast 1 3;
    binascii 2 0;
    bisect 0 1;
    collections 10 12;
    errno 0 0;
    functools 5 3;
    heapq 0 1;
    imp 0 0;
    itertools 22 16;
    marshal 0 1;
    math 0 3;
    net 1 0;
    opcode 0 0;
    operator 3 4;
    posix 7 0;
    random 1 0;
    sha2 4 0;
    signals 0 0;
    sre 4 4;
    stat 0 0;
    string 2 0;
    structs 3 0;
    symtable 1 1;
    thread 4 0;
    time 1 0;
    tokenize 1 1;
    tracemalloc 0 0;
    weakref 3 3;
}

/// The tables of a whole interpreter: the vm's own and this crate's. Built once a process.
pub fn tables() -> &'static Tables {
    static TABLES: OnceLock<Tables> = OnceLock::new();
    TABLES.get_or_init(|| Tables::build(&PARTS.iter().map(|(library, ..)| *library).collect::<Vec<_>>()))
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_part_brings_what_it_announced() {
        for (library, types, natives) in super::PARTS {
            let names: Vec<_> = library.modules.iter().map(|m| m.name).collect();
            assert_eq!((library.types.len(), library.natives.len()), (*types, *natives), "{names:?}");
        }
    }
}
