//! Binding the arguments of a Python function, and pushing and popping its frame.
//!
//! CPython: Python/ceval.c, initialize_locals, missing_arguments, too_many_positional,
//! _PyEvalFramePushAndInit, _PyEval_FrameClearAndPop.

use pyvarium_heap::code::{CO_OPTIMIZED, CO_VARARGS, CO_VARKEYWORDS, Code};
use pyvarium_heap::frame::{Await, Frame, Owner, PyFrame};
use pyvarium_heap::object::{Body, GeneratorState};
use pyvarium_heap::{Heap, Ref, Slot};
use std::rc::Rc;

use crate::exc;
use crate::stop::Res;
use crate::vm::Vm;
use crate::vm_bug;

/// Room of frames that have ended, for the next ones. Not part of the state: a clone starts without.
#[derive(Debug, Default)]
#[expect(clippy::vec_box, reason = "the boxes are what is kept: they go onto the stack of frames as they are")]
pub(crate) struct SpareFrames(Vec<Box<PyFrame>>);

/// Frames whose room is kept.
const MAX_SPARE: usize = 32;

impl Clone for SpareFrames {
    fn clone(&self) -> SpareFrames {
        SpareFrames::default()
    }
}

impl SpareFrames {
    #[inline]
    pub(crate) fn give(&mut self, mut frame: Box<PyFrame>) {
        if self.0.len() < MAX_SPARE {
            frame.slots.clear();
            self.0.push(frame);
        }
    }
}

/// The frame of most calls: exactly the positional parameters, all on the caller's stack. They move into the new frame,
/// callable and NULL go. The caller is to await its value. None: not such a call, and nothing has been done.
#[inline]
pub(crate) fn simple_frame(heap: &mut Heap, spare: &mut SpareFrames, stack: &mut Vec<Slot>, n_args: usize) -> Option<Box<PyFrame>> {
    known_frame(heap, spare, stack, n_args, None)
}

/// As `simple_frame`; `version`: what the function's must be (see `Quick::function_version`).
#[inline]
pub(crate) fn known_frame(
    heap: &mut Heap,
    spare: &mut SpareFrames,
    stack: &mut Vec<Slot>,
    n_args: usize,
    version: Option<u32>,
) -> Option<Box<PyFrame>> {
    let at = stack.len().checked_sub(n_args + 2)?;
    let [function, this, ..] = stack.get(at..)? else { return None };
    let (function, has_self) = (*function, !this.is_null());
    let Body::Function(f) = heap.full_body(function.get()?) else { return None };
    let (code_slot, globals, builtins) = (f.code, f.globals.get()?, f.builtins.get()?);
    let code = heap.code(code_slot.get()?)?;
    let plain = match version {
        // It was looked at when the call took its form.
        Some(version) => !f.is_changed && code.number + 1 == version,
        None => code.flags & (CO_OPTIMIZED | CO_VARARGS | CO_VARKEYWORDS) == CO_OPTIMIZED && code.kwonlyargcount == 0,
    };
    if !plain || code.argcount as usize != n_args + usize::from(has_self) {
        return None;
    }
    let code = code.clone();
    let n_locals = code.n_localsplus();
    let mut spare = spare.0.pop();
    let mut slots = spare.as_mut().map(|f| std::mem::take(&mut f.slots)).unwrap_or_default();
    slots.reserve(n_locals + code.stacksize as usize);
    slots.extend_from_slice(stack.get(at + 2 - usize::from(has_self)..)?);
    slots.resize(n_locals, Slot::NULL);
    stack.truncate(at);
    let frame = PyFrame {
        serial: heap.next_serial(),
        executable: heap.copy_slot(code_slot),
        function,
        globals: Slot::borrow(globals),
        builtins: Slot::borrow(builtins),
        locals: Slot::NULL,
        frame_object: Slot::NULL,
        slots,
        next_instr: 0,
        last_instr: -1,
        awaiting: Await::Nothing,
        owner: Owner::Thread,
        mark: Default::default(),
        code,
    };
    Some(match spare {
        Some(mut room) => {
            *room = frame;
            room
        }
        None => Box::new(frame),
    })
}

