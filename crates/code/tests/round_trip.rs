//! marshal in and out, and what must never panic.

use pyvarium_code::dis::{DisOptions, const_repr, dis_text};
use pyvarium_code::marshal::{MarshalError, dumps, loads};
use pyvarium_code::{CodeObject, Const, ConstId, Opcode, Unit, exception_table, location, text};

fn unit(objects: Vec<Const>) -> Unit {
    let root = ConstId(objects.len() as u32 - 1);
    Unit { objects, root }
}

fn str_const(text: &str) -> Const {
    Const::Str { wtf8: text.as_bytes().to_vec(), interned: false }
}

fn every_kind() -> Unit {
    unit(vec![
        Const::None,
        Const::True,
        Const::False,
        Const::Ellipsis,
        Const::Int(-1),
        Const::Int(1 << 40),
        Const::BigInt { negative: true, magnitude_le: vec![0, 0, 0, 0, 0, 0, 0, 0, 1] },
        Const::Float(-0.0),
        Const::Complex { re: 1.5, im: -0.0 },
        str_const("plain"),
        Const::Str { wtf8: "café".as_bytes().to_vec(), interned: true },
        Const::Bytes(vec![0, 255, b'\'']),
        Const::FrozenSet(vec![ConstId(4), ConstId(5)]),
        Const::Slice { start: ConstId(0), stop: ConstId(4), step: ConstId(0) },
        Const::List(vec![ConstId(9)]),
        Const::Dict(vec![(ConstId(9), ConstId(7))]),
        Const::Tuple((0..16).map(ConstId).chain([ConstId(9), ConstId(15)]).collect()),
    ])
}

#[test]
fn every_kind_comes_back() {
    let before = every_kind();
    let after = loads(&dumps(&before)).unwrap();
    let text = |unit: &Unit| const_repr(unit, unit.root, &DisOptions::default());
    assert_eq!(text(&before), text(&after));
    assert_eq!(
        text(&after),
        "(None, True, False, Ellipsis, -1, 1099511627776, -18446744073709551616, -0.0, (1.5-0j), 'plain', 'café', \
         b\"\\x00\\xff'\", frozenset({1099511627776, -1}), slice(None, -1, None), ['plain'], {'plain': -0.0}, \
         'plain', {'plain': -0.0})"
    );
}

#[test]
fn shared_objects_stay_shared() {
    let after = loads(&dumps(&every_kind())).unwrap();
    let items = after.tuple(after.root).unwrap();
    assert_eq!(items[9], items[16]);
    assert_eq!(items[15], items[17]);
    assert_eq!(dumps(&loads(&dumps(&after)).unwrap()), dumps(&after));
}

#[test]
fn malformed_bytes_are_errors() {
    let bytes = dumps(&every_kind());
    for n in 0..bytes.len() {
        assert!(loads(&bytes[..n]).is_err(), "{n}");
    }
    assert_eq!(loads(b""), Err(MarshalError::Eof));
    assert_eq!(loads(b"?"), Err(MarshalError::UnknownType(b'?')));
    assert_eq!(loads(b"0"), Err(MarshalError::NullObject));
    assert_eq!(loads(b"r\0\0\0\0"), Err(MarshalError::InvalidReference));
    // A tuple that would hold itself; and a size that the data cannot have.
    assert_eq!(loads(b"\xa9\x01r\0\0\0\0"), Err(MarshalError::InvalidReference));
    assert_eq!(loads(b"(\xff\xff\xff\x7f"), Err(MarshalError::TooShort));
    assert_eq!(loads(b"[\xff\xff\xff\xff"), Err(MarshalError::OutOfRange("list size")));
    // Nested as deep as one likes: a limit, not a crash.
    let deep: Vec<u8> = [b')', 1].repeat(1_000_000);
    assert_eq!(loads(&deep), Err(MarshalError::NestedTooDeep));
}

