//! CPython's adaptive specialization (PEP 659): an instruction that has run a few times takes a form for the operands that
//! it meets; one that meets others counts, and takes another form in time. What an instruction does is the same in every
//! form: the forms are shown (`dis(adaptive=True)`), and the eval loop is quicker in them.
//!
//! CPython: Python/specialize.c for the choice of forms, Python/bytecodes.c for their guards.

mod adaptive;
pub(crate) mod attributes;
mod calls;
mod convention;
mod operators;
pub(crate) mod values;

use pyvarium_code::Opcode;
use pyvarium_heap::Slot;
use pyvarium_heap::code::Code;

use crate::eval::quick_ops::{Quick, Scopes};
use crate::vm::Vm;

pub(crate) use adaptive::{Adaptive, AdaptiveCode};
pub(crate) use convention::Convention;

/// An instruction where it stands.
#[derive(Clone, Copy)]
pub(crate) struct Site<'a> {
    pub(crate) code: &'a Code,
    /// Of its first EXTENDED_ARG, and of itself. Unit: code units.
    pub(crate) at: u32,
    pub(crate) unit: u32,
    pub(crate) arg: usize,
    pub(crate) scopes: Scopes,
    /// Frames that still fit under the recursion limit.
    pub(crate) room: u32,
}

impl Site<'_> {
    /// The instruction behind this one: its opcode and argument.
    fn next(&self) -> Option<(Opcode, u32)> {
        let this = self.code.instr(self.at)?;
        let next = self.code.instr(self.at + u32::from(this.len))?;
        // CPython looks at the next unit, which may be an EXTENDED_ARG.
        (next.n_extended == 0).then_some((next.op, next.arg))
    }
}

/// What `_Py_Specialize_*` comes to.
pub(crate) enum Form {
    Of(Opcode),
    /// The instruction stays as it is, and counts as if it had found a form.
    Same,
    None,
}

/// An instruction in the form that it has taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Specialized {
    /// Unit: bytes.
    pub offset: u32,
    pub form: Opcode,
    /// Misses until another form is looked for; None for forms without a guard.
    pub left: Option<u16>,
}

impl Vm {
    /// The instructions of a code object that have taken forms, in their order.
    pub fn specialized(&self, code: &Code) -> Vec<Specialized> {
        let forms = self.adaptive.forms(code).into_iter();
        forms.map(|(at, form, left)| Specialized { offset: 2 * at, form, left: is_adaptive(form.base()).then_some(left) }).collect()
    }
}

impl Quick<'_> {
    /// Before the instruction runs in its general form: unless it is of a form whose guard holds, it is counted. True: it
    /// has been specialized anew and is to be looked at again.
    #[inline(never)]
    pub(crate) fn adapt(&mut self, spec: &mut AdaptiveCode, op: Opcode, site: Site<'_>, stack: &[Slot]) -> bool {
        let base = op.base();
        if op != base && self.holds(spec, op, site, stack) {
            return false;
        }
        if !spec.triggers(site.unit) {
            spec.count(site.unit);
            return false;
        }
        match self.form(spec, base, site, stack) {
            Form::Of(op) => spec.specialize(site.at, site.unit, op),
            Form::Same => spec.specialize(site.at, site.unit, base),
            Form::None => spec.unspecialize(site.at, site.unit, base),
        }
        true
    }

    /// The guards of a specialized instruction.
    fn holds(&mut self, spec: &AdaptiveCode, op: Opcode, site: Site<'_>, stack: &[Slot]) -> bool {
        match op.base() {
            Opcode::LoadGlobal | Opcode::LoadAttr | Opcode::StoreAttr | Opcode::LoadSuperAttr => {
                self.attribute_holds(spec, op, site, stack).unwrap_or(false)
            }
            Opcode::Call | Opcode::CallKw => self.call_holds(spec, op, site, stack).unwrap_or(false),
            _ => self.operator_holds(spec, op, site, stack).unwrap_or(false),
        }
    }

    /// The form for what the instruction meets.
    fn form(&mut self, spec: &mut AdaptiveCode, base: Opcode, site: Site<'_>, stack: &[Slot]) -> Form {
        let form = match base {
            Opcode::LoadGlobal => self.load_global_form(spec, site).map(Form::Of),
            Opcode::LoadAttr => self.load_attr_form(spec, site, stack),
            Opcode::StoreAttr => self.store_attr_form(spec, site, stack).map(Form::Of),
            Opcode::LoadSuperAttr => self.load_super_attr_form(site, stack).map(Form::Of),
            Opcode::Call => self.call_form(spec, site, stack).map(Form::Of),
            Opcode::CallKw => self.call_kw_form(spec, site, stack).map(Form::Of),
            _ => self.operator_form(spec, base, site, stack).map(Form::Of),
        };
        form.unwrap_or(Form::None)
    }
}

/// Instructions that take forms by what they meet.
#[inline]
pub(crate) fn is_adaptive(op: Opcode) -> bool {
    const TABLE: [bool; 256] = {
        let mut table = [false; 256];
        let families = [
            Opcode::BinaryOp,
            Opcode::CompareOp,
            Opcode::ContainsOp,
            Opcode::ToBool,
            Opcode::StoreSubscr,
            Opcode::UnpackSequence,
            Opcode::ForIter,
            Opcode::Send,
            Opcode::LoadGlobal,
            Opcode::LoadAttr,
            Opcode::StoreAttr,
            Opcode::LoadSuperAttr,
            Opcode::Call,
            Opcode::CallKw,
        ];
        let mut i = 0;
        while i < families.len() {
            table[families[i] as usize] = true;
            i += 1;
        }
        table
    };
    TABLE.get(op as usize).is_some_and(|is| *is)
}
