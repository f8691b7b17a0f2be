//! Who holds an object: every counted and every borrowed reference to it, and whether they come to its count.

use pyvarium_heap::frame::Frame;
use pyvarium_heap::{Body, Ref, Slot};
use pyvarium_protocol::inside::{Block, Content, Figure, Row, Shade};
use pyvarium_vm::Vm;
use pyvarium_vm::native::Kind;

use super::words::*;
use crate::view::text::short;

const MAX_HOLDERS: usize = 60;

pub fn block(vm: &Vm, r: Ref) -> Block {
    let mut list = Vec::new();
    for frame in vm.thread.frames.iter().rev() {
        of_frame(vm, frame, r, &mut list);
    }
    let mut n_types = 0;
    for holder in vm.heap.iter() {
        if vm.heap.type_of(holder) == r {
            n_types += 1;
        }
        of_object(vm, holder, r, &mut list);
    }
    let n_counted = list.iter().filter(|h| !h.borrowed).count() + n_types;
    let mut rows: Vec<Row> = list.iter().take(MAX_HOLDERS).map(Holder::row).collect();
    if n_types > 0 {
        rows.push(row(vec![words(counted(n_types, "object")), words("whose class it is"), words("counted")]));
    }
    let n_hidden = list.len().saturating_sub(MAX_HOLDERS) as u32;
    let figure = Figure::Table(pyvarium_protocol::inside::Table { n_hidden, ..table(&["holder", "where", ""], rows) });
    let note = if vm.heap.is_immortal(r) {
        "It is immortal: nobody's reference is counted.".to_owned()
    } else {
        let count = vm.heap.refcnt(r) as usize;
        match count.saturating_sub(n_counted) {
            0 if n_counted == 1 => "One counted reference: its count is 1.".to_owned(),
            0 => format!("{n_counted} counted references: its count is {count}."),
            rest => format!(
                "{} are here; the other {rest} of its count of {count} are the interpreter's own.",
                counted(n_counted, "counted reference")
            ),
        }
    };
    super::words::block("Who holds it", note, figure)
}

struct Holder {
    content: Content,
    place: String,
    borrowed: bool,
}

impl Holder {
    fn row(&self) -> Row {
        let kind = if self.borrowed { "borrowed" } else { "counted" };
        let shade = if self.borrowed { Shade::Spare } else { Shade::Used };
        Row { cells: vec![self.content.clone(), words(self.place.clone()), words(kind)], shade, changed: false }
    }
}

fn of_frame(vm: &Vm, frame: &Frame, r: Ref, list: &mut Vec<Holder>) {
    let is = |slot: &Slot| slot.get() == Some(r);
    match frame {
        Frame::Py(f) => {
            let name = f.code.qualname.get().map(|n| vm.heap.str_lossy(n)).unwrap_or_default();
            let content =
                Content::Held { serial: pyvarium_protocol::Serial(f.serial.0), text: format!("frame of {name}"), borrowed: false };
            let mut add = |place: String, slot: &Slot| list.push(Holder { content: content.clone(), place, borrowed: slot.is_borrowed() });
            let n_names = f.code.n_localsplus();
            for (i, slot) in f.slots.iter().enumerate().filter(|(_, s)| is(s)) {
                match f.code.localsplus.get(i).and_then(|n| n.get()) {
                    Some(local) if i < n_names => add(format!("`{}`", vm.heap.str_lossy(local)), slot),
                    _ => add(format!("value stack, entry {}", i - n_names.min(i)), slot),
                }
            }
            for (label, slot) in
                [("f_executable", &f.executable), ("f_funcobj", &f.function), ("f_locals", &f.locals), ("frame_obj", &f.frame_object)]
            {
                if is(slot) {
                    add(label.to_owned(), slot);
                }
            }
        }
        Frame::Native(f) => {
            let name = vm.tables.native(Kind(f.kind)).map_or("native", |def| def.name);
            for slot in f.slots.iter().filter(|s| is(s)) {
                list.push(Holder { content: words(format!("{name}, in C")), place: String::new(), borrowed: slot.is_borrowed() });
            }
        }
    }
}

