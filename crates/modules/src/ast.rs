//! `_ast`: the node classes of Python's syntax tree, made of the grammar that their docs show.
//!
//! CPython: Python/Python-ast.c (init_types, ast_type_init, ast_repr), made by Parser/asdl_c.py. Trees of source
//! text come with the compiler's boundary; here are the classes.

use pyvarium_heap::types::{Layout, flags};
use pyvarium_heap::{Own, Ref, Slot};
use pyvarium_vm::args::Args;
use pyvarium_vm::core::ids;
use pyvarium_vm::native::{FnDef, GetSetDef, Kind, Library, ModuleDef, NativeDef, TYPE_DEFAULT, TypeDef, TypeId};
use pyvarium_vm::objects::descr::{generic_dict, set_generic_dict};
use pyvarium_vm::objects::generic_alias::generic_alias;
use pyvarium_vm::objects::union::union_of_classes;
use pyvarium_vm::script::{self, Said, Script};
use pyvarium_vm::slots::SlotId;
use pyvarium_vm::{Flow, Res, Vm, vm_bug};

use crate::first::ast as first;

const AST: TypeId = TypeId(first::TYPE);
const INIT: Kind = Kind(first::KIND);
const REPR: Kind = Kind(first::KIND + 1);
const REPLACE: Kind = Kind(first::KIND + 2);

pub const LIBRARY: Library = Library { types: &[&AST_TYPE], natives: &[&INIT_FRAME, &REPR_FRAME, &REPLACE_FRAME], modules: &[&MODULE] };

/// The docs of the classes that stand for a rule, with a blank line between them.
const RULES: &str = include_str!("ast_nodes.txt");
/// Rules whose nodes have a place in the source; the end is None unless given where `true`.
const PLACED: &[(&str, bool)] = &[
    ("stmt", true),
    ("expr", true),
    ("excepthandler", true),
    ("arg", true),
    ("keyword", true),
    ("alias", true),
    ("pattern", false),
    ("type_param", false),
];
const PLACE: [&str; 4] = ["lineno", "col_offset", "end_lineno", "end_col_offset"];

pub static MODULE: ModuleDef = ModuleDef { name: "_ast", doc: None, functions: &[], types: &[AST], exec: Some(exec) };

static AST_TYPE: TypeDef = TypeDef {
    name: "ast.AST",
    base: Some(ids::OBJECT),
    layout: Layout::Native,
    flags: flags::BASETYPE | flags::HAVE_GC | flags::MANAGED_DICT | flags::WEAKREFS,
    basicsize: 32,
    slots: &[
        (SlotId::Repr, |vm, a| vm.run_script(REPR, &[Slot::borrow(a.at(0)?)])),
        (SlotId::Init, |vm, a| {
            let n_kw = vm.new_int(a.n_kw as i64);
            let mut slots: Vec<Slot> = vec![Slot::borrow(a.at(0)?), a.kwnames.map_or(Slot::NULL, Slot::borrow), n_kw.into()];
            slots.extend(a.items.iter().skip(1).filter_map(|s| s.get()).map(Slot::borrow));
            vm.run_script(INIT, &slots)
        }),
    ],
    new: Some(("*args, **kwargs", |vm, a| {
        let class = a.at(0)?;
        Ok(Flow::Value(vm.alloc_instance(class)))
    })),
    methods: &[
        FnDef::new("__reduce__", "", |vm, a| {
            // Fields come as arguments, as long as none is missing: without them the class would warn. CPython: ast_type_reduce.
            let r = a.at(0)?;
            let class = vm.heap.type_of(r);
            let key = vm.intern("_fields").into_ref();
            let names = vm.lookup_type(class, key).and_then(|t| vm.heap.items(t)).unwrap_or_default();
            let names: Vec<Ref> = names.iter().filter_map(|s| s.get()).collect();
            let fields: Vec<(Ref, Ref)> = names.into_iter().map_while(|name| Some((name, vm.instance_attr(r, name)?))).collect();
            let values: Vec<Ref> = fields.iter().map(|(_, value)| *value).collect();
            let args = vm.tuple_from(&values);
            let rest = match vm.materialize_dict(r) {
                Some(dict) => vm.dict_copy(dict),
                None => vm.new_dict(),
            };
            for (name, _) in &fields {
                vm.dict_del_str(rest.r(), *name);
            }
            let parts = vec![Slot::own(vm.heap.own(class)), args.into(), rest.into()];
            Ok(Flow::Value(vm.tuple_from_slots(parts)))
        }),
        FnDef::new("__replace__", "*args, **kwargs", |vm, a| {
            if a.len() - a.n_kw > 1 {
                return vm.type_err("__replace__() takes no positional arguments");
            }
            let mut slots: Vec<Slot> = vec![Slot::borrow(a.at(0)?), a.kwnames.map_or(Slot::NULL, Slot::borrow)];
            slots.extend(a.items.iter().skip(1).filter_map(|s| s.get()).map(Slot::borrow));
            vm.run_script(REPLACE, &slots)
        }),
    ],
    getset: &[GetSetDef::rw("__dict__", generic_dict, set_generic_dict)],
    ..TYPE_DEFAULT
};

