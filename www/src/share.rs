//! A program comes and goes: as a link with the text compressed in it, as a file that is opened, dropped or saved.

use gloo::timers::callback::Timeout;
use yew::Callback;

use crate::bridge;
use crate::fragment::Fragment;
use crate::model::{Action, Model};
use crate::opening::{fragment_of, open, set_fragment};

const SAID_MILLIS: u32 = 1500;

/// Puts a link to the program and the moment into the address and onto the clipboard.
pub fn share(model: &Model, tell: &Callback<Action>) {
    let mut fragment = fragment_of(model);
    // At once, and shorter in a moment.
    set_fragment(&fragment);
    let tell = tell.clone();
    wasm_bindgen_futures::spawn_local(async move {
        if let Some(code) = &fragment.code {
            fragment.packed = bridge::deflate(code).await;
        }
        set_fragment(&fragment);
        let window = gloo::utils::window();
        let href = window.location().href().unwrap_or_default();
        let _ = wasm_bindgen_futures::JsFuture::from(window.navigator().clipboard().write_text(&href)).await;
        tell.emit(Action::Shared(true));
        Timeout::new(SAID_MILLIS, move || tell.emit(Action::Shared(false))).forget();
    });
}

/// The fragment with its program as text.
pub async fn unpacked(fragment: Fragment) -> Fragment {
    match &fragment.packed {
        Some(packed) => Fragment { code: bridge::inflate(packed).await, packed: None, ..fragment },
        None => fragment,
    }
}

/// Lets the person pick a file.
pub fn open_file(tell: Callback<Action>) {
    wasm_bindgen_futures::spawn_local(async move {
        if let Some(text) = bridge::open_file().await {
            opened(text, tell);
        }
    });
}

/// A program of the person's own.
pub fn opened(text: String, tell: Callback<Action>) {
    let fragment = Fragment { code: Some(text.replace("\r\n", "\n")), ..Fragment::default() };
    set_fragment(&fragment);
    open(fragment, tell);
}

pub fn save_file(model: &Model) {
    let slug = model.lesson.as_ref().map(|l| l.slug.replace('-', "_")).filter(|s| !s.is_empty());
    bridge::save_file(&format!("{}.py", slug.unwrap_or_else(|| "main".to_owned())), &model.source);
}
