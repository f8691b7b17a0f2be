//! Short texts of objects, told without running Python code: what `repr` would say of builtin
//! types, and of instances only what they are.

use pyvarium_code::text::{bytes_repr, complex_repr, float_repr};
use pyvarium_heap::object::GeneratorKind;
use pyvarium_heap::{Body, Ref};
use pyvarium_vm::core::ids;
use pyvarium_vm::objects::str_::quote;
use pyvarium_vm::{Vm, objects};

/// Unit: characters. Texts beyond are cut, with an ellipsis.
const MAX_LENGTH: usize = 60;
const MAX_DEPTH: u32 = 3;
/// Ints longer than this are told by their size. Unit: bits.
const MAX_INT_BITS: u64 = 400;

pub fn short(vm: &Vm, r: Ref) -> String {
    cut(full(vm, r, 0, &mut Vec::new()))
}

/// Cut to a length that fits a card.
fn cut(text: String) -> String {
    if text.chars().count() <= MAX_LENGTH {
        return text;
    }
    let head: String = text.chars().take(MAX_LENGTH - 1).collect();
    head + "…"
}

/// The name that a class, function or module goes by.
pub fn name(vm: &Vm, r: Ref) -> String {
    let text = |slot: pyvarium_heap::Slot| slot.get().map(|s| vm.heap.str_lossy(s)).unwrap_or_default();
    match vm.heap.body(r) {
        Body::Type(_) => vm.name_of_type(r),
        Body::Function(f) => text(f.qualname),
        Body::Code(c) => text(c.name),
        Body::Builtin(b) => vm.tables.function_name(b.function).to_owned(),
        Body::Generator(g) => text(g.qualname),
        _ => String::new(),
    }
}

fn full(vm: &Vm, r: Ref, depth: u32, open: &mut Vec<Ref>) -> String {
    let heap = &vm.heap;
    let type_name = || vm.type_name(r);
    if heap.is_immortal(r) {
        let single = [(vm.one.none, "None"), (vm.one.true_, "True"), (vm.one.false_, "False"), (vm.one.ellipsis, "Ellipsis")];
        if let Some((_, text)) = single.iter().find(|(one, _)| *one == r) {
            return (*text).to_owned();
        }
        if r == vm.one.not_implemented {
            return "NotImplemented".to_owned();
        }
    }
    let is_own_class = !vm.is_builtin_type(heap.type_of(r));
    match heap.body(r) {
        _ if is_own_class && !matches!(heap.body(r), Body::Exception(_) | Body::Type(_)) => format!("<{} object>", type_name()),
        Body::Int(n) => n.to_string(),
        Body::BigInt(n) if n.bits() <= MAX_INT_BITS => n.to_string(),
        Body::BigInt(n) => format!("int of {} bits", n.bits()),
        Body::Float(v) => float_repr(*v),
        Body::Complex(z) => complex_repr(z.0, z.1),
        Body::Str(text) if text.len() > 4 * MAX_LENGTH => quote(&text.slice(0, 2 * MAX_LENGTH)),
        Body::Str(text) => quote(text),
        Body::Bytes(b) => bytes_repr(b.get(..b.len().min(2 * MAX_LENGTH)).unwrap_or_default()),
        Body::ByteArray(b) => format!("bytearray({})", bytes_repr(b.get(..b.len().min(2 * MAX_LENGTH)).unwrap_or_default())),
        Body::Tuple(_) | Body::List(_) | Body::Dict(_) | Body::Set(_) => container(vm, r, depth, open),
        Body::Type(_) => format!("<class '{}'>", name(vm, r)),
        Body::Function(_) => format!("<function {}>", name(vm, r)),
        Body::Code(_) => format!("<code object {}>", name(vm, r)),
        Body::Method(f, _) => format!("<bound method {}>", f.get().map(|f| name(vm, f)).unwrap_or_default()),
        Body::Builtin(_) => format!("<{} {}>", type_name(), name(vm, r)),
        Body::Cell(slot) => match slot.get() {
            Some(inner) if depth < MAX_DEPTH => format!("<cell: {}>", full(vm, inner, depth + 1, open)),
            Some(_) => "<cell>".to_owned(),
            None => "<cell: empty>".to_owned(),
        },
        Body::Exception(e) => {
            let args = e.args.get().and_then(|a| heap.items(a)).unwrap_or_default();
            let inner: Vec<String> = match depth < MAX_DEPTH {
                true => args.iter().filter_map(|s| s.get()).map(|a| full(vm, a, depth + 1, open)).collect(),
                false => Vec::new(),
            };
            format!("{}({})", type_name(), inner.join(", "))
        }
        Body::Generator(g) => {
            let kind = match g.kind {
                GeneratorKind::Generator => "generator",
                GeneratorKind::Coroutine => "coroutine",
                GeneratorKind::AsyncGenerator => "async generator",
            };
            format!("<{kind} object {}>", name(vm, r))
        }
        Body::Native(n) if heap.type_of(r) == vm.ty(ids::RANGE) => match (n.int(0), n.int(1), n.int(2)) {
            (start, stop, 1) => format!("range({start}, {stop})"),
            (start, stop, step) => format!("range({start}, {stop}, {step})"),
        },
        Body::Native(n) if heap.type_of(r) == vm.ty(ids::MODULE) => {
            let name = n.slot(0).get().and_then(|d| vm.dict_get_named(d, "__name__"));
            format!("<module {}>", name.map(|n| objects::str_::repr_text(vm, n)).unwrap_or_default())
        }
        _ => format!("<{} object>", type_name()),
    }
}

fn container(vm: &Vm, r: Ref, depth: u32, open: &mut Vec<Ref>) -> String {
    let heap = &vm.heap;
    let (left, right) = match heap.body(r) {
        Body::Tuple(_) => ("(", ")"),
        Body::List(_) => ("[", "]"),
        Body::Dict(_) => ("{", "}"),
        Body::Set(_) if heap.type_of(r) == vm.ty(ids::FROZENSET) => ("frozenset({", "})"),
        _ => ("{", "}"),
    };
    if open.contains(&r) || depth >= MAX_DEPTH {
        return format!("{left}...{right}");
    }
    open.push(r);
    let mut inner = |item: Ref| full(vm, item, depth + 1, open);
    // More than this cannot be seen on a card.
    const MAX_ITEMS: usize = 12;
    let mut parts: Vec<String> = match heap.body(r) {
        Body::Dict(d) => d.iter().take(MAX_ITEMS).map(|(k, v)| format!("{}: {}", inner(k), inner(v))).collect(),
        Body::Set(s) => s.iter().take(MAX_ITEMS).map(&mut inner).collect(),
        _ => heap.items(r).unwrap_or_default().iter().take(MAX_ITEMS).filter_map(|s| s.get()).map(&mut inner).collect(),
    };
    open.pop();
    let n = match heap.body(r) {
        Body::Dict(d) => d.len(),
        Body::Set(s) => s.len(),
        _ => heap.items(r).map_or(0, |i| i.len()),
    };
    if n > MAX_ITEMS {
        parts.push("…".to_owned());
    }
    match (heap.body(r), n) {
        (Body::Set(_), 0) => format!("{}()", vm.type_name(r)),
        (Body::Tuple(_), 1) => format!("({},)", parts.join(", ")),
        _ => format!("{left}{}{right}", parts.join(", ")),
    }
}