/// A field of a node as the grammar writes it: `expr? value`, `stmt* body`.
#[derive(Clone, Copy)]
struct Field<'a> {
    kind: &'a str,
    name: &'a str,
    /// `?`, `*` or nothing.
    how: Option<char>,
}

fn fields(constructor: &str) -> Vec<Field<'_>> {
    let inside = constructor.split_once('(').map_or("", |(_, rest)| rest.trim_end_matches(')'));
    inside
        .split(", ")
        .filter_map(|part| part.split_once(' '))
        .map(|(kind, name)| Field {
            kind: kind.trim_end_matches(['?', '*']),
            name,
            how: kind.chars().last().filter(|c| matches!(c, '?' | '*')),
        })
        .collect()
}

fn exec(vm: &mut Vm, module: Ref) -> Res<()> {
    let Some(dict) = vm.module_dict(module) else { return Ok(()) };
    for (name, n) in
        [("PyCF_ALLOW_TOP_LEVEL_AWAIT", 0x2000), ("PyCF_ONLY_AST", 0x400), ("PyCF_TYPE_COMMENTS", 0x1000), ("PyCF_OPTIMIZED_AST", 0x8400)]
    {
        let own = vm.new_int(n);
        vm.dict_set_named(dict, name, own);
    }
    let ast = vm.ty(AST);
    let Some(own) = vm.heap.as_type(ast).and_then(|t| t.dict.get()) else { return Err(vm_bug!("ast.AST has no dict")) };
    for name in ["_fields", "_attributes", "__match_args__"] {
        let empty = Own::assume(vm.one.empty_tuple);
        vm.dict_set_named(own, name, empty);
    }
    let module_name = vm.intern("ast");
    vm.dict_set_named(own, "__module__", module_name);
    for rule in RULES.trim_end().split("\n\n") {
        match rule.split_once(" = ") {
            Some((name, alternatives)) => {
                let base = node_class(vm, dict, name, ast, rule, false)?;
                for alternative in alternatives.split('|').map(str::trim) {
                    let name = alternative.split('(').next().unwrap_or(alternative);
                    node_class(vm, dict, name, base, alternative, true)?;
                }
            }
            None => {
                let name = rule.split('(').next().unwrap_or(rule);
                node_class(vm, dict, name, ast, rule, true)?;
            }
        }
    }
    // The types of fields may name classes that come later.
    for rule in RULES.trim_end().split("\n\n") {
        let alternatives = rule.split_once(" = ").map_or(rule, |(_, alternatives)| alternatives);
        for alternative in alternatives.split('|').map(str::trim) {
            add_field_types(vm, dict, alternative)?;
        }
    }
    Ok(())
}

