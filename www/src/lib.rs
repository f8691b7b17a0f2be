//! The page: components over a `StateView`. It never links the machine or the compiler; they live
//! in workers, and only `pyvarium_protocol` crosses.
//!
//! `model` is the one reducer, `session` drives the workers, `layout` keeps places on the stage;
//! everything under `view` is a function of its props. `late` is what a wasm module of its own (`crates/late`) draws.

mod action;
mod app;
mod arrows;
mod bridge;
mod channel;
mod choices;
mod desk;
mod embed;
mod fold;
mod fragment;
mod heard;
mod highlight;
mod insides;
mod keep;
mod keys;
pub mod late;
mod layout;
mod marks;
mod measure;
mod model;
mod opening;
mod player;
mod session;
mod share;
mod sheets;
mod storage;
mod view;

/// Draws the page, or the embed, into the document.
pub fn start() {
    let embedded = gloo::utils::document_element().class_list().contains("embed");
    let Some(root) = gloo::utils::document().get_element_by_id("app") else {
        return;
    };
    root.set_inner_html("");
    if embedded {
        yew::Renderer::<embed::Embed>::with_root(root).render();
    } else {
        yew::Renderer::<app::App>::with_root(root).render();
    }
}
