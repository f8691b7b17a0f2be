//! One moment of a run, whole: a pure function of the recording and the step.

use serde::{Deserialize, Serialize};

use crate::command::{Place, Zoom};
use crate::object::{ObjectView, ValueRef};
use crate::reply::Outcome;
use crate::{Serial, Step};

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct StateView {
    pub step: Step,
    /// Length of the recording so far.
    pub n_steps: Step,
    /// The same two as the page counts them: while CPython's library is stepped over, its steps do not count.
    pub shown_step: Step,
    pub n_shown: Step,
    /// The step at which the program's own code had run and its names are all there; after it the
    /// interpreter only lets go of them. None while nobody knows.
    pub program_end: Option<Step>,
    /// What just ran. None at step 0.
    pub just_run: Option<Cursor>,
    /// What runs next. None at the end.
    pub next: Option<Cursor>,
    /// Innermost first; native frames in their places.
    pub frames: Vec<FrameView>,
    pub globals: GlobalsView,
    /// In birth order. Every serial that a ValueRef names is here, unless its object is folded away.
    pub objects: Vec<ObjectView>,
    /// What this step freed, in the order of their death.
    pub freed: Vec<Serial>,
    /// Everything written up to here.
    pub output: Vec<OutputSegment>,
    /// What the program has made of the file system, by path.
    pub files: Vec<FileView>,
    /// The running code object; None when nothing runs.
    pub code: Option<CodeView>,
    /// Its instructions that CPython has specialized by now, in their order.
    pub forms: Vec<FormView>,
    /// The exception that is being raised or was not caught.
    pub raised: Option<RaisedView>,
    /// Look-ups in dicts and sets that this step made.
    pub probes: Vec<Probe>,
    /// How much of time the marks and the sentence cover.
    pub zoom: Zoom,
    /// What just happened, in words: one or two sentences naming the objects at hand.
    pub sentence: String,
    /// The newest sentence about each line that the frames here have run, the newest line first.
    pub notes: Vec<LineNote>,
    /// How a link names this moment. None between the places that can be named.
    pub place: Option<Place>,
    /// Only at the last step of a recording that has ended.
    pub outcome: Option<Outcome>,
}

/// A file that the program made or wrote to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FileView {
    /// Seen from the program's folder.
    pub name: String,
    pub n_bytes: u64,
    pub content: FileContent,
    pub change: FileChange,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FileContent {
    /// Its beginning.
    Text(String),
    /// The beginning of what is no text.
    Bytes(#[serde(with = "serde_bytes")] Vec<u8>),
}

impl Default for FileContent {
    fn default() -> FileContent {
        FileContent::Text(String::new())
    }
}

/// What happened to a file since the picture's story began.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum FileChange {
    #[default]
    None,
    Made,
    Written,
    /// It is gone now.
    Removed,
}

/// The text that some code was compiled from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SourceRef {
    /// Seen from the program's folder; of CPython's library, below its folder.
    pub name: String,
    pub is_library: bool,
}

/// What happened when a line last ran, in the frame that is still there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LineNote {
    /// As `Place::file`.
    pub file: u32,
    /// From 1.
    pub line: u32,
    pub text: String,
}

/// One instruction in time.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Cursor {
    pub code: Serial,
    /// None: no file has this text (`exec`).
    pub source: Option<SourceRef>,
    /// Unit: bytes, as `dis` prints it.
    pub offset: u32,
    /// None for instructions that the compiler made up.
    pub range: Option<Range>,
}

