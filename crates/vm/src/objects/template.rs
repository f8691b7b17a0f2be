//! Template strings: `Template`, `Interpolation` and the iterator over both.
//!
//! CPython: Objects/templateobject.c, Objects/interpolationobject.c.

use pyvarium_heap::types::{Layout, flags};
use pyvarium_heap::{Own, Ref, Slot};

use crate::args::Args;
use crate::core::{ids, kinds};
use crate::native::{Answer, FnDef, GetSetDef, NativeDef, Next, TYPE_DEFAULT, TypeDef};
use crate::protocol::iter::self_iter;
use crate::slots::SlotId;
use crate::stop::{Flow, Res, Stop};
use crate::vm::Vm;
use crate::vm_bug;

/// slots: strings, interpolations (tuples).
pub static TEMPLATE: TypeDef = TypeDef {
    name: "string.templatelib.Template",
    base: Some(ids::OBJECT),
    layout: Layout::Native,
    flags: flags::HAVE_GC,
    basicsize: 32,
    slots: &[(SlotId::Repr, template_repr), (SlotId::Iter, template_iter), (SlotId::Concat, concat)],
    new: Some(("*args, **kwargs", template_new)),
    methods: &[
        FnDef::class("__class_getitem__", "object, /", crate::objects::generic_alias::generic_alias),
        FnDef::new("__reduce__", "", crate::objects::pickling::reduce_template),
    ],
    getset: &[
        GetSetDef::member("strings", |vm, a| vm.native_slot(a, 0)),
        GetSetDef::member("interpolations", |vm, a| vm.native_slot(a, 1)),
        GetSetDef::ro("values", |vm, a| {
            let parts = tuple_of(vm, a.at(0)?, 1);
            let values: Vec<Ref> = parts.into_iter().filter_map(|i| vm.heap.native(i)?.slot(0).get()).collect();
            Ok(Flow::Value(vm.tuple_from(&values)))
        }),
    ],
    ..TYPE_DEFAULT
};

/// slots: value, expression, conversion, format spec.
pub static INTERPOLATION: TypeDef = TypeDef {
    name: "string.templatelib.Interpolation",
    base: Some(ids::OBJECT),
    layout: Layout::Native,
    flags: flags::HAVE_GC,
    basicsize: 48,
    slots: &[(SlotId::Repr, interpolation_repr)],
    new: Some(("value, expression='', conversion=None, format_spec=''", |vm, a| {
        let (value, empty) = (a.at(1)?, vm.one.empty_str);
        if let Some(e) = a.get(2).filter(|e| vm.heap.text(*e).is_none()) {
            let message = format!("Interpolation() argument 'expression' must be str, not {}", vm.given_name(e));
            return vm.type_err(&message);
        }
        let conversion = a.get(3).unwrap_or(vm.one.none);
        if conversion != vm.one.none && !matches!(vm.heap.str_lossy(conversion).as_str(), "s" | "r" | "a") {
            return vm.value_err("Interpolation() argument 'conversion' must be one of 's', 'a' or 'r'");
        }
        let parts = [value, a.get(2).unwrap_or(empty), conversion, a.get(4).unwrap_or(empty)];
        Ok(Flow::Value(new_interpolation(vm, parts)))
    })),
    methods: &[
        FnDef::class("__class_getitem__", "object, /", crate::objects::generic_alias::generic_alias),
        FnDef::new("__reduce__", "", crate::objects::pickling::reduce_interpolation),
    ],
    getset: &[
        GetSetDef::member("value", |vm, a| vm.native_slot(a, 0)),
        GetSetDef::member("expression", |vm, a| vm.native_slot(a, 1)),
        GetSetDef::member("conversion", |vm, a| vm.native_slot(a, 2)),
        GetSetDef::member("format_spec", |vm, a| vm.native_slot(a, 3)),
    ],
    ..TYPE_DEFAULT
};

/// slots: strings, interpolations; ints: the next string, whether an interpolation comes first.
pub static TEMPLATE_ITER: TypeDef = TypeDef {
    name: "string.templatelib.TemplateIter",
    base: Some(ids::OBJECT),
    layout: Layout::Native,
    flags: flags::HAVE_GC | flags::DISALLOW_INSTANTIATION,
    basicsize: 40,
    slots: &[(SlotId::Iter, self_iter), (SlotId::IterNext, template_next)],
    ..TYPE_DEFAULT
};

