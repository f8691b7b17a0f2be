# __del__ runs once only, even if the object comes back.
class A:
    def __del__(self):
        print("__del__")
        keep.append(self)

keep = []
a = A()
del a
print(len(keep))
keep.pop()
print("second death is silent", len(keep))
class B:
    def __del__(self):
        print("B.__del__", self.x)
        self.x += 1
b = B()
b.x = 1
del b
