//! `str.translate` and `str.maketrans`.
//!
//! CPython: Objects/unicodeobject.c (_PyUnicode_TranslateCharmap, unicode_fast_translate, unicode_maketrans_impl).

use pyvarium_heap::frame::NativeFrame;
use pyvarium_heap::object::Body;
use pyvarium_heap::{Ref, Slot, Text};

use crate::args::Args;
use crate::core::{ids, kinds};
use crate::native::{Answer, NativeDef, Next};
use crate::protocol::dict_ops::DictOp;
use crate::stop::{Flow, Res, Stop};
use crate::vm::Vm;
use crate::vm_bug;

pub fn translate(vm: &mut Vm, args: &Args) -> Res {
    let (s, table) = (args.at(0)?, args.at(1)?);
    let ascii = vm.heap.text(s).is_some_and(Text::is_ascii);
    vm.push_native(kinds::TRANSLATE, &[Slot::borrow(s), Slot::borrow(table)], &[0, i64::from(!ascii)])
}

/// Int: the next character; whether answers are no longer remembered.
const AT: usize = 0;
const SLOW: usize = 1;
/// The table of remembered answers at the start of the frame's bytes: a character, or one of these.
const N_REMEMBERED: usize = 128;
const DELETED: u8 = 0xfe;
const UNKNOWN: u8 = 0xff;

/// slots: the text, the table. An ASCII text asks once for each character, until an answer is not ASCII.
/// The frame's bytes: the remembered answers, then the result, four bytes a character.
pub static TRANSLATE: NativeDef = NativeDef {
    name: "str.translate",
    catches: true,
    resume: |vm, f, answer| {
        let (Some(s), Some(table)) = (f.get(0), f.get(1)) else { return Err(vm_bug!("translate")) };
        let mut answer = match answer {
            Answer::Start => {
                f.bytes = vec![UNKNOWN; N_REMEMBERED];
                None
            }
            Answer::Value(v) => Some(Ok(Flow::Value(v))),
            Answer::Raised(e) => Some(Err(Stop::Raise(e))),
            Answer::Exhausted => return Err(vm_bug!("translate")),
        };
        loop {
            let Some(c) = vm.heap.text(s).and_then(|t| t.at(f.int(AT) as usize)) else { return Ok(Next::Done(result(vm, f))) };
            let Some(flow) = answer.take() else {
                let remembered = f.bytes.get(c as usize).copied().filter(|_| f.int(SLOW) == 0 && c < N_REMEMBERED as u32);
                match remembered {
                    Some(DELETED) => f.set_int(AT, f.int(AT) + 1),
                    Some(known) if known != UNKNOWN => emit(f, &[u32::from(known)]),
                    _ => {
                        let key = vm.new_int(i64::from(c));
                        let k = key.r();
                        let old = f.set(2, key.into());
                        vm.heap.release(old);
                        match vm.getitem(table, k) {
                            Ok(Flow::Pushed) => return Ok(Next::Wait),
                            done => answer = Some(done),
                        }
                    }
                }
                continue;
            };
            take(vm, f, c, flow)?;
        }
    },
};

fn emit(f: &mut NativeFrame, points: &[u32]) {
    f.bytes.extend(points.iter().flat_map(|p| p.to_le_bytes()));
    f.set_int(AT, f.int(AT) + 1);
}

fn result(vm: &mut Vm, f: &NativeFrame) -> pyvarium_heap::Own {
    let out = f.bytes.get(N_REMEMBERED..).unwrap_or_default();
    let points: Vec<u32> = out.chunks_exact(4).map(|b| b.iter().rev().fold(0, |n, b| n << 8 | u32::from(*b))).collect();
    vm.new_text(Text::from_point_slice(&points))
}

/// Works an answer of the table in.
fn take(vm: &mut Vm, f: &mut NativeFrame, c: u32, flow: Res) -> Res<()> {
    let points: Vec<u32> = match flow {
        Err(Stop::Raise(e)) if vm.is_instance_of(e.r(), ids::LOOKUP_ERROR) => {
            vm.heap.decref_own(e);
            vec![c]
        }
        Err(stop) => return Err(stop),
        Ok(Flow::Pushed) => return Err(vm_bug!("translate")),
        Ok(Flow::Value(v)) => {
            let r = v.r();
            let points = match vm.heap.body(r) {
                _ if r == vm.one.none => Some(Vec::new()),
                Body::Int(n) => u32::try_from(*n).ok().filter(|n| *n < 0x11_0000).map(|n| vec![n]),
                Body::BigInt(_) => None,
                Body::Str(t) => Some(t.points().collect()),
                _ => {
                    vm.heap.decref_own(v);
                    return vm.type_err("character mapping must return integer, None or str");
                }
            };
            vm.heap.decref_own(v);
            match points {
                Some(points) => points,
                None => return vm.value_err("character mapping must be in range(0x110000)"),
            }
        }
    };
    if f.int(SLOW) == 0 {
        let known = match points.as_slice() {
            [] => Some(DELETED),
            [one] => u8::try_from(*one).ok().filter(u8::is_ascii),
            _ => None,
        };
        match (known, f.bytes.get_mut(c as usize)) {
            (Some(known), Some(place)) => *place = known,
            // From here on, and for this one again, the table is asked each time.
            _ => {
                f.set_int(SLOW, 1);
                return Ok(());
            }
        }
    }
    emit(f, &points);
    Ok(())
}

