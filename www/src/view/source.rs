//! The program: at first a coloured `<pre>` (the editor is big and most people only look); a press
//! on it, or a key, brings the editor. Both carry the same marks.

use std::cell::RefCell;
use std::rc::Rc;

use pyvarium_protocol::{LineCost, LineNote, Range, SyntaxReport, Wanted};
use web_sys::Element;
use yew::prelude::*;

use crate::bridge::{self, Editor};
use crate::highlight::{Token, tokens};
use crate::model::Action;

#[derive(Properties, PartialEq)]
pub struct Props {
    pub source: Rc<str>,
    /// The number of the program's file. None: it is the library's, to be read only.
    pub file: Option<usize>,
    pub just: Option<Range>,
    pub next: Option<Range>,
    pub fault: Option<SyntaxReport>,
    /// What lines last did.
    pub notes: Vec<LineNote>,
    /// Lines with a breakpoint.
    /// What lines have cost; none: the margin is not there.
    #[prop_or_default]
    pub costs: Vec<LineCost>,
    #[prop_or_default]
    pub stops: Vec<u32>,
    #[prop_or_default]
    pub find: Callback<(Vec<Wanted>, bool)>,
    pub editing: bool,
    /// A new editor is typed into at once.
    #[prop_or_default]
    pub focus: bool,
    pub tell: Callback<Action>,
}

#[component]
pub fn Source(props: &Props) -> Html {
    if props.editing {
        html! { <EditorPane key={props.file.unwrap_or_default()} source={props.source.clone()} file={props.file} just={props.just} next={props.next} fault={props.fault.clone()} notes={Vec::new()} editing=true focus={props.focus} tell={props.tell.clone()} /> }
    } else {
        html! { <Listing source={props.source.clone()} file={props.file} just={props.just} next={props.next} fault={props.fault.clone()} notes={props.notes.clone()} stops={props.stops.clone()} costs={props.costs.clone()} find={props.find.clone()} editing=false tell={props.tell.clone()} /> }
    }
}

#[component]
fn EditorPane(props: &Props) -> Html {
    let host = use_node_ref();
    let editor = use_memo((), |()| RefCell::new(None::<Editor>));
    let loaded = use_state(|| false);
    {
        let (host, editor, loaded) = (host.clone(), editor.clone(), loaded.clone());
        let (source, tell, file) = (props.source.clone(), props.tell.clone(), props.file.unwrap_or_default());
        let focus = props.focus;
        use_effect_with((), move |()| {
            wasm_bindgen_futures::spawn_local(async move {
                let Some(host) = host.cast::<Element>() else { return };
                let opened = Editor::open(&host, &source, move |text| tell.emit(Action::FileText(file, Rc::from(text)))).await;
                if let (true, Some(opened)) = (focus, &opened) {
                    opened.focus();
                }
                *editor.borrow_mut() = opened;
                loaded.set(true);
            });
        });
    }
    {
        let editor = editor.clone();
        use_effect_with(
            (props.source.clone(), props.just, props.next, props.fault.clone(), *loaded),
            move |(source, just, next, fault, _)| {
                if let Some(editor) = &*editor.borrow() {
                    editor.replace(source);
                    editor.mark(*just, *next);
                    editor.show_fault(fault.as_ref());
                }
            },
        );
    }
    html! { <div class="editor" ref={host}></div> }
}