/// A class of nodes in the module's dict, which keeps it. `concrete`: it has the fields that its doc shows.
fn node_class(vm: &mut Vm, module: Ref, name: &str, base: Ref, doc: &str, concrete: bool) -> Res<Ref> {
    let namespace = vm.new_dict();
    let d = namespace.r();
    let fields = if concrete { fields(doc) } else { Vec::new() };
    let names: Vec<Slot> = fields.iter().map(|f| Slot::own(vm.intern(f.name))).collect();
    for key in ["_fields", "__match_args__"] {
        let slots = names.iter().map(|s| vm.heap.copy_slot(*s)).collect();
        let tuple = vm.tuple_from_slots(slots);
        vm.dict_set_named(d, key, tuple);
    }
    vm.heap.release_all(names.into_iter());
    let module_name = vm.intern("ast");
    vm.dict_set_named(d, "__module__", module_name);
    let text = vm.new_str(doc);
    vm.dict_set_named(d, "__doc__", text);
    for field in fields.iter().filter(|f| f.how == Some('?')) {
        let none = vm.none();
        vm.dict_set_named(d, field.name, none);
    }
    if base == vm.ty(AST) {
        let placed = PLACED.iter().find(|(rule, _)| *rule == name);
        let attributes: Vec<Slot> = placed.into_iter().flat_map(|_| PLACE).map(|p| Slot::own(vm.intern(p))).collect();
        let tuple = vm.tuple_from_slots(attributes);
        vm.dict_set_named(d, "_attributes", tuple);
        if placed.is_some_and(|(_, optional)| *optional) {
            for end in ["end_lineno", "end_col_offset"] {
                let none = vm.none();
                vm.dict_set_named(d, end, none);
            }
        }
    }
    let class = vm.plain_class(name, base, d)?;
    vm.heap.decref_own(namespace);
    let r = class.r();
    vm.dict_set_named(module, name, class);
    Ok(r)
}

fn add_field_types(vm: &mut Vm, module: Ref, constructor: &str) -> Res<()> {
    let name = constructor.split('(').next().unwrap_or(constructor);
    let Some(class_dict) = vm.dict_get_named(module, name).and_then(|c| vm.heap.as_type(c)).and_then(|t| t.dict.get()) else {
        return Err(vm_bug!("no class {name}"));
    };
    let types = vm.new_dict();
    for field in fields(constructor) {
        let ty = match field.kind {
            "identifier" | "string" => vm.ty(ids::STR),
            "int" => vm.ty(ids::INT),
            "constant" => vm.ty(ids::OBJECT),
            node => vm.dict_get_named(module, node).ok_or_else(|| vm_bug!("no node {node}"))?,
        };
        let shown = match field.how {
            Some('*') => {
                let list = vm.ty(ids::LIST);
                let flow = generic_alias(vm, &Args::two(list, ty))?;
                vm.value_of(flow)?
            }
            Some(_) => {
                let none = vm.ty(ids::NONE_TYPE);
                union_of_classes(vm, &[ty, none])
            }
            None => vm.heap.own(ty),
        };
        vm.dict_set_named(types.r(), field.name, shown);
    }
    vm.dict_set_named(class_dict, "_field_types", types);
    Ok(())
}

/// The names in an attribute of the class that is a tuple or list.
fn names_of(vm: &mut Vm, s: &mut Script<'_>, class: Ref, attribute: &str) -> Said<Vec<Ref>> {
    match s.attr_opt(vm, class, attribute)? {
        Some(list) => s.items(vm, list),
        None => Ok(Vec::new()),
    }
}

/// Args: the node, names of keywords, their number, positional values, keyword values. CPython: ast_type_init.
static INIT_FRAME: NativeDef = NativeDef {
    name: "AST.__init__",
    catches: true,
    resume: |vm, f, answer| {
        script::resume(vm, f, answer, |vm, s| {
            let node = s.at(0)?;
            let class = vm.heap.type_of(node);
            let fields = names_of(vm, s, class, "_fields")?;
            let n_kw = s.arg(2).and_then(|n| vm.heap.small_int(n)).unwrap_or(0) as usize;
            let values = s.args_from(3);
            let n = values.len().saturating_sub(n_kw);
            if n > fields.len() {
                let (name, most) = (vm.name_of_type(class), fields.len());
                let plural = if most == 1 { "" } else { "s" };
                vm.type_err::<()>(&format!("{name} constructor takes at most {most} positional argument{plural}"))?;
            }
            let mut given: Vec<String> = Vec::new();
            for (field, value) in fields.iter().zip(values.iter().take(n)) {
                given.push(vm.heap.str_lossy(*field));
                s.ask(vm, |vm| vm.setattr(node, *field, Some(*value)))?;
            }
            let keywords: Vec<Ref> = s.arg(1).and_then(|k| vm.heap.items(k)).unwrap_or_default().iter().filter_map(|k| k.get()).collect();
            for (key, value) in keywords.into_iter().zip(values.iter().skip(n)) {
                let word = vm.heap.str_lossy(key);
                if given.contains(&word) {
                    let name = vm.name_of_type(class);
                    vm.type_err::<()>(&format!("{name} got multiple values for argument '{word}'"))?;
                }
                if !fields.iter().any(|f| vm.heap.str_lossy(*f) == word) {
                    let places = names_of(vm, s, class, "_attributes")?;
                    if !places.iter().any(|p| vm.heap.str_lossy(*p) == word) {
                        let name = full_name(vm, class);
                        let message = format!(
                            "{name}.__init__ got an unexpected keyword argument '{word}'. Support for arbitrary keyword arguments is deprecated and \
                             will be removed in Python 3.15."
                        );
                        s.ask(vm, |vm| vm.warn(ids::DEPRECATION_WARNING, &message))?;
                    }
                }
                given.push(word);
                s.ask(vm, |vm| vm.setattr(node, key, Some(*value)))?;
            }
            add_defaults(vm, s, node, &fields, &given)?;
            Ok(vm.none())
        })
    },
};

