//! The grammar as tables, read once from `grammar.txt`. Its notation, after the manner of CPython's own:
//!
//! `'x'` an operator or keyword, `"x"` a word that is a keyword only here, `NAME` a kind of token, `x` a rule; `x?` or `[x]` may be left out,
//! `x*` any number, `x+` at least one, `','.x+` with commas between, `(x | y)` one of them; `&x` and `!x` look ahead, `~` forbids other
//! choices, `&&'x'` must come; `a=x` names what was found. In braces stands what becomes of it: `{=a}` that itself, `{Kind a b}` a
//! node with these parts, `{!word a "text"}` one of the complaints of `complain.rs`; `@8 "text"` behind it: from which minor version on. `(memo)`: remembered, `(left)`: recurs at its left,
//! `(pure)`: no mistakes are looked for inside.
//!
//! CPython: Grammar/python.gram, Tools/peg_generator.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::lexer::{EXCLAMATION, OPERATORS};

/// A kind of token as a number: operators, then these, then keywords.
pub(super) const NAME: u16 = 64;
pub(super) const NUMBER: u16 = 65;
pub(super) const STRING: u16 = 66;
pub(super) const NEWLINE: u16 = 67;
pub(super) const INDENT: u16 = 68;
pub(super) const DEDENT: u16 = 69;
pub(super) const END: u16 = 70;
pub(super) const FSTART: u16 = 71;
pub(super) const FMIDDLE: u16 = 72;
pub(super) const FEND: u16 = 73;
pub(super) const TSTART: u16 = 74;
pub(super) const TMIDDLE: u16 = 75;
pub(super) const TEND: u16 = 76;
pub(super) const TYPE_COMMENT: u16 = 77;
pub(super) const ERROR: u16 = 78;
const SOFT: u16 = 79;
const KINDS: [&str; 16] = [
    "NAME",
    "NUMBER",
    "STRING",
    "NEWLINE",
    "INDENT",
    "DEDENT",
    "END",
    "FSTART",
    "FMIDDLE",
    "FEND",
    "TSTART",
    "TMIDDLE",
    "TEND",
    "TYPE_COMMENT",
    "ERROR",
    "SOFT",
];
const FIRST_KEYWORD: u16 = 96;
pub(super) const KEYWORDS: [&str; 35] = [
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del", "elif", "else", "except",
    "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try",
    "while", "with", "yield",
];
pub(super) const SOFT_KEYWORDS: [&str; 4] = ["_", "case", "match", "type"];

