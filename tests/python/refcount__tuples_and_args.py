# Arguments packed into tuples and dicts.
import sys
count = sys.getrefcount
def f(*args): return count(args), count(args[0])
def g(**kw): return count(kw), count(kw["x"])
def h(a, b=None, *args, k=None, **kw): return [count(v) for v in (a, b, args, k, kw)]
x = object()
print(f(x), f(x, x))
print(g(x=x), g(x=x, y=x))
print(h(x)[0], h(x, x)[:2], h(x, k=x)[3])
t = (x, x)
print(f(*t), count(t))
d = {"x": x}
print(g(**d), count(d))
print(count(x))
