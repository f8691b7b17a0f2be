# Dicts of the collections module, with Python code running in the middle of what they do.
from _collections import OrderedDict, defaultdict


class Key:
    def __init__(self, name): self.name = name
    def __repr__(self): return f"Key({self.name})"
    def __hash__(self):
        print("hash", self.name)
        return hash(self.name)
    def __eq__(self, other):
        print("eq", self.name, getattr(other, "name", other))
        return getattr(other, "name", other) == self.name


class Own(OrderedDict):
    def __init__(self, *args):
        print("init", len(args))
        super().__init__(*args)


a, b = Key("a"), Key("b")
d = OrderedDict({a: 1, b: 2})
d.move_to_end(Key("a"))
print(len(d))
d.move_to_end(Key("b"), last=False)
try:
    d.move_to_end(Key("c"))
except KeyError as e:
    print("no", e)
print(OrderedDict(x=Key("v")) == OrderedDict(x=Key("v")), OrderedDict(x=Key("v")) == {"x": Key("w")})
o = Own({"x": 1})
print(o.copy(), o | {"y": 2}, {"z": 3} | o)


class Factory:
    def __repr__(self): return "Factory!"
    def __call__(self): return 0


f = defaultdict(Factory(), {"k": Key("v")})
print(f)


class Mapping:
    def keys(self): return ["m"]
    def __getitem__(self, key): return Key(key)


f.update(Mapping())
print(defaultdict(None, f) | {Key("q"): 1})
