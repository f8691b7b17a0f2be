//! Drives the two workers: source to units, units to a recording, and moves through it. Commands
//! strictly alternate with replies; what the person asks meanwhile waits here, the newest only.

use std::cell::RefCell;
use std::rc::Rc;

use pyvarium_protocol::{
    Command, CompileReply, CompileRequest, Found, HostAnswer, HostRequest, Limits, Mode, Move, Place, Program, Reply, Serial, StateView,
    Step, SyntaxReport, Unit, Wanted, Zoom, split_files,
};
use wasm_bindgen::JsValue;
use yew::Callback;

use crate::channel::Channel;
use crate::heard::Heard;
use crate::late::RawInside;
use crate::model::{Action, Run};
use crate::sheets::filename_of;
use crate::survey::Survey;

/// Long enough that messages cost little, short enough that a slider answers.
const SLICE_MILLIS: u32 = 8;
/// A search takes longer turns: nobody waits for the picture meanwhile.
const SEARCH_MILLIS: u32 = 40;
const N_COLUMNS: u32 = 600;

#[derive(Default)]
struct State {
    /// A command is out and its reply is awaited.
    busy: bool,
    recording: bool,
    /// The text that is compiled or recorded now, and how to read it.
    source: Rc<str>,
    mode: Mode,
    /// At which the first moment is shown.
    zoom: Zoom,
    /// The program is to be sent a signal; it was sent one.
    interrupt: bool,
    interrupted: bool,
    /// Whether CPython's library is stepped into, and whether the machine is still to be told.
    open_library: bool,
    tell_library: bool,
    limits: Limits,
    /// To be shown when the program's units have run (REPL mode).
    late_error: Option<SyntaxReport>,
    /// For the program that is to be loaded next.
    load: Option<Program>,
    /// Compilations out: the last one asked for is the one that counts.
    n_compiling: u32,
    compiling_for_machine: bool,
    answer: Option<HostAnswer>,
    stop: bool,
    go_on: Option<u64>,
    moves: Option<(Move, Zoom)>,
    want_timeline: bool,
    want_costs: bool,
    /// What is being looked for: from which step, and whether backwards.
    search: Option<(Vec<Wanted>, Step, bool)>,
    /// Whose inside the page shows, and whether it is to be asked for anew.
    inside: Option<Serial>,
    want_inside: bool,
    shown: bool,
    wanted: Option<Place>,
    survey: Option<Survey>,
    /// Whom the reply that is awaited is for.
    reply_for: For,
    loaded: bool,
    /// The recording is whole.
    ended: bool,
    heard: Heard,
    /// The length of what is recorded, as the page counts.
    n_shown: Step,
    /// The step on the page, and whether the machine stands elsewhere (it went there for the survey).
    at: Step,
    astray: bool,
}

#[derive(Clone, Copy, Default, PartialEq)]
enum For {
    #[default]
    Page,
    Survey,
    /// It only brings the machine back to where the page is.
    Nobody,
}

#[derive(Clone)]
pub struct Session(Rc<Inner>);

struct Inner {
    state: RefCell<State>,
    machine: RefCell<Option<Channel<Reply>>>,
    compiler: RefCell<Option<Channel<CompileReply>>>,
    tell: Callback<Action>,
}

