//! The program's text is edited while it runs: its functions get the code that the new text makes of them, and the frames
//! that run go on in it, at the same place. What cannot be carried over is refused, and nothing is changed then.
//!
//! CPython knows nothing of the kind; the parts are those of `function.__code__ = ...` and of a debugger's jump.

use std::collections::BTreeMap;
use std::rc::Rc;

use pyvarium_code::Unit;
use pyvarium_heap::code::{CO_FAST_CELL, CO_FAST_FREE, Code};
use pyvarium_heap::frame::Frame;
use pyvarium_heap::object::Body;
use pyvarium_heap::{Ref, Slot};

use crate::vm::Vm;

/// The new text, and where its lines were: (line before, line now), for those lines at which a frame may stand.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Edit {
    pub source: String,
    pub lines: Vec<(u32, u32)>,
}

/// A code object of the program: its qualified name, and the how-manieth of that name it is.
type Which = (String, usize);

impl Vm {
    /// Errors: why it cannot be, in words. The machine stands between two instructions.
    pub fn edit(&mut self, unit: &Unit, edit: &Edit) -> Result<(), String> {
        let bug = |_| "the new text could not be read".to_owned();
        let root = self.load_unit(unit).map_err(bug)?;
        let old_root = self.thread.frames.iter().find_map(|f| match f {
            Frame::Py(f) if self.is_main(&f.code) => f.executable.get(),
            _ => None,
        });
        let planned = old_root.ok_or_else(|| "nothing of the program runs".to_owned()).and_then(|old| self.plan(old, root.r(), edit));
        let done = planned.map(|plan| self.carry_out(plan));
        if done.is_ok() {
            let name = self.config.filename.clone();
            Rc::make_mut(&mut self.sources).insert(name, edit.source.as_str().into());
        }
        self.heap.decref_own(root);
        self.n_asides += 1;
        done
    }

    fn is_main(&self, code: &Code) -> bool {
        code.filename.get().is_some_and(|f| self.heap.str_lossy(f) == self.config.filename)
    }

    /// All code objects of a text, the outermost first.
    fn tree(&self, root: Ref) -> Vec<(Which, Ref)> {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        let mut found = Vec::new();
        let mut queue = vec![root];
        while let Some(r) = queue.pop() {
            let Some(code) = self.heap.code(r) else { continue };
            let name = code.qualname.get().map(|n| self.heap.str_lossy(n)).unwrap_or_default();
            let nth = counts.entry(name.clone()).or_default();
            found.push(((name, *nth), r));
            *nth += 1;
            let inner = code.consts.iter().rev().filter_map(|c| c.get());
            queue.extend(inner.filter(|c| self.heap.code(*c).is_some()));
        }
        found
    }

    fn plan(&self, old: Ref, new: Ref, edit: &Edit) -> Result<Plan, String> {
        let later: BTreeMap<Which, Ref> = self.tree(new).into_iter().collect();
        let successors: BTreeMap<Ref, Option<Ref>> = self.tree(old).into_iter().map(|(which, r)| (r, later.get(&which).copied())).collect();
        let mut plan = Plan::default();
        let top = self.thread.frames.len().wrapping_sub(1);
        for (at, frame) in self.thread.frames.iter().enumerate() {
            let Frame::Py(f) = frame else { continue };
            let Some(successor) = f.executable.get().and_then(|c| successors.get(&c)) else { continue };
            let name = f.code.qualname.get().map(|n| self.heap.str_lossy(n)).unwrap_or_default();
            let code_ref = successor.ok_or_else(|| format!("{name} runs, and the new text has it no more"))?;
            let Some(code) = self.heap.code(code_ref) else { continue };
            let slots = self
                .carried(&f.code, code, &f.slots)
                .ok_or_else(|| format!("the variables that {name} shares with inner functions are others now"))?;
            let place = match at == top {
                true => go_on(&f.code, code, f.next_instr, edit).map(|next| (f.last_instr.min(next as i32 - 1), next)),
                false => u32::try_from(f.last_instr).ok().and_then(|last| {
                    let at = go_on_within(&f.code, code, last, edit)?;
                    Some((at as i32, at + (f.next_instr - last)))
                }),
            };
            let (last, next) = place.ok_or_else(|| format!("the line at which {name} stands was changed too much to go on in it"))?;
            plan.frames.push((at, code_ref, code.clone(), slots, last, next));
        }
        for r in self.heap.iter() {
            let Body::Function(f) = self.heap.body(r) else { continue };
            let Some(Some(successor)) = f.code.get().and_then(|c| successors.get(&c)) else { continue };
            let n_free = |c: Ref| self.heap.code(c).map_or(0, |c| c.localspluskinds.iter().filter(|k| **k & CO_FAST_FREE != 0).count());
            if f.code.get().map(n_free) != Some(n_free(*successor)) {
                let name = f.qualname.get().map(|n| self.heap.str_lossy(n)).unwrap_or_default();
                return Err(format!("{name} is there already, and uses other variables of the function around it now"));
            }
            plan.functions.push((r, *successor));
        }
        Ok(plan)
    }

