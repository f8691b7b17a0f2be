//! `memoryview` of bytes and bytearrays: native formats of one character, any shape, slices of one dimension.
//! While a view looks into a bytearray that keeps its size (`check_resize`).
//!
//! CPython: Objects/memoryobject.c.

use pyvarium_heap::types::{Layout, flags};
use pyvarium_heap::{Ref, Slot};

use crate::args::Args;
use crate::core::ids;
use crate::exc;
use crate::native::{FnDef, GetSetDef, TYPE_DEFAULT, TypeDef};
use crate::objects::buffer_wrapper;
use crate::objects::memory_items::{self, Format};
use crate::objects::slice::wrap_index;
use crate::objects::typing::subst::items_of;
use crate::protocol::compare::{EQ, NE};
use crate::protocol::iter::self_iter;
use crate::slots::SlotId;
use crate::stop::{Flow, Res, Stop};
use crate::vm::Vm;
use crate::vm_bug;

/// slots: the object looked into; ints: first byte, format, read-only, released, number of dimensions, then for each
/// its length and its stride in bytes.
pub static MEMORYVIEW: TypeDef = TypeDef {
    name: "memoryview",
    base: Some(ids::OBJECT),
    layout: Layout::Native,
    flags: flags::HAVE_GC | flags::SEQUENCE | flags::WEAKREFS,
    basicsize: 144,
    itemsize: 8,
    slots: &[
        (SlotId::Repr, |vm, a| {
            let r = a.at(0)?;
            let what = if view(vm, r).is_some_and(|v| v.released) { "released memory" } else { "memory" };
            let text = format!("<{what} at {}>", vm.address_text(r));
            Ok(Flow::Value(vm.new_str(&text)))
        }),
        (SlotId::RichCompare, compare),
        (SlotId::Hash, |vm, a| {
            let v = open(vm, a.at(0)?)?;
            if !v.readonly {
                return vm.value_err("cannot hash writable memoryview object");
            }
            if !matches!(v.format.code, b'B' | b'b' | b'c') {
                return vm.value_err("memoryview: hashing is restricted to formats 'B', 'b' or 'c'");
            }
            let b = contents(vm, a.at(0)?);
            Ok(Flow::Value(vm.new_int(pyvarium_heap::hash::hash_bytes(&b))))
        }),
        (SlotId::Iter, |vm, a| {
            open(vm, a.at(0)?)?;
            let own = vm.heap.own(a.at(0)?);
            Ok(Flow::Value(vm.new_native(ids::MEMORY_ITERATOR, &[own.into()], &[0])))
        }),
        (SlotId::Length, |vm, a| {
            let v = open(vm, a.at(0)?)?;
            let n = v.dims.first().map_or(1, |d| d.0);
            Ok(Flow::Value(vm.new_int(n)))
        }),
        (SlotId::Subscript, subscript),
        (SlotId::AssSubscript, assign),
    ],
    new: Some(("object", |vm, a| memory_of(vm, a.at(1)?))),
    methods: &[
        FnDef::new("release", "", |vm, a| {
            release(vm, a.at(0)?);
            vm.none_flow()
        }),
        FnDef::new("tobytes", "order='C'", |vm, a| {
            open(vm, a.at(0)?)?;
            if let Some(order) = a.get(1).filter(|o| *o != vm.one.none) {
                if vm.heap.text(order).is_none() {
                    let message = format!("tobytes() argument 'order' must be str or None, not {}", vm.type_name(order));
                    return vm.type_err(&message);
                }
                let text = vm.heap.str_lossy(order);
                if !matches!(text.as_str(), "C" | "F" | "A") {
                    return vm.value_err("order must be 'C', 'F' or 'A'");
                }
            }
            let r = a.at(0)?;
            let by_columns = a.get(1).is_some_and(|o| vm.heap.str_lossy(o) == "F");
            let b = if by_columns { contents_by_columns(vm, r) } else { contents(vm, r) };
            Ok(Flow::Value(vm.new_bytes(b)))
        }),
        FnDef::new("hex", "sep=None, bytes_per_sep=1", |vm, a| {
            open(vm, a.at(0)?)?;
            let b = contents(vm, a.at(0)?);
            let own = vm.new_bytes(b);
            let mut args = a.clone();
            if let Some(first) = args.items.first_mut() {
                *first = Slot::borrow(own.r());
            }
            let done = crate::objects::bytes_hex::hex(vm, &args);
            vm.heap.decref_own(own);
            done
        }),
        FnDef::new("tolist", "", |vm, a| {
            let r = a.at(0)?;
            let v = open(vm, r)?;
            tolist(vm, r, &v, 0, v.start)
        }),
        FnDef::new("cast", "format, shape=None", crate::objects::memory_cast::cast),
        FnDef::new("toreadonly", "", |vm, a| {
            let r = a.at(0)?;
            let v = open(vm, r)?;
            let base = base_of(vm, r)?;
            Ok(Flow::Value(make(vm, base, &View { readonly: true, ..v })))
        }),
        FnDef::class("_from_flags", "object, flags", |vm, a| {
            crate::run::sys_functions::c_int(vm, a.at(2)?)?;
            memory_of(vm, a.at(1)?)
        }),
        FnDef::new("count", "value, /", |vm, a| {
            let list = listed(vm, a.at(0)?)?;
            let name = vm.intern("count");
            vm.run_script(crate::core::kinds::METHOD_OF_LIST, &[list, name.into(), Slot::borrow(a.at(1)?)])
        }),
        FnDef::new("index", "value, start=0, stop=9223372036854775807, /", |vm, a| {
            for i in [2, 3] {
                if let Some(bound) = a.get(i) {
                    vm.slice_bound_not_none(bound)?;
                }
            }
            let list = listed(vm, a.at(0)?)?;
            let mut slots = vec![list, vm.intern("index").into()];
            slots.extend(a.items.iter().skip(1).filter_map(|s| s.get()).map(Slot::borrow));
            vm.run_script(crate::core::kinds::METHOD_OF_LIST, &slots)
        }),
        FnDef::new("__buffer__", "flags, /", buffer_method),
        FnDef::new("__release_buffer__", "buffer, /", crate::objects::buffer_wrapper::release_method),
        FnDef::new("__enter__", "", |vm, a| {
            open(vm, a.at(0)?)?;
            vm.own_flow(a.at(0)?)
        }),
        FnDef::new("__exit__", "*args", |vm, a| {
            release(vm, a.at(0)?);
            vm.none_flow()
        }),
        FnDef::class("__class_getitem__", "object, /", crate::objects::generic_alias::generic_alias),
    ],
    getset: &[
        GetSetDef::ro("obj", |vm, a| {
            open(vm, a.at(0)?)?;
            vm.native_slot(a, 0)
        }),
        GetSetDef::ro("nbytes", |vm, a| number(vm, a, View::n_bytes)),
        GetSetDef::ro("readonly", |vm, a| truth(vm, a, |v| v.readonly)),
        GetSetDef::ro("itemsize", |vm, a| number(vm, a, |v| v.format.size() as i64)),
        GetSetDef::ro("format", |vm, a| {
            let text = open(vm, a.at(0)?)?.format.text();
            Ok(Flow::Value(vm.new_str(&text)))
        }),
        GetSetDef::ro("ndim", |vm, a| number(vm, a, |v| v.dims.len() as i64)),
        GetSetDef::ro("shape", |vm, a| numbers(vm, a, |d| d.0)),
        GetSetDef::ro("strides", |vm, a| numbers(vm, a, |d| d.1)),
        GetSetDef::ro("suboffsets", |vm, a| {
            open(vm, a.at(0)?)?;
            vm.own_flow(vm.one.empty_tuple)
        }),
        GetSetDef::ro("c_contiguous", |vm, a| truth(vm, a, View::is_contiguous)),
        GetSetDef::ro("f_contiguous", |vm, a| truth(vm, a, |v| v.is_contiguous() && v.dims.len() < 2)),
        GetSetDef::ro("contiguous", |vm, a| truth(vm, a, View::is_contiguous)),
    ],
    ..TYPE_DEFAULT
};

