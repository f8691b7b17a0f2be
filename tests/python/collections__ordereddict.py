from collections import OrderedDict

d = OrderedDict([("a", 1), ("b", 2), ("c", 3)])
print(d, list(d), d["b"], len(d))
d.move_to_end("a")
print(list(d))
d.move_to_end("c", last=False)
print(list(d), d.popitem(), d.popitem(last=False), d)
d["x"] = 1
d["b"] = 20
print(list(d.items()), list(reversed(d)), list(d.keys()), list(d.values()), list(reversed(d.items())))
print(OrderedDict(a=1, b=2) == OrderedDict(b=2, a=1), OrderedDict(a=1, b=2) == {"b": 2, "a": 1}, OrderedDict() == {})
print(OrderedDict.fromkeys("xy", 0), d.pop("b"), d.pop("zzz", "default"), d.setdefault("n", 5), d.setdefault("n", 6))
d.update({"u": 1}, v=2)
e = d.copy()
e.clear()
print(d, e, d | {"w": 3}, {"w": 3} | d)
d.note = "attributes"
print(d.note, vars(d))
for call in (lambda: d.move_to_end("missing"), lambda: OrderedDict().popitem(), lambda: d["missing"], lambda: OrderedDict(1), lambda: OrderedDict([1]), lambda: d.pop("missing")):
    try:
        call()
    except (KeyError, TypeError) as e:
        print(type(e).__name__, e)
d["self"] = d
print(d)


class Last(OrderedDict):
    def __setitem__(self, key, value):
        super().__setitem__(key, value)
        self.move_to_end(key)


last = Last(a=1, b=2)
last["a"] = 3
print(last, last.popitem())
for key in d:
    d[key + "!"] = 1
