//! A recording grows a step at a time and keeps checkpoints, which are clones of the machine: close
//! together at first, and every other one dropped when they become too many or hold too much memory.
//! They are spaced by work, not by steps: one call of a native may be as long as a million steps.

mod branch;

use pyvarium_heap::Serial;
use pyvarium_heap::frame::Frame;
use pyvarium_vm::host::HostAnswer;
use pyvarium_vm::{Halt, Res, StepOutcome, Vm};

use crate::track::Track;
use crate::unasked::Unasked;

/// Unit: `Vm::work`. A step back replays half of it, well within a frame of the page.
const FIRST_SPACING: u64 = 1 << 13;
/// When there are more checkpoints than this, every other one goes and the spacing doubles.
const MAX_CHECKPOINTS: usize = 256;
/// What all checkpoints together may hold beyond the head, before every other one goes. Unit: bytes.
const HELD_AT_START: u64 = 16 << 20;
const HELD_A_STEP: u64 = 14;
/// What is dear waits for its place in that budget, but no longer than this: a seek replays so much at most,
/// while the memory lasts. Unit: `Vm::work`.
const MAX_SPACING: u64 = 1 << 19;

/// The page's memory grows in steps of this, not of 64 KiB: each growth is dear there (browsers count it as
/// work for their collector). Unit: bytes.
const ROOM: usize = 8 << 20;

/// A machine as it was at a pause.
struct Checkpoint {
    step: u64,
    /// It lies within the native work of `step`, so it is no place to start from for `step` itself.
    is_within: bool,
    vm: Vm,
}

pub struct Recording {
    checkpoints: Vec<Checkpoint>,
    /// Unit: `Vm::work`.
    spacing: u64,
    next_due: u64,
    /// `Vm::work` at the last checkpoint.
    work_before: u64,
    /// Estimate of what the checkpoints hold. Unit: bytes.
    held: u64,
    /// `Heap::copied_bytes` at the last checkpoint.
    copied_before: u64,
    /// What had been asked of the memory when room was last made. Unit: bytes.
    room_made_at: u64,
    /// The machine at the end of what is recorded.
    head: Vm,
    answers: Vec<HostAnswer>,
    /// The lines that a person typed: number of the answer, bytes of output before it, text.
    typed: Vec<(u32, usize, String)>,
    /// What came from the host unasked, with its step.
    told: Unasked,
    halt: Option<Halt>,
    track: Track,
}

/// What a recording is waiting for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Progress {
    /// The slice is used up.
    More,
    /// `head().request` wants an answer.
    Host,
    Halted(Halt),
}

impl Recording {
    pub fn new(vm: Vm) -> Recording {
        Recording::with_files(vm, Vec::new())
    }

    /// `files`: names of the program's further files, in the order of its text.
    pub fn with_files(vm: Vm, files: Vec<String>) -> Recording {
        let first = Checkpoint { step: vm.n_steps, is_within: false, vm: vm.clone() };
        Recording {
            checkpoints: vec![first],
            spacing: FIRST_SPACING,
            next_due: vm.work() + FIRST_SPACING,
            held: 0,
            room_made_at: 0,
            work_before: vm.work(),
            copied_before: vm.heap.copied_bytes,
            head: vm,
            answers: Vec::new(),
            typed: Vec::new(),
            told: Unasked::default(),
            halt: None,
            track: Track::new(files),
        }
    }

    /// Steps recorded so far.
    pub fn n_steps(&self) -> u64 {
        self.head.n_steps
    }

    pub fn head(&self) -> &Vm {
        &self.head
    }

    pub fn halt(&self) -> Option<&Halt> {
        self.halt.as_ref()
    }

    /// The serial from which on the program's own objects were born.
    pub fn first_serial(&self) -> Serial {
        Serial(self.checkpoints.first().map_or(0, |c| c.vm.heap.n_serials()))
    }

    /// When lines began, and how deep calls were.
    pub fn track(&self) -> &Track {
        &self.track
    }

    pub fn n_checkpoints(&self) -> usize {
        self.checkpoints.len()
    }

    /// Runs up to `max_steps` further steps.
    pub fn record(&mut self, max_steps: u64) -> Progress {
        if let Some(halt) = &self.halt {
            return Progress::Halted(halt.clone());
        }
        let end = self.head.n_steps.saturating_add(max_steps);
        while self.head.n_steps < end {
            self.told.tell(&mut self.head);
            let end = end.min(self.told.next(&self.head));
            let (outcome, is_within) = self.head.run(end, self.next_due, &mut self.track);
            if self.head.work() >= self.next_due {
                self.consider_checkpoint(is_within);
            }
            match outcome {
                StepOutcome::Ran => {}
                StepOutcome::Host => return Progress::Host,
                StepOutcome::Halted(halt) => {
                    self.halt = Some(halt.clone());
                    return Progress::Halted(halt);
                }
            }
        }
        Progress::More
    }

    /// Answers the open request of the head; the answer is recorded.
    pub fn answer(&mut self, answer: HostAnswer) -> Res<()> {
        if answer == HostAnswer::Interrupted {
            self.told.interrupts.push(self.head.n_steps);
        }
        if let HostAnswer::Input(line) = &answer {
            let n_bytes = self.head.output.iter().map(|(_, text)| text.len()).sum();
            self.typed.push((self.head.n_answers, n_bytes, format!("{line}\n")));
        }
        self.answers.push(answer.clone());
        let done = self.head.answer(answer);
        self.track.note(&self.head);
        done
    }

    /// A signal of the host's, as Ctrl+C gives: it falls on this step, and is recorded. The step counts as asked for when
    /// the next instruction runs.
    pub fn interrupt(&mut self) {
        self.told.interrupts.push(self.head.n_steps);
    }

