# Functions in gc.callbacks hear of each collection's start and end.
import gc

def told(phase, info):
    print(phase, sorted(info.items()))

gc.collect()
gc.callbacks.append(told)
x = []
x.append(x)
del x
print(gc.collect())
print(gc.collect(0))
gc.callbacks.remove(told)
gc.collect()
print(gc.callbacks)
