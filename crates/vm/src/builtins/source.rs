//! Sources in bytes whose first lines name an encoding that the compiler does not know: the machine's own codecs decode them
//! before they are compiled.
//!
//! CPython: Parser/tokenizer/string_tokenizer.c (decode_str), Parser/pegen_errors.c (_PyPegen_raise_tokenizer_init_error).

use pyvarium_code::encoding::encoding_comment;
use pyvarium_heap::{Ref, Slot};

use crate::args::Args;
use crate::core::{ids, kinds};
use crate::native::NativeDef;
use crate::objects::syntax_error::SyntaxFacts;
use crate::script::{self, Heard};
use crate::stop::{Res, Stop};
use crate::vm::Vm;

/// The builtins that take a source.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Taker {
    Compile,
    Eval,
    Exec,
}

const TAKERS: [Taker; 3] = [Taker::Compile, Taker::Eval, Taker::Exec];

/// The encoding, if only a codec of the library knows it.
fn foreign(vm: &Vm, source: Ref) -> Option<String> {
    let bytes = vm.heap.text(source).is_none().then(|| vm.buffer(source)).flatten()?;
    if bytes.starts_with(b"\xef\xbb\xbf") || bytes.contains(&0) {
        return None;
    }
    encoding_comment(bytes).filter(|name| !matches!(name.as_str(), "utf-8" | "iso-8859-1" | "ascii"))
}

/// Decodes the source first, and asks again with its text; None: the compiler can read it.
pub fn decoded(vm: &mut Vm, taker: Taker, args: &Args) -> Option<Res> {
    let source = args.get(0)?;
    let name = foreign(vm, source)?;
    let which = vm.new_int(TAKERS.iter().position(|t| *t == taker).unwrap_or(0) as i64);
    let encoding = vm.new_str(&name);
    let filename = match (taker, args.get(1)) {
        (Taker::Compile, Some(filename)) => vm.heap.own(filename),
        _ => vm.new_str("<string>"),
    };
    let bytes = vm.buffer(source).unwrap_or_default().to_vec();
    let bytes = vm.new_bytes(bytes);
    let mut slots = vec![which.into(), encoding.into(), filename.into(), bytes.into()];
    slots.extend(args.items.iter().skip(1).map(|slot| slot.get().map_or(Slot::NULL, Slot::borrow)));
    Some(vm.run_script(kinds::DECODE_SOURCE, &slots))
}

/// Args: which builtin, the encoding, the file's name, the bytes, what else the builtin was given.
pub static DECODE_SOURCE: NativeDef = NativeDef {
    name: "compile",
    catches: true,
    resume: |vm, f, answer| {
        script::resume(vm, f, answer, |vm, s| {
            let (encoding, filename, bytes) = (s.at(1)?, s.at(2)?, s.at(3)?);
            let decode = s.attr(vm, bytes, "decode")?;
            let text = match s.hear(vm, |vm| vm.call_args(decode, &[encoding]))? {
                Heard::Value(text) => text,
                Heard::Exhausted => return Err(crate::vm_bug!("a codec that is exhausted").into()),
                Heard::Raised(e) => {
                    let is_told = [ids::LOOKUP_ERROR, ids::VALUE_ERROR].into_iter().any(|class| vm.is_instance_of(e, class));
                    if !is_told {
                        return Err(s.reraise(vm, e));
                    }
                    let msg = s.str(vm, e)?;
                    let filename = vm.heap.str_lossy(filename);
                    let facts = SyntaxFacts { msg, filename, lineno: Some(0), offset: Some(-1), ..SyntaxFacts::default() };
                    let error = vm.new_syntax_error(&facts);
                    return Err(Stop::Raise(error).into());
                }
            };
            let taker = s.at(0).ok().and_then(|n| vm.heap.small_int(n)).unwrap_or(0);
            let mut items = vec![Slot::borrow(text)];
            items.extend((4..s.n_args()).map(|i| s.arg(i).map_or(Slot::NULL, Slot::borrow)));
            let args = Args { items: items.into_iter().collect(), ..Args::default() };
            let done = s.ask(vm, |vm| match TAKERS.get(taker as usize) {
                Some(Taker::Eval) => super::eval::eval(vm, &args),
                Some(Taker::Exec) => super::eval::exec(vm, &args),
                _ => super::eval::compile(vm, &args),
            })?;
            Ok(vm.heap.own(done))
        })
    },
};
