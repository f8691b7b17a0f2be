//! The methods of `re.Pattern` that match: one native frame for all of them. A match takes fuel; when a slice's fuel is
//! used up, the matcher's state is put into the frame and the machine may pause.
//!
//! CPython: Modules/_sre/sre.c (_sre_SRE_Pattern_match_impl and its neighbours, pattern_subx, compile_template).

use std::borrow::Cow;

use pyvarium_heap::frame::NativeFrame;
use pyvarium_heap::{Own, Ref, Slot, Text};
use pyvarium_vm::args::Args;
use pyvarium_vm::core::ids;
use pyvarium_vm::native::{Answer, NativeDef, Next};
use pyvarium_vm::slots::SlotId;
use pyvarium_vm::{Flow, Res, Stop, Vm, exc, vm_bug};

use super::chars::Hay;
use super::engine::{Codes, Machine, Outcome};
use super::pattern::{GROUPS, IS_BYTES, int, slot};
use super::{RUN, TEMPLATE, expand, matched, scanner};

/// What a frame is to do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(i64)]
pub enum Op {
    Match,
    FullMatch,
    Search,
    FindAll,
    Split,
    Sub,
    Subn,
    ScannerMatch,
    ScannerSearch,
}

impl Op {
    fn of(n: i64) -> Op {
        const ALL: [Op; 9] =
            [Op::Match, Op::FullMatch, Op::Search, Op::FindAll, Op::Split, Op::Sub, Op::Subn, Op::ScannerMatch, Op::ScannerSearch];
        ALL.get(n as usize).copied().unwrap_or(Op::Match)
    }

    fn searches(self) -> bool {
        !matches!(self, Op::Match | Op::FullMatch | Op::ScannerMatch)
    }
}

/// Instructions of the matcher in one slice.
const SLICE: i64 = 40_000;

// Slots: what the frame holds.
const PATTERN: usize = 0;
const STRING: usize = 1;
const LIST: usize = 2;
/// The replacement: text, template or callable. Before that, what was given.
const FILTER: usize = 3;
/// The match that a callable is given; the scanner.
const HELD: usize = 4;
const COMPILER: usize = 5;
// Ints.
const OP: usize = 0;
const POS: usize = 1;
const ENDPOS: usize = 2;
const LIMIT: usize = 3;
const DONE: usize = 4;
const LAST: usize = 5;
const FILTER_TYPE: usize = 6;
const MACHINE: usize = 7;

const LITERAL: i64 = 0;
const TEMPLATED: i64 = 1;
const CALLABLE: i64 = 2;

/// The text or the bytes of a subject.
pub enum Subject<'a> {
    Text(&'a Text),
    Bytes(Cow<'a, [u8]>),
}

impl Subject<'_> {
    pub fn hay(&self) -> Hay<'_> {
        match self {
            Subject::Text(text) => Hay::of_text(text),
            Subject::Bytes(bytes) => Hay::One(bytes),
        }
    }

    fn len(&self) -> i64 {
        match self {
            Subject::Text(text) => text.len() as i64,
            Subject::Bytes(bytes) => bytes.len() as i64,
        }
    }
}

/// CPython: getstring.
pub fn subject(vm: &Vm, r: Ref) -> Option<Subject<'_>> {
    if let Some(text) = vm.heap.text(r) {
        return Some(Subject::Text(text));
    }
    if let Some(bytes) = vm.buffer(r) {
        return Some(Subject::Bytes(Cow::Borrowed(bytes)));
    }
    vm.is_exact(r, ids::MEMORYVIEW).then(|| Subject::Bytes(Cow::Owned(pyvarium_vm::objects::memoryview::contents(vm, r))))
}

pub fn is_bytes(vm: &mut Vm, r: Ref) -> Res<bool> {
    match subject(vm, r) {
        Some(Subject::Text(_)) => Ok(false),
        Some(Subject::Bytes(_)) => Ok(true),
        None => {
            let message = format!("expected string or bytes-like object, got '{}'", vm.message_name(vm.heap.type_of(r)));
            vm.type_err(&message)
        }
    }
}

/// A matcher for these bounds, and the bounds cut to the subject. CPython: state_init.
pub fn machine(vm: &mut Vm, pattern: Ref, string: Ref, pos: i64, endpos: i64) -> Res<(Machine, i64, i64)> {
    let bytes = is_bytes(vm, string)?;
    match (bytes, int(vm, pattern, IS_BYTES)) {
        (true, 0) => return vm.type_err("cannot use a string pattern on a bytes-like object"),
        (false, 1) => return vm.type_err("cannot use a bytes pattern on a string-like object"),
        _ => {}
    }
    let length = subject(vm, string).map_or(0, |s| s.len());
    let (pos, endpos) = (pos.clamp(0, length), endpos.clamp(0, length));
    let groups = int(vm, pattern, GROUPS);
    vm.check_bytes(groups as u64 * 16)?;
    Ok((Machine::new(groups, pos, endpos), pos, endpos))
}

