//! What a code object's instructions have become while it ran: each unit's opcode, general or specialized, and the inline
//! caches behind it. Part of the machine's state; a code object that has not run yet has none.
//!
//! CPython: Include/internal/pycore_code.h, co_code_adaptive; Include/internal/pycore_backoff.h.

use std::collections::BTreeSet;
use std::rc::Rc;

use pyvarium_code::Opcode;
use pyvarium_heap::code::{Code, Instr};

use crate::specialize::values::Keys;

/// Of a new instruction: it is specialized when it runs the second time.
const WARMUP: u16 = (1 << BACKOFF_BITS) | 1;
/// After a specialization: so many misses until the next one.
const COOLDOWN: u16 = MAX_MISSES << BACKOFF_BITS;
const MAX_MISSES: u16 = 52;
/// Of a jump back, where a JIT would count the turns.
const JUMP: u16 = (4095 << BACKOFF_BITS) | MAX_BACKOFF;
/// Of a conditional jump: taken, not taken, ...
const BRANCHES: u16 = 0x5555;
const BACKOFF_BITS: u16 = 4;
const MAX_BACKOFF: u16 = 12;

#[derive(Clone, Hash, Debug, Default)]
pub(crate) struct Adaptive {
    /// The code objects that have run, by `Code::number`.
    codes: Vec<Option<Rc<AdaptiveCode>>>,
    /// Versions of the classes whose `__getitem__` an instruction has taken as its form. CPython: _spec_cache.getitem.
    getitems: BTreeSet<u32>,
}

impl Adaptive {
    /// What `code` has become; made when it first runs.
    #[inline]
    pub(crate) fn of(&mut self, code: &Code) -> Option<(&mut AdaptiveCode, &mut BTreeSet<u32>)> {
        let at = code.number as usize;
        if !matches!(self.codes.get(at), Some(Some(_))) {
            self.begin(code);
        }
        let ran = self.codes.get_mut(at)?.as_mut()?;
        Some((Rc::make_mut(ran), &mut self.getitems))
    }

    #[inline(never)]
    fn begin(&mut self, code: &Code) {
        let at = code.number as usize;
        if at >= self.codes.len() {
            self.codes.resize(at + 1, None);
        }
        if let Some(place) = self.codes.get_mut(at) {
            *place = Some(Rc::new(AdaptiveCode::new(code)));
        }
    }

    /// `_co_code_adaptive`. Shape: as `co_code`.
    pub(crate) fn bytes(&self, code: &Code) -> Vec<u8> {
        match self.codes.get(code.number as usize) {
            Some(Some(ran)) => ran.bytes(code),
            _ => AdaptiveCode::new(code).bytes(code),
        }
    }

    /// The instructions that have taken forms: where each stands (unit: code units), its form, its counter.
    pub(crate) fn forms(&self, code: &Code) -> Vec<(u32, Opcode, u16)> {
        let Some(Some(ran)) = self.codes.get(code.number as usize) else { return Vec::new() };
        let formed = units(code).filter_map(|(at, instr)| {
            let op = ran.instrs.get(at)?.op;
            let unit = at as u32 + u32::from(instr.n_extended);
            (op != instr.op).then(|| (unit, op, ran.cache(unit, 0) >> BACKOFF_BITS))
        });
        formed.collect()
    }

    /// Forgets all code objects but these.
    pub(crate) fn keep(&mut self, alive: impl Iterator<Item = u32>) {
        let mut codes = vec![None; self.codes.len()];
        for number in alive {
            if let (Some(to), Some(from)) = (codes.get_mut(number as usize), self.codes.get_mut(number as usize)) {
                *to = from.take();
            }
        }
        self.codes = codes;
    }
}

#[derive(Clone, Hash, Debug)]
pub(crate) struct AdaptiveCode {
    /// As `Code::instrs`, each instruction in its form.
    instrs: Vec<Instr>,
    /// One a code unit; those of caches count.
    caches: Vec<u16>,
    /// The keys that inline caches mean by their number, from 1.
    keys: Vec<Keys>,
}

impl AdaptiveCode {
    /// CPython: Python/specialize.c, _PyCode_Quicken.
    fn new(code: &Code) -> AdaptiveCode {
        let mut caches = vec![0; code.instrs.len()];
        for (at, instr) in units(code) {
            let first = match instr.op {
                _ if instr.op.caches() == 0 => continue,
                Opcode::JumpBackward => JUMP,
                Opcode::PopJumpIfFalse | Opcode::PopJumpIfTrue | Opcode::PopJumpIfNone | Opcode::PopJumpIfNotNone => BRANCHES,
                _ => WARMUP,
            };
            if let Some(cache) = caches.get_mut(at + usize::from(instr.n_extended) + 1) {
                *cache = first;
            }
        }
        AdaptiveCode { instrs: code.instrs.clone(), caches, keys: Vec::new() }
    }