impl Vm {
    /// Pushes the frame of `function`, which with `args` is handed over. `args`: positional values,
    /// then those of `kwnames`.
    pub(crate) fn push_function_frame(&mut self, function: Slot, args: Vec<Slot>, kwnames: Option<Ref>, n_kw: usize) -> Res<()> {
        let Some(f) = function.get().and_then(|r| self.heap.function(r)) else { return Err(vm_bug!("not a function")) };
        let (code_slot, globals, builtins) = (f.code, f.globals, f.builtins);
        let Some(code) = code_slot.get().and_then(|c| self.heap.code(c)).cloned() else { return Err(vm_bug!("a function without code")) };
        let mut slots = match self.bind_arguments(function, &code, args, kwnames, n_kw) {
            Ok(slots) => slots,
            Err(stop) => {
                self.heap.release(function);
                return Err(stop);
            }
        };
        slots.reserve_exact(code.stacksize as usize);
        let frame = PyFrame {
            serial: self.heap.next_serial(),
            executable: self.heap.copy_slot(code_slot),
            function,
            globals: globals.get().map_or(Slot::NULL, Slot::borrow),
            builtins: builtins.get().map_or(Slot::NULL, Slot::borrow),
            // A module's or class's code as a function's: its names are the globals.
            locals: if code.flags & CO_OPTIMIZED == 0 { self.heap.copy_slot(globals) } else { Slot::NULL },
            frame_object: Slot::NULL,
            slots,
            next_instr: 0,
            last_instr: -1,
            awaiting: Await::Nothing,
            owner: Owner::Thread,
            mark: Default::default(),
            code,
        };
        self.push_frame(frame)
    }

    /// Pushes a frame for a module, class body or `exec`. `locals` is handed over.
    pub(crate) fn push_code_frame(&mut self, code_ref: Ref, globals: Ref, builtins: Ref, locals: Slot, function: Slot) -> Res<()> {
        let Some(code) = self.heap.code(code_ref).cloned() else { return Err(vm_bug!("not a code object")) };
        let mut slots = vec![Slot::NULL; code.n_localsplus()];
        slots.reserve_exact(code.stacksize as usize);
        let frame = PyFrame {
            serial: self.heap.next_serial(),
            executable: Slot::own(self.heap.own(code_ref)),
            function,
            globals: Slot::borrow(globals),
            builtins: Slot::borrow(builtins),
            locals,
            frame_object: Slot::NULL,
            slots,
            next_instr: 0,
            last_instr: -1,
            awaiting: Await::Nothing,
            owner: Owner::Thread,
            mark: Default::default(),
            code,
        };
        self.push_frame(frame)
    }

    pub(crate) fn push_frame(&mut self, frame: PyFrame) -> Res<()> {
        if self.thread.depth >= self.recursion_limit {
            // CPython: _Py_EnterRecursivePy fails before the frame is entered.
            let mut list = Vec::new();
            frame.each_slot(&mut |s| list.push(s));
            self.heap.release_all(list.into_iter());
            return Err(exc::recursion_error(self, "maximum recursion depth exceeded"));
        }
        self.thread.depth += 1;
        self.thread.frames.push(Frame::Py(Box::new(frame)));
        Ok(())
    }

    /// Takes the running Python frame off and releases what it holds. True: it was a generator's,
    /// so its value is the end of an iteration.
    pub(crate) fn pop_python_frame(&mut self) -> Res<bool> {
        let Some(Frame::Py(mut frame)) = self.thread.frames.pop() else { return Err(vm_bug!("no Python frame to pop")) };
        self.thread.depth = self.thread.depth.saturating_sub(1);
        let generator = match frame.owner {
            Owner::Thread => None,
            Owner::Generator(g) => Some(g),
        };
        if let Some(g) = generator {
            if let Some(gen_) = self.heap.generator_mut(g) {
                gen_.state = GeneratorState::Cleared;
            }
            let exc_value = self.thread.exc_info.pop().unwrap_or(Slot::NULL);
            self.heap.release(exc_value);
        }
        if let Some(object) = frame.frame_object.get() {
            // Somebody looks at this frame: it gets the locals. CPython: take_ownership.
            if self.heap.refcnt(object) > 1 {
                self.give_frame_to_object(object, frame);
                self.release_running(generator);
                return Ok(generator.is_some());
            }
            let held = std::mem::replace(&mut frame.frame_object, Slot::NULL);
            self.heap.release(held);
        }
        frame.each_slot(&mut |s| self.heap.release(s));
        self.spare_frames.give(frame);
        self.release_running(generator);
        Ok(generator.is_some())
    }

    /// While a generator runs, its frame holds it alive.
    fn release_running(&mut self, generator: Option<Ref>) {
        if let Some(g) = generator {
            self.heap.decref(g);
        }
    }

