//! One run as a recording: checkpoints and what the host answered, from which any moment is reached;
//! and the picture of any moment, as a pure function of the recording and the step.
//!
//! Nothing here undoes anything: going back is the nearest checkpoint plus replay. Nothing here draws.
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

mod cost;

mod find;

mod moves;

pub mod recording;

pub mod session;

mod stops;

pub mod track;
mod trail;
mod unasked;
mod watch;

pub mod view;

pub use recording::{Progress, Recording};
pub use session::Session;