#[component]
fn Listing(props: &Props) -> Html {
    let edit = {
        let tell = props.tell.clone();
        Callback::from(move |event: MouseEvent| {
            let on_number = event.target_dyn_into::<Element>().and_then(|t| t.closest(".number").ok().flatten()).is_some();
            if !on_number {
                tell.emit(Action::Edit(true));
            }
        })
    };
    let fault = props.fault.as_ref().and_then(bridge::fault_range);
    let all = use_memo(props.source.clone(), |source| tokens(source));
    let list = use_node_ref();
    let mark = props.next.or(props.just);
    {
        let list = list.clone();
        use_effect_with((mark, props.file), move |_| {
            let Some(list) = list.cast::<Element>() else { return };
            let find = |class: &str| list.query_selector(class).ok().flatten();
            if let Some(row) = find(".next-line").or_else(|| find(".just-line")) {
                keep_in_sight(&list, &row);
            }
        });
    }
    // A press on a number breaks there; with Shift it runs there, with Alt back there.
    let press = {
        let (tell, find, file) = (props.tell.clone(), props.find.clone(), props.file);
        Callback::from(move |event: MouseEvent| {
            let number = event.target_dyn_into::<Element>().and_then(|t| t.closest(".number").ok().flatten());
            let line = number.and_then(|n| n.get_attribute("data-line")).and_then(|l| l.parse().ok());
            let (Some(line), Some(file)) = (line, file) else { return };
            let wanted = Wanted::Line { file: file as u32, line };
            match (event.shift_key(), event.alt_key()) {
                (false, false) => tell.emit(Action::Breakpoint(wanted)),
                (_, back) => find.emit((vec![wanted], back)),
            }
        })
    };
    let mut start = 0;
    let shown = props.source.strip_suffix('\n').unwrap_or(&props.source);
    // Of the library's long files only the surroundings of the mark are there.
    let here = mark.map_or(1, |m| m.line);
    let first = if props.file.is_some() { 0 } else { here.saturating_sub(AROUND) };
    let last = if props.file.is_some() { u32::MAX } else { here.saturating_add(AROUND) };
    let n_lines = shown.split('\n').count() as u32;
    let n_below = n_lines.saturating_sub(last);
    let dearest = props.costs.iter().map(|c| c.n_instructions).max();
    let cost = |line: u32| {
        let dearest = dearest?;
        let cost = props.costs.iter().find(|c| c.line == line).copied().unwrap_or_default();
        Some((cost.n_runs, cost.n_instructions, dearest))
    };
    let lines = shown.split('\n').enumerate().filter_map(|(i, text)| {
        let number = i as u32 + 1;
        let from = start;
        start += text.len() + 1;
        if number <= first || number > last {
            return None;
        }
        let of = |range: Option<Range>| range.and_then(|r| part_of(r, number, text));
        let fault = fault.filter(|f| f.line == number).map(|f| (byte_from_char(text, f.col), byte_from_char(text, f.end_col)));
        let note = props.notes.iter().find(|n| n.line == number).map(|n| AttrValue::from(n.text.clone()));
        let is_on = |range: Option<Range>| range.is_some_and(|r| r.line == number);
        Some(html! {
            <Line key={number} {number} source={props.source.clone()} {from} to={from + text.len()} tokens={Shared(all.clone())} just={of(props.just)} next={of(props.next)}
                {fault} {note} is_just={is_on(props.just)} is_next={is_on(props.next)} is_stop={props.stops.contains(&number)} cost={cost(number)} />
        })
    });
    let lines: Vec<Html> = lines.collect();
    let gap = |n: u32, where_: &str| {
        if n > 0 {
            html! { <p class="empty">{ format!("⋯ {n} lines {where_}") }</p> }
        } else {
            Html::default()
        }
    };
    let (label, title) = match props.file {
        Some(_) => ("Program", "double-click, or press e, to edit"),
        None => ("Library", "CPython's own source, read only"),
    };
    html! {
        <div class={classes!("listing", props.file.is_none().then_some("of-library"))}>
            <pre ref={list} tabindex="0" aria-label={label} onclick={press} ondblclick={edit} {title}>{ gap(first, "above") }{ for lines }{ gap(n_below, "below") }</pre>
        </div>
    }
}

/// Lines of a long file before and behind the mark.
const AROUND: u32 = 200;
/// Unit: CSS pixels.
const MARGIN: f64 = 40.0;

/// Scrolls the list only, never the page.
fn keep_in_sight(list: &Element, row: &Element) {
    let (outer, inner) = (list.get_bounding_client_rect(), row.get_bounding_client_rect());
    if inner.top() < outer.top() + MARGIN || inner.bottom() > outer.bottom() - MARGIN {
        let third = outer.top() + outer.height() / 3.0;
        list.set_scroll_top(list.scroll_top() + (inner.top() - third) as i32);
    }
}

/// The same tokens, not equal ones: nobody compares them one by one.
#[derive(Clone)]
struct Shared(Rc<Vec<Token>>);

