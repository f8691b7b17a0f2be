# Every use of a proxy whose object is gone raises ReferenceError.
from _weakref import proxy

class Thing(list):
    def __call__(self):
        return 1

t = Thing()
p = proxy(t)
del t
uses = {
    "attribute": lambda: p.x,
    "assignment": lambda: setattr(p, "x", 1),
    "str": lambda: str(p),
    "len": lambda: len(p),
    "call": lambda: p(),
    "add": lambda: p + [1],
    "radd": lambda: [1] + p,
    "item": lambda: p[0],
    "iter": lambda: iter(p),
    "in": lambda: 1 in p,
    "bool": lambda: bool(p),
    "equal": lambda: p == [],
    "neg": lambda: -p,
    "isinstance": lambda: isinstance(p, Thing),
}
for name, use in uses.items():
    try:
        print(name, use())
    except ReferenceError as e:
        print(name, "-", e)
