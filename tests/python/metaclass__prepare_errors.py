# __prepare__ must answer a mapping.

def define(source):
    space = {}
    try:
        exec(source, space)
        print(list(vars(space["X"])) if "X" in space else None)
    except Exception as e:
        print(type(e).__name__, e, *getattr(e, "__notes__", ()))


define('class M(type):\n    @classmethod\n    def __prepare__(m, n, b, **k):\n        print(n, b, k)\n        return 1\nclass X(metaclass=M, z=1): pass')
define('class m:\n    @staticmethod\n    def __prepare__(*a): return 3\n    def __call__(self, *a): pass\nclass X(metaclass=m()): pass')
define("class Loud(dict):\n    def __setitem__(self, k, v):\n        if not k.startswith('__'): print('set', k)\n        super().__setitem__(k, v)\nclass M(type):\n    @classmethod\n    def __prepare__(m, n, b): return Loud()\n    def __new__(m, n, b, d): return super().__new__(m, n, b, dict(d))\nclass X(metaclass=M):\n    a = 1\n    def f(self): pass")
