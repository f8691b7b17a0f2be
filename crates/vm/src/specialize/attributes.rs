//! The forms of LOAD_GLOBAL, LOAD_ATTR, STORE_ATTR and LOAD_SUPER_ATTR.
//!
//! CPython: Python/specialize.c, specialize_instance_load_attr, specialize_class_load_attr, specialize_module_load_attr,
//! specialize_dict_access.

use pyvarium_code::Opcode;
use pyvarium_heap::object::Body;
use pyvarium_heap::types::{SlotImpl, flags};
use pyvarium_heap::{Ref, Slot};

use crate::core::ids;
use crate::eval::quick_ops::Quick;
use crate::protocol::generic_attr::has_inline_values;
use crate::slots::SlotId;
use crate::specialize::values::{FunctionKind, are_inline, function_kind, keys_of};
use crate::specialize::{AdaptiveCode, Form, Site};

/// Places of the inline caches, counted from behind the counter. See CPython: _PyAttrCache, _PyLoadMethodCache,
/// _PyLoadGlobalCache.
pub(crate) const VERSION: usize = 1;
pub(crate) const INDEX: usize = 3;
pub(crate) const KEYS: usize = 3;
pub(crate) const DESCR: usize = 5;
pub(crate) const GLOBAL_INDEX: usize = 1;
pub(crate) const GLOBAL_KEYS: usize = 2;
pub(crate) const BUILTIN_KEYS: usize = 3;

/// What a class's attribute does when an instance is asked for it. CPython: DescriptorClassification.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Overriding,
    Method,
    Property,
    ObjectSlot,
    OtherSlot,
    NonOverriding,
    ClassMethod,
    NonDescriptor,
    Mutable,
    Absent,
    DunderClass,
    Overridden,
    PythonGetattribute,
}

