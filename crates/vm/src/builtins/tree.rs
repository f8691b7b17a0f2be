//! Trees of source text: what the compiler sends as tuples becomes instances of `ast`'s classes.
//!
//! CPython: Python/Python-ast.c, ast2obj_mod.

use pyvarium_heap::object::Body;
use pyvarium_heap::{Own, Ref};

use crate::native::{Answer, NativeDef, Next};
use crate::stop::Res;
use crate::vm::Vm;
use crate::vm_bug;

/// `compile(..., PyCF_ONLY_AST)`: the answer is the tree in tuples (see the compiler's `tree::export`).
pub static MAKE_TREE: NativeDef = NativeDef {
    name: "compile",
    catches: false,
    resume: |vm, _, answer| {
        let Answer::Value(data) = answer else { return Err(vm_bug!("compile")) };
        let module = vm.builtin_module("_ast")?;
        let classes = vm.module_dict(module.r()).ok_or_else(|| vm_bug!("_ast has no dict"))?;
        let made = object(vm, classes, data.r());
        vm.heap.decref_own(module);
        vm.heap.decref_own(data);
        Ok(Next::Done(made?))
    },
};

const PLACE: [&str; 4] = ["lineno", "col_offset", "end_lineno", "end_col_offset"];

/// A tuple is a node, a list a list, and all else itself.
fn object(vm: &mut Vm, classes: Ref, data: Ref) -> Res<Own> {
    let items: Vec<Ref> = vm.heap.items(data).unwrap_or_default().iter().filter_map(|s| s.get()).collect();
    match vm.heap.body(data) {
        Body::Tuple(_) => node(vm, classes, &items),
        Body::List(_) => {
            let list = vm.list_from_slots(Vec::new());
            for item in items {
                let made = object(vm, classes, item)?;
                vm.list_push(list.r(), made.into());
            }
            Ok(list)
        }
        _ => Ok(vm.heap.own(data)),
    }
}

/// Items: the class's name, the place, the fields in order.
fn node(vm: &mut Vm, classes: Ref, items: &[Ref]) -> Res<Own> {
    let Some((name, rest)) = items.split_first() else { return Err(vm_bug!("a node without a class")) };
    let Some((place, values)) = rest.split_first() else { return Err(vm_bug!("a node without a place")) };
    let Some(class) = vm.dict_get_str(classes, *name) else { return Err(vm_bug!("no class of nodes {}", vm.heap.str_lossy(*name))) };
    if values.is_empty()
        && let Some(one) = singleton(vm, classes, class)
    {
        return Ok(one);
    }
    let fields = vm.names_in(class, "_fields");
    let made = vm.alloc_instance(class);
    let Some(dict) = vm.materialize_dict(made.r()) else { return Err(vm_bug!("a node without a dict")) };
    for (field, value) in fields.into_iter().zip(values) {
        let value = object(vm, classes, *value)?;
        vm.dict_set_str(dict, field, value.r());
        vm.heap.decref_own(value);
    }
    let numbers: Vec<Ref> = vm.heap.items(*place).unwrap_or_default().iter().filter_map(|s| s.get()).collect();
    for (key, number) in PLACE.into_iter().zip(numbers) {
        let key = vm.intern(key).into_ref();
        vm.dict_set_str(dict, key, number);
    }
    Ok(made)
}

/// Contexts and operators are one object each.
fn singleton(vm: &mut Vm, classes: Ref, class: Ref) -> Option<Own> {
    const RULES: [&str; 5] = ["expr_context", "boolop", "operator", "unaryop", "cmpop"];
    let base = vm.heap.as_type(class)?.base.get()?;
    if !RULES.contains(&vm.name_of_type(base).as_str()) {
        return None;
    }
    let key = format!(" {}", vm.name_of_type(class));
    if let Some(one) = vm.dict_get_named(vm.tree_singles.get().unwrap_or(classes), &key) {
        return Some(vm.heap.own(one));
    }
    let dict = match vm.tree_singles.get() {
        Some(dict) => dict,
        None => {
            let own = vm.new_dict();
            let r = own.r();
            vm.tree_singles = own.into();
            r
        }
    };
    let made = vm.alloc_instance(class);
    let kept = vm.heap.own(made.r());
    vm.dict_set_named(dict, &key, kept);
    Some(made)
}

impl Vm {
    /// The names in a tuple that a class has.
    fn names_in(&mut self, class: Ref, attribute: &str) -> Vec<Ref> {
        let key = self.intern(attribute).into_ref();
        let tuple = self.lookup_type(class, key);
        tuple.and_then(|t| self.heap.items(t)).unwrap_or_default().iter().filter_map(|s| s.get()).collect()
    }
}
