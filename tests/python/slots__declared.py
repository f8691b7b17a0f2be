# What may stand in __slots__, and what of it is an error.

def define(source):
    space = {}
    try:
        exec(source, space)
        print(list(vars(space["X"])) if "X" in space else None)
    except Exception as e:
        print(type(e).__name__, e, *getattr(e, "__notes__", ()))


define("class X: __slots__ = 'a'")
define("class X: __slots__ = ('b', 'a')")
define("class X: __slots__ = iter('ba')")
define("class X: __slots__ = {'x': 'doc'}")
define('class X: __slots__ = 1')
define('class X: __slots__ = None')
define('class X: __slots__ = (1,)')
define("class X: __slots__ = ('a b',)")
define("class X: __slots__ = ('',)")
define("class X: __slots__ = b'ab'")
define("class X: __slots__ = ('a', 'a')")
define("class X: __slots__ = ('__x', '_y')")
