//! What just happened, in words: what the instruction did with these very objects. This file says how a step ended: in a
//! raise, at the end of the program, at shutdown; `instruction` tells of each opcode, with the `phrases` that name objects.

mod instruction;
mod phrases;

use pyvarium_code::Opcode;
use pyvarium_heap::Ref;
use pyvarium_heap::frame::Frame;
use pyvarium_protocol::Zoom;
use pyvarium_vm::{Halt, Stream, Vm};

use self::instruction::told;
use self::phrases::written;
use super::just_run::JustRun;
use super::text;

pub fn at_start(vm: &Vm) -> String {
    match &vm.halted {
        Some(_) => "Nothing ran.".to_owned(),
        None => "Nothing has run yet. The first instruction waits.".to_owned(),
    }
}

/// After the end of the program.
pub fn at_shutdown(before: &Vm, after: &Vm, is_own: &dyn Fn(u64) -> bool) -> String {
    let own = before.heap.iter().filter(|r| is_own(before.heap.serial(*r).0));
    let freed = match own.filter(|r| after.heap.serial(*r) != before.heap.serial(*r)).count() {
        0 => String::new(),
        1 => " One object that the program made is freed.".to_owned(),
        n => format!(" {n} objects that the program made are freed."),
    };
    let wrote = written(before, after).map(|text| format!(" A finalizer writes `{text}`.")).unwrap_or_default();
    format!("The interpreter shuts down: the names of `__main__` are let go, then those of the modules.{freed}{wrote}")
}

/// Did the instruction end in an exception that now looks for its handler?
pub fn raises(ran: &JustRun, after: &Vm) -> bool {
    ran.op != Opcode::Reraise && unwinding(after).is_some()
}

/// `after`: the machine when the instruction had run. Of a line the operation is named, not the instruction.
pub fn of(ran: &JustRun, after: &Vm, zoom: Zoom) -> String {
    let mut said = told(ran, after, zoom);
    let depth = |vm: &Vm| vm.thread.depth;
    let raised = unwinding(after);
    if after.is_at_end() {
        said = at_end(ran, after);
    }
    if let Some(value) = raised
        && ran.op != Opcode::Reraise
    {
        said = match zoom {
            Zoom::Instruction => format!("{} raises {}.", ran.op.name(), raised_text(after, value)),
            Zoom::Expression | Zoom::Line | Zoom::Call => format!("{} is raised.", raised_text(after, value)),
        };
        if depth(after) < depth(ran.vm) {
            said.push_str(" No handler covers this place in that frame, so the frame is left and the exception goes on outward.");
        } else {
            said.push_str(" The exception table has a row for this place: its handler comes next.");
        }
    }
    match &after.halted {
        Some(Halt::Exit { code: 0 }) => said.push_str(" The program has ended."),
        Some(Halt::Exit { code }) => said.push_str(&format!(" The program has ended with exit code {code}.")),
        _ => {}
    }
    said
}

/// The last instruction of the program has run.
fn at_end(ran: &JustRun, after: &Vm) -> String {
    let is_uncaught = after.output.last().is_some_and(|(stream, _)| *stream == Stream::Stderr) && ran.op != Opcode::ReturnValue;
    match is_uncaught {
        true => "Nobody catches the exception: its traceback is written to stderr, and the program is over.".to_owned(),
        false => "The program has run to its end. One step further the interpreter lets go of all that is left.".to_owned(),
    }
}

/// `KeyError: 'a'`, as the last line of a traceback says it, short.
pub fn raised_text(vm: &Vm, exception: Ref) -> String {
    let args: Vec<Ref> = match vm.heap.exception(exception) {
        Some(e) => e.args.get().and_then(|a| vm.heap.items(a)).unwrap_or_default().iter().filter_map(|s| s.get()).collect(),
        None => Vec::new(),
    };
    let name = vm.name_of_type(vm.heap.type_of(exception));
    match args.as_slice() {
        [] => format!("`{name}`"),
        [one] if vm.heap.text(*one).is_some() && name != "KeyError" => {
            let message = vm.heap.str_lossy(*one);
            let short: String = message.chars().take(MAX_MESSAGE).collect();
            format!("`{name}: {short}{}`", if short.len() < message.len() { "…" } else { "" })
        }
        [one] => format!("`{name}: {}`", text::short(vm, *one)),
        _ => format!("`{}`", text::short(vm, exception)),
    }
}

/// Unit: characters.
const MAX_MESSAGE: usize = 90;

fn unwinding(vm: &Vm) -> Option<Ref> {
    let Some(Frame::Py(f)) = vm.thread.frames.last() else { return None };
    let at_handler = f.code.instr(f.next_instr).is_some_and(|i| i.op == Opcode::PushExcInfo);
    f.stack().last().filter(|_| at_handler)?.get()
}
