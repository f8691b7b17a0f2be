import sys

o = object()
print([sys.getrefcount(x) for x in [o, o]])
print([sys.getrefcount(x) for x in (o,)])
print(list(sys.getrefcount(x) for x in [o]))
print({k: sys.getrefcount(v) for k, v in {"a": o}.items()})

def f():
    p = object()
    print([sys.getrefcount(p) for _ in range(2)])
    print([sys.getrefcount(q) for q in [p]])

f()
