//! The running code object as `dis` prints it, with two marks, never one: what just ran and what
//! runs next. Jumps are drawn at the left.

use pyvarium_protocol::{CodeView, Cursor, FormView, InstructionView, Wanted};
use web_sys::Element;
use yew::prelude::*;

use crate::marks::Marks;
use crate::model::Action;

#[derive(Properties, PartialEq)]
pub struct Props {
    pub code: CodeView,
    pub forms: Vec<FormView>,
    pub just: Option<Cursor>,
    pub next: Option<Cursor>,
    /// An exception is on its way to a handler here, from the instruction at this offset.
    pub raised: Option<u32>,
    pub marks: Marks,
    pub find: Callback<(Vec<Wanted>, bool)>,
    pub tell: Callback<Action>,
}

/// Unit: CSS pixels. The rows are this high by the style sheet.
const ROW: usize = 22;
const MOST_ROWS: usize = 400;

#[component]
pub fn Bytecode(props: &Props) -> Html {
    let list = use_node_ref();
    {
        let list = list.clone();
        use_effect_with((props.code.serial, props.next.clone()), move |_| {
            let Some(list) = list.cast::<Element>() else { return };
            if let Ok(Some(row)) = list.query_selector(".next") {
                keep_in_sight(&list, &row);
            }
        });
    }
    // Of a very long code object only the surroundings of the mark are there.
    let all = &props.code.instructions;
    let here = props.next.as_ref().or(props.just.as_ref()).and_then(|c| all.iter().position(|i| i.offset == c.offset)).unwrap_or(0);
    let from = if all.len() > MOST_ROWS { here.saturating_sub(MOST_ROWS / 2) } else { 0 };
    let shown = all.get(from..all.len().min(from + MOST_ROWS)).unwrap_or_default();
    let n_below = all.len() - from - shown.len();
    let at = |cursor: &Option<Cursor>| cursor.as_ref().filter(|c| c.code == props.code.serial).map(|c| c.offset);
    let (just, next) = (at(&props.just), at(&props.next));
    let code = props.code.serial;
    let is_stop = |offset: u32| props.marks.breakpoints.contains(&Wanted::Instruction { code, offset });
    let press = {
        let (tell, find) = (props.tell.clone(), props.find.clone());
        Callback::from(move |event: MouseEvent| {
            let row = event.target_dyn_into::<Element>().and_then(|t| t.closest(".i-offset").ok().flatten());
            let Some(offset) = row.and_then(|r| r.get_attribute("data-offset")).and_then(|o| o.parse().ok()) else { return };
            let wanted = Wanted::Instruction { code, offset };
            match (event.shift_key(), event.alt_key()) {
                (false, false) => tell.emit(Action::Breakpoint(wanted)),
                (_, back) => find.emit((vec![wanted], back)),
            }
        })
    };
    html! {
        <div class="bytecode" ref={list} onclick={press} tabindex="0" role="region" aria-label={format!("Bytecode of {}", props.code.name)}>
            <div class={classes!("code-rows", shown.iter().any(|i| i.target.is_some()).then_some("with-jumps"))}>
                if from > 0 { <p class="empty">{ format!("⋯ {from} more above") }</p> }
                <div class="row-block">
                    { jumps(shown, next) }
                    <ol>{ for shown.iter().map(|i| row(i, form(&props.forms, i.offset), just, next, is_stop(i.offset))) }</ol>
                </div>
                { handlers(&props.code, next.zip(props.raised)) }
                if n_below > 0 { <p class="empty">{ format!("⋯ {n_below} more below") }</p> }
            </div>
        </div>
    }
}

/// CPython runs this instruction in a form of its own by now.
fn form(forms: &[FormView], offset: u32) -> Option<&FormView> {
    forms.binary_search_by_key(&offset, |f| f.offset).ok().and_then(|at| forms.get(at))
}

