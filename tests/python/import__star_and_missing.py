# What `from m import *` and a missing name of a builtin module do.
from itertools import *
print(next(count(3)), 'chain' in globals())
class Mod:
    __name__ = 'shown'
    __all__ = ['a', 'b']
    a, b = 1, 2
import sys
sys.modules['fake'] = Mod()
from fake import *
print(a, b)
sys.modules['fake.sub'] = 'a submodule'
sys.modules['fake'].__name__ = 'fake'
from fake import sub
print(sub)
try:
    from fake import gone
except ImportError as e:
    print(type(e).__name__, e)
try:
    import fake.none
except ImportError as e:
    print(type(e).__name__)
# An object in sys.modules may compute its names in Python.
class Lazy:
    __name__ = 'lazy'
    def __getattr__(self, name):
        print('asked for', name)
        if name in ('__all__',):
            return ['x', 'y']
        if name.startswith('_') or name == 'absent':
            raise AttributeError(name)
        return name * 2
sys.modules['lazy'] = Lazy()
from lazy import *
print(x, y)
from lazy import z
print(z)
try:
    from lazy import absent
except ImportError as e:
    print(e)
