//! The one binder of native arguments. A parameter list in Python's own notation says which of
//! CPython's parser families a function belongs to, and so which words its errors use.
//!
//! ""                      METH_NOARGS
//! "object, /"             METH_O
//! "index=-1, /"           positional only (_PyArg_CheckPositional)
//! "x, /, base=10, *, k"   keywords (_PyArg_UnpackKeywords)
//! "*args, sep=' '"        the keyword-only ones first in the bound list, then the rest
//! "*args, **kwargs"       as given, with `kwnames`
//!
//! CPython: Python/getargs.c, Objects/methodobject.c (cfunction_check_kwargs and its callers).

use pyvarium_heap::{Ref, Slot};
use smallvec::SmallVec;

use crate::args::Args;
use crate::exc;
use crate::stop::{Res, Stop};
use crate::tables::FnEntry;
use crate::vm::Vm;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Param {
    pub name: &'static str,
    pub default: Option<&'static str>,
}

#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Signature {
    pub params: Vec<Param>,
    pub n_posonly: usize,
    /// Parameters that can be given by position.
    pub n_positional: usize,
    pub varargs: bool,
    pub varkw: bool,
    /// Positional parameters without a default.
    n_required: usize,
}

impl Signature {
    pub fn parse(text: &'static str) -> Signature {
        let mut sig = Signature::default();
        let mut kwonly = false;
        for part in split_top_level(text) {
            match part {
                "" => {}
                "/" => sig.n_posonly = sig.params.len(),
                "*" => kwonly = true,
                _ if part.starts_with("**") => sig.varkw = true,
                _ if part.starts_with('*') => {
                    sig.varargs = true;
                    kwonly = true;
                }
                _ => {
                    let (name, default) = match part.split_once('=') {
                        Some((name, default)) => (name, Some(default)),
                        None => (part, None),
                    };
                    if !kwonly {
                        sig.n_positional += 1;
                        sig.n_required += usize::from(default.is_none());
                    }
                    sig.params.push(Param { name, default });
                }
            }
        }
        sig
    }

    fn is_noargs(&self) -> bool {
        self.params.is_empty() && !self.varargs && !self.varkw
    }

    pub(crate) fn takes_keywords(&self) -> bool {
        self.varkw || self.params.len() > self.n_posonly
    }

    fn n_required_positional(&self) -> usize {
        self.n_required
    }

    /// This many positional arguments and no others need no binding: each is its parameter.
    pub(crate) fn takes_plainly(&self, args: &Args, n: usize) -> bool {
        args.n_kw == 0
            && !self.varargs
            && !self.varkw
            && self.params.len() == self.n_positional
            && n >= self.n_required
            && n <= self.n_positional
    }
}

fn split_top_level(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.split(", ").map(str::trim)
}

fn plural(n: usize) -> &'static str {
    if n == 1 { "" } else { "s" }
}

impl Vm {
    /// Lays arguments out one a parameter. `qualname` is for the messages that name the function
    /// with its class (`list.append`), `name` for those that do not.
    pub fn bind(&mut self, sig: &Signature, name: &str, qualname: &str, args: &Args) -> Res<Args> {
        if sig.varargs && sig.varkw && sig.params.is_empty() {
            return Ok(args.clone());
        }
        if sig.takes_plainly(args, args.len()) {
            let mut bound = args.clone();
            bound.items.resize(sig.params.len(), Slot::NULL);
            bound.kwnames = None;
            return Ok(bound);
        }
        let n_pos = args.n_positional();
        if args.n_kw > 0 && !sig.takes_keywords() {
            return Err(exc::type_error(self, &format!("{qualname}() takes no keyword arguments")));
        }
        if sig.is_noargs() && n_pos > 0 {
            return Err(exc::type_error(self, &format!("{qualname}() takes no arguments ({n_pos} given)")));
        }
        let one_object = sig.params.len() == 1 && sig.n_posonly == 1 && sig.n_required_positional() == 1 && !sig.varargs;
        if one_object && n_pos != 1 {
            return Err(exc::type_error(self, &format!("{qualname}() takes exactly one argument ({n_pos} given)")));
        }
        if !sig.takes_keywords() && !sig.varargs {
            self.check_positional(sig, name, n_pos)?;
        }
        self.bind_keywords(sig, name, args)
    }

    /// As `bind`, of a class that is called: a single parameter has the words of several.
    pub(crate) fn bind_new(&mut self, sig: &Signature, name: &str, qualname: &str, args: &Args) -> Res<Args> {
        if args.n_kw == 0 && !sig.takes_keywords() && !sig.varargs {
            self.check_positional(sig, name, args.n_positional())?;
        }
        self.bind(sig, name, qualname, args)
    }

