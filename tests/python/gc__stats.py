# What the collections have done so far, a dict a generation.
import gc

def now():
    return [(s["collections"], s["collected"]) for s in gc.get_stats()]

gc.disable()
gc.collect()
before = now()
x = []; x.append(x); del x
gc.collect(0)
gc.collect()
print([(a - c, b - d) for (a, b), (c, d) in zip(now(), before)])
print([sorted(s) for s in gc.get_stats()])
