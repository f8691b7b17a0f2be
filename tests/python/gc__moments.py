# When the automatic runs come, and what they find: callbacks tell.
import gc

class A:
    pass

def told(phase, info):
    print(phase, info["generation"], info["collected"], i)

i = 0
gc.collect()
gc.freeze()
gc.set_threshold(50)
gc.callbacks.append(told)
for i in range(200):
    a = A()
    a.me = a
gc.callbacks.clear()
gc.set_threshold(2000)
gc.unfreeze()
