//! Builtins that walk an iterable to one answer: sum, min, max, all, any.
//!
//! CPython: Python/bltinmodule.c.

use pyvarium_heap::frame::NativeFrame;
use pyvarium_heap::object::Body;
use pyvarium_heap::{Own, Ref, Slot};

use crate::args::Args;
use crate::core::{ids, kinds};
use crate::native::{Answer, NativeDef, Next};
use crate::protocol::compare::{GT, LT};
use crate::stop::{Flow, Res, Stop};
use crate::vm::Vm;
use crate::vm_bug;

/// What is made of the items.
const ALL: i64 = 0;
const ANY: i64 = 1;
const SUM: i64 = 2;
const MIN: i64 = 3;
const MAX: i64 = 4;

// slots: iterable or iterator, the result so far, the item, its key, the best key, key function, default.
const IT: usize = 0;
const BEST: usize = 1;
const ITEM: usize = 2;
const ITEM_KEY: usize = 3;
const BEST_KEY: usize = 4;
const KEY: usize = 5;
const DEFAULT: usize = 6;

fn start(vm: &mut Vm, what: i64, iterable: Ref, init: Slot, key: Option<Ref>, default: Option<Ref>) -> Res {
    let slots = [
        Slot::borrow(iterable),
        init,
        Slot::NULL,
        Slot::NULL,
        Slot::NULL,
        key.map_or(Slot::NULL, Slot::borrow),
        default.map_or(Slot::NULL, Slot::borrow),
    ];
    vm.push_native(kinds::REDUCE, &slots, &[what, 0, 0])
}

pub fn all(vm: &mut Vm, args: &Args) -> Res {
    start(vm, ALL, args.at(0)?, Slot::NULL, None, None)
}

pub fn any(vm: &mut Vm, args: &Args) -> Res {
    start(vm, ANY, args.at(0)?, Slot::NULL, None, None)
}

pub fn sum(vm: &mut Vm, args: &Args) -> Res {
    let init = match args.get(1) {
        Some(s) => {
            if vm.heap.text(s).is_some() {
                return vm.type_err("sum() can't sum strings [use ''.join(seq) instead]");
            }
            let what = match vm.heap.body(s) {
                Body::Bytes(_) => Some("bytes [use b''.join(seq) instead]"),
                Body::ByteArray(_) => Some("bytearray [use b''.join(seq) instead]"),
                _ => None,
            };
            if let Some(what) = what {
                return vm.type_err(&format!("sum() can't sum {what}"));
            }
            vm.heap.own(s)
        }
        None => vm.new_int(0),
    };
    start(vm, SUM, args.at(0)?, init.into(), None, None)
}

/// Bound: key, default, then the positional ones.
pub fn min_max(vm: &mut Vm, args: &Args, max: bool) -> Res {
    let name = if max { "max" } else { "min" };
    let what = if max { MAX } else { MIN };
    let key = args.get(0).filter(|k| *k != vm.one.none);
    let default = args.get(1);
    let given: Vec<Ref> = args.items.iter().skip(2).filter_map(|s| s.get()).collect();
    match given.as_slice() {
        [] => vm.type_err(&format!("{name} expected at least 1 argument, got 0")),
        [one] => start(vm, what, *one, Slot::NULL, key, default),
        many => {
            if default.is_some() {
                return vm.type_err(&format!("Cannot specify a default for {name}() with multiple positional arguments"));
            }
            let tuple = vm.tuple_from(many);
            let t = tuple.r();
            let mark = vm.mark();
            let _ = start(vm, what, t, Slot::NULL, key, None)?;
            vm.adapt(mark, kinds::HOLD, &[tuple.into()], &[])
        }
    }
}

pub static REDUCE: NativeDef = NativeDef {
    name: "reduce",
    catches: true,
    resume: |vm, f, answer| {
        let bug = || vm_bug!("reduce");
        let what = f.int(0);
        let mut answer = answer;
        loop {
            match f.pc {
                0 => {
                    f.pc = 1;
                    let iterable = f.get(IT).ok_or_else(bug)?;
                    match vm.iter(iterable)? {
                        Flow::Value(v) => answer = Answer::Value(v),
                        Flow::Pushed => return Ok(Next::Wait),
                    }
                }
                1 => {
                    let it = value(&mut answer)?;
                    f.set(IT, it.into());
                    f.pc = 2;
                }
                2 => {
                    f.pc = 3;
                    let it = f.get(IT).ok_or_else(bug)?;
                    answer = match vm.next_item(it)? {
                        Some(Flow::Value(v)) => Answer::Value(v),
                        Some(Flow::Pushed) => return Ok(Next::Wait),
                        None => Answer::Exhausted,
                    };
                }
                3 => {
                    let taken = std::mem::replace(&mut answer, Answer::Start);
                    let Some(item) = vm.next_answer(taken)? else { return at_end(vm, f, what) };
                    let r = item.r();
                    f.set(ITEM, item.into());
                    f.pc = 4;
                    let flow = match what {
                        ALL | ANY => vm.truth(r)?,
                        SUM => {
                            let best = f.get(BEST).ok_or_else(bug)?;
                            // CPython adds floats with Neumaier's compensation since 3.12.
                            match compensated(vm, f, best, r)? {
                                Some(v) => Flow::Value(v),
                                None => {
                                    let best = settled(vm, f).ok_or_else(bug)?;
                                    vm.binary_op(0, best, r, false)?
                                }
                            }
                        }
                        _ => match f.get(KEY) {
                            Some(key) => vm.call_args(key, &[r])?,
                            None => Flow::Value(vm.heap.own(r)),
                        },
                    };
                    match flow {
                        Flow::Value(v) => answer = Answer::Value(v),
                        Flow::Pushed => return Ok(Next::Wait),
                    }
                }
                4 => {
                    let v = value(&mut answer)?;
                    f.pc = 2;
                    match what {
                        ALL | ANY => {
                            let truth = v.r() == vm.one.true_;
                            let item = f.set(ITEM, Slot::NULL);
                            vm.heap.release(item);
                            if truth == (what == ANY) {
                                return Ok(Next::Done(Own::assume(vm.bool_ref(truth))));
                            }
                        }
                        SUM => {
                            let old = f.set(BEST, v.into());
                            vm.heap.release(old);
                            let item = f.set(ITEM, Slot::NULL);
                            vm.heap.release(item);
                        }
                        _ => {
                            let key = v.r();
                            f.set(ITEM_KEY, v.into());
                            let Some(best) = f.get(BEST_KEY) else {
                                adopt(vm, f);
                                continue;
                            };
                            f.pc = 5;
                            match vm.richcompare_bool(key, best, if what == MAX { GT } else { LT })? {
                                Flow::Value(v) => answer = Answer::Value(v),
                                Flow::Pushed => return Ok(Next::Wait),
                            }
                        }
                    }
                }
                _ => {
                    let better = value(&mut answer)?.r() == vm.one.true_;
                    f.pc = 2;
                    if better {
                        adopt(vm, f);
                    } else {
                        let (item, key) = (f.set(ITEM, Slot::NULL), f.set(ITEM_KEY, Slot::NULL));
                        vm.heap.release(key);
                        vm.heap.release(item);
                    }
                }
            }
        }
    },
};

