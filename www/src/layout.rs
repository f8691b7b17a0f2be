//! Where cards stand. A place is a function of the recording alone, never of the way a person went
//! through it: going back, stepping and seeking find everything where it was.
//!
//! `Film` looks at a recording once, in even strides, and notes who lives when, how far from the
//! names, and how big. From that each card gets a column and a row for all of its life; no two that
//! live together share one, and a row is as high as its tallest tenant will ever be, so that a card
//! that grows or dies moves nobody. Who lived between two looks is placed by the view at hand.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use pyvarium_protocol::{FrameView, ObjectView, Parts, Serial, StateView, ValueRef};

use crate::{fold, measure};

/// Columns on the stage: names point into the first, what those objects hold stands to the right.
pub const N_COLUMNS: usize = 3;

/// More than this many cards cannot be followed by anyone; the rest is placed by the view at hand.
const MOST_LIVES: usize = 1500;

/// What one object was like whenever it was looked at.
#[derive(Clone, Debug, Default)]
struct Life {
    first: usize,
    last: usize,
    /// How often a global led to it.
    by_global: u32,
    /// How often it stood this far from a name, counted in arrows.
    by_name: [u32; N_COLUMNS],
    /// The same from a value stack or a native, where no name reached it.
    by_stack: [u32; N_COLUMNS],
    /// Unit: CSS pixels.
    height: u32,
    width: u32,
    ghost: Ghost,
}

/// What is told of an object that has just been freed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ghost {
    pub type_name: String,
    pub address: u64,
}

/// Who stands in a row.
#[derive(Clone, Debug, PartialEq)]
pub enum Tenant {
    Card(Serial),
    /// The step that is shown freed it; nobody else has come yet.
    Freed(Serial, Ghost),
}

#[derive(Clone, Debug, Default)]
pub struct Film {
    lives: BTreeMap<Serial, Life>,
    n_looks: usize,
}

impl Film {
    /// Looks must come in the order of time.
    pub fn look(&mut self, view: &StateView, small_as_objects: bool) {
        let view = &fold::away(view.clone(), &BTreeSet::new());
        let globals = depths(&StateView { globals: view.globals.clone(), objects: view.objects.clone(), ..StateView::default() }, false);
        let named = depths(view, false);
        let all = depths(view, true);
        let drawn: BTreeSet<Serial> = drawn(view, small_as_objects).into_iter().collect();
        for object in view.objects.iter().filter(|o| drawn.contains(&o.serial)) {
            let now = self.n_looks;
            if self.lives.len() >= MOST_LIVES && !self.lives.contains_key(&object.serial) {
                continue;
            }
            let life = self.lives.entry(object.serial).or_insert_with(|| {
                let ghost = Ghost { type_name: object.type_name.clone(), address: object.address };
                Life { first: now, ghost, ..Life::default() }
            });
            life.last = now;
            life.height = life.height.max(measure::height(object));
            life.width = life.width.max(measure::width(object));
            life.by_global += u32::from(globals.contains_key(&object.serial));
            let vote = |votes: &mut [u32; N_COLUMNS], depth: usize| {
                if let Some(n) = votes.get_mut(depth.min(N_COLUMNS - 1)) {
                    *n += 1;
                }
            };
            match named.get(&object.serial) {
                Some(depth) => vote(&mut life.by_name, *depth),
                None => vote(&mut life.by_stack, all.get(&object.serial).copied().unwrap_or(N_COLUMNS - 1)),
            }
        }
        self.n_looks += 1;
    }

