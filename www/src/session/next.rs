//! What is most pressing.

use pyvarium_protocol::{Command, Move};
use wasm_bindgen::JsValue;

use super::{For, N_COLUMNS, SEARCH_MILLIS, SLICE_MILLIS, State};

/// What goes to the machine.
pub enum Next {
    Command(Command),
    /// As the late module's desk has it, unread.
    Ask(JsValue),
}

/// None: nothing is to be sent.
pub fn next(state: &mut State) -> Option<Next> {
    state.reply_for = For::Page;
    if state.load.is_none()
        && state.moves.is_none()
        && state.loaded
        && let Some((number, command, text)) = state.asks.pop_front()
    {
        state.reply_for = For::Desk;
        state.asked = Some((number, text));
        return Some(Next::Ask(command));
    }
    next_command(state).map(Next::Command)
}

/// In order: a new program, a move (so that the slider answers while recording goes on), then the recording.
fn next_command(state: &mut State) -> Option<Command> {
    state.reply_for = For::Page;
    if let Some(program) = state.load.take() {
        state.loaded = false;
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
        let (at, zoom) = (state.at, state.zoom);
        state.moves.get_or_insert((Move::To(at), zoom));
        return Some(Command::OpenLibrary { open: state.open_library });
    }
    if let Some((how, zoom)) = state.moves.take() {
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
    None
}
