//! Tuples with named fields (`os.stat_result`, `time.struct_time`, `sys.version_info`, ...). Fields behind
//! the visible ones are there by name only.
//!
//! A type of this kind is a `TypeDef` made by `structseq`, with `field::<I>` for each name, and
//! `Vm::ready_structseq` once, when its module starts.
//!
//! CPython: Objects/structseq.c.

use std::rc::Rc;

use pyvarium_heap::object::{Body, Extended, Instance, Tuple};
use pyvarium_heap::types::{Layout, flags};
use pyvarium_heap::{Own, Ref, Shape, Slot};

use crate::args::Args;
use crate::core::{ids, kinds};
use crate::native::{FnDef, GetSetDef, TypeDef, TypeId};
use crate::script::{Said, Script, start};
use crate::signature::Signature;
use crate::slots::SlotId;
use crate::stop::{Flow, Res};
use crate::vm::Vm;
use crate::vm_bug;

/// A type definition; `getset` names the fields in order, unnamed ones left out.
pub const fn structseq(name: &'static str, doc: &'static str, getset: &'static [GetSetDef]) -> TypeDef {
    TypeDef {
        name,
        base: Some(ids::TUPLE),
        layout: Layout::Tuple,
        flags: flags::HAVE_GC | flags::SEQUENCE,
        basicsize: 32,
        itemsize: 8,
        doc: Some(doc),
        slots: &[(SlotId::Repr, |vm, a| start(vm, kinds::STRUCTSEQ_REPR, a))],
        new: Some(("*args, **kwargs", |vm, a| {
            let class = a.at(0)?;
            let bound = vm.bind(&Signature::parse("sequence, dict=<unrepresentable>"), "structseq", "structseq", &a.rest())?;
            start(vm, kinds::STRUCTSEQ_NEW, &bound.with_first(class))
        })),
        methods: METHODS,
        getset,
    }
}

const METHODS: &[FnDef] = &[FnDef::new("__reduce__", "", reduce), FnDef::new("__replace__", "*args, **changes", replace)];

/// A field: name, and place in the sequence.
pub const fn named<const I: usize>(name: &'static str) -> GetSetDef {
    GetSetDef::member(name, field::<I>)
}

/// The getter of the field at place `I`.
pub fn field<const I: usize>(vm: &mut Vm, args: &Args) -> Res {
    let found = vm.structseq_item(args.at(0)?, I);
    vm.own_flow(found.unwrap_or(vm.one.none))
}

impl Vm {
    /// An item by place, hidden ones behind the visible.
    pub fn structseq_item(&self, r: Ref, i: usize) -> Option<Ref> {
        let items = self.heap.items(r)?;
        match items.get(i) {
            Some(slot) => slot.get(),
            None => match self.heap.full_body(r) {
                Body::Extended(x) => x.instance.members.get(i - items.len()).and_then(|s| s.get()),
                _ => None,
            },
        }
    }

    /// An instance: the first `n_visible` items show, the others are hidden.
    pub fn new_structseq(&mut self, ty: TypeId, items: Vec<Slot>) -> Own {
        let class = self.ty(ty);
        self.structseq_of(class, items)
    }

    fn structseq_of(&mut self, class: Ref, mut items: Vec<Slot>) -> Own {
        let n_visible = self.structseq_number(class, "n_sequence_fields").min(items.len());
        let hidden = items.split_off(n_visible);
        let size = 32 + 8 * (items.len() + hidden.len()) as u32;
        let inner = Body::Tuple(Rc::new(Tuple { items, hash: None }));
        let body = if hidden.is_empty() {
            inner
        } else {
            Body::Extended(Rc::new(Extended { inner, instance: Instance { members: hidden.into(), ..Instance::default() } }))
        };
        self.heap.alloc(class, body, Shape::gc(size))
    }