impl PartialEq for Shared {
    fn eq(&self, other: &Shared) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

#[derive(Properties)]
struct LineProps {
    number: u32,
    source: Rc<str>,
    /// Unit: bytes of the source.
    from: usize,
    to: usize,
    tokens: Shared,
    /// Parts of the line. Unit: bytes.
    just: Option<(usize, usize)>,
    next: Option<(usize, usize)>,
    fault: Option<(usize, usize)>,
    note: Option<AttrValue>,
    is_just: bool,
    is_next: bool,
    is_stop: bool,
    /// Runs, instructions, and the most instructions of any line. None: nobody asked.
    cost: Option<(u64, u64, u64)>,
}

impl PartialEq for LineProps {
    fn eq(&self, other: &LineProps) -> bool {
        let marks = |p: &LineProps| (p.number, p.from, p.to, p.just, p.next, p.fault, p.is_just, p.is_next, p.is_stop);
        let note = |p: &LineProps| (p.note.clone(), p.cost);
        Rc::ptr_eq(&self.source, &other.source) && self.tokens == other.tokens && marks(self) == marks(other) && note(self) == note(other)
    }
}

/// A component of its own: a step draws the two or three lines anew that it concerns.
#[component]
fn Line(props: &LineProps) -> Html {
    let text = props.source.get(props.from..props.to).unwrap_or_default();
    let class =
        classes!("line", props.is_just.then_some("just-line"), props.is_next.then_some("next-line"), props.fault.map(|_| "fault-line"));
    let marks = [("just-part", props.just), ("next-part", props.next), ("fault-part", props.fault)];
    html! {
        <div {class}>
            <span class={classes!("number", props.is_stop.then_some("stop-here"))} data-line={props.number.to_string()} aria-hidden="true" title="press: a breakpoint; with Shift: run to this line; with Alt: back to it">{ props.number }</span>
            if let Some(cost) = props.cost { { cost_bar(cost) } }
            <code>{ spans(text, props.from, &props.tokens.0, &marks) }{ "\n" }</code>
            if let Some(note) = &props.note { <span class="note" title={note}>{ note.replace('`', "") }</span> }
        </div>
    }
}

/// Unit: CSS pixels.
const BAR: f64 = 36.0;

fn cost_bar((runs, instructions, dearest): (u64, u64, u64)) -> Html {
    if runs == 0 {
        return html! { <span class="cost"></span> };
    }
    // Not in proportion: what is cheap is to be seen, too.
    let part = (instructions as f64 / dearest.max(1) as f64).powf(0.3);
    let title = format!("began {runs} time{}, {instructions} instructions", if runs == 1 { "" } else { "s" });
    html! {
        <span class="cost" {title}>
            <svg width="36" height="4" aria-hidden="true"><rect width={format!("{:.1}", (part * BAR).max(1.0))} height="4" /></svg>
            { short(instructions) }
        </span>
    }
}

/// `950`, `1.2k`, `34M`.
fn short(n: u64) -> String {
    match n {
        0..=999 => n.to_string(),
        1_000..=9_999 => format!("{:.1}k", n as f64 / 1e3),
        10_000..=999_999 => format!("{}k", n / 1000),
        1_000_000..=9_999_999 => format!("{:.1}M", n as f64 / 1e6),
        _ => format!("{}M", n / 1_000_000),
    }
}

/// The bytes of this line that the range covers.
fn part_of(range: Range, line: u32, text: &str) -> Option<(usize, usize)> {
    let len = text.len();
    if line < range.line || line > range.end_line {
        return None;
    }
    // What goes on in a further line begins behind its indent.
    let from = if line == range.line { range.col as usize } else { len - text.trim_start().len() };
    let to = if line == range.end_line { range.end_col as usize } else { len };
    (from < to).then_some((from.min(len), to.min(len)))
}

fn byte_from_char(text: &str, chars: u32) -> usize {
    text.char_indices().nth(chars as usize).map_or(text.len(), |(i, _)| i)
}

/// Unit: bytes.
const LONGEST_COLOURED: usize = 2000;

/// Cuts a line wherever a token or a mark begins or ends.
fn spans(line: &str, start: usize, tokens: &[Token], marks: &[(&'static str, Option<(usize, usize)>)]) -> Html {
    let end = start + line.len();
    // Tokens stand in order. A line that nobody can read as a whole stays without colours.
    let here = match line.len() <= LONGEST_COLOURED {
        true => {
            let from = tokens.partition_point(|t| t.end <= start);
            let to = tokens.partition_point(|t| t.start < end);
            tokens.get(from..to.max(from)).unwrap_or_default()
        }
        false => &[],
    };
    let mut cuts = vec![0, line.len()];
    for token in here {
        cuts.push(token.start.saturating_sub(start));
        cuts.push((token.end - start).min(line.len()));
    }
    for (_, mark) in marks {
        if let Some((from, to)) = mark {
            cuts.extend([*from, *to]);
        }
    }
    cuts.retain(|c| *c <= line.len() && line.is_char_boundary(*c));
    cuts.sort_unstable();
    cuts.dedup();
    let pieces = cuts.windows(2).map(|pair| {
        let (from, to) = (pair[0], pair[1]);
        let token = here.iter().find(|t| t.start <= start + from && t.end >= start + to).map(|t| t.class);
        let marked = marks.iter().filter(|(_, m)| m.is_some_and(|(a, b)| a <= from && b >= to)).map(|(name, _)| *name);
        let class = classes!(token, marked.collect::<Vec<_>>());
        let text = line.get(from..to).unwrap_or_default().to_owned();
        if class.is_empty() {
            html! { { text } }
        } else {
            html! { <span {class}>{ text }</span> }
        }
    });
    html! { { for pieces } }
}
