# Keywords of the class statement go to __init_subclass__.

def define(source):
    space = {}
    try:
        exec(source, space)
        print(list(vars(space["X"])) if "X" in space else None)
    except Exception as e:
        print(type(e).__name__, e, *getattr(e, "__notes__", ()))


define('class X:\n    def __init_subclass__(cls, **k): print(cls.__name__, k)\nclass Y(X, a=1, b=2): pass')
define('class X(a=1): pass')
define('class A:\n    def __init_subclass__(cls, need): pass\nclass X(A): pass')
define("class D:\n    def __get__(self, i, o):\n        print('get', i, o.__name__)\n        return lambda **k: print('called', k)\nclass X: __init_subclass__ = D()\nclass Y(X, z=1): pass")
define('class A:\n    def __init_subclass__(cls): 1 / 0\nclass X(A): pass')
