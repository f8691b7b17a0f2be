//! What happened over a whole line: the sentences of its instructions that a reader would miss, and
//! the last look-up in each table.

use pyvarium_code::Opcode;
use pyvarium_protocol::Zoom;
use pyvarium_vm::Vm;

use super::just_run::JustRun;
use super::object::CLASS_NOISE;
use super::probes::{self, Asked};
use super::sentence;

/// Sentences kept of a line.
const MAX_SENTENCES: usize = 2;

#[derive(Default)]
pub struct Told {
    pub sentences: Vec<String>,
    /// Which of them say what came about, not only how.
    weights: Vec<Weight>,
    /// One a table, the latest.
    pub asked: Vec<Asked>,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Weight {
    /// It only moves values about.
    None,
    /// How something comes about: a call, a comparison.
    How,
    /// What came about: a name bound, a value handed on.
    What,
}

impl Told {
    /// Of a longer line the end is told. Unit: steps.
    pub const MAX_STEPS: u64 = 400;

    /// A line of which no instruction is worth a sentence.
    pub fn fallback(ran: &JustRun, after: &Vm) -> String {
        match is_noise(ran, after) {
            true => "The class body notes where it stands: its module, its name, its first line.".to_owned(),
            false => sentence::of(ran, after, Zoom::Line),
        }
    }

    /// Is what comes next worth a sentence of its own, or does it look something up?
    pub fn is_worth(vm: &Vm) -> bool {
        JustRun::next(vm).is_some_and(|ran| weight(ran.op) > Weight::None)
    }

    pub fn note(&mut self, before: &Vm, after: &Vm) {
        let Some(ran) = JustRun::next(before) else { return };
        if let Some(asked) = probes::asked(before, after) {
            self.asked.retain(|a| a.table != asked.table);
            self.asked.push(asked);
        }
        let weight = if sentence::raises(&ran, after) || after.is_at_end() { Weight::What } else { weight(ran.op) };
        let said = if weight == Weight::None || is_noise(&ran, after) { String::new() } else { sentence::of(&ran, after, Zoom::Line) };
        if said.is_empty() || self.sentences.last() == Some(&said) {
            return;
        }
        self.sentences.push(said);
        self.weights.push(weight);
        // Of too many the first that says least goes.
        if self.sentences.len() > MAX_SENTENCES
            && let Some(least) = self.weights.iter().min().copied()
            && let Some(at) = self.weights.iter().position(|w| *w == least)
        {
            self.sentences.remove(at);
            self.weights.remove(at);
        }
    }
}

/// What the compiler adds by itself: a class body's `__module__`, the unbinding of an `except` clause's name.
fn is_noise(ran: &JustRun, after: &Vm) -> bool {
    let is_dunder = |i: u32| {
        let name = ran.name(i as usize);
        name.starts_with("__") && CLASS_NOISE.contains(&name.as_str())
    };
    match ran.op {
        Opcode::StoreName => is_dunder(ran.arg) || (ran.peek(0) == Some(ran.vm.one.none) && next_is(after, Opcode::DeleteName)),
        Opcode::StoreFast => ran.peek(0) == Some(ran.vm.one.none) && next_is(after, Opcode::DeleteFast),
        Opcode::StoreGlobal => ran.peek(0) == Some(ran.vm.one.none) && next_is(after, Opcode::DeleteGlobal),
        Opcode::StoreDeref => is_class_dict(ran) || (ran.peek(0) == Some(ran.vm.one.none) && next_is(after, Opcode::DeleteDeref)),
        _ => false,
    }
}

fn next_is(vm: &Vm, op: Opcode) -> bool {
    JustRun::next(vm).is_some_and(|next| next.op == op)
}

fn is_class_dict(ran: &JustRun) -> bool {
    ran.local_name(ran.arg as usize) == "__classdict__"
}

fn weight(op: Opcode) -> Weight {
    match op {
        Opcode::StoreFast
        | Opcode::StoreName
        | Opcode::StoreGlobal
        | Opcode::StoreDeref
        | Opcode::StoreAttr
        | Opcode::StoreSubscr
        | Opcode::StoreSlice
        | Opcode::StoreFastStoreFast
        | Opcode::StoreFastLoadFast
        | Opcode::DeleteFast
        | Opcode::DeleteName
        | Opcode::DeleteGlobal
        | Opcode::DeleteDeref
        | Opcode::DeleteAttr
        | Opcode::DeleteSubscr
        | Opcode::ReturnValue
        | Opcode::YieldValue
        | Opcode::ReturnGenerator
        | Opcode::RaiseVarargs => Weight::What,
        Opcode::Call
        | Opcode::CallKw
        | Opcode::CallFunctionEx
        | Opcode::BinaryOp
        | Opcode::CompareOp
        | Opcode::IsOp
        | Opcode::ContainsOp
        | Opcode::UnaryNot
        | Opcode::UnaryNegative
        | Opcode::UnaryInvert
        | Opcode::ForIter
        | Opcode::Send
        | Opcode::ListAppend
        | Opcode::SetAdd
        | Opcode::MapAdd
        | Opcode::ListExtend
        | Opcode::SetUpdate
        | Opcode::DictUpdate
        | Opcode::BuildList
        | Opcode::BuildSet
        | Opcode::BuildMap
        | Opcode::UnpackSequence
        | Opcode::UnpackEx
        | Opcode::CheckExcMatch
        | Opcode::Reraise
        | Opcode::WithExceptStart
        | Opcode::ImportName
        | Opcode::PopJumpIfFalse
        | Opcode::PopJumpIfTrue
        | Opcode::PopJumpIfNone
        | Opcode::PopJumpIfNotNone => Weight::How,
        _ => Weight::None,
    }
}
