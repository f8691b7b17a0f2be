//! One sentence for each opcode.

use pyvarium_code::Opcode;
use pyvarium_heap::frame::Frame;
use pyvarium_heap::{Ref, Slot};
use pyvarium_protocol::Zoom;
use pyvarium_vm::Vm;

use super::phrases::*;
use super::raised_text;
use crate::view::just_run::JustRun;
use crate::view::text;

/// CPython: Include/cpython/code.h. A class body has it not.
pub(super) const CO_OPTIMIZED: u32 = 1;

pub(super) const COMPARISONS: [&str; 6] = ["<", "<=", "==", "!=", ">", ">="];

/// By BINARY_OP's argument. CPython: Include/opcode.h, NB_*.
pub(super) const OPERATORS: [&str; 27] = [
    "+", "&", "//", "<<", "@", "*", "%", "|", "**", ">>", "-", "/", "^", "+=", "&=", "//=", "<<=", "@=", "*=", "%=", "|=", "**=", ">>=",
    "-=", "/=", "^=", "[]",
];

pub(super) fn told(ran: &JustRun, after: &Vm, zoom: Zoom) -> String {
    // The name of the instruction, where instructions are what is looked at.
    let is_line = zoom != Zoom::Instruction;
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
        // A comprehension puts back what its name was before: nothing.
        Opcode::StoreFast if top.is_none() && is_line => String::new(),
        Opcode::StoreFast if top.is_none() => format!("`{}` names nothing any more.", local(arg)),
        Opcode::StoreFast => bound(ran, after, &local(arg), at_local(arg), top),
        Opcode::StoreFastStoreFast => format!("`{}` and `{}` are bound to the two values on top.", local(arg >> 4), local(arg & 15)),
        Opcode::StoreFastLoadFast if is_line => bound(ran, after, &local(arg >> 4), at_local(arg >> 4), top),
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
            let old = at_local(arg).map(|r| ran.vm.heap.cell(r).and_then(Slot::get).unwrap_or(r)).filter(|r| *r != ran.vm.one.none);
            format!("`{}` names nothing any more.{}", local(arg), old.map(|r| count(ran, after, r)).unwrap_or_default())
        }
        Opcode::DeleteName | Opcode::DeleteGlobal => {
            let name = ran.name(arg);
            let old = ran.frame.globals.get().and_then(|d| ran.vm.dict_get_named(d, &name));
            let old = old.filter(|r| *r != ran.vm.one.none);
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
            let (a, b) = (describe(ran.peek(1)), describe(top));
            match is_line {
                true => finish(ran, after, expression(&a, sign, &b), "gives"),
                false => finish(ran, after, format!("BINARY_OP takes {a} `{sign}` {b}"), "pushes"),
            }
        }
        Opcode::CompareOp => {
            let sign = COMPARISONS.get(arg >> 5).copied().unwrap_or("?");
            let (a, b) = (describe(ran.peek(1)), describe(top));
            match is_line {
                true => finish(ran, after, expression(&a, sign, &b), "gives"),
                false => finish(ran, after, format!("COMPARE_OP compares {a} `{sign}` {b}"), "pushes"),
            }
        }
        Opcode::IsOp => {
            let same = (ran.peek(1) == top) != (arg == 1);
            let (a, b) = (describe(ran.peek(1)), describe(top));
            let why = if ran.peek(1) == top { "both arrows end at one object" } else { "they are two objects" };
            let (answer, sign) = (if same { "True" } else { "False" }, if arg == 1 { "is not" } else { "is" });
            match is_line {
                true => format!("{} `{sign}` {b}: {why}, so the answer is {answer}.", capital(&a)),
                false => format!("IS_OP compares identities of {a} and {b}: {why}, so it pushes {answer}."),
            }
        }
        Opcode::ContainsOp => {
            let sign = if arg == 1 { "not in" } else { "in" };
            let (a, b) = (describe(ran.peek(1)), describe(top));
            finish(ran, after, expression(&a, sign, &b), "gives")
        }
        Opcode::UnaryNot | Opcode::ToBool => finish(ran, after, format!("The truth of {} is asked", describe(top)), "gives"),
        Opcode::UnaryNegative | Opcode::UnaryInvert => {
            let sign = if ran.op == Opcode::UnaryNegative { "-" } else { "~" };
            finish(ran, after, format!("`{sign}` is applied to {}", describe(top)), "gives")
        }
        Opcode::StoreSubscr => {
            let begun = format!("{} gets {} for {}", capital(&describe(ran.peek(1))), describe(ran.peek(2)), describe(top));
            match (entered(ran, after), through(ran, after)) {
                (Some(name), Some(native)) => format!("{begun}: {native} waits, and a frame for `{name}` is pushed."),
                _ => format!("{begun}.{}", size(ran, after, ran.peek(1))),
            }
        }
        Opcode::DeleteSubscr => {
            format!("{} loses {}.{}", capital(&describe(ran.peek(1))), describe(top), size(ran, after, ran.peek(1)))
        }
        Opcode::BuildList | Opcode::BuildTuple | Opcode::BuildSet | Opcode::BuildMap => {
            let kind = match ran.op {
                Opcode::BuildList => "list",
                Opcode::BuildTuple => "tuple",
                Opcode::BuildSet => "set",
                _ => "dict",
            };
            let of = match (ran.op, arg) {
                (_, 0) => return format!("A new, empty {kind} is made."),
                (Opcode::BuildMap, 1) => "one pair".to_owned(),
                (Opcode::BuildMap, n) => format!("{n} pairs"),
                (_, n) => values(n),
            };
            let place = if is_line { "" } else { " on top of the stack" };
            format!("A new {kind} is made of the {of}{place}.").replace("the one value", "one value").replace("the one pair", "one pair")
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
            let callable = ran.peek(arg + 1);
            if callable.is_some_and(|c| is_build_class(ran, c)) && entered(ran, after).is_some() {
                return "The body of a `class` statement begins: it runs in a frame of its own, and its names become the class's."
                    .to_owned();
            }
            let values: Vec<String> = (0..arg).rev().map(|i| describe(ran.peek(i))).collect();
            if is_exit_without_exception(ran, arg, callable) {
                let manager = ran.peek(arg).or_else(|| callable.and_then(|c| ran.vm.heap.builtin(c)).and_then(|b| b.this.get()));
                return finish(
                    ran,
                    after,
                    format!("The `with` block ends without an exception, so `__exit__` of {} is called", describe(manager)),
                    "answers",
                );
            }
            called(ran, after, &describe(callable), ran.peek(arg), &list(&values, MAX_ARGUMENTS), is_line)
        }
        Opcode::CallKw => called(ran, after, &describe(ran.peek(arg + 2)), None, &arguments(arg), is_line),
        Opcode::CallFunctionEx => called(ran, after, &describe(ran.peek(3)), None, "unpacked arguments", is_line),
        Opcode::CallIntrinsic1 | Opcode::CallIntrinsic2 => "An operation inside the interpreter runs.".to_owned(),
        Opcode::ReturnValue => {
            let name = ran.frame.code.qualname.get().map(|n| ran.vm.heap.str_lossy(n)).unwrap_or_default();
            let is_class_body = ran.frame.code.flags & CO_OPTIMIZED == 0 && name != "<module>";
            if name == "<module>" && is_line {
                let module = ran.frame.globals.get().and_then(|g| ran.vm.dict_get_named(g, "__name__")).map(|m| ran.vm.heap.str_lossy(m));
                let further = module.filter(|m| m != "__main__");
                return further.map_or_else(String::new, |m| format!("The file of `{m}` has run: its names make the module."));
            }
            match (is_line, is_class_body) {
                (true, true) => format!("The body of `{name}` has run: its names make the class."),
                (true, false) => format!("`{name}` returns {}.", describe(top)),
                (false, _) => format!("`{name}` returns {}; its frame is left, and its locals are let go, last to first.", describe(top)),
            }
        }
        Opcode::YieldValue => format!("The generator hands out {} and is suspended: its frame stays as it is.", describe(top)),
        Opcode::ReturnGenerator => {
            let name = ran.frame.code.qualname.get().map(|n| ran.vm.heap.str_lossy(n)).unwrap_or_default();
            let kind = pushed_kind(after).unwrap_or("generator");
            format!("`{name}` is not run: a {kind} object is made around its frame, and waits before the first line.")
        }
        Opcode::Send => format!("A value is sent into {}.", describe(ran.peek(1))),
        Opcode::Resume => match arg & 3 {
            0 => "The frame begins.".to_owned(),
            _ => "The frame goes on where it was suspended.".to_owned(),
        },
        Opcode::GetIter => finish(ran, after, format!("{} is asked for an iterator", capital(&describe(top))), "answers"),
        Opcode::ForIter => {
            let begun = format!("{} is asked for its next item", capital(&describe(top)));
            let is_over = matches!(after.thread.frames.last(), Some(Frame::Py(f)) if f.next_instr as usize > (ran.at as usize + 2));
            match (entered(ran, after), is_over) {
                (None, true) if is_line => "The loop finds no further item and ends.".to_owned(),
                (None, true) => format!("{begun}. There is none: the loop ends."),
                (None, false) if is_line => format!("The loop takes its next item, {}.", pushed(ran, after).unwrap_or_default()),
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
            if is_line {
                let at = after.innermost_py().map_or(0, |f| f.code.line(f.next_instr + u32::from(!jumped)));
                let known = match ran.op {
                    Opcode::PopJumpIfNone | Opcode::PopJumpIfNotNone if top == Some(ran.vm.one.none) => "the value is `None`",
                    Opcode::PopJumpIfNone | Opcode::PopJumpIfNotNone => "the value is not `None`",
                    _ if top == Some(ran.vm.one.true_) => "that is true",
                    _ => "that is false",
                };
                // Within one line control has not been decided yet.
                return if at == 0 || at == ran.frame.code.line(ran.at) {
                    String::new()
                } else {
                    format!("{}, so line {at} comes next.", capital(known))
                };
            }
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
        Opcode::Reraise => match top.filter(|r| ran.vm.heap.exception(*r).is_some()) {
            Some(r) => format!("{} goes on outward.", raised_text(ran.vm, r)),
            None => "The exception goes on outward.".to_owned(),
        },
        Opcode::PushExcInfo => format!("The handler begins: {} becomes the exception being handled.", describe(top)),
        Opcode::CheckExcMatch => {
            let asked = format!("Does this `except` take {}? It names {}", describe(ran.peek(1)), describe(top));
            let found = match after.thread.frames.last() {
                Some(Frame::Py(f)) => f.stack().last().and_then(|s| s.get()),
                _ => None,
            };
            format!("{asked}: {}.", if found == Some(after.one.true_) { "yes" } else { "no" })
        }
        Opcode::PopExcept => "The handler is done: the exception is no longer being handled.".to_owned(),
        Opcode::LoadSpecial => "A special method is looked up on the type.".to_owned(),
        Opcode::WithExceptStart => "`__exit__` is called with the exception.".to_owned(),
        Opcode::GetLen | Opcode::MatchSequence | Opcode::MatchMapping | Opcode::MatchKeys | Opcode::MatchClass => {
            format!("The pattern is tried on {}.", describe(top))
        }
        Opcode::Nop if is_line => "Nothing is computed here: control passes on to the next line.".to_owned(),
        Opcode::Nop | Opcode::NotTaken | Opcode::Cache | Opcode::ExtendedArg => {
            "Nothing happens here: the place is kept for the line or for a counter.".to_owned()
        }
        Opcode::SetupAnnotations => "A place for annotations is made.".to_owned(),
        _ => format!("{} runs.", ran.op.name()),
    }
}

/// Arguments named one by one in a sentence.
pub(super) const MAX_ARGUMENTS: usize = 3;

/// What a `with` statement calls at its end: `__exit__(None, None, None)`.
pub(super) fn is_exit_without_exception(ran: &JustRun, n_args: usize, callable: Option<Ref>) -> bool {
    let is_none = |i: usize| ran.peek(i) == Some(ran.vm.one.none);
    n_args == 3 && (0..3).all(is_none) && callable.is_some_and(|c| text::name(ran.vm, c).rsplit('.').next() == Some("__exit__"))
}

pub(super) fn is_build_class(ran: &JustRun, callable: Ref) -> bool {
    ran.vm.heap.builtin(callable).is_some_and(|b| ran.vm.tables.function_name(b.function) == "__build_class__")
}
