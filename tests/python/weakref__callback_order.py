# Callbacks are called when the object dies, the newest first, each with its dead reference.
from _weakref import ref

class A:
    def __del__(self):
        print("__del__, reference still alive:", plain() is not None)

a = A()
plain = ref(a)
refs = {}
for name in "one", "two", "three":
    def callback(r, name=name):
        print("callback", name, r(), r is refs[name])
    refs[name] = ref(a, callback)
del callback
print("deleting")
del a
print("deleted", plain())
print([r.__callback__ for r in refs.values()])
