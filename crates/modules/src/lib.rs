//! Native modules of the standard library, a table handed to the vm.
//!
//! Nothing here is known to the vm by name: a module brings its types, its native frames and its
//! functions, and the tables give them numbers.
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

use std::sync::OnceLock;

use pyvarium_vm::Tables;
use pyvarium_vm::native::Library;

pub mod copy;

pub mod copy_instance;

pub mod dis;

pub mod dis_instruction;

pub mod dis_unit;

pub mod future;

pub mod itertools;

pub mod math;

pub mod python_args;

/// All modules of this crate. A module's numbers begin where those before it end.
pub static LIBRARY: Library = Library {
    types: &[
        &itertools::COUNT_TYPE,
        &itertools::REPEAT_TYPE,
        &itertools::CHAIN_TYPE,
        &itertools::ACCUMULATE_TYPE,
        &copy::ERROR_TYPE,
        &dis_instruction::INSTRUCTION_TYPE,
        &dis_instruction::POSITIONS_TYPE,
        &dis::BYTECODE_TYPE,
        &future::FEATURE_TYPE,
    ],
    natives: &[
        &itertools::CHAIN_FRAME,
        &itertools::ACCUMULATE_FRAME,
        &copy::DEEP_LIST_FRAME,
        &copy::DEEP_TUPLE_FRAME,
        &copy::DEEP_DICT_FRAME,
        &copy_instance::INSTANCE_FRAME,
        &copy::REPLACE_FRAME,
    ],
    modules: &[&itertools::ITERTOOLS, &math::MATH, &copy::COPY, &dis::DIS, &future::FUTURE],
};

/// The tables of a whole interpreter: the vm's own and this crate's. Built once a process.
pub fn tables() -> &'static Tables {
    static TABLES: OnceLock<Tables> = OnceLock::new();
    TABLES.get_or_init(|| Tables::build(&[LIBRARY]))
}
