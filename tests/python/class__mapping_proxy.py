# The read-only view of a mapping.

def attempt(f):
    try:
        print(repr(f()))
    except Exception as e:
        print(type(e).__name__, e)


Proxy = type(type.__dict__)
d = Proxy({"a": 1})
print(d, str(d), len(d), "a" in d, d["a"], d.get("b", 3), list(d), list(d.items()), d.copy(), Proxy[int])
print(d | {"b": 2}, {"b": 2} | d, d == {"a": 1}, d == Proxy({"a": 1}), list(reversed(d)))
attempt(lambda: d["b"])
attempt(lambda: d.__setitem__)
attempt(lambda: d.__ior__({}))
attempt(lambda: d | 1)
attempt(lambda: d < {})
attempt(lambda: hash(d))
attempt(lambda: Proxy())
attempt(lambda: Proxy([1]))
attempt(lambda: Proxy(1))
attempt(lambda: setattr(d, "x", 1))


class Own:
    def __getitem__(self, key): return key
    def keys(self): return "keys"
    def get(self, *args): return args
    def __len__(self): return 5
    def __contains__(self, key): return True
    def __iter__(self): return iter("ab")
    def __repr__(self): return "OWN"
    def __hash__(self): return 9


p = Proxy(Own())
print(p.keys(), p.get(1), p.get(1, 2), len(p), p["q"], "x" in p, list(p), p, hash(p))
