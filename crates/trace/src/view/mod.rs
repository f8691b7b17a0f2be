//! The picture of one moment: a pure function of the recording and the step. The state one step
//! earlier is looked at too, because a picture says what just happened.

mod code;
mod frame;
mod just_run;
mod number;
mod object;
mod probes;
mod reads;
mod scene;
mod sentence;
mod text;

use pyvarium_heap::Change;
use pyvarium_heap::frame::{Frame, PyFrame};
use pyvarium_protocol as protocol;
use pyvarium_protocol::{Cursor, GlobalsView, Outcome, OutputSegment, RaisedView, Range, Serial, SlotKind, StateView};
use pyvarium_vm::eval::position::position;
use pyvarium_vm::{Halt, Stream, Vm};

use self::just_run::JustRun;
use self::reads::Reads;
use self::scene::Scene;
use crate::recording::Recording;

/// The machine at a step, how it was one step earlier, and what the step touched.
struct Moment {
    before: Option<Vm>,
    after: Vm,
    journal: Vec<Change>,
}

fn moment(recording: &Recording, step: u64) -> Moment {
    if step == 0 {
        return Moment { before: None, after: recording.shown(0), journal: Vec::new() };
    }
    let before = recording.shown(step - 1);
    let mut after = before.clone();
    after.heap.journal = Some(Vec::new());
    recording.replay(&mut after, step, |_| false);
    recording.settle(&mut after);
    let journal = after.heap.journal.take().unwrap_or_default();
    Moment { before: Some(before), after, journal }
}

impl Recording {
    /// What a page draws of this step. The recording is only read.
    pub fn view(&self, step: u64) -> StateView {
        let step = step.min(self.n_steps());
        let moment = moment(self, step);
        let vm = &moment.after;
        let before = moment.before.as_ref();
        let ran = before.and_then(JustRun::next);
        let reads = Reads::of(ran.as_ref());
        let mut scene = Scene::new(vm, before, &moment.journal);
        let mut globals = globals(&mut scene);
        reads.mark_globals(&mut globals.slots);
        let frames = frame::all(&mut scene, &reads);
        let raised = raised(&mut scene);
        let probes = probes::of(&mut scene, ran.as_ref());
        let sentence = match &ran {
            Some(ran) => sentence::of(ran, vm),
            None => sentence::at_start(vm),
        };
        let read: Vec<Serial> = reads.objects().iter().map(|r| object::serial_of(ran.as_ref().map_or(vm, |r| r.vm), *r)).collect();
        let mut objects = scene.finish();
        reads.mark_objects(&read, &mut objects);
        let innermost = vm.innermost_py();
        StateView {
            step,
            n_steps: self.n_steps(),
            just_run: ran.as_ref().map(|ran| cursor(ran.vm, ran.frame, ran.at)),
            next: JustRun::next(vm).map(|next| cursor(vm, next.frame, next.at)),
            frames,
            globals,
            objects,
            freed: moment
                .journal
                .iter()
                .filter_map(|change| match change {
                    Change::Died(serial, _) if before.is_some_and(|b| is_older(b, serial.0)) => Some(Serial(serial.0)),
                    _ => None,
                })
                .collect(),
            output: output(vm),
            code: innermost.and_then(|f| f.executable.get()).and_then(|r| code::view(vm, r)),
            raised,
            probes,
            sentence,
            place: self.place_at(step),
            outcome: if step == self.n_steps() { self.halt().map(outcome) } else { None },
        }
    }
}

/// Born before this machine's present: a temporary of the step itself leaves no trace.
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
    Cursor { code, offset: at * 2, range }
}

/// The namespace of `__main__`, which the outermost native frame runs.
fn globals(scene: &mut Scene) -> GlobalsView {
    let vm = scene.vm;
    let main = vm.thread.frames.first().and_then(|f| match f {
        Frame::Native(f) => f.get(0),
        Frame::Py(f) => f.globals.get(),
    });
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
    Some(RaisedView { value: scene.value_ref(value), text: text::short(vm, value), unwinding: unwinding.is_some() })
}

fn is_at_handler(frame: &PyFrame) -> bool {
    frame.code.instr(frame.next_instr).is_some_and(|i| i.op == pyvarium_code::Opcode::PushExcInfo)
}

fn output(vm: &Vm) -> Vec<OutputSegment> {
    let segment = |(stream, text): &(Stream, String)| OutputSegment {
        stream: match stream {
            Stream::Stdout => protocol::Stream::Stdout,
            Stream::Stderr => protocol::Stream::Stderr,
        },
        text: text.clone(),
    };
    vm.output.iter().map(segment).collect()
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
