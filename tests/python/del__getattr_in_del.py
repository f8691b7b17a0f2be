# In __del__ the object is whole: attributes, methods, properties, repr.
class A:
    count = 0
    def __init__(self):
        A.count += 1
        self.parts = [1, 2]
    @property
    def size(self): return len(self.parts)
    def __repr__(self): return f"A of {self.parts}"
    def __del__(self):
        A.count -= 1
        print(self, self.size, A.count, sorted(vars(self)))

a, b = A(), A()
a.extra = b
del b
print("dropping a")
del a
print(A.count)
