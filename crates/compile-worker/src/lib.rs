//! The compiler's wasm module, for a Web Worker: source in; marshalled code or a syntax error out.
//!
//! It knows no DOM, keeps no state between calls, and never runs Python code.

use js_sys::{Array, Object, Reflect, Uint8Array};
use pyvarium_compiler::{Compiled, Mode, Options, SyntaxReport, SyntaxWarning, Wish, compile_string, compile_wish, compile_with_warnings};
use wasm_bindgen::prelude::*;

/// Rust's own for wasm is slower and larger.
#[cfg(all(target_family = "wasm", not(target_feature = "atomics")))]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

/// `mode`: "exec", "eval" or "single". Returns `{ok: Uint8Array, warnings: string}` (what stderr shows first) or `{error: {...}}`, see `report`.
#[wasm_bindgen]
pub fn compile(source: &str, filename: &str, mode: &str) -> JsValue {
    let told = |compiled: &Compiled| compiled.warning_text(filename, source);
    answer(mode, told, |mode| compile_with_warnings(source.as_bytes(), filename, mode, Options::default()))
}

/// As `compile`, of a text that is no file: what `exec`, `eval` and `compile` are given. Behind the mode may stand how (see `Wish`).
#[wasm_bindgen(js_name = compileText)]
pub fn compile_text(source: &str, filename: &str, mode: &str) -> JsValue {
    let (word, wish) = (mode.split(' ').next().unwrap_or_default(), Wish::read(mode));
    answer(
        word,
        |compiled| compiled.warnings_with_places(filename),
        |mode| match wish {
            Some(wish) => compile_wish(source, filename, wish),
            None => compile_string(source, filename, mode, Options::default()),
        },
    )
}

fn answer(mode: &str, told: impl Fn(&Compiled) -> String, compiled: impl Fn(Mode) -> Result<Compiled, SyntaxReport>) -> JsValue {
    let mode = match mode {
        "exec" => Mode::Exec,
        "eval" => Mode::Eval,
        "single" => Mode::Single,
        "func_type" => Mode::FuncType,
        _ => {
            let msg = "compile() mode must be 'exec', 'eval' or 'single'".to_owned();
            let kind = "ValueError";
            return object(&[("error", report(&SyntaxReport { kind, msg, ..SyntaxReport::default() }))]);
        }
    };
    match compiled(mode) {
        Ok(compiled) => {
            object(&[("ok", Uint8Array::from(compiled.marshal().as_slice()).into()), ("warnings", JsValue::from_str(&told(&compiled)))])
        }
        Err(error) => object(&[("error", report(&error))]),
    }
}

/// As 3.14's own REPL compiles an input: `{warnings: string, codes: Uint8Array[], code_warnings: string[],
/// error?}`. Each code's warnings are shown before it runs; the codes are to be run before the error is shown.
#[wasm_bindgen(js_name = compileInteractive)]
pub fn compile_interactive(source: &str, filename: &str) -> JsValue {
    let done = pyvarium_compiler::compile_interactive(source, filename);
    let codes: Array = done.codes.iter().map(|bytes| Uint8Array::from(bytes.as_slice())).collect();
    let text = |warnings: &[SyntaxWarning]| -> String { warnings.iter().map(|warning| warning.text(filename, None)).collect() };
    let code_warnings: Array = done.code_warnings.iter().map(|all| JsValue::from_str(&text(all))).collect();
    let result =
        object(&[("warnings", JsValue::from_str(&text(&done.warnings))), ("codes", codes.into()), ("code_warnings", code_warnings.into())]);
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
        ("text", report.text.as_deref().map_or(JsValue::NULL, JsValue::from_str)),
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