    pub fn layout(&self) -> Layout {
        let mut layout = Layout::default();
        let mut tenants: Vec<Vec<Vec<(usize, usize)>>> = vec![Vec::new(); N_COLUMNS];
        let mut lives: Vec<(&Serial, &Life)> = self.lives.iter().collect();
        // What stays stands above what comes and goes.
        // Who was seen once is placed by the view at hand, below those that are known.
        lives.retain(|(_, life)| life.last > life.first || self.n_looks < 3);
        lives.sort_by_key(|(serial, life)| (life.class(), life.last + 1 < self.n_looks, life.first, **serial));
        for (serial, life) in lives {
            let column = life.column();
            let (Some(rows), Some(shape)) = (tenants.get_mut(column), layout.columns.get_mut(column)) else { continue };
            // A place stays empty for one look after a death: whoever lives between two looks finds it free.
            let free = |row: &Vec<(usize, usize)>| row.iter().all(|(first, last)| life.first > last + 1 || *first > life.last + 1);
            let row = rows.iter().position(free).unwrap_or(rows.len());
            if row == rows.len() {
                rows.push(Vec::new());
                shape.heights.push(0);
            }
            if let (Some(row), Some(height)) = (rows.get_mut(row), shape.heights.get_mut(row)) {
                row.push((life.first, life.last));
                *height = (*height).max(life.height);
            }
            if life.class() < 2 {
                shape.width = shape.width.max(life.width);
            }
            layout.places.insert(*serial, ((column, row), life.class()));
            layout.ghosts.insert(*serial, life.ghost.clone());
        }
        layout
    }
}

impl Life {
    fn class(&self) -> u8 {
        let is_named = self.by_name.iter().any(|n| *n > 0);
        if self.by_global > 0 {
            0
        } else if is_named {
            1
        } else {
            2
        }
    }

    fn column(&self) -> usize {
        let votes = if self.by_name.iter().any(|n| *n > 0) { &self.by_name } else { &self.by_stack };
        let most = votes.iter().max().copied().unwrap_or(0);
        votes.iter().position(|n| *n == most).unwrap_or(0)
    }
}

/// Unit: CSS pixels. The least that is kept free.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shape {
    pub width: u32,
    pub heights: Vec<u32>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Layout {
    /// Column and row, and how lasting the tenant is (0 the most). Several may have a row in turn.
    places: BTreeMap<Serial, ((usize, usize), u8)>,
    columns: [Shape; N_COLUMNS],
    ghosts: BTreeMap<Serial, Ghost>,
}

impl Layout {
    /// Shape: N_COLUMNS lists of rows; an empty row is a place kept free. `drawn`: in birth order.
    pub fn rows(&self, view: &StateView, drawn: &[Serial]) -> Vec<Vec<Option<Tenant>>> {
        let mut columns: Vec<Vec<Option<Tenant>>> = self.columns.iter().map(|c| vec![None; c.heights.len()]).collect();
        let mut put = |(column, row): (usize, usize), tenant: Tenant| -> bool {
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
        // One that somebody unfolded outlives what was noted of it, and may find its place taken: the
        // lasting ones come first.
        let mut order: Vec<Serial> = drawn.to_vec();
        order.sort_by_key(|s| (self.places.get(s).map_or(u8::MAX, |p| p.1), *s));
        let unknown: Vec<Serial> =
            order.into_iter().filter(|s| self.places.get(s).is_none_or(|(place, _)| !put(*place, Tenant::Card(*s)))).collect();
        let depths = if unknown.is_empty() { BTreeMap::new() } else { depths(view, true) };
        let mut next: BTreeMap<usize, usize> = BTreeMap::new();
        for serial in unknown {
            let column = depths.get(&serial).copied().unwrap_or(N_COLUMNS - 1).min(N_COLUMNS - 1);
            let from = next.entry(column).or_insert(0);
            while !put((column, *from), Tenant::Card(serial)) {
                *from += 1;
            }
        }
        for serial in &view.freed {
            if let (Some((place, _)), Some(ghost)) = (self.places.get(serial), self.ghosts.get(serial)) {
                put(*place, Tenant::Freed(*serial, ghost.clone()));
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
    pub fn width(&self, gap: u32) -> u32 {
        self.columns.iter().filter(|c| !c.heights.is_empty()).map(|c| c.width + gap).sum()
    }

    pub fn shape(&self, column: usize) -> Option<&Shape> {
        self.columns.get(column)
    }
}

/// Arrows between an object and the nearest name. Breadth first from globals and locals; with
/// `stacks`, from value stacks and natives too.
pub fn depths(view: &StateView, stacks: bool) -> BTreeMap<Serial, usize> {
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
