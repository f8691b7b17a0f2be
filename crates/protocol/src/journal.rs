//! The run seen from above, for the timeline: sampled, so that a million steps fit a slider.

use serde::{Deserialize, Serialize};

use crate::Step;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Timeline {
    pub n_steps: Step,
    /// Equal shares of the recording.
    pub columns: Vec<Column>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Column {
    /// Most frames at once in this share.
    pub depth: u32,
    pub wrote: bool,
    pub raised: bool,
    pub freed: bool,
}
