//! The formats of `struct`: what stands where, and how many bytes it takes. Knows nothing of objects.
//!
//! CPython: Modules/_struct.c (prepare_s, native_table, lilendian_table), Objects/floatobject.c (PyFloat_Pack2).

/// One kind of value, so many times. Padding has no item.
#[derive(Clone, Copy, Debug)]
pub struct Item {
    pub code: char,
    /// Bytes of one value.
    pub size: usize,
    pub repeat: usize,
    /// Where the first one begins.
    pub offset: usize,
}

impl Item {
    pub fn is_signed(&self) -> bool {
        matches!(self.code, 'b' | 'h' | 'i' | 'l' | 'q' | 'n')
    }
}

#[derive(Clone, Debug, Default)]
pub struct Format {
    pub items: Vec<Item>,
    /// Unit: bytes.
    pub size: usize,
    pub is_big: bool,
}

impl Format {
    pub fn n_values(&self) -> usize {
        self.items.iter().map(|item| item.repeat).sum()
    }
}

/// Size and alignment; None for a character that is no code. The native sizes are those of 64-bit machines.
fn layout(code: char, native: bool) -> Option<(usize, usize)> {
    let size = match code {
        'x' | 'b' | 'B' | 'c' | 's' | 'p' | '?' => return Some((1, 1)),
        'h' | 'H' | 'e' => 2,
        'i' | 'I' | 'f' => 4,
        'l' | 'L' => {
            if native {
                8
            } else {
                4
            }
        }
        'q' | 'Q' | 'd' => 8,
        'n' | 'N' | 'P' if native => 8,
        'F' => return Some((8, if native { 4 } else { 1 })),
        'D' => return Some((16, if native { 8 } else { 1 })),
        _ => return None,
    };
    Some((size, if native { size } else { 1 }))
}

/// The error is the message.
pub fn parse(text: &str) -> Result<Format, &'static str> {
    const TOO_LONG: &str = "total struct size too long";
    let mut format = Format::default();
    let mut chars = text.chars().peekable();
    let mut native = true;
    if let Some(order) = chars.peek().copied().filter(|c| matches!(c, '<' | '>' | '=' | '!' | '@')) {
        chars.next();
        native = order == '@';
        format.is_big = matches!(order, '>' | '!');
    }
    while let Some(c) = chars.next() {
        if c.is_ascii_whitespace() || c == '\x0b' {
            continue;
        }
        let mut code = c;
        let mut count = 1usize;
        if let Some(digit) = c.to_digit(10) {
            count = digit as usize;
            loop {
                let Some(next) = chars.next() else { return Err("repeat count given without format specifier") };
                match next.to_digit(10) {
                    Some(digit) => {
                        let more = count.checked_mul(10).and_then(|n| n.checked_add(digit as usize));
                        count = more.filter(|n| *n <= isize::MAX as usize).ok_or(TOO_LONG)?;
                    }
                    None => {
                        code = next;
                        break;
                    }
                }
            }
        }
        let (size, align) = layout(code, native).ok_or("bad char in struct format")?;
        let offset = format.size.next_multiple_of(align);
        let (size, repeat) = match code {
            's' | 'p' => (count, 1),
            _ => (size, count),
        };
        let end = size.checked_mul(repeat).and_then(|n| n.checked_add(offset)).filter(|n| *n <= isize::MAX as usize);
        format.size = end.ok_or(TOO_LONG)?;
        if code != 'x' && repeat > 0 {
            format.items.push(Item { code, size, repeat, offset });
        }
    }
    Ok(format)
}
