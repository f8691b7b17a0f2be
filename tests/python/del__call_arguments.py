# Temporary arguments die when the call ends, unless somebody keeps them.
class A:
    def __init__(self, n): self.n = n
    def __del__(self): print("del", self.n)

def f(*args, **kw):
    print("in f", [a.n for a in args], [a.n for a in kw.values()])
    return args[0] if args else None

f(A(1), A(2))
print("one")
x = f(A(3), k=A(4))
print("two", x.n)
f(*[A(5), A(6)])
print("three")
f(**{"z": A(7)})
print("four")
x = None
print(max([A(8).n, A(9).n]))
A(10)
print("five")
str(A(11).n) + str(A(12).n)
