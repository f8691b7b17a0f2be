# Iterators hold what they go over: until they are at their end.
class A:
    def __init__(self, n): self.n = n
    def __del__(self): print("del", self.n)

it = iter([A(1), A(2)])
print(next(it).n)
print(next(it).n)
print(next(it, "end"))
print("list is gone")
m = map(lambda x: x.n, [A(5), A(6)])
print(next(m))
m = None
e = enumerate([A(7)])
i, x = next(e)
del e
print("enumerate gone")
x = None
r = reversed([A(8), A(9)])
print(next(r).n)
del r