fn value(answer: &mut Answer) -> Res<Own> {
    match std::mem::replace(answer, Answer::Start) {
        Answer::Value(v) => Ok(v),
        Answer::Raised(e) => Err(Stop::Raise(e)),
        Answer::Start | Answer::Exhausted => Err(vm_bug!("reduce")),
    }
}

/// Floats and complex numbers are added with Neumaier's compensation, kept in ints 1 and 2. None: not
/// such numbers. CPython: cs_add in Python/bltinmodule.c.
fn compensated(vm: &mut Vm, f: &mut NativeFrame, best: Ref, item: Ref) -> Res<Option<Own>> {
    let is_int = vm.is_instance_of(item, ids::INT);
    let (real, complex) = (vm.is_exact(item, ids::FLOAT) || is_int, vm.is_exact(item, ids::COMPLEX));
    let mut add = |i: usize, x: f64, y: f64| {
        let t = x + y;
        let c = f64::from_bits(f.int(i) as u64) + if x.abs() >= y.abs() { (x - t) + y } else { (y - t) + x };
        f.set_int(i, c.to_bits() as i64);
        t
    };
    if vm.is_exact(best, ids::FLOAT) && real {
        let x = vm.heap.float(best).unwrap_or(0.0);
        let t = add(1, x, vm.real(item)?);
        return Ok(Some(vm.new_float(t)));
    }
    match vm.complex(best).filter(|_| vm.is_exact(best, ids::COMPLEX)) {
        Some((re, im)) if real => {
            let re = add(1, re, vm.real(item)?);
            Ok(Some(vm.new_complex(re, im)))
        }
        Some((re, im)) if complex => {
            let (x, y) = vm.complex(item).unwrap_or_default();
            let (re, im) = (add(1, re, x), add(2, im, y));
            Ok(Some(vm.new_complex(re, im)))
        }
        _ => Ok(None),
    }
}

/// The sum so far with what compensation has gathered.
fn settled(vm: &mut Vm, f: &mut NativeFrame) -> Option<Ref> {
    let best = f.get(BEST)?;
    let [re, im] = [1, 2].map(|i| f64::from_bits(f.int(i) as u64)).map(|c| if c.is_finite() { c } else { 0.0 });
    if re == 0.0 && im == 0.0 {
        return Some(best);
    }
    f.set_int(1, 0);
    f.set_int(2, 0);
    let sum = match (vm.heap.float(best), vm.complex(best)) {
        (Some(x), _) => vm.new_float(x + re),
        (None, Some((x, y))) => vm.new_complex(x + re, y + im),
        (None, None) => return Some(best),
    };
    let sum = Slot::from(sum);
    let old = f.set(BEST, sum);
    vm.heap.release(old);
    sum.get()
}

/// The item becomes the best so far.
fn adopt(vm: &mut Vm, f: &mut NativeFrame) {
    let (item, key) = (f.set(ITEM, Slot::NULL), f.set(ITEM_KEY, Slot::NULL));
    let (old, old_key) = (f.set(BEST, item), f.set(BEST_KEY, key));
    vm.heap.release(old_key);
    vm.heap.release(old);
}

fn at_end(vm: &mut Vm, f: &mut NativeFrame, what: i64) -> Res<Next> {
    if what == SUM {
        settled(vm, f);
    }
    match what {
        ALL => Ok(Next::Done(Own::assume(vm.one.true_))),
        ANY => Ok(Next::Done(Own::assume(vm.one.false_))),
        _ => match (f.set(BEST, Slot::NULL).get(), f.get(DEFAULT)) {
            (Some(best), _) => Ok(Next::Done(Own::assume(best))),
            (None, Some(default)) => Ok(Next::Done(vm.heap.own(default))),
            (None, None) => {
                let name = if what == MAX { "max" } else { "min" };
                vm.value_err(&format!("{name}() iterable argument is empty"))
            }
        },
    }
}
