//! What becomes of what a codec cannot do: the handlers of CPython, and those that programs register.
//!
//! CPython: Python/codecs.c (PyCodec_StrictErrors and its kin), unicode_encode_call_errorhandler.

use pyvarium_heap::{Own, Ref};

use super::Codec;
use crate::core::ids;
use crate::exc;
use crate::native::TypeId;
use crate::script::{Said, Script};
use crate::stop::Stop;
use crate::vm::Vm;

/// What stands for the piece in error.
pub enum Instead {
    Bytes(Vec<u8>),
    Points(Vec<u32>),
}

/// A place that cannot be encoded or decoded.
pub struct Trouble {
    pub start: usize,
    pub end: usize,
    pub reason: &'static str,
}

pub fn error(vm: &mut Vm, ty: TypeId, encoding: &str, object: Ref, t: &Trouble) -> Own {
    let object = vm.heap.own(object);
    let parts = [vm.new_str(encoding), object, vm.new_int(t.start as i64), vm.new_int(t.end as i64), vm.new_str(t.reason)];
    let e = exc::new_exception(vm, ty, &parts.each_ref().map(Own::r));
    for (i, part) in parts.into_iter().enumerate() {
        exc::set_extra(vm, e.r(), i, part.into());
    }
    e
}

pub fn escaped(p: u32) -> String {
    match p {
        0..0x100 => format!("\\x{p:02x}"),
        0x100..0x10000 => format!("\\u{p:04x}"),
        _ => format!("\\U{p:08x}"),
    }
}

fn registered(vm: &Vm, name: &str) -> Option<Ref> {
    vm.codecs.handlers.get().and_then(|d| vm.dict_get_named(d, name))
}

/// The surrogates as UTF-8, UTF-16 or UTF-32 would have them.
pub(super) fn passed(codec: Option<Codec>, points: &[u32]) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    for p in points.iter().copied() {
        if !(0xd800..0xe000).contains(&p) {
            return None;
        }
        match codec? {
            Codec::Utf8 => out.extend([0xe0 | (p >> 12) as u8, 0x80 | (p >> 6 & 63) as u8, 0x80 | (p & 63) as u8]),
            Codec::Wide { unit, big, .. } => {
                let bytes = p.to_le_bytes();
                let bytes = bytes.get(..unit).unwrap_or_default();
                if big { out.extend(bytes.iter().rev()) } else { out.extend(bytes) }
            }
            _ => return None,
        }
    }
    Some(out)
}

/// Asks the handler what to put for characters that cannot be encoded, and where to go on.
pub fn encode_error(
    vm: &mut Vm,
    s: &mut Script<'_>,
    codec: Option<Codec>,
    encoding: &str,
    errors: &str,
    text: Ref,
    t: &Trouble,
) -> Said<(Instead, usize)> {
    let bad: Vec<u32> = vm.heap.text(text).map(|x| (t.start..t.end).filter_map(|i| x.at(i)).collect()).unwrap_or_default();
    let own = match errors {
        "ignore" => Some(Vec::new()),
        "replace" => Some(bad.iter().map(|_| b'?').collect()),
        "backslashreplace" => Some(bad.iter().flat_map(|p| escaped(*p).into_bytes()).collect()),
        "xmlcharrefreplace" => Some(bad.iter().flat_map(|p| format!("&#{p};").into_bytes()).collect()),
        "surrogateescape" => bad.iter().map(|p| if (0xdc80..0xdd00).contains(p) { Some(*p as u8) } else { None }).collect(),
        "surrogatepass" => passed(codec, &bad),
        _ => None,
    };
    if let Some(bytes) = own
        && registered(vm, errors).is_none()
    {
        let plain = !matches!(errors, "surrogateescape" | "surrogatepass");
        let instead = if plain { Instead::Points(bytes.iter().map(|b| u32::from(*b)).collect()) } else { Instead::Bytes(bytes) };
        return Ok((instead, t.end));
    }
    let e = s.keep(vm, |vm| Ok(error(vm, ids::UNICODE_ENCODE_ERROR, encoding, text, t)))?;
    let n = vm.heap.text(text).map_or(0, |x| x.len());
    ask(vm, s, errors, e, n)
}