/// Runs the matcher while the fuel lasts.
pub fn go(vm: &mut Vm, pattern: Ref, string: Ref, machine: &mut Machine, fuel: &mut i64) -> Res<Outcome> {
    let outcome = {
        let (Some(native), Some(subject)) = (vm.heap.native(pattern), subject(vm, string)) else { return Err(vm_bug!("match")) };
        machine.run(Codes(&native.bytes), &subject.hay(), fuel)
    };
    vm.check_bytes(machine.stack.len() as u64 * 80 + machine.aside.len() as u64 * 8)?;
    match outcome {
        Outcome::Error => Err(exc::raise(vm, ids::RUNTIME_ERROR, "internal error in regular expression engine")),
        done => Ok(done),
    }
}

/// A part of the subject, the subject itself where that is the whole. CPython: getslice.
pub fn part(vm: &mut Vm, string: Ref, from: i64, to: i64) -> Own {
    let (from, to) = (from as usize, (to as usize).max(from as usize));
    let made: Result<Text, Vec<u8>> = match subject(vm, string) {
        Some(Subject::Text(text)) => {
            if from == 0 && to >= text.len() && vm.is_exact(string, ids::STR) {
                return vm.heap.own(string);
            }
            Ok(text.slice(from, to.min(text.len())))
        }
        Some(Subject::Bytes(bytes)) => {
            if from == 0 && to == bytes.len() && vm.is_exact(string, ids::BYTES) {
                return vm.heap.own(string);
            }
            Err(bytes.get(from..to).unwrap_or_default().to_vec())
        }
        None => Err(Vec::new()),
    };
    match made {
        Ok(text) => vm.new_text(text),
        Err(bytes) => vm.new_bytes(bytes),
    }
}

/// The text of a group; None, or an empty one, where it took no part. CPython: state_getslice.
fn group(vm: &mut Vm, machine: &Machine, string: Ref, group: i64, empty: bool) -> Res<Own> {
    match machine.group(group) {
        Some((from, to)) if from > to => Err(matched::wrong_span(vm)),
        Some((from, to)) => Ok(part(vm, string, from, to)),
        None if empty => Ok(part(vm, string, 0, 0)),
        None => Ok(vm.none()),
    }
}

/// Start and end arguments.
pub fn bounds(vm: &mut Vm, args: &Args) -> Res<(i64, i64)> {
    let pos = args.get(2).map_or(Ok(0), |r| vm.index(r))?;
    let endpos = args.get(3).map_or(Ok(i64::MAX), |r| vm.index(r))?;
    Ok((pos, endpos))
}

/// `match`, `fullmatch`, `search`, `findall`.
pub fn start(vm: &mut Vm, args: &Args, op: Op) -> Res {
    let (pattern, string) = (args.at(0)?, args.at(1)?);
    let (pos, endpos) = bounds(vm, args)?;
    let (mut m, pos, endpos) = machine(vm, pattern, string, pos, endpos)?;
    m.match_all = op == Op::FullMatch;
    m.reset(op.searches());
    if op != Op::FindAll {
        // Most matches are short: no frame.
        let mut fuel = SLICE;
        match go(vm, pattern, string, &mut m, &mut fuel)? {
            Outcome::Match => return Ok(Flow::Value(matched::new_match(vm, pattern, string, &m, pos, endpos)?)),
            Outcome::More => {}
            _ => return vm.none_flow(),
        }
    }
    push(vm, pattern, string, op, &m, [pos, endpos, 0])
}

pub fn split(vm: &mut Vm, args: &Args) -> Res {
    let (pattern, string) = (args.at(0)?, args.at(1)?);
    let limit = args.get(2).map_or(Ok(0), |r| vm.index(r))?;
    let (mut m, pos, endpos) = machine(vm, pattern, string, 0, i64::MAX)?;
    m.reset(true);
    push(vm, pattern, string, Op::Split, &m, [pos, endpos, limit])
}