/// slots: the view; ints: the next item.
pub static MEMORY_ITERATOR: TypeDef = TypeDef {
    name: "memory_iterator",
    base: Some(ids::OBJECT),
    layout: Layout::Native,
    flags: flags::HAVE_GC | flags::DISALLOW_INSTANTIATION,
    basicsize: 48,
    slots: &[
        (SlotId::Iter, self_iter),
        (SlotId::IterNext, |vm, a| {
            let it = a.at(0)?;
            let (seq, i) = vm.heap.native(it).map_or((None, 0), |n| (n.slot(0).get(), n.int(0)));
            let Some(seq) = seq else { return Err(Stop::Exhausted) };
            let v = open(vm, seq)?;
            if i >= v.dims.first().map_or(0, |d| d.0) {
                return crate::objects::iterators::finish(vm, it);
            }
            if let Some(n) = vm.heap.native_mut(it) {
                n.set_int(0, i + 1);
            }
            let index = vm.new_int(i);
            let item = subscript(vm, &Args::two(seq, index.r()));
            vm.heap.decref_own(index);
            item
        }),
    ],
    ..TYPE_DEFAULT
};

/// A view as plain numbers. Dimensions: length, stride in bytes.
#[derive(Clone, Debug)]
pub(crate) struct View {
    pub start: i64,
    pub format: Format,
    pub readonly: bool,
    pub released: bool,
    pub dims: Vec<(i64, i64)>,
}

