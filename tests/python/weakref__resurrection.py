# __del__ may give the object a new life: then the references stay, and the callbacks come at the real end.
from _weakref import ref

saved = []
class Phoenix:
    def __del__(self):
        print("__del__", r() is self)
        saved.append(self)

p = Phoenix()
r = ref(p)
c = ref(p, lambda _: print("callback"))
del p
print("alive:", r() is saved[0], c() is saved[0])
saved.clear()
print("dead:", r(), c())
