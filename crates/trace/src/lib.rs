//! One run as a recording: checkpoints and what the host answered, from which any moment is reached.
//!
//! Nothing here undoes anything: going back is the nearest checkpoint plus replay. Nothing here draws.
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

pub mod recording;

pub use recording::{Progress, Recording};
