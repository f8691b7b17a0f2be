# An exception of __set_name__ gets a note that says where.

def define(source):
    space = {}
    try:
        exec(source, space)
        print(list(vars(space["X"])) if "X" in space else None)
    except Exception as e:
        print(type(e).__name__, e, *getattr(e, "__notes__", ()))


define('class D:\n    def __set_name__(self, owner, name): print(owner.__name__, name)\nclass X:\n    a = D()\n    b = c = D()')
define('class D:\n    def __set_name__(self, owner, name): 1 / 0\nclass X: a = D()')
define('class D:\n    def __set_name__(self): pass\nclass X: a = D()')
define("class D:\n    def __set_name__(self, owner, name): setattr(owner, 'more', 1)\nclass X: a = D()\nprint(X.more)")
