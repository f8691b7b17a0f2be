l = [1]
l.append(l)
d = {"me": None}
d["me"] = d
t = ([],)
t[0].append(t)
print(l, d, t)

class P:
    def __init__(self, *kids):
        self.kids = list(kids)

    def __repr__(self):
        return f"P{self.kids}"

print(P(P(), P(P())))
p = P(1)
p.kids.append(p.kids)
print(p)
print([[], (), {}, set(), frozenset(), (1,), {1}, frozenset([2]), [None], {1: {2: 3}}])
