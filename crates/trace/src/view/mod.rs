//! The picture of one moment: a pure function of the recording, the step and the step where its story
//! begins, because a picture says what just happened: in one instruction, or in a whole line.

mod code;
mod files;
mod frame;
mod inside;
mod just_run;
mod natives;
mod number;
mod object;
mod probes;
mod reads;
mod scene;
mod sentence;
mod text;
mod told;

use std::collections::{BTreeMap, BTreeSet};

use pyvarium_heap::frame::{Frame, PyFrame};
use pyvarium_heap::{Change, Ref};
use pyvarium_protocol as protocol;
use pyvarium_protocol::{
    CodeView, Cursor, GlobalsView, LineNote, Outcome, OutputSegment, RaisedView, Range, Serial, SlotKind, SourceRef, StateView, Zoom,
};
use pyvarium_vm::eval::position::position;
use pyvarium_vm::import::library::LIB;
use pyvarium_vm::{Halt, Stream, Vm};

use self::just_run::JustRun;
use self::reads::Reads;
use self::scene::Scene;
use self::told::Told;
use crate::recording::Recording;
use crate::track::{LineStart, seen_from_home};

/// The machine at a step, how it was where the picture's story begins, and what was touched since.
struct Moment {
    /// At `since`. None at the start of the run.
    before: Option<Vm>,
    /// One step before `after`.
    last: Option<Vm>,
    after: Vm,
    journal: Vec<Change>,
    told: Told,
}

/// A longer story is told by its two ends: no journal is kept of it. Unit: steps.
const MAX_JOURNAL: u64 = 20_000;

/// `open`: CPython's library is looked into; else a call of it is one step, like a call of a native.
fn moment(recording: &Recording, step: u64, since: u64, zoom: Zoom, open: bool) -> Moment {
    moment_from(recording, recording.shown(since), step, since, zoom, open)
}

/// As `moment`, with the machine as it is shown at `since`.
fn moment_from(recording: &Recording, mut vm: Vm, step: u64, since: u64, zoom: Zoom, open: bool) -> Moment {
    if step <= since {
        return Moment { before: None, last: None, after: vm, journal: Vec::new(), told: Told::default() };
    }
    let track = recording.track();
    let count = |at: u64| if open { at } else { track.own_from_step(at) };
    let is_seen = |at: u64| open || !track.is_inside(at);
    let before = vm.clone();
    let mut journal = Vec::new();
    let mut told = Told::default();
    if count(step) - count(since) > MAX_JOURNAL {
        let last = if open { Some(step - 1) } else { track.out_before(step - 1) };
        vm = recording.shown(last.unwrap_or(step - 1).max(since));
    }
    let is_short = step - since <= MAX_JOURNAL;
    let mut last = None;
    while vm.n_steps < step {
        let at = vm.n_steps;
        let next = if open { at + 1 } else { track.out_after(at + 1).map_or(step, |out| out.min(step)) };
        let is_last = next == step;
        let is_told = count(step) - count(at) <= Told::MAX_STEPS && is_seen(at) && Told::is_worth(&vm);
        let earlier = (is_last || is_told).then(|| vm.clone());
        if next - at > MAX_JOURNAL {
            vm = recording.shown(next);
        } else {
            vm.heap.journal = is_short.then(|| std::mem::take(&mut journal));
            recording.replay(&mut vm, next, |_| false);
            recording.settle(&mut vm);
            journal = vm.heap.journal.take().unwrap_or_default();
        }
        if let Some(earlier) = &earlier
            && zoom != Zoom::Instruction
            && is_seen(at)
        {
            told.note(earlier, &vm);
        }
        if is_last {
            last = earlier;
        }
        if vm.n_steps == at {
            break;
        }
    }
    Moment { before: Some(before), last, after: vm, journal, told }
}