    fn bind_arguments(&mut self, function: Slot, code: &Rc<Code>, args: Vec<Slot>, kwnames: Option<Ref>, n_kw: usize) -> Res<Vec<Slot>> {
        let n_pos = args.len().saturating_sub(n_kw);
        let argcount = code.argcount as usize;
        let n_params = argcount + code.kwonlyargcount as usize;
        let mut slots = vec![Slot::NULL; code.n_localsplus()];
        // The common case: exactly the positional parameters.
        if n_kw == 0 && n_pos == argcount && code.kwonlyargcount == 0 && code.flags & (CO_VARARGS | CO_VARKEYWORDS) == 0 {
            for (place, arg) in slots.iter_mut().zip(args) {
                *place = arg;
            }
            return Ok(slots);
        }
        let mut args = args.into_iter();
        let mut extra = Vec::new();
        for i in 0..n_pos {
            let Some(arg) = args.next() else { break };
            match slots.get_mut(i) {
                Some(place) if i < argcount => *place = arg,
                _ => extra.push(arg),
            }
        }
        let mut kwdict = None;
        let mut index = n_params;
        if code.flags & CO_VARARGS != 0 {
            let counted = std::mem::take(&mut extra).into_iter().map(|s| self.owned_slot(s)).collect();
            let rest = self.tuple_from_slots(counted);
            self.put(&mut slots, index, rest.into());
            index += 1;
        }
        if code.flags & CO_VARKEYWORDS != 0 {
            let dict = self.new_dict();
            kwdict = Some(dict.r());
            self.put(&mut slots, index, dict.into());
        }
        let result = self.bind_keywords_and_defaults(function, code, &mut slots, &mut args, kwnames, kwdict, n_pos, &extra);
        // Whatever was not placed is released, on success and failure alike.
        self.heap.release_all(args.collect::<Vec<_>>().into_iter());
        self.heap.release_all(extra.into_iter());
        match result {
            Ok(()) => Ok(slots),
            Err(stop) => {
                self.heap.release_all(slots.into_iter());
                Err(stop)
            }
        }
    }

    fn put(&mut self, slots: &mut [Slot], i: usize, value: Slot) {
        let old = slots.get_mut(i).map(|place| std::mem::replace(place, value));
        if let Some(old) = old {
            self.heap.release(old);
        }
    }

    #[allow(clippy::too_many_arguments)]
    fn bind_keywords_and_defaults(
        &mut self,
        function: Slot,
        code: &Rc<Code>,
        slots: &mut [Slot],
        kwvalues: &mut std::vec::IntoIter<Slot>,
        kwnames: Option<Ref>,
        kwdict: Option<Ref>,
        n_pos: usize,
        extra: &[Slot],
    ) -> Res<()> {
        let argcount = code.argcount as usize;
        let n_params = argcount + code.kwonlyargcount as usize;
        let names: Vec<Slot> = kwnames.and_then(|k| self.heap.items(k)).unwrap_or_default().to_vec();
        let posonly = code.posonlyargcount as usize;
        for name in names.iter().filter_map(|s| s.get()) {
            let value = kwvalues.next().unwrap_or(Slot::NULL);
            let at = self.find_parameter(code, posonly, n_params, name);
            match at {
                Some(i) => {
                    if slots.get(i).is_some_and(|s| !s.is_null()) {
                        self.heap.release(value);
                        let (q, n) = (self.qualname_of(function), self.heap.str_lossy(name));
                        return self.type_err(&format!("{q}() got multiple values for argument '{n}'"));
                    }
                    self.put(slots, i, value);
                }
                None => match kwdict {
                    Some(dict) => {
                        let key = self.heap.own(name);
                        let value = self.owned_slot(value);
                        self.dict_insert_slots(dict, key.into(), value);
                    }
                    None => {
                        self.heap.release(value);
                        return self.unexpected_keyword(function, code, name, &names);
                    }
                },
            }
        }
        if !extra.is_empty() {
            return self.too_many_positional(function, code, slots, n_pos);
        }
        let (defaults, kwdefaults) = match function.get().and_then(|f| self.heap.function(f)) {
            Some(f) => (f.defaults.get(), f.kwdefaults.get()),
            None => (None, None),
        };
        if n_pos < argcount {
            let defaults: Vec<Slot> = defaults.and_then(|d| self.heap.items(d)).unwrap_or_default().to_vec();
            let first_default = argcount.saturating_sub(defaults.len());
            let missing: Vec<usize> = (n_pos..first_default).filter(|i| slots.get(*i).is_none_or(|s| s.is_null())).collect();
            if !missing.is_empty() {
                return self.missing_arguments(function, code, &missing, "positional");
            }
            for (k, default) in defaults.into_iter().enumerate() {
                let i = first_default + k;
                if slots.get(i).is_some_and(|s| s.is_null()) {
                    let copy = self.heap.copy_slot(default);
                    self.put(slots, i, copy);
                }
            }
        }
        let mut missing = Vec::new();
        for i in argcount..n_params {
            if slots.get(i).is_some_and(|s| !s.is_null()) {
                continue;
            }
            let name = code.localsplus.get(i).and_then(|s| s.get());
            let default = kwdefaults.and_then(|d| self.dict_get_str(d, name?));
            match default {
                Some(v) => {
                    let own = self.heap.own(v);
                    self.put(slots, i, own.into());
                }
                None => missing.push(i),
            }
        }
        if !missing.is_empty() {
            return self.missing_arguments(function, code, &missing, "keyword-only");
        }
        Ok(())
    }

