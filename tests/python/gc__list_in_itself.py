# Containers in themselves: a list, a dict, an instance, a tuple by way of a list.
import gc

gc.collect()
l = []
l.append(l)
del l
print(gc.collect())
d = {}
d["me"] = d
del d
print(gc.collect())
class A:
    pass
a = A()
a.me = a
del a
print(gc.collect())
t = ([],)
t[0].append(t)
del t
print(gc.collect())