impl Quick<'_> {
    pub(super) fn load_global_form(&mut self, spec: &mut AdaptiveCode, site: Site<'_>) -> Option<Opcode> {
        let name = site.code.names.get(site.arg >> 1)?.get()?;
        let (globals, builtins) = (site.scopes.globals.get()?, site.scopes.builtins.get()?);
        let plain = |r| self.is_exact(r, ids::DICT) && self.heap.dict(r).is_some_and(|d| d.is_unicode());
        if !plain(globals) {
            return None;
        }
        let (form, at) = match self.heap.dict_place(globals, name) {
            Some(at) => (Opcode::LoadGlobalModule, at),
            None if plain(builtins) => (Opcode::LoadGlobalBuiltin, self.heap.dict_place(builtins, name)?),
            None => return None,
        };
        spec.set_cache(site.unit, GLOBAL_INDEX, u16::try_from(at).ok()?);
        let keys = spec.number_of(keys_of(self.heap, globals)?)?;
        spec.set_cache(site.unit, GLOBAL_KEYS, keys);
        if form == Opcode::LoadGlobalBuiltin {
            let keys = spec.number_of(keys_of(self.heap, builtins)?)?;
            spec.set_cache(site.unit, BUILTIN_KEYS, keys);
        }
        Some(form)
    }

    pub(super) fn load_super_attr_form(&mut self, site: Site<'_>, stack: &[Slot]) -> Option<Opcode> {
        self.is_true_super(stack)?.then_some(if site.arg & 1 != 0 { Opcode::LoadSuperAttrMethod } else { Opcode::LoadSuperAttrAttr })
    }

    /// Stack: super, class, self.
    pub(crate) fn is_true_super(&self, stack: &[Slot]) -> Option<bool> {
        let [.., callable, class, _] = stack else { return None };
        Some(callable.get() == self.ty(ids::SUPER) && self.heap.as_type(class.get()?).is_some())
    }

    pub(super) fn load_attr_form(&mut self, spec: &mut AdaptiveCode, site: Site<'_>, stack: &[Slot]) -> Option<Form> {
        let owner = Self::top(stack)?;
        let name = site.code.names.get(site.arg >> 1)?.get()?;
        let ty = self.heap.type_of(owner);
        if self.slot(ty, SlotId::GetAttr) == self.slot(self.ty(ids::MODULE)?, SlotId::GetAttr) {
            return self.module_form(spec, site, owner, name).map(Form::Of);
        }
        if self.heap.as_type(owner).is_some() {
            return self.class_form(spec, site, owner, name).map(Form::Of);
        }
        self.instance_form(spec, site, owner, name)
    }

    fn module_form(&mut self, spec: &mut AdaptiveCode, site: Site<'_>, module: Ref, name: Ref) -> Option<Opcode> {
        let dict = self.module_dict(module)?;
        let d = self.heap.dict(dict).filter(|d| d.is_unicode())?;
        if d.is_empty() || self.heap.dict_value_hashing(dict, self.names.getattr).is_some() {
            return None;
        }
        let at = self.heap.dict_place(dict, name)?;
        let keys = spec.number_of(keys_of(self.heap, dict)?)?;
        spec.set_cache_u32(site.unit, VERSION, u32::from(keys));
        spec.set_cache(site.unit, INDEX, u16::try_from(at).ok()?);
        Some(Opcode::LoadAttrModule)
    }

    pub(crate) fn module_dict(&self, module: Ref) -> Option<Ref> {
        match self.heap.full_body(module) {
            Body::Native(native) => native.slot(0).get(),
            _ => None,
        }
    }

    fn class_form(&mut self, spec: &mut AdaptiveCode, site: Site<'_>, class: Ref, name: Ref) -> Option<Opcode> {
        let meta = self.heap.type_of(class);
        if self.slot(meta, SlotId::GetAttr) != self.slot(self.ty(ids::TYPE)?, SlotId::GetAttr) {
            return None;
        }
        let of_meta = self.cache.look_up(self.heap, meta, name);
        match self.classify(of_meta, false) {
            Kind::Method | Kind::NonDescriptor | Kind::NonOverriding | Kind::ClassMethod | Kind::Absent => {}
            _ => return None,
        }
        let (kind, descr) = self.analyze(class, name);
        if !matches!(kind, Kind::Method | Kind::NonDescriptor) {
            return None;
        }
        spec.set_cache_u32(site.unit, VERSION, self.version_of_type(class));
        spec.set_cache_u32(site.unit, DESCR, descr?.index());
        let checks = !self.is_immutable(meta);
        if checks {
            spec.set_cache_u32(site.unit, KEYS, self.version_of_type(meta));
        }
        Some(if checks { Opcode::LoadAttrClassWithMetaclassCheck } else { Opcode::LoadAttrClass })
    }

    fn instance_form(&mut self, spec: &mut AdaptiveCode, site: Site<'_>, owner: Ref, name: Ref) -> Option<Form> {
        let ty = self.heap.type_of(owner);
        let shadowed = self.is_own_name(owner, name);
        let (kind, descr) = self.analyze(ty, name);
        let for_call = site.arg & 1 != 0;
        spec.set_cache_u32(site.unit, VERSION, self.version_of_type(ty));
        let form = match kind {
            Kind::Method | Kind::ClassMethod | Kind::NonOverriding | Kind::NonDescriptor | Kind::Absent if shadowed => {
                self.own_value_form(spec, site, owner, name, [Opcode::LoadAttrInstanceValue, Opcode::LoadAttrWithHint])
            }
            Kind::Method if for_call => self.class_value_form(spec, site, owner, descr?, true),
            Kind::NonDescriptor if !for_call => self.class_value_form(spec, site, owner, descr?, false),
            Kind::Property => {
                let getter = self.heap.native(descr?).and_then(|p| p.slot(0).get())?;
                let fits = function_kind(self.heap, getter)? == FunctionKind::Simple(1) && !for_call;
                spec.set_cache_u32(site.unit, DESCR, getter.index());
                fits.then_some(Opcode::LoadAttrProperty)
            }
            Kind::ObjectSlot | Kind::DunderClass => {
                self.keep_place(spec, site, descr?, ty);
                Some(Opcode::LoadAttrSlot)
            }
            Kind::PythonGetattribute => {
                let descr = descr?;
                let fits = function_kind(self.heap, descr)? == FunctionKind::Simple(2) && !for_call;
                let version = self.function_version(descr);
                spec.set_cache_u32(site.unit, KEYS, version);
                spec.set_cache_u32(site.unit, DESCR, descr.index());
                (fits && version != 0).then_some(Opcode::LoadAttrGetattributeOverridden)
            }
            Kind::Absent => return Some(Form::Same),
            _ => None,
        };
        form.map(Form::Of)
    }

    /// An attribute that the instance itself has. CPython: specialize_dict_access.
    fn own_value_form(
        &mut self,
        spec: &mut AdaptiveCode,
        site: Site<'_>,
        owner: Ref,
        name: Ref,
        [values, hint]: [Opcode; 2],
    ) -> Option<Opcode> {
        let t = self.heap.as_type(self.heap.type_of(owner))?;
        if !has_inline_values(self.tables, t) {
            return None;
        }
        let instance = self.heap.instance(owner)?;
        if are_inline(self.heap, instance) {
            // Once a dict shows the values there is no form any more.
            if !instance.attrs.dict.is_null() {
                return None;
            }
            t.shared_keys.iter().position(|k| self.is_name(*k, name))?;
            let at = instance.attrs.inline.iter().position(|(k, _)| self.is_name(*k, name)).unwrap_or(0);
            spec.set_cache(site.unit, INDEX, u16::try_from(at).ok()?);
            return Some(values);
        }
        let dict = instance.attrs.dict.get().filter(|d| self.is_exact(*d, ids::DICT))?;
        let at = self.heap.dict_place(dict, name)?;
        spec.set_cache(site.unit, INDEX, u16::try_from(at).ok()?);
        Some(hint)
    }

    /// An attribute of the class that instances do not hide. CPython: specialize_attr_loadclassattr.
    fn class_value_form(&mut self, spec: &mut AdaptiveCode, site: Site<'_>, owner: Ref, descr: Ref, is_method: bool) -> Option<Opcode> {
        let t = self.heap.as_type(self.heap.type_of(owner))?;
        let pick = |method, other| Some(if is_method { method } else { other });
        let (form, keys) = if has_inline_values(self.tables, t) {
            (pick(Opcode::LoadAttrMethodWithValues, Opcode::LoadAttrNondescriptorWithValues), t.shared_keys.len() as u32 + 1)
        } else if !self.may_have_dict(owner) {
            (pick(Opcode::LoadAttrMethodNoDict, Opcode::LoadAttrNondescriptorNoDict), 0)
        } else {
            ((is_method && !self.has_own_dict(owner)).then_some(Opcode::LoadAttrMethodLazyDict), 0)
        };
        if keys > 0 {
            spec.set_cache_u32(site.unit, KEYS, keys);
        }
        spec.set_cache_u32(site.unit, DESCR, descr.index());
        form
    }

    pub(super) fn store_attr_form(&mut self, spec: &mut AdaptiveCode, site: Site<'_>, stack: &[Slot]) -> Option<Opcode> {
        let owner = Self::top(stack)?;
        let name = site.code.names.get(site.arg)?.get()?;
        let ty = self.heap.type_of(owner);
        let plain = self.slot(self.ty(ids::OBJECT)?, SlotId::SetAttr);
        if self.is_exact(owner, ids::MODULE) || self.slot(ty, SlotId::SetAttr) != plain {
            return None;
        }
        let descr = self.cache.look_up(self.heap, ty, name);
        spec.set_cache_u32(site.unit, VERSION, self.version_of_type(ty));
        match self.classify(descr, false) {
            Kind::ObjectSlot if self.is_writable_slot(descr?) => {
                self.keep_place(spec, site, descr?, ty);
                Some(Opcode::StoreAttrSlot)
            }
            Kind::Absent => self.own_value_form(spec, site, owner, name, [Opcode::StoreAttrInstanceValue, Opcode::StoreAttrWithHint]),
            _ => None,
        }
    }

    /// The place of `__slots__`, plus one; 0 for a member of a builtin type.
    fn keep_place(&self, spec: &mut AdaptiveCode, site: Site<'_>, descr: Ref, ty: Ref) {
        let place = self.heap.member_place(descr, ty).and_then(|at| u16::try_from(at + 1).ok());
        spec.set_cache(site.unit, INDEX, place.unwrap_or(0));
    }

    fn is_writable_slot(&self, descr: Ref) -> bool {
        matches!(self.heap.full_body(descr), Body::Native(_))
    }

    pub(super) fn attribute_holds(&mut self, spec: &AdaptiveCode, op: Opcode, site: Site<'_>, stack: &[Slot]) -> Option<bool> {
        match op {
            Opcode::LoadGlobalModule => return self.globals_hold(spec, site),
            Opcode::LoadGlobalBuiltin => {
                let builtins = keys_of(self.heap, site.scopes.builtins.get()?);
                return Some(self.globals_hold(spec, site)? && spec.means(site.unit, BUILTIN_KEYS, builtins));
            }
            Opcode::LoadSuperAttrAttr | Opcode::LoadSuperAttrMethod => return self.is_true_super(stack),
            _ => {}
        }
        let owner = Self::top(stack)?;
        let same_version = self.version_of(owner) == spec.cache_u32(site.unit, VERSION);
        let index = usize::from(spec.cache(site.unit, INDEX));
        let names = &site.code.names;
        Some(match op {
            Opcode::LoadAttrModule => {
                let ty = self.heap.type_of(owner);
                let dict = self.module_dict(owner)?;
                self.slot(ty, SlotId::GetAttr) == self.slot(self.ty(ids::MODULE)?, SlotId::GetAttr)
                    && spec.means(site.unit, VERSION, keys_of(self.heap, dict))
            }
            Opcode::LoadAttrClass => self.heap.as_type(owner)?.version == spec.cache_u32(site.unit, VERSION),
            Opcode::LoadAttrClassWithMetaclassCheck => {
                self.heap.as_type(owner)?.version == spec.cache_u32(site.unit, VERSION)
                    && self.version_of(owner) == spec.cache_u32(site.unit, KEYS)
            }
            _ if !same_version => false,
            Opcode::LoadAttrInstanceValue => {
                let name = names.get(site.arg >> 1)?.get()?;
                are_inline(self.heap, self.heap.instance(owner)?) && self.own_value(owner, name).is_some()
            }
            Opcode::LoadAttrWithHint => {
                let name = names.get(site.arg >> 1)?.get()?;
                self.dict_has_at(owner, name, index)?
            }
            Opcode::LoadAttrSlot => {
                let name = names.get(site.arg >> 1)?.get()?;
                let ty = self.heap.type_of(owner);
                let descr = self.cache.look_up(self.heap, ty, name)?;
                match (self.heap.member_place(descr, ty), self.heap.instance(owner)) {
                    (Some(place), Some(instance)) => instance.members.get(place).is_some_and(|m| !m.is_null()),
                    // A function without a closure has none to show but None.
                    _ => {
                        !matches!(self.heap.body(owner), Body::Function(f) if f.closure.is_null() && self.heap.str_lossy(name) == "__closure__")
                    }
                }
            }
            Opcode::LoadAttrProperty => {
                let getter = Ref::from_index(spec.cache_u32(site.unit, DESCR))?;
                matches!(function_kind(self.heap, getter), Some(FunctionKind::Simple(1)))
            }
            Opcode::LoadAttrGetattributeOverridden => {
                let getter = Ref::from_index(spec.cache_u32(site.unit, DESCR))?;
                self.function_version(getter) == spec.cache_u32(site.unit, KEYS)
            }
            Opcode::LoadAttrMethodWithValues | Opcode::LoadAttrNondescriptorWithValues => self.hides_nothing(spec, site.unit, owner)?,
            Opcode::LoadAttrMethodNoDict | Opcode::LoadAttrNondescriptorNoDict => true,
            Opcode::LoadAttrMethodLazyDict => !self.has_own_dict(owner),
            Opcode::StoreAttrInstanceValue => {
                let instance = self.heap.instance(owner)?;
                instance.attrs.dict.is_null()
            }
            Opcode::StoreAttrSlot => true,
            Opcode::StoreAttrWithHint => {
                let name = names.get(site.arg)?.get()?;
                self.dict_has_at(owner, name, index)?
            }
            _ => false,
        })
    }

    fn globals_hold(&self, spec: &AdaptiveCode, site: Site<'_>) -> Option<bool> {
        Some(spec.means(site.unit, GLOBAL_KEYS, keys_of(self.heap, site.scopes.globals.get()?)))
    }

    /// No instance of the class has got a name since that the class's attribute could be hidden by.
    #[inline]
    pub(crate) fn hides_nothing(&self, spec: &AdaptiveCode, unit: u32, owner: Ref) -> Option<bool> {
        let t = self.heap.as_type(self.heap.type_of(owner))?;
        Some(are_inline(self.heap, self.heap.instance(owner)?) && t.shared_keys.len() as u32 + 1 == spec.cache_u32(unit, KEYS))
    }

    fn dict_has_at(&self, owner: Ref, name: Ref, index: usize) -> Option<bool> {
        let dict = self.heap.instance(owner)?.attrs.dict.get().filter(|d| self.is_exact(*d, ids::DICT))?;
        let d = self.heap.dict(dict).filter(|d| d.is_unicode())?;
        Some(d.entry(index).is_some_and(|e| e.key.get() == Some(name)))
    }

    /// The value of an attribute among the instance's inline values.
    fn own_value(&self, owner: Ref, name: Ref) -> Option<Ref> {
        let attrs = &self.heap.instance(owner)?.attrs;
        match attrs.dict.get() {
            Some(dict) => self.heap.dict_value(dict, name),
            None => attrs.inline.iter().find(|(n, _)| n.get() == Some(name)).and_then(|(_, v)| v.get()),
        }
    }

    fn is_name(&self, key: Slot, name: Ref) -> bool {
        key.get().is_some_and(|k| k == name || (self.heap.text(k).is_some() && self.heap.text(k) == self.heap.text(name)))
    }

    /// Instances of the class are likely to have `name` themselves. CPython: instance_has_key.
    fn is_own_name(&self, owner: Ref, name: Ref) -> bool {
        let Some(t) = self.heap.as_type(self.heap.type_of(owner)) else { return false };
        // A dict that shows the instance's values shares the class's keys, too.
        let shows = self.heap.instance(owner).is_some_and(|i| !i.attrs.dict.is_null() && are_inline(self.heap, i));
        has_inline_values(self.tables, t)
            && (t.shared_keys.iter().any(|k| self.is_name(*k, name)) || (shows && self.own_value(owner, name).is_some()))
    }

    /// The instance has an attribute dict by now: CPython makes it with the first attribute, where a class has no inline
    /// values.
    fn has_own_dict(&self, owner: Ref) -> bool {
        match self.heap.body(owner) {
            Body::Function(f) => !f.dict.is_null(),
            Body::Exception(e) if !e.dict.is_null() => true,
            _ => self.heap.instance(owner).is_some_and(|i| !i.attrs.dict.is_null() || !i.attrs.inline.is_empty()),
        }
    }

    fn may_have_dict(&self, owner: Ref) -> bool {
        matches!(self.heap.body(owner), Body::Function(_) | Body::Exception(_))
            || self.heap.as_type(self.heap.type_of(owner)).is_some_and(|t| t.has(flags::MANAGED_DICT))
    }

    fn slot(&self, ty: Ref, slot: SlotId) -> SlotImpl {
        self.heap.as_type(ty).and_then(|t| t.slots.get(slot as usize).copied()).unwrap_or_default()
    }

    pub(super) fn is_immutable(&self, ty: Ref) -> bool {
        self.heap.as_type(ty).is_some_and(|t| !t.has(flags::HEAPTYPE) || t.has(flags::IMMUTABLE))
    }

    /// What `ty` has under a name, and what that does. CPython: analyze_descriptor.
    fn analyze(&mut self, ty: Ref, name: Ref) -> (Kind, Option<Ref>) {
        let mut has_getattr = false;
        match self.slot(ty, SlotId::GetAttr) {
            slot if slot == self.tables.plain.getattr => {}
            SlotImpl::Python => {
                let getattribute = self.cache.look_up(self.heap, ty, self.names.getattribute);
                let of_object = self.ty(ids::OBJECT).and_then(|object| self.cache.look_up(self.heap, object, self.names.getattribute));
                has_getattr = self.cache.look_up(self.heap, ty, self.names.getattr).is_some();
                if getattribute.is_some() && getattribute != of_object {
                    return match getattribute {
                        Some(f) if !has_getattr && self.is_exact(f, ids::FUNCTION) => (Kind::PythonGetattribute, Some(f)),
                        _ => (Kind::Overridden, None),
                    };
                }
            }
            _ => return (Kind::Overridden, None),
        }
        let descr = self.cache.look_up(self.heap, ty, name);
        if name == self.names.class && descr == self.ty(ids::OBJECT).and_then(|object| self.cache.look_up(self.heap, object, name)) {
            return (Kind::DunderClass, descr);
        }
        (self.classify(descr, has_getattr), descr)
    }

    /// CPython: classify_descriptor.
    fn classify(&self, descr: Option<Ref>, has_getattr: bool) -> Kind {
        let Some(descr) = descr else { return Kind::Absent };
        let ty = self.heap.type_of(descr);
        if !self.is_immutable(ty) {
            return Kind::Mutable;
        }
        let has = |slot| self.slot(ty, slot) != SlotImpl::None;
        if self.is_exact(descr, ids::MEMBER_DESCRIPTOR) {
            return if self.holds_object(descr) { Kind::ObjectSlot } else { Kind::OtherSlot };
        }
        if has(SlotId::DescrSet) {
            return match self.is_exact(descr, ids::PROPERTY) {
                true if has_getattr => Kind::Overridden,
                true => Kind::Property,
                false => Kind::Overriding,
            };
        }
        if !has(SlotId::DescrGet) {
            return Kind::NonDescriptor;
        }
        if self.heap.as_type(ty).is_some_and(|t| t.has(flags::METHOD_DESCRIPTOR)) {
            return Kind::Method;
        }
        if self.is_exact(descr, ids::CLASSMETHOD) || self.is_exact(descr, ids::CLASSMETHOD_DESCRIPTOR) {
            return Kind::ClassMethod;
        }
        Kind::NonOverriding
    }

    /// A member that is a reference to an object; of the members of builtin types those are named that are numbers.
    fn holds_object(&self, descr: Ref) -> bool {
        let Body::Builtin(b) = self.heap.full_body(descr) else { return true };
        let name = self.tables.functions.get(b.function as usize).map_or("", |f| f.name);
        !NUMBERS.contains(&name)
    }
}

/// Members of builtin types that are no objects.
const NUMBERS: &[&str] = &[
    "co_argcount",
    "co_posonlyargcount",
    "co_kwonlyargcount",
    "co_stacksize",
    "co_flags",
    "co_firstlineno",
    "co_nlocals",
    "real",
    "imag",
    "tb_lasti",
    "__basicsize__",
    "__itemsize__",
    "__flags__",
    "__weakrefoffset__",
    "__dictoffset__",
    "__suppress_context__",
    "maxlen",
    "closed",
    "ag_running",
    "start_time",
];
