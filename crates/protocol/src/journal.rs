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

/// What a line has cost, all its runs together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LineCost {
    /// As `Place::file`.
    pub file: u32,
    /// From 1.
    pub line: u32,
    /// How often it began.
    pub n_runs: u64,
    /// Those of functions that it called count at their own lines, those of CPython's library here.
    pub n_instructions: u64,
}

/// A run comes by a line: about to run it. The last stop is the end, with line 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TrailStop {
    pub step: Step,
    /// As the page counts.
    pub shown: Step,
    /// As in `Place`.
    pub file: u32,
    pub line: u32,
    /// Python frames.
    pub depth: u32,
    /// The same where names mean the same and the same was written.
    pub mark: u64,
}
