# What objects of different kinds refer to, in the order in which the collector goes through them.
import gc

def kinds(x):
    return [type(r).__name__ for r in gc.get_referents(x)]

x = [1]
class C: pass
c = C()
c.x = x
def f(a, b=2): return a
def outer():
    v = 1
    return lambda: v
print(kinds(c), kinds(f))
print(kinds(C))
print(kinds(i for i in x))
print(kinds([].append), kinds(iter(x)))
print(kinds(outer()), kinds(outer().__closure__[0]))
print(kinds(ValueError(1)), kinds(slice(1, 2)), kinds(enumerate(x)))
print(kinds(f.__code__), kinds("text"), kinds(5))
print(kinds({1: "a"}.items()), kinds({"k": x}), kinds({1: x}))

def referrers(target):
    return sorted(type(r).__name__ for r in gc.get_referrers(target))
y = {"k": x}
print(referrers(x))
c.__dict__
print(referrers(x))
