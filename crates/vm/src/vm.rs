//! The machine as data: heap, threads, singletons, modules, clock and output. `Clone` at any pause;
//! everything that a run can see is in here.

use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};
use std::rc::Rc;

use pyvarium_heap::frame::{Frame, NativeFrame, PyFrame};
use pyvarium_heap::{Heap, Own, Ref, Slot};

use crate::native::{Kind, TypeId};
use crate::stop::{Flow, Halt, Res, Stop};
use crate::tables::Tables;
use crate::vm_bug;

/// One thread of Python. Its frames stand bottom first.
#[derive(Clone, Hash, Debug, Default)]
pub struct Thread {
    pub frames: Vec<Frame>,
    /// exc_info: the exceptions being handled, one place a running generator on top of the thread's own.
    pub exc_info: Vec<Slot>,
    /// Python frames on the stack, against the recursion limit.
    pub depth: u32,
    /// The current context of context variables, once one was asked for.
    pub context: Slot,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Stream {
    Stdout,
    Stderr,
}

/// The objects that exist once.
#[derive(Clone, Hash, Debug)]
pub struct Singletons {
    pub none: Ref,
    pub true_: Ref,
    pub false_: Ref,
    pub ellipsis: Ref,
    pub not_implemented: Ref,
    pub no_default: Ref,
    pub empty_tuple: Ref,
    pub empty_str: Ref,
    pub empty_bytes: Ref,
    /// -5 to 256.
    pub small_ints: Rc<Vec<Ref>>,
    /// The one-character strings of Latin-1.
    pub latin1: Rc<Vec<Ref>>,
    /// bytes of length one.
    pub byte_chars: Rc<Vec<Ref>>,
}

#[derive(Clone)]
pub struct Vm {
    pub heap: Heap,
    pub tables: &'static Tables,
    /// Shape: one a TypeId.
    pub types: Rc<Vec<Ref>>,
    pub one: Singletons,
    pub interned: Rc<crate::intern::Interned>,
    pub names: Rc<crate::intern::Names>,
    pub thread: Thread,
    /// Where the Python frame stands whose instruction runs; only meaningful within a step.
    pub(crate) running: usize,
    /// sys.modules and the builtins' dict.
    pub modules: Ref,
    pub builtins: Ref,
    /// The finished output, in order.
    pub output: Rc<Vec<(Stream, String)>>,
    /// Texts for tracebacks, by file name.
    pub sources: Rc<BTreeMap<String, Rc<str>>>,
    /// Code objects made so far.
    pub n_codes: u32,
    /// Instructions run so far.
    pub n_steps: u64,
    /// Slices of long native work done so far.
    pub n_slices: u64,
    /// Items that natives have taken since the last pause; only meaningful within a step.
    pub(crate) n_in_slice: u32,
    /// Natives on the Rust stack; 0 at every pause.
    pub(crate) n_nested: u32,
    /// dict: the contexts and operators of syntax trees, one object each.
    pub(crate) tree_singles: Slot,
    /// What Python made of numbers inside of a native's arguments, for that native alone: it is empty whenever another runs.
    pub(crate) converted: Vec<(Ref, Ref)>,
    /// When the memory is next counted. Unit: as `Vm::asked`.
    pub(crate) memory_due: u64,
    /// Virtual time. Unit: nanoseconds.
    pub clock_nanos: u64,
    pub next_type_version: u32,
    /// How often a class was registered with an abstract base class. CPython: Modules/_abc.c, abc_invalidation_counter.
    pub abc_invalidation_counter: i64,
    pub recursion_limit: u32,
    /// Limits of the host. Unit: bytes.
    pub memory_limit: u64,
    pub halted: Option<Halt>,
    pub request: Option<crate::host::HostRequest>,
    /// Requests answered so far.
    pub n_answers: u32,
    /// Interrupts of the host so far, and whether one waits for the eval breaker.
    pub n_interrupts: u32,
    pub interrupted: bool,
    /// What a person has had it do between two instructions (`run::aside`): how often.
    pub n_asides: u32,
    pub fs: crate::fs::Fs,
    pub codecs: crate::codecs::Registry,
    pub gc: crate::gc::GcState,
    pub warnings: crate::warnings::State,
    pub sys: crate::run::SysState,
    pub tracing: crate::tracing::TraceState,
    pub config: Config,
    pub imports: crate::import::Imports,
    /// Remembered look-ups; not part of the state.
    pub(crate) type_cache: crate::protocol::lookup::TypeCache,
    /// What the code has become while it ran.
    pub(crate) adaptive: crate::specialize::Adaptive,
    /// The instruction at hand has been counted as run; only meaningful within a step.
    pub(crate) is_counted: bool,
    pub(crate) global_cache: crate::eval::GlobalCache,
    pub(crate) spare_frames: crate::eval::SpareFrames,
    /// Containers whose repr is being made by the native that runs now; empty at every pause.
    pub(crate) repr_stack: Vec<Ref>,
    /// A memoryview has looked into a bytearray: resizing asks for views first.
    pub(crate) has_exports: bool,
}

/// How a program is run.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Config {
    /// `sys.argv[0]` and the name in tracebacks.
    pub filename: String,
    pub interactive: bool,
}

