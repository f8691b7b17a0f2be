//! The `_random` module: the Mersenne Twister on which `random` stands.
//!
//! CPython: Modules/_randommodule.c.

use num_bigint::BigUint;
use pyvarium_heap::object::Native;
use pyvarium_heap::types::{Layout, flags};
use pyvarium_heap::{Body, Ref};
use pyvarium_vm::args::Args;
use pyvarium_vm::core::ids;
use pyvarium_vm::native::{FnDef, Library, ModuleDef, TYPE_DEFAULT, TypeDef, TypeId};
use pyvarium_vm::slots::SlotId;
use pyvarium_vm::stop::Convert;
use pyvarium_vm::{Flow, Res, Stop, Vm, exc, vm_bug};

use crate::first::random as first;

const RANDOM: TypeId = TypeId(first::TYPE);

pub const LIBRARY: Library = Library { types: &[&RANDOM_TYPE], natives: &[], modules: &[&MODULE] };

pub static MODULE: ModuleDef = ModuleDef {
    name: "_random",
    doc: Some("Module implements the Mersenne Twister random number generator."),
    functions: &[],
    types: &[RANDOM],
    exec: None,
};

const N: usize = 624;
const M: usize = 397;

/// bytes: the 624 words of the state, four bytes each; ints: how many of them have been used.
pub static RANDOM_TYPE: TypeDef = TypeDef {
    name: "_random.Random",
    base: Some(ids::OBJECT),
    layout: Layout::Native,
    flags: flags::BASETYPE,
    basicsize: 2520,
    doc: Some("Random() -> create a random number generator with its own internal state."),
    slots: &[(SlotId::Init, init)],
    new: Some(("*args, **kwargs", |vm, a| {
        let body = Native { ints: [N as i64].as_slice().into(), bytes: vec![0; 4 * N], ..Native::default() };
        Ok(Flow::Value(vm.alloc_with_body(a.at(0)?, Body::Native(std::rc::Rc::new(body)))))
    })),
    methods: &[
        FnDef::new("random", "", |vm, a| {
            let mut g = Twister::of(vm, a.at(0)?)?;
            let (high, low) = (g.next() >> 5, g.next() >> 6);
            g.store(vm, a.at(0)?);
            Ok(Flow::Value(vm.new_float((f64::from(high) * 67_108_864.0 + f64::from(low)) * (1.0 / 9_007_199_254_740_992.0))))
        }),
        FnDef::new("seed", "n=None, /", seed),
        FnDef::new("getstate", "", getstate),
        FnDef::new("setstate", "state, /", setstate),
        FnDef::new("getrandbits", "k, /", getrandbits),
    ],
    ..TYPE_DEFAULT
};

struct Twister {
    words: Vec<u32>,
    index: usize,
}

impl Twister {
    fn of(vm: &Vm, r: Ref) -> Res<Twister> {
        let native = vm.heap.native(r).ok_or_else(|| vm_bug!("a generator without state"))?;
        let words = native.bytes.chunks_exact(4).filter_map(|b| b.first_chunk::<4>()).map(|b| u32::from_le_bytes(*b)).collect();
        Ok(Twister { words, index: native.int(0) as usize })
    }

    fn store(&self, vm: &mut Vm, r: Ref) {
        if let Some(native) = vm.heap.native_mut(r) {
            native.set_int(0, self.index as i64);
            native.bytes = self.words.iter().flat_map(|w| w.to_le_bytes()).collect();
        }
    }

    fn word(&self, i: usize) -> u32 {
        self.words.get(i % N).copied().unwrap_or(0)
    }

    fn set(&mut self, i: usize, value: u32) {
        if let Some(word) = self.words.get_mut(i) {
            *word = value;
        }
    }

    fn next(&mut self) -> u32 {
        if self.index >= N {
            for i in 0..N {
                let y = (self.word(i) & 0x8000_0000) | (self.word(i + 1) & 0x7fff_ffff);
                let odd = if y & 1 != 0 { 0x9908_b0df } else { 0 };
                self.set(i, self.word(i + M) ^ (y >> 1) ^ odd);
            }
            self.index = 0;
        }
        let mut y = self.word(self.index);
        self.index += 1;
        y ^= y >> 11;
        y ^= (y << 7) & 0x9d2c_5680;
        y ^= (y << 15) & 0xefc6_0000;
        y ^ (y >> 18)
    }

    fn seeded(number: u32) -> Twister {
        let mut g = Twister { words: vec![number; N], index: N };
        for i in 1..N {
            let before = g.word(i - 1);
            g.set(i, 1_812_433_253u32.wrapping_mul(before ^ (before >> 30)).wrapping_add(i as u32));
        }
        g
    }

    /// CPython: init_by_array.
    fn by_key(key: &[u32]) -> Twister {
        let mut g = Twister::seeded(19_650_218);
        let (mut i, mut j) = (1, 0);
        let mix = |g: &Twister, i: usize, by: u32| {
            let before = g.word(i - 1);
            g.word(i) ^ (before ^ (before >> 30)).wrapping_mul(by)
        };
        for _ in 0..N.max(key.len()) {
            let value = mix(&g, i, 1_664_525).wrapping_add(key.get(j).copied().unwrap_or(0)).wrapping_add(j as u32);
            g.set(i, value);
            i += 1;
            j += 1;
            if i >= N {
                g.set(0, g.word(N - 1));
                i = 1;
            }
            if j >= key.len() {
                j = 0;
            }
        }
        for _ in 0..N - 1 {
            let value = mix(&g, i, 1_566_083_941).wrapping_sub(i as u32);
            g.set(i, value);
            i += 1;
            if i >= N {
                g.set(0, g.word(N - 1));
                i = 1;
            }
        }
        g.set(0, 0x8000_0000);
        g
    }
}