impl View {
    pub fn n_bytes(&self) -> i64 {
        self.dims.iter().map(|d| d.0).product::<i64>() * self.format.size() as i64
    }

    pub fn is_contiguous(&self) -> bool {
        let mut expected = self.format.size() as i64;
        for (length, stride) in self.dims.iter().rev() {
            if *length > 1 && *stride != expected {
                return false;
            }
            expected *= length;
        }
        true
    }

    /// Where each item begins, in order.
    pub fn places(&self) -> Vec<i64> {
        let mut all = vec![self.start];
        for (length, stride) in &self.dims {
            all = all.iter().flat_map(|at| (0..*length).map(move |i| at + i * stride)).collect();
        }
        all
    }
}

pub(crate) fn view(vm: &Vm, r: Ref) -> Option<View> {
    let n = vm.heap.native(r).filter(|_| vm.is_exact(r, ids::MEMORYVIEW))?;
    let dims = (0..n.int(4) as usize).map(|i| (n.int(5 + 2 * i), n.int(6 + 2 * i))).collect();
    Some(View { start: n.int(0), format: Format::from_int(n.int(1)), readonly: n.int(2) != 0, released: n.int(3) != 0, dims })
}

/// The view, unless it was released.
pub(crate) fn open(vm: &mut Vm, r: Ref) -> Res<View> {
    match view(vm, r) {
        Some(v) if v.released => vm.value_err("operation forbidden on released memoryview object"),
        Some(v) => Ok(v),
        None => Err(vm_bug!("no memoryview")),
    }
}

pub(crate) fn base_of(vm: &Vm, r: Ref) -> Res<Ref> {
    vm.heap.native(r).and_then(|n| n.slot(0).get()).ok_or_else(|| vm_bug!("a memoryview of nothing"))
}

pub(crate) fn make(vm: &mut Vm, base: Ref, v: &View) -> pyvarium_heap::Own {
    let own = vm.heap.own(base);
    let mut ints = vec![v.start, v.format.to_int(), i64::from(v.readonly), 0, v.dims.len() as i64];
    ints.extend(v.dims.iter().flat_map(|d| [d.0, d.1]));
    vm.has_exports |= vm.heap.bytearray(base).is_some() || vm.is_exact(base, ids::BYTES_IO_BUFFER);
    vm.new_native(ids::MEMORYVIEW, &[own.into()], &ints)
}

