//! Names: locals by name, globals, builtins, cells.
//!
//! CPython: Python/bytecodes.c (LOAD_NAME, LOAD_GLOBAL, LOAD_DEREF, ...), Python/ceval.c
//! (_PyEval_FormatExcCheckArg, _PyEval_FormatExcUnbound).

use pyvarium_heap::frame::Await;
use pyvarium_heap::object::Body;
use pyvarium_heap::{Own, Ref, Slot};

use crate::core::ids;
use crate::eval::settle::Signal;
use crate::exc;
use crate::protocol::dict_ops::DictOp;
use crate::stop::{Flow, Res, Stop};
use crate::vm::Vm;
use crate::vm_bug;

impl Vm {
    fn co_name_at(&mut self, i: usize) -> Res<Ref> {
        let frame = self.py_frame()?;
        frame.code.names.get(i).and_then(|s| s.get()).ok_or_else(|| vm_bug!("no name {i}"))
    }

    fn local_name(&mut self, i: usize) -> Res<Ref> {
        let frame = self.py_frame()?;
        frame.code.localsplus.get(i).and_then(|s| s.get()).ok_or_else(|| vm_bug!("no local {i}"))
    }

    fn globals(&mut self) -> Res<Ref> {
        self.py_frame()?.globals.get().ok_or_else(|| vm_bug!("a frame without globals"))
    }

    fn frame_builtins(&mut self) -> Res<Ref> {
        self.py_frame()?.builtins.get().ok_or_else(|| vm_bug!("a frame without builtins"))
    }

    fn name_not_defined(&mut self, name: Ref) -> Stop {
        let text = self.heap.str_lossy(name);
        exc::name_error(self, &format!("name '{text}' is not defined"), name)
    }

    pub(crate) fn load_fast_check(&mut self, i: usize) -> Res<Signal> {
        match self.py_frame()?.local(i).get() {
            Some(r) => {
                self.push_new(r)?;
                Ok(Signal::Go)
            }
            None => Err(self.unbound_local(i)?),
        }
    }

    fn unbound_local(&mut self, i: usize) -> Res<Stop> {
        let name = self.local_name(i)?;
        let text = self.heap.str_lossy(name);
        let message = format!("cannot access local variable '{text}' where it is not associated with a value");
        // Its `name` stays None, unlike that of a NameError.
        Ok(exc::unbound_local_error(self, &message))
    }

    pub(crate) fn delete_fast(&mut self, i: usize) -> Res<Signal> {
        if self.py_frame()?.local(i).is_null() {
            return Err(self.unbound_local(i)?);
        }
        self.store_local(i, Slot::NULL)?;
        Ok(Signal::Go)
    }

    /// A look-up in globals, then builtins, when both are exact dicts. Borrowed.
    fn find_global(&mut self, name: Ref) -> Res<Option<Ref>> {
        let globals = self.globals()?;
        if let Some(v) = self.dict_get_str(globals, name) {
            return Ok(Some(v));
        }
        if self.own_builtins()?.is_some() {
            return Ok(None);
        }
        self.find_builtin(name)
    }

    /// Globals of a class of their own may have an answer to what is missing: they are asked before the builtins.
    fn own_globals(&mut self) -> Res<Option<Ref>> {
        let globals = self.globals()?;
        Ok((!self.is_exact(globals, ids::DICT)).then_some(globals))
    }

    /// Builtins that are asked: of a class of their own, or no dict at all, as `eval(text, {"__builtins__": None})` has them.
    fn own_builtins(&mut self) -> Res<Option<Ref>> {
        let builtins = self.frame_builtins()?;
        Ok((!self.is_exact(builtins, ids::DICT)).then_some(builtins))
    }

    fn find_builtin(&mut self, name: Ref) -> Res<Option<Ref>> {
        let builtins = self.frame_builtins()?;
        Ok(self.dict_get_str(builtins, name))
    }

