# Who refers to an object.
import gc

class Box:
    pass

target = ["target"]
holder = {"t": target}
pair = (target, 1)
box = Box()
box.content = target
kinds = sorted(type(r).__name__ for r in gc.get_referrers(target))
print(kinds)
print(any(r is holder for r in gc.get_referrers(target)))
print(any(r is pair for r in gc.get_referrers(target)))
del holder, pair
print(sorted(type(r).__name__ for r in gc.get_referrers(target)))
print(gc.get_referrers())
