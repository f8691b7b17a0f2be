//! Bytes of a source file to the text that the tokenizer sees. CPython: Parser/tokenizer/helpers.c.

use pyvarium_code::encoding::encoding_comment;

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

/// As `decode`, with the words of what is no file. CPython: Parser/tokenizer/string_tokenizer.c, decode_str.
pub(crate) fn decode_string(bytes: &[u8], filename: &str) -> Result<String, SyntaxReport> {
    let (body, has_bom) = match bytes.strip_prefix(b"\xef\xbb\xbf") {
        Some(rest) => (rest, true),
        None => (bytes, false),
    };
    let place = |lineno: u32, offset: i32| SyntaxReport {
        lineno: Some(lineno),
        offset: Some(offset),
        ..SyntaxReport::without_place("SyntaxError", String::new(), filename)
    };
    let encoding = encoding_comment(body);
    match encoding.as_deref().unwrap_or("utf-8") {
        "utf-8" => {}
        other if has_bom => {
            let is_here = |line: &&[u8]| line.windows(6).any(|window| window == b"coding");
            let (at, line) = body.split(|byte| *byte == b'\n').enumerate().find(|(_, line)| is_here(line)).unwrap_or_default();
            let text = String::from_utf8_lossy(line).into_owned();
            let lineno = at as u32 + 1;
            // The mark counts on its own line.
            let end_offset = Some(text.chars().count() as i32 + i32::from(at > 0));
            let msg = format!("encoding problem: {other} with BOM");
            return Err(SyntaxReport { msg, end_lineno: Some(lineno), end_offset, text: Some(text), ..place(lineno, 0) });
        }
        "ascii" => {
            if let Some(at) = body.iter().position(|byte| !byte.is_ascii()) {
                let byte = body.get(at).copied().unwrap_or_default();
                let msg = format!("'ascii' codec can't decode byte 0x{byte:02x} in position {at}: ordinal not in range(128)");
                return Err(SyntaxReport { msg, ..place(0, -1) });
            }
        }
        "iso-8859-1" => return Ok(normalize_line_ends(body.iter().copied().map(char::from).collect())),
        other if is_known(other) => return decode(bytes, filename),
        other => return Err(SyntaxReport { msg: format!("unknown encoding: {other}"), ..place(0, -1) }),
    }
    let text = match std::str::from_utf8(body) {
        Ok(text) => text.to_owned(),
        Err(bad) => {
            let head = body.get(..bad.valid_up_to()).unwrap_or_default();
            let byte = body.get(bad.valid_up_to()).copied().unwrap_or_default();
            let lineno = 1 + head.iter().filter(|byte| **byte == b'\n').count() as u32;
            let start = head.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
            let before = head.get(start..).unwrap_or_default();
            let offset = String::from_utf8_lossy(before).chars().count() as i32 + 1;
            let line = body.get(start..).unwrap_or_default().split(|byte| matches!(byte, b'\n' | b'\r')).next().unwrap_or_default();
            let msg = format!(
                "Non-UTF-8 code starting with '\\x{byte:02x}' on line {lineno}, but no encoding declared; \
                 see https://peps.python.org/pep-0263/ for details"
            );
            let text = Some(String::from_utf8_lossy(line).into_owned());
            return Err(SyntaxReport { msg, text, end_lineno: Some(lineno), end_offset: Some(offset), ..place(lineno, offset) });
        }
    };
    Ok(normalize_line_ends(text))
}

/// Encodings that Python has, of those that are met in old files.
fn is_known(encoding: &str) -> bool {
    let families = ["cp", "iso-", "iso8859", "koi8", "mac", "utf-", "utf16", "utf32", "euc", "big5", "gb", "shift", "windows-", "rot"];
    families.iter().any(|family| encoding.starts_with(family))
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