impl PartialEq for Session {
    fn eq(&self, other: &Session) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Session {
    pub fn new(tell: Callback<Action>) -> Session {
        let inner = Rc::new(Inner { state: RefCell::default(), machine: RefCell::default(), compiler: RefCell::default(), tell });
        let at = Rc::downgrade(&inner);
        let heard = move |reply| {
            if let Some(inner) = at.upgrade() {
                inner.heard_machine(reply);
            }
        };
        let at = Rc::downgrade(&inner);
        let raw = move |answer: &JsValue| match (RawInside::of(answer), at.upgrade()) {
            (Some(inside), Some(inner)) => {
                inner.state.borrow_mut().busy = false;
                inner.tell.emit(Action::InsideTold(inside));
                inner.pump();
                true
            }
            _ => false,
        };
        *inner.machine.borrow_mut() = Some(Channel::new("worker/machine.js", heard, raw));
        let at = Rc::downgrade(&inner);
        let heard = move |reply| {
            if let Some(inner) = at.upgrade() {
                inner.heard_compiler(reply);
            }
        };
        *inner.compiler.borrow_mut() = Some(Channel::new("compiler/compiler.js", heard, |_: &JsValue| false));
        Session(inner)
    }

    /// Compiles and records `source`; then shows `wanted`, or the start. `units`: it comes compiled.
    pub fn run(&self, source: Rc<str>, mode: Mode, wanted: Option<Place>, zoom: Zoom, n_steps: u64, units: Option<Vec<Unit>>) {
        let request = CompileRequest::Program { source: split_files(&source).0, filename: filename_of(mode).to_owned(), mode };
        {
            let mut state = self.0.state.borrow_mut();
            state.recording = false;
            state.load = None;
            state.source = source;
            state.mode = mode;
            state.zoom = zoom;
            state.limits.n_steps = n_steps;
            state.wanted = wanted;
            state.compiling_for_machine = false;
            if units.is_none() {
                state.n_compiling += 1;
            } else if state.n_compiling > 0 {
                // What is still being compiled counts no more.
                state.n_compiling = 0;
                self.0.kill_compiler();
            }
        }
        self.0.tell.emit(Action::Run(Run::Compiling));
        match units {
            Some(units) => self.0.compiled(units, None),
            None => self.0.ask_compiler(&request),
        }
        self.0.pump();
    }

    pub fn go(&self, how: Move, zoom: Zoom) {
        {
            let mut state = self.0.state.borrow_mut();
            state.moves = Some((how, zoom));
            state.zoom = zoom;
            // Who moves has seen enough.
            if state.search.take().is_some() {
                self.0.tell.emit(Action::Searching(false));
            }
        }
        self.0.pump();
    }

    /// To the nearest moment after the one shown, or before it, at which any of this happens.
    pub fn find(&self, wanted: Vec<Wanted>, back: bool) {
        {
            let mut state = self.0.state.borrow_mut();
            if !state.loaded || wanted.is_empty() {
                return;
            }
            state.search = Some((wanted, state.at, back));
        }
        self.0.tell.emit(Action::Searching(true));
        self.0.pump();
    }

    /// The first press is a signal to the program, as Ctrl+C; if it goes on nevertheless, the next one ends the recording.
    pub fn stop(&self) {
        {
            let mut state = self.0.state.borrow_mut();
            match state.interrupted {
                true => state.stop = true,
                false => state.interrupt = true,
            }
        }
        self.0.tell.emit(Action::Interrupted);
        self.0.pump();
    }

    pub fn go_on(&self, n_steps: u64) {
        self.0.state.borrow_mut().go_on = Some(n_steps);
        self.0.tell.emit(Action::Run(Run::Recording));
        self.0.pump();
    }

    /// Steps into CPython's library from now on, or over it.
    pub fn open_library(&self, open: bool) {
        {
            let mut state = self.0.state.borrow_mut();
            state.tell_library = state.loaded && state.open_library != open;
            state.want_timeline |= state.tell_library;
            state.open_library = open;
        }
        self.0.pump();
    }

    /// The page shows what lines have cost, and asks for it anew.
    pub fn tell_costs(&self, show: bool) {
        self.0.state.borrow_mut().want_costs = show;
        self.0.pump();
    }

    /// The page looks into this object or frame from now on.
    pub fn look_into(&self, of: Option<Serial>) {
        {
            let mut state = self.0.state.borrow_mut();
            state.inside = of;
            state.want_inside = of.is_some() && state.loaded;
        }
        self.0.pump();
    }

    /// The line that `input()` waits for.
    pub fn input(&self, line: Option<String>) {
        self.answer(line.map_or(HostAnswer::EndOfInput, HostAnswer::Input));
    }

    /// From a breakpoint.
    pub fn leave_breakpoint(&self) {
        self.answer(HostAnswer::GoOn);
    }

    fn answer(&self, answer: HostAnswer) {
        self.0.state.borrow_mut().answer = Some(answer);
        self.0.tell.emit(Action::Run(Run::Recording));
        self.0.pump();
    }
}

impl Inner {
    /// Sends what is most pressing, if no reply is awaited.
    fn pump(&self) {
        let command = {
            let mut state = self.state.borrow_mut();
            if state.busy {
                return;
            }
            let Some(command) = next_command(&mut state) else { return };
            state.busy = true;
            command
        };
        if let Command::Load(_) = command {
            self.tell.emit(Action::Recorded(self.state.borrow().source.clone()));
        }
        if let Some(machine) = &*self.machine.borrow() {
            machine.send(&command);
        }
    }

