//! Where cards stand, as it is drawn. A place is a function of the recording alone, never of the way a person went
//! through it: going back, stepping and seeking find everything where it was. The late module looks a finished recording
//! through and finds the places (`desk::film`); who has none is placed by the view at hand.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

pub use pyvarium_protocol::layout::{Layout, Lodging, N_COLUMNS};
use pyvarium_protocol::{FrameView, ObjectView, Parts, Serial, StateView, ValueRef};

/// Between two cards of a column, and the height of a place that nobody was seen in. Unit: CSS pixels.
pub const GAP: u32 = 14;
pub const USUAL: u32 = 44;

/// Who stands in a row.
#[derive(Clone, Debug, PartialEq)]
pub enum Tenant {
    Card(Serial),
    /// The step that is shown freed it; nobody else has come yet.
    Freed(Lodging),
}

/// Shape: N_COLUMNS lists of rows; an empty row is a place kept free. `drawn`: in birth order.
pub fn rows(layout: &Layout, view: &StateView, drawn: &[Serial]) -> Vec<Vec<Option<Tenant>>> {
    let mut columns: Vec<Vec<Option<Tenant>>> = layout.columns.iter().map(|c| vec![None; c.places.len()]).collect();
    columns.resize(N_COLUMNS, Vec::new());
    let mut put = |column: usize, row: usize, tenant: Tenant| -> bool {
        let Some(rows) = columns.get_mut(column) else { return false };
        if rows.len() <= row {
            rows.resize(row + 1, None);
        }
        match rows.get_mut(row) {
            Some(place @ None) => {
                *place = Some(tenant);
                true
            }
            _ => false,
        }
    };
    let lodging = |serial: Serial| layout.lodgings.binary_search_by_key(&serial, |l| l.serial).ok().and_then(|at| layout.lodgings.get(at));
    // One that somebody unfolded outlives what was noted of it, and may find its place taken: the
    // lasting ones come first.
    let mut unknown = Vec::new();
    for class in 0..=2 {
        for serial in drawn {
            match lodging(*serial) {
                Some(l) if l.class == class && !put(l.column as usize, l.row as usize, Tenant::Card(*serial)) => unknown.push(*serial),
                None if class == 2 => unknown.push(*serial),
                _ => {}
            }
        }
    }
    let depths = if unknown.is_empty() { BTreeMap::new() } else { depths(view, true) };
    // Below all places that are given: there they move nobody.
    let mut next: Vec<usize> = layout.columns.iter().map(|c| c.places.len()).chain([0; N_COLUMNS]).take(N_COLUMNS).collect();
    for serial in unknown {
        let column = depths.get(&serial).map_or(N_COLUMNS - 1, |way| way.depth).min(N_COLUMNS - 1);
        let Some(from) = next.get_mut(column) else { continue };
        while !put(column, *from, Tenant::Card(serial)) {
            *from += 1;
        }
    }
    for serial in &view.freed {
        if let Some(l) = lodging(*serial) {
            put(l.column as usize, l.row as usize, Tenant::Freed(l.clone()));
        }
    }
    // Rows that nobody has come to yet need no room below the last card.
    for rows in &mut columns {
        while rows.last() == Some(&None) {
            rows.pop();
        }
    }
    columns
}

/// All of the columns side by side with `gap` between them. Unit: CSS pixels.
pub fn width(layout: &Layout, gap: u32) -> u32 {
    layout.columns.iter().filter(|c| !c.places.is_empty()).map(|c| c.width + gap).sum()
}

/// How an object is come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Way {
    /// Arrows between it and the nearest name.
    pub depth: usize,
    /// The object before it.
    pub parent: Option<Serial>,
}

/// How each object is come to. Breadth first from globals and locals; with
/// `stacks`, from value stacks and natives too.
pub fn depths(view: &StateView, stacks: bool) -> BTreeMap<Serial, Way> {
    let objects: BTreeMap<Serial, &ObjectView> = view.objects.iter().map(|o| (o.serial, o)).collect();
    let mut depths = BTreeMap::new();
    let mut queue = VecDeque::new();
    let mut roots = Vec::new();
    view.globals.slots.iter().filter_map(|s| s.value.as_ref()).for_each(|v| roots.push(v.serial));
    for frame in &view.frames {
        frame.locals.iter().filter_map(|s| s.value.as_ref()).for_each(|v| roots.push(v.serial));
        if stacks {
            each_of_frame(frame, &mut |v| roots.push(v.serial));
        }
    }
    for serial in roots {
        if depths.insert(serial, Way::default()).is_none() {
            queue.push_back(serial);
        }
    }
    while let Some(serial) = queue.pop_front() {
        let way = Way { depth: depths.get(&serial).map_or(0, |way| way.depth) + 1, parent: Some(serial) };
        let Some(object) = objects.get(&serial) else { continue };
        each_of_parts(&object.parts, &mut |v| {
            depths.entry(v.serial).or_insert_with(|| {
                queue.push_back(v.serial);
                way
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
