//! Drives the two workers: source to units, units to a recording, and moves through it. Commands
//! strictly alternate with replies; what the person asks meanwhile waits here, the newest only.

mod next;
mod replies;

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use pyvarium_protocol::{
    CompileReply, CompileRequest, HostAnswer, Limits, Mode, Move, Place, Program, Reply, Serial, Step, SyntaxReport, Unit, Wanted, Zoom,
    split_files,
};
use wasm_bindgen::JsValue;
use yew::Callback;

use crate::bridge;
use crate::channel::Channel;
use crate::heard::Heard;
use crate::late::RawInside;
use crate::model::{Action, Run};
use crate::sheets::filename_of;

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
    /// What the late module's desk asks of the machine: its number, the command, and the text that runs when it was followed.
    asks: VecDeque<(JsValue, JsValue, Option<String>)>,
    asked: Option<(JsValue, Option<String>)>,
    /// Whom the reply that is awaited is for.
    reply_for: For,
    loaded: bool,
    /// The recording is whole.
    ended: bool,
    heard: Heard,
    /// The length of what is recorded, as the page counts.
    n_shown: Step,
    /// The step on the page.
    at: Step,
}

#[derive(Clone, Copy, Default, PartialEq)]
enum For {
    #[default]
    Page,
    Desk,
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
            (_, Some(inner)) if inner.state.borrow().reply_for == For::Desk => {
                inner.heard_for_desk(answer);
                true
            }
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

    /// Follows what the late module's desk asks for, as long as the page lives.
    pub fn listen(&self) {
        let session = self.clone();
        bridge::on_asked(move |number, command, text| session.ask(number, command, text));
    }

    /// The answer is told to all (`machinesaid`), with this number.
    pub fn ask(&self, number: JsValue, command: JsValue, text: Option<String>) {
        self.0.state.borrow_mut().asks.push_back((number, command, text));
        self.0.pump();
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
