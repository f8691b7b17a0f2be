//! Specialized instructions, each in its own way. `Nothing`, with nothing done, where its guard does not hold or where it
//! is not of the quick kind this time: `Quick::adapt` tells the two apart.
//!
//! CPython: Python/bytecodes.c.

use pyvarium_heap::frame::PyFrame;
use pyvarium_heap::lookup::PlainPlace;
use pyvarium_heap::object::Body;
use pyvarium_heap::{Own, Ref, Slot};

use crate::core::ids;
use crate::eval::bind::known_frame;
use crate::eval::quick_ops::Did::{Missed, Moved, Nothing, Released};
use crate::eval::quick_ops::{Did, Item, Quick, Scopes};
use crate::native::TypeId;
use crate::protocol::compare::holds;
use crate::specialize::AdaptiveCode;
use crate::specialize::attributes::{BUILTIN_KEYS, DESCR, GLOBAL_INDEX, GLOBAL_KEYS, INDEX, KEYS, VERSION};
use crate::specialize::values::{FunctionKind, function_kind, keys_of};

impl Quick<'_> {
    #[inline]
    fn int_of(&self, r: Ref) -> Option<i64> {
        match self.heap.full_body(r) {
            Body::Int(n) if r != self.one.true_ && r != self.one.false_ => Some(*n),
            _ => None,
        }
    }

    #[inline]
    fn float_of(&self, r: Ref) -> Option<f64> {
        match self.heap.full_body(r) {
            Body::Float(v) => Some(*v),
            _ => None,
        }
    }

    /// BINARY_OP_ADD_INT, BINARY_OP_SUBTRACT_INT, BINARY_OP_MULTIPLY_INT.
    #[inline]
    pub(crate) fn form_ints(&mut self, stack: &mut Vec<Slot>, f: impl Fn(i64, i64) -> Option<i64>) -> Did {
        let Some((a, b)) = Self::two(stack) else { return Nothing };
        let (Some(x), Some(y)) = (self.int_of(a), self.int_of(b)) else { return Nothing };
        match f(x, y).and_then(|n| self.new_int(n)) {
            Some(value) => self.replace_two(stack, value),
            None => Nothing,
        }
    }

    /// BINARY_OP_ADD_FLOAT, BINARY_OP_SUBTRACT_FLOAT, BINARY_OP_MULTIPLY_FLOAT.
    #[inline]
    pub(crate) fn form_floats(&mut self, stack: &mut Vec<Slot>, f: impl Fn(f64, f64) -> f64) -> Did {
        let Some((a, b)) = Self::two(stack) else { return Nothing };
        let (Some(x), Some(y)) = (self.float_of(a), self.float_of(b)) else { return Nothing };
        match self.new_float(f(x, y)) {
            Some(value) => self.replace_two(stack, value),
            None => Nothing,
        }
    }

    /// BINARY_OP_SUBSCR_LIST_INT, BINARY_OP_SUBSCR_TUPLE_INT.
    #[inline]
    pub(crate) fn form_item(&mut self, stack: &mut Vec<Slot>, id: TypeId) -> Did {
        let Some((sequence, i)) = Self::two(stack) else { return Nothing };
        if !self.is_exact(sequence, id) {
            return Nothing;
        }
        let items = match self.heap.full_body(sequence) {
            Body::List(list) => &list.items,
            Body::Tuple(tuple) => &tuple.items,
            _ => return Nothing,
        };
        let Some(item) = self.int_of(i).and_then(|i| items.get(usize::try_from(i).ok()?)?.get()) else { return Nothing };
        let own = self.heap.own(item);
        self.replace_two(stack, own)
    }

    /// BINARY_OP_SUBSCR_DICT.
    #[inline]
    pub(crate) fn form_dict_item(&mut self, stack: &mut Vec<Slot>) -> Did {
        let Some((dict, key)) = Self::two(stack) else { return Nothing };
        let Body::Dict(d) = self.heap.full_body(dict) else { return Nothing };
        let value = match self.heap.dict_place_of(d, key) {
            PlainPlace::At(at) => d.entry(at).and_then(|e| e.value.get()),
            _ => None,
        };
        match value {
            Some(value) if self.is_exact(dict, ids::DICT) => {
                let own = self.heap.own(value);
                self.replace_two(stack, own)
            }
            _ => Nothing,
        }
    }

    /// COMPARE_OP_INT.
    #[inline]
    pub(crate) fn form_compare_ints(&mut self, stack: &mut Vec<Slot>, op: u8) -> Did {
        let Some((a, b)) = Self::two(stack) else { return Nothing };
        let truth = match (self.int_of(a), self.int_of(b)) {
            (Some(x), Some(y)) if (x.unsigned_abs() | y.unsigned_abs()) < 1 << 30 => holds(op, &x, &y),
            _ => return Nothing,
        };
        let answer = self.bool(truth);
        self.replace_two(stack, answer)
    }

    /// COMPARE_OP_FLOAT.
    #[inline]
    pub(crate) fn form_compare_floats(&mut self, stack: &mut Vec<Slot>, op: u8) -> Did {
        let Some((a, b)) = Self::two(stack) else { return Nothing };
        let truth = match (self.float_of(a), self.float_of(b)) {
            (Some(x), Some(y)) => holds(op, &x, &y),
            _ => return Nothing,
        };
        let answer = self.bool(truth);
        self.replace_two(stack, answer)
    }

    /// COMPARE_OP_STR.
    #[inline(never)]
    pub(crate) fn form_compare_strs(&mut self, stack: &mut Vec<Slot>, op: u8) -> Did {
        match Self::two(stack) {
            Some((a, b)) if matches!((self.heap.full_body(a), self.heap.full_body(b)), (Body::Str(_), Body::Str(_))) => {
                self.compare(stack, op)
            }
            _ => Nothing,
        }
    }

    /// BINARY_OP_EXTEND. `row`: of its table.
    #[inline(never)]
    pub(crate) fn form_extend(&mut self, stack: &mut Vec<Slot>, arg: usize, row: u16) -> Did {
        match Self::two(stack) {
            Some((a, b)) if self.extend(arg, a, b).is_some_and(|found| found as u16 == row) => self.binary(stack, arg),
            _ => Nothing,
        }
    }

    /// STORE_SUBSCR_LIST_INT. Stack: value, container, key.
    #[inline]
    pub(crate) fn form_store_item(&mut self, stack: &mut Vec<Slot>) -> Did {
        match Self::two(stack) {
            Some((list, i)) if self.is_exact(list, ids::LIST) && self.int_of(i).is_some_and(|i| i >= 0) => self.store_subscr(stack),
            _ => Nothing,
        }
    }

    /// STORE_SUBSCR_DICT. Stack: value, container, key.
    #[inline]
    pub(crate) fn form_store_entry(&mut self, stack: &mut Vec<Slot>) -> Did {
        let [.., value, dict, key] = stack.as_slice() else { return Nothing };
        let (Some(value), Some(dict), Some(key)) = (value.get(), dict.get(), key.get()) else { return Nothing };
        if !self.is_exact(dict, ids::DICT) || self.set_in_dict(dict, key, value) == Nothing {
            return Nothing;
        }
        for _ in 0..3 {
            self.pop_top(stack);
        }
        Released
    }

    /// UNPACK_SEQUENCE_TWO_TUPLE, UNPACK_SEQUENCE_TUPLE, UNPACK_SEQUENCE_LIST.
    #[inline(never)]
    pub(crate) fn form_unpack(&mut self, stack: &mut Vec<Slot>, n: usize, id: TypeId) -> Did {
        match Self::top(stack) {
            Some(sequence) if self.is_exact(sequence, id) => self.unpack_sequence(stack, n),
            _ => Nothing,
        }
    }

    /// TO_BOOL_BOOL, TO_BOOL_INT, TO_BOOL_LIST, TO_BOOL_NONE, TO_BOOL_STR.
    #[inline]
    pub(crate) fn form_truth(&mut self, stack: &mut [Slot], id: TypeId) -> Did {
        match Self::top(stack) {
            Some(r) if self.is_exact(r, id) => self.truth(stack),
            _ => Nothing,
        }
    }

    /// FOR_ITER_RANGE.
    #[inline]
    pub(crate) fn form_range(&mut self, stack: &mut Vec<Slot>) -> Item {
        let Some(it) = Self::top(stack) else { return Item::Unknown };
        if !self.is_exact(it, ids::RANGE_ITERATOR) {
            return Item::Unknown;
        }
        let Some([next, step, rest, ..]) = self.heap.ints_mut(it) else { return Item::Unknown };
        if *rest <= 0 {
            return Item::End;
        }
        let value = *next;
        *next = value.wrapping_add(*step);
        *rest -= 1;
        if self.push_int(stack, value) == Nothing { Item::Unknown } else { Item::Pushed }
    }

    /// FOR_ITER_LIST, FOR_ITER_TUPLE, FOR_ITER_GEN.
    #[inline]
    pub(crate) fn form_for_iter(&mut self, stack: &mut Vec<Slot>, id: TypeId) -> Item {
        match Self::top(stack) {
            Some(it) if self.is_exact(it, id) => self.for_iter(stack),
            _ => Item::Unknown,
        }
    }

    /// LOAD_GLOBAL_MODULE.
    #[inline]
    pub(crate) fn form_global(
        &mut self,
        stack: &mut Vec<Slot>,
        spec: &AdaptiveCode,
        unit: u32,
        scopes: Scopes,
        name: Option<&Slot>,
        arg: usize,
    ) -> Did {
        let Some(globals) = scopes.globals.get() else { return Nothing };
        if !spec.means(unit, GLOBAL_KEYS, keys_of(self.heap, globals)) {
            return Nothing;
        }
        self.push_entry(stack, globals, usize::from(spec.cache(unit, GLOBAL_INDEX)), name, arg & 1 != 0)
    }

    /// LOAD_GLOBAL_BUILTIN.
    #[inline]
    pub(crate) fn form_builtin(
        &mut self,
        stack: &mut Vec<Slot>,
        spec: &AdaptiveCode,
        unit: u32,
        scopes: Scopes,
        name: Option<&Slot>,
        arg: usize,
    ) -> Did {
        let (Some(globals), Some(builtins)) = (scopes.globals.get(), scopes.builtins.get()) else { return Nothing };
        if !spec.means(unit, GLOBAL_KEYS, keys_of(self.heap, globals)) || !spec.means(unit, BUILTIN_KEYS, keys_of(self.heap, builtins)) {
            return Nothing;
        }
        self.push_entry(stack, builtins, usize::from(spec.cache(unit, GLOBAL_INDEX)), name, arg & 1 != 0)
    }

    /// The value of a dict's entry, if that has this key.
    #[inline]
    fn entry_value(&self, dict: Ref, at: usize, name: Option<&Slot>) -> Option<Ref> {
        let entry = self.heap.dict(dict)?.entry(at)?;
        if name?.get() == entry.key.get() { entry.value.get() } else { None }
    }

    #[inline]
    fn push_entry(&mut self, stack: &mut Vec<Slot>, dict: Ref, at: usize, name: Option<&Slot>, with_null: bool) -> Did {
        let Some(value) = self.entry_value(dict, at, name) else { return Nothing };
        self.push_new(stack, value);
        if with_null {
            stack.push(Slot::NULL);
        }
        Moved
    }

    #[inline]
    fn has_version(&self, spec: &AdaptiveCode, unit: u32, r: Ref) -> bool {
        self.version_of(r) == spec.cache_u32(unit, VERSION)
    }

    #[inline]
    fn push_attribute(&mut self, stack: &mut Vec<Slot>, value: Option<Ref>, for_call: bool) -> Did {
        let Some(value) = value else { return Nothing };
        let value = self.heap.own(value);
        self.replace_top(stack, value);
        if for_call {
            stack.push(Slot::NULL);
        }
        Released
    }

    /// LOAD_ATTR_INSTANCE_VALUE.
    #[inline]
    pub(crate) fn form_instance_value(
        &mut self,
        stack: &mut Vec<Slot>,
        spec: &AdaptiveCode,
        unit: u32,
        name: Option<&Slot>,
        for_call: bool,
    ) -> Did {
        let (Some(owner), Some(name)) = (Self::top(stack), name) else { return Nothing };
        let Body::Instance(instance) = self.heap.full_body(owner) else { return Nothing };
        let attrs = &instance.attrs;
        if !self.has_version(spec, unit, owner) {
            return Missed;
        }
        if !attrs.dict.is_null() {
            return Nothing;
        }
        let value = match attrs.inline.get(usize::from(spec.cache(unit, INDEX))) {
            Some((n, value)) if n.get() == name.get() => value.get(),
            _ => attrs.inline.iter().find(|(n, _)| n.get() == name.get()).and_then(|(_, v)| v.get()),
        };
        self.push_attribute(stack, value, for_call)
    }

    /// LOAD_ATTR_SLOT of a place of `__slots__`.
    #[inline(never)]
    pub(crate) fn form_slot(&mut self, stack: &mut Vec<Slot>, spec: &AdaptiveCode, unit: u32, for_call: bool) -> Did {
        let Some(owner) = Self::top(stack) else { return Nothing };
        let Body::Instance(instance) = self.heap.full_body(owner) else { return Nothing };
        let value = usize::from(spec.cache(unit, INDEX)).checked_sub(1).and_then(|at| instance.members.get(at)?.get());
        if !self.has_version(spec, unit, owner) {
            return Nothing;
        }
        self.push_attribute(stack, value, for_call)
    }

    /// LOAD_ATTR_WITH_HINT.
    #[inline(never)]
    pub(crate) fn form_with_hint(
        &mut self,
        stack: &mut Vec<Slot>,
        spec: &AdaptiveCode,
        unit: u32,
        name: Option<&Slot>,
        for_call: bool,
    ) -> Did {
        let Some(owner) = Self::top(stack) else { return Nothing };
        let Body::Instance(instance) = self.heap.full_body(owner) else { return Nothing };
        let dict = instance.attrs.dict.get().filter(|d| self.is_exact(*d, ids::DICT));
        let value = dict.and_then(|d| self.entry_value(d, usize::from(spec.cache(unit, INDEX)), name));
        if !self.has_version(spec, unit, owner) {
            return Nothing;
        }
        self.push_attribute(stack, value, for_call)
    }

    /// LOAD_ATTR_MODULE.
    #[inline(never)]
    pub(crate) fn form_module(
        &mut self,
        stack: &mut Vec<Slot>,
        spec: &AdaptiveCode,
        unit: u32,
        name: Option<&Slot>,
        for_call: bool,
    ) -> Did {
        let Some(owner) = Self::top(stack).filter(|m| self.is_exact(*m, ids::MODULE)) else { return Nothing };
        let Some(dict) = self.module_dict(owner) else { return Nothing };
        if !spec.means(unit, VERSION, keys_of(self.heap, dict)) {
            return Nothing;
        }
        let value = self.entry_value(dict, usize::from(spec.cache(unit, INDEX)), name);
        self.push_attribute(stack, value, for_call)
    }

    /// LOAD_ATTR_CLASS.
    #[inline(never)]
    pub(crate) fn form_class(&mut self, stack: &mut Vec<Slot>, spec: &AdaptiveCode, unit: u32, for_call: bool) -> Did {
        match Self::top(stack) {
            Some(class) if self.heap.as_type(class).is_some_and(|t| t.version == spec.cache_u32(unit, VERSION)) => {
                self.push_attribute(stack, Ref::from_index(spec.cache_u32(unit, DESCR)), for_call)
            }
            _ => Nothing,
        }
    }

    /// LOAD_ATTR_METHOD_WITH_VALUES.
    #[inline]
    pub(crate) fn form_method(&mut self, stack: &mut Vec<Slot>, spec: &AdaptiveCode, unit: u32) -> Did {
        let Some(owner) = Self::top(stack) else { return Nothing };
        let Body::Instance(instance) = self.heap.full_body(owner) else { return Nothing };
        let Some(t) = self.heap.as_type(self.heap.type_of(owner)) else { return Nothing };
        if t.version != spec.cache_u32(unit, VERSION) || t.shared_keys.len() as u32 + 1 != spec.cache_u32(unit, KEYS) {
            return Missed;
        }
        if !instance.attrs.dict.is_null() {
            return Nothing;
        }
        self.push_known_method(stack, spec, unit)
    }

    /// LOAD_ATTR_METHOD_NO_DICT.
    #[inline]
    pub(crate) fn form_bare_method(&mut self, stack: &mut Vec<Slot>, spec: &AdaptiveCode, unit: u32) -> Did {
        match Self::top(stack) {
            Some(owner) if self.has_version(spec, unit, owner) => self.push_known_method(stack, spec, unit),
            _ => Missed,
        }
    }

    #[inline]
    fn push_known_method(&mut self, stack: &mut Vec<Slot>, spec: &AdaptiveCode, unit: u32) -> Did {
        match Ref::from_index(spec.cache_u32(unit, DESCR)) {
            Some(method) => self.push_method(stack, method),
            None => Nothing,
        }
    }

    /// STORE_ATTR_INSTANCE_VALUE. Stack: value, owner.
    #[inline]
    pub(crate) fn form_store_value(&mut self, stack: &mut Vec<Slot>, spec: &AdaptiveCode, unit: u32, name: Option<&Slot>) -> Did {
        let (Some((value, owner)), Some(name)) = (Self::two(stack), name.and_then(|n| n.get())) else { return Nothing };
        let Body::Instance(instance) = self.heap.full_body(owner) else { return Nothing };
        let attrs = &instance.attrs;
        if !self.has_version(spec, unit, owner) {
            return Missed;
        }
        if !attrs.dict.is_null() {
            return Nothing;
        }
        let hint = usize::from(spec.cache(unit, INDEX));
        let at = match attrs.inline.get(hint) {
            Some((n, _)) if n.get() == Some(name) => Some(hint),
            _ => attrs.inline.iter().position(|(n, _)| n.get() == Some(name)),
        };
        // A new name of the instance: the class has it among its shared keys.
        if at.is_none() && !self.heap.is_interned(Slot::borrow(name)) {
            return Nothing;
        }
        let new = self.take_below(stack, 2, value);
        let key = if at.is_none() { Slot::own(self.heap.own(name)) } else { Slot::NULL };
        let old = self.heap.instance_mut(owner).map(|instance| match at.and_then(|at| instance.attrs.inline.get_mut(at)) {
            Some(place) => std::mem::replace(&mut place.1, new),
            None => {
                instance.attrs.inline.push((key, new));
                Slot::NULL
            }
        });
        self.heap.release(old.unwrap_or(new));
        self.drop_two(stack)
    }

    /// STORE_ATTR_SLOT. Stack: value, owner.
    #[inline(never)]
    pub(crate) fn form_store_slot(&mut self, stack: &mut Vec<Slot>, spec: &AdaptiveCode, unit: u32) -> Did {
        let Some((value, owner)) = Self::two(stack) else { return Nothing };
        let Body::Instance(instance) = self.heap.full_body(owner) else { return Nothing };
        let Some(at) = usize::from(spec.cache(unit, INDEX)).checked_sub(1) else { return Nothing };
        if at >= instance.members.len() || !self.has_version(spec, unit, owner) {
            return Nothing;
        }
        let new = self.take_below(stack, 2, value);
        let old = self.heap.instance_mut(owner).and_then(|i| Some(std::mem::replace(i.members.get_mut(at)?, new)));
        self.heap.release(old.unwrap_or(new));
        self.drop_two(stack)
    }

    #[inline]
    fn drop_two(&mut self, stack: &mut Vec<Slot>) -> Did {
        let (this, given) = (stack.pop(), stack.pop());
        self.heap.release(this.unwrap_or(Slot::NULL));
        self.heap.release(given.unwrap_or(Slot::NULL));
        Released
    }

    /// CALL_PY_EXACT_ARGS: the frame that comes on top.
    #[inline]
    pub(crate) fn form_call(&mut self, stack: &mut Vec<Slot>, spec: &AdaptiveCode, unit: u32, n_args: usize) -> Result<Box<PyFrame>, Did> {
        let version = spec.cache_u32(unit, VERSION);
        known_frame(self.heap, self.spare, stack, n_args, Some(version)).ok_or_else(|| {
            let callable = stack.len().checked_sub(n_args + 2).and_then(|at| stack.get(at)?.get());
            if callable.is_some_and(|callable| self.function_version(callable) == version) { Nothing } else { Missed }
        })
    }

    /// The frame of a function that gets the topmost entries, which move into it, and then `extra`. Nothing is done where it
    /// would not take exactly these.
    fn enter(&mut self, stack: &mut Vec<Slot>, function: Ref, n_moved: usize, extra: Option<Ref>) -> Option<Box<PyFrame>> {
        let version = self.function_version(function);
        let n = n_moved + usize::from(extra.is_some());
        if version == 0 || function_kind(self.heap, function) != Some(FunctionKind::Simple(n as u32)) {
            return None;
        }
        let at = stack.len().checked_sub(n_moved)?;
        let callable = Slot::own(self.heap.own(function));
        stack.insert(at, callable);
        if let Some(extra) = extra {
            self.push_new(stack, extra);
        }
        known_frame(self.heap, self.spare, stack, n.checked_sub(1)?, Some(version))
    }

    /// LOAD_ATTR_PROPERTY: the getter gets what the stack held.
    #[inline(never)]
    pub(crate) fn form_property(&mut self, stack: &mut Vec<Slot>, spec: &AdaptiveCode, unit: u32) -> Option<Box<PyFrame>> {
        Self::top(stack).filter(|owner| self.has_version(spec, unit, *owner))?;
        self.enter(stack, Ref::from_index(spec.cache_u32(unit, DESCR))?, 1, None)
    }

    /// LOAD_ATTR_GETATTRIBUTE_OVERRIDDEN.
    #[inline(never)]
    pub(crate) fn form_getattribute(
        &mut self,
        stack: &mut Vec<Slot>,
        spec: &AdaptiveCode,
        unit: u32,
        name: Option<&Slot>,
    ) -> Option<Box<PyFrame>> {
        Self::top(stack).filter(|owner| self.has_version(spec, unit, *owner))?;
        let function = Ref::from_index(spec.cache_u32(unit, DESCR))?;
        if self.function_version(function) != spec.cache_u32(unit, KEYS) {
            return None;
        }
        self.enter(stack, function, 1, name?.get())
    }

    /// BINARY_OP_SUBSCR_GETITEM.
    #[inline(never)]
    pub(crate) fn form_getitem(&mut self, stack: &mut Vec<Slot>) -> Option<Box<PyFrame>> {
        let (container, _) = Self::two(stack)?;
        let ty = self.heap.type_of(container);
        if !self.getitems.contains(&self.version_of_type(ty)) {
            return None;
        }
        let getitem = self.cache.look_up(self.heap, ty, self.names.getitem)?;
        self.enter(stack, getitem, 2, None)
    }

    /// CALL_ALLOC_AND_ENTER_INIT: the class's `__init__`, if it takes these arguments as they are.
    #[inline(never)]
    pub(crate) fn form_init(&mut self, stack: &[Slot], spec: &AdaptiveCode, unit: u32, n_args: usize) -> Option<Ref> {
        let [class, null, ..] = stack.get(stack.len().checked_sub(n_args + 2)?..)? else { return None };
        let class = class.get().filter(|_| null.is_null())?;
        if self.heap.as_type(class)?.version != spec.cache_u32(unit, VERSION) {
            return None;
        }
        let init = self.cache.look_up(self.heap, class, self.names.init)?;
        let fits = function_kind(self.heap, init) == Some(FunctionKind::Simple(n_args as u32 + 1)) && !self.is_changed(init);
        fits.then_some(init)
    }

    /// LOAD_CONST_IMMORTAL.
    #[inline]
    pub(crate) fn form_immortal(&mut self, stack: &mut Vec<Slot>, constant: Option<Ref>) -> Did {
        match constant {
            Some(r) => {
                stack.push(Own::assume(r).into());
                Moved
            }
            None => Nothing,
        }
    }
}
