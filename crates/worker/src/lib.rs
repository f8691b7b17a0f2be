//! The machine's wasm module, for a Web Worker: one session, commands in, replies out, strictly
//! alternating. It knows no DOM and links no compiler.

use pyvarium_protocol::{Command, Reply};
use serde::Serialize;
use wasm_bindgen::prelude::*;

/// Rust's own for wasm is slower and larger.
#[cfg(all(target_family = "wasm", not(target_feature = "atomics")))]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

/// What the worker's script holds.
#[wasm_bindgen]
pub struct Session {
    session: pyvarium_trace::Session,
}

#[wasm_bindgen]
impl Session {
    /// `library`: the start of CPython's library, unpacked; empty: builtin modules only.
    #[wasm_bindgen(constructor)]
    pub fn new(library: &[u8]) -> Session {
        let session = pyvarium_trace::Session::new(js_sys::Date::now, pyvarium_modules::tables());
        Session { session: session.with_library(library) }
    }

    /// A `Command` as serde-wasm-bindgen writes it; answers a `Reply`. A command that cannot be
    /// read is refused.
    pub fn handle(&mut self, command: JsValue) -> JsValue {
        let reply = match serde_wasm_bindgen::from_value::<Command>(command) {
            Ok(command) => self.session.handle(command),
            Err(error) => Reply::Refused { why: format!("the command could not be read: {error}") },
        };
        let serializer = serde_wasm_bindgen::Serializer::new().serialize_missing_as_null(true);
        match reply.serialize(&serializer) {
            Ok(value) => value,
            Err(error) => JsValue::from_str(&error.to_string()),
        }
    }
}
