# Slots that cannot be: over class variables, over sized types, over two layouts.

def define(source):
    space = {}
    try:
        exec(source, space)
        print(list(vars(space["X"])) if "X" in space else None)
    except Exception as e:
        print(type(e).__name__, e, *getattr(e, "__notes__", ()))


define("class X:\n    __slots__ = 'a'\n    a = 1")
define("class X:\n    __slots__ = '__a'\n    _X__a = 1")
define("class X: __slots__ = '__module__'")
define("class X: __slots__ = '__qualname__'")
define("class X(int): __slots__ = 'a'")
define('class X(int): __slots__ = ()')
define("class X(tuple): __slots__ = 'a'")
define("class X(bytes): __slots__ = ['__dict__']")
define("class X(str): __slots__ = 'a'")
define("class A: __slots__ = 'a'\nclass B: __slots__ = 'b'\nclass X(A, B): pass")
define("class A: __slots__ = 'a'\nclass B: __slots__ = ()\nclass X(A, B): __slots__ = ()")
