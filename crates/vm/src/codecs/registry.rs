//! Codecs found by name, and the six ready-made error handlers as functions.
//!
//! CPython: Python/codecs.c (_PyCodec_Lookup, PyCodec_LookupError).

use pyvarium_heap::{Own, Ref, Slot};

use crate::args::Args;
use crate::core::ids;
use crate::exc;
use crate::script::{Said, Script};
use crate::stop::{Flow, Res, Stop};
use crate::vm::Vm;

/// Handlers that are there without being registered.
pub const HANDLERS: &[&str] =
    &["strict", "ignore", "replace", "xmlcharrefreplace", "backslashreplace", "namereplace", "surrogatepass", "surrogateescape"];

impl Vm {
    fn codec_list(&mut self) -> Ref {
        match self.codecs.search_path.get() {
            Some(r) => r,
            None => {
                let own = self.list_from_slots(Vec::new());
                let r = own.r();
                self.codecs.search_path = own.into();
                r
            }
        }
    }

    fn codec_dict(&mut self, handlers: bool) -> Ref {
        let place = if handlers { self.codecs.handlers } else { self.codecs.cache };
        if let Some(r) = place.get() {
            return r;
        }
        let own = self.new_dict();
        let r = own.r();
        if handlers {
            self.codecs.handlers = own.into();
        } else {
            self.codecs.cache = own.into();
        }
        r
    }
}

pub fn register(vm: &mut Vm, a: &Args) -> Res {
    let function = a.at(0)?;
    if !vm.is_callable(function) {
        return vm.type_err("argument must be callable");
    }
    let list = vm.codec_list();
    let own = vm.heap.own(function);
    vm.list_push(list, own.into());
    vm.none_flow()
}

pub fn unregister(vm: &mut Vm, a: &Args) -> Res {
    let function = a.at(0)?;
    let list = vm.codec_list();
    let at = vm.heap.items(list).unwrap_or_default().iter().position(|s| s.get() == Some(function));
    if let Some(at) = at {
        let gone = vm.heap.list_mut(list).map(|l| l.items.remove(at));
        vm.heap.release(gone.unwrap_or_default());
        let old = std::mem::replace(&mut vm.codecs.cache, Slot::NULL);
        vm.heap.release(old);
    }
    vm.none_flow()
}

pub fn register_error(vm: &mut Vm, a: &Args) -> Res {
    let (name, handler) = (a.at(0)?, a.at(1)?);
    if vm.heap.text(name).is_none() {
        let message = format!("register_error() argument 1 must be str, not {}", vm.given_name(name));
        return vm.type_err(&message);
    }
    if !vm.is_callable(handler) {
        return vm.type_err("handler must be callable");
    }
    let dict = vm.codec_dict(true);
    vm.dict_set_str(dict, name, handler);
    vm.none_flow()
}

pub fn unregister_error(vm: &mut Vm, a: &Args) -> Res {
    let name = a.at(0)?;
    let text = vm.heap.str_lossy(name);
    if HANDLERS.contains(&text.as_str()) {
        return vm.value_err(&format!("cannot un-register built-in error handler '{text}'"));
    }
    let dict = vm.codec_dict(true);
    let gone = vm.dict_get_str(dict, name).is_some() && vm.dict_del_str(dict, name);
    vm.bool_flow(gone)
}

pub fn lookup_error(vm: &mut Vm, a: &Args) -> Res {
    let name = a.at(0)?;
    if vm.heap.text(name).is_none() {
        let message = format!("lookup_error() argument must be str, not {}", vm.given_name(name));
        return vm.type_err(&message);
    }
    let dict = vm.codec_dict(true);
    if let Some(handler) = vm.dict_get_str(dict, name) {
        return vm.own_flow(handler);
    }
    let text = vm.heap.str_lossy(name);
    if !HANDLERS.contains(&text.as_str()) {
        return Err(exc::lookup_error(vm, &format!("unknown error handler name '{text}'")));
    }
    // The ready-made ones are functions of the module.
    let module = vm.builtin_module("_codecs")?;
    let found = vm.module_dict(module.r()).and_then(|d| vm.dict_get_named(d, &format!("_{text}_errors")));
    vm.heap.decref_own(module);
    match found {
        Some(f) => vm.own_flow(f),
        None => Err(crate::vm_bug!("no error handler {text}")),
    }
}

/// Lower case, and one underscore for every run of what is no letter, digit or dot. CPython: _Py_normalize_encoding.
pub fn normalized(name: &str) -> String {
    let mut out = String::new();
    let mut gap = false;
    for c in name.chars() {
        if c.is_ascii_alphanumeric() || c == '.' {
            if gap && !out.is_empty() {
                out.push('_');
            }
            gap = false;
            out.push(c.to_ascii_lowercase());
        } else {
            gap = true;
        }
    }
    out
}