fn new_interpolation(vm: &mut Vm, parts: [Ref; 4]) -> Own {
    let slots: Vec<Slot> = parts.into_iter().map(|r| vm.heap.own(r).into()).collect();
    vm.new_native(ids::INTERPOLATION, &slots, &[])
}

fn new_template(vm: &mut Vm, strings: Own, interpolations: Own) -> Own {
    vm.new_native(ids::TEMPLATE, &[strings.into(), interpolations.into()], &[])
}

fn tuple_of(vm: &Vm, template: Ref, i: usize) -> Vec<Ref> {
    let tuple = vm.heap.native(template).and_then(|n| n.slot(i).get());
    tuple.and_then(|t| vm.heap.items(t)).unwrap_or_default().iter().filter_map(|s| s.get()).collect()
}

impl Vm {
    /// What patterns may name by position.
    pub(crate) fn finish_interpolation_class(&mut self) {
        let ty = self.ty(ids::INTERPOLATION);
        let Some(dict) = self.heap.as_type(ty).and_then(|t| t.dict.get()) else { return };
        let names: Vec<Slot> = ["value", "expression", "conversion", "format_spec"].iter().map(|n| self.intern(n).into()).collect();
        let names = self.tuple_from_slots(names);
        self.dict_set_named(dict, "__match_args__", names);
    }

    /// BUILD_INTERPOLATION. `conversion`: 0 none, 1 str, 2 repr, 3 ascii.
    pub(crate) fn build_interpolation(&mut self, value: Ref, expression: Ref, conversion: usize, spec: Option<Ref>) -> Own {
        let conversion = match conversion {
            1 => self.intern("s").into_ref(),
            2 => self.intern("r").into_ref(),
            3 => self.intern("a").into_ref(),
            _ => self.one.none,
        };
        let spec = spec.unwrap_or(self.one.empty_str);
        new_interpolation(self, [value, expression, conversion, spec])
    }

    /// BUILD_TEMPLATE of two tuples.
    pub(crate) fn build_template(&mut self, strings: Ref, interpolations: Ref) -> Own {
        let (strings, interpolations) = (self.heap.own(strings), self.heap.own(interpolations));
        new_template(self, strings, interpolations)
    }
}

/// Strings that touch become one; between two interpolations stands an empty one.
fn template_new(vm: &mut Vm, args: &Args) -> Res {
    if args.n_kw > 0 {
        return vm.type_err("Template.__new__ only accepts *args arguments");
    }
    let parts: Vec<Ref> = args.positional().skip(1).collect();
    let (mut strings, mut interpolations) = (vec![String::new()], Vec::new());
    for part in parts {
        if vm.heap.text(part).is_some() {
            let text = vm.heap.str_lossy(part);
            if let Some(last) = strings.last_mut() {
                last.push_str(&text);
            }
        } else if vm.is_exact(part, ids::INTERPOLATION) {
            interpolations.push(part);
            strings.push(String::new());
        } else {
            let given = vm.type_name(part);
            return vm.type_err(&format!("Template.__new__ *args need to be of type 'str' or 'Interpolation', got {given}"));
        }
    }
    let strings: Vec<Slot> = strings.iter().map(|s| vm.new_str(s).into()).collect();
    let (strings, interpolations) = (vm.tuple_from_slots(strings), vm.tuple_from(&interpolations));
    Ok(Flow::Value(new_template(vm, strings, interpolations)))
}

fn concat(vm: &mut Vm, args: &Args) -> Res {
    let (a, b) = (args.at(0)?, args.at(1)?);
    if !vm.is_exact(a, ids::TEMPLATE) || !vm.is_exact(b, ids::TEMPLATE) {
        let given = vm.type_name(b);
        return vm.type_err(&format!("can only concatenate string.templatelib.Template (not \"{given}\") to string.templatelib.Template"));
    }
    let (mut left, right) = (tuple_of(vm, a, 0), tuple_of(vm, b, 0));
    let (last, first) = (left.pop(), right.first().copied());
    let joined: String = [last, first].into_iter().flatten().map(|s| vm.heap.str_lossy(s)).collect();
    let joined = vm.new_str(&joined);
    let mut strings: Vec<Slot> = left.into_iter().map(|r| vm.heap.own(r).into()).collect();
    strings.push(joined.into());
    strings.extend(right.into_iter().skip(1).map(|r| Slot::from(vm.heap.own(r))));
    let mut all = tuple_of(vm, a, 1);
    all.extend(tuple_of(vm, b, 1));
    let (strings, interpolations) = (vm.tuple_from_slots(strings), vm.tuple_from(&all));
    Ok(Flow::Value(new_template(vm, strings, interpolations)))
}

