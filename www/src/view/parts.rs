//! The inside of a card. Closed it shows what the object holds; open, how CPython keeps it.

use std::collections::BTreeSet;

use pyvarium_protocol::object::{Entry, Named, SetPlace, Text};
use pyvarium_protocol::{ObjectView, Parts, Probe};
use yew::prelude::*;

use super::frames;
use super::value::{Hold, Look, value};
use crate::{fold, measure};

pub fn parts(object: &ObjectView, probe: Option<&Probe>, open: bool, look: Look) -> Html {
    let id = object.serial.0;
    match &object.parts {
        Parts::Plain if fold::name(object).is_some() => Html::default(),
        Parts::Plain => text(object),
        Parts::Sequence { items, allocated, n_hidden, head } => {
            let spare = allocated.map_or(0, |a| (a as usize).saturating_sub(items.len() + *n_hidden as usize));
            let cells = items.iter().enumerate().map(|(i, item)| {
                let gap = *n_hidden > 0 && i == *head as usize;
                let n = if i >= *head as usize { i + *n_hidden as usize } else { i };
                html! {
                    <>
                        if gap { <li class="gap">{ format!("⋯ {n_hidden} more") }</li> }
                        <li key={n}><span class="index">{ n }</span>{ value(item.as_ref(), format!("o{id}.{n}"), Hold::Counted, look) }</li>
                    </>
                }
            });
            html! {
                <>
                    <ol class="cells">
                        { for cells }
                        if open { { for (0..spare.min(16)).map(|_| html! { <li class="spare" title="allocated, not used"></li> }) } }
                    </ol>
                    if items.is_empty() && !open { <p class="empty">{ "empty" }</p> }
                    if let (true, Some(allocated)) = (open, allocated) {
                        <p class="fact">{ format!("{} used of {allocated} allocated", items.len() + *n_hidden as usize) }</p>
                    }
                </>
            }
        }
        Parts::Mapping { entries, indices, n_hidden } => mapping(id, entries, indices, *n_hidden, probe, open, look),
        Parts::SetTable { places, used, fill } => set_table(id, places, *used, *fill, probe, open, look),
        Parts::Int { negative, digits } => html! {
            <>
                { text(object) }
                if open {
                    <p class="fact">{ format!("{}{} digit{} of 30 bits, lowest first", if *negative { "negative, " } else { "" }, digits.len(), plural(digits.len())) }</p>
                    <ol class="cells">{ for digits.iter().enumerate().map(|(i, d)| html! { <li><span class="index">{ i }</span><span class="inline">{ d }</span></li> }) }</ol>
                }
            </>
        },
        Parts::Float { negative, exponent, fraction, exact } => html! {
            <>
                { text(object) }
                if open {
                    <div class="bits" aria-label="IEEE 754 double">
                        <span class="bit-sign" title="sign">{ if *negative { "1" } else { "0" } }</span>
                        <span class="bit-exponent" title="exponent, 11 bits">{ format!("{exponent:011b}") }</span>
                        <span class="bit-fraction" title="fraction, 52 bits">{ fraction }</span>
                    </div>
                    <p class="fact">{ format!("exponent {exponent} − 1023 = {}", i64::from(*exponent) - 1023) }</p>
                    <p class="fact long">{ "exactly " }{ exact }</p>
                }
            </>
        },
        Parts::Str { kind, interned, length, hash } => html! {
            <>
                { text(object) }
                if open {
                    <dl class="facts">
                        { fact("length", &length.to_string()) }
                        { fact("bytes a character", &kind.to_string()) }
                        { fact("interned", if *interned { "yes" } else { "no" }) }
                        { fact("hash", hash.as_deref().unwrap_or("not computed yet")) }
                    </dl>
                }
            </>
        },
        Parts::Fields { texts, .. } => html! {
            <>
                if measure::has_text(object) { { text(object) } }
                { fields(id, fold::rows(object, open), look) }
                if open { { facts(texts) } }
            </>
        },
        Parts::Generator { state, frame, named } => html! {
            <>
                <p class="state">{ state }</p>
                { fields(id, named.iter(), look) }
                if let Some(frame) = frame { { frames::suspended(frame, look) } }
            </>
        },
        Parts::Cell { value: held } => html! {
            <div class="cell-slot">
                if held.is_some() { { value(held.as_ref(), format!("o{id}.cell"), Hold::Counted, look) } } else { <span class="empty">{ "empty" }</span> }
            </div>
        },
    }
}

fn text(object: &ObjectView) -> Html {
    html! { <p class="text">{ &object.text }</p> }
}

fn fields<'a>(id: u64, named: impl Iterator<Item = &'a Named>, look: Look) -> Html {
    let mut seen = BTreeSet::new();
    let rows: Vec<Html> = named
        .enumerate()
        .map(|(i, n)| {
            // Two fields of one label (a class's own name and CPython's) are two rows.
            let key = if seen.insert(n.label.as_str()) { n.label.clone() } else { format!("{}.{i}", n.label) };
            html! {
                <tr key={key.clone()} class={classes!(n.changed.then_some("changed"))}>
                    <th scope="row">{ &n.label }</th>
                    <td>{ value(n.value.as_ref(), format!("o{id}.{key}"), Hold::Counted, look) }</td>
                </tr>
            }
        })
        .collect();
    if rows.is_empty() {
        return Html::default();
    }
    html! { <table class="rows"><tbody>{ for rows }</tbody></table> }
}

