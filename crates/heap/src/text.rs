//! What a str holds: code points in one-, two- or four-byte units, as CPython's compact unicode
//! objects. Surrogates are allowed. No formatting, no methods: those are in the vm.
//!
//! CPython: Include/cpython/unicodeobject.h, PyUnicode_1BYTE_KIND and friends.

use std::borrow::Cow;

use smallvec::SmallVec;

/// One-byte units. Those of short texts lie in the object, as nearly all texts are short.
pub type OneByte = SmallVec<[u8; 16]>;

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Units {
    /// Latin-1; `ascii` when every unit is below 128.
    One {
        units: OneByte,
        ascii: bool,
    },
    Two(Box<[u16]>),
    Four(Box<[u32]>),
}

/// How far a string is interned. CPython: SSTATE_*.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Interned {
    #[default]
    Not,
    Mortal,
    Immortal,
}

#[derive(Clone, Debug)]
pub struct Text {
    pub units: Units,
    /// The cached hash; None until first asked for.
    pub hash: Option<i64>,
    pub interned: Interned,
}

impl PartialEq for Text {
    fn eq(&self, other: &Text) -> bool {
        self.units == other.units
    }
}
impl Eq for Text {}

/// The state of the object, cached hash and all; equal texts may differ in it, which is no map's concern:
/// maps are keyed by `Units`.
impl Text {
    pub(crate) fn hash_state<H: std::hash::Hasher>(&self, state: &mut H) {
        use std::hash::Hash;
        self.units.hash(state);
        self.hash.hash(state);
        self.interned.hash(state);
    }
}

impl From<&str> for Text {
    fn from(s: &str) -> Text {
        if s.is_ascii() {
            return Text::from_units(Units::One { units: s.as_bytes().into(), ascii: true });
        }
        Text::from_points(s.chars().map(u32::from))
    }
}

impl From<String> for Text {
    fn from(s: String) -> Text {
        if s.is_ascii() {
            return Text::from_units(Units::One { units: one_byte(s.into_bytes()), ascii: true });
        }
        Text::from(s.as_str())
    }
}

impl Text {
    pub fn from_units(units: Units) -> Text {
        Text { units, hash: None, interned: Interned::Not }
    }

    /// The narrowest kind that holds all points, as CPython chooses it.
    pub fn from_points(points: impl Iterator<Item = u32>) -> Text {
        let points: Vec<u32> = points.collect();
        Text::from_point_slice(&points)
    }

    pub fn from_point_slice(points: &[u32]) -> Text {
        let max = points.iter().copied().max().unwrap_or(0);
        Text::from_units(if max < 0x100 {
            Units::One { units: points.iter().map(|&p| p as u8).collect(), ascii: max < 0x80 }
        } else if max < 0x1_0000 {
            Units::Two(points.iter().map(|&p| p as u16).collect())
        } else {
            Units::Four(points.into())
        })
    }

    /// Decodes UTF-8 that may hold encoded surrogates, as marshal does. Bad bytes become U+FFFD.
    pub fn from_wtf8(bytes: &[u8]) -> Text {
        if bytes.is_ascii() {
            return Text::from_units(Units::One { units: bytes.into(), ascii: true });
        }
        let mut points = Vec::with_capacity(bytes.len());
        let mut rest = bytes;
        while let Some((&lead, tail)) = rest.split_first() {
            let (more, bits) = match lead {
                0..0x80 => (0, u32::from(lead)),
                0xC0..0xE0 => (1, u32::from(lead & 0x1F)),
                0xE0..0xF0 => (2, u32::from(lead & 0x0F)),
                0xF0..0xF8 => (3, u32::from(lead & 0x07)),
                _ => (0, 0xFFFD),
            };
            match tail.get(..more) {
                Some(following) => {
                    points.push(following.iter().fold(bits, |acc, b| acc << 6 | u32::from(b & 0x3F)));
                    rest = tail.get(more..).unwrap_or_default();
                }
                None => {
                    points.push(0xFFFD);
                    rest = tail;
                }
            }
        }
        Text::from_point_slice(&points)
    }

