//! Bytes of a source file to the text that the tokenizer sees. CPython: Parser/tokenizer/helpers.c.

use crate::report::SyntaxReport;

/// Line ends become `\n`, a byte-order mark goes, and the encoding comment is obeyed.
pub(crate) fn decode(bytes: &[u8], filename: &str) -> Result<String, SyntaxReport> {
    let error = |msg: String| SyntaxReport::without_place("SyntaxError", msg, filename);
    let (bytes, has_bom) = match bytes.strip_prefix(b"\xef\xbb\xbf") {
        Some(rest) => (rest, true),
        None => (bytes, false),
    };
    if bytes.contains(&0) {
        return Err(error("source code string cannot contain null bytes".to_owned()));
    }
    let encoding = encoding_comment(bytes);
    let text = match encoding.as_deref().unwrap_or("utf-8") {
        "utf-8" => match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(bad) => return Err(not_utf8(bytes, bad, filename)),
        },
        other if has_bom => {
            return Err(error(format!("encoding problem: {other} with BOM")));
        }
        "iso-8859-1" => bytes.iter().copied().map(char::from).collect(),
        "ascii" => match bytes.iter().position(|byte| !byte.is_ascii()) {
            None => bytes.iter().copied().map(char::from).collect(),
            Some(at) => {
                let byte = bytes.get(at).copied().unwrap_or_default();
                return Err(error(format!(
                    "(unicode error) 'ascii' codec can't decode byte 0x{byte:02x} in position {at}: ordinal not in range(128)"
                )));
            }
        },
        other => {
            let msg = format!("source encoding {other}");
            return Err(SyntaxReport::not_supported(msg, 1, filename));
        }
    };
    Ok(normalize_line_ends(text))
}

pub(crate) fn normalize_line_ends(text: String) -> String {
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text }
}

/// The name in a `# -*- coding: name -*-` of the first two lines, in one spelling. CPython: get_coding_spec.
fn encoding_comment(bytes: &[u8]) -> Option<String> {
    for line in bytes.split(|byte| matches!(byte, b'\n' | b'\r')).take(2) {
        let blank = line.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\x0c')).count();
        let line = line.get(blank..).unwrap_or_default();
        match line.first() {
            None => continue,
            Some(b'#') => {}
            Some(_) => return None,
        }
        let Some(at) = line.windows(6).position(|window| window == b"coding") else {
            continue;
        };
        let rest = line.get(at + 6..).unwrap_or_default();
        let Some((b':' | b'=', rest)) = rest.split_first().map(|(c, rest)| (*c, rest)) else {
            continue;
        };
        let blank = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        let is_name = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
        let name: String = rest.iter().skip(blank).take_while(is_name).map(|byte| char::from(*byte)).collect();
        if !name.is_empty() {
            return Some(normal_name(&name));
        }
    }
    None
}

/// CPython: get_normal_name, and the aliases of the two codecs that are built in here.
fn normal_name(name: &str) -> String {
    let plain = name.to_ascii_lowercase().replace('_', "-");
    let is = |stem: &str| plain == stem || plain.starts_with(&format!("{stem}-"));
    if is("utf-8") || plain == "utf8" {
        "utf-8".to_owned()
    } else if is("latin-1") || is("iso-8859-1") || is("iso-latin-1") || plain == "latin1" {
        "iso-8859-1".to_owned()
    } else if plain == "us-ascii" {
        "ascii".to_owned()
    } else {
        plain
    }
}

fn not_utf8(bytes: &[u8], bad: std::str::Utf8Error, filename: &str) -> SyntaxReport {
    let at = bad.valid_up_to();
    let byte = bytes.get(at).copied().unwrap_or_default();
    let why = match (bad.error_len(), byte) {
        (None, _) => "unexpected end of data",
        (Some(1), 0x80..=0xc1 | 0xf5..=0xff) => "invalid start byte",
        (Some(_), _) => "invalid continuation byte",
    };
    let msg = format!("(unicode error) 'utf-8' codec can't decode byte 0x{byte:02x} in position {at}: {why}");
    let head = bytes.get(..at).unwrap_or_default();
    let line = 1 + head.iter().filter(|byte| **byte == b'\n').count() as u32;
    let mut report = SyntaxReport::without_place("SyntaxError", msg, filename);
    report.lineno = Some(line);
    report.offset = Some(0);
    report.end_lineno = Some(line);
    report.end_offset = Some(0);
    report
}
