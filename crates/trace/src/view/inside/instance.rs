//! An instance of a Python class: its values behind its header, the names in a table that all instances of the class
//! share.
//!
//! CPython: Include/internal/pycore_dict.h (PyDictValues), Objects/dictobject.c (`_PyObject_InitInlineValues`).

use pyvarium_heap::object::Instance;
use pyvarium_protocol::inside::{Block, Cell, Content, Figure, Row, Shade};

use super::Case;
use super::attribute;
use super::words::*;

pub const SAYS: &str = "Instances of one class mostly have the same names, so the class keeps the table of names once, and each instance only its \
                        values, in the order of that table.";
pub const EXTENDED_SAYS: &str = "It derives from a builtin class, so it has that class's layout, and behind it attributes of its own.";

pub fn blocks(case: &Case, i: &Instance) -> Vec<Block> {
    let vm = case.vm;
    let mut list: Vec<Block> = attribute::look_up(case).into_iter().collect();
    let class = vm.heap.as_type(vm.heap.type_of(case.r));
    let before = case.earlier().and_then(|vm| vm.heap.instance(case.r));
    let keys = class.map(|t| t.shared_keys.as_slice()).unwrap_or_default();
    if i.attrs.dict.is_null() && (!keys.is_empty() || !i.attrs.inline.is_empty()) {
        let place = |(n, key): (usize, &pyvarium_heap::Slot)| {
            let name = key.get().map(|k| vm.heap.str_lossy(k)).unwrap_or_default();
            let find = |i: &Instance| i.attrs.inline.iter().find(|(k, _)| k.get() == key.get()).map(|(_, v)| *v);
            let value = find(i);
            Row {
                cells: vec![code(n.to_string()), code(name), value.map_or(Content::Null, |v| case.held(v))],
                shade: if value.is_none_or(|v| v.is_null()) { Shade::Spare } else { Shade::Used },
                changed: before.is_some() && case.differs(before.and_then(find), value.unwrap_or_default()),
            }
        };
        let rows = keys.iter().enumerate().map(place).collect();
        let name = vm.name_of_type(vm.heap.type_of(case.r));
        list.push(block(
            "Shared names, own values",
            format!("The names are those of {}, shared by all its instances; only the values are this object's. NULL: it has no such attribute.", name),
            Figure::Table(table(&["place", "name, in the class", "value, in the object"], rows)),
        ));
        let order = i
            .attrs
            .inline
            .iter()
            .filter(|(_, v)| !v.is_null())
            .map(|(k, _)| cell("", code(k.get().map(|k| vm.heap.str_lossy(k)).unwrap_or_default())));
        let order: Vec<Cell> = order.collect();
        if order.len() > 1 {
            list.push(block("Order", "In which the attributes were set: that of `__dict__`, if anybody asks for it.", cells(order)));
        }
    }
    if !i.attrs.dict.is_null() {
        list.push(block(
            "Own dict",
            "Somebody asked for `__dict__`, or the class has no room for another name: the attributes are shown as a dict. CPython leaves the \
             values in the object while all names are the class's.",
            cells(vec![cell("__dict__", case.held(i.attrs.dict))]),
        ));
    }
    if !i.members.is_empty() {
        let slots = i.members.iter().enumerate().map(|(n, m)| Cell {
            changed: before.is_some() && case.differs(before.and_then(|b| b.members.get(n)).copied(), *m),
            ..cell(n, case.held(*m))
        });
        list.push(block(
            "Slots",
            "`__slots__` gave each name a place at a fixed distance from the header; no table is needed.",
            cells(slots.collect()),
        ));
    }
    list
}