/// As `encode_error`, for bytes that cannot be decoded: names of encoding and handler, the bytes and their object.
pub fn decode_error(
    vm: &mut Vm,
    s: &mut Script<'_>,
    codec: Option<Codec>,
    (encoding, errors): (&str, &str),
    (bytes, object): (&[u8], Ref),
    t: &Trouble,
) -> Said<(Vec<u32>, usize)> {
    let bad = bytes.get(t.start..t.end).unwrap_or_default();
    let own = match errors {
        "ignore" => Some((Vec::new(), t.end)),
        "replace" => Some((vec![0xfffd], t.end)),
        "backslashreplace" => Some((bad.iter().flat_map(|b| format!("\\x{b:02x}").into_bytes()).map(u32::from).collect(), t.end)),
        "surrogateescape" => {
            let n = bad.iter().take(4).take_while(|b| **b >= 128).count();
            if n > 0 { Some((bad.iter().take(n).map(|b| 0xdc00 + u32::from(*b)).collect(), t.start + n)) } else { None }
        }
        "surrogatepass" => surrogate_in(codec, bytes.get(t.start..).unwrap_or_default()).map(|(p, n)| (vec![p], t.start + n)),
        _ => None,
    };
    if let Some(done) = own
        && registered(vm, errors).is_none()
    {
        return Ok(done);
    }
    let e = s.keep(vm, |vm| {
        let object = if vm.heap.bytes(object).is_some() { vm.heap.own(object) } else { vm.new_bytes(bytes.to_vec()) };
        let e = error(vm, ids::UNICODE_DECODE_ERROR, encoding, object.r(), t);
        vm.heap.decref_own(object);
        Ok(e)
    })?;
    match ask(vm, s, errors, e, bytes.len())? {
        (Instead::Points(points), at) => Ok((points, at)),
        (Instead::Bytes(_), _) => Err(exc::type_error(vm, "decoding error handler must return (str, int) tuple").into()),
    }
}

/// A surrogate written out, and how many bytes it takes.
pub(super) fn surrogate_in(codec: Option<Codec>, bytes: &[u8]) -> Option<(u32, usize)> {
    let (p, n) = match (codec?, bytes) {
        (Codec::Utf8, [a, b, c, ..]) if a & 0xf0 == 0xe0 && b & 0xc0 == 0x80 && c & 0xc0 == 0x80 => {
            (u32::from(a & 15) << 12 | u32::from(b & 63) << 6 | u32::from(c & 63), 3)
        }
        (Codec::Wide { unit: 2, big, .. }, [a, b, ..]) => {
            (u32::from(if big { u16::from_be_bytes([*a, *b]) } else { u16::from_le_bytes([*a, *b]) }), 2)
        }
        (Codec::Wide { unit: 4, big, .. }, [a, b, c, d, ..]) => {
            (if big { u32::from_be_bytes([*a, *b, *c, *d]) } else { u32::from_le_bytes([*a, *b, *c, *d]) }, 4)
        }
        _ => return None,
    };
    (0xd800..0xe000).contains(&p).then_some((p, n))
}

/// Raises for "strict" and handlers that do not apply; else calls the program's own.
fn ask(vm: &mut Vm, s: &mut Script<'_>, errors: &str, e: Ref, n: usize) -> Said<(Instead, usize)> {
    let Some(handler) = registered(vm, errors) else {
        if errors == "namereplace" && vm.is_instance_of(e, ids::UNICODE_ENCODE_ERROR) {
            return Err(super::registry::no_names().into());
        }
        if super::registry::HANDLERS.contains(&errors) {
            return Err(Stop::Raise(vm.heap.own(e)).into());
        }
        return Err(exc::lookup_error(vm, &format!("unknown error handler name '{errors}'")).into());
    };
    let encodes = vm.is_instance_of(e, ids::UNICODE_ENCODE_ERROR);
    let answer = s.ask(vm, |vm| vm.call_args(handler, &[e]))?;
    let parts: Vec<Ref> = vm.heap.tuple(answer).map(|t| t.items.iter().filter_map(|x| x.get()).collect()).unwrap_or_default();
    let wrong = if encodes {
        "encoding error handler must return (str/bytes, int) tuple"
    } else {
        "decoding error handler must return (str, int) tuple"
    };
    let &[instead, at] = parts.as_slice() else { return Err(exc::type_error(vm, wrong).into()) };
    let out = match (vm.heap.text(instead), vm.heap.bytes(instead)) {
        (Some(t), _) => Instead::Points(t.points().collect()),
        (None, Some(b)) if encodes => Instead::Bytes(b.clone()),
        _ => return Err(exc::type_error(vm, wrong).into()),
    };
    let given = s.index(vm, at)?;
    let to = if given < 0 { given + n as i64 } else { given };
    if to < 0 || to > n as i64 {
        return Err(exc::index_error(vm, &format!("position {given} from error handler out of bounds")).into());
    }
    Ok((out, to as usize))
}