    fn heard_machine(&self, reply: Result<Reply, String>) {
        let reply = match reply {
            Ok(reply) => reply,
            Err(why) => return self.machine_died(why),
        };
        let reply_for = {
            let mut state = self.state.borrow_mut();
            state.busy = false;
            state.reply_for
        };
        match reply {
            Reply::Loaded => {
                let mut state = self.state.borrow_mut();
                state.heard = Heard::default();
                state.recording = true;
                state.loaded = true;
            }
            Reply::Progress { n_steps, n_shown } => {
                self.tell.emit(Action::Steps(n_steps, n_shown));
                let mut state = self.state.borrow_mut();
                // The library was opened or closed: the same moment, counted otherwise.
                if state.n_shown != n_shown && !state.recording && state.survey.is_none() && state.ended {
                    state.survey = Some(Survey::new(n_shown));
                }
                state.n_shown = n_shown;
                if !state.shown {
                    state.shown = true;
                    let zoom = state.zoom;
                    state.moves.get_or_insert((Move::First, zoom));
                }
            }
            Reply::Ask(HostRequest::Input { prompt }) => {
                {
                    let mut state = self.state.borrow_mut();
                    state.recording = false;
                    state.shown = true;
                    state.want_timeline = true;
                    state.moves = Some((Move::Last, state.zoom));
                }
                self.tell.emit(Action::Run(Run::Asking { prompt }));
            }
            Reply::Ask(HostRequest::Breakpoint) => {
                {
                    let mut state = self.state.borrow_mut();
                    state.recording = false;
                    state.shown = true;
                    state.want_timeline = true;
                    state.moves = Some((Move::Last, state.zoom));
                }
                self.tell.emit(Action::Run(Run::Paused));
            }
            Reply::Ask(HostRequest::Compile { source, filename, mode }) => {
                {
                    let mut state = self.state.borrow_mut();
                    state.recording = false;
                    state.n_compiling += 1;
                    state.compiling_for_machine = true;
                }
                self.ask_compiler(&CompileRequest::Text { source, filename, mode });
            }
            // The worker answers these itself.
            Reply::Ask(HostRequest::File { key }) => {
                self.state.borrow_mut().answer = Some(HostAnswer::NoFile { why: format!("import of {key}") });
            }
            Reply::Ended { n_steps, n_shown, outcome } => {
                self.tell.emit(Action::Steps(n_steps, n_shown));
                let late = {
                    let mut state = self.state.borrow_mut();
                    state.recording = false;
                    state.ended = true;
                    state.n_shown = n_shown;
                    state.want_timeline = true;
                    state.survey = Some(Survey::new(n_shown));
                    if std::mem::take(&mut state.interrupted) {
                        // Who stopped it wants to see where it was.
                        state.shown = true;
                        state.wanted = None;
                        state.moves = Some((Move::Last, state.zoom));
                    } else if !state.shown || state.wanted.is_some() {
                        state.shown = true;
                        let how = state.wanted.take().map_or(Move::First, Move::ToPlace);
                        state.moves = Some((how, state.zoom));
                    }
                    state.late_error.take()
                };
                self.tell.emit(Action::Run(late.map_or(Run::Ended(outcome), Run::Refused)));
            }
            Reply::View(update) => {
                let view = self.state.borrow_mut().heard.view(*update);
                self.viewed(view);
            }
            Reply::Measured { .. } => {}
            Reply::Costs(costs) => self.tell.emit(Action::Costs(costs)),
            Reply::Found(found) => self.found(found),
            // Heard raw.
            Reply::Inside(_) => {}
            Reply::Timeline(timeline) => self.tell.emit(Action::Timeline(timeline)),
            Reply::Refused { why } if reply_for != For::Page || self.state.borrow().loaded => {
                self.state.borrow_mut().survey = None;
                self.tell.emit(Action::Missed(why));
            }
            Reply::Refused { why } => self.tell.emit(Action::Run(Run::Died { why })),
        }
        self.pump();
    }

