//! What the instruction that just ran read: names and objects, for underlining.

use pyvarium_code::Opcode;
use pyvarium_heap::Ref;
use pyvarium_protocol::{ObjectView, SlotView};

use super::just_run::JustRun;

#[derive(Default)]
pub struct Reads {
    /// Frame, and places of its localsplus.
    locals: Option<(pyvarium_heap::Serial, Vec<String>)>,
    global: Option<String>,
    objects: Vec<Ref>,
}

impl Reads {
    pub fn of(ran: Option<&JustRun>) -> Reads {
        let Some(ran) = ran else { return Reads::default() };
        let mut reads = Reads::default();
        let arg = ran.arg as usize;
        let local = |i: usize| ran.local_name(i);
        let names = match ran.op {
            Opcode::LoadFast | Opcode::LoadFastBorrow | Opcode::LoadFastCheck | Opcode::LoadDeref => vec![local(arg)],
            Opcode::LoadFastLoadFast | Opcode::LoadFastBorrowLoadFastBorrow => vec![local(arg >> 4), local(arg & 15)],
            Opcode::StoreFastLoadFast => vec![local(arg & 15)],
            Opcode::LoadName => {
                reads.global = Some(ran.name(arg));
                vec![ran.name(arg)]
            }
            Opcode::LoadGlobal => {
                reads.global = Some(ran.name(arg >> 1));
                Vec::new()
            }
            _ => Vec::new(),
        };
        reads.locals = Some((ran.frame.serial, names));
        reads.objects = match ran.op {
            Opcode::LoadAttr | Opcode::ForIter | Opcode::UnpackSequence | Opcode::ToBool | Opcode::GetIter => ran.top(1),
            Opcode::BinaryOp | Opcode::CompareOp | Opcode::ContainsOp | Opcode::IsOp => ran.top(2),
            _ => Vec::new(),
        };
        reads
    }

    pub fn mark_locals(&self, frame: pyvarium_heap::Serial, slots: &mut [SlotView]) {
        if let Some((of, names)) = &self.locals
            && *of == frame
        {
            slots.iter_mut().filter(|s| names.contains(&s.name)).for_each(|s| s.read = true);
        }
    }

    pub fn mark_globals(&self, slots: &mut [SlotView]) {
        if let Some(name) = &self.global {
            slots.iter_mut().filter(|s| s.name == *name).for_each(|s| s.read = true);
        }
    }

    pub fn mark_objects(&self, serials: &[pyvarium_protocol::Serial], objects: &mut [ObjectView]) {
        objects.iter_mut().filter(|o| serials.contains(&o.serial)).for_each(|o| o.read = true);
    }

    pub fn objects(&self) -> &[Ref] {
        &self.objects
    }
}
