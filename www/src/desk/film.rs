//! Who stands where: a recording is looked at once, in even strides, and it is noted who lives when, how far from the
//! names, who leads to whom, and how big. From that each card gets a column and a place in it for all of its life. What an
//! object leads to stands at its height, one column to the right, so that a chain is a row and a tree a tree. No two
//! that live together share a place, and a place is as high as its tallest tenant will ever be, so that a card
//! that grows or dies moves nobody. Who lived between two looks is placed by the view at hand. A longer recording keeps
//! the places that were given (`Film::layout`).

use std::collections::{BTreeMap, BTreeSet};

use pyvarium_protocol::layout::{Layout, Lodging, N_COLUMNS, Shape};
use pyvarium_protocol::{Serial, StateView};

use crate::layout::{GAP, depths, drawn};
use crate::{fold, measure};

/// More than this many cards cannot be followed by anyone; the rest is placed by the view at hand.
const MOST_LIVES: usize = 1500;

/// A place stays empty for so many looks before and after a tenant: who lives between two looks finds it free, and who has
/// just gone is not at once taken for somebody else.
const LATE: usize = 2;

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
    type_name: String,
    address: u64,
}

#[derive(Clone, Debug, Default)]
pub struct Film {
    lives: BTreeMap<Serial, Life>,
    n_looks: usize,
    /// Each moment was looked at.
    is_whole: bool,
}

/// A place that is being let, and to whom.
struct Let {
    top: u32,
    height: u32,
    /// First and last look.
    tenants: Vec<(Serial, usize, usize)>,
}

impl Film {
    pub fn new(is_whole: bool) -> Film {
        Film { is_whole, ..Film::default() }
    }

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
            let life = self.lives.entry(object.serial).or_insert_with(|| Life {
                first: now,
                type_name: object.type_name.clone(),
                address: object.address,
                ..Life::default()
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
        columns.resize_with(N_COLUMNS, Vec::new);
        for l in &kept.lodgings {
            let place = columns.get_mut(l.column as usize).and_then(|c| c.get_mut(l.row as usize));
            if let (Some(life), Some(place)) = (self.lives.get(&l.serial), place) {
                place.tenants.push((l.serial, life.first, life.last));
                place.height = place.height.max(life.height);
            }
        }
        let has_one = |serial: &Serial| kept.lodgings.binary_search_by_key(serial, |l| l.serial).is_ok();
        let mut lives: Vec<(Serial, &Life)> = self.lives.iter().map(|(s, l)| (*s, l)).filter(|(s, _)| !has_one(s)).collect();
        // Who was seen once between two looks that lie apart is placed by the view at hand, below those that are known.
        lives.retain(|(_, life)| life.last > life.first || self.n_looks < 3 || self.is_whole);
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
            let mut shape = Shape::default();
            for (row, place) in places.iter().enumerate() {
                shape.places.push((place.top, place.height));
                for (serial, ..) in &place.tenants {
                    let Some(life) = self.lives.get(serial) else { continue };
                    if life.class() < 2 {
                        shape.width = shape.width.max(life.width);
                    }
                    layout.lodgings.push(Lodging {
                        serial: *serial,
                        column: column as u32,
                        row: row as u32,
                        class: life.class().into(),
                        type_name: life.type_name.clone(),
                        address: life.address,
                    });
                }
            }
            layout.columns.push(shape);
        }
        layout.lodgings.sort_by_key(|l| l.serial);
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