fn facts(texts: &[Text]) -> Html {
    html! { <dl class="facts">{ for texts.iter().map(|t| fact(&t.label, &t.text)) }</dl> }
}

fn fact(label: &str, text: &str) -> Html {
    html! { <><dt>{ label }</dt><dd>{ text }</dd></> }
}

fn mapping(id: u64, entries: &[Entry], indices: &[i32], n_hidden: u32, probe: Option<&Probe>, open: bool, look: Look) -> Html {
    html! {
        <>
            if entries.is_empty() && n_hidden == 0 { <p class="empty">{ "empty" }</p> }
            <table class="rows entries">
                if open && !entries.is_empty() { <thead><tr><th>{ "#" }</th><th>{ "key" }</th><th>{ "value" }</th><th>{ "hash" }</th></tr></thead> }
                <tbody>
                    { for entries.iter().enumerate().filter(|(_, e)| open || e.key.is_some()).map(|(i, e)| html! {
                        <tr key={i} class={classes!(e.changed.then_some("changed"), e.key.is_none().then_some("hole"))}>
                            if open { <td class="index">{ i }</td> }
                            <th scope="row">{ value(e.key.as_ref(), format!("o{id}.k{i}"), Hold::Counted, look) }</th>
                            <td>{ value(e.value.as_ref(), format!("o{id}.v{i}"), Hold::Counted, look) }</td>
                            if open { <td class="hash">{ short_hash(&e.hash) }</td> }
                        </tr>
                    }) }
                </tbody>
            </table>
            if n_hidden > 0 { <p class="empty">{ format!("⋯ {n_hidden} more") }</p> }
            if open && !indices.is_empty() {
                <p class="fact">{ format!("index table, {} places", indices.len()) }</p>
                <ol class="cells table">
                    { for indices.iter().enumerate().map(|(i, index)| html! {
                        <li class={classes!(place_class(probe, i), (*index < 0).then_some("spare"))}>
                            <span class="index">{ i }</span>
                            <span class="inline">{ match index { -1 => "·".to_owned(), -2 => "×".to_owned(), n => n.to_string() } }</span>
                            { visit_number(probe, i) }
                        </li>
                    }) }
                </ol>
            }
            { probe_fact(probe, look) }
        </>
    }
}

fn set_table(id: u64, places: &[SetPlace], used: u32, fill: u32, probe: Option<&Probe>, open: bool, look: Look) -> Html {
    html! {
        <>
            <ol class={classes!("cells", open.then_some("table"))}>
                { for places.iter().enumerate().filter(|(_, p)| open || p.key.is_some()).map(|(i, p)| html! {
                    <li key={i} class={classes!(place_class(probe, i), p.key.is_none().then_some("spare"))}>
                        if open { <span class="index">{ i }</span> }
                        if p.key.is_some() {
                            { value(p.key.as_ref(), format!("o{id}.p{i}"), Hold::Counted, look) }
                        } else {
                            <span class="inline">{ if p.dummy { "×" } else { "·" } }</span>
                        }
                        { visit_number(probe, i) }
                    </li>
                }) }
            </ol>
            if used == 0 && !open { <p class="empty">{ "empty" }</p> }
            if open { <p class="fact">{ format!("{used} used, {} left by deletions, of {} places", fill.saturating_sub(used), places.len()) }</p> }
            { probe_fact(probe, look) }
        </>
    }
}

fn place_class(probe: Option<&Probe>, i: usize) -> Option<&'static str> {
    let probe = probe?;
    let at = probe.places.iter().position(|p| *p as usize == i)?;
    Some(if at + 1 == probe.places.len() && probe.found { "probed found" } else { "probed" })
}

fn visit_number(probe: Option<&Probe>, i: usize) -> Html {
    let at = probe.and_then(|p| p.places.iter().position(|p| *p as usize == i));
    at.map_or_else(Html::default, |at| html! { <span class="visit">{ at + 1 }</span> })
}

fn probe_fact(probe: Option<&Probe>, _look: Look) -> Html {
    let Some(probe) = probe else { return Html::default() };
    let key = probe.key.as_ref().and_then(|k| k.inline.clone()).unwrap_or_else(|| "the key".to_owned());
    let n = probe.places.len();
    let found = if probe.found { "found" } else { "not there" };
    html! { <p class="fact">{ format!("looked for {key}: {n} place{}, {found}", plural(n)) }</p> }
}

fn short_hash(hash: &str) -> String {
    if hash.chars().count() <= 9 {
        hash.to_owned()
    } else {
        format!("…{}", hash.chars().rev().take(7).collect::<Vec<_>>().into_iter().rev().collect::<String>())
    }
}

fn plural(n: usize) -> &'static str {
    if n == 1 { "" } else { "s" }
}