    pub(crate) fn op_load_global(&mut self, arg: usize) -> Res<Signal> {
        let name = self.co_name_at(arg >> 1)?;
        if let Some(globals) = self.own_globals()? {
            let fallback = self.find_builtin(name)?.map_or(Slot::NULL, Slot::borrow);
            let slots = [Slot::borrow(globals), Slot::borrow(name), fallback];
            let _ = self.push_native(crate::core::kinds::LOAD_MAPPING, &slots, &[])?;
            self.set_await(if arg & 1 != 0 { Await::PushWithNull } else { Await::Replace(0) })?;
            return Ok(Signal::Go);
        }
        match self.find_global(name)? {
            Some(v) => self.push_new(v)?,
            None => match self.own_builtins()? {
                Some(builtins) => {
                    let _ = self.push_native(crate::core::kinds::LOAD_MAPPING, &[Slot::borrow(builtins), Slot::borrow(name)], &[])?;
                    self.set_await(if arg & 1 != 0 { Await::PushWithNull } else { Await::Replace(0) })?;
                    return Ok(Signal::Go);
                }
                None => return Err(self.name_not_defined(name)),
            },
        }
        if arg & 1 != 0 {
            self.push_slot(Slot::NULL)?;
        }
        Ok(Signal::Go)
    }

    pub(crate) fn op_load_name(&mut self, arg: usize) -> Res<Signal> {
        let name = self.co_name_at(arg)?;
        let Some(locals) = self.py_frame()?.locals.get() else { return Err(vm_bug!("no locals mapping")) };
        if self.is_exact(locals, ids::DICT) {
            if let Some(v) = self.dict_get_str(locals, name) {
                self.push_new(v)?;
                return Ok(Signal::Go);
            }
            return match self.find_global(name)? {
                Some(v) => {
                    self.push_new(v)?;
                    Ok(Signal::Go)
                }
                None => match self.own_builtins()? {
                    Some(builtins) => self.load_from_mapping(builtins, name, None, 0),
                    None => Err(self.name_not_defined(name)),
                },
            };
        }
        let fallback = self.find_global(name)?;
        self.load_from_mapping(locals, name, fallback, 0)
    }

    /// A class namespace that is no plain dict (`__prepare__`): ask it, then fall back.
    fn load_from_mapping(&mut self, mapping: Ref, name: Ref, fallback: Option<Ref>, n: u16) -> Res<Signal> {
        let second = match fallback {
            None => self.own_builtins()?.filter(|b| *b != mapping),
            Some(_) => None,
        };
        let borrow = |r: Option<Ref>| r.map_or(Slot::NULL, Slot::borrow);
        let slots = [Slot::borrow(mapping), Slot::borrow(name), borrow(fallback), borrow(second)];
        let flow = self.push_native(crate::core::kinds::LOAD_MAPPING, &slots, &[])?;
        self.replace(n, flow)
    }

    pub(crate) fn op_store_name(&mut self, arg: usize) -> Res<Signal> {
        let name = self.co_name_at(arg)?;
        let Some(locals) = self.py_frame()?.locals.get() else {
            let text = self.heap.str_lossy(name);
            return Err(exc::system_error(self, &format!("no locals found when storing '{text}'")));
        };
        if self.is_exact(locals, ids::DICT) {
            let value = self.pop_owned()?;
            let key = self.heap.own(name);
            self.dict_insert_slots(locals, key.into(), value);
            return Ok(Signal::Go);
        }
        let value = self.peek(0)?;
        let flow = self.setitem(locals, name, Some(value))?;
        self.discard(1, flow)
    }

    pub(crate) fn op_delete_name(&mut self, arg: usize) -> Res<Signal> {
        let name = self.co_name_at(arg)?;
        let Some(locals) = self.py_frame()?.locals.get() else { return Err(vm_bug!("no locals mapping")) };
        if self.is_exact(locals, ids::DICT) {
            if self.dict_del_str(locals, name) {
                return Ok(Signal::Go);
            }
            return Err(self.name_not_defined(name));
        }
        let flow = self.setitem(locals, name, None)?;
        self.discard(0, flow)
    }

    pub(crate) fn op_store_global(&mut self, arg: usize) -> Res<Signal> {
        let name = self.co_name_at(arg)?;
        let globals = self.globals()?;
        let value = self.pop_owned()?;
        let key = self.heap.own(name);
        self.dict_insert_slots(globals, key.into(), value);
        Ok(Signal::Go)
    }