fn row(i: &InstructionView, form: Option<&FormView>, just: Option<u32>, next: Option<u32>, is_stop: bool) -> Html {
    let (is_just, is_next) = (just == Some(i.offset), next == Some(i.offset));
    let said = match (is_just, is_next) {
        (true, true) => Some("just ran, and runs next"),
        (true, false) => Some("just ran"),
        (false, true) => Some("runs next"),
        (false, false) => None,
    };
    html! {
        <li key={i.offset} class={classes!("instruction", is_just.then_some("just"), is_next.then_some("next"), i.line.map(|_| "line-start"))} aria-current={is_next.then_some("step")}>
            <span class="i-line">{ i.line.map_or_else(String::new, |l| l.to_string()) }</span>
            <span class="i-label">{ i.label.clone().unwrap_or_default() }</span>
            <span class={classes!("i-offset", is_stop.then_some("stop-here"))} data-offset={i.offset.to_string()} title="press: a breakpoint; with Shift: run to it; with Alt: back to it">{ i.offset }</span>
            <span class={classes!("i-name", form.is_some().then_some("formed"))} title={form.map(|form| told(i, form))}><span>{ &i.opname }</span></span>
            <span class="i-arg">{ i.arg.map_or_else(String::new, |a| a.to_string()) }</span>
            <span class="i-repr">{ if i.argrepr.is_empty() { String::new() } else { format!("({})", i.argrepr) } }</span>
            if let Some(form) = form { <span class="i-form">{ &form.suffix }</span> }
            if let Some(said) = said { <span class="visually-hidden">{ said }</span> }
        </li>
    }
}

fn told(i: &InstructionView, form: &FormView) -> String {
    let name = format!("specialized: CPython runs {}_{} here", i.opname, form.suffix);
    match form.left {
        None => name,
        Some(left) => format!("{name}; after {} misses more it looks for another form", left + 1),
    }
}

/// The exception table; `way`: to which handler an exception goes, and from where.
fn handlers(code: &CodeView, way: Option<(u32, u32)>) -> Html {
    if code.handlers.is_empty() {
        return Html::default();
    }
    let lit = way.and_then(|(to, from)| code.handlers.iter().position(|h| h.target == to && (h.start..h.end).contains(&from)));
    html! {
        <div class="handlers" aria-label="exception table">
            <p>{ "exception table" }</p>
            { for code.handlers.iter().enumerate().map(|(i, h)| html! {
                <p class={classes!("handler", (lit == Some(i)).then_some("lit"))}>{ format!("{} to {} → {} [{}]{}", h.start, h.end.saturating_sub(2), h.target, h.depth, if h.lasti { " lasti" } else { "" }) }</p>
            }) }
        </div>
    }
}

fn jumps(instructions: &[InstructionView], next: Option<u32>) -> Html {
    let index_of = |offset: u32| instructions.iter().position(|i| i.offset == offset);
    let arcs: Vec<(usize, usize)> = instructions.iter().enumerate().filter_map(|(i, ins)| Some((i, index_of(ins.target?)?))).collect();
    if arcs.is_empty() {
        return Html::default();
    }
    let height = instructions.len() * ROW;
    let middle = |row: usize| row * ROW + ROW / 2;
    html! {
        <svg class="jumps" width="36" height={height.to_string()} aria-hidden="true">
            { for arcs.iter().enumerate().map(|(n, (from, to))| {
                let x = 30 - 6 * (n % 4 + 1);
                let (y1, y2) = (middle(*from), middle(*to));
                let here = instructions.get(*from).is_some_and(|i| Some(i.offset) == next);
                html! { <path class={classes!("jump", here.then_some("here"))} d={format!("M34 {y1}H{x}V{y2}H32M29 {}L33 {y2}L29 {}", y2 - 3, y2 + 3)} /> }
            }) }
        </svg>
    }
}

/// Scrolls the list only, never the page.
fn keep_in_sight(list: &Element, row: &Element) {
    let (outer, inner) = (list.get_bounding_client_rect(), row.get_bounding_client_rect());
    let margin = ROW as f64 * 2.0;
    if inner.top() < outer.top() + margin {
        list.set_scroll_top(list.scroll_top() - (outer.top() + margin - inner.top()) as i32);
    } else if inner.bottom() > outer.bottom() - margin {
        list.set_scroll_top(list.scroll_top() + (inner.bottom() - outer.bottom() + margin) as i32);
    }
}