    /// Puts the class attributes of a structseq type in place. `n_fields` counts unnamed ones too.
    pub fn ready_structseq(&mut self, ty: TypeId, n_visible: usize, n_fields: usize) {
        let class = self.ty(ty);
        let names = field_names(self, class);
        let Some(dict) = self.heap.as_type(class).and_then(|t| t.dict.get()) else { return };
        let unnamed = n_fields - names.len();
        for (name, n) in [("n_sequence_fields", n_visible), ("n_fields", n_fields), ("n_unnamed_fields", unnamed)] {
            let own = self.new_int(n as i64);
            self.dict_set_named(dict, name, own);
        }
        let shown = names.iter().take(n_visible - unnamed).map(|n| self.intern(n).into()).collect();
        let shown = self.tuple_from_slots(shown);
        self.dict_set_named(dict, "__match_args__", shown);
    }

    fn structseq_number(&self, class: Ref, name: &str) -> usize {
        let dict = self.heap.as_type(class).and_then(|t| t.dict.get());
        dict.and_then(|d| self.dict_get_named(d, name)).and_then(|r| self.heap.small_int(r)).unwrap_or(0) as usize
    }
}

fn field_names(vm: &Vm, class: Ref) -> Vec<&'static str> {
    let def = vm.heap.as_type(class).and_then(|t| vm.tables.types.get(t.def as usize));
    def.map(|d| d.getset.iter().map(|g| g.name).collect()).unwrap_or_default()
}

/// The place of a name in the sequence: unnamed fields stand at the end of the visible ones.
fn place(vm: &Vm, class: Ref, i: usize) -> usize {
    let (n_visible, unnamed) = (vm.structseq_number(class, "n_sequence_fields"), vm.structseq_number(class, "n_unnamed_fields"));
    if i < n_visible - unnamed { i } else { i + unnamed }
}

/// CPython: structseq_repr.
pub fn repr(vm: &mut Vm, s: &mut Script<'_>) -> Said {
    let r = s.at(0)?;
    let class = vm.heap.type_of(r);
    let names = field_names(vm, class);
    let n = vm.heap.items(r).map_or(0, <[Slot]>::len);
    let mut out = format!("{}(", vm.message_name(class));
    for i in 0..n {
        let item = vm.structseq_item(r, i).ok_or_else(|| vm_bug!("structseq"))?;
        let text = s.ask(vm, |vm| vm.repr(item))?;
        let comma = if i > 0 { ", " } else { "" };
        out.push_str(&format!("{comma}{}={}", names.get(i).copied().unwrap_or_default(), vm.heap.str_lossy(text)));
    }
    out.push(')');
    Ok(vm.new_str(&out))
}

/// Class, sequence, dict. CPython: structseq_new_impl.
pub fn new(vm: &mut Vm, s: &mut Script<'_>) -> Said {
    let (class, sequence) = (s.at(0)?, s.at(1)?);
    let list = if vm.heap.items(sequence).is_some() {
        sequence
    } else {
        if !vm.has_slot(sequence, SlotId::Iter) && !vm.is_sequence(sequence) {
            return Ok(vm.type_err("constructor requires a sequence")?);
        }
        let list = s.keep(vm, |vm| Ok(vm.list_from_slots(Vec::new())))?;
        let it = s.ask(vm, |vm| vm.iter(sequence))?;
        while let Some(item) = s.next(vm, it)? {
            s.once(vm, |vm| {
                let own = vm.heap.own(item);
                vm.list_push(list, own.into());
                Ok(0)
            })?;
        }
        list
    };
    let name = vm.message_name(class);
    let dict = match s.arg(2) {
        Some(d) if d == vm.one.none => None,
        Some(d) if vm.heap.dict(d).is_some() => Some(d),
        Some(_) => return Ok(vm.type_err(&format!("{name}() takes a dict as second arg, if any"))?),
        None => None,
    };
    let given: Vec<Ref> = vm.heap.items(list).unwrap_or_default().iter().filter_map(|x| x.get()).collect();
    let (min, max) = (vm.structseq_number(class, "n_sequence_fields"), vm.structseq_number(class, "n_fields"));
    let n = given.len();
    if min != max && n < min {
        return Ok(vm.type_err(&format!("{name}() takes an at least {min}-sequence ({n}-sequence given)"))?);
    }
    if min != max && n > max {
        return Ok(vm.type_err(&format!("{name}() takes an at most {max}-sequence ({n}-sequence given)"))?);
    }
    if min == max && n != min {
        return Ok(vm.type_err(&format!("{name}() takes a {min}-sequence ({n}-sequence given)"))?);
    }
    let unnamed = max - field_names(vm, class).len();
    let mut items: Vec<Ref> = given;
    let mut used = 0;
    for (i, field) in field_names(vm, class).into_iter().enumerate() {
        if i + unnamed < n.max(min) && i + unnamed < n {
            if i >= min - unnamed && dict.is_some_and(|d| vm.dict_get_named(d, field).is_some()) {
                return Ok(vm.type_err(&format!("{name}() got duplicate or unexpected field name(s)"))?);
            }
            continue;
        }
        if i + unnamed < min {
            continue;
        }
        let found = dict.and_then(|d| vm.dict_get_named(d, field));
        used += usize::from(found.is_some());
        items.push(found.unwrap_or(vm.one.none));
    }
    if let Some(d) = dict
        && vm.heap.dict(d).map_or(0, |d| d.len()) > used
    {
        return Ok(vm.type_err(&format!("{name}() got duplicate or unexpected field name(s)"))?);
    }
    // os.stat_result: the whole seconds stand for the times that were not given. CPython: statresult_new.
    if name == "os.stat_result" {
        for i in 7..10 {
            if items.get(i + 3) == Some(&vm.one.none)
                && let (Some(whole), Some(place)) = (items.get(i).copied(), items.get_mut(i + 3))
            {
                *place = whole;
            }
        }
    }
    let slots = items.into_iter().map(|r| Slot::own(vm.heap.own(r))).collect();
    Ok(vm.structseq_of(class, slots))
}

