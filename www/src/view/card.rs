//! An object as a card: family sign, type, address, count; then its parts.

use pyvarium_protocol::{Change, Family, ObjectView, Probe, Wanted};
use yew::prelude::*;

use super::icon;
use super::parts::parts;
use super::value::Look;
use crate::fold;
use crate::model::Action;

#[derive(Properties, PartialEq)]
pub struct Props {
    pub object: ObjectView,
    pub probe: Option<Probe>,
    pub open: bool,
    /// The type has a card of its own.
    pub type_drawn: bool,
    pub lit: bool,
    pub look: Look,
    pub find: Callback<(Vec<Wanted>, bool)>,
    pub tell: Callback<Action>,
}

#[component]
pub fn Card(props: &Props) -> Html {
    let object = &props.object;
    let serial = object.serial;
    let toggle = props.tell.reform(move |_| Action::Toggle(serial));
    let point = props.tell.reform(move |_| Action::Point(Some(serial)));
    let focus = props.tell.reform(move |_| Action::Point(Some(serial)));
    let enter = props.tell.reform(move |_: MouseEvent| Action::Inside(serial));
    let changed = |back: bool| props.find.reform(move |_: MouseEvent| (vec![Wanted::Object { serial }], back));
    let unpoint = props.tell.reform(|_| Action::Point(None));
    let blur = props.tell.reform(|_| Action::Point(None));
    let change = match object.change {
        Change::None => None,
        Change::Born => Some("born"),
        Change::Content => Some("content-changed"),
        Change::Count => Some("count-changed"),
    };
    let count = if object.immortal { "∞".to_owned() } else { object.refcount.to_string() };
    let said = if object.immortal { "immortal: never counted, never freed".to_owned() } else { format!("reference count {count}") };
    html! {
        <article class={classes!("card", family_class(object.family), change, props.open.then_some("open"), object.read.then_some("read"), object.unreachable.then_some("unreachable"), props.lit.then_some("lit"))}
            data-card={serial.0.to_string()} aria-label={format!("{} object", object.type_name)}>
            <header>
                <button class="card-open" aria-expanded={props.open.to_string()} onclick={toggle} title={if props.open { "show less" } else { "show how CPython keeps it" }}>
                    { icon::family(object.family) }
                    <span class="type">{ &object.type_name }</span>
                    if let Some(name) = fold::name(object) { <span class="card-name">{ name }</span> }
                </button>
                <button class="enter" onclick={enter} data-enter={serial.0.to_string()} title="its inside, on the whole stage (i)" aria-label={format!("inside of this {}", object.type_name)}>{ icon::sign(icon::ENTER) }</button>
                <span class="address" title={format!("id() is {} = {:#x}", object.address, object.address)}>{ short_address(object.address) }</span>
                <button class={classes!("count", object.immortal.then_some("immortal"))} title={format!("{said}; point here to see who holds it")} aria-label={said.clone()}
                    onmouseenter={point} onmouseleave={unpoint} onfocus={focus} onblur={blur}>{ count }</button>
            </header>
            <div class="parts">
                if props.open {
                    <table class="rows type-row"><tbody><tr><th scope="row">{ "type" }</th><td>
                        if props.type_drawn {
                            <span class="dot counted" data-to={object.type_serial.0.to_string()} data-key={format!("o{}.type", serial.0)} data-kind="counted"></span>
                        } else {
                            <code>{ &object.type_name }</code>
                        }
                    </td></tr></tbody></table>
                }
                { parts(object, props.probe.as_ref(), props.open, props.look) }
                if props.open && !object.small {
                    <p class="changes"><button class="quiet" onclick={changed(true)} title="back to its last change">{ "◀" }</button><span>{ "changed" }</span><button class="quiet" onclick={changed(false)} title="on to its next change">{ "▶" }</button></p>
                }
            </div>
        </article>
    }
}

/// The last digits of what `id()` prints.
pub fn short_address(address: u64) -> String {
    let digits = address.to_string();
    match digits.len() {
        0..=6 => digits,
        n => format!("…{}", digits.get(n - 5..).unwrap_or_default()),
    }
}

pub fn family_class(family: Family) -> &'static str {
    match family {
        Family::Number => "f-number",
        Family::Text => "f-text",
        Family::Container => "f-container",
        Family::Callable => "f-callable",
        Family::Class => "f-class",
        Family::Instance => "f-instance",
        Family::Frame => "f-frame",
        Family::Exception => "f-exception",
        Family::Module => "f-module",
        Family::Other => "f-other",
    }
}
