//! The `_string` module, on which `string.Formatter` stands.
//!
//! CPython: Objects/stringlib/unicode_format.h (formatter_parser, formatter_field_name_split).

use pyvarium_heap::types::{Layout, flags};
use pyvarium_heap::{Own, Slot};
use pyvarium_vm::args::Args;
use pyvarium_vm::core::ids;
use pyvarium_vm::native::{FnDef, Library, ModuleDef, TYPE_DEFAULT, TypeDef, TypeId};
use pyvarium_vm::objects::str_format::{Part, first_part, markup, next_part};
use pyvarium_vm::protocol::iter::self_iter;
use pyvarium_vm::slots::SlotId;
use pyvarium_vm::{Flow, Res, Stop, Vm, vm_bug};

use crate::first::string as first;

const FORMATTER: TypeId = TypeId(first::TYPE);
const FIELD_NAME: TypeId = TypeId(first::TYPE + 1);

pub const LIBRARY: Library = Library { types: &[&FORMATTER_TYPE, &FIELD_NAME_TYPE], natives: &[], modules: &[&STRING] };

pub static STRING: ModuleDef = ModuleDef {
    name: "_string",
    doc: Some("string helper module"),
    functions: &[
        FnDef::new("formatter_parser", "object, /", |vm, a| {
            let text = text_argument(vm, a)?;
            Ok(Flow::Value(vm.new_native(FORMATTER, &[text.into()], &[0])))
        }),
        FnDef::new("formatter_field_name_split", "object, /", |vm, a| {
            let text = text_argument(vm, a)?;
            let path = vm.heap.str_lossy(text.r());
            let (part, n) = match first_part(vm, &path) {
                Ok(parts) => parts,
                Err(stop) => {
                    vm.heap.decref_own(text);
                    return Err(stop);
                }
            };
            let head = part_object(vm, part);
            let rest = vm.new_native(FIELD_NAME, &[text.into()], &[n]);
            Ok(Flow::Value(vm.tuple_from_slots(vec![head.into(), rest.into()])))
        }),
    ],
    types: &[],
    exec: None,
};

const ITERATOR: TypeDef =
    TypeDef { base: Some(ids::OBJECT), layout: Layout::Native, flags: flags::DISALLOW_INSTANTIATION, basicsize: 64, ..TYPE_DEFAULT };

/// slots: the format; ints: the next character.
static FORMATTER_TYPE: TypeDef =
    TypeDef { name: "formatteriterator", slots: &[(SlotId::Iter, self_iter), (SlotId::IterNext, formatter_next)], ..ITERATOR };

/// slots: the field's name; ints: the next character.
static FIELD_NAME_TYPE: TypeDef =
    TypeDef { name: "fieldnameiterator", slots: &[(SlotId::Iter, self_iter), (SlotId::IterNext, field_name_next)], ..ITERATOR };

fn text_argument(vm: &mut Vm, args: &Args) -> Res<Own> {
    let r = args.at(0)?;
    if vm.heap.text(r).is_none() {
        let message = format!("expected str, got {}", vm.type_name(r));
        return vm.type_err(&message);
    }
    Ok(vm.heap.own(r))
}

fn part_object(vm: &mut Vm, part: Part) -> Own {
    match part {
        Part::Number(n) => vm.new_int(n),
        Part::Name(name) => vm.new_str(&name),
    }
}

fn formatter_next(vm: &mut Vm, args: &Args) -> Res {
    let it = args.at(0)?;
    let (text, at) = vm.heap.native(it).map_or((None, 0), |n| (n.slot(0).get(), n.int(0)));
    let Some(step) = markup(vm, text.ok_or_else(|| vm_bug!("formatter"))?, at)? else { return Err(Stop::Exhausted) };
    if let Some(n) = vm.heap.native_mut(it) {
        n.set_int(0, step.at);
    }
    let none = vm.one.none;
    let mut slots: Vec<Slot> = vec![vm.new_str(&step.literal).into()];
    match step.field {
        None => slots.extend([Slot::counted(none); 3]),
        Some((name, spec, conversion)) => {
            slots.push(vm.new_str(&name).into());
            slots.push(vm.new_str(&spec).into());
            slots.push(conversion.map_or(Slot::counted(none), |c| vm.new_str(c.encode_utf8(&mut [0; 4])).into()));
        }
    }
    Ok(Flow::Value(vm.tuple_from_slots(slots)))
}

fn field_name_next(vm: &mut Vm, args: &Args) -> Res {
    let it = args.at(0)?;
    let (text, at) = vm.heap.native(it).map_or((None, 0), |n| (n.slot(0).get(), n.int(0)));
    let path: String = text.map(|t| vm.heap.str_lossy(t)).unwrap_or_default().chars().skip(at as usize).collect();
    let Some((is_attribute, part, n)) = next_part(vm, &path)? else { return Err(Stop::Exhausted) };
    if let Some(native) = vm.heap.native_mut(it) {
        native.set_int(0, at + n);
    }
    let what = vm.bool_ref(is_attribute);
    let slots = vec![vm.heap.own(what).into(), part_object(vm, part).into()];
    Ok(Flow::Value(vm.tuple_from_slots(slots)))
}
