# A reference made while __del__ runs dies with the object, its callback called.
from _weakref import ref

kept = []
class A:
    def __del__(self):
        kept.append(ref(self, lambda r: print("callback for the late one", r())))
        print("made in __del__:", kept[0]() is self)

a = A()
del a
print(kept[0]())
