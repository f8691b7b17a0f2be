//! repr of containers: one native frame that asks its items in turn and knows what it is inside of,
//! so that a list in itself prints `[...]`.
//!
//! CPython: list_repr, tuple_repr, dict_repr, set_repr; Objects/object.c, Py_ReprEnter.

use pyvarium_heap::frame::Frame;
use pyvarium_heap::object::Body;
use pyvarium_heap::{Ref, Slot};

use crate::core::{ids, kinds};
use crate::native::{Answer, NativeDef, Next};
use crate::stop::{Flow, Res};
use crate::vm::Vm;
use crate::vm_bug;

/// Brackets around the items, and what stands for one inside itself.
struct Style {
    open: &'static str,
    close: &'static str,
    inside: &'static str,
}

fn style(vm: &Vm, r: Ref) -> Style {
    let s = |open, close, inside| Style { open, close, inside };
    match vm.heap.body(r) {
        Body::List(_) => s("[", "]", "[...]"),
        Body::Tuple(_) => s("(", ")", "(...)"),
        Body::Dict(_) => s("{", "}", "{...}"),
        Body::Set(_) if vm.is_exact(r, ids::SET) => s("{", "}", "set(...)"),
        Body::Set(_) => s("frozenset({", "})", "frozenset(...)"),
        _ => s("slice(", ")", "..."),
    }
}

/// Starts the repr of a container.
pub fn start(vm: &mut Vm, r: Ref) -> Res {
    let style = style(vm, r);
    let empty = match vm.heap.body(r) {
        Body::List(l) => l.items.is_empty(),
        Body::Tuple(t) => t.items.is_empty(),
        Body::Dict(d) => d.is_empty(),
        Body::Set(s) => s.is_empty(),
        _ => false,
    };
    if empty {
        let text = match vm.heap.body(r) {
            Body::Set(_) => format!("{}()", vm.type_name(r)),
            _ => format!("{}{}", style.open, style.close),
        };
        return Ok(Flow::Value(vm.new_str(&text)));
    }
    let inside_itself =
        vm.thread.frames.iter().any(|f| matches!(f, Frame::Native(n) if n.kind == kinds::SEQ_REPR.0 && n.get(0) == Some(r)))
            || vm.repr_stack.contains(&r);
    if inside_itself {
        return Ok(Flow::Value(vm.new_str(style.inside)));
    }
    // A list of the items, so that changes meanwhile do no harm.
    let items: Vec<Ref> = match vm.heap.body(r) {
        Body::Dict(d) => d.iter().flat_map(|(k, v)| [k, v]).collect(),
        Body::Set(s) => s.iter().collect(),
        Body::Native(n) => n.slots.iter().filter_map(|s| s.get()).collect(),
        _ => Vec::new(),
    };
    let snapshot = if items.is_empty() { Slot::NULL } else { vm.list_from(&items).into() };
    vm.push_native(kinds::SEQ_REPR, &[Slot::borrow(r), snapshot], &[0])
}

/// slots: container, the snapshot of a dict's, set's or slice's items; ints: the next item; bytes:
/// the text so far.
pub static SEQ_REPR: NativeDef = NativeDef {
    name: "repr",
    catches: false,
    resume: |vm, f, answer| {
        let r = f.get(0).ok_or_else(|| vm_bug!("repr"))?;
        let style = style(vm, r);
        let is_dict = matches!(vm.heap.body(r), Body::Dict(_));
        if let Answer::Value(v) = answer {
            take(vm, f, v);
        }
        vm.repr_stack.push(r);
        let result = loop {
            let i = f.int(0) as usize;
            let source = f.get(1).unwrap_or(r);
            let item = vm.heap.items(source).and_then(|items| items.get(i)).and_then(|s| s.get());
            let Some(item) = item else {
                if i == 1 && matches!(vm.heap.body(r), Body::Tuple(_)) {
                    f.bytes.push(b',');
                }
                f.bytes.extend_from_slice(style.close.as_bytes());
                if matches!(vm.heap.body(r), Body::Set(_)) && !vm.is_exact(r, ids::SET) && !vm.is_exact(r, ids::FROZENSET) {
                    let name = vm.type_name(r);
                    let inner = String::from_utf8_lossy(&f.bytes).into_owned();
                    let inner = inner.trim_start_matches("frozenset(").trim_end_matches(')').to_owned();
                    break Ok(Next::Done(vm.new_str(&format!("{name}({inner})"))));
                }
                let text = pyvarium_heap::Text::from_wtf8(&f.bytes);
                break Ok(Next::Done(vm.new_text(text)));
            };
            let separator = match i {
                0 => style.open,
                _ if is_dict && i % 2 == 1 => ": ",
                _ => ", ",
            };
            f.bytes.extend_from_slice(separator.as_bytes());
            match vm.repr(item) {
                Ok(Flow::Value(v)) => take(vm, f, v),
                Ok(Flow::Pushed) => break Ok(Next::Wait),
                Err(stop) => break Err(stop),
            }
        };
        vm.repr_stack.pop();
        result
    },
};

fn take(vm: &mut Vm, f: &mut pyvarium_heap::frame::NativeFrame, v: pyvarium_heap::Own) {
    let text = vm.text_of(&v);
    f.bytes.extend_from_slice(text.as_bytes());
    f.set_int(0, f.int(0) + 1);
    vm.heap.decref_own(v);
}
