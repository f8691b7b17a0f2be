//! Native modules of the standard library, a table handed to the vm.
//!
//! Nothing here is known to the vm by name: a module brings its types, its native frames and its
//! functions, and the tables give them numbers.
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

use std::sync::OnceLock;

use pyvarium_vm::Tables;
use pyvarium_vm::native::Library;

pub mod itertools;

pub mod math;

/// All modules of this crate.
pub static LIBRARY: Library =
    Library { types: itertools::TYPES, natives: itertools::NATIVES, modules: &[&itertools::ITERTOOLS, &math::MATH] };

/// The tables of a whole interpreter: the vm's own and this crate's. Built once a process.
pub fn tables() -> &'static Tables {
    static TABLES: OnceLock<Tables> = OnceLock::new();
    TABLES.get_or_init(|| Tables::build(&[LIBRARY]))
}
