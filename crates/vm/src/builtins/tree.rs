//! Trees of source text: what the compiler sends as tuples becomes instances of `ast`'s classes.
//!
//! CPython: Python/Python-ast.c, ast2obj_mod.

use pyvarium_heap::object::Body;
use pyvarium_heap::{Own, Ref};

use pyvarium_code::marshal;
use pyvarium_code::unit::{Const, ConstId, Unit};

use crate::core::ids;
use crate::exc;
use crate::host::CompileMode;
use crate::native::{Answer, NativeDef, Next};
use crate::stop::{Res, Stop};
use crate::vm::Vm;
use crate::vm_bug;

/// `compile(..., PyCF_ONLY_AST)`: the answer is the tree in tuples (see the compiler's `tree::export`).
pub static MAKE_TREE: NativeDef = NativeDef {
    name: "exec",
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

/// The dict of `_ast`, if the program has it.
fn classes(vm: &mut Vm) -> Option<Ref> {
    let key = vm.intern("_ast").into_ref();
    let module = vm.dict_get_str(vm.modules, key)?;
    vm.module_dict(module)
}

/// Is it an instance of `ast.AST`?
pub fn is_node(vm: &mut Vm, r: Ref) -> bool {
    let Some(ast) = classes(vm).and_then(|d| vm.dict_get_named(d, "AST")) else { return false };
    let ty = vm.heap.type_of(r);
    vm.is_subtype(ty, ast)
}

/// A program's tree as the compiler reads it: `tree::export` backwards, marshalled. CPython: PyAST_obj2mod.
pub fn data(vm: &mut Vm, r: Ref, mode: CompileMode) -> Res<Vec<u8>> {
    let wanted = match mode {
        CompileMode::Exec => "Module",
        CompileMode::Eval => "Expression",
        CompileMode::Single => "Interactive",
        CompileMode::FuncType => "FunctionType",
    };
    let mut unit = Unit { objects: Vec::new(), root: ConstId(0) };
    let class = node_class(vm, r).map(|(name, _)| name).unwrap_or_default();
    if class != wanted {
        return vm.type_err(&format!("expected {wanted} node, got {}", vm.type_name(r)));
    }
    unit.root = value_data(vm, &mut unit, r, 0)?;
    Ok(marshal::dumps(&unit))
}

fn add(unit: &mut Unit, value: Const) -> ConstId {
    unit.objects.push(value);
    ConstId(unit.objects.len() as u32 - 1)
}

/// The class of the grammar that a node is of, and that class itself.
fn node_class(vm: &mut Vm, r: Ref) -> Option<(String, Ref)> {
    let dict = classes(vm)?;
    let ty = vm.heap.type_of(r);
    vm.mro_of(ty).into_iter().find_map(|class| {
        let name = vm.name_of_type(class);
        (vm.dict_get_named(dict, &name) == Some(class)).then_some((name, class))
    })
}

/// The deepest tree that is taken. CPython bounds it by the C stack.
const MAX_DEPTH: u32 = 400;

fn value_data(vm: &mut Vm, unit: &mut Unit, r: Ref, depth: u32) -> Res<ConstId> {
    if depth > MAX_DEPTH {
        return Err(exc::recursion_error(vm, "maximum recursion depth exceeded during ast construction"));
    }
    if is_node(vm, r) {
        return node_data(vm, unit, r, depth);
    }
    if vm.is_exact(r, ids::LIST) {
        let items: Vec<Ref> = vm.heap.items(r).unwrap_or_default().iter().filter_map(|s| s.get()).collect();
        let items = items.into_iter().map(|item| value_data(vm, unit, item, depth + 1)).collect::<Res<Vec<_>>>()?;
        return Ok(add(unit, Const::List(items)));
    }
    let value = match vm.heap.body(r) {
        _ if r == vm.one.none => Const::None,
        _ if r == vm.one.true_ => Const::True,
        _ if r == vm.one.false_ => Const::False,
        _ if r == vm.one.ellipsis => Const::Ellipsis,
        Body::Int(n) => Const::Int(*n),
        Body::BigInt(n) => Const::BigInt { negative: n.sign() == num_bigint::Sign::Minus, magnitude_le: n.magnitude().to_bytes_le() },
        Body::Float(v) => Const::Float(*v),
        Body::Complex(z) => Const::Complex { re: z.0, im: z.1 },
        Body::Bytes(b) => Const::Bytes(b.to_vec()),
        Body::Str(t) => match t.to_str() {
            Some(text) => Const::Str { wtf8: text.as_bytes().to_vec(), interned: false },
            None => return Err(Stop::not_supported("a surrogate in a tree")),
        },
        _ => {
            let message = format!("got an invalid type in Constant: {}", vm.type_name(r));
            return vm.type_err(&message);
        }
    };
    Ok(add(unit, value))
}

fn node_data(vm: &mut Vm, unit: &mut Unit, r: Ref, depth: u32) -> Res<ConstId> {
    let Some((name, class)) = node_class(vm, r) else { return Err(vm_bug!("no node")) };
    let read = |vm: &mut Vm, key: Ref| vm.instance_attr(r, key).or_else(|| vm.lookup_type(class, key));
    let mut items = vec![add(unit, Const::Str { wtf8: name.clone().into_bytes(), interned: false })];
    let mut place = Vec::new();
    if !vm.names_in(class, "_attributes").is_empty() {
        let mut last = 0;
        for (i, word) in PLACE.into_iter().enumerate() {
            let key = vm.intern(word).into_ref();
            let number = read(vm, key).and_then(|n| vm.heap.small_int(n));
            if number.is_none() && i < 2 {
                let rule = vm.heap.as_type(class).and_then(|t| t.base.get()).filter(|b| *b != vm.ty(ids::OBJECT));
                let rule = rule.map(|b| vm.name_of_type(b)).filter(|b| b != "AST").unwrap_or(name);
                return vm.type_err(&format!("required field \"{word}\" missing from {rule}"));
            }
            // The end is where it begins, if nothing else is said.
            let begin = place.get(i.wrapping_sub(2)).copied().unwrap_or(last);
            last = number.unwrap_or(begin);
            place.push(last);
        }
    }
    let place = place.into_iter().map(|n| add(unit, Const::Int(n))).collect();
    items.push(add(unit, Const::Tuple(place)));
    for field in vm.names_in(class, "_fields") {
        let Some(value) = read(vm, field) else {
            let message = format!("required field \"{}\" missing from {name}", vm.heap.str_lossy(field));
            return vm.type_err(&message);
        };
        items.push(value_data(vm, unit, value, depth + 1)?);
    }
    Ok(add(unit, Const::Tuple(items)))
}
