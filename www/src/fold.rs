//! What is folded away for calm, and what a person unfolded again.
//!
//! A class is drawn without a card for each of its methods; opening the class unfolds them, and a
//! method that a name, a stack or another object holds has its card anyway. A builtin that only a
//! value stack holds is a word there. What is many arrows from any name waits behind a word, too. A small immutable that somebody pressed is drawn as an object.

use std::collections::{BTreeMap, BTreeSet};

use pyvarium_protocol::{Family, FrameView, Named, ObjectView, Parts, Serial, StateView, ValueRef};

use crate::layout::{self, each_of_frame, each_of_parts};

pub fn away(mut view: StateView, open: &BTreeSet<Serial>) -> StateView {
    let is_quiet = |o: &&ObjectView| o.text.starts_with("<built") || (o.family == Family::Class && o.immortal);
    let quiet: BTreeMap<Serial, String> = view
        .objects
        .iter()
        .filter(is_quiet)
        .filter(|o| !open.contains(&o.serial))
        .map(|o| (o.serial, name(o).unwrap_or(&o.type_name).to_owned()))
        .collect();
    for frame in &mut view.frames {
        let held = frame.stack.iter_mut().filter_map(|e| e.value.as_mut()).chain(frame.rows.iter_mut().flat_map(|r| r.values.iter_mut()));
        for value in held {
            if let Some(text) = quiet.get(&value.serial) {
                value.folded = Some(text.clone());
            }
        }
    }
    if !open.is_empty() {
        each_value(&mut view, &mut |v| {
            if open.contains(&v.serial) {
                v.inline = None;
            }
        });
    }
    far(methods(long(view, open), open), open)
}

/// Items of a closed list: so many at its head and tail; entries of a closed dict.
const HEAD: usize = 12;
const TAIL: usize = 3;
const ENTRIES: usize = 10;

/// Long containers show their ends until they are opened; what only the rest holds goes with it.
fn long(mut view: StateView, open: &BTreeSet<Serial>) -> StateView {
    let before = layout::depths(&view, true);
    let mut shortened = false;
    for object in view.objects.iter_mut().filter(|o| !open.contains(&o.serial)) {
        match &mut object.parts {
            Parts::Sequence { items, n_hidden, head, .. } if items.len() > HEAD + TAIL + 1 => {
                let n_gone = items.len() - HEAD - TAIL;
                items.drain(HEAD..HEAD + n_gone);
                *n_hidden += n_gone as u32;
                *head = HEAD as u32;
                shortened = true;
            }
            Parts::Mapping { entries, n_hidden, .. } if entries.len() > ENTRIES + 2 => {
                let all = entries.len();
                let mut i = 0;
                entries.retain(|e| {
                    i += 1;
                    i <= ENTRIES || e.changed
                });
                *n_hidden += (all - entries.len()) as u32;
                shortened = true;
            }
            _ => {}
        }
    }
    if shortened {
        let after = layout::depths(&view, true);
        view.objects.retain(|o| after.contains_key(&o.serial) || !before.contains_key(&o.serial));
    }
    view
}

/// Arrows from a name beyond which nothing is drawn unasked, and how many cards at most.
const FAR: usize = 6;
const MANY: usize = 120;

fn far(mut view: StateView, open: &BTreeSet<Serial>) -> StateView {
    let depths = layout::depths(&view, true);
    let mut nearest: Vec<(usize, Serial)> =
        view.objects.iter().filter(|o| !o.small).filter_map(|o| Some((depths.get(&o.serial)?.depth, o.serial))).collect();
    nearest.sort_unstable();
    let away = |(i, (depth, serial)): (usize, &(usize, Serial))| ((*depth > FAR || i >= MANY) && !open.contains(serial)).then_some(*serial);
    let away: BTreeSet<Serial> = nearest.iter().enumerate().filter_map(away).collect();
    if away.is_empty() {
        return view;
    }
    let texts: BTreeMap<Serial, String> =
        view.objects.iter().filter(|o| away.contains(&o.serial)).map(|o| (o.serial, o.type_name.clone())).collect();
    each_value(&mut view, &mut |v| {
        if let Some(text) = texts.get(&v.serial) {
            v.folded.get_or_insert_with(|| text.clone());
        }
    });
    view.objects.retain(|o| !away.contains(&o.serial));
    view
}

