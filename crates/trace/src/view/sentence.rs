//! What just happened, in words: what the instruction did with these very objects.

use pyvarium_code::Opcode;
use pyvarium_heap::frame::Frame;
use pyvarium_heap::object::GeneratorKind;
use pyvarium_heap::{Body, Ref, Slot};
use pyvarium_protocol::Zoom;
use pyvarium_vm::{Halt, Stream, Vm};

use super::just_run::JustRun;
use super::{object, text};

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

/// What came to stdout between the two, short.
fn written(before: &Vm, after: &Vm) -> Option<String> {
    let all = |vm: &Vm| -> String {
        let from = before.output.len().saturating_sub(1);
        vm.output.get(from..).unwrap_or_default().iter().filter(|(s, _)| *s == Stream::Stdout).map(|(_, t)| t.as_str()).collect()
    };
    let new = all(after).get(all(before).len()..)?.trim_end_matches('\n').replace('\n', " ⏎ ").replace('`', "'");
    let is_long = new.chars().count() > MAX_WRITTEN;
    let short: String = new.chars().take(MAX_WRITTEN).collect();
    (!new.is_empty()).then(|| if is_long { short + "…" } else { short })
}

/// Unit: characters.
const MAX_WRITTEN: usize = 60;

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
            Zoom::Line => format!("{} is raised.", raised_text(after, value)),
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

/// An object as a reader would point at it: by value if it is small, by a name that leads to it, by its type.
fn what(ran: &JustRun, r: Ref) -> String {
    let vm = ran.vm;
    if object::is_small(vm, r) {
        return format!("`{}`", text::short(vm, r));
    }
    if let Some(name) = name_of(ran, r) {
        let kind = vm.type_name(r);
        let own = text::name(vm, r);
        return match kind.as_str() {
            "function" | "type" | "builtin_function_or_method" if !own.is_empty() && own != "<lambda>" => format!("`{own}`"),
            "function" | "module" => format!("`{name}`"),
            _ => format!("the {kind} that `{name}` names"),
        };
    }
    match text::name(vm, r) {
        name if name.is_empty() => with_article(&vm.type_name(r)),
        name => format!("`{name}`"),
    }
}

fn with_article(noun: &str) -> String {
    let noun = if noun == "type" { "class" } else { noun };
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

/// CPython: Include/cpython/code.h. A class body has it not.
const CO_OPTIMIZED: u32 = 1;

const COMPARISONS: [&str; 6] = ["<", "<=", "==", "!=", ">", ">="];
/// By BINARY_OP's argument. CPython: Include/opcode.h, NB_*.
const OPERATORS: [&str; 27] = [
    "+", "&", "//", "<<", "@", "*", "%", "|", "**", ">>", "-", "/", "^", "+=", "&=", "//=", "<<=", "@=", "*=", "%=", "|=", "**=", ">>=",
    "-=", "/=", "^=", "[]",
];

fn told(ran: &JustRun, after: &Vm, zoom: Zoom) -> String {
    // The name of the instruction, where instructions are what is looked at.
    let is_line = zoom == Zoom::Line;
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
                    format!("The `with` block is over, and {} is told by its `__exit__`", describe(manager)),
                    "which answers",
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
const MAX_ARGUMENTS: usize = 3;

/// `2 > 1` is asked; larger objects are told in words.
fn expression(a: &str, sign: &str, b: &str) -> String {
    let inner = |text: &str| text.strip_prefix('`').and_then(|t| t.strip_suffix('`')).filter(|t| !t.contains('`')).map(str::to_owned);
    match (inner(a), inner(b)) {
        (Some(a), Some(b)) => format!("`{a} {sign} {b}` is worked out"),
        _ => format!("{} `{sign}` {b} is worked out", capital(a)),
    }
}

fn called(ran: &JustRun, after: &Vm, callable: &str, this: Option<Ref>, arguments: &str, is_line: bool) -> String {
    let on = this.map(|r| format!(" on {}", what(ran, r))).unwrap_or_default();
    let begun = match is_line {
        true => format!("{} is called{on} with {arguments}", capital(callable)),
        false => format!("{} calls {callable}{on} with {arguments}", ran.op.name()),
    };
    if entered(ran, after).is_some() {
        return finish(ran, after, begun, "gets");
    }
    if let Some(text) = written(ran.vm, after) {
        return format!("{begun}. It writes `{text}`.");
    }
    let size = size(ran, after, this);
    match pushed(ran, after) {
        Some(result) if result == "`None`" && (is_line || !size.is_empty()) => format!("{begun}.{size}"),
        _ => finish(ran, after, begun, if is_line { "gives" } else { "gets" }) + &size,
    }
}

/// How long a container has become, if the instruction changed that.
fn size(ran: &JustRun, after: &Vm, container: Option<Ref>) -> String {
    let Some(r) = container else { return String::new() };
    let length = |vm: &Vm| match vm.heap.body(r) {
        Body::List(l) => Some(l.items.len()),
        Body::Dict(d) => Some(d.len()),
        Body::Set(s) => Some(s.len()),
        _ => None,
    };
    match (length(ran.vm), length(after)) {
        (Some(old), Some(new)) if old != new && after.heap.serial(r) == ran.vm.heap.serial(r) => match new {
            0 => " It is empty now.".to_owned(),
            1 => " It has one item now.".to_owned(),
            n => format!(" It has {n} items now."),
        },
        _ => String::new(),
    }
}

/// What a `with` statement calls at its end: `__exit__(None, None, None)`.
fn is_exit_without_exception(ran: &JustRun, n_args: usize, callable: Option<Ref>) -> bool {
    let is_none = |i: usize| ran.peek(i) == Some(ran.vm.one.none);
    n_args == 3 && (0..3).all(is_none) && callable.is_some_and(|c| text::name(ran.vm, c).rsplit('.').next() == Some("__exit__"))
}

fn is_build_class(ran: &JustRun, callable: Ref) -> bool {
    ran.vm.heap.builtin(callable).is_some_and(|b| ran.vm.tables.function_name(b.function) == "__build_class__")
}

fn pushed_kind(after: &Vm) -> Option<&'static str> {
    let Some(Frame::Py(f)) = after.thread.frames.last() else { return None };
    Some(match after.heap.generator(f.stack().last()?.get()?)?.kind {
        GeneratorKind::Generator => "generator",
        GeneratorKind::Coroutine => "coroutine",
        GeneratorKind::AsyncGenerator => "async generator",
    })
}

/// `a, b and c`; of more than `max` only the number.
fn list(values: &[String], max: usize) -> String {
    match values {
        [] => arguments(0),
        [one] => one.clone(),
        [head @ .., last] if values.len() <= max => format!("{} and {last}", head.join(", ")),
        _ => arguments(values.len()),
    }
}

fn value(ran: &JustRun, r: Ref) -> String {
    match object::is_small(ran.vm, r) {
        true => format!("`{}`", text::short(ran.vm, r)),
        false => match ran.vm.type_name(r).as_str() {
            "module" => {
                format!("the module {}", text::short(ran.vm, r).trim_start_matches("<module ").trim_end_matches('>').replace('\'', "`"))
            }
            kind => with_article(kind),
        },
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
    let already = name_of(ran, new).filter(|n| n != name && new != ran.vm.one.none);
    let what = match already {
        Some(other) if object::is_small(ran.vm, new) => format!("{}, the object that `{other}` names", value(ran, new)),
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
