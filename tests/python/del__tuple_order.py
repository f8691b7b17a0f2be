# A tuple lets go of its items from the last to the first; nested ones depth first.
class A:
    def __init__(self, n): self.n = n
    def __del__(self): print(self.n, end=" ")

t = A(1), A(2), A(3)
t = None
print()
t = A(1), (A(2), A(3)), [A(4), A(5)], {"x": A(6), "y": A(7)}
t = None
print()
t = A(1), A(2), A(3)
a, b, c = t
del t
print("unpacked")
a = b = None
print()
a, *rest = A(8), A(9), A(10)
del rest
print()