fn memory_of(vm: &mut Vm, r: Ref) -> Res {
    if vm.is_exact(r, ids::MEMORYVIEW) {
        let v = open(vm, r)?;
        let base = base_of(vm, r)?;
        return Ok(Flow::Value(make(vm, base, &v)));
    }
    if buffer_wrapper::is_python(vm, r) {
        return vm.ask_buffer(r, buffer_wrapper::FULL_READ_ONLY);
    }
    plain_memory_of(vm, r)
}

/// Of what shows bytes by itself.
pub fn plain_memory_of(vm: &mut Vm, r: Ref) -> Res {
    let Some(n) = vm.buffer(r).map(|b| b.len() as i64) else {
        let message = format!("memoryview: a bytes-like object is required, not '{}'", vm.type_name(r));
        return vm.type_err(&message);
    };
    let readonly = vm.heap.bytearray(r).is_none();
    let v = View { start: 0, format: Format::BYTES, readonly, released: false, dims: vec![(n, 1)] };
    Ok(Flow::Value(make(vm, r, &v)))
}

/// The bytes that a view shows.
pub fn contents(vm: &Vm, r: Ref) -> Vec<u8> {
    let (Some(v), Ok(base)) = (view(vm, r), base_of(vm, r)) else { return Vec::new() };
    let bytes = vm.buffer(base).unwrap_or_default();
    let size = v.format.size();
    v.places().into_iter().flat_map(|at| bytes.get(at as usize..at as usize + size).unwrap_or_default()).copied().collect()
}

/// As `contents`, the first dimension running fastest.
fn contents_by_columns(vm: &Vm, r: Ref) -> Vec<u8> {
    let (Some(mut v), Ok(base)) = (view(vm, r), base_of(vm, r)) else { return Vec::new() };
    let bytes = vm.buffer(base).unwrap_or_default();
    let size = v.format.size();
    v.dims.reverse();
    v.places().into_iter().flat_map(|at| bytes.get(at as usize..at as usize + size).unwrap_or_default()).copied().collect()
}

/// The bytes of a view without gaps.
pub(crate) fn contiguous(vm: &Vm, r: Ref) -> Option<&[u8]> {
    let v = view(vm, r).filter(|v| !v.released && v.is_contiguous())?;
    let bytes = vm.buffer(base_of(vm, r).ok()?)?;
    bytes.get(v.start as usize..(v.start + v.n_bytes()) as usize)
}

/// `__buffer__` of what shows bytes.
pub(crate) fn buffer_method(vm: &mut Vm, args: &Args) -> Res {
    let r = args.at(0)?;
    let (readonly, is_view) = match view(vm, r) {
        Some(v) => (v.readonly, true),
        None => (vm.heap.bytearray(r).is_none(), false),
    };
    buffer_wrapper::check_flags(vm, args, readonly, is_view)?;
    if is_view { memory_of(vm, r) } else { plain_memory_of(vm, r) }
}

/// The view shows nothing from now on, and lets go of what it looked into.
pub(crate) fn release(vm: &mut Vm, r: Ref) {
    if let Some(n) = vm.heap.native_mut(r) {
        n.set_int(3, 1);
        let base = n.slots.first_mut().map(std::mem::take).unwrap_or_default();
        vm.heap.release(base);
    }
}

fn number(vm: &mut Vm, args: &Args, f: impl Fn(&View) -> i64) -> Res {
    let n = f(&open(vm, args.at(0)?)?);
    Ok(Flow::Value(vm.new_int(n)))
}

fn truth(vm: &mut Vm, args: &Args, f: impl Fn(&View) -> bool) -> Res {
    let yes = f(&open(vm, args.at(0)?)?);
    vm.bool_flow(yes)
}

fn numbers(vm: &mut Vm, args: &Args, f: impl Fn(&(i64, i64)) -> i64) -> Res {
    let v = open(vm, args.at(0)?)?;
    let slots = v.dims.iter().map(|d| vm.new_int(f(d)).into()).collect();
    Ok(Flow::Value(vm.tuple_from_slots(slots)))
}