fn full_name(vm: &Vm, class: Ref) -> String {
    if class == vm.ty(AST) { AST_TYPE.name.to_owned() } else { vm.name_of_type(class) }
}

/// Lists are empty and contexts are Load where nothing was given; what must be given is warned of, in the order in which a
/// set has the names.
fn add_defaults(vm: &mut Vm, s: &mut Script<'_>, node: Ref, fields: &[Ref], given: &[String]) -> Said<()> {
    if fields.iter().all(|field| given.contains(&vm.heap.str_lossy(*field))) {
        return Ok(());
    }
    let class = vm.heap.type_of(node);
    let Some(types) = s.attr_opt(vm, class, "_field_types")? else { return Ok(()) };
    if fields.iter().all(|f| given.contains(&vm.heap.str_lossy(*f))) {
        return Ok(());
    }
    let all = s.make(vm, |vm| vm.tuple_from(fields))?;
    let set = s.ask(vm, |vm| vm.call_args(vm.ty(ids::SET), &[all]))?;
    let remaining = s.ask(vm, |vm| vm.call_args(vm.ty(ids::LIST), &[set]))?;
    let remaining: Vec<Ref> = vm.heap.items(remaining).unwrap_or_default().iter().filter_map(|f| f.get()).collect();
    for field in &remaining {
        let word = vm.heap.str_lossy(*field);
        if given.contains(&word) {
            continue;
        }
        let Some(ty) = vm.dict_get_named(types, &word) else {
            let name = full_name(vm, class);
            let message = format!("Field '{word}' is missing from {name}._field_types. This will become an error in Python 3.15.");
            s.ask(vm, |vm| vm.warn(ids::DEPRECATION_WARNING, &message))?;
            continue;
        };
        if vm.is_exact(ty, ids::GENERIC_ALIAS) {
            let list = s.make(vm, |vm| vm.list_from_slots(Vec::new()))?;
            s.ask(vm, |vm| vm.setattr(node, *field, Some(list)))?;
        } else if vm.heap.as_type(ty).is_some() && vm.name_of_type(ty) == "expr_context" {
            let key = vm.intern("_ast").into_ref();
            let load = vm.dict_get_str(vm.modules, key).and_then(|m| vm.module_dict(m)).and_then(|d| vm.dict_get_named(d, "Load"));
            if let Some(load) = load {
                let load = s.ask(vm, |vm| vm.call_args(load, &[]))?;
                s.ask(vm, |vm| vm.setattr(node, *field, Some(load)))?;
            }
        } else if !vm.is_exact(ty, ids::UNION) {
            let name = full_name(vm, class);
            let message =
                format!("{name}.__init__ missing 1 required positional argument: '{word}'. This will become an error in Python 3.15.");
            s.ask(vm, |vm| vm.warn(ids::DEPRECATION_WARNING, &message))?;
        }
    }
    Ok(())
}

