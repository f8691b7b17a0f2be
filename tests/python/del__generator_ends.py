# A generator's locals die when it ends, is closed, or dies itself.
class A:
    def __init__(self, n): self.n = n
    def __del__(self): print("del", self.n)

def gen(n):
    a = A(n)
    try:
        yield 1
        yield 2
    finally:
        print("finally", n)

for x in gen("exhausted"):
    pass
g = gen("closed")
next(g)
g.close()
print("closed")
g = gen("dropped")
next(g)
del g
print("dropped")
g = gen("never started")
del g
g = gen("thrown")
next(g)
try:
    g.throw(KeyError("x"))
except KeyError:
    print("caught")
print("end")
