# A frame kept in its own variable.
import gc, sys

class R:
    def __del__(self): print("freed")

def f():
    r = R()
    me = sys._getframe()

f()
print("after f")
print(gc.collect())
