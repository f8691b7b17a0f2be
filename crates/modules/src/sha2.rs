//! The `_sha2` module: SHA-224, SHA-256, SHA-384 and SHA-512, after FIPS 180-4.
//!
//! CPython: Modules/sha2module.c.

use num_bigint::BigUint;
use pyvarium_heap::Ref;
use pyvarium_heap::types::{Layout, flags};
use pyvarium_vm::args::Args;
use pyvarium_vm::core::ids;
use pyvarium_vm::native::{FnDef, GetSetDef, Library, ModuleDef, TYPE_DEFAULT, TypeDef, TypeId};
use pyvarium_vm::{Flow, Res, Vm};

use crate::first::sha2 as first;

pub const LIBRARY: Library = Library { types: &[&SHA224, &SHA256, &SHA384, &SHA512], natives: &[], modules: &[&MODULE] };

pub static MODULE: ModuleDef = ModuleDef {
    name: "_sha2",
    doc: None,
    functions: &[
        FnDef::new("sha224", "data=b'', *, usedforsecurity=True, string=None", |vm, a| make(vm, a, 0)),
        FnDef::new("sha256", "data=b'', *, usedforsecurity=True, string=None", |vm, a| make(vm, a, 1)),
        FnDef::new("sha384", "data=b'', *, usedforsecurity=True, string=None", |vm, a| make(vm, a, 2)),
        FnDef::new("sha512", "data=b'', *, usedforsecurity=True, string=None", |vm, a| make(vm, a, 3)),
    ],
    types: &[TypeId(first::TYPE), TypeId(first::TYPE + 1), TypeId(first::TYPE + 2), TypeId(first::TYPE + 3)],
    exec: Some(|vm, module| {
        let Some(dict) = vm.module_dict(module) else { return Ok(()) };
        let own = vm.new_int(2048);
        vm.dict_set_named(dict, "_GIL_MINSIZE", own);
        Ok(())
    }),
};

const NAMES: [&str; 4] = ["sha224", "sha256", "sha384", "sha512"];
/// Unit: bytes.
const DIGESTS: [usize; 4] = [28, 32, 48, 64];

/// bytes: all that was put in; ints: which of the four.
const BASE: TypeDef = TypeDef {
    base: Some(ids::OBJECT),
    layout: Layout::Native,
    flags: flags::IMMUTABLE | flags::DISALLOW_INSTANTIATION | flags::HAVE_GC,
    basicsize: 128,
    methods: &[
        FnDef::new("copy", "", |vm, a| {
            let (which, bytes) = vm.heap.native(a.at(0)?).map(|n| (n.int(0), n.bytes.clone())).unwrap_or_default();
            Ok(Flow::Value(new(vm, which, bytes)))
        }),
        FnDef::new("digest", "", |vm, a| {
            let digest = digest(vm, a.at(0)?);
            Ok(Flow::Value(vm.new_bytes(digest)))
        }),
        FnDef::new("hexdigest", "", |vm, a| {
            let text: String = digest(vm, a.at(0)?).iter().map(|b| format!("{b:02x}")).collect();
            Ok(Flow::Value(vm.new_str(&text)))
        }),
        FnDef::new("update", "data, /", |vm, a| {
            let bytes = content(vm, a.at(1)?)?;
            if let Some(n) = vm.heap.native_mut(a.at(0)?) {
                n.bytes.extend(bytes);
            }
            vm.none_flow()
        }),
    ],
    getset: &[
        GetSetDef::ro("block_size", |vm, a| {
            let which = which(vm, a)?;
            Ok(Flow::Value(vm.new_int(if which < 2 { 64 } else { 128 })))
        }),
        GetSetDef::ro("name", |vm, a| {
            let which = which(vm, a)?;
            Ok(Flow::Value(vm.new_str(NAMES.get(which).copied().unwrap_or_default())))
        }),
        GetSetDef::ro("digest_size", |vm, a| {
            let which = which(vm, a)?;
            Ok(Flow::Value(vm.new_int(DIGESTS.get(which).copied().unwrap_or(0) as i64)))
        }),
    ],
    ..TYPE_DEFAULT
};

static SHA224: TypeDef = TypeDef { name: "_sha2.SHA224Type", ..BASE };
static SHA256: TypeDef = TypeDef { name: "_sha2.SHA256Type", ..BASE };
static SHA384: TypeDef = TypeDef { name: "_sha2.SHA384Type", ..BASE };
static SHA512: TypeDef = TypeDef { name: "_sha2.SHA512Type", ..BASE };

fn which(vm: &Vm, args: &Args) -> Res<usize> {
    Ok(vm.heap.native(args.at(0)?).map_or(0, |n| n.int(0)) as usize)
}

fn new(vm: &mut Vm, which: i64, bytes: Vec<u8>) -> pyvarium_heap::Own {
    let own = vm.new_native(TypeId(first::TYPE + which as u16), &[], &[which]);
    if let Some(n) = vm.heap.native_mut(own.r()) {
        n.bytes = bytes;
    }
    own
}