impl Hash for Vm {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.thread.hash(state);
        self.one.hash(state);
        self.output.hash(state);
        self.sources.hash(state);
        (self.modules, self.builtins, self.n_codes, self.n_steps, self.n_slices, self.clock_nanos).hash(state);
        (self.next_type_version, self.abc_invalidation_counter, self.recursion_limit, self.memory_limit, self.memory_due).hash(state);
        self.halted.hash(state);
        self.request.hash(state);
        (self.n_answers, self.n_interrupts, self.interrupted, self.n_asides).hash(state);
        self.has_exports.hash(state);
        self.fs.hash(state);
        self.codecs.hash(state);
        self.tree_singles.hash(state);
        self.gc.hash(state);
        self.warnings.hash(state);
        self.sys.hash(state);
        self.tracing.hash(state);
        self.config.hash(state);
        self.imports.hash(state);
        self.adaptive.hash(state);
    }
}

impl Vm {
    /// A number for the whole state: equal states have equal numbers.
    pub fn state_hash(&mut self) -> u64 {
        let mut hasher = std::hash::DefaultHasher::new();
        hasher.write_u64(self.heap.state_hash());
        Hash::hash(self, &mut hasher);
        hasher.finish()
    }

    /// How much has been done, for whoever spaces checkpoints: about one an instruction, more where natives
    /// make objects or work through slices.
    #[inline]
    pub fn work(&self) -> u64 {
        self.fixed_work() + self.heap.n_serials()
    }

    /// A guess from above at what has been asked of the memory, which costs nothing to keep. Unit: bytes.
    #[inline]
    fn asked(&self) -> u64 {
        Vm::asked_of(&self.heap, self.fixed_work())
    }

    /// See `asked`; `work` without what the heap counts itself.
    #[inline]
    pub(crate) fn asked_of(heap: &Heap, work: u64) -> u64 {
        heap.allocated_bytes + (work + heap.n_serials()) * 16
    }

    /// `work` without objects made.
    #[inline]
    pub(crate) fn fixed_work(&self) -> u64 {
        self.n_steps + self.n_slices * WORK_A_SLICE
    }

    /// So much has been asked that the limit may have been passed. To be asked before an instruction that is not of the
    /// quick kind, and where loops go back.
    #[inline]
    pub(crate) fn is_memory_due(&self) -> bool {
        self.asked() >= self.memory_due
    }

    #[cold]
    pub(crate) fn count_memory(&mut self) -> Res<()> {
        let used = self.heap.content_bytes();
        let heap = &self.heap;
        self.adaptive.keep(heap.iter().filter_map(|r| Some(heap.code(r)?.number)));
        // Counting takes as long as there are objects.
        self.memory_due = self.asked() + (self.memory_limit / 16).max(64 * self.heap.n_live() as u64);
        self.check_bytes(used)
    }

    /// A width or length that text is to be made of: no less than 0, and no more than the memory holds.
    pub fn size(&mut self, r: Ref) -> Res<usize> {
        let n = self.index(r)?.max(0);
        self.check_bytes(n as u64)?;
        Ok(n as usize)
    }

    /// Refuses what would not fit the host's memory. Unit: bytes.
    pub fn check_bytes(&self, asked: u64) -> Res<()> {
        if asked > self.memory_limit {
            return Err(Stop::Halt(Box::new(Halt::MemoryLimit { asked })));
        }
        Ok(())
    }

    #[inline]
    pub fn ty(&self, id: TypeId) -> Ref {
        self.types.get(id.0 as usize).copied().unwrap_or(Ref::FIRST)
    }

    #[inline]
    pub fn is_exact(&self, r: Ref, id: TypeId) -> bool {
        self.heap.type_of(r) == self.ty(id)
    }

    pub fn none(&self) -> Own {
        // Immortal: counting it changes nothing.
        Own::assume(self.one.none)
    }

    pub fn none_flow(&self) -> Res {
        Ok(Flow::Value(self.none()))
    }

    pub fn bool_ref(&self, b: bool) -> Ref {
        if b { self.one.true_ } else { self.one.false_ }
    }

