# __dict__ and __weakref__ among the slots.

def define(source):
    space = {}
    try:
        exec(source, space)
        print(list(vars(space["X"])) if "X" in space else None)
    except Exception as e:
        print(type(e).__name__, e, *getattr(e, "__notes__", ()))


define("class X: __slots__ = '__dict__'")
define("class X: __slots__ = '__weakref__'")
define("class X: __slots__ = ('__dict__', '__dict__')")
define("class X: __slots__ = ('__weakref__', '__weakref__')")
define("class A: pass\nclass X(A): __slots__ = '__dict__'")
define("class A: pass\nclass X(A): __slots__ = '__weakref__'")
define('class A: __slots__ = ()\nclass X(A): pass')
define("class X(dict): __slots__ = ('a', '__weakref__')")
define('class X(Exception): pass')
define('class X(type): pass')
define('class X(set): pass')
define('class X(property): pass')
define('class X(classmethod): pass')
