//! The compiler's wasm module, for a Web Worker: source in; marshalled code or a syntax error out.
//!
//! It knows no DOM, keeps no state between calls, and never runs Python code.

use js_sys::{Array, Object, Reflect, Uint8Array};
use pyvarium_compiler::{Mode, Options, SyntaxReport};
use wasm_bindgen::prelude::*;

/// `mode`: "exec", "eval" or "single". Returns `{ok: Uint8Array}` or `{error: {...}}`, see `report`.
#[wasm_bindgen]
pub fn compile(source: &str, filename: &str, mode: &str) -> JsValue {
    let mode = match mode {
        "exec" => Mode::Exec,
        "eval" => Mode::Eval,
        "single" => Mode::Single,
        _ => {
            let msg = "compile() mode must be 'exec', 'eval' or 'single'".to_owned();
            let kind = "ValueError";
            return object(&[(
                "error",
                report(&SyntaxReport {
                    kind,
                    msg,
                    ..SyntaxReport::default()
                }),
            )]);
        }
    };
    match pyvarium_compiler::compile(source.as_bytes(), filename, mode, Options::default()) {
        Ok(bytes) => object(&[("ok", Uint8Array::from(bytes.as_slice()).into())]),
        Err(error) => object(&[("error", report(&error))]),
    }
}

/// As 3.14's own REPL compiles an input: `{codes: Uint8Array[], error?}`. The codes are to be run first.
#[wasm_bindgen(js_name = compileInteractive)]
pub fn compile_interactive(source: &str, filename: &str) -> JsValue {
    let done = pyvarium_compiler::compile_interactive(source, filename);
    let codes: Array = done
        .codes
        .iter()
        .map(|bytes| Uint8Array::from(bytes.as_slice()))
        .collect();
    let result = object(&[("codes", codes.into())]);
    if let Some(error) = done.error {
        set(&result, "error", report(&error));
    }
    result
}

/// Fields that the program's place does not have are null; lines and offsets are CPython's (from 1).
fn report(report: &SyntaxReport) -> JsValue {
    let line = |field: Option<u32>| field.map_or(JsValue::NULL, JsValue::from);
    let offset = |field: Option<i32>| field.map_or(JsValue::NULL, JsValue::from);
    object(&[
        ("kind", JsValue::from_str(report.kind)),
        ("msg", JsValue::from_str(&report.msg)),
        ("filename", JsValue::from_str(&report.filename)),
        ("lineno", line(report.lineno)),
        ("offset", offset(report.offset)),
        ("end_lineno", line(report.end_lineno)),
        ("end_offset", offset(report.end_offset)),
        (
            "text",
            report
                .text
                .as_deref()
                .map_or(JsValue::NULL, JsValue::from_str),
        ),
    ])
}

fn object(fields: &[(&str, JsValue)]) -> JsValue {
    let object = JsValue::from(Object::new());
    for (name, value) in fields {
        set(&object, name, value.clone());
    }
    object
}

fn set(object: &JsValue, name: &str, value: JsValue) {
    // A fresh plain object takes every property.
    let _ = Reflect::set(object, &JsValue::from_str(name), &value);
}
