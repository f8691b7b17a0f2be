//! SyntaxError: what is wrong, and where.
//!
//! CPython: Objects/exceptions.c (SyntaxError_init, SyntaxError_str).

use pyvarium_heap::types::{Layout, flags};
use pyvarium_heap::{Own, Ref};

use crate::args::Args;
use crate::core::{ids, kinds};
use crate::exc;
use crate::native::{GetSetDef, NativeDef, TYPE_DEFAULT, TypeDef, TypeId};
use crate::objects::exceptions::{exception_init, extra, set_extra};
use crate::script;
use crate::slots::SlotId;
use crate::stop::Res;
use crate::vm::Vm;

// Extras.
const MSG: usize = 0;
const FILENAME: usize = 1;
const LINENO: usize = 2;
const OFFSET: usize = 3;
const TEXT: usize = 4;
const END_LINENO: usize = 5;
const END_OFFSET: usize = 6;
const METADATA: usize = 7;
const PRINT_FILE_AND_LINE: usize = 8;

pub static SYNTAX_ERROR: TypeDef = TypeDef {
    name: "SyntaxError",
    base: Some(ids::EXCEPTION),
    layout: Layout::Exception,
    flags: flags::BASETYPE | flags::HAVE_GC,
    basicsize: 144,
    slots: &[(SlotId::Init, init), (SlotId::Str, text)],
    getset: &[
        GetSetDef::member_rw("msg", |vm, a| extra(vm, a, MSG), |vm, a| set_extra(vm, a, MSG)),
        GetSetDef::member_rw("filename", |vm, a| extra(vm, a, FILENAME), |vm, a| set_extra(vm, a, FILENAME)),
        GetSetDef::member_rw("lineno", |vm, a| extra(vm, a, LINENO), |vm, a| set_extra(vm, a, LINENO)),
        GetSetDef::member_rw("offset", |vm, a| extra(vm, a, OFFSET), |vm, a| set_extra(vm, a, OFFSET)),
        GetSetDef::member_rw("text", |vm, a| extra(vm, a, TEXT), |vm, a| set_extra(vm, a, TEXT)),
        GetSetDef::member_rw("end_lineno", |vm, a| extra(vm, a, END_LINENO), |vm, a| set_extra(vm, a, END_LINENO)),
        GetSetDef::member_rw("end_offset", |vm, a| extra(vm, a, END_OFFSET), |vm, a| set_extra(vm, a, END_OFFSET)),
        GetSetDef::member_rw(
            "print_file_and_line",
            |vm, a| extra(vm, a, PRINT_FILE_AND_LINE),
            |vm, a| set_extra(vm, a, PRINT_FILE_AND_LINE),
        ),
        GetSetDef::member_rw("_metadata", |vm, a| extra(vm, a, METADATA), |vm, a| set_extra(vm, a, METADATA)),
    ],
    ..TYPE_DEFAULT
};

/// What the compiler said, for an exception of one of the classes here.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct SyntaxFacts {
    /// Name of the class.
    pub class: String,
    pub msg: String,
    pub filename: String,
    pub lineno: Option<u32>,
    pub offset: Option<i32>,
    pub text: Option<String>,
    pub end_lineno: Option<u32>,
    pub end_offset: Option<i32>,
}

fn init(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let _ = exception_init(vm, args)?;
    let given: Vec<Ref> = args.positional().skip(1).collect();
    if let Some(msg) = given.first() {
        let own = vm.heap.own(*msg);
        exc::set_extra(vm, r, MSG, own.into());
    }
    if let [_, info] = given.as_slice() {
        let info = *info;
        if vm.heap.items(info).is_none() {
            return vm.run_script_of(kinds::SYNTAX_PLACE, &[r, info]);
        }
        set_place(vm, r, info)?;
    }
    vm.none_flow()
}

/// A place that is no tuple yet. Arguments: the exception, what is iterated.
pub static SYNTAX_PLACE: NativeDef = NativeDef {
    name: "SyntaxError",
    catches: true,
    resume: |vm, f, answer| {
        script::resume(vm, f, answer, |vm, s| {
            let (r, info) = (s.at(0)?, s.at(1)?);
            let tuple = s.ask(vm, |vm| vm.call_args(vm.ty(ids::TUPLE), &[info]))?;
            set_place(vm, r, tuple)?;
            Ok(vm.none())
        })
    },
};

