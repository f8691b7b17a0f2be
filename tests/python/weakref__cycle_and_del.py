# In a collection callbacks come first, then __del__, which still finds references without a callback alive.
import gc
from _weakref import ref

class Node:
    def __del__(self):
        print("__del__", self.name, "plain:", plain() is not None, "with callback:", called() is not None)

a = Node()
a.name = "a"
a.me = a
plain = ref(a)
called = ref(a, lambda r: print("callback", r(), plain() is not None))
del a
gc.collect()
print(plain(), called())