    /// What had been typed when the machine was in this state, in order: bytes of output before it, and the line. A
    /// terminal shows it among the output.
    pub fn typed(&self, vm: &Vm) -> impl Iterator<Item = (usize, &str)> {
        let n = vm.n_answers;
        self.typed.iter().take_while(move |t| t.0 < n).map(|t| (t.1, t.2.as_str()))
    }

    /// The machine as it was before its first step.
    pub fn first(&self) -> Option<&Vm> {
        self.checkpoints.first().map(|c| &c.vm)
    }

    fn consider_checkpoint(&mut self, is_within: bool) {
        let asked = self.head.heap.copied_bytes + self.head.heap.allocated_bytes;
        if cfg!(target_family = "wasm") && asked - self.room_made_at > ROOM as u64 / 4 {
            self.room_made_at = asked;
            // Taken and given back: what is free is then one large piece.
            drop(std::hint::black_box(Vec::<u8>::with_capacity(ROOM)));
        }
        let (work, heap) = (self.head.work(), &self.head.heap);
        let cost = heap.copied_bytes - self.copied_before + heap.clone_bytes();
        let may_hold = HELD_AT_START + HELD_A_STEP * self.head.n_steps;
        let since = work - self.work_before;
        if self.held + cost > may_hold && since < MAX_SPACING {
            self.next_due = work + since / 2;
            return;
        }
        self.held += cost;
        self.copied_before = heap.copied_bytes;
        self.work_before = work;
        self.checkpoints.push(Checkpoint { step: self.head.n_steps, is_within, vm: self.head.clone() });
        if self.checkpoints.len() > MAX_CHECKPOINTS || self.held > may_hold {
            self.thin();
        }
        self.next_due = work + self.spacing;
    }

    /// Every other checkpoint goes. The first stays.
    fn thin(&mut self) {
        self.spacing = (self.spacing * 2).min(MAX_SPACING);
        self.held /= 2;
        let mut keep = false;
        self.checkpoints.retain(|_| {
            keep = !keep;
            keep
        });
    }

    /// The machine after `step` steps (or at the end, if that is nearer): a checkpoint and a replay.
    pub fn seek(&self, step: u64) -> Vm {
        let Some(mut vm) = self.checkpoint_before(step) else { return self.head.clone() };
        self.replay_blindly(&mut vm, step);
        vm
    }

    /// As `seek`, and on to where the next thing to happen is an instruction: past the start of the
    /// run and past slices of native work, which a person does not count.
    pub fn shown(&self, step: u64) -> Vm {
        let mut vm = self.seek(step);
        self.settle(&mut vm);
        vm
    }

    /// As `shown`, of several steps in ascending order: one replay comes by those that lie together.
    pub(crate) fn shown_each(&self, steps: impl Iterator<Item = u64>) -> Vec<Vm> {
        let mut on_the_way: Option<Vm> = None;
        let mut found = Vec::new();
        for step in steps {
            let nearest = self.checkpoint_at(step).map_or(0, |c| c.step);
            let mut vm = match on_the_way.take() {
                Some(vm) if vm.n_steps >= nearest => {
                    let mut vm = vm;
                    self.replay_blindly(&mut vm, step);
                    vm
                }
                _ => self.seek(step),
            };
            on_the_way = Some(vm.clone());
            self.settle(&mut vm);
            found.push(vm);
        }
        found
    }

    /// See `shown`.
    pub(crate) fn settle(&self, vm: &mut Vm) {
        loop {
            // The answer belongs to the step that asked.
            if vm.request.is_some() {
                match self.answers.get(vm.n_answers as usize) {
                    Some(answer) if vm.answer(answer.clone()).is_ok() => continue,
                    _ => return,
                }
            }
            if vm.halted.is_some() || vm.is_at_end() || matches!(vm.thread.frames.last(), Some(Frame::Py(_))) {
                return;
            }
            vm.step();
        }
    }

    fn checkpoint_before(&self, step: u64) -> Option<Vm> {
        self.checkpoint_at(step).map(|c| c.vm.clone())
    }

    /// The last one from where `step` can be gone to.
    fn checkpoint_at(&self, step: u64) -> Option<&Checkpoint> {
        let after = self.checkpoints.partition_point(|c| c.step < step || (c.step == step && !c.is_within));
        self.checkpoints.get(after.saturating_sub(1))
    }

    /// Runs on until `step`, until `stop` says so after a step, or until the recording's end.
    pub(crate) fn replay(&self, vm: &mut Vm, step: u64, mut stop: impl FnMut(&Vm) -> bool) {
        while vm.n_steps < step {
            self.told.tell(vm);
            match vm.step() {
                StepOutcome::Ran => {}
                StepOutcome::Host => match self.answers.get(vm.n_answers as usize) {
                    Some(answer) if vm.answer(answer.clone()).is_ok() => {}
                    _ => return,
                },
                StepOutcome::Halted(_) => return,
            }
            if stop(vm) {
                return;
            }
        }
    }

    /// As `replay`, with nobody looking.
    fn replay_blindly(&self, vm: &mut Vm, step: u64) {
        while vm.n_steps < step {
            self.told.tell(vm);
            let end = step.min(self.told.next(vm));
            match vm.run(end, u64::MAX, &mut ()).0 {
                StepOutcome::Ran => {}
                StepOutcome::Host => match self.answers.get(vm.n_answers as usize) {
                    Some(answer) if vm.answer(answer.clone()).is_ok() => {}
                    _ => return,
                },
                StepOutcome::Halted(_) => return,
            }
        }
    }
}