/// A scanner's turn: its own state is the matcher's.
pub fn scan(vm: &mut Vm, pattern: Ref, string: Ref, scanner: Ref, op: Op, m: &Machine, bounds: (i64, i64)) -> Res {
    let flow = push(vm, pattern, string, op, m, [bounds.0, bounds.1, 0])?;
    let held = vm.heap.own(scanner);
    match vm.thread.frames.last_mut() {
        Some(pyvarium_heap::frame::Frame::Native(f)) => {
            f.set(HELD, held.into());
            Ok(flow)
        }
        _ => Err(vm_bug!("scanner")),
    }
}

fn push(vm: &mut Vm, pattern: Ref, string: Ref, op: Op, m: &Machine, [pos, endpos, limit]: [i64; 3]) -> Res {
    let list = if matches!(op, Op::FindAll | Op::Split) { vm.list_from_slots(Vec::new()).into() } else { Slot::NULL };
    let held = vm.heap.own(string);
    let mut ints = vec![op as i64, pos, endpos, limit, 0, pos, 0];
    m.pack(&mut ints);
    let flow = vm.push_native(RUN, &[Slot::borrow(pattern), held.into(), list], &ints)?;
    if let Some(pyvarium_heap::frame::Frame::Native(f)) = vm.thread.frames.last_mut() {
        f.pc = AT_WORK;
    }
    Ok(flow)
}

/// `sub` and `subn`.
pub fn substitute(vm: &mut Vm, args: &Args, op: Op) -> Res {
    let (pattern, filter, string) = (args.at(0)?, args.at(1)?, args.at(2)?);
    let limit = args.get(3).map_or(Ok(0), |r| vm.index(r))?;
    let slots = [Slot::borrow(pattern), Slot::borrow(string), Slot::NULL, Slot::borrow(filter)];
    vm.push_native(RUN, &slots, &[op as i64, 0, 0, limit, 0, 0, 0])
}

// Program counters.
const BEGIN: u16 = 0;
const COMPILED: u16 = 1;
const COMPILED_AGAIN: u16 = 2;
const AT_WORK: u16 = 3;
const CALLED: u16 = 4;

/// See the slots and ints above.
pub static RUN_FRAME: NativeDef = NativeDef {
    name: "re.Pattern",
    catches: true,
    resume: |vm, f, answer| {
        let pattern = f.get(PATTERN).ok_or_else(|| vm_bug!("match"))?;
        let mut answer = answer;
        loop {
            match (f.pc, std::mem::replace(&mut answer, Answer::Start)) {
                (BEGIN, _) => {
                    let given = f.get(FILTER).ok_or_else(|| vm_bug!("sub"))?;
                    if vm.has_slot(given, SlotId::Call) {
                        take_filter(vm, f, given, CALLABLE)?;
                        continue;
                    }
                    if is_plain(vm, given) {
                        take_filter(vm, f, given, LITERAL)?;
                        continue;
                    }
                    f.pc = COMPILED;
                    match expand::compile_template(vm, f, COMPILER, pattern, given)? {
                        Flow::Value(v) => answer = Answer::Value(v),
                        Flow::Pushed => return Ok(Next::Wait),
                    }
                }
                (COMPILED, Answer::Raised(e)) => {
                    let given = f.get(FILTER).ok_or_else(|| vm_bug!("sub"))?;
                    let Some(plain) = expand::basic_type(vm, e, given)? else { return Err(vm_bug!("sub")) };
                    let r = plain.r();
                    let old = f.set(FILTER, plain.into());
                    vm.heap.release(old);
                    f.pc = COMPILED_AGAIN;
                    match expand::compile_template(vm, f, COMPILER, pattern, r)? {
                        Flow::Value(v) => answer = Answer::Value(v),
                        Flow::Pushed => return Ok(Next::Wait),
                    }
                }
                (COMPILED | COMPILED_AGAIN, Answer::Value(v)) => {
                    expand::check_template(vm, &v)?;
                    let r = v.r();
                    match expand::only_literal(vm, r) {
                        Some(literal) => take_filter(vm, f, literal, LITERAL)?,
                        None => take_filter(vm, f, r, TEMPLATED)?,
                    }
                    vm.heap.decref_own(v);
                }
                (CALLED, Answer::Value(v)) => {
                    let held = f.set(HELD, Slot::NULL);
                    vm.heap.release(held);
                    add(vm, f, v);
                    f.pc = AT_WORK;
                }
                (AT_WORK, Answer::Start) => return work(vm, f, pattern),
                (_, Answer::Raised(e)) => return Err(Stop::Raise(e)),
                _ => return Err(vm_bug!("match")),
            }
        }
    },
};

/// A replacement without backslashes stands for itself.
fn is_plain(vm: &Vm, r: Ref) -> bool {
    match subject(vm, r) {
        Some(Subject::Text(text)) => !text.points().any(|p| p == u32::from(b'\\')),
        Some(Subject::Bytes(bytes)) => !bytes.contains(&b'\\'),
        None => false,
    }
}

