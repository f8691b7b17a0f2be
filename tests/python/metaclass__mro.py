# A metaclass decides the order by mro().

def define(source):
    space = {}
    try:
        exec(source, space)
        print(list(vars(space["X"])) if "X" in space else None)
    except Exception as e:
        print(type(e).__name__, e, *getattr(e, "__notes__", ()))


define("class M(type):\n    def mro(cls):\n        print('mro of', cls.__name__, cls.__mro__, cls.__bases__)\n        return [cls, object]\nclass X(metaclass=M): pass\nprint(X.__mro__)")
define('class M(type):\n    def mro(cls): return [cls, 1]\nclass X(metaclass=M): pass')
define('class M(type):\n    def mro(cls): return 1\nclass X(metaclass=M): pass')
define('class M(type):\n    def mro(cls): return [cls, int, object]\nclass X(metaclass=M): pass')
define('class M(type):\n    def mro(cls): return ()\nclass X(metaclass=M): pass')
define("class Base: hello = 'base'\nclass M(type):\n    def mro(cls): return type.mro(cls) + [Base] if Base not in type.mro(cls) else type.mro(cls)\nclass X(metaclass=M): pass\nprint(X.hello, X.__bases__)")
