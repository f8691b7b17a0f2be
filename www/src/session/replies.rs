//! What the workers answer, and what the session makes of it.

use pyvarium_protocol::{
    Command, CompileReply, CompileRequest, Found, HostAnswer, HostRequest, Move, Program, Reply, StateView, SyntaxReport, Unit, split_files,
};
use wasm_bindgen::JsValue;

use super::next::{Next, next};
use super::{For, Inner, State};
use crate::bridge;
use crate::heard::Heard;
use crate::model::{Action, Run};
use crate::sheets::filename_of;

impl Inner {
    /// Sends what is most pressing, if no reply is awaited.
    pub(super) fn pump(&self) {
        let command = {
            let mut state = self.state.borrow_mut();
            if state.busy {
                return;
            }
            let Some(command) = next(&mut state) else { return };
            state.busy = true;
            command
        };
        if let Next::Command(Command::Load(_)) = command {
            self.tell.emit(Action::Recorded(self.state.borrow().source.clone()));
        }
        if let Some(machine) = &*self.machine.borrow() {
            match command {
                Next::Command(command) => machine.send(&command),
                Next::Ask(command) => machine.send_raw(&command),
            }
        }
    }

    /// The answer goes to the desk unread; but if the recording goes another way now, the page has to know.
    pub(super) fn heard_for_desk(&self, answer: &JsValue) {
        let asked = {
            let mut state = self.state.borrow_mut();
            state.busy = false;
            state.asked.take()
        };
        if let Some((number, text)) = asked {
            if let Some(step) = bridge::branched(answer) {
                let source = {
                    let mut state = self.state.borrow_mut();
                    if let Some(text) = text {
                        state.source = text.into();
                    }
                    state.recording = true;
                    state.ended = false;
                    state.interrupted = false;
                    state.answer = None;
                    state.search = None;
                    state.shown = true;
                    state.moves = Some((Move::To(step), state.zoom));
                    state.source.clone()
                };
                self.tell.emit(Action::Rebased(source));
            }
            bridge::say_to_desk(&number, answer);
        }
        self.pump();
    }

    pub(super) fn heard_machine(&self, reply: Result<Reply, String>) {
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
            Reply::Inside(_) | Reply::Watched(_) | Reply::Trail(_) | Reply::Look(_) | Reply::Branched { .. } => {}
            Reply::Timeline(timeline) => self.tell.emit(Action::Timeline(timeline)),
            Reply::Refused { why } if reply_for != For::Page || self.state.borrow().loaded => {
                self.tell.emit(Action::Missed(why));
            }
            Reply::Refused { why } => self.tell.emit(Action::Run(Run::Died { why })),
        }
        self.pump();
    }

    fn viewed(&self, view: StateView) {
        {
            let mut state = self.state.borrow_mut();
            state.at = view.step;
            state.want_inside = true;
        }
        self.tell.emit(Action::View(Box::new(view)));
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

    pub(super) fn heard_compiler(&self, reply: Result<CompileReply, String>) {
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
    pub(super) fn compiled(&self, units: Vec<Unit>, error: Option<SyntaxReport>) {
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
    pub(super) fn kill_compiler(&self) {
        if let Some(compiler) = &*self.compiler.borrow() {
            compiler.kill();
        }
    }

    pub(super) fn ask_compiler(&self, request: &CompileRequest) {
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