/// Args: the node, names of keywords, their values. CPython: ast_type_replace.
static REPLACE_FRAME: NativeDef = NativeDef {
    name: "AST.__replace__",
    catches: true,
    resume: |vm, f, answer| {
        script::resume(vm, f, answer, |vm, s| {
            let node = s.at(0)?;
            let class = vm.heap.type_of(node);
            let fields = names_of(vm, s, class, "_fields")?;
            let attributes = names_of(vm, s, class, "_attributes")?;
            let known: Vec<Ref> = fields.iter().chain(&attributes).copied().collect();
            let keywords: Vec<Ref> = s.arg(1).and_then(|k| vm.heap.items(k)).unwrap_or_default().iter().filter_map(|k| k.get()).collect();
            let values = s.args_from(2);
            let name = vm.name_of_type(class);
            let mut payload: Vec<(Ref, Ref)> = known.iter().filter_map(|key| Some((*key, vm.instance_attr(node, *key)?))).collect();
            for (key, value) in keywords.iter().zip(&values) {
                let word = vm.heap.str_lossy(*key);
                let Some(own) = known.iter().find(|k| vm.heap.str_lossy(**k) == word) else {
                    vm.type_err::<()>(&format!("{name}.__replace__ got an unexpected keyword argument '{word}'."))?;
                    continue;
                };
                match payload.iter_mut().find(|(k, _)| k == own) {
                    Some(pair) => pair.1 = *value,
                    None => payload.push((*own, *value)),
                }
            }
            let present: Vec<String> = payload.iter().map(|(key, _)| vm.heap.str_lossy(*key)).collect();
            let types = s.attr_opt(vm, class, "_field_types")?;
            let mut missing = Vec::new();
            for field in &fields {
                let word = vm.heap.str_lossy(*field);
                let ty = types.and_then(|types| vm.dict_get_named(types, &word));
                let is_optional = ty.is_some_and(|ty| vm.is_exact(ty, ids::UNION));
                if !is_optional && !present.contains(&word) {
                    missing.push(format!("'{word}'"));
                }
            }
            if !missing.is_empty() {
                missing.sort();
                let (n, plural) = (missing.len(), if missing.len() == 1 { "" } else { "s" });
                vm.type_err::<()>(&format!("{name}.__replace__ missing {n} keyword argument{plural}: {}.", missing.join(", ")))?;
            }
            let keys: Vec<Ref> = payload.iter().map(|(key, _)| *key).collect();
            let keys = s.make(vm, |vm| vm.tuple_from(&keys))?;
            let values: Vec<Ref> = payload.iter().map(|(_, value)| *value).collect();
            let args = Args { kwnames: Some(keys), n_kw: values.len(), ..Args::new(&values) };
            let made = s.ask(vm, |vm| vm.call(class, &args))?;
            Ok(vm.heap.own(made))
        })
    },
};

/// Args: the node. CPython: ast_repr_max_depth.
static REPR_FRAME: NativeDef = NativeDef {
    name: "AST.__repr__",
    catches: true,
    resume: |vm, f, answer| {
        script::resume(vm, f, answer, |vm, s| {
            let node = s.at(0)?;
            let text = shown(vm, s, node, MAX_DEPTH)?;
            Ok(vm.new_str(&text))
        })
    },
};

const MAX_DEPTH: u32 = 3;

fn shown(vm: &mut Vm, s: &mut Script<'_>, node: Ref, depth: u32) -> Said<String> {
    let class = vm.heap.type_of(node);
    let name = vm.name_of_type(class);
    if depth == 0 {
        return Ok(format!("{name}(...)"));
    }
    let mut parts = Vec::new();
    for field in names_of(vm, s, class, "_fields")? {
        let word = vm.heap.str_lossy(field);
        let Some(value) = s.attr_opt(vm, node, &word)? else { continue };
        let text = if vm.is_exact(value, ids::LIST) || vm.is_exact(value, ids::TUPLE) {
            shown_list(vm, s, value, depth)?
        } else if vm.is_instance_of(value, AST) {
            shown(vm, s, value, depth - 1)?
        } else {
            s.repr(vm, value)?
        };
        parts.push(format!("{word}={text}"));
    }
    Ok(format!("{name}({})", parts.join(", ")))
}

/// The first item and the last. CPython: ast_repr_list.
fn shown_list(vm: &mut Vm, s: &mut Script<'_>, list: Ref, depth: u32) -> Said<String> {
    let (open, close) = if vm.is_exact(list, ids::LIST) { ('[', ']') } else { ('(', ')') };
    let items: Vec<Ref> = vm.heap.items(list).unwrap_or_default().iter().filter_map(|i| i.get()).collect();
    let mut parts = Vec::new();
    for (i, item) in items.iter().enumerate().filter(|(i, _)| *i == 0 || i + 1 == items.len()) {
        if i > 1 {
            parts.push("...".to_owned());
        }
        parts.push(if vm.is_instance_of(*item, AST) { shown(vm, s, *item, depth - 1)? } else { s.repr(vm, *item)? });
    }
    Ok(format!("{open}{}{close}", parts.join(", ")))
}