impl Recording {
    /// What a page draws of this step, and what the step's own instruction did. The recording is only read.
    pub fn view(&self, step: u64) -> StateView {
        self.view_since(step, step.saturating_sub(1), Zoom::Instruction)
    }

    /// As `view`; what is marked as changed, and told, is everything since the earlier step.
    pub fn view_since(&self, step: u64, since: u64, zoom: Zoom) -> StateView {
        self.view_to(step, since, zoom, false, &BTreeSet::new())
    }

    /// `open`: with the frames of CPython's library. For a reader who knows some code objects already: of those only
    /// the serial.
    pub(crate) fn view_to(&self, step: u64, since: u64, zoom: Zoom, open: bool, known: &BTreeSet<Serial>) -> StateView {
        let step = step.min(self.n_steps());
        let moment = moment(self, step, since.min(step), zoom, open);
        let vm = &moment.after;
        let before = moment.before.as_ref();
        let is_one = zoom == Zoom::Instruction;
        let ran = moment.last.as_ref().and_then(JustRun::next);
        // Over a whole line too much is read to be worth a mark.
        let reads = Reads::of(ran.as_ref().filter(|_| is_one));
        let first = self.first_serial();
        let made_by_library = |serial: u64| serial < first.0 || self.track().is_born_inside(serial);
        let mut scene = Scene::new(vm, before, &moment.journal, &made_by_library);
        let mut globals = globals(&mut scene);
        reads.mark_globals(&mut globals.slots);
        let frames = frame::all(&mut scene, &reads, &|f| !open && self.track().is_library_code(f.code.number));
        let raised = raised(&mut scene);
        scene.add_unreachable(first, |serial| !made_by_library(serial));
        let mut asked = moment.told.asked;
        if let Some(ran) = &ran
            && is_one
        {
            asked.extend(probes::asked(ran.vm, vm));
        }
        let probes = probes::views(&mut scene, asked);
        let sentence = match (&ran, &moment.last) {
            (Some(ran), _) if is_one => sentence::of(ran, vm, Zoom::Instruction),
            (_, Some(last)) if last.is_at_end() => sentence::at_shutdown(last, vm, &|serial| !made_by_library(serial)),
            (Some(ran), _) if moment.told.sentences.is_empty() => Told::fallback(ran, vm),
            (Some(_), _) => moment.told.sentences.join(" "),
            (None, _) => sentence::at_start(vm),
        };
        let read: Vec<Serial> = reads.objects().iter().map(|r| object::serial_of(ran.as_ref().map_or(vm, |r| r.vm), *r)).collect();
        let mut objects = scene.finish();
        reads.mark_objects(&read, &mut objects);
        let innermost = vm.innermost_py();
        StateView {
            step,
            n_steps: self.n_steps(),
            shown_step: if open { step } else { self.track().own_from_step(step) },
            n_shown: self.n_shown(open),
            program_end: self.track().end(),
            just_run: ran.as_ref().map(|ran| cursor(ran.vm, ran.frame, ran.at)),
            next: JustRun::next(vm).map(|next| cursor(vm, next.frame, next.at)),
            frames,
            globals,
            objects,
            freed: freed(before, &moment.journal),
            output: output(vm, self.typed(vm)),
            files: files::all(vm, before, self.first()),
            code: innermost.and_then(|f| f.executable.get()).and_then(|r| match known.contains(&object::serial_of(vm, r)) {
                true => Some(CodeView { serial: object::serial_of(vm, r), ..CodeView::default() }),
                false => code::view(vm, r),
            }),
            forms: innermost.map_or_else(Vec::new, |f| code::forms(vm, &f.code)),
            raised,
            probes,
            zoom,
            sentence,
            notes: Vec::new(),
            place: self.place_at(step),
            outcome: if step == self.n_steps() { self.halt().map(outcome) } else { None },
        }
    }
}

/// Notes are about at most so many lines.
const MAX_NOTES: usize = 12;

