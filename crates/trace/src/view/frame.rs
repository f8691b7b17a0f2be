//! Frames: names, value stack, and what a native frame holds.

use pyvarium_heap::Slot;
use pyvarium_heap::code::{CO_FAST_CELL, CO_FAST_FREE, CO_FAST_HIDDEN};
use pyvarium_heap::frame::{Frame, NativeFrame, PyFrame};
use pyvarium_protocol::{FrameKind, FrameView, NativeRow, Serial, SlotKind, SlotView, StackEntryView};
use pyvarium_vm::Vm;
use pyvarium_vm::import::library::LIB;
use pyvarium_vm::native::Kind;

use super::reads::Reads;
use super::scene::Scene;
use crate::track::{is_of_library, seen_from_home};

/// Frames drawn of a deep stack: the innermost and the outermost.
const INNERMOST: usize = 24;
const OUTERMOST: usize = 8;

/// Innermost first; the middle of a deep stack is one gap, and so are frames of CPython's library, where they are folded.
pub fn all(scene: &mut Scene, reads: &Reads, is_folded: &dyn Fn(&PyFrame) -> bool) -> Vec<FrameView> {
    let vm = scene.vm;
    let mut views = Vec::new();
    let of_library = library_frames(vm, is_folded);
    let mut n_folded = 0;
    let n = vm.thread.frames.len();
    let last = n.wrapping_sub(1);
    let hidden = if n > INNERMOST + OUTERMOST + 1 { OUTERMOST..n - INNERMOST } else { 0..0 };
    for (i, frame) in vm.thread.frames.iter().enumerate().rev() {
        if hidden.contains(&i) {
            if i == hidden.start {
                let name = format!("{} more frames", hidden.len());
                views.push(FrameView { kind: FrameKind::Gap, name, ..FrameView::default() });
            }
            continue;
        }
        if of_library.get(i).is_some_and(|of| *of) {
            n_folded += 1;
            if !of_library.get(i.wrapping_sub(1)).is_some_and(|of| *of) {
                let name = format!("{n_folded} frame{} of the library", if n_folded == 1 { "" } else { "s" });
                views.push(FrameView { kind: FrameKind::Gap, name, ..FrameView::default() });
                n_folded = 0;
            }
            continue;
        }
        match frame {
            Frame::Py(f) => {
                let mut view = python(scene, f);
                if i == last && vm.halted.is_none() {
                    view.line = line(f, f.next_instr).or(view.line);
                }
                reads.mark_locals(f.serial, &mut view.locals);
                views.push(view);
            }
            // The outermost native is the start of the run itself.
            Frame::Native(_) if i == 0 => {}
            Frame::Native(f) => views.push(native(scene, f)),
        }
    }
    views
}

/// Shape: one a frame, outermost first. A native belongs to whoever called it.
fn library_frames(vm: &Vm, is_folded: &dyn Fn(&PyFrame) -> bool) -> Vec<bool> {
    let mut of_library = false;
    let is = |frame: &Frame| {
        if let Frame::Py(f) = frame {
            of_library = is_folded(f);
        }
        of_library
    };
    vm.thread.frames.iter().map(is).collect()
}

/// A module of the program that is not the main one.
fn is_other_module(vm: &Vm, f: &PyFrame) -> bool {
    let name = f.code.filename.get().map(|n| vm.heap.str_lossy(n)).unwrap_or_default();
    f.globals.get() != vm.main_namespace() && !name.starts_with('<') && !is_of_library(&name)
}

/// The file of a frame's code, where it is not the main one.
fn other_file(vm: &Vm, frame: &PyFrame) -> Option<String> {
    let name = frame.code.filename.get().map(|f| vm.heap.str_lossy(f)).filter(|f| *f != vm.config.filename)?;
    if let Some(module) = name.strip_prefix("<frozen ").and_then(|f| f.strip_suffix('>')) {
        return Some(format!("{}.py", module.replace('.', "/")));
    }
    let short = name.strip_prefix(LIB).and_then(|f| f.strip_prefix('/')).unwrap_or(&name);
    Some(seen_from_home(short).to_owned())
}