/// What only closed classes hold is a word in its row: methods, and what the library keeps there (a dataclass's fields).
fn methods(mut view: StateView, open: &BTreeSet<Serial>) -> StateView {
    let is_quiet = |o: &&ObjectView| o.family == Family::Callable || (o.library && !o.small);
    let quiet: BTreeMap<Serial, String> = view.objects.iter().filter(is_quiet).map(|o| (o.serial, quiet_text(o))).collect();
    let is_closed = |o: &ObjectView| o.family == Family::Class && !open.contains(&o.serial);
    if quiet.is_empty() {
        return view;
    }
    let before = layout::depths(&view, true);
    // From the names on, but not from a closed class to what is quiet.
    let objects: BTreeMap<Serial, &ObjectView> = view.objects.iter().map(|o| (o.serial, o)).collect();
    let mut held: BTreeSet<Serial> = BTreeSet::new();
    let mut queue: Vec<Serial> = Vec::new();
    let mut hold = |v: &ValueRef, queue: &mut Vec<Serial>| {
        if v.folded.is_none() && held.insert(v.serial) {
            queue.push(v.serial);
        }
    };
    view.globals.slots.iter().filter_map(|s| s.value.as_ref()).for_each(|v| hold(v, &mut queue));
    for frame in &view.frames {
        each_of_frame(frame, &mut |v| hold(v, &mut queue));
    }
    view.raised.iter().for_each(|r| hold(&r.value, &mut queue));
    for object in view.objects.iter().filter(|o| o.unreachable || open.contains(&o.serial)) {
        hold(&ValueRef { serial: object.serial, ..ValueRef::default() }, &mut queue);
    }
    while let Some(serial) = queue.pop() {
        let Some(object) = objects.get(&serial) else { continue };
        let stops = is_closed(object);
        each_of_parts(&object.parts, &mut |v| {
            if !(stops && quiet.contains_key(&v.serial)) {
                hold(v, &mut queue);
            }
        });
    }
    for object in view.objects.iter_mut().filter(|o| is_closed(o)) {
        let Parts::Fields { named, .. } = &mut object.parts else { continue };
        for value in named.iter_mut().filter_map(|n| n.value.as_mut()) {
            if let (false, Some(text)) = (held.contains(&value.serial), quiet.get(&value.serial)) {
                value.folded = Some(text.clone());
            }
        }
    }
    view.objects.retain(|o| held.contains(&o.serial) || !(before.contains_key(&o.serial) || quiet.contains_key(&o.serial)));
    view
}

/// The row's label is the method's name already.
fn quiet_text(object: &ObjectView) -> String {
    match object.family {
        Family::Callable => object.text.trim_start_matches('<').split(' ').next().unwrap_or_default().to_owned(),
        _ => object.type_name.clone(),
    }
}

fn each_value(view: &mut StateView, f: &mut dyn FnMut(&mut ValueRef)) {
    view.globals.slots.iter_mut().filter_map(|s| s.value.as_mut()).for_each(&mut *f);
    for frame in &mut view.frames {
        each_value_of_frame(frame, f);
    }
    for object in &mut view.objects {
        match &mut object.parts {
            Parts::Plain | Parts::Int { .. } | Parts::Float { .. } | Parts::Str { .. } => {}
            Parts::Sequence { items, .. } => items.iter_mut().flatten().for_each(&mut *f),
            Parts::Mapping { entries, .. } => entries.iter_mut().flat_map(|e| e.key.iter_mut().chain(e.value.iter_mut())).for_each(&mut *f),
            Parts::SetTable { places, .. } => places.iter_mut().filter_map(|p| p.key.as_mut()).for_each(&mut *f),
            Parts::Fields { named, .. } => named.iter_mut().filter_map(|n| n.value.as_mut()).for_each(&mut *f),
            Parts::Generator { frame, named, .. } => {
                named.iter_mut().filter_map(|n| n.value.as_mut()).for_each(&mut *f);
                if let Some(frame) = frame {
                    each_value_of_frame(frame, f);
                }
            }
            Parts::Cell { value } => value.iter_mut().for_each(&mut *f),
        }
    }
}

fn each_value_of_frame(frame: &mut FrameView, f: &mut dyn FnMut(&mut ValueRef)) {
    frame.locals.iter_mut().filter_map(|s| s.value.as_mut()).for_each(&mut *f);
    frame.stack.iter_mut().filter_map(|s| s.value.as_mut()).for_each(&mut *f);
    frame.rows.iter_mut().flat_map(|r| r.values.iter_mut()).for_each(f);
}

/// The rows of a closed card: what only says which code it has, and what the library's classes are made of, waits until
/// somebody opens it.
pub fn rows(object: &ObjectView, open: bool) -> impl Iterator<Item = &Named> {
    let named = match &object.parts {
        Parts::Fields { named, .. } => named.as_slice(),
        _ => &[],
    };
    let is_detail = move |n: &Named| object.family == Family::Callable && n.value.as_ref().is_some_and(|v| v.folded.is_some());
    let is_foreign = object.library && matches!(object.family, Family::Callable | Family::Class);
    named.iter().filter(move |n| open || (!is_foreign && !is_detail(n)))
}

/// What a class, function or module goes by; it stands in the card's head. None: the head has no name.
pub fn name(object: &ObjectView) -> Option<&str> {
    let named = matches!(object.family, Family::Callable | Family::Class | Family::Module) || object.text.starts_with("<code object ");
    let inner = object.text.strip_prefix('<')?.strip_suffix('>')?;
    let qualname = inner.rsplit(' ').next().unwrap_or(inner).trim_matches('\'');
    named.then(|| qualname.rsplit("<locals>.").next().unwrap_or(qualname))
}
