# A function's locals die when it returns, the last one first; what it returns lives on.
class A:
    def __init__(self, n): self.n = n
    def __del__(self): print("del", self.n)

def f():
    a, b, c = A("a"), A("b"), A("c")
    print("returning")
    return b

x = f()
print("returned", x.n)
def g(p, q=None):
    p = A("new p")
    r = A("r")
g(A("old p"), A("q"))
print("end")
