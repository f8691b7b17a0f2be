# How many references there are to the dead weak reference inside of its callback: alone, and with others.
import sys
from _weakref import ref

class A: pass
def callback(r):
    print("count", sys.getrefcount(r))

a = A()
only = ref(a, callback)
del a
a = A()
x, y = ref(a, callback), ref(a, callback)
del a
print(sys.getrefcount(only), sys.getrefcount(x))
