//! `__future__`: the features, as objects that say when each came.
//!
//! CPython: Lib/__future__.py. A stand-in until that file runs here.

use pyvarium_heap::types::flags;
use pyvarium_heap::{Own, Ref, Slot};
use pyvarium_vm::native::{FnDef, GetSetDef, Library, ModuleDef, TYPE_DEFAULT, TypeDef, TypeId};
use pyvarium_vm::slots::SlotId;
use pyvarium_vm::{Flow, Res, Vm, vm_bug};

const FEATURE: TypeId = TypeId(crate::first::future::TYPE);

/// slots: optional release, mandatory release, compiler flag.
pub static FEATURE_TYPE: TypeDef = TypeDef {
    name: "__future__._Feature",
    base: Some(pyvarium_vm::core::ids::OBJECT),
    flags: flags::HAVE_GC | flags::DISALLOW_INSTANTIATION,
    basicsize: 32,
    slots: &[(SlotId::Repr, |vm, a| {
        let parts: Vec<Slot> = (0..3).filter_map(|i| part(vm, a.get(0)?, i)).map(Slot::borrow).collect();
        let owned = parts.into_iter().map(|s| vm.heap.copy_slot(s)).collect();
        let tuple = vm.tuple_from_slots(owned);
        let text = plain_repr(vm, tuple.r());
        vm.heap.decref_own(tuple);
        Ok(Flow::Value(vm.new_str(&format!("_Feature{text}"))))
    })],
    methods: &[
        FnDef::new("getOptionalRelease", "", |vm, a| own_part(vm, a.at(0)?, 0)),
        FnDef::new("getMandatoryRelease", "", |vm, a| own_part(vm, a.at(0)?, 1)),
    ],
    getset: &[
        GetSetDef::ro("optional", |vm, a| own_part(vm, a.at(0)?, 0)),
        GetSetDef::ro("mandatory", |vm, a| own_part(vm, a.at(0)?, 1)),
        GetSetDef::ro("compiler_flag", |vm, a| own_part(vm, a.at(0)?, 2)),
    ],
    ..TYPE_DEFAULT
};

pub const LIBRARY: Library = Library { types: &[&FEATURE_TYPE], natives: &[], modules: &[&FUTURE] };

pub static FUTURE: ModuleDef = ModuleDef { name: "__future__", doc: None, functions: &[], types: &[], exec: Some(exec) };

/// (major, minor, micro, level, serial)
type Release = (i64, i64, i64, &'static str, i64);

const FEATURES: &[(&str, Release, Option<Release>, i64)] = &[
    ("nested_scopes", (2, 1, 0, "beta", 1), Some((2, 2, 0, "alpha", 0)), 0x10),
    ("generators", (2, 2, 0, "alpha", 1), Some((2, 3, 0, "final", 0)), 0),
    ("division", (2, 2, 0, "alpha", 2), Some((3, 0, 0, "alpha", 0)), 0x2_0000),
    ("absolute_import", (2, 5, 0, "alpha", 1), Some((3, 0, 0, "alpha", 0)), 0x4_0000),
    ("with_statement", (2, 5, 0, "alpha", 1), Some((2, 6, 0, "alpha", 0)), 0x8_0000),
    ("print_function", (2, 6, 0, "alpha", 2), Some((3, 0, 0, "alpha", 0)), 0x10_0000),
    ("unicode_literals", (2, 6, 0, "alpha", 2), Some((3, 0, 0, "alpha", 0)), 0x20_0000),
    ("barry_as_FLUFL", (3, 1, 0, "alpha", 2), Some((4, 0, 0, "alpha", 0)), 0x40_0000),
    ("generator_stop", (3, 5, 0, "beta", 1), Some((3, 7, 0, "alpha", 0)), 0x80_0000),
    ("annotations", (3, 7, 0, "beta", 1), None, 0x100_0000),
];

fn exec(vm: &mut Vm, module: Ref) -> Res<()> {
    let Some(dict) = vm.module_dict(module) else { return Ok(()) };
    let mut names = Vec::new();
    for (name, optional, mandatory, flag) in FEATURES {
        let optional = release(vm, optional);
        let mandatory = match mandatory {
            Some(mandatory) => release(vm, mandatory),
            None => vm.none(),
        };
        let flag = vm.new_int(*flag);
        let feature = vm.new_native(FEATURE, &[optional.into(), mandatory.into(), flag.into()], &[]);
        vm.dict_set_named(dict, name, feature);
        names.push(Slot::own(vm.intern(name)));
    }
    let names = vm.list_from_slots(names);
    vm.dict_set_named(dict, "all_feature_names", names);
    Ok(())
}

fn release(vm: &mut Vm, (major, minor, micro, level, serial): &Release) -> Own {
    let numbers = [vm.new_int(*major), vm.new_int(*minor), vm.new_int(*micro)];
    let mut items: Vec<Slot> = numbers.into_iter().map(Slot::own).collect();
    items.push(vm.intern(level).into());
    items.push(vm.new_int(*serial).into());
    vm.tuple_from_slots(items)
}

fn part(vm: &Vm, feature: Ref, i: usize) -> Option<Ref> {
    vm.heap.native(feature)?.slot(i).get()
}

fn own_part(vm: &mut Vm, feature: Ref, i: usize) -> Res {
    match part(vm, feature, i) {
        Some(r) => vm.own_flow(r),
        None => Err(vm_bug!("a feature without its parts")),
    }
}

/// Of what a feature holds: tuples of ints and strs, None.
fn plain_repr(vm: &Vm, r: Ref) -> String {
    if let Some(items) = vm.heap.items(r) {
        let parts: Vec<String> = items.iter().filter_map(|s| s.get()).map(|r| plain_repr(vm, r)).collect();
        return format!("({})", parts.join(", "));
    }
    match (vm.heap.small_int(r), vm.heap.text(r)) {
        (Some(n), _) => n.to_string(),
        (None, Some(text)) => format!("'{}'", text.to_str_lossy()),
        (None, None) => "None".to_owned(),
    }
}