fn set_place(vm: &mut Vm, r: Ref, info: Ref) -> Res<()> {
    let places: Vec<Ref> = vm.heap.items(info).unwrap_or_default().iter().filter_map(|s| s.get()).collect();
    let n = places.len();
    if n < 4 {
        return vm.type_err(&format!("function takes at least 4 arguments ({n} given)"));
    }
    if n > 7 {
        return vm.type_err(&format!("function takes at most 7 arguments ({n} given)"));
    }
    if n == 5 {
        return vm.type_err("end_offset must be provided when end_lineno is provided");
    }
    for (i, place) in places.into_iter().enumerate() {
        let own = vm.heap.own(place);
        exc::set_extra(vm, r, FILENAME + i, own.into());
    }
    Ok(())
}

fn text(vm: &mut Vm, args: &Args) -> Res {
    vm.run_script_of(kinds::SYNTAX_TEXT, &[args.at(0)?])
}

/// Argument: the exception.
pub static SYNTAX_TEXT: NativeDef = NativeDef {
    name: "SyntaxError.__str__",
    catches: true,
    resume: |vm, f, answer| {
        script::resume(vm, f, answer, |vm, s| {
            let r = s.at(0)?;
            let msg = exc::extra(vm, r, MSG).unwrap_or(vm.one.none);
            let said = s.str(vm, msg)?;
            let text = with_place(vm, r, said);
            Ok(vm.new_str(&text))
        })
    },
};

fn with_place(vm: &mut Vm, r: Ref, out: String) -> String {
    let file = exc::extra(vm, r, FILENAME).filter(|f| vm.heap.text(*f).is_some()).map(|f| vm.heap.str_lossy(f));
    let line = exc::extra(vm, r, LINENO).filter(|n| vm.is_exact(*n, ids::INT)).and_then(|n| vm.heap.small_int(n));
    let base = file.as_deref().map(|f| f.rsplit('/').next().unwrap_or(f));
    match (base, line) {
        (Some(file), Some(line)) => format!("{out} ({file}, line {line})"),
        (Some(file), None) => format!("{out} ({file})"),
        (None, Some(line)) => format!("{out} (line {line})"),
        (None, None) => out,
    }
}

/// Found by the symbol table, or by what looks for future features: the place is set as attributes, and is no argument.
/// CPython: Python/symtable.c, SET_ERROR_LOCATION; Python/future.c.
fn is_of_symbols(msg: &str) -> bool {
    let whole = ["cannot assign to __debug__", "not a chance"];
    let beginnings = [
        "'async for' outside",
        "'async with' outside",
        "'await' outside",
        "'yield' inside",
        "annotated name '",
        "assignment expression cannot ",
        "assignment expression within ",
        "asynchronous comprehension outside",
        "await expression cannot ",
        "duplicate argument '",
        "duplicate type parameter '",
        "from __future__ imports must",
        "future feature ",
        "import * only allowed",
        "name '",
        "named expression cannot ",
        "no binding for nonlocal '",
        "nonlocal declaration not allowed",
        "yield expression cannot ",
    ];
    whole.contains(&msg) || beginnings.iter().any(|beginning| msg.starts_with(beginning))
}

