# All finalizers run before anything is taken apart: each sees the others whole.
import gc

class Node:
    def __init__(self, name, **links):
        self.name = name
        self.__dict__.update(links)
    def __del__(self):
        print(self.name, "sees", self.other.name, self.data)

a = Node("a", data=[1])
b = Node("b", data={"x": 2}, other=a)
a.other = b
del a, b
gc.collect()
print("end")
