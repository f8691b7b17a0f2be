//! Values, object layouts, the allocator model, reference counts and the copy-on-write store.
//!
//! Nothing here can run Python code: comparing keys, calling finalizers and looking up attributes
//! are the vm's, which this crate does not know. Everything here is plain data and `Clone`.
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

pub mod value;

pub mod object;

pub mod text;

pub mod dict;

pub mod set;

pub mod code;

pub mod types;

pub mod frame;

pub mod alloc;

pub mod hash;

pub mod store;

mod death;

pub mod gc_counts;

mod views;

pub mod lookup;

mod weak;

pub use death::Pending;
pub use num_bigint::{BigInt, Sign};
pub use object::{Body, head_flags};
pub use store::{Change, Heap, Shape};
pub use text::Text;
pub use value::{Own, Ref, Serial, Slot};
