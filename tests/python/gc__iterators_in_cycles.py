# Iterators, slices, views, methods, properties and partial results can be part of cycles too.
import gc

gc.collect()
def check(name, make):
    make()
    print(name, gc.collect())

def it():
    l = []
    l.append(iter(l))
def view():
    d = {}
    d["v"] = d.values()
def method():
    l = []
    l.append(l.append)
def enum():
    l = []
    l.append(enumerate(l))
def prop():
    l = []
    l.append(property(l.append))
for f in it, view, method, enum, prop:
    check(f.__name__, f)