    pub fn bool_flow(&self, b: bool) -> Res {
        Ok(Flow::Value(Own::assume(self.bool_ref(b))))
    }

    pub fn not_implemented(&self) -> Res {
        Ok(Flow::Value(Own::assume(self.one.not_implemented)))
    }

    /// A counted reference as an answer.
    pub fn own_flow(&mut self, r: Ref) -> Res {
        Ok(Flow::Value(self.heap.own(r)))
    }

    #[inline]
    pub fn py_frame(&mut self) -> Res<&mut PyFrame> {
        match self.thread.frames.last_mut() {
            Some(Frame::Py(f)) => Ok(f),
            _ => Err(vm_bug!("the running frame is not a Python frame")),
        }
    }

    /// The innermost Python frame, native ones on top of it or not.
    pub fn innermost_py(&self) -> Option<&PyFrame> {
        self.thread.frames.iter().rev().find_map(|f| match f {
            Frame::Py(f) => Some(&**f),
            Frame::Native(_) => None,
        })
    }

    /// Starts a native frame. It runs when the present native has returned `Flow::Pushed`, so the
    /// Rust stack never grows with Python's.
    pub fn push_native(&mut self, kind: Kind, slots: &[Slot], ints: &[i64]) -> Res {
        let serial = self.heap.next_serial();
        let frame = NativeFrame { serial, kind: kind.0, pc: 0, slots: slots.into(), ints: ints.into(), bytes: Vec::new() };
        self.thread.frames.push(Frame::Native(Box::new(frame)));
        self.check_native_depth()?;
        Ok(Flow::Pushed)
    }

    /// Natives that call natives on the Rust stack do so within one fixed depth: CPython's is bounded by its C
    /// stack, and the page's is smaller.
    #[inline]
    pub(crate) fn nested(&mut self, native: impl FnOnce(&mut Vm) -> Res) -> Res {
        if self.n_nested >= MAX_NESTED {
            return Err(crate::exc::recursion_error(self, "maximum recursion depth exceeded"));
        }
        self.n_nested += 1;
        let done = native(self);
        self.n_nested -= 1;
        done
    }

    /// As `nested`, of what a native frame does next.
    pub(crate) fn nested_next<T>(&mut self, native: impl FnOnce(&mut Vm) -> Res<T>) -> Res<T> {
        if self.n_nested >= MAX_NESTED {
            return Err(crate::exc::recursion_error(self, "maximum recursion depth exceeded"));
        }
        self.n_nested += 1;
        let done = native(self);
        self.n_nested -= 1;
        done
    }

    fn check_native_depth(&mut self) -> Res<()> {
        // CPython bounds this by its C stack; ours is one fixed number.
        if self.thread.frames.len() > MAX_FRAMES {
            return Err(crate::exc::recursion_error(self, "maximum recursion depth exceeded"));
        }
        Ok(())
    }

    pub fn write_out(&mut self, stream: Stream, text: &str) {
        // What sys.stdout still held comes out when it dies; reports are made to a sys.stderr that is there.
        if stream == Stream::Stderr && self.gc.no_stderr {
            return;
        }
        let output = Rc::make_mut(&mut self.output);
        match output.last_mut() {
            Some((last, s)) if *last == stream => s.push_str(text),
            _ => output.push((stream, text.to_owned())),
        }
    }

    pub fn output_text(&self, stream: Stream) -> String {
        self.output.iter().filter(|(s, _)| *s == stream).map(|(_, t)| t.as_str()).collect()
    }

    /// The line of the instruction that ran last in the innermost Python frame.
    pub fn current_line(&self) -> Option<u32> {
        let frame = self.innermost_py()?;
        frame_line(frame)
    }

    /// Fills in the line of a `NotSupported` that has none yet.
    pub(crate) fn with_line(&self, stop: Stop) -> Stop {
        match stop {
            Stop::Halt(mut halt) => {
                if let Halt::NotSupported { line, .. } = &mut *halt
                    && line.is_none()
                {
                    *line = self.current_line();
                }
                Stop::Halt(halt)
            }
            raise => raise,
        }
    }
}

/// Unit: instructions that take as long.
const WORK_A_SLICE: u64 = 1 << 10;

/// Natives within natives on the Rust stack.
const MAX_NESTED: u32 = 150;

/// Native and Python frames together that one thread may have.
const MAX_FRAMES: usize = 20_000;

/// Line of `last_instr`.
pub fn frame_line(frame: &PyFrame) -> Option<u32> {
    let at = frame.last_instr.max(0) as u32;
    crate::eval::position::position(&frame.code, at).line
}
