//! What the browser keeps for the person, in a database of its own: typed text, choices, how far they have come. A browser
//! that refuses only forgets; nothing here fails.

use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/js/glue.js")]
extern "C" {
    #[wasm_bindgen(js_name = keptGet)]
    fn kept_get(name: &str) -> Option<String>;
    #[wasm_bindgen(js_name = keptSet)]
    fn kept_set(name: &str, value: &str);
    #[wasm_bindgen(js_name = keptRemove)]
    fn kept_remove(name: &str);
    #[wasm_bindgen(js_name = keptAll)]
    fn kept_all() -> String;
}

pub fn get(key: &str) -> Option<String> {
    kept_get(key)
}

pub fn set(key: &str, value: &str) {
    kept_set(key, value);
}

pub fn remove(key: &str) {
    kept_remove(key);
}

/// All of it, as JSON: an object of texts.
pub fn all() -> String {
    kept_all()
}