fn of_object(vm: &Vm, holder: Ref, r: Ref, list: &mut Vec<Holder>) {
    let mut found = Vec::new();
    let mut i = 0;
    vm.heap.full_body(holder).each_slot(&mut |slot: Slot| {
        if slot.get() == Some(r) {
            found.push((i, slot.is_borrowed()));
        }
        i += 1;
    });
    for (at, (_, borrowed)) in found.iter().enumerate() {
        let mut place = place(vm, holder, r, at);
        let mut content = reference(vm, holder);
        if vm.main_namespace() == Some(holder)
            && let Content::Held { text, .. } = &mut content
        {
            *text = "globals of __main__".to_owned();
            place = place.replace("value of `'", "`").replace("'`", "`");
        }
        list.push(Holder { content, place, borrowed: *borrowed });
    }
}

/// Where in `holder` the reference lies: of several the `n`-th.
fn place(vm: &Vm, holder: Ref, r: Ref, n: usize) -> String {
    let is = |slot: Slot| slot.get() == Some(r);
    let name = |slot: Slot| slot.get().map(|k| vm.heap.str_lossy(k)).unwrap_or_default();
    match vm.heap.full_body(holder) {
        Body::List(l) => l.items.iter().enumerate().filter(|(_, s)| is(**s)).nth(n).map(|(i, _)| format!("[{i}]")),
        Body::Tuple(t) => t.items.iter().enumerate().filter(|(_, s)| is(**s)).nth(n).map(|(i, _)| format!("[{i}]")),
        Body::Dict(d) => {
            let both = d.entries().iter().flat_map(|e| [(e, true), (e, false)]);
            let mut found = both.filter(|(e, key)| is(if *key { e.key } else { e.value }));
            found.nth(n).map(|(e, key)| match key {
                true => "a key".to_owned(),
                false => format!("value of `{}`", e.key.get().map(|k| short(vm, k)).unwrap_or_default()),
            })
        }
        Body::Set(_) => Some("a key".to_owned()),
        Body::Instance(i) => i.attrs.inline.iter().filter(|(_, v)| is(*v)).nth(n).map(|(k, _)| format!("`.{}`", name(*k))),
        Body::Extended(x) => x.instance.attrs.inline.iter().filter(|(_, v)| is(*v)).nth(n).map(|(k, _)| format!("`.{}`", name(*k))),
        Body::Cell(_) => Some("its content".to_owned()),
        Body::Type(t) => {
            let fields = [
                ("__name__", t.name),
                ("__qualname__", t.qualname),
                ("tp_dict", t.dict),
                ("tp_base", t.base),
                ("tp_bases", t.bases),
                ("tp_mro", t.mro),
            ];
            fields.iter().filter(|(_, s)| is(*s)).nth(n).map(|(label, _)| (*label).to_owned())
        }
        Body::Function(f) => {
            let fields = [
                ("__code__", f.code),
                ("__globals__", f.globals),
                ("__defaults__", f.defaults),
                ("__kwdefaults__", f.kwdefaults),
                ("__closure__", f.closure),
                ("__dict__", f.dict),
                ("__name__", f.name),
                ("__qualname__", f.qualname),
                ("__module__", f.module),
                ("__doc__", f.doc),
            ];
            fields.iter().filter(|(_, s)| is(*s)).nth(n).map(|(label, _)| (*label).to_owned())
        }
        Body::Method(function, this) => {
            [("__func__", *function), ("__self__", *this)].iter().filter(|(_, s)| is(*s)).nth(n).map(|(l, _)| (*l).to_owned())
        }
        Body::Exception(e) => {
            let fields = [("args", e.args), ("__traceback__", e.traceback), ("__context__", e.context), ("__cause__", e.cause)];
            fields.iter().filter(|(_, s)| is(*s)).nth(n).map(|(label, _)| (*label).to_owned())
        }
        Body::Generator(_) => Some("its frame".to_owned()),
        _ => None,
    }
    .unwrap_or_default()
}