    fn viewed(&self, view: StateView) {
        let laid = {
            let mut state = self.state.borrow_mut();
            match state.reply_for {
                For::Page => {
                    state.at = view.step;
                    state.want_inside = true;
                    None
                }
                For::Nobody => return,
                For::Survey => {
                    let Some(survey) = &mut state.survey else { return };
                    if survey.look(&view) {
                        return;
                    }
                    state.survey.take()
                }
            }
        };
        match laid {
            Some(survey) => self.tell.emit(Action::Layouts(Box::new(survey.layouts()))),
            None => self.tell.emit(Action::View(Box::new(view))),
        }
    }

    fn found(&self, found: Found) {
        let back = {
            let mut state = self.state.borrow_mut();
            let zoom = state.zoom;
            match (found, &mut state.search) {
                // It has been called off.
                (_, None) => return,
                (Found::NotYet { from }, Some(search)) => {
                    search.1 = from;
                    return;
                }
                (Found::At { step, .. }, Some(_)) => {
                    state.search = None;
                    state.moves = Some((Move::To(step), zoom));
                    None
                }
                (Found::Nowhere, Some((_, _, back))) => {
                    let back = *back;
                    state.search = None;
                    Some(back)
                }
            }
        };
        self.tell.emit(Action::Searching(false));
        if let Some(back) = back {
            let why = if back { "nothing of that happens before this moment" } else { "nothing of that happens after this moment" };
            self.tell.emit(Action::Missed(why.to_owned()));
        }
    }

    fn heard_compiler(&self, reply: Result<CompileReply, String>) {
        let for_machine = {
            let mut state = self.state.borrow_mut();
            state.n_compiling = state.n_compiling.saturating_sub(1);
            if reply.is_ok() && state.n_compiling > 0 {
                return;
            }
            state.n_compiling = 0;
            state.compiling_for_machine
        };
        match reply {
            Err(why) => {
                self.kill_compiler();
                self.tell.emit(Action::Run(Run::Died { why: format!("The compiler stopped: {why}") }));
            }
            Ok(CompileReply { mut units, error }) if for_machine => {
                let answer = match (units.pop(), error) {
                    (_, Some(error)) => HostAnswer::Refused(error),
                    (Some(unit), None) => HostAnswer::Compiled(unit),
                    (None, None) => HostAnswer::EndOfInput,
                };
                self.state.borrow_mut().answer = Some(answer);
            }
            Ok(CompileReply { units, error: Some(error) }) if units.is_empty() => {
                self.tell.emit(Action::Run(Run::Refused(error)));
            }
            Ok(CompileReply { units, error }) => self.compiled(units, error),
        }
        self.pump();
    }

    /// The program is ready to be loaded.
    fn compiled(&self, units: Vec<Unit>, error: Option<SyntaxReport>) {
        let mut state = self.state.borrow_mut();
        let (source, files) = split_files(&state.source);
        let program = Program {
            source,
            filename: filename_of(state.mode).to_owned(),
            mode: state.mode,
            units,
            files,
            open_library: state.open_library,
            limits: state.limits,
        };
        state.late_error = error;
        state.load = Some(program);
    }