/// The replacement is known; the matching may begin.
fn take_filter(vm: &mut Vm, f: &mut NativeFrame, filter: Ref, kind: i64) -> Res<()> {
    let own = vm.heap.own(filter);
    let old = f.set(FILTER, own.into());
    vm.heap.release(old);
    f.set_int(FILTER_TYPE, kind);
    let (Some(pattern), Some(string)) = (f.get(PATTERN), f.get(STRING)) else { return Err(vm_bug!("sub")) };
    let (mut m, _, endpos) = machine(vm, pattern, string, 0, i64::MAX)?;
    m.reset(true);
    let held = vm.heap.own(string);
    f.set(STRING, held.into());
    f.set_int(ENDPOS, endpos);
    let list = vm.list_from_slots(Vec::new());
    f.set(LIST, list.into());
    keep(f, &m);
    f.pc = AT_WORK;
    Ok(())
}

fn keep(f: &mut NativeFrame, m: &Machine) {
    f.ints.truncate(MACHINE);
    f.ints.resize(MACHINE, 0);
    m.pack(&mut f.ints);
}

/// An item of the result; None is left out.
fn add(vm: &mut Vm, f: &NativeFrame, item: Own) {
    if item.r() == vm.one.none {
        return;
    }
    append(vm, f, item);
}

fn append(vm: &mut Vm, f: &NativeFrame, item: Own) {
    match f.get(LIST) {
        Some(list) => vm.list_push(list, item.into()),
        None => vm.heap.decref_own(item),
    }
}

/// Matches, as far as the fuel lasts and no callable has to be asked.
fn work(vm: &mut Vm, f: &mut NativeFrame, pattern: Ref) -> Res<Next> {
    let op = Op::of(f.int(OP));
    let string = f.get(STRING).ok_or_else(|| vm_bug!("match"))?;
    let mut m = Machine::unpack(f.ints.get(MACHINE..).unwrap_or_default());
    let mut fuel = SLICE;
    let (pos, endpos, limit) = (f.int(POS), f.int(ENDPOS), f.int(LIMIT));
    loop {
        let many = matches!(op, Op::FindAll | Op::Split | Op::Sub | Op::Subn);
        if many && ((limit != 0 && f.int(DONE) >= limit) || (op == Op::FindAll && m.start > m.end)) {
            return finish(vm, f, op, string);
        }
        match go(vm, pattern, string, &mut m, &mut fuel)? {
            Outcome::More => {
                keep(f, &m);
                return Ok(Next::Again);
            }
            Outcome::Match => {}
            _ if many => return finish(vm, f, op, string),
            _ => {
                if let Some(scanner) = f.get(HELD) {
                    scanner::store(vm, scanner, &m, true);
                }
                return Ok(Next::Done(vm.none()));
            }
        }
        let (from, to) = (m.start, m.ptr);
        match op {
            Op::Match | Op::FullMatch | Op::Search => return Ok(Next::Done(matched::new_match(vm, pattern, string, &m, pos, endpos)?)),
            Op::ScannerMatch | Op::ScannerSearch => {
                let result = matched::new_match(vm, pattern, string, &m, pos, endpos)?;
                m.must_advance = m.ptr == m.start;
                m.start = m.ptr;
                if let Some(scanner) = f.get(HELD) {
                    scanner::store(vm, scanner, &m, false);
                }
                return Ok(Next::Done(result));
            }
            Op::FindAll => {
                let item = found(vm, pattern, string, &m)?;
                append(vm, f, item);
            }
            Op::Split => {
                let before = part(vm, string, f.int(LAST), from);
                append(vm, f, before);
                for i in 1..=int(vm, pattern, GROUPS) {
                    let item = group(vm, &m, string, i, false)?;
                    append(vm, f, item);
                }
            }
            Op::Sub | Op::Subn => {
                if f.int(LAST) < from {
                    let before = part(vm, string, f.int(LAST), from);
                    append(vm, f, before);
                }
                let filter = f.get(FILTER).ok_or_else(|| vm_bug!("sub"))?;
                let mut ask = None;
                match f.int(FILTER_TYPE) {
                    LITERAL => {
                        let own = vm.heap.own(filter);
                        add(vm, f, own);
                    }
                    kind => {
                        let result = matched::new_match(vm, pattern, string, &m, 0, endpos)?;
                        if kind == TEMPLATED {
                            let item = expand::expand(vm, filter, result.r());
                            vm.heap.decref_own(result);
                            add(vm, f, item?);
                        } else {
                            ask = Some(result);
                        }
                    }
                }
                f.set_int(LAST, to);
                f.set_int(DONE, f.int(DONE) + 1);
                advance(&mut m);
                let Some(result) = ask else { continue };
                let r = result.r();
                f.set(HELD, result.into());
                keep(f, &m);
                f.pc = CALLED;
                match vm.call_args(filter, &[r])? {
                    Flow::Pushed => return Ok(Next::Wait),
                    Flow::Value(v) => {
                        let held = f.set(HELD, Slot::NULL);
                        vm.heap.release(held);
                        add(vm, f, v);
                        f.pc = AT_WORK;
                    }
                }
                continue;
            }
        }
        f.set_int(LAST, to);
        f.set_int(DONE, f.int(DONE) + 1);
        advance(&mut m);
    }
}