    /// As `bind`, of a method: `this` comes first in what is bound. `skip`: arguments before the first.
    pub(crate) fn bind_method(&mut self, entry: &FnEntry, this: Ref, args: &Args, skip: usize) -> Res<Args> {
        let sig = &entry.signature;
        let n = args.len().saturating_sub(skip);
        if sig.takes_plainly(args, n) {
            let mut items = SmallVec::new();
            items.push(Slot::borrow(this));
            items.extend(args.items.iter().skip(skip).copied());
            items.resize(1 + sig.params.len(), Slot::NULL);
            return Ok(Args { items, kwnames: None, n_kw: 0, op: args.op });
        }
        let rest = if skip == 0 { args.clone() } else { args.rest() };
        Ok(self.bind(sig, entry.name, &entry.qualname, &rest)?.with_first(this))
    }

    /// CPython: _PyArg_CheckPositional.
    fn check_positional(&mut self, sig: &Signature, name: &str, given: usize) -> Res<()> {
        let (min, max) = (sig.n_required_positional(), sig.n_positional);
        let (word, n) = match given {
            _ if given < min => (if min == max { "" } else { "at least " }, min),
            _ if given > max => (if min == max { "" } else { "at most " }, max),
            _ => return Ok(()),
        };
        Err(exc::type_error(self, &format!("{name} expected {word}{n} argument{}, got {given}", plural(n))))
    }

    fn bind_keywords(&mut self, sig: &Signature, name: &str, args: &Args) -> Res<Args> {
        let n_pos = args.n_positional();
        let mut items: SmallVec<[Slot; 6]> = smallvec::smallvec![Slot::NULL; sig.params.len()];
        let mut extra: SmallVec<[Slot; 6]> = SmallVec::new();
        let total = n_pos + args.n_kw;
        if !sig.varargs && !sig.varkw && total > sig.params.len() {
            let (len, word) = (sig.params.len(), if n_pos == 0 { "keyword " } else { "" });
            let message = format!("{name}() takes at most {len} {word}argument{} ({total} given)", plural(len));
            return Err(exc::type_error(self, &message));
        }
        if !sig.varargs && n_pos > sig.n_positional {
            let max = sig.n_positional;
            let message = if max == 0 {
                format!("{name}() takes no positional arguments")
            } else {
                let how = if sig.n_required_positional() < max { "at most" } else { "exactly" };
                format!("{name}() takes {how} {max} positional argument{} ({n_pos} given)", plural(max))
            };
            return Err(exc::type_error(self, &message));
        }
        let least = sig.params.iter().take(sig.n_posonly).filter(|p| p.default.is_none()).count();
        if n_pos < least {
            let how = if least < sig.n_positional { "at least" } else { "exactly" };
            let message = format!("{name}() takes {how} {least} positional argument{} ({n_pos} given)", plural(least));
            return Err(exc::type_error(self, &message));
        }
        for (i, item) in args.items.iter().take(n_pos).enumerate() {
            if i < sig.n_positional
                && let Some(place) = items.get_mut(i)
            {
                *place = *item;
            } else {
                extra.push(*item);
            }
        }
        let mut left_names = Vec::new();
        // CPython says what is missing before what is too much.
        let mut too_much = None;
        if let Some(kwnames) = args.kwnames {
            let names: Vec<_> = self.heap.items(kwnames).unwrap_or_default().to_vec();
            for (k, name_slot) in names.iter().enumerate() {
                let value = args.items.get(n_pos + k).copied().unwrap_or(Slot::NULL);
                let Some(kw) = name_slot.get() else { continue };
                let text = self.heap.str_lossy(kw);
                let at = sig.params.iter().skip(sig.n_posonly).position(|p| p.name == text).map(|i| i + sig.n_posonly);
                match at.and_then(|i| Some((i, items.get_mut(i)?))) {
                    Some((i, place)) => {
                        if !place.is_null() {
                            let message = format!("argument for {name}() given by name ('{text}') and position ({})", i + 1);
                            too_much.get_or_insert(message);
                            continue;
                        }
                        *place = value;
                    }
                    None if sig.varkw => {
                        left_names.push(*name_slot);
                        extra.push(value);
                    }
                    None => {
                        let known = sig.params.iter().skip(sig.n_posonly).map(|p| p.name);
                        let near = crate::suggest::closest(&text, known).map(|n| format!(". Did you mean '{n}'?")).unwrap_or_default();
                        too_much.get_or_insert(format!("{name}() got an unexpected keyword argument '{text}'{near}"));
                    }
                }
            }
        }
        for (i, param) in sig.params.iter().enumerate() {
            if param.default.is_none() && items.get(i).is_none_or(|s| s.is_null()) {
                let message = format!("{name}() missing required argument '{}' (pos {})", param.name, i + 1);
                return Err(exc::type_error(self, &message));
            }
        }
        if let Some(message) = too_much {
            return Err(exc::type_error(self, &message));
        }
        if !left_names.is_empty() {
            return Err(Stop::not_supported(format!("{name}() with both named and free keyword arguments")));
        }
        items.extend(extra);
        Ok(Args { items, kwnames: None, n_kw: 0, op: args.op })
    }
}
