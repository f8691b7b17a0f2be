def trace(name):
    print("make", name)
    def wrap(f):
        print("wrap", name, f.__name__)
        def inner(*a, **k):
            print("call", name)
            return f(*a, **k)
        return inner
    return wrap

@trace("outer")
@trace("inner")
def f(x):
    return x * 2

print(f(3))

@lambda cls: (cls, "decorated")[1]
class A:
    pass

print(A)
def attr(**kw):
    def deco(f):
        for k, v in kw.items():
            setattr(f, k, v)
        return f
    return deco
@attr(a=1, b=2)
def g(): pass
print(g.a, g.__dict__)
