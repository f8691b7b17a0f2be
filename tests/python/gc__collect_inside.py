# A collection asked for while another one runs does nothing.
import gc

class A:
    def __del__(self):
        print("in __del__:", gc.collect())

def told(phase, info):
    print(phase, gc.collect())

a = A()
a.me = a
del a
print(gc.collect())
gc.callbacks.append(told)
print(gc.collect())
gc.callbacks.clear()