/// What was said of runs of lines, by their start and end: worked out once, then kept.
#[derive(Default)]
pub struct Said(BTreeMap<(u64, u64), String>);

/// A long session forgets what it said now and then.
const MAX_SAID: usize = 10_000;

impl Recording {
    /// The length as the page counts it; `open`: with the steps of CPython's library.
    pub fn n_shown(&self, open: bool) -> u64 {
        if open { self.n_steps() } else { self.track().own_from_step(self.n_steps()) }
    }

    /// What each line last did, of the frames that are there at `step`.
    pub fn notes(&self, step: u64, said: &mut Said) -> Vec<LineNote> {
        if said.0.len() > MAX_SAID {
            said.0.clear();
        }
        let lines = self.track().newest_lines(step, MAX_NOTES);
        // Most lie close together: one replay comes by all of them.
        let unsaid: BTreeMap<u64, u64> =
            lines.iter().map(|(start, end)| (start.step, *end)).filter(|key| !said.0.contains_key(key)).collect();
        for (vm, (start, end)) in self.shown_each(unsaid.keys().copied()).into_iter().zip(unsaid) {
            let told = moment_from(self, vm, end, start, Zoom::Line, false).told;
            said.0.insert((start, end), told.sentences.into_iter().next_back().unwrap_or_default());
        }
        let text = |key: (u64, u64)| said.0.get(&key).filter(|text| !text.is_empty()).cloned();
        let note = |(start, end): &(LineStart, u64)| Some(LineNote { file: start.file, line: start.line, text: text((start.step, *end))? });
        lines.iter().filter_map(note).collect()
    }
}

/// The class of the exception that has just come to a handler.
pub(crate) fn raised_class(vm: &Vm) -> Option<String> {
    let Some(Frame::Py(f)) = vm.thread.frames.last() else { return None };
    let value = f.stack().last().filter(|_| is_at_handler(f))?.get()?;
    Some(vm.name_of_type(vm.heap.type_of(value)))
}

/// Does what comes next compute or change something?
pub(crate) fn is_worth_a_stop(vm: &Vm) -> bool {
    Told::is_worth(vm)
}

/// Names of the slots that `__slots__` gave an object's class.
pub(crate) fn member_names(vm: &Vm, r: Ref) -> Vec<String> {
    object::member_names(vm, r)
}

/// What a reader sees of a value.
pub(crate) fn short_text(vm: &Vm, r: Ref) -> String {
    text::short(vm, r)
}

/// In the order of their death; a temporary of the story itself leaves no trace.
fn freed(before: Option<&Vm>, journal: &[Change]) -> Vec<Serial> {
    let died = journal.iter().filter_map(|change| match change {
        Change::Died(serial, _) if before.is_some_and(|b| is_older(b, serial.0)) => Some(Serial(serial.0)),
        _ => None,
    });
    died.collect()
}

/// Born before this machine's present.
fn is_older(vm: &Vm, serial: u64) -> bool {
    serial < vm.heap.n_serials()
}

fn cursor(vm: &Vm, frame: &PyFrame, at: u32) -> Cursor {
    let place = position(&frame.code, at);
    let range = match (place.line, place.end_line, place.col, place.end_col) {
        (Some(line), Some(end_line), Some(col), Some(end_col)) => Some(Range { line, end_line, col, end_col }),
        (Some(line), ..) => Some(Range { line, end_line: line, col: 0, end_col: 0 }),
        _ => None,
    };
    let code = frame.executable.get().map(|r| Serial(vm.heap.serial(r).0)).unwrap_or_default();
    Cursor { code, source: source(vm, frame), offset: at * 2, range }
}