/// The next match begins where this one ended.
fn advance(m: &mut Machine) {
    m.must_advance = m.ptr == m.start;
    m.start = m.ptr;
    m.reset(true);
}

/// An item of `findall`.
fn found(vm: &mut Vm, pattern: Ref, string: Ref, m: &Machine) -> Res<Own> {
    match int(vm, pattern, GROUPS) {
        0 => Ok(part(vm, string, m.start, m.ptr)),
        1 => group(vm, m, string, 1, true),
        n => {
            let mut slots = Vec::new();
            for i in 1..=n {
                slots.push(group(vm, m, string, i, true)?.into());
            }
            Ok(vm.tuple_from_slots(slots))
        }
    }
}

fn finish(vm: &mut Vm, f: &mut NativeFrame, op: Op, string: Ref) -> Res<Next> {
    let (last, endpos) = (f.int(LAST), f.int(ENDPOS));
    let substitutes = matches!(op, Op::Sub | Op::Subn);
    if op == Op::Split || (substitutes && last < endpos) {
        let rest = part(vm, string, last, endpos);
        append(vm, f, rest);
    }
    let list = f.set(LIST, Slot::NULL).get().ok_or_else(|| vm_bug!("match"))?;
    if !substitutes {
        return Ok(Next::Done(Own::assume(list)));
    }
    f.set(LIST, Slot::counted(list));
    let filter = f.set(FILTER, Slot::NULL);
    vm.heap.release(filter);
    let joined = join(vm, string, list)?;
    if op == Op::Sub {
        return Ok(Next::Done(joined));
    }
    let n = vm.new_int(f.int(DONE));
    Ok(Next::Done(vm.tuple_from_slots(vec![joined.into(), n.into()])))
}

/// The pieces in one. CPython: PyUnicode_Join, PyBytes_Join.
pub fn join(vm: &mut Vm, like: Ref, list: Ref) -> Res<Own> {
    let items: Vec<Ref> = vm.heap.items(list).unwrap_or_default().iter().filter_map(|s| s.get()).collect();
    join_pieces(vm, vm.heap.text(like).is_some(), &items)
}

pub fn join_pieces(vm: &mut Vm, text: bool, items: &[Ref]) -> Res<Own> {
    if text {
        if let Some((i, bad)) = items.iter().enumerate().find(|(_, r)| vm.heap.text(**r).is_none()) {
            let message = format!("sequence item {i}: expected str instance, {} found", vm.message_name(vm.heap.type_of(*bad)));
            return vm.type_err(&message);
        }
        if let [one] = items
            && vm.is_exact(*one, ids::STR)
        {
            return Ok(vm.heap.own(*one));
        }
        let size: u64 = items.iter().filter_map(|r| vm.heap.text(*r)).map(|t| t.len() as u64 * u64::from(t.kind())).sum();
        vm.check_bytes(size)?;
        let joined = vm.concat_texts(items);
        return Ok(vm.new_text(joined));
    }
    if let [one] = items
        && vm.is_exact(*one, ids::BYTES)
    {
        return Ok(vm.heap.own(*one));
    }
    let mut out = Vec::new();
    for (i, r) in items.iter().enumerate() {
        match subject(vm, *r) {
            Some(Subject::Bytes(b)) => out.extend_from_slice(&b),
            _ => {
                let message = format!("sequence item {i}: expected a bytes-like object, {} found", vm.message_name(vm.heap.type_of(*r)));
                return vm.type_err(&message);
            }
        }
    }
    vm.check_bytes(out.len() as u64)?;
    Ok(vm.new_bytes(out))
}

/// The object is a template.
pub fn is_template(vm: &Vm, r: Ref) -> bool {
    vm.is_exact(r, TEMPLATE) && slot(vm, r, 0).is_some()
}