/// `co_positions()` of one instruction. Lines from 1; columns from 0, in UTF-8 bytes, end excluded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Range {
    pub line: u32,
    pub end_line: u32,
    pub col: u32,
    pub end_col: u32,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum FrameKind {
    #[default]
    Python,
    /// A native in progress.
    Native,
    /// Frames of a deep stack that are not drawn; `name` says how many.
    Gap,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct FrameView {
    pub serial: Serial,
    pub kind: FrameKind,
    /// `<module>`, a function's name, or what a native is called: `sorted`, `dict look-up`.
    pub name: String,
    pub qualname: String,
    /// The line it is at, from 1.
    pub line: Option<u32>,
    /// The file of that line, where it is not the main one.
    pub file: Option<String>,
    /// Empty for the main module's frame: its names are the globals.
    pub locals: Vec<SlotView>,
    /// Bottom first.
    pub stack: Vec<StackEntryView>,
    /// co_stacksize.
    pub stack_size: u32,
    /// A native's state, one row a fact.
    pub rows: Vec<NativeRow>,
    /// The function or generator that runs here.
    pub callable: Option<ValueRef>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum SlotKind {
    #[default]
    Local,
    /// A local that lives in a cell, because an inner function uses it.
    Cell,
    /// A name of an outer function, reached through its cell.
    Free,
    /// A name of a class body or of `exec`'s mapping.
    Name,
    Global,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SlotView {
    pub name: String,
    pub kind: SlotKind,
    /// None: not bound (yet, or no more). For Cell and Free: the cell object.
    pub value: Option<ValueRef>,
    /// This step bound or unbound it.
    pub changed: bool,
    /// This step read it.
    pub read: bool,
    /// The slot holds a reference that it does not count.
    pub borrowed: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct StackEntryView {
    /// None: CPython's NULL.
    pub value: Option<ValueRef>,
    /// LOAD_FAST_BORROW and friends: points without counting.
    pub borrowed: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct NativeRow {
    pub label: String,
    pub text: String,
    pub values: Vec<ValueRef>,
    /// The values are held without a count.
    pub borrowed: bool,
}

/// The names of the module that runs: what the program bound, in dict order; dunders left out.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct GlobalsView {
    /// The dict itself.
    pub serial: Serial,
    pub slots: Vec<SlotView>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stream {
    #[default]
    Stdout,
    Stderr,
    /// A line that the person gave to `input()`.
    Stdin,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct OutputSegment {
    pub stream: Stream,
    pub text: String,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct CodeView {
    pub serial: Serial,
    pub name: String,
    pub filename: String,
    pub first_line: u32,
    pub instructions: Vec<InstructionView>,
    /// The exception table, in its order.
    pub handlers: Vec<HandlerView>,
}

/// One row of the exception table: what is raised from `start` to before `end` is handled at `target`. Unit: bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct HandlerView {
    pub start: u32,
    pub end: u32,
    pub target: u32,
    /// So many entries stay on the stack.
    pub depth: u32,
    /// Where it was raised is pushed, too.
    pub lasti: bool,
}

/// An instruction that has run a few times, in the form for what it met (PEP 659).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FormView {
    /// Unit: bytes.
    pub offset: u32,
    /// What the form adds to the instruction's name: `ADD_INT`.
    pub suffix: String,
    /// So often may its guard fail before another form is looked for; None where it has none.
    pub left: Option<u16>,
}

/// One line of `dis`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct InstructionView {
    /// Unit: bytes.
    pub offset: u32,
    /// `L1` where a jump or handler leads here.
    pub label: Option<String>,
    pub opname: String,
    pub arg: Option<u32>,
    pub argrepr: String,
    /// Set on the first instruction of a line only, as `dis` prints it.
    pub line: Option<u32>,
    /// Offset of the instruction that it may jump to. Unit: bytes.
    pub target: Option<u32>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct RaisedView {
    pub value: ValueRef,
    /// `ValueError: no`.
    pub text: String,
    /// It is on its way through frames; else it was caught or printed.
    pub unwinding: bool,
    /// The instruction of the running frame that it came from. Unit: bytes.
    pub at: u32,
}

/// The last look-up in one dict or set.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Probe {
    pub object: Serial,
    pub key: Option<ValueRef>,
    /// Decimal.
    pub hash: String,
    /// Places of the index table (dict) or table (set) in the order in which they were looked at.
    pub places: Vec<u32>,
    pub found: bool,
}
