//! `num-bigint` under the name `malachite-bigint`, through `[patch.crates-io]`.
//!
//! The library of the parser asks for a crate of that name, which is LGPL; both have the same interface. Nothing of
//! ours may use this crate directly.

pub use num_bigint::*;
