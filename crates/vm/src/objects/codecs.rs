//! The names of encodings and error handlers among the arguments of `str` and `bytes`.

use pyvarium_heap::Ref;

use crate::stop::Res;
use crate::vm::Vm;

impl Vm {
    /// CPython: the argument clinic's check of `encoding` and `errors`.
    pub fn check_codec_names(&mut self, function: &str, encoding: Option<Ref>, errors: Option<Ref>) -> Res<()> {
        for (name, given) in [("encoding", encoding), ("errors", errors)] {
            if let Some(r) = given.filter(|r| self.heap.text(*r).is_none()) {
                let message = format!(
                    "{function}() argument '{name}' must be str, not {}",
                    if function == "str" { self.type_name(r) } else { self.given_name(r) }
                );
                return self.type_err(&message);
            }
        }
        Ok(())
    }
}
