//! Templates of replacements: `_sre.template`, `re.Match.expand`, and asking `re._compile_template` for one.
//!
//! CPython: Modules/_sre/sre.c (_sre_template_impl, compile_template, expand_template).

use pyvarium_heap::frame::NativeFrame;
use pyvarium_heap::types::{Layout, flags};
use pyvarium_heap::{Own, Ref, Slot};
use pyvarium_vm::args::Args;
use pyvarium_vm::core::ids;
use pyvarium_vm::native::{Answer, NativeDef, Next, TYPE_DEFAULT, TypeDef};
use pyvarium_vm::{Flow, Res, Stop, Vm, exc, vm_bug};

use super::pattern::{int, slot};
use super::{EXPAND, TEMPLATE, matched, run};

/// slots: the first literal, then one literal a group (NULL where it is empty); ints: the groups' numbers.
pub static TEMPLATE_TYPE: TypeDef = TypeDef {
    name: "_sre.SRE_Template",
    base: Some(ids::OBJECT),
    layout: Layout::Native,
    flags: flags::HAVE_GC | flags::IMMUTABLE | flags::DISALLOW_INSTANTIATION,
    basicsize: 40,
    itemsize: 16,
    ..TYPE_DEFAULT
};

pub fn template(vm: &mut Vm, args: &Args) -> Res {
    let list = args.at(1)?;
    if !vm.is_instance_of(list, ids::LIST) {
        let message = format!("template() argument 2 must be list, not {}", vm.given_name(list));
        return vm.type_err(&message);
    }
    let items: Vec<Ref> = vm.heap.items(list).unwrap_or_default().iter().filter_map(|s| s.get()).collect();
    let Some((first, rest)) = items.split_first().filter(|(_, rest)| rest.len() % 2 == 0) else {
        return vm.type_err("invalid template");
    };
    let mut slots: Vec<Slot> = vec![Slot::borrow(*first)];
    let mut ints = Vec::new();
    for pair in rest.chunks_exact(2) {
        let [group, literal] = pair else { continue };
        if vm.bigint(*group).is_none() {
            return vm.type_err("an integer is required");
        }
        let index = vm.index(*group)?;
        if index < 0 {
            return vm.type_err("invalid template");
        }
        ints.push(index);
        let empty = vm.heap.text(*literal).is_some_and(|t| t.is_empty()) || vm.heap.bytes(*literal).is_some_and(|b| b.is_empty());
        slots.push(if empty { Slot::NULL } else { Slot::borrow(*literal) });
    }
    let owned: Vec<Slot> = slots.into_iter().map(|s| s.get().map_or(Slot::NULL, |r| vm.heap.own(r).into())).collect();
    Ok(Flow::Value(vm.new_native(TEMPLATE, &owned, &ints)))
}

/// The text of a template without groups.
pub fn only_literal(vm: &Vm, template: Ref) -> Option<Ref> {
    let n = vm.heap.native(template)?;
    if n.ints.is_empty() { n.slot(0).get() } else { None }
}

/// CPython: expand_template.
pub fn expand(vm: &mut Vm, template: Ref, m: Ref) -> Res<Own> {
    let first = slot(vm, template, 0).ok_or_else(|| vm_bug!("template"))?;
    let groups: Vec<i64> = vm.heap.native(template).map(|n| n.ints.to_vec()).unwrap_or_default();
    if groups.is_empty() {
        return Ok(vm.heap.own(first));
    }
    let mut pieces = vec![first];
    let mut made: Vec<Slot> = Vec::new();
    for (i, group) in groups.into_iter().enumerate() {
        if group >= int(vm, m, matched::N_GROUPS) {
            vm.heap.release_all(made.into_iter());
            return Err(exc::index_error(vm, "no such group"));
        }
        if let Some(own) = matched::text_of_group(vm, m, group) {
            pieces.push(own.r());
            made.push(own.into());
        }
        pieces.extend(slot(vm, template, i + 1));
    }
    let text = vm.heap.text(first).is_some();
    // An empty first literal does not hinder a lone piece from being the answer itself.
    if text && vm.heap.text(first).is_some_and(|t| t.is_empty()) {
        pieces.remove(0);
    }
    let joined = if text && pieces.is_empty() { Ok(vm.new_str("")) } else { run::join_pieces(vm, text, &pieces) };
    vm.heap.release_all(made.into_iter());
    joined
}

