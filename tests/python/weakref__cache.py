# A cache that forgets what nobody uses any more.
from _weakref import ref

cache = {}
def load(name):
    r = cache.get(name)
    obj = r() if r is not None else None
    if obj is None:
        print("loading", name)
        obj = Picture(name)
        cache[name] = ref(obj, lambda r, name=name: (print("forgetting", name), cache.pop(name)))
    return obj

class Picture:
    def __init__(self, name):
        self.name = name

a = load("sun")
b = load("sun")
print(a is b, list(cache))
del a
print(list(cache))
del b
print(list(cache))
load("moon")
print(list(cache))