/// The text that the frame's code was compiled from.
fn source(vm: &Vm, frame: &PyFrame) -> Option<SourceRef> {
    let file = frame.code.filename.get().map(|f| vm.heap.str_lossy(f))?;
    if let Some(module) = file.strip_prefix("<frozen ").and_then(|f| f.strip_suffix('>')) {
        return Some(SourceRef { name: format!("{}.py", module.replace('.', "/")), is_library: true });
    }
    if let Some(name) = file.strip_prefix(LIB).and_then(|f| f.strip_prefix('/')) {
        return Some(SourceRef { name: name.to_owned(), is_library: true });
    }
    let is_file = file == vm.config.filename || !file.starts_with('<');
    is_file.then(|| SourceRef { name: seen_from_home(&file).to_owned(), is_library: false })
}

/// The namespace of `__main__`, which the outermost native frame runs.
fn globals(scene: &mut Scene) -> GlobalsView {
    let vm = scene.vm;
    // At shutdown only finalizers still see it.
    let main = vm.main_namespace().or_else(|| vm.innermost_py().and_then(|f| f.globals.get()));
    match main.filter(|r| vm.heap.dict(*r).is_some()) {
        Some(dict) => GlobalsView { serial: scene.serial(dict), slots: frame::names_of(scene, dict, SlotKind::Global) },
        None => GlobalsView::default(),
    }
}

/// The exception on its way to a handler, else the one that is being handled.
fn raised(scene: &mut Scene) -> Option<RaisedView> {
    let vm = scene.vm;
    let unwinding = match vm.thread.frames.last() {
        Some(Frame::Py(f)) if is_at_handler(f) => f.stack().last().and_then(|s| s.get()),
        _ => None,
    };
    let value = unwinding.or_else(|| vm.thread.exc_info.iter().rev().find_map(|s| s.get()))?;
    vm.heap.exception(value)?;
    Some(RaisedView {
        value: scene.value_ref(value),
        text: text::short(vm, value),
        unwinding: unwinding.is_some(),
        at: vm.innermost_py().map_or(0, |f| u32::try_from(f.last_instr).unwrap_or(0) * 2),
    })
}

fn is_at_handler(frame: &PyFrame) -> bool {
    frame.code.instr(frame.next_instr).is_some_and(|i| i.op == pyvarium_code::Opcode::PushExcInfo)
}

/// What was written, with what was typed in its places.
fn output<'a>(vm: &Vm, typed: impl Iterator<Item = (usize, &'a str)>) -> Vec<OutputSegment> {
    let mut out: Vec<OutputSegment> = Vec::new();
    let mut typed = typed.peekable();
    let mut at = 0;
    for (stream, text) in vm.output.iter() {
        let stream = match stream {
            Stream::Stdout => protocol::Stream::Stdout,
            Stream::Stderr => protocol::Stream::Stderr,
        };
        let mut rest = text.as_str();
        while let Some((place, line)) = typed.next_if(|(place, _)| *place <= at + rest.len()) {
            let (before, behind) = rest.split_at_checked(place.saturating_sub(at)).unwrap_or((rest, ""));
            if !before.is_empty() {
                out.push(OutputSegment { stream, text: before.to_owned() });
            }
            out.push(OutputSegment { stream: protocol::Stream::Stdin, text: line.to_owned() });
            at += before.len();
            rest = behind;
        }
        at += rest.len();
        if !rest.is_empty() {
            out.push(OutputSegment { stream, text: rest.to_owned() });
        }
    }
    out.extend(typed.map(|(_, line)| OutputSegment { stream: protocol::Stream::Stdin, text: line.to_owned() }));
    out
}

pub fn outcome(halt: &Halt) -> Outcome {
    match halt {
        Halt::Exit { code } => Outcome::Exited { code: *code },
        Halt::NotSupported { what, line } => Outcome::NotSupported { what: what.clone(), line: *line },
        Halt::MemoryLimit { asked } => Outcome::MemoryLimit { asked_bytes: *asked },
        Halt::WorkLimit { what } => Outcome::WorkLimit { what: what.clone() },
        Halt::VmBug { what } => Outcome::Bug { what: what.clone() },
    }
}
