//! The program: at first a coloured `<pre>` (the editor is big and most people only look); a press
//! on it, or a key, brings the editor. Both carry the same marks.

use std::cell::RefCell;
use std::rc::Rc;

use pyvarium_protocol::{Range, SyntaxReport};
use web_sys::Element;
use yew::prelude::*;

use crate::bridge::{self, Editor};
use crate::highlight::tokens;
use crate::model::Action;

#[derive(Properties, PartialEq)]
pub struct Props {
    pub source: Rc<str>,
    pub just: Option<Range>,
    pub next: Option<Range>,
    pub fault: Option<SyntaxReport>,
    pub editing: bool,
    pub tell: Callback<Action>,
}

#[component]
pub fn Source(props: &Props) -> Html {
    if props.editing {
        html! { <EditorPane source={props.source.clone()} just={props.just} next={props.next} fault={props.fault.clone()} editing=true tell={props.tell.clone()} /> }
    } else {
        html! { <Listing source={props.source.clone()} just={props.just} next={props.next} fault={props.fault.clone()} editing=false tell={props.tell.clone()} /> }
    }
}

#[component]
fn EditorPane(props: &Props) -> Html {
    let host = use_node_ref();
    let editor = use_memo((), |()| RefCell::new(None::<Editor>));
    let loaded = use_state(|| false);
    {
        let (host, editor, loaded) = (host.clone(), editor.clone(), loaded.clone());
        let (source, tell) = (props.source.clone(), props.tell.clone());
        use_effect_with((), move |()| {
            wasm_bindgen_futures::spawn_local(async move {
                let Some(host) = host.cast::<Element>() else { return };
                let opened = Editor::open(&host, &source, move |text| tell.emit(Action::Source(Rc::from(text)))).await;
                if let Some(opened) = &opened {
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
    let edit = props.tell.reform(|_: MouseEvent| Action::Edit(true));
    let fault = props.fault.as_ref().and_then(bridge::fault_range);
    let all = tokens(&props.source);
    let mut start = 0;
    let shown = props.source.strip_suffix('\n').unwrap_or(&props.source);
    let lines = shown.split('\n').enumerate().map(|(i, text)| {
        let number = i as u32 + 1;
        let from = start;
        start += text.len() + 1;
        let of = |range: Option<Range>| range.and_then(|r| part_of(r, number, text));
        let (just, next) = (of(props.just), of(props.next));
        let fault = fault.filter(|f| f.line == number).map(|f| (byte_from_char(text, f.col), byte_from_char(text, f.end_col)));
        let class = classes!(
            "line",
            props.just.is_some_and(|r| r.line == number).then_some("just-line"),
            props.next.is_some_and(|r| r.line == number).then_some("next-line"),
            fault.map(|_| "fault-line")
        );
        html! {
            <div {class} key={number}>
                <span class="number" aria-hidden="true">{ number }</span>
                <code>{ spans(text, from, &all, &[("just-part", just), ("next-part", next), ("fault-part", fault)]) }{ "\n" }</code>
            </div>
        }
    });
    let lines: Vec<Html> = lines.collect();
    html! {
        <div class="listing">
            <pre tabindex="0" aria-label="Program" ondblclick={edit} title="double-click, or press e, to edit">{ for lines }</pre>
        </div>
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
fn spans(line: &str, start: usize, tokens: &[crate::highlight::Token], marks: &[(&'static str, Option<(usize, usize)>)]) -> Html {
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