fn line(frame: &PyFrame, at: u32) -> Option<u32> {
    Some(frame.code.line(at)).filter(|l| *l != 0)
}

pub fn python(scene: &mut Scene, f: &PyFrame) -> FrameView {
    let vm = scene.vm;
    let text = |slot: Slot| slot.get().map(|s| vm.heap.str_lossy(s)).unwrap_or_default();
    let earlier = scene.before.and_then(|before| frame_of(before, f));
    let is_new = scene.before.is_some() && earlier.is_none();
    let mut locals = Vec::new();
    for (i, name) in f.code.localsplus.iter().enumerate() {
        let kind = f.code.localspluskinds.get(i).copied().unwrap_or(0);
        let slot = f.local(i);
        if kind & CO_FAST_HIDDEN != 0 && slot.is_null() {
            continue;
        }
        let name = text(*name);
        // What a comprehension iterates over has a name that no program can write.
        if name.starts_with('.') && slot.is_null() {
            continue;
        }
        let is_cell = slot.get().is_some_and(|r| vm.heap.cell(r).is_some());
        let kind = match kind {
            k if k & CO_FAST_FREE != 0 => SlotKind::Free,
            // Until MAKE_CELL has run the place holds the plain argument.
            k if k & CO_FAST_CELL != 0 && is_cell => SlotKind::Cell,
            _ => SlotKind::Local,
        };
        let before = earlier.map(|e| e.local(i));
        let changed = match earlier {
            Some(_) => scene.differs(before, slot) || (is_cell && cell_changed(scene, slot)),
            None => is_new && !slot.is_null(),
        };
        locals.push(SlotView { name, kind, value: scene.value(slot), changed, read: false, borrowed: slot.is_borrowed() });
    }
    // The names of `__main__` are drawn as the globals; another file's stand in its own frame.
    let is_shown = |names: &pyvarium_heap::Ref| f.globals.get() != Some(*names) || is_other_module(vm, f);
    if let Some(names) = f.locals.get().filter(is_shown) {
        locals.extend(names_of(scene, names, SlotKind::Name));
    }
    let stack = f.stack().iter().map(|s| StackEntryView { value: scene.value(*s), borrowed: s.is_borrowed() }).collect();
    let callable = f.function.get().filter(|_| f.locals.is_null()).map(|r| scene.value_ref(r));
    FrameView {
        serial: Serial(f.serial.0),
        kind: FrameKind::Python,
        name: text(f.code.name),
        qualname: text(f.code.qualname),
        file: other_file(vm, f),
        line: u32::try_from(f.last_instr).ok().and_then(|at| line(f, at)).or_else(|| u32::try_from(f.code.firstlineno).ok()),
        locals,
        stack,
        stack_size: f.code.stacksize,
        rows: Vec::new(),
        callable,
    }
}

/// A cell keeps its place in the frame while the name is bound anew: the change is inside it.
fn cell_changed(scene: &Scene, slot: Slot) -> bool {
    let Some(r) = slot.get() else { return false };
    let now = scene.vm.heap.cell(r).unwrap_or(Slot::NULL);
    scene.earlier(r).and_then(|before| before.heap.cell(r)).is_some_and(|before| scene.differs(Some(before), now))
}

/// The same activation one step earlier.
fn frame_of<'a>(vm: &'a Vm, frame: &PyFrame) -> Option<&'a PyFrame> {
    vm.thread.frames.iter().rev().find_map(|f| match f {
        Frame::Py(f) if f.serial == frame.serial => Some(&**f),
        _ => None,
    })
}

