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