pub fn maketrans(vm: &mut Vm, args: &Args) -> Res {
    let x = args.at(0)?;
    for (i, r) in [(2, args.get(1)), (3, args.get(2))] {
        if let Some(r) = r.filter(|r| vm.heap.text(*r).is_none()) {
            let message = format!("maketrans() argument {i} must be str, not {}", vm.given_name(r));
            return vm.type_err(&message);
        }
    }
    let mut pairs: Vec<(Ref, Ref)> = Vec::new();
    let mut made: Vec<Slot> = Vec::new();
    let points = |vm: &Vm, r: Ref| -> Vec<u32> { vm.heap.text(r).map(|t| t.points().collect()).unwrap_or_default() };
    if let Some(y) = args.get(1) {
        if vm.heap.text(x).is_none() {
            return vm.type_err("first maketrans argument must be a string if there is a second argument");
        }
        let (from, to) = (points(vm, x), points(vm, y));
        if from.len() != to.len() {
            return vm.value_err("the first two maketrans arguments must have equal length");
        }
        let deleted = args.get(2).map(|z| points(vm, z)).unwrap_or_default();
        let mut add = |key: u32, value: Option<u32>| {
            let key = vm.new_int(i64::from(key));
            let value = match value {
                Some(v) => vm.new_int(i64::from(v)),
                None => vm.none(),
            };
            pairs.push((key.r(), value.r()));
            made.extend([Slot::from(key), Slot::from(value)]);
        };
        from.into_iter().zip(to).for_each(|(k, v)| add(k, Some(v)));
        deleted.into_iter().for_each(|k| add(k, None));
    } else {
        let Some(d) = vm.heap.dict(x).filter(|_| vm.is_exact(x, ids::DICT)) else {
            return vm.type_err("if you give only one argument to maketrans it must be a dict");
        };
        let entries: Vec<(Ref, Ref)> = d.iter().collect();
        for (key, value) in entries {
            match vm.heap.body(key) {
                Body::Int(_) | Body::BigInt(_) => pairs.push((key, value)),
                Body::Str(t) => {
                    let (n, first) = (t.len(), t.at(0));
                    let Some(first) = first.filter(|_| n == 1) else {
                        return vm.value_err("string keys in translate table must be of length 1");
                    };
                    let number = vm.new_int(i64::from(first));
                    pairs.push((number.r(), value));
                    made.push(number.into());
                }
                _ => return vm.type_err("keys in translate table must be strings or integers"),
            }
        }
    }
    if pairs.iter().all(|(key, _)| vm.is_exact(*key, ids::INT)) {
        let dict = vm.new_dict();
        for (key, value) in pairs {
            if let Flow::Value(v) = vm.dict_op(DictOp::Set, dict.r(), key, Some(value))? {
                vm.heap.decref_own(v);
            }
        }
        vm.heap.release_all(made.into_iter());
        return Ok(Flow::Value(dict));
    }
    let mut slots: Vec<Slot> = vec![vm.new_dict().into()];
    for (key, value) in pairs {
        slots.extend([Slot::own(vm.heap.own(key)), Slot::own(vm.heap.own(value))]);
    }
    vm.heap.release_all(made.into_iter());
    vm.run_script(kinds::MAKETRANS, &slots)
}

/// Keys that Python may hash. Arguments: the table, then keys and values in turn.
pub static MAKETRANS: NativeDef = NativeDef {
    name: "str.maketrans",
    catches: true,
    resume: |vm, f, answer| {
        crate::script::resume(vm, f, answer, |vm, s| {
            let dict = s.at(0)?;
            for pair in s.args_from(1).chunks(2) {
                if let &[key, value] = pair {
                    s.ask(vm, |vm| vm.dict_op(DictOp::Set, dict, key, Some(value)))?;
                }
            }
            Ok(vm.heap.own(dict))
        })
    },
};