fn content(vm: &mut Vm, r: Ref) -> Res<Vec<u8>> {
    match crate::sre::run::subject(vm, r) {
        Some(crate::sre::run::Subject::Bytes(bytes)) => Ok(bytes.into_owned()),
        Some(crate::sre::run::Subject::Text(_)) => vm.type_err("Strings must be encoded before hashing"),
        None => vm.type_err("object supporting the buffer API required"),
    }
}

fn make(vm: &mut Vm, args: &Args, which: i64) -> Res {
    let bytes = match args.get(0).or(args.get(2)) {
        Some(r) => content(vm, r)?,
        None => Vec::new(),
    };
    Ok(Flow::Value(new(vm, which, bytes)))
}

fn digest(vm: &Vm, r: Ref) -> Vec<u8> {
    let Some(n) = vm.heap.native(r) else { return Vec::new() };
    let which = n.int(0) as usize;
    let mut out = if which < 2 { short(&n.bytes, which == 0) } else { long(&n.bytes, which == 2) };
    out.truncate(DIGESTS.get(which).copied().unwrap_or(0));
    out
}

/// The first primes: their roots are the constants.
fn primes() -> impl Iterator<Item = u32> {
    (2u32..).filter(|n| (2..*n).take_while(|d| d * d <= *n).all(|d| n % d != 0))
}

/// The first 64 bits of the fraction of a prime's root, square or cube.
fn root_fraction(prime: u32, cube: bool) -> u64 {
    let n = BigUint::from(prime);
    let root = if cube { (n << 192u32).cbrt() } else { (n << 128u32).sqrt() };
    let low = root % (BigUint::from(1u32) << 64u32);
    low.iter_u64_digits().next().unwrap_or(0)
}

fn padded(bytes: &[u8], block: usize) -> Vec<u8> {
    let mut all = bytes.to_vec();
    all.push(0x80);
    let length = block / 8;
    while all.len() % block != block - length {
        all.push(0);
    }
    let bits = (bytes.len() as u128 * 8).to_be_bytes();
    all.extend(bits.iter().skip(16 - length));
    all
}

macro_rules! rounds {
    ($name:ident, $word:ty, $block:literal, $n:literal, $size:literal, $s0:expr, $s1:expr, $b0:expr, $b1:expr) => {
        fn $name(bytes: &[u8], state: [$word; 8], k: &[$word]) -> Vec<u8> {
            let mut h = state;
            for block in padded(bytes, $block).chunks_exact($block) {
                let mut w: Vec<$word> = block.chunks_exact($size).map(|b| b.iter().fold(0, |n, x| n << 8 | <$word>::from(*x))).collect();
                for i in 16..$n {
                    let at = |j: usize| w.get(i - j).copied().unwrap_or(0);
                    let (x, y) = (at(15), at(2));
                    let s0 = x.rotate_right($s0[0]) ^ x.rotate_right($s0[1]) ^ (x >> $s0[2]);
                    let s1 = y.rotate_right($s1[0]) ^ y.rotate_right($s1[1]) ^ (y >> $s1[2]);
                    w.push(at(16).wrapping_add(s0).wrapping_add(at(7)).wrapping_add(s1));
                }
                let [mut a, mut b, mut c, mut d, mut e, mut f, mut g, mut last] = h;
                for (w, k) in w.iter().zip(k) {
                    let s1 = e.rotate_right($b1[0]) ^ e.rotate_right($b1[1]) ^ e.rotate_right($b1[2]);
                    let t1 = last.wrapping_add(s1).wrapping_add((e & f) ^ (!e & g)).wrapping_add(*k).wrapping_add(*w);
                    let s0 = a.rotate_right($b0[0]) ^ a.rotate_right($b0[1]) ^ a.rotate_right($b0[2]);
                    let t2 = s0.wrapping_add((a & b) ^ (a & c) ^ (b & c));
                    (last, g, f, e, d, c, b, a) = (g, f, e, d.wrapping_add(t1), c, b, a, t1.wrapping_add(t2));
                }
                for (sum, v) in h.iter_mut().zip([a, b, c, d, e, f, g, last]) {
                    *sum = sum.wrapping_add(v);
                }
            }
            h.iter().flat_map(|w| w.to_be_bytes()).collect()
        }
    };
}

rounds!(run32, u32, 64, 64, 4, [7, 18, 3], [17, 19, 10], [2, 13, 22], [6, 11, 25]);
rounds!(run64, u64, 128, 80, 8, [1, 8, 7], [19, 61, 6], [28, 34, 39], [14, 18, 41]);

/// The second eight primes give SHA-224 and SHA-384 their start.
fn starts(second: bool) -> [u64; 8] {
    let mut all = primes().skip(if second { 8 } else { 0 });
    std::array::from_fn(|_| root_fraction(all.next().unwrap_or(2), false))
}

fn short(bytes: &[u8], is_224: bool) -> Vec<u8> {
    let state = starts(is_224).map(|w| if is_224 { w as u32 } else { (w >> 32) as u32 });
    let k: Vec<u32> = primes().take(64).map(|p| (root_fraction(p, true) >> 32) as u32).collect();
    run32(bytes, state, &k)
}

fn long(bytes: &[u8], is_384: bool) -> Vec<u8> {
    let k: Vec<u64> = primes().take(80).map(|p| root_fraction(p, true)).collect();
    run64(bytes, starts(is_384), &k)
}
