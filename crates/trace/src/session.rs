//! The machine's side of the conversation with a page: one recording, and the moment that is shown
//! of it. The clock is handed in, so that it runs natively in tests.

use std::collections::BTreeSet;
use std::rc::Rc;

use pyvarium_code::marshal;
use pyvarium_protocol::{
    Column, Command, Difference, HostAnswer, HostRequest, Limits, Mode, Move, Outcome, Program, Reply, Serial, StateView, Step, Timeline,
    Unit, ViewUpdate, Zoom,
};
use pyvarium_vm::host;
use pyvarium_vm::import::library::Library;
use pyvarium_vm::objects::syntax_error::SyntaxFacts;
use pyvarium_vm::run::edit::Edit;
use pyvarium_vm::{Config, StepOutcome, Stop, Stream, Tables, Vm};

use crate::cost;
use crate::find::Search;
use crate::recording::{Progress, Recording};
use crate::track::marks;
use crate::view::{Said, outcome};

/// Steps between two looks at the clock.
const CHUNK: u64 = 4096;

pub struct Session {
    /// Unit: milliseconds.
    clock: fn() -> f64,
    tables: &'static Tables,
    /// A machine that has gone through its start, made with the first program; CPython's library for it.
    started: Option<Vm>,
    library: Option<Rc<Library>>,
    run: Option<Run>,
}

struct Run {
    recording: Recording,
    /// Unit: steps.
    limit: u64,
    /// Where the page stands.
    step: Step,
    /// Whether the library's code is stepped into.
    open: bool,
    /// Set when the host, not the machine, ended the recording.
    ended: Option<Outcome>,
    /// What the page has: the view sent last, and code objects.
    sent: Option<StateView>,
    sent_codes: BTreeSet<Serial>,
    /// The last look of whoever gives cards their places.
    looked: Option<StateView>,
    said: Said,
}

impl Session {
    pub fn new(clock: fn() -> f64, tables: &'static Tables) -> Session {
        Session { clock, tables, started: None, library: None, run: None }
    }

    /// With CPython's library: the bytes of its start. Bytes that cannot be read are as none.
    pub fn with_library(mut self, start: &[u8]) -> Session {
        self.library = Library::from_bytes(start).map(Rc::new);
        self
    }

    /// A copy of the started machine.
    fn fresh(&mut self) -> Result<Vm, Stop> {
        if let Some(vm) = &self.started {
            return Ok(vm.clone());
        }
        let vm = match self.library.clone() {
            Some(library) => Vm::boot_with_library(self.tables, library)?,
            None => Vm::boot(self.tables, Config::default())?,
        };
        self.started = Some(vm.clone());
        Ok(vm)
    }

    pub fn handle(&mut self, command: Command) -> Reply {
        match command {
            Command::Load(program) => self.load(&program),
            Command::Run { slice_millis } => {
                let clock = self.clock;
                self.with_run(|run| run.record(clock, f64::from(slice_millis)))
            }
            Command::GoOn { n_steps } => self.with_run(|run| {
                run.limit = run.limit.saturating_add(n_steps);
                run.ended = None;
                run.progress()
            }),
            Command::Answer(answer) => self.with_run(|run| run.answer(answer)),
            Command::Interrupt => self.with_run(Run::interrupt),
            Command::Measure { n_steps } => self.with_run(|run| Reply::Measured { n_steps: run.measure(n_steps) }),
            Command::Stop => self.with_run(|run| {
                let outcome = run.ended.clone().or_else(|| run.recording.halt().map(outcome)).unwrap_or(Outcome::Stopped);
                run.end(outcome)
            }),
            Command::OpenLibrary { open } => self.with_run(|run| {
                run.open = open;
                run.progress()
            }),
            Command::Go { how, zoom } => self.with_run(|run| run.go(how, zoom)),
            Command::Inside { of, step, zoom } => self.with_run(|run| {
                let since = run.recording.since_in(step, Move::To(step), zoom, run.open);
                Reply::Inside(Box::new(run.recording.inside(of, step, since, zoom, run.open)))
            }),
            Command::Find { wanted, from, back, slice_millis } => {
                let clock = self.clock;
                self.with_run(|run| {
                    let end = clock() + f64::from(slice_millis);
                    let search = Search { wanted: &wanted, from, is_back: back, is_open: run.open };
                    Reply::Found(run.recording.find(&search, &|| clock() < end))
                })
            }
            Command::Watch { step, units } => self.with_run(|run| Reply::Watched(run.recording.watched(step, &units))),
            Command::Branch { step, unit } => self.with_run(|run| run.branch(step, &unit)),
            Command::Edit { step, unit, source, lines } => self.with_run(|run| run.edit(step, &unit, Edit { source, lines })),
            Command::Look { shown, is_first } => self.with_run(|run| run.look(shown, is_first)),
            Command::Trail => self.with_run(|run| Reply::Trail(run.recording.trail(run.open))),
            Command::Costs => self.with_run(|run| Reply::Costs(cost::costs(run.recording.track(), run.recording.n_steps()))),
            Command::Timeline { n_columns } => self.with_run(|run| Reply::Timeline(run.timeline(n_columns))),
        }
    }

