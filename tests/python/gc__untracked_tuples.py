# The collector lets go of tuples that cannot be in a cycle, also nested ones; a list in them keeps them in sight.
import gc
def made(*items): return tuple(list(items))
flat = made(1, "a", None)
deep = made(flat, made(flat, 2.5))
mixed = made(flat, [])
print([gc.is_tracked(t) for t in (flat, deep, mixed)])
gc.collect()
print([gc.is_tracked(t) for t in (flat, deep, mixed)])
with_class = made(int, 1)
own = type("Own", (), {})
with_own = made(own, 1)
gc.collect()
print([gc.is_tracked(t) for t in (with_class, with_own)])
d = {1: 2}
gc.collect()
print(gc.is_tracked(d), gc.is_tracked({}))