fn init(vm: &mut Vm, args: &Args) -> Res {
    let own = vm.is_exact(args.at(0)?, RANDOM);
    if own && args.n_kw > 0 {
        return vm.type_err("Random() takes no keyword arguments");
    }
    if args.n_positional() > 2 {
        return vm.type_err("Random() requires 0 or 1 argument");
    }
    let mut given = Args::one(args.at(0)?);
    if args.n_positional() > 1 {
        given.push(args.at(1)?);
    }
    seed(vm, &given)
}

/// Without a number the virtual clock gives one: a run that is gone back in is the same run.
fn seed(vm: &mut Vm, args: &Args) -> Res {
    let this = args.at(0)?;
    let key = match args.get(1).filter(|n| *n != vm.one.none) {
        None => {
            let n = vm.clock_nanos;
            vec![n as u32, (n >> 32) as u32, vm.n_steps as u32]
        }
        Some(n) => {
            let number = match vm.bigint(n).filter(|_| vm.is_instance_of(n, ids::INT)).map(|n| n.magnitude().clone()) {
                Some(number) => number,
                None => match vm.hash_now(n) {
                    Some(hash) => BigUint::from(hash as u64),
                    None => match vm.hash(n)? {
                        Flow::Value(v) => {
                            let hash = vm.heap.small_int(v.r()).unwrap_or(0);
                            vm.heap.decref_own(v);
                            BigUint::from(hash as u64)
                        }
                        Flow::Pushed => return Err(Stop::not_supported("a generator seeded with an object that has a Python __hash__")),
                    },
                },
            };
            number.to_u32_digits()
        }
    };
    let key = if key.is_empty() { vec![0] } else { key };
    Twister::by_key(&key).store(vm, this);
    vm.none_flow()
}

fn getstate(vm: &mut Vm, args: &Args) -> Res {
    let g = Twister::of(vm, args.at(0)?)?;
    let numbers = g.words.iter().map(|w| i64::from(*w)).chain([g.index as i64]);
    let slots = numbers.collect::<Vec<_>>().into_iter().map(|n| vm.new_int(n).into()).collect();
    Ok(Flow::Value(vm.tuple_from_slots(slots)))
}

fn setstate(vm: &mut Vm, args: &Args) -> Res {
    let state = args.at(1)?;
    if vm.heap.tuple(state).is_none() {
        return vm.type_err("state vector must be a tuple");
    }
    let items: Vec<Ref> = vm.heap.items(state).unwrap_or_default().iter().filter_map(|s| s.get()).collect();
    if items.len() != N + 1 {
        return vm.value_err("state vector is the wrong size");
    }
    let mut words = Vec::with_capacity(N);
    let (last, all) = items.split_last().ok_or_else(|| vm_bug!("state"))?;
    for item in all {
        let Some(n) = vm.bigint(*item).map(|n| n.into_owned()) else { return vm.type_err("an integer is required") };
        match u64::try_from(&n) {
            Ok(n) => words.push(n as u32),
            Err(_) if n.sign() == num_bigint::Sign::Minus => {
                return Err(exc::overflow_error(vm, "can't convert negative value to unsigned int"));
            }
            Err(_) => return Err(exc::overflow_error(vm, "Python int too large to convert to C unsigned long")),
        }
    }
    let Some(index) = vm.heap.small_int(*last) else { return vm.type_err("an integer is required") };
    if !(0..=N as i64).contains(&index) {
        return vm.value_err("invalid state");
    }
    Twister { words, index: index as usize }.store(vm, args.at(0)?);
    vm.none_flow()
}

fn getrandbits(vm: &mut Vm, args: &Args) -> Res {
    let k = args.at(1)?;
    let bits = match vm.bigint(k).map(|n| n.into_owned()) {
        Some(n) if n.sign() == num_bigint::Sign::Minus => return vm.value_err("Cannot convert negative int"),
        Some(n) => match u64::try_from(&n) {
            Ok(n) => n,
            Err(_) => return Err(exc::overflow_error(vm, "Python int too large for C uint64_t")),
        },
        None if vm.has_slot(k, SlotId::Index) => return Err(Stop::Convert(Convert::Index, k)),
        None => {
            let message = format!("'{}' object cannot be interpreted as an integer", vm.type_name(k));
            return vm.type_err(&message);
        }
    };
    if bits == 0 {
        return Ok(Flow::Value(vm.new_int(0)));
    }
    vm.check_bytes(bits / 8)?;
    let mut g = Twister::of(vm, args.at(0)?)?;
    let mut words = Vec::new();
    let mut left = bits;
    while left > 0 {
        let word = g.next();
        words.push(if left < 32 { word >> (32 - left) } else { word });
        left = left.saturating_sub(32);
    }
    g.store(vm, args.at(0)?);
    Ok(Flow::Value(vm.new_bigint(BigUint::new(words).into())))
}
