//! Functions, generators, closures and decorators; and what is done with them.

use crate::{Function, Generator, Kind};

impl Generator {
    pub(crate) fn function(&mut self) {
        match self.below(8) {
            0 => self.recursive(),
            1 | 2 => self.generator_function(),
            3 => self.closure(),
            4 => self.decorated(),
            _ => self.plain_function(),
        }
    }

    /// Writes the body one level down; globals stay readable, and nothing bound in it is known behind it.
    fn body(&mut self, params: &[String], write: impl FnOnce(&mut Generator)) {
        let (loops, safe) = (self.loops, self.safe);
        self.level += 1;
        self.safe = false;
        self.loops = self.loops.max(1);
        self.block(|g| {
            for p in params {
                g.declare(p, Kind::Int);
            }
            write(g);
        });
        self.level -= 1;
        (self.loops, self.safe) = (loops, safe);
    }

    fn plain_function(&mut self) {
        let name = self.name("work");
        let n = 1 + self.below(3);
        let params: Vec<String> = (0..n).map(|_| self.name("p")).collect();
        let returns = self.pick(&[Kind::Int, Kind::Int, Kind::Str, Kind::List]);
        let mut shown = params.clone();
        if self.chance(30)
            && let Some(last) = shown.last_mut()
        {
            let default = self.below(10);
            *last = format!("{last}={default}");
        }
        match self.below(6) {
            0 => shown.push("*rest".to_owned()),
            1 => shown.push("**named".to_owned()),
            2 => shown.push("*, flag=False".to_owned()),
            3 => shown.insert(1, "/".to_owned()),
            _ => {}
        }
        self.line(&format!("def {name}({}):", shown.join(", ")));
        self.body(&params, |g| {
            let n = 1 + g.below(3);
            for _ in 0..n {
                g.statement();
            }
            if g.chance(30) {
                let (c, e) = (g.condition(1), g.value(returns, 1));
                g.line(&format!("if {c}: return {e}"));
            }
            let e = g.value(returns, 2);
            g.line(&format!("return {e}"));
        });
        self.functions.push(Function { name, n_params: n, returns, is_generator: false });
    }

    fn recursive(&mut self) {
        let name = self.name("deep");
        let (n, acc) = (self.name("n"), self.name("acc"));
        self.line(&format!("def {name}({n}, {acc}=0):"));
        self.body(&[n.clone(), acc.clone()], |g| {
            g.line(&format!("{n} = {n} % 6"));
            g.line(&format!("if {n} == 0:"));
            g.line(&format!("    return {acc}"));
            let e = g.int(1);
            g.line(&format!("print('level', {n})"));
            match g.below(3) {
                0 => g.line(&format!("return {name}({n} - 1, ({acc} + {e}) % 100)")),
                1 => {
                    g.line("try:");
                    g.line(&format!("    return {name}({n} - 1, {acc} + 1)"));
                    g.line("finally:");
                    g.line(&format!("    print('back', {n})"));
                }
                _ => g.line(&format!("return {n} + {name}({n} - 1)")),
            }
        });
        self.functions.push(Function { name, n_params: 1, returns: Kind::Int, is_generator: false });
    }

    fn generator_function(&mut self) {
        let name = self.name("give");
        let n = self.name("n");
        self.line(&format!("def {name}({n}):"));
        self.body(std::slice::from_ref(&n), |g| {
            let i = g.name("i");
            match g.below(5) {
                0 => {
                    g.line("try:");
                    g.line(&format!("    for {i} in range(abs({n}) % 4 + 1):"));
                    g.line(&format!("        yield {i} * 2"));
                    g.line("finally:");
                    g.line("    print('closed')");
                }
                1 => {
                    g.line(&format!("got = yield {n}"));
                    g.line("print('got', got)");
                    g.line("yield 1");
                    g.line("return 'end'");
                }
                2 => {
                    let e = g.list(1);
                    g.line(&format!("rest = yield from {e}"));
                    g.line("print('rest', rest)");
                    g.line(&format!("yield {n}"));
                }
                3 => {
                    g.line(&format!("for {i} in range(3):"));
                    g.line("    try:");
                    g.line(&format!("        yield {i} + {n}"));
                    g.line("    except ValueError as e:");
                    g.line("        print('caught', e)");
                    g.line("        yield -1");
                }
                _ => {
                    g.line(&format!("{i} = 0"));
                    g.line(&format!("while {i} < 3:"));
                    g.line(&format!("    {i} += 1"));
                    let e = g.int(1);
                    g.line(&format!("    yield {e}"));
                    g.statement();
                }
            }
        });
        self.functions.push(Function { name, n_params: 1, returns: Kind::List, is_generator: true });
    }

