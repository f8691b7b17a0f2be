//! `js/glue.js` seen from Rust.

use pyvarium_protocol::late::Said;
use pyvarium_protocol::{Range, SyntaxReport};
use serde::de::DeserializeOwned;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::*;

mod glue {
    use super::*;

    #[wasm_bindgen(module = "/js/glue.js")]
    extern "C" {
        #[wasm_bindgen(catch, js_name = fetchJson)]
        pub async fn fetch_json(path: &str) -> Result<JsValue, JsValue>;
        #[wasm_bindgen(catch, js_name = mountLate)]
        pub async fn mount_late(host: &web_sys::Element, given: &JsValue, say: &Closure<dyn FnMut(JsValue)>) -> Result<JsValue, JsValue>;
        #[wasm_bindgen(js_name = updateLate)]
        pub fn update_late(mounted: &JsValue, given: &JsValue);
        #[wasm_bindgen(js_name = unmountLate)]
        pub fn unmount_late(mounted: &JsValue);
        #[wasm_bindgen(catch)]
        pub async fn deflate(text: &str) -> Result<JsValue, JsValue>;
        #[wasm_bindgen(catch)]
        pub async fn inflate(packed: &str) -> Result<JsValue, JsValue>;
        #[wasm_bindgen(catch, js_name = openFile)]
        pub async fn open_file(kinds: Option<String>) -> Result<JsValue, JsValue>;
        #[wasm_bindgen(js_name = saveFile)]
        pub fn save_file(name: &str, text: &str);
        #[wasm_bindgen(js_name = onDrop)]
        pub fn on_drop(dropped: &Closure<dyn FnMut(String)>);
        #[wasm_bindgen(js_name = onAsked)]
        pub fn on_asked(asked: &Closure<dyn FnMut(JsValue, JsValue, Option<String>)>);
        #[wasm_bindgen(js_name = sayToDesk)]
        pub fn say_to_desk(number: &JsValue, answer: &JsValue);
        #[wasm_bindgen]
        pub fn branched(answer: &JsValue) -> Option<f64>;
        #[wasm_bindgen(catch, js_name = fetchLibrary)]
        pub async fn fetch_library(name: &str) -> Result<JsValue, JsValue>;
        #[wasm_bindgen(catch, js_name = openEditor)]
        pub async fn open_editor(
            host: &web_sys::Element,
            text: &str,
            label: &str,
            changed: &Closure<dyn FnMut(String)>,
        ) -> Result<JsValue, JsValue>;
        #[wasm_bindgen(js_name = replaceText)]
        pub fn replace_text(view: &JsValue, text: &str);
        #[wasm_bindgen(js_name = markEditor)]
        pub fn mark_editor(view: &JsValue, just: &JsValue, next: &JsValue);
        #[wasm_bindgen(js_name = faultEditor)]
        pub fn fault_editor(view: &JsValue, at: &JsValue);
        #[wasm_bindgen(js_name = focusEditor)]
        pub fn focus_editor(view: &JsValue);
    }
}

/// Path relative to the page. Errors: not there, or of another shape.
pub async fn fetch<T: DeserializeOwned>(path: &str) -> Result<T, String> {
    let value = glue::fetch_json(path).await.map_err(|e| format!("{e:?}"))?;
    serde_wasm_bindgen::from_value(value).map_err(|e| e.to_string())
}

/// The source of a file of CPython's library, by its path there. None: it could not be had.
pub async fn fetch_library(name: &str) -> Option<String> {
    glue::fetch_library(name).await.ok()?.as_string()
}

/// A component of the late module, in its host.
pub struct Late {
    mounted: JsValue,
    _say: Closure<dyn FnMut(JsValue)>,
}

