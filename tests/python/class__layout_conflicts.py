# Bases whose instances are laid out differently cannot be joined.

def define(source):
    space = {}
    try:
        exec(source, space)
        print(list(vars(space["X"])) if "X" in space else None)
    except Exception as e:
        print(type(e).__name__, e, *getattr(e, "__notes__", ()))


define('class X(int, str): pass')
define('class X(int, float): pass')
define('class X(list, dict): pass')
define('class X(OSError, ValueError): pass')
define('class X(OSError, SyntaxError): pass')
define('class X(StopIteration, KeyError): pass')
define('class X(object, int): pass')
define('class X(int, object): pass')
define('class X(int, int): pass')
define('class A: pass\nclass X(A, A): pass')
define('class A: pass\nclass B(A): pass\nclass X(A, B): pass')
