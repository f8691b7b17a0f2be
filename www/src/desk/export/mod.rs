//! Export: the picture as SVG or PNG, some steps as an animated GIF or as a page of slides, a moment as Markdown, and print.

mod raster;
mod svg;
mod words;

use std::rc::Rc;

use js_sys::{Function, Promise};
use pyvarium_protocol::Move;
use pyvarium_protocol::late::{Desk as Given, Said};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, HtmlElement, HtmlInputElement};
use yew::prelude::*;

pub use self::raster::blob;
use self::svg::Picture;
use self::words::Moment;
use super::dom;
use crate::keys::{self, Do};

/// Steps of an animation or of slides.
const MOST: u32 = 60;
/// Until arrows have come to rest. Unit: milliseconds.
const REST: i32 = 340;
/// A step that is not drawn by then was the last. Unit: milliseconds.
const PATIENCE: i32 = 2500;

#[derive(Properties, PartialEq)]
pub struct Props {
    pub given: Rc<Given>,
    pub say: Callback<Said>,
    pub done: Callback<()>,
}

#[derive(Clone, Copy, PartialEq)]
enum What {
    Svg,
    Png,
    Gif,
    Slides,
    Markdown,
    Print,
}

#[component]
pub fn Export(props: &Props) -> Html {
    let busy = use_state(|| None::<String>);
    let n_steps = use_node_ref();
    let first = use_node_ref();
    {
        let (first, n_steps) = (first.clone(), n_steps.clone());
        use_effect_with((), move |()| {
            // As a property: what is typed is not drawn over.
            if let Some(n_steps) = n_steps.cast::<HtmlInputElement>() {
                n_steps.set_value("12");
            }
            if let Some(first) = first.cast::<HtmlElement>() {
                let _ = first.focus();
            }
        });
    }
    let go = {
        let (busy, n_steps, say, done, given) = (busy.clone(), n_steps.clone(), props.say.clone(), props.done.clone(), props.given.clone());
        Callback::from(move |what: What| {
            if busy.is_some() {
                return;
            }
            let n = n_steps.cast::<HtmlInputElement>().and_then(|i| i.value().parse().ok()).unwrap_or(12u32).clamp(1, MOST);
            let (busy, say, done) = (busy.clone(), say.clone(), done.clone());
            let name = if given.slug.is_empty() { "pyvarium".to_owned() } else { given.slug.clone() };
            busy.set(Some("drawing".to_owned()));
            wasm_bindgen_futures::spawn_local(async move {
                let told = {
                    let busy = busy.clone();
                    move |i: u32| busy.set(Some(format!("step {i} of {n}")))
                };
                match export(what, &name, n, &say, &told).await {
                    Some(()) => done.emit(()),
                    None => busy.set(Some("there is no picture to export".to_owned())),
                }
                busy.set(None);
            });
        })
    };
    let row = |label: &'static str, says: &'static str, what: What, node: NodeRef| {
        let press = go.reform(move |_: MouseEvent| what);
        html! { <li><button ref={node} onclick={press} disabled={busy.is_some()}>{ label }</button><span>{ says }</span></li> }
    };
    let close = props.done.reform(|_: MouseEvent| ());
    html! {
        <section class="desk-panel desk-open export" role="dialog" aria-label="Export">
            <h2>{ "Export" }</h2>
            <ul>
                { row("SVG", "the picture, in lines and letters", What::Svg, first) }
                { row("PNG", "the picture, in points", What::Png, NodeRef::default()) }
                { row("Markdown", "this step in words and tables, onto the clipboard", What::Markdown, NodeRef::default()) }
                { row("Print", "a clean page of this moment", What::Print, NodeRef::default()) }
            </ul>
            <div class="row"><label for="export-steps">{ "From this moment on, steps:" }</label><input id="export-steps" ref={n_steps} type="number" min="1" max={MOST.to_string()} /></div>
            <ul>
                { row("GIF", "these steps, moving", What::Gif, NodeRef::default()) }
                { row("Slides", "these steps, one page that needs nothing else", What::Slides, NodeRef::default()) }
            </ul>
            <div class="row"><button class="quiet" onclick={close}>{ "Close" }</button><span class="said" role="status">{ busy.as_deref().unwrap_or_default().to_owned() }</span></div>
        </section>
    }
}

async fn export(what: What, name: &str, n: u32, say: &Callback<Said>, told: &dyn Fn(u32)) -> Option<()> {
    match what {
        What::Svg => save(&format!("{name}.svg"), &raster::blob(picture()?.text().as_bytes(), "image/svg+xml")?),
        What::Png => save(&format!("{name}.png"), &raster::png(&picture()?).await?),
        What::Markdown => {
            let window = gloo::utils::window();
            let text = words::markdown(&window.location().href().ok()?);
            let _ = JsFuture::from(window.navigator().clipboard().write_text(&text)).await;
            Some(())
        }
        What::Print => gloo::utils::window().print().ok(),
        What::Gif => {
            let pictures: Vec<Picture> = walk(n, say, told).await?.into_iter().map(|p| p.0).collect();
            save(&format!("{name}.gif"), &raster::blob(&raster::gif(&pictures).await?, "image/gif")?)
        }
        What::Slides => {
            let all = walk(n, say, told).await?;
            save(&format!("{name}-slides.html"), &raster::blob(words::slides(name, &all).as_bytes(), "text/html")?)
        }
    }
}

fn picture() -> Option<Picture> {
    let sentence = words::sentence("‘", "’");
    Some(svg::of_stage(&dom::stage()?, &sentence))
}

/// The moment that is shown and up to `n` further steps of its zoom.
async fn walk(n: u32, say: &Callback<Said>, told: &dyn Fn(u32)) -> Option<Vec<(Picture, Moment)>> {
    let forward = keys::all().position(|(_, _, what)| what == Do::Go(Move::Forward))?;
    let mut all = Vec::new();
    let stands = || dom::find(".page").map(|p| dom::attribute(&p, "data-step")).unwrap_or_default();
    for i in 0..=n {
        rest(REST).await;
        let sentence = words::sentence("‘", "’");
        all.push((svg::of_stage(&dom::stage()?, &sentence), words::moment()));
        if i == n {
            break;
        }
        told(i + 1);
        let before = stands();
        say.emit(Said::Do(forward));
        let mut waited = 0;
        while stands() == before && waited < PATIENCE {
            rest(30).await;
            waited += 30;
        }
        if stands() == before {
            break;
        }
    }
    Some(all)
}

/// Unit: milliseconds.
pub async fn rest(millis: i32) {
    let promise = Promise::new(&mut |resolve: Function, _| {
        let _ = gloo::utils::window().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, millis);
    });
    let _ = JsFuture::from(promise).await;
}

pub fn save(name: &str, blob: &Blob) -> Option<()> {
    let url = web_sys::Url::create_object_url_with_blob(blob).ok()?;
    let link: web_sys::HtmlAnchorElement = gloo::utils::document().create_element("a").ok()?.dyn_into().ok()?;
    link.set_href(&url);
    link.set_download(name);
    link.click();
    gloo::timers::callback::Timeout::new(2000, move || {
        let _ = web_sys::Url::revoke_object_url(&url);
    })
    .forget();
    Some(())
}