    fn find_parameter(&self, code: &Code, first: usize, n: usize, name: Ref) -> Option<usize> {
        let text = self.heap.text(name);
        (first..n).find(|i| {
            let param = code.localsplus.get(*i).and_then(|s| s.get());
            param == Some(name) || param.and_then(|p| self.heap.text(p)) == text
        })
    }

    pub(crate) fn qualname_of(&self, function: Slot) -> String {
        let name = function.get().and_then(|f| self.heap.function(f)).and_then(|f| f.qualname.get());
        name.map(|n| self.heap.str_lossy(n)).unwrap_or_default()
    }

    fn unexpected_keyword(&mut self, function: Slot, code: &Rc<Code>, name: Ref, names: &[Slot]) -> Res<()> {
        let q = self.qualname_of(function);
        let posonly = code.posonlyargcount as usize;
        let given: Vec<String> = (0..posonly)
            .filter_map(|i| code.localsplus.get(i)?.get())
            .filter(|p| names.iter().filter_map(|n| n.get()).any(|n| self.heap.text(n) == self.heap.text(*p)))
            .map(|p| self.heap.str_lossy(p))
            .collect();
        if !given.is_empty() {
            let list = given.join(", ");
            return self.type_err(&format!("{q}() got some positional-only arguments passed as keyword arguments: '{list}'"));
        }
        let text = self.heap.str_lossy(name);
        let n_params = (code.argcount + code.kwonlyargcount) as usize;
        let candidates: Vec<String> =
            (posonly..n_params).filter_map(|i| code.localsplus.get(i)?.get()).map(|p| self.heap.str_lossy(p)).collect();
        let hint = match crate::suggest::closest(&text, candidates.iter().map(String::as_str)) {
            Some(s) => format!(". Did you mean '{s}'?"),
            None => String::new(),
        };
        self.type_err(&format!("{q}() got an unexpected keyword argument '{text}'{hint}"))
    }

    fn missing_arguments(&mut self, function: Slot, code: &Rc<Code>, missing: &[usize], kind: &str) -> Res<()> {
        let names: Vec<String> =
            missing.iter().filter_map(|i| code.localsplus.get(*i)?.get()).map(|n| format!("'{}'", self.heap.str_lossy(n))).collect();
        let list = match names.as_slice() {
            [one] => one.clone(),
            [a, b] => format!("{a} and {b}"),
            [rest @ .., last] => format!("{}, and {last}", rest.join(", ")),
            [] => String::new(),
        };
        let q = self.qualname_of(function);
        let n = names.len();
        let s = if n == 1 { "" } else { "s" };
        self.type_err(&format!("{q}() missing {n} required {kind} argument{s}: {list}"))
    }

    fn too_many_positional(&mut self, function: Slot, code: &Rc<Code>, slots: &[Slot], given: usize) -> Res<()> {
        let argcount = code.argcount as usize;
        let n_params = argcount + code.kwonlyargcount as usize;
        let n_kwonly_given = (argcount..n_params).filter(|i| slots.get(*i).is_some_and(|s| !s.is_null())).count();
        let defaults = function.get().and_then(|f| self.heap.function(f)).and_then(|f| f.defaults.get());
        let n_defaults = defaults.and_then(|d| self.heap.items(d)).map_or(0, |d| d.len());
        let plural = |n: usize| if n == 1 { "" } else { "s" };
        let (signature, many) = if n_defaults > 0 {
            (format!("from {} to {argcount}", argcount - n_defaults), true)
        } else {
            (format!("{argcount}"), argcount != 1)
        };
        let kwonly = if n_kwonly_given > 0 {
            format!(" positional argument{} (and {n_kwonly_given} keyword-only argument{})", plural(given), plural(n_kwonly_given))
        } else {
            String::new()
        };
        let q = self.qualname_of(function);
        let was = if given == 1 && n_kwonly_given == 0 { "was" } else { "were" };
        let s = if many { "s" } else { "" };
        self.type_err(&format!("{q}() takes {signature} positional argument{s} but {given}{kwonly} {was} given"))
    }
}
