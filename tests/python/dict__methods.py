d = {"b": 1, "a": 2}
d["c"] = 3
print(d, list(d), list(d.values()), list(d.items()), len(d), "a" in d, d.get("z"), d.get("z", 0), d.setdefault("a", 9), d.setdefault("n", 9))
print(d.pop("b"), d.pop("zz", None), d.popitem(), d, {**d, "x": 1}, d | {"a": 0}, d == {"c": 3, "a": 2}, list(reversed(d)))
d.update(x=1); d.update([("y", 2)]); d |= {"z": 3}
print(d, d.copy(), dict(zip("ab", [1, 2])), dict.fromkeys("ab", 0), dict(a=1), {1: 1, 1.0: 2, True: 3})
k, v, i = d.keys(), d.values(), d.items()
d["new"] = 0
print(k, v, i, len(k), ("a", 2) in i, k == d.keys(), sorted(k & {"a", "x"}), k.isdisjoint(["q"]), k.mapping["a"])
del d["new"]
for key in list(d):
    if d[key] == 2:
        del d[key]
d["a"] = "back"
print(d)
d.clear()
print(d, not d, {}.get(1), {None: 1}[None], {(1, 2): 3}[1, 2])
big = {i: i * i for i in range(30)}
for i in range(0, 30, 3):
    del big[i]
big[0] = "again"
print(big, list(big)[-1])
for bad in (lambda: {}["k"], lambda: {}.pop("k"), lambda: {}.popitem(), lambda: {[]: 1}, lambda: {} < {}, lambda: {} + {}, lambda: {}.nope, lambda: dict(5), lambda: dict([1]), lambda: {}[[]], lambda: iter({}).__next__()):
    try:
        print(bad())
    except (KeyError, TypeError, AttributeError, ValueError, StopIteration) as e:
        print(type(e).__name__, e)
