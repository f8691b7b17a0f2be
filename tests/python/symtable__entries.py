# What the compiler keeps of each block: the raw entries of _symtable.
import _symtable

source = '''
def f[T](x: T, *a, **k) -> int:
    y = lambda q: (x, q)
    return [z for z in (w for w in a)]
class A[B: int = 3]:
    m: B = 1
    def g(self): super().g(); return m
type X[Y] = Y
z: int = 1
'''

def show(t, n=0):
    print("  " * n, t.name, t.type, t.lineno, t.nested, t.varnames, t.symbols)
    for c in t.children:
        show(c, n + 1)

top = _symtable.symtable(source, "f.py", "exec")
show(top)
print(type(top), type(top).__mro__, [a for a in dir(top) if a[0] != '_'])
print(type(top.id), top.children is top.children, repr(top).startswith("<symtable entry top("))
for args in [(1, 'f', 'exec'), ('x', 'f', 'foo'), ('x', 1, 'exec'), ('x', 'f', 1), (b'x=1', 'f', 'eval'), ('x=\0', 'f', 'exec'),
             ("def", "f", "exec"), ("x y", "f", "single"), ("def f():\n  global x\n  nonlocal x", "q", "exec"),
             ("from __future__ import foo", "q", "exec"), ("return", "q", "exec"), (b"# coding: latin-1\n\xe9=1", b"q", "exec")]:
    try:
        print(args, _symtable.symtable(*args).symbols)
    except Exception as e:
        print(args, type(e).__name__, e, getattr(e, 'text', None))
try:
    top.name = 3
except AttributeError as e:
    print(e)
try:
    type(top)()
except TypeError as e:
    print(e)