    fn bytes(&self, code: &Code) -> Vec<u8> {
        let mut bytes = code.co_code.clone();
        for (at, instr) in units(code) {
            let unit = at + usize::from(instr.n_extended);
            if let (Some(byte), Some(form)) = (bytes.get_mut(2 * unit), self.instrs.get(at)) {
                *byte = form.op as u8;
            }
            for unit in unit + 1..=unit + usize::from(instr.op.caches()) {
                if let (Some(two), Some(cache)) = (bytes.get_mut(2 * unit..2 * unit + 2), self.caches.get(unit)) {
                    two.copy_from_slice(&cache.to_le_bytes());
                }
            }
        }
        bytes
    }

    #[inline]
    pub(crate) fn instr(&self, at: u32) -> Option<Instr> {
        self.instrs.get(at as usize).copied()
    }

    #[inline]
    pub(crate) fn set_op(&mut self, at: u32, op: Opcode) {
        if let Some(place) = self.instrs.get_mut(at as usize) {
            place.op = op;
        }
    }

    /// The `i`-th entry of the caches behind `unit`; the counter is the first.
    #[inline]
    pub(crate) fn cache(&self, unit: u32, i: usize) -> u16 {
        self.caches.get(unit as usize + 1 + i).copied().unwrap_or(0)
    }

    #[inline]
    pub(crate) fn set_cache(&mut self, unit: u32, i: usize, value: u16) {
        if let Some(place) = self.caches.get_mut(unit as usize + 1 + i) {
            *place = value;
        }
    }

    /// Two entries as one number, the low half first.
    #[inline]
    pub(crate) fn cache_u32(&self, unit: u32, i: usize) -> u32 {
        u32::from(self.cache(unit, i)) | u32::from(self.cache(unit, i + 1)) << 16
    }

    pub(crate) fn set_cache_u32(&mut self, unit: u32, i: usize, value: u32) {
        self.set_cache(unit, i, value as u16);
        self.set_cache(unit, i + 1, (value >> 16) as u16);
    }

    /// The number of these keys. None: there are too many.
    pub(crate) fn number_of(&mut self, keys: Keys) -> Option<u16> {
        let at = self.keys.iter().position(|k| *k == keys).unwrap_or_else(|| {
            self.keys.push(keys);
            self.keys.len() - 1
        });
        u16::try_from(at + 1).ok()
    }

    /// The `i`-th entry of the caches behind `unit` means these keys.
    #[inline]
    pub(crate) fn means(&self, unit: u32, i: usize, keys: Option<Keys>) -> bool {
        usize::from(self.cache(unit, i)).checked_sub(1).and_then(|at| self.keys.get(at).copied()) == keys && keys.is_some()
    }

    /// The general instruction is to be specialized before it runs again.
    #[inline]
    pub(crate) fn triggers(&self, unit: u32) -> bool {
        self.cache(unit, 0) >> BACKOFF_BITS == 0
    }

    /// One run of the general instruction. CPython: ADVANCE_ADAPTIVE_COUNTER.
    #[inline]
    pub(crate) fn count(&mut self, unit: u32) {
        let counter = self.cache(unit, 0);
        self.set_cache(unit, 0, counter.wrapping_sub(1 << BACKOFF_BITS));
    }

    /// Which way a conditional jump went; the last sixteen times are kept. CPython: RECORD_BRANCH_TAKEN.
    #[inline]
    pub(crate) fn note_branch(&mut self, unit: u32, jumps: bool) {
        let before = self.cache(unit, 0);
        self.set_cache(unit, 0, before << 1 | u16::from(jumps));
    }

    /// The instruction at `at` has found its form. CPython: specialize.
    pub(crate) fn specialize(&mut self, at: u32, unit: u32, op: Opcode) {
        self.set_op(at, op);
        self.set_cache(unit, 0, COOLDOWN);
    }

    /// It has found none, and tries again after twice as many runs. CPython: unspecialize, adaptive_counter_backoff.
    pub(crate) fn unspecialize(&mut self, at: u32, unit: u32, base: Opcode) {
        self.set_op(at, base);
        let backoff = (self.cache(unit, 0) & ((1 << BACKOFF_BITS) - 1)).min(MAX_BACKOFF - 1) + 1;
        self.set_cache(unit, 0, (((1 << backoff) - 1) << BACKOFF_BITS) | backoff);
    }
}

/// The instructions with their places.
fn units(code: &Code) -> impl Iterator<Item = (usize, Instr)> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        let instr = *code.instrs.get(at)?;
        let here = at;
        at += usize::from(instr.len.max(1));
        Some((here, instr))
    })
}
