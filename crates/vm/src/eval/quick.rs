//! The instructions that most programs spend their time in, run one after the other without coming up in between: each
//! in the way of `quick_ops`, if that is the way it goes this time. What needs a native frame, Python code or an error is
//! left to `execute`.
//!
//! CPython: Python/bytecodes.c; the paths are those of its specialized instructions.

use pyvarium_code::Opcode;
use pyvarium_heap::code::Code;
use pyvarium_heap::frame::{Await, Frame, Owner, PyFrame};
use pyvarium_heap::types::SlotImpl;
use pyvarium_heap::{Own, Ref, Slot};

use crate::core::ids;
use crate::eval::bind::simple_frame;
use crate::eval::quick_ops::Did::{Missed, Moved, Nothing, Released};
use crate::eval::quick_ops::{Item, Quick, Scopes, local};
use crate::eval::settle::{NANOS_PER_INSTRUCTION, Signal};
use crate::specialize::{Site, is_adaptive};
use crate::stop::Res;
use crate::vm::Vm;
use crate::vm_bug;

/// Who is told of instructions while they run.
pub trait Watch {
    /// An instruction, `last`, has run, its frame is still on top, and `next`, which comes next, may be of another line.
    /// Unit of `last` and `next`: code units.
    fn ran(&mut self, step: u64, code: &Code, last: u32, next: u32);
    /// An instruction has let go of something. `n_freed`: objects that have died so far. Before `ran` of that step.
    fn released(&mut self, step: u64, n_freed: u64);
    /// Control has gone to another frame, by a call, a return or a generator, and nothing else has happened.
    fn switched(&mut self, vm: &Vm) {
        self.paused(vm);
    }
    /// A pause, after which anything may be different.
    fn paused(&mut self, vm: &Vm);
}

/// Nobody.
impl Watch for () {
    #[inline]
    fn ran(&mut self, _: u64, _: &Code, _: u32, _: u32) {}
    #[inline]
    fn released(&mut self, _: u64, _: u64) {}
    #[inline]
    fn paused(&mut self, _: &Vm) {}
}

/// Why `Vm::burst` came back.
#[derive(Debug)]
pub(crate) enum Left {
    /// All instructions that were asked for have run, or as many as their work allows.
    Done,
    /// The memory is to be counted before the next instruction.
    Memory,
    /// After the last instruction something else comes first: a finalizer, the collector, a signal, the work of natives.
    /// Of that one nobody was told. `began_at`: frames when it began.
    Ran { result: Res<Signal>, began_at: usize },
}

/// Why a frame was left.
enum Leave {
    Done,
    Next,
    Settle,
    /// A call: this frame comes on top.
    Enter(Box<PyFrame>),
    Return,
    Yield,
    /// FOR_ITER of a generator.
    Resume(Ref),
    /// A new instance, and this `__init__` with so many arguments.
    Make(Ref, usize),
}

/// The slots by which `object` gets and sets attributes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct PlainSlots {
    pub getattr: SlotImpl,
    pub setattr: SlotImpl,
}

impl Vm {
    /// Runs instructions one after the other until `end` have run since the start of the program or `work` has been done,
    /// as far as nothing comes between them.
    pub(crate) fn burst(&mut self, end: u64, work: u64, watch: &mut impl Watch) -> Left {
        loop {
            let n_frames = self.thread.frames.len();
            self.running = n_frames.wrapping_sub(1);
            let (n, leave) = self.quick_frame(end - self.n_steps, watch);
            self.n_steps += n;
            self.clock_nanos += n * NANOS_PER_INSTRUCTION;
            match leave {
                Leave::Done => return Left::Done,
                Leave::Settle => return Left::Ran { result: Ok(Signal::Go), began_at: n_frames },
                Leave::Enter(frame) => {
                    self.thread.depth += 1;
                    self.thread.frames.push(Frame::Py(frame));
                    watch.switched(self);
                    continue;
                }
                Leave::Make(init, n_args) => {
                    if self.make_simply(init, n_args).is_none() {
                        return Left::Ran { result: Err(vm_bug!("no class to make an instance of")), began_at: n_frames };
                    }
                    watch.switched(self);
                    continue;
                }
                Leave::Return | Leave::Yield | Leave::Resume(_) => {
                    let result = match leave {
                        Leave::Yield => self.op_yield_value(),
                        Leave::Resume(generator) => self.resume_simply(generator).map(|_| Signal::Go),
                        _ => Ok(self.return_simply()),
                    };
                    if !matches!(result, Ok(Signal::Go)) {
                        return Left::Ran { result, began_at: n_frames };
                    }
                    watch.switched(self);
                    continue;
                }
                Leave::Next if self.is_memory_due() => return Left::Memory,
                Leave::Next => {
                    self.n_steps += 1;
                    self.clock_nanos += NANOS_PER_INSTRUCTION;
                    self.n_in_slice = 0;
                    self.is_counted = false;
                    let result = self.execute();
                    if !matches!(result, Ok(Signal::Go)) || !self.is_settled() || self.is_pending() {
                        return Left::Ran { result, began_at: n_frames };
                    }
                }
            }
            watch.paused(self);
            // Somebody may want to be told before each instruction from here on.
            if self.is_told() || self.work() >= work {
                return Left::Done;
            }
        }
    }

