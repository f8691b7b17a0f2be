# Two modules that import each other: the second finds the first half done.
try:
    import left
except ImportError as e:
    print(type(e).__name__, e)
import sys
print([m for m in ('left', 'right') if m in sys.modules])
import good_a
print(good_a.x, good_a.good_b.y)
try:
    import early
except AttributeError as e:
    print(e)
import broken
# file: left.py
from right import b
a = 1
# file: right.py
from left import a
b = 2
# file: good_a.py
import good_b
x = good_b.y + 1
# file: good_b.py
import good_a
y = 41
# file: early.py
import late
value = 1
# file: late.py
import early
print(early.value)
# file: broken.py
def f():
    return 1 / 0
f()