/// Asks `re._compile_template(pattern, template)`. The function is held in a slot of the frame.
pub fn compile_template(vm: &mut Vm, f: &mut NativeFrame, at: usize, pattern: Ref, template: Ref) -> Res {
    let function = match f.get(at) {
        Some(function) => function,
        None => {
            let module = vm.builtin_module("re")?;
            let found = vm.getattr_str(module.r(), "_compile_template");
            vm.heap.decref_own(module);
            match found? {
                Flow::Value(function) => {
                    let r = function.r();
                    f.set(at, function.into());
                    r
                }
                Flow::Pushed => return Err(vm_bug!("re._compile_template")),
            }
        }
    };
    vm.call_args(function, &[pattern, template])
}

/// After a TypeError: the template as a plain str or bytes, to be tried once more. Another error goes on.
pub fn basic_type(vm: &mut Vm, error: Own, template: Ref) -> Res<Option<Own>> {
    let plain = vm.is_exact(template, ids::STR) || vm.is_exact(template, ids::BYTES);
    if plain || !vm.is_instance_of(error.r(), ids::TYPE_ERROR) {
        return Err(Stop::Raise(error));
    }
    let made: Result<pyvarium_heap::Text, Vec<u8>> = match run::subject(vm, template) {
        Some(run::Subject::Text(text)) => Ok(pyvarium_heap::Text::from_points(text.points())),
        Some(run::Subject::Bytes(bytes)) => Err(bytes.into_owned()),
        None => return Err(Stop::Raise(error)),
    };
    vm.heap.decref_own(error);
    Ok(Some(match made {
        Ok(text) => vm.new_text(text),
        Err(bytes) => vm.new_bytes(bytes),
    }))
}

pub fn check_template(vm: &mut Vm, v: &Own) -> Res<()> {
    if run::is_template(vm, v.r()) {
        return Ok(());
    }
    let message = format!("the result of compiling a replacement string is {}", vm.message_name(vm.heap.type_of(v.r())));
    Err(exc::raise(vm, ids::RUNTIME_ERROR, &message))
}

pub fn match_expand(vm: &mut Vm, args: &Args) -> Res {
    vm.push_native(EXPAND, &[Slot::borrow(args.at(0)?), Slot::borrow(args.at(1)?)], &[])
}

const MATCH: usize = 0;
const GIVEN: usize = 1;
const COMPILER: usize = 2;

/// slots: the match, the template as text, `re._compile_template`.
pub static EXPAND_FRAME: NativeDef = NativeDef {
    name: "re.Match.expand",
    catches: true,
    resume: |vm, f, answer| {
        let (Some(m), Some(given)) = (f.get(MATCH), f.get(GIVEN)) else { return Err(vm_bug!("expand")) };
        let pattern = slot(vm, m, matched::PATTERN).ok_or_else(|| vm_bug!("expand"))?;
        let mut answer = answer;
        loop {
            let flow = match (f.pc, answer) {
                (0, _) => {
                    f.pc = 1;
                    compile_template(vm, f, COMPILER, pattern, given)?
                }
                (1, Answer::Raised(e)) => {
                    let Some(plain) = basic_type(vm, e, given)? else { return Err(vm_bug!("expand")) };
                    let r = plain.r();
                    f.set(GIVEN, plain.into());
                    f.pc = 2;
                    compile_template(vm, f, COMPILER, pattern, r)?
                }
                (_, Answer::Value(v)) => {
                    check_template(vm, &v)?;
                    let done = expand(vm, v.r(), m);
                    vm.heap.decref_own(v);
                    return done.map(Next::Done);
                }
                (_, Answer::Raised(e)) => return Err(Stop::Raise(e)),
                _ => return Err(vm_bug!("expand")),
            };
            match flow {
                Flow::Value(v) => answer = Answer::Value(v),
                Flow::Pushed => return Ok(Next::Wait),
            }
        }
    },
};
