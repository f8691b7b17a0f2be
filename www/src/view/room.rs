//! The room that a card has in its column, whether anybody stands there or not.

use wasm_bindgen::JsCast;
use web_sys::HtmlElement;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct Props {
    /// Unit of all: CSS pixels. The least that is kept free.
    pub width: u32,
    pub height: u32,
    /// Between it and the room above.
    #[prop_or_default]
    pub above: u32,
    /// How far its card has been moved.
    #[prop_or_default]
    pub shift: Option<(i32, i32)>,
    #[prop_or_default]
    pub children: Html,
}

/// Set as properties: the Content-Security-Policy allows no style attributes.
#[component]
pub fn Room(props: &Props) -> Html {
    let room = use_node_ref();
    {
        let room = room.clone();
        use_effect_with((props.width, props.height, props.above, props.shift), move |(width, height, above, shift)| {
            let Some(room) = room.cast::<HtmlElement>() else { return };
            let style = room.style();
            let _ = style.set_property("min-height", &format!("{height}px"));
            let _ = style.set_property("margin-top", &format!("{above}px"));
            let shift = shift.map_or_else(String::new, |(x, y)| format!("translate({x}px, {y}px)"));
            let _ = style.set_property("transform", &shift);
            // A column's first child gives the whole column its width.
            if *width > 0
                && let Some(column) = room.parent_element().and_then(|p| p.dyn_into::<HtmlElement>().ok())
            {
                let _ = column.style().set_property("--column", &format!("{width}px"));
            }
        });
    }
    html! { <div class="room" ref={room}>{ props.children.clone() }</div> }
}
