# __qualname__, __module__, __doc__, __classcell__ in a class body.

def define(source):
    space = {}
    try:
        exec(source, space)
        print(list(vars(space["X"])) if "X" in space else None)
    except Exception as e:
        print(type(e).__name__, e, *getattr(e, "__notes__", ()))


define('class X: __qualname__ = 1')
define('class X: __classcell__ = 1')
define('class X: __classdictcell__ = 1')
define('class X:\n    __module__ = 1\nprint(X)')
define('class X:\n    __doc__ = 1\nprint(X.__doc__)')
define('class X:\n    def __eq__(self, other): return 1')
define("class X:\n    __qualname__ = 'Other.X'\nprint(X, X.__name__)")
define('class X:\n    __hash__ = None\nhash(X())')
