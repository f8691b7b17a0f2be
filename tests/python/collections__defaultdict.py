from _collections import defaultdict

d = defaultdict(list)
d["a"].append(1)
d["b"].append(2)
d["a"].append(3)
print(d, d["c"], len(d), d.get("z"), "z" in d, d.default_factory, isinstance(d, dict))
counts = defaultdict(int, {"x": 5}, y=2)
counts["x"] += 1
counts["new"] += 1
print(counts, dict(counts), counts == {"x": 6, "y": 2, "new": 1}, defaultdict(None, [(1, 2)]), defaultdict())


def make():
    print("made")
    return "value"


m = defaultdict(make)
print(m[1], m[1], m.__missing__(2), dict(m))
m.default_factory = lambda: "other"
print(m[3], m.copy()[4], m.__copy__() == m)
m.default_factory = None
for bad in (lambda: m["none"], lambda: defaultdict()[(1, 2)], lambda: defaultdict(3), lambda: defaultdict([1]), lambda: defaultdict(int, 3), lambda: m[[]]):
    try:
        bad()
    except (KeyError, TypeError) as e:
        print(type(e).__name__, e)
print(defaultdict(int, a=1) | {"b": 2}, {"b": 2} | defaultdict(int, a=1), type({} | defaultdict(int)).__name__)
try:
    d | [1]
except TypeError as e:
    print(e)
d |= {"q": []}
print(d, d.__reduce__()[:4], defaultdict[str, int])


class Deep(defaultdict):
    def __init__(self):
        super().__init__(Deep)

    def __repr__(self):
        return dict.__repr__(self)


tree = Deep()
tree["a"]["b"]["c"] = 1
print(tree, type(tree["a"]).__name__)


class Sub(defaultdict):
    __slots__ = ("note",)


s = Sub(int)
s.note = "kept"
s["k"] += 2
print(s, s.note, s.default_factory, s.copy())


class Key:
    def __hash__(self):
        print("hash")
        return 1

    def __eq__(self, other):
        return True


k = defaultdict(make)
k[Key()]
ring = defaultdict(int)
ring["self"] = ring
print(ring)


class Loop(defaultdict):
    def make(self):
        return 1


loop = Loop()
loop.default_factory = loop.make
print(repr(loop).replace(hex(id(loop)), "0x"))


def fails():
    raise ValueError("cannot make one")


defaultdict(fails)["key"]