    /// The slots of a frame in the order of the new code: names keep what they name, new ones are not bound. None: what is
    /// shared with inner functions is not the same.
    fn carried(&self, old: &Code, new: &Code, slots: &[Slot]) -> Option<Carried> {
        let name = |s: &Slot| s.get().map(|n| self.heap.str_lossy(n));
        let shared = |kind: u8| kind & (CO_FAST_CELL | CO_FAST_FREE);
        let mut from = Vec::new();
        for (i, wanted) in new.localsplus.iter().enumerate() {
            let kind = new.localspluskinds.get(i).copied().unwrap_or(0);
            let at = old.localsplus.iter().position(|n| name(n) == name(wanted));
            match at {
                Some(at) if shared(old.localspluskinds.get(at).copied().unwrap_or(0)) == shared(kind) => from.push(Some(at)),
                None if shared(kind) == 0 => from.push(None),
                _ => return None,
            }
        }
        let (n_old, stack) = (old.n_localsplus(), slots.get(old.n_localsplus()..).unwrap_or_default());
        let mut all: Vec<Slot> = from.iter().map(|at| at.and_then(|at| slots.get(at)).copied().unwrap_or(Slot::NULL)).collect();
        all.extend_from_slice(stack);
        let gone = (0..n_old).filter(|i| !from.contains(&Some(*i))).filter_map(|i| slots.get(i)).copied().collect();
        Some(Carried { slots: all, gone })
    }

    fn carry_out(&mut self, plan: Plan) {
        for (at, code_ref, code, carried, last, next) in plan.frames {
            let own = self.heap.own(code_ref);
            let mut old = Slot::NULL;
            if let Some(Frame::Py(f)) = self.thread.frames.get_mut(at) {
                old = std::mem::replace(&mut f.executable, Slot::own(own));
                f.code = code;
                f.slots = carried.slots;
                f.slots.reserve(f.code.stacksize as usize);
                f.last_instr = last;
                f.next_instr = next;
            }
            self.heap.release_all(carried.gone.into_iter().chain([old]));
        }
        for (function, code_ref) in plan.functions {
            let own = self.heap.own(code_ref);
            let old = match self.heap.function_mut(function) {
                Some(f) => std::mem::replace(&mut f.code, own.into()),
                None => own.into(),
            };
            self.heap.release_all([old].into_iter());
        }
    }
}

#[derive(Default)]
struct Plan {
    /// Which frame, its code, its slots, the instruction that ran last, the one that runs next. Unit: code units.
    frames: Vec<(usize, Ref, Rc<Code>, Carried, i32, u32)>,
    functions: Vec<(Ref, Ref)>,
}

struct Carried {
    slots: Vec<Slot>,
    /// Names that are no more.
    gone: Vec<Slot>,
}

/// Instructions of one line, in the order of the code. Unit: code units.
fn of_line(code: &Code, line: u32) -> Vec<u32> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(i) = code.instr(at) {
        if code.line(at) == line {
            found.push(at);
        }
        at += 1 + u32::from(i.op.base().caches());
    }
    found
}

fn line_now(edit: &Edit, line: u32) -> Option<u32> {
    edit.lines.iter().find(|(before, _)| *before == line).map(|(_, now)| *now)
}

/// Where a frame goes on whose next instruction is `at`: in a line that is as it was, at the same instruction; else at the
/// beginning of the line, if it is at its beginning.
fn go_on(old: &Code, new: &Code, at: u32, edit: &Edit) -> Option<u32> {
    go_on_within(old, new, at, edit).or_else(|| {
        let line = old.line(at);
        let is_first = of_line(old, line).first() == Some(&at);
        is_first.then(|| of_line(new, line_now(edit, line)?).first().copied()).flatten()
    })
}

fn go_on_within(old: &Code, new: &Code, at: u32, edit: &Edit) -> Option<u32> {
    let line = old.line(at);
    let (before, now) = (of_line(old, line), of_line(new, line_now(edit, line)?));
    let op = |code: &Code, at: &u32| code.instr(*at).map(|i| i.op.base());
    let is_same = before.len() == now.len() && before.iter().zip(&now).all(|(a, b)| op(old, a) == op(new, b));
    let nth = before.iter().position(|b| *b == at)?;
    is_same.then(|| now.get(nth).copied()).flatten()
}
