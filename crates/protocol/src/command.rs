//! What the page asks of the machine's worker. Strictly alternating: one command, one reply; the
//! page runs a recording by sending `Run` again and again, so a stop is simply not sending it.

use serde::{Deserialize, Serialize};

use crate::compile::SyntaxReport;
use crate::files::SourceFile;
use crate::find::Wanted;
use crate::{Serial, Step};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Command {
    /// Forget the old recording and make a new one. Reply: `Loaded`.
    Load(Program),
    /// Record for about this long. Reply: `Progress`, `Ask` or `Ended`.
    Run { slice_millis: u32 },
    /// Raise the step limit by this many and be ready to `Run` again. Reply: `Progress`.
    GoOn { n_steps: u64 },
    /// The answer to the open `HostRequest`. Reply: `Progress`.
    Answer(HostAnswer),
    /// A signal, as Ctrl+C gives: KeyboardInterrupt in the running program. Reply: `Progress`.
    Interrupt,
    /// Run the loaded program from its start without recording it, so many steps at most: what it costs, and how fast
    /// the machine is. Reply: `Measured`.
    Measure { n_steps: u64 },
    /// End the recording here, whatever the program does. Reply: `Ended(Stopped)`.
    Stop,
    /// Step into CPython's library, or over it. Reply: `Progress`.
    OpenLibrary { open: bool },
    /// Show another moment. Reply: `View`.
    Go { how: Move, zoom: Zoom },
    /// How CPython keeps an object or a frame, at the moment that the page shows; what changed is told as that moment's
    /// view tells it. Reply: `Inside`.
    Inside { of: Serial, step: Step, zoom: Zoom },
    /// Look for the nearest moment after (or before) a step at which any of this happens, for about this long. The moment
    /// shown stays. Reply: `Found`.
    Find { wanted: Vec<Wanted>, from: Step, back: bool, slice_millis: u32 },
    /// Work these expressions out at this moment, in a copy that is thrown away. Reply: `Watched`.
    Watch { step: Step, units: Vec<Unit> },
    /// From this moment on go another way: run this first, in the running frame. What was recorded behind it is forgotten.
    /// Reply: `Branched`, or `Refused` where nothing runs.
    Branch { step: Step, unit: Unit },
    /// The moment with this number, as the page counts, for whoever gives cards their places; the moment shown stays. A first
    /// look begins anew. Reply: `Look`.
    Look { shown: Step, is_first: bool },
    /// The same with another text of the program: its main file's unit, its text, and for lines at which a frame may stand
    /// where they were and where they are. Reply: `Branched`, or `Refused` where the program cannot go on in it.
    Edit { step: Step, unit: Unit, source: String, lines: Vec<(u32, u32)> },
    /// The lines that the run has come by. Reply: `Trail`.
    Trail,
    /// What each line has cost so far. Reply: `Costs`.
    Costs,
    /// The run seen from above, at most this many columns. Reply: `Timeline`.
    Timeline { n_columns: u32 },
}

/// What is to be run, compiled already.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Program {
    pub source: String,
    /// `co_filename`: `main.py`, or `<python-input-0>` in REPL mode.
    pub filename: String,
    pub mode: Mode,
    /// One in script mode; one a statement in REPL mode, run in order.
    pub units: Vec<Unit>,
    /// Further files, laid beside the main one.
    pub files: Vec<SourceFile>,
    /// Whether CPython's library is stepped into.
    pub open_library: bool,
    pub limits: Limits,
}

/// One code object as bytes of a `.pyc` behind its header.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Unit {
    #[serde(with = "serde_bytes")]
    pub marshal: Vec<u8>,
    /// What stderr shows before it runs (SyntaxWarnings).
    pub warnings: String,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Mode {
    #[default]
    Script,
    /// As 3.14's REPL: split into statements, the last in `single` mode.
    Repl,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Limits {
    pub n_steps: u64,
    pub memory_bytes: u64,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { n_steps: 1_000_000, memory_bytes: 512 << 20 }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum HostAnswer {
    Compiled(Unit),
    /// The source was refused: becomes the SyntaxError that `exec` or `compile` raises.
    Refused(SyntaxReport),
    /// A line without its end.
    Input(String),
    EndOfInput,
    /// From a breakpoint.
    GoOn,
    /// A file of CPython's library.
    File(#[serde(with = "serde_bytes")] Vec<u8>),
    /// It could not be had: the recording ends, with the reason.
    NoFile {
        why: String,
    },
}

/// How to get from the moment shown to another one. Nothing wraps at the ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Move {
    First,
    Last,
    /// One step of the zoom.
    Forward,
    Back,
    /// To the next line of this frame or of its caller: calls are run through.
    Over,
    OverBack,
    /// Until the running frame has returned.
    Out,
    /// Back to before the running frame was called.
    OutBack,
    To(Step),
    /// As the page counts: see `StateView::shown_step`.
    ToShown(Step),
    ToPlace(Place),
}

/// How much one `Forward` covers. One recording serves all of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Zoom {
    Instruction,
    /// What computes or changes something: an operator, a call, a binding. Loads and jumps go with what comes behind them.
    Expression,
    #[default]
    Line,
    /// From a call to the next one, or to a return.
    Call,
}

/// A place in time that people write down: the n-th time that a line is about to run, or has just
/// run. Never a step number, which another version would count otherwise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Place {
    /// 0: the main file; else the number of a further one, in the order of the program's text.
    pub file: u32,
    /// From 1.
    pub line: u32,
    /// From 1.
    pub occurrence: u32,
    /// After the line's last instruction instead of before its first.
    pub after: bool,
}
