//! Where cards stand. Apart from the recording and from the view: a card gets its place when it is
//! first seen and keeps it, so that going back finds everything where it was.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::rc::Rc;

use pyvarium_protocol::{FrameView, ObjectView, Parts, Serial, StateView, ValueRef};

/// Columns on the stage: names point into the first, what those objects hold stands to the right.
pub const N_COLUMNS: usize = 3;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Layout {
    /// Column, then row. Several may have had a row in turn; never two at once.
    places: BTreeMap<Serial, (usize, usize)>,
}

impl Layout {
    /// Gives places to what is new. `drawn`: the objects that are drawn as cards, in birth order.
    pub fn with(self: &Rc<Layout>, view: &StateView, drawn: &[Serial]) -> Rc<Layout> {
        let unplaced: Vec<Serial> = drawn.iter().copied().filter(|s| !self.places.contains_key(s)).collect();
        if unplaced.is_empty() {
            return self.clone();
        }
        let mut layout = (**self).clone();
        let depths = depths(view);
        let mut taken: BTreeSet<(usize, usize)> = drawn.iter().filter_map(|s| layout.places.get(s)).copied().collect();
        for serial in unplaced {
            let column = depths.get(&serial).copied().unwrap_or(N_COLUMNS - 1).min(N_COLUMNS - 1);
            // The first row that nobody alive stands in: an address is reused the same way.
            let row = (0..).find(|row| !taken.contains(&(column, *row))).unwrap_or(0);
            taken.insert((column, row));
            layout.places.insert(serial, (column, row));
        }
        Rc::new(layout)
    }

    /// Shape: N_COLUMNS lists of rows; an empty row is a place kept free.
    pub fn columns(&self, drawn: &[Serial]) -> Vec<Vec<Option<Serial>>> {
        let mut columns = vec![Vec::new(); N_COLUMNS];
        for serial in drawn {
            let Some(&(column, row)) = self.places.get(serial) else { continue };
            let Some(rows) = columns.get_mut(column) else { continue };
            let rows: &mut Vec<Option<Serial>> = rows;
            if rows.len() <= row {
                rows.resize(row + 1, None);
            }
            if let Some(place) = rows.get_mut(row) {
                *place = Some(*serial);
            }
        }
        columns
    }
}

/// Arrows between an object and the nearest name. Breadth first from frames and globals.
fn depths(view: &StateView) -> BTreeMap<Serial, usize> {
    let objects: BTreeMap<Serial, &ObjectView> = view.objects.iter().map(|o| (o.serial, o)).collect();
    let mut depths = BTreeMap::new();
    let mut queue = VecDeque::new();
    let mut roots = Vec::new();
    view.globals.slots.iter().filter_map(|s| s.value.as_ref()).for_each(|v| roots.push(v.serial));
    for frame in &view.frames {
        each_of_frame(frame, &mut |v| roots.push(v.serial));
    }
    for serial in roots {
        if depths.insert(serial, 0).is_none() {
            queue.push_back(serial);
        }
    }
    while let Some(serial) = queue.pop_front() {
        let depth = depths.get(&serial).copied().unwrap_or(0) + 1;
        let Some(object) = objects.get(&serial) else { continue };
        each_of_parts(&object.parts, &mut |v| {
            depths.entry(v.serial).or_insert_with(|| {
                queue.push_back(v.serial);
                depth
            });
        });
    }
    depths
}

pub fn each_of_frame(frame: &FrameView, f: &mut dyn FnMut(&ValueRef)) {
    frame.locals.iter().filter_map(|s| s.value.as_ref()).for_each(&mut *f);
    frame.stack.iter().filter_map(|s| s.value.as_ref()).for_each(&mut *f);
    frame.rows.iter().flat_map(|r| r.values.iter()).for_each(f);
}

pub fn each_of_parts(parts: &Parts, f: &mut dyn FnMut(&ValueRef)) {
    match parts {
        Parts::Plain | Parts::Int { .. } | Parts::Float { .. } | Parts::Str { .. } => {}
        Parts::Sequence { items, .. } => items.iter().flatten().for_each(f),
        Parts::Mapping { entries, .. } => {
            entries.iter().flat_map(|e| e.key.iter().chain(e.value.iter())).for_each(f);
        }
        Parts::SetTable { places, .. } => places.iter().filter_map(|p| p.key.as_ref()).for_each(f),
        Parts::Fields { named, .. } => named.iter().filter_map(|n| n.value.as_ref()).for_each(f),
        Parts::Generator { frame, named, .. } => {
            named.iter().filter_map(|n| n.value.as_ref()).for_each(&mut *f);
            if let Some(frame) = frame {
                each_of_frame(frame, f);
            }
        }
        Parts::Cell { value } => value.iter().for_each(f),
    }
}

/// Objects that are drawn as cards: all that a drawn slot points to, small immutables only if asked.
pub fn drawn(view: &StateView, small_as_objects: bool) -> Vec<Serial> {
    let objects: BTreeMap<Serial, &ObjectView> = view.objects.iter().map(|o| (o.serial, o)).collect();
    let mut found = BTreeSet::new();
    let mut queue = Vec::new();
    let mut visit = |v: &ValueRef, queue: &mut Vec<Serial>| {
        let inside = v.inline.is_some() && !small_as_objects;
        if !inside && v.folded.is_none() && objects.contains_key(&v.serial) && found.insert(v.serial) {
            queue.push(v.serial);
        }
    };
    view.globals.slots.iter().filter_map(|s| s.value.as_ref()).for_each(|v| visit(v, &mut queue));
    for frame in &view.frames {
        each_of_frame(frame, &mut |v| visit(v, &mut queue));
    }
    if let Some(raised) = &view.raised {
        visit(&raised.value, &mut queue);
    }
    while let Some(serial) = queue.pop() {
        if let Some(object) = objects.get(&serial) {
            each_of_parts(&object.parts, &mut |v| visit(v, &mut queue));
        }
    }
    // Unreachable yet alive: a cycle waiting for the collector. It stays in sight.
    for object in &view.objects {
        if !object.small && !object.immortal && found.insert(object.serial) {
            queue.push(object.serial);
        }
    }
    found.into_iter().collect()
}
