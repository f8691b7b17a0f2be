//! Where cards stand. A place is a function of the recording alone, never of the way a person went
//! through it: going back, stepping and seeking find everything where it was.
//!
//! `Film` looks at a recording once, in even strides, and notes who lives when, how far from the
//! names, who leads to whom, and how big. From that each card gets a column and a place in it for all of its life. What an
//! object leads to stands at its height, one column to the right, so that a chain is a row and a tree a tree. No two
//! that live together share a place, and a place is as high as its tallest tenant will ever be, so that a card
//! that grows or dies moves nobody. Who lived between two looks is placed by the view at hand. A longer recording keeps
//! the places that were given (`Film::layout`).

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use pyvarium_protocol::{FrameView, ObjectView, Parts, Serial, StateView, ValueRef};

use crate::{fold, measure};

/// Columns on the stage: names point into the first, what those objects hold stands to the right.
pub const N_COLUMNS: usize = 7;

/// More than this many cards cannot be followed by anyone; the rest is placed by the view at hand.
const MOST_LIVES: usize = 1500;

/// A place stays empty for so many looks before and after a tenant: who lives between two looks finds it free, and who has
/// just gone is not at once taken for somebody else.
const LATE: usize = 2;

/// Between two cards of a column, and the height of a place that nobody was seen in. Unit: CSS pixels.
pub const GAP: u32 = 14;
pub const USUAL: u32 = 44;

/// No more than this is kept free under a card for what hangs on its neighbours. Unit: CSS pixels.
const MOST_ROOM: u32 = 360;

/// What one object was like whenever it was looked at.
#[derive(Clone, Debug, Default)]
struct Life {
    first: usize,
    last: usize,
    /// How often it stood this far from a global, counted in arrows.
    by_global: [u32; N_COLUMNS],
    /// The same from any name.
    by_name: [u32; N_COLUMNS],
    /// And from a value stack or a native, where no name reached it.
    by_stack: [u32; N_COLUMNS],
    /// Who led to it, and how often.
    parents: BTreeMap<Serial, u32>,
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

/// A place that is being let, and to whom.
struct Let {
    top: u32,
    height: u32,
    /// First and last look.
    tenants: Vec<(Serial, usize, usize)>,
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
            let vote = |votes: &mut [u32; N_COLUMNS], depth: usize| {
                if let Some(n) = votes.get_mut(depth.min(N_COLUMNS - 1)) {
                    *n += 1;
                }
            };
            match named.get(&object.serial) {
                Some(way) => vote(&mut life.by_name, way.depth),
                None => vote(&mut life.by_stack, all.get(&object.serial).map_or(N_COLUMNS - 1, |way| way.depth)),
            }
            if let Some(way) = globals.get(&object.serial) {
                vote(&mut life.by_global, way.depth);
            }
            // While it is being made, an object is led to by whoever makes it; what lasts counts more.
            let lead = [(&globals, 10_000), (&named, 100), (&all, 1)]
                .into_iter()
                .find_map(|(ways, weight)| Some((ways.get(&object.serial)?.parent, weight)));
            if let Some((Some(parent), weight)) = lead {
                *life.parents.entry(parent).or_default() += weight;
            }
        }
        self.n_looks += 1;
    }

    /// Who has a place in `kept` already keeps it.
    pub fn layout(&self, kept: &Layout) -> Layout {
        let mut columns: Vec<Vec<Let>> = Vec::new();
        for shape in &kept.columns {
            columns.push(shape.places.iter().map(|(top, height)| Let { top: *top, height: *height, tenants: Vec::new() }).collect());
        }
        for (serial, ((column, row), _)) in &kept.places {
            if let (Some(life), Some(place)) = (self.lives.get(serial), columns.get_mut(*column).and_then(|c| c.get_mut(*row))) {
                place.tenants.push((*serial, life.first, life.last));
                place.height = place.height.max(life.height);
            }
        }
        let mut lives: Vec<(Serial, &Life)> =
            self.lives.iter().map(|(s, l)| (*s, l)).filter(|(s, _)| !kept.places.contains_key(s)).collect();
        // Who was seen once is placed by the view at hand, below those that are known.
        lives.retain(|(_, life)| life.last > life.first || self.n_looks < 3);
        let rooms = self.rooms();
        for column in 0..N_COLUMNS {
            let Some(places) = columns.get(column) else { continue };
            debug_assert!(places.is_sorted_by_key(|p| p.top));
            let top_of = |life: &Life| -> u32 {
                let Some((parent, _)) = life.parents.iter().max_by_key(|(_, n)| **n).filter(|_| column > 0) else { return 0 };
                columns.get(column - 1).and_then(|c| c.iter().find(|p| p.tenants.iter().any(|t| t.0 == *parent))).map_or(0, |p| p.top)
            };
            let mut here: Vec<(u8, bool, u32, Serial, &Life)> = lives
                .iter()
                .filter(|(_, life)| life.column() == column)
                // What stays stands above what comes and goes.
                .map(|(serial, life)| (life.class(), life.last + 1 < self.n_looks, top_of(life), *serial, *life))
                .collect();
            here.sort_by_key(|(class, goes, top, serial, life)| (*class, *goes, *top, life.first, *serial));
            for (_, _, top, serial, life) in here {
                let room = if column > 0 { rooms.get(&serial).copied().unwrap_or(0) } else { 0 };
                if let Some(places) = columns.get_mut(column) {
                    lodge(places, serial, life, top, room);
                }
            }
        }
        self.signed(columns)
    }

    /// How much what hangs on an object takes, itself included: the sum of what its children take, where all are there at once.
    fn rooms(&self) -> BTreeMap<Serial, u32> {
        let mut rooms: BTreeMap<Serial, u32> = BTreeMap::new();
        let mut order: Vec<(Serial, &Life)> = self.lives.iter().map(|(s, l)| (*s, l)).collect();
        order.sort_by_key(|(_, life)| std::cmp::Reverse(life.column()));
        let mut below: BTreeMap<Serial, u32> = BTreeMap::new();
        for (serial, life) in order {
            let room = (life.height + GAP).max(below.get(&serial).copied().unwrap_or(0)).min(MOST_ROOM);
            rooms.insert(serial, room);
            let parent = life.parents.iter().max_by_key(|(_, n)| **n).and_then(|(p, _)| Some((*p, self.lives.get(p)?)));
            if let Some((parent, its)) = parent.filter(|(_, its)| its.column() + 1 == life.column() && life.last == its.last) {
                debug_assert!(its.column() < life.column());
                *below.entry(parent).or_default() += room;
            }
        }
        rooms
    }

    fn signed(&self, mut columns: Vec<Vec<Let>>) -> Layout {
        let mut layout = Layout::default();
        for (column, places) in columns.iter_mut().enumerate() {
            places.sort_by_key(|p| p.top);
            let Some(shape) = layout.columns.get_mut(column) else { continue };
            for (row, place) in places.iter().enumerate() {
                shape.places.push((place.top, place.height));
                for (serial, ..) in &place.tenants {
                    let Some(life) = self.lives.get(serial) else { continue };
                    if life.class() < 2 {
                        shape.width = shape.width.max(life.width);
                    }
                    layout.places.insert(*serial, ((column, row), life.class()));
                    layout.ghosts.insert(*serial, life.ghost.clone());
                }
            }
        }
        layout
    }
}