/// The CodecInfo of an encoding.
pub fn find(vm: &mut Vm, s: &mut Script<'_>, encoding: Ref) -> Said<Ref> {
    let name = vm.heap.str_lossy(encoding);
    let key = s.keep(vm, |vm| Ok(vm.intern(&normalized(&name))))?;
    let known = s.hear(vm, |vm| match vm.codecs.cache.get().and_then(|d| vm.dict_get_str(d, key)) {
        Some(r) => vm.own_flow(r),
        None => Err(Stop::Exhausted),
    })?;
    if let crate::script::Heard::Value(r) = known {
        return Ok(r);
    }
    let path = s.keep(vm, |vm| {
        let list = vm.codec_list();
        let items: Vec<Ref> = vm.heap.items(list).unwrap_or_default().iter().filter_map(|x| x.get()).collect();
        Ok(vm.tuple_from(&items))
    })?;
    let functions: Vec<Ref> = vm.heap.items(path).unwrap_or_default().iter().filter_map(|x| x.get()).collect();
    for function in functions {
        let found = s.ask(vm, |vm| vm.call_args(function, &[key]))?;
        if found == vm.one.none {
            continue;
        }
        let is_four = vm.is_instance_of(found, ids::TUPLE) && vm.heap.items(found).is_some_and(|t| t.len() == 4);
        if !is_four {
            return Err(exc::type_error(vm, "codec search functions must return 4-tuples").into());
        }
        s.once(vm, |vm| {
            let dict = vm.codec_dict(false);
            vm.dict_set_str(dict, key, found);
            Ok(0)
        })?;
        return Ok(found);
    }
    Err(exc::lookup_error(vm, &format!("unknown encoding: {name}")).into())
}

/// A ready-made handler called as a function, with the exception.
pub fn handle(vm: &mut Vm, a: &Args, name: &str) -> Res {
    let e = a.at(0)?;
    if !vm.is_instance_of(e, ids::EXCEPTION) {
        return vm.type_err("codec must pass exception instance");
    }
    let part = |vm: &Vm, i: usize| exc::extra(vm, e, i);
    let encodes = vm.is_instance_of(e, ids::UNICODE_ENCODE_ERROR);
    let decodes = vm.is_instance_of(e, ids::UNICODE_DECODE_ERROR);
    let translates = vm.is_instance_of(e, ids::UNICODE_TRANSLATE_ERROR);
    let allowed = match name {
        "strict" => return Err(Stop::Raise(vm.heap.own(e))),
        "xmlcharrefreplace" | "namereplace" => encodes,
        "surrogatepass" | "surrogateescape" => encodes || decodes,
        _ => encodes || decodes || translates,
    };
    if !allowed {
        let given = vm.type_name(e);
        return vm.type_err(&format!("don't know how to handle {given} in error callback"));
    }
    let (start, end) = (part(vm, 2), part(vm, 3));
    let number = |vm: &Vm, r: Option<Ref>| r.and_then(|r| vm.heap.small_int(r)).unwrap_or(0).max(0) as usize;
    let (start, end) = (number(vm, start), number(vm, end));
    let object = part(vm, 1).unwrap_or(vm.one.none);
    let points: Vec<u32> = match (vm.heap.text(object), vm.bytes_of(object)) {
        (Some(t), _) => (start..end).filter_map(|i| t.at(i)).collect(),
        (None, Some(b)) => b.get(start..end).unwrap_or_default().iter().map(|b| u32::from(*b)).collect(),
        _ => Vec::new(),
    };
    let text = |s: String| Instead::Text(s);
    let (instead, at) = match name {
        "ignore" => (text(String::new()), end),
        "replace" if encodes => (text("?".repeat(points.len())), end),
        "replace" if decodes => (text("\u{fffd}".to_owned()), end),
        "replace" => (text("\u{fffd}".repeat(points.len())), end),
        "xmlcharrefreplace" => (text(points.iter().map(|p| format!("&#{p};")).collect()), end),
        "backslashreplace" => (text(points.iter().map(|p| super::handlers::escaped(*p)).collect()), end),
        "surrogateescape" if encodes => match points.iter().map(|p| (0xdc80..0xdd00).contains(p).then_some(*p as u8)).collect() {
            Some(bytes) => (Instead::Bytes(bytes), end),
            None => return Err(Stop::Raise(vm.heap.own(e))),
        },
        "surrogateescape" => {
            let n = points.iter().take(4).take_while(|p| **p >= 128).count();
            if n == 0 {
                return Err(Stop::Raise(vm.heap.own(e)));
            }
            (Instead::Points(points.iter().take(n).map(|p| 0xdc00 + p).collect()), start + n)
        }
        "surrogatepass" => {
            let encoding = part(vm, 0).map(|r| vm.heap.str_lossy(r)).unwrap_or_default();
            let codec = super::Codec::named(&encoding);
            let done = if encodes {
                super::handlers::passed(codec, &points).map(|bytes| (Instead::Bytes(bytes), end))
            } else {
                let bytes = vm.bytes_of(object).unwrap_or_default();
                super::handlers::surrogate_in(codec, bytes.get(start..).unwrap_or_default())
                    .map(|(p, n)| (Instead::Points(vec![p]), start + n))
            };
            match done {
                Some(done) => done,
                None => return Err(Stop::Raise(vm.heap.own(e))),
            }
        }
        _ => return Err(no_names()),
    };
    let instead: Own = match instead {
        Instead::Text(s) => vm.new_str(&s),
        Instead::Bytes(b) => vm.new_bytes(b),
        Instead::Points(p) => vm.new_text(pyvarium_heap::Text::from_point_slice(&p)),
    };
    let at = vm.new_int(at as i64);
    Ok(Flow::Value(vm.tuple_from_slots(vec![instead.into(), at.into()])))
}

/// The names of all characters are not in the machine.
pub fn no_names() -> Stop {
    Stop::not_supported("names of characters in a codec")
}

enum Instead {
    Text(String),
    Bytes(Vec<u8>),
    Points(Vec<u32>),
}
