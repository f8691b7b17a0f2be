# Rebinding: the old object dies after the new one is bound.
class A:
    def __init__(self, n):
        print("make", n)
        self.n = n
    def __del__(self): print("del", self.n)

x = A(1)
x = A(2)
a, b = A(3), A(4)
a, b = b, a
print(a.n, b.n)
a = b
print("same")
a = b = None
x = [x]
x = x[0]
x = x.n
print(x)
