//! What page and workers say to each other: plain structs that serde can carry. No logic, no
//! machine, no browser: whoever reads these files knows the whole conversation.
//!
//! `command` is what the page asks, `reply` what a worker answers; `state` is one moment of a run
//! as the page draws it, `object` the cards on it, `inside` how CPython keeps one of them, `find` what is looked for in time, `journal` the run seen
//! from above.
//!
//! Every struct reads with missing fields at their defaults, so that a stored view stays readable
//! when a field is added. Numbers that may pass 2^53 (hashes, big ints) travel as text.

pub mod command;
pub mod compile;
pub mod difference;
pub mod files;
pub mod find;
pub mod inside;
pub mod journal;
pub mod late;
pub mod layout;
pub mod lesson;
pub mod object;
pub mod reply;
pub mod state;

pub use command::{Command, HostAnswer, Limits, Mode, Move, Place, Program, Unit, Zoom};
pub use compile::{CompileReply, CompileRequest, SyntaxReport};
pub use difference::Difference;
pub use files::{SourceFile, join_files, split_files};
pub use find::{Found, Wanted};
pub use inside::InsideView;
pub use journal::{Column, LineCost, Timeline, TrailStop};
pub use lesson::{Block, Inline, LessonIndex, LessonLink, LessonPage, LessonProgram, Question};
pub use object::{Change, Entry, Family, Named, ObjectView, Parts, SetPlace, Text, ValueRef};
pub use reply::{HostRequest, Outcome, Reply, ViewUpdate, Watched};
pub use state::{
    CodeView, Cursor, FileChange, FileContent, FileView, FormView, FrameKind, FrameView, GlobalsView, HandlerView, InstructionView,
    LineNote, NativeRow, OutputSegment, Probe, RaisedView, Range, SlotKind, SlotView, SourceRef, StackEntryView, StateView, Stream,
};

use serde::{Deserialize, Serialize};

/// Names an object, a frame or a code object for the whole recording. Never reused, unlike an
/// address: the key of every card, arrow and difference.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Serial(pub u64);

impl Serial {
    /// Insides that are nobody's: the allocator's memory, and the modules that have been imported. No object gets so far.
    pub const MEMORY: Serial = Serial(1 << 50);
    pub const IMPORTS: Serial = Serial((1 << 50) + 1);
}

/// A position of the recording. Unit: instructions run; 0 is before the first.
pub type Step = u64;
