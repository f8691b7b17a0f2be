# Reference counts seen from inside of calls.
import sys
count = sys.getrefcount

class A:
    def method(self): return count(self)
    @classmethod
    def cm(cls): return None
    def with_args(self, x): return count(x)

def f(x): return count(x)
def g(*args): return count(args[0])
def h(**kw): return count(kw["x"])
def d(x=None): return count(x)

a = A()
print(count(a), f(a), g(a), h(x=a), d(a), d(x=a))
print(f(*[a]), f(*(a,)), f(**{"x": a}))
print(a.method(), A.method(a), (lambda: a.method())())
m = a.method
print(count(a), m())
print(a.with_args(a), count(A()), f(A()))
del m
print(count(a))