    fn closure(&mut self) {
        let (name, n, inner) = (self.name("make"), self.name("n"), self.name("inner"));
        self.line(&format!("def {name}({n}):"));
        self.body(std::slice::from_ref(&n), |g| {
            g.line("calls = 0");
            let x = g.name("x");
            g.line(&format!("def {inner}({x}):"));
            g.body(std::slice::from_ref(&x), |g| {
                if g.chance(60) {
                    g.line("nonlocal calls");
                    g.line("calls += 1");
                } else {
                    g.line(&format!("nonlocal {n}"));
                    g.line(&format!("{n} += 1"));
                }
                let e = g.int(1);
                g.line(&format!("return ({n} + calls + {e}) % 1000"));
            });
            g.line(&format!("return {inner}"));
        });
        let bound = self.name("bound");
        let arg = self.below(10);
        self.line(&format!("{bound} = {name}({arg})"));
        self.functions.push(Function { name: bound, n_params: 1, returns: Kind::Int, is_generator: false });
    }

    fn decorated(&mut self) {
        let (deco, name, p) = (self.name("deco"), self.name("work"), self.name("p"));
        self.line(&format!("def {deco}(f):"));
        self.line("    def wrapper(*args, **kwargs):");
        self.line("        print('before', f.__name__, args)");
        self.line("        result = f(*args, **kwargs)");
        self.line("        print('after', result)");
        self.line("        return result");
        self.line("    return wrapper");
        self.line(&format!("@{deco}"));
        self.line(&format!("def {name}({p}, scale=2):"));
        self.body(std::slice::from_ref(&p), |g| {
            g.statement();
            let e = g.int(2);
            g.line(&format!("return {e}"));
        });
        self.functions.push(Function { name, n_params: 1, returns: Kind::Int, is_generator: false });
    }

    /// The protocol of generators by hand.
    pub(crate) fn drive_generator(&mut self) -> bool {
        let fit: Vec<_> = self.functions.iter().filter(|f| f.is_generator).cloned().collect();
        if fit.is_empty() || self.loops > 0 {
            return false;
        }
        let i = self.below(fit.len());
        let (g, n) = (self.name("gen"), self.below(9));
        self.line(&format!("{g} = {}({n})", fit[i].name));
        match self.below(6) {
            0 => self.line(&format!("print(list({g}))")),
            1 => {
                self.line(&format!("print(next({g}), next({g}, 'none'), next({g}, 'none'))"));
            }
            2 => {
                self.line("try:");
                self.line(&format!("    print(next({g}))"));
                self.line(&format!("    print({g}.send('hello'))"));
                self.line(&format!("    print({g}.send('again'))"));
                self.line("except StopIteration as e:");
                self.line("    print('stopped', e.value)");
            }
            3 => {
                self.line("try:");
                self.line(&format!("    print(next({g}))"));
                self.line(&format!("    print({g}.throw(ValueError('thrown')))"));
                self.line("except Exception as e:");
                self.line("    print(type(e).__name__, e)");
            }
            4 => {
                self.line(&format!("print(next({g}))"));
                self.line(&format!("{g}.close()"));
                self.line(&format!("print(list({g}))"));
            }
            _ => {
                self.line(&format!("for value in {g}:"));
                self.line("    print('value', value)");
                self.line("    if value: break");
            }
        }
        true
    }
}
