# A code object with some parts replaced; equality of code.

def attempt(f):
    try:
        print(repr(f()))
    except Exception as e:
        print(type(e).__name__, e)


def f(a, b): return a + b + 1


c = f.__code__
print(c == c.replace(), c is c.replace(), hash(c) == hash(c.replace()), c != c.replace(co_name="g"))
print(c.replace(co_name="g").co_name, c.replace(co_firstlineno=77).co_firstlineno, c.replace(co_filename="other.py").co_filename)
f.__code__ = c.replace(co_consts=tuple(10 if x == 1 else x for x in c.co_consts))
print(f(1, 2), c.replace(co_varnames=("x", "y")).co_varnames)
for kwargs in [{"co_name": 1}, {"co_flags": "x"}, {"nothing": 1}, {"co_consts": [1]}, {"co_code": "abc"}]:
    attempt(lambda: c.replace(**kwargs))
attempt(lambda: c.replace(1))
attempt(lambda: c < c)


def one(): return 1
def two(): return 1
def three(): return 1.0
print(one.__code__ == two.__code__, one.__code__.replace(co_name="three", co_qualname="three") == three.__code__)
