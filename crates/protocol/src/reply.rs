//! What the machine's worker answers.

use serde::{Deserialize, Serialize};

use crate::Step;
use crate::difference::Difference;
use crate::find::Found;
use crate::inside::InsideView;
use crate::journal::{LineCost, Timeline, TrailStop};
use crate::state::StateView;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Reply {
    Loaded,
    /// Not at an end: send `Run` again.
    Progress {
        n_steps: Step,
        /// See `StateView::n_shown`.
        n_shown: Step,
    },
    /// Send `Answer`.
    Ask(HostRequest),
    Ended {
        n_steps: Step,
        n_shown: Step,
        outcome: Outcome,
    },
    /// It ended, asked the host, or came to its limit after so many steps.
    Measured {
        n_steps: Step,
    },
    View(Box<ViewUpdate>),
    /// The page hands it on to its late module, unread.
    #[serde(skip_deserializing)]
    Inside(Box<InsideView>),
    Found(Found),
    /// The late module's: the page reads none of these, but sees that the recording goes another way.
    #[serde(skip_deserializing)]
    Watched(Vec<Watched>),
    /// To the look before, if there was one.
    #[serde(skip_deserializing)]
    Look(Box<ViewUpdate>),
    #[serde(skip_deserializing)]
    Trail(Vec<TrailStop>),
    /// At this step what was asked for has run; send `Run` again.
    #[serde(skip_deserializing)]
    Branched {
        step: Step,
    },
    Costs(Vec<LineCost>),
    Timeline(Timeline),
    /// The command could not be followed (no recording, no open request).
    Refused {
        why: String,
    },
}

/// What came of an expression that is watched.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Watched {
    /// Its repr; else what was raised, or why there is none.
    pub text: String,
    pub is_value: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum HostRequest {
    /// `mode` as in `compile()`: exec, eval, single; behind it may stand how (see the compiler's `Wish`).
    Compile {
        source: String,
        filename: String,
        mode: String,
    },
    Input {
        prompt: String,
    },
    /// `breakpoint()`: the page goes there, and answers `GoOn` when the person says so.
    Breakpoint,
    /// A file of CPython's library, by its path below `Lib`: `os.py`, `json/decoder.pyc`.
    File {
        key: String,
    },
}

/// How a recording ended. No `except` of the program's saw it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    Exited {
        code: i32,
    },
    /// The person pressed stop.
    Stopped,
    /// `GoOn` is offered.
    StepLimit {
        n_steps: u64,
    },
    MemoryLimit {
        asked_bytes: u64,
    },
    /// One operation that cannot be cut would have taken too long.
    WorkLimit {
        what: String,
    },
    NotSupported {
        what: String,
        line: Option<u32>,
    },
    /// A fault of ours.
    Bug {
        what: String,
    },
}

/// A view on its way to the page. Of a code object that the page has been sent before since `Load`, only
/// the serial comes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ViewUpdate {
    Whole(StateView),
    /// To the view sent last.
    Since(Difference),
}
