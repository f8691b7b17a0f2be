//! How a builtin function takes its arguments in C: CALL has a form for each way.
//!
//! CPython: Include/methodobject.h, METH_*; which function has which, Argument Clinic decides by its parameters.

use crate::signature::Signature;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Convention {
    NoArgs,
    O,
    Fast,
    FastKeywords,
    /// METH_VARARGS and the like.
    Other,
}

impl Convention {
    /// What Argument Clinic makes of the parameters.
    pub(crate) fn of(qualname: &str, signature: &Signature) -> Convention {
        if let Some((convention, _)) = EXCEPTIONS.iter().find(|(_, names)| names.contains(&qualname)) {
            return *convention;
        }
        if signature.varkw {
            return Convention::Other;
        }
        if signature.takes_keywords() {
            return Convention::FastKeywords;
        }
        match signature.params.as_slice() {
            _ if signature.varargs => Convention::Fast,
            [] => Convention::NoArgs,
            [only] if only.default.is_none() => Convention::O,
            _ => Convention::Fast,
        }
    }
}

/// Functions that take their arguments otherwise than their parameters tell.
const EXCEPTIONS: &[(Convention, &[&str])] = &[
    (Convention::FastKeywords, &["__build_class__", "sorted", "_operator.call", "code.__replace__", "type.__prepare__"]),
    (Convention::Other, &["dir", "vars", "sys.getsizeof", "async_generator.athrow", "memoryview.__exit__", "property.__set_name__"]),
];