impl Late {
    /// None where the module cannot be loaded.
    pub async fn mount(host: &web_sys::Element, given: &JsValue, hear: impl Fn(Said) + 'static) -> Option<Late> {
        let say = Closure::new(move |said: JsValue| {
            if let Ok(said) = serde_wasm_bindgen::from_value(said) {
                hear(said);
            }
        });
        let mounted = glue::mount_late(host, given, &say).await.ok()?;
        Some(Late { mounted, _say: say })
    }

    pub fn update(&self, given: &JsValue) {
        glue::update_late(&self.mounted, given);
    }

    pub fn unmount(self) {
        glue::unmount_late(&self.mounted);
    }
}

/// What the late module's desk asks of the machine, for as long as the page lives: a number, the command, and the text
/// that runs once it was followed.
pub fn on_asked(asked: impl FnMut(JsValue, JsValue, Option<String>) + 'static) {
    let asked = Closure::new(asked);
    glue::on_asked(&asked);
    asked.forget();
}

pub fn say_to_desk(number: &JsValue, answer: &JsValue) {
    glue::say_to_desk(number, answer);
}

/// From where on the recording goes another way, if this answer says that it does.
pub fn branched(answer: &JsValue) -> Option<u64> {
    glue::branched(answer).map(|step| step as u64)
}

/// Compressed, and written in letters that an address may have.
pub async fn deflate(text: &str) -> Option<String> {
    glue::deflate(text).await.ok()?.as_string()
}

/// None: it is no such text.
pub async fn inflate(packed: &str) -> Option<String> {
    glue::inflate(packed).await.ok()?.as_string()
}

/// The text of a file that the person picks. None: none was picked, or it is no text.
pub async fn open_file() -> Option<String> {
    glue::open_file(None).await.ok()?.as_string()
}

/// The same of a file of JSON.
pub async fn open_json() -> Option<String> {
    glue::open_file(Some("application/json,.json".to_owned())).await.ok()?.as_string()
}

pub fn save_file(name: &str, text: &str) {
    glue::save_file(name, text);
}

/// Files dropped onto the page, for as long as the page lives.
pub fn on_drop(dropped: impl FnMut(String) + 'static) {
    let dropped = Closure::new(dropped);
    glue::on_drop(&dropped);
    dropped.forget();
}

pub struct Editor {
    view: JsValue,
    _changed: Closure<dyn FnMut(String)>,
}

impl Editor {
    /// None where the module cannot be loaded.
    pub async fn open(host: &web_sys::Element, text: &str, changed: impl FnMut(String) + 'static) -> Option<Editor> {
        let changed = Closure::new(changed);
        let view = glue::open_editor(host, text, "Program", &changed).await.ok()?;
        Some(Editor { view, _changed: changed })
    }

    pub fn replace(&self, text: &str) {
        glue::replace_text(&self.view, text);
    }

    pub fn mark(&self, just: Option<Range>, next: Option<Range>) {
        glue::mark_editor(&self.view, &plain(&just), &plain(&next));
    }

    pub fn show_fault(&self, report: Option<&SyntaxReport>) {
        let at = report.and_then(fault_range);
        glue::fault_editor(&self.view, &plain(&at));
    }

    pub fn focus(&self) {
        glue::focus_editor(&self.view);
    }
}

/// Where a syntax error sits. Columns in characters from 0; an end on a later line means to the line's end.
pub fn fault_range(report: &SyntaxReport) -> Option<Range> {
    let line = report.lineno?;
    let col = report.offset.map_or(0, |o| (o - 1).max(0)) as u32;
    let end = match (report.end_lineno, report.end_offset) {
        (Some(end_line), Some(end)) if end_line == line && end > 0 => (end - 1) as u32,
        (Some(end_line), _) if end_line > line => u32::MAX >> 1,
        _ => col + 1,
    };
    Some(Range { line, end_line: line, col, end_col: end.max(col + 1) })
}

fn plain<T: serde::Serialize>(value: &T) -> JsValue {
    serde_wasm_bindgen::to_value(value).unwrap_or(JsValue::NULL)
}