    /// The next question makes a new one.
    fn kill_compiler(&self) {
        if let Some(compiler) = &*self.compiler.borrow() {
            compiler.kill();
        }
    }

    fn ask_compiler(&self, request: &CompileRequest) {
        if let Some(compiler) = &*self.compiler.borrow() {
            compiler.send(request);
        }
    }

    fn machine_died(&self, why: String) {
        if let Some(machine) = &*self.machine.borrow() {
            machine.kill();
        }
        {
            let mut state = self.state.borrow_mut();
            let kept = State { source: state.source.clone(), mode: state.mode, limits: state.limits, ..State::default() };
            *state = kept;
        }
        self.tell.emit(Action::Run(Run::Died { why }));
    }
}

/// In order: a new program, a move (so that the slider answers while recording goes on), then the recording.
fn next_command(state: &mut State) -> Option<Command> {
    state.reply_for = For::Page;
    if let Some(program) = state.load.take() {
        state.loaded = false;
        state.survey = None;
        state.astray = false;
        state.shown = false;
        state.stop = false;
        state.interrupt = false;
        state.interrupted = false;
        state.ended = false;
        state.moves = None;
        state.search = None;
        state.answer = None;
        state.go_on = None;
        return Some(Command::Load(program));
    }
    if std::mem::take(&mut state.tell_library) {
        state.astray = false;
        let (at, zoom) = (state.at, state.zoom);
        state.moves.get_or_insert((Move::To(at), zoom));
        return Some(Command::OpenLibrary { open: state.open_library });
    }
    if let Some((how, zoom)) = state.moves.take() {
        let relative = !matches!(how, Move::First | Move::To(_) | Move::ToShown(_) | Move::ToPlace(_));
        if std::mem::take(&mut state.astray) && relative {
            state.moves = Some((how, zoom));
            state.reply_for = For::Nobody;
            return Some(Command::Go { how: Move::To(state.at), zoom });
        }
        return Some(Command::Go { how, zoom });
    }
    if std::mem::take(&mut state.want_inside)
        && let Some(of) = state.inside
    {
        return Some(Command::Inside { of, step: state.at, zoom: state.zoom });
    }
    if state.loaded && !state.recording && std::mem::take(&mut state.want_costs) {
        return Some(Command::Costs);
    }
    if let Some((wanted, from, back)) = state.search.clone().filter(|_| !state.recording) {
        return Some(Command::Find { wanted, from, back, slice_millis: SEARCH_MILLIS });
    }
    // While the compiler works for the machine, the signal waits.
    if state.interrupt && state.n_compiling == 0 {
        state.interrupt = false;
        if state.loaded && !state.ended {
            state.interrupted = true;
            state.recording = true;
            return Some(Command::Interrupt);
        }
    }
    if state.stop {
        state.stop = false;
        if state.recording {
            state.recording = false;
            return Some(Command::Stop);
        }
    }
    if let Some(answer) = state.answer.take() {
        state.recording = true;
        // The signal was for what has been waited for.
        state.interrupted = false;
        return Some(Command::Answer(answer));
    }
    if let Some(n_steps) = state.go_on.take() {
        state.recording = true;
        state.ended = false;
        state.interrupted = false;
        return Some(Command::GoOn { n_steps });
    }
    if state.recording {
        return Some(Command::Run { slice_millis: SLICE_MILLIS });
    }
    if state.want_timeline {
        state.want_timeline = false;
        return Some(Command::Timeline { n_columns: N_COLUMNS });
    }
    if let Some(survey) = &state.survey {
        let how = Move::ToShown(survey.next());
        state.astray = true;
        state.reply_for = For::Survey;
        return Some(Command::Go { how, zoom: Zoom::Instruction });
    }
    None
}
