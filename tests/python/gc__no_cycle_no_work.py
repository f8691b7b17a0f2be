# What is in no cycle dies at once; the collector finds nothing.
import gc

class A:
    def __del__(self):
        print("del")

x = [A(), {"k": A()}, (A(),)]
gc.collect()
print("dropping")
x = None
print(gc.collect())
