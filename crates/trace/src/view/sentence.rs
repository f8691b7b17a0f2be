//! What just happened, in words: what the instruction did with these very objects.

use pyvarium_code::Opcode;
use pyvarium_heap::frame::Frame;
use pyvarium_heap::{Ref, Slot};
use pyvarium_vm::{Halt, Vm};

use super::just_run::JustRun;
use super::{object, text};

pub fn at_start(vm: &Vm) -> String {
    match &vm.halted {
        Some(_) => "Nothing ran.".to_owned(),
        None => "Nothing has run yet. The first instruction waits.".to_owned(),
    }
}

/// `after`: the machine when the instruction had run.
pub fn of(ran: &JustRun, after: &Vm) -> String {
    let mut said = told(ran, after);
    let depth = |vm: &Vm| vm.thread.depth;
    let raised = unwinding(after);
    if let Some(value) = raised
        && ran.op != Opcode::Reraise
    {
        said = format!("`{}` raises {}.", ran.op.name(), text::short(after, value));
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

fn unwinding(vm: &Vm) -> Option<Ref> {
    let Some(Frame::Py(f)) = vm.thread.frames.last() else { return None };
    let at_handler = f.code.instr(f.next_instr).is_some_and(|i| i.op == Opcode::PushExcInfo);
    f.stack().last().filter(|_| at_handler)?.get()
}

/// An object as a reader would point at it: by value if it is small, by a name that leads to it, by its type.
fn what(ran: &JustRun, r: Ref) -> String {
    let vm = ran.vm;
    if object::is_small(vm, r) {
        return format!("`{}`", text::short(vm, r));
    }
    if let Some(name) = name_of(ran, r) {
        let kind = vm.type_name(r);
        return match kind.as_str() {
            "function" | "type" | "module" | "builtin_function_or_method" => format!("`{name}`"),
            _ => format!("the {kind} that `{name}` names"),
        };
    }
    match text::name(vm, r) {
        name if name.is_empty() => with_article(&vm.type_name(r)),
        name => format!("`{name}`"),
    }
}

fn with_article(noun: &str) -> String {
    let article = if noun.starts_with(['a', 'e', 'i', 'o', 'A', 'E', 'I', 'O']) { "an" } else { "a" };
    format!("{article} {noun}")
}

fn name_of(ran: &JustRun, r: Ref) -> Option<String> {
    let vm = ran.vm;
    let locals = ran.frame.code.localsplus.iter().enumerate();
    for (i, name) in locals {
        let slot = ran.frame.local(i);
        let inner = slot.get().and_then(|c| vm.heap.cell(c)).and_then(Slot::get);
        if slot.get() == Some(r) || inner == Some(r) {
            return name.get().map(|n| vm.heap.str_lossy(n)).filter(|n| !n.starts_with('.'));
        }
    }
    let globals = ran.frame.globals.get().and_then(|g| vm.heap.dict(g))?;
    globals.iter().find(|(_, v)| *v == r).map(|(k, _)| vm.heap.str_lossy(k)).filter(|n| !n.starts_with("__"))
}

/// What the count of an object came to, where that is worth a word.
fn count(ran: &JustRun, after: &Vm, r: Ref) -> String {
    let (old, new) = (ran.vm.heap.refcnt(r), after.heap.refcnt(r));
    if ran.vm.heap.is_immortal(r) {
        return " It is immortal: nothing counts it.".to_owned();
    }
    if after.heap.serial(r) != ran.vm.heap.serial(r) {
        return " That was its last reference: it is freed.".to_owned();
    }
    match new.cmp(&old) {
        std::cmp::Ordering::Greater => format!(" Its count rises to {new}."),
        std::cmp::Ordering::Less => format!(" Its count falls to {new}."),
        std::cmp::Ordering::Equal => format!(" Its count stays {new}."),
    }
}

/// What now lies on top of the stack of the frame that ran, if the frame is still the running one.
fn pushed(ran: &JustRun, after: &Vm) -> Option<String> {
    let Some(Frame::Py(f)) = after.thread.frames.last() else { return None };
    if f.serial != ran.frame.serial {
        return None;
    }
    let r = f.stack().last()?.get()?;
    Some(format!("`{}`", text::short(after, r)))
}

/// Where control went: into a Python function, into a native, or on.
fn entered(ran: &JustRun, after: &Vm) -> Option<String> {
    match after.thread.frames.last() {
        Some(Frame::Py(f)) if f.serial != ran.frame.serial && after.thread.frames.len() > ran.vm.thread.frames.len() => {
            Some(f.code.qualname.get().map(|n| after.heap.str_lossy(n)).unwrap_or_default())
        }
        _ => None,
    }
}

/// The innermost native frame between the instruction and the Python function that it entered.
fn through(ran: &JustRun, after: &Vm) -> Option<&'static str> {
    let above = after.thread.frames.get(ran.vm.thread.frames.len()..)?;
    above.iter().rev().find_map(|f| match f {
        Frame::Native(f) => after.tables.native(pyvarium_vm::native::Kind(f.kind)).map(|def| def.name),
        Frame::Py(_) => None,
    })
}

fn finish(ran: &JustRun, after: &Vm, begun: String, done: &str) -> String {
    if let Some(name) = entered(ran, after) {
        let by = through(ran, after).map(|n| format!("{n} waits, and ")).unwrap_or_default();
        return format!("{begun}: {by}a frame for `{name}` is pushed.");
    }
    match pushed(ran, after) {
        Some(result) => format!("{begun} and {done} {result}."),
        None => format!("{begun}."),
    }
}

const COMPARISONS: [&str; 6] = ["<", "<=", "==", "!=", ">", ">="];
/// By BINARY_OP's argument. CPython: Include/opcode.h, NB_*.
const OPERATORS: [&str; 27] = [
    "+", "&", "//", "<<", "@", "*", "%", "|", "**", ">>", "-", "/", "^", "+=", "&=", "//=", "<<=", "@=", "*=", "%=", "|=", "**=", ">>=",
    "-=", "/=", "^=", "[]",
];

fn told(ran: &JustRun, after: &Vm) -> String {
    let arg = ran.arg as usize;
    let top = ran.peek(0);
    let describe = |r: Option<Ref>| r.map(|r| what(ran, r)).unwrap_or_else(|| "NULL".to_owned());
    let local = |i: usize| ran.local_name(i);
    let at_local = |i: usize| ran.frame.local(i).get();
    match ran.op {
        Opcode::LoadConst => {
            let r = ran.frame.code.consts.get(arg).and_then(|s| s.get());
            format!("LOAD_CONST pushes {} from the constants of the code object.", describe(r))
        }
        Opcode::LoadSmallInt => format!("LOAD_SMALL_INT pushes {arg}, one of the ints that are made once at start-up."),
        Opcode::LoadFast | Opcode::LoadFastCheck => match at_local(arg) {
            Some(r) => format!("LOAD_FAST pushes what `{}` names, {}.{}", local(arg), value(ran, r), count(ran, after, r)),
            None => format!("`{}` has no value here.", local(arg)),
        },
        Opcode::LoadFastBorrow => match at_local(arg) {
            Some(r) if ran.vm.heap.is_immortal(r) => format!("LOAD_FAST_BORROW pushes what `{}` names, {}.", local(arg), value(ran, r)),
            Some(r) => format!(
                "LOAD_FAST_BORROW pushes what `{}` names, {}. Its count stays {}: the load is borrowed.",
                local(arg),
                value(ran, r),
                after.heap.refcnt(r)
            ),
            None => format!("`{}` has no value here.", local(arg)),
        },
        Opcode::LoadFastBorrowLoadFastBorrow | Opcode::LoadFastLoadFast => {
            format!("Two loads in one: what `{}` and what `{}` name are pushed.", local(arg >> 4), local(arg & 15))
        }
        Opcode::LoadFastAndClear => {
            format!("The comprehension takes `{}` for itself; what it named is kept on the stack until the end.", local(arg))
        }
        Opcode::StoreFast => bound(ran, after, &local(arg), at_local(arg), top),
        Opcode::StoreFastStoreFast => format!("`{}` and `{}` are bound to the two values on top.", local(arg >> 4), local(arg & 15)),
        Opcode::StoreFastLoadFast => format!("`{}` is bound, and what `{}` names is pushed.", local(arg >> 4), local(arg & 15)),
        Opcode::StoreName | Opcode::StoreGlobal => {
            let name = ran.name(arg);
            let names =
                if ran.op == Opcode::StoreName { ran.frame.locals.get().or(ran.frame.globals.get()) } else { ran.frame.globals.get() };
            let old = names.and_then(|d| ran.vm.dict_get_named(d, &name));
            bound(ran, after, &name, old, top)
        }
        Opcode::StoreDeref => {
            let old = at_local(arg).and_then(|c| ran.vm.heap.cell(c)).and_then(Slot::get);
            bound(ran, after, &local(arg), old, top) + " The name lives in a cell, because an inner function uses it."
        }
        Opcode::DeleteFast | Opcode::DeleteDeref => {
            let old = at_local(arg).map(|r| ran.vm.heap.cell(r).and_then(Slot::get).unwrap_or(r));
            format!("`{}` names nothing any more.{}", local(arg), old.map(|r| count(ran, after, r)).unwrap_or_default())
        }
        Opcode::DeleteName | Opcode::DeleteGlobal => {
            let name = ran.name(arg);
            let old = ran.frame.globals.get().and_then(|d| ran.vm.dict_get_named(d, &name));
            format!("`{name}` names nothing any more.{}", old.map(|r| count(ran, after, r)).unwrap_or_default())
        }
        Opcode::LoadName => {
            format!(
                "LOAD_NAME looks for `{}` in the namespace, then globals, then builtins, and pushes {}.",
                ran.name(arg),
                result(ran, after)
            )
        }
        Opcode::LoadGlobal => {
            let name = ran.name(arg >> 1);
            let found = ran
                .frame
                .globals
                .get()
                .and_then(|d| ran.vm.dict_get_named(d, &name))
                .or_else(|| ran.frame.builtins.get().and_then(|d| ran.vm.dict_get_named(d, &name)));
            format!("LOAD_GLOBAL looks for `{name}` in the globals, then in the builtins, and pushes {}.", describe(found))
        }
        Opcode::LoadDeref => format!("LOAD_DEREF looks into the cell of `{}` and pushes {}.", local(arg), result(ran, after)),
        Opcode::LoadAttr => {
            let name = ran.name(arg >> 1);
            let begun = format!("LOAD_ATTR looks up `{name}` on {}", describe(top));
            match (arg & 1, entered(ran, after)) {
                (1, None) => format!("{begun}, as a method to be called at once."),
                _ => finish(ran, after, begun, "pushes"),
            }
        }
        Opcode::LoadSuperAttr => format!("`super().{}`: the look-up begins behind this class in the MRO.", ran.name(arg >> 2)),
        Opcode::StoreAttr => {
            format!("The attribute `{}` of {} is set to {}.", ran.name(arg), describe(top), describe(ran.peek(1)))
        }
        Opcode::DeleteAttr => format!("The attribute `{}` of {} is deleted.", ran.name(arg), describe(top)),
        Opcode::BinaryOp if arg == 26 => {
            let begun = format!("{} is asked for item {}", describe(ran.peek(1)), describe(top));
            finish(ran, after, capital(&begun), "answers")
        }
        Opcode::BinaryOp => {
            let sign = OPERATORS.get(arg).copied().unwrap_or("?");
            let begun = format!("BINARY_OP takes {} `{sign}` {}", describe(ran.peek(1)), describe(top));
            finish(ran, after, begun, "pushes")
        }
        Opcode::CompareOp => {
            let sign = COMPARISONS.get(arg >> 5).copied().unwrap_or("?");
            let begun = format!("{} `{sign}` {} is compared", describe(ran.peek(1)), describe(top));
            finish(ran, after, capital(&begun), "gives")
        }
        Opcode::IsOp => {
            let same = (ran.peek(1) == top) != (arg == 1);
            let (a, b) = (describe(ran.peek(1)), describe(top));
            let why = if ran.peek(1) == top { "both arrows end at one object" } else { "they are two objects" };
            format!("IS_OP compares identities of {a} and {b}: {why}, so it pushes {}.", if same { "True" } else { "False" })
        }
        Opcode::ContainsOp => {
            let sign = if arg == 1 { "not in" } else { "in" };
            finish(ran, after, format!("{} `{sign}` {} is asked", capital(&describe(ran.peek(1))), describe(top)), "answered")
        }
        Opcode::UnaryNot | Opcode::ToBool => finish(ran, after, format!("The truth of {} is asked", describe(top)), "gives"),
        Opcode::UnaryNegative | Opcode::UnaryInvert => {
            finish(ran, after, format!("{} is applied to {}", ran.op.name(), describe(top)), "pushes")
        }
        Opcode::StoreSubscr => format!("Item {} of {} is set to {}.", describe(top), describe(ran.peek(1)), describe(ran.peek(2))),
        Opcode::DeleteSubscr => format!("Item {} of {} is deleted.", describe(top), describe(ran.peek(1))),
        Opcode::BuildList => format!("A new list is made of the {} on top of the stack.", values(arg)),
        Opcode::BuildTuple => format!("A new tuple is made of the {} on top of the stack.", values(arg)),
        Opcode::BuildSet => format!("A new set is made of the {} on top of the stack, one look-up each.", values(arg)),
        Opcode::BuildMap => {
            format!("A new dict is made of {} from the stack.", if arg == 1 { "one pair".to_owned() } else { format!("{arg} pairs") })
        }
        Opcode::BuildString => format!("{arg} texts are joined to one new str."),
        Opcode::BuildSlice => "A new slice is made.".to_owned(),
        Opcode::FormatSimple | Opcode::FormatWithSpec => finish(ran, after, format!("{} is formatted", capital(&describe(top))), "gives"),
        Opcode::ListAppend => format!("{} is appended to the list that is being built.", capital(&describe(top))),
        Opcode::SetAdd => format!("{} is added to the set that is being built.", capital(&describe(top))),
        Opcode::MapAdd => "A pair is added to the dict that is being built.".to_owned(),
        Opcode::ListExtend => format!("The list that is being built takes over the items of {}.", describe(top)),
        Opcode::SetUpdate => format!("The set that is being built takes over the items of {}, one look-up each.", describe(top)),
        Opcode::DictUpdate | Opcode::DictMerge => format!("The dict that is being built takes over the items of {}.", describe(top)),
        Opcode::Call => {
            let begun =
                format!("CALL calls {} with {}", describe(ran.peek(arg + 1)), arguments(arg + usize::from(ran.peek(arg).is_some())));
            finish(ran, after, begun, "gets")
        }
        Opcode::CallKw => finish(ran, after, format!("CALL_KW calls {} with {}", describe(ran.peek(arg + 2)), arguments(arg)), "gets"),
        Opcode::CallFunctionEx => {
            finish(ran, after, format!("{} is called with unpacked arguments", capital(&describe(ran.peek(3)))), "gives")
        }
        Opcode::CallIntrinsic1 | Opcode::CallIntrinsic2 => "An operation inside the interpreter runs.".to_owned(),
        Opcode::ReturnValue => {
            let name = ran.frame.code.qualname.get().map(|n| ran.vm.heap.str_lossy(n)).unwrap_or_default();
            format!("`{name}` returns {}; its frame is left, and its locals are let go, last to first.", describe(top))
        }
        Opcode::YieldValue => format!("The generator hands out {} and is suspended: its frame stays as it is.", describe(top)),
        Opcode::ReturnGenerator => "A generator object is made around this frame. Nothing of the body has run.".to_owned(),
        Opcode::Send => format!("A value is sent into {}.", describe(ran.peek(1))),
        Opcode::Resume => match arg & 3 {
            0 => "The frame begins.".to_owned(),
            _ => "The frame goes on where it was suspended.".to_owned(),
        },
        Opcode::GetIter => finish(ran, after, format!("{} is asked for an iterator", capital(&describe(top))), "answers"),
        Opcode::ForIter => {
            let begun = format!("{} is asked for its next item", capital(&describe(top)));
            match (entered(ran, after), after.thread.frames.last()) {
                (None, Some(Frame::Py(f))) if f.next_instr as usize > (ran.at as usize + 2) => {
                    format!("{begun}. There is none: the loop ends.")
                }
                _ => finish(ran, after, begun, "gives"),
            }
        }
        Opcode::EndFor | Opcode::PopIter | Opcode::EndSend => "The used-up iterator is let go.".to_owned(),
        Opcode::UnpackSequence | Opcode::UnpackEx => format!("{} is unpacked onto the stack.", capital(&describe(top))),
        Opcode::PopTop => match top {
            Some(r) => format!(
                "The value on top of the stack is let go.{}",
                if ran.vm.heap.is_immortal(r) { String::new() } else { count(ran, after, r) }
            ),
            None => "The top of the stack is let go.".to_owned(),
        },
        Opcode::PushNull => "PUSH_NULL leaves an empty place, where a method call would have its self.".to_owned(),
        Opcode::Copy => format!("{} is pushed once more.", capital(&describe(ran.peek(arg.wrapping_sub(1))))),
        Opcode::Swap => format!("The top of the stack changes places with the entry {} below it.", arg.saturating_sub(1)),
        Opcode::PopJumpIfFalse | Opcode::PopJumpIfTrue | Opcode::PopJumpIfNone | Opcode::PopJumpIfNotNone => {
            let jumped = match after.thread.frames.last() {
                Some(Frame::Py(f)) => f.next_instr > ran.at + 2,
                _ => false,
            };
            format!(
                "{} was on top: {}.",
                capital(&describe(top)),
                if jumped { "the jump is taken" } else { "no jump, the next instruction follows" }
            )
        }
        Opcode::JumpBackward | Opcode::JumpBackwardNoInterrupt => "Back to the head of the loop.".to_owned(),
        Opcode::JumpForward => "A jump forward.".to_owned(),
        Opcode::MakeFunction => "A new function object is made around the code object.".to_owned(),
        Opcode::SetFunctionAttribute => "Defaults, annotations or the closure are attached to the new function.".to_owned(),
        Opcode::MakeCell => format!("A cell is made for `{}`, because an inner function uses it.", local(arg)),
        Opcode::CopyFreeVars => "The cells of the closure are laid into the frame.".to_owned(),
        Opcode::LoadBuildClass => "The builtin that makes classes is pushed.".to_owned(),
        Opcode::ImportName => format!("The module `{}` is imported.", ran.name(arg)),
        Opcode::ImportFrom => format!("`{}` is taken out of the module.", ran.name(arg)),
        Opcode::RaiseVarargs => format!("{} is raised.", capital(&describe(top))),
        Opcode::Reraise => "The exception goes on outward.".to_owned(),
        Opcode::PushExcInfo => format!("The handler begins: {} becomes the exception being handled.", describe(top)),
        Opcode::CheckExcMatch => {
            finish(ran, after, format!("Does {} belong to {}? It is asked", describe(ran.peek(1)), describe(top)), "the answer is")
        }
        Opcode::PopExcept => "The handler is done: the exception is no longer being handled.".to_owned(),
        Opcode::LoadSpecial => "A special method is looked up on the type.".to_owned(),
        Opcode::WithExceptStart => "`__exit__` is called with the exception.".to_owned(),
        Opcode::GetLen | Opcode::MatchSequence | Opcode::MatchMapping | Opcode::MatchKeys | Opcode::MatchClass => {
            format!("The pattern is tried on {}.", describe(top))
        }
        Opcode::Nop | Opcode::NotTaken | Opcode::Cache | Opcode::ExtendedArg => {
            "Nothing happens here: the place is kept for the line or for a counter.".to_owned()
        }
        Opcode::SetupAnnotations => "A place for annotations is made.".to_owned(),
        _ => format!("{} runs.", ran.op.name()),
    }
}

fn value(ran: &JustRun, r: Ref) -> String {
    match object::is_small(ran.vm, r) {
        true => format!("`{}`", text::short(ran.vm, r)),
        false => with_article(&ran.vm.type_name(r)),
    }
}

fn result(ran: &JustRun, after: &Vm) -> String {
    let Some(Frame::Py(f)) = after.thread.frames.last() else { return "nothing".to_owned() };
    match f.stack().last().and_then(|s| s.get()) {
        Some(r) if f.serial == ran.frame.serial => match object::is_small(after, r) {
            true => format!("`{}`", text::short(after, r)),
            false => format!("{} `{}`", with_article(&after.type_name(r)), text::short(after, r)),
        },
        _ => "nothing".to_owned(),
    }
}

fn bound(ran: &JustRun, after: &Vm, name: &str, old: Option<Ref>, new: Option<Ref>) -> String {
    let Some(new) = new else { return format!("`{name}` is bound.") };
    let already = name_of(ran, new).filter(|n| n != name);
    let what = match already {
        Some(other) => format!("the {} that `{other}` names", ran.vm.type_name(new)),
        None => value(ran, new),
    };
    let mut said = format!("`{name}` now names {what}.");
    match old.filter(|o| *o != new && !ran.vm.heap.is_immortal(*o)) {
        Some(old) if after.heap.serial(old) != ran.vm.heap.serial(old) => {
            said.push_str(&format!(" The {} that it named before had no other reference and is freed.", ran.vm.type_name(old)));
        }
        Some(old) => {
            said.push_str(&format!(" The {} that it named before keeps a count of {}.", ran.vm.type_name(old), after.heap.refcnt(old)));
        }
        None => {}
    }
    said
}

fn values(n: usize) -> String {
    match n {
        0 => "no values".to_owned(),
        1 => "one value".to_owned(),
        n => format!("{n} values"),
    }
}

fn arguments(n: usize) -> String {
    match n {
        0 => "no arguments".to_owned(),
        1 => "one argument".to_owned(),
        n => format!("{n} arguments"),
    }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|c| c.to_uppercase().collect::<String>() + chars.as_str()).unwrap_or_default()
}
