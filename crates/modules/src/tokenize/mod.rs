//! `_tokenize`: the iterator behind `tokenize`. All lines are read before the first token is given.
//!
//! CPython: Python/Python-tokenize.c.

mod lexer;

use pyvarium_heap::types::{Layout, flags};
use pyvarium_heap::{Own, Ref, Slot};
use pyvarium_vm::core::ids;
use pyvarium_vm::native::{Kind, Library, ModuleDef, NativeDef, TYPE_DEFAULT, TypeDef, TypeId};
use pyvarium_vm::objects::syntax_error::SyntaxFacts;
use pyvarium_vm::protocol::iter::self_iter;
use pyvarium_vm::script::{self, Heard, Said, Script};
use pyvarium_vm::slots::SlotId;
use pyvarium_vm::{Stop, Vm, exc};

use lexer::{OP, Place, Token, Trouble};

const TOKENIZER_ITER: TypeId = TypeId(crate::first::tokenize::TYPE);
const NEW: Kind = Kind(crate::first::tokenize::KIND);

pub const LIBRARY: Library = Library { types: &[&TOKENIZER_ITER_TYPE], natives: &[&NEW_FRAME], modules: &[&TOKENIZE] };

pub static TOKENIZE: ModuleDef = ModuleDef { name: "_tokenize", doc: None, functions: &[], types: &[TOKENIZER_ITER], exec: None };

/// Slots: the list of tokens, what is raised behind them; int: the next one.
static TOKENIZER_ITER_TYPE: TypeDef = TypeDef {
    name: "_tokenize.TokenizerIter",
    base: Some(ids::OBJECT),
    layout: Layout::Native,
    flags: flags::HAVE_GC,
    basicsize: 40,
    slots: &[
        (SlotId::Iter, self_iter),
        (SlotId::IterNext, |vm, a| {
            let r = a.at(0)?;
            let (list, error, at) = vm.heap.native(r).map_or((None, None, 0), |n| (n.slot(0).get(), n.slot(1).get(), n.int(0)));
            let token = list.and_then(|l| vm.heap.items(l)?.get(at as usize)?.get());
            if let Some(n) = vm.heap.native_mut(r) {
                n.set_int(0, at + 1);
            }
            match (token, error) {
                (Some(token), _) => vm.own_flow(token),
                (None, Some(error)) => Err(Stop::Raise(vm.heap.own(error))),
                (None, None) => Err(Stop::Exhausted),
            }
        }),
    ],
    new: Some(("readline, /, *, extra_tokens, encoding=None", |vm, a| {
        let slots: Vec<Slot> = a.items.iter().skip(1).map(|s| s.get().map_or(Slot::NULL, Slot::borrow)).collect();
        vm.run_script(NEW, &slots)
    })),
    ..TYPE_DEFAULT
};

/// Args: readline, whether comments and their like are wanted, the encoding.
static NEW_FRAME: NativeDef = NativeDef {
    name: "tokenize",
    catches: true,
    resume: |vm, f, answer| {
        script::resume(vm, f, answer, |vm, s| {
            let (readline, extra) = (s.at(0)?, s.at(1)?);
            let extra = s.truth(vm, extra)?;
            let text = read_all(vm, s, readline)?;
            let (tokens, trouble) = lexer::tokens(&text);
            let tokens: Vec<Token> = tokens.into_iter().filter(|t| extra || !matches!(t.kind, lexer::COMMENT | lexer::NL)).collect();
            let list = vm.list_from_slots(Vec::new());
            for token in tokens {
                let made = tuple(vm, &token, extra);
                vm.list_push(list.r(), made.into());
            }
            let error = match trouble {
                Some(trouble) => raised(vm, &trouble).into(),
                None => Slot::NULL,
            };
            Ok(vm.new_native(TOKENIZER_ITER, &[list.into(), error], &[0]))
        })
    },
};

fn read_all(vm: &mut Vm, s: &mut Script<'_>, readline: Ref) -> Said<String> {
    let mut text = String::new();
    loop {
        let line = match s.hear(vm, |vm| vm.call_args(readline, &[]))? {
            Heard::Value(line) => line,
            Heard::Exhausted => return Ok(text),
            Heard::Raised(e) if exc::is_stop_iteration(vm, e) => return Ok(text),
            Heard::Raised(e) => return Err(s.reraise(vm, e)),
        };
        let piece = match (vm.heap.text(line).is_some(), vm.bytes_of(line)) {
            (true, _) => vm.heap.str_lossy(line),
            (false, Some(bytes)) => String::from_utf8_lossy(&bytes).into_owned(),
            _ => return Err(exc::type_error(vm, "readline() returned a non-string object").into()),
        };
        if piece.is_empty() {
            return Ok(text);
        }
        text.push_str(&piece);
    }
}

/// (type, string, (line, column), (line, column), line). Without comments an operator's type is its own.
fn tuple(vm: &mut Vm, token: &Token, extra: bool) -> Own {
    let kind = if token.kind == OP && !extra { exact(&token.text) } else { token.kind };
    let place = |vm: &mut Vm, p: Place| {
        let parts = vec![vm.new_int(p.line as i64).into(), vm.new_int(p.col as i64).into()];
        vm.tuple_from_slots(parts)
    };
    let items = vec![
        vm.new_int(kind).into(),
        vm.new_str(&token.text).into(),
        place(vm, token.start).into(),
        place(vm, token.end).into(),
        vm.new_str(&token.line).into(),
    ];
    vm.tuple_from_slots(items)
}

/// The operators in the order of their numbers, from 7. CPython: Lib/token.py.
const OPERATORS: [&str; 48] = [
    "(", ")", "[", "]", ":", ",", ";", "+", "-", "*", "/", "|", "&", "<", ">", "=", ".", "%", "{", "}", "==", "!=", "<=", ">=", "~", "^",
    "<<", ">>", "**", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<=", ">>=", "**=", "//", "//=", "@", "@=", "->", "...", ":=", "!",
];

fn exact(text: &str) -> i64 {
    OPERATORS.iter().position(|op| *op == text).map_or(OP, |i| i as i64 + 7)
}

fn raised(vm: &mut Vm, trouble: &Trouble) -> Own {
    vm.new_syntax_error(&SyntaxFacts {
        class: if trouble.is_indentation { "IndentationError" } else { "SyntaxError" }.to_owned(),
        msg: trouble.msg.clone(),
        filename: "<string>".to_owned(),
        lineno: Some(trouble.line as u32),
        offset: Some(trouble.offset as i32),
        text: trouble.text.clone(),
        ..SyntaxFacts::default()
    })
}
