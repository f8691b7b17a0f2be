# exec() of a function's code, functions of a module's code, and compile()'s flags.
import __future__
import types


def f(a, b=2, *, c):
    pass


def g(*args, **kw):
    print(args, kw, locals())


for function in [f, g]:
    try:
        exec(function.__code__)
    except TypeError as e:
        print(e)
namespace = {}
code = compile("x = 5\nprint(x, sorted(name for name in locals() if name == 'x'))", "q", "exec")
function = types.FunctionType(code, namespace)
print(function(), namespace["x"])
try:
    function(1)
except TypeError as e:
    print(e)
for optimize in [-1, 0, 1, 2]:
    exec(compile('def f():\n "doc"\nprint(f.__doc__, __debug__)\nassert True, "no"', "o", "exec", optimize=optimize))
exec(compile("def f(x: y): pass\nprint(f.__annotations__)", "a", "exec", __future__.annotations.compiler_flag))
top = compile("await x", "t", "eval", 0x2000)
print(bool(top.co_flags & 0x80))
for wrong in [dict(flags=1 << 30), dict(optimize=3), dict(mode="x")]:
    try:
        compile("1", "w", **{"mode": "exec", **wrong})
    except ValueError as e:
        print(e)


def names(a, b):
    c = 1
    return dir(), list(map(lambda f: f(), [dir]))


print(names(1, 2))


class Q:
    y = 1
    print([name for name in dir() if name[0] != "_"])


class Other:
    def __init__(self, *args):
        self.args = args

    def foo(self):
        return "foo", len(self.args)


class B:
    def m(self):
        return super().foo(), super().foo, super(B, self).args


super = Other
print(B().m()[0], len(B().m()[2]))
import sys

sys.setrecursionlimit(10**6)


def deep(n):
    return 0 if n == 0 else 1 + deep(n - 1)


print(deep(1500))