#[test]
fn sets_are_walked_in_the_order_of_their_table() {
    // Orders as 64-bit CPython with PYTHONHASHSEED=0 prints them.
    let frozen = |members: Vec<Const>| {
        let ids = (0..members.len() as u32).map(ConstId).collect();
        let unit = unit(members.into_iter().chain([Const::FrozenSet(ids)]).collect());
        const_repr(&unit, unit.root, &DisOptions::default())
    };
    let words = ["br", "param", "track", "basefont", "isindex", "source", "area", "hr", "input", "col"];
    assert_eq!(
        frozen(words.map(str_const).to_vec()),
        "frozenset({'basefont', 'track', 'br', 'param', 'isindex', 'source', 'area', 'hr', 'input', 'col'})"
    );
    assert_eq!(frozen([1, 2, 3, 100, -5, 17, 8, 16].map(Const::Int).to_vec()), "frozenset({1, 2, 3, 100, 8, 16, 17, -5})");
    assert_eq!(frozen(["é", "ab", "Жx", "a😀"].map(str_const).to_vec()), "frozenset({'ab', 'é', 'Жx', 'a😀'})");
    let big = Const::BigInt { negative: false, magnitude_le: 10u128.pow(30).to_le_bytes()[..13].to_vec() };
    let mixed = vec![
        Const::Float(1.5),
        Const::Float(2.25),
        str_const("x"),
        Const::None,
        Const::Bytes(b"q".to_vec()),
        Const::True,
        Const::Complex { re: 0.0, im: 3.0 },
        big,
        Const::Float(-7.125e-300),
    ];
    assert!(frozen(mixed).starts_with("frozenset({None, 1.5, 2.25, 'x', b'q', True, "));
}

#[test]
fn numbers_and_text_as_repr_writes_them() {
    let floats = [
        (0.1, "0.1"),
        (1e16, "1e+16"),
        (9999999999999998.0, "9999999999999998.0"),
        (0.0001, "0.0001"),
        (0.00001, "1e-05"),
        (-0.0, "-0.0"),
        (1e100, "1e+100"),
        (f64::INFINITY, "inf"),
        (f64::NAN, "nan"),
        (5e-324, "5e-324"),
        (123456.789, "123456.789"),
    ];
    for (value, want) in floats {
        assert_eq!(text::float_repr(value), want);
    }
    assert_eq!(text::complex_repr(0.0, 2.0), "2j");
    assert_eq!(text::complex_repr(-0.0, 1.0), "(-0+1j)");
    assert_eq!(text::str_repr("it's\n\u{a0}\u{1f600}".as_bytes()), "\"it's\\n\\xa0😀\"");
    assert_eq!(text::str_repr(&[0xed, 0xa0, 0x80]), "'\\ud800'");
    assert!(text::is_wtf8(&[0xed, 0xa0, 0x80]) && !text::is_wtf8(&[0xed, 0xa0]));
    assert_eq!(text::decimal(false, &10u128.pow(30).to_le_bytes()), format!("1{}", "0".repeat(30)));
}

#[test]
fn opcodes_have_the_numbers_of_3_14() {
    assert_eq!(Opcode::LoadFastBorrow as u8, 86);
    assert_eq!(Opcode::from_u8(128), Some(Opcode::Resume));
    assert_eq!(Opcode::from_u8(121), None);
    assert_eq!(Opcode::from_name("LOAD_ATTR").map(Opcode::caches), Some(9));
    assert_eq!(Opcode::LoadAttrSlot.base(), Opcode::LoadAttr);
    assert!(Opcode::ALL.iter().all(|op| Opcode::from_u8(*op as u8) == Some(*op)));
}

#[test]
fn exception_tables_come_back() {
    let rows = [
        exception_table::Entry { start: 3, end: 100, target: 5000, depth: 2, lasti: true },
        exception_table::Entry { start: 100, end: 101, target: 70_000, depth: 0, lasti: false },
    ];
    assert_eq!(exception_table::parse(&exception_table::write(&rows)), rows);
}

#[test]
fn broken_code_is_shown_without_panic() {
    let code = CodeObject {
        co_argcount: 0,
        co_posonlyargcount: 0,
        co_kwonlyargcount: 0,
        co_stacksize: 0,
        co_flags: 0,
        co_code: vec![82, 200, 121, 1, 75, 255, 69, 255, 70, 255],
        co_consts: ConstId(99),
        co_names: ConstId(99),
        co_localsplusnames: ConstId(99),
        co_localspluskinds: Vec::new(),
        co_filename: ConstId(99),
        co_name: ConstId(99),
        co_qualname: ConstId(99),
        co_firstlineno: -5,
        co_linetable: vec![0xff, 0xf0, 0x7f],
        co_exceptiontable: vec![0xff, 0x7f],
    };
    let unit = unit(vec![Const::Code(Box::new(code))]);
    assert!(dis_text(&unit, unit.root, &DisOptions::default()).contains("LOAD_CONST"));
    assert_eq!(location::addr2line(unit.root_code().unwrap(), 1000), None);
}
