//! Binds the arguments of natives that stand in for functions written in Python, in those functions' words.
//!
//! CPython: Python/ceval.c, initialize_locals, too_many_positional, missing_arguments.

use pyvarium_heap::Ref;
use pyvarium_vm::args::Args;
use pyvarium_vm::{Res, Vm};

/// `def name(required..., optional..., *, keyword_only...)`.
pub struct PythonSignature {
    pub name: &'static str,
    pub required: &'static [&'static str],
    pub optional: &'static [&'static str],
    pub keyword_only: &'static [&'static str],
}

impl PythonSignature {
    /// One a parameter, in order.
    pub fn bind(&self, vm: &mut Vm, args: &Args) -> Res<Vec<Option<Ref>>> {
        let name = self.name;
        let all: Vec<&str> = [self.required, self.optional, self.keyword_only].concat();
        let (least, most) = (self.required.len(), self.required.len() + self.optional.len());
        let mut bound: Vec<Option<Ref>> = args.positional().take(most).map(Some).collect();
        bound.resize(all.len(), None);
        let names: Vec<Ref> = args.kwnames.and_then(|k| vm.heap.items(k)).unwrap_or_default().iter().filter_map(|s| s.get()).collect();
        for (i, kw) in names.into_iter().enumerate() {
            let value = args.at(args.n_positional() + i)?;
            let text = vm.heap.str_lossy(kw);
            match all.iter().position(|p| *p == text).and_then(|at| bound.get_mut(at)) {
                None => return vm.type_err(&format!("{name}() got an unexpected keyword argument '{text}'")),
                Some(Some(_)) => return vm.type_err(&format!("{name}() got multiple values for argument '{text}'")),
                Some(place) => *place = Some(value),
            }
        }
        let given = args.n_positional();
        if given > most {
            let takes = if least == most { format!("{most}") } else { format!("from {least} to {most}") };
            let plural = if least == most && most == 1 { "" } else { "s" };
            let were = if given == 1 { "was" } else { "were" };
            return vm.type_err(&format!("{name}() takes {takes} positional argument{plural} but {given} {were} given"));
        }
        let missing: Vec<String> = all.iter().zip(&bound).take(least).filter(|(_, b)| b.is_none()).map(|(p, _)| format!("'{p}'")).collect();
        if let Some((last, before)) = missing.split_last() {
            let n = missing.len();
            let list = match before {
                [] => last.clone(),
                [one] => format!("{one} and {last}"),
                many => format!("{}, and {last}", many.join(", ")),
            };
            let plural = if n == 1 { "" } else { "s" };
            return vm.type_err(&format!("{name}() missing {n} required positional argument{plural}: {list}"));
        }
        Ok(bound)
    }
}
