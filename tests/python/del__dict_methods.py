class N:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("del", self.name, {k: getattr(v, "name", v) for k, v in d.items()})

d = {}
d["a"] = N("first a")
d["a"] = N("second a")
print("update")
d.update({"b": N("b")})
d.update({"a": 1, "b": 2})
print("pop")
d["c"] = N("c")
d.pop("c")
d["d"] = N("d")
d.popitem()
d["e"] = N("e")
del d["e"]
d["f"] = N("f")
d.setdefault("f", N("unused"))
print("clear")
d.clear()
print(d)