    fn quick_frame(&mut self, max: u64, watch: &mut impl Watch) -> (u64, Leave) {
        let (due, first, interrupted) = (self.memory_due, self.n_steps, self.interrupted);
        let (end, other_work) = (first + max, self.fixed_work() - first);
        let may_switch = !self.tracing.active;
        let room = self.recursion_limit.saturating_sub(self.thread.depth);
        let mut is_counted = std::mem::take(&mut self.is_counted);
        let Vm { heap, thread, one, types, type_cache, spare_frames, tables, names, global_cache, adaptive, .. } = self;
        let Some((Frame::Py(frame), below)) = thread.frames.split_last_mut() else { return (0, Leave::Next) };
        // What the frame below waits for.
        let awaited = match below.last() {
            Some(Frame::Py(below)) if may_switch => below.awaiting,
            _ => Await::Nothing,
        };
        let is_looked_at = !frame.frame_object.is_null();
        let PyFrame { code, slots: stack, next_instr, last_instr, awaiting, owner, globals, builtins, locals, .. } = &mut **frame;
        let scopes = Scopes { globals: *globals, builtins: *builtins, locals: *locals };
        let code = &**code;
        let Some((spec, getitems)) = adaptive.of(code) else { return (0, Leave::Next) };
        let mut q = Quick { heap, one, types, cache: type_cache, spare: spare_frames, tables, names, globals: global_cache, getitems };
        let (mut at, mut last, mut step) = (*next_instr, *last_instr, first);
        let mut is_counted_now = false;
        let leave = loop {
            if step == end {
                break Leave::Done;
            }
            let Some(instr) = spec.instr(at) else { break Leave::Next };
            // Whoever is told of instructions is told of their general forms.
            let op = if may_switch { instr.op } else { instr.op.base() };
            let unit = at + u32::from(instr.n_extended);
            let arg = instr.arg as usize;
            let behind = at + u32::from(instr.len);
            let mut next = behind;
            // The instruction is done, and with it the stay in this frame.
            macro_rules! leave {
                ($leave:expr) => {{
                    (last, at, step) = ((at + u32::from(instr.n_extended)) as i32, next, step + 1);
                    break $leave;
                }};
            }
            // FOR_ITER, by what the iterator has.
            macro_rules! loop_on {
                ($item:expr) => {
                    match $item {
                        Item::Pushed => Moved,
                        Item::End => {
                            next = behind + instr.arg + 1;
                            Moved
                        }
                        Item::Of(generator) if may_switch && room > 0 => leave!(Leave::Resume(generator)),
                        Item::Of(_) | Item::Unknown => Nothing,
                    }
                };
            }
            // Counts a run of the general form, unless it is to be specialized.
            macro_rules! counts {
                () => {
                    may_switch && !is_counted && !spec.triggers(unit) && {
                        spec.count(unit);
                        is_counted = true;
                        true
                    }
                };
            }
            let mut did = match op {
                Opcode::LoadFast => q.load_fast(stack, arg),
                Opcode::LoadFastBorrow => q.load_fast_borrow(stack, arg),
                Opcode::LoadFastBorrowLoadFastBorrow => match (local(stack, arg >> 4).get(), local(stack, arg & 15).get()) {
                    (Some(a), Some(b)) => {
                        stack.extend_from_slice(&[Slot::borrow(a), Slot::borrow(b)]);
                        Moved
                    }
                    _ => Nothing,
                },
                Opcode::LoadFastLoadFast => {
                    if local(stack, arg >> 4).is_null() || local(stack, arg & 15).is_null() {
                        Nothing
                    } else {
                        q.load_fast(stack, arg >> 4);
                        q.load_fast(stack, arg & 15)
                    }
                }
                Opcode::StoreFast => q.store_fast(stack, arg),
                Opcode::StoreFastStoreFast => {
                    q.store_fast(stack, arg >> 4);
                    q.store_fast(stack, arg & 15)
                }
                Opcode::StoreFastLoadFast => {
                    q.store_fast(stack, arg >> 4);
                    if let Some(r) = local(stack, arg & 15).get() {
                        q.push_new(stack, r);
                    }
                    Released
                }
                Opcode::LoadConst | Opcode::LoadConstMortal => match code.consts.get(arg).and_then(|s| s.get()) {
                    Some(r) => {
                        if op == Opcode::LoadConst && may_switch {
                            let is_immortal = q.heap.is_immortal(r);
                            spec.set_op(at, if is_immortal { Opcode::LoadConstImmortal } else { Opcode::LoadConstMortal });
                        }
                        q.push_new(stack, r)
                    }
                    None => Nothing,
                },
                Opcode::LoadConstImmortal => q.form_immortal(stack, code.consts.get(arg).and_then(|s| s.get())),
                Opcode::LoadSmallInt => q.push_int(stack, arg as i64),
                Opcode::PopTop | Opcode::PopIter | Opcode::EndFor => q.pop_top(stack),
                Opcode::PushNull => {
                    stack.push(Slot::NULL);
                    Moved
                }
                Opcode::Copy => q.copy(stack, arg),
                Opcode::Swap => match stack.len().checked_sub(arg) {
                    Some(i) if arg > 0 => {
                        let top = stack.len() - 1;
                        stack.swap(i, top);
                        Moved
                    }
                    _ => Nothing,
                },
                Opcode::Nop | Opcode::NotTaken | Opcode::Cache => Moved,
                // CPython looks at the eval breaker here.
                Opcode::Resume | Opcode::ResumeCheck => {
                    if op == Opcode::Resume && may_switch {
                        spec.set_op(at, Opcode::ResumeCheck);
                    }
                    if q.heap.gc.is_due || interrupted {
                        leave!(Leave::Settle);
                    }
                    Moved
                }
                Opcode::JumpForward => {
                    next = behind + instr.arg;
                    Moved
                }
                Opcode::JumpBackward | Opcode::JumpBackwardNoJit => {
                    if Vm::asked_of(q.heap, other_work + step) >= due {
                        break Leave::Next;
                    }
                    if op == Opcode::JumpBackward && may_switch {
                        spec.set_op(at, Opcode::JumpBackwardNoJit);
                    }
                    next = behind.wrapping_sub(instr.arg);
                    if q.heap.gc.is_due || interrupted {
                        leave!(Leave::Settle);
                    }
                    Moved
                }
                Opcode::JumpBackwardNoInterrupt => {
                    next = behind.wrapping_sub(instr.arg);
                    Moved
                }
                // A bool, which is immortal.
                Opcode::PopJumpIfFalse | Opcode::PopJumpIfTrue => {
                    let value = stack.pop().and_then(Slot::get);
                    let jumps = value == Some(if op == Opcode::PopJumpIfTrue { q.one.true_ } else { q.one.false_ });
                    if jumps {
                        next = behind + instr.arg;
                    }
                    spec.note_branch(unit, jumps);
                    Moved
                }
                Opcode::PopJumpIfNone | Opcode::PopJumpIfNotNone => {
                    let slot = stack.pop().unwrap_or(Slot::NULL);
                    let is_none = slot.get() == Some(q.one.none);
                    let jumps = is_none == (op == Opcode::PopJumpIfNone);
                    if jumps {
                        next = behind + instr.arg;
                    }
                    spec.note_branch(unit, jumps);
                    if is_none {
                        Moved
                    } else {
                        q.heap.release(slot);
                        Released
                    }
                }
                Opcode::IsOp => q.is_op(stack, arg != 0),
                Opcode::UnaryNot => q.unary_not(stack),
                // General forms of what often has no other.
                Opcode::BinaryOp if counts!() => q.binary(stack, arg),
                Opcode::LoadAttr if counts!() => q.load_attr(stack, code.names.get(arg >> 1), arg & 1 != 0),
                Opcode::CompareOp if counts!() => q.compare(stack, (arg >> 5) as u8),
                Opcode::ForIter if counts!() => loop_on!(q.for_iter(stack)),
                Opcode::StoreAttr if counts!() => q.store_attr(stack, code.names.get(arg)),
                Opcode::ToBoolBool => q.form_truth(stack, ids::BOOL),
                Opcode::ToBoolInt => q.form_truth(stack, ids::INT),
                Opcode::ToBoolList => q.form_truth(stack, ids::LIST),
                Opcode::ToBoolNone => q.form_truth(stack, ids::NONE_TYPE),
                Opcode::ToBoolStr => q.form_truth(stack, ids::STR),
                Opcode::CompareOpInt => q.form_compare_ints(stack, (arg >> 5) as u8),
                Opcode::CompareOpFloat => q.form_compare_floats(stack, (arg >> 5) as u8),
                Opcode::CompareOpStr => q.form_compare_strs(stack, (arg >> 5) as u8),
                Opcode::ContainsOpDict => q.contains(stack, arg != 0),
                Opcode::BinaryOpAddInt => q.form_ints(stack, i64::checked_add),
                Opcode::BinaryOpSubtractInt => q.form_ints(stack, i64::checked_sub),
                Opcode::BinaryOpMultiplyInt => q.form_ints(stack, i64::checked_mul),
                Opcode::BinaryOpAddFloat => q.form_floats(stack, |x, y| x + y),
                Opcode::BinaryOpSubtractFloat => q.form_floats(stack, |x, y| x - y),
                Opcode::BinaryOpMultiplyFloat => q.form_floats(stack, |x, y| x * y),
                Opcode::BinaryOpExtend => q.form_extend(stack, arg, spec.cache(unit, 1)),
                Opcode::BinaryOpSubscrListInt => q.form_item(stack, ids::LIST),
                Opcode::BinaryOpSubscrTupleInt => q.form_item(stack, ids::TUPLE),
                Opcode::BinaryOpSubscrDict => q.form_dict_item(stack),
                Opcode::StoreSubscrDict => q.form_store_entry(stack),
                Opcode::StoreSubscrListInt => q.form_store_item(stack),
                Opcode::UnpackSequenceTwoTuple | Opcode::UnpackSequenceTuple => q.form_unpack(stack, arg, ids::TUPLE),
                Opcode::UnpackSequenceList => q.form_unpack(stack, arg, ids::LIST),
                Opcode::ForIterRange => loop_on!(q.form_range(stack)),
                Opcode::ForIterList => loop_on!(q.form_for_iter(stack, ids::LIST_ITERATOR)),
                Opcode::ForIterTuple => loop_on!(q.form_for_iter(stack, ids::TUPLE_ITERATOR)),
                Opcode::ForIterGen => loop_on!(q.form_for_iter(stack, ids::GENERATOR)),
                Opcode::LoadGlobalModule => q.form_global(stack, spec, unit, scopes, code.names.get(arg >> 1), arg),
                Opcode::LoadGlobalBuiltin => q.form_builtin(stack, spec, unit, scopes, code.names.get(arg >> 1), arg),
                Opcode::LoadAttrInstanceValue => q.form_instance_value(stack, spec, unit, code.names.get(arg >> 1), arg & 1 != 0),
                Opcode::LoadAttrSlot => q.form_slot(stack, spec, unit, arg & 1 != 0),
                Opcode::LoadAttrWithHint => q.form_with_hint(stack, spec, unit, code.names.get(arg >> 1), arg & 1 != 0),
                Opcode::LoadAttrModule => q.form_module(stack, spec, unit, code.names.get(arg >> 1), arg & 1 != 0),
                Opcode::LoadAttrClass => q.form_class(stack, spec, unit, arg & 1 != 0),
                Opcode::LoadAttrMethodWithValues => q.form_method(stack, spec, unit),
                Opcode::LoadAttrMethodNoDict => q.form_bare_method(stack, spec, unit),
                Opcode::StoreAttrInstanceValue => q.form_store_value(stack, spec, unit, code.names.get(arg)),
                Opcode::StoreAttrSlot => q.form_store_slot(stack, spec, unit),
                Opcode::CallPyExactArgs if room > 1 && Vm::asked_of(q.heap, other_work + step) < due => {
                    match q.form_call(stack, spec, unit, arg) {
                        Ok(callee) => {
                            *awaiting = Await::Replace(0);
                            leave!(Leave::Enter(callee))
                        }
                        Err(did) => did,
                    }
                }
                Opcode::LoadAttrProperty | Opcode::LoadAttrGetattributeOverridden | Opcode::BinaryOpSubscrGetitem
                    if room > 1 && Vm::asked_of(q.heap, other_work + step) < due =>
                {
                    let callee = match op {
                        Opcode::LoadAttrProperty => q.form_property(stack, spec, unit),
                        Opcode::BinaryOpSubscrGetitem => q.form_getitem(stack),
                        _ => q.form_getattribute(stack, spec, unit, code.names.get(arg >> 1)),
                    };
                    match callee {
                        Some(callee) => {
                            *awaiting = Await::Replace(0);
                            leave!(Leave::Enter(callee))
                        }
                        None => Nothing,
                    }
                }
                Opcode::CallAllocAndEnterInit if room > 1 && Vm::asked_of(q.heap, other_work + step) < due => {
                    match q.form_init(stack, spec, unit, arg) {
                        Some(init) => {
                            *awaiting = Await::Init;
                            leave!(Leave::Make(init, arg))
                        }
                        None => Nothing,
                    }
                }
                Opcode::LoadSuperAttrAttr | Opcode::LoadSuperAttrMethod if q.is_true_super(stack) == Some(true) => {
                    is_counted_now = true;
                    break Leave::Next;
                }
                // What is left to `execute`, without further ado.
                Opcode::CallBuiltinO
                | Opcode::CallBuiltinFast
                | Opcode::CallBuiltinFastWithKeywords
                | Opcode::CallMethodDescriptorO
                | Opcode::CallMethodDescriptorNoargs
                | Opcode::CallMethodDescriptorFast
                | Opcode::CallMethodDescriptorFastWithKeywords
                    if q.builtin_holds(op, stack, arg) =>
                {
                    is_counted_now = true;
                    break Leave::Next;
                }
                Opcode::CallLen | Opcode::CallIsinstance | Opcode::CallListAppend => q.call_known(stack, arg),
                Opcode::ListAppend => q.list_append(stack, arg),
                Opcode::MapAdd => q.map_add(stack, arg),
                Opcode::LoadFastAndClear => match stack.get_mut(arg) {
                    Some(place) => {
                        let old = std::mem::replace(place, Slot::NULL);
                        stack.push(old);
                        Moved
                    }
                    None => Nothing,
                },
                Opcode::LoadName => q.load_name(stack, scopes, &code.names, arg),
                Opcode::StoreName => q.store_in_dict(stack, scopes.locals.get(), code.names.get(arg)),
                Opcode::StoreGlobal => q.store_in_dict(stack, scopes.globals.get(), code.names.get(arg)),
                Opcode::LoadDeref => q.load_deref(stack, arg),
                Opcode::StoreDeref => q.store_deref(stack, arg),
                Opcode::FormatSimple => q.format_simple(stack),
                Opcode::BuildString => q.build_string(stack, arg),
                Opcode::ReturnValue
                    if awaited == Await::Init && *owner == Owner::Thread && !is_looked_at && Quick::top(stack) == Some(q.one.none) =>
                {
                    leave!(Leave::Return)
                }
                Opcode::ReturnValue if awaited == Await::Replace(0) && *owner == Owner::Thread && !is_looked_at => leave!(Leave::Return),
                Opcode::YieldValue if awaited == Await::ForIter && *owner != Owner::Thread => leave!(Leave::Yield),
                _ => Nothing,
            };
            if matches!(did, Nothing | Missed) {
                // The general form, which counts.
                let base = op.base();
                if did == Missed && !is_counted && !spec.triggers(unit) {
                    spec.count(unit);
                } else if may_switch && !is_counted && is_adaptive(base) {
                    let site = Site { code, at, unit, arg, scopes, room };
                    if q.adapt(spec, op, site, stack) {
                        continue;
                    }
                }
                did = match base {
                    Opcode::ToBool => q.truth(stack),
                    Opcode::CompareOp => q.compare(stack, (arg >> 5) as u8),
                    Opcode::BinaryOp => q.binary(stack, arg),
                    Opcode::ForIter => loop_on!(q.for_iter(stack)),
                    Opcode::StoreSubscr => q.store_subscr(stack),
                    Opcode::ContainsOp => q.contains(stack, arg != 0),
                    Opcode::UnpackSequence => q.unpack_sequence(stack, arg),
                    Opcode::LoadGlobal => q.load_global(stack, scopes, &code.names, arg),
                    Opcode::LoadAttr => q.load_attr(stack, code.names.get(arg >> 1), arg & 1 != 0),
                    Opcode::StoreAttr => q.store_attr(stack, code.names.get(arg)),
                    Opcode::Call if may_switch && room > 0 && Vm::asked_of(q.heap, other_work + step) < due => {
                        match simple_frame(q.heap, q.spare, stack, arg) {
                            Some(callee) => {
                                *awaiting = Await::Replace(0);
                                leave!(Leave::Enter(callee))
                            }
                            None => q.call_known(stack, arg),
                        }
                    }
                    _ => Nothing,
                };
                if did == Nothing {
                    // It may have to wait until the memory is counted.
                    is_counted_now = may_switch;
                    break Leave::Next;
                }
            }
            is_counted = false;
            (last, at, step) = ((at + u32::from(instr.n_extended)) as i32, next, step + 1);
            if did == Released {
                if q.heap.has_pending() {
                    break Leave::Settle;
                }
                watch.released(step, q.heap.n_freed());
            }
            if !instr.quiet || next != behind {
                watch.ran(step, code, last as u32, at);
            }
        };
        (*next_instr, *last_instr) = (at, last);
        self.is_counted = is_counted_now;
        (step - first, leave)
    }

