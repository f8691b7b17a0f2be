//! Further instructions of the quick kind: the calls that CPython knows by sight, new entries of dicts, the making of text.

use std::rc::Rc;

use pyvarium_heap::lookup::PlainPlace;
use pyvarium_heap::object::Body;
use pyvarium_heap::{Own, Ref, Slot, Text};

use crate::core::ids;
use crate::eval::quick_ops::Did::{Moved, Nothing, Released};
use crate::eval::quick_ops::{Did, Quick};
use crate::intern::text_size;

impl Quick<'_> {
    /// CPython: CALL_LEN, CALL_ISINSTANCE, CALL_LIST_APPEND. Stack: callable, self or NULL, arguments.
    #[inline]
    pub(crate) fn call_known(&mut self, stack: &mut Vec<Slot>, n_args: usize) -> Did {
        let Some(callable) = stack.len().checked_sub(n_args + 2).and_then(|at| stack.get(at)?.get()) else { return Nothing };
        let Body::Builtin(builtin) = self.heap.full_body(callable) else { return Nothing };
        let (known, function) = (self.tables.known, builtin.function);
        match n_args {
            1 if function == known.len => self.call_len(stack),
            1 if function == known.list_append => self.call_list_append(stack),
            2 if function == known.isinstance => self.call_isinstance(stack),
            _ => Nothing,
        }
    }

    pub(crate) fn call_len(&mut self, stack: &mut Vec<Slot>) -> Did {
        let [.., null, of] = stack.as_slice() else { return Nothing };
        let Some(of) = of.get().filter(|_| null.is_null()) else { return Nothing };
        let (len, ty) = match self.heap.full_body(of) {
            Body::List(list) => (list.items.len(), ids::LIST),
            Body::Tuple(tuple) => (tuple.items.len(), ids::TUPLE),
            Body::Str(text) => (text.len(), ids::STR),
            Body::Dict(dict) => (dict.len(), ids::DICT),
            Body::Bytes(bytes) => (bytes.len(), ids::BYTES),
            _ => return Nothing,
        };
        if !self.is_exact(of, ty) {
            return Nothing;
        }
        match self.new_int(len as i64) {
            Some(len) => self.replace_call(stack, 3, len),
            None => Nothing,
        }
    }

    pub(crate) fn call_list_append(&mut self, stack: &mut Vec<Slot>) -> Did {
        let [.., this, _] = stack.as_slice() else { return Nothing };
        let Some(list) = this.get().filter(|list| self.is_exact(*list, ids::LIST)) else { return Nothing };
        // The list takes over what the stack counts.
        let item = self.pop_owned(stack);
        if let Some(list) = self.heap.list_mut(list) {
            list.push(item);
        }
        self.replace_call(stack, 2, Own::assume(self.one.none))
    }

    /// Only where the class is the instance's own: nothing else is asked then.
    pub(crate) fn call_isinstance(&mut self, stack: &mut Vec<Slot>) -> Did {
        let [.., null, of, class] = stack.as_slice() else { return Nothing };
        let (Some(of), Some(class)) = (of.get(), class.get()) else { return Nothing };
        if !null.is_null() || self.heap.type_of(of) != class {
            return Nothing;
        }
        let answer = self.bool(true);
        self.replace_call(stack, 4, answer)
    }

    /// Another value for a key, or a new key. Key and value stay the caller's.
    #[inline]
    pub(crate) fn set_in_dict(&mut self, dict: Ref, key: Ref, value: Ref) -> Did {
        let Some(d) = self.heap.dict(dict) else { return Nothing };
        let place = self.heap.dict_place_of(d, key);
        if place == PlainPlace::Unknown {
            return Nothing;
        }
        let new = Slot::own(self.heap.own(value));
        match place {
            PlainPlace::At(at) => {
                let old = self.heap.dict_mut(dict).map(|d| d.replace_value(at, new));
                self.heap.release(old.unwrap_or(new));
                Released
            }
            PlainPlace::Absent { hash } => {
                let is_str = self.is_exact(key, ids::STR);
                let key = Slot::own(self.heap.own(key));
                if let Some(d) = self.heap.dict_mut(dict) {
                    d.insert_new(hash, key, new, is_str);
                }
                Moved
            }
            PlainPlace::Unknown => Nothing,
        }
    }

    /// Stack: dict, ..., key, value.
    #[inline]
    pub(crate) fn map_add(&mut self, stack: &mut Vec<Slot>, i: usize) -> Did {
        let Some((key, value)) = Self::two(stack) else { return Nothing };
        let Some(dict) = stack.len().checked_sub(i + 2).and_then(|i| stack.get(i)?.get()) else { return Nothing };
        if !self.is_exact(dict, ids::DICT) || self.set_in_dict(dict, key, value) == Nothing {
            return Nothing;
        }
        self.pop_top(stack);
        self.pop_top(stack)
    }

    /// The answer takes the place of the topmost entries, the top one released first.
    #[inline]
    fn replace_call(&mut self, stack: &mut Vec<Slot>, n: usize, value: Own) -> Did {
        for _ in 0..n {
            self.pop_top(stack);
        }
        stack.push(value.into());
        Released
    }

    /// Of a str and of a small int.
    #[inline]
    pub(crate) fn format_simple(&mut self, stack: &mut [Slot]) -> Did {
        let Some(r) = Self::top(stack) else { return Nothing };
        match self.heap.full_body(r) {
            Body::Str(_) if self.is_exact(r, ids::STR) => Moved,
            // A new object even for one digit.
            Body::Int(n) if self.is_exact(r, ids::INT) => match self.alloc_text(Text::of_int(*n)) {
                Some(text) => self.replace_top(stack, text),
                None => Nothing,
            },
            _ => Nothing,
        }
    }

    #[inline]
    pub(crate) fn build_string(&mut self, stack: &mut Vec<Slot>, n: usize) -> Did {
        let Some(parts) = stack.len().checked_sub(n).and_then(|at| stack.get(at..)) else { return Nothing };
        let text = Text::concat_all(parts.iter().filter_map(|part| self.heap.text(part.get()?)));
        match self.new_text(text) {
            Some(text) => self.replace_call(stack, n, text),
            None => Nothing,
        }
    }

    /// A str object; the shared one for the empty text and for one Latin-1 character. See `Vm::new_text`.
    #[inline]
    pub(crate) fn new_text(&mut self, text: Text) -> Option<Own> {
        let shared: Option<Ref> = match text.len() {
            0 => Some(self.one.empty_str),
            1 => text.at(0).and_then(|point| self.one.latin1.get(point as usize)).copied(),
            _ => None,
        };
        if let Some(shared) = shared {
            return Some(Own::assume(shared));
        }
        self.alloc_text(text)
    }

    #[inline]
    fn alloc_text(&mut self, text: Text) -> Option<Own> {
        let ty = self.ty(ids::STR)?;
        let size = text_size(&text);
        Some(self.heap.alloc_leaf(ty, Body::Str(Rc::new(text)), size))
    }
}