/// The names of a namespace dict in its order; dunders that the machine put there left out.
pub fn names_of(scene: &mut Scene, dict: pyvarium_heap::Ref, kind: SlotKind) -> Vec<SlotView> {
    const NOISE: &[&str] = &[
        "__name__",
        "__doc__",
        "__package__",
        "__loader__",
        "__spec__",
        "__builtins__",
        "__file__",
        "__cached__",
        "__warningregistry__",
        "__module__",
        "__qualname__",
        "__firstlineno__",
        "__static_attributes__",
        "__annotations__",
        "__conditional_annotations__",
        "__classdict__",
    ];
    let vm = scene.vm;
    let earlier = scene.earlier(dict).and_then(|before| before.heap.dict(dict));
    let is_seen = earlier.is_some();
    let mut slots = Vec::new();
    for (i, entry) in vm.heap.dict(dict).into_iter().flat_map(|d| d.entries()).enumerate() {
        let (Some(key), Some(value)) = (entry.key.get(), entry.value.get()) else { continue };
        let name = vm.heap.str_lossy(key);
        if NOISE.contains(&name.as_str()) {
            continue;
        }
        let before = earlier.and_then(|d| d.entry(i)).map(|e| e.value);
        let changed = is_seen && scene.differs(before, entry.value);
        slots.push(SlotView { name, kind, value: Some(scene.value_ref(value)), changed, read: false, borrowed: false });
    }
    slots
}

/// What the slots of a native frame are called, by the native's name. What is not here is shown
/// without a label.
const LABELS: &[(&str, &[&str])] = &[
    ("list.sort", &["list", "key", "values", "keys", "pivot"]),
    ("sorted", &["list", "key"]),
    ("import", &["name", "globals", "from", "absolute name", "module", "holds"]),
    ("input", &["prompt"]),
    ("dict look-up", &["dict", "key", "value", "compared with"]),
    ("set look-up", &["set", "key", "compared with"]),
    ("dict.update", &["dict", "from", "on its way", "on its way"]),
    ("dict comparison", &["left", "right", "value of left", "value of right"]),
    ("dict.fromkeys", &["value", "keys", "dict"]),
    ("set.update", &["set", "from", "on its way"]),
    ("set operation", &["left", "right", "result"]),
    ("set display", &["set"]),
    ("dict display", &["dict"]),
    ("search", &["sequence", "value", "compared with"]),
    ("comparison", &["left", "right"]),
    ("operator", &["left", "right"]),
    ("list.extend", &["list", "iterator"]),
    ("str.join", &["separator", "iterable", "list"]),
    ("unpack", &["iterator"]),
    ("in", &["container", "value", "iterator", "compared with"]),
    ("type.__call__", &["class", "args", "keyword names", "new object", "__new__"]),
    ("__build_class__", &["function", "name", "bases", "metaclass", "namespace", "cell"]),
    ("class creation", &["class"]),
    ("print", &["sep", "end", "objects"]),
    ("__del__", &["dying", "on its way"]),
    ("gc.collect", &["garbage"]),
    ("call", &["holds"]),
    ("getattr", &["default"]),
    ("__getattr__ hook", &["object", "name", "__getattr__"]),
    ("namespace look-up", &["mapping", "name", "fallback"]),
    ("raise", &["raised", "cause"]),
    ("generator.close", &["generator"]),
    ("generator.throw", &["generator"]),
    ("tuple", &["class", "items"]),
    ("tuple.__hash__", &["tuple"]),
    ("repr", &["of"]),
];

fn native(scene: &mut Scene, f: &NativeFrame) -> FrameView {
    let name = scene.vm.tables.native(Kind(f.kind)).map_or("native", |def| def.name);
    let labels = LABELS.iter().find(|(of, _)| *of == name).map_or(&[][..], |(_, labels)| labels);
    let mut rows: Vec<NativeRow> = Vec::new();
    for (i, slot) in f.slots.iter().enumerate() {
        let Some(value) = scene.value(*slot) else { continue };
        let label = labels.get(i).or(labels.last()).copied().unwrap_or_default();
        match rows.last_mut() {
            // Further values of the same kind share a row.
            Some(row) if row.label == label && row.borrowed == slot.is_borrowed() => row.values.push(value),
            _ => rows.push(NativeRow { label: label.to_owned(), text: String::new(), values: vec![value], borrowed: slot.is_borrowed() }),
        }
    }
    FrameView {
        serial: Serial(f.serial.0),
        kind: FrameKind::Native,
        name: name.to_owned(),
        qualname: name.to_owned(),
        rows,
        ..FrameView::default()
    }
}