pub(super) fn keyword(word: &str) -> Option<u16> {
    KEYWORDS.binary_search(&word).ok().map(|at| FIRST_KEYWORD + at as u16)
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Op {
    Token(u16),
    /// A name spelled so.
    Soft(&'static str),
    /// A name that is a keyword somewhere.
    AnySoft,
    Rule(u16),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum How {
    Plain,
    Maybe,
    Ahead,
    NotAhead,
    Forced,
    Cut,
}

#[derive(Clone, Debug)]
pub(super) struct Item {
    pub op: Op,
    pub how: How,
    pub label: u8,
    /// The token's text, where it must come.
    pub text: &'static str,
}

#[derive(Clone, Debug)]
pub(super) enum Action {
    /// The only item, or nothing in particular.
    Default,
    Same(u8),
    Node(&'static str, Vec<u8>),
    Complain {
        word: &'static str,
        labels: Vec<u8>,
        what: &'static str,
        text: String,
    },
}

/// Kinds of token, a bit each.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(super) struct Kinds([u64; 3]);

impl Kinds {
    const ALL: Kinds = Kinds([u64::MAX; 3]);

    fn one(kind: u16) -> Kinds {
        let mut kinds = Kinds::default();
        if let Some(word) = kinds.0.get_mut(usize::from(kind / 64)) {
            *word |= 1 << (kind % 64);
        }
        kinds
    }

    fn or(self, other: Kinds) -> Kinds {
        let ([a, b, c], [x, y, z]) = (self.0, other.0);
        Kinds([a | x, b | y, c | z])
    }

    pub fn has(self, kind: u16) -> bool {
        self.0.get(usize::from(kind / 64)).is_some_and(|word| word >> (kind % 64) & 1 != 0)
    }
}

#[derive(Clone, Debug)]
pub(super) struct Alt {
    pub items: Vec<Item>,
    pub action: Action,
    /// A single rule for mistakes.
    pub is_invalid: bool,
    /// The minor version that brought it, and its name.
    pub since: Option<(u8, &'static str)>,
    /// What it can begin with.
    pub first: Kinds,
}

#[derive(Clone, Debug)]
pub(super) enum Body {
    Alts(Vec<Alt>),
    /// The fewest; and what stands between.
    Loop(Op, usize, Option<Op>),
}

#[derive(Clone, Debug)]
pub(super) struct Rule {
    pub body: Body,
    pub is_memo: bool,
    pub is_left: bool,
    pub is_pure: bool,
    pub first: Kinds,
    /// It may be found without any token.
    is_nullable: bool,
}

impl Rule {
    /// Can it be found where such a token stands?
    pub fn may_begin(&self, kind: u16) -> bool {
        self.is_nullable || self.first.has(kind)
    }
}

#[derive(Debug)]
pub(super) struct Grammar {
    pub rules: Vec<Rule>,
    pub starts: [u16; 4],
}

pub(super) fn grammar() -> &'static Grammar {
    static GRAMMAR: OnceLock<Grammar> = OnceLock::new();
    GRAMMAR.get_or_init(|| Reader::default().read(include_str!("grammar.txt")))
}

#[derive(Default)]
struct Reader {
    rules: Vec<Rule>,
    names: HashMap<&'static str, u16>,
    words: Vec<&'static str>,
    at: usize,
}

const NOTHING: Rule =
    Rule { body: Body::Alts(Vec::new()), is_memo: false, is_left: false, is_pure: false, first: Kinds([0; 3]), is_nullable: false };

/// The words of a rule's line: brackets and signs alone, quoted texts whole, an action's braces and texts too.
fn words(line: &'static str) -> Vec<&'static str> {
    let bytes = line.as_bytes();
    let at = |i: usize| bytes.get(i).copied().unwrap_or(0);
    let mut out = Vec::new();
    let mut i = 0;
    let mut in_action = false;
    while i < bytes.len() {
        let start = i;
        match at(i) {
            b' ' => {
                i += 1;
                continue;
            }
            quote @ (b'\'' | b'"') => {
                i += 1;
                while i < bytes.len() && at(i) != quote {
                    i += 1 + usize::from(at(i) == b'\\' && in_action);
                }
                i += 1;
            }
            c if c.is_ascii_alphanumeric() || c == b'_' => {
                while at(i).is_ascii_alphanumeric() || at(i) == b'_' {
                    i += 1;
                }
            }
            b'&' if at(i + 1) == b'&' => i += 2,
            c => {
                in_action = if c == b'{' { true } else { in_action && c != b'}' };
                i += 1;
            }
        }
        out.extend(line.get(start..i));
    }
    out
}

impl Reader {
    fn read(mut self, text: &'static str) -> Grammar {
        let mut lines: Vec<(&'static str, Vec<&'static str>)> = Vec::new();
        for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            if line.starts_with(' ') {
                if let Some((_, all)) = lines.last_mut() {
                    all.extend(words(line));
                }
            } else if let Some((head, body)) = line.split_once(':') {
                lines.push((head, words(body)));
            }
        }
        for (i, (head, _)) in lines.iter().enumerate() {
            let (name, flag) = head.split_once('(').unwrap_or((head, ""));
            self.names.insert(name, i as u16);
            let is = |word: &str| flag.trim_end_matches(')') == word;
            self.rules.push(Rule { is_memo: is("memo"), is_left: is("left"), is_pure: is("pure"), ..NOTHING });
        }
        for (i, (_, words)) in lines.into_iter().enumerate() {
            (self.words, self.at) = (words, 0);
            let alts = self.alts();
            if let Some(rule) = self.rules.get_mut(i) {
                rule.body = Body::Alts(alts);
            }
        }
        let start = |name: &str| self.names.get(name).copied().unwrap_or(0);
        let starts = [start("file"), start("eval"), start("interactive"), start("func_type")];
        while self.find_firsts() {}
        Grammar { starts, rules: self.rules }
    }

    /// One round of finding what each rule can begin with; whether anything was new.
    fn find_firsts(&mut self) -> bool {
        let mut is_new = false;
        for at in 0..self.rules.len() {
            let Some(rule) = self.rules.get(at) else { break };
            let (mut first, mut is_nullable, mut firsts) = (Kinds::default(), false, Vec::new());
            match &rule.body {
                Body::Alts(alts) => {
                    for alt in alts {
                        let (kinds, is_empty) = self.first_of(alt);
                        firsts.push(if is_empty { Kinds::ALL } else { kinds });
                        first = first.or(kinds);
                        is_nullable |= is_empty;
                    }
                }
                Body::Loop(op, least, _) => {
                    let (kinds, is_empty) = self.begins(*op);
                    (first, is_nullable) = (kinds, is_empty || *least == 0);
                }
            }
            let Some(rule) = self.rules.get_mut(at) else { break };
            is_new |= rule.first != first || rule.is_nullable != is_nullable;
            (rule.first, rule.is_nullable) = (first, is_nullable);
            if let Body::Alts(alts) = &mut rule.body {
                alts.iter_mut().zip(firsts).for_each(|(alt, first)| alt.first = first);
            }
        }
        is_new
    }

    /// And whether it may be found without any token.
    fn begins(&self, op: Op) -> (Kinds, bool) {
        match op {
            Op::Token(kind) => (Kinds::one(kind), false),
            Op::Soft(_) | Op::AnySoft => (Kinds::one(NAME), false),
            Op::Rule(rule) => self.rules.get(usize::from(rule)).map_or((Kinds::ALL, true), |r| (r.first, r.is_nullable)),
        }
    }

    fn first_of(&self, alt: &Alt) -> (Kinds, bool) {
        let mut first = Kinds::default();
        for item in &alt.items {
            match item.how {
                // What must come complains where it does not.
                How::Forced => return (Kinds::ALL, true),
                How::Ahead | How::NotAhead | How::Cut => {}
                How::Plain | How::Maybe => {
                    let (kinds, is_empty) = self.begins(item.op);
                    first = first.or(kinds);
                    if !is_empty && item.how == How::Plain {
                        return (first, false);
                    }
                }
            }
        }
        (first, true)
    }

    fn peek(&self) -> &'static str {
        self.words.get(self.at).copied().unwrap_or("")
    }

    fn ahead(&self, n: usize) -> &'static str {
        self.words.get(self.at + n).copied().unwrap_or("")
    }

    fn take(&mut self) -> &'static str {
        self.at += 1;
        self.words.get(self.at - 1).copied().unwrap_or("")
    }

    fn eat(&mut self, word: &str) -> bool {
        let is = self.peek() == word;
        self.at += usize::from(is);
        is
    }

    fn alts(&mut self) -> Vec<Alt> {
        let mut alts = vec![self.alt()];
        while self.eat("|") {
            alts.push(self.alt());
        }
        alts
    }

    fn alt(&mut self) -> Alt {
        let mut items = Vec::new();
        let mut is_invalid = true;
        while !matches!(self.peek(), "" | "|" | ")" | "]" | "{") {
            is_invalid &= items.is_empty() && self.peek().starts_with("invalid_");
            items.push(self.item());
        }
        let (action, since) = if self.eat("{") { self.action() } else { (Action::Default, None) };
        Alt { items, action, is_invalid, since, first: Kinds::default() }
    }

    fn action(&mut self) -> (Action, Option<(u8, &'static str)>) {
        let mut rest = Vec::new();
        while !matches!(self.peek(), "}" | "") {
            rest.push(self.take());
        }
        self.take();
        let since = rest.iter().position(|word| *word == "@").and_then(|at| {
            let behind = rest.split_off(at);
            Some((behind.get(1)?.parse().ok()?, behind.get(2)?.trim_matches('"')))
        });
        (Self::done(&rest), since)
    }

    fn done(rest: &[&'static str]) -> Action {
        let label = |word: &&'static str| word.len() == 1;
        let letter = |word: &&'static str| word.as_bytes().first().copied().unwrap_or(0);
        match rest.split_first() {
            Some((&"=", rest)) => Action::Same(rest.first().map_or(0, letter)),
            Some((&"!", rest)) => {
                let Some((word, rest)) = rest.split_first() else { return Action::Default };
                let text = rest.iter().find(|word| word.starts_with('"'));
                let what = rest.iter().find(|word| word.len() > 1 && !word.starts_with('"')).copied().unwrap_or("");
                let labels = rest.iter().filter(|word| label(word)).map(letter).collect();
                let text = text.map(|text| text.trim_matches('"').replace("\\\"", "\"")).unwrap_or_default();
                Action::Complain { word, labels, what, text }
            }
            Some((kind, rest)) => Action::Node(kind, rest.iter().map(letter).collect()),
            None => Action::Default,
        }
    }

    fn item(&mut self) -> Item {
        if self.eat("~") {
            return Item { op: Op::AnySoft, how: How::Cut, label: 0, text: "" };
        }
        let mut label = 0;
        if self.ahead(1) == "=" {
            label = self.take().as_bytes().first().copied().unwrap_or(0);
            self.take();
        }
        let how = match self.peek() {
            "&&" => How::Forced,
            "&" => How::Ahead,
            "!" => How::NotAhead,
            _ => How::Plain,
        };
        if how != How::Plain {
            self.take();
        }
        let text = self.peek().trim_matches('\'');
        let is_bracket = self.peek() == "[";
        let op = self.atom();
        if is_bracket {
            return Item { op, how: How::Maybe, label, text };
        }
        match self.peek() {
            "?" => {
                self.take();
                Item { op, how: How::Maybe, label, text }
            }
            "*" | "+" => {
                let least = usize::from(self.take() == "+");
                Item { op: self.add(Body::Loop(op, least, None)), how, label, text }
            }
            "." => {
                self.take();
                let element = self.atom();
                self.take();
                Item { op: self.add(Body::Loop(element, 1, Some(op))), how, label, text }
            }
            _ => Item { op, how, label, text },
        }
    }

    fn add(&mut self, body: Body) -> Op {
        self.rules.push(Rule { body, ..NOTHING });
        Op::Rule(self.rules.len() as u16 - 1)
    }

    fn atom(&mut self) -> Op {
        let word = self.take();
        match word {
            "(" | "[" => {
                let alts = self.alts();
                self.take();
                if let [Alt { items, action: Action::Default, is_invalid: false, since: None, .. }] = alts.as_slice()
                    && let [Item { op, how: How::Plain, label: 0, .. }] = items.as_slice()
                {
                    return *op;
                }
                self.add(Body::Alts(alts))
            }
            "SOFT" => Op::AnySoft,
            _ if word.starts_with('"') && word != "\"!\"" => Op::Soft(word.trim_matches('"')),
            _ if word.starts_with(['\'', '"']) => {
                let text = word.trim_matches(['\'', '"']);
                let operator = || match text {
                    "!" => EXCLAMATION,
                    _ => OPERATORS.iter().position(|op| *op == text).unwrap_or(0) as u8,
                };
                Op::Token(keyword(text).unwrap_or_else(|| u16::from(operator())))
            }
            _ => match KINDS.iter().position(|kind| *kind == word) {
                Some(at) => Op::Token(NAME + at as u16),
                None => Op::Rule(self.names.get(word).copied().unwrap_or(0)),
            },
        }
    }
}

const _: () = assert!(SOFT == NAME + 15);

#[cfg(test)]
mod tests {
    #[test]
    fn every_name_in_the_grammar_is_known() {
        let text = include_str!("grammar.txt");
        let heads: Vec<&str> = text.lines().filter(|l| !l.starts_with([' ', '#'])).filter_map(|l| l.split([':', '(']).next()).collect();
        for line in text.lines().filter(|l| !l.starts_with('#')) {
            let body = if line.starts_with(' ') { line } else { line.split_once(':').map_or("", |(_, body)| body) };
            let plain: String =
                body.split('{').enumerate().map(|(i, part)| if i == 0 { part } else { part.split_once('}').map_or("", |p| p.1) }).collect();
            for word in super::words(plain.leak()).into_iter().filter(|w| w.len() > 1 && w.starts_with(|c: char| c.is_ascii_lowercase())) {
                assert!(heads.contains(&word), "{word} in {line}");
            }
        }
    }
}