    pub(crate) fn op_delete_global(&mut self, arg: usize) -> Res<Signal> {
        let name = self.co_name_at(arg)?;
        let globals = self.globals()?;
        if self.dict_del_str(globals, name) { Ok(Signal::Go) } else { Err(self.name_not_defined(name)) }
    }

    pub(crate) fn op_load_locals(&mut self) -> Res<Signal> {
        match self.py_frame()?.locals.get() {
            Some(locals) => {
                self.push_new(locals)?;
                Ok(Signal::Go)
            }
            None => Err(exc::system_error(self, "no locals")),
        }
    }

    pub(crate) fn op_load_from_dict_or_globals(&mut self, arg: usize) -> Res<Signal> {
        let name = self.co_name_at(arg)?;
        let mapping = self.peek(0)?;
        if let Some(globals) = self.own_globals()? {
            let fallback = self.find_builtin(name)?.map_or(Slot::NULL, Slot::borrow);
            let slots = [Slot::borrow(mapping), Slot::borrow(name), fallback, Slot::borrow(globals)];
            let flow = self.push_native(crate::core::kinds::LOAD_MAPPING, &slots, &[])?;
            return self.replace(1, flow);
        }
        let fallback = self.find_global(name)?;
        self.load_from_mapping(mapping, name, fallback, 1)
    }

    pub(crate) fn op_load_from_dict_or_deref(&mut self, arg: usize) -> Res<Signal> {
        let name = self.local_name(arg)?;
        let mapping = self.peek(0)?;
        let cell = self.py_frame()?.local(arg).get();
        let fallback = cell.and_then(|c| self.heap.cell(c)).and_then(|s| s.get());
        let slots = [Slot::borrow(mapping), Slot::borrow(name), fallback.map_or(Slot::NULL, Slot::borrow)];
        let flow = self.push_native(crate::core::kinds::LOAD_MAPPING, &slots, &[])?;
        self.replace(1, flow)
    }

    fn cell_at(&mut self, i: usize) -> Res<Ref> {
        self.py_frame()?.local(i).get().ok_or_else(|| vm_bug!("no cell {i}"))
    }

    pub(crate) fn op_load_deref(&mut self, arg: usize) -> Res<Signal> {
        let cell = self.cell_at(arg)?;
        match self.heap.cell(cell).and_then(|s| s.get()) {
            Some(v) => {
                self.push_new(v)?;
                Ok(Signal::Go)
            }
            None => Err(self.unbound_deref(arg)?),
        }
    }

    fn unbound_deref(&mut self, i: usize) -> Res<Stop> {
        let kind = self.py_frame()?.code.localspluskinds.get(i).copied().unwrap_or(0);
        if kind & pyvarium_heap::code::CO_FAST_FREE == 0 {
            return self.unbound_local(i);
        }
        let name = self.local_name(i)?;
        let text = self.heap.str_lossy(name);
        let message = format!("cannot access free variable '{text}' where it is not associated with a value in enclosing scope");
        Ok(exc::name_error(self, &message, name))
    }

    pub(crate) fn op_store_deref(&mut self, arg: usize) -> Res<Signal> {
        let cell = self.cell_at(arg)?;
        let value = self.pop_owned()?;
        let old = self.heap.set_cell(cell, value);
        self.heap.release(old);
        Ok(Signal::Go)
    }

    pub(crate) fn op_delete_deref(&mut self, arg: usize) -> Res<Signal> {
        let cell = self.cell_at(arg)?;
        let old = self.heap.set_cell(cell, Slot::NULL);
        if old.is_null() {
            return Err(self.unbound_deref(arg)?);
        }
        self.heap.release(old);
        Ok(Signal::Go)
    }

    pub(crate) fn op_make_cell(&mut self, arg: usize) -> Res<Signal> {
        let initial = match self.py_frame()?.slots.get_mut(arg) {
            Some(place) => std::mem::replace(place, Slot::NULL),
            None => return Err(vm_bug!("no local {arg}")),
        };
        let initial = self.owned_slot(initial);
        let cell = self.new_cell(initial);
        self.store_local(arg, cell.into())?;
        Ok(Signal::Go)
    }

