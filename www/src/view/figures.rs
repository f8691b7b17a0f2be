//! The figures of an inside: cells, places with arrows into a table, tables, walks, bits, facts. None of them knows what
//! it shows.

use pyvarium_protocol::inside::{BitGroup, Cell, Content, Fact, Figure, Row, Shade, Stop, StopState, Table};
use yew::prelude::*;

use super::words::words;

/// More places than this have no arrows: a grid of numbers says more.
const MAX_LINKED: usize = 32;

pub fn figure(figure: &Figure) -> Html {
    match figure {
        Figure::Cells { cells, n_hidden } => html! {
            <>
                <ol class="boxes">{ for cells.iter().map(boxed) }</ol>
                { more(*n_hidden) }
            </>
        },
        Figure::Linked { places, table: entries } if places.len() <= MAX_LINKED => html! {
            <div class="linked">
                <ol class="places" aria-label="places">{ for places.iter().map(place) }</ol>
                { table(entries, true) }
            </div>
        },
        Figure::Linked { places, table: entries } => html! {
            <>
                <ol class="boxes small">{ for places.iter().map(boxed) }</ol>
                { table(entries, false) }
            </>
        },
        Figure::Table(t) => table(t, false),
        Figure::Walk(stops) => html! { <ol class="walk">{ for stops.iter().map(stop) }</ol> },
        Figure::Bits(groups) => html! { <div class="bit-groups">{ for groups.iter().map(bits) }</div> },
        Figure::Facts(facts) => html! { <table class="inside-table facts-table"><tbody>{ for facts.iter().map(fact) }</tbody></table> },
    }
}

fn shade(shade: Shade) -> Option<&'static str> {
    match shade {
        Shade::Used => None,
        Shade::Spare => Some("spare"),
        Shade::Hole => Some("hole"),
        Shade::Lit => Some("lit"),
    }
}

fn boxed(cell: &Cell) -> Html {
    html! {
        <li key={cell.index.clone()} class={classes!("box", shade(cell.shade), cell.changed.then_some("changed"), (!cell.visits.is_empty()).then_some("visited"))}>
            <span class="box-index">{ &cell.index }</span>
            <span class="box-content">{ content(&cell.content) }</span>
            { visits(&cell.visits) }
        </li>
    }
}

/// A place of an index table: its number, what stands in it, and the dot that its arrow leaves.
fn place(cell: &Cell) -> Html {
    html! {
        <li key={cell.index.clone()} class={classes!("place", shade(cell.shade), cell.changed.then_some("changed"), (!cell.visits.is_empty()).then_some("visited"))}>
            <span class="place-index">{ &cell.index }</span>
            <span class="place-content">{ content(&cell.content) }</span>
            if let Some(to) = cell.to {
                <span class="dot counted" data-to={format!("row{to}")} data-key={format!("place{}", cell.index)} data-kind="counted"></span>
            } else {
                <span class="no-dot"></span>
            }
            { visits(&cell.visits) }
        </li>
    }
}

fn visits(visits: &[u32]) -> Html {
    if visits.is_empty() {
        return Html::default();
    }
    html! { <span class="visits">{ for visits.iter().map(|n| html! { <span class="visit" title={format!("looked at as number {n}")}>{ n }</span> }) }</span> }
}

fn table(table: &Table, linked: bool) -> Html {
    html! {
        <div class="table-room">
            <table class="inside-table">
                <thead><tr>{ for table.head.iter().map(|h| html! { <th scope="col">{ h }</th> }) }</tr></thead>
                <tbody>{ for table.rows.iter().enumerate().map(|(i, r)| row(i, r, linked)) }</tbody>
            </table>
            { more(table.n_hidden) }
        </div>
    }
}

fn row(i: usize, row: &Row, linked: bool) -> Html {
    html! {
        <tr key={i} class={classes!(shade(row.shade), row.changed.then_some("changed"))} data-card={linked.then(|| format!("row{i}"))}>
            { for row.cells.iter().map(|c| html! { <td>{ content(c) }</td> }) }
        </tr>
    }
}

fn stop(stop: &Stop) -> Html {
    let (class, said) = match stop.state {
        StopState::Passed => ("passed", ""),
        StopState::Here => ("here", "here: "),
        StopState::Ahead => ("ahead", ""),
    };
    html! {
        <li class={classes!("stop", class)} aria-current={(stop.state == StopState::Here).then_some("step")}>
            <span class="stop-name"><span class="visually-hidden">{ said }</span>{ content(&stop.content) }</span>
            <span class="stop-note">{ words(&stop.note) }</span>
        </li>
    }
}

fn bits(group: &BitGroup) -> Html {
    // Bytes of eight, counted from the lowest bit.
    let n = group.bits.len();
    let spaced = group.bits.chars().enumerate().flat_map(|(i, bit)| {
        let gap = i > 0 && (n - i).is_multiple_of(8);
        gap.then_some('\u{2009}').into_iter().chain(std::iter::once(bit))
    });
    html! {
        <div class={classes!("bit-group", group.lit.then_some("lit"))}>
            <span class="bit-label">{ &group.label }</span>
            <code class="bit-row">{ spaced.collect::<String>() }</code>
            <span class="bit-note">{ words(&group.note) }</span>
        </div>
    }
}

fn fact(fact: &Fact) -> Html {
    html! { <tr key={fact.label.clone()}><th scope="row">{ &fact.label }</th><td>{ content(&fact.content) }</td><td class="why">{ words(&fact.note) }</td></tr> }
}

fn content(content: &Content) -> Html {
    match content {
        Content::Nothing => Html::default(),
        Content::Null => html! { <span class="null" title="NULL: nothing is here">{ "NULL" }</span> },
        Content::Words(text) => html! { <span class="said">{ words(text) }</span> },
        Content::Code(text) => html! { <code>{ text }</code> },
        Content::Held { serial, text, borrowed } => html! {
            <button class="held" data-held={serial.0.to_string()} title={if *borrowed { "held without a count: show its inside" } else { "show its inside" }}>
                <span class={classes!("dot", if *borrowed { "borrowed" } else { "counted" })}></span><code>{ text }</code>
            </button>
        },
    }
}

fn more(n_hidden: u32) -> Html {
    if n_hidden == 0 {
        Html::default()
    } else {
        html! { <p class="empty">{ format!("⋯ {n_hidden} more") }</p> }
    }
}
