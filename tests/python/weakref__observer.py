# A subject that knows its observers only weakly does not keep them alive.
from _weakref import ref

class Subject:
    def __init__(self):
        self.observers = []
    def attach(self, observer):
        self.observers.append(ref(observer, self.observers.remove))
    def notify(self, event):
        for r in list(self.observers):
            r().update(event)

class Observer:
    def __init__(self, name):
        self.name = name
    def update(self, event):
        print(self.name, "hears", event)

s = Subject()
a, b, c = Observer("a"), Observer("b"), Observer("c")
for o in a, b, c:
    s.attach(o)
del o
s.notify("one")
del b
print(len(s.observers))
s.notify("two")
del a, c
print(s.observers)
