# ref[...] is for annotations only.
import _weakref
print(_weakref.ref[int])
print(_weakref.ref[int].__origin__ is _weakref.ref, _weakref.ref[int].__args__)
print(_weakref.ref.__name__, _weakref.ref.__qualname__, _weakref.ref.__module__)
print(_weakref.ReferenceType is _weakref.ref)
