# Types that allow no subclasses, and bases that are no types.

def define(source):
    space = {}
    try:
        exec(source, space)
        print(list(vars(space["X"])) if "X" in space else None)
    except Exception as e:
        print(type(e).__name__, e, *getattr(e, "__notes__", ()))


define('class X(bool): pass')
define('class X(range): pass')
define('class X(slice): pass')
define('class X(memoryview): pass')
define('class X(type(None)): pass')
define('class X(type(...)): pass')
define('class X(type(NotImplemented)): pass')
define('class X(type(len)): pass')
define('class X(type(list.append)): pass')
define('class X(type({}.keys())): pass')
define('class X(type(iter([]))): pass')
define('class X(type(int.real)): pass')
define('class X(type(type.__dict__)): pass')
define('class X(type(int|str)): pass')
define('class X(map): pass')
define('class X(filter): pass')
define('class X(zip): pass')
define('class X(enumerate): pass')
define('class X(reversed): pass')
define('class X(super): pass')
define("class X('text'): pass")
define('class X(len): pass')
