# The __dict__ of an instance shows values that stay the instance's own: the collector does not find the
# instance through it, and never counts it, until it is a dict of its own.
import gc


class V:
    def __init__(self):
        self.a = self


class L(list): pass


def made(cls=V):
    v = cls()
    v.a = v
    return v


gc.collect()
v = made(); del v; print(gc.collect())
v = made(); vars(v); del v; print(gc.collect())
v = made(); d = vars(v); print(gc.get_referents(d), [type(x).__name__ for x in gc.get_referents(v)])
del v; print(gc.collect(), "although d is still there:", list(d))
del d; print(gc.collect())
v = made(); vars(v)["c"] = 1; del v; print(gc.collect())
v = made(); vars(v)[2] = 1; del v; print("a key that is no str:", gc.collect())
v = made(); v.__dict__ = {"a": v}; del v; print("a dict of its own:", gc.collect())
v = made(L); vars(v); del v; print("a list's:", gc.collect())


def f(): pass


f.a = f
del f
print("a function's:", gc.collect())
