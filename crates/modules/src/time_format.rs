//! `strftime` of the C locale, as glibc does it.

use crate::time::{DAYS, Fields, MONTHS, short};

fn full(names: &[&'static str], i: i64) -> &'static str {
    names.get(i as usize).copied().unwrap_or("?")
}

/// Year and week of ISO 8601.
fn iso_week(f: &Fields) -> (i64, i64) {
    let [year, _, _, _, _, _, wday, yday, _] = *f;
    let weeks = |y: i64| {
        // The weekday of 31 December.
        let p = |y: i64| (y + y.div_euclid(4) - y.div_euclid(100) + y.div_euclid(400)).rem_euclid(7);
        if p(y) == 4 || p(y - 1) == 3 { 53 } else { 52 }
    };
    let week = (yday - 1 - wday + 10) / 7;
    if week < 1 {
        (year - 1, weeks(year - 1))
    } else if week > weeks(year) {
        (year + 1, 1)
    } else {
        (year, week)
    }
}

/// `seconds`: since 1970.
pub fn strftime_text(format: &str, f: &Fields, seconds: i64) -> String {
    let [year, month, day, hour, minute, second, wday, yday, _] = *f;
    let mut out = String::new();
    let mut chars = format.chars();
    while let Some(c) = chars.next() {
        if c != '%' {
            out.push(c);
            continue;
        }
        let mut spec = chars.next();
        // Padding as glibc has it: `-` none, `_` blanks, `0` zeros.
        let mut pad = None;
        if let Some(flag @ ('-' | '_' | '0')) = spec {
            pad = Some(flag);
            spec = chars.next();
        }
        if let Some('E' | 'O') = spec {
            spec = chars.next();
        }
        let hour12 = if hour % 12 == 0 { 12 } else { hour % 12 };
        let number = |n: i64, width: usize, fill: char| match (pad, fill) {
            (Some('-'), _) => n.to_string(),
            (Some('_'), _) => format!("{n:width$}"),
            (Some('0'), _) | (None, '0') => format!("{n:0width$}"),
            _ => format!("{n:width$}"),
        };
        let again = |format: &str| strftime_text(format, f, seconds);
        let piece = match spec {
            Some('a') => short(&DAYS, wday).to_owned(),
            Some('A') => full(&DAYS, wday).to_owned(),
            Some('b' | 'h') => short(&MONTHS, month - 1).to_owned(),
            Some('B') => full(&MONTHS, month - 1).to_owned(),
            Some('c') => again("%a %b %e %H:%M:%S %Y"),
            Some('C') => number(year.div_euclid(100), 2, '0'),
            Some('d') => number(day, 2, '0'),
            Some('D' | 'x') => again("%m/%d/%y"),
            Some('e') => number(day, 2, ' '),
            Some('F') => again("%Y-%m-%d"),
            Some('g') => number(iso_week(f).0.rem_euclid(100), 2, '0'),
            Some('G') => iso_week(f).0.to_string(),
            Some('H') => number(hour, 2, '0'),
            Some('I') => number(hour12, 2, '0'),
            Some('j') => number(yday, 3, '0'),
            Some('k') => number(hour, 2, ' '),
            Some('l') => number(hour12, 2, ' '),
            Some('m') => number(month, 2, '0'),
            Some('M') => number(minute, 2, '0'),
            Some('n') => "\n".to_owned(),
            Some('p') => if hour < 12 { "AM" } else { "PM" }.to_owned(),
            Some('P') => if hour < 12 { "am" } else { "pm" }.to_owned(),
            Some('r') => again("%I:%M:%S %p"),
            Some('R') => again("%H:%M"),
            Some('s') => seconds.to_string(),
            Some('S') => number(second, 2, '0'),
            Some('t') => "\t".to_owned(),
            Some('T' | 'X') => again("%H:%M:%S"),
            Some('u') => (if wday == 6 { 7 } else { wday + 1 }).to_string(),
            Some('U') => number((yday - 1 + 7 - (wday + 1) % 7) / 7, 2, '0'),
            Some('V') => number(iso_week(f).1, 2, '0'),
            Some('w') => ((wday + 1) % 7).to_string(),
            Some('W') => number((yday - 1 + 7 - wday) / 7, 2, '0'),
            Some('y') => number(year.rem_euclid(100), 2, '0'),
            Some('Y') => number(year, 1, '0'),
            Some('z') => "+0000".to_owned(),
            Some('Z') => "UTC".to_owned(),
            Some('%') => "%".to_owned(),
            Some(other) => format!("%{other}"),
            None => "%".to_owned(),
        };
        out.push_str(&piece);
    }
    out
}