/// CPython: structseq_reduce.
fn reduce(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let class = vm.heap.type_of(r);
    let visible: Vec<Ref> = vm.heap.items(r).unwrap_or_default().iter().filter_map(|s| s.get()).collect();
    let dict = vm.new_dict();
    for (i, name) in field_names(vm, class).into_iter().enumerate() {
        let at = place(vm, class, i);
        if at >= visible.len()
            && let Some(v) = vm.structseq_item(r, at)
        {
            let own = vm.heap.own(v);
            vm.dict_set_named(dict.r(), name, own);
        }
    }
    let tuple = vm.tuple_from(&visible);
    let inner = vm.tuple_from_slots(vec![tuple.into(), dict.into()]);
    let own = vm.heap.own(class);
    Ok(Flow::Value(vm.tuple_from_slots(vec![own.into(), inner.into()])))
}

/// CPython: structseq_replace.
fn replace(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    if args.n_positional() > 1 {
        return vm.type_err("__replace__() takes no positional arguments");
    }
    let class = vm.heap.type_of(r);
    let n = vm.structseq_number(class, "n_fields");
    let names = field_names(vm, class);
    if names.len() != n {
        let name = vm.message_name(class);
        return vm.type_err(&format!("__replace__() is not supported for {name} because it has unnamed field(s)"));
    }
    let given: Vec<Ref> = match args.kwnames {
        Some(t) => vm.heap.items(t).unwrap_or_default().iter().filter_map(|s| s.get()).collect(),
        None => Vec::new(),
    };
    let values: Vec<Ref> = args.items.iter().skip(args.n_positional()).filter_map(|s| s.get()).collect();
    let mut items: Vec<Ref> = (0..n).map(|i| vm.structseq_item(r, i).unwrap_or(vm.one.none)).collect();
    let mut unknown = Vec::new();
    for (key, value) in given.into_iter().zip(values) {
        let word = vm.heap.str_lossy(key);
        match names.iter().position(|n| *n == word).and_then(|i| items.get_mut(i)) {
            Some(place) => *place = value,
            None => unknown.push(crate::objects::str_::repr_text(vm, key)),
        }
    }
    if !unknown.is_empty() {
        return vm.type_err(&format!("Got unexpected field name(s): [{}]", unknown.join(", ")));
    }
    let slots = items.into_iter().map(|r| Slot::own(vm.heap.own(r))).collect();
    Ok(Flow::Value(vm.structseq_of(class, slots)))
}

crate::script_frame!(STRUCTSEQ_REPR, "repr", repr);
crate::script_frame!(STRUCTSEQ_NEW, "structseq", new);
