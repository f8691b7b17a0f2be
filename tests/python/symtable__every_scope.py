import symtable
SRC = '''
"doc"
import os, sys as system
from a.b import c as d, e
x: int = 1
global gg
gg = 2
def outer(p, /, q=1, *args, r, s=x, **kw):
    nonlocal_target = 0
    def inner(i):
        nonlocal nonlocal_target
        global made
        nonlocal_target = made = i
        return nonlocal_target + p
    f = lambda a, b=q: a + b + p
    c = [i for i in range(r) if (last := i)]
    d = {k: v for k, v in kw.items()}
    g = (y for y in c for z in y)
    try:
        pass
    except Exception as exc:
        print(exc)
    with open(s) as handle: pass
    for loop, (other, *rest) in d: del loop
    match p:
        case [m, *n] | {"k": m, **n}: pass
        case K(attr=o): pass
    return inner, f, g
async def co():
    async for i in x: pass
    return [a async for a in x if await a]
class Base(outer, metaclass=type):
    """doc"""
    attr: int = 3
    unset: str
    def meth(self, x): return super().meth(x), __class__
    @property
    def __private(self): return self.__y
    m2 = lambda self: self
    def gen[U](self, u: U) -> U: return u
    comp = [attr for attr in range(3)]
    type Inner[V] = V | attr
    class Nested:
        z = attr
    genexpr = 3
    g = (genexpr for q in attr)
class Generic[T, *Ts, **P](Base):
    def m(self, a: T, *args: *Ts, **k: P.kwargs): return T
def bounded[A: int, B: (int, str) = int, *C = *D](a: A, b: "B") -> C: return a
type Alias = int | x
type GA[X: x, Y = X] = list[X, Y]
if x:
    cond: int
y = [z for z in (w for w in x)]
print((lambda: (yield))())
'''
def show(t, n=0):
    pad = '  ' * n
    print(pad, t.get_type(), t.get_name(), t.get_lineno(), t.is_optimized(), t.is_nested(), t.has_children(), type(t).__name__, sorted(t.get_identifiers()))
    for s in sorted(t.get_symbols(), key=lambda s: s.get_name()):
        told = [w[3:] for w in dir(s) if w.startswith('is_') and w != 'is_namespace' and getattr(s, w)()]
        print(pad, '  ', repr(s), told, s.is_namespace(), [x.get_name() for x in s.get_namespaces()])
    if isinstance(t, symtable.Function):
        print(pad, ' ', [sorted(getattr(t, m)()) for m in ('get_parameters', 'get_locals', 'get_globals', 'get_nonlocals', 'get_frees')])
    if isinstance(t, symtable.Class):
        import warnings
        warnings.simplefilter('ignore')
        print(pad, ' ', t.get_methods())
    for c in t.get_children():
        show(c, n + 1)
show(symtable.symtable(SRC, 'm.py', 'exec'))
show(symtable.symtable("[x for x in y if (lambda: x)]", 'm.py', 'eval'))
show(symtable.symtable("a = b; c: int", 'm.py', 'single'))
show(symtable.symtable("from __future__ import annotations\ndef f(x: y) -> z: w: q = 1\na: b\n", 'm.py', 'exec'))
show(symtable.symtable("class A:\n  x=1\n  def f(self, y: x=x): return [x for i in y]\n  [x for q in x]\n  [lambda: (x, q) for q in x]\n", 'm.py', 'exec'))
t = symtable.symtable("def f(): pass\ndef f(): x\n", "m.py", "exec")
print(t, t.get_children(), t.lookup('f').get_namespaces())
try: t.lookup('f').get_namespace()
except ValueError as e: print(e)
try: t.lookup('nope')
except KeyError as e: print(repr(e))