fn compare(vm: &mut Vm, args: &Args) -> Res {
    let (x, y) = (args.at(0)?, args.at(1)?);
    if args.op != EQ && args.op != NE {
        return vm.not_implemented();
    }
    let Some(v) = view(vm, x) else { return vm.not_implemented() };
    if v.released || view(vm, y).is_some_and(|w| w.released) {
        return vm.bool_flow((x == y) == (args.op == EQ));
    }
    let other = match view(vm, y) {
        Some(w) => (contents(vm, y), w.format, w.dims.iter().map(|d| d.0).collect()),
        None => match vm.buffer(y) {
            Some(b) => (b.to_vec(), Format::BYTES, vec![b.len() as i64]),
            None => return vm.not_implemented(),
        },
    };
    let shape: Vec<i64> = v.dims.iter().map(|d| d.0).collect();
    let (a, b) = (contents(vm, x), other.0);
    let values = |bytes: &[u8], f: Format| bytes.chunks(f.size()).map(|c| memory_items::comparable(f, c)).collect::<Vec<_>>();
    let same = shape == other.2
        && if v.format.code == other.1.code && !matches!(v.format.code, b'e' | b'f' | b'd') {
            a == b
        } else {
            values(&a, v.format) == values(&b, other.1)
        };
    vm.bool_flow(same == (args.op == EQ))
}

fn item(vm: &mut Vm, r: Ref, format: Format, at: i64) -> Res {
    let base = base_of(vm, r)?;
    let bytes = vm.buffer(base).and_then(|b| b.get(at as usize..at as usize + format.size())).map(<[u8]>::to_vec);
    memory_items::unpack(vm, format, &bytes.unwrap_or_default())
}

fn tolist(vm: &mut Vm, r: Ref, v: &View, dim: usize, at: i64) -> Res {
    let Some((length, stride)) = v.dims.get(dim).copied() else { return item(vm, r, v.format, at) };
    let mut slots = Vec::new();
    for i in 0..length {
        let flow = tolist(vm, r, v, dim + 1, at + i * stride)?;
        slots.push(vm.value_of(flow)?.into());
    }
    Ok(Flow::Value(vm.list_from_slots(slots)))
}

fn listed(vm: &mut Vm, r: Ref) -> Res<Slot> {
    let v = open(vm, r)?;
    let flow = tolist(vm, r, &v, 0, v.start)?;
    Ok(vm.value_of(flow)?.into())
}

/// Where an item of all indices begins.
fn place(vm: &mut Vm, v: &View, indices: &[Ref]) -> Res<i64> {
    let mut at = v.start;
    for (k, (index, (length, stride))) in indices.iter().zip(&v.dims).enumerate() {
        let i = vm.index_for(*index)?;
        match wrap_index(i, *length as usize) {
            Some(i) => at += i as i64 * stride,
            None => return Err(exc::index_error(vm, &format!("index out of bounds on dimension {}", k + 1))),
        }
    }
    Ok(at)
}

fn indices(vm: &mut Vm, v: &View, key: Ref, writes: bool) -> Res<Option<Vec<Ref>>> {
    if vm.has_slot(key, SlotId::Index) {
        if v.dims.len() > 1 {
            let kind = if writes { "" } else { "multi-dimensional " };
            return Err(exc::raise(vm, ids::NOT_IMPLEMENTED_ERROR, &format!("{kind}sub-views are not implemented")));
        }
        return Ok(Some(vec![key]));
    }
    if vm.heap.tuple(key).is_none() {
        return Ok(None);
    }
    let given = items_of(vm, key);
    let all_slices = !given.is_empty() && given.iter().all(|i| vm.is_exact(*i, ids::SLICE));
    if all_slices {
        return Err(exc::raise(vm, ids::NOT_IMPLEMENTED_ERROR, "multi-dimensional slicing is not implemented"));
    }
    if !given.iter().all(|i| vm.has_slot(*i, SlotId::Index)) {
        return Ok(None);
    }
    let (n, have) = (v.dims.len(), given.len());
    if have > n {
        return vm.type_err(&format!("cannot index {n}-dimension view with {have}-element tuple"));
    }
    if have < n {
        return Err(exc::raise(vm, ids::NOT_IMPLEMENTED_ERROR, "sub-views are not implemented"));
    }
    Ok(Some(given))
}