    /// Unit: code points.
    #[inline]
    pub fn len(&self) -> usize {
        match &self.units {
            Units::One { units, .. } => units.len(),
            Units::Two(u) => u.len(),
            Units::Four(u) => u.len(),
        }
    }

    #[inline]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    #[inline]
    pub fn is_ascii(&self) -> bool {
        matches!(self.units, Units::One { ascii: true, .. })
    }

    /// Bytes a unit: 1, 2 or 4.
    #[inline]
    pub fn kind(&self) -> u32 {
        match self.units {
            Units::One { .. } => 1,
            Units::Two(_) => 2,
            Units::Four(_) => 4,
        }
    }

    #[inline]
    pub fn at(&self, i: usize) -> Option<u32> {
        match &self.units {
            Units::One { units, .. } => units.get(i).map(|&u| u.into()),
            Units::Two(u) => u.get(i).map(|&u| u.into()),
            Units::Four(u) => u.get(i).copied(),
        }
    }

    pub fn points(&self) -> impl DoubleEndedIterator<Item = u32> + ExactSizeIterator + '_ {
        (0..self.len()).map(|i| self.at(i).unwrap_or(0))
    }

    /// The text where it is ASCII; None otherwise.
    pub fn as_ascii(&self) -> Option<&str> {
        match &self.units {
            Units::One { units, ascii: true } => std::str::from_utf8(units).ok(),
            _ => None,
        }
    }

    /// For messages and output: lone surrogates become U+FFFD.
    pub fn to_str_lossy(&self) -> Cow<'_, str> {
        match self.as_ascii() {
            Some(s) => Cow::Borrowed(s),
            None => Cow::Owned(self.points().map(|p| char::from_u32(p).unwrap_or('\u{FFFD}')).collect()),
        }
    }

    /// The text if it holds no surrogate.
    pub fn to_str(&self) -> Option<Cow<'_, str>> {
        match self.as_ascii() {
            Some(s) => Some(Cow::Borrowed(s)),
            None => self.points().map(char::from_u32).collect::<Option<String>>().map(Cow::Owned),
        }
    }

    pub fn is_str(&self, s: &str) -> bool {
        match self.as_ascii() {
            Some(a) => a == s,
            None => self.points().eq(s.chars().map(u32::from)),
        }
    }

    pub fn slice(&self, start: usize, end: usize) -> Text {
        match &self.units {
            Units::One { units, ascii: true } => {
                Text::from_units(Units::One { units: units.get(start..end).unwrap_or_default().into(), ascii: true })
            }
            _ => Text::from_points((start..end.min(self.len())).filter_map(|i| self.at(i))),
        }
    }

    pub fn concat(&self, other: &Text) -> Text {
        match (&self.units, &other.units) {
            (Units::One { units: a, ascii: x }, Units::One { units: b, ascii: y }) => {
                let mut units = OneByte::with_capacity(a.len() + b.len());
                units.extend_from_slice(a);
                units.extend_from_slice(b);
                Text::from_units(Units::One { units, ascii: *x && *y })
            }
            _ => Text::from_points(self.points().chain(other.points())),
        }
    }

    /// All of them one after the other.
    pub fn concat_all<'a>(parts: impl Iterator<Item = &'a Text> + Clone) -> Text {
        let (mut len, mut is_ascii, mut kind) = (0, true, 1);
        for part in parts.clone() {
            len += part.len();
            is_ascii &= part.is_ascii();
            kind = kind.max(part.kind());
        }
        if kind > 1 {
            return Text::from_points(parts.flat_map(Text::points));
        }
        let mut units = OneByte::with_capacity(len);
        for part in parts {
            if let Units::One { units: more, .. } = &part.units {
                units.extend_from_slice(more);
            }
        }
        Text::from_units(Units::One { units, ascii: is_ascii })
    }

    /// Decimal digits.
    pub fn of_int(n: i64) -> Text {
        let mut buffer = itoa::Buffer::new();
        Text::from_units(Units::One { units: buffer.format(n).as_bytes().into(), ascii: true })
    }
}

fn one_byte(mut units: Vec<u8>) -> OneByte {
    units.shrink_to_fit();
    units.into()
}