    fn with_run(&mut self, f: impl FnOnce(&mut Run) -> Reply) -> Reply {
        match &mut self.run {
            Some(run) => f(run),
            None => Reply::Refused { why: "nothing is loaded".to_owned() },
        }
    }

    fn load(&mut self, program: &Program) -> Reply {
        self.run = None;
        match self.fresh().map_err(why).and_then(|vm| lay_ready(vm, program)) {
            Ok(vm) => {
                let files = program.files.iter().map(|f| f.name.clone()).collect();
                let recording = Recording::with_files(vm, files);
                let limit = program.limits.n_steps;
                self.run = Some(Run {
                    recording,
                    limit,
                    step: 0,
                    open: program.open_library,
                    ended: None,
                    sent: None,
                    sent_codes: BTreeSet::new(),
                    looked: None,
                    said: Said::default(),
                });
                Reply::Loaded
            }
            Err(why) => Reply::Refused { why },
        }
    }
}

/// The started machine with the program laid ready.
fn lay_ready(mut vm: Vm, program: &Program) -> Result<Vm, String> {
    let config = Config { filename: program.filename.clone(), interactive: program.mode == Mode::Repl };
    vm.configure(config).map_err(why)?;
    for file in &program.files {
        vm.lay_file(&file.name, &file.text).map_err(why)?;
    }
    vm.memory_limit = Limits::default().memory_bytes.min(program.limits.memory_bytes);
    Rc::make_mut(&mut vm.sources).insert(program.filename.clone(), program.source.as_str().into());
    let mut units = Vec::new();
    for unit in &program.units {
        if !unit.warnings.is_empty() {
            vm.write_out(Stream::Stderr, &unit.warnings);
        }
        units.push(marshal::loads(&unit.marshal).map_err(|e| format!("the compiled program cannot be read: {e:?}"))?);
    }
    vm.start(&units).map_err(why)?;
    Ok(vm)
}

fn why(stop: Stop) -> String {
    match stop {
        Stop::Halt(halt) => format!("{halt:?}"),
        Stop::Raise(_) | Stop::Exhausted | Stop::Ask(_) | Stop::Convert(..) => "the machine did not start".to_owned(),
    }
}

impl Run {
    /// Steps until the program ended, asked the host, or came to `max`.
    fn measure(&self, max: u64) -> u64 {
        let Some(mut vm) = self.recording.first().cloned() else { return 0 };
        while vm.n_steps < max && vm.run(max, u64::MAX, &mut ()).0 == StepOutcome::Ran {}
        vm.n_steps
    }

    fn record(&mut self, clock: fn() -> f64, slice_millis: f64) -> Reply {
        let end = clock() + slice_millis;
        loop {
            let n_steps = self.recording.n_steps();
            if let Some(outcome) = &self.ended {
                return self.end(outcome.clone());
            }
            let left = self.limit.saturating_sub(n_steps);
            if left == 0 && self.recording.halt().is_none() {
                return self.end(Outcome::StepLimit { n_steps });
            }
            match self.recording.record(left.min(CHUNK)) {
                Progress::More if clock() >= end => return self.progress(),
                Progress::More => {}
                Progress::Host => return self.ask(),
                Progress::Halted(halt) => return self.end(outcome(&halt)),
            }
        }
    }

    fn branch(&mut self, step: Step, unit: &Unit) -> Reply {
        let Ok(unit) = marshal::loads(&unit.marshal) else { return Reply::Refused { why: "the compiled text cannot be read".to_owned() } };
        match self.recording.branch(step, unit) {
            Some(step) => self.branched(step),
            None => Reply::Refused { why: "nothing of the program runs at this moment".to_owned() },
        }
    }

    fn edit(&mut self, step: Step, unit: &Unit, edit: Edit) -> Reply {
        let Ok(unit) = marshal::loads(&unit.marshal) else { return Reply::Refused { why: "the compiled text cannot be read".to_owned() } };
        match self.recording.edit(step, unit, edit) {
            Ok(step) => self.branched(step),
            Err(why) => Reply::Refused { why },
        }
    }

    fn branched(&mut self, step: Step) -> Reply {
        self.ended = None;
        self.said = Said::default();
        self.limit = self.limit.max(step + Limits::default().n_steps);
        Reply::Branched { step }
    }

    fn progress(&self) -> Reply {
        Reply::Progress { n_steps: self.recording.n_steps(), n_shown: self.recording.n_shown(self.open) }
    }

    fn end(&mut self, outcome: Outcome) -> Reply {
        self.ended = Some(outcome.clone());
        Reply::Ended { n_steps: self.recording.n_steps(), n_shown: self.recording.n_shown(self.open), outcome }
    }

