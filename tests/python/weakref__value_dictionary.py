# WeakValueDictionary: an entry goes when its value dies.
import weakref

class Picture:
    def __init__(self, name): self.name = name
    def __repr__(self): return f"<{self.name}>"

cache = weakref.WeakValueDictionary()
sun, moon = Picture("sun"), Picture("moon")
cache["sun"], cache["moon"] = sun, moon
print(len(cache), cache["sun"], sorted(cache), "moon" in cache)
del moon
print(len(cache), list(cache.items()), cache.get("moon"), "moon" in cache)
try:
    cache["moon"]
except KeyError as e:
    print("KeyError", e)
print(cache.setdefault("sun", Picture("other")) is sun)
print(cache.pop("sun"), len(cache))
stars = [Picture(f"star {i}") for i in range(3)]
cache.update({p.name: p for p in stars})
for name, p in cache.items():
    print(name, p)
stars.pop(); del p
print(sorted(cache.keys()), [p.name for p in cache.values()])
stars.clear()
print(dict(cache), cache.valuerefs())
try:
    cache["n"] = 5
except TypeError as e:
    print(e)
