# WeakKeyDictionary: notes about objects that others own.
import weakref

class User:
    def __init__(self, name): self.name = name

visits = weakref.WeakKeyDictionary()
ann, bob = User("ann"), User("bob")
visits[ann] = 1
visits[bob] = 5
visits[ann] += 1
print(len(visits), visits[ann], bob in visits, visits.get(User("new"), "unknown"))
print(sorted((u.name, n) for u, n in visits.items()))
del bob
print(len(visits), [u.name for u in visits])
print([r() is ann for r in visits.keyrefs()])
del visits[ann]
print(len(visits), visits.get(ann))
try:
    visits["text"] = 1
except TypeError as e:
    print(e)
