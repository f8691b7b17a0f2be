# In a collection every weak reference to garbage is dead before the first finalizer runs, to classes too.
import gc
from _weakref import ref

class Base: pass
def make():
    class C(Base):
        def __del__(self):
            print("__del__ sees", rc(), rf(), Base.__subclasses__())
    def f(): pass
    c = C()
    c.me, c.f = c, f
    return ref(C), ref(f)

rc, rf = make()
print(rc() is not None, rf() is not None, len(Base.__subclasses__()))
print(gc.collect() > 0)
print(rc(), rf())
