# The moments at which a dict lets go of keys and values.
class K:
    def __init__(self, n): self.n = n
    def __hash__(self): return 1
    def __eq__(self, other): return self.n == other.n
    def __del__(self): print("-", self.n, end=" ")

class V:
    def __init__(self, n): self.n = n
    def __del__(self): print("-", self.n, end=" ")

def made():
    return {K("k1"): V("v1"), K("k2"): V("v2"), K("k3"): V("v3")}

d = made(); d.clear(); print("clear")
d = made(); d[K("k2")] = V("new"); print("replaced"); d = None; print()
d = made(); d.pop(K("k1")); print("pop"); d = None; print()
d = made(); d.popitem(); print("popitem"); d = None; print()
d = made(); del d[K("k3")]; print("del"); d = None; print()
d = made(); d.setdefault(K("k1"), V("unused")); print("setdefault"); d = None; print()
d = made(); d.update({K("k1"): V("u")}); print("update"); d = None; print()
d = made(); d |= {K("k2"): V("u")}; print("or"); d = None; print()
d = made(); d = d | {K("k9"): V("v9")}; print("new dict"); d = None; print()