fn sliced(vm: &mut Vm, v: &View, key: Ref) -> Res<Option<View>> {
    let Some((length, stride)) = v.dims.first().copied() else { return Ok(None) };
    let Some(s) = vm.slice_indices(key, length as usize)? else { return Ok(None) };
    let mut new = v.clone();
    new.start += s.start * stride;
    if let Some(first) = new.dims.first_mut() {
        *first = (s.len as i64, stride * s.step);
    }
    Ok(Some(new))
}

fn subscript(vm: &mut Vm, args: &Args) -> Res {
    let (r, key) = (args.at(0)?, args.at(1)?);
    let v = open(vm, r)?;
    if let Some(new) = sliced(vm, &v, key)? {
        let base = base_of(vm, r)?;
        return Ok(Flow::Value(make(vm, base, &new)));
    }
    match indices(vm, &v, key, false)? {
        Some(given) => {
            let at = place(vm, &v, &given)?;
            item(vm, r, v.format, at)
        }
        None => vm.type_err("memoryview: invalid slice key"),
    }
}

fn assign(vm: &mut Vm, args: &Args) -> Res {
    let (r, key) = (args.at(0)?, args.at(1)?);
    let v = open(vm, r)?;
    if v.readonly {
        return vm.type_err("cannot modify read-only memory");
    }
    let Some(value) = args.get(2) else { return vm.type_err("cannot delete memory") };
    let base = base_of(vm, r)?;
    if let Some(target) = sliced(vm, &v, key)? {
        let bytes = vm.need_bytes(value)?;
        let other = view(vm, value);
        let format = other.as_ref().map_or(Format::BYTES, |w| w.format);
        let shape = other.map_or(vec![bytes.len() as i64], |w| w.dims.iter().map(|d| d.0).collect());
        let wanted: Vec<i64> = target.dims.iter().map(|d| d.0).collect();
        if format.code != target.format.code || shape != wanted {
            return vm.value_err("memoryview assignment: lvalue and rvalue have different structures");
        }
        for (at, chunk) in target.places().into_iter().zip(bytes.chunks(format.size())) {
            write(vm, base, at, chunk);
        }
        return vm.none_flow();
    }
    match indices(vm, &v, key, true)? {
        Some(given) => {
            let at = place(vm, &v, &given)?;
            let bytes = memory_items::pack(vm, v.format, value)?;
            write(vm, base, at, &bytes);
            vm.none_flow()
        }
        None => vm.type_err("memoryview: invalid slice key"),
    }
}

pub(crate) fn write(vm: &mut Vm, base: Ref, at: i64, bytes: &[u8]) {
    if buffer_wrapper::write(vm, base, at, bytes) {
        return;
    }
    let Some(array) = vm.heap.bytearray_mut(base) else { return };
    for (i, byte) in bytes.iter().enumerate() {
        if let Some(place) = array.get_mut(at as usize + i) {
            *place = *byte;
        }
    }
}

impl Vm {
    /// A bytearray that a view looks into keeps its size. CPython: bytearray_resize_lock_held.
    pub(crate) fn check_resize(&mut self, r: Ref) -> Res<()> {
        if !self.has_exports {
            return Ok(());
        }
        let looked_into = self
            .heap
            .iter()
            .filter(|x| self.is_exact(*x, ids::MEMORYVIEW))
            .filter_map(|x| self.heap.native(x).filter(|n| n.int(3) == 0)?.slot(0).get())
            .any(|base| base == r || buffer_wrapper::leads_to(self, base, r));
        if looked_into {
            return Err(exc::buffer_error(self, "Existing exports of data: object cannot be re-sized"));
        }
        Ok(())
    }
}
