# A metaclass may answer anything, and lose the class cell on the way.

def define(source):
    space = {}
    try:
        exec(source, space)
        print(list(vars(space["X"])) if "X" in space else None)
    except Exception as e:
        print(type(e).__name__, e, *getattr(e, "__notes__", ()))


define('class M(type):\n    def __new__(m, n, b, d): return 5\nclass X(metaclass=M): pass\nprint(X)\ndel X')
define('class M(type):\n    def __new__(m, n, b, d): return type.__new__(m, n, b, {})\nclass X(metaclass=M):\n    def f(s): return __class__')
define('class M(type):\n    def __new__(m, n, b, d):\n        type.__new__(m, n, b, d)\n        return type.__new__(m, n, b, {})\nclass X(metaclass=M):\n    def f(s): return __class__')
define('class M1(type): pass\nclass M2(type): pass\nclass A(metaclass=M1): pass\nclass X(A, metaclass=M2): pass')
define('def m(n, b, d): return type(n, b, d)\nclass X(metaclass=m): pass')
define('class X(metaclass=lambda *a, **k: print(a[:2], k), q=1): pass')
