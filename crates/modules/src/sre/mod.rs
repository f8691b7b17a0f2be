//! The `_sre` module: compiled regular expressions, on which CPython's own `re` package stands.
//!
//! CPython: Modules/_sre/sre.c.

pub mod chars;

pub mod engine;

pub mod expand;

pub mod matched;

pub mod packed;

pub mod pattern;

pub mod run;

pub mod scanner;

pub mod validate;

use pyvarium_vm::args::Args;
use pyvarium_vm::native::{FnDef, Kind, Library, ModuleDef, TypeId};
use pyvarium_vm::{Flow, Res, Vm};

use crate::first::sre as first;

pub const PATTERN: TypeId = TypeId(first::TYPE);
pub const MATCH: TypeId = TypeId(first::TYPE + 1);
pub const SCANNER: TypeId = TypeId(first::TYPE + 2);
pub const TEMPLATE: TypeId = TypeId(first::TYPE + 3);

pub const RUN: Kind = Kind(first::KIND);
pub const PATTERN_REPR: Kind = Kind(first::KIND + 1);
pub const PATTERN_DIFFERS: Kind = Kind(first::KIND + 2);
pub const EXPAND: Kind = Kind(first::KIND + 3);

pub const LIBRARY: Library = Library {
    types: &[&pattern::PATTERN_TYPE, &matched::MATCH_TYPE, &scanner::SCANNER_TYPE, &expand::TEMPLATE_TYPE],
    natives: &[&run::RUN_FRAME, &pattern::REPR_FRAME, &pattern::DIFFERS_FRAME, &expand::EXPAND_FRAME],
    modules: &[&SRE],
};

pub static SRE: ModuleDef = ModuleDef {
    name: "_sre",
    doc: None,
    functions: &[
        FnDef::new("compile", "pattern, flags, code, groups, groupindex, indexgroup", pattern::compile),
        FnDef::new("template", "pattern, template, /", expand::template),
        FnDef::new("getcodesize", "", |vm, _| Ok(Flow::Value(vm.new_int(4)))),
        FnDef::new("ascii_iscased", "character, /", |vm, a| cased(vm, a, |c| char::from_u32(c).is_some_and(|c| c.is_ascii_alphabetic()))),
        FnDef::new("unicode_iscased", "character, /", |vm, a| {
            cased(vm, a, |c| chars::lower_unicode(c) != c || chars::upper_unicode(c) != c)
        }),
        FnDef::new("ascii_tolower", "character, /", |vm, a| lower(vm, a, chars::lower_ascii)),
        FnDef::new("unicode_tolower", "character, /", |vm, a| lower(vm, a, chars::lower_unicode)),
    ],
    types: &[],
    exec: Some(|vm, module| {
        let Some(dict) = vm.module_dict(module) else { return Ok(()) };
        for (name, n) in [("MAGIC", 20_230_612), ("CODESIZE", 4), ("MAXREPEAT", chars::MAXREPEAT), ("MAXGROUPS", 1_073_741_823)] {
            let own = vm.new_int(n);
            vm.dict_set_named(dict, name, own);
        }
        let own = vm.new_str(" SRE 2.2.2 Copyright (c) 1997-2002 by Secret Labs AB ");
        vm.dict_set_named(dict, "copyright", own);
        Ok(())
    }),
};

fn cased(vm: &mut Vm, args: &Args, test: fn(u32) -> bool) -> Res {
    let c = pattern::c_int(vm, args.at(0)?)? as u32;
    vm.bool_flow(test(c))
}

fn lower(vm: &mut Vm, args: &Args, to: fn(u32) -> u32) -> Res {
    let c = pattern::c_int(vm, args.at(0)?)? as u32;
    Ok(Flow::Value(vm.new_int(i64::from(to(c)))))
}
