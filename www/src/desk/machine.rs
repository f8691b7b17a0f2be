//! The desk's questions: to the machine through the page, which hands them on and back unread, and to a compiler of its own.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use gloo::events::{EventListener, EventListenerOptions};
use js_sys::{Array, Function, Promise};
use pyvarium_protocol::{Command, CompileReply, CompileRequest, SyntaxReport, Unit};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{CustomEvent, CustomEventInit};

use crate::channel::Channel;
use crate::session::Session;

thread_local! {
    static N_ASKED: RefCell<u32> = const { RefCell::new(0) };
    static COMPILER: RefCell<Option<Rc<Compiler>>> = const { RefCell::new(None) };
}

/// The answer's part of this name. None: the machine answered something else, or was replaced.
pub async fn ask<T: DeserializeOwned>(command: &Command, name: &str) -> Option<T> {
    let answer = ask_with(command, None).await?;
    let part = js_sys::Reflect::get(&answer, &JsValue::from_str(name)).ok()?;
    serde_wasm_bindgen::from_value(part).ok()
}

/// As `ask`, of a machine that is not the page's.
pub async fn ask_of<T: DeserializeOwned>(session: &Session, command: &Command, name: &str) -> Option<T> {
    let answer = heard(command, |number, command| session.ask(number, command, None)).await?;
    let part = js_sys::Reflect::get(&answer, &JsValue::from_str(name)).ok()?;
    serde_wasm_bindgen::from_value(part).ok()
}

/// `text`: what the page's recording is made of once the machine has followed. The answer as it comes.
pub async fn ask_with(command: &Command, text: Option<&str>) -> Option<JsValue> {
    let text = text.map_or(JsValue::UNDEFINED, JsValue::from_str);
    heard(command, |number, command| {
        let init = CustomEventInit::new();
        init.set_detail(&Array::of3(&number, &command, &text));
        if let Ok(event) = CustomEvent::new_with_event_init_dict("askmachine", &init) {
            let _ = gloo::utils::window().dispatch_event(&event);
        }
    })
    .await
}

/// The answer to what `ask` asks under this number.
async fn heard(command: &Command, ask: impl FnOnce(JsValue, JsValue)) -> Option<JsValue> {
    let number = N_ASKED.with_borrow_mut(|n| {
        *n += 1;
        f64::from(*n)
    });
    let command = command.serialize(&serde_wasm_bindgen::Serializer::new()).ok()?;
    let listening: Rc<RefCell<Option<EventListener>>> = Rc::default();
    let promise = Promise::new(&mut |resolve: Function, _| {
        let listener =
            EventListener::new_with_options(&gloo::utils::window(), "machinesaid", EventListenerOptions::default(), move |event| {
                let said = event.dyn_ref::<CustomEvent>().map(|e| Array::from(&e.detail())).unwrap_or_default();
                if said.get(0).as_f64() == Some(number) {
                    let _ = resolve.call1(&JsValue::NULL, &said.get(1));
                }
            });
        *listening.borrow_mut() = Some(listener);
    });
    ask(JsValue::from_f64(number), command);
    let answer = JsFuture::from(promise).await.ok();
    listening.borrow_mut().take();
    answer
}

type Answer = Rc<RefCell<Option<Result<CompileReply, String>>>>;

/// A compiler of the desk's own: the page's may be at work for the program that runs.
struct Compiler {
    channel: Channel<CompileReply>,
    waiting: Rc<RefCell<VecDeque<(Answer, Function)>>>,
}

fn compiler() -> Rc<Compiler> {
    COMPILER.with_borrow_mut(|kept| {
        let made = || {
            let waiting: Rc<RefCell<VecDeque<(Answer, Function)>>> = Rc::default();
            let heard = {
                let waiting = waiting.clone();
                move |reply: Result<CompileReply, String>| {
                    let first = waiting.borrow_mut().pop_front();
                    if let Some((answer, resolve)) = first {
                        *answer.borrow_mut() = Some(reply);
                        let _ = resolve.call0(&JsValue::NULL);
                    }
                }
            };
            Rc::new(Compiler { channel: Channel::new("compiler/compiler.js", heard, |_: &JsValue| false), waiting })
        };
        kept.get_or_insert_with(made).clone()
    })
}

/// Errors: in words.
pub async fn compile_all(request: &CompileRequest) -> Result<Vec<Unit>, String> {
    let compiler = compiler();
    let answer: Answer = Rc::default();
    let promise = Promise::new(&mut |resolve: Function, _| compiler.waiting.borrow_mut().push_back((answer.clone(), resolve)));
    compiler.channel.send(request);
    let _ = JsFuture::from(promise).await;
    match answer.borrow_mut().take() {
        Some(Ok(CompileReply { error: Some(report), .. })) => Err(refused(&report)),
        Some(Ok(CompileReply { units, .. })) => Ok(units),
        Some(Err(why)) => Err(why),
        None => Err("the compiler did not answer".to_owned()),
    }
}

/// `mode`: as in `compile()`.
pub async fn compile(source: &str, filename: &str, mode: &str) -> Result<Unit, String> {
    let request = CompileRequest::Text { source: source.to_owned(), filename: filename.to_owned(), mode: mode.to_owned() };
    compile_all(&request).await?.pop().ok_or_else(|| "there is nothing to run".to_owned())
}

fn refused(report: &SyntaxReport) -> String {
    format!("{}: {}", report.kind, report.msg)
}