    /// RETURN_VALUE of a function that a function has called.
    fn return_simply(&mut self) -> Signal {
        let Some(Frame::Py(mut frame)) = self.thread.frames.pop() else { return Signal::Go };
        self.thread.depth = self.thread.depth.saturating_sub(1);
        let value = frame.slots.pop().unwrap_or(Slot::NULL);
        let value = match value.get() {
            Some(r) if value.is_borrowed() => self.heap.own(r),
            r => Own::assume(r.unwrap_or(self.one.none)),
        };
        for slot in frame.slots.iter().rev() {
            self.heap.release(*slot);
        }
        for slot in [frame.locals, frame.function, frame.executable] {
            self.heap.release(slot);
        }
        self.spare_frames.give(frame);
        if let Some(Frame::Py(caller)) = self.thread.frames.last_mut()
            && caller.awaiting == Await::Init
        {
            // The instance lies there already; None is immortal.
            caller.awaiting = Await::Nothing;
            return Signal::Go;
        }
        self.hand_down(value, Await::Replace(0))
    }

    /// CALL of a class: the instance takes the place of the operands, and `__init__` begins with the arguments.
    fn make_simply(&mut self, init: Ref, n_args: usize) -> Option<()> {
        let Some(Frame::Py(caller)) = self.thread.frames.last() else { return None };
        let at = caller.slots.len().checked_sub(n_args + 2)?;
        let class = caller.slots.get(at)?.get()?;
        let instance = self.alloc_instance(class);
        let (this, callable) = (Slot::own(self.heap.own(instance.r())), Slot::own(self.heap.own(init)));
        let Some(Frame::Py(caller)) = self.thread.frames.last_mut() else { return None };
        // Stack: instance, `__init__`, self, arguments.
        let class = std::mem::replace(caller.slots.get_mut(at)?, instance.into());
        *caller.slots.get_mut(at + 1)? = callable;
        caller.slots.insert(at + 2, this);
        let callee = simple_frame(&mut self.heap, &mut self.spare_frames, &mut caller.slots, n_args)?;
        self.thread.depth += 1;
        self.thread.frames.push(Frame::Py(callee));
        self.heap.release(class);
        Some(())
    }

    /// FOR_ITER of a generator that waits to go on.
    fn resume_simply(&mut self, g: Ref) -> Res {
        if let Some(Frame::Py(caller)) = self.thread.frames.last_mut() {
            caller.awaiting = Await::ForIter;
        }
        let none = self.none();
        self.resume_generator(g, Some(none))
    }
}