/// Finds a place at `top` or as near below it as can be had, and else makes one.
fn lodge(places: &mut Vec<Let>, serial: Serial, life: &Life, top: u32, room: u32) {
    let is_free = |place: &Let| place.tenants.iter().all(|(_, first, last)| life.first > last + LATE || *first > life.last + LATE);
    let has_height = |i: usize, place: &Let| {
        place.height >= life.height || places.get(i + 1).is_none_or(|next| place.top + life.height + GAP <= next.top)
    };
    let found = places.iter().enumerate().position(|(i, place)| place.top + place.height > top && is_free(place) && has_height(i, place));
    if let Some(place) = found.and_then(|i| places.get_mut(i)) {
        place.height = place.height.max(life.height);
        place.tenants.push((serial, life.first, life.last));
        return;
    }
    // Between two places, or below all.
    let mut at = top;
    let mut index = places.len();
    for (i, place) in places.iter().enumerate() {
        if at + life.height.max(room.saturating_sub(GAP)) + GAP <= place.top {
            index = i;
            break;
        }
        at = at.max(place.top + place.height + GAP);
    }
    let height = life.height.max(room.saturating_sub(GAP));
    places.insert(index, Let { top: at, height, tenants: vec![(serial, life.first, life.last)] });
}

impl Life {
    fn class(&self) -> u8 {
        let is_led_to = |votes: &[u32]| votes.iter().any(|n| *n > 0);
        match () {
            () if is_led_to(&self.by_global) => 0,
            () if is_led_to(&self.by_name) => 1,
            () => 2,
        }
    }

    fn column(&self) -> usize {
        let votes = match self.class() {
            0 => &self.by_global,
            1 => &self.by_name,
            _ => &self.by_stack,
        };
        let most = votes.iter().max().copied().unwrap_or(0);
        votes.iter().position(|n| *n == most).unwrap_or(0)
    }
}

/// Unit: CSS pixels. The least that is kept free.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shape {
    pub width: u32,
    /// Top and height, from above to below.
    pub places: Vec<(u32, u32)>,
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
        let mut columns: Vec<Vec<Option<Tenant>>> = self.columns.iter().map(|c| vec![None; c.places.len()]).collect();
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
            let column = depths.get(&serial).map_or(N_COLUMNS - 1, |way| way.depth).min(N_COLUMNS - 1);
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
        self.columns.iter().filter(|c| !c.places.is_empty()).map(|c| c.width + gap).sum()
    }

    pub fn shape(&self, column: usize) -> Option<&Shape> {
        self.columns.get(column)
    }
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
