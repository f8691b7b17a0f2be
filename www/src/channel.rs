//! One worker with its questions and answers: it is made when first needed, and thrown away when it
//! dies. It knows no command and no reply.

use std::cell::RefCell;
use std::rc::Rc;

use gloo::events::EventListener;
use js_sys::Reflect;
use serde::{Serialize, de::DeserializeOwned};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{ErrorEvent, MessageEvent, Worker, WorkerOptions, WorkerType};

struct Alive {
    worker: Worker,
    _listeners: [EventListener; 2],
}

pub struct Channel<Answer: 'static> {
    path: &'static str,
    heard: Rc<dyn Fn(Result<Answer, String>)>,
    /// Answers that are handed on unread: whether this was one.
    raw: Rc<dyn Fn(&JsValue) -> bool>,
    alive: Rc<RefCell<Option<Alive>>>,
}

impl<Answer: DeserializeOwned + 'static> Channel<Answer> {
    /// `path` of the worker's module, relative to the page.
    pub fn new(
        path: &'static str,
        heard: impl Fn(Result<Answer, String>) + 'static,
        raw: impl Fn(&JsValue) -> bool + 'static,
    ) -> Channel<Answer> {
        Channel { path, heard: Rc::new(heard), raw: Rc::new(raw), alive: Rc::default() }
    }

    pub fn send(&self, question: &impl Serialize) {
        if let Err(why) = self.try_send(question) {
            self.kill();
            (self.heard)(Err(text_of(&why)));
        }
    }

    /// As it is.
    pub fn send_raw(&self, question: &JsValue) {
        if let Some(alive) = &*self.alive.borrow()
            && let Err(why) = alive.worker.post_message(question)
        {
            (self.heard)(Err(text_of(&why)));
        }
    }

    /// The next `send` makes a new worker.
    pub fn kill(&self) {
        if let Some(alive) = self.alive.borrow_mut().take() {
            alive.worker.terminate();
        }
    }

    fn try_send(&self, question: &impl Serialize) -> Result<(), JsValue> {
        if self.alive.borrow().is_none() {
            *self.alive.borrow_mut() = Some(self.start()?);
        }
        let message = question.serialize(&serde_wasm_bindgen::Serializer::new()).map_err(JsValue::from)?;
        match &*self.alive.borrow() {
            Some(alive) => alive.worker.post_message(&message),
            None => Ok(()),
        }
    }

    fn start(&self) -> Result<Alive, JsValue> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = Worker::new_with_options(self.path, &options)?;
        let (heard, raw, alive) = (self.heard.clone(), self.raw.clone(), self.alive.clone());
        let on_message = EventListener::new(&worker, "message", move |event| {
            let Some(event) = event.dyn_ref::<MessageEvent>() else { return };
            let data = event.data();
            match Reflect::get(&data, &JsValue::from_str("Died")) {
                Ok(why) if why.is_string() => {
                    bury(&alive);
                    heard(Err(why.as_string().unwrap_or_default()));
                }
                _ if raw(&data) => {}
                _ => heard(serde_wasm_bindgen::from_value(data).map_err(|e| e.to_string())),
            }
        });
        let (heard, alive) = (self.heard.clone(), self.alive.clone());
        let on_error = EventListener::new(&worker, "error", move |event| {
            let why = event.dyn_ref::<ErrorEvent>().map(ErrorEvent::message).unwrap_or_default();
            bury(&alive);
            heard(Err(if why.is_empty() { "it could not be loaded".to_owned() } else { why }));
        });
        Ok(Alive { worker, _listeners: [on_message, on_error] })
    }
}

/// Takes a dead worker out. Its listeners are dropped a moment later, as one of them is running.
fn bury(alive: &Rc<RefCell<Option<Alive>>>) {
    if let Some(dead) = alive.borrow_mut().take() {
        dead.worker.terminate();
        gloo::timers::callback::Timeout::new(0, move || drop(dead)).forget();
    }
}

fn text_of(value: &JsValue) -> String {
    value.as_string().unwrap_or_else(|| format!("{value:?}"))
}
