//! The package for other people's pages: the custom element `<pyvarium-snippet>` and links into Pyvarium.
//!
//! No machine and no compiler is in here: they run inside the frame that the element makes, on the
//! origin that serves `embed.html`.

use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/js/pyvarium-snippet.js")]
extern "C" {
    /// Defining the element is what importing this module does.
    #[wasm_bindgen(js_name = setHome)]
    fn set_home_of_element(url: &str);
}

/// Where the built site's `embed.html` is served from. Elements made later use it.
#[wasm_bindgen(js_name = setHome)]
pub fn set_home(url: &str) {
    set_home_of_element(url);
}

/// A link to a program and, if `at` is not empty, to a moment of it (`4.2`: before line 4 runs for
/// the second time). `page`: the address of `index.html` or `embed.html`. `mode`: "script" or "repl".
#[wasm_bindgen(js_name = linkTo)]
pub fn link_to(page: &str, code: &str, mode: &str, at: &str) -> String {
    let part = |text: &str| String::from(js_sys::encode_uri_component(text));
    let mode = if mode == "repl" { "repl" } else { "script" };
    let at = if at.is_empty() { String::new() } else { format!("&at={}", part(at)) };
    format!("{page}#v=1&mode={mode}{at}&code={}", part(code))
}
