# A traceback keeps the frame's objects alive: their references tell.
from _weakref import ref

class A: pass
def work():
    global r
    a = A()
    r = ref(a)
    raise ValueError

try:
    work()
except ValueError:
    print("handling:", r() is not None)
print("after:", r())
try:
    work()
except ValueError as e:
    kept = e
print("kept:", r() is not None)
del kept
print("dropped:", r())
