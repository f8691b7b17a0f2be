//! The encoding that a source text names in its first two lines. CPython: Parser/tokenizer/helpers.c.

/// The name in a `# -*- coding: name -*-` of the first two lines, in one spelling. CPython: get_coding_spec.
pub fn encoding_comment(bytes: &[u8]) -> Option<String> {
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
