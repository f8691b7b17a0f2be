//! LOAD_ATTR and STORE_ATTR of plain instances, and the methods of builtin types.

use pyvarium_heap::object::Body;
use pyvarium_heap::{Ref, Slot};

use crate::core::ids;
use crate::eval::quick_ops::Did::{Moved, Nothing, Released};
use crate::eval::quick_ops::{Did, Quick};
use crate::protocol::lookup::{How, Known};

impl Quick<'_> {
    /// CPython: LOAD_ATTR_INSTANCE_VALUE, LOAD_ATTR_WITH_HINT, LOAD_ATTR_SLOT, LOAD_ATTR_METHOD_WITH_VALUES and their kin.
    #[inline]
    pub(crate) fn load_attr(&mut self, stack: &mut Vec<Slot>, name: Option<&Slot>, for_call: bool) -> Did {
        let (Some(owner), Some(name)) = (Self::top(stack), name.and_then(|n| n.get())) else { return Nothing };
        let known = self.cache.known(self.heap, self.tables, self.heap.type_of(owner), name);
        if !known.gets_plainly {
            return Nothing;
        }
        let Body::Instance(instance) = self.heap.full_body(owner) else {
            return if for_call { self.load_native_method(stack, owner, known) } else { Nothing };
        };
        let own = match known.how {
            How::Member(place) => match instance.members.get(place as usize).and_then(|m| m.get()) {
                Some(value) => Some(value),
                None => return Nothing,
            },
            How::Function | How::Absent => match instance.attrs.dict.get() {
                Some(dict) => self.heap.dict_value(dict, name),
                None => instance.attrs.inline.iter().find(|(n, _)| n.get() == Some(name)).and_then(|(_, v)| v.get()),
            },
            How::NativeMethod | How::Other | How::Unasked => return Nothing,
        };
        if let Some(value) = own {
            let value = self.heap.own(value);
            self.replace_top(stack, value);
            if for_call {
                stack.push(Slot::NULL);
            }
            return Released;
        }
        let Some(method) = known.answer().filter(|_| for_call) else { return Nothing };
        // The names of inline values are interned: none of them has the same text and is another object.
        let is_absent = match instance.attrs.dict.get() {
            Some(_) => self.heap.has_hash(name),
            None => self.heap.is_interned(Slot::borrow(name)),
        };
        if !is_absent {
            return Nothing;
        }
        self.push_method(stack, method)
    }

    /// The method goes below its self.
    #[inline]
    pub(crate) fn push_method(&mut self, stack: &mut Vec<Slot>, method: Ref) -> Did {
        let this = stack.pop().unwrap_or(Slot::NULL);
        self.push_new(stack, method);
        stack.push(this);
        Moved
    }

    /// A method of a builtin type whose instances have no attributes of their own. CPython: LOAD_ATTR_METHOD_NO_DICT.
    #[inline]
    fn load_native_method(&mut self, stack: &mut Vec<Slot>, owner: Ref, known: Known) -> Did {
        let bare = matches!(
            self.heap.full_body(owner),
            Body::List(_) | Body::Dict(_) | Body::Str(_) | Body::Set(_) | Body::Tuple(_) | Body::Int(_) | Body::Bytes(_)
        );
        match known.answer() {
            Some(method) if bare && !known.has_dict && known.how == How::NativeMethod => self.push_method(stack, method),
            _ => Nothing,
        }
    }

    /// CPython: STORE_ATTR_INSTANCE_VALUE, STORE_ATTR_SLOT, STORE_ATTR_WITH_HINT. Stack: value, owner.
    #[inline]
    pub(crate) fn store_attr(&mut self, stack: &mut Vec<Slot>, name: Option<&Slot>) -> Did {
        let (Some((value, owner)), Some(name)) = (Self::two(stack), name.and_then(|n| n.get())) else { return Nothing };
        let Body::Instance(instance) = self.heap.full_body(owner) else { return Nothing };
        let known = self.cache.known(self.heap, self.tables, self.heap.type_of(owner), name);
        let at = match known.how {
            _ if !known.sets_plainly => return Nothing,
            How::Member(place) if (place as usize) < instance.members.len() => InstancePlace::Member(place as usize),
            How::Absent if known.has_dict => match instance.attrs.dict.get() {
                Some(dict) => match self.heap.dict_place(dict, name) {
                    Some(at) if self.is_exact(dict, ids::DICT) => InstancePlace::Dict(dict, at),
                    _ => return Nothing,
                },
                None => match instance.attrs.inline.iter().position(|(n, _)| n.get() == Some(name)) {
                    Some(at) => InstancePlace::Inline(at),
                    None => return Nothing,
                },
            },
            _ => return Nothing,
        };
        let new = self.take_below(stack, 2, value);
        let old = match at {
            InstancePlace::Dict(dict, at) => self.heap.dict_mut(dict).map(|d| d.replace_value(at, new)),
            InstancePlace::Member(at) => self.heap.instance_mut(owner).and_then(|x| Some(std::mem::replace(x.members.get_mut(at)?, new))),
            InstancePlace::Inline(at) => {
                self.heap.instance_mut(owner).and_then(|x| Some(std::mem::replace(&mut x.attrs.inline.get_mut(at)?.1, new)))
            }
        };
        self.heap.release(old.unwrap_or(new));
        let (this, given) = (stack.pop(), stack.pop());
        self.heap.release(this.unwrap_or(Slot::NULL));
        self.heap.release(given.unwrap_or(Slot::NULL));
        Released
    }
}

/// Where an instance keeps an attribute.
enum InstancePlace {
    Member(usize),
    Inline(usize),
    Dict(Ref, usize),
}
