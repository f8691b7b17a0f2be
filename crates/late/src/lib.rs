//! The page's late module: components that nobody needs for the first picture (insides, the panel of time, the palette), in
//! a wasm module of their own, fetched when the first of them is opened. What they are is in `pyvarium_www`.

use js_sys::Function;
use pyvarium_www::late;
use wasm_bindgen::prelude::*;
use web_sys::Element;

/// One component in its host.
#[wasm_bindgen]
pub struct Mounted {
    mounted: Option<late::Mounted>,
}

/// `say` hears what the person does there: a `late::Said`.
#[wasm_bindgen]
pub fn mount(host: Element, props: JsValue, say: Function) -> Mounted {
    Mounted { mounted: late::Mounted::new(host, props, say) }
}

#[wasm_bindgen]
impl Mounted {
    pub fn update(&mut self, props: JsValue) {
        if let Some(mounted) = &mut self.mounted {
            mounted.update(props);
        }
    }

    pub fn unmount(&mut self) {
        if let Some(mounted) = self.mounted.take() {
            mounted.unmount();
        }
    }
}