    /// Whoever waits for a line, or at a breakpoint, is woken by the signal.
    fn interrupt(&mut self) -> Reply {
        if self.recording.halt().is_some() || self.ended.is_some() {
            return Reply::Refused { why: "nothing runs".to_owned() };
        }
        let answer = match self.recording.head().request {
            Some(host::HostRequest::Input { .. }) => host::HostAnswer::Interrupted,
            Some(host::HostRequest::Breakpoint) => host::HostAnswer::GoOn,
            _ => {
                self.recording.interrupt();
                return self.progress();
            }
        };
        if answer == host::HostAnswer::GoOn {
            self.recording.interrupt();
        }
        match self.recording.answer(answer) {
            Ok(()) => self.progress(),
            Err(stop) => Reply::Refused { why: why(stop) },
        }
    }

    fn ask(&self) -> Reply {
        match &self.recording.head().request {
            Some(host::HostRequest::Compile { source, filename, mode, how }) => Reply::Ask(HostRequest::Compile {
                source: source.clone(),
                filename: filename.clone(),
                mode: host::HostRequest::wish(*mode, *how),
            }),
            Some(host::HostRequest::Input { prompt }) => Reply::Ask(HostRequest::Input { prompt: prompt.clone() }),
            Some(host::HostRequest::Breakpoint) => Reply::Ask(HostRequest::Breakpoint),
            Some(host::HostRequest::Library { key }) => Reply::Ask(HostRequest::File { key: key.clone() }),
            None => self.progress(),
        }
    }

    fn answer(&mut self, answer: HostAnswer) -> Reply {
        if self.recording.head().request.is_none() {
            return Reply::Refused { why: "nothing was asked".to_owned() };
        }
        let answer = match answer {
            HostAnswer::Compiled(unit) => match marshal::loads(&unit.marshal) {
                Ok(code) if unit.warnings.is_empty() => host::HostAnswer::Code(code),
                Ok(code) => host::HostAnswer::CodeWarned(code, unit.warnings),
                Err(e) => return Reply::Refused { why: format!("the compiled text cannot be read: {e:?}") },
            },
            HostAnswer::Refused(report) => host::HostAnswer::Refused(Box::new(SyntaxFacts {
                class: report.kind,
                msg: report.msg,
                filename: report.filename,
                lineno: report.lineno,
                offset: report.offset,
                text: report.text,
                end_lineno: report.end_lineno,
                end_offset: report.end_offset,
            })),
            HostAnswer::Input(line) => host::HostAnswer::Input(line),
            HostAnswer::EndOfInput => host::HostAnswer::EndOfInput,
            HostAnswer::GoOn => host::HostAnswer::GoOn,
            HostAnswer::File(bytes) => host::HostAnswer::Library(Some(bytes)),
            HostAnswer::NoFile { why } => {
                return self.end(Outcome::NotSupported { what: why, line: None });
            }
        };
        match self.recording.answer(answer) {
            Ok(()) => self.progress(),
            Err(stop) => Reply::Refused { why: why(stop) },
        }
    }

    fn go(&mut self, how: Move, zoom: Zoom) -> Reply {
        let Some(step) = self.recording.target(self.step, how, zoom, self.open) else {
            return Reply::Refused { why: "this run does not come to that place".to_owned() };
        };
        self.step = step;
        let mut view = self.recording.view_to(step, self.recording.since_in(step, how, zoom, self.open), zoom, self.open, &self.sent_codes);
        if view.outcome.is_none() && step == self.recording.n_steps() {
            view.outcome = self.ended.clone();
        }
        view.notes = self.recording.notes(step, &mut self.said);
        self.sent_codes.extend(view.code.as_ref().map(|c| c.serial));
        let last = self.sent.replace(view.clone());
        Reply::View(Box::new(match last {
            Some(last) => ViewUpdate::Since(Difference::between(&last, view)),
            None => ViewUpdate::Whole(view),
        }))
    }

    fn look(&mut self, shown: Step, is_first: bool) -> Reply {
        let step = self.recording.target(0, Move::ToShown(shown), Zoom::Instruction, self.open).unwrap_or(0);
        let since = self.recording.since_in(step, Move::ToShown(shown), Zoom::Instruction, self.open);
        let mut view = self.recording.view_to(step, since, Zoom::Instruction, self.open, &self.sent_codes);
        view.code = None;
        let last = self.looked.replace(view.clone()).filter(|_| !is_first);
        Reply::Look(Box::new(match last {
            Some(last) => ViewUpdate::Since(Difference::between(&last, view)),
            None => ViewUpdate::Whole(view),
        }))
    }

    fn timeline(&self, n_columns: u32) -> Timeline {
        let n_steps = self.recording.n_steps();
        let has = |bits: u8, bit: u8| bits & bit != 0;
        let column = |(depth, bits): (u32, u8)| Column {
            depth,
            wrote: has(bits, marks::WROTE),
            raised: has(bits, marks::RAISED),
            freed: has(bits, marks::FREED),
        };
        let columns = self.recording.track().columns(n_columns, n_steps, self.open);
        Timeline { n_steps, columns: columns.into_iter().map(column).collect() }
    }
}