impl Vm {
    /// The exception that the compiler's refusal becomes.
    pub fn new_syntax_error(&mut self, facts: &SyntaxFacts) -> Own {
        let class: TypeId = match facts.class.as_str() {
            "IndentationError" => ids::INDENTATION_ERROR,
            "TabError" => ids::TAB_ERROR,
            "_IncompleteInputError" => ids::INCOMPLETE_INPUT_ERROR,
            "MemoryError" => ids::MEMORY_ERROR,
            "RecursionError" => ids::RECURSION_ERROR,
            "ValueError" => ids::VALUE_ERROR,
            "OverflowError" => ids::OVERFLOW_ERROR,
            _ => ids::SYNTAX_ERROR,
        };
        let msg = self.new_str(&facts.msg);
        if ![ids::SYNTAX_ERROR, ids::INDENTATION_ERROR, ids::TAB_ERROR, ids::INCOMPLETE_INPUT_ERROR].contains(&class) {
            let e = exc::new_exception(self, class, &[msg.r()]);
            self.heap.decref_own(msg);
            return e;
        }
        let number = |vm: &mut Vm, n: Option<i64>| match n {
            Some(n) => vm.new_int(n),
            None => vm.none(),
        };
        let text = match &facts.text {
            Some(t) => self.new_str(t),
            None => self.none(),
        };
        let parts = [
            self.new_str(&facts.filename),
            number(self, facts.lineno.map(i64::from)),
            number(self, facts.offset.map(i64::from)),
            text,
            number(self, facts.end_lineno.map(i64::from)),
            number(self, facts.end_offset.map(i64::from)),
        ];
        let all: Vec<Ref> = parts.iter().map(Own::r).collect();
        // Before the first line, there is no end.
        let n = if facts.lineno == Some(0) && facts.end_lineno.is_none() { 4 } else { all.len() };
        let place = self.tuple_from(all.get(..n).unwrap_or_default());
        let e = match is_of_symbols(&facts.msg) {
            true => exc::new_exception(self, class, &[msg.r()]),
            false => exc::new_exception(self, class, &[msg.r(), place.r()]),
        };
        self.heap.decref_own(place);
        exc::set_extra(self, e.r(), MSG, msg.into());
        for (i, part) in parts.into_iter().enumerate() {
            exc::set_extra(self, e.r(), FILENAME + i, part.into());
        }
        e
    }

    /// How a SyntaxError that nothing caught is shown, below its traceback: the line, the carets, then name
    /// and message. None for other exceptions. CPython: Lib/traceback.py, _format_syntax_error.
    pub fn syntax_error_report(&self, e: Ref) -> Option<String> {
        if !self.is_instance_of(e, ids::SYNTAX_ERROR) {
            return None;
        }
        let part = |i: usize| exc::extra(self, e, i).filter(|r| *r != self.one.none);
        let number = |i: usize| part(i).and_then(|r| self.heap.small_int(r));
        let words = |i: usize| part(i).filter(|r| self.heap.text(*r).is_some()).map(|r| self.heap.str_lossy(r));
        let (lineno, filename) = (number(LINENO), words(FILENAME));
        let mut out = String::new();
        let mut suffix = String::new();
        match (lineno, &filename) {
            (Some(line), _) => out.push_str(&format!("  File \"{}\", line {line}\n", filename.as_deref().unwrap_or("<string>"))),
            (None, Some(name)) => suffix = format!(" ({name})"),
            (None, None) => {}
        }
        if let Some(text) = words(TEXT).filter(|_| lineno.is_some()) {
            let shown = text.trim_end_matches('\n').trim_end();
            let stripped = shown.trim_start_matches([' ', '\n', '\x0c']);
            let indent = (shown.chars().count() - stripped.chars().count()) as i64;
            out.push_str(&format!("    {stripped}\n"));
            if let Some(offset) = number(OFFSET).filter(|o| *o >= 1) {
                let same_line = number(END_LINENO).is_none_or(|end| Some(end) == lineno);
                let length = stripped.chars().count() as i64;
                let start = (offset - 1 - indent).max(0);
                let end = match number(END_OFFSET) {
                    Some(end) if same_line && end > offset => end - 1 - indent,
                    Some(_) if !same_line => length,
                    _ => start + 1,
                };
                let pad: String = stripped.chars().take(start as usize).map(|c| if c.is_whitespace() { c } else { ' ' }).collect();
                let missing = (start as usize).saturating_sub(pad.chars().count());
                out.push_str(&format!("    {pad}{}{}\n", " ".repeat(missing), "^".repeat((end - start).max(1) as usize)));
            }
        }
        let ty = self.heap.type_of(e);
        let msg = words(MSG).unwrap_or_else(|| "<no detail available>".to_owned());
        out.push_str(&format!("{}: {msg}{suffix}\n", self.full_type_name(ty)));
        Some(out)
    }
}