fn template_iter(vm: &mut Vm, args: &Args) -> Res {
    let slots = vm.heap.native(args.at(0)?).map(|n| [n.slot(0), n.slot(1)]).ok_or_else(|| vm_bug!("template"))?;
    let slots = slots.map(|s| vm.heap.copy_slot(s));
    Ok(Flow::Value(vm.new_native(ids::TEMPLATE_ITER, &slots, &[0, 0])))
}

/// Strings and interpolations in turn; empty strings are left out.
fn template_next(vm: &mut Vm, args: &Args) -> Res {
    let it = args.at(0)?;
    loop {
        let (i, interpolation) = vm.heap.native(it).map_or((0, 0), |n| (n.int(0), n.int(1)));
        let found = tuple_of(vm, it, interpolation as usize).get(i as usize).copied();
        if let Some(n) = vm.heap.native_mut(it) {
            n.set_int(0, i + interpolation);
            n.set_int(1, 1 - interpolation);
        }
        match found {
            None => return Err(Stop::Exhausted),
            Some(r) if interpolation == 0 && vm.heap.text(r).is_some_and(|t| t.is_empty()) => {}
            Some(r) => return vm.own_flow(r),
        }
    }
}

fn interpolation_repr(vm: &mut Vm, args: &Args) -> Res {
    let parts: Vec<Ref> = vm.heap.native(args.at(0)?).map(|n| n.slots.iter().filter_map(|s| s.get()).collect()).unwrap_or_default();
    let tuple = vm.tuple_from(&parts);
    let head = vm.new_str("Interpolation");
    wrapped_repr(vm, tuple, head, "")
}

fn template_repr(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let (strings, interpolations) = (tuple_of(vm, r, 0), tuple_of(vm, r, 1));
    let (strings, interpolations) = (vm.tuple_from(&strings), vm.tuple_from(&interpolations));
    let mark = vm.mark();
    let shown = match vm.repr(strings.r())? {
        Flow::Value(v) => {
            let text = vm.text_of(&v);
            vm.heap.decref_own(v);
            text
        }
        Flow::Pushed => {
            return vm.adapt(mark, kinds::TEMPLATE_REPR, &[strings.into(), Slot::NULL, interpolations.into()], &[1]);
        }
    };
    vm.heap.decref_own(strings);
    let head = vm.new_str(&format!("Template(strings={shown}, interpolations="));
    wrapped_repr(vm, interpolations, head, ")")
}

/// `head`, the repr of a tuple that only this holds, `tail`.
fn wrapped_repr(vm: &mut Vm, tuple: Own, head: Own, tail: &str) -> Res {
    let mark = vm.mark();
    match vm.repr(tuple.r())? {
        Flow::Value(v) => {
            let text = format!("{}{}{tail}", vm.text_of(&head), vm.text_of(&v));
            [v, tuple, head].into_iter().for_each(|own| vm.heap.decref_own(own));
            Ok(Flow::Value(vm.new_str(&text)))
        }
        Flow::Pushed => vm.adapt(mark, kinds::TEMPLATE_REPR, &[tuple.into(), head.into()], &[if tail.is_empty() { 0 } else { 2 }]),
    }
}

/// slots: the tuple that is shown, what stands before it, a template's interpolations; ints: 0 for an
/// interpolation, 1 for a template's strings, 2 for its interpolations.
pub static TEMPLATE_REPR: NativeDef = NativeDef {
    name: "repr",
    catches: false,
    resume: |vm, f, answer| {
        let Answer::Value(v) = answer else { return Err(vm_bug!("template")) };
        let shown = vm.text_of(&v);
        if f.pc == 2 {
            return Ok(Next::Done(v));
        }
        vm.heap.decref_own(v);
        if f.int(0) == 1 {
            let Some(interpolations) = f.set(2, Slot::NULL).get() else { return Err(vm_bug!("template")) };
            let head = vm.new_str(&format!("Template(strings={shown}, interpolations="));
            f.pc = 2;
            return match wrapped_repr(vm, Own::assume(interpolations), head, ")")? {
                Flow::Value(v) => Ok(Next::Done(v)),
                Flow::Pushed => Ok(Next::Wait),
            };
        }
        let head = f.get(1).map(|h| vm.heap.str_lossy(h)).unwrap_or_default();
        let tail = if f.int(0) == 2 { ")" } else { "" };
        Ok(Next::Done(vm.new_str(&format!("{head}{shown}{tail}"))))
    },
};