    pub fn new_cell(&mut self, value: Slot) -> Own {
        let ty = self.ty(ids::CELL);
        self.heap.alloc(ty, Body::Cell(value), pyvarium_heap::Shape::gc(24))
    }

    pub(crate) fn op_copy_free_vars(&mut self, arg: usize) -> Res<Signal> {
        let function = self.py_frame()?.function.get().ok_or_else(|| vm_bug!("no function"))?;
        let closure = self.heap.function(function).and_then(|f| f.closure.get()).ok_or_else(|| vm_bug!("no closure"))?;
        let cells: Vec<Slot> = self.heap.items(closure).unwrap_or_default().to_vec();
        let first = self.py_frame()?.n_localsplus().checked_sub(arg).ok_or_else(|| vm_bug!("COPY_FREE_VARS {arg}"))?;
        for (i, cell) in cells.into_iter().enumerate() {
            let copy = self.heap.copy_slot(cell);
            self.store_local(first + i, copy)?;
        }
        Ok(Signal::Go)
    }

    pub(crate) fn op_load_build_class(&mut self) -> Res<Signal> {
        let builtins = self.frame_builtins()?;
        let name = self.names.build_class;
        match self.dict_get_str(builtins, name) {
            Some(f) => {
                self.push_new(f)?;
                Ok(Signal::Go)
            }
            None if self.heap.dict(builtins).is_none() => self.load_from_mapping(builtins, name, None, 0),
            None => Err(exc::name_error(self, "__build_class__ not found", name)),
        }
    }

    pub(crate) fn op_load_common_constant(&mut self, arg: usize) -> Res<Signal> {
        let r = match arg {
            0 => self.ty(ids::ASSERTION_ERROR),
            1 => self.ty(ids::NOT_IMPLEMENTED_ERROR),
            2 => self.ty(ids::TUPLE),
            n => {
                let name = if n == 3 { "all" } else { "any" };
                let name = self.intern(name).into_ref();
                self.dict_get_str(self.builtins, name).ok_or_else(|| vm_bug!("no builtin all or any"))?
            }
        };
        self.push_new(r)?;
        Ok(Signal::Go)
    }

    pub(crate) fn op_setup_annotations(&mut self) -> Res<Signal> {
        let Some(locals) = self.py_frame()?.locals.get() else { return Err(vm_bug!("no locals mapping")) };
        let name = self.names.annotations;
        if !self.is_exact(locals, ids::DICT) {
            let flow = self.run_script_of(crate::core::kinds::SETUP_ANNOTATIONS, &[locals])?;
            return self.discard(0, flow);
        }
        if self.dict_get_str(locals, name).is_none() {
            let dict = self.new_dict();
            let key = self.heap.own(name);
            self.dict_insert_slots(locals, key.into(), dict.into());
        }
        Ok(Signal::Go)
    }

    pub(crate) fn op_import_name(&mut self, arg: usize) -> Res<Signal> {
        let name = self.co_name_at(arg)?;
        let (level, fromlist) = (self.peek(1)?, self.peek(0)?);
        let flow = self.import_name(name, fromlist, level)?;
        self.replace(2, flow)
    }

    pub(crate) fn op_import_from(&mut self, arg: usize) -> Res<Signal> {
        let name = self.co_name_at(arg)?;
        let module = self.peek(0)?;
        let flow = self.import_from(module, name)?;
        self.replace(0, flow)
    }

    /// The mapping itself, asked by a native or Python `__getitem__`.
    pub(crate) fn mapping_find(&mut self, mapping: Ref, name: Ref) -> Res {
        if self.is_exact(mapping, ids::DICT) {
            return self.dict_op(DictOp::Find, mapping, name, None);
        }
        self.getitem(mapping, name)
    }

    pub(crate) fn name_missing(&mut self, name: Ref) -> Stop {
        self.name_not_defined(name)
    }

    pub fn own_value(&mut self, r: Ref) -> Flow {
        Flow::Value(self.heap.own(r))
    }
}
